//! Raw records as they may be shown: personal values hidden, all else as it came.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::cloudevents;
use super::records::{Content, Record, event_of};
use crate::case::form::ENVELOPE;
use crate::case::kind::EventType;
use crate::case::payload::{Field, FieldType, Payload};

/// Most characters shown of a record.
const SHOWN: usize = 2000;

/// The record's raw text without personal values. `personal` are the places of a table's columns that hold some.
///
/// What cannot be split into fields is shown with every letter and digit of its values as `x`, if there may be personal values in
/// it: its structure is enough to find the line in the file.
pub fn masked(record: &Record, personal: Option<&[usize]>) -> String {
    let shown_event = |event: Map<String, Value>| hidden(event).to_string();
    let text = match (&record.content, personal) {
        (Ok(Content::Event(event)), _) => shown_event(event.clone()),
        (Ok(Content::Unread), _) => event_of(&record.raw).map_or_else(|_| blind(&record.raw), shown_event),
        (Ok(Content::Row(cells) | Content::Case(cells)), Some(personal)) => {
            let shown: Vec<String> = cells
                .iter()
                .enumerate()
                .map(|(place, cell)| quote(if personal.contains(&place) { stars(cell) } else { cell.clone() }))
                .collect();
            shown.join(",")
        }
        (Err(_), Some([])) => record.raw.clone(),
        (Ok(Content::Row(_) | Content::Case(_)), None) | (Err(_), _) => blind(&record.raw),
    };
    text.chars().take(SHOWN).collect()
}

pub(super) fn stars(text: &str) -> String {
    "*".repeat(text.chars().count().min(8))
}

fn quote(cell: String) -> String {
    if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// Every field name that holds a personal value in some payload.
fn personal_names() -> &'static BTreeSet<&'static str> {
    static NAMES: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    fn gather(fields: &'static [Field], names: &mut BTreeSet<&'static str>) {
        for field in fields {
            match field.ty {
                FieldType::Personal(_) => {
                    names.insert(field.name);
                }
                FieldType::Object(fields) | FieldType::Objects(fields) => gather(fields, names),
                _ => {}
            }
        }
    }
    NAMES.get_or_init(|| {
        let mut names = BTreeSet::new();
        for kind in EventType::ALL {
            gather(Payload::fields(*kind), &mut names);
        }
        names
    })
}

/// An event with its personal members hidden.
pub(super) fn hidden(event: Map<String, Value>) -> Value {
    let mut event = Value::Object(event);
    hide_members(&mut event);
    event
}

/// Hides personal members wherever they stand: an event with a fault may have them in the wrong place, and a misspelt name may
/// hide one, so that text under an unknown name is hidden too.
fn hide_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::Object(_) | Value::Array(_) => hide_members(member),
                    Value::Null | Value::Bool(_) => {}
                    Value::String(_) | Value::Number(_) if personal_names().contains(name.as_str()) || !is_known(name) => {
                        let text = member.as_str().map_or_else(|| member.to_string(), str::to_owned);
                        *member = Value::from(stars(&text));
                    }
                    Value::String(_) | Value::Number(_) => {}
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide_members),
        _ => {}
    }
}

/// Whether a name is one of the wire format that holds nothing personal.
fn is_known(name: &str) -> bool {
    static NAMES: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    fn gather(fields: &'static [Field], names: &mut BTreeSet<&'static str>) {
        for field in fields {
            names.insert(field.name);
            if let FieldType::Object(fields) | FieldType::Objects(fields) = field.ty {
                gather(fields, names);
            }
        }
    }
    let names = NAMES.get_or_init(|| {
        // No member of the envelope is personal, ours or that of CloudEvents.
        let theirs = cloudevents::ATTRIBUTES.iter().copied().chain(cloudevents::EXTENSIONS.iter().map(|(name, _)| *name));
        let mut names: BTreeSet<&'static str> = ENVELOPE.iter().copied().chain(theirs.filter(|name| !name.starts_with("data"))).collect();
        for kind in EventType::ALL {
            gather(Payload::fields(*kind), &mut names);
        }
        names
    });
    names.contains(name)
}

/// Punctuation stays, letters and digits become `x`, but names of fields before a colon stay readable.
fn blind(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        shown.extend(before.chars().map(cross_out));
        let Some(end) = quoted[1..].find('"') else {
            rest = quoted;
            break;
        };
        let (name, behind) = (&quoted[1..=end], &quoted[end + 2..]);
        if behind.trim_start().starts_with(':') && is_known(name) {
            shown.push_str(&quoted[..end + 2]);
        } else {
            shown.extend(quoted[..end + 2].chars().map(cross_out));
        }
        rest = behind;
    }
    shown.extend(rest.chars().map(cross_out));
    shown
}

fn cross_out(char: char) -> char {
    if char.is_alphanumeric() { 'x' } else { char }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fault::{Fault, Position};
    use crate::ingest::records::event_of;

    fn record(raw: &str, content: Result<Content, Fault>) -> Record {
        Record { position: Position { line: 1, byte: 0 }, raw: raw.to_owned(), is_whole: true, content }
    }

    #[test]
    fn personal_members_are_hidden_wherever_they_stand() {
        let raw = r#"{"id":"E1","type":"submitted","payload":{"applicant_name":"张三","channel":1,"aplicant_name":"张三"},"contact_mobile":13800131234}"#;
        let shown = masked(&record(raw, event_of(raw).map(Content::Event)), None);
        assert_eq!(
            shown,
            r#"{"id":"E1","type":"submitted","payload":{"applicant_name":"**","channel":1,"aplicant_name":"**"},"contact_mobile":"********"}"#
        );
    }

    #[test]
    fn a_record_that_cannot_be_split_shows_its_structure_only() {
        let raw = r#"{"id":"E1","payload":{"applicant_name":"张三,"#;
        let fault = Fault::new("not_json", "broken", "mend it");
        assert_eq!(masked(&record(raw, Err(fault.clone())), None), r#"{"id":"xx","payload":{"applicant_name":"xx,"#);
        assert_eq!(masked(&record("1,\"Potholes", Err(fault.clone())), Some(&[])), "1,\"Potholes");
        assert_eq!(masked(&record("1,\"张三", Err(fault)), Some(&[1])), "x,\"xx");
    }

    #[test]
    fn personal_cells_are_hidden_and_the_others_quoted_again() {
        let row = Content::Row(vec!["A1".to_owned(), "张三".to_owned(), "a, \"b\"".to_owned()]);
        assert_eq!(masked(&record("", Ok(row)), Some(&[1])), "A1,**,\"a, \"\"b\"\"\"");
    }
}
