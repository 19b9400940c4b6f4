//! What was wrong with a file's records, gathered while it is imported.

use serde::Serialize;

use crate::case::form::Formed;
use crate::ingest::fault::Position;
use crate::ingest::report::Counts;
use crate::ingest::sink::{FileInfo, Outcome, Quarantined, Sink, SinkError};
use crate::time::Micros;

/// Faults that are kept.
pub const MOST: usize = 100;

/// A fault of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Line or place in the file, from 1.
    pub line: u64,
    /// Stable code of the reason.
    pub reason: &'static str,
    /// Field or column.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
}

/// A sink that passes everything on and keeps the first faults.
pub struct Listing<'a> {
    sink: &'a mut dyn Sink,
    faults: Vec<Listed>,
    more: u64,
}

impl<'a> Listing<'a> {
    /// In front of a sink.
    pub fn new(sink: &'a mut dyn Sink) -> Listing<'a> {
        Listing { sink, faults: Vec::new(), more: 0 }
    }

    /// The first faults by their lines, and how many more there were.
    pub fn faults(mut self) -> (Vec<Listed>, u64) {
        // Conflicts come behind the other faults of their chunk.
        self.faults.sort_by_key(|fault| fault.line);
        (self.faults, self.more)
    }
}

impl Sink for Listing<'_> {
    fn begin(&mut self, file: &FileInfo, now: Micros) -> Result<(), SinkError> {
        self.sink.begin(file, now)
    }

    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, now: Micros) -> Result<Vec<Outcome>, SinkError> {
        let room = MOST.saturating_sub(self.faults.len());
        self.faults.extend(quarantined.iter().take(room).map(|row| Listed {
            line: row.position.line,
            reason: row.fault.reason,
            field: row.fault.field.clone(),
            message: row.fault.message.clone(),
            how_to_mend: row.fault.how_to_mend.clone(),
        }));
        self.more += quarantined.len().saturating_sub(room) as u64;
        self.sink.append(events, quarantined, now)
    }

    fn finish(&mut self, counts: &Counts, now: Micros) -> Result<(), SinkError> {
        self.sink.finish(counts, now)
    }
}
