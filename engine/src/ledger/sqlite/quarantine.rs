//! Quarantine on SQLite.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::read::limit;
use super::transaction::Transaction;
use super::{SqliteLedger, broken};
use crate::ledger::quarantine::{Quarantine, Quarantined, QuarantinedRow};
use crate::ledger::{BatchId, LedgerError, Task, Vault};
use crate::time::Micros;

const NEW: &str = "INSERT INTO quarantine (centre, source, line, reason, field, message, how_to_mend, masked, sealed, content_hash, \
     recorded_at, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
     ON CONFLICT (centre, source, line, content_hash) WHERE withdrawn_at IS NULL DO UPDATE SET batch = coalesce(excluded.batch, batch)";
const LIST: &str = "SELECT id, centre, source, line, reason, field, message, how_to_mend, masked, recorded_at, batch, replayed_at, \
     withdrawn_at FROM quarantine WHERE id > ?1 AND (NOT ?2 OR (replayed_at IS NULL AND withdrawn_at IS NULL)) ORDER BY id LIMIT ?3";
const RAW: &str = "SELECT sealed FROM quarantine WHERE id = ?";
const REPLAYED: &str = "UPDATE quarantine SET replayed_at = ? WHERE id = ? AND replayed_at IS NULL AND withdrawn_at IS NULL";

/// What a sealed row belongs to; also the tag of its keyed hash.
const CONTEXT: &str = "quarantine";

/// Keeps rows inside a transaction.
pub(super) async fn insert(
    transaction: &mut Transaction,
    vault: &Vault,
    rows: &[Quarantined],
    import: Option<BatchId>,
    recorded_at: Micros,
) -> Result<(), LedgerError> {
    let failed = transaction.failed();
    for row in rows {
        let query = sqlx::query(NEW)
            .bind(row.centre.clone())
            .bind(row.source.clone())
            .bind(i64::try_from(row.line).unwrap_or(i64::MAX))
            .bind(row.reason.clone())
            .bind(row.field.clone())
            .bind(row.message.clone())
            .bind(row.how_to_mend.clone())
            .bind(row.masked.clone())
            .bind(vault.seal(CONTEXT.as_bytes(), &row.raw)?)
            .bind(vault.token(CONTEXT, &row.raw).0.to_be_bytes().to_vec())
            .bind(recorded_at)
            .bind(import);
        query.execute(transaction.connection()).await.map_err(&failed)?;
    }
    Ok(())
}

impl Quarantine for SqliteLedger {
    fn quarantine(&self, rows: Vec<Quarantined>, import: Option<BatchId>, recorded_at: Micros) -> Task<'_, ()> {
        Box::pin(async move {
            let mut transaction = self.door.begin("writing to quarantine").await?;
            insert(&mut transaction, &self.vault, &rows, import, recorded_at).await?;
            transaction.commit().await
        })
    }

    fn quarantined(&self, after: i64, count: usize, open_only: bool) -> Task<'_, Vec<QuarantinedRow>> {
        let failed = self.failed("listing the quarantine");
        Box::pin(async move {
            let found = sqlx::query(LIST).bind(after).bind(open_only).bind(limit(count)).fetch_all(&self.pool).await.map_err(failed)?;
            found.iter().map(|row| quarantined(row).map_err(failed)).collect()
        })
    }

    fn quarantined_raw(&self, id: i64) -> Task<'_, Option<String>> {
        let failed = self.failed("reading the quarantine");
        Box::pin(async move {
            let sealed: Option<Vec<u8>> = sqlx::query_scalar(RAW).bind(id).fetch_optional(&self.pool).await.map_err(failed)?;
            let open = |sealed: Vec<u8>| self.vault.open_sealed(CONTEXT.as_bytes(), &sealed);
            sealed.map(|sealed| open(sealed).map_err(|error| broken("quarantine", id, error))).transpose()
        })
    }

    fn mark_replayed(&self, id: i64, at: Micros) -> Task<'_, bool> {
        let doing = "marking a row as replayed";
        let failed = self.failed(doing);
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked(doing).await?;
            let done = sqlx::query(REPLAYED).bind(at).bind(id).execute(transaction.connection()).await.map_err(failed)?;
            transaction.commit().await?;
            Ok(done.rows_affected() > 0)
        })
    }
}

fn quarantined(row: &SqliteRow) -> Result<QuarantinedRow, sqlx::Error> {
    Ok(QuarantinedRow {
        id: row.try_get(0)?,
        centre: row.try_get(1)?,
        source: row.try_get(2)?,
        line: row.try_get::<i64, _>(3)?.unsigned_abs(),
        reason: row.try_get(4)?,
        field: row.try_get(5)?,
        message: row.try_get(6)?,
        how_to_mend: row.try_get(7)?,
        masked: row.try_get(8)?,
        recorded_at: row.try_get(9)?,
        batch: row.try_get(10)?,
        replayed_at: row.try_get(11)?,
        withdrawn_at: row.try_get(12)?,
    })
}
