//! What stops an import as a whole. A bad record never does: it goes to quarantine.

use std::io;

/// A fault in a profile or mapping file, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct ConfigError {
    /// File or embedded name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl ConfigError {
    /// An error at a byte offset of the file's text.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> ConfigError {
        let before = text.get(..offset.min(text.len())).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].chars().count() + 1;
        ConfigError { file: file.to_owned(), line, column, message: message.into() }
    }

    /// An error of the TOML reader; an unknown key also gets the nearest right one.
    pub fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> ConfigError {
        let mut message = error.message().to_owned();
        if let Some(rest) = message.strip_prefix("unknown field `") {
            let mut names = rest.split('`').step_by(2);
            if let Some(unknown) = names.next() {
                let hint = crate::case::form::nearest(unknown, names.filter(|name| !name.is_empty()));
                if hint.starts_with("did you mean") {
                    message = format!("unknown key {unknown}; {hint}");
                }
            }
        }
        ConfigError::at(file, text, error.span().map_or(0, |span| span.start), message)
    }
}

/// Why an import was not done, or not done to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {source}; check the path and the right to read it")]
    Unreadable {
        /// Path.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the data folder cannot be written.
    #[error("{file}: cannot be written: {source}; check the space and the rights of the data folder")]
    Unwritable {
        /// Path.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A zip archive that is called a text.
    #[error("{file}: is a zip archive, not a text; if it is a workbook, name it .xlsx, else unpack it")]
    Archive {
        /// Path.
        file: String,
    },
    /// A workbook that cannot be read.
    #[error("{file}: {source}")]
    Workbook {
        /// Path.
        file: String,
        /// What is wrong with it.
        source: Box<super::workbook::WorkbookError>,
    },
    /// The name tells no known format.
    #[error("{file}: the name tells no known format; name it .xlsx, .jsonl, .ndjson, .csv, .tsv, .xes or one of the last five with .gz")]
    UnknownFormat {
        /// Path.
        file: String,
    },
    /// A file that holds no table was to be looked at.
    #[error("{file}: the name tells no table; a table is called .xlsx, .csv, .tsv or .txt")]
    NoTable {
        /// Path.
        file: String,
    },
    /// A table came without a mapping.
    #[error(
        "{file}: a table needs a mapping from its columns to events; give --mapping NAME or FILE (docs/IMPORT.md), known here: {known}"
    )]
    NoMapping {
        /// Path.
        file: String,
        /// Names of the shipped mappings.
        known: String,
    },
    /// A table has no header that can be read.
    #[error("{file}: no header: {message}; a line must hold the names of the columns, the first one or the mapping's `header_row`")]
    Header {
        /// Path.
        file: String,
        /// What is wrong with it.
        message: String,
    },
    /// A log that may not be read. Nothing of it went in.
    #[error("{file}: {message}")]
    Log {
        /// Path.
        file: String,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// Columns and mapping do not fit. Nothing of the file went in.
    #[error("{file}: its columns do not fit the mapping {mapping}; nothing was imported\n{}", problems.join("\n"))]
    Columns {
        /// Path.
        file: String,
        /// The mapping's name.
        mapping: String,
        /// One line a column.
        problems: Vec<String>,
    },
    /// A profile or mapping file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No profile or mapping has this name.
    #[error("no {kind} is called {name:?}; known: {known}; a path to a .toml file is taken too")]
    UnknownName {
        /// `profile` or `mapping`.
        kind: &'static str,
        /// Name asked for.
        name: String,
        /// Names there are.
        known: String,
    },
    /// What the profile declares contradicts what the ledger has.
    #[error(
        "profile {profile}: {declaration} is in the ledger with other content; raise `revision` of that [[sources]] entry to change it"
    )]
    Declaration {
        /// Profile.
        profile: String,
        /// Id of the event that declares it.
        declaration: String,
    },
    /// A stored record cannot be read back.
    #[error("the stored record is damaged: {message}; import its file again")]
    Stored {
        /// What is wrong.
        message: String,
    },
    /// The ledger refused.
    #[error(transparent)]
    Sink(#[from] super::sink::SinkError),
}
