//! A CloudEvent in binary mode: its attributes are headers that begin with `ce-`, its data is the body.

use axum::http::{HeaderMap, header};
use mingjing_engine::ingest::records::{Content, Record};
use mingjing_engine::ingest::{Fault, Position};
use serde_json::{Map, Value};

/// What the headers begin with.
const PREFIX: &str = "ce-";

/// Whether a request is a CloudEvent in binary mode.
pub fn is_one(headers: &HeaderMap) -> bool {
    headers.contains_key("ce-specversion") || headers.contains_key("ce-id")
}

/// The event as it would stand in structured mode, so that it is kept and replayed like any other.
pub fn record(headers: &HeaderMap, body: &[u8]) -> Record {
    let mut event = Map::new();
    for (name, value) in headers {
        if let Some(name) = name.as_str().strip_prefix(PREFIX) {
            event.insert(name.to_owned(), Value::from(decoded(value.as_bytes())));
        }
    }
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        event.insert("datacontenttype".to_owned(), Value::from(String::from_utf8_lossy(kind.as_bytes()).into_owned()));
    }
    let position = Position { line: 1, byte: 0 };
    if !body.trim_ascii().is_empty() {
        match serde_json::from_slice(body) {
            Ok(data) => {
                event.insert("data".to_owned(), data);
            }
            Err(error) => {
                let fault =
                    Fault::new("not_json", format!("the body is no valid JSON: {error}"), "write the data as one JSON object").of("data");
                let raw = Value::Object(event).to_string();
                return Record { position, raw, is_whole: false, content: Err(fault) };
            }
        }
    }
    let raw = Value::Object(event.clone()).to_string();
    Record { position, raw, is_whole: true, content: Ok(Content::Event(event)) }
}

/// A header's value: percent-encoded UTF-8, which may stand in quotes.
fn decoded(value: &[u8]) -> String {
    let value = value.trim_ascii();
    let value = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(value);
    let digit = |at: usize| value.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        match (value[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_body_become_one_event() {
        let head = [
            ("ce-specversion", "1.0"),
            ("ce-id", "E1"),
            ("ce-subject", "%E5%8A%9E%20100%25%zz"),
            ("ce-deptcode", "\"D01\""),
            ("content-type", "application/json"),
            ("accept", "*/*"),
        ];
        let headers: HeaderMap =
            head.into_iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect();
        assert!(is_one(&headers) && !is_one(&HeaderMap::new()));
        let record = record(&headers, br#"{"promised_days":5}"#);
        let expected = serde_json::json!({
            "specversion": "1.0", "id": "E1", "subject": "办 100%%zz", "deptcode": "D01", "datacontenttype": "application/json",
            "data": { "promised_days": 5 },
        });
        assert_eq!(serde_json::from_str::<Value>(&record.raw).ok(), Some(expected));
        let broken = super::record(&headers, b"{");
        assert_eq!(broken.content.err().map(|fault| fault.reason), Some("not_json"));
    }
}
