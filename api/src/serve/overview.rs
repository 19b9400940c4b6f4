//! `GET /overview`: the first screen's figures.
//!
//! Cases are read once and alerts once, through the same filters as the lists, so that each figure is the length of its list. An answer is
//! kept until the next snapshot: many screens ask the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;
use mingjing_engine::time::{Day, Micros, Zone};

use super::alerts::filter::AlertFilter;
use super::alerts::view::{is_open, kind_of_rule, level_of, rule_of, title_of};
use super::cases::filter::CaseFilter;
use super::cases::row::{Col, Rows, Timeliness, scan};
use super::extract::{Asked, day};
use super::problem::ApiError;
use super::state::{App, common_zone, position, zone_of};
use crate::model::alert::{AlertQuery, AlertState};
use crate::model::case::CaseQuery;
use crate::model::overview::{DayFigures, DepartmentFigures, KindCount, LevelCount, Overview, OverviewQuery, RuleCount, Totals};
use crate::model::problem::Problem;
use crate::model::{Kind, Level};

/// Days shown one by one.
const DAYS: i64 = 90;
/// Answers kept of one snapshot.
const MOST_KEPT: usize = 64;

/// Overviews of the last snapshot asked about, by what was asked.
#[derive(Default)]
pub struct Figures(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    position: i64,
    now: Micros,
    overviews: HashMap<String, Arc<Overview>>,
}

impl Figures {
    fn get(&self, published: &Published, asked: &str) -> Option<Arc<Overview>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = (kept.position, kept.now) == (published.facts.position, published.now);
        kept.overviews.get(asked).filter(|_| is_current).cloned()
    }

    fn keep(&self, published: &Published, asked: String, overview: Arc<Overview>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = (published.facts.position, published.now);
        if (kept.position, kept.now) != snapshot || kept.overviews.len() >= MOST_KEPT {
            *kept = Kept { position: snapshot.0, now: snapshot.1, overviews: HashMap::new() };
        }
        kept.overviews.insert(asked, overview);
    }
}

/// The first screen's figures.
#[utoipa::path(get, path = "/overview", operation_id = "overview", tag = "overview", params(OverviewQuery), responses((status = 200, body = Overview), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn overview(State(app): State<App>, Asked(query): Asked<OverviewQuery>) -> Result<Json<Overview>, ApiError> {
    let published = app.published();
    let asked = format!("{query:?}");
    let found = match app.figures.get(&published, &asked) {
        Some(found) => found,
        None => {
            let (catalogue, snapshot) = (app.office.catalogue().clone(), published.clone());
            let found = Arc::new(app.compute("making the overview", move || figures(&snapshot, &catalogue, &query)).await??);
            app.figures.keep(&published, asked, found.clone());
            found
        }
    };
    Ok(Json(Overview { now: app.now_text(&published), ..Overview::clone(&found) }))
}

fn figures(published: &Published, catalogue: &Catalogue, query: &OverviewQuery) -> Result<Overview, ApiError> {
    let scope = Scope::read(published, query)?;
    let mut sums = Sums::new(&scope);
    sums.cases(published, query)?;
    sums.alerts(published, catalogue, query)?;
    Ok(sums.overview(published, catalogue))
}

/// The days that are shown one by one.
struct Scope {
    first: Day,
    last: Day,
}

impl Scope {
    fn read(published: &Published, query: &OverviewQuery) -> Result<Scope, ApiError> {
        let zone = match published.benches.iter().find(|(centre, _)| Some(centre.text()) == query.centre.as_deref()) {
            Some((_, bench)) => Zone::clone(&bench.world.zone),
            None => common_zone(published),
        };
        let (from, to) = (day("from", &query.from)?, day("to", &query.to)?);
        let last = to.unwrap_or_else(|| zone.day_of(published.now));
        let first = from.unwrap_or(Day(i32::MIN)).max(last.plus(1 - DAYS));
        Ok(Scope { first, last })
    }

    /// Place of a day among those shown.
    fn place(&self, day: Day) -> Option<usize> {
        (self.first <= day && day <= self.last).then(|| (day.0 - self.first.0) as usize)
    }
}

#[derive(Clone, Copy, Default)]
struct Cases {
    all: u64,
    open: u64,
    on_time: u64,
    overdue: u64,
    open_overdue: u64,
    /// Ended ones that are either on time or overdue.
    judged: u64,
}

