//! Scripts: the only room that knows Rhai.
//!
//! | file | subject |
//! |---|---|
//! | `source` | a text, its places, words and brackets |
//! | `constants` | `const NAME = …;` before the functions |
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

mod constants;
mod fault;
mod functions;
#[cfg(test)]
mod hostile;
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

pub use constants::{Constant, Constants};
pub use fault::{Fault, ScriptError};
pub use functions::{Body, Function, Gives, LIST_METHODS, Param, Passing, function, functions};
pub use program::{Outcome, Program, ProgramError, Record};
pub use reference::functions_markdown;
pub use sandbox::TEXT as TEXT_BYTES;
pub use source::{Place, Source, Span};
pub use syntax::{Arm, BinaryOp, Expr, ExprKind, ScriptFunction, Stmt};
pub use value::{Now, Ty, Value, day_from};
pub use words::{nearest, suggestion};

use std::sync::Arc;

/// How deep helpers may call each other.
pub const HELPERS_DEEP: usize = 12;

/// Bytes that a script may have.
const SCRIPT: usize = 131_072;

/// Reads a script into its functions. `params` are the names of the parameters that its functions see.
///
/// # Errors
/// The first place at which the text is not a script of ours.
pub fn read(file: &str, text: &str, params: &[&str]) -> Result<(Arc<Source>, Vec<ScriptFunction>), ScriptError> {
    if text.len() > SCRIPT {
        return Err(ScriptError::new(file, 1, 1, format!("the script has {} bytes; {SCRIPT} are the most", text.len())));
    }
    let source = Arc::new(Source::new(file, text));
    let functions = parse::functions(&source, params)?;
    Ok((source, functions))
}
