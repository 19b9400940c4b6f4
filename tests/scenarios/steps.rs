//! What the scenarios of late reference facts share: events of a district's cases, and commands as of a time.

use serde_json::{Value, json};

use crate::harness::{Installation, alerts, files};

/// An event of a case, its id made of case, type and time.
pub fn event(case_no: &str, kind: &str, at: &str, payload: Value) -> Value {
    json!({
        "id": format!("{case_no}/{kind}/{at}"), "source": "district", "type": kind, "case_no": case_no, "occurred_at": format!("{at}:00+08:00"),
        "actor_id": "P01", "dept_code": "D01", "payload": payload,
    })
}

/// Imports events as of a local time, all of which must go in.
#[track_caller]
pub fn import(office: &Installation, name: &str, now: &str, events: &[Value]) {
    let file = files::write_events(office.folder(), name, events).display().to_string();
    office.run(&["import", &file, "--now", now]).status(0);
}

/// Judges as of a local time.
#[track_caller]
pub fn judge(office: &Installation, now: &str) {
    office.run(&["run", "--now", now]).status(0);
}

/// Rows of a query as of a local time, times from cell `first_time` on in UTC, sorted. `more` are further arguments.
#[track_caller]
pub fn ask(office: &Installation, sql: &str, first_time: usize, now: &str, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["query", sql, "--now", now, "--format", "csv"];
    arguments.extend(more);
    let done = office.run(&arguments).status(0);
    alerts::in_utc(done.stdout.lines().skip(1).map(str::to_owned).collect(), first_time)
}

/// The end of a local day in UTC, as due instants are told.
pub fn end_of(day: &str) -> String {
    format!("{day}T15:59:59Z")
}
