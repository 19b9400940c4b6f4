//! Evaluating a tree the plain way, with a witness who sees what was read and which conditions held.
//!
//! Explanations and texts come from here; [`crate::rules::closure`] is the fast way to the same answers.

use std::borrow::Cow;

use super::frame::{Bound, Frame, value_of};
use super::node::{ArithOp, ColumnOf, CompareOp, Kind, ListOf, ListTest, Node, RowId};
use crate::schema::{Row, Slot};
use crate::script::{Fault, Now, Span, TEXT_BYTES, Ty, Value};

/// Where and why an evaluation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub fault: Fault,
    /// Where in the rule's script.
    pub span: Span,
}

/// Someone who looks on.
pub trait Witness {
    /// A column was read.
    fn read(&mut self, column: &ColumnOf, value: &Value<'_>) {
        let _ = (column, value);
    }

    /// A condition had a value.
    fn decided(&mut self, node: &Node, truth: bool) {
        let _ = (node, truth);
    }
}

/// A witness who looks away.
pub struct Nobody;

impl Witness for Nobody {}

/// Evaluates a tree on a row.
///
/// # Errors
/// A [`Failure`] where some part that had to be evaluated has no value.
pub fn evaluate<'a>(node: &'a Node, row: &'a dyn Row, now: &Now<'_>, witness: &mut dyn Witness) -> Result<Value<'a>, Failure> {
    let frame = Frame::subject(row);
    let value = Evaluator { now, witness }.eval(node, &frame)?;
    Ok(value)
}

struct Evaluator<'e> {
    now: &'e Now<'e>,
    witness: &'e mut dyn Witness,
}

impl Evaluator<'_> {
    fn eval<'a>(&mut self, node: &'a Node, frame: &Frame<'a>) -> Result<Value<'a>, Failure> {
        let value = self.plain(node, frame)?;
        if node.ty == Ty::Bool && !matches!(node.kind, Kind::Bool(_)) {
            self.witness.decided(node, value.truth());
        }
        Ok(value)
    }

    fn truth<'a>(&mut self, node: &'a Node, frame: &Frame<'a>) -> Result<bool, Failure> {
        Ok(self.eval(node, frame)?.truth())
    }

    fn plain<'a>(&mut self, node: &'a Node, frame: &Frame<'a>) -> Result<Value<'a>, Failure> {
        Ok(match &node.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Int(value) => Value::from_number(node.ty, Some(*value)),
            Kind::Text(text) => Value::Text(Cow::Borrowed(text)),
            Kind::Column(column) => {
                let value = value_of(frame.get(column.row, column.slot));
                self.witness.read(column, &value);
                value
            }
            Kind::Attribute { row, name } => attribute(frame, *row, name, node.ty),
            Kind::Local(local) => frame.local(*local).cloned().unwrap_or(Value::Null),
            Kind::Not(of) => Value::Bool(!self.truth(of, frame)?),
            Kind::And(parts) => {
                for part in parts {
                    if !self.truth(part, frame)? {
                        return Ok(Value::Bool(false));
                    }
                }
                Value::Bool(true)
            }
            Kind::Or(parts) => {
                for part in parts {
                    if self.truth(part, frame)? {
                        return Ok(Value::Bool(true));
                    }
                }
                Value::Bool(false)
            }
            Kind::Compare { op, left, right } => {
                let (left, right) = (self.eval(left, frame)?, self.eval(right, frame)?);
                Value::Bool(compare(*op, &left, &right))
            }
            Kind::Arith { op, left, right } => {
                let (left, right) = (self.eval(left, frame)?, self.eval(right, frame)?);
                let sum = left.number().zip(right.number()).map(|(left, right)| arith(*op, left, right));
                Value::from_number(Ty::Int, sum.transpose().map_err(|fault| Failure { fault, span: node.span })?)
            }
            Kind::Neg(of) => {
                let negated = self
                    .eval(of, frame)?
                    .number()
                    .map(|value| value.checked_neg().ok_or(Failure { fault: Fault::Overflow, span: node.span }));
                Value::from_number(Ty::Int, negated.transpose()?)
            }
            Kind::OneOfTexts { value, texts } => match self.eval(value, frame)? {
                Value::Text(value) => Value::Bool(texts.iter().any(|text| text.as_ref() == value)),
                _ => Value::Bool(false),
            },
            Kind::OneOfNumbers { value, numbers } => {
                Value::Bool(self.eval(value, frame)?.number().is_some_and(|value| numbers.contains(&value)))
            }
            Kind::Within { value, first, last } => {
                Value::Bool(self.eval(value, frame)?.number().is_some_and(|value| (*first..=*last).contains(&value)))
            }
            Kind::If { test, then, other } => {
                let branch = if self.truth(test, frame)? { then } else { other };
                self.eval(branch, frame)?
            }
            Kind::Let { local, value, body } => {
                let value = self.eval(value, frame)?;
                let inner = frame.with(Bound::Local(*local, value));
                self.eval(body, &inner)?.into_owned()
            }
            Kind::Call { function, args } => {
                let args = args.iter().map(|arg| self.eval(arg, frame)).collect::<Result<Vec<_>, _>>()?;
                function.call(self.now, &args).map_err(|fault| Failure { fault, span: node.span })?
            }
            Kind::List { what, list, row, test } => self.list(*what, list, *row, test.as_deref(), frame)?,
            Kind::Before { list, row, first, then } => {
                let Some(earlier) = self.find(false, list, *row, Some(first), frame)? else { return Ok(Value::Bool(false)) };
                for index in (earlier + 1..length(list, frame)).rev() {
                    if self.holds(list, *row, index, then, frame)? {
                        return Ok(Value::Bool(true));
                    }
                }
                Value::Bool(false)
            }
            Kind::Pick { last, list, row, test, take } => {
                let Some(index) = self.find(*last, list, *row, test.as_deref(), frame)? else { return Ok(Value::Null) };
                self.on_entry(list, *row, index, frame, &mut |evaluator, inner| evaluator.eval(take, inner).map(Value::into_owned))?
            }
            Kind::Join(parts) => {
                let mut text = String::new();
                for part in parts {
                    text.push_str(&self.eval(part, frame)?.show(self.now.zone));
                    if text.len() > TEXT_BYTES {
                        return Err(Failure { fault: Fault::TooLong, span: node.span });
                    }
                }
                Value::Text(Cow::Owned(text))
            }
        })
    }

    fn list<'a>(
        &mut self,
        what: ListTest,
        list: &ListOf,
        row: RowId,
        test: Option<&'a Node>,
        frame: &Frame<'a>,
    ) -> Result<Value<'a>, Failure> {
        let length = length(list, frame);
        let Some(test) = test else { return Ok(Value::Int(length as i64)) };
        let mut count = 0;
        for index in 0..length {
            let holds = self.holds(list, row, index, test, frame)?;
            match what {
                ListTest::Some if holds => return Ok(Value::Bool(true)),
                ListTest::All if !holds => return Ok(Value::Bool(false)),
                _ => count += i64::from(holds),
            }
        }
        Ok(match what {
            ListTest::Some => Value::Bool(false),
            ListTest::All => Value::Bool(true),
            ListTest::Count => Value::Int(count),
        })
    }

    fn find<'a>(
        &mut self,
        last: bool,
        list: &ListOf,
        row: RowId,
        test: Option<&'a Node>,
        frame: &Frame<'a>,
    ) -> Result<Option<usize>, Failure> {
        let length = length(list, frame);
        for step in 0..length {
            let index = if last { length - 1 - step } else { step };
            let holds = match test {
                None => true,
                Some(test) => self.holds(list, row, index, test, frame)?,
            };
            if holds {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    fn holds<'a>(&mut self, list: &ListOf, row: RowId, index: usize, test: &'a Node, frame: &Frame<'a>) -> Result<bool, Failure> {
        Ok(self.on_entry(list, row, index, frame, &mut |evaluator, inner| Ok(Value::Bool(evaluator.truth(test, inner)?)))?.truth())
    }

    fn on_entry(
        &mut self,
        list: &ListOf,
        row: RowId,
        index: usize,
        frame: &Frame<'_>,
        see: &mut dyn for<'x> FnMut(&mut Self, &Frame<'x>) -> Result<Value<'static>, Failure>,
    ) -> Result<Value<'static>, Failure> {
        let mut result = Ok(Value::Null);
        if let Slot::Rows(rows) = frame.get(list.row, list.slot) {
            rows.visit(index, &mut |entry| {
                let inner = frame.with(Bound::Row(row, entry));
                result = see(self, &inner);
            });
        }
        result
    }
}

