//! From a script's syntax to the typed tree: names and operators.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::node::{ArithOp, ColumnOf, CompareOp, Kind, ListOf, LocalId, Node, RowId, SUBJECT};
use crate::schema::{Relation, Type};
use crate::script::{BinaryOp, Constant, Constants, Expr, ExprKind, ScriptError, ScriptFunction, Source, Span, Ty, Value, suggestion};

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
    /// A list written out, for `in`.
    List(Vec<Node>),
}

/// Parts that a rule may have with its helpers put in place: far more than any rule needs, and few enough that a script whose helpers double
/// with every call is refused in a moment.
const PARTS: usize = 20_000;
/// How deep its parts may stand in each other; what walks a tree calls itself once a level.
const DEEP: usize = 256;
/// How deep questions to lists may stand in each other: each multiplies the rows looked at.
pub(super) const QUESTIONS_DEEP: usize = 2;
/// Parts of a value that is still put in place of its name.
const LIGHT: usize = 12;

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
    /// Constants of the script that the current function stands in.
    pub(super) constants: Arc<Constants>,
    /// Questions to lists around the current part.
    pub(super) questions: usize,
    parts: usize,
    depth: usize,
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
            constants: Arc::default(),
            questions: 0,
            parts: 0,
            depth: 0,
        }
    }

    /// Builds something that stands `levels` deeper than what is around it.
    pub(super) fn deeper(&mut self, levels: usize, span: Span, build: impl FnOnce(&mut Self) -> Built) -> Built {
        self.parts += 1;
        self.depth += levels;
        if self.parts > PARTS {
            return self.wrong(span, format!("with its helpers put in place the rule has more than {PARTS} parts; make it simpler"));
        }
        if self.depth > DEEP {
            return self.wrong(span, format!("parts of the rule stand more than {DEEP} deep in each other; make it simpler"));
        }
        let built = build(self);
        self.depth -= levels;
        built
    }

    /// Whether a value is put in place of its name: it is quickly computed, and cannot fail, which it must do where it is written.
    pub(super) fn is_put_in_place(value: &Node) -> bool {
        value.is_light() && !value.is_fallible() && value.parts() <= LIGHT
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
        self.constants = function.constants.clone();
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
        self.deeper(1, expr.span, |builder| builder.expr_here(expr))
    }

    fn expr_here(&mut self, expr: &Expr) -> Built {
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
            ExprKind::Coalesce(parts) => self.coalesce(parts, span),
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
    pub(super) fn check_inside(&mut self, expr: &Expr) -> Result<(), Problem> {
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
            Some(Binding::List(_)) => self.wrong(span, format!("`{name}` is a list; ask whether something is `in` it")),
            None => match self.given(name) {
                Some(value) => Ok(self.constant(&value, span)),
                None if matches!(self.constants.get(name), Some(Constant::List(_))) => {
                    self.wrong(span, format!("`{name}` is a list; ask whether something is `in` it"))
                }
                None => {
                    let params = self.params.keys().chain(self.constants.keys()).map(String::as_str);
                    let hint = suggestion(name, self.names.iter().map(|(name, _)| name.as_str()).chain(params));
                    self.wrong(span, format!("`{name}` is neither a variable nor a parameter{hint}"))
                }
            },
        }
    }

    /// The value of a parameter or constant.
    fn given(&self, name: &str) -> Option<Value<'static>> {
        let param = self.params.get(name).filter(|_| self.params_seen).cloned();
        param.or_else(|| if let Some(Constant::One(value)) = self.constants.get(name) { Some(value.clone()) } else { None })
    }

    /// A known value as a node.
    pub(super) fn constant(&self, value: &Value<'_>, span: Span) -> Node {
        match value {
            Value::Int(value) => self.node(Kind::Int(*value), Ty::Int, span),
            Value::Bool(value) => self.node(Kind::Bool(*value), Ty::Bool, span),
            Value::Text(text) => self.node(Kind::Text(text.as_ref().into()), Ty::Text, span),
            Value::Ts(value) => self.node(Kind::Int(*value), Ty::Ts, span),
            Value::Date(day) => self.node(Kind::Int(i64::from(day.0)), Ty::Date, span),
            Value::Null | Value::Key(_) => self.node(Kind::Null, Ty::Null, span),
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
}

pub(super) fn constant_number(node: &Node) -> Option<i64> {
    match &node.kind {
        Kind::Int(value) if node.ty == Ty::Int => Some(*value),
        Kind::Neg(of) => constant_number(of)?.checked_neg(),
        _ => None,
    }
}

fn has_attributes(relation: &Relation) -> bool {
    relation.columns.iter().any(|column| column.ty == Type::Attributes)
}
