//! Supported alerts do not depend on the order in which events arrive, nor on how often.

use serde_json::Value;

use crate::harness::random::Random;
use crate::harness::{Installation, Sample, alerts, cases, files, seeds};

/// Lines in the order of time, those of reference first: the file as a careful sender would write it.
fn in_order(sample: &Sample) -> Vec<Value> {
    let mut events = sample.events();
    events.sort_by_key(|event| (event["case_no"].is_string(), event["occurred_at"].as_str().unwrap_or_default().to_owned()));
    events
}

fn judged(base: Option<&Installation>, parts: &[&[Value]]) -> Installation {
    let office = base.map_or_else(Installation::new, Installation::with_key_of);
    for (number, part) in parts.iter().enumerate() {
        let file = files::write_events(office.folder(), &format!("part-{number}.jsonl.gz"), *part);
        office.import_all(&file);
        office.judge();
    }
    office
}

#[test]
fn order_lateness_and_repetition_change_no_supported_alert() {
    for seed in seeds(&[11, 12, 13, 14, 15]) {
        let sample = Sample::generate(cases(5000), seed);
        let events = in_order(&sample);
        let mut random = Random::new(seed);
        let base = judged(None, &[&events]);
        let expected = alerts::lasting(&base);

        let mut shuffled = events.clone();
        random.shuffle(&mut shuffled);
        let office = judged(Some(&base), &[&shuffled]);
        alerts::assert_same(&format!("seed {seed}, shuffled"), &expected, &alerts::lasting(&office));

        // A tenth comes after everything else was judged, so that alerts that were raised or spared wrongly are set right.
        let (late, punctual): (Vec<Value>, Vec<Value>) = events.iter().cloned().partition(|_| random.one_in(10));
        let office = judged(Some(&base), &[&punctual, &late]);
        alerts::assert_same(&format!("seed {seed}, a tenth late"), &expected, &alerts::lasting(&office));

        let mut doubled = events.clone();
        doubled.extend(events.iter().filter(|_| random.one_in(20)).cloned());
        random.shuffle(&mut doubled);
        let office = judged(Some(&base), &[&doubled]);
        alerts::assert_same(&format!("seed {seed}, a twentieth doubled"), &expected, &alerts::lasting(&office));
    }
}

#[test]
fn a_file_that_comes_again_counts_as_duplicates_only() {
    let sample = Sample::generate(300, 16);
    let office = Installation::new();
    let first = office.import_all(&sample.file());
    let events = office.number("SELECT count(*) FROM event");
    let again = office.import_all(&sample.file());
    assert_eq!(again["read"], first["read"]);
    assert_eq!(again["duplicates"], first["read"]);
    assert_eq!([&again["accepted"], &again["events"], &again["cases"], &again["quarantined"]], [0, 0, 0, 0]);
    assert_eq!(office.number("SELECT count(*) FROM event"), events);
}

#[test]
fn facts_made_anew_from_the_ledger_are_the_same() {
    let sample = Sample::generate(300, 17);
    let office = Installation::new();
    office.import_all(&sample.file());
    office.judge();
    let before = alerts::lasting(&office);
    office.run(&["ledger", "rebuild", "--now", crate::harness::SAMPLE_NOW]).status(0);
    alerts::assert_same("after a rebuild", &before, &alerts::lasting(&office));
    office.run(&["ledger", "verify"]).status(0).says(&["whole"]);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (one, two) = (Sample::generate(300, 18), Sample::generate(300, 18));
    let bytes = |sample: &Sample| crate::harness::must("reading the sample", std::fs::read(sample.file()));
    assert_eq!(bytes(&one), bytes(&two));
    assert_eq!([one.manifest(), one.manifest_groups()], [two.manifest(), two.manifest_groups()]);
}
