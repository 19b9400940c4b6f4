//! `GET /alerts/{alert_no}`: one alert.

use axum::Json;
use axum::extract::State;

use super::view::{describe, seen};
use crate::model::alert::Alert;
use crate::model::problem::Problem;
use crate::serve::access::visit::Visit;
use crate::serve::extract::Named;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// One alert.
#[utoipa::path(get, path = "/alerts/{alert_no}", operation_id = "alert", tag = "alerts", params(("alert_no" = String, Path, description = "Number of the alert.")), responses((status = 200, body = Alert), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn alert(State(app): State<App>, visit: Visit, Named(number): Named<String>) -> Result<Json<Alert>, ApiError> {
    let published = app.published();
    let record = seen(&app, &published, &visit, &number)?;
    Ok(Json(describe(&app.desk(&published), record).await?))
}
