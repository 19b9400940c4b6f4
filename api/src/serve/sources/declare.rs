//! `POST /sources/{centre}/{source}`: declares from when a source is supervised, up to when it is complete, and how late it usually reports.
//!
//! Each is an event of the ledger, like those that a profile's `[[sources]]` declare; the latest counts.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::door::Door;
use mingjing_engine::ledger::{Append, Entry, Outcome};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros, Zone, parse_rfc3339};
use serde_json::{Map, Value, json};

use crate::model::problem::{FieldProblem, Problem};
use crate::model::source::{Declared, SourceDeclared};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Named, Sent, text};
use crate::serve::intake::audit;
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::{App, position};

/// Most hours a source may be late as a matter of course.
const MOST_HOURS: i64 = 24 * 366;

fn refused(field: &str, message: String) -> ApiError {
    ApiError::BadChoice { refusals: vec![FieldProblem { field: field.to_owned(), message }] }
}

/// An instant, or a local day: its beginning, or its last microsecond.
fn instant(field: &str, value: &Option<String>, zone: &Zone, is_end: bool) -> Result<Option<Micros>, ApiError> {
    let Some(text) = text(value) else { return Ok(None) };
    if let Some((at, _)) = parse_rfc3339(text) {
        return Ok(Some(at));
    }
    match Day::parse(text) {
        Some(day) if is_end => Ok(Some(zone.midnight(day.plus(1)) - 1)),
        Some(day) => Ok(Some(zone.midnight(day))),
        None => Err(refused(field, format!("{text:?} is no time; write it like 2025-01-24 or 2025-01-24T18:00:00+08:00"))),
    }
}

/// Declares something of a source.
#[utoipa::path(post, path = "/sources/{centre}/{source}", operation_id = "declare_source", tag = "sources", params(("centre" = String, Path, description = "Centre code."), ("source" = String, Path, description = "Code of the source.")), request_body = SourceDeclared, responses((status = 200, body = Declared), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn declare(
    State(app): State<App>,
    visit: Visit,
    Named((centre, source)): Named<(String, String)>,
    Sent(declared): Sent<SourceDeclared>,
) -> Result<Json<Declared>, ApiError> {
    let published = app.published();
    known_centre(&published, &Some(centre.clone()))?;
    let profile = app.desk(&published).profile(&centre).await?;
    let profile = profile.ok_or_else(|| ApiError::internal("reading the profile", format!("the centre {centre} has none")))?;
    let starts_at = instant("starts_at", &declared.starts_at, &profile.zone, false)?;
    let complete_to = instant("complete_to", &declared.complete_to, &profile.zone, true)?;
    if let Some(hours) = declared.usual_lag_hours.filter(|hours| !(0..=MOST_HOURS).contains(hours)) {
        return Err(refused("usual_lag_hours", format!("{hours} is not between 0 and {MOST_HOURS}")));
    }
    let bench = published.benches.get(&Sym::new(&centre));
    let record = bench.and_then(|bench| bench.world.organization.source(Sym::new(&source))).cloned().unwrap_or_default();
    if let Some((to, known)) = complete_to.zip(record.complete_to)
        && to < known
    {
        let message = format!("it is complete up to {} already, and that only moves forward", profile.zone.format(known));
        return Err(refused("complete_to", message));
    }
    let now = app.clock.now();
    let mut payloads: Vec<(&str, Value)> = Vec::new();
    if starts_at.is_some() || declared.usual_lag_hours.is_some() {
        let mut payload = json!({ "source": source });
        // A declaration stands for the whole record, so what it does not change is said again.
        if let Some(at) = starts_at.or(record.starts_at) {
            payload["starts_at"] = json!(profile.zone.format(at));
        }
        if let Some(hours) = declared.usual_lag_hours.or(record.usual_lag_hours) {
            payload["usual_lag_hours"] = json!(hours);
        }
        payloads.push(("source_set", payload));
    }
    if let Some(to) = complete_to {
        payloads.push(("watermark_moved", json!({ "source": source, "complete_to": profile.zone.format(to) })));
    }
    if payloads.is_empty() {
        return Err(refused("starts_at", "nothing is declared; give starts_at, complete_to or usual_lag_hours".to_owned()));
    }
    let ledger = app.office.ledger();
    let token = |tag: &str, value: &str| ledger.vault().token(tag, value);
    let door = Door { profile: &profile, bound: None, token: &token };
    let mut entries = Vec::new();
    for (kind, payload) in payloads {
        let event = json!({
            "id": format!("console/{kind}/{source}/{now}"), "source": source, "type": kind, "centre": centre,
            "occurred_at": profile.zone.format(now), "payload": payload,
        });
        let members: Map<String, Value> = event.as_object().cloned().unwrap_or_default();
        let formed = door.check(&members).map_err(|fault| refused(fault.field.as_deref().unwrap_or("source"), fault.to_string()))?;
        entries.push(Entry::from(formed));
    }
    let outcomes = ledger.append(Append::new(entries, now)).await?;
    let appended: Vec<i64> =
        outcomes.iter().filter_map(|outcome| if let Outcome::Appended(at) = outcome { Some(*at) } else { None }).collect();
    app.wake.notify_one();
    app.metrics.appended(appended.len() as u64);
    let what = format!(
        "starts_at {}, complete_to {}, usual_lag_hours {}",
        declared.starts_at.as_deref().unwrap_or("-"),
        declared.complete_to.as_deref().unwrap_or("-"),
        declared.usual_lag_hours.map_or_else(|| "-".to_owned(), |hours| hours.to_string())
    );
    audit::note(&app, &visit, what).await?;
    Ok(Json(Declared { events: appended.len() as u64, position: appended.last().copied().map_or(0, position) }))
}
