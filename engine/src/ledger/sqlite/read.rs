//! Reading events back, in pages that go on where the last one ended.

use sqlx::Row as _;
use sqlx::query::QueryScalar;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Sqlite, query_scalar};

use super::SqliteLedger;
use super::page::{self, page_of};
use crate::ledger::chain::Hash;
use crate::ledger::events::{CaseCursor, Counts, Row, SealedRow};
use crate::ledger::{Head, LedgerError, Position};
use crate::time::Micros;

const AFTER: &str = page_of!("WHERE e.position > ? ORDER BY e.position");
const OF_CASE: &str = page_of!("WHERE e.centre = ? AND e.case_no = ? AND e.position > ? ORDER BY e.position");
const FIRST_BY_CASE: &str = page_of!("WHERE e.case_no IS NOT NULL ORDER BY e.centre, e.case_no, e.position");
const BY_CASE: &str =
    page_of!("WHERE e.case_no IS NOT NULL AND (e.centre, e.case_no, e.position) > (?, ?, ?) ORDER BY e.centre, e.case_no, e.position");
const REFERENCE: &str = page_of!("WHERE (e.kind <= 5 OR e.kind BETWEEN 47 AND 50) AND e.position > ? ORDER BY e.position");
const OWN: &str = page_of!("WHERE e.kind >= 60 AND e.position > ? ORDER BY e.position");
const SERVICE: &str = page_of!("WHERE e.kind BETWEEN 43 AND 46 AND e.position > ? ORDER BY e.position");
const SUPERSEDED: &str = "SELECT e.position FROM events AS e WHERE e.position > ? AND e.position <= ? AND EXISTS ( \
     SELECT 1 FROM event_keys AS k JOIN events AS h ON h.position = k.position WHERE k.centre = e.centre AND k.source = e.source \
     AND k.id = e.id AND k.revision > e.revision AND h.recorded_at <= ?) ORDER BY e.position";
const BETWEEN: &str = page_of!("WHERE e.position > ? AND e.position <= ? ORDER BY e.position");
const RUNS: &str = "SELECT first_position, last_position FROM import_runs WHERE batch = ? AND last_position > ? ORDER BY first_position";
const HEAD: &str = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
const HASH_AT: &str = "SELECT hash FROM events WHERE position = ?";
const COUNTS: &str = "SELECT (SELECT coalesce(max(position), 0) FROM events), \
     (SELECT coalesce(sum(last_position - first_position + 1), 0) FROM import_runs JOIN imports USING (batch) WHERE voided_at IS NOT NULL), \
     (SELECT count(*) FROM imports), \
     (SELECT count(*) FROM quarantine WHERE replayed_at IS NULL AND withdrawn_at IS NULL), \
     (SELECT count(*) FROM personal) + (SELECT count(DISTINCT key) FROM personal_recent WHERE key NOT IN (SELECT key FROM personal))";
// Texts as bytes: a flipped byte may leave what is no text any more.
const SEALED: &str = "SELECT position, CAST(centre AS BLOB), CAST(source AS BLOB), CAST(id AS BLOB), revision, kind, \
     CAST(case_no AS BLOB), occurred_at, recorded_at, batch, line, epoch, content_hash, hash, CAST(body AS BLOB) \
     FROM events WHERE position > ? ORDER BY position LIMIT ?";

const READING: &str = "reading events";

/// A number of rows as SQLite takes it.
pub(super) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

type PageQuery = QueryScalar<'static, Sqlite, Option<String>, SqliteArguments>;

/// Up to `count` events by position, page by page; `query` makes the query for what comes after a position, but its limit.
async fn pages(
    ledger: &SqliteLedger,
    mut after: Position,
    count: usize,
    query: impl Fn(Position) -> PageQuery,
) -> Result<Vec<Row>, LedgerError> {
    let mut found = Vec::new();
    while found.len() < count {
        let size = page::MOST.min(count - found.len());
        let mut page = fetch(ledger, query(after), size, after).await?;
        // SQLite joins the records in the order of the inner query, but does not promise to.
        if !page.is_sorted_by_key(|row| row.position) {
            page.sort_by_key(|row| row.position);
        }
        let is_last = page.len() < size;
        after = page.last().map_or(after, |row| row.position);
        found.extend(page);
        if is_last {
            break;
        }
    }
    Ok(found)
}

async fn fetch(ledger: &SqliteLedger, query: PageQuery, size: usize, after: Position) -> Result<Vec<Row>, LedgerError> {
    let text = query.bind(limit(size)).fetch_one(&ledger.pool).await.map_err(|error| match error {
        // Bytes that are no text any more cannot be told apart here; verify names the row.
        sqlx::Error::ColumnDecode { .. } => LedgerError::Inconsistent { table: "events", row: after + 1, column: "body or another" },
        other => ledger.failed(READING)(other),
    })?;
    page::rows(text.as_deref().unwrap_or_default(), after)
}

fn place(row: &Row) -> (&str, Option<&str>, Position) {
    (row.centre.text(), row.case_no.as_deref(), row.position)
}

pub(super) async fn after(ledger: &SqliteLedger, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    pages(ledger, after, count, |after| query_scalar(AFTER).bind(after)).await
}

pub(super) async fn of_case(ledger: &SqliteLedger, centre: String, case_no: String) -> Result<Vec<Row>, LedgerError> {
    let query = |after| query_scalar(OF_CASE).bind(centre.clone()).bind(case_no.clone()).bind(after);
    pages(ledger, 0, usize::MAX, query).await
}

