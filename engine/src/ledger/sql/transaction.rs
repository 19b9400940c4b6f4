//! Writing transactions: begun under the lock of the head file, checked against it, committed, and the head written after.
//!
//! A transaction that is not committed, because something failed or its caller went away, closes its connection: the database
//! then rolls back whatever state it was in, and the next transaction opens another one.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::backend::{Backend, Cells, Statement};
use crate::ledger::chain::{Hash, Head};
use crate::ledger::head::{HeadFile, Recorded};
use crate::ledger::{Fault, LedgerError};

const LAST: &str = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
const HASH_AT: &str = "SELECT hash FROM events WHERE position = $1";

/// How long a writer waits for another.
pub(in crate::ledger) const PATIENCE: Duration = Duration::from_secs(60);

/// The one way to write: a connection and the head file, for one transaction at a time.
pub struct Door<B: Backend> {
    slot: Arc<Mutex<Slot<B>>>,
    backend: B,
}

impl<B: Backend> Clone for Door<B> {
    fn clone(&self) -> Door<B> {
        Door { slot: self.slot.clone(), backend: self.backend.clone() }
    }
}

struct Slot<B: Backend> {
    connection: Option<B::Connection>,
    head: HeadFile,
    is_closed: bool,
}

/// The slot with the lock of the head file, given back when dropped.
pub struct Locked<B: Backend>(OwnedMutexGuard<Slot<B>>);

impl<B: Backend> Drop for Locked<B> {
    fn drop(&mut self) {
        if let Err(error) = self.0.head.unlock() {
            tracing::warn!(error = %error, "the lock of the head file was not given back");
        }
    }
}

/// A transaction that writes.
pub struct Transaction<B: Backend> {
    // Dropped before the lock is given back.
    connection: B::Connection,
    locked: Locked<B>,
    /// The end of the chain; whoever appends moves it on.
    pub(super) head: Head,
    began_at: Head,
    backend: B,
    doing: &'static str,
}

impl<B: Backend> Door<B> {
    pub(super) fn new(backend: B, head: &Path) -> Result<Door<B>, LedgerError> {
        let head = HeadFile::open(head).map_err(|error| LedgerError::Inaccessible {
            doing: "opening the ledger",
            file: head.display().to_string(),
            detail: error.to_string(),
        })?;
        Ok(Door { slot: Arc::new(Mutex::new(Slot { connection: None, head, is_closed: false })), backend })
    }

