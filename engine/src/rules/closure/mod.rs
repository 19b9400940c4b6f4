//! Trees as closures over a row's slots: the way for single events, proofs and timeline cases.
//!
//! | file | subject |
//! |---|---|
//! | `moment` | the moment of an evaluation, and until when its answer stands |
//! | `conditions` | nodes that are true or false |
//! | `lanes` | nodes with a value: numbers, keys, booleans that may be null |
//! | `texts` | nodes that are text |
//! | `lists` | questions to lists |
//! | `clocks` | values that change with time alone, and their next change |
//! | `linear` | comparisons of something linear in one such value: the exact instants at which they flip |
//!
//! Evaluating lowers [`Moment::valid_until`] to the earliest later instant at which the result of something it evaluated may
//! change through time alone. An operand that was not evaluated lowers nothing: before it can matter, what made it not
//! matter has to change.

mod clocks;
mod conditions;
mod lanes;
mod linear;
mod lists;
mod moment;
#[cfg(test)]
mod tests;
mod texts;

pub(super) use clocks::lower_for_column;
pub use moment::Moment;

use super::tree::value::Failure;
use super::tree::{Frame, Kind, Node};
use crate::schema::Row;

/// A compiled condition.
pub(crate) type Test = Box<dyn Fn(&Frame<'_>, &mut Moment<'_>) -> Result<bool, Failure> + Send + Sync>;

/// A condition over rows of one relation.
pub struct Condition {
    test: Test,
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("condition")
    }
}

impl Condition {
    /// Compiles a tree that gives a boolean.
    pub fn new(node: &Node) -> Condition {
        Condition { test: conditions::compile(node) }
    }

    /// Whether it holds for a row; null counts as false.
    ///
    /// # Errors
    /// A [`Failure`] where a part that had to be evaluated has no value.
    pub fn holds(&self, row: &dyn Row, moment: &mut Moment<'_>) -> Result<bool, Failure> {
        (self.test)(&Frame::subject(row), moment)
    }
}

/// The first use of a clock value for which no instant of change can be computed from the comparison, so that each change of
/// the value is a moment: `rules check` says that such a rule is walked by day.
pub fn walked_by_day(node: &Node) -> Option<crate::script::Span> {
    linear::first_stepped(node, &|_| true)
}

/// The first use of a value that changes with hours or minutes of which the same is true: too many moments to walk.
pub fn walked_too_often(node: &Node) -> Option<crate::script::Span> {
    linear::first_stepped(node, &|node| matches!(&node.kind, Kind::Call { function, .. } if function.is_fine()))
}
