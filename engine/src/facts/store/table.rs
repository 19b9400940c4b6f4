//! Relations that do not come of the fold of a case: kept whole, replaced whole.

use arrow::array::Array;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use crate::facts::arrow::{RowsBuilder, schema_of};
use crate::schema::{Relation, Row};

/// Rows in one batch of a table.
const BATCH_ROWS: usize = 65_536;

/// All rows of a relation.
#[derive(Clone, Debug)]
pub struct Table {
    relation: &'static Relation,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// A table from its rows.
    ///
    /// # Errors
    /// If a column outgrows what Arrow can hold.
    pub fn from_rows<'a>(relation: &'static Relation, rows: impl IntoIterator<Item = &'a dyn Row>) -> Result<Table, ArrowError> {
        let mut batches = Vec::new();
        let mut builder = RowsBuilder::new(relation);
        for row in rows {
            builder.append(row, &[])?;
            if builder.len() == BATCH_ROWS {
                batches.push(builder.finish()?);
            }
        }
        if !builder.is_empty() || batches.is_empty() {
            batches.push(builder.finish()?);
        }
        Ok(Table { relation, batches })
    }

    /// A table from batches of the relation's schema.
    ///
    /// # Errors
    /// If a batch is of another schema.
    pub fn from_batches(relation: &'static Relation, batches: Vec<RecordBatch>) -> Result<Table, ArrowError> {
        let schema = schema_of(relation);
        match batches.iter().find(|batch| batch.schema() != schema) {
            Some(_) => Err(ArrowError::SchemaError(format!("a batch is not of the schema of {}", relation.name))),
            None => Ok(Table { relation, batches }),
        }
    }

    /// Adds the rows of a table of the same relation.
    pub(super) fn extend(&mut self, other: Table) {
        self.batches.extend(other.batches);
    }

    /// The relation.
    pub fn relation(&self) -> &'static Relation {
        self.relation
    }

    /// Its rows.
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// How many there are.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    pub(super) fn bytes(&self) -> usize {
        self.batches.iter().flat_map(RecordBatch::columns).map(|column| column.get_array_memory_size()).sum()
    }
}
