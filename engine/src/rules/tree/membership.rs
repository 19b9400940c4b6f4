//! `in` with lists and ranges, and `??`.
//!
//! Lists and ranges of constants have kinds of nodes of their own. With anything else in them `in` is a conjunction of comparisons, each side of
//! which is computed once and before any of them, as the interpreter does: a bound that fails makes the whole fail.

use std::sync::Arc;

use super::build::{Binding, Builder, Built, Problem, constant_number};
use super::node::{CompareOp, Kind, LocalId, Node};
use crate::script::{Constant, Expr, ExprKind, Span, Ty};

/// Values that are computed before a part and read by it.
#[derive(Default)]
struct Before(Vec<(LocalId, Node)>);

impl Before {
    /// The node to read a value by.
    fn take(&mut self, builder: &mut Builder<'_>, value: Node) -> Node {
        if Builder::is_put_in_place(&value) {
            return value;
        }
        let local = builder.new_local();
        let read = Node { kind: Kind::Local(local), ty: value.ty, span: value.span };
        self.0.push((local, value));
        read
    }

    /// The part with the values before it, the first one outermost.
    fn wrap(self, part: Node) -> Node {
        self.0.into_iter().rev().fold(part, |body, (local, value)| {
            let (ty, span) = (body.ty, body.span);
            Node { kind: Kind::Let { local, value: Box::new(value), body: Box::new(body) }, ty, span }
        })
    }
}

