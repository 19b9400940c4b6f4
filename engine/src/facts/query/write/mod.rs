//! Answers in the formats of the command line and the API.
//!
//! In all of them instants are RFC 3339 with `Z`, days `YYYY-MM-DD`, keys 32 hexadecimal digits, booleans `true` and `false`.

mod cell;
mod csv;
mod json;
mod parquet;
mod table;

use std::io::Write;

pub use table::width;

use super::{Answer, QueryError};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for a terminal; null is empty.
    Table,
    /// One object with columns, rows, position and now.
    Json,
    /// A header line, then rows; null is empty.
    Csv,
    /// A Parquet file.
    Parquet,
}

pub(super) fn write(answer: &Answer, format: Format, out: &mut dyn Write) -> Result<(), QueryError> {
    match format {
        Format::Table => table::write(answer, out),
        Format::Json => json::write(answer, out),
        Format::Csv => csv::write(answer, out),
        Format::Parquet => parquet::write(answer, out),
    }
}

/// Names of the columns; one that comes twice gets a number, so that an object can hold both.
fn names(answer: &Answer) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in answer.schema.fields() {
        let mut name = field.name().clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{}_{number}", field.name());
            number += 1;
        }
        names.push(name);
    }
    names
}
