//! Windows that slide, neighbours in an order, and quarters.

use std::collections::{BTreeMap, BTreeSet};

use super::{Crowd, Row, later_month, owed, quarter_of};
use crate::calendar::{DAY, Day, MINUTE, date_text, day_of, midnight};
use crate::oracle::OwedGroup;

/// When it was applied for, the case's number, the case.
type Application<'r> = (i64, &'r str, &'r Row);
/// When it was decided, the case's number, whether it was denied.
type DecisionAt<'r> = (i64, &'r str, bool);
/// When it was received, when it ended, the case.
type Queued<'r> = (i64, Option<i64>, &'r Row);

impl Crowd {
    /// Alerts of windows that slide, of neighbours and of quarters.
    pub(super) fn windows(&self) -> Vec<OwedGroup> {
        let mut found = Vec::new();
        self.files(&mut found);
        self.sliding(&mut found);
        self.neighbours(&mut found);
        self.quarters(&mut found);
        self.queues(&mut found);
        found
    }

    fn files(&self, found: &mut Vec<OwedGroup>) {
        let mut uses: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for row in &self.rows {
            let Some(applicant) = row.applicant.as_deref() else { continue };
            for (hash, at) in &row.files {
                let first = uses.entry(hash).or_default().entry(applicant).or_insert(*at);
                *first = (*first).min(*at);
            }
        }
        for (hash, by_applicant) in uses {
            let mut instants: Vec<i64> = by_applicant.into_values().collect();
            instants.sort_unstable();
            if let Some(third) = instants.get(2) {
                found.push(owed("file_use", hash.to_owned(), "M08", *third, None));
            }
        }
    }

    fn sliding(&self, found: &mut Vec<OwedGroup>) {
        let mut entries: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut bursts: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut bad: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for row in &self.rows {
            if let (Some(by), Some(created), Some(finished)) = (&row.created_by, row.created_at, row.finished)
                && finished < created
            {
                entries.entry(by.to_string()).or_default().push(created);
            }
            for rating in &row.ratings {
                for (kind, token) in [("device", &rating.device), ("phone", &rating.phone)] {
                    if let (Some(token), false) = (token, rating.is_defaulted) {
                        bursts.entry(format!("{kind}/{token}")).or_default().push(rating.at);
                    }
                }
                for (kind, code) in [("window", &row.window), ("item", &row.item)] {
                    if let (Some(code), true, false) = (code, rating.is_bad, rating.is_cleared) {
                        bad.entry(format!("{kind}/{code}")).or_default().push(rating.at);
                    }
                }
            }
        }
        let mut add = |subject, rule, groups: BTreeMap<String, Vec<i64>>, window, fewest| {
            for (key, instants) in groups {
                for (since, ended_at) in stretches(&instants, window, fewest) {
                    found.push(owed(subject, key.clone(), rule, since, Some(ended_at)));
                }
            }
        };
        add("entry_burst", "X02", entries, 10 * MINUTE, 10);
        add("rating_burst", "E03b", bursts, MINUTE, 3);
        add("bad_rating_week", "E04", bad, 7 * DAY, 3);
    }

    fn neighbours(&self, found: &mut Vec<OwedGroup>) {
        let mut applications: BTreeMap<(&str, &str), Vec<Application<'_>>> = BTreeMap::new();
        let mut decisions: BTreeMap<(&str, &str, &str), Vec<DecisionAt<'_>>> = BTreeMap::new();
        for row in &self.rows {
            if let (Some(applicant), Some(item), Some(at)) = (row.applicant.as_deref(), row.item.as_deref(), row.applied) {
                applications.entry((applicant, item)).or_default().push((at, &row.case_no, row));
            }
            if let (Some(item), Some(situation), Some(materials), Some(at), Some(is_denied)) =
                (row.item.as_deref(), row.situation.as_deref(), row.materials.as_deref(), row.decided, row.is_denied)
            {
                decisions.entry((item, situation, materials)).or_default().push((at, &row.case_no, is_denied));
            }
        }
        for rows in applications.values_mut() {
            rows.sort_by_key(|(at, case_no, _)| (*at, *case_no));
            for pair in rows.windows(2) {
                let ((_, case_no, first), (at, next_no, _)) = (pair[0], pair[1]);
                let Some(ended) = first.ended.filter(|ended| first.is_exit && *ended <= at) else { continue };
                if first.remaining.is_some_and(|days| (0..=1).contains(&days)) && day_of(at) - day_of(ended) <= 3 {
                    found.push(owed("reapplication", format!("{case_no}/{next_no}"), "X07", at, None));
                }
            }
        }
        for rows in decisions.values_mut() {
            rows.sort_unstable();
            for pair in rows.windows(2) {
                let ((before, other, was_denied), (at, case_no, is_denied)) = (pair[0], pair[1]);
                if was_denied != is_denied && day_of(at) - day_of(before) <= 90 {
                    found.push(owed("case_pair", format!("{case_no}/{other}"), "D02", at, None));
                }
            }
        }
    }

