//! Declared outages (系统故障公告) as far as they stop clocks: a window in which a platform was down does not count against those who
//! work on it (domain 3.3; decisions/0005).

use super::state::Case;
use crate::calendar::{Pause, WorkClock};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// An outage that two people approved and that was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Its number.
    pub no: Box<str>,
    /// What was down: a source (every case that came from it), a department or window (the cases at it), or the centre (every case).
    pub platform: Sym,
    /// When it began.
    pub from: Micros,
    /// When it ended; `None` while it lasts.
    pub to: Option<Micros>,
    /// Declared later after its beginning than its source usually reports.
    pub is_late: bool,
}

impl Outage {
    /// Whether it stops the clock of a case, as the case now stands.
    pub fn concerns(&self, case: &Case) -> bool {
        let platform = Some(self.platform);
        platform == Some(case.centre) || platform == case.source_first || platform == case.window_id() || platform == case.dept_code()
    }

    /// Whether it lasts at an instant.
    pub fn lasts(&self, at: Micros) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// The instants at which it begins and ends.
    pub fn edges(&self) -> impl Iterator<Item = Micros> {
        [Some(self.from), self.to].into_iter().flatten()
    }

    /// The window as far as it lies before `upto`, for limits in hours.
    pub fn window(&self, upto: Micros) -> Option<Pause> {
        let to = self.to.unwrap_or(upto).min(upto);
        (self.from < to).then_some(Pause { from: self.from, to })
    }

    /// The days of which it took working time, as a pause in which each of them counts: from the end of the day before the first to the end of
    /// the last. An outage of one afternoon takes that day, one outside the opening hours none.
    pub fn days(&self, zone: &Zone, clock: &WorkClock, upto: Micros) -> Option<Pause> {
        let window = self.window(upto)?;
        let took = |day: crate::time::Day| {
            let (from, to) = (zone.midnight(day), zone.midnight(day.plus(1)));
            clock.worked(window.from.max(from), window.to.min(to)) > 0
        };
        let (mut first, mut last) = (zone.day_of(window.from), zone.day_of(window.to - 1));
        if !took(first) {
            first = first.plus(1);
        }
        if last > first && !took(last) {
            last = last.plus(-1);
        }
        let takes_any = first < last || (first == last && took(first));
        takes_any.then(|| Pause { from: zone.midnight(first) - 1, to: zone.midnight(last.plus(1)) - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{CalendarBook, OpeningHours, suspended_wd};
    use crate::time::parse_rfc3339;

    fn at(text: &str) -> Micros {
        parse_rfc3339(&format!("{text}:00+08:00")).expect(text).0
    }

    #[test]
    fn an_outage_takes_the_days_of_which_it_took_working_time() {
        let zone = Zone::china();
        let calendar = CalendarBook::china().as_known(i64::MAX);
        let clock = WorkClock::new(calendar.clone(), OpeningHours::default(), zone.clone());
        // Monday 2025-03-10 to Friday 2025-03-14; open 9 to 12 and 13 to 17.
        let table = [
            ("2025-03-10T10:00", Some("2025-03-10T11:00"), 1),
            ("2025-03-10T16:00", Some("2025-03-11T09:30"), 2),
            ("2025-03-10T18:00", Some("2025-03-11T08:00"), 0),
            ("2025-03-10T18:00", Some("2025-03-12T08:00"), 1),
            ("2025-03-14T00:00", Some("2025-03-15T00:00"), 1),
            ("2025-03-14T10:00", Some("2025-03-17T10:00"), 2),
            ("2025-03-15T10:00", Some("2025-03-16T10:00"), 0),
            ("2025-03-10T12:10", Some("2025-03-10T12:50"), 0),
            ("2025-03-19T10:00", None, 2),
            ("2025-03-20T13:30", None, 0),
        ];
        for (from, to, days) in table {
            let outage = Outage { no: "1".into(), platform: Sym::new("p"), from: at(from), to: to.map(at), is_late: false };
            let pause = outage.days(&zone, &clock, at("2025-03-20T13:00"));
            let counted = pause.map_or(0, |pause| suspended_wd(&calendar, &zone, &[pause]));
            assert_eq!(counted, days, "{from} to {to:?}");
        }
    }
}
