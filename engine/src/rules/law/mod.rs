//! The law: all ways of running give the same answer on every row, and an answer stands until the instant it says.
//!
//! | file | subject |
//! |---|---|
//! | `programs` | random programs over the relation `thing` |
//! | `rows` | that relation, random rows of it at any moment, and the same rows as a batch |
//! | `check` | what must be true of a program and its rows |
//! | `fuzz` | trying programs for as long as one likes |
//! | `shrink` | a small program that shows the same difference |
//!
//! The tests try a few hundred programs; `mingjing rules fuzz` goes on for hours.

mod check;
mod fuzz;
mod programs;
mod random;
mod rows;
mod shrink;
#[cfg(test)]
mod tests;

pub use fuzz::{Finding, FuzzCount, fuzz};
#[cfg(test)]
pub(super) use rows::relation;
