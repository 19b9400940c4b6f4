//! Trees over whole columns: the way for scans.
//!
//! A tree becomes a DataFusion *physical* expression, built here and never through SQL or the logical optimizer, which would
//! move conditions that guard against failing ones. Comparisons of plain columns are DataFusion's own expressions; what it
//! lacks, or means differently, is a [`kernel::Kernel`].
//!
//! | file | subject |
//! |---|---|
//! | `layout` | where a row's columns stand in a batch |
//! | `kernel` | our own computations as physical expressions |
//! | `conditions`, `logic` | nodes that are true or false |
//! | `numbers`, `arithmetic` | nodes that are numbers, with failures row by row |
//! | `texts`, `keys` | tests of text and codes; keys |
//! | `since` | counts of days since an instant, as comparisons of instants |
//! | `lets` | values that are computed once |
//! | `lists` | questions to lists, over their entries as one child batch |
//! | `sharing` | what is computed more than once is computed once |
//! | `rows` | rows of a batch, for what no column kernel holds |
//! | `pack` | all rules of one relation over one batch |
//! | `pass` | the same over all batches, by several threads |
//!
//! **Truth in a column.** A condition that cannot fail gives booleans in which null counts as false. One that can fail gives
//! true, false, or null for *undecided*: the row failed before anything decided it, in the order in which the script has its
//! conditions. Undecided rows are decided by the closures and the interpreter.

mod arithmetic;
mod conditions;
mod kernel;
mod keys;
mod layout;
mod lets;
mod lists;
mod logic;
mod numbers;
mod pack;
mod pass;
mod rows;
mod sharing;
mod since;
#[cfg(test)]
mod tests;
mod texts;

pub use pack::{NotVectorised, Outcome, VectorPack, VectorRule, vectorise};
pub use pass::{RuleCount, RuleScan, SCAN_ROWS};

use super::tree::Node;
use crate::schema::Relation;
use crate::script::Span;

/// What no column kernel holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rowwise {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub why: &'static str,
}

/// The first part of a tree that scans run row by row, if any.
pub(crate) fn first_rowwise(node: &Node, relation: &'static Relation) -> Option<Rowwise> {
    conditions::rowwise_part(node, &layout::Layout::complete(relation))
}
