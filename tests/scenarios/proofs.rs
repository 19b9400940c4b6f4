//! What proves an alert: a file that judges it again without server or database, and that no change of a byte survives.

use std::collections::BTreeSet;
use std::path::PathBuf;

use mingjing_engine::supervision::proof::{ProofFile, VerifyError, verify};

use crate::harness::{Installation, SAMPLE_NOW, Sample, cases, cli, files, must};

/// A district that was judged as of a time, and the files of all its alerts.
fn proved_at(cases: u64, seed: u64, now: &str) -> (Installation, Vec<PathBuf>) {
    let sample = Sample::generate(cases, seed);
    let office = Installation::new();
    office.import_all(&sample.file());
    office.run(&["run", "--now", now]).status(0);
    let files = saved(&office, "proofs", now);
    (office, files)
}

fn proved(cases: u64, seed: u64) -> (Installation, Vec<PathBuf>) {
    proved_at(cases, seed, SAMPLE_NOW)
}

/// The files of all alerts as of a time, by name.
fn saved(office: &Installation, folder: &str, now: &str) -> Vec<PathBuf> {
    let out = office.folder().join(folder);
    let place = out.display().to_string();
    let saved = office.run(&["proof", "save", "--every", "--out", &place, "--now", now, "--json"]).status(0).json();
    let alerts = office.run(&["query", "SELECT count(*) AS alerts FROM alert", "--now", now, "--format", "csv"]).status(0);
    assert_eq!(alerts.stdout.lines().nth(1), Some(saved["saved"].to_string().as_str()), "{saved}");
    let listed = must("listing", std::fs::read_dir(&out)).map(|entry| must("listing", entry).path());
    let mut files: Vec<PathBuf> = listed.collect();
    files.sort();
    files
}

fn read(path: &std::path::Path) -> ProofFile {
    ProofFile::read(&files::text(path)).expect("a proof's file")
}

#[test]
fn every_alert_of_a_district_is_proved_by_its_file_alone() {
    let (office, files) = proved(cases(600), 71);
    let mut rules = BTreeSet::new();
    let (mut walked, mut judged) = (0, 0);
    for path in &files {
        let found = verify(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        rules.insert(found.rule.clone());
        if found.is_walked { walked += 1 } else { judged += 1 }
    }
    assert!(walked > 100 && judged > 5, "{walked} of cases, {judged} of groups");
    assert_eq!(rules.len() as i64, office.number("SELECT count(DISTINCT rule) FROM alert"), "{rules:?}");
    assert_eq!(office.number("SELECT count(*) FROM alert WHERE proof_hash IS NULL"), 0);
    // The command says the same, and that the ledger has what the files show.
    let few: Vec<String> = files.iter().step_by(40).map(|path| path.display().to_string()).collect();
    let mut arguments = vec!["proof", "verify", "--against-ledger", "--json"];
    arguments.extend(few.iter().map(String::as_str));
    let said = office.run(&arguments).status(0).json();
    assert_eq!(said["verified"].as_array().map(Vec::len), Some(few.len()), "{said}");
}

#[test]
fn no_byte_of_a_proof_can_be_changed() {
    let (_office, files) = proved(60, 72);
    let path = files.first().expect("an alert");
    let text = files::text(path);
    let mut bytes = text.clone().into_bytes();
    for place in 0..bytes.len() {
        let kept = bytes[place];
        bytes[place] = kept ^ (1 << (place % 7));
        let survives = std::str::from_utf8(&bytes).is_ok_and(|changed| ProofFile::read(changed).is_ok());
        assert!(!survives, "byte {place} of {}", text.len());
        bytes[place] = kept;
    }
    for cut in [0, 1, text.len() / 2, text.len() - 1] {
        assert!(ProofFile::read(&text[..cut]).is_err(), "cut at {cut}");
    }
    let changed = path.with_extension("changed.json");
    std::fs::write(&changed, text.replacen('7', "8", 1)).expect("written");
    let done = cli(&["proof", "verify", &changed.display().to_string()]).status(1).says(&["NOT PROVED", "the file was changed"]);
    assert!(!done.stdout.contains("PROVED  "), "{done}");
}

#[test]
fn whoever_seals_a_changed_proof_anew_is_found_by_the_chain_or_by_the_judgement() {
    let (office, files) = proved(200, 73);
    let number = office.query("SELECT alert_no FROM alert WHERE rule = 'T03' ORDER BY alert_no LIMIT 1").remove(0);
    let path = files.iter().find(|path| path.display().to_string().contains(&number)).expect("its file");
    let sealed = |change: &dyn Fn(&mut ProofFile)| {
        let mut file = read(path);
        change(&mut file);
        let text = file.write().expect("JSON");
        verify(&ProofFile::read(&text).expect("sealed anew")).expect_err("another file")
    };
    let error = sealed(&|file| file.events[0].body.push(' '));
    assert!(matches!(error, VerifyError::Unsealed { .. }), "{error}");
    let error = sealed(&|file| file.step.body = file.step.body.replacen("yellow", "red", 1));
    assert!(matches!(error, VerifyError::Unsealed { .. }), "{error}");
    let error = sealed(&|file| drop(file.events.pop()));
    assert!(matches!(error, VerifyError::Events { .. }), "{error}");
    let error = sealed(&|file| file.rules.values_mut().for_each(|text| *text = text.replace("default = 0", "default = 1")));
    assert!(matches!(error, VerifyError::RuleHash { .. }), "{error}");
    let error = sealed(&|file| file.profile.text = file.profile.text.replace("\"cn\"", "\"weekdays\""));
    assert!(matches!(error, VerifyError::Calendar { .. }), "{error}");
    // A file that agrees with itself in everything is another ledger's: holding it against ours says so.
    let (_other, others) = proved(150, 74);
    let foreign = others.first().expect("an alert").display().to_string();
    cli(&["proof", "verify", &foreign]).status(0).says(&["PROVED"]);
    office.run(&["proof", "verify", "--against-ledger", &foreign]).status(1).says(&["the ledger has something else at position"]);
}

#[test]
fn a_proof_shows_an_alert_as_it_was_judged_although_its_case_went_on() {
    let (office, files) = proved_at(400, 75, "2024-12-10T18:00:00+08:00");
    office.judge();
    let later = saved(&office, "later", SAMPLE_NOW);
    let mut moved = 0;
    for path in &files {
        // What was proved before still is.
        let before = read(path);
        verify(&before).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let after = later.iter().find(|later| later.file_name() == path.file_name()).expect("alerts stay");
        let after = read(after);
        verify(&after).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        moved += u32::from(after.step.position != before.step.position);
    }
    assert!(moved > 0, "{moved} of {} alerts escalated or ended meanwhile", files.len());
}
