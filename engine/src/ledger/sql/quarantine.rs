//! Quarantine.

use super::backend::{Backend, Cells, Statement};
use super::read::limit;
use super::transaction::Transaction;
use super::{SqlLedger, broken};
use crate::ledger::quarantine::{Quarantine, Quarantined, QuarantinedRow};
use crate::ledger::{BatchId, LedgerError, Task, Vault};
use crate::time::Micros;

const AGAIN: &str = "UPDATE quarantine SET batch = coalesce($5, batch) \
     WHERE centre = $1 AND source = $2 AND line = $3 AND content_hash = $4 AND withdrawn_at IS NULL";
const NEW: &str = "INSERT INTO quarantine (id, centre, source, line, content_hash, batch, reason, field, message, how_to_mend, masked, \
     sealed, recorded_at) SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM quarantine";
const LIST: &str = "SELECT id, centre, source, line, reason, field, message, how_to_mend, masked, recorded_at, batch, replayed_at, \
     withdrawn_at FROM quarantine WHERE id > $1 AND ($2 = 0 OR (replayed_at IS NULL AND withdrawn_at IS NULL)) ORDER BY id LIMIT $3";
const RAW: &str = "SELECT sealed FROM quarantine WHERE id = $1";
const REPLAYED: &str = "UPDATE quarantine SET replayed_at = $1 WHERE id = $2 AND replayed_at IS NULL AND withdrawn_at IS NULL";

/// What a sealed row belongs to; also the tag of its keyed hash.
const CONTEXT: &str = "quarantine";

/// Keeps rows inside a transaction.
pub(super) async fn insert<B: Backend>(
    transaction: &mut Transaction<B>,
    vault: &Vault,
    rows: &[Quarantined],
    import: Option<BatchId>,
    recorded_at: Micros,
) -> Result<(), LedgerError> {
    for row in rows {
        let token = vault.token(CONTEXT, &row.raw).0.to_be_bytes();
        let which = |sql| {
            let line = i64::try_from(row.line).unwrap_or(i64::MAX);
            let statement = Statement::new(sql).bind(shown(&row.centre).as_str()).bind(shown(&row.source).as_str());
            statement.bind(line).bind(&token[..]).bind(import)
        };
        if transaction.execute(which(AGAIN)).await? > 0 {
            continue;
        }
        let mut new = which(NEW);
        for text in [&row.reason, &row.field, &row.message, &row.how_to_mend, &row.masked] {
            new = new.bind(shown(text).as_str());
        }
        new = new.bind(&vault.seal(CONTEXT.as_bytes(), &row.raw)?[..]).bind(recorded_at);
        transaction.execute(new).await?;
    }
    Ok(())
}

/// A text as people see it. A row may be bad just because it holds null characters, which PostgreSQL keeps in no text; the sealed
/// row has them.
fn shown(text: &str) -> String {
    text.replace('\0', "\u{2400}")
}

impl<B: Backend> Quarantine for SqlLedger<B> {
    fn quarantine(&self, rows: Vec<Quarantined>, import: Option<BatchId>, recorded_at: Micros) -> Task<'_, ()> {
        Box::pin(async move {
            let mut transaction = self.door.begin("writing to quarantine").await?;
            insert(&mut transaction, &self.vault, &rows, import, recorded_at).await?;
            transaction.commit().await
        })
    }

    fn quarantined(&self, after: i64, count: usize, open_only: bool) -> Task<'_, Vec<QuarantinedRow>> {
        let statement = Statement::new(LIST).bind(after).bind(i64::from(open_only)).bind(limit(count));
        Box::pin(self.rows("listing the quarantine", statement, quarantined))
    }

    fn quarantined_raw(&self, id: i64) -> Task<'_, Option<String>> {
        Box::pin(async move {
            let sealed = self.row("reading the quarantine", Statement::new(RAW).bind(id), |row| row.bytes(0)).await?;
            let open = |sealed: Vec<u8>| self.vault.open_sealed(CONTEXT.as_bytes(), &sealed);
            sealed.map(|sealed| open(sealed).map_err(|error| broken("quarantine", id, error))).transpose()
        })
    }

    fn mark_replayed(&self, id: i64, at: Micros) -> Task<'_, bool> {
        Box::pin(async move {
            let statement = Statement::new(REPLAYED).bind(at).bind(id);
            Ok(self.write("marking a row as replayed", vec![statement]).await? > 0)
        })
    }
}

fn quarantined(row: &impl Cells) -> Result<QuarantinedRow, sqlx::Error> {
    Ok(QuarantinedRow {
        id: row.integer(0)?,
        centre: row.text(1)?,
        source: row.text(2)?,
        line: row.integer(3)?.unsigned_abs(),
        reason: row.text(4)?,
        field: row.text(5)?,
        message: row.text(6)?,
        how_to_mend: row.text(7)?,
        masked: row.text(8)?,
        recorded_at: row.integer(9)?,
        batch: row.maybe_integer(10)?,
        replayed_at: row.maybe_integer(11)?,
        withdrawn_at: row.maybe_integer(12)?,
    })
}
