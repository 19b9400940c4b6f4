//! The six exchange data sets through an exchange folder: the same facts as the same told by events, and corrections and withdrawals end where a
//! fresh delivery of the corrected rows does, in whatever order they come.

use std::path::Path;

use serde_json::Value;

use crate::harness::exchange::{Exchanged, Row, SETS, corrected, write};
use crate::harness::random::Random;
use crate::harness::{Done, Installation, SAMPLE_NOW, Sample, Server, alerts, files, must, seeds};

/// Facts that the six sets can tell.
const FACTS: [&str; 4] = [
    "SELECT case_no, region_code, item_impl_code, item_name, item_version, situation_code, case_type, channel, applicant_type, \
     applicant_key, agent_key, contact_mobile_key, applicant_mask, applicant_id_valid, dept_code, window_id, acceptor_id, approver_id, handler_id, \
     state, is_open, clock_on, first_event_at, state_since, last_event_at, applied_at, received_at, accepted_at, decision_at, finished_at, \
     clock_start_at, clock_stop_at, promised_days, statutory_days, limit_unit, promised_due_at, statutory_due_at, suspended_wd, elapsed_wd, \
     remaining_wd, efficiency, result_code, result_reason, licence_no, basics_count, applicant_count, special_count, links_missing, is_off_path, \
     last_link_at, inversion_seconds, materials_missing FROM \"case\" ORDER BY case_no",
    "SELECT case_no, link_seq, link_code, link_name, link_kind, link_state, link_start, link_end, link_user, link_action, link_opinion, limit_wd \
     FROM link ORDER BY case_no, link_seq",
    "SELECT case_no, special_no, special_kind, special_start, special_end, special_reason, limit_days, notice_at, is_suspending, special_result \
     FROM special ORDER BY case_no, special_no",
    "SELECT case_no, material_code, material_name, taken, taken_at, take_mode, take_qty FROM material ORDER BY case_no, material_code, material_name",
];

fn facts(office: &Installation) -> Vec<Vec<String>> {
    FACTS.iter().map(|sql| office.query(sql)).collect()
}

#[track_caller]
fn assert_same(what: &str, expected: &[Vec<String>], found: &[Vec<String>]) {
    for (expected, found) in expected.iter().zip(found) {
        let differs = expected.iter().zip(found).find(|(one, other)| one != other);
        assert!(expected == found, "{what}: {} rows, {} expected; the first that differs: {differs:#?}", found.len(), expected.len());
    }
}

/// An installation that knows the sample's items and people, and an exchange folder beside it with rules for the six sets.
fn office(base: Option<&Installation>, told: &Exchanged) -> Installation {
    let office = base.map_or_else(Installation::new, Installation::with_key_of);
    let reference = files::write_events(office.folder(), "reference.jsonl", &told.reference);
    office.import_all(&reference);
    let rule = |set: &&str| format!("[[files]]\nname = \"{set}_*.csv\"\nmapping = \"exchange-{set}\"\n\n");
    let rules: String = SETS.iter().map(rule).collect();
    office.folder().write("exchange/folder.toml", format!("profile = \"district\"\n\n{rules}"));
    office
}

fn pass(office: &Installation) -> Done {
    let folder = office.folder().join("exchange").display().to_string();
    office.run(&["exchange", &folder, "--settle", "0", "--now", SAMPLE_NOW, "--json"])
}

fn deliver(office: &Installation, delivery: &str, rows: &[Row]) {
    let sent = write(office.folder(), "exchange/in", delivery, rows);
    let done = pass(office).status(0).json();
    let results = done["folders"][0]["files"].as_array().cloned().unwrap_or_default();
    assert_eq!(results.len(), sent.len(), "{done}");
    let read: u64 = results.iter().filter_map(|result| result["counts"]["read"].as_u64()).sum();
    assert_eq!(read, rows.len() as u64, "{done}");
}

