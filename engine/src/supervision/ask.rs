//! Questions to the facts: sessions for SQL, with the event relation read from the ledger when it is asked for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::judge::{Benches, Known};
use crate::calendar::Calendar;
use crate::facts::others::{EventRow, EventSource, Reading};
use crate::facts::query::{Clocks, Limits, QueryError, Session};
use crate::facts::store::Snapshot;
use crate::ledger::{Ledger, LedgerError};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// A session over a snapshot, with the zones and calendars of its centres. The relation `event` is empty without `events`.
pub fn session(facts: Arc<Snapshot>, benches: &Benches, events: Option<Arc<dyn EventSource>>) -> Result<Session, QueryError> {
    let now = facts.now;
    let clocks = Clocks::new(
        benches.iter().map(|(centre, bench)| (*centre, Zone::clone(&bench.world.zone), Calendar::clone(bench.world.calendar_at(now)))),
    );
    Session::new(facts, clocks, Limits::default(), events)
}

/// The ledger's events as the relation `event` shows them.
pub struct LedgerEvents {
    ledger: Arc<dyn Ledger>,
    known: Known,
    /// Hours by which each source of each centre usually reports late.
    lags: HashMap<(Sym, Sym), i64>,
}

impl LedgerEvents {
    /// The events of a ledger, as known.
    pub fn new(ledger: Arc<dyn Ledger>, benches: &Benches, known: Known) -> LedgerEvents {
        let sources = benches.iter().flat_map(|(centre, bench)| {
            bench.world.organization.sources().filter_map(|(source, record)| Some(((*centre, source), record.usual_lag_hours?)))
        });
        LedgerEvents { lags: sources.collect(), ledger, known }
    }

    async fn page(&self, after: i64, limit: usize) -> Result<Vec<EventRow>, LedgerError> {
        let rows = self.ledger.read(after, limit).await?;
        let Some(last) = rows.last() else { return Ok(Vec::new()) };
        let known = self.known.upto().unwrap_or(Micros::MAX);
        let superseded: HashSet<i64> = self.ledger.superseded(after, last.position, known).await?.into_iter().collect();
        let row = |row: crate::ledger::Row| EventRow {
            position: row.position,
            recorded_at: row.recorded_at,
            is_counted: self.known.has(&row) && !superseded.contains(&row.position),
            usual_lag_hours: self.lags.get(&(row.centre, row.source)).copied(),
            body: row.body,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

impl EventSource for LedgerEvents {
    fn read(&self, after: i64, limit: usize) -> Reading<'_> {
        Box::pin(async move { self.page(after, limit).await.map_err(Into::into) })
    }

    fn shows(&self, row: &EventRow) -> bool {
        self.known.knows(row.recorded_at)
    }
}
