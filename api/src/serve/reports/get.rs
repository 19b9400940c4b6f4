//! `GET /reports/{name}`: a report as figures.

use axum::Json;
use axum::extract::State;

use super::made::made;
use super::view::view;
use crate::model::problem::Problem;
use crate::model::report::{ReportQuery, StatutoryReport};
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Asked, Named};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// A statutory report.
#[utoipa::path(get, path = "/reports/{name}", operation_id = "report", tag = "reports", params(("name" = String, Path, description = "Name of the report, like case-statistics."), ReportQuery), responses((status = 200, body = StatutoryReport), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn report(
    State(app): State<App>,
    visit: Visit,
    Named(name): Named<String>,
    Asked(query): Asked<ReportQuery>,
) -> Result<Json<StatutoryReport>, ApiError> {
    Ok(Json(view(&*made(&app, &visit, &name, &query).await?)))
}
