//! Blocks, `let`, `return`, `if` and `switch`.

use super::build::{Binding, Builder, Built, Problem};
use super::node::{CompareOp, Kind, Node};
use crate::script::{Arm, Expr, ExprKind, Span, Stmt, Ty};

impl Builder<'_> {
    /// An expression that is the value of its function, so that `return` may stand in it.
    pub(super) fn tail(&mut self, expr: &Expr) -> Built {
        match &expr.kind {
            ExprKind::If { .. } | ExprKind::Switch { .. } | ExprKind::Block(_) => self.choice(expr, true),
            _ => self.expr(expr),
        }
    }

    fn part(&mut self, expr: &Expr, tail: bool) -> Built {
        if tail { self.tail(expr) } else { self.expr(expr) }
    }

    pub(super) fn choice(&mut self, expr: &Expr, tail: bool) -> Built {
        match &expr.kind {
            ExprKind::Block(statements) => {
                let names = self.names.len();
                let node = self.block(statements, expr.span, tail);
                self.names.truncate(names);
                node
            }
            ExprKind::If { test, then, other } => {
                let test = self.condition(test)?;
                let (then, other) = (self.part(then, tail)?, self.part(other, tail)?);
                self.if_node(test, then, other, expr.span)
            }
            ExprKind::Switch { value, arms, other } => self.switch(value, arms, other.as_deref(), expr.span, tail),
            _ => self.expr(expr),
        }
    }

    fn if_node(&mut self, test: Node, mut then: Node, mut other: Node, span: Span) -> Built {
        let ty = self.unify(&mut then, &mut other, span, "the branches give")?;
        if ty == Ty::Open {
            return self.unheld(span, "a choice between an attribute and nothing");
        }
        Ok(self.node(Kind::If { test: Box::new(test), then: Box::new(then), other: Box::new(other) }, ty, span))
    }

    fn block(&mut self, statements: &[Stmt], span: Span, tail: bool) -> Built {
        self.deeper(1, span, |builder| builder.block_here(statements, span, tail))
    }

    fn block_here(&mut self, statements: &[Stmt], span: Span, tail: bool) -> Built {
        let Some((first, rest)) = statements.split_first() else { return Ok(self.node(Kind::Null, Ty::Null, span)) };
        match first {
            Stmt::Return(value, at) if tail => match value {
                Some(value) => self.tail(value),
                None => Ok(self.node(Kind::Null, Ty::Null, *at)),
            },
            Stmt::Return(_, at) => self.unheld(*at, "`return` out of the middle of an expression"),
            Stmt::Let { name, value, span: at } => {
                let row = if let ExprKind::Name(other) = &value.kind {
                    self.lookup(other).filter(|binding| matches!(binding, Binding::Row(..)))
                } else {
                    None
                };
                if let Some(row) = row {
                    self.names.push((name.clone(), row));
                    return self.block(rest, span, tail);
                }
                if let Some(items) = self.list_written_out(value)? {
                    if !items.iter().all(Builder::is_put_in_place) {
                        return self.unheld(*at, "a list of values that are computed");
                    }
                    self.names.push((name.clone(), Binding::List(items)));
                    return self.block(rest, span, tail);
                }
                let value = self.expr(value)?;
                self.bind(name, value, |builder| builder.block(rest, span, tail))
            }
            Stmt::Expr(expr) if rest.is_empty() => self.part(expr, tail),
            Stmt::Expr(expr) => match &expr.kind {
                ExprKind::Block(inner) if inner.is_empty() => self.block(rest, span, tail),
                ExprKind::If { test, then, other } if tail && returns(then) => {
                    let test = self.condition(test)?;
                    let then = self.tail(then)?;
                    let names = self.names.len();
                    let other = match &other.kind {
                        ExprKind::Block(inner) if inner.is_empty() => self.block(rest, span, tail),
                        _ if returns(other) => self.tail(other),
                        _ => return self.unheld(other.span, "a statement that gives nothing"),
                    };
                    self.names.truncate(names);
                    self.if_node(test, then, other?, expr.span)
                }
                _ => {
                    self.expr(expr)?;
                    self.unheld(expr.span, "a statement that gives nothing")
                }
            },
        }
    }

    /// The values of a list that a name is given to. Of rows and the like only the interpreter makes lists.
    fn list_written_out(&mut self, list: &Expr) -> Result<Option<Vec<Node>>, Problem> {
        match self.items(list) {
            Err(Problem::Wrong(_)) => {
                self.check_inside(list)?;
                self.unheld(list.span, "a list of other things than plain values")
            }
            items => items,
        }
    }

    /// Binds a name to a value for what `body` builds.
    pub(super) fn bind(&mut self, name: &str, value: Node, body: impl FnOnce(&mut Self) -> Built) -> Built {
        if Builder::is_put_in_place(&value) {
            self.names.push((name.to_owned(), Binding::Value(value)));
            return body(self);
        }
        if value.ty == Ty::Open {
            return self.unheld(value.span, "a variable for a choice between attributes");
        }
        let local = self.new_local();
        self.names.push((name.to_owned(), Binding::Local(local, value.ty)));
        let body = body(self)?;
        let (ty, span) = (body.ty, body.span);
        Ok(Node { kind: Kind::Let { local, value: Box::new(value), body: Box::new(body) }, ty, span })
    }

    /// A switch becomes a choice for each case, one inside the other.
    fn switch(&mut self, value: &Expr, arms: &[Arm], other: Option<&Expr>, span: Span, tail: bool) -> Built {
        self.deeper(arms.len(), span, |builder| builder.switch_here(value, arms, other, span, tail))
    }

    fn switch_here(&mut self, value: &Expr, arms: &[Arm], other: Option<&Expr>, span: Span, tail: bool) -> Built {
        let value = self.expr(value)?;
        let (subject, local) = if Builder::is_put_in_place(&value) {
            (value.clone(), None)
        } else {
            let local = self.new_local();
            (Node { kind: Kind::Local(local), ty: value.ty, span: value.span }, Some(local))
        };
        let mut node = match other {
            Some(other) => self.part(other, tail)?,
            None => self.node(Kind::Null, Ty::Null, span),
        };
        for arm in arms.iter().rev() {
            let mut matches = Vec::new();
            for pattern in &arm.patterns {
                matches.push(self.pattern(&subject, pattern)?);
            }
            let at = arm.patterns.first().map_or(span, |pattern| pattern.span);
            let mut test = if matches.len() == 1 { matches.remove(0) } else { self.node(Kind::Or(matches), Ty::Bool, at) };
            if let Some(guard) = &arm.test {
                let guard = self.condition(guard)?;
                let both = test.span.to(guard.span);
                test = self.node(Kind::And(vec![test, guard]), Ty::Bool, both);
            }
            let body = self.part(&arm.body, tail)?;
            node = self.if_node(test, body, node, span)?;
        }
        Ok(match local {
            None => node,
            Some(local) => Node { ty: node.ty, span: node.span, kind: Kind::Let { local, value: Box::new(value), body: Box::new(node) } },
        })
    }

    fn pattern(&mut self, subject: &Node, pattern: &Expr) -> Built {
        let mut value = subject.clone();
        if let ExprKind::Range { from, to, inclusive } = &pattern.kind {
            self.need(&mut value, Ty::Int)?;
            let (first, last) = self.bounds(from, to, *inclusive)?;
            return Ok(self.node(Kind::Within { value: Box::new(value), first, last }, Ty::Bool, pattern.span));
        }
        let mut literal = self.expr(pattern)?;
        self.unify(&mut value, &mut literal, pattern.span, "this case compares")?;
        Ok(self.node(Kind::Compare { op: CompareOp::Eq, left: Box::new(value), right: Box::new(literal) }, Ty::Bool, pattern.span))
    }
}

/// Whether a block always ends its function.
fn returns(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Block(statements) => match statements.last() {
            Some(Stmt::Return(..)) => true,
            Some(Stmt::Expr(last)) => returns(last),
            _ => false,
        },
        ExprKind::If { then, other, .. } => returns(then) && returns(other),
        _ => false,
    }
}
