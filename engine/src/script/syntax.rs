//! A script as a tree of our own: Rhai's syntax tree with closures put in place, the literals of `switch` found again, and
//! the extent of every node. Nothing outside this room sees Rhai's types.

use std::sync::Arc;

use super::constants::Constants;
use super::source::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// Operators with two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
}

impl BinaryOp {
    /// Whether it compares.
    pub fn is_comparison(self) -> bool {
        !matches!(self, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul)
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
        }
    }
}

/// Kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `()`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `42`
    Int(i64),
    /// `"text"`
    Text(String),
    /// `` `text ${expression}` ``
    Interpolated(Vec<Expr>),
    /// A variable or parameter.
    Name(String),
    /// `of.name`
    Member {
        /// What it is read from.
        of: Box<Expr>,
        /// The property.
        name: String,
        /// Where the property's name stands.
        name_span: Span,
    },
    /// `of.name(args)`
    Method {
        /// What it is called on.
        of: Box<Expr>,
        /// The method.
        name: String,
        /// Where the method's name stands.
        name_span: Span,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// `name(args)`
    Call {
        /// The function.
        name: String,
        /// Where its name stands.
        name_span: Span,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// `!of`
    Not(Box<Expr>),
    /// `-of`
    Neg(Box<Expr>),
    /// `left op right`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// `a && b && …`
    And(Vec<Expr>),
    /// `a || b || …`
    Or(Vec<Expr>),
    /// `a ?? b ?? …`: the first that is not null.
    Coalesce(Vec<Expr>),
    /// `value in list`
    In {
        /// What is looked for.
        value: Box<Expr>,
        /// Where.
        list: Box<Expr>,
    },
    /// `from..to`, `from..=to`
    Range {
        /// First.
        from: Box<Expr>,
        /// Last, or the one after it.
        to: Box<Expr>,
        /// Whether `to` is in it.
        inclusive: bool,
    },
    /// `[a, b]`
    List(Vec<Expr>),
    /// `|params| body`
    Closure {
        /// Names of its own parameters, without what it captures.
        params: Vec<String>,
        /// What it gives.
        body: Box<Expr>,
    },
    /// `if test { then } else { other }`; without `else` the other is an empty block.
    If {
        /// The condition.
        test: Box<Expr>,
        /// Where it holds.
        then: Box<Expr>,
        /// Where it does not.
        other: Box<Expr>,
    },
    /// `switch value { … }`
    Switch {
        /// What is compared.
        value: Box<Expr>,
        /// The cases in order.
        arms: Vec<Arm>,
        /// The `_` case.
        other: Option<Box<Expr>>,
    },
    /// `{ statements }`
    Block(Vec<Stmt>),
    /// Something that only the interpreter runs.
    Other {
        /// What it is, as a message names it.
        what: &'static str,
        /// Conditions in it.
        tests: Vec<Expr>,
        /// Other expressions in it.
        parts: Vec<Expr>,
    },
}

/// One case of a `switch`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Literals and ranges, any of which matches.
    pub patterns: Vec<Expr>,
    /// The condition behind `if`.
    pub test: Option<Expr>,
    /// What the case gives.
    pub body: Expr,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Stmt {
    /// `let name = value` or `const name = value`.
    Let {
        /// The new variable.
        name: String,
        /// Its value.
        value: Expr,
        /// The whole statement.
        span: Span,
    },
    /// `return value`
    Return(Option<Expr>, Span),
    /// An expression; the last one of a block is its value.
    Expr(Expr),
}

/// A function of a script.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptFunction {
    /// Its name.
    pub name: String,
    /// Names of its parameters.
    pub params: Vec<String>,
    /// Its body, a block.
    pub body: Expr,
    /// Constants of its script.
    pub constants: Arc<Constants>,
}

impl Expr {
    /// Shows every expression in this one, outermost first.
    pub fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        see(self);
        self.children(&mut |child| child.visit(see));
    }

    /// Shows the expressions directly in this one.
    pub fn children<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Text(_) | ExprKind::Name(_) => {}
            ExprKind::Interpolated(parts)
            | ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Coalesce(parts)
            | ExprKind::List(parts) => parts.iter().for_each(see),
            ExprKind::Member { of, .. } | ExprKind::Not(of) | ExprKind::Neg(of) => see(of),
            ExprKind::Method { of, args, .. } => {
                see(of);
                args.iter().for_each(see);
            }
            ExprKind::Call { args, .. } => args.iter().for_each(see),
            ExprKind::Binary { left, right, .. } => {
                see(left);
                see(right);
            }
            ExprKind::In { value, list } => {
                see(value);
                see(list);
            }
            ExprKind::Range { from, to, .. } => {
                see(from);
                see(to);
            }
            ExprKind::Closure { body, .. } => see(body),
            ExprKind::If { test, then, other } => {
                see(test);
                see(then);
                see(other);
            }
            ExprKind::Switch { value, arms, other } => {
                see(value);
                for arm in arms {
                    arm.patterns.iter().chain(&arm.test).for_each(&mut *see);
                    see(&arm.body);
                }
                other.iter().for_each(|other| see(other));
            }
            ExprKind::Block(statements) => {
                for statement in statements {
                    match statement {
                        Stmt::Let { value, .. } => see(value),
                        Stmt::Return(value, _) => value.iter().for_each(&mut *see),
                        Stmt::Expr(value) => see(value),
                    }
                }
            }
            ExprKind::Other { tests, parts, .. } => tests.iter().chain(parts).for_each(see),
        }
    }
}
