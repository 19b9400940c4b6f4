//! `GET /imports`: files that came in, latest first.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::Import;
use mingjing_engine::sym::Sym;

use crate::model::intake::IntakeReport;
use crate::model::problem::Problem;
use crate::model::source::{ImportItem, ImportPage, ImportQuery};
use crate::serve::extract::{Asked, text};
use crate::serve::page::{self, decode, encode};
use crate::serve::problem::ApiError;
use crate::serve::state::{App, zone_of};

/// Imports, latest first.
#[utoipa::path(get, path = "/imports", operation_id = "imports", tag = "sources", params(ImportQuery), responses((status = 200, body = ImportPage), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn imports(State(app): State<App>, Asked(query): Asked<ImportQuery>) -> Result<Json<ImportPage>, ApiError> {
    let limit = page::limit(query.limit)?;
    let before = match decode(&query.cursor)? {
        Some([before]) => before.parse().map_err(|_| ApiError::BadCursor)?,
        None => i64::MAX,
    };
    let mut all = app.office.ledger().imports().await?;
    if let Some(centre) = text(&query.centre) {
        all.retain(|import| import.began.centre == centre);
    }
    let total = all.len() as u64;
    all.retain(|import| import.batch < before);
    all.sort_by_key(|import| std::cmp::Reverse(import.batch));
    let has_more = all.len() > limit;
    all.truncate(limit);
    let next_cursor = all.last().filter(|_| has_more).map(|import| encode(&[&import.batch.to_string()]));
    let published = app.published();
    let item = |import: Import| {
        let zone = zone_of(&published, Sym::new(&import.began.centre));
        let counts = import.counts;
        ImportItem {
            batch: import.batch,
            centre: import.began.centre,
            file_name: import.began.file_name,
            profile: import.began.profile,
            mapping: import.began.mapping,
            started_at: zone.format(import.began.started_at),
            finished_at: import.finished_at.map(|at| zone.format(at)),
            counts: import.finished_at.map(|finished_at| IntakeReport {
                read: counts.read,
                accepted: counts.accepted,
                duplicates: counts.duplicates,
                quarantined: counts.quarantined,
                cases: counts.cases,
                events: counts.events,
                seconds: finished_at.saturating_sub(import.began.started_at) as f64 / 1e6,
                problems: Vec::new(),
            }),
            voided_at: import.voided_at.map(|at| zone.format(at)),
            void_reason: import.reason,
            list: format!("batch={}", import.batch),
        }
    };
    Ok(Json(ImportPage { items: all.into_iter().map(item).collect(), next_cursor, total }))
}
