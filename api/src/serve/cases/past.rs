//! A case as it was known at the end of a day: the worlds and the alerts of that time, for a desk that looks back.

use std::sync::Arc;

use mingjing_engine::case::event::Event;
use mingjing_engine::case::kind::EventType;
use mingjing_engine::ledger::Row;
use mingjing_engine::supervision::office::Past;
use mingjing_engine::supervision::{Published, Register};
use mingjing_engine::time::{Day, Micros, Zone};

use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// The last microsecond of a local day; refused where the day has not come yet.
pub fn end_of(day: Day, zone: &Zone, now: Micros) -> Result<Micros, ApiError> {
    let today = zone.day_of(now);
    if day > today {
        let message = format!("{day} has not come yet; the latest day that can be asked for is {today}");
        return Err(ApiError::BadQuery { field: "known".to_owned(), message });
    }
    Ok(zone.midnight(day.plus(1)) - 1)
}

/// What a desk that looks back has before it: the facts as they are, which only bound how far the ledger is read, the worlds as they were
/// known, and the alerts of one case as their steps had left them. `rows` are the case's.
pub async fn published(app: &App, now: &Published, rows: &[Row], at: Micros) -> Result<Published, ApiError> {
    let Past { benches, known } = app.office.past(at).await.map_err(|error| ApiError::internal("looking back", error))?;
    let mut alerts = Register::of(app.office.catalogue());
    for row in rows.iter().filter(|row| row.kind == EventType::AlertStep && known.has(row)) {
        alerts.apply(&Event::read(&row.body).map_err(|error| ApiError::internal("reading an alert step", error))?);
    }
    Ok(Published {
        now: at.min(now.now),
        facts: now.facts.clone(),
        alerts: Arc::new(alerts),
        benches,
        last_fact_at: now.last_fact_at,
        coming: now.coming.clone(),
        rewrites: now.rewrites,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_asked_for_to_its_end_and_not_before_it_begins() {
        let zone = Zone::china();
        let day = |text| Day::parse(text).expect("a day");
        let now = zone.midnight(day("2025-06-30")) + 18 * 3_600_000_000;
        let end = |text| end_of(day(text), &zone, now).map(|at| zone.format(at + 1));
        assert_eq!(end("2025-06-01").ok().as_deref(), Some("2025-06-02T00:00:00+08:00"));
        assert_eq!(end("2025-06-30").ok().as_deref(), Some("2025-07-01T00:00:00+08:00"));
        assert!(
            matches!(end("2025-07-01"), Err(ApiError::BadQuery { field, message }) if field == "known" && message.contains("2025-06-30"))
        );
    }
}
