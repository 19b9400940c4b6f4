//! Values that a script computes once: a column behind those of the batch.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;

use super::Rowwise;
use super::conditions::{self, Compiler};
use super::kernel::Condition;
use super::layout::Layout;
use super::numbers::NumberNode;
use crate::rules::tree::{LocalId, Node};
use crate::script::Ty;

/// The value of a `let`.
pub(super) enum Bound {
    Number(Box<NumberNode>),
    Truth(Condition),
}

impl Bound {
    /// Compiles a value; gives the layout for what may read it.
    pub fn new(local: LocalId, value: &Node, layout: &Layout, compiler: &Compiler<'_>) -> std::result::Result<(Bound, Layout), Rowwise> {
        match value.ty {
            Ty::Int | Ty::Ts | Ty::Date => {
                let number = NumberNode::new(value, layout, compiler)?;
                Ok((Bound::Number(Box::new(number)), layout.with_local(local, DataType::Int64)))
            }
            // A condition's column says false for null, so that only what is never null may be kept in one.
            Ty::Bool if value.is_certain() => {
                let condition = conditions::compile(value, layout, &compiler.columns_only())?;
                Ok((Bound::Truth(condition), layout.with_local(local, DataType::Boolean)))
            }
            _ => Err(Rowwise { span: value.span, why: "a variable of this kind" }),
        }
    }

    /// The batch with the value behind its columns, and the rows on which it failed.
    pub fn widen(&self, batch: &RecordBatch) -> Result<(RecordBatch, Option<BooleanBuffer>)> {
        let rows = batch.num_rows();
        let (column, failed): (ArrayRef, _) = match self {
            Bound::Number(number) => {
                let numbers = number.evaluate(batch)?;
                (Arc::new(Int64Array::new(numbers.values(rows).into(), numbers.nulls.clone())), numbers.failed)
            }
            Bound::Truth(condition) => {
                let mut truth = condition.truth(batch)?;
                let failed = truth.undecided.take();
                (truth.array(), failed)
            }
        };
        let mut fields: Vec<Arc<Field>> = batch.schema_ref().fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new("let", column.data_type().clone(), true)));
        let mut columns = batch.columns().to_vec();
        columns.push(column);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok((RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?, failed))
    }
}
