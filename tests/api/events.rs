//! `POST /events` and `GET /quarantine`.

use super::{House, text};
use crate::harness::PASSWORD;

fn accepted(number: u32) -> String {
    format!(
        r#"{{"id":"E{number}","source":"district","type":"accepted","centre":"wanshan","case_no":"P-{number}","occurred_at":"2025-06-27T10:00:00+08:00","payload":{{"promised_days":5}}}}"#
    )
}

fn ndjson(house: &House, body: &str) -> crate::harness::Answer {
    house.server.request("POST", "/api/v1/events", &[("Content-Type", "application/x-ndjson")], body)
}

#[test]
fn events_sent_again_are_duplicates_and_bad_ones_are_put_aside() {
    let house = House::empty();
    let body = format!("[{},{}]", accepted(1), accepted(2));
    let first = house.server.post("/api/v1/events", &body).json();
    let counts = |report: &serde_json::Value| {
        ["read", "accepted", "duplicates", "quarantined", "cases", "events"].map(|name| report[name].as_u64().unwrap_or(99))
    };
    assert_eq!(counts(&first), [2, 2, 0, 0, 2, 2]);
    let again = house.server.post("/api/v1/events", &body).json();
    assert_eq!(counts(&again), [2, 0, 2, 0, 0, 0]);

    let other = accepted(2).replace("\"promised_days\":5", "\"promised_days\":6");
    let wrong_day = accepted(4).replace("2025-06-27T", "2024-02-30T");
    let own =
        accepted(5).replace("\"accepted\"", "\"alert_step\"").replace("\"promised_days\":5", "\"alert_no\":\"JC1\",\"step\":\"raised\"");
    let nowhere = accepted(6).replace("wanshan", "atlantis");
    let body = format!("{}\n\n{other}\n{{\"id\":\n{wrong_day}\n{own}\n{nowhere}\n", accepted(3));
    let mixed = ndjson(&house, &body).json();
    assert_eq!(counts(&mixed), [6, 1, 0, 5, 1, 1]);
    let problems = mixed["problems"].as_array().cloned().unwrap_or_default();
    let told: Vec<(u64, &str)> = problems.iter().map(|problem| (problem["line"].as_u64().unwrap_or(0), text(problem, "field"))).collect();
    assert_eq!(told, [(3, "revision"), (4, ""), (5, "occurred_at"), (6, "type"), (7, "centre")]);
    assert!(problems.iter().all(|problem| !text(problem, "message").is_empty() && !text(problem, "how_to_mend").is_empty()));

    // The same bad rows again are not listed twice.
    assert_eq!(counts(&ndjson(&house, &body).json()), [6, 0, 1, 5, 0, 0]);
    let (listed, total) = house.all("/quarantine", 2);
    assert_eq!((listed.len(), total), (5, 5));
    assert!(listed.windows(2).all(|pair| pair[0]["id"].as_u64() > pair[1]["id"].as_u64()), "latest first");
    assert!(listed.iter().any(|item| text(item, "reason") == "conflict" && item["position"] == 3));
    let replayed = house.installation.quarantine();
    assert_eq!(replayed.len(), 5, "the command line lists the same");

    assert_eq!(house.installation.number("SELECT count(*) FROM \"case\""), 3);
}

#[test]
fn bodies_that_cannot_be_taken_are_refused_as_a_whole() {
    let house = House::empty();
    let post = |head: &[(&str, &str)], body: &str| house.server.request("POST", "/api/v1/events", head, body);
    let json = [("Content-Type", "application/json")];
    let table = [
        (post(&[("Content-Type", "text/csv")], "a,b"), 415, "media_type"),
        (post(&[], "[]"), 415, "media_type"),
        (post(&json, "{}"), 400, "bad_body"),
        (post(&json, "[{]"), 400, "bad_body"),
        (post(&json, &format!("[\"{}\"]", "x".repeat(10 * 1024 * 1024))), 413, "too_large"),
        (house.server.get("/api/v1/events"), 405, "method_not_allowed"),
        (house.server.post("/api/v1/alerts", "[]"), 405, "method_not_allowed"),
        (house.server.post("/api/v1/nothing", "[]"), 404, "no_route"),
    ];
    for (answer, status, code) in table {
        assert_eq!((answer.status, text(&answer.json(), "code")), (status, code), "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    let nothing = house.server.post("/api/v1/events", "[]").json();
    assert_eq!((nothing["read"].as_u64(), nothing["events"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn a_batch_larger_than_the_ledger_takes_at_once_goes_in_whole() {
    let house = House::empty();
    let lines: Vec<String> = (0..5000).map(accepted).collect();
    let report = ndjson(&house, &lines.join("\n")).json();
    assert_eq!((report["accepted"].as_u64(), report["cases"].as_u64()), (Some(5000), Some(5000)));
    assert_eq!(house.installation.number("SELECT count(*) FROM \"case\""), 5000);
}

#[test]
fn what_was_taken_is_in_the_log_of_operations() {
    let mut house = House::empty();
    assert_eq!(house.server.post("/api/v1/events", &format!("[{},{{}}]", accepted(1))).status, 200);
    assert_eq!(house.server.post("/api/v1/events", "{}").status, 400);
    house.server.log_in("auditor", PASSWORD);
    let entries = house.get("/logs?log=operation&account=demo");
    let [refused, taken] = entries["items"].as_array().map(Vec::as_slice).unwrap_or_default() else { panic!("not two entries: {entries}") };
    assert_eq!((text(taken, "action"), text(taken, "outcome")), ("POST /api/v1/events", "done"));
    assert_eq!(text(taken, "detail"), "2 read, 1 accepted, 0 duplicates, 1 quarantined, 1 events appended");
    assert_eq!((text(taken, "account"), text(taken, "address")), ("demo", "127.0.0.1"));
    assert_eq!(text(refused, "outcome"), "400", "what came to nothing is written down too");
}
