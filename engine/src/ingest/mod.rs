//! From files to the ledger: readers, profiles, mappings, the door, quarantine.
//!
//! | module | subject |
//! |---|---|
//! | [`source`], [`encoding`], [`lines`], [`table`], [`records`] | files to records with positions, in bounded memory |
//! | [`workbook`] | workbooks to rows, as tables of text |
//! | [`tables`] | where a table's header stands, which rows are no records, a first look |
//! | [`profile`] | what a centre says of itself |
//! | [`mapping`] | how a table's columns become events |
//! | [`library`] | shipped profiles and mappings |
//! | [`door`], [`masker`] | the check of form; personal values made token and mask |
//! | [`propose`], [`tables`] | what the columns of somebody else's table mean, and a mapping made of it |
//! | [`importer`], [`report`] | an import from end to end, and its counts |
//! | [`masked`], [`mend`], [`replay`] | quarantined records: shown, mended by field, tried again |
//! | [`sink`], [`ledger_sink`] | what of the ledger is needed here, and the ledger as that |
//! | [`bare`] | peers of the benchmark of readers |
//! | [`reference`] | docs/EVENTS.md, made from the list of fields |
//!
//! To read another kind of file, add a variant to [`records::Records`] and [`source::Format`]; what comes behind stays as it is.
//! The formats are told in docs/IMPORT.md.

pub mod bare;
pub mod door;
pub mod encoding;
pub mod error;
pub mod fault;
pub mod importer;
pub mod ledger_sink;
pub mod library;
pub mod lines;
pub mod mapping;
pub mod masked;
pub mod masker;
pub mod mend;
pub mod profile;
pub mod propose;
pub mod records;
pub mod reference;
pub mod replay;
pub mod report;
pub mod sink;
pub mod source;
pub mod table;
pub mod tables;
pub mod workbook;

pub use error::{ConfigError, ImportError};
pub use fault::{Fault, Position};
pub use importer::Importer;
pub use ledger_sink::{LedgerSink, replay_quarantined};
pub use mapping::Mapping;
pub use profile::Profile;
pub use replay::{Replayed, StoredRecord};
pub use report::{Counts, ImportReport, Progress};
pub use sink::{FileInfo, Outcome, Quarantined, Sink, SinkError};
