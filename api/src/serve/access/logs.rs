//! `/logs`: what an audit administrator reads. Reading a file of it is itself written to it.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use mingjing_engine::ledger::access::log::{Log, LogEntry, LogQuery};
use mingjing_engine::time::{Micros, Zone};

use super::visit::Visit;
use crate::model::access::{LogCheck, LogItem, LogKind, LogListQuery, LogPage};
use crate::model::problem::Problem;
use crate::serve::extract::{Asked, day, text};
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::state::{App, common_zone, position};

/// Entries read from the ledger at a time for a file.
const PAGE: usize = 2000;
/// Most entries of a file; more are asked for by days.
const MOST_IN_FILE: usize = 200_000;

fn read(query: &LogListQuery, zone: &Zone, limit: usize) -> Result<LogQuery, ApiError> {
    let below = match decode(&query.cursor)? {
        Some([below]) => below.parse().map_err(|_| ApiError::BadCursor)?,
        None => i64::MAX,
    };
    Ok(LogQuery {
        log: query.log.map(|log| match log {
            LogKind::Login => Log::Login,
            LogKind::Operation => Log::Operation,
        }),
        account: text(&query.account).map(str::to_lowercase),
        from: day("from", &query.from)?.map_or(Micros::MIN, |day| zone.midnight(day)),
        before: day("to", &query.to)?.map_or(Micros::MAX, |day| zone.midnight(day.plus(1))),
        below,
        limit,
    })
}

fn shown(found: &LogEntry, zone: &Zone) -> LogItem {
    let entry = &found.entry;
    LogItem {
        position: position(found.position),
        log: match entry.log {
            Log::Login => LogKind::Login,
            Log::Operation => LogKind::Operation,
        },
        at: zone.format(entry.at),
        account: entry.account.clone(),
        address: entry.address.clone(),
        action: entry.action.clone(),
        target: entry.target.clone(),
        outcome: entry.outcome.clone(),
        detail: entry.detail.clone(),
    }
}

/// A page of the logs.
#[utoipa::path(get, path = "/logs", operation_id = "logs", tag = "access", params(LogListQuery), responses((status = 200, body = LogPage), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, _visit: Visit, Asked(query): Asked<LogListQuery>) -> Result<Json<LogPage>, ApiError> {
    let zone = common_zone(&app.published());
    let limit = page::limit(query.limit)?;
    let mut found = app.office.ledger().access_log(read(&query, &zone, limit + 1)?).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| has_more).map(|entry| encode(&[&entry.position.to_string()]));
    Ok(Json(LogPage { items: found.iter().map(|entry| shown(entry, &zone)).collect(), next_cursor }))
}

/// Walks along the chain of the logs.
#[utoipa::path(get, path = "/logs/check", operation_id = "check_logs", tag = "access", responses((status = 200, body = LogCheck), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn check(State(app): State<App>, _visit: Visit) -> Result<Json<LogCheck>, ApiError> {
    let found = app.office.ledger().verify_access_log().await?;
    Ok(Json(LogCheck {
        entries: found.entries,
        hash: found.head.hash.to_string(),
        fault: found.fault.map(|fault| format!("{fault}; {}", fault.how_to_mend())),
    }))
}

/// A cell of a file: quoted where it must be, and kept from being read as a formula.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.len() > 1 { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The logs as a file of comma-separated values, the latest first.
#[utoipa::path(get, path = "/logs/file", operation_id = "logs_file", tag = "access", params(LogListQuery), responses((status = 200, body = String, content_type = "text/csv"), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn file(State(app): State<App>, _visit: Visit, Asked(query): Asked<LogListQuery>) -> Result<Response, ApiError> {
    let zone = common_zone(&app.published());
    let mut asked = read(&query, &zone, PAGE)?;
    // With the mark that has spreadsheet programs read it as UTF-8.
    let mut out = String::from("\u{feff}position,log,at,account,address,action,target,outcome,detail,hash\r\n");
    let mut written = 0;
    loop {
        let found = app.office.ledger().access_log(asked.clone()).await?;
        let Some(last) = found.last() else { break };
        asked.below = last.position;
        for entry in &found {
            let item = shown(entry, &zone);
            let cells = [
                item.position.to_string(),
                entry.entry.log.code().to_owned(),
                item.at,
                item.account,
                item.address,
                item.action,
                item.target,
                item.outcome,
                item.detail,
                entry.hash.to_string(),
            ];
            out.push_str(&cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
            out.push_str("\r\n");
        }
        written += found.len();
        if written > MOST_IN_FILE {
            let message = format!("there are more than {MOST_IN_FILE} entries; ask for fewer days");
            return Err(ApiError::BadQuery { field: "from".to_owned(), message });
        }
    }
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"mingjing-log.csv\"")];
    Ok((headers, out).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        let table = [("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("=1+1", "'=1+1"), ("-", "-")];
        for (text, expected) in table {
            assert_eq!(cell(text), expected);
        }
    }
}
