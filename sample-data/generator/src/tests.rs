//! Intent against oracle, the sparing oracle against the complete one, and the files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use serde_json::Value;

use crate::error::GenerateError;
use crate::plants::{Kind, Plant};
use crate::stream::{Unit, stream};
use crate::*;

fn options(cases: u64, seed: u64) -> Options {
    Options { cases, seed, now: DEFAULT_NOW }
}

/// Reference events and units, in memory.
fn district(options: &Options) -> (Vec<Value>, Vec<Unit>) {
    let (mut reference, mut units) = (Vec::new(), Vec::new());
    let streamed = stream(
        options,
        |lines| {
            reference = lines;
            Ok(())
        },
        |unit| {
            units.push(unit);
            Ok::<(), GenerateError>(())
        },
    );
    assert!(streamed.is_ok(), "{streamed:?}");
    (reference, units)
}

/// The rules that hold for each case, of a whole district.
fn rules_by_case(reference: &[Value], units: &[Unit], now: i64) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut oracle = oracle::Oracle::new(now, Thoroughness::Sparing);
    oracle.read_reference(reference);
    for case in units.iter().flat_map(|unit| &unit.cases) {
        oracle.read_case(&case.case_no, &case.lines);
    }
    let mut rules: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for row in oracle.finish().cases {
        rules.entry(row.case_no).or_default().insert(row.rule);
    }
    rules
}

/// The group rules that hold among the cases of a unit.
fn group_rules(unit: &Unit, now: i64) -> BTreeSet<&'static str> {
    let lines: Vec<Value> = unit.cases.iter().flat_map(|case| case.lines.clone()).collect();
    owed(&lines, now).groups.iter().map(|row| row.rule).collect()
}

#[test]
fn the_default_time_is_the_one_of_the_sample() {
    assert_eq!(calendar::instant_text(DEFAULT_NOW), "2025-06-30T18:00:00+08:00");
}

#[test]
fn every_hit_is_owed_and_no_twin_is() {
    for seed in [1, 2, 3] {
        let options = options(5_000, seed);
        let (reference, units) = district(&options);
        let rules = rules_by_case(&reference, &units, options.now);
        let mut counts: BTreeMap<(&str, bool), u32> = BTreeMap::new();
        let mut wrong: BTreeMap<String, u32> = BTreeMap::new();
        for unit in &units {
            let Some(Plant { rule, kind, variant }) = unit.plant else { continue };
            let in_cases = unit.cases.iter().any(|case| rules.get(&case.case_no).is_some_and(|rules| rules.contains(rule)));
            let is_owed = in_cases || group_rules(unit, options.now).contains(rule);
            *counts.entry((rule, kind == Kind::Hit)).or_default() += 1;
            if is_owed != (kind == Kind::Hit) {
                *wrong.entry(format!("{rule} {kind:?} {} ({})", variant % 12, unit.cases[0].case_no)).or_default() += 1;
            }
        }
        assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
        assert_eq!(counts.len(), 142, "71 rules, hits and twins");
        assert_eq!(counts.values().filter(|count| **count >= 30).count(), 68, "34 rules often: {counts:?}");
    }
}

#[test]
fn every_rule_is_planted_in_a_small_file_too() {
    let (_, units) = district(&options(300, 5));
    let planted: BTreeSet<(&str, bool)> =
        units.iter().filter_map(|unit| unit.plant).map(|plant| (plant.rule, plant.kind == Kind::Hit)).collect();
    assert_eq!(planted.len(), 128, "64 rules, hits and twins; those that need crowds are left out");
    assert_eq!(units.iter().map(|unit| unit.cases.len()).sum::<usize>(), 300);
}

#[test]
fn looking_at_every_midnight_finds_nothing_more() {
    for (cases, seed) in [(1_500, 4), (700, 11)] {
        let options = options(cases, seed);
        let (reference, units) = district(&options);
        let lines: Vec<Value> =
            reference.into_iter().chain(units.into_iter().flat_map(|unit| unit.cases).flat_map(|case| case.lines)).collect();
        let sparing = owed(&lines, options.now);
        let complete = owed_by(&lines, options.now, Thoroughness::Complete);
        for (a, b) in sparing.cases.iter().zip(&complete.cases) {
            assert_eq!(a, b);
        }
        assert_eq!(sparing, complete);
        assert!(sparing.cases.len() > 100);
    }
}