impl Cases {
    fn add(&mut self, rows: &Rows<'_>, row: usize) {
        let (is_open, timeliness) = (rows.is_open(row), rows.timeliness(row));
        self.all += 1;
        self.open += u64::from(is_open);
        self.on_time += u64::from(!is_open && timeliness == Timeliness::InTime);
        self.overdue += u64::from(timeliness == Timeliness::Overdue);
        self.open_overdue += u64::from(is_open && timeliness == Timeliness::Overdue);
        self.judged += u64::from(!is_open && timeliness != Timeliness::Unknown);
    }
}

/// Alerts that are open, by level.
type ByLevel = [u64; 4];

#[derive(Default)]
struct Department {
    name: Option<String>,
    cases: Cases,
    alerts: ByLevel,
}

#[derive(Clone, Copy, Default)]
struct Shown {
    received: u64,
    finished: u64,
    alerts: u64,
}

/// The sums while they are made.
struct Sums<'a> {
    scope: &'a Scope,
    cases: Cases,
    departments: BTreeMap<String, Department>,
    days: Vec<Shown>,
    levels: [(u64, u64); 4],
    kinds: BTreeMap<Kind, ByLevel>,
    rules: BTreeMap<&'static str, (u64, u64)>,
    pending: u64,
    stock: u64,
}

impl<'a> Sums<'a> {
    fn new(scope: &'a Scope) -> Sums<'a> {
        let days = scope.place(scope.last).map_or(0, |last| last + 1);
        Sums {
            scope,
            cases: Cases::default(),
            departments: BTreeMap::new(),
            days: vec![Shown::default(); days],
            levels: Default::default(),
            kinds: BTreeMap::new(),
            rules: BTreeMap::new(),
            pending: 0,
            stock: 0,
        }
    }

    fn cases(&mut self, published: &Published, query: &OverviewQuery) -> Result<(), ApiError> {
        let asked = CaseQuery { centre: query.centre.clone(), dept: query.dept.clone(), ..CaseQuery::default() };
        // Days are not bounded by the period's beginning: a case that began before it may end in it.
        let of_days = CaseFilter::read(&asked, published)?;
        let of_period = CaseFilter::read(&CaseQuery { from: query.from.clone(), to: query.to.clone(), ..asked }, published)?;
        scan(&published.facts, &mut |rows| {
            for row in (0..rows.len).filter(|row| of_days.matches(rows, *row)) {
                let zone = zone_of_text(published, rows.text(Col::Centre, row).unwrap_or_default());
                let place = |column| rows.at(column, row).and_then(|at| self.scope.place(zone.day_of(at)));
                if let Some(place) = place(Col::FirstEventAt) {
                    self.days[place].received += 1;
                }
                if let Some(place) = place(Col::FinishedAt) {
                    self.days[place].finished += 1;
                }
                if of_period.matches(rows, row) {
                    self.cases.add(rows, row);
                    if let Some(dept) = rows.text(Col::Dept, row) {
                        department(&mut self.departments, dept).cases.add(rows, row);
                    }
                }
            }
        })
    }

    fn alerts(&mut self, published: &Published, catalogue: &Catalogue, query: &OverviewQuery) -> Result<(), ApiError> {
        let asked =
            AlertQuery { centre: query.centre.clone(), dept: query.dept.clone(), state: Some(AlertState::All), ..AlertQuery::default() };
        let of_days = AlertFilter::read(&asked, published, catalogue)?;
        let in_period = AlertQuery { from: query.from.clone(), to: query.to.clone(), ..asked.clone() };
        let of_period = AlertFilter::read(&in_period, published, catalogue)?;
        for record in published.alerts.all().iter().filter(|record| of_days.matches(record)) {
            let zone = zone_of(published, record.centre);
            if let Some(place) = self.scope.place(zone.day_of(record.since)) {
                self.days[place].alerts += 1;
            }
            if of_period.matches(record) {
                self.alert(record, catalogue);
            }
        }
        Ok(())
    }

    fn alert(&mut self, record: &AlertRecord, catalogue: &Catalogue) {
        let level = level_of(record.level.text()) as usize;
        let open = u64::from(is_open(record));
        self.levels[level].0 += open;
        self.levels[level].1 += 1;
        let rule = self.rules.entry(record.rule.text()).or_default();
        rule.0 += open;
        rule.1 += 1;
        if let Some(dept) = record.responsible_dept {
            department(&mut self.departments, dept.text()).alerts[level] += open;
        }
        if open > 0 {
            self.kinds.entry(kind_of_rule(rule_of(catalogue, record))).or_default()[level] += 1;
            self.pending += u64::from(record.is_pending);
            self.stock += u64::from(record.is_stock);
        }
    }

    fn overview(mut self, published: &Published, catalogue: &Catalogue) -> Overview {
        for (code, department) in &mut self.departments {
            let name = |bench: &mingjing_engine::supervision::judge::Bench| {
                bench.world.organization.units("dept").find(|unit| unit.code.text() == code).map(|unit| unit.name.to_string())
            };
            department.name = published.benches.values().find_map(name);
        }
        let levels = [Level::Remind, Level::Warn, Level::Yellow, Level::Red];
        let mut by_rule: Vec<RuleCount> = self
            .rules
            .into_iter()
            .map(|(code, (open, total))| {
                let rule = catalogue.by_code(code).map(|rule| &**rule);
                let level = rule.map_or(Level::Remind, |rule| level_of(rule.level.code()));
                RuleCount { rule: code.to_owned(), title: title_of(rule, code), level, open, total }
            })
            .collect();
        by_rule.sort_by(|a, b| (b.open, &a.rule).cmp(&(a.open, &b.rule)));
        let date = |index: usize| self.scope.first.plus(index as i64).to_string();
        let day = |(index, day): (usize, &Shown)| DayFigures {
            date: date(index),
            received: day.received,
            finished: day.finished,
            alerts: day.alerts,
        };
        Overview {
            position: position(published.facts.position),
            now: String::new(),
            totals: Totals {
                cases: self.cases.all,
                open: self.cases.open,
                finished: self.cases.all - self.cases.open,
                on_time: self.cases.on_time,
                on_time_rate: rate(self.cases.on_time, self.cases.judged),
                overdue: self.cases.overdue,
                open_overdue: self.cases.open_overdue,
                alerts_open: self.levels.iter().map(|(open, _)| open).sum(),
                alerts_pending: self.pending,
                alerts_stock: self.stock,
            },
            alerts_by_level: levels
                .iter()
                .zip(self.levels)
                .map(|(level, (open, total))| LevelCount { level: *level, open, total })
                .collect(),
            alerts_by_kind: self
                .kinds
                .into_iter()
                .map(|(kind, [remind, warn, yellow, red])| KindCount { kind, remind, warn, yellow, red })
                .collect(),
            alerts_by_rule: by_rule,
            departments: self.departments.into_iter().map(of_department).collect(),
            days: self.days.iter().enumerate().map(day).collect(),
        }
    }
}

fn department<'a>(departments: &'a mut BTreeMap<String, Department>, code: &str) -> &'a mut Department {
    departments.entry(code.to_owned()).or_default()
}

