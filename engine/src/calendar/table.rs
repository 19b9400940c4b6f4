//! One state of a calendar as prefix sums.

use std::collections::BTreeMap;

use super::CalendarError;
use super::book::{Layer, Notice, NoticeKind};
use crate::time::Day;

/// What a day is by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// A working day by its weekday.
    Work,
    /// A Saturday or Sunday that no notice names.
    Rest,
    /// Off by a notice, with the holiday's name; also where the weekday is a Saturday or Sunday.
    Holiday(&'a str),
    /// Worked by a notice although it would have been off (调休上班), with the holiday it is worked for.
    MakeUp(&'a str),
}

/// A calendar as known at some instant: which days are worked, and how many lie between two.
///
/// Inside the loaded years by prefix sums, outside by weekdays (Monday to Friday), both in constant time.
/// Made by [`CalendarBook::as_known`](super::CalendarBook::as_known).
#[derive(Clone, Debug)]
pub struct Calendar {
    name: String,
    version: String,
    /// First day of the table.
    first: i32,
    /// `upto[i]` = working days from `first` to `first + i`, both included.
    upto: Vec<i32>,
    /// The working days of the table, ascending: the inverse of `upto`.
    worked: Vec<i32>,
    /// Days that a notice names, ascending, with what came of it.
    named: Vec<(i32, Named)>,
    /// Years with a notice of the outermost layer, ascending.
    years: Vec<i16>,
    /// First year between two loaded ones that is not loaded.
    gap: Option<i16>,
    /// First day of the first loaded year and last day of the last.
    loaded: Option<(Day, Day)>,
}

#[derive(Clone, Debug)]
struct Named {
    is_worked: bool,
    /// Whether the day would have been worked without the notice that decided.
    was_worked: bool,
    name: String,
}

impl Calendar {
    /// `notices` are those in force, one for each layer and year.
    pub(super) fn new(name: &str, version: String, notices: &[&Notice]) -> Calendar {
        let named = named_days(notices);
        let outermost = notices.iter().map(|notice| notice.layer).min();
        let mut years: Vec<i16> = notices.iter().filter(|notice| Some(notice.layer) == outermost).map(|notice| notice.year).collect();
        years.sort_unstable();
        years.dedup();
        let gap = years.windows(2).find(|pair| pair[1] - pair[0] > 1).map(|pair| pair[0] + 1);
        let loaded =
            years.first().zip(years.last()).and_then(|(first, last)| Day::from_ymd(*first, 1, 1).zip(Day::from_ymd(*last, 12, 31)));
        let (first, len) = table_range(loaded, &named);
        let mut upto = Vec::with_capacity(len);
        let mut worked = Vec::with_capacity(len * 3 / 4);
        for day in (first..).take(len) {
            let is_worked = named.get(&day).map_or(is_weekday(Day(day)), |named| named.is_worked);
            if is_worked {
                worked.push(day);
            }
            upto.push(worked.len() as i32);
        }
        Calendar { name: name.to_owned(), version, first, upto, worked, named: named.into_iter().collect(), years, gap, loaded }
    }

    /// The calendar's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name and a short hash of the notices it rests on; equal exactly when they are equal. For proofs.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Number of working days d with a < d <= b; 0 if b <= a.
    pub fn count_wd(&self, a: Day, b: Day) -> i64 {
        if b <= a { 0 } else { self.through(b) - self.through(a) }
    }

    /// The n-th working day after `a`; `a` itself for n = 0 and below. Saturates at the last day there is.
    pub fn due(&self, a: Day, n: i64) -> Day {
        if n <= 0 {
            return a;
        }
        let target = self.through(a).saturating_add(n);
        match usize::try_from(target) {
            Ok(rank) if rank >= 1 && rank <= self.worked.len() => Day(self.worked[rank - 1]),
            Ok(rank) if rank >= 1 => {
                let last = self.first.saturating_add(self.upto.len() as i32).saturating_sub(1);
                nth_weekday(target.saturating_sub(self.worked.len() as i64).saturating_add(weekdays_through(i64::from(last))))
            }
            _ => nth_weekday(target + weekdays_through(i64::from(self.first) - 1)),
        }
    }

    /// The day n calendar days after `a` (n below 0 counts as 0), moved to the next working day if it is none.
    /// Source: 民法典 203.
    pub fn due_calendar_days(&self, a: Day, n: i64) -> Day {
        self.next_workday_on_or_after(a.plus(n.max(0)))
    }

    /// Whether the day is worked.
    pub fn is_workday(&self, day: Day) -> bool {
        match self.index(day) {
            Some(0) => self.upto[0] == 1,
            Some(index) => self.upto[index] != self.upto[index - 1],
            None => is_weekday(day),
        }
    }

    /// The day itself if it is worked, else the next one that is.
    pub fn next_workday_on_or_after(&self, day: Day) -> Day {
        if self.is_workday(day) { day } else { self.due(day, 1) }
    }

    /// What the day is, with the name of its holiday.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        let Ok(index) = self.named.binary_search_by_key(&day.0, |(day, _)| *day) else {
            return if is_weekday(day) { DayKind::Work } else { DayKind::Rest };
        };
        let named = &self.named[index].1;
        match (named.is_worked, named.was_worked) {
            (false, _) => DayKind::Holiday(&named.name),
            (true, false) => DayKind::MakeUp(&named.name),
            (true, true) => DayKind::Work,
        }
    }

    /// Whether the day lies past the last year loaded, so that its kind is only a guess by weekday (暂定).
    /// Never in a calendar without notices: there weekdays are the rule and no guess.
    pub fn is_provisional(&self, day: Day) -> bool {
        self.loaded.is_some_and(|(_, last)| day > last)
    }

    /// The years that have a notice of the outermost layer, ascending.
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    /// Checks that the years from that of `from` to that of `to` are loaded. A year after `today`'s may be missing if no
    /// later one is loaded: it is provisional. A calendar without notices misses nothing.
    ///
    /// # Errors
    /// [`CalendarError::MissingYear`] with the first year that is missing.
    pub fn check_years(&self, from: Day, to: Day, today: Day) -> Result<(), CalendarError> {
        let Some((first, last)) = self.loaded else {
            return Ok(());
        };
        if self.gap.is_none() && from >= first && to <= last {
            return Ok(());
        }
        let must_reach = to.min(today.max(last)).year();
        match (from.year()..=must_reach).find(|year| self.years.binary_search(year).is_err()) {
            Some(year) => Err(CalendarError::MissingYear { calendar: self.name.clone(), year }),
            None => Ok(()),
        }
    }

    /// First day of the table and number of its days; outside it the weekday decides.
    pub(super) fn table(&self) -> (Day, usize) {
        (Day(self.first), self.upto.len())
    }

    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(i64::from(day.0) - i64::from(self.first)).ok().filter(|index| *index < self.upto.len())
    }

    /// Working days up to and with `day`, counted from the table's first; negative before it.
    fn through(&self, day: Day) -> i64 {
        if let Some(index) = self.index(day) {
            return i64::from(self.upto[index]);
        }
        let before = i64::from(self.first) - 1;
        if day.0 < self.first {
            return weekdays_through(i64::from(day.0)) - weekdays_through(before);
        }
        let last = before + self.upto.len() as i64;
        self.worked.len() as i64 + weekdays_through(i64::from(day.0)) - weekdays_through(last)
    }
}

