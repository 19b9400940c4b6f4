//! Figures of a data set's own oracle, asked of `query`: a folder `tests/NAME/` holds `figures.toml` and a file of SQL for each.
//!
//! `figures.toml` has one `[[figure]]` for each statement:
//!
//! - `id`: the figure of the oracle; `sql`: the file that gives it
//! - `shape`: `value` = the one cell; `row` = the one row as a list; `rows` = all rows as a list of lists, in order; `record` = the one
//!   row as an object, its columns by name; `records` = all rows as a list of objects
//! - `words`: what stands in the SQL for `{word}`, besides the file's own `[words]`
//! - `first` compares only so many entries of the expected list, `at` the entry of that place, `member` the object's member of that name
//!
//! and one `[[left_out]]` with `id` and `why` for each figure of the oracle that nobody asks for ([`Figures::covers`]).
//! A member of an object inside an object is the column `outer_inner`; a list inside a row is one cell, its entries joined by `|`.
//! Numbers agree within 0.000001, or within the figure's `tolerance`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::{Installation, SAMPLE_NOW, must};

/// Figures of the oracles have six places.
const TOLERANCE: f64 = 0.000_001;

/// The figures asked of one data set.
pub struct Figures {
    folder: PathBuf,
    words: BTreeMap<String, String>,
    asked: Vec<Figure>,
    left_out: Vec<(String, String)>,
}

/// A figure to be asked for.
pub struct Figure {
    id: String,
    sql: String,
    shape: String,
    words: BTreeMap<String, String>,
    first: Option<usize>,
    at: Option<usize>,
    member: Option<String>,
    tolerance: f64,
}

impl Figures {
    /// Reads `tests/NAME/figures.toml`.
    pub fn read(name: &str) -> Figures {
        Figures::of_file(name, "figures.toml")
    }

    /// Reads another file of figures in that folder.
    pub fn of_file(name: &str, file: &str) -> Figures {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let table: toml::Table = must(file, must(file, std::fs::read_to_string(folder.join(file))).parse());
        let entries = |key: &str| table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let of = |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        let number =
            |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_integer).and_then(|n| usize::try_from(n).ok());
        let asked: Vec<Figure> = entries("figure")
            .iter()
            .map(|entry| Figure {
                words: words(entry.get("words")),
                first: number(entry, "first"),
                at: number(entry, "at"),
                member: entry.get("member").and_then(toml::Value::as_str).map(str::to_owned),
                tolerance: entry.get("tolerance").and_then(toml::Value::as_float).unwrap_or(TOLERANCE),
                ..Figure::new(&of(entry, "id"), &of(entry, "sql"), &of(entry, "shape"))
            })
            .collect();
        assert!(!asked.is_empty(), "tests/{name}/{file} asks for nothing");
        let left_out = entries("left_out").iter().map(|entry| (of(entry, "id"), of(entry, "why"))).collect();
        Figures { folder, words: words(table.get("words")), asked, left_out }
    }

    /// A file of the folder.
    pub fn text(&self, name: &str) -> String {
        must(name, std::fs::read_to_string(self.folder.join(name)))
    }

    /// Asks for every figure; all that differ are named at once. `expected` has the figures' values by their ids.
    pub fn check(&self, office: &Installation, expected: &Value) {
        let mut wrong = Vec::new();
        for figure in &self.asked {
            let mut sql = self.text(&figure.sql);
            for (word, text) in self.words.iter().chain(&figure.words) {
                sql = sql.replace(&format!("{{{word}}}"), text);
            }
            let answer = office.run(&["query", &sql, "--now", SAMPLE_NOW, "--format", "csv"]);
            if answer.status != Some(0) {
                wrong.push(format!("{}: {answer}", figure.sql));
                continue;
            }
            wrong.extend(figure.difference(&expected[&figure.id], &answer.stdout));
        }
        assert!(wrong.is_empty(), "{} of {} figures differ:\n{}", wrong.len(), self.asked.len(), wrong.join("\n"));
    }

    /// Asserts that every figure of the oracle is asked for, or left out with a reason, and that nothing is asked or left out that it lacks.
    pub fn covers(&self, expected: &Value) {
        let known: BTreeSet<&str> = expected.as_object().into_iter().flatten().map(|(id, _)| id.as_str()).collect();
        let asked: BTreeSet<&str> = self.asked.iter().map(|figure| figure.id.as_str()).collect();
        let left_out: BTreeSet<&str> = self.left_out.iter().map(|(id, _)| id.as_str()).collect();
        assert!(!known.is_empty(), "the oracle was not read");
        let forgotten: Vec<&&str> = known.iter().filter(|id| !asked.contains(**id) && !left_out.contains(**id)).collect();
        let unknown: Vec<&&str> = asked.union(&left_out).filter(|id| !known.contains(**id)).collect();
        let twice: Vec<&&str> = asked.intersection(&left_out).collect();
        let unfounded: Vec<&String> = self.left_out.iter().filter(|(_, why)| why.len() < 10).map(|(id, _)| id).collect();
        assert!(
            forgotten.is_empty() && unknown.is_empty() && twice.is_empty() && unfounded.is_empty(),
            "{}: neither asked nor left out {forgotten:?}; not in the oracle {unknown:?}; asked and left out {twice:?}; no reason {unfounded:?}",
            self.folder.display()
        );
    }
}

