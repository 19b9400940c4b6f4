//! Reading events back, in pages that go on where the last one ended.

use std::collections::HashMap;

use super::SqlLedger;
use super::backend::{Backend, Cells, Statement};
use super::page::{self, page_of};
use crate::ledger::chain::Hash;
use crate::ledger::events::{CaseCursor, Counts, Row, SealedRow};
use crate::ledger::{Head, LedgerError, Position};
use crate::sym::Sym;
use crate::time::Micros;

const AFTER: &str = page_of!("WHERE e.position > $1 ORDER BY e.position", "$2");
const OF_CASE: &str = page_of!("WHERE e.centre = $2 AND e.case_no = $3 AND e.position > $1 ORDER BY e.position", "$4");
/// Cases read at a time: asking for each by itself costs more than reading it.
const CASES: usize = 16;
// The order of the join is told, and the rows are found by position: SQLite would else go through all events in the order of cases.
const OF_CASES: &str = page_of!(
    "WHERE e.position > $1 AND e.position IN (SELECT x.position FROM (VALUES ($2, $3), ($4, $5), ($6, $7), ($8, $9), ($10, $11), ($12, $13), ($14, $15), ($16, $17), \
     ($18, $19), ($20, $21), ($22, $23), ($24, $25), ($26, $27), ($28, $29), ($30, $31), ($32, $33)) AS k \
     CROSS JOIN events AS x WHERE x.centre = k.column1 AND x.case_no = k.column2) ORDER BY e.position",
    "$34"
);
const FIRST_BY_CASE: &str = page_of!("WHERE e.case_no IS NOT NULL ORDER BY e.centre, e.case_no, e.position", "$1");
const BY_CASE: &str = page_of!(
    "WHERE e.case_no IS NOT NULL AND (e.centre, e.case_no, e.position) > ($1, $2, $3) ORDER BY e.centre, e.case_no, e.position",
    "$4"
);
const REFERENCE: &str = page_of!("WHERE (e.kind <= 5 OR e.kind BETWEEN 47 AND 50) AND e.position > $1 ORDER BY e.position", "$2");
const OWN: &str = page_of!("WHERE e.kind >= 60 AND e.position > $1 ORDER BY e.position", "$2");
const SERVICE: &str =
    page_of!("WHERE (e.kind BETWEEN 43 AND 46 OR (e.kind = 25 AND e.case_no IS NULL)) AND e.position > $1 ORDER BY e.position", "$2");
const BETWEEN: &str = page_of!("WHERE e.position > $1 AND e.position <= $2 ORDER BY e.position", "$3");
const SUPERSEDED: &str = "SELECT e.position FROM events AS e WHERE e.position > $1 AND e.position <= $2 AND EXISTS ( \
     SELECT 1 FROM event_keys AS k JOIN events AS h ON h.position = k.position WHERE k.centre = e.centre AND k.source = e.source \
     AND k.id = e.id AND k.revision > e.revision AND h.recorded_at <= $3) ORDER BY e.position";
const RUNS: &str = "SELECT first_position, last_position FROM import_runs WHERE batch = $1 AND last_position > $2 ORDER BY first_position";
const HEAD: &str = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1";
const HASH_AT: &str = "SELECT hash FROM events WHERE position = $1";
const COUNTS: &str = "SELECT (SELECT coalesce(max(position), 0) FROM events), \
     (SELECT CAST(coalesce(sum(r.last_position - r.first_position + 1), 0) AS BIGINT) FROM import_runs AS r \
     JOIN imports AS i ON i.batch = r.batch WHERE i.voided_at IS NOT NULL), \
     (SELECT count(*) FROM imports), \
     (SELECT count(*) FROM quarantine WHERE replayed_at IS NULL AND withdrawn_at IS NULL)";
const SEALED: &str = "SELECT position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, batch, line, epoch, \
     content_hash, hash, body FROM events WHERE position > $1 ORDER BY position LIMIT $2";

const READING: &str = "reading events";

