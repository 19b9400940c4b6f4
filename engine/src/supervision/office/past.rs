//! What was known at an instant, for questions about one case: the worlds without the facts, which would be made anew for all cases.

use std::sync::Arc;

use super::Office;
use super::error::OfficeError;
use super::follower::Follower;
use crate::supervision::judge::{Benches, Known};
use crate::time::Micros;

/// The worlds of all centres as they were known at an instant.
pub struct Past {
    /// Worlds by centre. They judge nothing: their rules are left out.
    pub benches: Arc<Benches>,
    /// Which rows of the ledger were known.
    pub known: Known,
}

impl Office {
    /// The worlds from the reference facts that were recorded by `known`. Cases are not read.
    pub async fn past(&self, known: Micros) -> Result<Past, OfficeError> {
        let known = Known::by(Some(known), &self.ledger.reference_events().await?);
        let mut follower = Follower::new(self.ledger.clone(), self.library.clone(), None, self.empty_register(), known);
        follower.go_to_head().await?;
        Ok(Past { benches: follower.benches, known: follower.known })
    }
}
