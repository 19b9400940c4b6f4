//! Imports on SQLite.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::append::{self, Prepared};
use super::transaction::Transaction;
use super::{SqliteLedger, personal, read};
use crate::case::form::Formed;
use crate::case::kind::EventType;
use crate::ledger::events::Row;
use crate::ledger::imports::{Begun, Import, ImportCounts, Imports, NewImport, Voided};
use crate::ledger::{Append, BatchId, Entry, LedgerError, Outcome, Position, Task};
use crate::sym::Sym;
use crate::time::{Micros, format_utc};

const UNFINISHED: &str = "SELECT max(batch) FROM imports WHERE centre = ? AND profile = ? AND mapping IS ? AND file_sha256 = ? \
     AND finished_at IS NULL AND voided_at IS NULL";
const BEGIN: &str = "INSERT INTO imports (centre, profile, mapping, file_name, file_sha256, started_at) VALUES (?, ?, ?, ?, ?, ?)";
const FINISH: &str = "UPDATE imports SET finished_at = ?, read = ?, accepted = ?, duplicates = ?, quarantined = ?, events = ?, \
     cases = ? WHERE batch = ?";
const ALL: &str = "SELECT batch, centre, profile, mapping, file_name, file_sha256, started_at, finished_at, read, accepted, \
     duplicates, quarantined, events, cases, voided_at, void_position, reason FROM imports WHERE ?1 IS NULL OR batch = ?1 ORDER BY batch";
const STATE: &str = "SELECT centre, void_position FROM imports WHERE batch = ?";
const SIZE: &str = "SELECT coalesce(sum(last_position - first_position + 1), 0) FROM import_runs WHERE batch = ?";
const MARK: &str = "UPDATE imports SET voided_at = ?, void_position = ?, reason = ? WHERE batch = ?";
const FREE_KEYS: &str = "DELETE FROM event_keys WHERE (centre, source, id, revision) IN ( \
         SELECT e.centre, e.source, e.id, e.revision FROM import_runs AS r \
         CROSS JOIN events AS e ON e.position BETWEEN r.first_position AND r.last_position WHERE r.batch = ?1)";
const WITHDRAW: &str = "UPDATE quarantine SET withdrawn_at = ? WHERE batch = ? AND replayed_at IS NULL AND withdrawn_at IS NULL";

/// The source of events that the engine writes about its own doings.
const OWN_SOURCE: &str = "mingjing";

impl Imports for SqliteLedger {
    fn begin_import(&self, import: NewImport) -> Task<'_, Begun> {
        let doing = "beginning an import";
        let failed = self.failed(doing);
        Box::pin(async move {
            let mut transaction = self.door.begin(doing).await?;
            let unfinished: Option<i64> = sqlx::query_scalar(UNFINISHED)
                .bind(import.centre.clone())
                .bind(import.profile.clone())
                .bind(import.mapping.clone())
                .bind(import.file_sha256.clone())
                .fetch_one(transaction.connection())
                .await
                .map_err(failed)?;
            if let Some(batch) = unfinished {
                transaction.commit().await?;
                return Ok(Begun { batch, resumed: true });
            }
            let query = sqlx::query(BEGIN)
                .bind(import.centre)
                .bind(import.profile)
                .bind(import.mapping)
                .bind(import.file_name)
                .bind(import.file_sha256)
                .bind(import.started_at);
            let batch = query.execute(transaction.connection()).await.map_err(failed)?.last_insert_rowid();
            transaction.commit().await?;
            Ok(Begun { batch, resumed: false })
        })
    }

    fn finish_import(&self, batch: BatchId, counts: ImportCounts, finished_at: Micros) -> Task<'_, bool> {
        let doing = "finishing an import";
        let failed = self.failed(doing);
        Box::pin(async move {
            let ImportCounts { read, accepted, duplicates, quarantined, events, cases } = counts;
            let numbers = [read, accepted, duplicates, quarantined, events, cases];
            let mut query = sqlx::query(FINISH).bind(finished_at);
            for number in numbers {
                query = query.bind(i64::try_from(number).unwrap_or(i64::MAX));
            }
            let mut transaction = self.door.begin_unchecked(doing).await?;
            let done = query.bind(batch).execute(transaction.connection()).await.map_err(failed)?;
            personal::settle(&mut transaction).await?;
            transaction.commit().await?;
            Ok(done.rows_affected() > 0)
        })
    }

    fn imports(&self) -> Task<'_, Vec<Import>> {
        Box::pin(self.list_imports(None))
    }

    fn import(&self, batch: BatchId) -> Task<'_, Option<Import>> {
        Box::pin(async move { Ok(self.list_imports(Some(batch)).await?.pop()) })
    }

    fn import_events(&self, batch: BatchId, after: Position, limit: usize) -> Task<'_, Vec<Row>> {
        Box::pin(read::of_import(self, batch, after, limit))
    }

    fn void_import(&self, batch: BatchId, reason: &str, recorded_at: Micros) -> Task<'_, Option<Voided>> {
        let doing = "voiding an import";
        let reason = reason.to_owned();
        Box::pin(async move {
            let mut transaction = self.door.begin(doing).await?;
            let voided = self.void_in(&mut transaction, batch, reason, recorded_at).await?;
            transaction.commit().await?;
            Ok(voided)
        })
    }
}

