//! `GET /overview`: the first screen's figures.
//!
//! Each figure is the length of a list of `GET /cases` or `GET /alerts`: what a case counts for is asked of the same code as the lists' filters
//! ([`Rows`](super::cases::row::Rows), [`AlertFilter`](super::alerts::filter::AlertFilter)).
//!
//! | module | subject |
//! |---|---|
//! | [`period`] | the days that figures are about |
//! | [`sheet`] | of each case and alert the little that figures need, kept as long as it stands |
//! | [`sums`] | the figures added up |
//! | [`write`] | the answer |
//!
//! A case's row changes with its events, and most cases have had their last: what figures need of it is read out of the columns once and kept by
//! chunk (32 bytes a case). An overview of a million cases is then one pass over that, whatever scope and period are asked for. Answers are
//! kept until the next snapshot, and only one is made at a time: many screens ask the same when something came in.

mod period;
mod sheet;
mod sums;
mod write;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use mingjing_engine::supervision::Published;
use mingjing_engine::time::Micros;

use self::period::Periods;
use self::sheet::Sheets;
use self::sums::Sums;
use super::access::bounds::Bounds;
use super::access::visit::Visit;
use super::extract::{Asked, text};
use super::problem::ApiError;
use super::scope::known_centre;
use super::state::App;
use crate::model::overview::{Overview, OverviewQuery};
use crate::model::problem::Problem;

/// Answers kept of one snapshot.
const MOST_KEPT: usize = 64;

/// What is kept between overviews.
#[derive(Default)]
pub struct Figures {
    answers: Mutex<Answers>,
    sheets: Mutex<Sheets>,
    /// Held while an overview is made.
    making: tokio::sync::Mutex<()>,
}

/// Overviews of the last snapshot asked about, by what was asked.
#[derive(Default)]
struct Answers {
    position: i64,
    now: Micros,
    overviews: HashMap<String, Arc<Overview>>,
}

impl Figures {
    fn get(&self, published: &Published, asked: &str) -> Option<Arc<Overview>> {
        let kept = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = (kept.position, kept.now) == (published.facts.position, published.now);
        kept.overviews.get(asked).filter(|_| is_current).cloned()
    }

    fn keep(&self, published: &Published, asked: String, overview: Arc<Overview>) {
        let mut kept = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = (published.facts.position, published.now);
        if (kept.position, kept.now) != snapshot || kept.overviews.len() >= MOST_KEPT {
            *kept = Answers { position: snapshot.0, now: snapshot.1, overviews: HashMap::new() };
        }
        kept.overviews.insert(asked, overview);
    }
}

/// The first screen's figures.
#[utoipa::path(get, path = "/overview", operation_id = "overview", tag = "overview", params(OverviewQuery), responses((status = 200, body = Overview), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn overview(State(app): State<App>, visit: Visit, Asked(query): Asked<OverviewQuery>) -> Result<Json<Overview>, ApiError> {
    let published = app.published();
    let bounds = visit.bounds(&published);
    let asked = format!("{query:?} {bounds:?}");
    if let Some(found) = app.figures.get(&published, &asked) {
        return Ok(answer(&app, &published, &found));
    }
    let _turn = app.figures.making.lock().await;
    // While this waited, another may have made it, and the snapshot may have gone on.
    let published = app.published();
    if let Some(found) = app.figures.get(&published, &asked) {
        return Ok(answer(&app, &published, &found));
    }
    let (maker, snapshot) = (app.clone(), published.clone());
    let found = Arc::new(app.compute("making the overview", move || figures(&maker, &snapshot, &query, &bounds)).await??);
    app.figures.keep(&published, asked, found.clone());
    Ok(answer(&app, &published, &found))
}

fn answer(app: &App, published: &Published, found: &Overview) -> Json<Overview> {
    Json(Overview { now: app.now_text(published), ..found.clone() })
}

fn figures(app: &App, published: &Published, query: &OverviewQuery, bounds: &Bounds) -> Result<Overview, ApiError> {
    let centre = known_centre(published, &query.centre)?;
    let periods = Periods::read(published, query)?;
    let catalogue = app.office.catalogue();
    let mut sheets = app.figures.sheets.lock().unwrap_or_else(PoisonError::into_inner);
    sheets.bring_up(published, catalogue)?;
    let mut sums = Sums::new(&periods, published.now, centre, text(&query.dept), bounds);
    sheets.pages(published).for_each(|page| sums.page(&page));
    sheets.alerts().filter(|alert| bounds.has_alert(catalogue, alert.record())).for_each(|alert| sums.alert(alert));
    Ok(write::overview(&sums, published, catalogue))
}
