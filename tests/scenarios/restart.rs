//! A start from the copy of the facts on disk ends like one that makes everything anew from the ledger.

use std::io::Read;
use std::process::Stdio;

use crate::harness::{Installation, SAMPLE_NOW, Sample, alerts, files, must};

const EARLIER: &str = "2025-03-31T18:00:00+08:00";

/// How many cases a run says it judged.
#[track_caller]
fn judged(office: &Installation, now: &str) -> u64 {
    let done = office.run(&["run", "--now", now]).status(0);
    let line = done.stdout.lines().find_map(|line| line.split_once(" cases judged at "));
    match line.and_then(|(cases, _)| cases.parse().ok()) {
        Some(cases) => cases,
        None => panic!("{done}"),
    }
}

#[test]
fn a_start_from_the_copy_ends_like_one_from_the_ledger() {
    let sample = Sample::generate(400, 71);
    let whole = Installation::new();
    whole.import_all(&sample.file());
    whole.judge();
    let expected = alerts::lasting(&whole);

    let office = Installation::with_key_of(&whole);
    let events = sample.events();
    // Reference data and the watermark come first, so that the second half is of cases alone.
    let (cases, mut first): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event["case_no"].is_string());
    let (early, late) = cases.split_at(cases.len() / 2);
    first.extend_from_slice(early);
    office.import_all(&files::write_events(office.folder(), "first.jsonl", &first));
    assert!(judged(&office, EARLIER) > 100, "all cases so far");
    assert!(office.data().join("facts/manifest").is_file());
    assert_eq!(judged(&office, EARLIER), 0, "nothing changed and nothing fell due");

    office.import_all(&files::write_events(office.folder(), "second.jsonl", late));
    let cases = office.number("SELECT count(*) FROM \"case\"");
    assert_eq!(cases, whole.number("SELECT count(*) FROM \"case\""), "a question makes what the copy does not have");
    judged(&office, SAMPLE_NOW);
    alerts::assert_same("from the copy", &expected, &alerts::lasting(&office));
    office.run(&["ledger", "rebuild", "--now", SAMPLE_NOW]).status(0);

    // A copy that is damaged is left aside, and so is one from a later time.
    let manifest = office.data().join("facts/manifest");
    must("damaging the copy", std::fs::write(&manifest, "no copy\n"));
    assert_eq!(judged(&office, SAMPLE_NOW) as i64, cases);
    assert_eq!(judged(&office, EARLIER) as i64, cases);
    judged(&office, SAMPLE_NOW);
    alerts::assert_same("after all that", &expected, &alerts::lasting(&office));
}

#[test]
fn cases_dated_ahead_of_the_clock_come_when_their_time_does() {
    let sample = Sample::generate(150, 75);
    let whole = Installation::new();
    whole.import_all(&sample.file());
    whole.judge();
    let count = "SELECT count(*) FROM \"case\"";
    let cases = whole.number(count);

    let office = Installation::with_key_of(&whole);
    office.import_all(&sample.file());
    assert_eq!(judged(&office, EARLIER) as i64, cases, "all are read, whenever they begin");
    let ahead = judged(&office, SAMPLE_NOW) as i64;
    assert!(ahead < cases, "{ahead}: only what fell due is judged");
    assert_eq!(office.number(count), cases);
    alerts::assert_same("as time went by", &alerts::lasting(&whole), &alerts::lasting(&office));
}

#[test]
fn the_copy_of_another_ledger_is_left_aside() {
    let one = Installation::new();
    one.import_all(&Sample::generate(60, 72).file());
    let cases = judged(&one, SAMPLE_NOW);
    let other = Installation::with_key_of(&one);
    other.import_all(&Sample::generate(60, 73).file());
    must("making the folder", std::fs::create_dir_all(other.data().join("facts")));
    for file in must("listing the copy", std::fs::read_dir(one.data().join("facts"))) {
        let file = must("listing the copy", file);
        must("copying", std::fs::copy(file.path(), other.data().join("facts").join(file.file_name())));
    }
    assert!(cases > 0 && judged(&other, SAMPLE_NOW) > 0, "it judges its own cases");
    other.run(&["ledger", "rebuild", "--now", SAMPLE_NOW]).status(0);
}

#[test]
fn a_reader_that_has_had_enough_ends_no_command_in_error() {
    let office = Installation::new();
    office.import_all(&Sample::generate(300, 74).file());
    office.judge();
    for arguments in [
        &["alert", "list", "--state", "all", "--now", SAMPLE_NOW][..],
        &["query", "SELECT * FROM event", "--format", "csv", "--now", SAMPLE_NOW][..],
        &["ledger", "export"][..],
    ] {
        let mut child = must("starting", office.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn());
        let mut some = [0_u8; 64];
        if let Some(mut out) = child.stdout.take() {
            must("reading a little", out.read_exact(&mut some));
        }
        let done = must("waiting", child.wait_with_output());
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() && !told.contains("panicked"), "{arguments:?}: {told}");
    }
}
