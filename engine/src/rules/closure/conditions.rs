//! Nodes that are true or false.

use super::clocks::lower_for_column;
use super::lanes::{self, Bindable};
use super::texts::TextNode;
use super::{Test, linear, lists};
use crate::rules::tree::value::Failure;
use crate::rules::tree::{Bound, ColumnOf, CompareOp, Kind, ListTest, Node};
use crate::schema::{Clock, Key, Slot};
use crate::script::{Body, Passing, Ty};

/// Compiles a node whose type is boolean; null counts as false.
pub(super) fn compile(node: &Node) -> Test {
    match &node.kind {
        Kind::Bool(value) => {
            let value = *value;
            Box::new(move |_, _| Ok(value))
        }
        Kind::Column(column) if column.clock() == Clock::Events => {
            let column = *column;
            Box::new(move |frame, _| Ok(matches!(frame.get(column.row, column.slot), Slot::Bool(true))))
        }
        Kind::Not(of) => {
            let of = compile(of);
            Box::new(move |frame, moment| Ok(!of(frame, moment)?))
        }
        Kind::And(parts) => junction(parts, true),
        Kind::Or(parts) => junction(parts, false),
        Kind::Compare { op, left, right } => comparison(*op, left, right),
        Kind::OneOfTexts { value, texts } => {
            let (value, texts) = (TextNode::new(value), texts.clone());
            Box::new(move |frame, moment| {
                Ok(value.eval(frame, moment)?.is_some_and(|value| texts.iter().any(|text| text.as_ref() == value)))
            })
        }
        Kind::OneOfNumbers { value, numbers } => {
            let (value, numbers) = (lanes::compile::<i64>(value), numbers.clone());
            Box::new(move |frame, moment| Ok(value(frame, moment)?.is_some_and(|value| numbers.contains(&value))))
        }
        Kind::Within { value, first, last } => within(value, *first, *last),
        Kind::If { test, then, other } => {
            let (test, then, other) = (compile(test), compile(then), compile(other));
            Box::new(move |frame, moment| if test(frame, moment)? { then(frame, moment) } else { other(frame, moment) })
        }
        Kind::Let { local, value, body } => {
            let (local, value, body) = (*local, Bindable::new(value), compile(body));
            Box::new(move |frame, moment| {
                let value = value.eval(frame, moment)?;
                body(&frame.with(Bound::Local(local, value)), moment)
            })
        }
        Kind::Call { .. } => call(node),
        Kind::List { what: ListTest::Some, list, row, test } => lists::question(true, *list, *row, test.as_deref()),
        Kind::List { what: ListTest::All, list, row, test } => lists::question(false, *list, *row, test.as_deref()),
        Kind::Before { list, row, first, then } => lists::before(*list, *row, first, then),
        // A column with a clock, an attribute, a variable, a column of a list's row: booleans that may be null.
        _ => {
            let lane = lanes::compile::<bool>(node);
            Box::new(move |frame, moment| Ok(lane(frame, moment)? == Some(true)))
        }
    }
}

fn junction(parts: &[Node], all: bool) -> Test {
    let parts: Box<[Test]> = parts.iter().map(compile).collect();
    Box::new(move |frame, moment| {
        for part in &parts {
            if part(frame, moment)? != all {
                return Ok(!all);
            }
        }
        Ok(all)
    })
}

