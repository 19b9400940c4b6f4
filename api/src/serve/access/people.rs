//! `/people`: who was where on a day, and the regions, departments and windows there were; and the import of both from a spreadsheet.
//!
//! They are reference facts of the ledger like any other (`organization_set`, `person_posted`), each with the days it holds for. Names are
//! sealed; whoever has the right is shown them in clear, the others see the mask.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use mingjing_engine::organization::{Organization, Post, Unit};
use mingjing_engine::supervision::Published;
use mingjing_engine::time::Day;

use super::bounds::Bounds;
use super::people_import::take;
use super::rights::Right;
use super::visit::Visit;
use crate::model::access::{PeopleImportQuery, PeopleImported, PeopleOnDay, PeopleQuery, PersonAtPost, UnitOnDay};
use crate::model::problem::Problem;
use crate::serve::extract::{Asked, day, text};
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::{App, common_zone};

fn unit_name(organization: &Organization, kind: &str, code: Option<mingjing_engine::sym::Sym>, on: Day) -> Option<String> {
    Some(organization.unit(kind, code?, on)?.name.to_string())
}

fn unit_shown(centre: &str, unit: &Unit) -> UnitOnDay {
    let code = |code: Option<mingjing_engine::sym::Sym>| code.map(|code| code.text().to_owned());
    UnitOnDay {
        centre: centre.to_owned(),
        kind: unit.kind.text().to_owned(),
        code: unit.code.text().to_owned(),
        name: unit.name.to_string(),
        parent: code(unit.parent),
        region: code(unit.region),
        uscc: code(unit.uscc),
        valid_from: unit.valid_from.map(|day| day.to_string()),
        valid_to: unit.valid_to.map(|day| day.to_string()),
    }
}

/// Whether a unit lies within bounds: departments by code, windows by the department they belong to, regions always.
fn has_unit(bounds: &Bounds, centre: &str, unit: &Unit) -> bool {
    match unit.kind.text() {
        "dept" => bounds.has_place(centre, Some(unit.code.text())),
        "window" => bounds.has_place(centre, unit.parent.map(|dept| dept.text())),
        _ => true,
    }
}

/// A post with its centre, before its name is looked up.
struct Found<'a> {
    centre: &'static str,
    organization: &'a Organization,
    post: &'a Post,
}

fn find<'a>(published: &'a Published, query: &PeopleQuery, bounds: &Bounds, on: Day) -> Vec<Found<'a>> {
    let mut centres: Vec<_> = published.benches.iter().collect();
    centres.sort_by_key(|(code, _)| code.text());
    let wanted = |wanted: &Option<String>, found: Option<&str>| text(wanted).is_none_or(|wanted| found == Some(wanted));
    let mut all = Vec::new();
    for (code, bench) in centres {
        let centre = code.text();
        let organization = &bench.world.organization;
        for post in organization.posts_on(on) {
            let (dept, window) = (post.dept.map(|dept| dept.text()), post.window.map(|window| window.text()));
            let is_asked = wanted(&query.centre, Some(centre)) && wanted(&query.dept, dept) && wanted(&query.window, window);
            if is_asked && bounds.has_post(centre, dept, window, post.person.text()) {
                all.push(Found { centre, organization, post });
            }
        }
    }
    all
}

/// Who was where on a day.
#[utoipa::path(get, path = "/people", operation_id = "people", tag = "access", params(PeopleQuery), responses((status = 200, body = PeopleOnDay), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, visit: Visit, Asked(query): Asked<PeopleQuery>) -> Result<Json<PeopleOnDay>, ApiError> {
    let published = app.published();
    known_centre(&published, &query.centre)?;
    let on = day("on", &query.on)?.unwrap_or_else(|| common_zone(&published).day_of(app.clock.now()));
    let bounds = visit.bounds(&published);
    let accounts: HashMap<String, String> = match visit.may(Right::Accounts) {
        true => app.access.accounts().iter().filter_map(|account| Some((account.person.clone()?, account.name.clone()))).collect(),
        false => HashMap::new(),
    };
    let names_in_clear = visit.may(Right::PeopleNames);
    let words = text(&query.q).map(str::to_lowercase);
    let mut people = Vec::new();
    for Found { centre, organization, post } in find(&published, &query, &bounds, on) {
        let name = match post.name.filter(|_| names_in_clear) {
            Some(key) => app.office.ledger().personal(key).await?,
            None => None,
        };
        let shown = PersonAtPost {
            centre: centre.to_owned(),
            person: post.person.text().to_owned(),
            name: name.or_else(|| post.name_mask.as_deref().map(str::to_owned)),
            post: post.post.map(|post| post.text().to_owned()),
            dept: post.dept.map(|dept| dept.text().to_owned()),
            dept_name: unit_name(organization, "dept", post.dept, on),
            window: post.window.map(|window| window.text().to_owned()),
            window_name: unit_name(organization, "window", post.window, on),
            valid_from: post.valid_from.to_string(),
            valid_to: post.valid_to.map(|day| day.to_string()),
            account: accounts.get(post.person.text()).cloned(),
        };
        let has = |text: &Option<String>, words: &str| text.as_deref().is_some_and(|text| text.to_lowercase().contains(words));
        let is_meant = |words: &String| {
            shown.person.to_lowercase().contains(words)
                || has(&shown.name, words)
                || has(&shown.post, words)
                || has(&shown.dept_name, words)
                || has(&shown.window_name, words)
        };
        if words.as_ref().is_none_or(is_meant) {
            people.push(shown);
        }
    }
    let mut centres: Vec<_> = published.benches.iter().collect();
    centres.sort_by_key(|(code, _)| code.text());
    let is_asked = |centre: &str| text(&query.centre).is_none_or(|wanted| wanted == centre);
    let units = centres.into_iter().filter(|(code, _)| is_asked(code.text())).flat_map(|(code, bench)| {
        let his = bench.world.organization.units_on(on).into_iter().filter(|unit| has_unit(&bounds, code.text(), unit));
        his.map(|unit| unit_shown(code.text(), unit)).collect::<Vec<_>>()
    });
    Ok(Json(PeopleOnDay { on: on.to_string(), people, units: units.collect() }))
}

/// Imports people with their posts, or regions, departments and windows, from a spreadsheet (`.xlsx`) or a text (`.csv`). Which of them it holds
/// is read from its header; docs/ACCOUNTS.md names the columns. Good rows go in beside bad ones, which are listed.
#[utoipa::path(post, path = "/people/import", operation_id = "import_people", tag = "access", params(PeopleImportQuery), request_body(content = String, content_type = "application/octet-stream", description = "The file's bytes."), responses((status = 200, body = PeopleImported), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn import(
    State(app): State<App>,
    visit: Visit,
    Asked(query): Asked<PeopleImportQuery>,
    body: Bytes,
) -> Result<Json<PeopleImported>, ApiError> {
    let published = app.published();
    let centre = known_centre(&published, &Some(query.centre.clone()))?.unwrap_or_default().to_owned();
    let report = take(&app, &published, &centre, &query.name, &body).await?;
    app.wake.notify_one();
    app.metrics.appended(report.accepted);
    let told = format!(
        "people and units of {centre}: {} rows, {} new, {} known, {} refused",
        report.read,
        report.accepted,
        report.duplicates,
        report.refused.len()
    );
    app.access.note(visit.entry("done", told)).await?;
    Ok(Json(report))
}
