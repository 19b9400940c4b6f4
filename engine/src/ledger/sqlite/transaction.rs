//! Writing transactions: begun under the lock of the head file, checked against it, committed, and the head written after.
//!
//! A transaction that is not committed, because something failed or its caller went away, closes its connection: SQLite then
//! rolls back whatever state it was in, and the next transaction opens another one.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::connect::{Connector, PATIENCE, explain};
use crate::ledger::chain::{Hash, Head};
use crate::ledger::head::{HeadFile, Recorded};
use crate::ledger::{Fault, LedgerError};

const LAST: &str = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
const HASH_AT: &str = "SELECT hash FROM events WHERE position = ?";

/// The one way to write: a connection and the head file, for one transaction at a time.
#[derive(Clone)]
pub(super) struct Door {
    slot: Arc<Mutex<Slot>>,
    connector: Connector,
}

struct Slot {
    connection: Option<SqliteConnection>,
    head: HeadFile,
    is_closed: bool,
}

/// The slot with the lock of the head file, given back when dropped.
pub(super) struct Locked(OwnedMutexGuard<Slot>);

impl Drop for Locked {
    fn drop(&mut self) {
        if let Err(error) = self.0.head.unlock() {
            tracing::warn!(error = %error, "the lock of the head file was not given back");
        }
    }
}

/// A transaction that writes.
pub(super) struct Transaction {
    // Dropped before the lock is given back.
    connection: SqliteConnection,
    locked: Locked,
    /// The end of the chain; whoever appends moves it on.
    pub(super) head: Head,
    began_at: Head,
    connector: Connector,
    doing: &'static str,
}

impl Door {
    pub(super) fn new(connector: Connector, head: &Path) -> Result<Door, LedgerError> {
        let head = HeadFile::open(head).map_err(|error| LedgerError::Inaccessible {
            doing: "opening the ledger",
            file: head.display().to_string(),
            detail: error.to_string(),
        })?;
        Ok(Door { slot: Arc::new(Mutex::new(Slot { connection: None, head, is_closed: false })), connector })
    }

    /// Waits for the lock.
    pub(super) async fn lock(&self, doing: &'static str) -> Result<Locked, LedgerError> {
        let slot = self.slot.clone().lock_owned().await;
        if slot.is_closed {
            return Err(LedgerError::Closed { doing });
        }
        // Another process holds it for one transaction at most, so asking again is cheap and needs no thread that waits.
        let mut waited = Duration::ZERO;
        let step = Duration::from_millis(2);
        loop {
            match slot.head.try_lock() {
                Ok(true) => return Ok(Locked(slot)),
                Ok(false) if waited < PATIENCE => {
                    tokio::time::sleep(step).await;
                    waited += step;
                }
                Ok(false) => {
                    let file = slot.head.path().display().to_string();
                    return Err(LedgerError::Busy { doing, file, seconds: PATIENCE.as_secs() });
                }
                Err(error) => {
                    return Err(LedgerError::Inaccessible {
                        doing,
                        file: slot.head.path().display().to_string(),
                        detail: error.to_string(),
                    });
                }
            }
        }
    }

    /// Begins a transaction, and refuses one on a ledger whose end is not where the head file says.
    pub(super) async fn begin(&self, doing: &'static str) -> Result<Transaction, LedgerError> {
        let mut transaction = self.begin_unchecked(doing).await?;
        transaction.check_end().await?;
        Ok(transaction)
    }

    /// Begins a transaction, whatever the head file says.
    pub(super) async fn begin_unchecked(&self, doing: &'static str) -> Result<Transaction, LedgerError> {
        let mut locked = self.lock(doing).await?;
        let connection = match locked.0.connection.take() {
            Some(connection) => connection,
            None => self.connector.connect(doing).await?,
        };
        let connector = self.connector.clone();
        let mut transaction = Transaction { locked, connection, head: Head::default(), began_at: Head::default(), connector, doing };
        transaction.execute("BEGIN IMMEDIATE").await?;
        transaction.head = transaction.table_end().await?;
        transaction.began_at = transaction.head;
        Ok(transaction)
    }

    /// What the head file holds. Needs no lock: a slot that is just being written does not count.
    pub(super) async fn recorded(&self) -> Result<Recorded, LedgerError> {
        let failed = |error: std::io::Error| LedgerError::Inaccessible {
            doing: "reading the head file",
            file: self.connector.file().display().to_string(),
            detail: error.to_string(),
        };
        let mut own = self.slot.lock().await.head.reopen().map_err(failed)?;
        own.read().map_err(failed)
    }

    /// The head file's path.
    pub(super) async fn head_path(&self) -> String {
        self.slot.lock().await.head.path().display().to_string()
    }

