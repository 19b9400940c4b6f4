//! Tests of logs as records; what becomes of them in an import is tested in tests/failure.

use std::io::BufReader;
use std::sync::Arc;

use super::*;
use crate::ingest::fault::Fault;
use crate::ingest::mapping::Mapping;
use crate::ingest::records::{Content, Record};

const MAPPING: &str = r#"
shape = "event"
case_no = "case:concept:name"
id = "@id"
left_out = ["unread"]
[[events]]
type = "link_ended"
at = "time:timestamp"
payload = { link_seq = "@place", link_name = "concept:name", limit_wd = "address/street" }
"#;

fn mapping() -> Mapping {
    Mapping::read("m", "m.toml", MAPPING).expect("valid")
}

fn log(traces: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<log xes.version=\"1.0\">\n{traces}</log>\n")
}

fn trace(name: &str, events: &str) -> String {
    format!("<trace>\n<string key=\"concept:name\" value=\"{name}\"/>\n{events}</trace>\n")
}

fn event(more: &str) -> String {
    format!("<event>\n<string key=\"concept:name\" value=\"look\"/>\n{more}</event>\n")
}

fn columns(text: &str) -> Arc<Columns> {
    let found = columns::gather(text.as_bytes()).expect("a log");
    Arc::new(Columns::new(&found, &mapping()))
}

/// The records of a text, through a buffer so small that every token is cut by it.
fn records(text: &str) -> Vec<Record> {
    let mut log = Log::new(BufReader::with_capacity(7, text.as_bytes()), columns(text), ',', false);
    std::iter::from_fn(|| log.next_record()).collect()
}

/// Line and either the filled cells as `name=value`, or reason and field.
fn seen(text: &str) -> Vec<(u64, String)> {
    let names = columns(text).names.clone();
    let cells = |cells: &[String]| {
        let filled = names.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        filled.map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>().join(" ")
    };
    let content = |content: &Result<Content, Fault>| match content {
        Ok(Content::Row(row)) => cells(row),
        Ok(Content::Case(row)) => format!("case alone: {}", cells(row)),
        Ok(_) => "an event of the wire".to_owned(),
        Err(fault) => format!("{} {}", fault.reason, fault.field.as_deref().unwrap_or("-")),
    };
    records(text).iter().map(|record| (record.position.line, content(&record.content))).collect()
}

fn fault(text: &str) -> Fault {
    let mut faults = records(text).into_iter().filter_map(|record| record.content.err());
    faults.next().expect("a fault")
}

#[test]
fn an_event_is_a_row_with_the_attributes_of_its_trace() {
    let text = log(&format!(
        "<extension name=\"Time\" prefix=\"time\" uri=\"http://x\"/>\n<global scope=\"event\"><string key=\"g\" value=\"UNKNOWN\"/></global>\n\
         <int key=\"meta:total\" value=\"2\"><int key=\"inner\" value=\"1\"/></int>\n{}{}",
        trace(
            "C 1",
            &[
                event("<date key=\"time:timestamp\" value=\"2024-09-27T10:00:00.000+08:00\"/>\n"),
                event("<float key=\"cost\" value=\"1.25E1\"/>"),
            ]
            .concat()
        ),
        trace("C&amp;2", &event("<string key=\"note\" value=\"a &quot;b&quot;,&#20013;\"></string>")),
    ));
    assert_eq!(columns::gather(text.as_bytes()).expect("a log"), ["case:concept:name", "concept:name", "time:timestamp", "cost", "note"]);
    assert_eq!(
        seen(&text),
        [
            (8, "case:concept:name=C 1 concept:name=look time:timestamp=2024-09-27T10:00:00.000+08:00 @place=1 @id=C 1/1".to_owned()),
            (12, "case:concept:name=C 1 concept:name=look cost=12.5 @place=2 @id=C 1/2".to_owned()),
            (18, "case:concept:name=C&2 concept:name=look note=a \"b\",中 @place=1 @id=C&2/1".to_owned()),
        ]
    );
    let raw = &records(&text)[2].raw;
    assert_eq!(raw, "C&2,look,,,\"a \"\"b\"\",中\",,1,C&2/1");
}

