//! `GET /stream`: a line that is cut loses nothing and doubles nothing.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use serde_json::Value;

use super::{House, text};
use crate::harness::must;

/// An event of the stream.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    name: String,
    id: u64,
    data: Value,
}

/// An open stream.
struct Line {
    reader: BufReader<TcpStream>,
}

impl Line {
    fn open(house: &House, last: Option<u64>) -> Line {
        let last = last.map(|id| id.to_string());
        let head: Vec<(&str, &str)> = last.iter().map(|id| ("Last-Event-ID", id.as_str())).collect();
        let stream = house.server.open("GET", "/api/v1/stream", &head, "");
        Line { reader: BufReader::new(stream) }
    }

    /// The next event. Lengths of chunks, comments and head lines are read over.
    fn next(&mut self) -> Told {
        let mut told = Told { name: String::new(), id: 0, data: Value::Null };
        loop {
            let mut line = String::new();
            let read = must("reading the stream", self.reader.read_line(&mut line));
            assert!(read > 0, "the stream ended");
            match line.trim_end().split_once(": ") {
                Some(("event", name)) => told.name = name.to_owned(),
                Some(("id", id)) => told.id = must(id, id.parse()),
                Some(("data", data)) => told.data = must(data, serde_json::from_str(data)),
                _ if !told.data.is_null() => return told,
                _ => {}
            }
        }
    }

    /// Events up to the notice that everything up to a position was told.
    fn upto(&mut self, position: u64) -> Vec<Told> {
        let mut told = Vec::new();
        loop {
            let event = self.next();
            if event.name == "facts" && event.id >= position {
                return told;
            }
            if event.name == "alert" {
                told.push(event);
            }
        }
    }
}

/// Cases that finish without ever having been accepted: rule F03 holds on each.
fn post(house: &House, from: u32, count: u32) {
    let event = |number: u32| {
        format!(
            r#"{{"id":"S{number}","source":"district","type":"finished","centre":"wanshan","case_no":"S-{number}","occurred_at":"2025-06-30T17:00:00+08:00","payload":{{"result_code":"granted"}}}}"#
        )
    };
    let events: Vec<String> = (from..from + count).map(event).collect();
    let report = house.server.post("/api/v1/events", &format!("[{}]", events.join(",")));
    assert_eq!(report.status, 200, "{}", report.body);
}

/// Alerts of F03 there are by now; asked until as many as expected are there.
fn wait_for(house: &House, expected: u64) -> u64 {
    loop {
        let page = house.get("/alerts?rule=F03&state=all&limit=1");
        if page["total"].as_u64() == Some(expected) {
            return page["position"].as_u64().unwrap_or(0);
        }
    }
}

#[test]
fn a_cut_line_loses_nothing_and_doubles_nothing() {
    let house = House::empty();
    let mut whole = Line::open(&house, None);
    let start = whole.next();
    assert_eq!(start.name, "facts", "a stream begins with where it stands");

    // Cut in the middle of what is being told, and again where nothing had been seen yet.
    let mut first = Line::open(&house, Some(start.id));
    post(&house, 0, 30);
    let mut seen: Vec<Told> = Vec::new();
    while seen.len() < 11 {
        let event = first.next();
        if event.name == "alert" {
            seen.push(event);
        }
    }
    drop(first);
    post(&house, 30, 30);
    let last = seen.last().map_or(0, |event| event.id);
    drop(Line::open(&house, Some(last)));
    let mut second = Line::open(&house, Some(last));
    post(&house, 60, 40);
    let position = wait_for(&house, 100);
    seen.extend(second.upto(position));

    let told = whole.upto(position);
    let ids = |events: &[Told]| events.iter().map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(ids(&seen), ids(&told), "the line with cuts tells what the whole one tells");
    assert!(ids(&told).windows(2).all(|pair| pair[0] < pair[1]), "in the order of the ledger, none twice");

    // From the beginning, long after: the same again, read from the ledger.
    let history = Line::open(&house, Some(start.id)).upto(position);
    assert_eq!(ids(&history), ids(&told));
    let mut numbers: Vec<&str> =
        told.iter().filter(|event| text(&event.data, "rule") == "F03").map(|event| text(&event.data, "alert_no")).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 100);
    let (listed, _) = house.all("/alerts?rule=F03&state=all", 200);
    let mut expected: Vec<&str> = listed.iter().map(|alert| text(alert, "alert_no")).collect();
    expected.sort_unstable();
    assert_eq!(numbers, expected);
}

#[test]
fn an_id_of_no_event_is_refused_and_one_from_elsewhere_goes_on_from_now() {
    let house = House::empty();
    let answer = house.server.request("GET", "/api/v1/stream", &[("Last-Event-ID", "yesterday")], "");
    assert_eq!((answer.status, text(&answer.json(), "code")), (400, "bad_query"));
    let mut line = Line::open(&house, Some(1_000_000));
    assert_eq!(line.next().name, "facts");
    post(&house, 0, 1);
    let told = loop {
        let event = line.next();
        if event.name == "alert" {
            break event;
        }
    };
    assert_eq!(text(&told.data, "case_no"), "S-0");
}
