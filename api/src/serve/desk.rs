//! What an explanation is made from: the installation, the facts and alerts at one position, and as known when. The API and the command line
//! explain by the same code, each at a desk of its own.

use mingjing_engine::ingest::{Profile, library};
use mingjing_engine::ledger::{Ledger, LedgerError, Row};
use mingjing_engine::supervision::{Office, Published};
use mingjing_engine::time::Micros;

use super::reasons::Reasons;

/// Facts, alerts and ledger, read together.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The installation.
    pub office: &'a Office,
    /// Facts and alerts at one position.
    pub published: &'a Published,
    /// The alerts' own reasons.
    pub reasons: &'a Reasons,
    /// Only what was recorded by then is known; everything where it is absent.
    pub known: Option<Micros>,
}

impl Desk<'_> {
    /// The ledger.
    pub fn ledger(&self) -> &dyn Ledger {
        self.office.ledger().as_ref()
    }

    /// A case's rows up to the position, as known.
    pub async fn rows(&self, centre: &str, case_no: &str) -> Result<Vec<Row>, LedgerError> {
        let mut rows = self.ledger().case_events(centre, case_no).await?;
        // What came behind the snapshot is not in its lists and figures either.
        rows.retain(|row| row.position <= self.published.facts.position);
        let Some(known) = self.known else { return Ok(rows) };
        rows.retain(|row| row.recorded_at <= known);
        for row in &mut rows {
            let Some(voided_by) = row.voided_by else { continue };
            // An import that was voided later was not void as far as was known.
            if self.ledger().event(voided_by).await?.is_none_or(|void| void.recorded_at > known) {
                row.voided_by = None;
            }
        }
        Ok(rows)
    }

    /// The profile of a centre: the one that its last import named, else the shipped one.
    pub async fn profile(&self, centre: &str) -> Result<Option<Profile>, LedgerError> {
        let named = self.ledger().meta(&format!("profile/{centre}")).await?;
        let named = named.and_then(|name| self.office.library().profile(&name).ok()).filter(|profile| profile.centre == centre);
        let shipped = || library::shipped_profiles().iter().find(|profile| profile.centre == centre).cloned();
        Ok(named.or_else(shipped))
    }
}