fn of_department((code, department): (String, Department)) -> DepartmentFigures {
    let Department { name, cases, alerts: [remind, warn, yellow, red] } = department;
    DepartmentFigures {
        name: name.unwrap_or_else(|| code.clone()),
        code,
        cases: cases.all,
        open: cases.open,
        finished: cases.all - cases.open,
        on_time: cases.on_time,
        overdue: cases.overdue,
        on_time_rate: rate(cases.on_time, cases.judged),
        remind,
        warn,
        yellow,
        red,
    }
}

/// A share in ten-thousandths, rounded half up; none of nothing.
fn rate(part: u64, whole: u64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    i64::try_from((part * 20_000 + whole) / (2 * whole)).ok()
}

fn zone_of_text<'a>(published: &'a Published, centre: &str) -> std::borrow::Cow<'a, Zone> {
    match published.benches.iter().find(|(known, _)| known.text() == centre) {
        Some((_, bench)) => std::borrow::Cow::Borrowed(&bench.world.zone),
        None => std::borrow::Cow::Owned(Zone::china()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_half_up_and_nothing_of_nothing() {
        assert_eq!(rate(1, 3), Some(3333));
        assert_eq!(rate(2, 3), Some(6667));
        assert_eq!(rate(1, 20_000), Some(1));
        assert_eq!(rate(5, 5), Some(10_000));
        assert_eq!(rate(0, 0), None);
    }

    #[test]
    fn days_shown_are_those_of_the_scope() {
        let scope = Scope { first: Day(100), last: Day(102) };
        assert_eq!(
            (scope.place(Day(99)), scope.place(Day(100)), scope.place(Day(102)), scope.place(Day(103))),
            (None, Some(0), Some(2), None)
        );
        assert_eq!(Sums::new(&scope).days.len(), 3);
        assert!(Sums::new(&Scope { first: Day(5), last: Day(4) }).days.is_empty());
    }
}