#[test]
fn most_cases_are_clean_and_some_are_open() {
    let options = options(5_000, 6);
    let (reference, units) = district(&options);
    let ordinary: Vec<&Unit> = units.iter().filter(|unit| unit.plant.is_none()).collect();
    let lines: Vec<Value> =
        reference.into_iter().chain(ordinary.iter().flat_map(|unit| &unit.cases).flat_map(|case| case.lines.clone())).collect();
    let manifest = owed(&lines, options.now);
    let with_alert: BTreeSet<&str> = manifest.cases.iter().map(|row| row.case_no.as_str()).collect();
    let share = with_alert.len() * 100 / ordinary.len();
    assert!((2..15).contains(&share), "{share} % of {} ordinary cases have an alert", ordinary.len());
    assert!(manifest.cases.iter().any(|row| row.ended_at.is_none()));
}

#[test]
fn an_edit_of_one_event_changes_what_is_owed() {
    let options = options(5_000, 1);
    let (reference, units) = district(&options);
    let unit =
        units.iter().find(|unit| unit.plant.is_some_and(|plant| plant.rule == "T11" && plant.kind == Kind::Hit && plant.variant % 4 == 0));
    let Some(unit) = unit else { panic!("no plant of T11") };
    let mut lines: Vec<Value> = reference.iter().chain(&unit.cases[0].lines).cloned().collect();
    let Some(delivered) = lines.iter_mut().find(|line| line["type"] == "delivered") else { panic!("no delivery") };
    delivered["is_void"] = Value::Bool(true);
    let rows: Vec<Owed> = owed(&lines, options.now).cases.into_iter().filter(|row| row.rule == "T11").collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].ended_at, None, "without its delivery it is late until now");
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("mingjing-generator-{name}-{}", std::process::id()))
}

fn read_lines(folder: &std::path::Path) -> Vec<Value> {
    let mut text = String::new();
    let file = std::fs::File::open(folder.join("events.jsonl.gz")).unwrap_or_else(|error| panic!("{error}"));
    let read = flate2::read::GzDecoder::new(file).read_to_string(&mut text);
    assert!(read.is_ok(), "{read:?}");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[test]
fn the_file_holds_what_its_manifest_says() {
    let (folder, again) = (folder("a"), folder("b"));
    let options = options(600, 9);
    let summary = generate(&options, &folder).unwrap_or_else(|error| panic!("{error}"));
    let lines = read_lines(&folder);
    assert_eq!(summary.lines, lines.len() as u64);
    assert_eq!(summary.cases, 600);
    assert_eq!(lines.iter().filter_map(|line| line["case_no"].as_str()).collect::<BTreeSet<_>>().len(), 600);
    let manifest = owed(&lines, options.now);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    assert_eq!(read("manifest.csv"), manifest.cases_csv());
    assert_eq!(read("manifest_groups.csv"), manifest.groups_csv());
    assert_eq!(summary.alerts, manifest.cases.len() as u64);
    assert_eq!(lines.last().map(|line| line["type"].as_str()), Some(Some("watermark_moved")));
    let instants: Vec<&str> = lines.iter().filter_map(|line| line["occurred_at"].as_str()).collect();
    assert!(instants.windows(2).filter(|pair| pair[0] > pair[1]).count() > instants.len() / 5, "out of order");
    assert!(lines.iter().all(|line| line["occurred_at"].as_str() <= Some("2025-06-30T18:00:00+08:00")));

    let second = generate(&options, &again).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(summary, second);
    for name in ["events.jsonl.gz", "manifest.csv", "manifest_groups.csv"] {
        assert_eq!(std::fs::read(folder.join(name)).unwrap_or_default(), std::fs::read(again.join(name)).unwrap_or_default(), "{name}");
    }
    for folder in [folder, again] {
        assert!(std::fs::remove_dir_all(folder).is_ok());
    }
}

#[test]
fn no_id_and_revision_comes_with_two_contents() {
    let (_, units) = district(&options(5_000, 12));
    let mut seen: BTreeMap<(String, i64), &Value> = BTreeMap::new();
    let (mut doubles, mut revisions, mut voids) = (0, 0, 0);
    for line in units.iter().flat_map(|unit| &unit.cases).flat_map(|case| &case.lines) {
        let revision = line["revision"].as_i64().unwrap_or(0);
        revisions += u32::from(revision > 0);
        voids += u32::from(line["is_void"] == true);
        if let Some(earlier) = seen.insert((line["id"].as_str().unwrap_or_default().to_owned(), revision), line) {
            assert_eq!(earlier, line);
            doubles += 1;
        }
    }
    assert!(doubles > 100 && revisions > 100 && voids > 20, "{doubles} doubles, {revisions} revisions, {voids} voids");
}

#[test]
fn a_time_without_holidays_is_refused() {
    let result = generate(&Options { now: 0, ..options(10, 1) }, &folder("never"));
    assert!(matches!(result, Err(GenerateError::Now { .. })));
}