    fn quarters(&self, found: &mut Vec<OwedGroup>) {
        let mut parties: BTreeMap<(&str, Day), BTreeMap<Option<&str>, i64>> = BTreeMap::new();
        let mut items: BTreeMap<(&str, Day), BTreeMap<Option<&str>, i64>> = BTreeMap::new();
        for row in &self.rows {
            let Some(quarter) = row.accepted.map(quarter_of) else { continue };
            let agent = row.agent.as_deref().filter(|agent| row.applicant.as_deref() != Some(agent));
            for party in [row.applicant.as_deref(), agent].into_iter().flatten() {
                *parties.entry((party, quarter)).or_default().entry(row.handler.as_deref()).or_default() += 1;
            }
            if let Some(item) = row.item.as_deref() {
                *items.entry((item, quarter)).or_default().entry(row.intermediary.as_deref()).or_default() += 1;
            }
        }
        let mut add = |subject, rule, groups: BTreeMap<(&str, Day), BTreeMap<Option<&str>, i64>>, fewest, percent| {
            for ((of, quarter), counts) in groups {
                let total: i64 = counts.values().sum();
                for (by, count) in counts {
                    if let (Some(by), true) = (by, total >= fewest && count * 100 >= total * percent) {
                        let since = midnight(later_month(quarter, 3));
                        found.push(owed(subject, format!("{by}/{of}/{}", date_text(quarter)), rule, since, None));
                    }
                }
            }
        };
        add("handler_party_quarter", "I01", parties, 10, 80);
        add("intermediary_item_quarter", "I02", items, 20, 60);
    }

    fn queues(&self, found: &mut Vec<OwedGroup>) {
        let mut by_item: BTreeMap<&str, Vec<Queued<'_>>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.case_type == Some(2)) {
            if let (Some(item), Some(received)) = (row.item.as_deref(), row.received) {
                by_item.entry(item).or_default().push((received, row.ended, row));
            }
        }
        for rows in by_item.values() {
            // An open case is looked at for a year; one that began and ended on one day stands in nobody's way.
            let waits: Vec<(i64, i64, bool)> = rows
                .iter()
                .map(|(received, ended, _)| (*received, ended.unwrap_or(received + 366 * DAY), ended.is_some()))
                .filter(|(received, last, _)| day_of(*last) > day_of(*received))
                .collect();
            for (received, _, row) in rows {
                let Some(finished) = row.finished else { continue };
                let day = day_of(finished);
                let ahead = waits.iter().filter(|(since, last, is_ended)| {
                    let last_day = day_of(*last).min(day_of(*since) + 366);
                    since < received && day_of(*since) <= day && day <= last_day && (!is_ended || *last > finished)
                });
                if ahead.count() >= 20 && !row.is_urgent {
                    found.push(owed("queue_jump", row.case_no.to_string(), "I04", finished, None));
                }
            }
        }
    }
}

/// Stretches in which at least `fewest` of the instants lie in the last `window`, `(t - window, t]`.
fn stretches(instants: &[i64], window: i64, fewest: usize) -> Vec<(i64, i64)> {
    let count = |t: i64| instants.iter().filter(|instant| t - window < **instant && **instant <= t).count();
    let moments: BTreeSet<i64> = instants.iter().flat_map(|instant| [*instant, instant + window]).collect();
    let mut found = Vec::new();
    let mut since = None;
    for moment in moments {
        match (since, count(moment) >= fewest) {
            (None, true) => since = Some(moment),
            (Some(start), false) => {
                found.push((start, moment));
                since = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::SECOND;

    #[test]
    fn a_window_of_three_begins_with_the_third_and_ends_as_the_first_leaves() {
        let seconds = |values: &[i64]| values.iter().map(|value| value * SECOND).collect::<Vec<_>>();
        for (instants, expected) in [
            (vec![0, 20, 59], vec![(59, 60)]),
            (vec![0, 20, 60], vec![]),
            (vec![0, 20, 40, 70], vec![(40, 60), (70, 80)]),
            (vec![5, 5, 5], vec![(5, 65)]),
        ] {
            let expected: Vec<(i64, i64)> = expected.iter().map(|(a, b): &(i64, i64)| (a * SECOND, b * SECOND)).collect();
            assert_eq!(stretches(&seconds(&instants), MINUTE, 3), expected, "{instants:?}");
        }
    }
}
