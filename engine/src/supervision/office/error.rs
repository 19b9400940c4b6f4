//! What an office is opened with, asked to do and answers, and why it cannot go on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::declare::DraftError;
use crate::facts::query::QueryError;
use crate::facts::store::StoreError;
use crate::ingest::exchange::listing::Listed;
use crate::ingest::{ImportError, ImportReport};
use crate::ledger::{Address, BatchId, LedgerError};
use crate::supervision::interval::RuleFault;
use crate::supervision::judge::Unreadable;
use crate::supervision::reference::WorldError;
use crate::time::Micros;

/// Where an installation is.
#[derive(Clone, Debug)]
pub struct OfficeOptions {
    /// Data folder.
    pub data: PathBuf,
    /// Rules from a folder instead of those in the binary.
    pub rules: Option<PathBuf>,
    /// A database on a server that holds the ledger instead of a file in the data folder.
    pub database: Option<Address>,
}

/// Why the office cannot go on. The texts say what, where and how to mend it.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is the error of its part")]
pub enum OfficeError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    World(#[from] WorldError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("facts: {0}")]
    Facts(#[from] QueryError),
    #[error("subject {subject}: {source}")]
    Subject { subject: &'static str, source: QueryError },
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot read the rules in {path}: {source}")]
    Rules { path: String, source: std::io::Error },
    #[error("an event of our own was refused by the door: {0}")]
    Form(#[from] crate::case::form::FormError),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error("no thread can be had to judge groups on: {0}")]
    Thread(std::io::Error),
    #[error("a task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Files to import.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Files, in order.
    pub files: Vec<PathBuf>,
    /// Profile by name or path.
    pub profile: String,
    /// Mapping by name or path.
    pub mapping: Option<String>,
    /// Time recorded with what is appended.
    pub recorded_at: Micros,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its counts.
    pub report: ImportReport,
    /// Number of the last file's import.
    pub batch: Option<BatchId>,
    /// The first faults of records.
    pub faults: Vec<Listed>,
    /// How many more there were.
    pub more_faults: u64,
}

/// What a replay of quarantine did.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct ReplayReport {
    /// Records that are in now.
    pub replayed: u64,
    /// Events appended.
    pub events: u64,
    /// Number in the list and what is still wrong.
    pub still_wrong: Vec<(i64, String)>,
}

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct PassReport {
    /// As of when.
    pub now: Micros,
    /// Cases judged.
    pub cases: u64,
    /// Moments visited.
    pub moments: u64,
    /// Judgements made.
    pub evaluations: u64,
    /// Rules that failed on a row, and calendars that lack a year.
    pub faults: Vec<RuleFault>,
    /// Alert steps written, by name.
    pub steps: BTreeMap<&'static str, u64>,
    /// Whether something was judged that is not published.
    pub is_news: bool,
    /// Whether something was written meanwhile that waits to be judged.
    pub is_behind: bool,
}
