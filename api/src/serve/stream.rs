//! `GET /stream`: what changes, as server-sent events.
//!
//! A stream is a reader of the ledger at a position of its own: whatever the snapshot has and the stream has not sent, it reads and sends.
//! So resuming after a cut is the same as going on, nothing is lost and nothing sent twice, and a client that reads slowly costs one event in
//! memory, not a queue. The last steps are kept at hand, so that many streams do not read them from the disk one by one.
//!
//! Every event carries an id: the ledger position up to which the stream is complete. An `alert` shows the alert as it is when it is sent.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use mingjing_engine::case::event::Event as Fact;
use mingjing_engine::case::kind::EventType;
use mingjing_engine::case::payload::Payload;
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::ledger::{Ledger, Position, Row};
use mingjing_engine::supervision::Published;
use tokio::sync::watch;

use super::access::visit::Visit;
use super::alerts::view::describe;
use super::problem::ApiError;
use super::state::{App, common_zone, position};
use crate::clock::{stopwatch, system_now};
use crate::model::meta::FactsNotice;
use crate::model::problem::Problem;

/// Alert steps kept at hand.
const AT_HAND: usize = 4096;
/// Steps read from the ledger at a time.
const PAGE: usize = 256;
/// Streams that may be open.
const MOST_STREAMS: usize = 256;
/// A comment this often keeps the line open and shows either side that the other is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream that could not write an event for so long is ended; its client may come back and go on.
const PATIENCE: Duration = Duration::from_secs(60);

/// A step of an alert, as far as streams need it.
#[derive(Clone)]
struct Step {
    position: Position,
    alert_no: Arc<str>,
}

impl Step {
    fn of(row: &Row) -> Option<Step> {
        if row.kind != EventType::AlertStep {
            return None;
        }
        let Payload::AlertStep(step) = Fact::read(&row.body).ok()?.payload else { return None };
        Some(Step { position: row.position, alert_no: step.alert_no?.as_ref().into() })
    }
}

/// The last steps, complete behind a position.
#[derive(Default)]
struct Recent {
    behind: Position,
    steps: VecDeque<Step>,
}

/// What all streams share.
pub struct Hub {
    recent: Mutex<Recent>,
    published: watch::Sender<Position>,
    open: AtomicUsize,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { recent: Mutex::default(), published: watch::Sender::new(0), open: AtomicUsize::new(0) }
    }
}

impl Hub {
    /// Tells the streams that a snapshot is out; reads the alert steps that it brought.
    pub async fn publish(&self, ledger: &dyn Ledger, upto: Position) -> Result<(), ApiError> {
        let told = *self.published.borrow();
        let mut after = told;
        let mut new = VecDeque::new();
        // Behind the first snapshot everything is history, which a stream that asks for it reads from the ledger.
        while told > 0 && after < upto {
            let rows = ledger.own_events(after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = last.position;
            new.extend(rows.iter().filter(|row| row.position <= upto).filter_map(Step::of));
            if new.len() > AT_HAND {
                break;
            }
        }
        self.keep(told, upto, new);
        self.published.send_replace(upto);
        Ok(())
    }

    fn keep(&self, told: Position, upto: Position, new: VecDeque<Step>) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if told == 0 || new.len() > AT_HAND {
            *recent = Recent { behind: upto, steps: VecDeque::new() };
            return;
        }
        recent.steps.extend(new);
        while recent.steps.len() > AT_HAND {
            if let Some(step) = recent.steps.pop_front() {
                recent.behind = step.position;
            }
        }
    }

    /// The steps after a position, if they are at hand.
    fn at_hand(&self, after: Position) -> Option<Vec<Step>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        (after >= recent.behind).then(|| recent.steps.iter().filter(|step| step.position > after).cloned().collect())
    }
}

/// Counts an open stream for as long as it lives.
struct Place(App);

impl Place {
    fn take(app: &App) -> Result<Place, ApiError> {
        let open = app.hub.open.fetch_add(1, Ordering::Relaxed) + 1;
        let place = Place(app.clone());
        app.metrics.streams(open as u64);
        if open > MOST_STREAMS { Err(ApiError::Busy { most: MOST_STREAMS }) } else { Ok(place) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let open = self.0.hub.open.fetch_sub(1, Ordering::Relaxed) - 1;
        self.0.metrics.streams(open as u64);
    }
}

/// One client's stream.
struct Line {
    place: Place,
    visit: Visit,
    /// Complete up to here.
    after: Position,
    /// Steps read and not yet sent.
    steps: VecDeque<Step>,
    /// Position of the last notice; none before the first.
    noticed: Option<Position>,
    published: watch::Receiver<Position>,
    closing: watch::Receiver<bool>,
    given: std::time::Instant,
}

impl Line {
    fn app(&self) -> &App {
        &self.place.0
    }

    /// The next event, when there is one; none where the stream is to end.
    async fn next(&mut self) -> Result<Option<Event>, ApiError> {
        if self.given.elapsed() > PATIENCE {
            return Ok(None);
        }
        loop {
            if *self.closing.borrow() {
                return Ok(None);
            }
            if let Some(step) = self.steps.pop_front() {
                self.after = step.position;
                let published = self.app().published();
                // Whoever was logged out meanwhile is told nothing more.
                if !self.app().access.stands(&self.visit.known, system_now()) {
                    return Ok(None);
                }
                let is_his = |record: &&Arc<AlertRecord>| self.visit.bounds(&published).has_alert(self.app().office.catalogue(), record);
                let Some(record) = published.alerts.get(&step.alert_no).filter(is_his) else { continue };
                let alert = describe(&self.app().desk(&published), record).await?;
                return event("alert", step.position, &alert).map(Some);
            }
            let upto = *self.published.borrow_and_update();
            if self.after < upto {
                self.read(upto).await?;
                continue;
            }
            if self.noticed != Some(upto) {
                self.noticed = Some(upto);
                let notice = notice(self.app(), &self.app().published(), upto);
                return event("facts", upto, &notice).map(Some);
            }
            tokio::select! {
                changed = self.published.changed() => if changed.is_err() { return Ok(None) },
                changed = self.closing.changed() => if changed.is_err() { return Ok(None) },
            }
        }
    }

