//! `POST /calendar/preview` and `POST /calendar/notices`: what a notice of the calendar moves is shown first, then it is declared. One that moves
//! cases or alerts is only proposed, and declared when a second person confirms it ([`proposals`]).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use mingjing_engine::calendar::{NoticeDay, NoticeKind};
use mingjing_engine::ledger::access::Proposal;
use mingjing_engine::supervision::{Declarer, NoticeDraft, OfficeError};
use mingjing_engine::time::{Day, parse_rfc3339};

use super::view::{forecast, layer_named};
use crate::model::calendar::{MoveForecast, NoticeDayKind, NoticeDeclared, NoticeRequest};
use crate::model::problem::Problem;
use crate::serve::access::proposals;
use crate::serve::access::visit::Visit;
use crate::serve::problem::ApiError;
use crate::serve::state::{App, zone_of};

/// Says what a notice would move: open cases by department and by case, and alerts that would come, vanish or change. Nothing is written.
#[utoipa::path(post, path = "/calendar/preview", operation_id = "preview_notice", tag = "calendar", request_body = NoticeRequest, responses((status = 200, body = MoveForecast), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn preview(State(app): State<App>, visit: Visit, body: Bytes) -> Result<Json<MoveForecast>, ApiError> {
    let draft = read(&body)?;
    let declarer = declarer(&visit, visit.name());
    let now = app.clock.now();
    let prepared = app.office.prepare_notice(&draft, &declarer, now).await.map_err(refused)?;
    let moves = app.office.forecast(&prepared, now).await.map_err(refused)?;
    let published = app.published();
    visit.mark_written();
    Ok(Json(forecast(&prepared, &moves, |centre| zone_of(&published, centre))))
}

/// Declares a notice that moves nothing; proposes one that moves cases or alerts, for a second person to confirm. What it moves is part of the
/// answer.
#[utoipa::path(post, path = "/calendar/notices", operation_id = "declare_notice", tag = "calendar", request_body = NoticeRequest, responses((status = 200, body = NoticeDeclared), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn declare(State(app): State<App>, visit: Visit, body: Bytes) -> Result<Json<NoticeDeclared>, ApiError> {
    let draft = read(&body)?;
    let declarer = declarer(&visit, visit.name());
    let now = app.clock.now();
    let prepared = app.office.prepare_notice(&draft, &declarer, now).await.map_err(refused)?;
    let moves = app.office.forecast(&prepared, now).await.map_err(refused)?;
    let published = app.published();
    let shown = forecast(&prepared, &moves, |centre| zone_of(&published, centre));
    if shown.moved + shown.alerts_come + shown.alerts_vanish + shown.alerts_change > 0 {
        let body = String::from_utf8_lossy(&body).into_owned();
        let number = proposals::propose(&app, &visit, proposals::NOTICE, &shown.title, body).await?;
        return Ok(Json(NoticeDeclared { events: 0, proposal: Some(number), forecast: shown }));
    }
    let declared = app.office.declare(prepared, &declarer, moves, now).await.map_err(refused)?;
    app.wake.notify_one();
    app.metrics.appended(declared.events);
    Ok(Json(NoticeDeclared { events: declared.events, proposal: None, forecast: shown }))
}

/// Declares what was proposed, confirmed by the one who visits.
pub async fn confirmed(app: &App, visit: &Visit, proposal: &Proposal) -> Result<NoticeDeclared, ApiError> {
    let draft = read(proposal.body.as_bytes())?;
    let declarer = Declarer { confirmed_by: Some(visit.name().to_owned()), ..declarer(visit, &proposal.proposed_by) };
    let now = app.clock.now();
    let prepared = app.office.prepare_notice(&draft, &declarer, now).await.map_err(refused)?;
    let moves = app.office.forecast(&prepared, now).await.map_err(refused)?;
    let published = app.published();
    let shown = forecast(&prepared, &moves, |centre| zone_of(&published, centre));
    let declared = app.office.declare(prepared, &declarer, moves, now).await.map_err(refused)?;
    app.wake.notify_one();
    app.metrics.appended(declared.events);
    Ok(NoticeDeclared { events: declared.events, proposal: Some(proposal.number), forecast: shown })
}

fn declarer(visit: &Visit, who: &str) -> Declarer {
    Declarer { who: who.to_owned(), confirmed_by: None, origin: visit.address.to_string() }
}

fn wrong(field: &str, message: String) -> ApiError {
    ApiError::BadNotice { field: field.to_owned(), message }
}

fn read(body: &[u8]) -> Result<NoticeDraft, ApiError> {
    let request: NoticeRequest = serde_json::from_slice(body).map_err(|error| wrong("", format!("the body is no notice: {error}")))?;
    let (known_from, _) = parse_rfc3339(&request.known_from)
        .ok_or_else(|| wrong("known_from", format!("{:?} is no instant; write it like 2020-01-26T00:00:00+08:00", request.known_from)))?;
    let mut days = Vec::with_capacity(request.days.len());
    for (index, day) in request.days.into_iter().enumerate() {
        let date = Day::parse(&day.date)
            .ok_or_else(|| wrong(&format!("days.{index}.date"), format!("{:?} is no day; write it like 2025-05-01", day.date)))?;
        let kind = match day.kind {
            NoticeDayKind::Holiday => NoticeKind::Holiday,
            NoticeDayKind::Workday => NoticeKind::Workday,
        };
        days.push(NoticeDay { day: date, kind, name: day.name });
    }
    Ok(NoticeDraft {
        layer: layer_named(request.layer),
        year: request.year,
        days,
        is_whole: request.is_whole,
        number: request.number,
        known_from,
        centres: request.centres,
    })
}

/// What is wrong with a draft is the caller's to mend; the rest is ours.
fn refused(error: OfficeError) -> ApiError {
    match error {
        OfficeError::Draft(error) => wrong("", error.to_string()),
        OfficeError::Ledger(error) => error.into(),
        error => ApiError::internal("weighing a notice", error),
    }
}
