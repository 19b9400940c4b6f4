//! The clock of a case as of one moment: start, stop, suspension, days used and left, due instants (events-and-facts, section 4).

use super::state::Case;
use super::world::World;
use crate::calendar::{Pause, merge_pauses, suspended_cd, suspended_wd};
use crate::catalogue::LimitUnit;
use crate::sym::Sym;
use crate::time::{Day, MINUTE, Micros, SECOND};

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
    let last = world.calendar_at(at).due(world.zone.day_of(received_at), ANSWER_WD);
    let deemed_at = world.zone.midnight(last.plus(1));
    if case.first_answer_at.is_some_and(|answer| answer <= deemed_at) { None } else { Some(deemed_at) }
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
        let calendar = world.calendar_at(at);
        let upto = view.stop.unwrap_or(at);
        let open_special = case.specials.iter().any(|special| special.end.is_none() && suspends(case, special.kind));
        view.is_paused = view.stop.is_none() && open_special;
        view.on = view.stop.is_none() && !view.is_paused;
        for special in case.specials.iter().filter(|special| suspends(case, special.kind)) {
            view.pauses.push(Pause { from: special.start, to: special.end.unwrap_or(upto) });
        }
        view.pauses.extend(case.closures.iter().map(|closure| Pause { from: closure.from, to: closure.to }));
        if !view.pauses.is_empty() {
            merge_pauses(&mut view.pauses, Pause { from: start, to: upto });
        }
        let first = world.zone.day_of(start);
        let last = world.zone.day_of(upto);
        let promised = promised_of(case);
        let unit = unit_of(case);
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
                Some(Limit { due_at, over_at: due_at + 1, is_provisional: false })
            }
            None => promised.map(|limit| view.limit(case, world, at, total(limit))),
        };
        view.statutory = statutory_of(case).map(|limit| view.limit(case, world, at, total(limit)));
        view.remaining = view.days_left(case, world, last, promised.map(total));
        view
    }

    /// Days left on `today` (or the day of the stop).
    fn days_left(&self, case: &Case, world: &World, today: Day, promised: Option<(i64, LimitUnit)>) -> Option<i64> {
        let given = world.settings.due_given && case.given_due.is_some();
        let calendar = world.calendar_at(self.stop.unwrap_or(world.zone.midnight(today)));
        match (given, promised) {
            (true, _) => {
                let due = world.zone.day_of(self.promised?.due_at);
                Some(if today <= due { calendar.count_wd(today, due) } else { -calendar.count_wd(due, today) })
            }
            (false, Some((days, LimitUnit::WorkingDays))) => Some(days - self.elapsed?),
            (false, Some((_, LimitUnit::CalendarDays))) => {
                let due = world.zone.day_of(self.promised?.due_at);
                Some(i64::from(due.0) - i64::from(today.0))
            }
            _ => None,
        }
    }

    fn limit(&self, case: &Case, world: &World, at: Micros, (days, unit): (i64, LimitUnit)) -> Limit {
        let start = self.start.unwrap_or(at);
        let first = world.zone.day_of(start);
        let calendar = world.calendar_at(at);
        let day = match unit {
            LimitUnit::WorkingDays => calendar.due(first, days.saturating_add(self.suspended)),
            LimitUnit::CalendarDays => calendar.due_calendar_days(first, days.saturating_add(self.suspended)),
            LimitUnit::Hours => return self.limit_in_hours(world, at, start, days),
        };
        // A notice of the calendar never moves a due day to before the one printed on the acceptance notice.
        let noticed = case.notice_due.map(|due| world.zone.day_of(due.instant(&world.zone)));
        let day = match noticed {
            Some(printed) if printed > day && calendar.version() != world.calendar_at(start).version() => printed,
            _ => day,
        };
        let over_at = world.zone.midnight(day.plus(1));
        Limit { due_at: over_at - SECOND, over_at, is_provisional: calendar.is_provisional(day) }
    }

    fn limit_in_hours(&self, world: &World, at: Micros, start: Micros, hours: i64) -> Limit {
        let clock = world.work_clock_at(at);
        let paused: i64 = self.pauses.iter().map(|pause| clock.worked_minutes(pause.from, pause.to)).sum();
        let due_at = clock.after(start, hours.saturating_mul(60).saturating_add(paused));
        Limit { due_at, over_at: due_at + 1, is_provisional: world.calendar_at(at).is_provisional(world.zone.day_of(due_at)) }
    }

    /// Working minutes used, by opening hours, pauses left out.
    pub fn elapsed_minutes(&self, world: &World, at: Micros) -> Option<i64> {
        let start = self.start?;
        let clock = world.work_clock_at(at);
        let paused: i64 = self.pauses.iter().map(|pause| clock.worked(pause.from, pause.to)).sum();
        Some((clock.worked(start, self.stop.unwrap_or(at)) - paused) / MINUTE)
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
    let calendar = world.calendar_at(at);
    let day = world.zone.day_of(received_at);
    let closing = world.organization.closing(case.window_id(), case.dept_code(), day) * MINUTE;
    let in_time = calendar.is_workday(day) && world.zone.micros_of_day(received_at) <= closing;
    let due = if in_time { day } else { calendar.due(day, 1) };
    Some(world.zone.midnight(due.plus(1)))
}
