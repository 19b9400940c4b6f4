//! `GET /alerts/{alert_no}/explain`: why an alert holds.

use axum::Json;
use axum::extract::State;

use super::view::seen;
use crate::model::problem::Problem;
use crate::model::why::Why;
use crate::serve::access::visit::Visit;
use crate::serve::extract::Named;
use crate::serve::problem::ApiError;
use crate::serve::state::App;
use crate::serve::why;

/// Why an alert holds.
#[utoipa::path(get, path = "/alerts/{alert_no}/explain", operation_id = "explain", tag = "alerts", params(("alert_no" = String, Path, description = "Number of the alert.")), responses((status = 200, body = Why), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn explain(State(app): State<App>, visit: Visit, Named(number): Named<String>) -> Result<Json<Why>, ApiError> {
    let published = app.published();
    seen(&app, &published, &visit, &number)?;
    Ok(Json(why::explain(&app.desk(&published), &number).await?))
}
