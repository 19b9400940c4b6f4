//! CloudEvents 1.0: an event in their envelope becomes one of ours. Told apart by `specversion`, which no other event has, so that a
//! CloudEvent is read alike in a request, in a file and from quarantine. The table of names stands in docs/IMPORT.md.

use serde_json::{Map, Value};

use super::fault::Fault;
use crate::case::form::{FormProfile, nearest};
use crate::case::kind::EventType;

/// The one version that is read.
const VERSION: &str = "1.0";

/// Attributes of the specification.
pub const ATTRIBUTES: &[&str] =
    &["specversion", "id", "source", "type", "time", "subject", "datacontenttype", "dataschema", "data", "data_base64"];

/// Extension attributes and the member of our envelope that each is. Names of attributes have no underscore.
pub const EXTENSIONS: &[(&str, &str)] = &[
    ("centre", "centre"),
    ("revision", "revision"),
    ("isvoid", "is_void"),
    ("precision", "precision"),
    ("enteredat", "entered_at"),
    ("enteredby", "entered_by"),
    ("byhand", "by_hand"),
    ("seq", "seq"),
    ("actorid", "actor_id"),
    ("actorkind", "actor_kind"),
    ("deptcode", "dept_code"),
    ("windowid", "window_id"),
];

/// Extension attributes that tell how an event travelled and not what happened; they are dropped.
const TRANSPORT: &[&str] = &[
    "traceparent",
    "tracestate",
    "partitionkey",
    "sampledrate",
    "sequence",
    "sequencetype",
    "expirytime",
    "recordedtime",
    "correlationid",
    "causationid",
];

/// Members that attributes give and `data` must not.
const IN_ATTRIBUTES: [&str; 5] = ["id", "source", "type", "case_no", "occurred_at"];

/// Whether an object is a CloudEvent.
pub fn is_one(event: &Map<String, Value>) -> bool {
    event.contains_key("specversion")
}

/// What a record that should be a CloudEvent lacks, if it is none.
pub fn not_one() -> Fault {
    Fault::new("missing_field", "is missing, so this is no CloudEvent", "add \"specversion\": \"1.0\"").of("specversion")
}

/// The centre an event names, in our envelope or in that of CloudEvents.
pub fn centre_of(event: &Map<String, Value>) -> Option<&str> {
    let within = || event.get("data").filter(|_| is_one(event)).and_then(|data| data.get("centre"));
    event.get("centre").or_else(within)?.as_str().map(str::trim)
}

/// The event in our own envelope. What it says is not checked here but at the door, as of any other.
pub fn wire(event: &Map<String, Value>, profile: &dyn FormProfile) -> Result<Map<String, Value>, Fault> {
    match event.get("specversion").and_then(Value::as_str) {
        Some(VERSION) => {}
        _ => return Err(Fault::new("unknown_code", "only CloudEvents 1.0 are read", "write \"specversion\": \"1.0\"").of("specversion")),
    }
    let mut made = Map::new();
    for (theirs, ours) in [("id", "id"), ("source", "source")] {
        made.insert(ours.to_owned(), required(event, theirs)?.into());
    }
    made.insert("type".to_owned(), kind_of(required(event, "type")?)?.name().into());
    made.insert("occurred_at".to_owned(), required(event, "time")?.into());
    if let Some(subject) = event.get("subject").filter(|subject| !subject.is_null()) {
        made.insert("case_no".to_owned(), subject.clone());
    }
    data(event, &mut made)?;
    for (name, value) in event.iter().filter(|(name, value)| !ATTRIBUTES.contains(&name.as_str()) && !value.is_null()) {
        extension(name, value, profile, &mut made)?;
    }
    Ok(made)
}

fn required<'a>(event: &'a Map<String, Value>, name: &str) -> Result<&'a str, Fault> {
    match event.get(name) {
        None | Some(Value::Null) => Err(Fault::new("missing_field", "is missing", format!("add \"{name}\"")).of(name)),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text),
        Some(Value::String(_)) => Err(Fault::new("missing_field", "is empty", format!("fill \"{name}\"")).of(name)),
        Some(_) => Err(Fault::new("wrong_type", "not text", "write it in quotes").of(name)),
    }
}

