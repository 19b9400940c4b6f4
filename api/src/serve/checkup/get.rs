//! `GET /checkup`.

use axum::Json;
use axum::extract::State;
use mingjing_engine::supervision::{Published, ask};

use super::report::{Ward, complete_to};
use super::sql::{Scope, rows, text};
use crate::model::checkup::{Checkup, CheckupQuery};
use crate::model::problem::Problem;
use crate::serve::access::visit::Visit;
use crate::serve::extract::{Asked, day};
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::App;

/// The health check of a centre.
#[utoipa::path(get, path = "/checkup", operation_id = "checkup", tag = "checkup", params(CheckupQuery), responses((status = 200, body = Checkup), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn checkup(State(app): State<App>, visit: Visit, Asked(query): Asked<CheckupQuery>) -> Result<Json<Checkup>, ApiError> {
    let published = app.published();
    let (from, to) = (day("from", &query.from)?, day("to", &query.to)?);
    let session = session(&published)?;
    let centre = match known_centre(&published, &query.centre)? {
        Some(centre) => centre.to_owned(),
        None => only_centre(&session).await?,
    };
    visit.bounds(&published).require_centre(&centre)?;
    let profile = app.desk(&published).profile(&centre).await?;
    let profile = profile.ok_or_else(|| ApiError::internal("reading the profile", format!("the centre {centre} has none")))?;
    let complete_to = complete_to(&published.benches, &centre);
    let ward = Ward { session: &session, office: &app.office, profile: &profile, scope: Scope { centre, from, to }, complete_to };
    Ok(Json(ward.examine().await?))
}

/// SQL over what is published.
pub fn session(published: &Published) -> Result<mingjing_engine::facts::query::Session, ApiError> {
    ask::session(published.facts.clone(), &published.benches, None).map_err(|error| ApiError::internal("opening the facts", error))
}

/// The only centre that has cases.
pub async fn only_centre(session: &mingjing_engine::facts::query::Session) -> Result<String, ApiError> {
    let found = rows(session, "SELECT DISTINCT centre FROM \"case\" ORDER BY centre").await?;
    match found.as_slice() {
        [only] => Ok(text(only, "centre")),
        _ => {
            let known: Vec<String> = found.iter().map(|row| text(row, "centre")).collect();
            let message = if known.is_empty() { "there are no cases yet".to_owned() } else { format!("name one of {}", known.join(", ")) };
            Err(ApiError::BadQuery { field: "centre".to_owned(), message })
        }
    }
}
