//! Quarantined records tried again, as they came or mended.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::door::Door;
use super::error::ImportError;
use super::fault::{Fault, Position};
use super::importer::conflict;
use super::lines::Lines;
use super::mapping::Mapping;
use super::masker::Token;
use super::profile::Profile;
use super::records::{Content, Record, Records, event_of};
use super::sink::{Outcome, Sink};
use super::source::Format;
use super::table::Rows;
use crate::case::kind::EventType;
use crate::time::Micros;

/// A record as quarantine keeps it, sealed: all that is needed to read it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRecord {
    /// File name without folders.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// Its offset.
    pub byte: u64,
    /// Profile it was imported with, by name.
    pub profile: String,
    /// Mapping of a table, by name.
    pub mapping: Option<String>,
    /// Header line of a table; without it the record is JSON.
    pub header: Option<String>,
    /// Its text.
    pub raw: String,
}

/// What came of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Events appended.
    pub appended: u64,
    /// Events that were there already.
    pub duplicates: u64,
    /// What is still wrong. None = the record may be marked as replayed.
    pub faults: Vec<Fault>,
}

impl StoredRecord {
    /// As kept.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "file": self.file, "line": self.line, "byte": self.byte, "profile": self.profile, "mapping": self.mapping, "header": self.header,
            "raw": self.raw,
        })
        .to_string()
    }

    /// Reads what was kept.
    pub fn from_json(text: &str) -> Result<StoredRecord, ImportError> {
        serde_json::from_str(text).map_err(|error| ImportError::Stored { message: error.to_string() })
    }

    /// Sends the record, or its mended text, through the door again. Profile and mapping may have been mended as well.
    pub fn replay(
        &self,
        mended: Option<&str>,
        profile: &Profile,
        mapping: Option<&Mapping>,
        token: &Token<'_>,
        now: Micros,
        sink: &mut dyn Sink,
    ) -> Result<Replayed, ImportError> {
        let raw = mended.unwrap_or(&self.raw);
        let mut bound = None;
        let mut record = match (&self.header, mapping) {
            (None, _) => {
                Record { position: Position::default(), raw: raw.to_owned(), is_whole: true, content: event_of(raw).map(Content::Event) }
            }
            (Some(_), None) => {
                return Err(ImportError::NoMapping { file: self.file.clone(), known: super::library::mapping_names().join(", ") });
            }
            (Some(header), Some(mapping)) => {
                let text = format!("{header}\n{raw}\n");
                let (rows, _, columns) = Rows::new(Lines::new(text.as_bytes(), false), mapping.delimiter)
                    .map_err(|message| ImportError::Header { file: self.file.clone(), message })?;
                let mut made = mapping.bind(&columns, profile).map_err(|problems| ImportError::Columns {
                    file: self.file.clone(),
                    mapping: mapping.name.clone(),
                    problems,
                })?;
                if Format::of(Path::new(&self.file)) == Some(Format::Workbook) {
                    made.take_date_cells();
                }
                bound = Some(made);
                let mut records = Records::Table(rows);
                let only = "the record is mended one at a time";
                let Some(record) = records.next_record() else {
                    return Ok(Replayed { faults: vec![Fault::new("empty", "the mended record is empty", only)], ..Replayed::default() });
                };
                if record.content.is_ok() && records.next_record().is_some() {
                    return Ok(Replayed {
                        faults: vec![Fault::new("several", "the mended text is more than one row", only)],
                        ..Replayed::default()
                    });
                }
                record
            }
        };
        // The place in its file, which ids of a table's events are made from.
        record.position = Position { line: self.line, byte: self.byte };
        let passed = Door { profile, bound: bound.as_ref(), token }.pass(&record);
        let mut replayed = Replayed { faults: passed.faults, ..Replayed::default() };
        let kinds: Vec<EventType> = passed.events.iter().map(|event| event.kind).collect();
        let events = passed.events.into_iter().map(|event| (event, record.position)).collect();
        for (kind, outcome) in kinds.into_iter().zip(sink.append(events, Vec::new(), now)?) {
            match outcome {
                Outcome::Appended => replayed.appended += 1,
                Outcome::Duplicate => replayed.duplicates += 1,
                Outcome::Conflict { existing } => replayed.faults.push(conflict(kind, existing)),
            }
        }
        Ok(replayed)
    }
}
