//! When cases come: how many on each day of the two years.

use crate::calendar::{Day, civil, from_civil, is_working, weekday};

/// Relative load of the months, January first: low in the month of the Spring Festival, high in March and September.
const MONTHS: [u64; 12] = [90, 60, 140, 110, 100, 100, 92, 95, 135, 92, 105, 100];
/// Relative load of the weekdays, Monday first; the last two are for make-up days.
const WEEKDAYS: [u64; 7] = [118, 106, 100, 98, 88, 60, 60];
/// First days of the Spring Festival of the years of the holiday table.
const SPRING: [(i64, i64, i64); 5] = [(2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17)];

/// Relative number of cases on a day; on rest days only what is applied for online.
fn weight(day: Day) -> u64 {
    let (_, month, _) = civil(day);
    let base = MONTHS[(month - 1) as usize % 12] * if is_working(day) { WEEKDAYS[(weekday(day) - 1) as usize % 7] } else { 4 };
    let is_near_spring = SPRING.iter().filter_map(|(y, m, d)| from_civil(*y, *m, *d)).any(|spring| (-8..=12).contains(&(day - spring)));
    if is_near_spring { base * 2 / 5 } else { base }
}

/// How many of `total` begin on each day of `first..=last`, in order; they add up to `total`.
pub fn arrivals(first: Day, last: Day, total: u64) -> Vec<(Day, u64)> {
    let weights: Vec<(Day, u64)> = (first..=last).map(|day| (day, weight(day))).collect();
    let sum: u128 = weights.iter().map(|(_, weight)| u128::from(*weight)).sum();
    let (mut passed, mut given) = (0_u128, 0_u64);
    let mut arrivals = Vec::with_capacity(weights.len());
    for (day, weight) in weights {
        passed += u128::from(weight);
        // Rounding the running sum, not each day, keeps the total exact.
        let until = (u128::from(total) * passed / sum.max(1)) as u64;
        arrivals.push((day, until - given));
        given = until;
    }
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_date;

    #[test]
    fn every_case_has_a_day_and_the_season_shows() {
        let (first, last) = (parse_date("2023-07-01").unwrap_or(0), parse_date("2025-06-30").unwrap_or(0));
        let arrivals = arrivals(first, last, 100_000);
        assert_eq!(arrivals.iter().map(|(_, count)| count).sum::<u64>(), 100_000);
        let of = |from: &str, to: &str| -> u64 {
            let (from, to) = (parse_date(from).unwrap_or(0), parse_date(to).unwrap_or(0));
            arrivals.iter().filter(|(day, _)| (from..=to).contains(day)).map(|(_, count)| count).sum()
        };
        assert!(of("2024-03-01", "2024-03-31") > 2 * of("2024-02-01", "2024-02-29"));
        assert!(of("2024-10-01", "2024-10-07") < of("2024-10-08", "2024-10-14") / 5);
    }
}
