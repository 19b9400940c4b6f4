//! Two hundred edits of single events, each sent as a correction, change exactly what the oracle of the generator says.

use std::collections::BTreeSet;

use mingjing_engine::time::{Zone, parse_rfc3339};
use serde_json::{Value, json};

use crate::harness::random::Random;
use crate::harness::{Installation, Sample, alerts, files, seeds};

const EDITS: usize = 200;

/// One correction of an event: another time, a void, a field that is gone, another number.
fn correction(event: &Value, random: &mut Random) -> Value {
    let mut corrected = event.clone();
    corrected["revision"] = json!(event["revision"].as_i64().unwrap_or(0) + 1);
    match random.below(6) {
        0 => corrected["is_void"] = json!(true),
        1 => {
            let fields: Vec<String> = event["payload"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
            // What a type demands must stay; the door would rightly refuse the correction.
            let removable: Vec<&String> = fields.iter().filter(|name| REMOVABLE.contains(&name.as_str())).collect();
            if removable.is_empty() {
                corrected["is_void"] = json!(true);
            } else if let Some(payload) = corrected["payload"].as_object_mut() {
                payload.remove(removable[random.below(removable.len() as u64) as usize]);
            }
        }
        kind => {
            let by = match kind {
                2 => 60,
                3 => -60,
                4 => 86_400,
                _ => -5 * 86_400,
            };
            corrected["occurred_at"] = json!(moved(event["occurred_at"].as_str().unwrap_or_default(), by));
        }
    }
    corrected
}

/// Fields that no type of event demands and some rule reads.
const REMOVABLE: [&str; 9] = [
    "promised_days",
    "contact_mobile",
    "applicant_id_no",
    "link_opinion",
    "take_mode",
    "special_reason",
    "item_version",
    "legal_rep",
    "accept_dept_uscc",
];

fn moved(at: &str, seconds: i64) -> String {
    match parse_rfc3339(at) {
        Some((instant, _)) => Zone::china().format(instant + seconds * 1_000_000),
        None => panic!("{at:?} is no time"),
    }
}

fn owed(events: &[Value]) -> Vec<String> {
    let manifest = mingjing_generator::owed(events, mingjing_generator::DEFAULT_NOW).cases_csv();
    alerts::in_utc(manifest.lines().skip(1).map(str::to_owned).collect(), 3)
}

#[test]
fn each_of_two_hundred_edits_changes_what_the_oracle_says() {
    for seed in seeds(&[31]) {
        let sample = Sample::generate(1000, seed);
        let mut events = sample.events();
        let before = owed(&events);
        let mut random = Random::new(seed);
        let superseded: BTreeSet<String> =
            events.iter().filter(|event| event["revision"].as_i64() > Some(0)).map(|event| event["id"].to_string()).collect();
        let mut edited = BTreeSet::new();
        let mut corrections = Vec::new();
        while corrections.len() < EDITS {
            let event = &events[random.below(events.len() as u64) as usize];
            let Some(case_no) = event["case_no"].as_str() else { continue };
            // One edit a case, so that each difference has one cause; and of events that were not corrected already.
            if superseded.contains(&event["id"].to_string()) || !edited.insert(case_no.to_owned()) {
                continue;
            }
            corrections.push(correction(event, &mut random));
        }

        let office = Installation::new();
        office.import_all(&sample.file());
        office.judge();
        alerts::assert_same(&format!("seed {seed}, before the edits"), &before, &alerts::of_cases(&office));

        let file = files::write_events(office.folder(), "corrections.jsonl", &corrections);
        let counts = office.import_all(&file);
        assert_eq!(counts["accepted"], EDITS, "{counts}");
        office.judge();
        events.extend(corrections);
        let after = owed(&events);
        alerts::assert_same(&format!("seed {seed}, after the edits"), &after, &alerts::of_cases(&office));
        let changed = alerts::without(&before, &after).len() + alerts::without(&after, &before).len();
        assert!(changed > 20, "only {changed} rows changed: the edits hit nothing");
    }
}
