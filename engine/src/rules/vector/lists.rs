//! Questions to lists: the condition runs once over the entries of all rows of a batch, as a batch of their own.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::{Result, exec_datafusion_err};

use super::Rowwise;
use super::arithmetic::Numbers;
use super::conditions::{self, Compiler};
use super::kernel::{Condition, Kernel, Truth};
use super::layout::{Layout, Outer};
use crate::rules::tree::{Kind, ListOf, ListTest, Node, RowId};
use crate::script::Span;

/// A question to a list column.
pub(super) struct ListQuestion {
    column: usize,
    /// Columns of outer rows that the condition reads.
    carried: Vec<usize>,
    /// Without a condition every entry counts.
    test: Option<Condition>,
}

impl ListQuestion {
    /// Compiles a question.
    pub fn new(
        span: Span,
        list: ListOf,
        row: RowId,
        test: Option<&Node>,
        layout: &Layout,
        compiler: &Compiler<'_>,
    ) -> std::result::Result<ListQuestion, Rowwise> {
        let Some(place) = layout.place(list.row, list.slot) else { return Err(Rowwise { span, why: "a list in a list" }) };
        let fields = match &place.ty {
            DataType::List(entry) => match entry.data_type() {
                DataType::Struct(fields) => Some(fields),
                _ => return Err(Rowwise { span, why: "a list of this form" }),
            },
            _ => None,
        };
        let Some(test) = test else { return Ok(ListQuestion { column: place.index, carried: Vec::new(), test: None }) };
        let mut outer = BTreeSet::new();
        test.visit(&mut |node| {
            let found = match &node.kind {
                Kind::Column(column) if column.row != row => Outer::Column(column.row, column.slot),
                Kind::Local(local) => Outer::Local(*local),
                _ => match node.list() {
                    Some(list) if list.row != row => Outer::Column(list.row, list.slot),
                    _ => return,
                },
            };
            // What the condition itself binds does not stand in this batch.
            if layout.outer(found).is_some() {
                outer.insert(found);
            }
        });
        let outer: Vec<Outer> = outer.into_iter().collect();
        let Some(entries) = layout.entries(row, list.relation, fields, &outer) else {
            return Err(Rowwise { span, why: "a column that scans do not have" });
        };
        let test = conditions::compile(test, &entries, &compiler.inside())?;
        let carried = outer.iter().filter_map(|outer| layout.outer(*outer).map(|place| place.index)).collect();
        Ok(ListQuestion { column: place.index, carried, test: Some(test) })
    }

    /// The answer to `some` or `all`.
    pub fn truth(&self, what: ListTest, batch: &RecordBatch) -> Result<Truth> {
        let lists = self.lists(batch)?;
        let any = what == ListTest::Some;
        let Some(entries) = self.entries(&lists, batch)? else {
            return Ok(Truth { holds: BooleanBuffer::collect_bool(lists.len(), |row| !any || length(&lists, row) > 0), undecided: None });
        };
        let Some(failed) = &entries.undecided else { return Ok(Truth { holds: settled(&lists, &entries.holds, any), undecided: None }) };
        let mut undecided = Vec::new();
        let holds = BooleanBuffer::collect_bool(lists.len(), |row| {
            for entry in range(&lists, row) {
                if failed.value(entry) {
                    undecided.push(row);
                    return false;
                }
                if entries.holds.value(entry) == any {
                    return any;
                }
            }
            !any
        });
        Ok(Truth { holds, undecided: rows(&undecided, lists.len()) })
    }

    /// The answer to `count`.
    pub fn count(&self, batch: &RecordBatch) -> Result<Numbers> {
        let lists = self.lists(batch)?;
        let Some(entries) = self.entries(&lists, batch)? else {
            return Ok(Numbers::each((0..lists.len()).map(|row| length(&lists, row) as i64).collect(), None));
        };
        let mut undecided = Vec::new();
        let counts = (0..lists.len()).map(|row| {
            let mut count = 0;
            for entry in range(&lists, row) {
                if entries.undecided.as_ref().is_some_and(|undecided| undecided.value(entry)) {
                    undecided.push(row);
                    return 0;
                }
                count += i64::from(entries.holds.value(entry));
            }
            count
        });
        let counts = Numbers::each(counts.collect(), None);
        Ok(Numbers { failed: rows(&undecided, lists.len()), ..counts })
    }