/// A number of rows as databases take it.
pub(super) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Up to `count` events by position, page by page; `query` makes the query for what comes after a position, but its limit.
async fn pages<B: Backend>(
    ledger: &SqlLedger<B>,
    mut after: Position,
    count: usize,
    query: impl Fn(Position) -> Statement + Send,
) -> Result<Vec<Row>, LedgerError> {
    let mut found = Vec::new();
    while found.len() < count {
        let size = page::MOST.min(count - found.len());
        let mut page = fetch(ledger, query(after), size, after).await?;
        // Records are joined in the order of the inner query, but no database promises to.
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

async fn fetch<B: Backend>(ledger: &SqlLedger<B>, query: Statement, size: usize, after: Position) -> Result<Vec<Row>, LedgerError> {
    let found = ledger.backend.read(query.bind(limit(size))).await.map_err(ledger.failed(READING))?;
    let Some(page) = found.first() else { return Ok(Vec::new()) };
    let text = page.maybe_text(0).map_err(|error| match error {
        // Bytes that are no text any more cannot be told apart here; verify names the row.
        sqlx::Error::ColumnDecode { .. } => LedgerError::Inconsistent { table: "events", row: after + 1, column: "body or another" },
        other => ledger.failed(READING)(other),
    })?;
    page::rows(text.as_deref().unwrap_or_default(), after)
}

fn place(row: &Row) -> (&str, Option<&str>, Position) {
    (row.centre.text(), row.case_no.as_deref(), row.position)
}

/// Events by position that a query selects by nothing else.
async fn by_position<B: Backend>(ledger: &SqlLedger<B>, sql: &'static str, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    pages(ledger, after, count, |after| Statement::new(sql).bind(after)).await
}

pub(super) async fn after<B: Backend>(ledger: &SqlLedger<B>, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    by_position(ledger, AFTER, after, count).await
}

pub(super) async fn of_case<B: Backend>(ledger: &SqlLedger<B>, centre: String, case_no: String) -> Result<Vec<Row>, LedgerError> {
    let query = |after: Position| Statement::new(OF_CASE).bind(after).bind(centre.as_str()).bind(case_no.as_str());
    pages(ledger, 0, usize::MAX, query).await
}

/// The events of each of these cases, each in order of position.
pub(super) async fn of_cases<B: Backend>(ledger: &SqlLedger<B>, cases: Vec<(Sym, Box<str>)>) -> Result<Vec<Vec<Row>>, LedgerError> {
    let mut found: HashMap<(Sym, Box<str>), Vec<Row>> = HashMap::new();
    for some in cases.chunks(CASES) {
        // A short list is filled up with its last case, which is found once all the same.
        let all = || (0..CASES).filter_map(|place| some.get(place).or(some.last()));
        let query = |after: Position| {
            all().fold(Statement::new(OF_CASES).bind(after), |query, (centre, case_no)| query.bind(centre.text()).bind(&**case_no))
        };
        for row in pages(ledger, 0, usize::MAX, query).await? {
            if let Some(case_no) = &row.case_no {
                found.entry((row.centre, case_no.clone())).or_default().push(row);
            }
        }
    }
    Ok(cases.iter().map(|case| found.remove(case).unwrap_or_default()).collect())
}

pub(super) async fn reference<B: Backend>(ledger: &SqlLedger<B>) -> Result<Vec<Row>, LedgerError> {
    by_position(ledger, REFERENCE, 0, usize::MAX).await
}

pub(super) async fn own<B: Backend>(ledger: &SqlLedger<B>, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    by_position(ledger, OWN, after, count).await
}

pub(super) async fn service<B: Backend>(ledger: &SqlLedger<B>, after: Position, count: usize) -> Result<Vec<Row>, LedgerError> {
    by_position(ledger, SERVICE, after, count).await
}

pub(super) async fn superseded<B: Backend>(
    ledger: &SqlLedger<B>,
    after: Position,
    to: Position,
    known: Micros,
) -> Result<Vec<Position>, LedgerError> {
    let query = Statement::new(SUPERSEDED).bind(after).bind(to).bind(known);
    ledger.rows(READING, query, |row| row.integer(0)).await
}

pub(super) async fn one<B: Backend>(ledger: &SqlLedger<B>, position: Position) -> Result<Option<Row>, LedgerError> {
    let before = position.saturating_sub(1);
    Ok(fetch(ledger, Statement::new(BETWEEN).bind(before).bind(position), 1, before).await?.pop())
}

/// Events of an import after a position, run by run.
pub(super) async fn of_import<B: Backend>(
    ledger: &SqlLedger<B>,
    batch: i64,
    after: Position,
    count: usize,
) -> Result<Vec<Row>, LedgerError> {
    let runs = Statement::new(RUNS).bind(batch).bind(after);
    let runs = ledger.rows(READING, runs, |row| Ok((row.integer(0)?, row.integer(1)?))).await?;
    let mut found = Vec::new();
    for (first, last) in runs {
        let wanted = count - found.len();
        let query = |after: Position| Statement::new(BETWEEN).bind(after).bind(last);
        found.append(&mut pages(ledger, after.max(first - 1), wanted, query).await?);
    }
    Ok(found)
}

/// Up to `count` events by case, page by page.
pub(super) async fn by_case<B: Backend>(
    ledger: &SqlLedger<B>,
    mut after: Option<CaseCursor>,
    count: usize,
) -> Result<Vec<Row>, LedgerError> {
    let mut found = Vec::new();
    while found.len() < count {
        let size = page::MOST.min(count - found.len());
        let query = match after.take() {
            None => Statement::new(FIRST_BY_CASE),
            Some(after) => Statement::new(BY_CASE).bind(after.centre.as_str()).bind(after.case_no.as_str()).bind(after.position),
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

pub(super) async fn head<B: Backend>(ledger: &SqlLedger<B>) -> Result<Head, LedgerError> {
    let last = ledger.row(READING, Statement::new(HEAD), |row| Ok((row.integer(0)?, row.bytes(1)?))).await?;
    let Some((position, hash)) = last else { return Ok(Head::default()) };
    Ok(Head { position, hash: to_hash(position, &hash)? })
}

pub(super) async fn hash_at<B: Backend>(ledger: &SqlLedger<B>, position: Position) -> Result<Option<Hash>, LedgerError> {
    let hash = ledger.row(READING, Statement::new(HASH_AT).bind(position), |row| row.bytes(0)).await?;
    hash.map(|hash| to_hash(position, &hash)).transpose()
}

fn to_hash(position: Position, bytes: &[u8]) -> Result<Hash, LedgerError> {
    Hash::of_bytes(bytes).ok_or(LedgerError::Inconsistent { table: "events", row: position, column: "hash" })
}

pub(super) async fn counts<B: Backend>(ledger: &SqlLedger<B>) -> Result<Counts, LedgerError> {
    let doing = "counting";
    let numbers = |row: &B::Row| Ok([row.integer(0)?, row.integer(1)?, row.integer(2)?, row.integer(3)?].map(i64::unsigned_abs));
    let [events, voided, imports, quarantined_open] = ledger.row(doing, Statement::new(COUNTS), numbers).await?.unwrap_or_default();
    let personal = ledger.row(doing, Statement::new(B::DIALECT.personal_count), |row| row.integer(0)).await?;
    Ok(Counts { events, voided, imports, quarantined_open, personal: personal.unwrap_or(0).unsigned_abs() })
}

pub(super) async fn sealed<B: Backend>(ledger: &SqlLedger<B>, after: Position, count: usize) -> Result<Vec<SealedRow>, LedgerError> {
    ledger.rows("verifying the ledger", Statement::new(SEALED).bind(after).bind(limit(count)), sealed_row).await
}

/// Texts as bytes: a flipped byte may leave what is no text any more.
fn sealed_row(row: &impl Cells) -> Result<SealedRow, sqlx::Error> {
    Ok(SealedRow {
        position: row.integer(0)?,
        centre: row.bytes(1)?,
        source: row.bytes(2)?,
        id: row.bytes(3)?,
        revision: row.integer(4)?,
        kind: row.integer(5)?,
        case_no: row.maybe_bytes(6)?,
        occurred_at: row.integer(7)?,
        recorded_at: row.integer(8)?,
        batch: row.maybe_integer(9)?,
        line: row.maybe_integer(10)?,
        epoch: row.integer(11)?,
        content_hash: row.bytes(12)?,
        hash: row.bytes(13)?,
        body: row.bytes(14)?,
    })
}
