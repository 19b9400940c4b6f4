//! What is wrong with a source record: what, where, and how to mend it.

use crate::case::form::FormError;

/// Where a record stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Line of the record's first character, from 1; a CSV header is line 1.
    pub line: u64,
    /// Offset of that character in bytes, from 0, in the uncompressed text.
    pub byte: u64,
}

/// Why a record, or one of the events it stands for, cannot go in. The texts are shown to the person who mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code of the reason.
    pub reason: &'static str,
    /// Field or column, where one is at fault.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
}

impl Fault {
    /// A fault of the record as a whole.
    pub fn new(reason: &'static str, message: impl Into<String>, how_to_mend: impl Into<String>) -> Fault {
        Fault { reason, field: None, message: message.into(), how_to_mend: how_to_mend.into() }
    }

    /// The same fault, of a field or column.
    pub fn of(self, field: impl Into<String>) -> Fault {
        Fault { field: Some(field.into()), ..self }
    }

    /// The faults of one record as one: reason and field are the first's, all else is told together.
    pub fn merged(faults: &[Fault]) -> Option<Fault> {
        let mut merged = faults.first()?.clone();
        for fault in &faults[1..] {
            if fault != &faults[0] {
                merged.how_to_mend = format!("{}; also {fault}", merged.how_to_mend);
            }
        }
        Some(merged)
    }
}

impl From<FormError> for Fault {
    fn from(error: FormError) -> Fault {
        Fault { reason: error.reason, field: Some(error.field), message: error.message, how_to_mend: error.how_to_mend }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}; {}", self.message, self.how_to_mend),
            None => write!(f, "{}; {}", self.message, self.how_to_mend),
        }
    }
}
