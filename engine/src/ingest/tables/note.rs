//! What was noticed of a table and is no fault: rows that were skipped, sheets that were not read, macros that were not run.

use serde::Serialize;

/// One thing that was noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable code: `title_rows`, `two_header_rows`, `total_rows`, `repeated_header`, `foot_rows`, `other_sheets`, `hidden_sheets`,
    /// `macros`, `cells_outside`, `encoding`.
    pub code: &'static str,
    /// How many there are of it.
    pub count: u64,
    /// Lines, or rows of the sheet; of many the first.
    pub lines: Vec<u64>,
    /// Names: sheets, or an encoding.
    pub names: Vec<String>,
    /// The same as a sentence.
    pub text: String,
}

impl Note {
    /// A note on one thing.
    pub fn new(code: &'static str, text: impl Into<String>) -> Note {
        Note { code, count: 1, lines: Vec::new(), names: Vec::new(), text: text.into() }
    }

    /// Where the header stands, if not in the first line alone.
    pub fn of_header(above: &[u64], rows: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        if !above.is_empty() {
            notes.push(Note::new("title_rows", "rows above the header were not read").counting(above.len() as u64).at(above));
        }
        if rows == 2 {
            notes.push(Note::new("two_header_rows", "the header has two rows; its names are written group/column"));
        }
        notes
    }

    /// The same, on so many.
    pub fn counting(self, count: u64) -> Note {
        Note { count, ..self }
    }

    /// The same, with the lines.
    pub fn at(self, lines: &[u64]) -> Note {
        Note { lines: lines.to_vec(), ..self }
    }

    /// The same, with the names.
    pub fn naming(self, names: Vec<String>) -> Note {
        Note { names, ..self }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)?;
        let mut listed: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        if self.count > listed.len() as u64 && !listed.is_empty() {
            listed.push("…".to_owned());
        }
        listed.extend(self.names.iter().cloned());
        if listed.is_empty() { Ok(()) } else { write!(f, ": {}", listed.join(", ")) }
    }
}

/// A note on one of several files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileNote {
    /// File name without folders, and the sheet of a workbook.
    pub file: String,
    /// What was noticed.
    #[serde(flatten)]
    pub note: Note,
}