impl SqliteLedger {
    async fn list_imports(&self, batch: Option<BatchId>) -> Result<Vec<Import>, LedgerError> {
        let failed = self.failed("listing imports");
        let found = sqlx::query(ALL).bind(batch).fetch_all(&self.pool).await.map_err(failed)?;
        found.iter().map(|row| import(row).map_err(failed)).collect()
    }

    async fn void_in(
        &self,
        transaction: &mut Transaction,
        batch: BatchId,
        reason: String,
        recorded_at: Micros,
    ) -> Result<Option<Voided>, LedgerError> {
        let failed = transaction.failed();
        let state: Option<(String, Option<i64>)> =
            sqlx::query_as(STATE).bind(batch).fetch_optional(transaction.connection()).await.map_err(&failed)?;
        let Some((centre, void_position)) = state else { return Ok(None) };
        let size: i64 = sqlx::query_scalar(SIZE).bind(batch).fetch_one(transaction.connection()).await.map_err(&failed)?;
        let events = size.unsigned_abs();
        if let Some(position) = void_position {
            return Ok(Some(Voided { position, events, already: true }));
        }
        sqlx::query(FREE_KEYS).bind(batch).execute(transaction.connection()).await.map_err(&failed)?;
        let event = void_event(&centre, batch, &reason, recorded_at);
        let prepared = Prepared::new(Append::new(vec![Entry::from(event)], recorded_at), &self.vault)?;
        let outcomes = append::write(transaction, &self.vault, &prepared).await?;
        let Some(Outcome::Appended(position)) = outcomes.first().copied() else {
            return Err(LedgerError::Inconsistent { table: "imports", row: batch, column: "void_position" });
        };
        let mark = sqlx::query(MARK).bind(recorded_at).bind(position).bind(reason).bind(batch);
        mark.execute(transaction.connection()).await.map_err(&failed)?;
        sqlx::query(WITHDRAW).bind(recorded_at).bind(batch).execute(transaction.connection()).await.map_err(failed)?;
        Ok(Some(Voided { position, events, already: false }))
    }
}

/// The event that says so, in canonical form. Its id is the import's, so that an import is voided once.
fn void_event(centre: &str, batch: BatchId, reason: &str, recorded_at: Micros) -> Formed {
    let id = format!("import/{batch}/voided");
    let kind = EventType::ImportVoided;
    let body = serde_json::json!({
        "id": id,
        "source": OWN_SOURCE,
        "type": kind.name(),
        "centre": centre,
        "occurred_at": format_utc(recorded_at),
        "actor_kind": "system",
        "payload": { "batch": batch.to_string(), "reason": reason },
    });
    Formed {
        centre: Sym::new(centre),
        source: Sym::new(OWN_SOURCE),
        id,
        revision: 0,
        kind,
        case_no: None,
        occurred_at: recorded_at,
        body: body.to_string(),
        personal: Vec::new(),
    }
}

fn import(row: &SqliteRow) -> Result<Import, sqlx::Error> {
    let count = |column: usize| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    Ok(Import {
        batch: row.try_get(0)?,
        began: NewImport {
            centre: row.try_get(1)?,
            profile: row.try_get(2)?,
            mapping: row.try_get(3)?,
            file_name: row.try_get(4)?,
            file_sha256: row.try_get(5)?,
            started_at: row.try_get(6)?,
        },
        finished_at: row.try_get(7)?,
        counts: ImportCounts {
            read: count(8)?,
            accepted: count(9)?,
            duplicates: count(10)?,
            quarantined: count(11)?,
            events: count(12)?,
            cases: count(13)?,
        },
        voided_at: row.try_get(14)?,
        void_position: row.try_get(15)?,
        reason: row.try_get(16)?,
    })
}
