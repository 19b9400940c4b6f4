//! The days that an overview is about: the period asked for, the one before it, and the year that is drawn.

use mingjing_engine::calendar::DayKind as Kind;
use mingjing_engine::case::world::World;
use mingjing_engine::supervision::Published;
use mingjing_engine::time::{Day, Zone};

use crate::model::overview::OverviewQuery;
use crate::model::why::DayKind;
use crate::serve::extract::day;
use crate::serve::problem::ApiError;
use crate::serve::state::common_zone;

/// Days of the period where its beginning is not asked for.
const USUAL: i64 = 30;
/// Whole weeks drawn before the week of the last day.
const WEEKS: i64 = 52;

/// Days from one to another, both included; none where the last lies before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

impl Span {
    /// Whether a day lies in it.
    pub fn has(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// How many days.
    pub fn days(self) -> i64 {
        (i64::from(self.last.0) - i64::from(self.first.0) + 1).max(0)
    }

    /// The period before it: as many whole months where it is whole months, else as many days.
    fn before(self) -> Span {
        let last = self.first.plus(-1);
        let (from, after) = (self.first.date(), self.last.plus(1).date());
        if self.days() == 0 || from.day() != 1 || after.day() != 1 {
            return Span { first: self.first.plus(-self.days()), last };
        }
        let months = |year: i16, month: i8| i64::from(year) * 12 + i64::from(month) - 1;
        let first = 2 * months(from.year(), from.month()) - months(after.year(), after.month());
        let of_month = i16::try_from(first.div_euclid(12)).ok().zip(i8::try_from(first.rem_euclid(12) + 1).ok());
        let first = of_month.and_then(|(year, month)| Day::from_ymd(year, month, 1));
        Span { first: first.unwrap_or(self.first.plus(-self.days())), last }
    }
}

/// All days of an overview.
#[derive(Clone, Debug)]
pub struct Periods {
    /// Today, in the zone of the centre asked for, or of all where they share one.
    pub today: Day,
    /// The first working day after today.
    pub next_workday: Day,
    /// The period.
    pub period: Span,
    /// The one before.
    pub before: Span,
    /// The days drawn one by one.
    pub drawn: Span,
    /// What each of these is by the calendar, with the name of a holiday.
    pub kinds: Vec<(DayKind, Option<String>)>,
}

/// The world whose calendar is shown: that of the centre asked for, else of the first that uses the national calendar, else of the first.
fn world<'a>(published: &'a Published, centre: Option<&str>) -> Option<&'a World> {
    let mut centres: Vec<_> = published.benches.iter().collect();
    centres.sort_by_key(|(code, _)| code.text());
    let asked = centres.iter().find(|(code, _)| Some(code.text()) == centre);
    let national = || centres.iter().find(|(_, bench)| bench.world.book().name() == "cn");
    asked.or_else(national).or(centres.first()).map(|(_, bench)| &*bench.world)
}

impl Periods {
    /// The days of a query.
    pub fn read(published: &Published, query: &OverviewQuery) -> Result<Periods, ApiError> {
        let asked = published.benches.iter().find(|(centre, _)| Some(centre.text()) == query.centre.as_deref());
        let zone = asked.map_or_else(|| common_zone(published), |(_, bench)| Zone::clone(&bench.world.zone));
        let today = zone.day_of(published.now);
        let (from, to) = (day("from", &query.from)?, day("to", &query.to)?);
        let mut periods = Periods::of(today, from, to);
        if let Some(world) = world(published, query.centre.as_deref()) {
            let calendar = world.calendar_at(published.now);
            periods.next_workday = calendar.next_workday_on_or_after(today.plus(1));
            periods.kinds = (periods.drawn.first.0..=periods.drawn.last.0)
                .map(|day| match calendar.kind(Day(day)) {
                    Kind::Work => (DayKind::Work, None),
                    Kind::Rest => (DayKind::Rest, None),
                    Kind::Holiday(name) => (DayKind::Holiday, named(name)),
                    Kind::MakeUp(name) => (DayKind::Makeup, named(name)),
                })
                .collect();
        }
        Ok(periods)
    }

    /// Nothing is known of days to come, so that a period ends today at the latest.
    fn of(today: Day, from: Option<Day>, to: Option<Day>) -> Periods {
        let last = to.unwrap_or(today).min(today);
        let period = Span { first: from.unwrap_or(last.plus(1 - USUAL)), last };
        let monday = last.plus(-i64::from(last.weekday()));
        let drawn = Span { first: monday.plus(-7 * WEEKS), last };
        Periods { today, next_workday: today.plus(1), period, before: period.before(), drawn, kinds: Vec::new() }
    }
}

fn named(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    fn span(first: &str, last: &str) -> Span {
        Span { first: day(first), last: day(last) }
    }

    #[test]
    fn whole_months_are_compared_with_whole_months_and_other_days_with_as_many() {
        let table = [
            (span("2025-06-01", "2025-06-30"), span("2025-05-01", "2025-05-31")),
            (span("2025-04-01", "2025-06-30"), span("2025-01-01", "2025-03-31")),
            (span("2025-01-01", "2025-03-31"), span("2024-10-01", "2024-12-31")),
            (span("2024-01-01", "2024-12-31"), span("2023-01-01", "2023-12-31")),
            (span("2025-06-01", "2025-06-29"), span("2025-05-03", "2025-05-31")),
            (span("2025-06-30", "2025-06-30"), span("2025-06-29", "2025-06-29")),
            (span("2025-06-24", "2025-06-30"), span("2025-06-17", "2025-06-23")),
        ];
        for (period, before) in table {
            assert_eq!(period.before(), before, "{period:?}");
        }
        let none = span("2025-06-30", "2025-06-01");
        assert_eq!((none.days(), none.before().days()), (0, 0));
    }

    #[test]
    fn a_period_without_a_beginning_has_thirty_days_and_none_goes_past_today() {
        let today = day("2025-06-30");
        let table = [
            (None, None, span("2025-06-01", "2025-06-30")),
            (None, Some(day("2025-03-31")), span("2025-03-02", "2025-03-31")),
            (Some(day("2025-06-01")), Some(day("2025-12-31")), span("2025-06-01", "2025-06-30")),
            (Some(day("2024-01-01")), None, span("2024-01-01", "2025-06-30")),
        ];
        for (from, to, expected) in table {
            assert_eq!(Periods::of(today, from, to).period, expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn the_days_drawn_begin_on_a_monday_a_year_ago() {
        for last in ["2025-06-30", "2025-07-06", "2025-07-01"] {
            let drawn = Periods::of(day("2025-12-31"), None, Some(day(last))).drawn;
            assert_eq!((drawn.first.weekday(), drawn.last), (0, day(last)));
            assert!((365..=371).contains(&drawn.days()), "{}", drawn.days());
        }
    }
}
