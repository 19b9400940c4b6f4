//! Snapshots: the facts at one position of the ledger, in all relations alike.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::chunk::{CASES, Chunk, SEALED_CASES, place_of};
use super::hash::relation_hash;
use super::marks::Marks;
use super::table::Table;
use crate::facts::arrow::schema_of;
use crate::facts::relations::WALKED;
use crate::schema::Relation;
use crate::sym::Sym;
use crate::time::Micros;

/// A chunk as one snapshot sees it: with the marks of the cases that no longer count.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) chunk: Arc<Chunk>,
    pub(super) marks: Option<Arc<Marks>>,
}

impl Part {
    pub(super) fn live(&self) -> usize {
        self.chunk.cases - self.marks.as_ref().map_or(0, |marks| marks.count())
    }

    pub(super) fn is_live(&self, case: usize) -> bool {
        !self.marks.as_ref().is_some_and(|marks| marks.has(case))
    }

    pub(super) fn find(&self, centre: &str, case_no: &str) -> Option<usize> {
        self.chunk.position_of(centre, case_no).find(|case| self.is_live(*case))
    }
}

/// A stretch of cases of one chunk: the unit of a scan.
#[derive(Clone, Debug)]
pub struct Piece {
    part: Part,
    cases: Range<usize>,
}

impl Piece {
    /// The live rows of a walked relation that belong to these cases, with the columns of `projection`.
    ///
    /// # Errors
    /// If the relation is not walked, a slot does not exist, or a list outgrows what Arrow can hold.
    pub fn batch(&self, relation: &Relation, projection: Option<&[usize]>) -> Result<RecordBatch, ArrowError> {
        let Some(place) = place_of(relation.name) else {
            return Err(ArrowError::SchemaError(format!("{} is not a walked relation", relation.name)));
        };
        let schema = schema_of(WALKED[place]);
        let keep = self.part.marks.as_ref().and_then(|marks| marks.keep(self.cases.clone()));
        match projection {
            Some(slots) => self.part.chunk.batch(place, self.cases.clone(), &Arc::new(schema.project(slots)?), slots, keep.as_ref()),
            None => {
                let slots: Vec<usize> = (0..schema.fields().len()).collect();
                self.part.chunk.batch(place, self.cases.clone(), &schema, &slots, keep.as_ref())
            }
        }
    }
}

/// What the facts take up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Cases that count.
    pub cases: usize,
    /// Bytes of rows in the walked relations.
    pub row_bytes: usize,
    /// Bytes of the index from a case to its rows, of next instants and of deletion marks.
    pub index_bytes: usize,
    /// Bytes of the other relations.
    pub table_bytes: usize,
}

impl Memory {
    /// Bytes a case: its row, its rows in the other walked relations and its share of the index.
    pub fn per_case(&self) -> usize {
        (self.row_bytes + self.index_bytes).checked_div(self.cases).unwrap_or(0)
    }
}

/// The facts at one position of the ledger, as of one instant. Never changes; as many readers as wish hold one.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The ledger's position up to which events are in.
    pub position: i64,
    /// The instant the rows are as of.
    pub now: Micros,
    pub(super) parts: Vec<Part>,
    pub(super) tables: BTreeMap<&'static str, Arc<Table>>,
}

impl Snapshot {
    pub(super) fn empty() -> Snapshot {
        Snapshot { position: 0, now: 0, parts: Vec::new(), tables: BTreeMap::new() }
    }

    /// Cases that count.
    pub fn cases(&self) -> usize {
        self.parts.iter().map(Part::live).sum()
    }

    /// Live rows of a relation, walked or not.
    pub fn rows(&self, relation: &str) -> usize {
        let Some(place) = place_of(relation) else {
            return self.tables.get(relation).map_or(0, |table| table.rows());
        };
        let of_part = |part: &Part| match (&part.marks, &part.chunk.tables[place].starts) {
            _ if place == CASES => part.live(),
            (None, _) => part.chunk.tables[place].rows,
            (Some(marks), Some(starts)) => {
                let dead: i32 = marks.marked().iter().map(|case| starts[*case as usize + 1] - starts[*case as usize]).sum();
                part.chunk.tables[place].rows - dead as usize
            }
            (Some(_), None) => 0,
        };
        self.parts.iter().map(of_part).sum()
    }

