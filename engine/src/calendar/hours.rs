//! Opening hours, and working time to the microsecond for limits in hours (domain reference 3.2, the [HN] variant).

use std::sync::Arc;

use super::{Calendar, CalendarError};
use crate::time::{DAY, Day, MINUTE, Micros, Zone};

/// One opening interval of a weekday, `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// 0 = Monday … 6 = Sunday.
    pub weekday: u8,
    /// Minute of the local day, 0 to 1439.
    pub from: u16,
    /// Minute of the local day, 1 to 1440.
    pub to: u16,
}

/// The opening hours of a week.
///
/// They say *when* on a day work is done; *whether* it is done, the calendar says: opening on a rest day (延时服务) is no
/// working time. A make-up workday on a weekday without hours of its own has those of the first weekday that has some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    week: [Vec<(u16, u16)>; 7],
}

impl Default for OpeningHours {
    /// Monday to Friday 09:00-12:00 and 13:00-17:00.
    fn default() -> OpeningHours {
        let halves = || vec![(9 * 60, 12 * 60), (13 * 60, 17 * 60)];
        OpeningHours { week: [halves(), halves(), halves(), halves(), halves(), Vec::new(), Vec::new()] }
    }
}

impl OpeningHours {
    /// Hours from intervals in any order; touching intervals are allowed.
    ///
    /// # Errors
    /// If an interval is empty, leaves the day or overlaps another, or if Monday to Friday have no hours at all.
    pub fn new(openings: &[Opening]) -> Result<OpeningHours, CalendarError> {
        let mut week: [Vec<(u16, u16)>; 7] = Default::default();
        for Opening { weekday, from, to } in openings.iter().copied() {
            let bad = CalendarError::BadOpening { weekday, from, to };
            let Some(day) = week.get_mut(usize::from(weekday)) else {
                return Err(bad);
            };
            if from >= to || to > 1440 || day.iter().any(|(start, end)| from < *end && *start < to) {
                return Err(bad);
            }
            day.push((from, to));
            day.sort_unstable();
        }
        if week[..5].iter().all(Vec::is_empty) {
            return Err(CalendarError::NeverOpen);
        }
        Ok(OpeningHours { week })
    }

    /// The intervals of a weekday (0 = Monday), ascending, as minutes of the local day.
    pub fn on(&self, weekday: u8) -> &[(u16, u16)] {
        self.week.get(usize::from(weekday)).map_or(&[], Vec::as_slice)
    }

    /// The minute of the local day at which a weekday closes; `None` where it does not open.
    pub fn closes_at(&self, weekday: u8) -> Option<u16> {
        self.on(weekday).last().map(|(_, to)| *to)
    }

    /// Length of a standard day: the working time of the first weekday that has hours.
    pub fn standard_day(&self) -> Micros {
        length(self.regular())
    }

    fn regular(&self) -> &[(u16, u16)] {
        self.week.iter().find(|day| !day.is_empty()).map_or(&[], Vec::as_slice)
    }

    /// The hours of a weekday when it is worked.
    fn when_worked(&self, weekday: u8) -> &[(u16, u16)] {
        let own = self.on(weekday);
        if own.is_empty() && weekday >= 5 { self.regular() } else { own }
    }
}

/// Working time between instants and its inverse: a calendar, opening hours and a zone, as prefix sums.
///
/// Counted by the wall clock: where clocks change while the hall is open, the day keeps its printed length.
#[derive(Clone, Debug)]
pub struct WorkClock {
    calendar: Arc<Calendar>,
    hours: OpeningHours,
    zone: Zone,
    /// First day of the table.
    first: i32,
    /// `upto[i]` = working time of the days from `first` to `first + i`, both included.
    upto: Vec<Micros>,
    /// Outside the table: working time from Monday to weekday `i`, included.
    week_upto: [Micros; 7],
}

