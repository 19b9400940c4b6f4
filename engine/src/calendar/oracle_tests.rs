//! The calendar against tables that others made (`tests/data/calendar/SOURCE.md`), worked dates, and a naive loop.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::{Calendar, CalendarBook};
use crate::time::Day;

static CHINA: LazyLock<Arc<Calendar>> = LazyLock::new(|| CalendarBook::china().as_known(i64::MAX));

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

/// The data rows of a table, split at commas.
fn rows(table: &str) -> impl Iterator<Item = [&str; 3]> {
    table.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        fields.try_into().expect(line)
    })
}

#[test]
fn every_row_of_the_deadline_oracle_holds() {
    let mut count = 0;
    for [start, n, due] in rows(include_str!("../../../tests/data/calendar/deadline_oracle.csv")) {
        assert_eq!(CHINA.due(day(start), n.parse().expect(n)), day(due), "{start} + {n}");
        count += 1;
    }
    assert_eq!(count, 3_588);
}

#[test]
fn every_row_of_the_between_oracle_holds() {
    let mut count = 0;
    for [from, to, working_days] in rows(include_str!("../../../tests/data/calendar/between_oracle.csv")) {
        assert_eq!(CHINA.count_wd(day(from), day(to)).to_string(), working_days, "{from} to {to}");
        count += 1;
    }
    assert_eq!(count, 1_096);
}

#[test]
fn every_day_is_worked_or_not_as_chinesecalendar_says() {
    let mut count = 0;
    for line in include_str!("../../../tests/data/calendar/chinesecalendar.txt").lines().skip(1) {
        let (year, marks) = line.split_once(' ').expect(line);
        let first = day(&format!("{year}-01-01"));
        for (ahead, mark) in (0..).zip(marks.chars()) {
            let day = first.plus(ahead);
            assert_eq!(CHINA.is_workday(day), mark == '1', "{day}");
            count += 1;
        }
    }
    assert_eq!(count, 7_305);
}

#[test]
fn working_days_per_year_are_the_published_ones() {
    // 2007 to 2018 from the data set's oracle, 2019 to 2026 from domain reference 3.4.
    let published = [249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];
    for (year, expected) in (2007..=2026).zip(published) {
        let (before, last) = (day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")));
        assert_eq!(CHINA.count_wd(before, last), expected, "{year}");
    }
}

#[test]
fn the_worked_dates_of_the_domain_reference_hold() {
    let due = [
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-01-24", 9, "2025-02-12"),
        ("2025-09-29", 5, "2025-10-13"),
        ("2025-09-15", 20, "2025-10-17"),
        ("2025-09-15", 30, "2025-10-31"),
        ("2017-03-29", 3, "2017-04-01"),
        ("2020-01-17", 6, "2020-02-03"),
    ];
    for (start, n, expected) in due {
        assert_eq!(CHINA.due(day(start), n), day(expected), "{start} + {n}");
    }
    assert_eq!(CHINA.count_wd(day("2025-02-05"), day("2025-02-10")), 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, rng_seed: proptest::test_runner::RngSeed::Fixed(20_070_101), ..ProptestConfig::default() })]

    #[test]
    fn due_is_the_inverse_of_count_wd(start in 12_000i32..22_500, n in 1i64..400) {
        let start = Day(start);
        let due = CHINA.due(start, n);
        prop_assert!(CHINA.is_workday(due));
        prop_assert_eq!(CHINA.count_wd(start, due), n);
        prop_assert_eq!(CHINA.count_wd(start, due.plus(-1)), n - 1);
        prop_assert!(CHINA.due(start, n + 1) > due);
        prop_assert!(CHINA.due(start.plus(1), n) >= due);
    }

    #[test]
    fn prefix_sums_equal_a_loop_over_days(from in 12_000i32..22_500, length in -50i32..700) {
        let to = from + length;
        let looped = (from + 1..=to).filter(|day| CHINA.is_workday(Day(*day))).count() as i64;
        prop_assert_eq!(CHINA.count_wd(Day(from), Day(to)), looped);
    }

    #[test]
    fn counts_add_up_over_a_day_between(a in 12_000i32..22_500, b in 0i32..500, c in 0i32..500) {
        let (b, c) = (Day(a + b), Day(a + b + c));
        let a = Day(a);
        prop_assert_eq!(CHINA.count_wd(a, c), CHINA.count_wd(a, b) + CHINA.count_wd(b, c));
    }
}
