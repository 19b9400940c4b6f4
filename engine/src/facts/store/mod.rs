//! The fact store: chunks, deletion marks, snapshots.
//!
//! Rows stand in immutable [`Chunk`]s, each with the rows of some cases in every walked relation. A change makes a new, small chunk
//! with the cases that changed and marks them in the chunks that held them; compaction keeps the number of chunks small. Readers
//! hold a [`Snapshot`], which never changes and is at one position of the ledger in all relations; a writer never waits for them.
//!
//! The store is a follower: it can be thrown away and built again from the ledger. [`disk`] keeps a copy for a fast start.

mod chunk;
mod compact;
pub mod disk;
mod hash;
mod index;
mod kept;
mod marks;
mod packed;
mod snapshot;
mod table;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use arrow::error::ArrowError;

pub(crate) use hash::hex;

pub use chunk::{Chunk, ChunkBuilder, SEALED_CASES};
pub use kept::{ChunkName, ChunkView};
pub use snapshot::{Memory, Piece, Snapshot};
pub use table::Table;

use crate::sym::Sym;
use crate::time::Micros;
use marks::Marks;
use snapshot::Part;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A column outgrew what Arrow can hold, or a chunk does not fit its relation.
    #[error("facts cannot be laid out in columns: {0}")]
    Columns(#[from] ArrowError),
    /// The copy on disk could not be written.
    #[error("the copy of the facts at {path} cannot be written: {source}")]
    Write {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// A step from one position to the next: the cases that changed and what became of them.
#[derive(Debug)]
pub struct Update {
    position: i64,
    now: Micros,
    chunks: Vec<Chunk>,
    removed: Vec<(Sym, Box<str>)>,
    tables: Vec<Table>,
}

impl Update {
    /// A step to a position, with rows as of `now`.
    pub fn new(position: i64, now: Micros) -> Update {
        Update { position, now, chunks: Vec::new(), removed: Vec::new(), tables: Vec::new() }
    }

    /// Cases that are new or changed; of a case that comes twice the later counts.
    pub fn chunk(mut self, chunk: Chunk) -> Update {
        self.chunks.push(chunk);
        self
    }

    /// A case none of whose events counts any more.
    pub fn remove(mut self, centre: Sym, case_no: &str) -> Update {
        self.removed.push((centre, case_no.into()));
        self
    }

    /// The new rows of a relation that is not walked, all of them: what the update before said of it is gone. Several tables of one
    /// relation in one update, as of several centres, are taken together.
    pub fn table(mut self, table: Table) -> Update {
        self.tables.push(table);
        self
    }
}

/// Rows written since the store was opened, in all walked relations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewrites {
    /// Rows of new and changed cases.
    pub appended: u64,
    /// Rows marked as deleted.
    pub deleted: u64,
    /// Rows written again by compaction.
    pub compacted: u64,
}

/// The published snapshot and its one writer.
#[derive(Debug)]
pub struct FactStore {
    published: RwLock<Arc<Snapshot>>,
    writer: Mutex<Rewrites>,
}

impl Default for FactStore {
    fn default() -> FactStore {
        FactStore::new()
    }
}

impl FactStore {
    /// An empty store at position 0.
    pub fn new() -> FactStore {
        FactStore::starting_at(Snapshot::empty())
    }

    /// A store that goes on from a snapshot, as loaded from disk.
    pub fn starting_at(snapshot: Snapshot) -> FactStore {
        FactStore { published: RwLock::new(Arc::new(snapshot)), writer: Mutex::default() }
    }

    /// The snapshot as last published. Waits for nobody but another reader's or the publisher's exchange of one pointer.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Rows written so far.
    pub fn rewrites(&self) -> Rewrites {
        *self.writing()
    }

    /// Takes a step and publishes it.
    ///
    /// # Errors
    /// If columns outgrow what Arrow can hold; nothing is published then.
    pub fn apply(&self, update: Update) -> Result<Arc<Snapshot>, StoreError> {
        let mut rewrites = self.writing();
        let before = self.snapshot();
        self.step(&mut rewrites, &before, update)
    }

    /// Forgets everything and takes only this step: for building anew.
    ///
    /// # Errors
    /// As [`FactStore::apply`].
    pub fn replace(&self, update: Update) -> Result<Arc<Snapshot>, StoreError> {
        let mut rewrites = self.writing();
        self.step(&mut rewrites, &Snapshot::empty(), update)
    }

    fn step(&self, rewrites: &mut Rewrites, before: &Snapshot, update: Update) -> Result<Arc<Snapshot>, StoreError> {
        let mut after = before.clone();
        let mut counted = *rewrites;
        for (centre, case_no) in &update.removed {
            counted.deleted += mark(&mut after.parts, centre.text(), case_no);
        }
        for chunk in update.chunks {
            counted.appended += chunk.rows() as u64;
            counted.deleted += mark_replaced(&mut after.parts, &chunk);
            let own = marks_of_repeated(&chunk);
            after.parts.push(Part { chunk: Arc::new(chunk), marks: own.map(Arc::new) });
        }
        let mut tables: std::collections::BTreeMap<&'static str, Table> = std::collections::BTreeMap::new();
        for table in update.tables {
            match tables.get_mut(table.relation().name) {
                Some(known) => known.extend(table),
                None => {
                    tables.insert(table.relation().name, table);
                }
            }
        }
        after.tables.extend(tables.into_iter().map(|(name, table)| (name, Arc::new(table))));
        counted.compacted += compact::compact(&mut after.parts)? as u64;
        after.position = update.position;
        after.now = update.now;
        let published = Arc::new(after);
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&published);
        *rewrites = counted;
        Ok(published)
    }

    fn writing(&self) -> MutexGuard<'_, Rewrites> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Marks a case wherever it lives; gives its rows.
fn mark(parts: &mut [Part], centre: &str, case_no: &str) -> u64 {
    for part in parts {
        if let Some(case) = part.find(centre, case_no) {
            let marks = part.marks.get_or_insert_with(|| Arc::new(Marks::none(part.chunk.cases)));
            Arc::make_mut(marks).mark(case);
            return part.chunk.rows_of_case(case) as u64;
        }
    }
    0
}

/// Marks the cases of a new chunk in the chunks that held them before.
fn mark_replaced(parts: &mut [Part], chunk: &Chunk) -> u64 {
    let mut rows = 0;
    for part in parts.iter_mut() {
        let mut marks: Option<Marks> = None;
        for (hash, new) in chunk.hashes() {
            for old in part.chunk.candidates(*hash) {
                let is_live = !marks.as_ref().map_or_else(|| !part.is_live(old), |marks| marks.has(old));
                if is_live && part.chunk.case_key(old) == chunk.case_key(*new as usize) {
                    let marks =
                        marks.get_or_insert_with(|| part.marks.as_deref().cloned().unwrap_or_else(|| Marks::none(part.chunk.cases)));
                    marks.mark(old);
                    rows += part.chunk.rows_of_case(old) as u64;
                }
            }
        }
        if let Some(marks) = marks {
            part.marks = Some(Arc::new(marks));
        }
    }
    rows
}

/// Marks for cases that a chunk holds more than once, all but the last.
fn marks_of_repeated(chunk: &Chunk) -> Option<Marks> {
    let mut marks: Option<Marks> = None;
    let hashes = chunk.hashes();
    for (place, (hash, case)) in hashes.iter().enumerate() {
        let later = hashes[place + 1..].iter().take_while(|(other, _)| other == hash);
        for (_, other) in later {
            if chunk.case_key(*case as usize) == chunk.case_key(*other as usize) {
                marks.get_or_insert_with(|| Marks::none(chunk.cases())).mark(*case as usize);
            }
        }
    }
    marks
}