impl WorkClock {
    /// The clock of a centre.
    pub fn new(calendar: Arc<Calendar>, hours: OpeningHours, zone: Zone) -> WorkClock {
        let (first, len) = calendar.table();
        let mut sum = 0;
        let upto = (0..len as i64)
            .map(|ahead| {
                let day = first.plus(ahead);
                if calendar.is_workday(day) {
                    sum += length(hours.when_worked(day.weekday()));
                }
                sum
            })
            .collect();
        let mut week_upto = [0; 7];
        let mut sum = 0;
        for (weekday, upto) in (0u8..).zip(&mut week_upto) {
            // Past the table no make-up workday is known.
            sum += if weekday < 5 { length(hours.on(weekday)) } else { 0 };
            *upto = sum;
        }
        WorkClock { calendar, hours, zone, first: first.0, upto, week_upto }
    }

    /// Working time in `[a, b)`, microseconds; 0 if b <= a.
    pub fn worked(&self, a: Micros, b: Micros) -> Micros {
        if b <= a { 0 } else { self.through_instant(b).saturating_sub(self.through_instant(a)) }
    }

    /// Whole working minutes in `[a, b)`.
    pub fn worked_minutes(&self, a: Micros, b: Micros) -> i64 {
        self.worked(a, b) / MINUTE
    }

    /// The first instant u >= t with `worked_minutes(t, u) >= minutes`; t itself for 0 and below. A limit that is used up
    /// as the hall closes is due at closing time, not at the next opening.
    pub fn after(&self, t: Micros, minutes: i64) -> Micros {
        if minutes <= 0 {
            return t;
        }
        let target = self.through_instant(t).saturating_add(minutes.saturating_mul(MINUTE));
        let day = self.day_reaching(target);
        let mut left = target - self.through_day(i64::from(day.0) - 1);
        let midnight = Micros::from(day.0).saturating_mul(DAY);
        for (from, to) in self.hours_of(day) {
            let length = Micros::from(to - from) * MINUTE;
            if left <= length {
                return self.zone.instant_of_wall(midnight.saturating_add(Micros::from(*from) * MINUTE + left));
            }
            left -= length;
        }
        // Only reached past the last day that fits.
        self.zone.instant_of_wall(midnight.saturating_add(DAY))
    }

    fn hours_of(&self, day: Day) -> &[(u16, u16)] {
        if self.calendar.is_workday(day) { self.hours.when_worked(day.weekday()) } else { &[] }
    }

    /// Working time before an instant, counted from the table's first day.
    fn through_instant(&self, at: Micros) -> Micros {
        let (day, of_day) = (self.zone.day_of(at), self.zone.micros_of_day(at));
        let today: Micros = self
            .hours_of(day)
            .iter()
            .map(|(from, to)| {
                let (from, to) = (Micros::from(*from) * MINUTE, Micros::from(*to) * MINUTE);
                of_day.clamp(from, to) - from
            })
            .sum();
        self.through_day(i64::from(day.0) - 1).saturating_add(today)
    }

    /// Working time up to and with a day, counted from the table's first.
    fn through_day(&self, day: i64) -> Micros {
        let index = day - i64::from(self.first);
        if index < 0 {
            return self.weeks_through(day).saturating_sub(self.weeks_through(i64::from(self.first) - 1));
        }
        if let Some(sum) = usize::try_from(index).ok().and_then(|index| self.upto.get(index)) {
            return *sum;
        }
        let last = i64::from(self.first) - 1 + self.upto.len() as i64;
        self.total().saturating_add(self.weeks_through(day) - self.weeks_through(last))
    }

    /// The first day with `through_day(day) >= target`.
    fn day_reaching(&self, target: Micros) -> Day {
        let before = i64::from(self.first) - 1;
        if target <= 0 {
            return self.weekday_reaching(target.saturating_add(self.weeks_through(before)));
        }
        if target <= self.total() {
            return Day(self.first).plus(self.upto.partition_point(|sum| *sum < target) as i64);
        }
        let last = before + self.upto.len() as i64;
        self.weekday_reaching((target - self.total()).saturating_add(self.weeks_through(last)))
    }

