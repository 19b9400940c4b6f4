//! The seam to the ledger: what an import needs of it.

use super::fault::{Fault, Position};
use crate::case::form::Formed;
use crate::time::Micros;

/// The ledger could not take a chunk. The message says what, where and how to mend it; nothing of the chunk is in.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SinkError(pub Box<dyn std::error::Error + Send + Sync>);

/// A file about to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Centre it is for.
    pub centre: String,
    /// File name without folders.
    pub name: String,
    /// SHA-256 of the file on disk.
    pub sha256: String,
    /// Profile.
    pub profile: String,
    /// Mapping, for a table.
    pub mapping: Option<String>,
}

/// What became of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Appended,
    /// The same event is there already.
    Duplicate,
    /// An event with this id and revision is there with other content.
    Conflict {
        /// Its position in the ledger.
        existing: u64,
    },
}

/// A record in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The same for the same fault of the same line of the same file, so that a repeated import lists it once.
    pub fingerprint: String,
    /// File name without folders.
    pub file: String,
    /// Where it stands.
    pub position: Position,
    /// What is wrong.
    pub fault: Fault,
    /// The record with personal values masked, at most 2,000 characters.
    pub masked: String,
    /// What a replay needs ([`StoredRecord`](super::replay::StoredRecord) as JSON). It holds personal values: to be sealed.
    /// `None` where there is nothing to replay (a line too long, a cut file).
    pub stored: Option<String>,
}

/// Takes what an import yields. Implemented for the ledger; tests use one in memory.
pub trait Sink {
    /// A file begins; what follows belongs to it. What is appended before the first file belongs to none.
    fn begin(&mut self, file: &FileInfo, now: Micros) -> Result<(), SinkError>;

    /// Takes events and quarantined records in one transaction and tells of each event what became of it, in their order. A
    /// quarantined record whose fingerprint is known is left as it is.
    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, now: Micros) -> Result<Vec<Outcome>, SinkError>;

    /// The file's end; the counts are the file's own.
    fn finish(&mut self, counts: &super::report::Counts, now: Micros) -> Result<(), SinkError>;
}
