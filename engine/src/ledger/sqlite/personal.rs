//! Personal values on SQLite.

use std::sync::Arc;

use super::transaction::Transaction;
use super::{SqliteLedger, broken, many};
use crate::ledger::personal::PersonalValues;
use crate::ledger::{LedgerError, Task, Vault};
use crate::schema::Key;

/// The second part is read only if the first has nothing.
const PERSONAL: &str = "SELECT sealed FROM personal WHERE key = ?1 \
     UNION ALL SELECT sealed FROM personal_recent WHERE key = ?1 LIMIT 1";
const NEW: &str = "INSERT INTO personal_recent (key, sealed) VALUES ";
const RECENT: &str = "SELECT coalesce(max(number), 0) FROM personal_recent";
const MOVE: &str = "INSERT OR IGNORE INTO personal (key, sealed) SELECT key, sealed FROM personal_recent ORDER BY key";
const MOVED: &str = "DELETE FROM personal_recent";
const ERASE: &str = "DELETE FROM personal WHERE key = ?";
const ERASE_RECENT: &str = "DELETE FROM personal_recent WHERE key = ?";

/// How many recent values an import collects before they are moved, and how many anybody else.
const MOVE_AT: (i64, i64) = (131_072, 4_096);

/// A personal value ready to be kept.
pub(super) struct Sealed {
    key: [u8; 16],
    sealed: Vec<u8>,
}

/// Seals an event's personal values.
pub(super) fn seal(vault: &Vault, values: &[(Key, String)]) -> Result<Vec<Sealed>, LedgerError> {
    values
        .iter()
        .map(|(key, value)| {
            let key = key.0.to_be_bytes();
            Ok(Sealed { key, sealed: vault.seal(&key, value)? })
        })
        .collect()
}

/// Keeps personal values.
pub(super) async fn insert(transaction: &mut Transaction, mut values: Vec<&Sealed>, is_import: bool) -> Result<(), LedgerError> {
    if values.is_empty() {
        return Ok(());
    }
    values.sort_unstable_by_key(|value| value.key);
    values.dedup_by_key(|value| value.key);
    let failed = transaction.failed();
    let mut rest = values.as_slice();
    while !rest.is_empty() {
        let (sql, rows) = many::insert_of(NEW, 2, rest.len());
        let (chunk, others) = rest.split_at(rows);
        rest = others;
        let mut query = sqlx::query(sql);
        for value in chunk {
            query = query.bind(Arc::<[u8]>::from(&value.key[..])).bind(Arc::<[u8]>::from(value.sealed.as_slice()));
        }
        query.execute(transaction.connection()).await.map_err(&failed)?;
    }
    let recent: i64 = sqlx::query_scalar(RECENT).fetch_one(transaction.connection()).await.map_err(failed)?;
    if recent >= if is_import { MOVE_AT.0 } else { MOVE_AT.1 } {
        settle(transaction).await?;
    }
    Ok(())
}

/// Moves recent values to their places.
pub(super) async fn settle(transaction: &mut Transaction) -> Result<(), LedgerError> {
    let failed = transaction.failed();
    sqlx::query(MOVE).execute(transaction.connection()).await.map_err(&failed)?;
    sqlx::query(MOVED).execute(transaction.connection()).await.map(drop).map_err(failed)
}

impl PersonalValues for SqliteLedger {
    fn personal(&self, key: Key) -> Task<'_, Option<String>> {
        let failed = self.failed("reading a personal value");
        Box::pin(async move {
            let token = key.0.to_be_bytes();
            let sealed: Option<Vec<u8>> =
                sqlx::query_scalar(PERSONAL).bind(token.to_vec()).fetch_optional(&self.pool).await.map_err(failed)?;
            sealed.map(|sealed| self.vault.open_sealed(&token, &sealed).map_err(|error| broken("personal", 0, error))).transpose()
        })
    }

    fn erase(&self, key: Key) -> Task<'_, bool> {
        let doing = "erasing a personal value";
        let failed = self.failed(doing);
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked(doing).await?;
            let token = key.0.to_be_bytes().to_vec();
            let mut erased = 0;
            for sql in [ERASE, ERASE_RECENT] {
                let done = sqlx::query(sql).bind(token.clone()).execute(transaction.connection()).await.map_err(failed)?;
                erased += done.rows_affected();
            }
            transaction.commit().await?;
            if erased > 0 {
                // What was erased also stands in the write-ahead log until that is emptied.
                self.door.empty_log(doing).await?;
            }
            Ok(erased > 0)
        })
    }
}
