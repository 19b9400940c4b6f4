//! `GET /cases/{centre}/{case_no}`: one case with its events and alerts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use mingjing_engine::case::state::Case;
use mingjing_engine::facts::relations::{CASE, Moment};
use mingjing_engine::schema::Type;
use mingjing_engine::time::Micros;

use crate::model::case::CaseDetail;
use crate::model::problem::Problem;
use crate::serve::alerts::view::describe;
use crate::serve::dossier::{Dossier, values};
use crate::serve::extract::Named;
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::App;

/// One case with its events and alerts.
#[utoipa::path(get, path = "/cases/{centre}/{case_no}", operation_id = "case", tag = "cases", params(("centre" = String, Path, description = "Centre code."), ("case_no" = String, Path, description = "Case number.")), responses((status = 200, body = CaseDetail), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn case(State(app): State<App>, Named((centre, case_no)): Named<(String, String)>) -> Result<Json<CaseDetail>, ApiError> {
    let published = app.published();
    known_centre(&published, &Some(centre.clone()))?;
    let at = published.now;
    let desk = app.desk(&published);
    let dossier = Dossier::read(&desk, &centre, &case_no).await?;
    let folded = dossier.and_then(|dossier| dossier.fold(at).map(|case| (dossier, case)));
    let Some((dossier, case)) = folded else { return Err(ApiError::UnknownCase { centre, case_no }) };
    let key: Arc<str> = case_no.as_str().into();
    let mut records: Vec<_> = published.alerts.of_case(dossier.file.centre, &key).collect();
    records.sort_by(|a, b| (a.since, &a.alert_no).cmp(&(b.since, &b.alert_no)));
    let mut alerts = Vec::with_capacity(records.len());
    for record in records {
        alerts.push(describe(&desk, record).await?);
    }
    let last = case.end_at.filter(|_| case.has_ended).unwrap_or(at);
    Ok(Json(CaseDetail {
        case: row(&dossier, &case, at),
        columns: CASE.columns.iter().map(values::info).collect(),
        events: dossier.timeline()?,
        alerts,
        days: dossier.days(last),
        clock: dossier.clock_bar(&case, at),
    }))
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
