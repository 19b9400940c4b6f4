//! What a notice or an outage moves, before anything is written: every case is judged as it is and as it would be, by the same walk as always.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Office;
use super::declare::Prepared;
use super::error::OfficeError;
use super::follower::PAGE;
use super::judging::start_of_last_case;
use crate::case::clock::ClockView;
use crate::case::state::Case;
use crate::ledger::{CaseCursor, Row};
use crate::supervision::family::findings;
use crate::supervision::interval::Finding;
use crate::supervision::judge::{Bench, Benches, CaseFile, Known};
use crate::supervision::walk::{Walked, walk};
use crate::sym::Sym;
use crate::time::Micros;

/// Cases and alerts that are listed; all are counted.
const MOST_LISTED: usize = 10_000;

/// An open case whose due date moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedCase {
    /// Centre.
    pub centre: Sym,
    /// Number.
    pub case_no: Arc<str>,
    /// Department.
    pub dept: Option<Sym>,
    /// Item.
    pub item: Option<Sym>,
    /// Promised due instant as things are, and as they would be.
    pub promised: (Option<Micros>, Option<Micros>),
    /// Statutory due instant, likewise.
    pub statutory: (Option<Micros>, Option<Micros>),
    /// It would come earlier, were it not for the date on the acceptance notice.
    pub is_kept: bool,
}

/// What becomes of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertMove {
    /// It is there only afterwards.
    Comes,
    /// It is there only as things are: remind and warn withdraw themselves, a yellow or red card becomes a proposal to lift it.
    Vanishes,
    /// Its level or its times change.
    Changes,
}

/// An alert that comes, vanishes or changes.
#[derive(Clone, Debug)]
pub struct MovedAlert {
    /// What becomes of it.
    pub what: AlertMove,
    /// Department that answers for it.
    pub dept: Option<Sym>,
    /// As things are.
    pub before: Option<Finding>,
    /// As they would be.
    pub after: Option<Finding>,
}

/// Counts of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepartmentMoves {
    /// Open cases whose clock has started.
    pub open: u64,
    /// Of them those whose due date moves.
    pub moved: u64,
    /// Alerts that come.
    pub comes: u64,
    /// Alerts that vanish.
    pub vanishes: u64,
    /// Alerts that change.
    pub changes: u64,
}

impl DepartmentMoves {
    fn add(&mut self, other: &DepartmentMoves) {
        self.open += other.open;
        self.moved += other.moved;
        self.comes += other.comes;
        self.vanishes += other.vanishes;
        self.changes += other.changes;
    }
}

/// What would move.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// The moment at which both are compared: now, or where that is later, the instant from which the change counts.
    pub at: Micros,
    /// Counts over all departments.
    pub total: DepartmentMoves,
    /// Counts by centre and department.
    pub departments: BTreeMap<(&'static str, &'static str), DepartmentMoves>,
    /// Cases, at most ten thousand of them.
    pub cases: Vec<MovedCase>,
    /// Alerts, at most ten thousand of them.
    pub alerts: Vec<MovedAlert>,
}

impl Forecast {
    /// The counts in one line.
    pub fn in_words(&self) -> String {
        let DepartmentMoves { open, moved, comes, vanishes, changes } = &self.total;
        format!("moves {moved} of {open} open cases; {comes} alerts come, {vanishes} vanish, {changes} change")
    }

    fn merge(&mut self, other: Forecast) {
        self.total.add(&other.total);
        for (key, moves) in other.departments {
            self.departments.entry(key).or_default().add(&moves);
        }
        let room = MOST_LISTED.saturating_sub(self.cases.len());
        self.cases.extend(other.cases.into_iter().take(room));
        let room = MOST_LISTED.saturating_sub(self.alerts.len());
        self.alerts.extend(other.alerts.into_iter().take(room));
    }

    fn count(&mut self, centre: Sym, dept: Option<Sym>, count: impl Fn(&mut DepartmentMoves)) {
        count(&mut self.total);
        count(self.departments.entry((centre.text(), dept.map_or("", |dept| dept.text()))).or_default());
    }
}

impl Office {
    /// What the prepared events would move as of `now`. Nothing is written. Alerts of groups rest on no calendar and are left out.
    pub async fn forecast(&self, prepared: &Prepared, now: Micros) -> Result<Forecast, OfficeError> {
        if prepared.formed.is_empty() {
            return Ok(Forecast { at: now.max(prepared.effect_from), ..Forecast::default() });
        }
        let desk = self.desk().await?;
        let after = Arc::new(desk.benches_with(&prepared.formed).await?);
        let compare = Arc::new(Compare {
            before: desk.benches.clone(),
            after,
            centres: prepared.centres.iter().map(|code| Sym::new(code)).collect(),
            effect_from: prepared.effect_from,
            at: now.max(prepared.effect_from),
        });
        let mut forecast = Forecast { at: compare.at, ..Forecast::default() };
        let mut cursor: Option<CaseCursor> = None;
        let mut rest: Vec<Row> = Vec::new();
        loop {
            let page = self.ledger.by_case(cursor.take(), PAGE).await?;
            let is_last = page.is_empty();
            cursor = page.last().and_then(CaseCursor::of);
            rest.extend(page);
            let complete = if is_last { rest.len() } else { start_of_last_case(&rest) };
            let rows: Vec<Row> = rest.drain(..complete).collect();
            let compare = compare.clone();
            forecast.merge(tokio::task::spawn_blocking(move || compare.page(&rows)).await??);
            if is_last {
                return Ok(forecast);
            }
        }
    }
}

