//! `GET /cases`: a page of cases, latest first event first.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use mingjing_engine::facts::arrow::{Cell, ColumnView};
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::supervision::Published;
use mingjing_engine::sym::Sym;

use super::filter::CaseFilter;
use super::row::{Col, Rows, scan};
use crate::model::case::{CaseItem, CasePage, CaseQuery};
use crate::model::problem::Problem;
use crate::model::{Level, LimitUnit};
use crate::serve::access::visit::Visit;
use crate::serve::alerts::filter::levels;
use crate::serve::alerts::view::{is_open, level_of};
use crate::serve::checkup::chosen;
use crate::serve::extract::{Asked, text};
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::reports::cell::of_cell;
use crate::serve::scope::least;
use crate::serve::state::{App, position, zone_of};

/// Place of a case in the list: latest first event first, then by centre and number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Microseconds before the end of time, so that later ones come first.
    latest: i64,
    centre: String,
    case_no: String,
}

fn latest(at: Option<i64>) -> i64 {
    at.and_then(i64::checked_neg).unwrap_or(i64::MAX)
}

fn place_of(cursor: &Option<String>) -> Result<Option<Place>, ApiError> {
    let Some([latest, centre, case_no]) = decode(cursor)? else { return Ok(None) };
    let latest = latest.parse().map_err(|_| ApiError::BadCursor)?;
    Ok(Some(Place { latest, centre, case_no }))
}

/// A case on its way into the page, by its place; equal places cannot be.
struct Found(Place, CaseItem);

impl PartialEq for Found {
    fn eq(&self, other: &Found) -> bool {
        self.0 == other.0
    }
}

impl Eq for Found {}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Found) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Found {
    fn cmp(&self, other: &Found) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

/// A page of cases.
#[utoipa::path(get, path = "/cases", operation_id = "cases", tag = "cases", params(CaseQuery), responses((status = 200, body = CasePage), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn cases(State(app): State<App>, visit: Visit, Asked(query): Asked<CaseQuery>) -> Result<Json<CasePage>, ApiError> {
    let published = app.published();
    let limit = page::limit(query.limit)?;
    let after = place_of(&query.cursor)?;
    let mut filter = CaseFilter::read(&query, &published)?.with_persons(&query, app.office.ledger().vault());
    let bounds = visit.bounds(&published);
    bounds.bind(&app, &published, &mut filter).await?;
    let levels = levels(&query.level)?;
    if !levels.is_empty() {
        filter.within(chosen::of_levels(&app, &published, &levels, &bounds));
    }
    if let Some(code) = text(&query.finding) {
        filter.within(chosen::of_finding(&app, &published, code, text(&query.centre)).await?);
    }
    if let Some(cell) = text(&query.cell) {
        filter.within(of_cell(&app, &published, cell).await?);
    }
    if let Some(batch) = query.batch {
        filter.within(chosen::of_batch(&app, &published, batch).await?);
    }
    let is_search = text(&query.q).is_some();
    let office = app.office.clone();
    let listed = app.compute("listing cases", move || {
        let may_see = |record: &AlertRecord| bounds.shows(office.catalogue(), record);
        let mut page = find(&published, &filter, after, limit, &may_see)?;
        if is_search {
            name_applicants(&published, &mut page.items)?;
        }
        Ok(page)
    });
    listed.await?.map(Json)
}

fn find(
    published: &Published,
    filter: &CaseFilter,
    after: Option<Place>,
    limit: usize,
    may_see: &dyn Fn(&AlertRecord) -> bool,
) -> Result<CasePage, ApiError> {
    let mut total = 0;
    let mut found: Vec<Found> = Vec::new();
    scan(&published.facts, &mut |rows| {
        let mut candidates: Vec<(i64, &str, &str, usize)> = Vec::new();
        for row in (0..rows.len).filter(|row| filter.matches(rows, *row)) {
            total += 1;
            let (centre, case_no) = (rows.text(Col::Centre, row).unwrap_or_default(), rows.text(Col::CaseNo, row).unwrap_or_default());
            let place = (latest(rows.at(Col::FirstEventAt, row)), centre, case_no);
            if after.as_ref().is_none_or(|after| place > (after.latest, after.centre.as_str(), after.case_no.as_str())) {
                candidates.push((place.0, place.1, place.2, row));
            }
        }
        // One more than the page, to know whether another follows.
        for (latest, centre, case_no, row) in least(candidates, limit + 1) {
            let place = Place { latest, centre: centre.to_owned(), case_no: case_no.to_owned() };
            found.push(Found(place, item(published, rows, row, may_see)));
        }
    })?;
    let mut shown = least(found, limit + 1);
    let has_more = shown.len() > limit;
    shown.truncate(limit);
    let next_cursor =
        shown.last().filter(|_| has_more).map(|Found(place, _)| encode(&[&place.latest.to_string(), &place.centre, &place.case_no]));
    let items = shown.into_iter().map(|Found(_, item)| item).collect();
    Ok(CasePage { items, next_cursor, total, position: position(published.facts.position) })
}