    /// The relations that are not walked.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values().map(|table| &**table)
    }

    /// A relation that is not walked.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name).map(|table| &**table)
    }

    /// The cases in stretches of at most `cases`, for scans.
    pub fn pieces(&self, cases: usize) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in self.parts.iter().filter(|part| part.live() > 0) {
            for start in (0..part.chunk.cases).step_by(cases.max(1)) {
                let end = part.chunk.cases.min(start.saturating_add(cases));
                pieces.push(Piece { part: part.clone(), cases: start..end });
            }
        }
        pieces
    }

    /// The case of a number, in every centre or in one.
    pub fn pieces_of(&self, centre: Option<&str>, case_no: &str) -> Vec<Piece> {
        let mut centres: Vec<Sym> = self.parts.iter().flat_map(|part| part.chunk.centres()).collect();
        centres.sort_unstable_by_key(|centre| centre.number());
        centres.dedup();
        let mut pieces = Vec::new();
        for known in centres.iter().filter(|known| centre.is_none_or(|centre| centre == known.text())) {
            for part in &self.parts {
                if let Some(case) = part.find(known.text(), case_no) {
                    pieces.push(Piece { part: part.clone(), cases: case..case + 1 });
                }
            }
        }
        pieces
    }

    /// The live rows of a relation, a batch for each chunk.
    ///
    /// # Errors
    /// If the relation is unknown here or a slot does not exist.
    pub fn batches(&self, relation: &Relation, projection: Option<&[usize]>) -> Result<Vec<RecordBatch>, ArrowError> {
        if place_of(relation.name).is_some() {
            return self.pieces(SEALED_CASES).iter().map(|piece| piece.batch(relation, projection)).collect();
        }
        let Some(table) = self.tables.get(relation.name) else {
            return Err(ArrowError::SchemaError(format!("{} is not in the snapshot", relation.name)));
        };
        let project = |batch: &RecordBatch| projection.map_or_else(|| Ok(batch.clone()), |slots| batch.project(slots));
        table.batches().iter().map(project).collect()
    }

    /// The rows of one case in a walked relation; `None` if the case is not there.
    ///
    /// # Errors
    /// If the relation is not walked.
    pub fn rows_of(&self, relation: &Relation, centre: &str, case_no: &str) -> Result<Option<RecordBatch>, ArrowError> {
        for part in &self.parts {
            if let Some(case) = part.find(centre, case_no) {
                let piece = Piece { part: part.clone(), cases: case..case + 1 };
                return piece.batch(relation, None).map(Some);
            }
        }
        Ok(None)
    }

    /// The row of one case.
    ///
    /// # Errors
    /// None that a snapshot of our own making could cause.
    pub fn case_row(&self, centre: &str, case_no: &str) -> Result<Option<RecordBatch>, ArrowError> {
        self.rows_of(WALKED[CASES], centre, case_no)
    }

    /// Whether a case is there.
    pub fn has_case(&self, centre: &str, case_no: &str) -> bool {
        self.parts.iter().any(|part| part.find(centre, case_no).is_some())
    }

    /// The cases whose next instant has come, by centre and number, in that order.
    pub fn due(&self, now: Micros) -> Vec<(Sym, Box<str>)> {
        let mut due = Vec::new();
        for part in &self.parts {
            for (case, _) in part.chunk.waiting().take_while(|(_, next_at)| *next_at <= now) {
                if part.is_live(case)
                    && let Some((centre, case_no)) = part.chunk.case_key(case)
                {
                    due.push((Sym::new(centre), Box::from(case_no)));
                }
            }
        }
        due.sort_unstable_by(|a, b| (a.0.text(), &a.1).cmp(&(b.0.text(), &b.1)));
        due
    }

    /// The next instant at which some case must be looked at.
    pub fn next_due(&self) -> Option<Micros> {
        let of_part = |part: &Part| part.chunk.waiting().find(|(case, _)| part.is_live(*case)).map(|(_, next_at)| next_at);
        self.parts.iter().filter_map(of_part).min()
    }

    /// The next instant of one case.
    pub fn next_at(&self, centre: &str, case_no: &str) -> Option<Micros> {
        let of_part = |part: &Part| part.find(centre, case_no).map(|case| part.chunk.next_at[case]);
        self.parts.iter().find_map(of_part).filter(|next_at| *next_at < Micros::MAX)
    }

    /// Hash over a relation's rows sorted by key, without recorded times; 64 hexadecimal digits. Equal hashes, equal rows: it
    /// depends neither on the order of arrival nor on how rows are cut into chunks.
    ///
    /// # Errors
    /// If the relation is not here.
    pub fn hash(&self, relation: &Relation) -> Result<String, ArrowError> {
        relation_hash(relation, &self.batches(relation, None)?)
    }

    /// What it takes up.
    pub fn memory(&self) -> Memory {
        let mut memory = Memory { cases: self.cases(), ..Memory::default() };
        for part in &self.parts {
            let (rows, index) = part.chunk.bytes();
            memory.row_bytes += rows;
            memory.index_bytes += index + part.marks.as_ref().map_or(0, |marks| marks.bytes());
        }
        memory.table_bytes = self.tables.values().map(|table| table.bytes()).sum();
        memory
    }
}
