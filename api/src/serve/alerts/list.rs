//! `GET /alerts`: a page of alerts.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use mingjing_engine::facts::others::AlertRecord;

use super::filter::AlertFilter;
use super::view::{describe, item_name, level_of};
use crate::model::alert::{AlertPage, AlertQuery, AlertSort};
use crate::model::problem::Problem;
use crate::serve::access::visit::Visit;
use crate::serve::desk::Desk;
use crate::serve::extract::{Asked, text};
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::scope::least;
use crate::serve::state::{App, position};

/// Place of an alert in an order: ascending, ties by number.
type Place = (i64, i64, Box<str>);

fn place(record: &AlertRecord, sort: AlertSort) -> Place {
    let rank = level_of(record.level.text()) as i64;
    // An instant may be the least there is; its negative must not overflow.
    let latest = |at: i64| at.checked_neg().unwrap_or(i64::MAX);
    match sort {
        AlertSort::Newest => (latest(record.level_since), 0, record.alert_no.clone()),
        AlertSort::Oldest => (record.since, 0, record.alert_no.clone()),
        AlertSort::Level => (-rank, latest(record.level_since), record.alert_no.clone()),
    }
}

fn sort_name(sort: AlertSort) -> &'static str {
    match sort {
        AlertSort::Newest => "newest",
        AlertSort::Oldest => "oldest",
        AlertSort::Level => "level",
    }
}

fn cursor_of(place: &Place, sort: AlertSort) -> String {
    encode(&[sort_name(sort), &place.0.to_string(), &place.1.to_string(), &place.2])
}

fn place_of(cursor: &Option<String>, sort: AlertSort) -> Result<Option<Place>, ApiError> {
    let Some([name, first, second, number]) = decode(cursor)? else { return Ok(None) };
    match (name == sort_name(sort), first.parse(), second.parse()) {
        (true, Ok(first), Ok(second)) => Ok(Some((first, second, number.into()))),
        _ => Err(ApiError::BadCursor),
    }
}

/// A page of alerts.
#[utoipa::path(get, path = "/alerts", operation_id = "alerts", tag = "alerts", params(AlertQuery), responses((status = 200, body = AlertPage), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn alerts(State(app): State<App>, visit: Visit, Asked(query): Asked<AlertQuery>) -> Result<Json<AlertPage>, ApiError> {
    let published = app.published();
    let limit = page::limit(query.limit)?;
    let sort = query.sort.unwrap_or_default();
    let after = place_of(&query.cursor, sort)?;
    let desk = app.desk(&published);
    let filter = AlertFilter::read(&query, &published, app.office.catalogue())?;
    let bounds = visit.bounds(&published);
    let is_shown = |record: &&Arc<AlertRecord>| filter.matches(record) && bounds.has_alert(app.office.catalogue(), record);
    let mut found: Vec<&Arc<AlertRecord>> = published.alerts.all().iter().filter(is_shown).collect();
    if let Some(words) = text(&query.q) {
        found = search(&desk, found, &words.to_lowercase()).await?;
    }
    let total = found.len() as u64;
    let behind = |place: &Place| after.as_ref().is_none_or(|after| place > after);
    let candidates: Vec<(Place, Reverse<usize>)> =
        found.iter().enumerate().map(|(index, record)| (place(record, sort), Reverse(index))).filter(|(place, _)| behind(place)).collect();
    let has_more = candidates.len() > limit;
    let shown = least(candidates, limit);
    let next_cursor = shown.last().filter(|_| has_more).map(|(place, _)| cursor_of(place, sort));
    let mut items = Vec::with_capacity(shown.len());
    for (_, Reverse(index)) in shown {
        items.push(describe(&desk, found[index]).await?);
    }
    Ok(Json(AlertPage { items, next_cursor, total, position: position(published.facts.position) }))
}

/// Those in whose number, case number, subject key, item name or reason the words stand.
async fn search<'a>(desk: &Desk<'_>, found: Vec<&'a Arc<AlertRecord>>, words: &str) -> Result<Vec<&'a Arc<AlertRecord>>, ApiError> {
    let mut kept = Vec::new();
    for record in found {
        let has = |text: &str| text.to_lowercase().contains(words);
        let at_hand = has(&record.alert_no) || record.case_no.as_deref().is_some_and(has) || has(&record.subject_key);
        // The reason costs most, so it is asked for last.
        let is_found = at_hand || item_name(desk.published, record).is_some_and(|name| has(&name)) || {
            let reason = desk.reasons.of(desk, record).await?;
            has(&reason.zh) || has(&reason.en)
        };
        if is_found {
            kept.push(record);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_of_one_order_only() {
        let place: Place = (-5, 7, "JC202500000001".into());
        for sort in [AlertSort::Newest, AlertSort::Oldest, AlertSort::Level] {
            let cursor = Some(cursor_of(&place, sort));
            assert_eq!(place_of(&cursor, sort).expect("good"), Some(place.clone()));
            let other = if sort == AlertSort::Level { AlertSort::Newest } else { AlertSort::Level };
            assert!(matches!(place_of(&cursor, other), Err(ApiError::BadCursor)));
        }
    }
}