    fn total(&self) -> Micros {
        self.upto.last().copied().unwrap_or(0)
    }

    /// Working time of weekdays up to and with a day, counted from Monday 1969-12-29.
    fn weeks_through(&self, day: i64) -> Micros {
        let from_monday = day + 3;
        from_monday.div_euclid(7).saturating_mul(self.week_upto[6]).saturating_add(self.week_upto[from_monday.rem_euclid(7) as usize])
    }

    fn weekday_reaching(&self, target: Micros) -> Day {
        let before = target.saturating_sub(1);
        let (weeks, within) = (before.div_euclid(self.week_upto[6]), before.rem_euclid(self.week_upto[6]) + 1);
        let weekday = self.week_upto.partition_point(|sum| *sum < within) as i64;
        let day = weeks.saturating_mul(7).saturating_add(weekday - 3);
        Day(day.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }
}

/// Working time as whole standard days, any remainder counted as a full one; 0 for none.
pub fn whole_days(worked: Micros, standard_day: Micros) -> i64 {
    if worked <= 0 || standard_day <= 0 { 0 } else { (worked - 1) / standard_day + 1 }
}

fn length(intervals: &[(u16, u16)]) -> Micros {
    intervals.iter().map(|(from, to)| Micros::from(to - from) * MINUTE).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::CalendarBook;
    use crate::time::{HOUR, parse_rfc3339};

    fn china() -> WorkClock {
        WorkClock::new(CalendarBook::china().as_known(i64::MAX), OpeningHours::default(), Zone::china())
    }

    fn at(text: &str) -> Micros {
        parse_rfc3339(&format!("{text}:00+08:00")).expect(text).0
    }

    #[test]
    fn working_time_skips_nights_noon_rest_days_and_holidays() {
        let clock = china();
        let table = [
            ("2025-01-24T10:00", "2025-01-24T10:00", 0),
            ("2025-01-24T10:00", "2025-01-24T12:30", 120),
            ("2025-01-24T12:15", "2025-01-24T12:45", 0),
            ("2025-01-24T10:00", "2025-01-24T20:00", 360),
            // Saturday off, the Sunday after it a make-up workday.
            ("2025-01-24T16:00", "2025-01-26T10:00", 120),
            ("2025-01-27T16:00", "2025-02-05T10:00", 120),
            ("2025-01-24T20:00", "2025-01-24T10:00", 0),
        ];
        for (from, to, minutes) in table {
            assert_eq!(clock.worked_minutes(at(from), at(to)), minutes, "{from} to {to}");
        }
    }

    #[test]
    fn a_limit_in_hours_ends_at_closing_time_rather_than_at_the_next_opening() {
        let clock = china();
        let table = [
            ("2025-01-24T09:00", 7, "2025-01-24T17:00"),
            ("2025-01-24T09:00", 3, "2025-01-24T12:00"),
            ("2025-01-24T09:00", 4, "2025-01-24T14:00"),
            ("2025-01-24T16:00", 2, "2025-01-26T10:00"),
            ("2025-01-25T10:00", 1, "2025-01-26T10:00"),
            ("2025-01-27T16:30", 1, "2025-02-05T09:30"),
            ("2025-01-24T16:00", 0, "2025-01-24T16:00"),
        ];
        for (from, hours, due) in table {
            assert_eq!(clock.after(at(from), hours * 60), at(due), "{from} + {hours} h");
        }
    }

    #[test]
    fn a_remainder_counts_as_a_full_day() {
        let day = OpeningHours::default().standard_day();
        assert_eq!(day, 7 * HOUR);
        for (worked, days) in [(0, 0), (1, 1), (day, 1), (day + 1, 2), (20 * day, 20), (-5, 0)] {
            assert_eq!(whole_days(worked, day), days, "{worked}");
        }
    }

    #[test]
    fn hours_that_cannot_be_are_refused() {
        let open = |weekday, from, to| Opening { weekday, from, to };
        let bad = [
            vec![open(7, 540, 720)],
            vec![open(0, 720, 540)],
            vec![open(0, 540, 540)],
            vec![open(0, 540, 1441)],
            vec![open(0, 540, 720), open(0, 700, 800)],
        ];
        for openings in bad {
            assert!(matches!(OpeningHours::new(&openings), Err(CalendarError::BadOpening { .. })), "{openings:?}");
        }
        assert_eq!(OpeningHours::new(&[open(6, 540, 720)]), Err(CalendarError::NeverOpen));
        let hours = OpeningHours::new(&[open(0, 780, 1080), open(0, 540, 720)]).expect("well formed");
        assert_eq!(hours.on(0), [(540, 720), (780, 1080)]);
        assert_eq!((hours.closes_at(0), hours.closes_at(6)), (Some(1080), None));
    }

    #[test]
    fn extended_hours_on_rest_days_are_no_working_time() {
        let weekend: Vec<Opening> = (0..7).map(|weekday| Opening { weekday, from: 540, to: 720 }).collect();
        let hours = OpeningHours::new(&weekend).expect("well formed");
        let clock = WorkClock::new(CalendarBook::china().as_known(i64::MAX), hours, Zone::china());
        // 13 January 2025 is a Monday; a week has five mornings of three hours.
        assert_eq!(clock.worked(at("2025-01-13T00:00"), at("2025-01-20T00:00")), 15 * HOUR);
        assert_eq!(clock.worked(at("2031-01-13T00:00"), at("2031-01-20T00:00")), 15 * HOUR);
    }

    #[test]
    fn extreme_instants_saturate_without_overflow() {
        for zone in [Zone::china(), Zone::named("America/New_York").expect("bundled")] {
            let clock = WorkClock::new(CalendarBook::china().as_known(i64::MAX), OpeningHours::default(), zone);
            assert!(clock.worked(i64::MIN, i64::MAX) > 0);
            assert_eq!(clock.worked(i64::MAX, i64::MIN), 0);
            assert!(clock.after(0, i64::MAX) > 0);
            assert!(clock.after(i64::MIN, 1) < 0);
        }
    }

    /// Counts the open minutes of `[a, b)` one by one, from the calendar's days and the printed hours only.
    fn minute_by_minute(clock: &WorkClock, a: Micros, b: Micros) -> i64 {
        let mut count = 0;
        let mut minute = a;
        while minute < b {
            let of_day = clock.zone.minute_of_day(minute);
            let is_open = (540..720).contains(&of_day) || (780..1020).contains(&of_day);
            count += i64::from(is_open && clock.calendar.is_workday(clock.zone.day_of(minute)));
            minute += MINUTE;
        }
        count
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, rng_seed: proptest::test_runner::RngSeed::Fixed(20_250_630), ..ProptestConfig::default() })]

        #[test]
        fn working_minutes_equal_a_minute_by_minute_count(start in 0i64..13_000_000, length in 0i64..40_000) {
            // From 2004 to 2028, so that both ends of the table are crossed.
            let clock = china();
            let a = at("2004-01-01T00:00") + start * MINUTE;
            let b = a + length * MINUTE;
            prop_assert_eq!(clock.worked_minutes(a, b), minute_by_minute(&clock, a, b));
        }

        #[test]
        fn after_is_the_least_inverse_of_worked_minutes(start in 0i64..13_000_000_000, minutes in 1i64..30_000) {
            let clock = china();
            let t = at("2004-01-01T00:00") + start * 60_000 + 7;
            let due = clock.after(t, minutes);
            prop_assert_eq!(clock.worked(t, due), minutes * MINUTE);
            prop_assert!(clock.worked(t, due - 1) < minutes * MINUTE);
        }
    }
}
