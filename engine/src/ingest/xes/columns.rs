//! The columns of a log, gathered by a first pass over it, and bound to a mapping as a table's header is.

use std::collections::{BTreeSet, HashMap};
use std::io::BufRead;

use super::tokens::Stop;
use super::walk::{Step, Walk};
use crate::ingest::mapping::Mapping;

/// The column of a trace's name, by which XES tells traces apart.
pub const CASE: &str = "case:concept:name";
/// A column that every row has: the place of the event in its trace, from 1.
pub const PLACE: &str = "@place";
/// A column that every row has: the trace's name and the event's place, `C1/3`.
pub const ID: &str = "@id";
/// Most columns that a log may have.
const MOST: usize = 1000;
/// Longest name of a column, in bytes.
const LONGEST: usize = 400;

/// The columns of a log's rows.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Names, in the order of the cells.
    pub names: Vec<String>,
    places: HashMap<String, usize>,
    /// Whether somebody reads the column, so that its values have to be of their type.
    read: Vec<bool>,
}

/// The names of a log's attributes, those of traces first, as they came; the children of attributes are none.
///
/// # Errors
/// Why the file is no log that may be read. What only breaks off or is damaged is no error: what stands before can be read.
pub fn gather<R: BufRead>(text: R) -> Result<Vec<String>, String> {
    let mut walk = Walk::new(text);
    let mut known = BTreeSet::new();
    let (mut of_traces, mut of_events) = (Vec::new(), Vec::new());
    let mut is_in_event = false;
    loop {
        match walk.next_step() {
            Step::Event => is_in_event = true,
            Step::EventEnd => is_in_event = false,
            Step::Trace | Step::TraceEnd => {}
            Step::Attribute => {
                let attribute = walk.attribute();
                if attribute.is_child || attribute.value.is_none() || known.contains(attribute.column) {
                    continue;
                }
                let line = walk.position().line;
                if attribute.column.len() > LONGEST {
                    return Err(format!("line {line}: the key of an attribute has more than {LONGEST} bytes"));
                }
                if known.len() == MOST {
                    return Err(format!("line {line}: the log has more than {MOST} different attributes; leave out what nobody reads"));
                }
                known.insert(attribute.column.to_owned());
                let names = if is_in_event { &mut of_events } else { &mut of_traces };
                names.push(attribute.column.to_owned());
            }
            Step::Stopped(Stop::DocumentType) => {
                let line = walk.position().line;
                return Err(format!(
                    "line {line}: the file defines a document type (<!DOCTYPE …>), whose entities could expand without end; take it out, a log needs none"
                ));
            }
            Step::Stopped(Stop::Broken(what)) if known.is_empty() => {
                return Err(format!("line {}: is no XES log: {what}", walk.position().line));
            }
            Step::Stopped(Stop::Cut) if walk.is_blank() => return Err("is no XES log: no <log> is in it".to_owned()),
            Step::Stopped(_) | Step::End => break,
        }
    }
    of_traces.append(&mut of_events);
    Ok(of_traces)
}

impl Columns {
    /// The columns of a log, for a mapping: besides those found those that the mapping reads, for in a log an attribute may be absent
    /// everywhere. The name of the case may not.
    pub fn new(found: &[String], mapping: &Mapping) -> Columns {
        let mut names = found.to_vec();
        let case_no = mapping.case_no.as_ref().and_then(|value| value.0.column.as_deref());
        for name in mapping.read_columns() {
            let is_needed = Some(name) == case_no && !found.is_empty();
            if !is_needed && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        let read = names.iter().map(|name| !mapping.left_out.contains(name)).collect();
        Columns { names, places, read }
    }

    /// The place of a column's cell.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Whether somebody reads the column.
    pub fn is_read(&self, place: usize) -> bool {
        self.read.get(place).copied().unwrap_or(false)
    }

    /// Number of cells of a row.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The columns as the header of a table.
    pub fn header(&self, delimiter: char) -> String {
        line(&self.names, delimiter)
    }
}

/// Cells as a line of a table, for quarantine, from where it is read again as one.
pub fn line(cells: &[String], delimiter: char) -> String {
    let mut line = String::with_capacity(cells.iter().map(|cell| cell.len() + 1).sum());
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            line.push(delimiter);
        }
        if cell.contains([delimiter, '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line
}
