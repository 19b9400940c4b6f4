//! Cases chosen by something that no column of the list tells: a finding of the health check, the import that brought them, their alerts.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use mingjing_engine::case::kind::EventType;
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::supervision::Published;

use super::findings;
use super::get::session;
use super::sql::{literal, rows, text};
use crate::model::Level;
use crate::serve::access::bounds::Bounds;
use crate::serve::alerts::view::{is_open, level_of};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Cases by centre and number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseSet(HashMap<String, HashSet<String>>);

impl CaseSet {
    /// Whether a case is among them; nothing is made for the question, which is asked of every row.
    pub fn contains(&self, centre: &str, case_no: &str) -> bool {
        self.0.get(centre).is_some_and(|numbers| numbers.contains(case_no))
    }
}

impl Extend<(String, String)> for CaseSet {
    fn extend<T: IntoIterator<Item = (String, String)>>(&mut self, cases: T) {
        for (centre, case_no) in cases {
            self.0.entry(centre).or_default().insert(case_no);
        }
    }
}

impl FromIterator<(String, String)> for CaseSet {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(cases: T) -> CaseSet {
        let mut set = CaseSet::default();
        set.extend(cases);
        set
    }
}

/// Sets kept: page after page of a list asks for the same.
const MOST_KEPT: usize = 16;
/// Events of an import read at a time.
const PAGE: usize = 20_000;

#[derive(Default)]
struct Kept {
    position: i64,
    now: i64,
    sets: Vec<(String, Arc<CaseSet>)>,
}

/// The sets of the last snapshot that were asked for.
#[derive(Default)]
pub struct ChosenCases(Mutex<Kept>);

impl ChosenCases {
    /// A set that was asked for of this snapshot.
    pub fn get(&self, published: &Published, key: &str) -> Option<Arc<CaseSet>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = (kept.position, kept.now) == (published.facts.position, published.now);
        kept.sets.iter().filter(|_| is_current).find(|(known, _)| known == key).map(|(_, set)| set.clone())
    }

    /// Keeps a set while the snapshot stays.
    pub fn keep(&self, published: &Published, key: String, set: Arc<CaseSet>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = (published.facts.position, published.now);
        if (kept.position, kept.now) != snapshot || kept.sets.len() >= MOST_KEPT {
            *kept = Kept { position: snapshot.0, now: snapshot.1, sets: Vec::new() };
        }
        kept.sets.push((key, set));
    }
}

/// The cases that have an open alert of one of these levels.
pub fn of_levels(app: &App, published: &Published, levels: &[Level], bounds: &Bounds) -> Arc<CaseSet> {
    let key = format!("levels/{levels:?}/{}", bounds.sees_confidential());
    if let Some(set) = app.chosen.get(published, &key) {
        return set;
    }
    let catalogue = app.office.catalogue();
    let is_meant =
        |record: &&Arc<AlertRecord>| is_open(record) && levels.contains(&level_of(record.level.text())) && bounds.shows(catalogue, record);
    let open = published.alerts.all().iter().filter(is_meant);
    let case = |record: &Arc<AlertRecord>| Some((record.centre.text().to_owned(), record.case_no.as_deref()?.to_owned()));
    let set: Arc<CaseSet> = Arc::new(open.filter_map(case).collect());
    app.chosen.keep(published, key, set.clone());
    set
}

/// The cases of a finding, by the same condition as the health check counts them.
pub async fn of_finding(app: &App, published: &Published, code: &str, centre: Option<&str>) -> Result<Arc<CaseSet>, ApiError> {
    let Some(condition) = findings::condition(code) else {
        let known: Vec<&str> = findings::codes().collect();
        let message = format!("no finding is called {code:?}; there are {}", known.join(", "));
        return Err(ApiError::BadQuery { field: "finding".to_owned(), message });
    };
    let key = format!("finding/{code}/{}", centre.unwrap_or_default());
    if let Some(set) = app.chosen.get(published, &key) {
        return Ok(set);
    }
    let of_centre = centre.map(|centre| format!("centre = {} AND ", literal(centre))).unwrap_or_default();
    let sql = format!("SELECT centre, case_no FROM \"case\" WHERE {of_centre}({condition})");
    let found = rows(&session(published)?, &sql).await?;
    let set: Arc<CaseSet> = Arc::new(found.iter().map(|row| (text(row, "centre"), text(row, "case_no"))).collect());
    app.chosen.keep(published, key, set.clone());
    Ok(set)
}

/// The cases that any of these queries gives, each of centre and number.
pub async fn of_queries(app: &App, published: &Published, queries: &[String]) -> Result<Arc<CaseSet>, ApiError> {
    let key = format!("queries/{}", queries.join("/"));
    if let Some(set) = app.chosen.get(published, &key) {
        return Ok(set);
    }
    let mut set = CaseSet::default();
    for query in queries {
        let found = rows(&session(published)?, query).await?;
        set.extend(found.iter().map(|row| (text(row, "centre"), text(row, "case_no"))));
    }
    let set = Arc::new(set);
    app.chosen.keep(published, key, set.clone());
    Ok(set)
}

/// The cases of which an import brought events that count.
pub async fn of_batch(app: &App, published: &Published, batch: i64) -> Result<Arc<CaseSet>, ApiError> {
    let key = format!("batch/{batch}");
    if let Some(set) = app.chosen.get(published, &key) {
        return Ok(set);
    }
    let ledger = app.office.ledger();
    if ledger.import(batch).await?.is_none() {
        return Err(ApiError::BadQuery {
            field: "batch".to_owned(),
            message: format!("there is no import {batch}; GET /imports lists them"),
        });
    }
    let mut set = CaseSet::default();
    let mut after = 0;
    loop {
        let events = ledger.import_events(batch, after, PAGE).await?;
        let Some(last) = events.last() else { break };
        after = last.position;
        let counted = events.iter().filter(|row| !row.is_voided() && EventType::is_folded(row.kind));
        set.extend(counted.filter_map(|row| Some((row.centre.text().to_owned(), row.case_no.as_deref()?.to_owned()))));
    }
    let set = Arc::new(set);
    app.chosen.keep(published, key, set.clone());
    Ok(set)
}