    /// Reads the steps behind `after`, up to a position.
    async fn read(&mut self, upto: Position) -> Result<(), ApiError> {
        if let Some(steps) = self.app().hub.at_hand(self.after) {
            self.steps.extend(steps.into_iter().filter(|step| step.position <= upto));
            if self.steps.is_empty() {
                self.after = upto;
            }
            return Ok(());
        }
        let rows = self.app().office.ledger().own_events(self.after, PAGE).await?;
        self.steps.extend(rows.iter().filter(|row| row.position <= upto).filter_map(Step::of));
        if self.steps.is_empty() {
            // A page without alert steps may be followed by others.
            self.after = rows.last().map_or(upto, |row| row.position).min(upto);
        }
        Ok(())
    }
}

fn event(name: &str, id: Position, data: &impl serde::Serialize) -> Result<Event, ApiError> {
    let event = Event::default().event(name).id(id.to_string()).json_data(data);
    event.map_err(|error| ApiError::internal("writing an event of the stream", error))
}

fn notice(app: &App, published: &Published, upto: Position) -> FactsNotice {
    let zone = common_zone(published);
    FactsNotice {
        position: position(upto),
        last_fact_at: published.last_fact_at.map(|at| zone.format(at)),
        now: zone.format(app.clock.now()),
    }
}

fn last_seen(headers: &HeaderMap) -> Result<Option<Position>, ApiError> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let seen = value.to_str().ok().map(str::trim).unwrap_or("?");
    if seen.is_empty() {
        return Ok(None);
    }
    match seen.parse() {
        Ok(position) if position >= 0 => Ok(Some(position)),
        _ => Err(ApiError::BadQuery { field: "Last-Event-ID".to_owned(), message: format!("{seen:?} is no id of this stream") }),
    }
}

/// Server-sent events: `alert` with an Alert as data and the ledger position as id, `facts` with a FactsNotice. Resumes after Last-Event-ID.
#[utoipa::path(get, path = "/stream", operation_id = "stream", tag = "alerts", params(("Last-Event-ID" = Option<String>, Header, description = "Position of the last event seen.")), responses((status = 200, body = String, content_type = "text/event-stream"), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn stream(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, ApiError>>>, ApiError> {
    let seen = last_seen(&headers)?;
    let published = app.hub.published.subscribe();
    let now = *published.borrow();
    let line = Line {
        place: Place::take(&app)?,
        visit,
        // An id from another ledger may lie ahead; then there is nothing to make up for.
        after: seen.unwrap_or(now).min(now),
        steps: VecDeque::new(),
        noticed: None,
        published,
        closing: app.closing.subscribe(),
        given: stopwatch(),
    };
    let events = unfold(Some(line), |line| async move {
        let mut line = line?;
        match line.next().await {
            Ok(None) => None,
            Ok(Some(event)) => {
                line.given = stopwatch();
                Some((Ok(event), Some(line)))
            }
            Err(error) => {
                tracing::warn!(error = %error, "a live stream ended early; its client will come back for the rest");
                None
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(positions: std::ops::RangeInclusive<Position>) -> VecDeque<Step> {
        positions.map(|position| Step { position, alert_no: format!("JC{position}").into() }).collect()
    }

    #[test]
    fn what_is_at_hand_is_complete_behind_its_beginning() {
        let hub = Hub::default();
        hub.keep(0, 100, VecDeque::new());
        assert_eq!(hub.at_hand(100).map(|steps| steps.len()), Some(0));
        assert!(hub.at_hand(99).is_none(), "history is read from the ledger");
        hub.keep(100, 120, steps(111..=120));
        assert_eq!(hub.at_hand(100).map(|steps| steps.len()), Some(10));
        assert_eq!(hub.at_hand(115).map(|steps| steps.len()), Some(5));
        let many = AT_HAND as Position;
        hub.keep(120, 120 + many, steps(121..=120 + many));
        assert!(hub.at_hand(100).is_none() && hub.at_hand(119).is_none());
        assert_eq!(hub.at_hand(120).map(|steps| steps.len()), Some(AT_HAND));
        hub.keep(120 + many, 10 * many, steps(121 + many..=5 * many));
        assert!(hub.at_hand(9 * many).is_none(), "more came at once than is kept");
        assert_eq!(hub.at_hand(10 * many).map(|steps| steps.len()), Some(0));
    }

    #[test]
    fn an_id_that_no_event_had_is_refused() {
        let with =
            |value: &str| HeaderMap::from_iter([(axum::http::HeaderName::from_static("last-event-id"), value.parse().expect("a value"))]);
        assert_eq!(last_seen(&HeaderMap::new()).expect("none"), None);
        assert_eq!(last_seen(&with("42")).expect("good"), Some(42));
        for bad in ["-1", "x", "1.5"] {
            assert!(matches!(last_seen(&with(bad)), Err(ApiError::BadQuery { .. })), "{bad}");
        }
    }
}
