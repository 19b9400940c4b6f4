//! `POST /events` with CloudEvents: one at a time in both modes, and batches of any size.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::{House, text};
use crate::harness::{Answer, Server, files, must, skip};

const ONE: &str = "application/cloudevents+json";
const BATCH: &str = "application/cloudevents-batch+json";

fn accepted(number: u32) -> Value {
    json!({
        "specversion": "1.0", "id": format!("E{number}"), "source": "district", "type": "cn.mingjing.accepted.v1", "centre": "wanshan",
        "subject": format!("P-{number}"), "time": "2025-06-27T10:00:00+08:00", "deptcode": "D01", "data": { "promised_days": 5 },
    })
}

fn with(number: u32, name: &str, value: Value) -> Value {
    let mut event = accepted(number);
    event[name] = value;
    event
}

fn post(server: &Server, kind: &str, body: &str) -> Answer {
    server.request("POST", "/api/v1/events", &[("Content-Type", kind)], body)
}

#[track_caller]
fn counts(answer: &Answer) -> [u64; 6] {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let report = answer.json();
    ["read", "accepted", "duplicates", "quarantined", "cases", "events"].map(|name| report[name].as_u64().unwrap_or(99))
}

#[test]
fn an_event_is_the_same_in_whatever_envelope_it_comes() {
    let House { installation, server } = House::empty();
    assert_eq!(counts(&post(&server, ONE, &accepted(1).to_string())), [1, 1, 0, 0, 1, 1]);
    let head = [
        ("Content-Type", "application/json"),
        ("ce-specversion", "1.0"),
        ("ce-id", "E1"),
        ("ce-source", "district"),
        ("ce-type", "accepted"),
        ("ce-centre", "wanshan"),
        ("ce-subject", "P%2D1"),
        ("ce-time", "2025-06-27T02:00:00Z"),
        ("ce-deptcode", "D01"),
        ("ce-utcoffset", "480"),
    ];
    let refused = server.request("POST", "/api/v1/events", &head, r#"{"promised_days":5}"#);
    assert_eq!(counts(&refused), [1, 0, 0, 1, 0, 0], "an extension that nobody knows");
    let head: Vec<(&str, &str)> =
        head[..9].iter().map(|(name, value)| (*name, if *name == "ce-time" { "2025-06-27T10:00:00+08:00" } else { value })).collect();
    assert_eq!(counts(&server.request("POST", "/api/v1/events", &head, r#"{"promised_days":5}"#)), [1, 0, 1, 0, 0, 0]);
    assert_eq!(counts(&post(&server, BATCH, &json!([accepted(1), accepted(2)]).to_string())), [2, 1, 1, 0, 1, 1]);
    let own = r#"[{"id":"E2","source":"district","type":"accepted","centre":"wanshan","case_no":"P-2","occurred_at":"2025-06-27T10:00:00+08:00","dept_code":"D01","payload":{"promised_days":5}}]"#;
    assert_eq!(counts(&server.post("/api/v1/events", own)), [1, 0, 1, 0, 0, 0]);
    let lines = files::write_events(installation.folder(), "lines.jsonl", &[accepted(2), accepted(3)]);
    let imported = installation.import_all(&lines);
    assert_eq!((imported["duplicates"].as_u64(), imported["accepted"].as_u64()), (Some(1), Some(1)));
    let mut void = with(3, "revision", json!(1));
    void["isvoid"] = json!(true);
    void["data"] = Value::Null;
    assert_eq!(counts(&post(&server, ONE, &void.to_string())), [1, 1, 0, 0, 1, 1]);
    assert_eq!(installation.number("SELECT count(*) FROM event WHERE is_counted AND NOT is_void AND type = 'accepted'"), 2);
    assert_eq!(installation.query("SELECT DISTINCT dept_code, promised_days FROM \"case\" WHERE case_no = 'P-1'"), ["D01,5"]);
}

#[test]
fn what_is_at_fault_in_a_batch_is_put_aside_with_its_place() {
    let House { installation, server } = House::empty();
    let mut other = accepted(1);
    other["data"] = json!({ "promised_days": 6, "applicant_name": "张三" });
    let entries = [
        accepted(1).to_string(),
        with(2, "time", Value::Null).to_string(),
        with(3, "specversion", json!("0.3")).to_string(),
        with(4, "type", json!("cn.mingjing.acepted.v1")).to_string(),
        "{\"specversion\":\"1.0\",\"id\":}".to_owned(),
        with(5, "deptcod", json!("D01")).to_string(),
        r#"{"id":"E6"}"#.to_owned(),
        with(7, "data", json!({ "promised_days": 6 })).to_string(),
        with(7, "data", json!({ "promised_days": 7 })).to_string(),
        other.to_string(),
        accepted(8).to_string(),
    ];
    let body = format!("[{}]", entries.join(",\n"));
    let answer = post(&server, BATCH, &body);
    assert_eq!(counts(&answer), [11, 3, 0, 8, 3, 3]);
    let told: Vec<(u64, String)> = answer.json()["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|problem| (problem["line"].as_u64().unwrap_or(0), text(problem, "field").to_owned()))
        .collect();
    let expected = [
        (2, "time"),
        (3, "specversion"),
        (4, "type"),
        (5, ""),
        (6, "deptcod"),
        (7, "specversion"),
        (9, "revision"),
        (10, "payload.applicant_name"),
    ];
    assert_eq!(told, expected.map(|(line, field)| (line, field.to_owned())));
    let listed = server.get("/api/v1/quarantine?limit=50");
    assert!(!listed.body.contains("张三"), "personal values are shown");
    assert!(
        listed.body.contains("2025-06-27T10:00:00+08:00") && listed.body.contains("cn.mingjing.acepted.v1"),
        "what is not personal is not"
    );

    // Again: nothing new, nothing listed twice.
    assert_eq!(counts(&post(&server, BATCH, &body)), [11, 0, 3, 8, 0, 0]);
    assert_eq!(server.get("/api/v1/quarantine?limit=50").json()["total"], 8);

    // A mended CloudEvent is replayed as one.
    let waiting = installation.quarantine();
    let timeless = waiting.iter().find(|row| row["field"] == "time").and_then(|row| row["id"].as_i64()).unwrap_or(0).to_string();
    installation.run(&["quarantine", "replay", &timeless, "--text", &accepted(2).to_string()]).status(0);
    assert_eq!(installation.number("SELECT count(*) FROM \"case\" WHERE case_no = 'P-2'"), 1);
}

#[test]
fn a_batch_that_is_no_whole_array_is_told_what_went_in() {
    let house = House::empty();
    let server = &house.server;
    for body in ["{}", "", "null"] {
        let answer = server.request("POST", "/api/v1/events", &[("Content-Type", BATCH)], body);
        assert_eq!((answer.status, text(&answer.json(), "code")), (400, "bad_body"), "{body}");
    }
    assert_eq!(counts(&post(server, BATCH, "[]")), [0; 6]);
    let cut = post(server, BATCH, &format!("[{},{}", accepted(1), &accepted(2).to_string()[..50]));
    assert_eq!(counts(&cut), [2, 1, 0, 1, 1, 1]);
    assert!(text(&cut.json()["problems"][0], "message").contains("breaks off in entry 2"), "{}", cut.body);
    let behind = post(server, BATCH, &format!("[{}] []", accepted(1)));
    assert_eq!(counts(&behind), [2, 0, 1, 1, 0, 0]);
    let head = [("Content-Type", BATCH), ("Content-Length", "300000000")];
    let large = server.request("POST", "/api/v1/events", &head, "");
    assert_eq!((large.status, text(&large.json(), "code")), (413, "too_large"), "{}", large.body);
}

/// A batch begun: the server has taken it up once it asks for the body.
fn begin(server: &Server, length: usize) -> TcpStream {
    let length = length.to_string();
    let head = [("Content-Type", BATCH), ("Content-Length", length.as_str()), ("Expect", "100-continue")];
    let stream = server.open("POST", "/api/v1/events", &head, "");
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(1, &stream);
    must("reading", reader.read_line(&mut line));
    assert!(line.contains("100 Continue"), "{line}");
    must("reading", reader.read_line(&mut line));
    drop(reader);
    stream
}

#[test]
fn only_so_many_batches_are_read_at_a_time() {
    let house = House::empty();
    let server = &house.server;
    let mut held: Vec<TcpStream> = (0..4).map(|_| begin(server, 2)).collect();
    let refused = post(server, BATCH, "[]");
    assert_eq!((refused.status, refused.header("retry-after"), text(&refused.json(), "code")), (503, Some("5"), "too_many_batches"));
    assert_eq!(counts(&post(server, ONE, &accepted(1).to_string())), [1, 1, 0, 0, 1, 1], "others are not held up");
    let Some(mut first) = held.pop() else { panic!("none is held") };
    must("sending", first.write_all(b"[]"));
    let mut answer = String::new();
    must("reading", BufReader::new(&first).read_line(&mut answer));
    assert!(answer.contains(" 200 "), "{answer}");
    assert_eq!(counts(&post(server, BATCH, "[]")), [0; 6]);
}

/// An array of so many entries, each made when it is asked for.
fn array(entries: u32, entry: impl Fn(u32) -> Value) -> String {
    let mut body = String::from("[");
    for number in 0..entries {
        body.push_str(if number == 0 { "" } else { "," });
        body.push_str(&entry(number).to_string());
    }
    body.push(']');
    body
}

#[test]
fn a_batch_of_a_hundred_thousand_that_broke_off_is_sent_again_and_counted_once() {
    let House { installation, server } = House::empty();
    let entry = |number: u32| {
        let mut event = accepted(number);
        event["type"] = json!("material_taken");
        event["subject"] = json!(format!("P-{}", number % 2000));
        event["data"] = json!({ "material_code": format!("M{}", number / 2000), "take_mode": "1", "take_qty": 1 });
        event
    };
    let body = array(100_000, entry);
    let mut cut = begin(&server, body.len());
    must("sending", cut.write_all(&body.as_bytes()[..body.len() * 3 / 5]));
    drop(cut);
    let answer = post(&server, BATCH, &body);
    let [read, accepted, duplicates, quarantined, cases, events] = counts(&answer);
    assert_eq!((read, accepted + duplicates, quarantined, events), (100_000, 100_000, 0, accepted));
    assert!(cases <= 2000);
    assert_eq!(counts(&post(&server, BATCH, &body)), [100_000, 0, 100_000, 0, 0, 0]);
    assert_eq!(installation.number("SELECT count(*) FROM event WHERE type = 'material_taken'"), 100_000);
    assert_eq!(installation.number("SELECT count(*) FROM \"case\""), 2000);
}

#[test]
fn memory_does_not_grow_with_the_size_of_a_batch() {
    let house = House::empty();
    let server = &house.server;
    let entry = |number: u32| {
        let mut event = accepted(number % 1000);
        event["type"] = json!("pre_returned");
        event["data"] = json!({ "reason": "请补充材料后重新提交。".repeat(60) });
        event
    };
    let large = array(100_000, entry);
    assert_eq!(counts(&post(server, BATCH, &array(1000, entry)))[0..3], [1000, 1000, 0]);
    // Judged too, so that only the large batch is measured.
    while house.total("/cases") < 1000 {}
    let Some(before) = server.peak_memory() else { return skip("memory_does_not_grow_with_the_size_of_a_batch", "no /proc") };
    assert!(large.len() > 200_000_000, "{} bytes", large.len());
    assert_eq!(counts(&post(server, BATCH, &large))[0..3], [100_000, 0, 100_000]);
    let grown = server.peak_memory().unwrap_or(u64::MAX).saturating_sub(before);
    assert!(grown < 100 * 1024 * 1024, "{grown} bytes more than before, for a batch of {} bytes", large.len());
}
