//! The typed tree.

use std::sync::Arc;

use crate::schema::{Clock, Relation};
use crate::script::{Function, Passing, Span, Ty};

/// A row in reach of an expression: the subject's own row is 0, a closure's parameter has a number of its own.
pub type RowId = u16;
/// A `let` in reach of an expression.
pub type LocalId = u16;

/// The row a rule is about.
pub const SUBJECT: RowId = 0;

/// An expression with its type and where it stands in the rule's script.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The type of its value.
    pub ty: Ty,
    /// Where it stands; what comes from a helper stands where the helper is called.
    pub span: Span,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// Null-safe equality.
    Eq,
    /// Its negation.
    Ne,
    /// False with null, as the following.
    Lt,
    /// At most.
    Le,
    /// More.
    Gt,
    /// At least.
    Ge,
}

/// Integer operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
}

/// What a list is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListTest {
    /// Whether some row meets the condition.
    Some,
    /// Whether every row does.
    All,
    /// How many do.
    Count,
}

/// A list column of a row in reach.
#[derive(Clone, Copy, Debug)]
pub struct ListOf {
    /// The row it belongs to.
    pub row: RowId,
    /// That row's relation.
    pub owner: &'static Relation,
    /// The column.
    pub slot: usize,
    /// The relation of its rows.
    pub relation: &'static Relation,
}

impl PartialEq for ListOf {
    fn eq(&self, other: &ListOf) -> bool {
        (self.row, self.slot, self.owner.name) == (other.row, other.slot, other.owner.name)
    }
}

/// A column of a row in reach.
#[derive(Clone, Copy, Debug)]
pub struct ColumnOf {
    /// The row.
    pub row: RowId,
    /// Its relation.
    pub relation: &'static Relation,
    /// The column.
    pub slot: usize,
}

impl ColumnOf {
    /// The column's name.
    pub fn name(&self) -> &'static str {
        self.relation.columns[self.slot].name
    }

    /// With what its value changes.
    pub fn clock(&self) -> Clock {
        self.relation.columns[self.slot].clock
    }
}

impl PartialEq for ColumnOf {
    fn eq(&self, other: &ColumnOf) -> bool {
        (self.row, self.slot, self.relation.name) == (other.row, other.slot, other.relation.name)
    }
}

/// Kinds of nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `()`
    Null,
    /// A truth constant.
    Bool(bool),
    /// An integer constant, also a parameter.
    Int(i64),
    /// A text constant.
    Text(Arc<str>),
    /// A column.
    Column(ColumnOf),
    /// A profile's attribute of a row.
    Attribute {
        /// The row.
        row: RowId,
        /// The attribute.
        name: Arc<str>,
    },
    /// The value of a `let`.
    Local(LocalId),
    /// Negation; of null it is true.
    Not(Box<Node>),
    /// All, in order, until one is false.
    And(Vec<Node>),
    /// Any, in order, until one is true.
    Or(Vec<Node>),
    /// A comparison.
    Compare {
        /// How.
        op: CompareOp,
        /// Left side.
        left: Box<Node>,
        /// Right side, of the same type or null.
        right: Box<Node>,
    },
    /// Integer arithmetic.
    Arith {
        /// The operator.
        op: ArithOp,
        /// Left side.
        left: Box<Node>,
        /// Right side.
        right: Box<Node>,
    },
    /// Unary minus.
    Neg(Box<Node>),
    /// `value in [texts]`
    OneOfTexts {
        /// What is looked for.
        value: Box<Node>,
        /// The list.
        texts: Arc<[Arc<str>]>,
    },
    /// `value in [numbers]`
    OneOfNumbers {
        /// What is looked for.
        value: Box<Node>,
        /// The list.
        numbers: Arc<[i64]>,
    },
    /// `value in first..=last`
    Within {
        /// What is looked for.
        value: Box<Node>,
        /// Smallest.
        first: i64,
        /// Greatest; less than `first` for an empty range.
        last: i64,
    },
    /// A choice; a null condition counts as false.
    If {
        /// The condition.
        test: Box<Node>,
        /// Where it holds.
        then: Box<Node>,
        /// Where not.
        other: Box<Node>,
    },
    /// A value computed once.
    Let {
        /// Its number.
        local: LocalId,
        /// The value.
        value: Box<Node>,
        /// Where it is used.
        body: Box<Node>,
    },
    /// A function of the table.
    Call {
        /// Which.
        function: &'static Function,
        /// Arguments.
        args: Vec<Node>,
    },
    /// A question to a list.
    List {
        /// The question.
        what: ListTest,
        /// The list.
        list: ListOf,
        /// The closure's parameter.
        row: RowId,
        /// The condition; without one every row counts.
        test: Option<Box<Node>>,
    },
    /// Whether a row of a list that meets a condition stands before one that meets another.
    Before {
        /// The list.
        list: ListOf,
        /// The parameter of both closures.
        row: RowId,
        /// The condition on the earlier row.
        first: Box<Node>,
        /// The condition on the later one.
        then: Box<Node>,
    },
    /// A column of the first or last row of a list that meets a condition.
    Pick {
        /// The last instead of the first.
        last: bool,
        /// The list.
        list: ListOf,
        /// The closure's parameter.
        row: RowId,
        /// The condition.
        test: Option<Box<Node>>,
        /// What is read of the row.
        take: Box<Node>,
    },
    /// An interpolated text.
    Join(Vec<Node>),
}

