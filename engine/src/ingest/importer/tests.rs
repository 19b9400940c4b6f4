//! Tests of importer.

use super::*;
use crate::ingest::sink::SinkError;
use crate::schema::Key;
use std::collections::BTreeMap;
use std::io::Write;

/// A ledger in memory: keys, bodies, quarantine.
#[derive(Default)]
struct Memory {
    bodies: BTreeMap<(String, String, u32), (u64, String)>,
    quarantined: BTreeMap<String, Quarantined>,
    appends: usize,
    refuses_after: Option<usize>,
    files: Vec<(FileInfo, Option<Counts>)>,
}

impl Sink for Memory {
    fn begin(&mut self, file: &FileInfo, _now: Micros) -> Result<(), SinkError> {
        self.files.push((file.clone(), None));
        Ok(())
    }

    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, _now: Micros) -> Result<Vec<Outcome>, SinkError> {
        if self.refuses_after.is_some_and(|most| self.appends >= most) {
            return Err(SinkError("the disk is full".into()));
        }
        self.appends += 1;
        for row in quarantined {
            self.quarantined.entry(row.fingerprint.clone()).or_insert(row);
        }
        let mut outcomes = Vec::new();
        for (event, _) in events {
            let position = self.bodies.len() as u64 + 1;
            let key = (event.source.text().to_owned(), event.id, event.revision);
            outcomes.push(match self.bodies.get(&key) {
                None => {
                    self.bodies.insert(key, (position, event.body));
                    Outcome::Appended
                }
                Some((_, body)) if *body == event.body => Outcome::Duplicate,
                Some((existing, _)) => Outcome::Conflict { existing: *existing },
            });
        }
        Ok(outcomes)
    }

    fn finish(&mut self, counts: &Counts, _now: Micros) -> Result<(), SinkError> {
        if let Some(last) = self.files.last_mut() {
            last.1 = Some(*counts);
        }
        Ok(())
    }
}

const PROFILE: &str = r#"
centre = "wanshan"
title = { zh = "万山区", en = "Wanshan" }
zone = "Asia/Shanghai"
calendar = "cn"
due = "computed"
deemed_acceptance = true
source = "district"
"#;

const MAPPING: &str = r#"
shape = "case"
formats = ["%Y-%m-%d %H:%M:%S"]
case_no = "no"
[[events]]
type = "submitted"
at = "opened"
payload = { applicant_name = "name" }
[[events]]
type = "finished"
at = "closed"
payload = { result_code = { const = "other" } }
"#;

fn token(tag: &str, text: &str) -> Key {
    Key(tag.bytes().chain(text.bytes()).fold(7, |hash, byte| hash * 31 + u128::from(byte)))
}

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mingjing-ingest-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn import(files: &[PathBuf], sink: &mut Memory) -> Result<ImportReport, ImportError> {
    let profile = Profile::read("district", "district.toml", PROFILE).expect("valid");
    let mapping = Mapping::read("m", "m.toml", MAPPING).expect("valid");
    Importer { profile: &profile, mapping: Some(&mapping), token: &token, now: 0 }.run(files, sink, &mut |_| {})
}

fn event(id: u32, payload: &str) -> String {
    let minute = id % 60;
    format!(
        r#"{{"id":"E{id}","type":"submitted","case_no":"C{}","occurred_at":"2024-09-27T10:{minute:02}:00+08:00","payload":{payload}}}"#,
        id / 2
    )
}

fn counts(report: &ImportReport) -> [u64; 6] {
    [report.read, report.accepted, report.duplicates, report.quarantined, report.cases, report.events]
}

fn gz(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).expect("in memory");
    encoder.finish().expect("in memory")
}

