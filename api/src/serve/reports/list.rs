//! `GET /reports`: the reports there are.

use axum::Json;
use mingjing_analytics::reports::{ALL, Kind};

use super::view::words;
use crate::model::report::{ReportInfo, ReportList};

fn info(kind: &Kind) -> ReportInfo {
    ReportInfo {
        code: kind.code.to_owned(),
        title: words(kind.title),
        meaning: words(kind.meaning),
        by: kind.by.iter().map(|by| by.code().to_owned()).collect(),
        bases: kind.bases.iter().map(|basis| basis.code().to_owned()).collect(),
    }
}

/// The statutory reports.
#[utoipa::path(get, path = "/reports", operation_id = "reports", tag = "reports", responses((status = 200, body = ReportList)))]
pub async fn reports() -> Json<ReportList> {
    Json(ReportList { items: ALL.iter().map(|kind| info(kind)).collect() })
}
