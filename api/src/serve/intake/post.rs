//! `POST /events`: takes events in.
//!
//! All events of a request go in together or, where the ledger refuses, not at all; a sender that got no answer sends the same again, and
//! what was in already counts as duplicates.

use std::net::SocketAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use mingjing_engine::ingest::{Profile, library};
use mingjing_engine::ledger::{Append, Entry, LedgerError};

use super::audit;
use super::door::{Shape, pass, records};
use crate::clock::stopwatch;
use crate::model::intake::IntakeReport;
use crate::model::problem::Problem;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Most bytes of a body.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

fn shape_of(headers: &HeaderMap) -> Result<Shape, ApiError> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("of no named type");
    match value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Shape::Array),
        "application/x-ndjson" | "application/jsonl" => Ok(Shape::Lines),
        _ => Err(ApiError::MediaType { found: value.to_owned() }),
    }
}

/// The profiles by which events are checked: of each centre the one that its last import named, else the shipped one.
async fn profiles(app: &App) -> Result<Vec<Profile>, LedgerError> {
    let published = app.published();
    let desk = app.desk(&published);
    let shipped: Vec<Profile> = library::profile_names().iter().filter_map(|name| library::profile(name).ok()).collect();
    let mut centres: Vec<String> = shipped.iter().map(|profile| profile.centre.clone()).collect();
    centres.extend(published.benches.keys().map(|centre| centre.text().to_owned()));
    centres.sort();
    centres.dedup();
    let mut profiles = Vec::with_capacity(centres.len());
    for centre in centres {
        profiles.extend(desk.profile(&centre).await?);
    }
    Ok(profiles)
}

/// Takes events in, as an array or as JSON Lines.
#[utoipa::path(post, path = "/events", operation_id = "post_events", tag = "intake", request_body(content((Vec<std::collections::BTreeMap<String, serde_json::Value>> = "application/json"), (String = "application/x-ndjson"))), responses((status = 200, body = IntakeReport), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn events(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<IntakeReport>, ApiError> {
    let watch = stopwatch();
    let shape = shape_of(&headers)?;
    let body = body.map_err(|rejection| match rejection.status().as_u16() {
        413 => ApiError::TooLarge { limit: MOST_BYTES },
        _ => ApiError::BadBody { message: "the body broke off".to_owned() },
    })?;
    let profiles = profiles(&app).await?;
    let ledger = app.office.ledger().clone();
    let mut intake =
        app.compute("checking events", move || records(shape, &body).map(|records| pass(records, &profiles, ledger.vault()))).await??;
    let recorded_at = app.clock.now();
    let entries = std::mem::take(&mut intake.events).into_iter().map(Entry::from).collect();
    let append = Append { quarantine: intake.quarantined(), ..Append::new(entries, recorded_at) };
    let outcomes = app.office.ledger().append(append).await?;
    let (mut report, conflicts) = intake.report(&outcomes);
    if !conflicts.is_empty() {
        app.office.ledger().quarantine(conflicts, None, recorded_at).await?;
    }
    app.wake.notify_one();
    app.metrics.appended(report.events);
    report.seconds = watch.elapsed().as_secs_f64();
    let what = format!(
        "POST /api/v1/events: {} read, {} accepted, {} duplicates, {} quarantined, {} events appended",
        report.read, report.accepted, report.duplicates, report.quarantined, report.events
    );
    audit::note(&app, peer, what).await?;
    Ok(Json(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_two_types_are_taken() {
        let of = |value: &'static str| shape_of(&HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().expect("a value"))]));
        assert_eq!(of("application/json").expect("good"), Shape::Array);
        assert_eq!(of("Application/JSON; charset=utf-8").expect("good"), Shape::Array);
        assert_eq!(of("application/x-ndjson").expect("good"), Shape::Lines);
        assert!(matches!(of("text/plain"), Err(ApiError::MediaType { .. })));
        assert!(matches!(shape_of(&HeaderMap::new()), Err(ApiError::MediaType { .. })));
    }
}
