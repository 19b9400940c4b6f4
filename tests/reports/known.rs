//! A report asked again as of its print date is the same to the byte, whatever was learned since.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Installation, Sample, files, must};

const PRINTED: &str = "2025-06-30T18:00";
const DAY: &str = "2025-06-30";
const LATER: &str = "2025-07-20T09:00";
const FORMATS: [&str; 6] = ["table", "json", "csv", "xlsx", "svg", "png"];
const CHANGES: usize = 10_000;

fn printed(office: &Installation, by: &str, more: &[&str]) -> BTreeMap<&'static str, Vec<u8>> {
    let ask = |format: &'static str| {
        let path = office.folder().join(&format!("{by}.{format}"));
        let out = path.display().to_string();
        let arguments =
            ["report", "case-statistics", "--from", "2025-01-01", "--to", "2025-06-30", "--by", by, "--format", format, "--out", &out];
        office.run(&[&arguments[..], more].concat()).status(0);
        (format, must(format, std::fs::read(path)))
    };
    FORMATS.into_iter().map(ask).collect()
}

/// Corrections of known events, an hour later or in another department, and late events nobody had told of.
fn changes(events: &[Value]) -> Vec<Value> {
    let of_cases = events.iter().filter(|event| event["case_no"].is_string() && event["is_void"] != true);
    let mut latest: BTreeMap<String, &Value> = BTreeMap::new();
    for event in of_cases {
        let known = latest.entry(event["id"].to_string()).or_insert(event);
        if event["revision"].as_u64() > known["revision"].as_u64() {
            *known = event;
        }
    }
    let mut changes = Vec::with_capacity(CHANGES);
    let latest: Vec<&Value> = latest.into_values().collect();
    for (place, event) in latest.iter().enumerate().cycle().take(CHANGES) {
        let mut changed = Value::clone(event);
        if changes.len() % 4 == 3 || changes.len() > place {
            changed["id"] = json!(format!("late-{}", changes.len()));
            changed["type"] = json!("withdrawn");
            changed["payload"] = json!({});
            changed["attributes"] = json!({});
        } else {
            changed["revision"] = json!(event["revision"].as_u64().unwrap_or(0) + 7);
            changed["dept_code"] = json!("D01");
        }
        changes.push(changed);
    }
    changes
}

#[test]
fn a_report_as_of_its_print_date_is_the_same_to_the_byte_after_ten_thousand_late_and_corrected_events() {
    let sample = Sample::generate(500, 7);
    let office = Installation::new();
    let file = sample.file().display().to_string();
    office.run(&["import", &file, "--profile", "district", "--now", PRINTED]);
    let as_known = ["--now", PRINTED, "--known", DAY];
    let before = printed(&office, "department", &as_known);
    let months = printed(&office, "month", &as_known);
    let changes = changes(&sample.events());
    assert_eq!(changes.len(), CHANGES);
    let corrected = changes.iter().filter(|event| event["revision"].as_u64() >= Some(7)).count();
    assert!(corrected > 3_000, "{corrected} corrections");
    let file = files::write_events(office.folder(), "changes.jsonl", &changes).display().to_string();
    let done = office.run(&["import", &file, "--profile", "district", "--now", LATER, "--json"]);
    assert_eq!(done.json()["events"], CHANGES, "{done}");
    for (by, expected) in [("department", &before), ("month", &months)] {
        let again = printed(&office, by, &as_known);
        for format in FORMATS {
            assert!(again[format] == expected[format], "{by} as {format} is another file");
        }
    }
    // What was learned does change the report as now known.
    let now = printed(&office, "department", &["--now", PRINTED]);
    assert!(now["csv"] != before["csv"], "the corrections changed nothing");
}
