//! Logs that other readers forgive, or that were made to do harm: what is good goes in, what is not is named, memory stays bounded.
//!
//! The library process_mining 0.6.2, a peer and no dependency, takes the first three of [`FORGIVEN`] for 0.0, 0 and false, a day that does
//! not exist for no value, a time without an offset for UTC, and a file cut between two traces for a whole one: so a run of it shows. Here each is a
//! fault, or read in the centre's zone. On the public logs it counts the cases, events and activities that our figures hold (BPIC15_1 1,199, 52,217
//! and 398; BPIC15_2 832, 44,354 and 410; BPIC15_3 1,409, 59,681 and 383; the fines 74,877, 295,358 and 11).

use std::path::{Path, PathBuf};

use crate::harness::{Installation, files, must};

const PROFILE: &str = "centre = \"o\"\ntitle = { zh = \"中\", en = \"o\" }\nzone = \"Asia/Shanghai\"\ncalendar = \"cn\"\ndue = \"given\"\n\
    deemed_acceptance = false\nsource = \"o\"\n[attributes]\ncost = \"decimal\"\ncount = \"int\"\npaid = \"bool\"\nnote = \"text\"\n";

const MAPPING: &str = "shape = \"event\"\ncase_no = \"case:concept:name\"\nid = \"@id\"\n\
    [[events]]\ntype = \"submitted\"\nonce = true\nat = \"case:begun\"\n\
    [[events]]\ntype = \"link_ended\"\nat = \"time:timestamp\"\nenvelope = { seq = \"@place\" }\n\
    payload = { link_seq = \"@place\", link_name = \"concept:name\" }\n\
    attributes = { cost = \"cost\", count = \"count\", paid = \"paid\", note = \"note\" }\n";

/// An installation with the profile and mapping of these tests beside it.
struct Office {
    office: Installation,
    profile: String,
    mapping: String,
}

impl Office {
    fn new() -> Office {
        let office = Installation::new();
        let profile = office.folder().write("o.toml", PROFILE).display().to_string();
        let mapping = office.folder().write("log.toml", MAPPING).display().to_string();
        Office { office, profile, mapping }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        self.office.folder().write(name, bytes)
    }

    /// Imports; gives read, accepted, duplicates, quarantined and events.
    fn import(&self, file: &Path, status: i32) -> [u64; 5] {
        let done = self.office.import(file, &["--profile", &self.profile, "--mapping", &self.mapping]).status(status).json();
        ["read", "accepted", "duplicates", "quarantined", "events"].map(|name| done[name].as_u64().unwrap_or(u64::MAX))
    }

    /// Line, reason and message of each quarantined record.
    fn faults(&self) -> Vec<(u64, String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let items = self.office.quarantine();
        let mut faults: Vec<(u64, String, String)> =
            items.iter().map(|item| (item["line"].as_u64().unwrap_or(0), text(&item["reason"]), text(&item["message"]))).collect();
        faults.sort();
        faults
    }
}

fn log(traces: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<log>\n{traces}</log>\n")
}

fn trace(name: &str, events: &str) -> String {
    format!("<trace>\n<string key=\"concept:name\" value=\"{name}\"/>\n{events}</trace>\n")
}

/// Three lines, the second of which holds what is tried.
fn event(more: &str) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"look\"/><date key=\"time:timestamp\" value=\"2024-09-27T10:00:00+08:00\"/>\n{more}\n</event>\n"
    )
}

/// What stands in the second of three events, and the reason for which it is put aside.
const FORGIVEN: &[(&str, &str)] = &[
    ("<float key=\"cost\" value=\"12,50\"/>", "wrong_type"),
    ("<int key=\"count\" value=\"9223372036854775808\"/>", "wrong_type"),
    ("<boolean key=\"paid\" value=\"maybe\"/>", "wrong_type"),
    ("<string key=\"note\" value=\"a\"/><string key=\"note\" value=\"b\"/>", "doubled"),
    ("<string key=\"note\" value=\"&lol;\"/>", "bad_character"),
];

#[test]
fn what_others_forgive_is_put_aside_and_its_neighbours_go_in() {
    for (attribute, reason) in FORGIVEN {
        let office = Office::new();
        let file = office.file("log.xes", log(&trace("C1", &[event(""), event(attribute), event("")].concat())));
        assert_eq!(office.import(&file, 1), [3, 2, 0, 1, 2], "{attribute}");
        let faults = office.faults();
        assert_eq!((faults.len(), faults[0].0, faults[0].1.as_str()), (1, 8, *reason), "{attribute}: {faults:?}");
    }
}

