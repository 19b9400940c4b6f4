//! `POST /imports/{batch}/void`: takes an import back as a whole.

use axum::Json;
use axum::extract::State;

use crate::model::problem::{FieldProblem, Problem};
use crate::model::source::{VoidReason, VoidedImport};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Named, Sent};
use crate::serve::intake::audit;
use crate::serve::problem::{ApiError, What};
use crate::serve::state::{App, position};

/// Takes an import back: its events stay and no longer count.
#[utoipa::path(post, path = "/imports/{batch}/void", operation_id = "void_import", tag = "sources", params(("batch" = i64, Path, description = "Number of the import.")), request_body = VoidReason, responses((status = 200, body = VoidedImport), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn void(
    State(app): State<App>,
    visit: Visit,
    Named(batch): Named<String>,
    Sent(why): Sent<VoidReason>,
) -> Result<Json<VoidedImport>, ApiError> {
    let reason = why.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        let message = "say why in 1 to 500 characters; it is kept in the ledger".to_owned();
        return Err(ApiError::BadChoice { refusals: vec![FieldProblem { field: "reason".to_owned(), message }] });
    }
    let unknown = || ApiError::Unknown { what: What::Import, name: batch.clone() };
    let number: i64 = batch.parse().map_err(|_| unknown())?;
    let voided = app.office.ledger().void_import(number, reason, app.clock.now()).await?.ok_or_else(unknown)?;
    app.wake.notify_one();
    audit::note(&app, &visit, format!("{} events no longer count", voided.events)).await?;
    Ok(Json(VoidedImport { events: voided.events, position: position(voided.position), is_repeated: voided.already }))
}