#[test]
fn six_sets_give_the_facts_of_their_events_and_corrections_end_like_a_fresh_delivery() {
    for seed in seeds(&[31]) {
        let sample = Sample::generate(400, seed);
        let told = Exchanged::of(sample.events());
        assert!((0..SETS.len()).all(|set| told.rows.iter().any(|row| row.set == set)), "a set is empty");
        let by_events = office(None, &told);
        by_events.import_all(&files::write_events(by_events.folder(), "cases.jsonl", &told.events));
        by_events.judge();

        let by_rows = office(Some(&by_events), &told);
        deliver(&by_rows, "1", &told.rows);
        by_rows.judge();
        assert_same("rows beside events", &facts(&by_events), &facts(&by_rows));
        alerts::assert_same("rows beside events", &alerts::lasting(&by_events), &alerts::lasting(&by_rows));

        let (corrections, after) = corrected(&told.rows, &mut Random::new(seed));
        assert!(corrections.len() > 100 && corrections.iter().any(|row| row.operation == 'D'));
        let fresh = office(Some(&by_events), &told);
        deliver(&fresh, "1", &after);
        fresh.judge();
        let expected = facts(&fresh);

        deliver(&by_rows, "2", &corrections);
        by_rows.judge();
        assert_same("corrected afterwards", &expected, &facts(&by_rows));
        alerts::assert_same("corrected afterwards", &alerts::lasting(&fresh), &alerts::lasting(&by_rows));

        let early = office(Some(&by_events), &told);
        deliver(&early, "2", &corrections);
        deliver(&early, "1", &told.rows);
        early.judge();
        assert_same("corrections before what they correct", &expected, &facts(&early));
    }
}

#[test]
fn procedures_whose_start_and_end_are_two_rows_are_one_special() {
    let office = Installation::new();
    let head = "row_guid,cd_operation,cd_batch,cd_time,data_source,version,remark,case_no,special_flag,special_name,special_type,special_start,special_end,special_reason,special_result";
    let rows = [
        "g1,I,b1,20250601T120000,district,1,,C1,0,听证,2,20250602T090000,,依法听证,",
        "g2,I,b1,20250605T120000,district,1,,C1,1,听证,2,,20250605T090000,,通过",
        "g3,I,b1,20250610T120000,district,1,,C1,0,听证,2,20250610T090000,,再次听证,",
        "g4,I,b1,20250611T120000,district,1,,C1,0,检测,2,20250611T090000,,依法检测,",
        "g4,D,b2,20250612T120000,district,2,,C1,0,检测,,,,,",
    ];
    let file = office.folder().write("specials.csv", format!("{head}\n{}\n", rows.join("\n")));
    office.import(&file, &["--mapping", "exchange-specials-two-rows"]).status(0);
    let specials = office.query("SELECT special_kind, special_start, special_end, special_result FROM special ORDER BY special_start");
    assert_eq!(specials, ["hearing,2025-06-02T01:00:00Z,2025-06-05T01:00:00Z,通过", "hearing,2025-06-10T01:00:00Z,,"]);
}

