//! Connections, their settings, and what SQLite's errors mean.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use super::Settings;
use crate::ledger::LedgerError;
use crate::ledger::sql::PATIENCE;

const PAGE_SIZE: u32 = 4096;
const READERS: u32 = 4;

/// Makes connections to one database file.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    file: PathBuf,
    options: SqliteConnectOptions,
}

impl Connector {
    pub(super) fn new(file: PathBuf, settings: Settings) -> Connector {
        let mut options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .page_size(PAGE_SIZE)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(64)
            .disable_statement_logging()
            // 64 MiB for index pages; the write-ahead log is emptied every 64 MiB, so that pages written again and again by
            // an import reach the database once.
            .pragma("cache_size", "-65536")
            .pragma("wal_autocheckpoint", "16384")
            .pragma("journal_size_limit", "67108864")
            .pragma("temp_store", "MEMORY")
            // Erased personal values are overwritten, not only unlinked.
            .pragma("secure_delete", "ON");
        if let Some(limit) = settings.size_limit_bytes {
            let pages = limit / u64::from(PAGE_SIZE);
            options = options.pragma("max_page_count", pages.max(1).to_string());
        }
        Connector { file, options }
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) async fn connect(&self, doing: &'static str) -> Result<SqliteConnection, LedgerError> {
        self.options.connect().await.map_err(|error| explain(doing, &self.file, &error))
    }

    /// The one connection that prepares the tables. A pool, because sqlx's migrator takes a lent connection only where the
    /// compiler knows the borrow's lifetime.
    pub(super) fn alone(&self) -> SqlitePool {
        SqlitePoolOptions::new().max_connections(1).connect_lazy_with(self.options.clone())
    }

    /// Connections that read only.
    pub(super) fn pool(&self) -> SqlitePool {
        let options = self.options.clone().create_if_missing(false).row_buffer_size(512).pragma("query_only", "ON");
        SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false).connect_lazy_with(options)
    }
}

/// Says in our words what SQLite says in codes. The text of a statement or a value never gets into the message.
pub(super) fn explain(doing: &'static str, file: &Path, error: &sqlx::Error) -> LedgerError {
    let file = file.display().to_string();
    let detail = match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        sqlx::Error::PoolClosed => return LedgerError::Closed { doing },
        other => other.to_string(),
    };
    let code = match error {
        sqlx::Error::Database(database) => database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(0),
        sqlx::Error::Io(_) => 10,
        _ => 0,
    };
    // The low byte is the primary result code: https://www.sqlite.org/rescode.html
    match code & 0xff {
        5 | 6 => LedgerError::Busy { doing, file, seconds: PATIENCE.as_secs() },
        10 => LedgerError::Disk { doing, file, detail },
        11 | 26 => LedgerError::Damaged { doing, file, detail },
        13 => LedgerError::Full { doing, file },
        3 | 8 | 14 | 23 => LedgerError::Inaccessible { doing, file, detail },
        _ => LedgerError::Refused { doing, detail },
    }
}