/// The figures of one data set of an `oracle.json`, by their ids.
pub fn oracle(path: &Path, dataset: &str) -> Value {
    let text = must(&path.display().to_string(), std::fs::read_to_string(path));
    let oracle: Value = must(&path.display().to_string(), serde_json::from_str(&text));
    let found = list(&oracle["datasets"]).iter().find(|found| found["dataset"] == dataset);
    let figures = found.map_or(&[][..], |found| list(&found["figures"]));
    assert!(!figures.is_empty(), "{} has no data set {dataset}", path.display());
    let id = |figure: &Value| figure["id"].as_str().unwrap_or_default().to_owned();
    Value::Object(figures.iter().map(|figure| (id(figure), figure["value"].clone())).collect())
}

fn words(table: Option<&toml::Value>) -> BTreeMap<String, String> {
    let entries = table.and_then(toml::Value::as_table).into_iter().flatten();
    entries.filter_map(|(word, text)| Some((word.clone(), text.as_str()?.to_owned()))).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

impl Figure {
    /// A figure of a shape, as figures.toml writes it.
    pub fn new(id: &str, sql: &str, shape: &str) -> Figure {
        let (id, sql, shape) = (id.to_owned(), sql.to_owned(), shape.to_owned());
        Figure { id, sql, shape, words: BTreeMap::new(), first: None, at: None, member: None, tolerance: TOLERANCE }
    }

    /// What is wrong with an answer, which is CSV with a header, if anything.
    pub fn difference(&self, expected: &Value, answer: &str) -> Option<String> {
        let mut reader = csv::Reader::from_reader(answer.as_bytes());
        let names: Vec<String> = must(&self.sql, reader.headers()).iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> = reader.records().map(|row| must(&self.sql, row).iter().map(str::to_owned).collect()).collect();
        let expected = match (&self.member, self.at, self.first) {
            (Some(member), ..) => expected[member.as_str()].clone(),
            (None, Some(at), _) => list(expected).get(at).cloned().unwrap_or_default(),
            (None, None, Some(first)) => Value::Array(list(expected).iter().take(first).cloned().collect()),
            (None, None, None) => expected.clone(),
        };
        let first = rows.first().map_or(&[][..], Vec::as_slice);
        let is_right = match self.shape.as_str() {
            "value" => rows.len() == 1 && self.is_row(std::slice::from_ref(&expected), first),
            "row" => rows.len() == 1 && self.is_row(list(&expected), first),
            "rows" => {
                let expected = list(&expected);
                expected.len() == rows.len() && expected.iter().zip(&rows).all(|(expected, row)| self.is_row(list(expected), row))
            }
            "record" => rows.len() == 1 && expected.as_object().is_some_and(|expected| self.is_record(expected, "", &names, first)),
            "records" => {
                let expected = list(&expected);
                let is_same = |(expected, row): (&Value, &Vec<String>)| {
                    expected.as_object().is_some_and(|expected| self.is_record(expected, "", &names, row))
                };
                expected.len() == rows.len() && expected.iter().zip(&rows).all(is_same)
            }
            other => return Some(format!("{}: no shape is called {other:?}", self.sql)),
        };
        (!is_right).then(|| format!("{} ({}): expected {expected}, found {names:?} {rows:?}", self.id, self.sql))
    }

    fn is_row(&self, expected: &[Value], row: &[String]) -> bool {
        expected.len() == row.len() && expected.iter().zip(row).all(|(expected, cell)| self.is_same(expected, cell))
    }

    fn is_record(&self, expected: &Map<String, Value>, prefix: &str, names: &[String], row: &[String]) -> bool {
        !names.is_empty()
            && expected.iter().all(|(name, value)| {
                let name = format!("{prefix}{name}");
                if let Value::Object(inner) = value {
                    return self.is_record(inner, &format!("{name}_"), names, row);
                }
                let place = names.iter().position(|found| *found == name);
                place.and_then(|place| row.get(place)).is_some_and(|cell| self.is_same(value, cell))
            })
    }

    /// Whether a cell of an answer is the expected value; the value says how the cell is to be read.
    fn is_same(&self, expected: &Value, cell: &str) -> bool {
        match expected {
            Value::Null => cell.is_empty(),
            Value::Number(number) => match (number.as_f64(), cell.parse::<f64>()) {
                (Some(expected), Ok(found)) => (expected - found).abs() <= self.tolerance,
                _ => false,
            },
            Value::String(text) => text == cell,
            Value::Bool(is_true) => cell == if *is_true { "true" } else { "false" },
            Value::Array(entries) => {
                let cells: Vec<&str> = cell.split('|').collect();
                cells.len() == entries.len() && entries.iter().zip(cells).all(|(expected, cell)| self.is_same(expected, cell))
            }
            Value::Object(_) => false,
        }
    }
}
