//! The ledger on a database of SQL, written once for all of them: one connection that writes, others that read.
//!
//! Sealing happens in the transaction that inserts. Several processes may open one folder; the lock of the head file lets one
//! write at a time, and the database itself lets one writer in, whatever its folder. What differs from database to database
//! is behind [`Backend`].
//!
//! | module | what it does |
//! |---|---|
//! | `backend` `migrations` | what a database must offer; statements and their values; the tables |
//! | `transaction` | begin under the lock, commit, write the head |
//! | `writer` `append` | the queue with group commit; sealing and inserting |
//! | `events` `read` `page` `check` `imports` `personal` `quarantine` `books` `access` | the traits |

mod access;
pub mod append;
pub mod backend;
mod books;
mod check;
mod events;
mod imports;
pub mod migrations;
mod page;
pub mod personal;
mod quarantine;
mod read;
mod sources;
mod transaction;
mod writer;

use std::path::Path;
use std::sync::Arc;

use super::{Ledger, LedgerError, Task, Vault, VaultError};
use backend::{Backend, Cells, Statement};
pub(super) use transaction::{Door, PATIENCE};
use writer::Writer;

/// Name of the head file in the data folder.
pub const HEAD: &str = "ledger.head";

const FINGERPRINT: &str = "vault_fingerprint";
const OPENING: &str = "opening the ledger";

/// The ledger of a data folder on a database.
pub struct SqlLedger<B: Backend> {
    pub(super) vault: Arc<Vault>,
    pub(super) backend: B,
    pub(super) door: Door<B>,
    writer: Writer,
    log_head: access::LogHead,
}

impl<B: Backend> SqlLedger<B> {
    /// Opens the ledger of a data folder; makes folder, tables, head file and key file when there are none.
    pub(super) async fn open_on(data_dir: &Path, backend: B) -> Result<SqlLedger<B>, LedgerError> {
        let inaccessible = |error: std::io::Error| LedgerError::Inaccessible {
            doing: OPENING,
            file: data_dir.display().to_string(),
            detail: error.to_string(),
        };
        std::fs::create_dir_all(data_dir).map_err(inaccessible)?;
        let door = Door::new(backend.clone(), &data_dir.join(HEAD))?;
        let log_head = access::LogHead::open(data_dir)?;
        // Tables and key file are made under the lock: two processes may be started on a new folder at once.
        let first = door.lock(OPENING).await?;
        backend.migrate().await?;
        drop(first);
        let vault = Arc::new(open_vault(&backend, &door, data_dir).await?);
        let writer = Writer::start(door.clone(), vault.clone());
        Ok(SqlLedger { vault, backend, door, writer, log_head })
    }

    fn failed(&self, doing: &'static str) -> impl Fn(sqlx::Error) -> LedgerError + Copy + '_ {
        move |error| self.backend.explain(doing, &error)
    }

    /// Reads rows and takes each apart.
    async fn rows<T>(
        &self,
        doing: &'static str,
        statement: Statement,
        take: impl Fn(&B::Row) -> Result<T, sqlx::Error> + Send,
    ) -> Result<Vec<T>, LedgerError> {
        let found = self.backend.read(statement).await.map_err(self.failed(doing))?;
        found.iter().map(|row| take(row).map_err(self.failed(doing))).collect()
    }

    /// Reads the one row that there is, or none.
    async fn row<T>(
        &self,
        doing: &'static str,
        statement: Statement,
        take: impl Fn(&B::Row) -> Result<T, sqlx::Error> + Send,
    ) -> Result<Option<T>, LedgerError> {
        Ok(self.rows(doing, statement, take).await?.pop())
    }

    /// Runs statements in a transaction of their own; gives the number of rows they changed.
    async fn write(&self, doing: &'static str, statements: Vec<Statement>) -> Result<u64, LedgerError> {
        let mut transaction = self.door.begin_unchecked(doing).await?;
        let mut changed = 0;
        for statement in statements {
            changed += transaction.execute(statement).await?;
        }
        transaction.commit().await?;
        Ok(changed)
    }
}

/// Opens the key file that belongs to the tables.
async fn open_vault<B: Backend>(backend: &B, door: &Door<B>, data_dir: &Path) -> Result<Vault, LedgerError> {
    let failed = |error: sqlx::Error| backend.explain(OPENING, &error);
    let asked = || Statement::new(books::META).bind(FINGERPRINT);
    let of_rows = |rows: Vec<B::Row>| rows.first().map(|row| row.text(0).map_err(failed)).transpose();
    let known = of_rows(backend.read(asked()).await.map_err(failed)?)?;
    if let Some(known) = known {
        return known_vault(data_dir, &known);
    }
    // Nobody has opened this ledger yet, or somebody is just doing so: whoever comes first makes the key.
    let mut transaction = door.begin_unchecked(OPENING).await?;
    if let Some(known) = of_rows(transaction.fetch(asked()).await?)? {
        transaction.commit().await?;
        return known_vault(data_dir, &known);
    }
    let kept = transaction.fetch(Statement::new(B::DIALECT.personal_count)).await?;
    let kept = kept.first().map(|row| row.integer(0).map_err(failed)).transpose()?;
    // A new key file beside tables that already hold sealed values would lock those values away for ever.
    let vault = if kept.unwrap_or(0) == 0 { Vault::open_or_create(data_dir)? } else { Vault::open(data_dir)? };
    books::set(&mut transaction, books::SETTING, FINGERPRINT, vault.fingerprint().as_str()).await?;
    transaction.commit().await?;
    Ok(vault)
}

fn known_vault(data_dir: &Path, fingerprint: &str) -> Result<Vault, LedgerError> {
    let vault = Vault::open(data_dir)?;
    vault.check_fingerprint(fingerprint)?;
    Ok(vault)
}

impl<B: Backend> Ledger for SqlLedger<B> {
    fn vault(&self) -> &Vault {
        &self.vault
    }

    fn close(&self) -> Task<'_, ()> {
        Box::pin(async move {
            self.writer.close().await;
            self.backend.close().await;
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
