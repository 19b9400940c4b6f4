//! `GET /why-not`: why a rule is silent about a case.

use axum::Json;
use axum::extract::State;

use crate::model::problem::Problem;
use crate::model::why::{Why, WhyNotQuery};
use crate::serve::access::visit::Visit;
use crate::serve::extract::Asked;
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::App;
use crate::serve::why;

/// Why a rule is silent about a case.
#[utoipa::path(get, path = "/why-not", operation_id = "why_not", tag = "alerts", params(WhyNotQuery), responses((status = 200, body = Why), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn why_not(State(app): State<App>, visit: Visit, Asked(query): Asked<WhyNotQuery>) -> Result<Json<Why>, ApiError> {
    let published = app.published();
    let bounds = visit.bounds(&published);
    known_centre(&published, &Some(query.centre.clone()))?;
    bounds.require_case(&app, &published, &query.centre, &query.case_no).await?;
    // Why a confidential rule is silent is as confidential as that it speaks.
    if !bounds.sees_confidential() && app.office.catalogue().by_code(&query.rule).is_some_and(|rule| rule.confidential) {
        return Err(ApiError::UnknownRule { code: query.rule });
    }
    Ok(Json(why::why_not(&app.desk(&published), &query).await?))
}