fn comparison(op: CompareOp, left: &Node, right: &Node) -> Test {
    match (&left.kind, &right.kind) {
        (Kind::Null, Kind::Null) => return Box::new(move |_, _| Ok(op == CompareOp::Eq)),
        // An order with null is never true; the other side is computed, for it may fail.
        (other, Kind::Null) | (Kind::Null, other) if op.is_order() => {
            let of = if std::ptr::eq(other, &left.kind) { left } else { right };
            let is_null = Bindable::new(of).into_null_test();
            return Box::new(move |frame, moment| is_null(frame, moment).map(|_| false));
        }
        (_, Kind::Null) => return null_test(op, left),
        (Kind::Null, _) => return null_test(op, right),
        _ => {}
    }
    let ty = if left.ty == Ty::Null { right.ty } else { left.ty };
    match ty {
        Ty::Text => texts(op, left, right),
        Ty::Key => {
            let (left, right) = (lanes::compile::<Key>(left), lanes::compile::<Key>(right));
            Box::new(move |frame, moment| Ok((left(frame, moment)? == right(frame, moment)?) == (op == CompareOp::Eq)))
        }
        Ty::Bool => {
            let (left, right) = (lanes::compile::<bool>(left), lanes::compile::<bool>(right));
            Box::new(move |frame, moment| Ok((left(frame, moment)? == right(frame, moment)?) == (op == CompareOp::Eq)))
        }
        Ty::Null | Ty::Int | Ty::Ts | Ty::Date | Ty::Open => numbers(op, left, right),
    }
}

fn null_test(op: CompareOp, of: &Node) -> Test {
    let wanted = op == CompareOp::Eq;
    match &of.kind {
        Kind::Column(column) => {
            let column = *column;
            let timed = column.clock() != Clock::Events;
            Box::new(move |frame, moment| {
                let Some(row) = frame.row(column.row) else { return Ok(wanted) };
                if timed {
                    lower_for_column(&column, row, moment);
                }
                Ok(matches!(row.get(column.slot), Slot::Null) == wanted)
            })
        }
        _ => {
            let is_null = Bindable::new(of).into_null_test();
            Box::new(move |frame, moment| Ok(is_null(frame, moment)? == wanted))
        }
    }
}

fn numbers(op: CompareOp, left: &Node, right: &Node) -> Test {
    if let Some(test) = linear::compile(op, left, right) {
        return test;
    }
    match (&left.kind, &right.kind) {
        (Kind::Column(column), Kind::Int(value)) if column.clock() == Clock::Events && left.ty == Ty::Int => {
            column_with_number(op, *column, *value)
        }
        (Kind::Int(value), Kind::Column(column)) if column.clock() == Clock::Events && right.ty == Ty::Int => {
            column_with_number(op.swapped(), *column, *value)
        }
        _ => {
            let (left, right) = (lanes::compile::<i64>(left), lanes::compile::<i64>(right));
            Box::new(move |frame, moment| {
                let (left, right) = (left(frame, moment)?, right(frame, moment)?);
                Ok(match (left, right) {
                    (Some(left), Some(right)) => op.holds(left.cmp(&right)),
                    (None, None) => op == CompareOp::Eq,
                    _ => op == CompareOp::Ne,
                })
            })
        }
    }
}

fn column_with_number(op: CompareOp, column: ColumnOf, value: i64) -> Test {
    Box::new(move |frame, _| {
        Ok(match frame.get(column.row, column.slot) {
            Slot::Int(found) => op.holds(found.cmp(&value)),
            _ => op == CompareOp::Ne,
        })
    })
}

fn texts(op: CompareOp, left: &Node, right: &Node) -> Test {
    if let (Kind::Column(column), Kind::Text(text), CompareOp::Eq | CompareOp::Ne) = (&left.kind, &right.kind, op)
        && column.clock() == Clock::Events
    {
        let (column, text) = (*column, text.clone());
        let wanted = op == CompareOp::Eq;
        return Box::new(move |frame, _| {
            let equal = matches!(frame.get(column.row, column.slot), Slot::Text(found) if found == text.as_ref());
            Ok(equal == wanted)
        });
    }
    let (left, right) = (TextNode::new(left), TextNode::new(right));
    Box::new(move |frame, moment| {
        let (left, right) = (left.eval(frame, moment)?, right.eval(frame, moment)?);
        Ok(match (left, right) {
            (Some(left), Some(right)) => op.holds(left.cmp(&right)),
            (None, None) => op == CompareOp::Eq,
            _ => op == CompareOp::Ne,
        })
    })
}

