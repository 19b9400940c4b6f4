//! `GET /quarantine`: records that wait to be mended, latest first.

use std::collections::VecDeque;

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::QuarantinedRow;

use crate::model::intake::{QuarantineItem, QuarantinePage, QuarantineQuery};
use crate::model::problem::Problem;
use crate::serve::extract::Asked;
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::state::{App, common_zone};

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
    // The ledger gives them oldest first: the last ones before the cursor are kept while it is read.
    let mut shown: VecDeque<QuarantinedRow> = VecDeque::with_capacity(limit + 2);
    let (mut total, mut after) = (0, 0);
    loop {
        let rows = app.office.ledger().quarantined(after, PAGE, true).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        total += rows.len() as u64;
        for row in rows.into_iter().filter(|row| row.id < before) {
            shown.push_back(row);
            if shown.len() > limit + 1 {
                shown.pop_front();
            }
        }
    }
    let has_more = shown.len() > limit;
    if has_more {
        shown.pop_front();
    }
    let next_cursor = shown.front().filter(|_| has_more).map(|row| encode(&[&row.id.to_string()]));
    let zone = common_zone(&app.published());
    let item = |row: QuarantinedRow| QuarantineItem {
        id: row.id.unsigned_abs(),
        source: row.source,
        position: row.line,
        reason: row.reason,
        field: Some(row.field).filter(|field| !field.is_empty()),
        message: row.message,
        how_to_mend: row.how_to_mend,
        raw: row.masked,
        recorded_at: zone.format(row.recorded_at),
    };
    Ok(Json(QuarantinePage { items: shown.into_iter().rev().map(item).collect(), next_cursor, total }))
}
