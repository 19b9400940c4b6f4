//! `GET /sources`: what each source sent, and how far it is.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::propose::build::SOURCE;
use mingjing_engine::organization::Source;
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{DAY, HOUR};

use super::figures::figures;
use crate::model::problem::Problem;
use crate::model::source::{SourceItem, SourceList};
use crate::serve::problem::ApiError;
use crate::serve::state::{App, zone_of};

/// Rows of quarantine read at a time.
const PAGE: usize = 5000;

/// The sources of all centres.
#[utoipa::path(get, path = "/sources", operation_id = "sources", tag = "sources", responses((status = 200, body = SourceList), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn sources(State(app): State<App>) -> Result<Json<SourceList>, ApiError> {
    let published = app.published();
    let figures = figures(&app).await?;
    let waiting = quarantined(&app).await?;
    // Sources that sent something, and those that are declared and sent nothing yet.
    let mut all: BTreeMap<(String, String), Source> = BTreeMap::new();
    for counts in &figures.counts {
        all.insert((counts.centre.clone(), counts.source.clone()), Source::default());
    }
    for (centre, bench) in published.benches.iter() {
        for (source, record) in bench.world.organization.sources() {
            // A profile's declaration without an event is of a centre that nobody works with here.
            if all.keys().any(|(known, _)| known == centre.text()) {
                all.insert((centre.text().to_owned(), source.text().to_owned()), record.clone());
            }
        }
    }
    let now = app.clock.now();
    let items = all.into_iter().map(|((centre, source), record)| {
        let zone = zone_of(&published, Sym::new(&centre));
        let at = |at: Option<i64>| at.map(|at| zone.format(at));
        let key = (centre.clone(), source.clone());
        let counts = figures.counts.iter().find(|counts| (&counts.centre, &counts.source) == (&centre, &source));
        let last_recorded = counts.map(|counts| counts.last_recorded_at);
        let patience = record.usual_lag_hours.map(|hours| hours.saturating_mul(HOUR).saturating_add(DAY));
        let silent = last_recorded.zip(patience).filter(|(last, patience)| now.saturating_sub(*last) > *patience).map(|(last, _)| last);
        SourceItem {
            title: if source == SOURCE { "表格导入".to_owned() } else { source.clone() },
            events: counts.map_or(0, |counts| counts.events),
            cases: counts.map_or(0, |counts| counts.cases),
            first_at: at(counts.and_then(|counts| counts.span).map(|(first, _)| first)),
            last_at: at(counts.and_then(|counts| counts.span).map(|(_, last)| last)),
            last_recorded_at: at(last_recorded),
            watermark: at(record.complete_to),
            starts_at: at(record.starts_at),
            usual_lag_hours: record.usual_lag_hours,
            late_events: figures.late.get(&key).copied().unwrap_or(0),
            quarantined: waiting.get(&key).copied().unwrap_or(0),
            is_silent_since: at(silent),
            centre,
            source,
        }
    });
    Ok(Json(SourceList { items: items.collect() }))
}

/// Records that wait, by centre and the source that their import's mapping, else its profile, names.
async fn quarantined(app: &App) -> Result<HashMap<(String, String), u64>, ApiError> {
    let ledger = app.office.ledger();
    let library = app.office.library();
    let mut by_batch: HashMap<(String, Option<i64>), u64> = HashMap::new();
    let mut after = 0;
    loop {
        let rows = ledger.quarantined(after, PAGE, true).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            *by_batch.entry((row.centre, row.batch)).or_default() += 1;
        }
    }
    let imports: HashMap<i64, _> = ledger.imports().await?.into_iter().map(|import| (import.batch, import.began)).collect();
    let published = app.published();
    let mut waiting: HashMap<(String, String), u64> = HashMap::new();
    for ((centre, batch), count) in by_batch {
        let began = batch.and_then(|batch| imports.get(&batch));
        let mapping = began.and_then(|began| library.mapping(began.mapping.as_deref()?).ok()?.fixed_source().map(str::to_owned));
        let source = match mapping {
            Some(source) => Some(source),
            None => app.desk(&published).profile(&centre).await?.map(|profile| profile.source),
        };
        *waiting.entry((centre, source.unwrap_or_default())).or_default() += count;
    }
    Ok(waiting)
}