fn faults(sink: &Memory) -> Vec<(u64, &'static str)> {
    let mut seen: Vec<(u64, &'static str)> = sink.quarantined.values().map(|row| (row.position.line, row.fault.reason)).collect();
    seen.sort();
    seen
}

#[test]
fn good_events_go_in_and_bad_ones_are_listed_each_with_its_line() {
    let folder = Folder::new("mixed");
    let lines = [
        event(0, "{}"),
        event(1, r#"{"chanel":1}"#),
        event(1, r#"{"channel":"1"}"#),
        "{\"id\":".to_owned(),
        event(2, "{}").replace("2024-09-27", "2024-02-30"),
        event(2, "{}").replace("submitted", "submited"),
        event(3, "{}").replace("\"type\"", "\"centre\":\"elsewhere\",\"type\""),
        r#"{"id":"E9","type":"import_voided","occurred_at":"2024-09-27T10:00:00+08:00","payload":{"batch":"1","reason":"x"}}"#.to_owned(),
        event(0, "{}"),
        event(4, r#"{"applicant_id_type":"111","applicant_id_no":"110105194912310021"}"#),
    ];
    let file = folder.file("events.jsonl", lines.join("\n").as_bytes());
    let mut sink = Memory::default();
    let report = import(&[file], &mut sink).expect("done");
    assert_eq!(counts(&report), [10, 2, 1, 7, 2, 2]);
    assert_eq!(report.exit_status(), 1);
    assert_eq!(
        faults(&sink),
        [
            (2, "unknown_field"),
            (3, "wrong_type"),
            (4, "not_json"),
            (5, "bad_time"),
            (6, "unknown_type"),
            (7, "other_centre"),
            (8, "own_type")
        ]
    );
    let row = sink.quarantined.values().find(|row| row.position.line == 5).expect("listed");
    assert_eq!(row.fault.field.as_deref(), Some("occurred_at"));
    assert!(row.fault.message.contains("2024-02-30T10:02:00+08:00"), "{}", row.fault.message);
    // A wrong check digit is no error of form.
    let body = &sink.bodies[&("district".to_owned(), "E4".to_owned(), 0)].1;
    assert!(body.contains("\"valid\":false") && !body.contains("110105194912310021"), "{body}");
}

#[test]
fn the_same_file_again_is_all_duplicates_and_lists_nothing_twice() {
    let folder = Folder::new("again");
    let mut text: String = (0..5000).map(|id| event(id, "{}") + "\n").collect();
    text.push_str("{broken\n");
    let file = folder.file("events.jsonl.gz", &gz(&text));
    let mut sink = Memory::default();
    let first = import(std::slice::from_ref(&file), &mut sink).expect("done");
    assert_eq!(counts(&first), [5001, 5000, 0, 1, 2500, 5000]);
    assert!(sink.appends >= 3, "chunks of about two thousand");
    let second = import(&[file], &mut sink).expect("done");
    assert_eq!(counts(&second), [5001, 0, 5000, 1, 0, 0]);
    assert_eq!(sink.quarantined.len(), 1);
    assert_eq!(sink.files[1].1.map(|counts| counts.duplicates), Some(5000));
}

#[test]
fn the_same_revision_with_other_content_is_a_conflict_and_a_higher_one_is_not() {
    let folder = Folder::new("conflict");
    let revised = event(1, r#"{"channel":3}"#).replace("\"type\"", "\"revision\":1,\"type\"");
    let text = [event(1, r#"{"channel":1}"#), event(1, r#"{"channel":2}"#), revised].join("\n");
    let mut sink = Memory::default();
    let report = import(&[folder.file("events.jsonl", text.as_bytes())], &mut sink).expect("done");
    assert_eq!(counts(&report), [3, 2, 0, 1, 1, 2]);
    let row = sink.quarantined.values().next().expect("listed");
    assert_eq!((row.position.line, row.fault.reason), (2, "conflict"));
    assert!(row.fault.message.contains("position 1") && row.fault.how_to_mend.contains("higher revision"), "{}", row.fault);
}

#[test]
fn a_field_of_two_megabytes_is_listed_and_the_lines_around_it_go_in() {
    let folder = Folder::new("huge");
    let huge = event(1, &format!(r#"{{"item_name":"{}"}}"#, "x".repeat(2 * 1024 * 1024)));
    let long = event(2, &format!(r#"{{"item_name":"{}"}}"#, "x".repeat(100_000)));
    let text = [event(0, "{}"), huge, long, event(3, "{}")].join("\n");
    let mut sink = Memory::default();
    let report = import(&[folder.file("events.jsonl", text.as_bytes())], &mut sink).expect("done");
    assert_eq!(counts(&report), [4, 2, 0, 2, 2, 2]);
    assert_eq!(faults(&sink), [(2, "too_long"), (3, "too_long")]);
    assert!(sink.quarantined.values().all(|row| row.masked.chars().count() <= 2000));
    assert!(sink.quarantined.values().any(|row| row.stored.is_none()));
}

#[test]
fn a_truncated_gzip_keeps_its_complete_lines_and_reports_the_cut() {
    let folder = Folder::new("cut");
    let text: String = (0..20_000).map(|id| event(id * 7 % 20_011, "{}") + "\n").collect();
    let whole = gz(&text);
    let file = folder.file("events.jsonl.gz", &whole[..whole.len() / 2]);
    let mut sink = Memory::default();
    let report = import(&[file], &mut sink).expect("done");
    assert_eq!((report.quarantined, report.exit_status()), (1, 1));
    assert_eq!(report.read, report.accepted + report.duplicates + report.quarantined);
    assert_eq!(report.events, sink.bodies.len() as u64);
    let row = sink.quarantined.values().next().expect("listed");
    assert_eq!((row.fault.reason, row.position.line), ("truncated", report.read));
    assert!(row.stored.is_none());
    // The whole file afterwards: the rest is new, the first part known.
    let report = import(&[folder.file("events.jsonl.gz", &whole)], &mut sink).expect("done");
    assert_eq!((report.read, report.quarantined, sink.bodies.len()), (20_000, 0, 20_000));
}

#[test]
fn a_gzip_cut_anywhere_is_reported() {
    let folder = Folder::new("cut-anywhere");
    let whole = gz(&format!("{}\n{}\n", event(0, "{}"), event(1, "{}")));
    for length in [2, 5, 11, 12, 20, whole.len() - 9, whole.len() - 8, whole.len() - 3, whole.len() - 1] {
        let mut sink = Memory::default();
        let report = import(&[folder.file("events.jsonl.gz", &whole[..length])], &mut sink).expect("done");
        assert_eq!(faults(&sink), [(report.read, "truncated")], "cut after {length} bytes");
    }
}

#[test]
fn a_table_with_a_broken_quote_keeps_all_other_rows() {
    let folder = Folder::new("quote");
    let text = "\u{feff}no,opened,closed,name\n\
        A1,2024-09-27 10:00:00,,张三\n\
        A2,2024-09-27 10:00:00,,\"李四\n\
        A3,2024-09-27 10:00:00,2024-09-28 10:00:00,\"王五\"\n\
        A4,2024-02-30 10:00:00,2024-09-28 10:00:00,赵六\n";
    let file = folder.file("cases.csv", text.as_bytes());
    let mut sink = Memory::default();
    let report = import(std::slice::from_ref(&file), &mut sink).expect("done");
    // Of A4 the good event goes in, the bad one keeps the row in the list.
    assert_eq!(counts(&report), [4, 2, 0, 2, 3, 4]);
    assert_eq!(faults(&sink), [(3, "broken_quote"), (5, "bad_time")]);
    let broken = sink.quarantined.values().find(|row| row.position.line == 3).expect("listed");
    assert!(!broken.masked.contains('李'), "{}", broken.masked);
    assert_eq!(broken.fault.field.as_deref(), Some("column 4"));
    // Mended, it goes in; the record of the wrong date too, and its good event counts as known.
    let profile = Profile::read("district", "district.toml", PROFILE).expect("valid");
    let mapping = Mapping::read("m", "m.toml", MAPPING).expect("valid");
    let rows: Vec<Quarantined> = sink.quarantined.values().cloned().collect();
    for row in rows {
        let stored = StoredRecord::from_json(row.stored.as_deref().expect("whole")).expect("as kept");
        let unmended = stored.replay(None, &profile, Some(&mapping), &token, 0, &mut sink).expect("read");
        assert_eq!(unmended.faults.len(), 1);
        let mended = stored.raw.replace("\"李四", "李四").replace("02-30", "02-29");
        let replayed = stored.replay(Some(&mended), &profile, Some(&mapping), &token, 0, &mut sink).expect("read");
        assert_eq!((replayed.appended, replayed.faults), (1, Vec::new()));
    }
    assert_eq!(sink.bodies.len(), 6);
    let report = import(&[file], &mut sink).expect("done");
    assert_eq!((report.events, report.quarantined, sink.quarantined.len()), (0, 2, 2));
}

#[test]
fn an_unknown_column_refuses_all_files_before_anything_goes_in() {
    let folder = Folder::new("columns");
    let good = folder.file("good.csv", b"no,opened,closed,name\nA1,2024-09-27 10:00:00,,x\n");
    let bad = folder.file("bad.csv", b"no,opened,closd,name,colour\nA1,2024-09-27 10:00:00,,x,red\n");
    let mut sink = Memory::default();
    let error = import(&[good, bad], &mut sink).expect_err("refused").to_string();
    assert!(error.contains("did you mean closed?") && error.contains("\"colour\" is neither mapped nor left out"), "{error}");
    assert_eq!((sink.bodies.len(), sink.files.len()), (0, 0));
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = Folder::new("unreadable");
    let mut sink = Memory::default();
    let table = [
        (folder.file("events.docx", b"x"), "the name tells no known format"),
        (folder.file("events.xlsx", b"x"), "is no workbook: an .xlsx file is a zip archive"),
        (folder.file("archive.csv", b"PK\x03\x04"), "is a zip archive, not a text"),
        (folder.file("empty.csv", b""), "no header: the file is empty"),
        (folder.0.join("nowhere.jsonl"), "cannot be read"),
    ];
    for (file, expected) in table {
        let error = import(&[file], &mut sink).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_table_is_read_in_every_encoding_that_spreadsheets_write() {
    let folder = Folder::new("encodings");
    let text = "no,opened,closed,name\nA1,2024-09-27 10:00:00,,䶮·𬱖\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [("utf8", text.as_bytes().to_vec()), ("bom", format!("\u{feff}{text}").into_bytes()), ("gb", gb), ("utf16", utf16)];
    let mut bodies = std::collections::BTreeSet::new();
    for (name, bytes) in files {
        let file = folder.file(&format!("{name}.csv"), &bytes);
        let mut sink = Memory::default();
        let report = import(&[file], &mut sink).expect(name);
        assert_eq!(counts(&report), [1, 1, 0, 0, 1, 1], "{name}");
        assert_eq!(
            report.notes.iter().map(|note| note.note.code).collect::<Vec<_>>(),
            if name == "gb" { vec!["encoding"] } else { vec![] }
        );
        bodies.extend(sink.bodies.into_values().map(|(_, body)| body));
    }
    assert_eq!(bodies.len(), 1, "the same events come of each: {bodies:?}");
}

#[test]
fn a_line_that_is_no_gb18030_is_listed_and_the_rest_goes_in() {
    let folder = Folder::new("gb");
    let line = |id: u32, name: &str| event(id, &format!(r#"{{"applicant_name":"{name}"}}"#));
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let text = [gb(&(line(1, "张三") + "\n")), b"{\"id\":\"\xff\"}\n".to_vec(), gb(&(line(2, "䶮") + "\n"))].concat();
    let mut sink = Memory::default();
    let report = import(&[folder.file("events.jsonl", &text)], &mut sink).expect("done");
    assert_eq!(counts(&report), [3, 2, 0, 1, 2, 2]);
    assert_eq!(faults(&sink), [(2, "not_gb18030")]);
}

#[test]
fn a_ledger_that_refuses_stops_the_import_and_the_next_one_goes_on() {
    let folder = Folder::new("full");
    let text: String = (0..9000).map(|id| event(id, "{}") + "\n").collect();
    let file = folder.file("events.jsonl", text.as_bytes());
    let mut sink = Memory { refuses_after: Some(2), ..Memory::default() };
    let error = import(std::slice::from_ref(&file), &mut sink).expect_err("refused").to_string();
    assert_eq!(error, "the disk is full");
    let kept = sink.bodies.len() as u64;
    assert!(kept > 0 && kept < 9000);
    sink.refuses_after = None;
    let report = import(&[file], &mut sink).expect("done");
    assert_eq!((report.duplicates, report.accepted, sink.bodies.len()), (kept, 9000 - kept, 9000));
}

#[test]
fn what_a_profile_declares_is_appended_once_and_not_counted() {
    let text = format!("{PROFILE}[[sources]]\ncode = \"district\"\nstarts_at = \"2024-01-01T00:00:00+08:00\"\n");
    let folder = Folder::new("declared");
    let file = folder.file("events.jsonl", event(1, "{}").as_bytes());
    let mut sink = Memory::default();
    let run = |text: &str, sink: &mut Memory| {
        let profile = Profile::read("district", "district.toml", text).expect("valid");
        Importer { profile: &profile, mapping: None, token: &token, now: 0 }.run(std::slice::from_ref(&file), sink, &mut |_| {})
    };
    let report = run(&text, &mut sink).expect("done");
    assert_eq!((report.events, sink.bodies.len()), (1, 2));
    run(&text, &mut sink).expect("done");
    assert_eq!(sink.bodies.len(), 2);
    let error = run(&text.replace("2024-01-01", "2025-01-01"), &mut sink).expect_err("other content").to_string();
    assert!(error.contains("raise `revision`"), "{error}");
    run(&text.replace("2024-01-01", "2025-01-01").replace("starts_at", "revision = 1\nstarts_at"), &mut sink).expect("done");
    assert_eq!(sink.bodies.len(), 3);
}

#[test]
fn progress_grows_to_the_size_of_the_file() {
    let folder = Folder::new("progress");
    let text: String = (0..5000).map(|id| event(id, "{}") + "\n").collect();
    let file = folder.file("events.jsonl", text.as_bytes());
    let profile = Profile::read("district", "district.toml", PROFILE).expect("valid");
    let mut seen = Vec::new();
    let importer = Importer { profile: &profile, mapping: None, token: &token, now: 0 };
    importer.run(&[file], &mut Memory::default(), &mut |progress| seen.push(progress.clone())).expect("done");
    assert!(seen.len() >= 3 && seen.windows(2).all(|pair| pair[0].records < pair[1].records && pair[0].bytes <= pair[1].bytes));
    let last = seen.last().expect("some");
    assert_eq!((last.records, last.bytes), (5000, last.total_bytes));
}
