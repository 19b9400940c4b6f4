//! `POST /events`: takes events in.
//!
//! All events of a request go in together or, where the ledger refuses, not at all; a sender that got no answer sends the same again, and
//! what was in already counts as duplicates. A batch of CloudEvents alone goes in part by part (`batch`).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, header};
use mingjing_engine::ingest::records::Record;
use mingjing_engine::ingest::{Profile, library};
use mingjing_engine::ledger::{Append, Entry, LedgerError};

use super::door::{Bound, Form, Total, pass, records};
use super::{audit, batch, binary};
use crate::clock::stopwatch;
use crate::model::intake::IntakeReport;
use crate::model::problem::Problem;
use crate::serve::access::visit::Visit;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Most bytes of a body that is held as a whole.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

fn form_of(headers: &HeaderMap) -> Result<Form, ApiError> {
    let value = headers.get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let media = value.as_deref().map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match media.as_deref() {
        Some("application/cloudevents+json") => Ok(Form::Structured),
        Some("application/cloudevents-batch+json") => Ok(Form::Batch),
        None | Some("application/json") if binary::is_one(headers) => Ok(Form::Binary),
        Some("application/json") => Ok(Form::Array),
        Some("application/x-ndjson" | "application/jsonl") => Ok(Form::Lines),
        _ => Err(ApiError::MediaType { found: value.unwrap_or_else(|| "of no named type".to_owned()) }),
    }
}

/// The profiles by which events are checked: of each centre the one that its last import named, else the shipped one.
pub(super) async fn profiles(app: &App) -> Result<Vec<Profile>, LedgerError> {
    let published = app.published();
    let desk = app.desk(&published);
    let mut centres: Vec<String> = library::shipped_profiles().iter().map(|profile| profile.centre.clone()).collect();
    centres.extend(published.benches.keys().map(|centre| centre.text().to_owned()));
    centres.sort();
    centres.dedup();
    let mut profiles = Vec::with_capacity(centres.len());
    for centre in centres {
        profiles.extend(desk.profile(&centre).await?);
    }
    Ok(profiles)
}

/// Takes events in: an array, JSON Lines, or CloudEvents.
///
/// Events of `application/json` (an array) and `application/x-ndjson` (one a line) are as docs/EVENTS.md tells. CloudEvents 1.0 come one at a time
/// (`application/cloudevents+json`, or `application/json` with `ce-` headers) or as a batch (`application/cloudevents-batch+json`); docs/IMPORT.md
/// tells which attribute is what. A body has at most 10 MiB and its events go in together. A batch has at most 256 MiB and goes in part by part
/// as it is read: if it breaks off, what went in stays, and the sender sends the same again. What is in already, by source, id and revision, counts
/// as duplicate; the same with other content is a conflict. What is at fault is put aside, with its place in the body, and stops nothing else.
#[utoipa::path(post, path = "/events", operation_id = "post_events", tag = "intake", request_body(content((Vec<std::collections::BTreeMap<String, serde_json::Value>> = "application/json"), (String = "application/x-ndjson"), (std::collections::BTreeMap<String, serde_json::Value> = "application/cloudevents+json"), (Vec<std::collections::BTreeMap<String, serde_json::Value>> = "application/cloudevents-batch+json"))), responses((status = 200, body = IntakeReport), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn events(State(app): State<App>, visit: Visit, request: Request) -> Result<Json<IntakeReport>, ApiError> {
    let watch = stopwatch();
    let form = form_of(request.headers())?;
    let total = if form == Form::Batch {
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        batch::take(&app, &visit, request.into_body(), length).await?
    } else {
        held(&app, &visit, form, request).await?
    };
    Ok(Json(IntakeReport { seconds: watch.elapsed().as_secs_f64(), ..total.report }))
}

/// Takes a body that is held as a whole.
async fn held(app: &App, visit: &Visit, form: Form, request: Request) -> Result<Total, ApiError> {
    let headers = request.headers().clone();
    let body = Bytes::from_request(request, app).await.map_err(|rejection| match rejection.status().as_u16() {
        413 => ApiError::TooLarge { limit: MOST_BYTES as u64 },
        _ => ApiError::BadBody { message: "the body broke off".to_owned() },
    })?;
    let profiles = Arc::new(profiles(app).await?);
    let records = app.compute("reading events", move || records(form, &headers, &body)).await??;
    let mut total = Total::default();
    take_in(app, visit, records, profiles, &mut total).await?;
    finish(app, visit, &total.report).await?;
    Ok(total)
}

/// Sends records through the door and appends what passes, in one go.
pub(super) async fn take_in(
    app: &App,
    visit: &Visit,
    records: Vec<Record>,
    profiles: Arc<Vec<Profile>>,
    total: &mut Total,
) -> Result<(), ApiError> {
    let ledger = app.office.ledger().clone();
    let bound = Bound::of(visit.account());
    let mut intake = app.compute("checking events", move || pass(records, &profiles, ledger.vault(), bound.as_ref())).await?;
    let recorded_at = app.clock.now();
    let entries = std::mem::take(&mut intake.events).into_iter().map(Entry::from).collect();
    let append = Append { quarantine: intake.quarantined(), ..Append::new(entries, recorded_at) };
    let outcomes = app.office.ledger().append(append).await?;
    let conflicts = intake.count(&outcomes, total);
    if !conflicts.is_empty() {
        app.office.ledger().quarantine(conflicts, None, recorded_at).await?;
    }
    Ok(())
}

/// What follows once a request's events are in: they are judged, counted and noted.
pub(super) async fn finish(app: &App, visit: &Visit, report: &IntakeReport) -> Result<(), LedgerError> {
    app.wake.notify_one();
    app.metrics.appended(report.events);
    let what = format!(
        "{} read, {} accepted, {} duplicates, {} quarantined, {} events appended",
        report.read, report.accepted, report.duplicates, report.quarantined, report.events
    );
    audit::note(app, visit, what).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_five_forms_are_taken() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
        };
        let table = [
            (vec![("content-type", "application/json")], Some(Form::Array)),
            (vec![("content-type", "Application/JSON; charset=utf-8")], Some(Form::Array)),
            (vec![("content-type", "application/x-ndjson")], Some(Form::Lines)),
            (vec![("content-type", "application/cloudevents+json; charset=utf-8")], Some(Form::Structured)),
            (vec![("content-type", "application/cloudevents-batch+json"), ("ce-id", "1")], Some(Form::Batch)),
            (vec![("content-type", "application/json"), ("ce-specversion", "1.0")], Some(Form::Binary)),
            (vec![("ce-specversion", "1.0")], Some(Form::Binary)),
            (vec![("content-type", "text/plain"), ("ce-specversion", "1.0")], None),
            (vec![("content-type", "application/cloudevents+avro")], None),
            (vec![], None),
        ];
        for (pairs, expected) in table {
            assert_eq!(form_of(&headers(&pairs)).ok(), expected, "{pairs:?}");
        }
    }
}
