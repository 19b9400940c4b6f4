//! How arrival bids treat an alert: pending, stock, backfilled (domain 4.5). Nothing here decides whether an alert is supported.

use super::interval::{Finding, Treatment};
use crate::case::event::Event;
use crate::ledger::Row;
use crate::organization::Source;
use crate::time::{HOUR, Micros};

/// Hours by which a source may be late where it does not say.
const USUAL_LAG_HOURS: i64 = 24;

/// By how much a source usually reports late.
pub fn lag(source: Option<&Source>) -> Micros {
    source.and_then(|source| source.usual_lag_hours).unwrap_or(USUAL_LAG_HOURS).saturating_mul(HOUR)
}

/// By how much an event was told later than its source usually reports: from when it happened to when it was entered, or, where it came by
/// itself or in a file of a source that had delivered before, to when it was learned of. `None` where it was punctual. When a file of history
/// was imported says nothing of when its events were told.
pub fn lateness(event: &Event, row: &Row, source: Option<&Source>) -> Option<Micros> {
    let lag = lag(source);
    let late = |at: Micros| Some(at.saturating_sub(event.occurred_at)).filter(|by| *by > lag);
    let is_delivered = row.batch.is_none() || source.and_then(|source| source.delivers_since).is_some_and(|since| since < row.recorded_at);
    late(event.entered_at).max(if is_delivered { late(row.recorded_at) } else { None })
}

/// Whether an event is a backfill: typed by hand, or told later than its source usually reports.
pub fn is_backfilled(event: &Event, row: &Row, source: Option<&Source>) -> bool {
    event.by_hand || lateness(event, row, source).is_some()
}

/// The treatment of an alert whose facts come from a source. `backfilled` are the instants of its case's backfilled events.
pub fn treatment(finding: &Finding, source: Option<&Source>, backfilled: &[Micros]) -> Treatment {
    let complete_to = source.and_then(|source| source.complete_to);
    let starts_at = source.and_then(|source| source.starts_at);
    let touches = |at: Micros| backfilled.contains(&at);
    Treatment {
        is_pending: finding.rule.absence && finding.ended_at.is_none() && complete_to.is_some_and(|to| finding.level_since > to),
        is_stock: starts_at.is_some_and(|starts_at| finding.since < starts_at),
        is_backfilled: touches(finding.since) || touches(finding.level_since) || finding.ended_at.is_some_and(touches),
    }
}
