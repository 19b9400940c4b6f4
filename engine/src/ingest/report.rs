//! What an import did, in numbers.

use serde::Serialize;

use super::tables::FileNote;

/// Counts of one file. `read = accepted + duplicates + quarantined`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Source records: lines that hold something, rows of a table, and the cut end of a file.
    pub read: u64,
    /// Records of which an event is new, and none is quarantined.
    pub accepted: u64,
    /// Records all events of which were there already.
    pub duplicates: u64,
    /// Records that are listed in quarantine, wholly or with one of their events.
    pub quarantined: u64,
    /// Events appended.
    pub events: u64,
    /// Distinct cases of these.
    pub cases: u64,
}

impl Counts {
    /// Adds another file's counts, but not its cases: files may share some.
    pub fn add(&mut self, other: &Counts) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.duplicates += other.duplicates;
        self.quarantined += other.quarantined;
        self.events += other.events;
    }
}

/// The object of `import --json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// Source records.
    pub read: u64,
    /// Records with something new.
    pub accepted: u64,
    /// Records that were in already.
    pub duplicates: u64,
    /// Records that need a person.
    pub quarantined: u64,
    /// Distinct cases of the appended events.
    pub cases: u64,
    /// Events appended.
    pub events: u64,
    /// Wall-clock seconds; the caller, who owns the clock, sets them.
    pub seconds: f64,
    /// What was noticed of the files and is no fault: rows that were skipped, sheets that were not read.
    pub notes: Vec<FileNote>,
}

impl ImportReport {
    /// 0 = done; 1 = done, but some records need a person.
    pub fn exit_status(&self) -> u8 {
        u8::from(self.quarantined > 0)
    }
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// File name without folders.
    pub file: String,
    /// Records of this file so far.
    pub records: u64,
    /// Bytes of this file read so far, as they stand on disk.
    pub bytes: u64,
    /// Its size.
    pub total_bytes: u64,
}
