//! Evaluating what is constant: parameters turn whole clauses on and off.
//!
//! Folding never removes a part that might fail before the part that decides: the law that all ways of running agree covers
//! failures too.

use std::cmp::Ordering;

use super::node::{CompareOp, Kind, Node};
use super::value::{arith, compare};
use crate::script::{Ty, Value};

impl CompareOp {
    /// Whether the comparison holds for an ordering of two values that are not null.
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            CompareOp::Eq => ordering.is_eq(),
            CompareOp::Ne => ordering.is_ne(),
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        }
    }

    /// Whether it asks for an order, not for equality.
    pub fn is_order(self) -> bool {
        !matches!(self, CompareOp::Eq | CompareOp::Ne)
    }

    /// The comparison with its sides swapped.
    pub fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Eq => CompareOp::Eq,
            CompareOp::Ne => CompareOp::Ne,
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
        }
    }
}

impl Node {
    /// Whether a condition is true or false on every row, never null.
    pub fn is_certain(&self) -> bool {
        match &self.kind {
            Kind::Bool(_)
            | Kind::Not(_)
            | Kind::And(_)
            | Kind::Or(_)
            | Kind::Compare { .. }
            | Kind::OneOfTexts { .. }
            | Kind::OneOfNumbers { .. }
            | Kind::Within { .. }
            | Kind::List { .. }
            | Kind::Before { .. } => true,
            Kind::Call { .. } => self.ty == Ty::Bool,
            Kind::If { then, other, .. } => then.is_certain() && other.is_certain(),
            Kind::Let { body, .. } => body.is_certain(),
            _ => false,
        }
    }

    fn constant(&self) -> Option<Value<'_>> {
        match &self.kind {
            Kind::Null => Some(Value::Null),
            Kind::Bool(value) => Some(Value::Bool(*value)),
            Kind::Int(value) => Some(Value::from_number(self.ty, Some(*value))),
            Kind::Text(text) => Some(Value::Text(text.as_ref().into())),
            _ => None,
        }
    }
}

/// The tree with its constant parts evaluated.
pub fn fold(node: Node) -> Node {
    let mut node = node;
    node.children_mut(&mut |child| {
        let taken = std::mem::replace(child, Node { kind: Kind::Null, ty: Ty::Null, span: child.span });
        *child = fold(taken);
    });
    let (ty, span) = (node.ty, node.span);
    let kind = match node.kind {
        Kind::Not(of) => match of.kind {
            Kind::Bool(value) => Kind::Bool(!value),
            Kind::Null => Kind::Bool(true),
            _ => Kind::Not(of),
        },
        Kind::And(parts) => junction(parts, true),
        Kind::Or(parts) => junction(parts, false),
        Kind::Compare { op, left, right } => match left.constant().zip(right.constant()).map(|(left, right)| compare(op, &left, &right)) {
            Some(truth) => Kind::Bool(truth),
            // An order with null is never true; what stands on the other side is computed all the same where it may fail.
            None if matches!(left.kind, Kind::Null) && op.is_order() => never(*right),
            None if matches!(right.kind, Kind::Null) && op.is_order() => never(*left),
            None => Kind::Compare { op, left, right },
        },
        Kind::Arith { op, left, right } => match (&left.kind, &right.kind) {
            (Kind::Int(a), Kind::Int(b)) if left.ty == Ty::Int && right.ty == Ty::Int => match arith(op, *a, *b) {
                Ok(value) => Kind::Int(value),
                Err(_) => Kind::Arith { op, left, right },
            },
            _ => Kind::Arith { op, left, right },
        },
        Kind::Neg(of) => match of.kind {
            Kind::Int(value) if value != i64::MIN => Kind::Int(-value),
            _ => Kind::Neg(of),
        },
        Kind::If { test, then, other } => match test.kind {
            Kind::Bool(true) => return *then,
            Kind::Bool(false) | Kind::Null => return *other,
            _ => Kind::If { test, then, other },
        },
        kind => kind,
    };
    Node { kind, ty, span }
}

/// False once a value was computed.
fn never(of: Node) -> Kind {
    if !of.is_fallible() {
        return Kind::Bool(false);
    }
    let span = of.span;
    let null = Box::new(Node { kind: Kind::Null, ty: Ty::Null, span });
    let computed = Kind::Compare { op: CompareOp::Eq, left: Box::new(of), right: null };
    Kind::And(vec![Node { kind: computed, ty: Ty::Bool, span }, Node::truth(false, span)])
}

/// A conjunction (`all`) or disjunction without its constant parts.
fn junction(parts: Vec<Node>, all: bool) -> Kind {
    let mut kept: Vec<Node> = Vec::with_capacity(parts.len());
    for part in parts {
        match part.kind {
            // Nested ones are evaluated in the same order.
            Kind::And(inner) if all => kept.extend(inner),
            Kind::Or(inner) if !all => kept.extend(inner),
            Kind::Bool(value) if value == all => {}
            Kind::Null if !all => {}
            Kind::Bool(_) | Kind::Null => {
                if !kept.iter().any(Node::is_fallible) {
                    return Kind::Bool(!all);
                }
                kept.push(Node::truth(!all, part.span));
                break;
            }
            _ => kept.push(part),
        }
    }
    match kept.as_slice() {
        [] => Kind::Bool(all),
        [only] if only.is_certain() => kept.remove(0).kind,
        _ if all => Kind::And(kept),
        _ => Kind::Or(kept),
    }
}
