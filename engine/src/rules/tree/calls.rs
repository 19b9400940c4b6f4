//! Calls: offered functions, list methods, helpers put in place.

use super::build::{Binding, Builder, Built, Problem, QUESTIONS_DEEP};
use super::node::{Kind, ListTest, Node, RowId};
use crate::calendar::CalendarBook;
use crate::schema::Relation;
use crate::script::{
    Body, Expr, ExprKind, Function, Gives, HELPERS_DEEP, LIST_METHODS, Now, Param, ScriptFunction, Source, Span, Ty, function, functions,
    suggestion,
};
use crate::time::Zone;
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn method(&mut self, of: &Expr, name: &str, name_span: Span, args: &[Expr], span: Span) -> Built {
        if let Some(list) = self.list_of(of)? {
            let what = match name {
                "some" => ListTest::Some,
                "all" => ListTest::All,
                "count" => ListTest::Count,
                "happened_before" => {
                    let [first, then] = args else {
                        return self.wrong(span, "`happened_before` takes two closures: `happened_before(|x| condition, |y| condition)`");
                    };
                    let row = self.new_row();
                    let first = self.closure_on(row, list.relation, first, name, span)?;
                    let then = self.closure_on(row, list.relation, then, name, span)?;
                    return Ok(self.node(Kind::Before { list, row, first: Box::new(first), then: Box::new(then) }, Ty::Bool, span));
                }
                "first" | "last" => {
                    return self.wrong(span, format!("`{name}` gives a row; name one of its columns: `.{name}(|x| …).column`"));
                }
                _ => {
                    let hint = suggestion(name, LIST_METHODS.map(|method| method.0));
                    return self.wrong(name_span, format!("a list has no method `{name}`{hint}"));
                }
            };
            let (row, test) = self.closure(list.relation, args, name, what == ListTest::Count, span)?;
            let ty = if what == ListTest::Count { Ty::Int } else { Ty::Bool };
            return Ok(self.node(Kind::List { what, list, row, test: test.map(Box::new) }, ty, span));
        }
        if LIST_METHODS.iter().any(|method| method.0 == name) {
            self.expr(of)?;
            return self.wrong(name_span, format!("`{name}` asks a list; this is none"));
        }
        if let ("contains", [value]) = (name, args)
            && self.items(of)?.is_some()
        {
            return self.membership(value, of, span);
        }
        let mut all = vec![of.clone()];
        all.extend_from_slice(args);
        self.call(name, name_span, &all, span)
    }

    pub(super) fn pick(&mut self, last: bool, of: &Expr, args: &[Expr], column: &str, column_span: Span, span: Span) -> Built {
        let method = if last { "last" } else { "first" };
        let Some(list) = self.list_of(of)? else {
            self.expr(of)?;
            return self.wrong(of.span, format!("`{method}` asks a list; this is none"));
        };
        let (row, test) = self.closure(list.relation, args, method, true, span)?;
        let take = self.column(row, list.relation, column, column_span, span)?;
        let ty = take.ty;
        Ok(self.node(Kind::Pick { last, list, row, test: test.map(Box::new), take: Box::new(take) }, ty, span))
    }

    /// The straight closure of a list method.
    fn closure(
        &mut self,
        relation: &'static Relation,
        args: &[Expr],
        method: &str,
        may_lack: bool,
        span: Span,
    ) -> Result<(RowId, Option<Node>), Problem> {
        let row = self.new_row();
        match args {
            [] if may_lack => Ok((row, None)),
            [closure] => self.closure_on(row, relation, closure, method, span).map(|test| (row, Some(test))),
            _ => self.wrong(span, format!("`{method}` takes one closure: `{method}(|x| condition)`")),
        }
    }

    /// The condition of a closure whose parameter is a row of a list.
    fn closure_on(&mut self, row: RowId, relation: &'static Relation, closure: &Expr, method: &str, span: Span) -> Built {
        let ExprKind::Closure { params, body } = &closure.kind else {
            return self.unheld(closure.span, "a closure that does not stand straight in its list method");
        };
        let [param] = params.as_slice() else {
            return self.wrong(span, format!("the closure of `{method}` takes one parameter, the row"));
        };
        if self.questions == QUESTIONS_DEEP {
            return self.wrong(
                span,
                format!("a question to a list stands in {QUESTIONS_DEEP} others; each looks at all rows of the one before, so that this takes too long"),
            );
        }
        let names = self.names.len();
        self.names.push((param.clone(), Binding::Row(row, relation)));
        self.questions += 1;
        let built = self.tail(body);
        self.questions -= 1;
        self.names.truncate(names);
        let mut test = built?;
        self.need_condition(&mut test)?;
        Ok(test)
    }

    pub(super) fn call(&mut self, name: &str, name_span: Span, args: &[Expr], span: Span) -> Built {
        if let ([list, rest @ ..], true) = (args, LIST_METHODS.iter().any(|method| method.0 == name)) {
            return self.method(list, name, name_span, rest, span);
        }
        if let Some(function) = function(name) {
            return self.offered(function, args, span);
        }
        if let Some((source, helper, params_seen)) = self.helpers.functions.get(name) {
            return self.helper(source.clone(), helper, *params_seen, args, span);
        }
        let known = functions().map(|function| function.name).chain(self.helpers.functions.keys().map(String::as_str));
        let hint = suggestion(name, known);
        self.wrong(name_span, format!("there is no function `{name}`{hint}"))
    }

    fn offered(&mut self, function: &'static Function, args: &[Expr], span: Span) -> Built {
        if args.len() != function.params.len() {
            return self.wrong(span, format!("`{}` takes {} arguments, not {}", function.signature, function.params.len(), args.len()));
        }
        let mut nodes = Vec::with_capacity(args.len());
        for arg in args {
            nodes.push(self.expr(arg)?);
        }
        let mut ordered = Ty::Null;
        for (node, param) in nodes.iter_mut().zip(function.params) {
            match param {
                Param::Of(ty) => {
                    if node.ty != *ty && node.ty != Ty::Null && node.ty != Ty::Open {
                        return self.wrong(node.span, format!("`{}` takes {ty} here; this is {}", function.signature, node.ty));
                    }
                    self.need(node, *ty)?;
                }
                Param::Ordered => match node.ty {
                    Ty::Null => {}
                    Ty::Open => return self.unheld(node.span, "an attribute whose type cannot be told"),
                    Ty::Int | Ty::Ts | Ty::Date if ordered == Ty::Null || ordered == node.ty => ordered = node.ty,
                    found => {
                        return self.wrong(
                            node.span,
                            format!("`{}` takes two integers, two instants or two dates; this is {found}", function.name),
                        );
                    }
                },
                Param::Any => {}
            }
        }
        let ty = match function.gives {
            Gives::Of(ty) => ty,
            Gives::Ordered => ordered,
        };
        if matches!(function.body, Body::IsNull) {
            // `== ()` and `is_null` are one thing to all that follows.
            let of = nodes.remove(0);
            let null = self.node(Kind::Null, Ty::Null, span);
            let kind = Kind::Compare { op: super::node::CompareOp::Eq, left: Box::new(of), right: Box::new(null) };
            return Ok(self.node(kind, Ty::Bool, span));
        }
        if let (Body::TextNumber(read), Ty::Date | Ty::Ts, [Node { kind: Kind::Text(text), span: at, .. }]) =
            (function.body, ty, nodes.as_slice())
        {
            let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
            let Some(number) = read(&Now { at: 0, zone: &zone, calendar: &calendar }, text) else {
                let form = if ty == Ty::Date { "2024-10-01" } else { "2024-10-01 09:30" };
                return self.wrong(*at, format!("`{text}` is no {}; write it as \"{form}\"", function.name));
            };
            // An instant depends on the centre's zone, a day does not.
            if ty == Ty::Date {
                return Ok(self.node(Kind::Int(number), ty, span));
            }
        }
        Ok(self.node(Kind::Call { function, args: nodes }, ty, span))
    }

    /// Puts a helper's body in place of its call.
    fn helper(&mut self, source: Arc<Source>, helper: &ScriptFunction, params_seen: bool, args: &[Expr], span: Span) -> Built {
        if self.calling.contains(&helper.name) {
            return self.wrong(span, format!("`{}` calls itself, which is not offered", helper.name));
        }
        if args.len() != helper.params.len() {
            return self.wrong(span, format!("`{}` takes {} arguments, not {}", helper.name, helper.params.len(), args.len()));
        }
        if self.calling.len() > HELPERS_DEEP {
            return self.wrong(span, format!("helpers call each other more than {HELPERS_DEEP} deep; make them simpler"));
        }
        let mut bound = Vec::new();
        for (name, arg) in helper.params.iter().zip(args) {
            bound.push((name.as_str(), self.argument(arg)?));
        }
        let names = std::mem::take(&mut self.names);
        let outer_source = std::mem::replace(&mut self.source, source);
        let outer_seen = std::mem::replace(&mut self.params_seen, params_seen);
        let outer_constants = std::mem::replace(&mut self.constants, helper.constants.clone());
        // Nodes of the same file stand where they are written; those of a library stand where it is called.
        let outer_called = self.called_at;
        if !params_seen {
            self.called_at = Some(outer_called.unwrap_or(span));
        }
        self.calling.push(helper.name.clone());
        let built = self.bind_all(&bound, &helper.body);
        self.calling.pop();
        self.called_at = outer_called;
        self.params_seen = outer_seen;
        self.constants = outer_constants;
        self.source = outer_source;
        self.names = names;
        built
    }

    fn argument(&mut self, arg: &Expr) -> Result<Argument, Problem> {
        if let ExprKind::Name(name) = &arg.kind
            && let Some(row @ Binding::Row(..)) = self.lookup(name)
        {
            return Ok(Argument::Row(row));
        }
        self.expr(arg).map(Argument::Value)
    }

    fn bind_all(&mut self, bound: &[(&str, Argument)], body: &Expr) -> Built {
        match bound.split_first() {
            None => self.tail(body),
            Some(((name, Argument::Row(row)), rest)) => {
                self.names.push(((*name).to_owned(), row.clone()));
                self.bind_all(rest, body)
            }
            Some(((name, Argument::Value(value)), rest)) => self.bind(name, value.clone(), |builder| builder.bind_all(rest, body)),
        }
    }
}

/// What a helper is called with.
enum Argument {
    Row(Binding),
    Value(Node),
}
