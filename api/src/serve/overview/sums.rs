//! The figures of an overview, added up case by case and alert by alert.

use std::collections::{BTreeMap, HashMap};

use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros};

use super::period::{Periods, Span};
use super::sheet::{AlertLine, CaseLine, Page, Place};
use crate::model::Kind;
use crate::serve::access::bounds::Bounds;
use crate::serve::cases::row::Timeliness;

/// A count a level, lowest first.
pub type ByLevel = [u64; 4];

/// What happened in a period.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flow {
    /// Cases whose first event lies in it.
    pub received: u64,
    /// Cases accepted in it.
    pub accepted: u64,
    /// Cases finished in it.
    pub finished: u64,
    /// Of these, those that are ended and kept their limit.
    pub on_time: u64,
    /// Of these, those past their limit.
    pub late: u64,
    /// Alerts that began in it, by level.
    pub alerts: ByLevel,
}

impl Flow {
    fn join(&mut self, other: &Flow) {
        self.received += other.received;
        self.accepted += other.accepted;
        self.finished += other.finished;
        self.on_time += other.on_time;
        self.late += other.late;
        join(&mut self.alerts, &other.alerts);
    }

    fn add(&mut self, span: Span, case: &CaseLine, timeliness: Timeliness) {
        let within = |day: Option<Day>| day.is_some_and(|day| span.has(day));
        self.received += u64::from(within(case.first()));
        self.accepted += u64::from(within(case.accepted()));
        if within(case.finished()) {
            self.finished += 1;
            self.on_time += u64::from(!case.is_open && timeliness == Timeliness::InTime);
            self.late += u64::from(timeliness == Timeliness::Overdue);
        }
    }
}

/// What stands open now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// Open cases.
    pub open: u64,
    /// Those past their limit.
    pub over: u64,
    /// Those not past it that fall due today.
    pub due_today: u64,
    /// Those that fall due after today, up to and with the next working day.
    pub due_next: u64,
    /// Open alerts by level.
    pub alerts: ByLevel,
}

impl Standing {
    fn add(&mut self, other: &Standing) {
        self.open += other.open;
        self.over += other.over;
        self.due_today += other.due_today;
        self.due_next += other.due_next;
        join(&mut self.alerts, &other.alerts);
    }
}

fn join(levels: &mut ByLevel, others: &ByLevel) {
    levels.iter_mut().zip(others).for_each(|(level, other)| *level += other);
}

/// One department's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Department {
    /// Now.
    pub standing: Standing,
    /// In the period.
    pub flow: Flow,
}

/// One day's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Cases whose first event lies on it.
    pub received: u64,
    /// Cases finished on it.
    pub finished: u64,
    /// Alerts that began on it.
    pub alerts: u64,
}

/// The figures while they are added up.
pub struct Sums<'a> {
    /// The days that they are about.
    pub periods: &'a Periods,
    /// In the period before.
    pub before: Flow,
    /// The days drawn.
    pub days: Vec<Shown>,
    /// Open alerts by kind and level.
    pub kinds: BTreeMap<Kind, ByLevel>,
    /// Open alerts and all alerts by rule.
    pub rules: HashMap<Sym, (u64, u64)>,
    /// Open alerts that wait for their source to report.
    pub pending: u64,
    /// Open alerts from before supervision began.
    pub stock: u64,
    /// As of when cases are over their limit.
    pub now: Micros,
    centre: Option<&'a str>,
    dept: Option<&'a str>,
    bounds: &'a Bounds,
    /// The first day that anything is asked about.
    earliest: Day,
    departments: BTreeMap<String, usize>,
    of_department: Vec<Department>,
    /// What belongs to no department.
    nobodys: Department,
}

/// Where the cases of a place are counted.
#[derive(Clone, Copy)]
enum Spot {
    /// Not at all: another centre or department was asked for.
    Outside,
    /// Without a department.
    Nobodys,
    /// With the department of this number.
    Of(usize),
}