/// Two states of the same reference facts.
struct Compare {
    before: Arc<Benches>,
    after: Arc<Benches>,
    centres: Vec<Sym>,
    effect_from: Micros,
    at: Micros,
}

/// One side of a case: as of the moment of comparison.
struct Side {
    findings: Vec<Finding>,
    case: Option<Case>,
    next_instant: Option<Micros>,
}

impl Compare {
    fn page(&self, rows: &[Row]) -> Result<Forecast, OfficeError> {
        let cases: Vec<&[Row]> = rows.chunk_by(|a, b| a.centre == b.centre && a.case_no == b.case_no).collect();
        let workers = std::thread::available_parallelism().map_or(1, |count| count.get()).min(8);
        let share = cases.len().div_ceil(workers).max(1);
        let parts: Vec<Result<Forecast, OfficeError>> = std::thread::scope(|scope| {
            let handles: Vec<_> = cases.chunks(share).map(|part| scope.spawn(move || self.part(part))).collect();
            // A worker that panicked is a defect; it must not be taken for an empty part.
            handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut forecast = Forecast::default();
        for part in parts {
            forecast.merge(part?);
        }
        Ok(forecast)
    }

    fn part(&self, cases: &[&[Row]]) -> Result<Forecast, OfficeError> {
        let mut forecast = Forecast::default();
        for rows in cases {
            let centre = rows[0].centre;
            let Some(case_no) = rows[0].case_no.as_deref().filter(|_| self.centres.contains(&centre)) else { continue };
            let (Some(before), Some(after)) = (self.before.get(&centre), self.after.get(&centre)) else { continue };
            let file = CaseFile::read(centre, case_no, rows, before, &Known::default())?;
            self.case(&file, before, after, &mut forecast);
        }
        Ok(forecast)
    }

    fn case(&self, file: &CaseFile, before: &Bench, after: &Bench, forecast: &mut Forecast) {
        let old = self.side(file, before);
        let is_running = file.events.last().is_some_and(|event| event.occurred_at >= self.effect_from)
            || old.next_instant.is_some()
            || old.findings.iter().any(|finding| finding.ended_at.is_none_or(|end| end >= self.effect_from));
        let Some(case) = &old.case else { return };
        let then = ClockView::at(case, &before.world, self.at);
        let is_open = then.start.is_some() && then.stop.is_none();
        if !is_open && !is_running {
            return;
        }
        let new = self.side(file, after);
        if let (true, Some(case_after)) = (is_open, &new.case) {
            forecast.count(file.centre, case.dept_code(), |moves| moves.open += 1);
            let views = (then, ClockView::at(case_after, &after.world, self.at));
            let due = |view: &ClockView| (view.promised.map(|limit| limit.due_at), view.statutory.map(|limit| limit.due_at));
            let (old_due, new_due) = (due(&views.0), due(&views.1));
            if old_due != new_due {
                forecast.count(file.centre, case.dept_code(), |moves| moves.moved += 1);
                forecast.cases.push(MovedCase {
                    centre: file.centre,
                    case_no: file.case_no.clone(),
                    dept: case.dept_code(),
                    item: case.item_impl_code,
                    promised: (old_due.0, new_due.0),
                    statutory: (old_due.1, new_due.1),
                    is_kept: views.1.promised.is_some_and(|limit| limit.kept_wd > 0),
                });
            }
        }
        for moved in moves(old.findings, new.findings) {
            let what = moved.what;
            forecast.count(file.centre, moved.dept, |moves| match what {
                AlertMove::Comes => moves.comes += 1,
                AlertMove::Vanishes => moves.vanishes += 1,
                AlertMove::Changes => moves.changes += 1,
            });
            forecast.alerts.push(moved);
        }
    }

    fn side(&self, file: &CaseFile, bench: &Bench) -> Side {
        let Walked { intervals, next_instant, case, .. } =
            walk(file.centre, &file.case_no, &file.events, &bench.world, &bench.rules, self.at);
        Side { findings: findings(file.centre, Some(file.case_no.clone()), intervals), case, next_instant }
    }
}

/// What becomes of each alert, matched by overlap within its family and row, earliest first.
fn moves(before: Vec<Finding>, mut after: Vec<Finding>) -> Vec<MovedAlert> {
    let mut moved = Vec::new();
    after.sort_by_key(|finding| finding.since);
    let mut before = before;
    before.sort_by_key(|finding| finding.since);
    for old in before {
        let end = |finding: &Finding| finding.ended_at.unwrap_or(Micros::MAX);
        let matches = |new: &Finding| {
            new.rule.family == old.rule.family && new.subject_key == old.subject_key && new.since < end(&old) && old.since < end(new)
        };
        let new = after.iter().position(matches).map(|index| after.remove(index));
        let values = |finding: &Finding| (finding.rule.code.clone(), finding.level, finding.since, finding.level_since, finding.ended_at);
        if new.as_ref().is_some_and(|new| values(new) == values(&old)) {
            continue;
        }
        let what = if new.is_some() { AlertMove::Changes } else { AlertMove::Vanishes };
        moved.push(MovedAlert { what, dept: old.responsible.dept, before: Some(old), after: new });
    }
    moved.extend(after.into_iter().map(|new| MovedAlert {
        what: AlertMove::Comes,
        dept: new.responsible.dept,
        before: None,
        after: Some(new),
    }));
    moved
}
