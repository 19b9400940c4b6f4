//! Which types go together.

use super::build::{Builder, Built, Problem};
use super::node::{CompareOp, Kind, Node};
use crate::script::{BinaryOp, Expr, Span, Ty};

impl Builder<'_> {
    /// An expression of a type, or null.
    pub(super) fn typed(&mut self, expr: &Expr, ty: Ty) -> Built {
        let mut node = self.expr(expr)?;
        self.need(&mut node, ty)?;
        Ok(node)
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &Expr) -> Built {
        let mut node = self.expr(expr)?;
        self.need_condition(&mut node)?;
        Ok(node)
    }

    pub(super) fn need_condition(&mut self, node: &mut Node) -> Result<(), Problem> {
        if node.ty != Ty::Bool && node.ty != Ty::Open && node.ty != Ty::Null {
            return self.wrong(node.span, format!("a condition is a boolean; this is {}", node.ty));
        }
        self.need(node, Ty::Bool)
    }

    /// Makes sure that a node is of a type; an attribute takes it on.
    pub(super) fn need(&mut self, node: &mut Node, ty: Ty) -> Result<(), Problem> {
        match node.ty {
            Ty::Null => Ok(()),
            Ty::Open => self.adopt(node, ty),
            found if found == ty => Ok(()),
            found => self.wrong(node.span, format!("this is {found}, where {ty} is needed")),
        }
    }

    fn adopt(&mut self, node: &mut Node, ty: Ty) -> Result<(), Problem> {
        let Kind::Attribute { name, .. } = &node.kind else { return self.unheld(node.span, "a choice between attributes") };
        if let Some(known) = self.attributes.get(name.as_ref())
            && *known != ty
        {
            return self.wrong(node.span, format!("the attribute `{name}` is used as {known} and as {ty}"));
        }
        self.attributes.insert(name.to_string(), ty);
        node.ty = ty;
        Ok(())
    }

    /// The one type of two values, null and attributes giving way.
    pub(super) fn unify(&mut self, left: &mut Node, right: &mut Node, span: Span, what: &str) -> Result<Ty, Problem> {
        match (left.ty, right.ty) {
            (Ty::Open, Ty::Open) => self.unheld(span, format!("{what} two attributes")),
            (Ty::Open, Ty::Null) | (Ty::Null, Ty::Open) => Ok(Ty::Open),
            (Ty::Open, ty) => self.adopt(left, ty).map(|()| ty),
            (ty, Ty::Open) => self.adopt(right, ty).map(|()| ty),
            (Ty::Null, ty) | (ty, Ty::Null) => Ok(ty),
            (ty, other) if ty == other => Ok(ty),
            (ty, other) => self.wrong(span, format!("{what} {ty} and {other}{}", mixed_hint(ty, other))),
        }
    }

    pub(super) fn check_comparison(&mut self, op: CompareOp, left: &mut Node, right: &mut Node, span: Span) -> Result<(), Problem> {
        let ty = self.unify(left, right, span, "this compares")?;
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(());
        }
        if left.ty == Ty::Null || right.ty == Ty::Null {
            return self.wrong(span, "an order with null is never true; write `== ()` or `!= ()`");
        }
        match ty {
            Ty::Bool | Ty::Key => self.wrong(span, format!("{ty} has no order; write `==` or `!=`")),
            _ => Ok(()),
        }
    }

    pub(super) fn check_arithmetic(&mut self, op: BinaryOp, left: &mut Node, right: &mut Node, span: Span) -> Result<(), Problem> {
        let hint = match (op, left.ty, right.ty) {
            (BinaryOp::Add, Ty::Text, _) | (BinaryOp::Add, _, Ty::Text) => "; join texts as `…${a}…${b}…` in back-ticks",
            (BinaryOp::Sub, Ty::Ts, Ty::Ts) => "; write seconds_between(b, a), days_between or wd_between",
            (_, Ty::Ts, _) | (_, _, Ty::Ts) => "; write after_seconds(t, n), after_minutes, after_hours or after_days",
            _ => "",
        };
        for side in [left, right] {
            if side.ty != Ty::Int && side.ty != Ty::Null && side.ty != Ty::Open {
                return self.wrong(span, format!("`{}` counts with integers; this is {}{hint}", op.symbol(), side.ty));
            }
            self.need(side, Ty::Int)?;
        }
        Ok(())
    }
}

fn mixed_hint(left: Ty, right: Ty) -> &'static str {
    match (left, right) {
        (Ty::Ts, Ty::Date) | (Ty::Date, Ty::Ts) => "; write day(t) to get the day of an instant",
        (Ty::Key, _) | (_, Ty::Key) => "; a key is compared with other keys only",
        (Ty::Int, Ty::Text) | (Ty::Text, Ty::Int) => "; numbers stand without quotes, codes in double quotes",
        _ => "",
    }
}
