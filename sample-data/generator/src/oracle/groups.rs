//! Group subjects: several cases that share a key within a window of time.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::{OwedGroup, level_of};
use crate::calendar::{Day, MINUTE, date_text, day_of, midnight};
use crate::identity::{normalise, normalise_phone};

/// What a case brings into the groups.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    applied_at: i64,
    applicant: Option<Box<str>>,
    item: Option<Box<str>>,
    mobile: Option<Box<str>>,
}

impl Member {
    /// The case as it now stands; `None` while nobody has applied.
    pub fn of(facts: &Facts<'_>) -> Option<Self> {
        Some(Self {
            applied_at: facts.applied_at()?,
            applicant: facts.basic_text("applicant_id_no").map(|id| normalise(id).into()),
            item: facts.basic_text("item_impl_code").map(Box::from),
            mobile: facts.basic_text("contact_mobile").map(|mobile| normalise_phone(mobile).into()),
        })
    }
}

/// The group alerts of all members as of `now`.
pub fn groups(members: &[Member], now: i64) -> Vec<OwedGroup> {
    let mut phones: BTreeMap<(&str, Day), BTreeSet<&str>> = BTreeMap::new();
    let mut applications: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for member in members {
        if let (Some(mobile), Some(applicant)) = (&member.mobile, &member.applicant) {
            phones.entry((mobile, day_of(member.applied_at))).or_default().insert(applicant);
        }
        if let (Some(applicant), Some(item)) = (&member.applicant, &member.item) {
            applications.entry((applicant, item)).or_default().push(member.applied_at);
        }
    }
    let mut owed = Vec::new();
    let mut add = |subject: &'static str, subject_key: String, rule: &'static str, since: i64, ended_at: Option<i64>| {
        if since <= now {
            owed.push(OwedGroup { subject, subject_key, rule, level: level_of(rule), since, ended_at });
        }
    };
    for ((mobile, day), applicants) in &phones {
        if applicants.len() >= 5 {
            add("phone_day", format!("{mobile}/{}", date_text(*day)), "X05b", midnight(day + 1), None);
        }
    }
    for ((applicant, item), instants) in &mut applications {
        let mut by_day: BTreeMap<Day, usize> = BTreeMap::new();
        for instant in instants.iter() {
            *by_day.entry(day_of(*instant)).or_default() += 1;
        }
        for (day, count) in by_day {
            if count >= 5 {
                add("applicant_item_day", format!("{applicant}/{item}/{}", date_text(day)), "X06", midnight(day + 1), None);
            }
        }
        instants.sort_unstable();
        for (since, ended_at) in double_entries(instants) {
            add("double_entry", format!("{applicant}/{item}"), "Q03b", since, Some(ended_at).filter(|ended_at| *ended_at <= now));
        }
    }
    owed.sort();
    owed
}

/// Stretches in which at least two of the sorted instants lie in the last 60 seconds, `(t - 60 s, t]`.
fn double_entries(instants: &[i64]) -> Vec<(i64, i64)> {
    let count = |t: i64| instants.iter().filter(|instant| t - MINUTE < **instant && **instant <= t).count();
    let mut moments: Vec<i64> = instants.iter().flat_map(|instant| [*instant, instant + MINUTE]).collect();
    moments.sort_unstable();
    moments.dedup();
    let mut stretches = Vec::new();
    let mut since = None;
    for moment in moments {
        match (since, count(moment) >= 2) {
            (None, true) => since = Some(moment),
            (Some(start), false) => {
                stretches.push((start, moment));
                since = None;
            }
            _ => {}
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::SECOND;

    #[test]
    fn a_double_entry_lasts_a_minute_from_the_second_one() {
        for (instants, expected) in [
            (vec![0, 59], vec![(59, 60)]),
            (vec![0, 60], vec![]),
            (vec![0, 0], vec![(0, 60)]),
            (vec![0, 30, 70], vec![(30, 60), (70, 90)]),
            (vec![0, 30, 59], vec![(30, 90)]),
        ] {
            let instants: Vec<i64> = instants.iter().map(|seconds: &i64| seconds * SECOND).collect();
            let expected: Vec<(i64, i64)> = expected.iter().map(|(a, b): &(i64, i64)| (a * SECOND, b * SECOND)).collect();
            assert_eq!(double_entries(&instants), expected, "{instants:?}");
        }
    }
}
