//! `GET /why-not`: why a rule is silent about a case.

use axum::Json;
use axum::extract::State;

use crate::model::problem::Problem;
use crate::model::why::{Why, WhyNotQuery};
use crate::serve::extract::Asked;
use crate::serve::problem::ApiError;
use crate::serve::state::App;
use crate::serve::why;

/// Why a rule is silent about a case.
#[utoipa::path(get, path = "/why-not", operation_id = "why_not", tag = "alerts", params(WhyNotQuery), responses((status = 200, body = Why), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn why_not(State(app): State<App>, Asked(query): Asked<WhyNotQuery>) -> Result<Json<Why>, ApiError> {
    let published = app.published();
    Ok(Json(why::why_not(&app.desk(&published), &query).await?))
}
