//! Quarantine: rows that failed on form, kept with the reason until they are mended.

use super::{BatchId, Task};
use crate::time::Micros;

/// A row that failed on form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The centre it is for.
    pub centre: String,
    /// The file, or the sending system.
    pub source: String,
    /// Its place there.
    pub line: u64,
    /// Stable code of the reason.
    pub reason: String,
    /// Path of the field.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
    /// The row as it came; sealed before it is written.
    pub raw: String,
    /// The row without its personal values.
    pub masked: String,
}

/// A row in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as in Quarantined, but the sealed row")]
pub struct QuarantinedRow {
    /// Its number.
    pub id: i64,
    pub centre: String,
    pub source: String,
    pub line: u64,
    pub reason: String,
    pub field: String,
    pub message: String,
    pub how_to_mend: String,
    pub masked: String,
    /// When the ledger learned of it.
    pub recorded_at: Micros,
    /// The last import that brought it.
    pub batch: Option<BatchId>,
    /// When it was mended and sent again.
    pub replayed_at: Option<Micros>,
    /// When its import was voided.
    pub withdrawn_at: Option<Micros>,
}

/// Rows that wait to be mended.
pub trait Quarantine {
    /// Keeps rows. The same row at the same place of the same source is kept once, whatever the number of attempts.
    fn quarantine(&self, rows: Vec<Quarantined>, import: Option<BatchId>, recorded_at: Micros) -> Task<'_, ()>;

    /// Up to `limit` rows with a number above `after`; with `open_only` those neither replayed nor withdrawn.
    fn quarantined(&self, after: i64, limit: usize, open_only: bool) -> Task<'_, Vec<QuarantinedRow>>;

    /// The row as it came.
    fn quarantined_raw(&self, id: i64) -> Task<'_, Option<String>>;

    /// Notes that a row was mended and sent again. Says whether it was open.
    fn mark_replayed(&self, id: i64, at: Micros) -> Task<'_, bool>;
}
