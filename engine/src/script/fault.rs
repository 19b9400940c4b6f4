//! What can go wrong with a script: at loading, and on one row.

use std::sync::Arc;

use super::source::{Source, Span};

/// A script cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ScriptError {
    /// The file's name as it was given.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
    /// What is wrong and, where known, how to mend it.
    pub message: String,
}

impl ScriptError {
    /// An error at a line and column, both from 1.
    pub fn new(file: &str, line: u32, column: u32, message: impl Into<String>) -> ScriptError {
        ScriptError { file: file.into(), line, column, message: message.into() }
    }

    /// An error at a stretch of a source.
    pub fn at(source: &Source, span: Span, message: impl Into<String>) -> ScriptError {
        let place = source.place(span.start);
        ScriptError { file: source.file().clone(), line: place.line, column: place.column, message: message.into() }
    }
}

/// Why an expression has no value on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The result does not fit 64 bits.
    #[error("the result does not fit a 64-bit integer")]
    Overflow,
    /// A text made of others grows beyond what one may take.
    #[error("the text grows beyond {} bytes", super::sandbox::TEXT)]
    TooLong,
    /// `div` or `rem` by zero.
    #[error("division by zero")]
    DivisionByZero,
}
