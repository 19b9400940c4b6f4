//! Our own computations as DataFusion physical expressions.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Schema};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;

/// A computation over a batch.
pub(super) trait Kernel: Send + Sync {
    /// Its column.
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef>;
}

/// A kernel as a physical expression. Two with the same text are the same computation.
pub(super) struct Computed {
    text: String,
    ty: DataType,
    kernel: Arc<dyn Kernel>,
}

impl Computed {
    /// A kernel that gives booleans.
    pub fn condition(text: String, kernel: impl Kernel + 'static) -> Arc<dyn PhysicalExpr> {
        Arc::new(Computed { text, ty: DataType::Boolean, kernel: Arc::new(kernel) })
    }

    /// A kernel that gives integers.
    pub fn number(text: String, kernel: impl Kernel + 'static) -> Arc<dyn PhysicalExpr> {
        Arc::new(Computed { text, ty: DataType::Int64, kernel: Arc::new(kernel) })
    }
}

impl std::fmt::Debug for Computed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::fmt::Display for Computed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Computed {
    fn eq(&self, other: &Computed) -> bool {
        self.text == other.text
    }
}

impl Eq for Computed {}

impl Hash for Computed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PhysicalExpr for Computed {
    fn data_type(&self, _: &Schema) -> Result<DataType> {
        Ok(self.ty.clone())
    }

    fn nullable(&self, _: &Schema) -> Result<bool> {
        Ok(true)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        self.kernel.compute(batch).map(ColumnarValue::Array)
    }

    // A kernel holds its operands itself: nothing may rewrite them, for their order is what guards them.
    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        Vec::new()
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn PhysicalExpr>>) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(self)
    }

    fn fmt_sql(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The rows on which a condition holds, and those on which it is undecided.
pub(super) struct Truth {
    pub holds: BooleanBuffer,
    pub undecided: Option<BooleanBuffer>,
}

impl Truth {
    /// A column of a condition.
    pub fn array(self) -> ArrayRef {
        let nulls = self.undecided.map(|undecided| NullBuffer::new(!&undecided));
        Arc::new(BooleanArray::new(self.holds, nulls))
    }

    /// The same on all rows.
    pub fn all(value: bool, rows: usize) -> Truth {
        Truth { holds: if value { BooleanBuffer::new_set(rows) } else { BooleanBuffer::new_unset(rows) }, undecided: None }
    }
}

/// A condition over a batch.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub expr: Arc<dyn PhysicalExpr>,
    /// Whether its null means undecided; else null means false.
    pub fallible: bool,
}

impl Condition {
    /// Evaluates it.
    pub fn truth(&self, batch: &RecordBatch) -> Result<Truth> {
        match self.expr.evaluate(batch)? {
            ColumnarValue::Scalar(ScalarValue::Boolean(value)) => Ok(Truth::all(value == Some(true), batch.num_rows())),
            value => {
                let array = value.into_array(batch.num_rows())?;
                let array = array.as_boolean();
                Ok(match array.nulls() {
                    None => Truth { holds: array.values().clone(), undecided: None },
                    Some(nulls) => Truth {
                        holds: array.values() & nulls.inner(),
                        undecided: (self.fallible && nulls.null_count() > 0).then(|| !nulls.inner()),
                    },
                })
            }
        }
    }
}

/// Both of two sets of rows, either of which may be empty.
pub(super) fn either(left: Option<BooleanBuffer>, right: Option<BooleanBuffer>) -> Option<BooleanBuffer> {
    match (left, right) {
        (Some(left), Some(right)) => Some(&left | &right),
        (left, right) => left.or(right),
    }
}