#[test]
fn times_that_do_not_exist_are_put_aside_and_those_without_a_zone_are_read_in_the_centres() {
    let office = Office::new();
    let at = |time: &str| event("").replace("2024-09-27T10:00:00+08:00", time);
    let events = [at("2024-02-30T10:00:00+08:00"), at("2024-09-27T10:00:00"), at("2024-09-27T04:00:00.000+02:00"), at("")];
    let file = office.file("log.xes", log(&trace("C1", &events.concat())));
    assert_eq!(office.import(&file, 1), [4, 2, 0, 2, 2]);
    let reasons: Vec<(u64, String)> = office.faults().into_iter().map(|(line, reason, _)| (line, reason)).collect();
    assert_eq!(reasons, [(5, "bad_time".to_owned()), (14, "missing_field".to_owned())]);
    let ends = office.office.query("SELECT to_char(link_end, '%Y-%m-%dT%H:%M:%SZ') FROM link ORDER BY link_seq");
    assert_eq!(ends, ["2024-09-27T02:00:00Z", "2024-09-27T02:00:00Z"]);
}

#[test]
fn a_trace_without_events_gives_what_its_case_has_and_one_without_a_name_is_put_aside() {
    let office = Office::new();
    let begun = "<date key=\"begun\" value=\"2024-09-01T00:00:00+08:00\"/>\n";
    let traces =
        [trace("C1", begun), trace("C2", ""), format!("<trace>\n{}</trace>\n", event("")), trace("C3", &format!("{begun}{}", event("")))];
    let file = office.file("log.xes", log(&traces.concat()));
    // C1 gives its submission; C2 gives nothing; the event of no case is refused; C3 gives its submission and its event.
    assert_eq!(office.import(&file, 1), [4, 2, 0, 2, 3]);
    let faults = office.faults();
    assert_eq!((faults[0].0, faults[0].1.as_str()), (7, "no_event"), "{faults:?}");
    assert_eq!((faults[1].0, faults[1].1.as_str()), (11, "missing_field"), "{faults:?}");
    // Again: everything is in, nothing is counted twice.
    assert_eq!(office.import(&file, 1), [4, 0, 2, 2, 0]);
    assert_eq!(office.faults().len(), 2);
}

#[test]
fn a_log_that_breaks_off_gives_all_that_was_complete_and_goes_on_when_it_comes_whole() {
    let whole = log(&(0..400).map(|n| trace(&format!("C{n}"), &event("").repeat(3))).collect::<String>());
    let packed = files::gzip(whole.as_bytes());
    // Inside an event, between two traces, and wherever the compressed bytes end.
    let inside = whole.rfind("</event>").expect("an event");
    let between = whole.rfind("<trace>").expect("a trace");
    let cuts = [
        ("cut.xes", whole.as_bytes()[..inside].to_vec(), Some(1199)),
        ("between.xes", whole.as_bytes()[..between].to_vec(), Some(1197)),
        ("cut.xes.gz", packed[..packed.len() - 40].to_vec(), None),
    ];
    for (name, bytes, complete) in cuts {
        let office = Office::new();
        let [read, accepted, _, quarantined, events] = office.import(&office.file(name, bytes), 1);
        assert_eq!((read, events, quarantined), (accepted + 1, accepted, 1), "{name}");
        assert!(complete.is_none_or(|complete| complete == accepted) && accepted > 0, "{name}: {accepted}");
        let faults = office.faults();
        assert_eq!(faults[0].1, "truncated", "{name}: {faults:?}");
        assert!(faults[0].2.contains(&format!("line {}", faults[0].0)), "{name}: {faults:?}");
        assert!(faults[0].2.contains("trace"), "{name}: {faults:?}");
        let [_, added, duplicates, _, _] = office.import(&office.file("whole.xes", &whole), 0);
        assert_eq!((added + duplicates, duplicates), (1200, accepted), "{name}");
    }
}

#[test]
fn a_later_export_in_which_traces_have_grown_adds_what_is_new() {
    let office = Office::new();
    let first = office.file("first.xes", log(&[trace("C1", &event("")), trace("C2", &event(""))].concat()));
    let second = office.file("second.xes", log(&[trace("C1", &event("").repeat(2)), trace("C2", &event(""))].concat()));
    assert_eq!(office.import(&first, 0), [2, 2, 0, 0, 2]);
    assert_eq!(office.import(&second, 0), [3, 1, 2, 0, 1]);
}