/// Results that lie in a part of the folder, by file.
fn results(folder: &Path, part: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for entry in must("listing", std::fs::read_dir(folder.join(part))) {
        let path = must("listing", entry).path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(file) = name.strip_suffix(".result.json") {
            assert!(folder.join(part).join(file).symlink_metadata().is_ok(), "{file} does not lie beside its result");
            let text = must("reading a result", std::fs::read_to_string(&path));
            found.push((file.to_owned(), must(&name, serde_json::from_str(&text))));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

fn finished(number: u32) -> String {
    format!(
        r#"{{"id":"E{number}","source":"district","type":"finished","centre":"wanshan","case_no":"C-{number}","occurred_at":"2025-06-27T10:00:00+08:00","payload":{{"result_code":"granted"}}}}"#
    )
}

#[test]
fn each_file_is_put_away_with_what_became_of_it() {
    let office = Installation::new();
    let root = office.folder().join("exchange");
    let drop_in = |name: &str, text: &str| office.folder().write(&format!("exchange/in/{name}"), text);
    assert_eq!(pass(&office).status(0).json()["folders"][0]["files"], serde_json::json!([]));

    drop_in("a.jsonl", &format!("{}\n{}\n", finished(1), finished(2)));
    drop_in("b.jsonl", &format!("{}\n{}\nnot json 13800131234\n", finished(2), finished(3).replace("2025-06-27", "2025-02-30")));
    drop_in("c.docx", "no table");
    drop_in("d.csv", "a,b\n1,2\n");
    drop_in("e.jsonl.part", &finished(9));
    pass(&office).status(1);
    let done = results(&root, "done");
    assert_eq!(done.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a.jsonl", "b.jsonl"]);
    let counts = |result: &Value| {
        ["read", "accepted", "duplicates", "quarantined", "events"].map(|name| result["counts"][name].as_u64().unwrap_or(99))
    };
    assert_eq!((counts(&done[0].1), counts(&done[1].1)), ([2, 2, 0, 0, 2], [3, 0, 1, 2, 0]));
    let faults: Vec<(u64, &str)> = done[1].1["faults"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|fault| (fault["line"].as_u64().unwrap_or(0), fault["reason"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(faults, [(2, "bad_time"), (3, "not_json")]);
    assert!(!done[1].1.to_string().contains("13800131234"), "a result repeats no contents of a record that cannot be read");
    let failed = results(&root, "failed");
    let told: Vec<(&str, bool)> = failed
        .iter()
        .map(|(name, result)| (name.as_str(), result["message"].as_str().is_some_and(|message| message.starts_with(name.as_str()))))
        .collect();
    assert_eq!(told, [("c.docx", true), ("d.csv", true)], "{failed:?}");

    // The same file again is kept apart and counts as duplicates; what a process that was killed had taken is taken again.
    drop_in("a.jsonl", &format!("{}\n{}\n", finished(1), finished(2)));
    office.folder().write("exchange/work/k.jsonl", format!("{}\n", finished(4)));
    pass(&office).status(0);
    let done = results(&root, "done");
    assert_eq!(
        done.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["a.20250630T180000.jsonl", "a.jsonl", "b.jsonl", "k.jsonl"]
    );
    assert_eq!((counts(&done[0].1), counts(&done[3].1)), ([2, 0, 2, 0, 0], [1, 1, 0, 0, 1]));
    assert_eq!(office.number("SELECT count(*) FROM \"case\""), 3);

    // The batch of a result is the one that can be voided.
    let batch = done[3].1["batch"].to_string();
    office.run(&["import", "void", &batch, "--reason", "sent by mistake"]).status(0);
    assert_eq!(office.number("SELECT count(*) FROM \"case\""), 2);
    let left: Vec<String> = must("listing", std::fs::read_dir(root.join("in")))
        .map(|entry| must("listing", entry).file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["e.jsonl.part"]);
}

#[test]
fn rules_that_are_wrong_leave_the_files_where_they_are() {
    let office = Installation::new();
    office.folder().write("exchange/in/a.jsonl", finished(1));
    office.folder().write("exchange/folder.toml", "profil = \"district\"\n");
    pass(&office).status(2).says(&["folder.toml:1:1", "did you mean profile?"]);
    office.folder().write("exchange/folder.toml", "[[files]]\nname = \"a*\"\nprofile = \"distrikt\"\n");
    pass(&office).status(2).says(&["a.jsonl waits and is tried again", "no profile is called"]);
    office.folder().write("exchange/folder.toml", "[[files]]\nname = \"b*\"\n");
    office.folder().write("exchange/in/c.jsonl", finished(1));
    pass(&office).status(1).says(&["no [[files]] of folder.toml fits this name (there are b*)"]);
    assert_eq!(results(&office.folder().join("exchange"), "failed").len(), 2);
}

#[test]
fn a_server_takes_what_is_put_into_the_folders_it_watches_and_judges_it() {
    let office = Installation::new();
    let root = office.folder().join("exchange");
    let server = Server::start_with(&office, &["--watch", &root.display().to_string(), "--watch-every", "0.01"]);
    office.folder().write("exchange/in/a.jsonl.part", format!("{}\n", finished(1)));
    must("renaming", std::fs::rename(root.join("in/a.jsonl.part"), root.join("in/a.jsonl")));
    loop {
        let alerts = server.get("/api/v1/alerts?rule=F03&state=all&limit=1").json();
        if alerts["total"] == 1 {
            break;
        }
    }
    let result = loop {
        if let Some((_, result)) = results(&root, "done").into_iter().next() {
            break result;
        }
    };
    assert_eq!((result["status"].as_str(), result["counts"]["events"].as_u64()), (Some("done"), Some(1)));
}
