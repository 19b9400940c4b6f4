//! Nodes with a value, one lane for each kind of value: numbers (integers, instants, days), keys, booleans that may be null.

use super::clocks::{ClockValue, lower_for_column, number};
use super::conditions;
use super::lists;
use super::moment::Moment;
use super::texts::TextNode;
use super::{Failure, Test};
use crate::rules::tree::value::{arith, attribute};
use crate::rules::tree::{Bound, Frame, Kind, ListTest, Node, RowId};
use crate::schema::{Clock, Key, Slot};
use crate::script::{Body, Fault, Passing, Ty, Value};
use std::sync::Arc;

/// A compiled value.
pub(super) type Lane<T> = Box<dyn Fn(&Frame<'_>, &mut Moment<'_>) -> Result<Option<T>, Failure> + Send + Sync>;

/// What a lane carries.
pub(super) trait Carried: Copy + Send + Sync + 'static {
    /// From a column.
    fn from_slot(slot: Slot<'_>) -> Option<Self>;
    /// From a variable or attribute.
    fn from_value(value: &Value<'_>) -> Option<Self>;
    /// Into a variable.
    fn to_value(self, ty: Ty) -> Value<'static>;
    /// Kinds of nodes that only this lane has.
    fn own(node: &Node) -> Option<Lane<Self>>;
}

impl Carried for i64 {
    fn from_slot(slot: Slot<'_>) -> Option<i64> {
        number(slot)
    }

    fn from_value(value: &Value<'_>) -> Option<i64> {
        value.number()
    }

    fn to_value(self, ty: Ty) -> Value<'static> {
        Value::from_number(ty, Some(self))
    }

    fn own(node: &Node) -> Option<Lane<i64>> {
        own_number(node)
    }
}

impl Carried for Key {
    fn from_slot(slot: Slot<'_>) -> Option<Key> {
        if let Slot::Key(key) = slot { Some(key) } else { None }
    }

    fn from_value(value: &Value<'_>) -> Option<Key> {
        if let Value::Key(key) = value { Some(*key) } else { None }
    }

    fn to_value(self, _: Ty) -> Value<'static> {
        Value::Key(self)
    }

    fn own(_: &Node) -> Option<Lane<Key>> {
        None
    }
}

impl Carried for bool {
    fn from_slot(slot: Slot<'_>) -> Option<bool> {
        if let Slot::Bool(value) = slot { Some(value) } else { None }
    }

    fn from_value(value: &Value<'_>) -> Option<bool> {
        if let Value::Bool(value) = value { Some(*value) } else { None }
    }

    fn to_value(self, _: Ty) -> Value<'static> {
        Value::Bool(self)
    }

    fn own(node: &Node) -> Option<Lane<bool>> {
        if !node.is_certain() || matches!(node.kind, Kind::If { .. } | Kind::Let { .. }) {
            return None;
        }
        let test = conditions::compile(node);
        Some(Box::new(move |frame, moment| test(frame, moment).map(Some)))
    }
}

/// Compiles a node that has a value of the lane's kind.
pub(super) fn compile<T: Carried>(node: &Node) -> Lane<T> {
    if let Some(own) = T::own(node) {
        return own;
    }
    match &node.kind {
        Kind::Column(column) => {
            let column = *column;
            if column.clock() == Clock::Events {
                return Box::new(move |frame, _| Ok(T::from_slot(frame.get(column.row, column.slot))));
            }
            Box::new(move |frame, moment| {
                let Some(row) = frame.row(column.row) else { return Ok(None) };
                lower_for_column(&column, row, moment);
                Ok(T::from_slot(row.get(column.slot)))
            })
        }
        Kind::Attribute { row, name } => {
            let (row, name, ty) = (*row, name.clone(), node.ty);
            Box::new(move |frame, _| Ok(T::from_value(&attribute(frame, row, &name, ty))))
        }
        Kind::Local(local) => {
            let local = *local;
            Box::new(move |frame, _| Ok(frame.local(local).and_then(T::from_value)))
        }
        Kind::If { test, then, other } => {
            let (test, then, other) = (conditions::compile(test), compile::<T>(then), compile::<T>(other));
            Box::new(move |frame, moment| if test(frame, moment)? { then(frame, moment) } else { other(frame, moment) })
        }
        Kind::Let { local, value, body } => {
            let (local, value, body) = (*local, Bindable::new(value), compile::<T>(body));
            Box::new(move |frame, moment| {
                let value = value.eval(frame, moment)?;
                body(&frame.with(Bound::Local(local, value)), moment)
            })
        }
        Kind::Pick { last, list, row, test, take } => {
            let find = lists::Finder::new(*last, *list, *row, test.as_deref());
            let take = compile::<T>(take);
            Box::new(move |frame, moment| {
                let Some(index) = find.find(frame, moment)? else { return Ok(None) };
                let mut result = Ok(None);
                find.visit(index, frame, &mut |inner| result = take(inner, moment));
                result
            })
        }
        // The type check leaves only the null constant; every other kind has a lane that owns it.
        _ => Box::new(|_, _| Ok(None)),
    }
}

