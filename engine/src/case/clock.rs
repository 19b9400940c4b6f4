//! The clock of a case as of one moment: start, stop, suspension, days used and left, due instants (events-and-facts, section 4).

use std::sync::Arc;

use super::state::Case;
use super::values::Due;
use super::world::World;
use crate::calendar::{Calendar, Pause, WorkClock, merge_pauses, suspended_cd, suspended_wd};
use crate::catalogue::LimitUnit;
use crate::sym::Sym;
use crate::time::{MINUTE, Micros, SECOND};

/// Kinds of special procedure that suspend the clock by law where the item has no list of its own (行政许可法 45).
pub const STATUTORY_SPECIALS: [&str; 8] =
    ["hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"];

/// Working days after receipt within which an answer is due, else the case counts as accepted (行政许可法 32).
const ANSWER_WD: i64 = 5;

/// A due instant and the first instant after which it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The due instant.
    pub due_at: Micros,
    /// From then on it is over.
    pub over_at: Micros,
    /// It reaches into a year whose calendar is not announced.
    pub is_provisional: bool,
    /// Working days by which the due day was kept from coming earlier than the acceptance notice says, when a notice of the calendar moved it.
    pub kept_wd: i64,
}

/// The clock of a case as of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockView {
    /// When it started.
    pub start: Option<Micros>,
    /// Whether silence after receipt started it.
    pub is_deemed: bool,
    /// When it stopped.
    pub stop: Option<Micros>,
    /// Started, not stopped, not suspended.
    pub on: bool,
    /// Inside a suspension.
    pub is_paused: bool,
    /// Merged suspensions.
    pub pauses: Vec<Pause>,
    /// Days suspended, in the limit's unit of days.
    pub suspended: i64,
    /// Days used; null before the start and for limits in hours.
    pub elapsed: Option<i64>,
    /// Days left, negative when over.
    pub remaining: Option<i64>,
    /// The promised limit.
    pub promised: Option<Limit>,
    /// The statutory limit.
    pub statutory: Option<Limit>,
}

/// The unit in which the case's limits are counted: the acceptance's, else the item's, else working days.
pub fn unit_of(case: &Case) -> LimitUnit {
    case.promised_unit.or_else(|| case.item.as_ref().map(|item| item.promised_unit)).unwrap_or_default()
}

/// Days and unit of the promised limit: of the acceptance, else of the item.
pub fn promised_of(case: &Case) -> Option<(i64, LimitUnit)> {
    let days = case.promised_days.or_else(|| case.item.as_ref().and_then(|item| item.promised_days))?;
    Some((days, unit_of(case)))
}

/// Days and unit of the statutory limit; where only days are given, they are in the unit of the promise.
pub fn statutory_of(case: &Case) -> Option<(i64, LimitUnit)> {
    if let Some(days) = case.statutory_days {
        return Some((days, case.statutory_unit.unwrap_or_else(|| unit_of(case))));
    }
    let item = case.item.as_ref()?;
    Some((item.statutory_days?, item.statutory_unit))
}

/// Whether a kind of special procedure suspends this case's clock.
pub fn suspends(case: &Case, kind: Sym) -> bool {
    match case.item.as_ref().filter(|item| !item.specials.is_empty()) {
        Some(item) => item.special(kind).is_some_and(|special| special.suspends),
        None => STATUTORY_SPECIALS.contains(&kind.text()),
    }
}

/// Whether a kind of special procedure is allowed for this case.
pub fn is_allowed(case: &Case, kind: Sym) -> bool {
    match case.item.as_ref().filter(|item| !item.specials.is_empty()) {
        Some(item) => item.special(kind).is_some(),
        None => kind.text() == "extension" || STATUTORY_SPECIALS.contains(&kind.text()),
    }
}

/// The instant from which a receipt that nobody answered counts as acceptance; `None` where it was answered in time.
pub fn deemed_at(case: &Case, world: &World, at: Micros) -> Option<Micros> {
    if !world.settings.deemed_acceptance {
        return None;
    }
    let received_at = case.received_at?;
    let last = world.calendar_at(known_at(case, at)).due(world.zone.day_of(received_at), ANSWER_WD);
    let deemed_at = world.zone.midnight(last.plus(1));
    if case.first_answer_at.is_some_and(|answer| answer <= deemed_at) { None } else { Some(deemed_at) }
}

/// As of when the calendar is read for a case at a moment: what is learned after its clock stopped moves nothing of it any more.
fn known_at(case: &Case, at: Micros) -> Micros {
    case.stop.map_or(at, |stop| stop.at.min(at))
}

