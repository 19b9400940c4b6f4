//! The ledger on SQLite: one file in the data folder, one connection that writes, a few that read.
//!
//! Write-ahead log, synchronous = FULL: what a caller was told is in, is on the disk. Several processes may open one folder; the
//! lock of the head file lets one write at a time.
//!
//! | module | what it does |
//! |---|---|
//! | `connect` | connections and their settings |
//! | `backend` `many` | what the ledger asks of a database; inserts of many rows |
//! | `bare` | the yardstick for imports: the same rows, inserted and nothing else |

mod backend;
pub mod bare;
mod connect;
mod many;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::LedgerError;
use super::sql::SqlLedger;
use backend::SqliteBackend;
use connect::Connector;

/// Name of the database in the data folder.
pub const DATABASE: &str = "ledger.db";

/// How a ledger is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The size that the database file may reach, in bytes; what would go beyond fails as on a full disk.
    pub size_limit_bytes: Option<u64>,
}

/// The ledger of a data folder on SQLite.
pub type SqliteLedger = SqlLedger<SqliteBackend>;

impl SqliteLedger {
    /// Opens the ledger of a data folder; makes folder, database, head file and key file when there are none.
    pub async fn open(data_dir: &Path) -> Result<SqliteLedger, LedgerError> {
        SqliteLedger::open_with(data_dir, Settings::default()).await
    }

    /// Opens it with settings.
    pub async fn open_with(data_dir: &Path, settings: Settings) -> Result<SqliteLedger, LedgerError> {
        SqliteLedger::open_on(data_dir, SqliteBackend::new(Connector::new(data_dir.join(DATABASE), settings))).await
    }

    /// The database file.
    pub fn file(&self) -> &Path {
        self.backend.connector().file()
    }
}
