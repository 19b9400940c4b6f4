//! What each source sent: figures over the whole ledger.

use super::SqlLedger;
use super::backend::{Backend, Cells, Statement};
use crate::ledger::LedgerError;
use crate::ledger::events::SourceCounts;
use crate::time::Micros;

/// Events of case and service, reference data and watermarks; what the engine writes itself is no source's.
const COUNTS: &str = "SELECT e.centre, e.source, count(*), count(DISTINCT e.case_no), \
     min(CASE WHEN e.kind BETWEEN 10 AND 46 THEN e.occurred_at END), max(CASE WHEN e.kind BETWEEN 10 AND 46 THEN e.occurred_at END), \
     max(e.recorded_at) FROM events AS e LEFT JOIN imports AS i ON i.batch = e.batch \
     WHERE e.kind < 50 AND i.voided_at IS NULL GROUP BY e.centre, e.source ORDER BY e.centre, e.source";
const LATE: &str = "SELECT count(*) FROM events AS e LEFT JOIN imports AS i ON i.batch = e.batch WHERE e.centre = $1 AND e.source = $2 \
     AND e.kind BETWEEN 10 AND 42 AND e.recorded_at - e.occurred_at > $3 AND i.voided_at IS NULL";

const COUNTING: &str = "counting what sources sent";

pub(super) async fn counts<B: Backend>(ledger: &SqlLedger<B>) -> Result<Vec<SourceCounts>, LedgerError> {
    ledger.rows(COUNTING, Statement::new(COUNTS), source_counts).await
}

pub(super) async fn late<B: Backend>(ledger: &SqlLedger<B>, centre: String, source: String, lag: Micros) -> Result<u64, LedgerError> {
    let statement = Statement::new(LATE).bind(centre.as_str()).bind(source.as_str()).bind(lag);
    Ok(ledger.row(COUNTING, statement, |row| row.integer(0)).await?.unwrap_or(0).unsigned_abs())
}

fn source_counts(row: &impl Cells) -> Result<SourceCounts, sqlx::Error> {
    Ok(SourceCounts {
        centre: row.text(0)?,
        source: row.text(1)?,
        events: row.integer(2)?.unsigned_abs(),
        cases: row.integer(3)?.unsigned_abs(),
        span: row.maybe_integer(4)?.zip(row.maybe_integer(5)?),
        last_recorded_at: row.integer(6)?,
    })
}
