//! Imports.

use super::append::{self, Prepared};
use super::backend::{Backend, Cells, Statement};
use super::transaction::Transaction;
use super::{SqlLedger, read};
use crate::case::form::Formed;
use crate::case::kind::EventType;
use crate::ledger::events::Row;
use crate::ledger::imports::{Begun, Import, ImportCounts, Imports, NewImport, Voided};
use crate::ledger::{Append, BatchId, Entry, LedgerError, Outcome, Position, Task};
use crate::sym::Sym;
use crate::time::{Micros, format_utc};

const UNFINISHED: &str = "SELECT max(batch) FROM imports WHERE centre = $1 AND profile = $2 AND mapping IS NOT DISTINCT FROM $3 \
     AND file_sha256 = $4 AND finished_at IS NULL AND voided_at IS NULL";
const NEXT: &str = "SELECT coalesce(max(batch), 0) + 1 FROM imports";
const BEGIN: &str = "INSERT INTO imports (batch, centre, profile, mapping, file_sha256, file_name, started_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FINISH: &str = "UPDATE imports SET finished_at = $1, read = $2, accepted = $3, duplicates = $4, quarantined = $5, events = $6, \
     cases = $7 WHERE batch = $8";
const ALL: &str = "SELECT batch, centre, profile, mapping, file_name, file_sha256, started_at, finished_at, read, accepted, \
     duplicates, quarantined, events, cases, voided_at, void_position, reason FROM imports WHERE $1 IS NULL OR batch = $1 ORDER BY batch";
const STATE: &str = "SELECT centre, void_position FROM imports WHERE batch = $1";
const SIZE: &str = "SELECT CAST(coalesce(sum(last_position - first_position + 1), 0) AS BIGINT) FROM import_runs WHERE batch = $1";
const MARK: &str = "UPDATE imports SET voided_at = $1, void_position = $2, reason = $3 WHERE batch = $4";
// CROSS JOIN keeps SQLite from walking the events first.
const FREE_KEYS: &str = "DELETE FROM event_keys WHERE (centre, source, id, revision) IN ( \
         SELECT e.centre, e.source, e.id, e.revision FROM import_runs AS r CROSS JOIN events AS e \
         WHERE e.position BETWEEN r.first_position AND r.last_position AND r.batch = $1)";
const WITHDRAW: &str = "UPDATE quarantine SET withdrawn_at = $1 WHERE batch = $2 AND replayed_at IS NULL AND withdrawn_at IS NULL";

/// The source of events that the engine writes about its own doings.
const OWN_SOURCE: &str = "mingjing";

impl<B: Backend> Imports for SqlLedger<B> {
    fn begin_import(&self, import: NewImport) -> Task<'_, Begun> {
        let doing = "beginning an import";
        Box::pin(async move {
            let mut transaction = self.door.begin(doing).await?;
            let which = |statement: Statement| {
                let statement = statement.bind(import.centre.as_str()).bind(import.profile.as_str());
                statement.bind(import.mapping.as_deref()).bind(import.file_sha256.as_str())
            };
            let failed = self.failed(doing);
            let unfinished = transaction.fetch(which(Statement::new(UNFINISHED))).await?;
            if let Some(row) = unfinished.first()
                && let Some(batch) = row.maybe_integer(0).map_err(failed)?
            {
                transaction.commit().await?;
                return Ok(Begun { batch, resumed: true });
            }
            let next = transaction.fetch(Statement::new(NEXT)).await?;
            let batch = next.first().map(|row| row.integer(0).map_err(failed)).transpose()?.unwrap_or(1);
            let begin = which(Statement::new(BEGIN).bind(batch)).bind(import.file_name.as_str()).bind(import.started_at);
            transaction.execute(begin).await?;
            transaction.commit().await?;
            Ok(Begun { batch, resumed: false })
        })
    }

    fn finish_import(&self, batch: BatchId, counts: ImportCounts, finished_at: Micros) -> Task<'_, bool> {
        Box::pin(async move {
            let ImportCounts { read, accepted, duplicates, quarantined, events, cases } = counts;
            let numbers = [read, accepted, duplicates, quarantined, events, cases];
            let mut finish = Statement::new(FINISH).bind(finished_at);
            for number in numbers {
                finish = finish.bind(i64::try_from(number).unwrap_or(i64::MAX));
            }
            let mut transaction = self.door.begin_unchecked("finishing an import").await?;
            let finished = transaction.execute(finish.bind(batch)).await?;
            for settle in B::DIALECT.settle {
                transaction.execute(Statement::new(settle)).await?;
            }
            transaction.commit().await?;
            Ok(finished > 0)
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
            let voided = self.void_in(&mut transaction, batch, &reason, recorded_at).await?;
            transaction.commit().await?;
            Ok(voided)
        })
    }
}

impl<B: Backend> SqlLedger<B> {
    async fn list_imports(&self, batch: Option<BatchId>) -> Result<Vec<Import>, LedgerError> {
        self.rows("listing imports", Statement::new(ALL).bind(batch), import).await
    }

    async fn void_in(
        &self,
        transaction: &mut Transaction<B>,
        batch: BatchId,
        reason: &str,
        recorded_at: Micros,
    ) -> Result<Option<Voided>, LedgerError> {
        let failed = transaction.failed();
        let of = |sql| Statement::new(sql).bind(batch);
        let found = transaction.fetch(of(STATE)).await?;
        let Some(state) = found.first() else { return Ok(None) };
        let (centre, void_position) = (state.text(0).map_err(&failed)?, state.maybe_integer(1).map_err(&failed)?);
        let size = transaction.fetch(of(SIZE)).await?;
        let events = size.first().map(|row| row.integer(0).map_err(&failed)).transpose()?.unwrap_or(0).unsigned_abs();
        if let Some(position) = void_position {
            return Ok(Some(Voided { position, events, already: true }));
        }
        transaction.execute(of(FREE_KEYS)).await?;
        let event = void_event(&centre, batch, reason, recorded_at);
        let prepared = Prepared::new(Append::new(vec![Entry::from(event)], recorded_at), &self.vault)?;
        let outcomes = append::write(transaction, &self.vault, &prepared).await?;
        let Some(Outcome::Appended(position)) = outcomes.first().copied() else {
            return Err(LedgerError::Inconsistent { table: "imports", row: batch, column: "void_position" });
        };
        transaction.execute(Statement::new(MARK).bind(recorded_at).bind(position).bind(reason).bind(batch)).await?;
        transaction.execute(Statement::new(WITHDRAW).bind(recorded_at).bind(batch)).await?;
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

fn import(row: &impl Cells) -> Result<Import, sqlx::Error> {
    let count = |column: usize| row.integer(column).map(i64::unsigned_abs);
    Ok(Import {
        batch: row.integer(0)?,
        began: NewImport {
            centre: row.text(1)?,
            profile: row.text(2)?,
            mapping: row.maybe_text(3)?,
            file_name: row.text(4)?,
            file_sha256: row.text(5)?,
            started_at: row.integer(6)?,
        },
        finished_at: row.maybe_integer(7)?,
        counts: ImportCounts {
            read: count(8)?,
            accepted: count(9)?,
            duplicates: count(10)?,
            quarantined: count(11)?,
            events: count(12)?,
            cases: count(13)?,
        },
        voided_at: row.maybe_integer(14)?,
        void_position: row.maybe_integer(15)?,
        reason: row.maybe_text(16)?,
    })
}