/// A range is two comparisons of one value; written as such it gets both thresholds of a clock value.
fn within(value: &Node, first: i64, last: i64) -> Test {
    if first > last {
        // Never true; the value is evaluated all the same, for it may fail.
        let value = lanes::compile::<i64>(value);
        return Box::new(move |frame, moment| value(frame, moment).map(|_| false));
    }
    if value.is_timed() {
        let bound = |number| Node { kind: Kind::Int(number), ty: Ty::Int, span: value.span };
        let (from, to) = (comparison(CompareOp::Ge, value, &bound(first)), comparison(CompareOp::Le, value, &bound(last)));
        return Box::new(move |frame, moment| Ok(from(frame, moment)? && to(frame, moment)?));
    }
    let value = lanes::compile::<i64>(value);
    Box::new(move |frame, moment| Ok(value(frame, moment)?.is_some_and(|value| (first..=last).contains(&value))))
}

fn call(node: &Node) -> Test {
    let Kind::Call { function, args } = &node.kind else { return Box::new(|_, _| Ok(false)) };
    let span = node.span;
    match (function.body, args.as_slice()) {
        (Body::Test1(body), [arg]) => {
            let crossing = if let Passing::Crosses(crossing) = function.passing { Some(crossing) } else { None };
            if let (Some(crossing), Kind::Column(column)) = (crossing, &arg.kind) {
                return crosses_column(body, crossing, *column);
            }
            let arg = lanes::compile::<i64>(arg);
            Box::new(move |frame, moment| {
                let Some(arg) = arg(frame, moment)? else { return Ok(false) };
                if let Some(crossing) = crossing {
                    moment.lower(crossing(arg));
                }
                body(&moment.now(), arg).map_err(|fault| Failure { fault, span })
            })
        }
        (Body::Test3(body), [a, b, c]) => {
            let (a, b, c) = (lanes::compile::<i64>(a), lanes::compile::<i64>(b), lanes::compile::<i64>(c));
            Box::new(move |frame, moment| match (a(frame, moment)?, b(frame, moment)?, c(frame, moment)?) {
                (Some(a), Some(b), Some(c)) => body(&moment.now(), a, b, c).map_err(|fault| Failure { fault, span }),
                _ => Ok(false),
            })
        }
        (Body::TextTest1(body), [text]) => {
            let text = TextNode::new(text);
            Box::new(move |frame, moment| Ok(body(text.eval(frame, moment)?.as_deref())))
        }
        (Body::TextTest(body), [text, part]) => {
            let (text, part) = (TextNode::new(text), TextNode::new(part));
            Box::new(move |frame, moment| {
                let (text, part) = (text.eval(frame, moment)?, part.eval(frame, moment)?);
                Ok(text.zip(part).is_some_and(|(text, part)| body(&text, &part)))
            })
        }
        _ => {
            let lane = lanes::compile::<bool>(node);
            Box::new(move |frame, moment| Ok(lane(frame, moment)? == Some(true)))
        }
    }
}

type TimeTest = fn(&crate::script::Now<'_>, i64) -> Result<bool, crate::script::Fault>;

/// `passed(row.t)`: an instant ahead is the moment of change, for time never moves it to before now; one that is not there
/// yet may come.
fn crosses_column(body: TimeTest, crossing: fn(i64) -> i64, column: ColumnOf) -> Test {
    Box::new(move |frame, moment| {
        let Some(row) = frame.row(column.row) else { return Ok(false) };
        match row.get(column.slot) {
            Slot::Ts(at) => {
                moment.lower(crossing(at));
                Ok(body(&moment.now(), at).unwrap_or(false))
            }
            _ => {
                lower_for_column(&column, row, moment);
                Ok(false)
            }
        }
    })
}
