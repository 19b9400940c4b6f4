//! A process that is killed in the middle.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::harness::{Installation, SAMPLE_NOW, Sample, alerts, must};

#[test]
fn an_import_killed_half_way_and_repeated_ends_like_an_undisturbed_one() {
    let sample = Sample::generate(5000, 51);
    let undisturbed = Installation::new();
    let all = undisturbed.import_all(&sample.file());
    undisturbed.judge();

    let office = Installation::with_key_of(&undisturbed);
    let file = sample.file().display().to_string();
    let mut command = office.command(&["import", &file, "--now", SAMPLE_NOW]);
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = must("starting the import", started);
    let Some(stderr) = child.stderr.take() else { panic!("no standard error") };
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    // Progress is told in tenths; the second one says that something is in and much is not.
    let seen = lines.by_ref().find(|line| line.contains("10%") || line.contains("20%"));
    must("killing the import", child.kill());
    let status = must("waiting for it", child.wait());
    assert!(seen.is_some(), "no progress was told");
    assert_eq!(status.code(), None, "the import ended before it was killed: {status}");

    let before = office.events();
    assert!(before > 0, "nothing was in yet");
    let again = office.import_all(&sample.file());
    assert_eq!(again["read"], all["read"]);
    assert_eq!(Some(office.events()), all["events"].as_u64(), "nothing is lost or counted twice");
    assert_eq!(again["events"].as_u64().map(|events| events + before), all["events"].as_u64());
    office.judge();
    alerts::assert_same("killed and repeated", &alerts::lasting(&undisturbed), &alerts::lasting(&office));
    let finished = office.run(&["ledger", "imports", "--json"]).status(0).json();
    let imports = finished["imports"].as_array().cloned().unwrap_or_default();
    assert_eq!(imports.len(), 1, "the same import was taken up again: {finished}");
    assert!(imports[0]["finished_at"].is_string(), "{finished}");
}

#[test]
fn a_judgement_killed_half_way_and_repeated_raises_no_alert_twice() {
    let sample = Sample::generate(5000, 52);
    let undisturbed = Installation::new();
    undisturbed.import_all(&sample.file());
    undisturbed.judge();

    let office = Installation::with_key_of(&undisturbed);
    office.import_all(&sample.file());
    let mut child = must("starting", office.command(&["run", "--now", SAMPLE_NOW]).stdout(Stdio::null()).stderr(Stdio::null()).spawn());
    // Wherever it is by now: the end must be the same.
    must("killing", child.kill());
    must("waiting", child.wait());
    office.judge();
    alerts::assert_same("killed and judged again", &alerts::lasting(&undisturbed), &alerts::lasting(&office));
    let numbers = office.number("SELECT count(DISTINCT alert_no) FROM alert WHERE supported");
    assert_eq!(numbers, office.number("SELECT count(*) FROM alert WHERE supported"));
}