/// Per day the innermost layer that names it; within a layer the notice of the latest year.
fn named_days(notices: &[&Notice]) -> BTreeMap<i32, Named> {
    let mut sorted = notices.to_vec();
    sorted.sort_by_key(|notice| (notice.layer, notice.year));
    let mut named: BTreeMap<i32, Named> = BTreeMap::new();
    for layer in Layer::ALL {
        let outside = named.clone();
        for notice in sorted.iter().filter(|notice| notice.layer == layer) {
            for day in &notice.days {
                let was_worked = outside.get(&day.day.0).map_or(is_weekday(day.day), |outer| outer.is_worked);
                let is_worked = day.kind == NoticeKind::Workday;
                named.insert(day.day.0, Named { is_worked, was_worked, name: day.name.clone() });
            }
        }
    }
    named
}

/// The loaded years and the named days outside them, as first day and number of days.
fn table_range(loaded: Option<(Day, Day)>, named: &BTreeMap<i32, Named>) -> (i32, usize) {
    let of_years = loaded.map(|(first, last)| (first.0, last.0));
    let of_days = named.keys().next().copied().zip(named.keys().next_back().copied());
    let first = of_years.iter().chain(&of_days).map(|range| range.0).min();
    let last = of_years.iter().chain(&of_days).map(|range| range.1).max();
    match (first, last) {
        (Some(first), Some(last)) => (first, (last - first + 1) as usize),
        _ => (0, 0),
    }
}

/// Monday to Friday.
fn is_weekday(day: Day) -> bool {
    day.weekday() < 5
}

/// Monday-to-Friday days up to and with `day`, counted from Monday 1969-12-29; negative before it.
fn weekdays_through(day: i64) -> i64 {
    let from_monday = day + 3;
    5 * from_monday.div_euclid(7) + (from_monday.rem_euclid(7) + 1).min(5)
}

