//! The days of a case and the bar of its limit.

use mingjing_engine::calendar::DayKind as Kind;
use mingjing_engine::case::clock::{ClockView, promised_of, statutory_of};
use mingjing_engine::case::state::Case;
use mingjing_engine::catalogue::LimitUnit as Unit;
use mingjing_engine::time::{Day, MINUTE, Micros};

use super::Dossier;
use crate::model::LimitUnit;
use crate::model::why::{CalendarDay, ClockBar, DayKind, Suspension};

/// Most days shown.
const MOST_DAYS: i64 = 120;

/// A unit of limits as the API writes it.
pub fn unit_of(unit: Unit) -> LimitUnit {
    match unit {
        Unit::WorkingDays => LimitUnit::Wd,
        Unit::CalendarDays => LimitUnit::Cd,
        Unit::Hours => LimitUnit::Hour,
    }
}

impl Dossier {
    /// The days from its first event to `to`, at most the last 120 of them.
    pub fn days(&self, to: Micros) -> Vec<CalendarDay> {
        let Some(first) = self.file.events.first() else { return Vec::new() };
        let calendar = self.world.calendar_at(to);
        let last = self.zone().day_of(to);
        let first = self.zone().day_of(first.occurred_at).max(last.plus(1 - MOST_DAYS));
        let shown = |day: i32| {
            let day = Day(day);
            let (kind, name) = match calendar.kind(day) {
                Kind::Work => (DayKind::Work, None),
                Kind::Rest => (DayKind::Rest, None),
                Kind::Holiday(name) => (DayKind::Holiday, Some(name)),
                Kind::MakeUp(name) => (DayKind::Makeup, Some(name)),
            };
            CalendarDay { date: day.to_string(), kind, name: name.filter(|name| !name.is_empty()).map(str::to_owned) }
        };
        (first.0..=last.0).map(shown).collect()
    }

    /// The bar of its limit at a moment; `None` where no clock has started or nothing is promised.
    pub fn clock_bar(&self, case: &Case, at: Micros) -> Option<ClockBar> {
        let world = &*self.world;
        let zone = self.zone();
        let view = ClockView::at(case, world, at);
        let start = view.start?;
        let promised = view.promised?;
        let unit = promised_of(case).or(statutory_of(case)).map_or(Unit::WorkingDays, |(_, unit)| unit);
        let used = match unit {
            Unit::Hours => view.elapsed_minutes(world, at).map(|minutes| minutes / 60),
            _ => view.elapsed,
        };
        let elapsed = used.unwrap_or(0);
        let calendar = world.calendar_at(at);
        // Where the source gives the due instant alone, the days up to it are what was promised.
        let given = || calendar.count_wd(zone.day_of(start), zone.day_of(promised.due_at));
        let promised_days = promised_of(case).map_or_else(given, |(days, _)| days.saturating_add(case.extension_days));
        let suspended = match unit {
            Unit::Hours => {
                let clock = world.work_clock_at(at);
                view.pauses.iter().map(|pause| clock.worked(pause.from, pause.to)).sum::<Micros>() / (60 * MINUTE)
            }
            _ => view.suspended,
        };
        // A pause that takes whole days begins with the last microsecond of the day before.
        let begin = |from: Micros| if zone.micros_of_day(from + 1) == 0 { from + 1 } else { from };
        let suspension = |pause: &mingjing_engine::calendar::Pause| Suspension {
            from: zone.format(begin(pause.from)),
            to: (!view.is_paused || pause.to < at).then(|| zone.format(pause.to)),
        };
        Some(ClockBar {
            started_at: zone.format(start),
            stopped_at: view.stop.map(|stop| zone.format(stop)),
            promised_days,
            statutory_days: statutory_of(case).map(|(days, _)| days.saturating_add(case.extension_days)),
            elapsed,
            suspended,
            remaining: view.remaining.unwrap_or(promised_days.saturating_sub(elapsed)),
            unit: unit_of(unit),
            promised_due_at: zone.format(promised.due_at),
            statutory_due_at: view.statutory.map(|limit| zone.format(limit.due_at)),
            suspensions: view.pauses.iter().map(suspension).collect(),
        })
    }
}
