//! `GET /healthz`: whether the server answers and its follower keeps up.

use axum::Json;
use axum::extract::State;

use super::problem::ApiError;
use super::state::App;

/// 200 with the position while the ledger can be read, an error else.
pub async fn health(State(app): State<App>) -> Result<Json<serde_json::Value>, ApiError> {
    let head = app.office.ledger().head().await?;
    let position = app.published().facts.position;
    Ok(Json(serde_json::json!({ "status": "ok", "position": position, "behind": head.position.saturating_sub(position) })))
}