    /// A field of the first or last entry that counts, null where none does; and the rows on which it is undecided.
    pub fn pick(&self, last: bool, field: usize, batch: &RecordBatch) -> Result<(ArrayRef, Option<BooleanBuffer>)> {
        let lists = self.lists(batch)?;
        let entries = self.entries(&lists, batch)?;
        let mut undecided = Vec::new();
        let first = lists.value_offsets()[0] as usize;
        let chosen: UInt32Array = (0..lists.len())
            .map(|row| {
                let all = range(&lists, row);
                let Some(entries) = &entries else {
                    let entry = if last { all.end.checked_sub(1) } else { Some(all.start) };
                    return entry.filter(|entry| all.contains(entry)).map(|entry| (first + entry) as u32);
                };
                for step in 0..all.len() {
                    let entry = if last { all.end - 1 - step } else { all.start + step };
                    if entries.undecided.as_ref().is_some_and(|undecided| undecided.value(entry)) {
                        undecided.push(row);
                        return None;
                    }
                    if entries.holds.value(entry) {
                        return Some((first + entry) as u32);
                    }
                }
                None
            })
            .collect();
        let Some(values) = lists.values().as_struct_opt().and_then(|entries| entries.columns().get(field)) else {
            return Err(exec_datafusion_err!("column {} holds no rows with a field {field}", self.column));
        };
        Ok((take(values, &chosen, None)?, rows(&undecided, lists.len())))
    }

    fn lists(&self, batch: &RecordBatch) -> Result<ListArray> {
        let array = batch.columns().get(self.column).and_then(|array| array.as_list_opt::<i32>());
        array.cloned().ok_or_else(|| exec_datafusion_err!("column {} holds no lists", self.column))
    }

    /// How many entries of other lists the entries of this one would carry along.
    fn carried_entries(&self, lists: &ListArray, batch: &RecordBatch) -> usize {
        let carried = self.carried.iter().filter_map(|column| batch.column(*column).as_list_opt::<i32>());
        carried.map(|others| (0..lists.len()).map(|row| length(lists, row).saturating_mul(length(others, row))).sum::<usize>()).sum()
    }

    /// Whether an entry that meets this question's condition stands before one that meets the other's.
    fn before(&self, then: &ListQuestion, batch: &RecordBatch) -> Result<Truth> {
        let lists = self.lists(batch)?;
        let (Some(first), Some(then)) = (self.entries(&lists, batch)?, then.entries(&lists, batch)?) else {
            return Ok(Truth::all(false, lists.len()));
        };
        let failed = |truth: &Truth, entry: usize| truth.undecided.as_ref().is_some_and(|undecided| undecided.value(entry));
        let mut undecided = Vec::new();
        let holds = BooleanBuffer::collect_bool(lists.len(), |row| {
            // Entries are looked at in the order in which the script has them, up to the first that settles the row.
            let entries = range(&lists, row);
            for earlier in entries.clone() {
                if failed(&first, earlier) {
                    undecided.push(row);
                    return false;
                }
                if !first.holds.value(earlier) {
                    continue;
                }
                for later in (earlier + 1..entries.end).rev() {
                    if failed(&then, later) {
                        undecided.push(row);
                        return false;
                    }
                    if then.holds.value(later) {
                        return true;
                    }
                }
                return false;
            }
            false
        });
        Ok(Truth { holds, undecided: rows(&undecided, lists.len()) })
    }

