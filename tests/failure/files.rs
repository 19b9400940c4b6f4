//! Files of events that are broken in one place.

use serde_json::{Value, json};

use crate::harness::{Done, Installation, Sample, alerts, files, must};

/// A well-formed event.
fn event(id: &str, kind: &str, payload: Value) -> Value {
    json!({
        "id": id, "source": "district", "revision": 0, "type": kind, "centre": "wanshan", "case_no": "WS1",
        "occurred_at": "2025-03-03T10:00:00+08:00", "actor_id": "P001", "dept_code": "D01", "payload": payload,
    })
}

/// Asserts the counts and that they add up.
#[track_caller]
fn counts(done: &Done, read: u64, accepted: u64, duplicates: u64, quarantined: u64) {
    let found = done.json();
    let numbers = ["read", "accepted", "duplicates", "quarantined"].map(|name| found[name].as_u64());
    assert_eq!(numbers, [read, accepted, duplicates, quarantined].map(Some), "{done}");
    assert_eq!(read, accepted + duplicates + quarantined);
}

/// Asserts that exactly one record waits, with this reason, in this line, and with a way to mend it.
#[track_caller]
fn waits(office: &Installation, reason: &str, line: u64, words: &[&str]) {
    let items = office.quarantine();
    assert_eq!(items.len(), 1, "{items:?}");
    let item = &items[0];
    assert_eq!((item["reason"].as_str(), item["line"].as_u64()), (Some(reason), Some(line)), "{item}");
    assert!(item["how_to_mend"].as_str().is_some_and(|text| !text.is_empty()), "{item}");
    let text = item.to_string();
    assert!(words.iter().all(|word| text.contains(word)), "{words:?} in {item}");
}

/// Imports one bad line between two good ones.
#[track_caller]
fn one_bad_line(bad: &str) -> Installation {
    let office = Installation::new();
    let good = [event("E1", "received", json!({})), event("E2", "accepted", json!({ "promised_days": 5 }))];
    let text = format!("{}\n{bad}\n{}\n", good[0], good[1]);
    let file = office.folder().write("events.jsonl", text);
    counts(&office.import(&file, &[]).status(1), 3, 2, 0, 1);
    assert_eq!(office.events(), 2, "the good ones are in");
    office
}

#[test]
fn a_date_that_does_not_exist_is_listed_with_its_field() {
    let mut bad = event("E3", "decided", json!({ "decision": "granted" }));
    bad["occurred_at"] = json!("2024-02-30T10:00:00+08:00");
    let office = one_bad_line(&bad.to_string());
    waits(&office, "bad_time", 2, &["occurred_at", "2024-02-30"]);
    office.run(&["quarantine", "list"]).status(1).says(&["events.jsonl", "2024-02-30"]);
}

#[test]
fn an_unknown_field_is_listed_with_the_nearest_right_one() {
    let office = one_bad_line(&event("E3", "accepted", json!({ "promised_dais": 5 })).to_string());
    waits(&office, "unknown_field", 2, &["promised_dais", "promised_days"]);
}

#[test]
fn an_unknown_type_is_listed_with_the_nearest_right_one() {
    let office = one_bad_line(&event("E3", "acepted", json!({})).to_string());
    waits(&office, "unknown_type", 2, &["acepted", "accepted"]);
}

#[test]
fn a_line_that_is_no_json_is_listed() {
    waits(&one_bad_line("{\"id\":\"E3\",\"type\":"), "not_json", 2, &[]);
}

#[test]
fn a_field_of_two_megabytes_is_listed_and_not_kept() {
    let bad = event("E3", "decided", json!({ "doc_no": "x".repeat(2 << 20) })).to_string();
    let office = one_bad_line(&bad);
    waits(&office, "too_long", 2, &[]);
    assert!(office.quarantine()[0].to_string().len() < 64 * 1024, "the list does not carry the field");
}

#[test]
fn the_same_revision_with_other_content_is_a_conflict() {
    let office = Installation::new();
    let first = files::write_events(office.folder(), "first.jsonl", &[event("E1", "accepted", json!({ "promised_days": 5 }))]);
    office.import_all(&first);
    let second = files::write_events(office.folder(), "second.jsonl", &[event("E1", "accepted", json!({ "promised_days": 50 }))]);
    counts(&office.import(&second, &[]).status(1), 1, 0, 0, 1);
    waits(&office, "conflict", 1, &["higher revision"]);
    assert_eq!(office.query("SELECT promised_days FROM \"case\""), ["5"], "the first one stands");
    // The same conflicting file again is still one thing to mend.
    counts(&office.import(&second, &[]).status(1), 1, 0, 0, 1);
    assert_eq!(office.quarantine().len(), 1);
}