pub(super) async fn reference(ledger: &SqliteLedger) -> Result<Vec<Row>, LedgerError> {
    pages(ledger, 0, usize::MAX, |after| query_scalar(REFERENCE).bind(after)).await
}

pub(super) async fn own(ledger: &SqliteLedger, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    pages(ledger, after, count, |after| query_scalar(OWN).bind(after)).await
}

pub(super) async fn service(ledger: &SqliteLedger, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    pages(ledger, after, count, |after| query_scalar(SERVICE).bind(after)).await
}

pub(super) async fn superseded(ledger: &SqliteLedger, after: Position, to: Position, known: Micros) -> Result<Vec<Position>, LedgerError> {
    let query = query_scalar(SUPERSEDED).bind(after).bind(to).bind(known);
    query.fetch_all(&ledger.pool).await.map_err(ledger.failed(READING))
}

pub(super) async fn one(ledger: &SqliteLedger, position: Position) -> Result<Option<Row>, LedgerError> {
    let query = query_scalar(BETWEEN).bind(position.saturating_sub(1)).bind(position);
    Ok(fetch(ledger, query, 1, position.saturating_sub(1)).await?.pop())
}

/// Events of an import after a position, run by run.
pub(super) async fn of_import(ledger: &SqliteLedger, batch: i64, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    let failed = ledger.failed(READING);
    let runs: Vec<(i64, i64)> = sqlx::query_as(RUNS).bind(batch).bind(after).fetch_all(&ledger.pool).await.map_err(failed)?;
    let mut found = Vec::new();
    for (first, last) in runs {
        let wanted = count - found.len();
        let query = |after: Position| query_scalar(BETWEEN).bind(after).bind(last);
        found.append(&mut pages(ledger, after.max(first - 1), wanted, query).await?);
    }
    Ok(found)
}

/// Up to `count` events by case, page by page.
pub(super) async fn by_case(ledger: &SqliteLedger, mut after: Option<CaseCursor>, count: usize) -> Result<Vec<Row>, LedgerError> {
    let mut found = Vec::new();
    while found.len() < count {
        let size = page::MOST.min(count - found.len());
        let query = match after.take() {
            None => query_scalar(FIRST_BY_CASE),
            Some(after) => query_scalar(BY_CASE).bind(after.centre).bind(after.case_no).bind(after.position),
        };
        let mut page = fetch(ledger, query, size, 0).await?;
        if !page.is_sorted_by_key(place) {
            page.sort_by(|one, other| place(one).cmp(&place(other)));
        }
        let is_last = page.len() < size;
        after = page.last().and_then(CaseCursor::of);
        found.extend(page);
        if is_last {
            break;
        }
    }
    Ok(found)
}

pub(super) async fn head(ledger: &SqliteLedger) -> Result<Head, LedgerError> {
    let last: Option<(i64, Vec<u8>)> = sqlx::query_as(HEAD).fetch_optional(&ledger.pool).await.map_err(ledger.failed(READING))?;
    let Some((position, hash)) = last else { return Ok(Head::default()) };
    Ok(Head { position, hash: to_hash(position, &hash)? })
}

pub(super) async fn hash_at(ledger: &SqliteLedger, position: Position) -> Result<Option<Hash>, LedgerError> {
    let hash: Option<Vec<u8>> =
        sqlx::query_scalar(HASH_AT).bind(position).fetch_optional(&ledger.pool).await.map_err(ledger.failed(READING))?;
    hash.map(|hash| to_hash(position, &hash)).transpose()
}

fn to_hash(position: Position, bytes: &[u8]) -> Result<Hash, LedgerError> {
    Hash::of_bytes(bytes).ok_or(LedgerError::Inconsistent { table: "events", row: position, column: "hash" })
}

pub(super) async fn counts(ledger: &SqliteLedger) -> Result<Counts, LedgerError> {
    let found: (i64, i64, i64, i64, i64) = sqlx::query_as(COUNTS).fetch_one(&ledger.pool).await.map_err(ledger.failed("counting"))?;
    let [events, voided, imports, quarantined_open, personal] = [found.0, found.1, found.2, found.3, found.4].map(i64::unsigned_abs);
    Ok(Counts { events, voided, imports, quarantined_open, personal })
}

pub(super) async fn sealed(ledger: &SqliteLedger, after: Position, count: usize) -> Result<Vec<SealedRow>, LedgerError> {
    let doing = "verifying the ledger";
    let query = sqlx::query(SEALED).bind(after).bind(limit(count));
    let found = query.fetch_all(&ledger.pool).await.map_err(ledger.failed(doing))?;
    found.into_iter().map(|row| sealed_row(&row).map_err(ledger.failed(doing))).collect()
}

fn sealed_row(row: &SqliteRow) -> Result<SealedRow, sqlx::Error> {
    Ok(SealedRow {
        position: row.try_get(0)?,
        centre: row.try_get(1)?,
        source: row.try_get(2)?,
        id: row.try_get(3)?,
        revision: row.try_get(4)?,
        kind: row.try_get(5)?,
        case_no: row.try_get(6)?,
        occurred_at: row.try_get(7)?,
        recorded_at: row.try_get(8)?,
        batch: row.try_get(9)?,
        line: row.try_get(10)?,
        epoch: row.try_get(11)?,
        content_hash: row.try_get(12)?,
        hash: row.try_get(13)?,
        body: row.try_get(14)?,
    })
}
