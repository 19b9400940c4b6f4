//! A small district written by hand, and the figures it must have; and what must hold on any district.

use serde_json::{Value, json};

use super::{failed, figure, report, rows};
use crate::harness::{Installation, Sample, cases, files, must, seeds};

const NOW: &str = "2025-06-30T18:00";

/// A part of a text file: the line that begins it, and the lines below.
struct Part<'a> {
    head: &'a str,
    lines: Vec<&'a str>,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match parts.last_mut() {
            Some(part) if !line.starts_with('[') => part.lines.push(line),
            _ => parts.push(Part { head: line, lines: Vec::new() }),
        }
    }
    parts
}

fn event(line: &str) -> Value {
    let cells: Vec<&str> = line.splitn(5, ' ').collect();
    let [case_no, at, kind, dept, payload] = cells[..] else { panic!("five cells: {line}") };
    let payload: Value = must(line, serde_json::from_str(payload));
    let mut event = json!({
        "id": format!("{case_no}/{kind}/{at}"), "source": "district", "type": kind, "occurred_at": format!("{at}:00+08:00"),
        "actor_id": "P01", "payload": payload,
    });
    for (name, value) in [("case_no", case_no), ("dept_code", dept)] {
        if value != "-" {
            event[name] = json!(value);
        }
    }
    event
}

/// The district of a text file.
pub fn district(text: &str) -> Installation {
    let office = Installation::new();
    let parts = parts(text);
    let events: Vec<Value> =
        parts.iter().filter(|part| part.head == "[events]").flat_map(|part| part.lines.iter().map(|line| event(line))).collect();
    let file = files::write_events(office.folder(), "events.jsonl", &events).display().to_string();
    office.run(&["import", &file, "--profile", "district", "--now", NOW]).status(0);
    office
}

pub const MARCH: &str = include_str!("march.txt");

#[test]
fn figures_are_those_computed_by_hand() {
    let office = district(MARCH);
    let parts = parts(MARCH);
    let mut compared = 0;
    for part in parts.iter().filter(|part| part.head.starts_with("[report]")) {
        let options: Vec<&str> = part.head.split_whitespace().skip(1).collect();
        let found = report(&office, &options, NOW, 0);
        assert!(failed(&found).is_empty(), "{}: {:?}", part.head, failed(&found));
        let (head, expected) = must(part.head, part.lines.split_first().ok_or("no rows"));
        let codes: Vec<&str> = head.split_whitespace().skip(2).collect();
        for line in expected {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let named = |row: &&Value| row["level"] == cells[0] && row["name"]["zh"] == cells[1];
            let row = must(line, rows(&found).iter().find(named).ok_or_else(|| format!("no such row in {}", found["rows"])));
            for (code, value) in codes.iter().zip(&cells[2..]) {
                assert_eq!(figure(&found, row, code), *value, "{}: {line}: {code}", part.head);
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared} figures were compared");
}

#[test]
fn departments_without_a_case_are_listed_and_those_out_of_force_are_not() {
    let office = district(MARCH);
    let found = report(&office, &["--from", "2023-01-01", "--to", "2023-01-31"], NOW, 0);
    let names: Vec<&str> = rows(&found).iter().filter_map(|row| row["name"]["zh"].as_str()).collect();
    assert!(names.contains(&"撤销的局") && names.contains(&"䶮城𬱖家林业局"), "{names:?}");
    let now = report(&office, &["--from", "2025-05-01", "--to", "2025-05-31"], NOW, 0);
    assert!(rows(&now).iter().all(|row| row["name"]["zh"] != "撤销的局"));
}

/// What comes after a period changes nothing of it: neither later events of its cases, nor the clock of whoever asks.
#[test]
fn a_closed_period_does_not_change_by_what_comes_after_it() {
    let office = district(MARCH);
    let march = ["--from", "2025-03-01", "--to", "2025-03-31"];
    let figures = |now: &str| {
        let found = report(&office, &march, now, 0);
        rows(&found).iter().map(|row| row["figures"].clone()).collect::<Vec<_>>()
    };
    let then = figures("2025-03-31T23:59:59");
    assert_eq!(then, figures("2025-04-02T12:00"));
    assert_eq!(then, figures("2026-02-01T12:00"));
    // A7 is accepted by another department on 1 April: of February even more is to come.
    let february = |now: &str| report(&office, &["--from", "2025-02-01", "--to", "2025-02-28"], now, 0)["rows"].clone();
    assert_eq!(february("2025-02-28T23:59:59"), february("2025-06-30T18:00"));
}

#[test]
fn on_any_district_children_add_up_and_every_check_holds() {
    for seed in seeds(&[3, 20]) {
        let sample = Sample::generate(cases(400), seed);
        let office = Installation::new();
        office.import_all(&sample.file());
        let periods = [["--from", "2024-07-01", "--to", "2025-06-30"], ["--from", "2025-02-01", "--to", "2025-02-28"]];
        for period in periods {
            for by in ["department", "window", "item", "month"] {
                for basis in ["received", "accepted", "finished"] {
                    let options = [&period[..], &["--by", by, "--basis", basis]].concat();
                    let found = report(&office, &options, NOW, 0);
                    assert!(failed(&found).is_empty(), "seed {seed} {options:?}: {:?}", failed(&found));
                }
            }
        }
        let year = report(&office, &periods[0], NOW, 0);
        let total = must("rows", rows(&year).last().ok_or("none"));
        assert!(figure(&year, total, "received") != "0" && figure(&year, total, "finished") != "0", "{total}");
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let office = district(MARCH);
    let ask = |more: &[&str]| office.run(&[&["report", "case-statistics", "--now", NOW], more].concat());
    let _ = ask(&["--from", "2025-03-01"]).status(2).says(&["to: is needed"]);
    let _ = ask(&["--from", "2025-03-31", "--to", "2025-03-01"]).status(2).says(&["is before"]);
    let _ = ask(&["--from", "2025-03-01", "--to", "2025-03-31", "--centre", "nowhere"]).status(2).says(&["no centre"]);
    let _ = ask(&["--from", "2025-03-01", "--to", "2025-03-31", "--by", "colour"]).status(2).says(&["department, window, item, month"]);
    let _ = office.run(&["report", "nothing"]).status(2).says(&["case-statistics"]);
    let _ = office.run(&["report", "list"]).status(0).says(&["case-statistics", "办件统计"]);
}