/// The first day with `weekdays_through(day) >= count`.
fn nth_weekday(count: i64) -> Day {
    // Beyond this the day would not fit anyway, and the product would overflow.
    let before = count.clamp(-(1 << 33), 1 << 33) - 1;
    let day = 7 * before.div_euclid(5) + before.rem_euclid(5) - 3;
    Day(day.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::CalendarBook;

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    #[test]
    fn days_beyond_every_table_follow_their_weekday() {
        let china = CalendarBook::china().as_known(i64::MAX);
        for text in ["1900-01-01", "1999-12-31", "2006-12-29", "2027-01-04", "2100-02-28"] {
            let start = day(text);
            let mut at = start;
            for n in 1..=300 {
                at = (1..).map(|ahead| at.plus(ahead)).find(|day| china.is_workday(*day)).expect("a later working day");
                assert_eq!(china.due(start, n), at, "{text} + {n}");
                assert_eq!(china.count_wd(start, at), n, "{text} to {at}");
            }
        }
    }

    #[test]
    fn extreme_days_and_counts_saturate_without_overflow() {
        let china = CalendarBook::china().as_known(i64::MAX);
        let (least, greatest) = (Day(i32::MIN), Day(i32::MAX));
        assert_eq!(china.due(greatest, i64::MAX), greatest);
        assert_eq!(china.due(least, i64::MAX), greatest);
        assert_eq!(china.due(least, i64::MIN), least);
        assert_eq!(china.count_wd(greatest, least), 0);
        assert!(china.count_wd(least, greatest) > 3_000_000_000);
        assert_eq!(china.due_calendar_days(greatest, i64::MAX), china.next_workday_on_or_after(greatest));
    }

    #[test]
    fn kinds_carry_the_name_of_the_holiday() {
        let china = CalendarBook::china().as_known(i64::MAX);
        let table = [
            ("2025-01-24", DayKind::Work),
            ("2025-01-25", DayKind::Rest),
            ("2025-01-26", DayKind::MakeUp("春节")),
            ("2025-01-28", DayKind::Holiday("春节")),
            ("2025-02-01", DayKind::Holiday("春节")),
            // Named as worked by the notice, but a Monday all the same.
            ("2020-02-03", DayKind::Work),
            ("2006-12-30", DayKind::MakeUp("元旦")),
            ("2027-10-01", DayKind::Work),
        ];
        for (text, kind) in table {
            assert_eq!(china.kind(day(text)), kind, "{text}");
        }
    }

    #[test]
    fn years_to_come_are_provisional_and_past_ones_missing() {
        let china = CalendarBook::china().as_known(i64::MAX);
        assert!(!china.is_provisional(day("2026-12-31")));
        assert!(china.is_provisional(day("2027-01-01")));
        let missing = |year| Err(CalendarError::MissingYear { calendar: "cn".to_owned(), year });
        let table = [
            ("2007-01-01", "2026-12-31", "2026-12-31", Ok(())),
            ("2026-12-01", "2027-01-15", "2026-12-31", Ok(())),
            ("2026-12-01", "2027-01-15", "2027-01-01", missing(2027)),
            ("2005-03-01", "2027-01-15", "2026-01-01", missing(2005)),
            ("2006-12-31", "2007-01-15", "2026-01-01", missing(2006)),
            ("2030-01-01", "2031-01-01", "2026-01-01", Ok(())),
        ];
        for (from, to, today, expected) in table {
            assert_eq!(china.check_years(day(from), day(to), day(today)), expected, "{from} to {to} on {today}");
        }
    }

    #[test]
    fn a_calendar_without_notices_is_weekdays_and_misses_no_year() {
        let weekdays = CalendarBook::new("weekdays").as_known(0);
        assert_eq!(weekdays.due(day("2025-01-24"), 5), day("2025-01-31"));
        assert_eq!(weekdays.count_wd(day("2015-07-03"), day("2015-07-06")), 1);
        assert_eq!(weekdays.check_years(day("1900-01-01"), day("2100-01-01"), day("2050-01-01")), Ok(()));
        assert!(!weekdays.is_provisional(day("2100-01-01")));
    }

    #[test]
    fn a_due_day_in_calendar_days_moves_off_a_rest_day() {
        let china = CalendarBook::china().as_known(i64::MAX);
        let table = [
            // A Wednesday stays; 1 October moves past the holiday of eight days; a make-up Sunday is worked.
            ("2025-01-01", 7, "2025-01-08"),
            ("2025-09-24", 7, "2025-10-09"),
            ("2025-01-20", 6, "2025-01-26"),
            ("2025-01-18", 0, "2025-01-20"),
            ("2025-01-20", -3, "2025-01-20"),
        ];
        for (start, n, due) in table {
            assert_eq!(china.due_calendar_days(day(start), n), day(due), "{start} + {n}");
        }
    }
}
