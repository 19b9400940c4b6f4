//! Suspensions of the clock: clipped, merged, counted in days.

use super::Calendar;
use crate::time::{Micros, Zone};

/// A half-open stretch of time, `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// Its first instant.
    pub from: Micros,
    /// The first instant after it.
    pub to: Micros,
}

/// Clips the pauses to `[window.from, window.to)`, drops what is empty, sorts the rest and joins those that overlap or touch.
///
/// An open pause is given with `to` = now, which is also the window's end while the clock runs (decision 0002).
pub fn merge_pauses(pauses: &mut Vec<Pause>, window: Pause) {
    for pause in pauses.iter_mut() {
        *pause = Pause { from: pause.from.max(window.from), to: pause.to.min(window.to) };
    }
    pauses.retain(|pause| pause.from < pause.to);
    pauses.sort_unstable();
    pauses.dedup_by(|next, kept| {
        let joins = next.from <= kept.to;
        if joins {
            kept.to = kept.to.max(next.to);
        }
        joins
    });
}

/// Suspended working days: the sum of `count_wd(day of from, day of to)` over merged pauses.
pub fn suspended_wd(calendar: &Calendar, zone: &Zone, merged: &[Pause]) -> i64 {
    merged.iter().map(|pause| calendar.count_wd(zone.day_of(pause.from), zone.day_of(pause.to))).sum()
}

/// Suspended calendar days: the sum of the differences of days over merged pauses, for limits in calendar days.
pub fn suspended_cd(zone: &Zone, merged: &[Pause]) -> i64 {
    merged.iter().map(|pause| i64::from(zone.day_of(pause.to).0) - i64::from(zone.day_of(pause.from).0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::CalendarBook;
    use crate::time::{DAY, parse_rfc3339};

    fn pause(from: i64, to: i64) -> Pause {
        Pause { from, to }
    }

    #[test]
    fn pauses_are_clipped_sorted_and_joined() {
        let all = pause(0, 100);
        let table: [(&[Pause], Pause, &[Pause]); 8] = [
            (&[], all, &[]),
            (&[pause(10, 20)], all, &[pause(10, 20)]),
            (&[pause(30, 40), pause(10, 20)], all, &[pause(10, 20), pause(30, 40)]),
            (&[pause(10, 20), pause(20, 30)], all, &[pause(10, 30)]),
            (&[pause(10, 50), pause(20, 30), pause(45, 60)], all, &[pause(10, 60)]),
            (&[pause(-5, 3), pause(98, 200)], all, &[pause(0, 3), pause(98, 100)]),
            (&[pause(-5, 0), pause(100, 200), pause(50, 50), pause(60, 40)], all, &[]),
            (&[pause(10, 20)], pause(30, 10), &[]),
        ];
        for (given, window, expected) in table {
            let mut pauses = given.to_vec();
            merge_pauses(&mut pauses, window);
            assert_eq!(pauses, expected, "{given:?} in {window:?}");
        }
    }

    #[test]
    fn the_worked_expert_review_suspends_four_working_days() {
        let (calendar, zone) = (CalendarBook::china().as_known(i64::MAX), Zone::china());
        let at = |text| parse_rfc3339(text).expect(text).0;
        let review = pause(at("2025-02-05T09:00:00+08:00"), at("2025-02-10T16:00:00+08:00"));
        assert_eq!(suspended_wd(&calendar, &zone, &[review]), 4);
        assert_eq!(suspended_cd(&zone, &[review]), 5);
        assert_eq!(calendar.due(zone.day_of(at("2025-01-24T10:00:00+08:00")), 5 + 4).to_string(), "2025-02-12");
    }

    #[test]
    fn a_pause_within_one_day_suspends_nothing() {
        let (calendar, zone) = (CalendarBook::china().as_known(i64::MAX), Zone::china());
        let noon = parse_rfc3339("2025-03-04T12:00:00+08:00").expect("valid").0;
        assert_eq!(suspended_wd(&calendar, &zone, &[pause(noon, noon + DAY / 2 - 1)]), 0);
        // To midnight is into the next day.
        assert_eq!(suspended_wd(&calendar, &zone, &[pause(noon, noon + DAY / 2)]), 1);
    }
}