    /// Waits for the lock.
    pub(super) async fn lock(&self, doing: &'static str) -> Result<Locked<B>, LedgerError> {
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
    pub(in crate::ledger) async fn begin(&self, doing: &'static str) -> Result<Transaction<B>, LedgerError> {
        let mut transaction = self.begin_unchecked(doing).await?;
        transaction.check_end().await?;
        Ok(transaction)
    }

    /// Begins a transaction, whatever the head file says.
    pub(super) async fn begin_unchecked(&self, doing: &'static str) -> Result<Transaction<B>, LedgerError> {
        let mut locked = self.lock(doing).await?;
        let connection = self.begun(locked.0.connection.take(), doing).await?;
        let backend = self.backend.clone();
        let mut transaction = Transaction { locked, connection, head: Head::default(), began_at: Head::default(), backend, doing };
        transaction.head = transaction.table_end().await?;
        transaction.began_at = transaction.head;
        Ok(transaction)
    }

    /// A connection with a transaction begun on it. One that was kept may have broken off since, with nothing lost by that.
    async fn begun(&self, kept: Option<B::Connection>, doing: &'static str) -> Result<B::Connection, LedgerError> {
        if let Some(mut connection) = kept {
            match self.backend.begin(&mut connection, doing).await {
                Ok(()) => return Ok(connection),
                Err(LedgerError::Unreachable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let mut connection = self.backend.connect(doing).await?;
        self.backend.begin(&mut connection, doing).await?;
        Ok(connection)
    }

    /// What the head file holds. Needs no lock: a slot that is just being written does not count.
    pub(super) async fn recorded(&self) -> Result<Recorded, LedgerError> {
        let slot = self.slot.lock().await;
        let failed = |error: std::io::Error| LedgerError::Inaccessible {
            doing: "reading the head file",
            file: slot.head.path().display().to_string(),
            detail: error.to_string(),
        };
        let mut own = slot.head.reopen().map_err(failed)?;
        own.read().map_err(failed)
    }

    /// The head file's path.
    pub(super) async fn head_path(&self) -> String {
        self.slot.lock().await.head.path().display().to_string()
    }

    /// Has the database leave no copy of what was erased.
    pub(super) async fn tidy(&self, doing: &'static str) -> Result<(), LedgerError> {
        let mut locked = self.lock(doing).await?;
        match locked.0.connection.as_mut() {
            Some(connection) => B::tidy(connection).await.map_err(|error| self.backend.explain(doing, &error)),
            None => Ok(()),
        }
    }

    /// Leaves the database tidy and lets no transaction begin any more.
    pub(super) async fn close(&self) -> Result<(), LedgerError> {
        let doing = "closing the ledger";
        let mut locked = match self.lock(doing).await {
            Ok(locked) => locked,
            Err(LedgerError::Closed { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        locked.0.is_closed = true;
        if let Some(mut connection) = locked.0.connection.take() {
            // What is not tidied, on a full disk for instance, is done by the next to open.
            if let Err(error) = B::tidy(&mut connection).await {
                tracing::warn!(error = %self.backend.explain(doing, &error), "the database was not left tidy");
            }
            B::hang_up(connection).await.map_err(|error| self.backend.explain(doing, &error))?;
        }
        Ok(())
    }
}

impl<B: Backend> Transaction<B> {
    /// The connection, for statements of this transaction.
    pub(super) fn connection(&mut self) -> &mut B::Connection {
        &mut self.connection
    }

    /// What an error of one of its statements means.
    pub(super) fn failed(&self) -> impl Fn(sqlx::Error) -> LedgerError + use<B> {
        let (doing, backend) = (self.doing, self.backend.clone());
        move |error| backend.explain(doing, &error)
    }

    /// Runs a statement; gives the number of rows it changed.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, LedgerError> {
        B::execute(&mut self.connection, statement).await.map_err(|error| self.backend.explain(self.doing, &error))
    }

    /// Reads.
    pub(super) async fn fetch(&mut self, statement: Statement) -> Result<Vec<B::Row>, LedgerError> {
        B::fetch(&mut self.connection, statement).await.map_err(|error| self.backend.explain(self.doing, &error))
    }

    async fn table_end(&mut self) -> Result<Head, LedgerError> {
        let failed = self.failed();
        let found = self.fetch(Statement::new(LAST)).await?;
        let Some(last) = found.first() else { return Ok(Head::default()) };
        let (position, hash) = (last.integer(0).map_err(&failed)?, last.bytes(1).map_err(failed)?);
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
                let found = self.fetch(Statement::new(HASH_AT).bind(head.position)).await?;
                match found.first().map(|row| row.bytes(0)) {
                    Some(Ok(hash)) if hash == head.hash.0 => return Ok(()),
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
        self.end().await?;
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

    /// A connection that breaks off here leaves open whether the database had committed.
    async fn end(&mut self) -> Result<(), LedgerError> {
        match self.execute(Statement::new("COMMIT")).await {
            Err(LedgerError::Unreachable { doing, server, detail }) => Err(LedgerError::Unanswered { doing, server, detail }),
            other => other.map(drop),
        }
    }

    /// Commits, and declares the table's end to be the head.
    pub(super) async fn accept_end(mut self) -> Result<Head, LedgerError> {
        let head = self.head;
        let failed = LedgerError::Disk {
            doing: self.doing,
            file: self.locked.0.head.path().display().to_string(),
            detail: "the head cannot be written".to_owned(),
        };
        self.end().await?;
        let Transaction { mut locked, connection, .. } = self;
        locked.0.connection = Some(connection);
        locked.0.head.reset(head).map_err(|_| failed)?;
        Ok(head)
    }
}