impl ClockView {
    /// The clock of `case`, folded up to `at`, at `at`.
    pub fn at(case: &Case, world: &World, at: Micros) -> ClockView {
        let mut view = ClockView { stop: case.stop.map(|stop| stop.at).filter(|stop| *stop <= at), ..ClockView::default() };
        let deemed = deemed_at(case, world, at).filter(|deemed| *deemed <= at);
        (view.start, view.is_deemed) = match deemed {
            Some(_) => (case.received_at, true),
            None => (case.accepted_at, false),
        };
        let Some(start) = view.start else { return view };
        let upto = view.stop.unwrap_or(at);
        let calendar = world.calendar_at(upto);
        let open_special = case.specials.iter().any(|special| special.end.is_none() && suspends(case, special.kind));
        let is_down = world.outages_of(case).any(|outage| outage.lasts(at));
        view.is_paused = view.stop.is_none() && (open_special || is_down);
        view.on = view.stop.is_none() && !view.is_paused;
        for special in case.specials.iter().filter(|special| suspends(case, special.kind)) {
            view.pauses.push(Pause { from: special.start, to: special.end.unwrap_or(upto) });
        }
        view.pauses.extend(case.closures.iter().map(|closure| Pause { from: closure.from, to: closure.to }));
        let unit = unit_of(case);
        view.pauses.extend(world.outages_of(case).filter_map(|outage| match unit {
            LimitUnit::Hours => outage.window(upto),
            _ => outage.days(&world.zone, world.work_clock_at(upto), upto),
        }));
        if !view.pauses.is_empty() {
            merge_pauses(&mut view.pauses, Pause { from: start, to: upto });
        }
        let first = world.zone.day_of(start);
        let last = world.zone.day_of(upto);
        let promised = promised_of(case);
        match unit {
            LimitUnit::WorkingDays => {
                view.suspended = suspended_wd(calendar, &world.zone, &view.pauses);
                view.elapsed = Some(calendar.count_wd(first, last) - view.suspended);
            }
            LimitUnit::CalendarDays => {
                view.suspended = suspended_cd(&world.zone, &view.pauses);
                view.elapsed = Some(i64::from((last.0 - first.0).max(0)) - view.suspended);
            }
            LimitUnit::Hours => view.suspended = suspended_wd(calendar, &world.zone, &view.pauses),
        }
        let total = |(days, unit): (i64, LimitUnit)| (days.saturating_add(case.extension_days), unit);
        view.promised = match case.given_due.filter(|_| world.settings.due_given) {
            Some(due) => {
                let due_at = due.instant(&world.zone);
                Some(Limit { due_at, over_at: due_at + 1, is_provisional: false, kept_wd: 0 })
            }
            None => promised.map(|limit| view.limit(case, world, upto, total(limit), case.notice_due)),
        };
        view.statutory = statutory_of(case).map(|limit| view.limit(case, world, upto, total(limit), None));
        view.remaining = view.days_left(case, world, upto, promised.map(total));
        view
    }

    /// Days left on the day of `upto`: now, or the stop.
    fn days_left(&self, case: &Case, world: &World, upto: Micros, promised: Option<(i64, LimitUnit)>) -> Option<i64> {
        let given = world.settings.due_given && case.given_due.is_some();
        let (today, calendar) = (world.zone.day_of(upto), world.calendar_at(upto));
        match (given, promised) {
            (true, _) => {
                let due = world.zone.day_of(self.promised?.due_at);
                Some(if today <= due { calendar.count_wd(today, due) } else { -calendar.count_wd(due, today) })
            }
            (false, Some((days, LimitUnit::WorkingDays))) => Some(days - self.elapsed? + self.promised?.kept_wd),
            (false, Some((_, LimitUnit::CalendarDays))) => {
                let due = world.zone.day_of(self.promised?.due_at);
                Some(i64::from(due.0) - i64::from(today.0))
            }
            _ => None,
        }
    }

    /// A limit by the calendar as known at `upto`. `printed` is the due date on the acceptance notice, where it gives one.
    fn limit(&self, case: &Case, world: &World, upto: Micros, (days, unit): (i64, LimitUnit), printed: Option<Due>) -> Limit {
        let start = self.start.unwrap_or(upto);
        if unit == LimitUnit::Hours {
            return self.limit_in_hours(case, world, upto, days, printed);
        }
        let first = world.zone.day_of(start);
        let due = |calendar: &Calendar, days: i64| match unit {
            LimitUnit::CalendarDays => calendar.due_calendar_days(first, days),
            _ => calendar.due(first, days),
        };
        let (calendar, then) = (world.calendar_at(upto), world.calendar_at(start));
        let counted = due(calendar, days.saturating_add(self.suspended));
        let mut day = counted;
        if !Arc::ptr_eq(calendar, then) {
            let before = due(then, days.saturating_add(self.suspended_by(then, world, unit)));
            // A notice of the calendar never moves a due day to before the one printed on the acceptance notice: where that one is not
            // known, the one counted by what was known then, without what was added since.
            let printed = printed
                .map_or_else(|| due(then, days.saturating_sub(case.extension_days)), |due| world.zone.day_of(due.instant(&world.zone)));
            day = counted.max(printed.min(before));
        }
        let over_at = world.zone.midnight(day.plus(1));
        let kept_wd = calendar.count_wd(counted, day);
        Limit { due_at: over_at - SECOND, over_at, is_provisional: calendar.is_provisional(day), kept_wd }
    }

    fn suspended_by(&self, calendar: &Calendar, world: &World, unit: LimitUnit) -> i64 {
        match unit {
            LimitUnit::CalendarDays => suspended_cd(&world.zone, &self.pauses),
            _ => suspended_wd(calendar, &world.zone, &self.pauses),
        }
    }