#[test]
fn children_of_attributes_are_columns_where_the_mapping_names_them_and_lists_are_joined() {
    let text = log(&trace(
        "1",
        &event(
            "<string key=\"address\" value=\"home\"><string key=\"street\" value=\"Main\"/><string key=\"town\" value=\"X\"/></string>\n\
             <list key=\"tags\"><values><string key=\"tag\" value=\"a\"/><string key=\"tag\" value=\"b\"/></values></list>",
        ),
    ));
    let row = "case:concept:name=1 concept:name=look address=home address/street=Main @place=1 @id=1/1";
    assert_eq!(seen(&text), [(5, row.to_owned())]);
    let mapping = Mapping::read("m", "m.toml", &MAPPING.replace("address/street", "tags/tag")).expect("valid");
    let columns = Arc::new(Columns::new(&columns::gather(text.as_bytes()).expect("a log"), &mapping));
    let record = Log::new(text.as_bytes(), Arc::clone(&columns), ',', false).next_record().expect("a row");
    let Ok(Content::Row(cells)) = record.content else { panic!("no row") };
    assert_eq!(columns.place("tags/tag").map(|place| cells[place].as_str()), Some("a;b"));
}

#[test]
fn what_other_readers_forgive_is_a_fault_of_its_event_only() {
    let table = [
        ("<float key=\"x\" value=\"12,50\"/>", "wrong_type x", "\"12,50\" in line 10 is no number"),
        ("<int key=\"x\" value=\"9223372036854775808\"/>", "wrong_type x", "is no whole number of 64 bits"),
        ("<boolean key=\"x\" value=\"maybe\"/>", "wrong_type x", "is neither true nor false"),
        ("<string key=\"x\" value=\"1\"/><string key=\"x\" value=\"1\"/>", "doubled x", "stands twice, the second time in line 10"),
        ("<string key=\"case:concept:name\" value=\"Z\"/>", "doubled case:concept:name", "stands twice"),
        ("<string key=\"x\" value=\"&lol;\"/>", "bad_character x", "unrecognized entity `lol`"),
        ("<string key=\"x\" value=\"&#1;&#xD800;\"/>", "bad_character x", "invalid character reference"),
        ("<string key=\"x\" value=unquoted/>", "damaged x", "the tag <string> is no XML"),
    ];
    for (attribute, expected, message) in table {
        let text = log(&trace("C1", &[event(""), event(&format!("{attribute}<string key=\"y\" value=\"1\"/>")), event("")].concat()));
        let seen = seen(&text);
        assert_eq!(seen.len(), 3, "{attribute}");
        assert_eq!(seen[1], (8, expected.to_owned()), "{attribute}");
        assert!(seen[2].1.ends_with("@place=3 @id=C1/3"), "{attribute}: {seen:?}");
        assert!(fault(&text).message.contains(message), "{attribute}: {}", fault(&text));
    }
    // Nobody reads the column, so nothing in it is at fault.
    let text = log(&trace("C1", &event("<float key=\"unread\" value=\"12,50\"/>")));
    assert!(records(&text)[0].content.is_ok());
}

#[test]
fn a_trace_without_events_is_a_record_and_one_without_a_name_keeps_its_events() {
    let text = log(&format!("{}<trace>\n{}</trace>\n<trace/>\n{}", trace("empty", ""), event(""), event("")));
    assert_eq!(
        seen(&text),
        [
            (3, "case alone: case:concept:name=empty".to_owned()),
            (7, "concept:name=look @place=1".to_owned()),
            (11, "case alone: ".to_owned()),
            (12, "concept:name=look @place=1".to_owned()),
        ]
    );
}

#[test]
fn an_attribute_of_a_trace_that_is_at_fault_is_listed_once_and_the_events_stay() {
    let behind = log("<trace>\n<string key=\"concept:name\" value=\"C1\"/>\n<event/>\n<string key=\"late\" value=\"1\"/>\n</trace>\n");
    assert_eq!(seen(&behind), [(5, "case:concept:name=C1 @place=1 @id=C1/1".to_owned()), (3, "misplaced case:late".to_owned())]);
    let twice = log(&trace("C1", &format!("<string key=\"concept:name\" value=\"C2\"/>\n{}", event(""))));
    assert_eq!(seen(&twice)[1], (3, "doubled case:concept:name".to_owned()));
}

