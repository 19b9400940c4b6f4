//! Reports as they are made and kept. Those of the published facts wait for each other; those as known on a day make the facts anew, one at a
//! time, and whoever comes meanwhile is told to come back.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use mingjing_analytics::reports::{self, Head, Kind, Params, Report, ReportError};
use mingjing_engine::facts::query::Session;
use mingjing_engine::supervision::{Office, Published, View, ask};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros, Zone};
use tokio::sync::Semaphore;

use crate::clock::parse_known;
use crate::model::report::ReportQuery;
use crate::serve::access::visit::Visit;
use crate::serve::desk::Desk;
use crate::serve::extract::text;
use crate::serve::problem::{ApiError, What};
use crate::serve::reasons::Reasons;
use crate::serve::scope::known_centre;
use crate::serve::state::{App, zone_of};

/// Reports of the published facts that are made at a time.
const MOST: usize = 2;
/// Reports kept.
const MOST_KEPT: usize = 24;

/// Reports under way and those made last.
pub struct Reports {
    turns: Semaphore,
    /// Making the facts as of a day takes their memory once more.
    known: Semaphore,
    kept: Mutex<VecDeque<(String, Arc<Report>)>>,
}

impl Default for Reports {
    fn default() -> Reports {
        Reports { turns: Semaphore::new(MOST), known: Semaphore::new(1), kept: Mutex::default() }
    }
}

impl Reports {
    fn get(&self, key: &str) -> Option<Arc<Report>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, report)| report.clone())
    }

    fn keep(&self, key: String, report: Arc<Report>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.pop_front();
        }
        kept.push_back((key, report));
    }

    /// Leave to make the facts as of a day.
    ///
    /// # Errors
    /// If somebody has it.
    pub fn known(&self) -> Result<tokio::sync::SemaphorePermit<'_>, ApiError> {
        self.known.try_acquire().map_err(|_| ApiError::ReportsBusy)
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> ApiError {
        match error {
            ReportError::Params(error) => ApiError::BadQuery { field: error.field, message: error.message },
            other => ApiError::internal("making a report", other),
        }
    }
}

/// A day by whose end something was recorded: its last instant, and as of when facts are then read.
pub struct KnownDay {
    /// The day.
    pub day: Day,
    /// Its last instant.
    pub upto: Micros,
}

impl KnownDay {
    /// Reads a parameter.
    pub fn read(known: Option<&str>) -> Result<Option<KnownDay>, ApiError> {
        let Some(text) = known.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        let wrong = |message: String| ApiError::BadQuery { field: "known".to_owned(), message };
        let upto = parse_known(text).map_err(wrong)?;
        Ok(Some(KnownDay { day: Zone::china().day_of(upto), upto }))
    }
}

/// A report's parameters; a centre that is not named is the only one that has cases.
async fn params(kind: &Kind, query: &ReportQuery, published: &Published, session: &Session) -> Result<Params, ApiError> {
    let only;
    let mut pairs = query.pairs();
    if let None | Some("") = text(&query.centre) {
        only = crate::serve::checkup::get::only_centre(session).await?;
        pairs.retain(|(name, _)| *name != "centre");
        pairs.push(("centre", &only));
    }
    let params = Params::read(kind, pairs).map_err(ReportError::from)?;
    known_centre(published, &Some(params.centre.clone()))?;
    Ok(params)
}

/// A centre's name as its profile gives it.
pub async fn centre_title(desk: Desk<'_>, centre: &str) -> Result<String, ApiError> {
    Ok(desk.profile(centre).await?.map_or_else(|| centre.to_owned(), |profile| profile.title.zh))
}

/// The facts as known on a day, as of its end or of now, whichever is earlier. It runs where it stops no other request.
pub async fn view_of(app: &App, known: &KnownDay) -> Result<View, ApiError> {
    let (office, upto) = (app.office.clone(), known.upto);
    let now = app.clock.now().min(upto);
    let runtime = tokio::runtime::Handle::current();
    let made =
        app.compute("making the facts of a day", move || runtime.block_on(async move { office.as_of(now, Some(upto)).await })).await?;
    made.map_err(|error| ApiError::internal("making the facts of a day", error))
}

/// A report as asked for by a request.
pub async fn made(app: &App, visit: &Visit, name: &str, query: &ReportQuery) -> Result<Arc<Report>, ApiError> {
    let kind = reports::find(name).ok_or_else(|| ApiError::Unknown { what: What::Report, name: name.to_owned() })?;
    let published = app.published();
    let known = KnownDay::read(query.known.as_deref())?;
    let session = session(&published)?;
    let params = params(kind, query, &published, &session).await?;
    visit.bounds(&published).require_centre(&params.centre)?;
    let as_of = match &known {
        // As known on a day that is over it never changes.
        Some(known) if known.upto < app.clock.now() => format!("known {}", known.day),
        Some(known) => format!("known {} at {} {}", known.day, published.facts.position, published.now),
        None => format!("at {} {}", published.facts.position, published.now),
    };
    let key = format!("{name} {:?} {as_of}", params.pairs());
    if let Some(report) = app.reports.get(&key) {
        return Ok(report);
    }
    let title = centre_title(app.desk(&published), &params.centre).await?;
    let zone = zone_of(&published, Sym::new(&params.centre));
    let report = match &known {
        None => {
            let _turn = app.reports.turns.acquire().await.map_err(|_| ApiError::Closing)?;
            let head = Head { centre: title, zone, now: published.now, known: None };
            reports::run(&session, kind, &params, head).await?
        }
        Some(known) => {
            let _turn = app.reports.known()?;
            let view = view_of(app, known).await?;
            of_view(&view, kind, &params, title, Some(known.day.to_string())).await?
        }
    };
    let report = Arc::new(report);
    app.reports.keep(key, report.clone());
    Ok(report)
}

/// A report over facts as of a time.
pub async fn of_view(view: &View, kind: &'static Kind, params: &Params, title: String, known: Option<String>) -> Result<Report, ApiError> {
    let session = view.session().map_err(|error| ApiError::internal("opening the facts", error))?;
    let zone = view.benches.get(&Sym::new(&params.centre)).map_or_else(Zone::china, |bench| Zone::clone(&bench.world.zone));
    let head = Head { centre: title, zone, now: view.facts.now, known };
    Ok(reports::run(&session, kind, params, head).await?)
}

/// A report for the command line: over facts as of a time, by an office that nobody else asks.
pub async fn of_office(
    office: &Office,
    view: &View,
    kind: &'static Kind,
    params: &Params,
    known: Option<String>,
) -> Result<Report, ApiError> {
    let (published, reasons) = (office.published(), Reasons::default());
    let desk = Desk { office, published: &published, reasons: &reasons, known: None };
    let title = centre_title(desk, &params.centre).await?;
    of_view(view, kind, params, title, known).await
}

fn session(published: &Published) -> Result<Session, ApiError> {
    ask::session(published.facts.clone(), &published.benches, None).map_err(|error| ApiError::internal("opening the facts", error))
}