impl Builder<'_> {
    /// `value in list`.
    pub(super) fn membership(&mut self, value: &Expr, list: &Expr, span: Span) -> Built {
        if let ExprKind::Range { from, to, inclusive } = &list.kind {
            let value = self.typed(value, Ty::Int)?;
            return match self.bounds(from, to, *inclusive) {
                Ok((first, last)) => Ok(self.node(Kind::Within { value: Box::new(value), first, last }, Ty::Bool, span)),
                Err(Problem::Unheld(_)) => self.between(value, from, to, *inclusive, span),
                Err(wrong) => Err(wrong),
            };
        }
        let Some(items) = self.items(list)? else {
            if self.list_of(list)?.is_some() {
                return self.wrong(list.span, "ask a list with some(|x| …)");
            }
            return self.wrong(list.span, "behind `in` stands a list `[…]` or a range; to look inside a text write contains(text, part)");
        };
        let mut value = self.expr(value)?;
        let texts: Option<Vec<Arc<str>>> =
            items.iter().map(|item| if let Kind::Text(text) = &item.kind { Some(text.clone()) } else { None }).collect();
        let numbers: Option<Vec<i64>> = items.iter().map(constant_number).collect();
        match (texts, numbers) {
            _ if items.is_empty() => self.one_of(value, items, span, list.span),
            (Some(texts), _) => {
                self.need(&mut value, Ty::Text)?;
                Ok(self.node(Kind::OneOfTexts { value: Box::new(value), texts: texts.into() }, Ty::Bool, span))
            }
            (None, Some(numbers)) => {
                self.need(&mut value, Ty::Int)?;
                Ok(self.node(Kind::OneOfNumbers { value: Box::new(value), numbers: numbers.into() }, Ty::Bool, span))
            }
            (None, None) => self.one_of(value, items, span, list.span),
        }
    }

    /// The values of a list written out, or of one that a name stands for.
    pub(super) fn items(&mut self, list: &Expr) -> Result<Option<Vec<Node>>, Problem> {
        match &list.kind {
            ExprKind::List(items) => items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>, _>>().map(Some),
            ExprKind::Name(name) => Ok(match (self.lookup(name), self.constants.clone().get(name)) {
                (Some(Binding::List(items)), _) => Some(items),
                (None, Some(Constant::List(values))) => Some(values.iter().map(|value| self.constant(value, list.span)).collect()),
                _ => None,
            }),
            _ => Ok(None),
        }
    }

    /// False for null; else whether it equals one of the items.
    fn one_of(&mut self, value: Node, items: Vec<Node>, span: Span, list: Span) -> Built {
        let (mut value, mut items) = (value, items);
        for item in &mut items {
            let at = item.span;
            self.unify(&mut value, item, at, "this compares")?;
        }
        let mut before = Before::default();
        let value = before.take(self, value);
        let items: Vec<Node> = items.into_iter().map(|item| before.take(self, item)).collect();
        let equal = items.into_iter().map(|item| {
            let at = item.span;
            self.compared(CompareOp::Eq, &value, item, at)
        });
        let equal: Vec<Node> = equal.collect();
        let null = self.node(Kind::Null, Ty::Null, span);
        let at = value.span;
        let there = self.compared(CompareOp::Ne, &value, null, at);
        let found = if equal.is_empty() { Node::truth(false, list) } else { self.node(Kind::Or(equal), Ty::Bool, list) };
        let both = self.node(Kind::And(vec![there, found]), Ty::Bool, span);
        Ok(before.wrap(both))
    }

    /// Between two bounds; false where any of the three is null.
    fn between(&mut self, value: Node, from: &Expr, to: &Expr, inclusive: bool, span: Span) -> Built {
        let (from, to) = (self.typed(from, Ty::Int)?, self.typed(to, Ty::Int)?);
        let mut before = Before::default();
        let (value, from, to) = (before.take(self, value), before.take(self, from), before.take(self, to));
        if [&value, &from, &to].iter().any(|part| part.ty == Ty::Null) {
            return Ok(before.wrap(Node::truth(false, span)));
        }
        let (at_first, at_last) = (from.span, to.span);
        let first = self.compared(CompareOp::Ge, &value, from, at_first);
        let last = self.compared(if inclusive { CompareOp::Le } else { CompareOp::Lt }, &value, to, at_last);
        let both = self.node(Kind::And(vec![first, last]), Ty::Bool, span);
        Ok(before.wrap(both))
    }

    fn compared(&self, op: CompareOp, left: &Node, right: Node, span: Span) -> Node {
        self.node(Kind::Compare { op, left: Box::new(left.clone()), right: Box::new(right) }, Ty::Bool, span)
    }

    /// The first and last number of a range.
    pub(super) fn bounds(&mut self, from: &Expr, to: &Expr, inclusive: bool) -> Result<(i64, i64), Problem> {
        let (first, last) = (self.typed(from, Ty::Int)?, self.typed(to, Ty::Int)?);
        match (constant_number(&super::fold(first)), constant_number(&super::fold(last))) {
            (Some(first), Some(last)) if inclusive => Ok((first, last)),
            (Some(first), Some(i64::MIN)) => Ok((first.max(0), -1)),
            (Some(first), Some(last)) => Ok((first, last - 1)),
            _ => self.unheld(from.span.to(to.span), "a range with bounds that are not constant"),
        }
    }

    /// `a ?? b`: the first that is not null.
    pub(super) fn coalesce(&mut self, parts: &[Expr], span: Span) -> Built {
        let Some((first, rest)) = parts.split_first() else { return Ok(self.node(Kind::Null, Ty::Null, span)) };
        let value = self.expr(first)?;
        if rest.is_empty() {
            return Ok(value);
        }
        let other = self.coalesce(rest, span)?;
        let (mut value, mut other) = (value, other);
        let ty = self.unify(&mut value, &mut other, span, "this chooses between")?;
        if ty == Ty::Open {
            return self.unheld(span, "a choice between an attribute and nothing");
        }
        let mut before = Before::default();
        let value = before.take(self, value);
        let null = self.node(Kind::Null, Ty::Null, span);
        let at = value.span;
        let test = self.compared(CompareOp::Eq, &value, null, at);
        let chosen = self.node(Kind::If { test: Box::new(test), then: Box::new(other), other: Box::new(value) }, ty, span);
        Ok(before.wrap(chosen))
    }
}
