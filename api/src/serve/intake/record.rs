//! `GET /quarantine/{id}`: one record with its fields, personal values hidden.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::StoredRecord;
use mingjing_engine::ledger::QuarantinedRow;

use super::quarantine::item;
use crate::model::intake::{QuarantineRecord, RecordField};
use crate::model::problem::Problem;
use crate::serve::extract::Named;
use crate::serve::problem::{ApiError, What};
use crate::serve::state::{App, common_zone};

/// A record by its number.
pub async fn find(app: &App, id: &str) -> Result<QuarantinedRow, ApiError> {
    let unknown = || ApiError::Unknown { what: What::Record, name: id.to_owned() };
    let number: i64 = id.parse().map_err(|_| unknown())?;
    let found = app.office.ledger().quarantined(number.saturating_sub(1), 1, false).await?;
    found.into_iter().next().filter(|row| row.id == number).ok_or_else(unknown)
}

/// What was kept of a record, if anything was.
pub async fn kept(app: &App, id: i64) -> Result<Option<StoredRecord>, ApiError> {
    let raw = app.office.ledger().quarantined_raw(id).await?.unwrap_or_default();
    if raw.is_empty() {
        return Ok(None);
    }
    StoredRecord::from_json(&raw).map(Some).map_err(|error| ApiError::internal("reading a quarantined record", error))
}

/// One record with its fields.
#[utoipa::path(get, path = "/quarantine/{id}", operation_id = "quarantine_record", tag = "intake", params(("id" = i64, Path, description = "Number in the quarantine.")), responses((status = 200, body = QuarantineRecord), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn record(State(app): State<App>, Named(id): Named<String>) -> Result<Json<QuarantineRecord>, ApiError> {
    let row = find(&app, &id).await?;
    let stored = kept(&app, row.id).await?;
    let library = app.office.library();
    let fields = stored.as_ref().and_then(|stored| {
        // Without its profile or mapping a record cannot be split; it is still shown.
        let profile = library.profile(&stored.profile).ok()?;
        let mapping = stored.mapping.as_deref().and_then(|name| library.mapping(name).ok());
        Some(stored.fields(&profile, mapping.as_ref()))
    });
    let shown = |field: mingjing_engine::ingest::mend::ShownField| RecordField {
        name: field.name,
        value: field.value,
        is_personal: field.is_personal,
    };
    let can_replay = stored.is_some() && row.replayed_at.is_none() && row.withdrawn_at.is_none();
    let zone = common_zone(&app.published());
    let fields = fields.unwrap_or_default().into_iter().map(shown).collect();
    Ok(Json(QuarantineRecord { item: item(row, &zone), fields, can_replay }))
}
