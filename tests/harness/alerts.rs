//! Alerts as rows that can be compared, and differences told so that one sees which case to look at.

use mingjing_engine::time::{format_utc, parse_rfc3339};

use crate::Installation;

/// Every column that must not depend on how events arrived. Rules on delivery itself are outside that law.
const LASTING: &str = "SELECT centre, subject, subject_key, family, rule, version, level, since, level_since, ended_at, responsible_dept, \
                       responsible_window, responsible_person, responsible_link FROM alert WHERE supported AND subject <> 'delivery'";

/// The supported alerts, with what must not depend on arrival, sorted.
#[track_caller]
pub fn lasting(installation: &Installation) -> Vec<String> {
    let mut rows = installation.query(LASTING);
    rows.sort();
    rows
}

/// The supported alerts of cases with the columns of `manifest.csv`, sorted, times in UTC.
#[track_caller]
pub fn of_cases(installation: &Installation) -> Vec<String> {
    let rows = installation.query("SELECT case_no, rule, level, since, ended_at FROM alert WHERE supported AND case_no IS NOT NULL");
    in_utc(rows, 3)
}

/// The supported alerts of groups without their keys, of which parts are tokens: subject, rule, level, since, ended_at.
#[track_caller]
pub fn of_groups(installation: &Installation) -> Vec<String> {
    let rows = installation.query("SELECT subject, rule, level, since, ended_at FROM alert WHERE supported AND case_no IS NULL");
    in_utc(rows, 3)
}

/// Rows of a manifest, sorted, the cells from `first_time` on being times that are brought to UTC.
pub fn in_utc(rows: Vec<String>, first_time: usize) -> Vec<String> {
    let mut rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = row.split(',').enumerate();
            let cells: Vec<String> = cells.map(|(index, cell)| if index < first_time { cell.to_owned() } else { utc(cell) }).collect();
            cells.join(",")
        })
        .collect();
    rows.sort();
    rows
}

fn utc(cell: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    match parse_rfc3339(cell) {
        Some((at, _)) => format_utc(at),
        None => panic!("{cell:?} is no time"),
    }
}

/// Asserts that both sorted lists are equal and not empty; else tells what is missing and what is too much.
#[track_caller]
pub fn assert_same(what: &str, expected: &[String], found: &[String]) {
    assert!(!expected.is_empty(), "{what}: nothing is expected, so nothing would be shown by equality");
    let missing = without(expected, found);
    let extra = without(found, expected);
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{what}: {} missing, {} extra of {}\nmissing:\n  {}\nextra:\n  {}",
        missing.len(),
        extra.len(),
        expected.len(),
        shown(&missing),
        shown(&extra)
    );
}

/// The rows of one sorted list that another does not have, counted as often as they stand there.
pub fn without<'a>(rows: &'a [String], others: &[String]) -> Vec<&'a str> {
    let mut others = others.iter().peekable();
    let mut left = Vec::new();
    for row in rows {
        while others.next_if(|other| *other < row).is_some() {}
        if others.next_if(|other| *other == row).is_none() {
            left.push(row.as_str());
        }
    }
    left
}

fn shown(rows: &[&str]) -> String {
    rows.iter().take(30).copied().collect::<Vec<_>>().join("\n  ")
}
