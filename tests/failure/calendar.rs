//! Years that the calendar does not have.

use serde_json::json;

use crate::harness::{Installation, SAMPLE_NOW, files};

/// Accepted and still open; `at` decides which years its days are counted in.
fn open_case(case_no: &str, at: &str) -> serde_json::Value {
    json!({ "id": case_no, "type": "accepted", "case_no": case_no, "occurred_at": at, "payload": { "promised_days": 5 } })
}

/// Judges beside it a case in years that are there, whose alert must come all the same.
#[track_caller]
fn names_the_year(at: &str, now: &str, year: &str) {
    let office = Installation::new();
    let events = [open_case("GAP", at), open_case("FINE", "2025-03-03T10:00:00+08:00")];
    let file = files::write_events(office.folder(), "events.jsonl", &events);
    office.import_all(&file);
    office.run(&["run", "--now", now]).status(1).says(&[year, "calendar_published"]);
    let sql = "SELECT case_no FROM alert WHERE supported AND rule IN ('T03', 'T04')";
    let found = office.run(&["query", sql, "--now", now, "--format", "csv"]).status(0);
    assert!(found.stdout.lines().any(|line| line == "FINE"), "{found}");
}

#[test]
fn a_past_year_without_a_notice_is_an_error_that_names_it_and_stops_no_other_case() {
    // The shipped calendar begins in 2007.
    names_the_year("2005-03-01T10:00:00+08:00", SAMPLE_NOW, "2005");
}

#[test]
fn a_current_year_without_a_notice_is_an_error_that_names_it() {
    // It ends with 2026.
    names_the_year("2027-03-01T10:00:00+08:00", "2027-04-01T09:00:00+08:00", "2027");
}
