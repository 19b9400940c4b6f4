//! The alerts' own reasons: what each rule's `because` says of the row, worked out from the facts when an alert is first shown and kept while
//! the case behind it stays as it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::time::Micros;

use super::desk::Desk;
use super::problem::ApiError;
use super::why;
use crate::model::Words;

/// Most reasons kept; past it all are worked out anew.
const MOST: usize = 200_000;

struct Kept {
    level_since: Micros,
    version: i64,
    text: Arc<Words>,
}

/// Reasons by number of alert.
#[derive(Default)]
pub struct Reasons(Mutex<HashMap<Box<str>, Kept>>);

impl Reasons {
    fn kept(&self) -> MutexGuard<'_, HashMap<Box<str>, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reason of an alert; empty where the facts no longer hold its row.
    pub async fn of(&self, desk: &Desk<'_>, record: &AlertRecord) -> Result<Arc<Words>, ApiError> {
        if let Some(kept) = self.kept().get(&record.alert_no)
            && kept.level_since == record.level_since
            && kept.version == record.version
        {
            return Ok(kept.text.clone());
        }
        let found = why::reasons(desk, record).await?;
        let mut kept = self.kept();
        if kept.len() > MOST {
            kept.clear();
        }
        for reason in found {
            kept.insert(reason.alert_no, Kept { level_since: reason.level_since, version: reason.version, text: reason.text.into() });
        }
        Ok(kept.get(&record.alert_no).map_or_else(|| Arc::new(Words { zh: String::new(), en: String::new() }), |kept| kept.text.clone()))
    }

    /// What rests on these alerts' cases is to be worked out anew.
    pub fn forget<'a>(&self, records: impl Iterator<Item = &'a AlertRecord>) {
        let mut kept = self.kept();
        for record in records {
            kept.remove(&record.alert_no);
        }
    }

    /// Everything is to be worked out anew.
    pub fn forget_all(&self) {
        self.kept().clear();
    }
}
