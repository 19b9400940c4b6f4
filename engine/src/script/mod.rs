//! Scripts: the only room that knows Rhai.
//!
//! | file | subject |
//! |---|---|
//! | `source` | a text, its places, words and brackets |
//! | `parse`, `syntax` | Rhai's syntax tree as a tree of our own, with the extent of every node |
//! | `sandbox` | what Rhai may do: limits, words taken out |
//! | `functions` | the functions offered, one implementation for all ways of running |
//! | `natives`, `program` | running a script by Rhai itself, with our operators |
//! | `reference` | docs/FUNCTIONS.md |
//! | `value`, `fault`, `words` | values and types, errors, the nearest right name |
//!
//! A script reaches no clock, file, network or other row: only its row, its parameters and [`functions()`].
//!
//! To offer another function see [`functions::Function`]; to hold more of the language in our tree see `rules::tree`.

mod fault;
mod functions;
mod natives;
mod parse;
mod program;
mod reference;
mod sandbox;
mod source;
mod syntax;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub use fault::{Fault, ScriptError};
pub use functions::{Body, Function, Gives, LIST_METHODS, Param, Passing, function, functions};
pub use program::{Outcome, Program, ProgramError, Record};
pub use reference::functions_markdown;
pub use source::{Place, Source, Span};
pub use syntax::{Arm, BinaryOp, Expr, ExprKind, ScriptFunction, Stmt};
pub use value::{Now, Ty, Value, day_from};
pub use words::{nearest, suggestion};

use std::sync::Arc;

/// Reads a script into its functions.
///
/// # Errors
/// The first place at which the text is not a script of ours.
pub fn read(file: &str, text: &str, constants: &[&str]) -> Result<(Arc<Source>, Vec<ScriptFunction>), ScriptError> {
    let source = Arc::new(Source::new(file, text));
    let functions = parse::functions(&source, constants)?;
    Ok((source, functions))
}
