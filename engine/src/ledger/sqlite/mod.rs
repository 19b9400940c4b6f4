//! The ledger on SQLite: one file in the data folder, one connection that writes, a few that read.
//!
//! Write-ahead log, synchronous = FULL: what a caller was told is in, is on the disk. Sealing happens in the transaction that
//! inserts. Several processes may open one folder; the lock of the head file lets one write at a time.
//!
//! | module | what it does |
//! |---|---|
//! | `connect` `migrations` | connections and their settings; the tables |
//! | `transaction` | begin under the lock, commit, write the head |
//! | `writer` `append` | the queue with group commit; sealing and inserting |
//! | `bare` | the yardstick for imports: the same rows, inserted and nothing else |
//! | `events` `read` `page` `check` `imports` `personal` `quarantine` `books` | the traits |

mod append;
pub mod bare;
mod books;
mod check;
mod connect;
mod events;
mod imports;
mod many;
mod migrations;
mod page;
mod personal;
mod quarantine;
mod read;
mod transaction;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::SqlitePool;

use super::{Ledger, LedgerError, Task, Vault, VaultError};
use connect::Connector;
use transaction::Door;
use writer::Writer;

/// Name of the database in the data folder.
pub const DATABASE: &str = "ledger.db";
/// Name of the head file in the data folder.
pub const HEAD: &str = "ledger.head";

const FINGERPRINT: &str = "vault_fingerprint";

/// How a ledger is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The size that the database file may reach, in bytes; what would go beyond fails as on a full disk.
    pub size_limit_bytes: Option<u64>,
}

/// The ledger of a data folder on SQLite.
pub struct SqliteLedger {
    vault: Arc<Vault>,
    pool: SqlitePool,
    door: Door,
    writer: Writer,
    file: PathBuf,
}

impl SqliteLedger {
    /// Opens the ledger of a data folder; makes folder, database, head file and key file when there are none.
    pub async fn open(data_dir: &Path) -> Result<SqliteLedger, LedgerError> {
        SqliteLedger::open_with(data_dir, Settings::default()).await
    }

    /// Opens it with settings.
    pub async fn open_with(data_dir: &Path, settings: Settings) -> Result<SqliteLedger, LedgerError> {
        let inaccessible = |error: std::io::Error| LedgerError::Inaccessible {
            doing: "opening the ledger",
            file: data_dir.display().to_string(),
            detail: error.to_string(),
        };
        std::fs::create_dir_all(data_dir).map_err(inaccessible)?;
        let connector = Connector::new(data_dir.join(DATABASE), settings);
        let file = connector.file().to_owned();
        let door = Door::new(connector.clone(), &data_dir.join(HEAD))?;
        // Tables and key file are made under the lock: two processes may be started on a new folder at once.
        let first = door.lock("opening the ledger").await?;
        let vault = Arc::new(prepare(&connector, data_dir).await?);
        drop(first);
        let pool = connector.pool();
        let writer = Writer::start(door.clone(), vault.clone());
        Ok(SqliteLedger { vault, pool, door, writer, file })
    }

    /// The database file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn failed(&self, doing: &'static str) -> impl Fn(sqlx::Error) -> LedgerError + Copy + '_ {
        move |error| connect::explain(doing, &self.file, &error)
    }
}

/// Brings the tables up to date and opens the key file that belongs to them.
async fn prepare(connector: &Connector, data_dir: &Path) -> Result<Vault, LedgerError> {
    let doing = "opening the ledger";
    let alone = connector.alone();
    migrations::run(&alone, connector.file()).await?;
    let failed = |error| connect::explain(doing, connector.file(), &error);
    let known: Option<String> = sqlx::query_scalar(books::META).bind(FINGERPRINT).fetch_optional(&alone).await.map_err(failed)?;
    let vault = match known {
        Some(known) => {
            let vault = Vault::open(data_dir)?;
            vault.check_fingerprint(&known)?;
            vault
        }
        None => {
            // A new key file beside tables that already hold sealed values would lock those values away for ever.
            let is_empty: bool =
                sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM personal) AND NOT EXISTS (SELECT 1 FROM personal_recent)")
                    .fetch_one(&alone)
                    .await
                    .map_err(failed)?;
            let vault = if is_empty { Vault::open_or_create(data_dir)? } else { Vault::open(data_dir)? };
            let fingerprint = vault.fingerprint();
            sqlx::query(books::SET_META).bind(FINGERPRINT).bind(fingerprint).execute(&alone).await.map_err(failed)?;
            vault
        }
    };
    alone.close().await;
    Ok(vault)
}

impl Ledger for SqliteLedger {
    fn vault(&self) -> &Vault {
        &self.vault
    }

    fn close(&self) -> Task<'_, ()> {
        Box::pin(async move {
            self.writer.close().await;
            self.pool.close().await;
            self.door.close().await
        })
    }
}

/// A value that was sealed by us and no longer opens.
fn broken(table: &'static str, row: i64, error: VaultError) -> LedgerError {
    match error {
        VaultError::Broken => LedgerError::Inconsistent { table, row, column: "sealed" },
        other => LedgerError::Vault(other),
    }
}