    /// Empties the write-ahead log into the database, as far as nobody reads in it.
    pub(super) async fn empty_log(&self, doing: &'static str) -> Result<(), LedgerError> {
        let mut locked = self.lock(doing).await?;
        if let Some(connection) = locked.0.connection.as_mut() {
            let failed = |error| explain(doing, self.connector.file(), &error);
            sqlx::query(EMPTY_LOG).execute(connection).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Empties the write-ahead log into the database and lets no transaction begin any more.
    pub(super) async fn close(&self) -> Result<(), LedgerError> {
        let doing = "closing the ledger";
        let mut locked = match self.lock(doing).await {
            Ok(locked) => locked,
            Err(LedgerError::Closed { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        locked.0.is_closed = true;
        if let Some(mut connection) = locked.0.connection.take() {
            // A log that cannot be emptied, on a full disk for instance, is read again by the next to open.
            if let Err(error) = sqlx::query(EMPTY_LOG).execute(&mut connection).await {
                tracing::warn!(error = %error, "the write-ahead log was not emptied");
            }
            sqlx::Connection::close(connection).await.map_err(|error| explain(doing, self.connector.file(), &error))?;
        }
        Ok(())
    }
}

impl Transaction {
    /// The connection, for statements of this transaction.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// What an error of one of its statements means.
    pub(super) fn failed(&self) -> impl Fn(sqlx::Error) -> LedgerError + use<> {
        let (doing, file) = (self.doing, self.connector.file().to_owned());
        move |error| explain(doing, &file, &error)
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), LedgerError> {
        let failed = self.failed();
        sqlx::query(sql).execute(&mut self.connection).await.map(drop).map_err(failed)
    }

    async fn table_end(&mut self) -> Result<Head, LedgerError> {
        let failed = self.failed();
        let last: Option<(i64, Vec<u8>)> = sqlx::query_as(LAST).fetch_optional(&mut self.connection).await.map_err(failed)?;
        let Some((position, hash)) = last else { return Ok(Head::default()) };
        let hash = Hash::of_bytes(&hash).ok_or(LedgerError::Inconsistent { table: "events", row: position, column: "hash" })?;
        Ok(Head { position, hash })
    }

    /// The head file may be older than the table (a crash between commit and head), never newer, and never another chain's.
    async fn check_end(&mut self) -> Result<(), LedgerError> {
        let file = self.locked.0.head.path().display().to_string();
        let recorded = self.locked.0.head.read();
        let unreadable =
            |error: std::io::Error| LedgerError::Inaccessible { doing: self.doing, file: file.clone(), detail: error.to_string() };
        let end = self.head;
        let fault = match recorded.map_err(unreadable)? {
            Recorded::At(head) if head == end => return Ok(()),
            Recorded::At(head) if head.position > end.position => Fault::CutTail { head: head.position, end: end.position },
            Recorded::At(head) if head.position == 0 => return Ok(()),
            Recorded::At(head) => {
                let failed = self.failed();
                let hash: Option<Vec<u8>> =
                    sqlx::query_scalar(HASH_AT).bind(head.position).fetch_optional(&mut self.connection).await.map_err(failed)?;
                match hash {
                    Some(hash) if hash == head.hash.0 => return Ok(()),
                    _ => Fault::Rewritten { position: head.position, witness: "the head file" },
                }
            }
            Recorded::Nothing | Recorded::Unreadable if end.position == 0 => return Ok(()),
            Recorded::Nothing => Fault::NoHead { file, is_unreadable: false, end: end.position },
            Recorded::Unreadable => Fault::NoHead { file, is_unreadable: true, end: end.position },
        };
        Err(LedgerError::Faulty { fault: Box::new(fault) })
    }

    /// Commits, then writes the head if the chain has grown.
    pub(super) async fn commit(mut self) -> Result<(), LedgerError> {
        self.execute("COMMIT").await?;
        let Transaction { mut locked, connection, head, began_at, .. } = self;
        locked.0.connection = Some(connection);
        if head != began_at {
            // The events are in and must be reported so. A head that lags is mended by the next append.
            if let Err(error) = locked.0.head.write(head) {
                tracing::error!(ledger.position = head.position, error = %error, "the head file was not written");
            }
        }
        Ok(())
    }

    /// Commits, and declares the table's end to be the head.
    pub(super) async fn accept_end(mut self) -> Result<Head, LedgerError> {
        let head = self.head;
        let failed = LedgerError::Disk {
            doing: self.doing,
            file: self.locked.0.head.path().display().to_string(),
            detail: "the head cannot be written".to_owned(),
        };
        self.execute("COMMIT").await?;
        let Transaction { mut locked, connection, .. } = self;
        locked.0.connection = Some(connection);
        locked.0.head.reset(head).map_err(|_| failed)?;
        Ok(head)
    }
}
