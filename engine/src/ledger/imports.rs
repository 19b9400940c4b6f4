//! Imports: files that came in as a whole and can be taken back as a whole.

use super::events::Row;
use super::{BatchId, Position, Task};
use crate::time::Micros;

/// An import about to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImport {
    /// The centre it is for.
    pub centre: String,
    /// The profile it is read with.
    pub profile: String,
    /// The mapping it is read with, if it needs one.
    pub mapping: Option<String>,
    /// Name of the file, for people.
    pub file_name: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub file_sha256: String,
    /// When it began.
    pub started_at: Micros,
}

/// The answer to [`Imports::begin_import`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub batch: BatchId,
    /// Whether an import of the same file that never finished is taken up again.
    pub resumed: bool,
}

/// What an import counted, in source records; events are those appended, cases those touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the keys of `import --json`")]
pub struct ImportCounts {
    pub read: u64,
    pub accepted: u64,
    pub duplicates: u64,
    pub quarantined: u64,
    pub events: u64,
    pub cases: u64,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its number.
    pub batch: BatchId,
    /// What was said when it began.
    pub began: NewImport,
    /// When it finished; `None` while it runs or after it was killed.
    pub finished_at: Option<Micros>,
    /// What it counted; zeros before it finished.
    pub counts: ImportCounts,
    /// When it was voided.
    pub voided_at: Option<Micros>,
    /// Position of the event that voided it.
    pub void_position: Option<Position>,
    /// Why it was voided.
    pub reason: Option<String>,
}

/// The answer to [`Imports::void_import`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voided {
    /// Position of the `import_voided` event.
    pub position: Position,
    /// How many events it took back.
    pub events: u64,
    /// Whether it had been voided before; then nothing was written.
    pub already: bool,
}

/// Imports of files.
pub trait Imports {
    /// Registers an import. One of the same centre, profile, mapping and file that never finished and was not voided is taken
    /// up again, so that a killed import and its repetition are one batch, voided together.
    fn begin_import(&self, import: NewImport) -> Task<'_, Begun>;

    /// Marks it finished. Says whether there is such an import.
    fn finish_import(&self, batch: BatchId, counts: ImportCounts, finished_at: Micros) -> Task<'_, bool>;

    /// All imports, oldest first.
    fn imports(&self) -> Task<'_, Vec<Import>>;

    /// One import.
    fn import(&self, batch: BatchId) -> Task<'_, Option<Import>>;

    /// Up to `limit` events of an import after a position.
    fn import_events(&self, batch: BatchId, after: Position, limit: usize) -> Task<'_, Vec<Row>>;

    /// Takes an import back: one event `import_voided`, its keys free again for a right version of the file, its open rows
    /// withdrawn from quarantine, all in one transaction. Its events stay and are marked. `None` if there is no such import.
    ///
    /// An event that another import brought again was a duplicate there and is taken back with this one; importing that
    /// file once more brings it in.
    fn void_import(&self, batch: BatchId, reason: &str, recorded_at: Micros) -> Task<'_, Option<Voided>>;
}
