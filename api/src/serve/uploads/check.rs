//! `POST /uploads/{id}/check`: a dry run.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::Importer;
use mingjing_engine::ingest::propose::trial::trial;
use mingjing_engine::time::Zone;

use super::post::unreadable;
use super::prepare::Prepared;
use super::shelf::Shelf;
use super::words;
use crate::model::problem::Problem;
use crate::model::upload::{Checked, CheckedFault, Choice, ReasonCount};
use crate::serve::extract::{Named, Sent};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Reads a file as an import would, and appends nothing.
#[utoipa::path(post, path = "/uploads/{id}/check", operation_id = "check_upload", tag = "import", params(("id" = String, Path, description = "Number of the upload.")), request_body = Choice, responses((status = 200, body = Checked), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn check(State(app): State<App>, Named(id): Named<String>, Sent(choice): Sent<Choice>) -> Result<Json<Checked>, ApiError> {
    let (_, path) = Shelf::of(app.office.data()).get(&id)?;
    let prepared = Prepared::new(&app, &path, &choice).await?;
    let (ledger, now) = (app.office.ledger().clone(), app.clock.now());
    let checked = app.compute("checking a file", move || {
        let token = |tag: &str, value: &str| ledger.vault().token(tag, value);
        let importer = Importer { profile: &prepared.profile, mapping: prepared.mapping.as_ref(), token: &token, now };
        let found = trial(&importer, path.clone(), &prepared.columns, &mut |_| {}).map_err(|error| unreadable(&error, &path))?;
        Ok::<Checked, ApiError>(shown(found, &prepared.profile.zone))
    });
    Ok(Json(checked.await??))
}

fn shown(found: mingjing_engine::ingest::propose::trial::Trial, zone: &Zone) -> Checked {
    let fault = |listed: mingjing_engine::ingest::propose::trial::TrialFault| {
        let (message, how_to_mend) = words::of_fault(&listed.fault, listed.cell.as_deref());
        CheckedFault {
            line: listed.line,
            column: listed.fault.field,
            cell: listed.cell,
            reason: listed.fault.reason.to_owned(),
            message,
            how_to_mend,
        }
    };
    let mut reasons: Vec<ReasonCount> = found
        .reasons
        .iter()
        .map(|(reason, count)| ReasonCount { reason: (*reason).to_owned(), title: words::of_reason(reason), count: *count })
        .collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    Checked {
        read: found.read,
        good: found.good,
        bad: found.bad,
        cases: found.cases,
        faults: found.faults.into_iter().map(fault).collect(),
        faults_by_reason: reasons,
        first_at: found.span.map(|(first, _)| zone.format(first)),
        last_at: found.span.map(|(_, last)| zone.format(last)),
    }
}
