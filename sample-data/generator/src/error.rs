//! Why nothing was generated.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// The ways in which generating can fail.
#[derive(Debug)]
pub enum GenerateError {
    /// The two years before now lie outside the years whose holidays are known here.
    Now {
        /// The instant asked for, RFC 3339.
        now: String,
    },
    /// A file could not be written.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Display for GenerateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now { now } => write!(
                formatter,
                "cannot generate as of {now}: the holidays of 2022 to 2026 are known, and a file begins two years before its time; choose a time between 2024-01-15 and 2026-12-31"
            ),
            Self::Write { path, source } => write!(formatter, "cannot write {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for GenerateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Now { .. } => None,
            Self::Write { source, .. } => Some(source),
        }
    }
}
