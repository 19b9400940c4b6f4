//! Rules: a subject and a predicate over one row of it. This room knows relations, rows and scripts; it knows no alert and no
//! storage.
//!
//! | room | subject |
//! |---|---|
//! | `catalogue` | the two files of each rule, checked together |
//! | `tree` | scripts as typed trees |
//! | `closure` | trees as closures, for single rows; until when an answer stands |
//! | `vector` | trees over whole columns, for scans |
//! | `interpret` | what the tree does not hold, by Rhai |
//! | `rule`, `trace` | a rule ready to run; why it holds or not |
//! | `reads` | what its script names |
//! | `recorded`, `grounds` | what a judgement read and decided, and judging that again |
//! | `silence` | whether it could hold at all while some columns are empty |
//!
//! All ways give the same answer on every row, a failure included: `law` generates programs and rows and compares them.
//!
//! To hold more of the language: a kind in `tree::Kind`, its check in `tree::build`, its meaning in `tree::value`, then each way
//! until the law holds again.

mod awaits;
pub mod catalogue;
pub mod closure;
mod grounds;
mod interpret;
mod law;
mod reads;
mod recorded;
mod rule;
mod silence;
mod trace;
#[cfg(test)]
mod trace_tests;
pub mod tree;
pub mod vector;

pub use crate::script::ScriptError as LoadError;
pub use catalogue::{Catalogue, Expectation, Level, ParamSpec, ParamValue, RuleKind, Status, TimelineCase, Words, read_folder};
pub use closure::Moment;
pub use grounds::{Decided, Grounds, GroundsError};
pub use law::{Finding, FuzzCount, fuzz};
pub use reads::{Called, ReadOf};
pub use recorded::{RecordedRow, RecordedValue, Recorder, Replay, ReplayError};
pub use rule::{Language, Rule, RunError, Way};
pub use trace::{Mark, Read, Trace};
pub use vector::{NotVectorised, Outcome, RuleCount, RuleScan, SCAN_ROWS, VectorPack, VectorRule, vectorise};
