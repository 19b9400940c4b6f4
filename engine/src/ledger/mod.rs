//! The ledger: the append-only truth that the fact store, rules and reports follow.
//!
//! Events enter by [`Events::append`], are sealed into a chain of hashes in the same transaction, and are never changed or
//! removed: a higher revision replaces an event, a void takes it back, [`Imports::void_import`] takes back a whole file, and
//! what was there stays readable. Personal values stand beside the chain under keyed tokens ([`PersonalValues`], [`Vault`]),
//! rows that failed on form in [`Quarantine`], and what must be as durable as events but is none in [`Books`]. Accounts, sessions and the
//! log of who did what stand beside them in [`Access`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`events`] `imports` `personal` `quarantine` `books` [`access`] | the traits, one for each kind of record, and their types |
//! | [`chain`] | how rows are sealed; [`Head`], [`Checkpoint`] |
//! | [`mod@verify`] [`fault`] | the walk along the chain, and the names of what it finds |
//! | [`mod@export`] | JSON Lines out |
//! | [`vault`] [`head`] | key file and head file, which lie outside the database |
//! | `sql` | what is the same on every database: sealing, the queue, the head, reading |
//! | [`sqlite`] [`postgres`] | the backends: on one machine, and beyond |
//!
//! Time is never read here: each write is told its `recorded_at`. "Not found" is `Ok(None)`.
//!
//! Another backend implements `sql::backend::Backend`, keeps one migration per file name in `migrations/`, and is finished when
//! the tests of `conformance!` pass on it.

pub mod access;
mod books;
pub mod chain;
mod error;
pub mod events;
pub mod export;
pub mod fault;
pub mod head;
mod imports;
mod personal;
pub mod postgres;
mod quarantine;
mod sql;
pub mod sqlite;
pub mod vault;
pub mod verify;

#[cfg(test)]
mod conformance;

use std::future::Future;
use std::pin::Pin;

pub use access::Access;
pub use books::{Audit, Books};
pub use chain::{Checkpoint, Hash, Head};
pub use error::LedgerError;
pub use events::{Append, Build, CaseCursor, Counts, Entry, Events, Numbered, Numbers, Outcome, Row, SealedRow, SourceCounts};
pub use export::{Export, ExportError, export};
pub use fault::{Fault, Note, Verification};
pub use imports::{Begun, Import, ImportCounts, Imports, NewImport, Voided};
pub use personal::PersonalValues;
pub use postgres::{Address, PostgresLedger};
pub use quarantine::{Quarantine, Quarantined, QuarantinedRow};
pub use sqlite::{Settings, SqliteLedger};
pub use vault::{Vault, VaultError};
pub use verify::checkpoint;

/// Place of an event in the ledger: 1, 2, 3 …, without gaps. 0 stands before the first.
pub type Position = i64;

/// Number of an import, from 1.
pub type BatchId = i64;

/// What the ledger's methods return: a future that can be sent to another thread, boxed so that the traits are object-safe.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = Result<T, LedgerError>> + Send + 'a>>;

/// A ledger: all its kinds of record behind one door.
pub trait Ledger: Events + Imports + PersonalValues + Quarantine + Books + Access + Send + Sync {
    /// The keys under which personal values are sealed and tokens made.
    fn vault(&self) -> &Vault;

    /// Finishes what is queued and leaves the files tidy. Later calls fail with [`LedgerError::Closed`].
    fn close(&self) -> Task<'_, ()>;
}
