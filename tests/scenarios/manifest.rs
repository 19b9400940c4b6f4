//! The alerts of a generated district are exactly those that its manifest lists.

use crate::harness::{Installation, Sample, alerts, cases, seeds};

/// Imports, judges and compares; gives the number of alerts of cases.
#[track_caller]
fn compare(cases: u64, seed: u64) -> usize {
    let sample = Sample::generate(cases, seed);
    let office = Installation::new();
    let counts = office.import_all(&sample.file());
    assert_eq!(counts["quarantined"], 0, "seed {seed}");
    assert_eq!(counts["read"], sample.events().len(), "seed {seed}: every line is a record");
    office.judge();
    let owed = alerts::in_utc(sample.manifest(), 3);
    alerts::assert_same(&format!("seed {seed}, alerts of cases"), &owed, &alerts::of_cases(&office));
    // A key of a group holds personal parts, in clear here and as tokens there; the other columns are compared.
    let without_key = |row: String| {
        let cells: Vec<&str> = row.split(',').collect();
        [&cells[..1], &cells[2..]].concat().join(",")
    };
    let groups = sample.manifest_groups().into_iter().map(without_key).collect();
    alerts::assert_same(&format!("seed {seed}, alerts of groups"), &alerts::in_utc(groups, 3), &alerts::of_groups(&office));
    owed.len()
}

#[test]
fn a_small_district_owes_what_its_manifest_lists() {
    for seed in seeds(&[1, 2, 3]) {
        compare(cases(400), seed);
    }
}

#[test]
fn five_thousand_cases_owe_what_their_manifest_lists() {
    for seed in seeds(&[4]) {
        let owed = compare(cases(5000), seed);
        assert!(owed > 1000, "{owed} alerts");
    }
}

/// Rules on our own orders and lifts: a district has none before people work on it. Their timeline cases show them.
const OF_PEOPLE: [&str; 2] = ["S01", "A03"];

#[test]
fn every_rule_of_the_district_is_found_and_most_thirty_times() {
    let sample = Sample::generate(5000, 5);
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for (rows, rule) in [(sample.manifest(), 1), (sample.manifest_groups(), 2)] {
        for row in rows {
            let code = row.split(',').nth(rule).unwrap_or_default().to_owned();
            *counts.entry(code).or_default() += 1;
        }
    }
    let active = crate::harness::cli(&["rules", "list", "--json"]).status(0).json();
    let rules = active["rules"].as_array().cloned().unwrap_or_default();
    let is_ours =
        |rule: &&serde_json::Value| rule["profiles"].as_array().into_iter().flatten().any(|name| name == "district" || name == "*");
    let shipped: Vec<&str> = rules.iter().filter(is_ours).filter_map(|rule| rule["code"].as_str()).collect();
    assert!(shipped.len() >= 85, "{shipped:?}");
    let found = |code: &str| counts.get(code).copied().unwrap_or(0);
    let never: Vec<&str> = shipped.iter().copied().filter(|code| found(code) == 0 && !OF_PEOPLE.contains(code)).collect();
    assert!(never.is_empty(), "{never:?}");
    let often = shipped.iter().filter(|code| found(code) >= 30).count();
    assert!(often >= 34, "{often} rules are found thirty times: {counts:?}");
    // Silent somewhere: no rule holds for most of the cases.
    let always: Vec<&str> = shipped.iter().copied().filter(|code| found(code) > 2_500).collect();
    assert!(always.is_empty(), "{always:?}");
}
