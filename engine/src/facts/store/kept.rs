//! Chunks one by one, for readers that keep something of theirs from one snapshot to the next: a chunk never changes, only which of its cases
//! still count does.

use std::ops::Range;
use std::sync::{Arc, Weak};

use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::chunk::{Chunk, place_of};
use super::snapshot::{Part, Snapshot};
use crate::facts::arrow::schema_of;
use crate::facts::relations::WALKED;
use crate::schema::Relation;
use crate::sym::Sym;

/// A chunk as one snapshot sees it.
#[derive(Clone, Debug)]
pub struct ChunkView(Part);

/// Which chunk it was. It keeps none of the chunk's rows.
#[derive(Clone, Debug)]
pub struct ChunkName(Weak<Chunk>);

impl ChunkView {
    /// Its cases, those that no longer count included.
    pub fn cases(&self) -> usize {
        self.0.chunk.cases
    }

    /// The centres its cases belong to.
    pub fn centres(&self) -> Vec<Sym> {
        self.0.chunk.centres()
    }

    /// Whether a case still counts.
    pub fn is_live(&self, case: usize) -> bool {
        self.0.is_live(case)
    }

    /// Whether all of its cases count.
    pub fn is_whole(&self) -> bool {
        self.0.marks.is_none()
    }

    /// Centre and number of a case.
    pub fn case_key(&self, case: usize) -> Option<(&str, &str)> {
        self.0.chunk.case_key(case)
    }

    /// Its name, by which a later snapshot knows it again.
    pub fn name(&self) -> ChunkName {
        ChunkName(Arc::downgrade(&self.0.chunk))
    }

    /// Whether it is the chunk of a name.
    pub fn is(&self, name: &ChunkName) -> bool {
        // A name holds the place of its chunk in memory, so that no other chunk can come to stand there.
        std::ptr::eq(Arc::as_ptr(&self.0.chunk), name.0.as_ptr())
    }

    /// The columns of `projection` of a walked relation, with the rows of all its cases.
    ///
    /// # Errors
    /// If the relation is not walked, a slot does not exist, or a list outgrows what Arrow can hold.
    pub fn rows(&self, relation: &Relation, projection: &[usize]) -> Result<RecordBatch, ArrowError> {
        self.rows_of(relation, 0..self.cases(), projection)
    }

    /// The same of one case.
    ///
    /// # Errors
    /// As [`ChunkView::rows`].
    pub fn row(&self, relation: &Relation, case: usize, projection: &[usize]) -> Result<RecordBatch, ArrowError> {
        self.rows_of(relation, case..case + 1, projection)
    }

    fn rows_of(&self, relation: &Relation, cases: Range<usize>, projection: &[usize]) -> Result<RecordBatch, ArrowError> {
        let Some(place) = place_of(relation.name) else {
            return Err(ArrowError::SchemaError(format!("{} is not a walked relation", relation.name)));
        };
        let schema = Arc::new(schema_of(WALKED[place]).project(projection)?);
        self.0.chunk.batch(place, cases, &schema, projection, None)
    }
}

impl Snapshot {
    /// Its chunks that hold a case that counts.
    pub fn chunks(&self) -> Vec<ChunkView> {
        self.parts.iter().filter(|part| part.live() > 0).cloned().map(ChunkView).collect()
    }
}
