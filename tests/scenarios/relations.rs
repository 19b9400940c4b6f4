//! The relations beside those of cases, as questions find them: the ledger's own events, declarations, quarantine.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Installation, SAMPLE_NOW, Sample, alerts, files};

fn event(id: &str, revision: u32, kind: &str, occurred_at: &str, payload: Value) -> Value {
    json!({
        "id": id, "source": "district", "revision": revision, "type": kind, "centre": "wanshan", "occurred_at": occurred_at,
        "payload": payload,
    })
}

#[test]
fn events_are_asked_for_with_what_counts_of_them() {
    let office = Installation::new();
    let sample = Sample::generate(60, 75);
    let counts = office.import_all(&sample.file());
    assert_eq!(Some(office.number("SELECT count(*) FROM event")), counts["events"].as_i64());
    assert_eq!(office.number("SELECT count(*) FROM event WHERE is_counted AND is_void"), 0);
    let events = sample.events();
    let replaced = |event: &&Value| {
        let same = |other: &&Value| ["id", "source", "centre"].iter().all(|name| other[name] == event[name]);
        event["is_void"] == true || events.iter().filter(same).any(|other| other["revision"].as_i64() > event["revision"].as_i64())
    };
    let expected = events.iter().filter(replaced).count();
    assert!(expected > 0, "the sample has corrected events");
    assert_eq!(office.number("SELECT count(*) FROM event WHERE NOT is_counted"), expected as i64);
    let before = office.run(&["query", "SELECT count(*) FROM event", "--known", "2025-01-01", "--now", SAMPLE_NOW, "--format", "csv"]);
    assert_eq!(before.status(0).stdout.lines().nth(1), Some("0"), "all was recorded at the sample's time");
}

#[test]
fn alerts_are_listed_as_they_were_known_on_a_day() {
    let office = Installation::new();
    office.import_all(&Sample::generate(200, 78).file());
    office.judge();
    let total = |known: &str| {
        let list = office.run(&["alert", "list", "--state", "all", "--known", known, "--now", SAMPLE_NOW, "--json"]).status(0).json();
        list["total"].as_i64()
    };
    assert_eq!(total("2025-06-30"), Some(office.number("SELECT count(*) FROM alert")));
    assert_eq!(total("2025-06-29"), Some(0), "the ledger learned of nothing before the sample's day");
}

#[test]
fn centres_of_one_installation_keep_their_alerts_apart() {
    let alone = Installation::new();
    let sample = Sample::generate(200, 79);
    alone.import_all(&sample.file());
    alone.judge();
    let both = Installation::with_key_of(&alone);
    let requests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/boston311/boston311_2015.csv.gz");
    let some: Vec<String> = files::text(&requests).lines().take(3_000).map(str::to_owned).collect();
    let requests = both.folder().write("requests.csv", some.join("\n"));
    both.import(&requests, &["--profile", "boston311"]).status(0);
    both.import_all(&sample.file());
    both.judge();
    let expected = alerts::lasting(&alone);
    let (of_district, of_boston): (Vec<String>, Vec<String>) =
        alerts::lasting(&both).into_iter().partition(|row| row.starts_with("wanshan,"));
    alerts::assert_same("the district beside Boston", &expected, &of_district);
    assert!(!of_boston.is_empty());
    assert_eq!(
        both.number("SELECT count(DISTINCT alert_no) FROM alert WHERE subject <> 'delivery'"),
        (of_district.len() + of_boston.len()) as i64
    );
}

#[test]
fn declarations_are_relations_and_go_with_a_voided_import() {
    let office = Installation::new();
    office.import_all(&Sample::generate(40, 76).file());
    let of_sample = (office.number("SELECT count(*) FROM conflict"), office.number("SELECT count(*) FROM outage"));
    let more = [
        event(
            "X-outage",
            0,
            "outage_declared",
            "2025-06-02T08:00:00+08:00",
            json!({ "outage_no": "GZ-1", "platform": "district", "from": "2025-06-01T09:00:00+08:00", "to": "2025-06-01T15:00:00+08:00" }),
        ),
        event(
            "X-conflict",
            0,
            "conflict_declared",
            "2025-06-02T08:00:00+08:00",
            json!({ "person_id": "P001", "party_id_no": "110101199003074514", "valid_from": "2025-06-01", "reason": "family" }),
        ),
    ];
    let counts = office.import_all(&files::write_events(office.folder(), "declared.jsonl", &more));
    assert_eq!(counts["events"], 2);
    office.judge();
    let now = || (office.number("SELECT count(*) FROM conflict"), office.number("SELECT count(*) FROM outage"));
    assert_eq!(now(), (of_sample.0 + 1, of_sample.1 + 1));
    assert_eq!(office.query("SELECT outage_no FROM outage WHERE outage_no = 'GZ-1'"), ["GZ-1"]);
    office.run(&["import", "void", "2", "--reason", "not ours"]).status(0);
    office.judge();
    assert_eq!(now(), of_sample);
}

#[test]
fn quarantine_is_a_relation_with_how_to_mend_each_record() {
    let office = Installation::new();
    let wrong = office.folder().write("wrong.jsonl", "{\"id\":\"broken\",\"type\":\"accepted\"\n");
    office.import(&wrong, &[]).status(1);
    assert_eq!(office.number("SELECT count(*) FROM quarantine WHERE replayed_at IS NULL AND how_to_mend IS NOT NULL AND position = 1"), 1);
}
