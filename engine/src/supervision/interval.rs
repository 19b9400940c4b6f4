//! What a walk finds: stretches of valid time in which a rule holds, and the alerts they come to.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::ledger::Position;
use crate::rules::{Grounds, Level, Moment, Rule};
use crate::schema::Row;
use crate::sym::Sym;
use crate::time::Micros;

/// Who answers for an alert: as of the instant at which the limit passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responsible {
    /// Department.
    pub dept: Option<Sym>,
    /// Window.
    pub window: Option<Sym>,
    /// Person; none while the case waits for somebody else.
    pub person: Option<Sym>,
    /// Number of the link.
    pub link: Option<i64>,
    /// Whether a wait moved the responsibility from the person.
    pub moved_by_waiting: bool,
}

/// Why a rule held: its grounds, and the moment they were taken at.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The moment.
    pub at: Micros,
    /// The calendar as known then.
    pub calendar: Arc<Calendar>,
    /// What was read and decided.
    pub grounds: Grounds,
}

impl Ground {
    /// The grounds of a rule on a row at a moment; `None` where it has none.
    pub fn take(rule: &Rule, row: &dyn Row, moment: &Moment<'_>) -> Option<Arc<Ground>> {
        let grounds = rule.grounds(row, moment)?;
        Some(Arc::new(Ground { at: moment.at, calendar: moment.calendar.clone(), grounds }))
    }
}

/// A half-open stretch `[since, ended_at)` in which a rule holds on a row.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The rule.
    pub rule: Arc<Rule>,
    /// Key of the row within its centre, parts joined by `/`.
    pub subject_key: Arc<str>,
    /// First instant.
    pub since: Micros,
    /// First instant after it; none while it holds.
    pub ended_at: Option<Micros>,
    /// Highest level computed in it.
    pub level: Level,
    /// When that level first held.
    pub level_since: Micros,
    /// Who answers, as of `since`.
    pub responsible: Responsible,
    /// Why it held at `level_since`.
    pub ground: Option<Arc<Ground>>,
}

/// A rule failed on a row: counted and shown to its owner; other rows and rules go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// Code of the rule.
    pub rule: String,
    /// Row.
    pub subject_key: String,
    /// Moment.
    pub at: Micros,
    /// What failed, with its place in the script.
    pub message: String,
}

/// An alert as facts and time alone give it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Centre.
    pub centre: Sym,
    /// Case, where the subject belongs to one.
    pub case_no: Option<Arc<str>>,
    /// Rule of the highest rung.
    pub rule: Arc<Rule>,
    /// Key of the subject's row.
    pub subject_key: Arc<str>,
    /// Computed level.
    pub level: Level,
    /// Since the first rung.
    pub since: Micros,
    /// Since the highest rung.
    pub level_since: Micros,
    /// End; none while it holds.
    pub ended_at: Option<Micros>,
    /// Who answers.
    pub responsible: Responsible,
    /// How arrival bids treat it.
    pub treatment: Treatment,
    /// Why the highest rung holds.
    pub ground: Option<Arc<Ground>>,
    /// The events of its case that were known when it was judged, by position.
    pub events: Arc<[Position]>,
}

/// What arrival decides: how an alert is treated, never whether it is supported (domain 4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Treatment {
    /// 待核实: it rests on an absence after its source's watermark.
    pub is_pending: bool,
    /// 存量: it began before its source's start of supervision.
    pub is_stock: bool,
    /// 补录: a late or hand-typed event made or changed it.
    pub is_backfilled: bool,
}
