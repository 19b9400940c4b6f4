//! Nodes that are numbers: integers, instants in microseconds, days as counts.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::{Result, exec_datafusion_err};

use super::arithmetic::{Numbers, Values};
use super::conditions::{self, Compiler};
use super::kernel::{Condition, either};
use super::layout::Scan;
use super::lets::{self, Bound};
use super::lists::{ListQuestion, Picked};
use super::rows::{Attributes, attribute_number};
use super::texts::TextColumn;
use super::{Rowwise, layout::Layout};
use crate::rules::tree::{ArithOp, Kind, ListTest, Node};
use crate::script::{Body, Fault, Function, Now, Ty};
use crate::time::Micros;

/// A compiled number.
pub(super) enum NumberNode {
    Same(i64),
    Null,
    Column(usize),
    Arith(ArithOp, Box<NumberNode>, Box<NumberNode>),
    Neg(Box<NumberNode>),
    Call1(fn(&Now<'_>, i64) -> Result<i64, Fault>, Arc<Scan>, Box<NumberNode>),
    Call2(fn(&Now<'_>, i64, i64) -> Result<i64, Fault>, Arc<Scan>, Box<NumberNode>, Box<NumberNode>),
    TextNumber(fn(&Now<'_>, &str) -> Option<i64>, Arc<Scan>, TextColumn),
    /// A condition that is never null, as 0 and 1.
    Truth(Condition),
    /// An attribute, read as a type.
    Attribute {
        column: usize,
        name: Arc<str>,
        ty: Ty,
    },
    If(Condition, Box<NumberNode>, Box<NumberNode>),
    Count(ListQuestion),
    Pick(Picked),
    Let(Bound, Box<NumberNode>),
}

type Result2<T> = std::result::Result<T, Rowwise>;

impl NumberNode {
    /// Compiles a node of a numeric type.
    pub fn new(node: &Node, layout: &Layout, compiler: &Compiler<'_>) -> Result2<NumberNode> {
        if let Some(shared) = compiler.shared_number(node, layout) {
            return Ok(NumberNode::Column(shared));
        }
        let inner = |node: &Node| NumberNode::new(node, layout, compiler).map(Box::new);
        Ok(match &node.kind {
            Kind::Bool(value) => NumberNode::Same(i64::from(*value)),
            _ if node.ty == Ty::Bool && node.is_certain() => {
                NumberNode::Truth(conditions::compile(node, layout, &compiler.columns_only())?)
            }
            Kind::Attribute { row, name } => match layout.attributes(*row) {
                Some(column) => NumberNode::Attribute { column, name: name.clone(), ty: node.ty },
                None => return Err(Rowwise { span: node.span, why: conditions::rowwise_kind(&node.kind) }),
            },
            Kind::Int(value) => NumberNode::Same(*value),
            Kind::Null => NumberNode::Null,
            Kind::Column(column) => match layout.place(column.row, column.slot) {
                Some(place) => NumberNode::Column(place.index),
                None => return Err(Rowwise { span: node.span, why: "a column that scans do not have" }),
            },
            Kind::Local(local) => match layout.local(*local) {
                Some(place) => NumberNode::Column(place.index),
                None => return Err(Rowwise { span: node.span, why: "a variable of this kind" }),
            },
            Kind::Let { local, value, body } => {
                if let Some(body) = lets::in_place(*local, value, body) {
                    return NumberNode::new(&body, layout, compiler);
                }
                let (bound, inner) = Bound::new(*local, value, layout, compiler)?;
                NumberNode::Let(bound, Box::new(NumberNode::new(body, &inner, compiler)?))
            }
            Kind::Pick { .. } => NumberNode::Pick(Picked::new(node, layout, compiler)?),
            Kind::Arith { op, left, right } => NumberNode::Arith(*op, inner(left)?, inner(right)?),
            Kind::Neg(of) => NumberNode::Neg(inner(of)?),
            Kind::If { test, then, other } => NumberNode::If(conditions::compile(test, layout, compiler)?, inner(then)?, inner(other)?),
            Kind::List { what: ListTest::Count, list, row, test } => {
                NumberNode::Count(ListQuestion::new(node.span, *list, *row, test.as_deref(), layout, compiler)?)
            }
            Kind::Call { function, args } => match (function.body, args.as_slice()) {
                (Body::Number1(body), [arg]) => NumberNode::Call1(body, compiler.scan.clone(), inner(arg)?),
                (Body::Number2(body), [left, right]) => match fixed_span(function, right) {
                    // An instant moved by a fixed span is a sum.
                    Some(span) => NumberNode::Arith(ArithOp::Add, inner(left)?, Box::new(NumberNode::Same(span))),
                    None => NumberNode::Call2(body, compiler.scan.clone(), inner(left)?, inner(right)?),
                },
                (Body::TextNumber(body), [Node { kind: Kind::Text(text), .. }]) => {
                    body(&compiler.scan.now(), text).map_or(NumberNode::Null, NumberNode::Same)
                }
                (Body::TextNumber(body), [text]) => {
                    NumberNode::TextNumber(body, compiler.scan.clone(), TextColumn::new(text, layout, compiler)?)
                }
                _ => return Err(Rowwise { span: node.span, why: "a function of this shape" }),
            },
            _ => return Err(Rowwise { span: node.span, why: conditions::rowwise_kind(&node.kind) }),
        })
    }

    /// Its column.
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<Numbers> {
        let rows = batch.num_rows();
        Ok(match self {
            NumberNode::Same(value) => Numbers::same(*value),
            NumberNode::Null => Numbers::null(rows),
            NumberNode::Column(index) => column(batch, *index)?,
            NumberNode::Arith(op, left, right) => Numbers::arith(*op, &left.evaluate(batch)?, &right.evaluate(batch)?, rows),
            NumberNode::Neg(of) => {
                let of = of.evaluate(batch)?;
                // 0 - i64::MIN overflows as -i64::MIN does.
                Numbers::arith(ArithOp::Sub, &Numbers::same(0), &of, rows)
            }
            NumberNode::Call1(body, scan, arg) => {
                let now = scan.now();
                Numbers::map([&arg.evaluate(batch)?], rows, |[arg]| body(&now, arg))
            }
            NumberNode::Call2(body, scan, left, right) => {
                let now = scan.now();
                Numbers::map([&left.evaluate(batch)?, &right.evaluate(batch)?], rows, |[left, right]| body(&now, left, right))
            }
            NumberNode::TextNumber(body, scan, text) => {
                let (text, now) = (text.evaluate(batch)?, scan.now());
                Numbers::optional((0..rows).map(|row| text.at(row).and_then(|text| body(&now, &text))))
            }
            NumberNode::Truth(condition) => {
                let truth = condition.truth(batch)?;
                let values = truth.holds.iter().map(i64::from).collect();
                Numbers { failed: truth.undecided, ..Numbers::each(values, None) }
            }
            NumberNode::Attribute { column, name, ty } => {
                let attributes = Attributes::of(batch, *column)?;
                Numbers::optional((0..rows).map(|row| attributes.text(row, name).and_then(|text| attribute_number(*ty, text))))
            }
            NumberNode::If(test, then, other) => {
                let (test, then, other) = (test.truth(batch)?, then.evaluate(batch)?, other.evaluate(batch)?);
                choose(&test.holds, test.undecided, &then, &other, rows)
            }
            NumberNode::Count(question) => question.count(batch)?,
            NumberNode::Pick(picked) => {
                let (values, undecided) = picked.evaluate(batch)?;
                let values = numbers_of(&values)?;
                Numbers { failed: either(values.failed.clone(), undecided), ..values }
            }
            NumberNode::Let(bound, body) => {
                let (wide, undecided) = bound.widen(batch)?;
                let value = body.evaluate(&wide)?;
                Numbers { failed: either(value.failed.clone(), undecided), ..value }
            }
        })
    }
}

fn fixed_span(function: &Function, count: &Node) -> Option<Micros> {
    match &count.kind {
        Kind::Int(count) => function.span_after(*count),
        _ => None,
    }
}

fn choose(holds: &BooleanBuffer, undecided: Option<BooleanBuffer>, then: &Numbers, other: &Numbers, rows: usize) -> Numbers {
    let values: Vec<i64> = match (&then.values, &other.values) {
        (Values::Same(then), Values::Same(other)) => holds.iter().map(|holds| if holds { *then } else { *other }).collect(),
        _ => (0..rows).map(|row| if holds.value(row) { then.at(row) } else { other.at(row) }).collect(),
    };
    let nulls = if then.nulls.is_none() && other.nulls.is_none() {
        None
    } else {
        let of = |numbers: &Numbers, chosen: &BooleanBuffer| {
            numbers.nulls.as_ref().map_or_else(|| chosen.clone(), |nulls| chosen & nulls.inner())
        };
        Some(NullBuffer::new(&of(then, holds) | &of(other, &!holds)))
    };
    let in_then = then.failed.as_ref().map(|failed| holds & failed);
    let in_other = other.failed.as_ref().map(|failed| &!holds & failed);
    Numbers { failed: either(either(in_then, in_other), undecided), ..Numbers::each(values.into(), nulls) }
}

fn column(batch: &RecordBatch, index: usize) -> Result<Numbers> {
    numbers_of(batch.columns().get(index).ok_or_else(|| exec_datafusion_err!("the batch has no column {index}"))?)
}

fn numbers_of(array: &ArrayRef) -> Result<Numbers> {
    let nulls = array.nulls().cloned();
    Ok(match array.data_type() {
        DataType::Int64 => Numbers::each(array.as_primitive::<Int64Type>().values().clone(), nulls),
        DataType::Boolean => Numbers::each(array.as_boolean().values().iter().map(i64::from).collect(), nulls),
        DataType::Timestamp(_, _) => match array.as_primitive_opt::<TimestampMicrosecondType>() {
            Some(array) => Numbers::each(array.values().clone(), nulls),
            None => return Err(exec_datafusion_err!("a column does not count microseconds")),
        },
        DataType::Date32 => Numbers::each(array.as_primitive::<Date32Type>().values().iter().map(|day| i64::from(*day)).collect(), nulls),
        other => return Err(exec_datafusion_err!("a column holds {other}, not numbers")),
    })
}

impl Numbers {
    /// One value a row, or none.
    fn optional(values: impl Iterator<Item = Option<i64>>) -> Numbers {
        let each: Vec<Option<i64>> = values.collect();
        let there: Vec<bool> = each.iter().map(Option::is_some).collect();
        Numbers::each(each.into_iter().map(Option::unwrap_or_default).collect(), Some(there.into()))
    }

    /// As plain values, for storing; null also where it failed.
    pub fn values(&self, rows: usize) -> Vec<i64> {
        match &self.values {
            Values::Same(value) => vec![*value; rows],
            Values::Each(values) => values.to_vec(),
        }
    }
}
