//! A rule's alerts month by month.

use std::collections::BTreeMap;

use mingjing_engine::supervision::Published;
use mingjing_engine::time::{Day, Zone};

use crate::model::rule::RuleMonth;
use crate::serve::state::zone_of;

/// Months shown.
const MOST: i32 = 24;

/// The months from a rule's first alert to its last, at most the last 24.
pub fn months(published: &Published, rule: &str) -> Vec<RuleMonth> {
    let mut zones: BTreeMap<&'static str, Zone> = BTreeMap::new();
    let mut counts: BTreeMap<i32, u64> = BTreeMap::new();
    for record in published.alerts.all().iter().filter(|record| record.rule.text() == rule) {
        let zone = zones.entry(record.centre.text()).or_insert_with(|| zone_of(published, record.centre));
        *counts.entry(number(zone.day_of(record.since))).or_default() += 1;
    }
    stretch(&counts)
}

/// Months since the year 0.
fn number(day: Day) -> i32 {
    let date = day.date();
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

fn first_day(month: i32) -> Option<Day> {
    let (year, month) = (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?);
    Day::from_ymd(year, month, 1)
}

fn stretch(counts: &BTreeMap<i32, u64>) -> Vec<RuleMonth> {
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else { return Vec::new() };
    let month = |month: i32| {
        let (from, to) = (first_day(month)?, first_day(month + 1)?.plus(-1));
        let alerts = counts.get(&month).copied().unwrap_or(0);
        Some(RuleMonth { month: from.to_string().chars().take(7).collect(), from: from.to_string(), to: to.to_string(), alerts })
    };
    ((*first).max(last - MOST + 1)..=*last).filter_map(month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_month_between_the_first_and_the_last_is_left_out() {
        let at = |text: &str| number(Day::parse(text).expect(text));
        let months = stretch(&BTreeMap::from([(at("2024-12-31"), 2), (at("2025-02-01"), 5)]));
        let told: Vec<(&str, &str, &str, u64)> =
            months.iter().map(|month| (month.month.as_str(), month.from.as_str(), month.to.as_str(), month.alerts)).collect();
        assert_eq!(
            told,
            [
                ("2024-12", "2024-12-01", "2024-12-31", 2),
                ("2025-01", "2025-01-01", "2025-01-31", 0),
                ("2025-02", "2025-02-01", "2025-02-28", 5),
            ]
        );
        assert!(stretch(&BTreeMap::new()).is_empty());
    }

    #[test]
    fn only_the_last_two_years_are_shown() {
        let at = |text: &str| number(Day::parse(text).expect(text));
        let months = stretch(&BTreeMap::from([(at("2012-03-01"), 1), (at("2025-06-30"), 1)]));
        assert_eq!((months.len(), months[0].month.as_str()), (24, "2023-07"));
    }
}
