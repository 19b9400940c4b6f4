//! `GET /calendar`: a year of a centre's calendar, each named day with its notice.

use axum::Json;
use axum::extract::State;

use super::year::calendar_year;
use crate::model::calendar::{CalendarQuery, CalendarYear};
use crate::model::problem::Problem;
use crate::serve::extract::Asked;
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::App;

/// A year of a centre's calendar, as known now.
#[utoipa::path(get, path = "/calendar", operation_id = "calendar", tag = "calendar", params(CalendarQuery), responses((status = 200, body = CalendarYear), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn calendar(State(app): State<App>, Asked(query): Asked<CalendarQuery>) -> Result<Json<CalendarYear>, ApiError> {
    let published = app.published();
    let now = app.clock.now();
    let mut centres: Vec<_> = published.benches.iter().collect();
    centres.sort_by_key(|(centre, _)| centre.text());
    let found = match known_centre(&published, &query.centre)? {
        Some(code) => centres.into_iter().find(|(centre, _)| centre.text() == code),
        None => centres.into_iter().find(|(_, bench)| bench.world.book().name() == "cn"),
    };
    let Some((centre, bench)) = found else {
        return Err(ApiError::BadQuery {
            field: "centre".to_owned(),
            message: "no centre uses the national calendar; name one".to_owned(),
        });
    };
    let zone = &bench.world.zone;
    let year = query.year.unwrap_or_else(|| zone.day_of(now).year());
    if !(1949..=2200).contains(&year) {
        return Err(ApiError::BadQuery { field: "year".to_owned(), message: format!("{year} is not from 1949 to 2200") });
    }
    Ok(Json(calendar_year(centre.text(), bench.world.book(), year, now, zone)))
}
