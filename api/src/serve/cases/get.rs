//! `GET /cases/{centre}/{case_no}`: one case with its events and alerts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use mingjing_engine::case::state::Case;
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations::{CASE, Moment};
use mingjing_engine::schema::Type;
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros};

use super::past;
use crate::model::case::{CaseDetail, KnownOn, KnownQuery};
use crate::model::problem::Problem;
use crate::serve::access::bounds::Bounds;
use crate::serve::access::visit::Visit;
use crate::serve::alerts::view::describe;
use crate::serve::desk::Desk;
use crate::serve::dossier::parts::parts;
use crate::serve::dossier::{Dossier, values};
use crate::serve::extract::{Asked, Named, day};
use crate::serve::problem::ApiError;
use crate::serve::reasons::Reasons;
use crate::serve::scope::known_centre;
use crate::serve::state::{App, zone_of};

/// One case with its events and alerts.
#[utoipa::path(get, path = "/cases/{centre}/{case_no}", operation_id = "case", tag = "cases", params(("centre" = String, Path, description = "Centre code."), ("case_no" = String, Path, description = "Case number."), KnownQuery), responses((status = 200, body = CaseDetail), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn case(
    State(app): State<App>,
    visit: Visit,
    Named((centre, case_no)): Named<(String, String)>,
    Asked(query): Asked<KnownQuery>,
) -> Result<Json<CaseDetail>, ApiError> {
    let published = app.published();
    known_centre(&published, &Some(centre.clone()))?;
    let bounds = visit.bounds(&published);
    bounds.require_case(&app, &published, &centre, &case_no).await?;
    match day("known", &query.known)? {
        Some(day) => as_known(&app, &bounds, &centre, &case_no, day).await.map(Json),
        None => shown(&app.desk(&published), &bounds, &centre, &case_no).await.map(Json),
    }
}

/// The case as of a desk's moment, by what the desk knows.
async fn shown(desk: &Desk<'_>, bounds: &Bounds, centre: &str, case_no: &str) -> Result<CaseDetail, ApiError> {
    let published = desk.published;
    let at = published.now;
    let dossier = Dossier::read(desk, centre, case_no).await?;
    let folded = dossier.and_then(|dossier| dossier.fold(at).map(|case| (dossier, case)));
    let Some((dossier, case)) = folded else {
        return Err(ApiError::UnknownCase { centre: centre.to_owned(), case_no: case_no.to_owned() });
    };
    let row = row(&dossier, &case, at);
    let key: Arc<str> = case_no.into();
    let may_see = |record: &&AlertRecord| bounds.shows(desk.office.catalogue(), record);
    let mut records: Vec<_> = published.alerts.of_case(dossier.file.centre, &key).filter(may_see).collect();
    records.sort_by(|a, b| (a.since, &a.alert_no).cmp(&(b.since, &b.alert_no)));
    let mut alerts = Vec::with_capacity(records.len());
    for record in records {
        let mut alert = describe(desk, record).await?;
        // The case's own word, for the facts may have come to another since the day that is asked about.
        alert.item_name = row.get("item_name").cloned().flatten();
        alerts.push(alert);
    }
    let mut events = dossier.timeline()?;
    Dossier::name_files(desk, &mut events).await?;
    let last = case.end_at.filter(|_| case.has_ended).unwrap_or(at);
    Ok(CaseDetail {
        case: row,
        columns: CASE.columns.iter().map(values::info).collect(),
        events,
        alerts,
        days: dossier.days(last),
        clock: dossier.clock_bar(&case, at),
        parts: parts(&Moment::new(&case, &dossier.world, at)),
        at: dossier.zone().format(at),
        known: None,
    })
}

/// The case, its events and its alerts as they were known at the end of a local day.
async fn as_known(app: &App, bounds: &Bounds, centre: &str, case_no: &str, day: Day) -> Result<CaseDetail, ApiError> {
    let published = app.published();
    let code = Sym::new(centre);
    let zone = zone_of(&published, code);
    let until = past::end_of(day, &zone, published.now)?;
    let rows = app.desk(&published).rows(centre, case_no).await?;
    let told = || rows.iter().filter(|row| !row.kind.is_own());
    let Some(first) = told().map(|row| row.recorded_at).min() else {
        return Err(ApiError::UnknownCase { centre: centre.to_owned(), case_no: case_no.to_owned() });
    };
    let not_yet = || ApiError::NotKnownYet { case_no: case_no.to_owned(), day: day.to_string(), first: zone.day_of(first).to_string() };
    if first > until {
        return Err(not_yet());
    }
    let past = past::published(app, &published, &rows, until).await?;
    let reasons = Reasons::default();
    let desk = Desk { office: &app.office, published: &past, reasons: &reasons, known: Some(until) };
    let mut detail = match shown(&desk, bounds, centre, case_no).await {
        // What was known of it then was yet to happen, or was made void again.
        Err(ApiError::UnknownCase { .. }) => return Err(not_yet()),
        other => other?,
    };
    let key: Arc<str> = case_no.into();
    let alerts_now = published.alerts.of_case(code, &key).filter(|record| bounds.shows(app.office.catalogue(), record)).count();
    detail.known = Some(KnownOn {
        day: day.to_string(),
        first_recorded_at: zone.format(first),
        later_events: told().filter(|row| row.recorded_at > until).count() as u64,
        later_alerts: alerts_now.saturating_sub(detail.alerts.len()) as u64,
    });
    Ok(detail)
}

/// The row as of a moment, by column name.
fn row(dossier: &Dossier, case: &Case, at: Micros) -> BTreeMap<String, Option<String>> {
    let mut shown = BTreeMap::new();
    let moment = Moment::new(case, &dossier.world, at);
    moment.visit(&CASE, &mut |row| {
        for (slot, column) in CASE.columns.iter().enumerate() {
            let value = match column.ty {
                Type::Attributes => values::attributes(&case.attributes),
                _ => values::text(row.get(slot), dossier.zone()),
            };
            shown.insert(column.name.to_owned(), value);
        }
    });
    shown
}
