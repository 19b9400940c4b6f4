//! Chunks: the rows of a set of cases in every walked relation, immutable once built.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StructArray, UInt32Array};
use arrow::buffer::{BooleanBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{filter_record_batch, take};
use arrow::datatypes::{DataType, Field, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};

use super::index::{CaseIndex, key_hash};
use super::packed::{Packed, spread};
use crate::facts::arrow::{RowsBuilder, entry_columns, entry_fields};
use crate::facts::relations::{CASE, CaseRow, Moment, WALKED};
use crate::schema::{Relation, Type};
use crate::sym::Sym;
use crate::time::Micros;

/// Cases in a chunk that is no longer merged with others.
pub const SEALED_CASES: usize = 65_536;

/// The place of `case` among the walked relations.
pub(super) const CASES: usize = 0;

/// The rows of some cases in every walked relation, with an index from a case to its rows.
#[derive(Debug)]
pub struct Chunk {
    pub(super) cases: usize,
    /// In the order of [`WALKED`].
    pub(super) tables: Vec<ChunkTable>,
    /// When each case must next be looked at; [`Micros::MAX`] for never.
    pub(super) next_at: Box<[Micros]>,
    /// Those that must be looked at again, soonest first: a look at the clock costs what is due, not what there is.
    waiting: Box<[u32]>,
    index: CaseIndex,
    /// Name and hash of its file, once it was saved or loaded.
    pub(super) file: OnceLock<super::disk::ChunkFile>,
}

/// The rows of one relation in a chunk.
#[derive(Debug)]
pub(super) struct ChunkTable {
    pub(super) rows: usize,
    /// By slot; `None` for lists, whose rows stand in their own relation.
    pub(super) columns: Vec<Option<Packed>>,
    /// Where each case's rows begin, with the end behind the last; `None` for `case` itself and where there are no rows.
    pub(super) starts: Option<OffsetBuffer<i32>>,
}

/// Columns of one relation before they are packed.
pub(super) struct Loose {
    pub(super) rows: usize,
    pub(super) columns: Vec<Option<ArrayRef>>,
    /// Rows of each case before the next; empty for `case` itself.
    pub(super) starts: Vec<i32>,
}

/// Builds a chunk from moments, straight into columns. One builder a thread; a chunk should hold at most [`SEALED_CASES`].
pub struct ChunkBuilder {
    tables: Vec<(RowsBuilder, Vec<i32>)>,
    next_at: Vec<Micros>,
    /// The first fault, told when the chunk is finished.
    fault: Option<ArrowError>,
}

impl Default for ChunkBuilder {
    fn default() -> ChunkBuilder {
        ChunkBuilder::new()
    }
}

impl ChunkBuilder {
    /// An empty builder.
    pub fn new() -> ChunkBuilder {
        let tables = WALKED.iter().map(|relation| (RowsBuilder::without_lists(relation), vec![0])).collect();
        ChunkBuilder { tables, next_at: Vec::new(), fault: None }
    }

    /// Adds a case as it is at a moment, with all its rows, and when it must next be looked at. A column that outgrows what Arrow
    /// can hold is told by [`ChunkBuilder::finish`].
    pub fn push(&mut self, moment: &Moment<'_>, next_at: Option<Micros>) {
        if self.fault.is_none() {
            self.fault = self.append(&CaseRow::new(moment), moment).err();
            self.next_at.push(next_at.unwrap_or(Micros::MAX));
        }
    }

    fn append(&mut self, case: &CaseRow<'_>, moment: &Moment<'_>) -> Result<(), ArrowError> {
        for (place, (builder, starts)) in self.tables.iter_mut().enumerate() {
            if place == CASES {
                builder.append(case, &moment.case().attributes)?;
                continue;
            }
            let mut failed = Ok(());
            if let Some(rows) = case.rows(WALKED[place].name) {
                for index in 0..rows.len() {
                    rows.visit(index, &mut |row| {
                        if failed.is_ok() {
                            failed = builder.append(row, &[]);
                        }
                    });
                }
            }
            failed?;
            starts.push(i32::try_from(builder.len()).map_err(|_| ArrowError::OffsetOverflowError(builder.len()))?);
        }
        Ok(())
    }

    /// Cases added.
    pub fn len(&self) -> usize {
        self.next_at.len()
    }

    /// Whether no case was added.
    pub fn is_empty(&self) -> bool {
        self.next_at.is_empty()
    }

    /// Whether it holds as many cases as a chunk should.
    pub fn is_full(&self) -> bool {
        self.len() >= SEALED_CASES
    }

    /// The chunk; the builder is empty afterwards.
    ///
    /// # Errors
    /// If a column outgrew what Arrow can hold.
    pub fn finish(&mut self) -> Result<Chunk, ArrowError> {
        if let Some(fault) = self.fault.take() {
            *self = ChunkBuilder::new();
            return Err(fault);
        }
        let loose = self
            .tables
            .iter_mut()
            .map(|(builder, starts)| {
                let rows = builder.len();
                Ok(Loose { rows, columns: builder.finish_columns()?, starts: std::mem::replace(starts, vec![0]) })
            })
            .collect::<Result<Vec<Loose>, ArrowError>>()?;
        Chunk::pack(loose, std::mem::take(&mut self.next_at))
    }
}

impl Chunk {
    /// Packs columns. `loose` is in the order of [`WALKED`].
    pub(super) fn pack(loose: Vec<Loose>, next_at: Vec<Micros>) -> Result<Chunk, ArrowError> {
        let cases = next_at.len();
        let case_columns = loose.first().map(|table| table.columns.clone()).unwrap_or_default();
        let mut tables = Vec::with_capacity(loose.len());
        for (place, table) in loose.into_iter().enumerate() {
            let owners = (place != CASES).then(|| owners_of(&table.starts));
            let columns = WALKED[place]
                .columns
                .iter()
                .zip(&table.columns)
                .map(|(column, array)| {
                    let Some(array) = array else { return Ok(None) };
                    if let Some(owners) = &owners
                        && let Some(slot) = parent_slot(column, array, owners, &case_columns)?
                    {
                        return Ok(Some(Packed::parent(slot)));
                    }
                    let is_key = place == CASES && matches!(column.name, "centre" | "case_no");
                    Packed::pack(column.ty, array, is_key).map(Some)
                })
                .collect::<Result<Vec<_>, ArrowError>>()?;
            let starts = (table.rows > 0 && place != CASES).then(|| OffsetBuffer::new(ScalarBuffer::from(table.starts)));
            tables.push(ChunkTable { rows: table.rows, columns, starts });
        }
        Chunk::assemble(tables, next_at.into_boxed_slice(), cases)
    }

    /// Puts a chunk together from its parts, with a new index.
    pub(super) fn assemble(tables: Vec<ChunkTable>, next_at: Box<[Micros]>, cases: usize) -> Result<Chunk, ArrowError> {
        let mut waiting: Vec<u32> = (0..cases as u32).filter(|case| next_at[*case as usize] < Micros::MAX).collect();
        waiting.sort_unstable_by_key(|case| next_at[*case as usize]);
        let waiting = waiting.into_boxed_slice();
        let mut chunk = Chunk { cases, tables, next_at, waiting, index: CaseIndex::default(), file: OnceLock::new() };
        chunk.index = CaseIndex::new((0..cases).map(|case| match chunk.case_key(case) {
            Some((centre, case_no)) => key_hash(centre, case_no),
            None => 0,
        }));
        Ok(chunk)
    }

    /// Number of cases, deleted ones too.
    pub fn cases(&self) -> usize {
        self.cases
    }

    /// Number of rows in all relations.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// The cases that must be looked at again, with the instant, soonest first.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (usize, Micros)> {
        self.waiting.iter().map(|case| (*case as usize, self.next_at[*case as usize]))
    }

    /// Rows of one case in all relations.
    pub(super) fn rows_of_case(&self, case: usize) -> usize {
        1 + self
            .tables
            .iter()
            .filter_map(|table| table.starts.as_ref())
            .map(|starts| (starts[case + 1] - starts[case]) as usize)
            .sum::<usize>()
    }

    /// Centre and number of a case.
    pub(super) fn case_key(&self, case: usize) -> Option<(&str, &str)> {
        let columns = &self.tables.get(CASES)?.columns;
        let text = |name: &str| columns.get(CASE.slot(name)?)?.as_ref()?.text(case);
        Some((text("centre")?, text("case_no")?))
    }

    /// The cases that may have this key, by hash; compare the key itself.
    pub(super) fn candidates(&self, hash: u32) -> impl Iterator<Item = usize> {
        self.index.candidates(hash)
    }

    /// Hashes of all cases with their places, ascending.
    pub(super) fn hashes(&self) -> &[(u32, u32)] {
        self.index.entries()
    }

    /// The place of a case.
    pub(super) fn position_of(&self, centre: &str, case_no: &str) -> impl Iterator<Item = usize> {
        self.candidates(key_hash(centre, case_no)).filter(move |case| self.case_key(*case) == Some((centre, case_no)))
    }

    /// The rows of a relation that belong to a range of cases.
    pub(super) fn row_range(&self, place: usize, cases: &Range<usize>) -> Range<usize> {
        match &self.tables[place].starts {
            _ if place == CASES => cases.clone(),
            Some(starts) => starts[cases.start] as usize..starts[cases.end] as usize,
            None => 0..0,
        }
    }

    /// The rows of a relation that belong to a range of cases, without those of cases that `keep` leaves out.
    ///
    /// `schema` is the relation's projected by `projection`.
    pub(super) fn batch(
        &self,
        place: usize,
        cases: Range<usize>,
        schema: &SchemaRef,
        projection: &[usize],
        keep: Option<&BooleanBuffer>,
    ) -> Result<RecordBatch, ArrowError> {
        let rows = self.row_range(place, &cases);
        let columns = projection.iter().map(|slot| self.column(place, *slot, &cases)).collect::<Result<Vec<ArrayRef>, ArrowError>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?;
        let Some(keep) = keep else { return Ok(batch) };
        match &self.tables[place].starts {
            None if place == CASES => filter_record_batch(&batch, &arrow::array::BooleanArray::new(keep.clone(), None)),
            Some(starts) => filter_record_batch(&batch, &spread(keep, &starts[cases.start..=cases.end])),
            None => Ok(batch),
        }
    }

    /// One column of a relation over a range of cases.
    pub(super) fn column(&self, place: usize, slot: usize, cases: &Range<usize>) -> Result<ArrayRef, ArrowError> {
        let column = &WALKED[place].columns[slot];
        if let Type::List(entries) = column.ty {
            return self.list(entries, cases);
        }
        let Some(packed) = &self.tables[place].columns[slot] else {
            return Err(ArrowError::SchemaError(format!("{}.{} is not kept", WALKED[place].name, column.name)));
        };
        let rows = self.row_range(place, cases);
        packed.unpack(column.ty, rows, &|slot| {
            let of_cases = self.column(CASES, slot, cases)?;
            match &self.tables[place].starts {
                Some(starts) => take(&of_cases, &owners_of(&starts[cases.start..=cases.end]), None),
                None => Ok(of_cases.slice(0, 0)),
            }
        })
    }

    /// The rows of another relation as one list a case: the columns of that relation, not copies of them.
    fn list(&self, entries: &str, cases: &Range<usize>) -> Result<ArrayRef, ArrowError> {
        let Some(place) = place_of(entries) else {
            return Err(ArrowError::SchemaError(format!("{entries} is not a walked relation")));
        };
        let relation: &'static Relation = WALKED[place];
        let rows = self.row_range(place, cases);
        let columns =
            entry_columns(relation).map(|(slot, _)| self.column(place, slot, cases)).collect::<Result<Vec<ArrayRef>, ArrowError>>()?;
        let fields = entry_fields(relation);
        let structs = StructArray::try_new_with_length(fields.clone(), columns, None, rows.len())?;
        let offsets: Vec<i32> = match &self.tables[place].starts {
            Some(starts) => starts[cases.start..=cases.end].iter().map(|start| start - starts[cases.start]).collect(),
            None => vec![0; cases.len() + 1],
        };
        let item = Arc::new(Field::new("item", DataType::Struct(fields), true));
        Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::new(ScalarBuffer::from(offsets)), Arc::new(structs), None)?))
    }

    /// The centres its cases belong to.
    pub(super) fn centres(&self) -> Vec<Sym> {
        let column = CASE.slot("centre").and_then(|slot| self.tables[CASES].columns[slot].as_ref());
        let values = column.and_then(|packed| packed.array.as_ref()?.as_any_dictionary_opt().map(|codes| Arc::clone(codes.values())));
        let Some(values) = values else { return Vec::new() };
        values.as_string::<i32>().iter().flatten().map(Sym::new).collect()
    }

    /// Bytes held by the rows, and by the index from a case to them.
    pub(super) fn bytes(&self) -> (usize, usize) {
        let rows = self.tables.iter().flat_map(|table| table.columns.iter().flatten()).map(Packed::bytes).sum();
        let starts: usize =
            self.tables.iter().filter_map(|table| table.starts.as_ref()).map(|starts| starts.len() * size_of::<i32>()).sum();
        (rows, starts + size_of_val(&*self.next_at) + size_of_val(&*self.waiting) + self.index.bytes())
    }
}

/// The place of a relation among the walked ones.
pub(super) fn place_of(relation: &str) -> Option<usize> {
    WALKED.iter().position(|walked| walked.name == relation)
}

/// For each row the place of its case.
fn owners_of(starts: &[i32]) -> UInt32Array {
    let mut owners = Vec::with_capacity(starts.last().zip(starts.first()).map_or(0, |(last, first)| (last - first) as usize));
    for (case, ends) in starts.windows(2).enumerate() {
        owners.extend(std::iter::repeat_n(case as u32, (ends[1] - ends[0]) as usize));
    }
    UInt32Array::from(owners)
}

/// The slot of `case` whose values a column repeats, if it does.
fn parent_slot(
    column: &crate::schema::Column,
    array: &ArrayRef,
    owners: &UInt32Array,
    case_columns: &[Option<ArrayRef>],
) -> Result<Option<usize>, ArrowError> {
    let Some(slot) = CASE.slot(column.name).filter(|slot| CASE.columns[*slot].ty == column.ty) else { return Ok(None) };
    let Some(Some(of_cases)) = case_columns.get(slot) else { return Ok(None) };
    let repeated = take(of_cases, owners, None)?;
    Ok((repeated.as_ref() == array.as_ref()).then_some(slot))
}