#[test]
fn what_may_not_be_read_is_refused_before_anything_goes_in() {
    let bomb =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE log [<!ENTITY a \"lollollol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>\n";
    let table = [
        (
            bomb.to_owned() + "<log><trace><string key=\"concept:name\" value=\"&c;\"/></trace></log>",
            "line 2: the file defines a document type",
        ),
        ("<html></html>".to_owned(), "is no XES log"),
        ("<?xml version=\"1.0\" encoding=\"klingon\"?><log/>".to_owned(), "declares the encoding \"klingon\""),
        (log(&trace("C1", &event("<string key=\"surprise\" value=\"1\"/>"))), "\"surprise\" is neither mapped nor left out"),
        (log("<trace>\n<string key=\"name\" value=\"C1\"/></trace>\n"), "\"case:concept:name\", which the file does not have"),
    ];
    for (text, expected) in table {
        let office = Office::new();
        let file = office.file("log.xes", text);
        office.office.import(&file, &["--profile", &office.profile, "--mapping", &office.mapping]).status(2).says(&[expected]);
        assert_eq!(office.office.events(), 0, "{expected}");
    }
}

#[test]
fn a_log_in_another_encoding_and_one_with_a_byte_order_mark_are_read() {
    let office = Office::new();
    let text = log(&trace("C1", &event("<string key=\"note\" value=\"caf?\"/>"))).replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = {
        let mark = text.rfind('?').expect("the mark");
        let mut bytes = text.into_bytes();
        bytes[mark] = 0xe9;
        bytes
    };
    assert_eq!(office.import(&office.file("latin.xes", latin), 0), [1, 1, 0, 0, 1]);
    let marked = format!("\u{feff}{}", log(&trace("C2", &event("<string key=\"note\" value=\"café\"/>"))));
    assert_eq!(office.import(&office.file("marked.xes", marked), 0), [1, 1, 0, 0, 1]);
    assert_eq!(office.office.query("SELECT DISTINCT attributes['note'] FROM \"case\""), ["café"]);
}

#[test]
fn a_record_put_aside_goes_in_when_it_is_mended() {
    let office = Office::new();
    let created = event("<float key=\"amount\" value=\"12,50\"/><int key=\"article\" value=\"157\"/>").replace("look", "Create Fine");
    let file = office.file("log.xes", log(&trace("C1", &created)));
    office.office.import(&file, &["--profile", "traffic-fines"]).status(1);
    let item = &office.office.quarantine()[0];
    // The record is shown, and kept, as the line of a table.
    let mended = item["raw"].as_str().unwrap_or_default().replace("\"12,50\"", "12.50");
    let id = item["id"].to_string();
    office.office.run(&["quarantine", "replay", &id]).status(1).says(&["12,50"]);
    office.office.run(&["quarantine", "replay", &id, "--text", &mended]).status(0);
    assert_eq!(office.office.query("SELECT attributes['fined'] FROM \"case\""), ["1250"]);
}

/// Peak memory of an import, in KiB, as the system counts it.
#[cfg(target_os = "linux")]
fn peak_of_import(office: &Office, file: &Path) -> u64 {
    use std::process::Stdio;
    let file = file.display().to_string();
    let arguments = ["import", &file, "--profile", &office.profile, "--mapping", &office.mapping, "--json"];
    let mut child = must("starting", office.office.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn());
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // The file is gone, or empty, once the process has ended.
    while must("asking", child.try_wait()).is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::yield_now();
    }
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_file_that_unpacks_to_a_huge_one_is_read_in_bounded_memory() {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    let office = Office::new();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let mut write = |text: &str| must("packing", packed.write_all(text.as_bytes()));
    write("<log>\n<trace>\n<string key=\"concept:name\" value=\"C1\"/>\n");
    write(&event(""));
    // One attribute of 200 MiB, and a comment of as many.
    let part = "v".repeat(1024 * 1024);
    write("<event><string key=\"note\" value=\"");
    (0..200).for_each(|_| write(&part));
    write("\"/></event>\n<!-- ");
    (0..200).for_each(|_| write(&part));
    write(" -->\n");
    write(&event(""));
    write("</trace>\n</log>\n");
    let file = office.file("bomb.xes.gz", must("packing", packed.finish()));
    let peak = peak_of_import(&office, &file);
    assert!(peak > 0 && peak < 128 * 1024, "the import took {peak} KiB");
    let faults = office.faults();
    assert_eq!((faults.len(), faults[0].1.as_str()), (1, "too_long"), "{faults:?}");
    assert_eq!(office.office.number("SELECT count(*) FROM link"), 2);
}
