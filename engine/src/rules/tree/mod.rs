//! Scripts as typed trees.
//!
//! [`build`] checks a function of a script against the relation that its rule is about and gives a [`Node`]: every name
//! resolved, every type known, helpers put in place of their calls, `switch` as a chain of choices. [`fold`] evaluates what
//! is constant, parameters among it. [`value`] evaluates a tree the plain way; explanations and texts come from there.
//!
//! What the tree does not hold (a loop, an assignment, a closure anywhere but in a list method) is no error: it is
//! reported as [`Unheld`] and left to the interpreter.

mod build;
mod calls;
mod fold;
mod frame;
mod membership;
mod node;
mod recursion;
mod statements;
#[cfg(test)]
mod tests;
mod types;
pub mod value;

pub use build::{Builder, Helpers, Problem, Unheld};
pub use fold::fold;
pub use frame::{Bound, Frame, value_of};
pub use node::{ArithOp, ColumnOf, CompareOp, Kind, ListOf, ListTest, LocalId, Node, RowId, SUBJECT};
pub use recursion::recursion;
