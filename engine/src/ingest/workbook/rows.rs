//! Rows of a sheet to records, as those of a table of text.
//!
//! A record's line is the row's number in the sheet. Its raw text is the row as a line of a table, so that it can be shown, mended and
//! replayed like any other.

use std::sync::mpsc::Receiver;

use super::stream::{RawRow, Sent};
use crate::ingest::fault::{Fault, Position};
use crate::ingest::records::{Content, Record};
use crate::ingest::source::Meter;
use crate::ingest::table::joined;
use crate::ingest::tables::{Note, Skipped, Tally};

/// What is known of a sheet once its header is found.
pub struct Below {
    /// The sheet's name.
    pub sheet: String,
    /// Names of the columns.
    pub names: Vec<String>,
    /// Letters of the columns.
    pub letters: Vec<String>,
    /// Row of the header, from 1.
    pub header_line: u64,
    /// Rows of the header.
    pub header_rows: u8,
    /// What was noticed.
    pub notes: Vec<Note>,
}

/// Reader of a sheet's rows.
pub struct Rows {
    receiver: Receiver<Sent>,
    batch: std::vec::IntoIter<RawRow>,
    below: Below,
    delimiter: char,
    tally: Tally,
    outside: (u64, Vec<u64>),
    /// Number of the last row that was read.
    last: u64,
    ended: bool,
    meter: Meter,
    total: u64,
}

impl Rows {
    pub(super) fn new(receiver: Receiver<Sent>, below: Below, delimiter: char, meter: Meter, total: u64) -> Rows {
        let last = below.header_line + u64::from(below.header_rows) - 1;
        Rows {
            receiver,
            batch: Vec::new().into_iter(),
            below,
            delimiter,
            tally: Tally::default(),
            outside: (0, Vec::new()),
            last,
            ended: false,
            meter,
            total,
        }
    }

    /// Name of the sheet.
    pub fn sheet(&self) -> &str {
        &self.below.sheet
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.below.names
    }

    /// The header as a line of a table.
    pub fn header(&self) -> String {
        joined(&self.below.names, self.delimiter)
    }

    /// Row of the header, from 1.
    pub fn header_line(&self) -> u64 {
        self.below.header_line
    }

    /// Rows of the header, 1 or 2.
    pub fn header_rows(&self) -> u8 {
        self.below.header_rows
    }

    /// Bytes of the file read so far.
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    /// Size of the file.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What was noticed so far and is no fault.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = self.below.notes.clone();
        notes.extend(self.tally.notes());
        let (count, lines) = &self.outside;
        if *count > 0 {
            notes.push(
                Note::new("cells_outside", "rows hold something in columns without a name, which were not read").counting(*count).at(lines),
            );
        }
        notes
    }

    /// Names the cell that a fault of a row is about.
    pub fn locate(&self, fault: &mut Fault, line: u64) {
        let place = fault.field.as_ref().and_then(|field| self.below.names.iter().position(|name| name == field));
        if let Some(letters) = place.and_then(|place| self.below.letters.get(place)) {
            fault.message = format!("cell {letters}{line}: {}", fault.message);
        }
    }

    /// The next row that is a record. `None` at the end.
    pub fn next_row(&mut self) -> Option<Record> {
        loop {
            for row in self.batch.by_ref() {
                let line = u64::from(row.row) + 1;
                self.last = line;
                let mut cells = row.cells;
                cells.resize(self.below.names.len(), String::new());
                match Skipped::of(&cells, &self.below.names) {
                    Some(skipped) => self.tally.add(skipped, line),
                    None => {
                        let raw = joined(&cells, self.delimiter);
                        return Some(Record {
                            position: Position { line, byte: 0 },
                            raw,
                            is_whole: true,
                            content: Ok(Content::Row(cells)),
                        });
                    }
                }
            }
            if self.ended {
                return None;
            }
            let failure = match self.receiver.recv() {
                Ok(Sent::Rows(rows)) => {
                    self.batch = rows.into_iter();
                    continue;
                }
                Ok(Sent::End(count, lines)) => {
                    self.outside = (count, lines);
                    self.ended = true;
                    continue;
                }
                Ok(Sent::Failed(error)) => error,
                // The thread ended without a word.
                Err(_) => "the library could not go on".to_owned(),
            };
            self.ended = true;
            return Some(self.broken(&failure));
        }
    }

    /// The record that stands for all behind the last row that could be read.
    fn broken(&self, failure: &str) -> Record {
        let message = format!("the sheet cannot be read behind row {}: {failure}; the rows before went in", self.last);
        let how = "open the workbook, save it anew and import it again: what is in already counts as duplicates";
        Record {
            position: Position { line: self.last + 1, byte: 0 },
            raw: String::new(),
            is_whole: false,
            content: Err(Fault::new("damaged", message, how)),
        }
    }
}
