//! Mappings: how the columns of another system's table become events. The format is told in docs/IMPORT.md.
//!
//! A mapping is read and checked by itself ([`Mapping::read`]), then bound to the header of a file and to a profile
//! ([`Mapping::bind`]); what it gives then turns rows into events of the wire format, which go through the same door as any other.

pub mod bind;
pub mod cells;
mod file;
pub mod limit;
pub mod once;
pub mod times;
pub mod usual;
pub mod value;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::encoding::Encoding;
use super::tables::Wanted;
use crate::case::kind::EventType;
use crate::time::{Micros, Zone};
use value::ValueSpec;

/// What a row of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A case; its date columns are events.
    Case,
    /// An event.
    Event,
}

/// A condition on the rows that an event is made from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Column looked at.
    pub column: String,
    /// Its values for which the event is made.
    pub is: Option<Vec<String>>,
    /// Values for which it is not; it is for an empty cell.
    pub is_not: Option<Vec<String>>,
    /// Whether the cell must hold something, or nothing.
    pub filled: Option<bool>,
}

/// The type of the events made.
#[derive(Clone, Debug)]
pub enum KindSpec {
    /// Always this one.
    Always(EventType),
    /// From a cell, through a code table.
    Looked {
        /// Column.
        column: String,
        /// Table.
        table: String,
        /// The table's entries.
        kinds: BTreeMap<String, EventType>,
    },
}

/// One event that a row gives.
#[derive(Clone, Debug)]
pub struct EventSpec {
    /// Its type.
    pub kind: KindSpec,
    /// Its time.
    pub at: ValueSpec,
    /// Which rows give it: those for which all of these hold.
    pub when: Vec<When>,
    /// Whether it belongs to the case, so that every row of the case repeats it.
    pub once: bool,
    /// Where an event without a date stands that has happened all the same, at a time unknown.
    pub undated: Option<Micros>,
    /// Envelope fields.
    pub envelope: BTreeMap<String, ValueSpec>,
    /// Payload fields.
    pub payload: BTreeMap<String, ValueSpec>,
    /// Attributes of this event.
    pub attributes: BTreeMap<String, ValueSpec>,
}

/// A mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Name: the file's stem.
    pub name: String,
    /// What a row is.
    pub shape: Shape,
    /// What stands between cells.
    pub delimiter: char,
    /// How the text is encoded; without it that is found out.
    pub encoding: Option<Encoding>,
    /// Sheet of a workbook; without it the first visible one with a table.
    pub sheet: Option<String>,
    /// Line of the header's first row; without it the header is looked for.
    pub header_row: Option<u64>,
    /// Rows of the header: 1 or 2.
    pub header_rows: Option<u8>,
    /// Zone of times without an offset; without it the profile's.
    pub zone: Option<Zone>,
    /// Formats of times; empty = the usual ones.
    pub formats: Vec<String>,
    /// Texts, besides the empty one, that mean a missing value.
    pub missing: Vec<String>,
    /// Source of the events; without it, and where the cell is empty, the profile's.
    pub source: Option<ValueSpec>,
    /// Case number.
    pub case_no: Option<ValueSpec>,
    /// Id of the row, in the sender's own numbering.
    pub id: Option<ValueSpec>,
    /// Columns that are known and not taken.
    pub left_out: Vec<String>,
    /// Columns that are read where the file has them; without it they count as empty.
    pub optional: Vec<String>,
    /// Code tables.
    pub tables: BTreeMap<String, BTreeMap<String, Value>>,
    /// Attributes of the first event that a row gives.
    pub attributes: BTreeMap<String, ValueSpec>,
    /// Basics of the application, which go with the row's first `submitted` or `received`; a row that gives neither gets a `received` at its
    /// first event.
    pub basics: BTreeMap<String, ValueSpec>,
    /// The events a row gives, in order.
    pub events: Vec<EventSpec>,
    /// Whether days without a time are put in order within their day: behind what stands before them in the row, and ends at the day's end.
    pub days_in_order: bool,
    /// What a screen keeps of how the mapping was made, for people; an import does not look at it.
    pub about: toml::Table,
}

impl Mapping {
    /// The source of all its events, where the mapping names one that no cell decides.
    pub fn fixed_source(&self) -> Option<&str> {
        self.source.as_ref()?.0.constant.as_ref()?.as_str()
    }

    /// What it tells of the table before that is opened.
    pub fn wanted(&self) -> Wanted<'_> {
        let mut columns = self.columns();
        columns.sort_unstable();
        columns.dedup();
        Wanted { sheet: self.sheet.as_deref(), header_row: self.header_row, header_rows: self.header_rows, columns }
    }
}

impl KindSpec {
    /// The types it can give, each once.
    pub fn kinds(&self) -> Vec<EventType> {
        match self {
            KindSpec::Always(kind) => vec![*kind],
            KindSpec::Looked { kinds, .. } => {
                let mut all: Vec<EventType> = kinds.values().copied().collect();
                all.sort();
                all.dedup();
                all
            }
        }
    }
}

/// A constant of a mapping file as JSON; dates and times become text.
fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(at) => Value::from(at.to_string()),
        toml::Value::Array(items) => items.iter().map(json_of).collect(),
        toml::Value::Table(table) => Value::Object(table.iter().map(|(name, value)| (name.clone(), json_of(value))).collect()),
    }
}

#[cfg(test)]
mod tests;
