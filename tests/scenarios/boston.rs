//! Boston's service requests of 2015: the figures that the data set's own oracle gives come out of `query` to the digit, from the
//! reduced copy in sample-data and, where it is there, from the full file. What is asked stands in tests/boston/figures.toml.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Installation, must, real_data};

/// Figures of the oracle have six places.
const TOLERANCE: f64 = 0.000_001;

/// A figure to be asked for.
struct Figure {
    id: String,
    sql: String,
    shape: String,
    first: Option<usize>,
    at: Option<usize>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("boston")
}

fn text(name: &str) -> String {
    must(name, std::fs::read_to_string(folder().join(name)))
}

fn figures() -> Vec<Figure> {
    let table: toml::Table = must("figures.toml", text("figures.toml").parse());
    let entries = table.get("figure").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let of = |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let number = |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_integer).and_then(|n| usize::try_from(n).ok());
    entries
        .iter()
        .map(|entry| Figure {
            id: of(entry, "id"),
            sql: of(entry, "sql"),
            shape: of(entry, "shape"),
            first: number(entry, "first"),
            at: number(entry, "at"),
        })
        .collect()
}

/// Whether a cell of an answer is the expected value; the value says how the cell is to be read.
fn is_same(expected: &Value, cell: &str) -> bool {
    match expected {
        Value::Null => cell.is_empty(),
        Value::Number(number) => match (number.as_f64(), cell.parse::<f64>()) {
            (Some(expected), Ok(found)) => (expected - found).abs() <= TOLERANCE,
            _ => false,
        },
        Value::String(text) => text == cell,
        Value::Bool(is_true) => cell == if *is_true { "true" } else { "false" },
        Value::Array(_) | Value::Object(_) => false,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// What is wrong with an answer, if anything.
fn difference(figure: &Figure, expected: &Value, names: &[String], rows: &[Vec<String>]) -> Option<String> {
    let expected = match (figure.at, figure.first) {
        (Some(at), _) => list(expected).get(at).cloned().unwrap_or_default(),
        (None, Some(first)) => Value::Array(list(expected).iter().take(first).cloned().collect()),
        (None, None) => expected.clone(),
    };
    let same_row = |expected: &[Value], row: &[String]| {
        expected.len() == row.len() && expected.iter().zip(row).all(|(expected, cell)| is_same(expected, cell))
    };
    let first = rows.first().map_or(&[][..], Vec::as_slice);
    let is_right = match figure.shape.as_str() {
        "value" => rows.len() == 1 && same_row(std::slice::from_ref(&expected), first),
        "row" => rows.len() == 1 && same_row(list(&expected), first),
        "rows" => {
            let expected = list(&expected);
            expected.len() == rows.len() && expected.iter().zip(rows).all(|(expected, row)| same_row(list(expected), row))
        }
        "record" => {
            let fields = expected.as_object().into_iter().flatten();
            rows.len() == 1
                && !names.is_empty()
                && fields.into_iter().all(|(name, value)| {
                    let place = names.iter().position(|found| found == name);
                    place.is_some_and(|place| is_same(value, &first[place]))
                })
        }
        other => return Some(format!("{}: no shape is called {other:?}", figure.sql)),
    };
    (!is_right).then(|| format!("{} ({}): expected {expected}, found {rows:?}", figure.id, figure.sql))
}

fn check(file: &Path) {
    let office = Installation::new();
    let counts = office.import(file, &["--profile", "boston311"]).status(0).json();
    assert_eq!([&counts["read"], &counts["cases"]], [121_145, 121_145], "{counts}");
    office.judge();
    let expected: Value = must("expected.json", serde_json::from_str(&text("expected.json")));
    let mut wrong = Vec::new();
    let figures = figures();
    assert!(figures.len() > 30, "figures.toml was not read");
    for figure in &figures {
        let answer = office.run(&["query", &text(&figure.sql), "--now", crate::harness::SAMPLE_NOW, "--format", "csv"]);
        if answer.status != Some(0) {
            wrong.push(format!("{}: {answer}", figure.sql));
            continue;
        }
        let mut reader = csv::Reader::from_reader(answer.stdout.as_bytes());
        let names: Vec<String> = must(&figure.sql, reader.headers()).iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> = reader.records().map(|row| must(&figure.sql, row).iter().map(str::to_owned).collect()).collect();
        wrong.extend(difference(figure, &expected[&figure.id], &names, &rows));
    }
    assert!(wrong.is_empty(), "{} of {} figures differ:\n{}", wrong.len(), figures.len(), wrong.join("\n"));
}

#[test]
fn the_figures_of_boston_come_out_of_the_sample_to_the_digit() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/boston311/boston311_2015.csv.gz"));
}

#[test]
fn the_figures_of_boston_come_out_of_the_full_file_to_the_digit() {
    if let Some(folder) = real_data("boston, full file", "boston311_2015") {
        check(&folder.join("boston311_2015.csv.gz"));
    }
}