    fn limit_in_hours(&self, case: &Case, world: &World, upto: Micros, hours: i64, printed: Option<Due>) -> Limit {
        let start = self.start.unwrap_or(upto);
        let due = |clock: &WorkClock, hours: i64| {
            let paused: i64 = self.pauses.iter().map(|pause| clock.worked_minutes(pause.from, pause.to)).sum();
            clock.after(start, hours.saturating_mul(60).saturating_add(paused))
        };
        let (clock, then) = (world.work_clock_at(upto), world.work_clock_at(start));
        let mut due_at = due(clock, hours);
        if !Arc::ptr_eq(world.calendar_at(upto), world.calendar_at(start)) {
            let printed = printed.map_or_else(|| due(then, hours.saturating_sub(case.extension_days)), |due| due.instant(&world.zone));
            due_at = due_at.max(printed.min(due(then, hours)));
        }
        let is_provisional = world.calendar_at(upto).is_provisional(world.zone.day_of(due_at));
        Limit { due_at, over_at: due_at + 1, is_provisional, kept_wd: 0 }
    }

    /// Working minutes used, by opening hours, pauses left out.
    pub fn elapsed_minutes(&self, world: &World, at: Micros) -> Option<i64> {
        let start = self.start?;
        let upto = self.stop.unwrap_or(at);
        let clock = world.work_clock_at(upto);
        let paused: i64 = self.pauses.iter().map(|pause| clock.worked(pause.from, pause.to)).sum();
        Some((clock.worked(start, upto) - paused) / MINUTE)
    }

    /// The first instant at which `elapsed` reaches `days`, if no event comes before.
    pub fn elapsed_reaches(&self, case: &Case, world: &World, at: Micros, days: i64) -> Option<Micros> {
        let (Some(start), true, Some(_)) = (self.start, self.on, self.elapsed) else { return None };
        let first = world.zone.day_of(start);
        let unit = unit_of(case);
        let target = days.saturating_add(self.suspended);
        let day = match unit {
            LimitUnit::CalendarDays => first.plus(target.max(0)),
            _ => world.calendar_at(at).due(first, target),
        };
        Some(world.zone.midnight(day))
    }

    /// The first instant at which `remaining` has fallen to `days`, if no event comes before.
    pub fn remaining_reaches(&self, case: &Case, world: &World, at: Micros, days: i64) -> Option<Micros> {
        let remaining = self.remaining?;
        if self.stop.is_some() {
            return None;
        }
        let today = world.zone.day_of(at);
        if world.settings.due_given && case.given_due.is_some() {
            let due = world.zone.day_of(self.promised?.due_at);
            let calendar = world.calendar_at(at);
            let day = if days >= 0 {
                calendar.due(today, remaining.saturating_sub(days))
            } else {
                calendar.due(due.max(today), days.saturating_neg() - (-remaining).max(0))
            };
            return Some(world.zone.midnight(day));
        }
        match promised_of(case)?.1 {
            // While the clock is paused the days by which a due day was kept from moving dwindle.
            LimitUnit::WorkingDays if self.is_paused && self.promised?.kept_wd > 0 => Some(world.zone.midnight(today.plus(1))),
            LimitUnit::CalendarDays if self.is_paused => Some(world.zone.midnight(today.plus(1))),
            LimitUnit::CalendarDays => Some(world.zone.midnight(world.zone.day_of(self.promised?.due_at).plus(days.saturating_neg()))),
            _ => {
                let total = remaining.saturating_add(self.elapsed?);
                self.elapsed_reaches(case, world, at, total.saturating_sub(days))
            }
        }
    }
}

/// `immediate_over_at`: for an immediate case, the midnight after the day of receipt; received after closing time or on a rest day, after the
/// next working day (domain 3.2).
pub fn immediate_over_at(case: &Case, world: &World, at: Micros) -> Option<Micros> {
    if case.case_type != Some(1) {
        return None;
    }
    let received_at = case.received_at.or(case.accepted_at)?;
    let calendar = world.calendar_at(known_at(case, at));
    let day = world.zone.day_of(received_at);
    let closing = world.organization.closing(case.window_id(), case.dept_code(), day) * MINUTE;
    let in_time = calendar.is_workday(day) && world.zone.micros_of_day(received_at) <= closing;
    let due = if in_time { day } else { calendar.due(day, 1) };
    Some(world.zone.midnight(due.plus(1)))
}

/// 办理效率 once the clock stopped: 1 early, 2 on time, 3 overdue, 4 immediate. None before the stop, and where there is no limit in days to
/// measure by.
pub fn efficiency(case: &Case, world: &World, clock: &ClockView, at: Micros) -> Option<i64> {
    let stop = clock.stop?;
    if case.case_type == Some(1) {
        let late = immediate_over_at(case, world, at).is_some_and(|over| stop >= over);
        return Some(if late { 3 } else { 4 });
    }
    if stop >= clock.promised?.over_at {
        return Some(3);
    }
    clock.remaining.map(|left| if left > 0 { 1 } else { 2 })
}
