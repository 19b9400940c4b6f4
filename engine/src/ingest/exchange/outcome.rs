//! The result beside a file: what became of it, for a person and for the system that sent it.

use serde::Serialize;
use serde_json::Value;

use super::listing::Listed;
use crate::ingest::report::Counts;

/// What is put behind a file's name for its result's.
const ENDING: &str = ".result.json";
/// What a result is called before its file is in place. Files of such names are not taken in.
const UNPLACED: &str = ".result-of-";

/// Whether a file was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It was; single records may wait in quarantine.
    Done,
    /// Nothing of it went in.
    Failed,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileResult {
    /// Its name as it was sent.
    pub file: String,
    /// Whether it was read to its end.
    pub status: Status,
    /// Where it is now, from the folder on.
    pub moved_to: String,
    /// When it was taken, RFC 3339.
    pub taken_at: String,
    /// Profile it was read with.
    pub profile: Option<String>,
    /// Mapping it was read with.
    pub mapping: Option<String>,
    /// Number of the import, for `import void`.
    pub batch: Option<i64>,
    /// Its counts.
    pub counts: Option<Counts>,
    /// Why it failed, and how to mend it.
    pub message: Option<String>,
    /// Records that wait in quarantine: the first hundred.
    pub faults: Vec<Listed>,
    /// How many more there are.
    pub more_faults: u64,
}

impl FileResult {
    /// The result of a file of which nothing is known yet but that it failed.
    pub fn failed(file: &str, taken_at: String, message: String) -> FileResult {
        FileResult {
            file: file.to_owned(),
            status: Status::Failed,
            moved_to: String::new(),
            taken_at,
            profile: None,
            mapping: None,
            batch: None,
            counts: None,
            message: Some(message),
            faults: Vec::new(),
            more_faults: 0,
        }
    }

    /// As it is written.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Where a written result says its file is.
    pub fn moved_to(text: &str) -> Option<String> {
        let written: Value = serde_json::from_str(text).ok()?;
        Some(written["moved_to"].as_str()?.to_owned())
    }

    /// Whether a person has to look at it.
    pub fn needs_a_person(&self) -> bool {
        self.status == Status::Failed || self.counts.is_some_and(|counts| counts.quarantined > 0)
    }
}

/// Name of a file's result.
pub fn beside(name: &str) -> String {
    format!("{name}{ENDING}")
}

/// Name of a file's result before the file is in place.
pub fn unplaced(name: &str) -> String {
    format!("{UNPLACED}{name}")
}

/// The file whose result has this name.
pub fn file_of(unplaced: &str) -> Option<&str> {
    unplaced.strip_prefix(UNPLACED)
}
