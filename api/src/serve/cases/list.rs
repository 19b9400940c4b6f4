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
use super::order::{Listed, Place};
use super::row::{Col, Rows, slots};
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
use crate::serve::state::{App, position, zone_of};

fn place_of(cursor: &Option<String>) -> Result<Option<Place>, ApiError> {
    let Some([latest, centre, case_no]) = decode(cursor)? else { return Ok(None) };
    let latest = latest.parse().map_err(|_| ApiError::BadCursor)?;
    Ok(Some(Place { latest, centre, case_no }))
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
    let asked = app.clone();
    let listed = app.compute("listing cases", move || {
        let may_see = |record: &AlertRecord| bounds.shows(asked.office.catalogue(), record);
        let listed = asked.orders.of(&published.facts, &filter)?;
        let mut page = page_of(&published, &listed, after, limit, &may_see)?;
        if is_search {
            name_applicants(&published, &mut page.items)?;
        }
        Ok(page)
    });
    listed.await?.map(Json)
}

fn page_of(
    published: &Published,
    listed: &Listed,
    after: Option<Place>,
    limit: usize,
    may_see: &dyn Fn(&AlertRecord) -> bool,
) -> Result<CasePage, ApiError> {
    // One more than the page, to know whether another follows.
    let mut shown = listed.page(after.as_ref(), limit + 1)?;
    let has_more = shown.len() > limit;
    shown.truncate(limit);
    let next_cursor =
        shown.last().filter(|_| has_more).map(|(place, ..)| encode(&[&place.latest.to_string(), &place.centre, &place.case_no]));
    let slots = slots()?;
    let items = shown.into_iter().map(|(_, chunk, row)| {
        let batch = chunk.row(&CASE, row, slots).map_err(|error| ApiError::internal("reading cases", error))?;
        Ok(item(published, &Rows::whole(&batch, published.now)?, 0, may_see))
    });
    let items = items.collect::<Result<_, ApiError>>()?;
    Ok(CasePage { items, next_cursor, total: listed.total, position: position(published.facts.position) })
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
    fn a_cursor_gives_its_place_back() {
        let place = Place { latest: -42, centre: "wanshan".to_owned(), case_no: "办件 1".to_owned() };
        let cursor = Some(encode(&[&place.latest.to_string(), &place.centre, &place.case_no]));
        assert_eq!(place_of(&cursor).expect("good"), Some(place));
        assert!(place_of(&Some(encode(&["x", "y", "z"]))).is_err());
    }
}