impl Node {
    /// A constant truth.
    pub fn truth(value: bool, span: Span) -> Node {
        Node { kind: Kind::Bool(value), ty: Ty::Bool, span }
    }

    /// Shows the nodes directly below.
    pub fn children<'n>(&'n self, see: &mut dyn FnMut(&'n Node)) {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::Text(_) | Kind::Column(_) | Kind::Attribute { .. } | Kind::Local(_) => {}
            Kind::Not(of) | Kind::Neg(of) => see(of),
            Kind::And(parts) | Kind::Or(parts) | Kind::Join(parts) | Kind::Call { args: parts, .. } => parts.iter().for_each(see),
            Kind::Compare { left, right, .. } | Kind::Arith { left, right, .. } => {
                see(left);
                see(right);
            }
            Kind::OneOfTexts { value, .. } | Kind::OneOfNumbers { value, .. } | Kind::Within { value, .. } => see(value),
            Kind::If { test, then, other } => {
                see(test);
                see(then);
                see(other);
            }
            Kind::Let { value, body, .. } => {
                see(value);
                see(body);
            }
            Kind::List { test, .. } => test.iter().for_each(|test| see(test)),
            Kind::Before { first, then, .. } => {
                see(first);
                see(then);
            }
            Kind::Pick { test, take, .. } => {
                test.iter().for_each(|test| see(test));
                see(take);
            }
        }
    }

    /// Shows this node and every one below it.
    pub fn visit<'n>(&'n self, see: &mut dyn FnMut(&'n Node)) {
        see(self);
        self.children(&mut |child| child.visit(see));
    }

    /// Changes the nodes directly below.
    pub fn children_mut(&mut self, change: &mut dyn FnMut(&mut Node)) {
        match &mut self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::Text(_) | Kind::Column(_) | Kind::Attribute { .. } | Kind::Local(_) => {}
            Kind::Not(of) | Kind::Neg(of) => change(of),
            Kind::And(parts) | Kind::Or(parts) | Kind::Join(parts) | Kind::Call { args: parts, .. } => parts.iter_mut().for_each(change),
            Kind::Compare { left, right, .. } | Kind::Arith { left, right, .. } => {
                change(left);
                change(right);
            }
            Kind::OneOfTexts { value, .. } | Kind::OneOfNumbers { value, .. } | Kind::Within { value, .. } => change(value),
            Kind::If { test, then, other } => {
                change(test);
                change(then);
                change(other);
            }
            Kind::Let { value, body, .. } => {
                change(value);
                change(body);
            }
            Kind::List { test, .. } => test.iter_mut().for_each(|test| change(test)),
            Kind::Before { first, then, .. } => {
                change(first);
                change(then);
            }
            Kind::Pick { test, take, .. } => {
                test.iter_mut().for_each(|test| change(test));
                change(take);
            }
        }
    }

    /// Whether it can fail on some row, or be left open by a scan.
    pub fn is_fallible(&self) -> bool {
        let here = match &self.kind {
            // Where both lists are long a scan leaves the row to the closures.
            _ if self.list().is_some_and(|_| self.asks_below()) => true,
            Kind::Arith { .. } | Kind::Neg(_) => true,
            // It may grow too long.
            Kind::Join(_) => true,
            Kind::Call { function, .. } => function.fallible,
            _ => false,
        };
        let mut below = false;
        self.children(&mut |child| below |= child.is_fallible());
        here || below
    }

    /// Whether computing it twice costs next to nothing.
    pub fn is_light(&self) -> bool {
        let here = self.list().is_none() && !matches!(self.kind, Kind::Let { .. } | Kind::Join(_) | Kind::If { .. });
        let mut below = true;
        self.children(&mut |child| below &= child.is_light());
        here && below
    }

    fn asks_below(&self) -> bool {
        let mut asks = false;
        self.children(&mut |child| asks |= child.list().is_some() || child.asks_below());
        asks
    }

    /// The list that it asks, if it asks one.
    pub fn list(&self) -> Option<&ListOf> {
        match &self.kind {
            Kind::List { list, .. } | Kind::Before { list, .. } | Kind::Pick { list, .. } => Some(list),
            _ => None,
        }
    }

    /// How many nodes it is made of.
    pub fn parts(&self) -> usize {
        let mut parts = 1;
        self.children(&mut |child| parts += child.parts());
        parts
    }

    /// Whether time alone can change it.
    pub fn is_timed(&self) -> bool {
        let here = match &self.kind {
            Kind::Column(column) => column.clock() != Clock::Events,
            Kind::Call { function, .. } => !matches!(function.passing, Passing::Still),
            _ => false,
        };
        let mut below = here;
        self.children(&mut |child| below |= child.is_timed());
        below
    }

    /// How dear it is to evaluate, to put cheap conditions first.
    pub fn cost(&self) -> u32 {
        let here = match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::Text(_) | Kind::Local(_) => 0,
            Kind::Column(column) => match column.relation.columns[column.slot].ty {
                crate::schema::Type::Text => 4,
                _ => 1,
            },
            Kind::Attribute { .. } => 8,
            Kind::Call { function, .. } => match function.passing {
                Passing::Rises(_) => 12,
                _ => 6,
            },
            Kind::List { .. } | Kind::Before { .. } | Kind::Pick { .. } => 50,
            Kind::Join(_) => 50,
            _ => 1,
        };
        let mut below = 0;
        self.children(&mut |child| below += child.cost());
        here + below
    }
}