fn own_number(node: &Node) -> Option<Lane<i64>> {
    let span = node.span;
    let failed = move |fault: Fault| Failure { fault, span };
    Some(match &node.kind {
        Kind::Int(value) => {
            let value = *value;
            Box::new(move |_, _| Ok(Some(value)))
        }
        Kind::Arith { op, left, right } => {
            let (op, left, right) = (*op, compile::<i64>(left), compile::<i64>(right));
            Box::new(move |frame, moment| {
                let (left, right) = (left(frame, moment)?, right(frame, moment)?);
                left.zip(right).map(|(left, right)| arith(op, left, right).map_err(failed)).transpose()
            })
        }
        Kind::Neg(of) => {
            let of = compile::<i64>(of);
            Box::new(move |frame, moment| of(frame, moment)?.map(|value| value.checked_neg().ok_or(failed(Fault::Overflow))).transpose())
        }
        Kind::List { what: ListTest::Count, list, row, test } => lists::count(*list, *row, test.as_deref()),
        Kind::Call { function, args } => match (function.body, args.as_slice()) {
            (Body::Number1(body), [arg]) => {
                if let Some(clock) = ClockValue::of(node) {
                    return Some(Box::new(move |frame, moment| {
                        let state = clock.state(frame, moment)?;
                        clock.lower_to_next(&state, frame, moment);
                        Ok(state.value)
                    }));
                }
                let arg = compile::<i64>(arg);
                let rises = if let Passing::Rises(reach) = function.passing { Some(reach) } else { None };
                Box::new(move |frame, moment| {
                    let Some(arg) = arg(frame, moment)? else { return Ok(None) };
                    let now = moment.now();
                    let value = body(&now, arg).map_err(failed)?;
                    if let Some(at) = rises.and_then(|reach| reach(&now, arg, value.saturating_add(1))) {
                        moment.lower(at);
                    }
                    Ok(Some(value))
                })
            }
            (Body::Number2(body), [left, right]) => {
                let (left, right) = (compile::<i64>(left), compile::<i64>(right));
                Box::new(move |frame, moment| {
                    let (left, right) = (left(frame, moment)?, right(frame, moment)?);
                    left.zip(right).map(|(left, right)| body(&moment.now(), left, right).map_err(failed)).transpose()
                })
            }
            (Body::TextNumber(body), [text]) => {
                let text = TextNode::new(text);
                Box::new(move |frame, moment| Ok(text.eval(frame, moment)?.and_then(|text| body(&moment.now(), &text))))
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// Anything that a `let` can bind.
pub(super) enum Bindable {
    Number(Lane<i64>, Ty),
    Key(Lane<Key>),
    Bool(Lane<bool>),
    Text(TextNode),
    /// An attribute of which nothing tells the type.
    Attribute(RowId, Arc<str>),
}

impl Bindable {
    /// Compiles a node by its type.
    pub fn new(node: &Node) -> Bindable {
        if let (Kind::Attribute { row, name }, Ty::Open) = (&node.kind, node.ty) {
            return Bindable::Attribute(*row, name.clone());
        }
        match node.ty {
            Ty::Text => Bindable::Text(TextNode::new(node)),
            Ty::Key => Bindable::Key(compile(node)),
            Ty::Bool => Bindable::Bool(compile(node)),
            ty => Bindable::Number(compile(node), ty),
        }
    }

    /// Its value.
    pub fn eval<'a>(&'a self, frame: &Frame<'a>, moment: &mut Moment<'_>) -> Result<Value<'a>, Failure> {
        Ok(match self {
            Bindable::Number(lane, ty) => lane(frame, moment)?.map_or(Value::Null, |value| value.to_value(*ty)),
            Bindable::Key(lane) => lane(frame, moment)?.map_or(Value::Null, Value::Key),
            Bindable::Bool(lane) => lane(frame, moment)?.map_or(Value::Null, Value::Bool),
            Bindable::Text(text) => text.eval(frame, moment)?.map_or(Value::Null, Value::Text),
            Bindable::Attribute(row, name) => attribute(frame, *row, name, Ty::Open),
        })
    }

    /// Whether its value is null.
    pub fn into_null_test(self) -> Test {
        match self {
            Bindable::Number(lane, _) => Box::new(move |frame, moment| Ok(lane(frame, moment)?.is_none())),
            Bindable::Key(lane) => Box::new(move |frame, moment| Ok(lane(frame, moment)?.is_none())),
            Bindable::Bool(lane) => Box::new(move |frame, moment| Ok(lane(frame, moment)?.is_none())),
            Bindable::Text(text) => Box::new(move |frame, moment| Ok(text.eval(frame, moment)?.is_none())),
            Bindable::Attribute(row, name) => Box::new(move |frame, _| Ok(attribute(frame, row, &name, Ty::Open).is_null())),
        }
    }
}