/// Puts to each case the masked name of its applicant: read case by case, for widening the column of all cases costs more than a page.
fn name_applicants(published: &Published, items: &mut [CaseItem]) -> Result<(), ApiError> {
    let Some(slot) = CASE.slot("applicant_mask") else { return Ok(()) };
    for item in items {
        let Some(piece) = published.facts.pieces_of(Some(&item.centre), &item.case_no).into_iter().next() else { continue };
        let batch = piece.batch(&CASE, Some(&[slot])).map_err(|error| ApiError::internal("naming applicants", error))?;
        let name = ColumnView::new(CASE.columns[slot].ty, batch.column(0).as_ref()).map(|view| view.get(0));
        item.applicant_mask = match name {
            Some(Cell::Text(mask)) => Some(mask.to_owned()),
            _ => None,
        };
    }
    Ok(())
}

/// A row as lists show it.
fn item(published: &Published, rows: &Rows<'_>, row: usize, may_see: &dyn Fn(&AlertRecord) -> bool) -> CaseItem {
    let text = |column| rows.text(column, row).map(str::to_owned);
    let (centre, case_no) = (text(Col::Centre).unwrap_or_default(), text(Col::CaseNo).unwrap_or_default());
    let code = Sym::new(&centre);
    let zone = zone_of(published, code);
    let at = |column| rows.at(column, row).map(|at| zone.format(at));
    let organization = published.benches.get(&code).map(|bench| &bench.world.organization);
    let dept_name = |dept: &str| organization.and_then(|organization| organization.name(Sym::new(dept))).map(str::to_owned);
    let key: Arc<str> = case_no.as_str().into();
    let open: Vec<Level> = published
        .alerts
        .of_case(code, &key)
        .filter(|record| is_open(record) && may_see(record))
        .map(|record| level_of(record.level.text()))
        .collect();
    CaseItem {
        is_open: rows.is_open(row),
        is_overdue: rows.is_overdue(row),
        state: text(Col::State).unwrap_or_default(),
        case_type: rows.int(Col::CaseType, row),
        item_impl_code: text(Col::ItemCode),
        item_name: text(Col::ItemName),
        applicant_mask: None,
        dept_name: rows.text(Col::Dept, row).and_then(dept_name),
        dept_code: text(Col::Dept),
        first_event_at: at(Col::FirstEventAt).unwrap_or_default(),
        accepted_at: at(Col::AcceptedAt),
        promised_due_at: at(Col::PromisedDueAt),
        finished_at: at(Col::FinishedAt),
        elapsed_wd: rows.int(Col::Elapsed, row),
        remaining_wd: rows.int(Col::Remaining, row),
        promised_days: rows.int(Col::PromisedDays, row).map(|days| days.saturating_add(rows.int(Col::ExtensionDays, row).unwrap_or(0))),
        limit_unit: rows.text(Col::LimitUnit, row).and_then(limit_unit),
        alerts_open: open.len() as u64,
        highest_level: open.into_iter().max(),
        centre,
        case_no,
    }
}

fn limit_unit(code: &str) -> Option<LimitUnit> {
    match code {
        "wd" => Some(LimitUnit::Wd),
        "cd" => Some(LimitUnit::Cd),
        "hour" => Some(LimitUnit::Hour),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_cases_come_first_and_ties_go_by_number() {
        let place = |at, case_no: &str| Place { latest: latest(at), centre: "wanshan".to_owned(), case_no: case_no.to_owned() };
        let mut places = [place(None, "D"), place(Some(5), "B"), place(Some(9), "C"), place(Some(5), "A")];
        places.sort();
        let order: Vec<&str> = places.iter().map(|place| place.case_no.as_str()).collect();
        assert_eq!(order, ["C", "A", "B", "D"]);
    }

    #[test]
    fn a_cursor_gives_its_place_back() {
        let place = Place { latest: -42, centre: "wanshan".to_owned(), case_no: "办件 1".to_owned() };
        let cursor = Some(encode(&[&place.latest.to_string(), &place.centre, &place.case_no]));
        assert_eq!(place_of(&cursor).expect("good"), Some(place));
        assert!(place_of(&Some(encode(&["x", "y", "z"]))).is_err());
    }
}
