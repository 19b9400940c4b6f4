//! `GET /quarantine`: records that wait to be mended, or were, latest first.

use std::collections::{BTreeMap, VecDeque};

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::QuarantinedRow;
use mingjing_engine::time::Zone;

use crate::model::intake::{QuarantineItem, QuarantinePage, QuarantineQuery, SourceCount};
use crate::model::problem::Problem;
use crate::model::upload::ReasonCount;
use crate::serve::extract::{Asked, text};
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::state::{App, common_zone};
use crate::serve::uploads::words::of_reason;

/// Rows read from the ledger at a time.
const PAGE: usize = 500;

/// Records that wait to be mended.
#[utoipa::path(get, path = "/quarantine", operation_id = "quarantine", tag = "intake", params(QuarantineQuery), responses((status = 200, body = QuarantinePage), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn quarantine(State(app): State<App>, Asked(query): Asked<QuarantineQuery>) -> Result<Json<QuarantinePage>, ApiError> {
    let limit = page::limit(query.limit)?;
    let before = match decode(&query.cursor)? {
        Some([before]) => before.parse().map_err(|_| ApiError::BadCursor)?,
        None => i64::MAX,
    };
    let is_replayed = query.is_replayed.unwrap_or(false);
    let fits = |wanted: &Option<String>, found: &str| text(wanted).is_none_or(|wanted| wanted == found);
    // The ledger gives them oldest first: the last ones before the cursor are kept while it is read.
    let mut shown: VecDeque<QuarantinedRow> = VecDeque::with_capacity(limit + 2);
    let (mut total, mut after) = (0, 0);
    let (mut reasons, mut sources): (BTreeMap<String, u64>, BTreeMap<String, u64>) = Default::default();
    loop {
        let rows = app.office.ledger().quarantined(after, PAGE, !is_replayed).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let asked = |row: &QuarantinedRow| row.replayed_at.is_some() == is_replayed && fits(&query.centre, &row.centre);
        for row in rows.into_iter().filter(asked) {
            let (of_source, of_reason) = (fits(&query.source, &row.source), fits(&query.reason, &row.reason));
            if of_source {
                *reasons.entry(row.reason.clone()).or_default() += 1;
            }
            if of_reason {
                *sources.entry(row.source.clone()).or_default() += 1;
            }
            if of_source && of_reason {
                total += 1;
                if row.id < before {
                    shown.push_back(row);
                    if shown.len() > limit + 1 {
                        shown.pop_front();
                    }
                }
            }
        }
    }
    let has_more = shown.len() > limit;
    if has_more {
        shown.pop_front();
    }
    let next_cursor = shown.front().filter(|_| has_more).map(|row| encode(&[&row.id.to_string()]));
    let zone = common_zone(&app.published());
    let mut reasons: Vec<ReasonCount> =
        reasons.into_iter().map(|(reason, count)| ReasonCount { title: of_reason(&reason), reason, count }).collect();
    reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    let mut sources: Vec<SourceCount> = sources.into_iter().map(|(source, count)| SourceCount { source, count }).collect();
    sources.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.source.cmp(&b.source)));
    let items = shown.into_iter().rev().map(|row| item(row, &zone)).collect();
    Ok(Json(QuarantinePage { items, next_cursor, total, reasons, sources }))
}

/// A record as the API shows it.
pub fn item(row: QuarantinedRow, zone: &Zone) -> QuarantineItem {
    QuarantineItem {
        id: row.id.unsigned_abs(),
        source: row.source,
        position: row.line,
        reason_title: of_reason(&row.reason),
        reason: row.reason,
        centre: row.centre,
        batch: row.batch,
        replayed_at: row.replayed_at.map(|at| zone.format(at)),
        field: Some(row.field).filter(|field| !field.is_empty()),
        message: row.message,
        how_to_mend: row.how_to_mend,
        raw: row.masked,
        recorded_at: zone.format(row.recorded_at),
    }
}
