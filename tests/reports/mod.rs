//! Statutory reports against rows computed by hand (`*.txt`), on generated districts, and as the files that are handed out.

mod files;
mod hand;
mod known;

use serde_json::Value;

use crate::harness::{Installation, must};

/// A report as JSON, with its exit status.
#[track_caller]
pub fn report(office: &Installation, options: &[&str], now: &str, status: i32) -> Value {
    let arguments = [&["report", "case-statistics", "--format", "json", "--now", now], options].concat();
    office.run(&arguments).status(status).json()
}

/// Place of a column among a row's figures.
#[track_caller]
pub fn place(report: &Value, code: &str) -> usize {
    let columns = report["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
    must(code, columns.iter().position(|column| column["code"] == code).ok_or("no such column"))
}

/// The rows of a report.
pub fn rows(report: &Value) -> &[Value] {
    report["rows"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A figure as it is printed.
#[track_caller]
pub fn figure<'a>(report: &Value, row: &'a Value, code: &str) -> &'a str {
    row["figures"][place(report, code)]["text"].as_str().unwrap_or("?")
}

/// The checks that do not hold.
pub fn failed(report: &Value) -> Vec<&Value> {
    report["checks"].as_array().into_iter().flatten().filter(|check| check["holds"] != true).collect()
}