/// The last part between dots that is the name of a type: `accepted`, `cn.mingjing.accepted`, `cn.mingjing.accepted.v1`.
fn kind_of(text: &str) -> Result<EventType, Fault> {
    let parts = || text.trim().rsplit('.');
    if let Some(kind) = parts().find_map(EventType::named) {
        return Ok(kind);
    }
    let is_version = |part: &&str| part.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit());
    let name = parts().find(|part| !is_version(part)).unwrap_or(text);
    let hint = nearest(name, EventType::ALL.iter().map(|kind| kind.name()));
    Err(Fault::new("unknown_type", format!("no part of {text:?} is the name of an event type"), hint).of("type"))
}

/// `data`: the payload, or the rest of our envelope where it has a member `payload` or `attributes`, which no payload has.
fn data(event: &Map<String, Value>, made: &mut Map<String, Value>) -> Result<(), Fault> {
    let kind = event.get("datacontenttype").and_then(Value::as_str).unwrap_or("application/json");
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media != "application/json" && media != "text/json" && !media.ends_with("+json") {
        let message = format!("data is {kind}, and only JSON is read");
        return Err(Fault::new("unknown_code", message, "write data as JSON, and application/json here").of("datacontenttype"));
    }
    if event.get("data_base64").is_some_and(|data| !data.is_null()) {
        return Err(Fault::new("unknown_field", "encoded data is not read", "write data as a JSON object in \"data\"").of("data_base64"));
    }
    let members = match event.get("data") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Object(members)) => members,
        Some(_) => return Err(Fault::new("wrong_type", "not an object", "write \"data\": { … }").of("data")),
    };
    if !members.contains_key("payload") && !members.contains_key("attributes") {
        made.insert("payload".to_owned(), Value::Object(members.clone()));
        return Ok(());
    }
    for (name, value) in members {
        if IN_ATTRIBUTES.contains(&name.as_str()) {
            let message = format!("{name} is told by an attribute of the CloudEvent");
            return Err(Fault::new("unknown_field", message, "remove it from data").of(format!("data.{name}")));
        }
        made.insert(name.clone(), value.clone());
    }
    Ok(())
}

fn extension(name: &str, value: &Value, profile: &dyn FormProfile, made: &mut Map<String, Value>) -> Result<(), Fault> {
    if let Some((_, ours)) = EXTENSIONS.iter().find(|(theirs, _)| *theirs == name) {
        if made.contains_key(*ours) {
            return Err(Fault::new("unknown_field", "is told twice, here and in data", "leave out one of them").of(name));
        }
        made.insert((*ours).to_owned(), plain(ours, value));
        return Ok(());
    }
    if profile.attribute(name).is_some() {
        let attributes = made.entry("attributes").or_insert_with(|| Value::Object(Map::new()));
        if let Some(attributes) = attributes.as_object_mut() {
            attributes.entry(name).or_insert_with(|| value.clone());
        }
        return Ok(());
    }
    if TRANSPORT.contains(&name) || profile.is_left_out(name) {
        return Ok(());
    }
    let hint = nearest(name, EXTENSIONS.iter().map(|(theirs, _)| *theirs).chain(ATTRIBUTES.iter().copied()));
    let hint = if hint.starts_with("did you mean") { hint } else { "remove it, or list it under left_out of the profile".to_owned() };
    Err(Fault::new("unknown_field", "no such attribute of a CloudEvent is read", hint).of(name))
}

