//! A minute-by-minute oracle on 100,000 random deadlines with pauses.
//!
//! It shares nothing with the arithmetic: its days come from `chinesecalendar.txt`, a suspended working day is found by
//! walking the minutes of each pause and marking every local midnight it steps over (a pause `[s, e)` takes day d if s lies
//! before d and e not), the due day by walking days, and the instant a limit is over by walking minutes to the end of that day.

use std::collections::BTreeSet;

use super::{CalendarBook, Pause, merge_pauses, suspended_wd};
use crate::time::{Day, MINUTE, Micros, Zone};

/// 2009-12-28, local minute 0 of the oracle's own count; a Monday.
const FIRST_DAY: i32 = 14_606;
const CASES: usize = 100_000;
const MINUTES_A_DAY: i64 = 1_440;

/// SplitMix64: seeded, so that the cases are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as i64
    }
}

/// Worked or not, by day since `FIRST_DAY`, from the table of chinesecalendar.
fn worked_days() -> Vec<bool> {
    let mut days = Vec::new();
    for line in include_str!("../../../tests/data/calendar/chinesecalendar.txt").lines().skip(1) {
        let (_, marks) = line.split_once(' ').expect(line);
        days.extend(marks.bytes().map(|mark| mark == b'1'));
    }
    // The table begins on 2007-01-01, which is day 13514.
    days.split_off((FIRST_DAY - 13_514) as usize)
}

struct Case {
    start: i64,
    now: i64,
    n: i64,
    pauses: Vec<(i64, i64)>,
}

fn random_case(random: &mut Random) -> Case {
    let start = random.below(15 * 365 * MINUTES_A_DAY);
    let now = start + random.below(40 * MINUTES_A_DAY);
    let pauses = (0..random.below(4))
        .map(|_| {
            let from = start + random.below(25 * MINUTES_A_DAY) - MINUTES_A_DAY;
            // A third begins or ends at midnight exactly, where off-by-one errors live.
            let from = if random.below(3) == 0 { from - from % MINUTES_A_DAY } else { from };
            let to = from + random.below(5 * MINUTES_A_DAY);
            (from, if random.below(3) == 0 { to - to % MINUTES_A_DAY } else { to })
        })
        .collect();
    Case { start, now, n: random.below(12), pauses }
}

/// Suspended working days, due day and the minute at which the limit is over.
fn naive(case: &Case, worked: &[bool]) -> (i64, i64, i64) {
    let mut suspended = BTreeSet::new();
    for (from, to) in &case.pauses {
        for minute in (*from).max(case.start)..(*to).min(case.now) {
            let (today, next) = (minute / MINUTES_A_DAY, (minute + 1) / MINUTES_A_DAY);
            if next != today && worked[next as usize] {
                suspended.insert(next);
            }
        }
    }
    let mut left = case.n + suspended.len() as i64;
    let mut day = case.start / MINUTES_A_DAY;
    while left > 0 {
        day += 1;
        left -= i64::from(worked[day as usize]);
    }
    let mut minute = (day * MINUTES_A_DAY).max(case.start);
    while minute / MINUTES_A_DAY == day {
        minute += 1;
    }
    (suspended.len() as i64, day, minute)
}

#[test]
fn a_hundred_thousand_deadlines_with_pauses_equal_a_minute_by_minute_walk() {
    let (calendar, zone, worked) = (CalendarBook::china().as_known(i64::MAX), Zone::china(), worked_days());
    let origin = zone.midnight(Day(FIRST_DAY));
    let instant = |minute: i64| -> Micros { origin + minute * MINUTE };
    let mut random = Random(2024);
    let (mut with_suspension, mut with_overlap) = (0, 0);
    for number in 0..CASES {
        let case = random_case(&mut random);
        let mut pauses: Vec<Pause> = case.pauses.iter().map(|(from, to)| Pause { from: instant(*from), to: instant(*to) }).collect();
        merge_pauses(&mut pauses, Pause { from: instant(case.start), to: instant(case.now) });
        let suspended = suspended_wd(&calendar, &zone, &pauses);
        let due = calendar.due(zone.day_of(instant(case.start)), case.n + suspended);
        let over = zone.midnight(due.plus(1));

        let (naive_suspended, naive_due, naive_over) = naive(&case, &worked);
        assert_eq!(suspended, naive_suspended, "case {number}");
        assert_eq!(i64::from(due.0 - FIRST_DAY), naive_due, "case {number}");
        assert_eq!(over, instant(naive_over), "case {number}");
        with_suspension += usize::from(suspended > 0);
        with_overlap += usize::from(pauses.len() < case.pauses.len());
    }
    // The cases must reach what they are for.
    assert!(with_suspension > CASES / 4 && with_overlap > CASES / 4, "{with_suspension} {with_overlap}");
}
