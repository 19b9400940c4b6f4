//! What must be true of the whole catalogue of rules, rule by rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{assert_none, texts};
use crate::harness::cli;

/// The files of rules: path and text of `.toml` and of the script beside it.
fn rules() -> Vec<(String, String, String)> {
    let scripts: BTreeMap<String, String> = texts(".rhai").into_iter().collect();
    let files = texts(".toml").into_iter().filter(|(name, _)| name.starts_with("rules/supervision/"));
    files
        .map(|(name, text)| {
            let script = scripts.get(&name.replace(".toml", ".rhai")).cloned().unwrap_or_default();
            (name, text, script)
        })
        .collect()
}

fn field<'t>(text: &'t str, name: &str) -> &'t str {
    let start = format!("{name} = ");
    text.lines().find_map(|line| line.strip_prefix(start.as_str())).map_or("", |value| value.trim_matches('"'))
}

fn cases(text: &str) -> Vec<&str> {
    text.split("[[cases]]").skip(1).collect()
}

#[test]
fn every_code_of_the_catalogue_is_there_once() {
    let codes: Vec<String> = rules().iter().map(|(_, text, _)| field(text, "code").to_owned()).collect();
    let unique: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
    assert_eq!(codes.len(), unique.len(), "a code stands twice");
    // The codes of the catalogue; a rule on two subjects is two rules, a and b.
    let letters = [("T", 16), ("F", 15), ("M", 8), ("C", 4), ("D", 3), ("I", 4), ("E", 5), ("X", 13), ("Q", 7), ("S", 1), ("A", 3)];
    let mut missing = Vec::new();
    for (letter, count) in letters {
        for number in 1..=count {
            let code = format!("{letter}{number:02}");
            if !unique.iter().any(|known| **known == code || **known == format!("{code}a")) {
                missing.push(code);
            }
        }
    }
    assert_none("codes without a rule", &missing);
}

#[test]
fn every_rule_has_cases_that_fire_and_that_are_silent() {
    let mut offenders = Vec::new();
    for (name, text, _) in rules().iter().filter(|(_, text, _)| text.contains("profiles = [\"district\"]")) {
        let cases = cases(text);
        let silent = cases.iter().filter(|case| case.contains("expect = []")).count();
        if cases.len() < 3 || silent == 0 || silent == cases.len() {
            offenders.push(format!("{name}: {} cases, {silent} of them silent", cases.len()));
        }
    }
    assert_none("rules without a firing, a silent and a boundary case", &offenders);
}

#[test]
fn every_rule_tells_what_it_checks_and_what_it_does_not_see() {
    let mut offenders = Vec::new();
    for (name, text, script) in rules() {
        let headings = ["# 查什么", "# 为什么", "# 会报", "# 不会报", "# 已知盲区"];
        let told: Vec<&str> = script.lines().filter_map(|line| line.strip_prefix("//! ")).filter(|line| line.starts_with("# ")).collect();
        if told != headings {
            offenders.push(format!("{name}: headings {told:?}"));
        }
        let kind = name.split('/').nth(2).unwrap_or_default();
        let is_own = text.contains("profiles = [\"district\"]");
        if is_own && field(&text, "kind") != kind {
            offenders.push(format!("{name}: its kind is {}", field(&text, "kind")));
        }
        for bound in text.split("[params.").skip(1) {
            let part = bound.split("\n\n").next().unwrap_or_default();
            let is_number = field(part, "default").parse::<i64>().is_ok();
            if is_number && (!part.contains("\nmin = ") || !part.contains("\nmax = ")) {
                offenders.push(format!("{name}: a parameter without bounds"));
            }
        }
    }
    assert_none("rules that do not tell enough", &offenders);
}

#[test]
fn no_two_rules_of_a_profile_have_the_same_condition() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut offenders = Vec::new();
    for (name, text, script) in rules() {
        let body = script.split("fn when(row)").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
        let plain: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        // Rules of different offices never run beside each other: two of them may ask the same.
        let key = format!("{} {} {plain}", field(&text, "profiles"), field(&text, "subject"));
        if let Some(other) = seen.insert(key, name.clone()) {
            offenders.push(format!("{name} and {other}"));
        }
    }
    assert_none("rules with one and the same condition", &offenders);
}

#[test]
fn nine_of_ten_rules_run_wholly_as_columns_and_the_lock_is_current() {
    let checked = cli(&["rules", "check", "--json"]).status(0).json();
    let rules = checked["rules"].as_array().cloned().unwrap_or_default();
    let vectorised = rules.iter().filter(|rule| rule["way"] == "vectorised").count();
    assert!(vectorised * 10 >= rules.len() * 9, "{vectorised} of {}", rules.len());
    assert_eq!(checked["errors"], Value::Array(Vec::new()), "versions.lock is not current, or a rule is wrong");
}

#[test]
fn every_subject_made_by_sql_says_how_it_is_judged() {
    let mut offenders = Vec::new();
    for (name, text) in texts(".sql").into_iter().filter(|(name, _)| name.starts_with("rules/subjects/")) {
        for word in ["subject", "zh", "en", "doc", "from", "key", "window", "judging", "footprint"] {
            if !text.lines().any(|line| line.starts_with(&format!("-- {word}: "))) {
                offenders.push(format!("{name}: no `-- {word}:`"));
            }
        }
    }
    assert_none("subjects that leave something out", &offenders);
}