#[test]
fn a_file_that_breaks_off_names_the_line_and_the_trace_and_gives_all_that_was_complete() {
    let whole = log(&[trace("A", &event("")), trace("B", &event("").repeat(2))].concat());
    let table = [
        ("</log>", 1, "line 18, behind the last trace, before </log>"),
        ("</trace>\n</log>", 1, "line 17, inside the trace \"B\" of line 9, behind its event 2"),
        ("</event>\n</trace>\n</log>", 1, "line 16, inside event 2 of the trace \"B\" of line 9"),
        (" value=\"look\"/>\n</event>\n</trace>\n</log>", 1, "line 15, inside event 2 of the trace \"B\" of line 9"),
    ];
    for (tail, cuts, place) in table {
        let cut = &whole[..whole.rfind(tail).expect("a tail")];
        let records = records(cut);
        let complete = cut.matches("</event>").count();
        assert_eq!(records.len(), complete + cuts, "{tail}");
        assert!(records[..complete].iter().all(|record| record.content.is_ok()), "{tail}");
        let fault = fault(cut);
        assert_eq!(fault.reason, "truncated", "{tail}");
        assert!(fault.message.contains(place), "{tail}: {fault}");
    }
}

#[test]
fn text_that_is_no_xml_stops_the_reading_where_it_stands() {
    let text = log(&[trace("A", &event("")), "</trace>\n".to_owned(), trace("B", &event(""))].concat());
    assert_eq!(seen(&text)[1..], [(9, "damaged -".to_owned())]);
    assert!(fault(&text).message.contains("</trace> closes what <log> opened"), "{}", fault(&text));
    let deep = log(&trace("A", &["<string key=\"a\" value=\"\">".repeat(70), "</string>".repeat(70)].concat()));
    assert!(fault(&deep).message.contains("more than 64 deep"), "{}", fault(&deep));
}

#[test]
fn what_is_no_log_or_could_expand_is_refused_before_anything_goes_in() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE log [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<log/>";
    let many: String = (0..1001).map(|n| format!("<string key=\"k{n}\" value=\"\"/>")).collect();
    let table = [
        (bomb.to_owned(), "line 2: the file defines a document type"),
        (format!("<!DOCTYPE log [{}]><log/>", "<!ENTITY a \"aaaa\">".repeat(100_000)), "the file defines a document type"),
        ("<html><body/></html>".to_owned(), "is no XES log: <html> stands where <log> should"),
        ("just text".to_owned(), "is no XES log"),
        (String::new(), "is no XES log"),
        (log(&trace("A", &event(&many))), "more than 1000 different attributes"),
        (log(&trace("A", &event(&format!("<string key=\"{}\" value=\"\"/>", "k".repeat(500))))), "the key of an attribute has more than"),
    ];
    for (text, expected) in table {
        let error = columns::gather(text.as_bytes()).expect_err(expected);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_attribute_past_the_limit_is_skipped_and_the_next_event_read() {
    let mebi = "v".repeat(1024 * 1024);
    let long = event(&format!("<string key=\"x\" value=\"{mebi} > \n/\"/>\n<!-- {mebi} > -->{mebi}<string key=\"y\" value=\"1\"/>"));
    let text = log(&trace("C1", &[event(""), long, event("<string key=\"y\" value=\"2\"/>")].concat()));
    let mut log = Log::new(BufReader::with_capacity(64 * 1024, text.as_bytes()), columns(&text), ',', false);
    let records: Vec<Record> = std::iter::from_fn(|| log.next_record()).collect();
    assert_eq!(records.len(), 3);
    let fault = records[1].content.as_ref().expect_err("too long");
    assert_eq!((fault.reason, fault.field.as_deref()), ("too_long", Some("x")));
    assert!(!records[1].is_whole && records[1].raw.len() < 1000);
    assert_eq!(records[2].position.line, 13);
    // Many attributes that are too long together.
    let half = "v".repeat(600 * 1024);
    let text =
        super::tests::log(&trace("C1", &event(&format!("<string key=\"x\" value=\"{half}\"/><string key=\"y\" value=\"{half}\"/>"))));
    let record = Log::new(text.as_bytes(), columns(&text), ',', false).next_record().expect("a record");
    assert_eq!(record.content.expect_err("too long").field.as_deref(), Some("y"));
}

#[test]
fn bytes_that_are_no_utf8_are_a_fault_of_their_event_only() {
    let text = log(&trace("C1", &[event(""), event("<string key=\"x\" value=\"caf?\"/>"), event("")].concat()));
    let columns = columns(&text);
    let mark = text.rfind('?').expect("the mark");
    let mut bytes = text.into_bytes();
    bytes[mark] = 0xe9;
    let mut log = Log::new(bytes.as_slice(), columns, ',', false);
    let reasons: Vec<Option<&str>> =
        std::iter::from_fn(|| log.next_record()).map(|record| record.content.err().map(|fault| fault.reason)).collect();
    assert_eq!(reasons, [None, Some("not_utf8"), None]);
}
