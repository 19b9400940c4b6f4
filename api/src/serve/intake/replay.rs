//! `POST /quarantine/{id}/replay`, `POST /quarantine/replay`: records sent through the door again.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::Fault;
use mingjing_engine::supervision::OfficeError;

use super::audit;
use super::record::{find, kept};
use crate::model::intake::{Mend, RecordFault, ReplaySome, ReplayedRecord, ReplayedSome};
use crate::model::problem::{FieldProblem, Problem};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Named, Sent, text};
use crate::serve::problem::ApiError;
use crate::serve::state::App;
use crate::serve::uploads::words::of_fault;

/// Records tried in one request.
const MOST: usize = 5000;
/// Rows read from the ledger at a time.
const PAGE: usize = 1000;

fn refused(error: OfficeError) -> ApiError {
    match error {
        OfficeError::Ledger(error) => ApiError::Ledger(error),
        OfficeError::Import(error) => ApiError::BadTable { message: error.to_string() },
        other => ApiError::internal("sending a record again", other),
    }
}

fn shown(fault: &Fault) -> RecordFault {
    let (message, how_to_mend) = of_fault(fault, None);
    RecordFault { reason: fault.reason.to_owned(), field: fault.field.clone(), message, how_to_mend }
}

/// Sends one record again, as it came or mended.
#[utoipa::path(post, path = "/quarantine/{id}/replay", operation_id = "replay_record", tag = "intake", params(("id" = i64, Path, description = "Number in the quarantine.")), request_body = Mend, responses((status = 200, body = ReplayedRecord), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn replay_one(
    State(app): State<App>,
    visit: Visit,
    Named(id): Named<String>,
    Sent(mend): Sent<Mend>,
) -> Result<Json<ReplayedRecord>, ApiError> {
    let row = find(&app, &id).await?;
    let mended = match (mend.mended, mend.fields.is_empty()) {
        (Some(_), false) => {
            let message = "give the mended text or fields, not both".to_owned();
            return Err(ApiError::BadChoice { refusals: vec![FieldProblem { field: "fields".to_owned(), message }] });
        }
        (mended, true) => mended,
        (None, false) => match kept(&app, row.id).await? {
            // The door says why there is nothing to send.
            None => None,
            Some(stored) => {
                let mapping = stored.mapping.as_deref().and_then(|name| app.office.library().mapping(name).ok());
                let changed = stored.with_fields(mapping.as_ref(), &mend.fields).map_err(|fault| ApiError::BadChoice {
                    refusals: vec![FieldProblem { field: fault.field.clone().unwrap_or_default(), message: fault.to_string() }],
                });
                Some(changed?)
            }
        },
    };
    let is_mended = mended.is_some();
    let done = app.office.replay_one(row.id, mended, app.clock.now()).await.map_err(refused)?.unwrap_or_default();
    app.wake.notify_one();
    app.metrics.appended(done.appended);
    let how = if is_mended { "mended" } else { "as it came" };
    let what = format!("{how}, {} events appended, {} still wrong", done.appended, done.faults.len());
    audit::note(&app, &visit, what).await?;
    Ok(Json(ReplayedRecord { appended: done.appended, duplicates: done.duplicates, faults: done.faults.iter().map(shown).collect() }))
}

/// Sends several records again as they came, after their profile or mapping was mended.
#[utoipa::path(post, path = "/quarantine/replay", operation_id = "replay_records", tag = "intake", request_body = ReplaySome, responses((status = 200, body = ReplayedSome), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn replay_some(State(app): State<App>, visit: Visit, Sent(which): Sent<ReplaySome>) -> Result<Json<ReplayedSome>, ApiError> {
    let (source, reason) = (text(&which.source), text(&which.reason));
    if which.ids.is_empty() && source.is_none() && reason.is_none() {
        let message = "name the records by ids, source or reason".to_owned();
        return Err(ApiError::BadChoice { refusals: vec![FieldProblem { field: "ids".to_owned(), message }] });
    }
    let mut chosen = Vec::new();
    let mut after = 0;
    loop {
        let rows = app.office.ledger().quarantined(after, PAGE, true).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let is_meant = |row: &mingjing_engine::ledger::QuarantinedRow| {
            (which.ids.is_empty() || which.ids.contains(&row.id))
                && source.is_none_or(|source| source == row.source)
                && reason.is_none_or(|reason| reason == row.reason)
        };
        chosen.extend(rows.iter().filter(|row| is_meant(row)).map(|row| row.id));
    }
    let left = chosen.len().saturating_sub(MOST) as u64;
    let mut report = ReplayedSome { replayed: 0, appended: 0, still_wrong: 0, left };
    let now = app.clock.now();
    for id in chosen.into_iter().take(MOST) {
        // A record whose mapping is gone is still wrong, and the others are tried all the same.
        match app.office.replay_one(id, None, now).await {
            Ok(Some(done)) if done.faults.is_empty() => {
                report.replayed += 1;
                report.appended += done.appended;
            }
            Ok(done) => {
                report.still_wrong += 1;
                report.appended += done.map_or(0, |done| done.appended);
            }
            Err(OfficeError::Import(_)) => report.still_wrong += 1,
            Err(error) => return Err(refused(error)),
        }
    }
    app.wake.notify_one();
    app.metrics.appended(report.appended);
    let what = format!(
        "{} replayed, {} events appended, {} still wrong, {} left",
        report.replayed, report.appended, report.still_wrong, report.left
    );
    audit::note(&app, &visit, what).await?;
    Ok(Json(report))
}