fn length(list: &ListOf, frame: &Frame<'_>) -> usize {
    match frame.get(list.row, list.slot) {
        Slot::Rows(rows) => rows.len(),
        _ => 0,
    }
}

/// An attribute's value if it is of the type it is used as, else null.
pub(crate) fn attribute<'a>(frame: &Frame<'a>, row: RowId, name: &str, ty: Ty) -> Value<'a> {
    let value = frame.row(row).map_or(Value::Null, |row| value_of(row.attribute(name)));
    if ty == Ty::Open || is_of(&value, ty) { value } else { Value::Null }
}

/// Whether a value is of a type.
pub(crate) fn is_of(value: &Value<'_>, ty: Ty) -> bool {
    matches!(
        (value, ty),
        (Value::Int(_), Ty::Int)
            | (Value::Bool(_), Ty::Bool)
            | (Value::Ts(_), Ty::Ts)
            | (Value::Date(_), Ty::Date)
            | (Value::Text(_), Ty::Text)
            | (Value::Key(_), Ty::Key)
    )
}

/// Compares two values of one type as ruled: `==` null-safe, an order with null false.
pub(crate) fn compare(op: CompareOp, left: &Value<'_>, right: &Value<'_>) -> bool {
    let ordering = match (left, right) {
        (Value::Null, Value::Null) => return op == CompareOp::Eq,
        (Value::Null, _) | (_, Value::Null) => return op == CompareOp::Ne,
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Key(left), Value::Key(right)) => left.cmp(right),
        _ => left.number().cmp(&right.number()),
    };
    op.holds(ordering)
}

pub(crate) fn arith(op: ArithOp, left: i64, right: i64) -> Result<i64, Fault> {
    let result = match op {
        ArithOp::Add => left.checked_add(right),
        ArithOp::Sub => left.checked_sub(right),
        ArithOp::Mul => left.checked_mul(right),
    };
    result.ok_or(Fault::Overflow)
}