impl<'a> Sums<'a> {
    /// Nothing yet, of a centre and a department or of all, within bounds.
    pub fn new(periods: &'a Periods, now: Micros, centre: Option<&'a str>, dept: Option<&'a str>, bounds: &'a Bounds) -> Sums<'a> {
        Sums {
            periods,
            before: Flow::default(),
            days: vec![Shown::default(); usize::try_from(periods.drawn.days()).unwrap_or(0)],
            kinds: BTreeMap::new(),
            rules: HashMap::new(),
            pending: 0,
            stock: 0,
            now,
            centre,
            dept,
            bounds,
            earliest: periods.period.first.min(periods.before.first).min(periods.drawn.first),
            departments: BTreeMap::new(),
            of_department: Vec::new(),
            nobodys: Department::default(),
        }
    }

    /// All of it: the departments', and what belongs to none.
    pub fn whole(&self) -> Department {
        let mut whole = self.nobodys;
        for figures in &self.of_department {
            whole.standing.add(&figures.standing);
            whole.flow.join(&figures.flow);
        }
        whole
    }

    /// The departments by code.
    pub fn departments(&self) -> impl Iterator<Item = (&str, &Department)> {
        self.departments.iter().map(|(code, number)| (code.as_str(), &self.of_department[*number]))
    }

    fn department(&mut self, code: &str) -> usize {
        if let Some(number) = self.departments.get(code) {
            return *number;
        }
        self.of_department.push(Department::default());
        self.departments.insert(code.to_owned(), self.of_department.len() - 1);
        self.of_department.len() - 1
    }

    fn spot(&mut self, place: &Place) -> Spot {
        let is_asked = self.centre.is_none_or(|centre| centre == place.centre)
            && (self.dept.is_none() || self.dept == place.dept.as_deref())
            && self.bounds.has_place(&place.centre, place.dept.as_deref());
        match &place.dept {
            _ if !is_asked => Spot::Outside,
            Some(dept) => Spot::Of(self.department(dept)),
            None => Spot::Nobodys,
        }
    }

    /// Counts the cases of a chunk.
    pub fn page(&mut self, page: &Page<'_>) {
        let spots: Vec<Spot> = page.places.iter().map(|place| self.spot(place)).collect();
        for (place, case) in page.live() {
            let number = match spots[place] {
                Spot::Outside => continue,
                Spot::Nobodys => None,
                Spot::Of(number) => Some(number),
            };
            self.case(number, case);
        }
    }

    fn case(&mut self, department: Option<usize>, case: &CaseLine) {
        // Most cases of an old district ended before all that is asked about.
        if !case.is_open && case.latest() < self.earliest {
            return;
        }
        let timeliness = case.timeliness(self.now);
        let periods = self.periods;
        let figures = match department {
            Some(number) => &mut self.of_department[number],
            None => &mut self.nobodys,
        };
        if case.is_open {
            figures.standing.add(&standing(case, timeliness, periods));
        }
        figures.flow.add(periods.period, case, timeliness);
        self.before.add(periods.before, case, timeliness);
        if let Some(day) = self.shown(case.first()) {
            day.received += 1;
        }
        if let Some(day) = self.shown(case.finished()) {
            day.finished += 1;
        }
    }

    /// Counts an alert.
    pub fn alert(&mut self, alert: &AlertLine) {
        let record = alert.record();
        let dept = record.responsible_dept.map(Sym::text);
        let is_asked = self.centre.is_none_or(|centre| centre == record.centre.text()) && (self.dept.is_none() || self.dept == dept);
        if !is_asked {
            return;
        }
        let level = alert.level as usize;
        let periods = self.periods;
        let rule = self.rules.entry(record.rule).or_default();
        rule.0 += u64::from(alert.is_open);
        rule.1 += 1;
        self.before.alerts[level] += u64::from(periods.before.has(alert.since));
        if let Some(day) = self.shown(Some(alert.since)) {
            day.alerts += 1;
        }
        let figures = match dept {
            Some(dept) => {
                let number = self.department(dept);
                &mut self.of_department[number]
            }
            None => &mut self.nobodys,
        };
        figures.flow.alerts[level] += u64::from(periods.period.has(alert.since));
        if alert.is_open {
            figures.standing.alerts[level] += 1;
            self.kinds.entry(alert.kind).or_default()[level] += 1;
            self.pending += u64::from(record.is_pending);
            self.stock += u64::from(record.is_stock);
        }
    }

    fn shown(&mut self, day: Option<Day>) -> Option<&mut Shown> {
        let day = day.filter(|day| self.periods.drawn.has(*day))?;
        self.days.get_mut((day.0 - self.periods.drawn.first.0) as usize)
    }
}

/// What an open case stands for.
fn standing(case: &CaseLine, timeliness: Timeliness, periods: &Periods) -> Standing {
    let is_over = timeliness == Timeliness::Overdue;
    let is_next = |day: &Day| periods.today < *day && *day <= periods.next_workday;
    Standing {
        open: 1,
        over: u64::from(is_over),
        due_today: u64::from(!is_over && case.due() == Some(periods.today)),
        due_next: u64::from(!is_over && case.due().as_ref().is_some_and(is_next)),
        alerts: ByLevel::default(),
    }
}
