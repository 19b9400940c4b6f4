//! Questions to the facts: sessions for SQL, with the event relation read from the ledger when it is asked for.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::judge::Benches;
use crate::calendar::Calendar;
use crate::facts::query::{Clocks, Limits, QueryError, Session};
use crate::facts::store::Snapshot;
use crate::time::Zone;

/// A session over a snapshot, with the zones and calendars of its centres.
pub fn session(facts: Arc<Snapshot>, benches: &Benches) -> Result<Session, QueryError> {
    let now = facts.now;
    let clocks = Clocks::new(
        benches.iter().map(|(centre, bench)| (*centre, Zone::clone(&bench.world.zone), Calendar::clone(bench.world.calendar_at(now)))),
    );
    Session::new(facts, clocks, Limits::default(), None)
}

/// The rows of a query.
pub async fn batches(session: &Session, sql: &str) -> Result<Vec<RecordBatch>, QueryError> {
    Ok(session.run(sql).await?.batches)
}