/// A value as our envelope has it: headers carry numbers and truth as text.
fn plain(ours: &str, value: &Value) -> Value {
    let text = value.as_str().unwrap_or_default().trim();
    match ours {
        "revision" | "seq" => text.parse::<i64>().map_or_else(|_| value.clone(), Value::from),
        "is_void" | "by_hand" => text.parse::<bool>().map_or_else(|_| value.clone(), Value::from),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::form::AttributeType;
    use serde_json::json;

    struct Declared;

    impl FormProfile for Declared {
        fn centre(&self) -> Option<&str> {
            None
        }
        fn source(&self) -> Option<&str> {
            None
        }
        fn attribute(&self, name: &str) -> Option<AttributeType> {
            (name == "colour").then_some(AttributeType::Code)
        }
        fn is_left_out(&self, name: &str) -> bool {
            name == "tenant"
        }
    }

    fn read(event: Value) -> Result<Value, Fault> {
        wire(event.as_object().expect("an object"), &Declared).map(Value::Object)
    }

    fn accepted() -> Value {
        json!({
            "specversion": "1.0", "id": "E1", "source": "/district/hall", "type": "cn.mingjing.accepted.v1", "time": "2025-06-27T10:00:00+08:00",
            "subject": "P-1", "datacontenttype": "application/json; charset=utf-8", "dataschema": "https://example.org/accepted",
            "data": { "promised_days": 5 },
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut event = accepted();
        event[name] = value;
        event
    }

    #[test]
    fn attributes_extensions_and_data_find_their_place() {
        let mut event = accepted();
        for (name, value) in [
            ("deptcode", json!("D01")),
            ("revision", json!("2")),
            ("isvoid", json!(true)),
            ("byhand", json!("true")),
            ("seq", json!(7)),
            ("enteredat", json!("2025-06-27T11:00:00+08:00")),
            ("colour", json!("red")),
            ("tenant", json!("x")),
            ("traceparent", json!("00-1")),
            ("windowid", Value::Null),
        ] {
            event[name] = value;
        }
        assert_eq!(
            read(event),
            Ok(json!({
                "id": "E1", "source": "/district/hall", "type": "accepted", "occurred_at": "2025-06-27T10:00:00+08:00", "case_no": "P-1",
                "payload": { "promised_days": 5 }, "dept_code": "D01", "revision": 2, "is_void": true, "by_hand": true, "seq": 7,
                "entered_at": "2025-06-27T11:00:00+08:00", "attributes": { "colour": "red" },
            }))
        );
    }

    #[test]
    fn data_may_be_the_rest_of_our_envelope() {
        let event = with("data", json!({ "payload": { "promised_days": 5 }, "dept_code": "D01", "centre": "wanshan" }));
        assert_eq!(centre_of(event.as_object().expect("an object")), Some("wanshan"));
        let made = read(event).expect("good");
        assert_eq!(
            (&made["dept_code"], &made["centre"], &made["payload"]),
            (&json!("D01"), &json!("wanshan"), &json!({ "promised_days": 5 }))
        );
        assert_eq!(
            read(with("data", json!({ "attributes": { "colour": "red" } }))).expect("good")["attributes"],
            json!({ "colour": "red" })
        );
        assert_eq!(read(with("data", Value::Null)).expect("good").get("payload"), None);
    }

    #[test]
    fn the_last_part_that_names_a_type_is_the_type() {
        for (text, expected) in [
            ("finished", Some(EventType::Finished)),
            ("gov.accepted.finished.v2", Some(EventType::Finished)),
            ("cn.accepted.1.0", Some(EventType::Accepted)),
            ("cn.mingjing.acepted.v1", None),
        ] {
            assert_eq!(kind_of(text).ok(), expected, "{text}");
        }
        let fault = kind_of("cn.mingjing.acepted.v1").expect_err("misspelt");
        assert_eq!((fault.reason, fault.how_to_mend.as_str()), ("unknown_type", "did you mean accepted?"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let table = [
            (with("specversion", json!("0.3")), "unknown_code", "specversion"),
            (with("time", Value::Null), "missing_field", "time"),
            (with("id", json!(" ")), "missing_field", "id"),
            (with("source", json!(5)), "wrong_type", "source"),
            (with("datacontenttype", json!("application/xml")), "unknown_code", "datacontenttype"),
            (with("data_base64", json!("e30=")), "unknown_field", "data_base64"),
            (with("data", json!("text")), "wrong_type", "data"),
            (with("deptcod", json!("D01")), "unknown_field", "deptcod"),
            (with("data", json!({ "payload": {}, "id": "E2" })), "unknown_field", "data.id"),
        ];
        for (event, reason, field) in table {
            let fault = read(event.clone()).expect_err("at fault");
            assert_eq!((fault.reason, fault.field.as_deref()), (reason, Some(field)), "{event}");
            assert!(!fault.how_to_mend.is_empty());
        }
        let mut twice = with("data", json!({ "payload": {}, "dept_code": "D01" }));
        twice["deptcode"] = json!("D02");
        assert_eq!(read(twice).expect_err("twice").field.as_deref(), Some("deptcode"));
    }
}