    /// The condition's answers over all entries; `None` without a condition.
    fn entries(&self, lists: &ListArray, batch: &RecordBatch) -> Result<Option<Truth>> {
        let Some(test) = &self.test else { return Ok(None) };
        let (first, last) = (lists.value_offsets()[0] as usize, lists.value_offsets()[lists.len()] as usize);
        let values = lists.values().slice(first, last - first);
        let Some(entries) = values.as_struct_opt() else { return Err(exec_datafusion_err!("column {} holds no rows", self.column)) };
        let mut columns: Vec<ArrayRef> = entries.columns().to_vec();
        let mut fields: Vec<Arc<Field>> = entries.fields().iter().cloned().collect();
        if !self.carried.is_empty() {
            if self.carried_entries(lists, batch) > CARRIED {
                let (holds, undecided) = (BooleanBuffer::new_unset(entries.len()), Some(BooleanBuffer::new_set(entries.len())));
                return Ok(Some(Truth { holds, undecided }));
            }
            let owners: UInt32Array = (0..lists.len()).flat_map(|row| range(lists, row).map(move |_| row as u32)).collect();
            // Entries of null rows are in no range; they stand behind the others only if there are none.
            let owners = if owners.len() == entries.len() { owners } else { owners_of_all(lists, entries.len()) };
            for column in &self.carried {
                columns.push(take(batch.column(*column), &owners, None)?);
                fields.push(batch.schema_ref().fields()[*column].clone());
            }
        }
        let fields: Vec<Arc<Field>> = fields.into_iter().map(|field| Arc::new(field.as_ref().clone().with_nullable(true))).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
        let child = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?;
        test.truth(&child).map(Some)
    }
}

/// `some` (`any`) or `all` where no entry failed: a row's entries are neighbouring bits, looked at together.
fn settled(lists: &ListArray, holds: &BooleanBuffer, any: bool) -> BooleanBuffer {
    // Eight bytes more, so that a word can be read wherever an entry begins.
    let mut bytes = holds.sliced().as_slice().to_vec();
    bytes.extend_from_slice(&[0; 8]);
    let word_at = |entry: usize| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[entry / 8..entry / 8 + 8]);
        u64::from_le_bytes(word) >> (entry % 8)
    };
    let offsets = lists.value_offsets();
    let first = offsets[0];
    let of_row = |row: usize| {
        let (start, length) = ((offsets[row] - first) as usize, (offsets[row + 1] - offsets[row]) as usize);
        if length > WORD {
            return if any { holds.slice(start, length).has_true() } else { holds.slice(start, length).count_set_bits() == length };
        }
        let mask = (1_u64 << length) - 1;
        let bits = word_at(start) & mask;
        if any { bits != 0 } else { bits == mask }
    };
    let found = BooleanBuffer::collect_bool(lists.len(), of_row);
    // A null list has no entries, whatever stands behind it.
    match lists.nulls() {
        None => found,
        Some(nulls) if any => &found & nulls.inner(),
        Some(nulls) => &found | &!nulls.inner(),
    }
}

/// Entries of other lists that a batch's entries may carry along; rows of a batch with more go to the closures, which carry nothing.
const CARRIED: usize = 1 << 20;

/// Bits that a word holds wherever in a byte they begin.
const WORD: usize = 57;

/// The row of every entry, also where null rows have entries behind them that do not count.
fn owners_of_all(lists: &ListArray, entries: usize) -> UInt32Array {
    let mut owners = Vec::with_capacity(entries);
    for row in 0..lists.len() {
        let offsets = lists.value_offsets();
        owners.extend(std::iter::repeat_n(row as u32, (offsets[row + 1] - offsets[row]) as usize));
    }
    owners.into()
}

/// The entries of a row, counted from the first entry of the batch; none for a null row.
fn range(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let offsets = lists.value_offsets();
    let (first, start) = (offsets[0] as usize, offsets[row] as usize);
    if lists.is_null(row) { 0..0 } else { start - first..offsets[row + 1] as usize - first }
}

fn length(lists: &ListArray, row: usize) -> usize {
    range(lists, row).len()
}

fn rows(marked: &[usize], length: usize) -> Option<BooleanBuffer> {
    if marked.is_empty() {
        return None;
    }
    let mut each = vec![false; length];
    marked.iter().for_each(|row| each[*row] = true);
    Some(BooleanBuffer::from(each))
}

