//! Kernels of conditions: logic, comparisons and tests of numbers.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanBufferBuilder, NullArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;

use super::arithmetic::Numbers;
use super::kernel::{Condition, Kernel, Truth, either};
use super::layout::Scan;
use super::lets::Bound;
use super::numbers::NumberNode;
use crate::rules::tree::CompareOp;
use crate::script::{Fault, Now};

/// A part of a junction.
pub(super) struct Part {
    pub condition: Condition,
    /// For a dear condition the columns it may read: where few rows are left, it runs on those alone.
    pub sparse: Option<Vec<usize>>,
}

/// A dear condition runs on gathered rows when fewer than one in so many is left.
const SPARSE: usize = 6;

impl Part {
    /// The condition's truth; on rows that are not open it may be anything.
    fn truth(&self, batch: &RecordBatch, open: &BooleanBuffer) -> Result<Truth> {
        let rows = batch.num_rows();
        let Some(used) = self.sparse.as_ref().filter(|_| open.count_set_bits() * SPARSE < rows) else {
            return self.condition.truth(batch);
        };
        let chosen: UInt32Array = open.set_indices().map(|row| row as u32).collect();
        let absent: ArrayRef = Arc::new(NullArray::new(chosen.len()));
        let no_field = Arc::new(Field::new("absent", DataType::Null, true));
        let (mut columns, mut fields) = (vec![absent; batch.num_columns()], vec![no_field; batch.num_columns()]);
        for index in used {
            columns[*index] = take(batch.column(*index), &chosen, None)?;
            fields[*index] = Arc::new(batch.schema_ref().field(*index).clone().with_nullable(true));
        }
        let options = RecordBatchOptions::new().with_row_count(Some(chosen.len()));
        let few = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?;
        let truth = self.condition.truth(&few)?;
        let spread = |few: &BooleanBuffer| {
            let mut all = BooleanBufferBuilder::new(rows);
            all.append_n(rows, false);
            few.set_indices().for_each(|index| all.set_bit(chosen.value(index) as usize, true));
            all.finish()
        };
        Ok(Truth { holds: spread(&truth.holds), undecided: truth.undecided.as_ref().map(spread) })
    }
}

/// A boolean column against a constant.
pub(super) struct TruthIs {
    pub column: usize,
    pub wanted: bool,
    pub negated: bool,
}

impl Kernel for TruthIs {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let column = batch.columns().get(self.column).and_then(|column| column.as_boolean_opt());
        let Some(column) = column else { return Err(datafusion::common::exec_datafusion_err!("column {} holds no booleans", self.column)) };
        let equal = if self.wanted { column.values().clone() } else { !column.values() };
        let equal = column.nulls().map_or_else(|| equal.clone(), |nulls| &equal & nulls.inner());
        let holds = if self.negated { !&equal } else { equal };
        Ok(Truth { holds, undecided: None }.array())
    }
}

/// `&&` and `||`: a part counts only on rows that the parts before it left open, and no part runs when none is.
pub(super) struct Junction {
    pub parts: Vec<Part>,
    pub all: bool,
}

impl Kernel for Junction {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let rows = batch.num_rows();
        let mut open = BooleanBuffer::new_set(rows);
        let mut undecided = None;
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 && !open.has_true() {
                break;
            }
            let truth = part.truth(batch, &open)?;
            if let Some(failed) = &truth.undecided {
                undecided = either(undecided, Some(&open & failed));
                open = &open & &!failed;
            }
            // What stays open is what the part did not settle.
            open = if self.all { &open & &truth.holds } else { &open & &!&truth.holds };
        }
        let holds = if self.all {
            open
        } else {
            let settled = !&open;
            undecided.as_ref().map_or(settled.clone(), |undecided| &settled & &!undecided)
        };
        Ok(Truth { holds, undecided }.array())
    }
}

/// `!`: of null it is true.
pub(super) struct Not(pub Condition);

impl Kernel for Not {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let truth = self.0.truth(batch)?;
        let holds = !&truth.holds;
        let holds = truth.undecided.as_ref().map_or(holds.clone(), |undecided| &holds & &!undecided);
        Ok(Truth { holds, undecided: truth.undecided }.array())
    }
}

/// `if`: the branches count only on the rows that come to them.
pub(super) struct Choice(pub [Condition; 3]);

impl Kernel for Choice {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let [test, then, other] = [self.0[0].truth(batch)?, self.0[1].truth(batch)?, self.0[2].truth(batch)?];
        let otherwise = !&test.holds;
        let otherwise = test.undecided.as_ref().map_or(otherwise.clone(), |undecided| &otherwise & &!undecided);
        let holds = &(&test.holds & &then.holds) | &(&otherwise & &other.holds);
        let in_then = then.undecided.map(|undecided| &test.holds & &undecided);
        let in_other = other.undecided.map(|undecided| &otherwise & &undecided);
        Ok(Truth { holds, undecided: either(test.undecided, either(in_then, in_other)) }.array())
    }
}

/// A condition on a value that is computed once.
pub(super) struct Let {
    pub bound: Bound,
    pub body: Condition,
}

impl Kernel for Let {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let (wide, failed) = self.bound.widen(batch)?;
        let truth = self.body.truth(&wide)?;
        let holds = failed.as_ref().map_or_else(|| truth.holds.clone(), |failed| &truth.holds & &!failed);
        Ok(Truth { holds, undecided: either(failed, truth.undecided) }.array())
    }
}

/// A comparison of numbers.
pub(super) struct Compare {
    pub op: CompareOp,
    pub left: NumberNode,
    pub right: NumberNode,
}

impl Kernel for Compare {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let (left, right) = (self.left.evaluate(batch)?, self.right.evaluate(batch)?);
        let (holds, undecided) = Numbers::compare(self.op, &left, &right, batch.num_rows());
        Ok(Truth { holds, undecided }.array())
    }
}

/// A test of one number that has an answer for every number; false where it is null.
pub(super) struct OneNumber<F> {
    pub number: NumberNode,
    pub test: F,
}

impl<F: Fn(i64) -> bool + Send + Sync> Kernel for OneNumber<F> {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let number = self.number.evaluate(batch)?;
        Ok(Truth { holds: number.test(batch.num_rows(), &self.test), undecided: number.failed }.array())
    }
}

/// A test of numbers; false where one is null.
pub(super) struct Test<const N: usize, F> {
    pub args: [NumberNode; N],
    pub scan: Arc<Scan>,
    pub test: F,
}

impl<const N: usize, F> Kernel for Test<N, F>
where
    F: Fn(&Now<'_>, [i64; N]) -> std::result::Result<bool, Fault> + Send + Sync,
{
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let rows = batch.num_rows();
        let args = self.args.iter().map(|arg| arg.evaluate(batch)).collect::<Result<Vec<_>>>()?;
        let args: &[Numbers; N] =
            args.as_slice().try_into().map_err(|_| datafusion::common::exec_datafusion_err!("a test of {N} numbers"))?;
        let now = self.scan.now();
        let tested = Numbers::map(args.each_ref(), rows, |values| (self.test)(&now, values).map(i64::from));
        let holds = BooleanBuffer::collect_bool(rows, |row| tested.is_valid(row) && tested.at(row) != 0);
        Ok(Truth { holds, undecided: tested.failed }.array())
    }
}
