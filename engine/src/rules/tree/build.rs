//! From a script's syntax to the typed tree: names and operators.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::node::{ArithOp, ColumnOf, CompareOp, Kind, ListOf, LocalId, Node, RowId, SUBJECT};
use crate::schema::{Relation, Type};
use crate::script::{BinaryOp, Expr, ExprKind, ScriptError, ScriptFunction, Source, Span, Ty, Value, suggestion};

/// What the tree does not hold and the interpreter runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Unheld {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub why: String,
}

/// Why there is no tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The script is wrong.
    Wrong(ScriptError),
    /// The script may be right, but only the interpreter can run it.
    Unheld(Unheld),
}

/// Functions that scripts may call besides the offered ones: a library's and the script's own.
#[derive(Clone, Debug, Default)]
pub struct Helpers {
    /// By name; whether the rule's parameters are seen in it (they are in its own file).
    pub functions: BTreeMap<String, (Arc<Source>, ScriptFunction, bool)>,
}

/// What a name stands for.
#[derive(Clone)]
pub(super) enum Binding {
    Row(RowId, &'static Relation),
    Local(LocalId, Ty),
    /// Something light that is put in place of the name.
    Value(Node),
}

/// Turns functions of one rule into trees.
pub struct Builder<'a> {
    pub(super) source: Arc<Source>,
    pub(super) relations: &'a dyn Fn(&str) -> Option<&'static Relation>,
    pub(super) params: &'a BTreeMap<String, Value<'static>>,
    pub(super) params_seen: bool,
    pub(super) helpers: &'a Helpers,
    pub(super) names: Vec<(String, Binding)>,
    pub(super) rows: RowId,
    pub(super) locals: LocalId,
    /// Helpers being put in place, to refuse recursion.
    pub(super) calling: Vec<String>,
    /// Where a library's helper is called: its nodes stand there.
    pub(super) called_at: Option<Span>,
    /// Types that attributes are used as.
    pub(super) attributes: BTreeMap<String, Ty>,
}

pub(super) type Built = Result<Node, Problem>;