/// `first` and `last`: which field of which entry.
pub(super) struct Picked {
    last: bool,
    question: ListQuestion,
    field: usize,
}

impl Picked {
    /// Compiles a node of kind [`Kind::Pick`].
    pub fn new(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> std::result::Result<Picked, Rowwise> {
        let refuse = |why| Err(Rowwise { span: node.span, why });
        let Kind::Pick { last, list, row, test, take } = &node.kind else { return refuse("an expression of this shape") };
        let Kind::Column(column) = &take.kind else { return refuse("an expression of this shape") };
        let fields = match layout.place(list.row, list.slot).map(|place| &place.ty) {
            Some(DataType::List(entry)) => match entry.data_type() {
                DataType::Struct(fields) => Some(fields),
                _ => return refuse("a list of this form"),
            },
            _ => None,
        };
        let entries = layout.entries(*row, list.relation, fields, &[]);
        let Some(field) = entries.and_then(|entries| entries.place(*row, column.slot).map(|place| place.index)) else {
            return refuse("a column that scans do not have");
        };
        Ok(Picked { last: *last, question: ListQuestion::new(node.span, *list, *row, test.as_deref(), layout, compiler)?, field })
    }

    /// The field on every row, and the rows on which it is undecided.
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<(ArrayRef, Option<BooleanBuffer>)> {
        self.question.pick(self.last, self.field, batch)
    }
}

/// A picked boolean.
impl Kernel for Picked {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let (values, undecided) = self.evaluate(batch)?;
        let values = values.as_boolean();
        let holds = values.nulls().map_or_else(|| values.values().clone(), |nulls| values.values() & nulls.inner());
        Ok(Truth { holds, undecided }.array())
    }
}

/// `some` and `all` as a kernel.
pub(super) struct ListKernel {
    pub what: ListTest,
    pub question: ListQuestion,
}

impl Kernel for ListKernel {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        Ok(self.question.truth(self.what, batch)?.array())
    }
}

/// `happened_before` as a kernel.
pub(super) struct BeforeKernel {
    pub first: ListQuestion,
    pub then: ListQuestion,
}

impl Kernel for BeforeKernel {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        Ok(self.first.before(&self.then, batch)?.array())
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int32Array, StructArray};
    use arrow::buffer::{NullBuffer, OffsetBuffer};

    use super::*;

    #[test]
    fn rows_are_settled_by_their_own_entries_however_many_and_wherever_they_begin() {
        let lengths = [0, 3, 70, 1, 57, 58, 5, 0, 130, 2];
        let total: usize = lengths.iter().sum();
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values(0..total as i32));
        let entries = StructArray::from(vec![(Arc::new(Field::new("n", DataType::Int32, true)), values)]);
        let field = Arc::new(Field::new("item", entries.data_type().clone(), true));
        let nulls = NullBuffer::from_iter((0..lengths.len()).map(|row| row != 6));
        let lists = ListArray::new(field, OffsetBuffer::from_lengths(lengths), Arc::new(entries), Some(nulls));
        let tests: [fn(usize) -> bool; 5] = [|_| true, |_| false, |entry| entry % 59 == 58, |entry| entry % 97 != 5, |entry| entry > 200];
        for (index, test) in tests.into_iter().enumerate() {
            for skipped in [0, 2] {
                let lists = lists.slice(skipped, lists.len() - skipped);
                let first = lists.value_offsets()[0] as usize;
                let holds = BooleanBuffer::collect_bool(total - first, |entry| test(first + entry));
                for any in [true, false] {
                    let expected: Vec<bool> = (0..lists.len())
                        .map(|row| {
                            let mut entries = range(&lists, row).map(|entry| holds.value(entry));
                            if any { entries.any(|holds| holds) } else { entries.all(|holds| holds) }
                        })
                        .collect();
                    assert_eq!(
                        settled(&lists, &holds, any).iter().collect::<Vec<_>>(),
                        expected,
                        "test {index}, from row {skipped}, {any}"
                    );
                }
            }
        }
    }
}
