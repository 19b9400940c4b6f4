//! Values that a script computes once: a column behind those of the batch.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;

use super::Rowwise;
use super::conditions::{self, Compiler};
use super::kernel::Condition;
use super::keys::KeyColumn;
use super::layout::Layout;
use super::numbers::NumberNode;
use super::texts::TextColumn;
use crate::rules::tree::{Kind, LocalId, Node};
use crate::script::Ty;

/// The body with the value in its one place, where that says the same: a column of its own would cost more than it saves.
///
/// Not for a value that can fail, which the script computes first, and not where the place is asked once for each entry of a list.
pub(super) fn in_place(local: LocalId, value: &Node, body: &Node) -> Option<Node> {
    let (mut uses, mut in_lists) = (0, 0);
    body.visit(&mut |node| match &node.kind {
        Kind::Local(used) if *used == local => uses += 1,
        Kind::List { .. } | Kind::Before { .. } | Kind::Pick { .. } => node.children(&mut |child| {
            child.visit(&mut |inner| in_lists += usize::from(matches!(inner.kind, Kind::Local(used) if used == local)));
        }),
        _ => {}
    });
    if uses != 1 || in_lists > 0 || value.is_fallible() {
        return None;
    }
    let mut body = body.clone();
    put(local, value, &mut body);
    Some(body)
}

fn put(local: LocalId, value: &Node, node: &mut Node) {
    match &node.kind {
        Kind::Local(used) if *used == local => *node = value.clone(),
        _ => node.children_mut(&mut |child| put(local, value, child)),
    }
}

/// The value of a `let`.
pub(super) enum Bound {
    Number(Box<NumberNode>),
    Truth(Condition),
    /// A boolean that may be null.
    Flag(Box<NumberNode>),
    Text(TextColumn),
    Key(KeyColumn),
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
            Ty::Bool => {
                let flag = NumberNode::new(value, layout, compiler)?;
                Ok((Bound::Flag(Box::new(flag)), layout.with_local(local, DataType::Boolean)))
            }
            Ty::Text => {
                let text = TextColumn::new(value, layout, compiler)?;
                Ok((Bound::Text(text), layout.with_local(local, DataType::Utf8)))
            }
            Ty::Key => {
                let key = KeyColumn::new(value, layout, compiler)?;
                Ok((Bound::Key(key), layout.with_local(local, DataType::FixedSizeBinary(16))))
            }
            Ty::Null | Ty::Open => Err(Rowwise { span: value.span, why: "a variable of this kind" }),
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
            Bound::Flag(flag) => {
                let flags = flag.evaluate(batch)?;
                let holds = BooleanBuffer::collect_bool(rows, |row| flags.at(row) != 0);
                (Arc::new(BooleanArray::new(holds, flags.nulls.clone())), flags.failed)
            }
            Bound::Text(text) => {
                let texts = text.evaluate(batch)?;
                (Arc::new((0..rows).map(|row| texts.at(row)).collect::<StringArray>()), None)
            }
            Bound::Key(key) => (key.evaluate(batch)?.array(rows)?, None),
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