#[test]
fn a_mended_record_goes_in_by_replay() {
    let mut bad = event("E3", "decided", json!({ "decision": "granted" }));
    bad["occurred_at"] = json!("2024-02-30T10:00:00+08:00");
    let office = one_bad_line(&bad.to_string());
    let id = office.quarantine()[0]["id"].to_string();
    office.run(&["quarantine", "replay", &id]).status(1).says(&["2024-02-30"]);
    bad["occurred_at"] = json!("2025-03-05T10:00:00+08:00");
    office.run(&["quarantine", "replay", &id, "--text", &bad.to_string()]).status(0);
    assert_eq!(office.quarantine(), Vec::<Value>::new());
    assert_eq!(office.query("SELECT decision FROM \"case\""), ["granted"]);
}

#[test]
fn a_record_is_mended_although_the_mapping_was_given_by_its_path_and_is_gone() {
    let office = Installation::new();
    let mapping = "shape = \"case\"\ncase_no = \"NO\"\nformats = [\"%d/%m/%Y\"]\n[[events]]\ntype = \"received\"\nat = \"RECEIVED\"\n";
    let mapping = office.folder().write("our own table.toml", mapping);
    let table = office.folder().write("cases.csv", "NO,RECEIVED\nC1,03/03/2025\nC2,30/02/2025\n");
    counts(&office.import(&table, &["--mapping", &mapping.display().to_string()]).status(1), 2, 1, 0, 1);
    must("removing the mapping", std::fs::remove_file(&mapping));
    let id = office.quarantine()[0]["id"].to_string();
    office.run(&["quarantine", "replay", &id, "--text", "C2,28/02/2025"]).status(0);
    assert_eq!(office.query("SELECT case_no FROM \"case\" ORDER BY case_no"), ["C1", "C2"]);
}

#[test]
fn a_cut_gzip_gives_its_complete_lines_and_the_whole_file_the_rest() {
    let sample = Sample::generate(300, 41);
    let whole = Installation::new();
    let all = whole.import_all(&sample.file());
    whole.judge();

    let office = Installation::with_key_of(&whole);
    let bytes = must("reading the sample", std::fs::read(sample.file()));
    let cut = office.folder().write("events.jsonl.gz", &bytes[..bytes.len() * 6 / 10]);
    let done = office.import(&cut, &[]).status(1);
    let found = done.json();
    let read = found["read"].as_u64().unwrap_or(0);
    assert!(read > 1 && read < all["read"].as_u64().unwrap_or(0), "{done}");
    assert_eq!(found["quarantined"], 1, "{done}");
    let items = office.quarantine();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["reason"], "truncated", "{items:?}");
    assert_eq!(items[0]["line"].as_u64(), Some(read), "the cut end is the last record");

    let rest = office.import_all(&sample.file());
    assert_eq!(rest["read"], all["read"]);
    let events = |counts: &Value| counts["events"].as_u64().unwrap_or(0);
    assert_eq!(events(&found) + events(&rest), events(&all), "nothing is lost or counted twice");
    office.judge();
    alerts::assert_same("cut and completed", &alerts::lasting(&whole), &alerts::lasting(&office));
}

#[test]
fn a_file_that_is_not_there_and_one_of_no_known_kind_are_refused() {
    let office = Installation::new();
    office.import(&office.folder().join("nothing.jsonl"), &[]).status(2).says(&["nothing.jsonl"]);
    let odd = office.folder().write("cases.docx", "x");
    office.import(&odd, &[]).status(2).says(&["cases.docx", ".jsonl", ".csv", ".xlsx"]);
    let fine = office.folder().write("fine.jsonl", "");
    office.import(&fine, &["--profile", "distrikt"]).status(2).says(&["distrikt", "district"]);
}

#[test]
fn a_wrong_check_digit_and_absent_basics_are_in_and_a_rule_says_so() {
    let office = Installation::new();
    let basics = json!({
        "applicant_name": "张三", "applicant_type": 1, "applicant_id_type": "111", "applicant_id_no": "110105199001011231",
        "applied_at": "2025-03-03T09:00:00+08:00",
    });
    let mut orphan = event("E2", "accepted", json!({ "promised_days": 5 }));
    orphan["case_no"] = json!("WS2");
    let file = files::write_events(office.folder(), "events.jsonl", &[event("E1", "submitted", basics), orphan]);
    counts(&office.import(&file, &[]).status(0), 2, 2, 0, 0);
    office.judge();
    let rows = office.query("SELECT case_no FROM alert WHERE supported AND rule = 'X05a'");
    assert_eq!(rows, ["WS1"]);
    let rows = office.query("SELECT case_no FROM alert WHERE supported AND rule = 'Q06'");
    assert_eq!(rows, ["WS2"]);
}