impl<'a> Builder<'a> {
    /// A builder for the functions of one script.
    pub fn new(
        source: Arc<Source>,
        relations: &'a dyn Fn(&str) -> Option<&'static Relation>,
        params: &'a BTreeMap<String, Value<'static>>,
        helpers: &'a Helpers,
    ) -> Builder<'a> {
        Builder {
            source,
            relations,
            params,
            params_seen: true,
            helpers,
            names: Vec::new(),
            rows: SUBJECT,
            locals: 0,
            calling: Vec::new(),
            called_at: None,
            attributes: BTreeMap::new(),
        }
    }

    /// The tree of a function that takes the subject's row; an attribute that is its value is read as `expected`.
    ///
    /// # Errors
    /// [`Problem::Wrong`] where the script is wrong, [`Problem::Unheld`] where only the interpreter can run it.
    pub fn function(&mut self, function: &ScriptFunction, subject: &'static Relation, expected: Ty) -> Built {
        self.bind_row(function, subject)?;
        let mut node = self.tail(&function.body)?;
        if node.ty == Ty::Open {
            self.need(&mut node, expected)?;
        }
        Ok(self.settle(node))
    }

    /// The conditions of a function whose body is a conjunction, up to the first that the tree does not hold; and that one.
    ///
    /// # Errors
    /// [`Problem::Wrong`] where a part of the script is wrong.
    pub fn conjuncts(&mut self, function: &ScriptFunction, subject: &'static Relation) -> Result<Vec<Node>, Problem> {
        self.bind_row(function, subject)?;
        let ExprKind::Block(statements) = &function.body.kind else { return Ok(Vec::new()) };
        let [crate::script::Stmt::Expr(Expr { kind: ExprKind::And(parts), .. })] = statements.as_slice() else { return Ok(Vec::new()) };
        let mut held = Vec::new();
        let mut open = true;
        for part in parts {
            match self.condition(part) {
                Ok(node) if open => held.push(self.settle(node)),
                Ok(_) => {}
                Err(Problem::Unheld(_)) => open = false,
                Err(wrong) => return Err(wrong),
            }
        }
        Ok(held)
    }

    fn bind_row(&mut self, function: &ScriptFunction, subject: &'static Relation) -> Result<(), Problem> {
        let [row] = function.params.as_slice() else {
            return self.wrong(function.body.span, format!("`{}` takes one parameter, the row", function.name));
        };
        self.names = vec![(row.clone(), Binding::Row(SUBJECT, subject))];
        self.calling = vec![function.name.clone()];
        Ok(())
    }

    /// The types that attributes were found to be used as.
    pub fn attribute_types(&self) -> &BTreeMap<String, Ty> {
        &self.attributes
    }

    /// Gives every attribute the type that its name is used as anywhere.
    fn settle(&self, mut node: Node) -> Node {
        self.settle_in(&mut node);
        node
    }

    fn settle_in(&self, node: &mut Node) {
        if let Kind::Attribute { name, .. } = &node.kind
            && let Some(ty) = self.attributes.get(name.as_ref())
        {
            node.ty = *ty;
        }
        node.children_mut(&mut |child| self.settle_in(child));
    }

    pub(super) fn wrong<T>(&self, span: Span, message: impl Into<String>) -> Result<T, Problem> {
        Err(Problem::Wrong(ScriptError::at(&self.source, span, message)))
    }

    pub(super) fn unheld<T>(&self, span: Span, why: impl Into<String>) -> Result<T, Problem> {
        Err(Problem::Unheld(Unheld { span: self.called_at.unwrap_or(span), why: why.into() }))
    }

    pub(super) fn node(&self, kind: Kind, ty: Ty, span: Span) -> Node {
        Node { kind, ty, span: self.called_at.unwrap_or(span) }
    }

    pub(super) fn new_row(&mut self) -> RowId {
        self.rows += 1;
        self.rows
    }

    pub(super) fn new_local(&mut self) -> LocalId {
        self.locals += 1;
        self.locals
    }

    /// An expression whose value is used.
    pub(super) fn expr(&mut self, expr: &Expr) -> Built {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Null => Ok(self.node(Kind::Null, Ty::Null, span)),
            ExprKind::Bool(value) => Ok(self.node(Kind::Bool(*value), Ty::Bool, span)),
            ExprKind::Int(value) => Ok(self.node(Kind::Int(*value), Ty::Int, span)),
            ExprKind::Text(text) => Ok(self.node(Kind::Text(text.as_str().into()), Ty::Text, span)),
            ExprKind::Interpolated(parts) => {
                let parts = parts.iter().map(|part| self.expr(part)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.node(Kind::Join(parts), Ty::Text, span))
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Member { of, name, name_span } => self.member(of, name, *name_span, span),
            ExprKind::Method { of, name, name_span, args } => self.method(of, name, *name_span, args, span),
            ExprKind::Call { name, name_span, args } => self.call(name, *name_span, args, span),
            ExprKind::Not(of) => {
                let of = self.condition(of)?;
                Ok(self.node(Kind::Not(Box::new(of)), Ty::Bool, span))
            }
            ExprKind::Neg(of) => {
                let of = self.typed(of, Ty::Int)?;
                Ok(self.node(Kind::Neg(Box::new(of)), Ty::Int, span))
            }
            ExprKind::And(parts) => {
                let parts = parts.iter().map(|part| self.condition(part)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.node(Kind::And(parts), Ty::Bool, span))
            }
            ExprKind::Or(parts) => {
                let parts = parts.iter().map(|part| self.condition(part)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.node(Kind::Or(parts), Ty::Bool, span))
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, span),
            ExprKind::In { value, list } => self.membership(value, list, span),
            ExprKind::If { .. } | ExprKind::Switch { .. } | ExprKind::Block(_) => self.choice(expr, false),
            ExprKind::Range { .. } => self.wrong(span, "a range stands behind `in` or in a case of a switch only"),
            ExprKind::List(_) => self.unheld(span, "a list outside `in`"),
            ExprKind::Closure { .. } => self.unheld(span, "a closure outside a list method"),
            ExprKind::Other { what, tests, parts } => {
                for part in tests.iter().chain(parts) {
                    self.check_inside(part)?;
                }
                self.unheld(span, *what)
            }
        }
    }

    /// What stands inside something the tree does not hold: names of columns of rows in reach are still checked.
    fn check_inside(&mut self, expr: &Expr) -> Result<(), Problem> {
        let mut found = Ok(());
        expr.visit(&mut |part| {
            if found.is_ok()
                && let ExprKind::Member { of, name, name_span } = &part.kind
                && let ExprKind::Name(row) = &of.kind
                && let Some(Binding::Row(_, relation)) = self.lookup(row)
                && relation.slot(name).is_none()
            {
                found = self.unknown_column(relation, name, *name_span);
            }
        });
        found
    }

    pub(super) fn lookup(&self, name: &str) -> Option<Binding> {
        self.names.iter().rev().find(|(bound, _)| bound == name).map(|(_, binding)| binding.clone())
    }

    fn name(&mut self, name: &str, span: Span) -> Built {
        match self.lookup(name) {
            Some(Binding::Row(..)) => self.wrong(span, format!("`{name}` is a row; name one of its columns: `{name}.…`")),
            Some(Binding::Local(local, ty)) => Ok(self.node(Kind::Local(local), ty, span)),
            Some(Binding::Value(node)) => Ok(Node { span: self.called_at.unwrap_or(span), ..node }),
            None => match self.params.get(name).filter(|_| self.params_seen) {
                Some(Value::Int(value)) => Ok(self.node(Kind::Int(*value), Ty::Int, span)),
                Some(Value::Bool(value)) => Ok(self.node(Kind::Bool(*value), Ty::Bool, span)),
                Some(Value::Text(text)) => Ok(self.node(Kind::Text(text.as_ref().into()), Ty::Text, span)),
                _ => {
                    let known = self.names.iter().map(|(name, _)| name.as_str()).chain(self.params.keys().map(String::as_str));
                    let hint = suggestion(name, known);
                    self.wrong(span, format!("`{name}` is neither a variable nor a parameter{hint}"))
                }
            },
        }
    }

    pub(super) fn unknown_column<T>(&self, relation: &'static Relation, name: &str, span: Span) -> Result<T, Problem> {
        let hint = suggestion(name, relation.columns.iter().map(|column| column.name));
        self.wrong(span, format!("`{}` has no column `{name}`{hint}", relation.name))
    }

    fn member(&mut self, of: &Expr, name: &str, name_span: Span, span: Span) -> Built {
        match &of.kind {
            ExprKind::Name(row) => match self.lookup(row) {
                Some(Binding::Row(row, relation)) => self.column(row, relation, name, name_span, span),
                _ => {
                    self.expr(of)?;
                    self.wrong(name_span, "only a row has columns")
                }
            },
            ExprKind::Member { of: inner, name: group, .. } if group == "attributes" => match &inner.kind {
                ExprKind::Name(row) => match self.lookup(row) {
                    Some(Binding::Row(row, relation)) if has_attributes(relation) => {
                        Ok(self.node(Kind::Attribute { row, name: name.into() }, Ty::Open, span))
                    }
                    _ => self.expr(of),
                },
                _ => self.expr(of),
            },
            ExprKind::Method { of: list, name: method, args, .. } if method == "first" || method == "last" => {
                self.pick(method == "last", list, args, name, name_span, span)
            }
            _ => {
                self.expr(of)?;
                self.wrong(name_span, "only a row has columns")
            }
        }
    }

    pub(super) fn column(&mut self, row: RowId, relation: &'static Relation, name: &str, name_span: Span, span: Span) -> Built {
        let Some(slot) = relation.slot(name) else { return self.unknown_column(relation, name, name_span) };
        let ty = match relation.columns[slot].ty {
            Type::Text | Type::Code => Ty::Text,
            Type::Key => Ty::Key,
            Type::Int | Type::Fen => Ty::Int,
            Type::Bool => Ty::Bool,
            Type::Ts => Ty::Ts,
            Type::Date => Ty::Date,
            Type::List(_) => return self.wrong(span, format!("`{name}` is a list; ask it with some, all, count, first or last")),
            Type::Attributes => return self.wrong(span, "name an attribute: `attributes.…`"),
        };
        Ok(self.node(Kind::Column(ColumnOf { row, relation, slot }), ty, span))
    }

    /// The list column that an expression names, if it is one.
    pub(super) fn list_of(&self, expr: &Expr) -> Result<Option<ListOf>, Problem> {
        let ExprKind::Member { of, name, name_span } = &expr.kind else { return Ok(None) };
        let ExprKind::Name(row) = &of.kind else { return Ok(None) };
        let Some(Binding::Row(row, owner)) = self.lookup(row) else { return Ok(None) };
        let Some(slot) = owner.slot(name) else { return self.unknown_column(owner, name, *name_span) };
        let Type::List(of) = owner.columns[slot].ty else { return Ok(None) };
        match (self.relations)(of) {
            Some(relation) => Ok(Some(ListOf { row, owner, slot, relation })),
            None => self.wrong(expr.span, format!("the relation `{of}` of the list `{name}` is not known")),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Built {
        let arith = match op {
            BinaryOp::Add => Some(ArithOp::Add),
            BinaryOp::Sub => Some(ArithOp::Sub),
            BinaryOp::Mul => Some(ArithOp::Mul),
            _ => None,
        };
        let (mut left, mut right) = (self.expr(left)?, self.expr(right)?);
        if let Some(arith) = arith {
            self.check_arithmetic(op, &mut left, &mut right, span)?;
            return Ok(self.node(Kind::Arith { op: arith, left: Box::new(left), right: Box::new(right) }, Ty::Int, span));
        }
        let op = match op {
            BinaryOp::Eq => CompareOp::Eq,
            BinaryOp::Ne => CompareOp::Ne,
            BinaryOp::Lt => CompareOp::Lt,
            BinaryOp::Le => CompareOp::Le,
            BinaryOp::Gt => CompareOp::Gt,
            _ => CompareOp::Ge,
        };
        self.check_comparison(op, &mut left, &mut right, span)?;
        Ok(self.node(Kind::Compare { op, left: Box::new(left), right: Box::new(right) }, Ty::Bool, span))
    }

    fn membership(&mut self, value: &Expr, list: &Expr, span: Span) -> Built {
        match &list.kind {
            ExprKind::Range { from, to, inclusive } => {
                let value = self.typed(value, Ty::Int)?;
                let (first, last) = self.bounds(from, to, *inclusive)?;
                Ok(self.node(Kind::Within { value: Box::new(value), first, last }, Ty::Bool, span))
            }
            ExprKind::List(items) => {
                let mut value = self.expr(value)?;
                let items = items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>, _>>()?;
                let texts: Option<Vec<Arc<str>>> =
                    items.iter().map(|item| if let Kind::Text(text) = &item.kind { Some(text.clone()) } else { None }).collect();
                let numbers: Option<Vec<i64>> = items.iter().map(constant_number).collect();
                match (texts, numbers) {
                    (Some(texts), _) => {
                        self.need(&mut value, Ty::Text)?;
                        Ok(self.node(Kind::OneOfTexts { value: Box::new(value), texts: texts.into() }, Ty::Bool, span))
                    }
                    (None, Some(numbers)) => {
                        self.need(&mut value, Ty::Int)?;
                        Ok(self.node(Kind::OneOfNumbers { value: Box::new(value), numbers: numbers.into() }, Ty::Bool, span))
                    }
                    (None, None) => {
                        self.wrong(list.span, "a list behind `in` holds texts only or integers only, written out or parameters")
                    }
                }
            }
            _ if self.list_of(list)?.is_some() => self.wrong(list.span, "ask a list with some(|x| …)"),
            _ => self.wrong(list.span, "behind `in` stands a list `[…]` or a range; to look inside a text write contains(text, part)"),
        }
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
}

pub(super) fn constant_number(node: &Node) -> Option<i64> {
    match &node.kind {
        Kind::Int(value) => Some(*value),
        Kind::Neg(of) => constant_number(of)?.checked_neg(),
        _ => None,
    }
}

fn has_attributes(relation: &Relation) -> bool {
    relation.columns.iter().any(|column| column.ty == Type::Attributes)
}
