//! The door's check of form: is this a well-formed event? Legality is not asked here; rules ask that.
//!
//! A well-formed event becomes its canonical JSON: members in a fixed order, defaults left out, instants in UTC, codes as text, and
//! every personal value replaced by token and mask. Equal events have equal canonical JSON, whoever wrote them.
//!
//! Long because check and canonical form are one walk over the event: what is checked is what is written.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use serde_json::{Map, Value};

use super::event::Precision;
use super::kind::EventType;
use super::payload::{Field, FieldType, Payload, PersonalKind};
use crate::schema::Key;
use crate::sym::Sym;
use crate::time::{Day, Micros, format_utc, parse_rfc3339};

/// Most characters of an id.
pub const MAX_ID: usize = 128;
/// Most characters of a case number.
pub const MAX_CASE_NO: usize = 50;
/// Most characters of a code.
pub const MAX_CODE: usize = 128;
/// Most entries of a list in a payload.
pub const MAX_LIST: usize = 1000;

/// Makes token, mask and validity flag of a personal value.
pub trait Masker {
    /// `beside` is the text of the field that tells of which kind the value is, where there is one.
    fn mask(&self, kind: PersonalKind, beside: Option<&str>, value: &str) -> Masked;
}

/// A personal value made safe to keep, and its normalised value to be sealed beside the chain.
pub struct Masked {
    /// Token of the normalised value.
    pub key: Key,
    /// Mask.
    pub mask: String,
    /// Whether form and check digit are right, where the kind has them.
    pub valid: Option<bool>,
    /// The normalised value.
    pub normalised: String,
}

/// A well-formed event, ready for the ledger.
pub struct Formed {
    /// Centre.
    pub centre: Sym,
    /// Source.
    pub source: Sym,
    /// The sender's id.
    pub id: String,
    /// Revision.
    pub revision: u32,
    /// Type.
    pub kind: EventType,
    /// Case number.
    pub case_no: Option<String>,
    /// When it happened.
    pub occurred_at: Micros,
    /// Canonical JSON.
    pub body: String,
    /// Personal values to seal: token and normalised value.
    pub personal: Vec<(Key, String)>,
}

/// Why an event is not well-formed. The texts are shown to the person who mends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}; {how_to_mend}")]
pub struct FormError {
    /// Stable code of the reason.
    pub reason: &'static str,
    /// Path of the field, `payload.days`.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub how_to_mend: String,
}

fn problem(reason: &'static str, field: impl Display, message: impl Into<String>, how_to_mend: impl Into<String>) -> FormError {
    FormError { reason, field: field.to_string(), message: message.into(), how_to_mend: how_to_mend.into() }
}

/// Where a value stands; a text only where an error needs one.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root(&'a str),
    Member(&'a Path<'a>, &'a str),
    Entry(&'a Path<'a>, usize),
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Path::Root(name) => f.write_str(name),
            Path::Member(of, name) => write!(f, "{of}.{name}"),
            Path::Entry(of, index) => write!(f, "{of}[{index}]"),
        }
    }
}

/// Type of an attribute as a profile declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "names of events-and-facts, section 1")]
pub enum AttributeType {
    Text,
    Code,
    Int,
    Bool,
    Ts,
    Date,
    Fen,
    Decimal,
}

/// What a centre's profile says about the form of its events.
pub trait FormProfile {
    /// The centre of events that name none.
    fn centre(&self) -> Option<&str>;
    /// The source of events that name none.
    fn source(&self) -> Option<&str>;
    /// The declared type of an attribute; `None` refuses it.
    fn attribute(&self, name: &str) -> Option<AttributeType>;
    /// Whether the attribute is listed as left out.
    fn is_left_out(&self, name: &str) -> bool;
}

/// The envelope's members that a sender may write.
const ENVELOPE: &[&str] = &[
    "id",
    "source",
    "revision",
    "is_void",
    "type",
    "centre",
    "case_no",
    "occurred_at",
    "utc_offset",
    "precision",
    "entered_at",
    "entered_by",
    "by_hand",
    "seq",
    "actor_id",
    "actor_kind",
    "dept_code",
    "window_id",
    "payload",
    "attributes",
];

/// Checks an event and gives its canonical form.
pub fn check(event: &Map<String, Value>, profile: &dyn FormProfile, masker: &dyn Masker) -> Result<Formed, FormError> {
    for name in event.keys() {
        if !ENVELOPE.contains(&name.as_str()) {
            let hint = nearest(name, ENVELOPE.iter().copied());
            return Err(problem("unknown_field", name, "no such field in the envelope", hint));
        }
    }
    let type_name = required_text(event, "type", 64)?;
    let Some(kind) = EventType::named(&type_name) else {
        let hint = nearest(&type_name, EventType::ALL.iter().map(|kind| kind.name()));
        return Err(problem("unknown_type", "type", format!("no event type is called {type_name:?}"), hint));
    };
    let id = required_text(event, "id", MAX_ID)?;
    let source = text_or(event, "source", MAX_CODE, profile.source())?;
    let centre = text_or(event, "centre", MAX_CODE, profile.centre())?;
    let revision = match member(event, "revision") {
        None => 0,
        Some(value) => value.as_u64().and_then(|number| u32::try_from(number).ok()).ok_or_else(|| {
            problem("wrong_type", "revision", "not a whole number from 0 to 4294967295", "number the revisions of an event 0, 1, 2 …")
        })?,
    };
    let is_void = boolean(event, "is_void")?.unwrap_or(false);
    if is_void && revision == 0 {
        return Err(problem(
            "void_without_revision",
            "is_void",
            "a void takes back an earlier revision",
            "send it with a revision higher than the event's",
        ));
    }
    let case_no = optional_text(event, "case_no", MAX_CASE_NO)?;
    if case_no.is_none() && kind.needs_case_no() {
        return Err(problem(
            "missing_field",
            "case_no",
            format!("{} needs a case number", kind.name()),
            "add the number of the case (办件编号)",
        ));
    }
    let (occurred_at, offset) = required_instant(event, "occurred_at")?;
    let precision_name = optional_text(event, "precision", 16)?;
    let precision = match precision_name.as_deref() {
        None => Precision::Instant,
        Some(name) => Precision::named(name)
            .ok_or_else(|| problem("unknown_code", "precision", format!("{name:?} is no precision"), "write instant, day or unknown"))?,
    };
    let by_system = match optional_text(event, "actor_kind", 16)?.as_deref() {
        None | Some("person") => false,
        Some("system") => true,
        Some(other) => {
            return Err(problem("unknown_code", "actor_kind", format!("{other:?} is no kind of actor"), "write person or system"));
        }
    };
    let mut out = Writer { text: String::with_capacity(1024), personal: Vec::new(), masker };
    out.text.push('{');
    out.string("id", &id);
    out.string("source", &source);
    if revision > 0 {
        out.raw("revision", &revision.to_string());
    }
    if is_void {
        out.raw("is_void", "true");
    }
    out.string("type", kind.name());
    out.string("centre", &centre);
    if let Some(case_no) = &case_no {
        out.string("case_no", case_no);
    }
    out.string("occurred_at", &format_utc(occurred_at));
    match member(event, "utc_offset").map(Value::as_i64) {
        Some(Some(minutes)) if minutes.abs() < 24 * 60 && minutes != 0 => out.raw("utc_offset", &minutes.to_string()),
        None if offset != 0 => out.raw("utc_offset", &offset.to_string()),
        None | Some(Some(0)) => {}
        Some(_) => {
            return Err(problem("wrong_type", "utc_offset", "not an offset in minutes", "leave it out; it is taken from occurred_at"));
        }
    }
    if precision != Precision::Instant {
        out.string("precision", precision.name());
    }
    if member(event, "entered_at").is_some() {
        let (entered_at, _) = required_instant(event, "entered_at")?;
        if entered_at != occurred_at {
            out.string("entered_at", &format_utc(entered_at));
        }
    }
    for name in ["entered_by", "actor_id", "dept_code", "window_id"] {
        if let Some(code) = optional_text(event, name, MAX_CODE)? {
            out.string(name, &code);
        }
    }
    if boolean(event, "by_hand")?.unwrap_or(false) {
        out.raw("by_hand", "true");
    }
    if let Some(value) = member(event, "seq") {
        let seq =
            value.as_i64().ok_or_else(|| problem("wrong_type", "seq", "not a whole number", "number the events of a source 1, 2, 3 …"))?;
        out.raw("seq", &seq.to_string());
    }
    if by_system {
        out.string("actor_kind", "system");
    }
    let empty = Map::new();
    let payload = object(event, "payload")?.unwrap_or(&empty);
    // A void takes the event back; what it carried need not be repeated.
    if !(is_void && payload.is_empty()) {
        let fields = Payload::fields(kind);
        out.member("payload");
        out.object(Path::Root("payload"), fields, payload)?;
    }
    if let Some(attributes) = object(event, "attributes")?.filter(|attributes| !attributes.is_empty()) {
        out.attributes(attributes, profile)?;
    }
    out.text.push('}');
    Ok(Formed {
        centre: Sym::new(&centre),
        source: Sym::new(&source),
        id,
        revision,
        kind,
        case_no,
        occurred_at,
        body: out.text,
        personal: out.personal,
    })
}

/// A member that is there and not null.
fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

fn object<'a>(event: &'a Map<String, Value>, name: &str) -> Result<Option<&'a Map<String, Value>>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(Value::Object(map)) => Ok(Some(map)),
        Some(_) => Err(problem("wrong_type", name, "not an object", format!("write \"{name}\": {{ … }}"))),
    }
}

fn boolean(event: &Map<String, Value>, name: &str) -> Result<Option<bool>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(problem("wrong_type", name, "neither true nor false", "write true or false, without quotes")),
    }
}

fn text_value(value: &Value, field: impl Display, most: usize) -> Result<Cow<'_, str>, FormError> {
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Cow::Owned(number.to_string()),
        _ => return Err(problem("wrong_type", field, "not text", "write it in quotes")),
    };
    if text.contains('\0') {
        return Err(problem("bad_character", field, "holds a null character", "remove it"));
    }
    // A text has no more characters than bytes.
    let length = if text.len() <= most { 0 } else { text.chars().count() };
    if length > most {
        return Err(problem(
            "too_long",
            field,
            format!("{length} characters, at most {most} are allowed"),
            "shorten it, or send it as a document",
        ));
    }
    Ok(text)
}

fn optional_text(event: &Map<String, Value>, name: &str, most: usize) -> Result<Option<String>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(value) => text_value(value, name, most).map(|text| if text.is_empty() { None } else { Some(text.into_owned()) }),
    }
}

fn required_text(event: &Map<String, Value>, name: &str, most: usize) -> Result<String, FormError> {
    optional_text(event, name, most)?.ok_or_else(|| problem("missing_field", name, "is missing or empty", format!("add \"{name}\"")))
}

fn text_or(event: &Map<String, Value>, name: &str, most: usize, default: Option<&str>) -> Result<String, FormError> {
    match (optional_text(event, name, most)?, default) {
        (Some(text), _) => Ok(text),
        (None, Some(default)) => Ok(default.to_owned()),
        (None, None) => {
            Err(problem("missing_field", name, "is missing or empty", format!("add \"{name}\", or name a profile that sets it")))
        }
    }
}

fn instant_value(value: &Value, field: impl Display) -> Result<(Micros, i16), FormError> {
    value.as_str().and_then(|text| parse_rfc3339(text.trim())).ok_or_else(|| {
        problem("bad_time", field, format!("{value} is no instant that exists"), "write it like 2025-01-24T14:05:00+08:00, with the offset")
    })
}

fn required_instant(event: &Map<String, Value>, name: &str) -> Result<(Micros, i16), FormError> {
    let value = member(event, name).ok_or_else(|| problem("missing_field", name, "is missing", format!("add \"{name}\"")))?;
    instant_value(value, name)
}

/// "did you mean …", by edit distance, for a name that does not exist.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let best = names.map(|known| (distance(name, known), known)).min();
    match best {
        Some((edits, known)) if edits <= name.chars().count().div_ceil(2) => format!("did you mean {known}?"),
        _ => "remove it, or see the list of fields in docs/EVENTS.md".to_owned(),
    }
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Writes canonical JSON and gathers the personal values on the way.
struct Writer<'a> {
    text: String,
    personal: Vec<(Key, String)>,
    masker: &'a dyn Masker,
}

impl Writer<'_> {
    fn member(&mut self, name: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    fn quoted(&mut self, value: &str) {
        // Few texts hold what JSON escapes.
        if value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
            self.text.push('"');
            self.text.push_str(value);
            self.text.push('"');
        } else {
            self.text.push_str(&Value::from(value).to_string());
        }
    }

    fn string(&mut self, name: &str, value: &str) {
        self.member(name);
        self.quoted(value);
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.member(name);
        self.text.push_str(value);
    }

    /// Writes an object whose members are fields of a list, in the list's order.
    fn object(&mut self, path: Path<'_>, fields: &'static [Field], object: &Map<String, Value>) -> Result<(), FormError> {
        // One walk over the members finds each its field, which is cheaper than asking for every field by name.
        let mut found: Vec<Option<&Value>> = vec![None; fields.len()];
        let mut next = 0;
        for (name, value) in object {
            // Most senders keep to the list's order.
            let Some(place) = (next..fields.len()).chain(0..next).find(|place| fields[*place].name == name) else {
                let hint = nearest(name, fields.iter().map(|field| field.name));
                return Err(problem("unknown_field", Path::Member(&path, name), "no such field", hint));
            };
            let is_empty = match value {
                Value::Null => true,
                Value::String(text) => text.trim().is_empty(),
                _ => false,
            };
            found[place] = (!is_empty).then_some(value);
            next = place + 1;
        }
        self.text.push('{');
        for (field, value) in fields.iter().zip(found) {
            let full = Path::Member(&path, field.name);
            match value {
                None if field.mandatory => {
                    return Err(problem("missing_field", full, "is missing or empty", format!("add \"{}\"", field.name)));
                }
                None => {}
                Some(value) => {
                    self.member(field.name);
                    self.value(full, field, value, object)?;
                }
            }
        }
        self.text.push('}');
        Ok(())
    }

    fn value(&mut self, path: Path<'_>, field: &Field, value: &Value, beside: &Map<String, Value>) -> Result<(), FormError> {
        match field.ty {
            FieldType::Text(most) => {
                let text = text_value(value, path, most)?;
                self.quoted(&text);
            }
            FieldType::Code => {
                let text = text_value(value, path, MAX_CODE)?;
                self.quoted(&text);
            }
            FieldType::OneOf(codes) => {
                let text = text_value(value, path, MAX_CODE)?;
                if !codes.contains(&text.as_ref()) {
                    let hint = format!("write one of {}", codes.join(", "));
                    return Err(problem("unknown_code", path, format!("{text:?} is not in the list"), hint));
                }
                self.quoted(&text);
            }
            FieldType::Int | FieldType::Fen => {
                let number = value.as_i64().ok_or_else(|| {
                    let hint = if matches!(field.ty, FieldType::Fen) {
                        "write hundredths (分) as a whole number"
                    } else {
                        "write a whole number, without quotes"
                    };
                    problem("wrong_type", path, format!("{value} is not a whole number of 64 bits"), hint)
                })?;
                self.text.push_str(&number.to_string());
            }
            FieldType::Bool => {
                let flag = value.as_bool().ok_or_else(|| {
                    problem("wrong_type", path, format!("{value} is neither true nor false"), "write true or false, without quotes")
                })?;
                self.text.push_str(if flag { "true" } else { "false" });
            }
            FieldType::Instant => {
                let (at, _) = instant_value(value, path)?;
                self.quoted(&format_utc(at));
            }
            FieldType::Date => self.date(path, value)?,
            FieldType::Due => match value.as_str().map(str::trim).filter(|text| text.len() == 10) {
                Some(_) => self.date(path, value)?,
                None => {
                    let (at, _) = instant_value(value, path)?;
                    self.quoted(&format_utc(at));
                }
            },
            FieldType::Personal(kind) => {
                let text = text_value(value, path, 200)?;
                let beside = match kind {
                    PersonalKind::IdNumber(Some(name)) => member(beside, name).and_then(Value::as_str),
                    _ => None,
                };
                let masked = self.masker.mask(kind, beside, &text);
                // Writing to a string cannot fail.
                let _ = write!(self.text, "{{\"key\":\"{}\",\"mask\":", masked.key);
                self.quoted(&masked.mask);
                if let Some(valid) = masked.valid {
                    self.text.push_str(if valid { ",\"valid\":true" } else { ",\"valid\":false" });
                }
                self.text.push('}');
                self.personal.push((masked.key, masked.normalised));
            }
            FieldType::Codes => {
                let codes = list(path, value)?;
                self.text.push('[');
                for (index, code) in codes.iter().enumerate() {
                    self.separate(index);
                    let text = text_value(code, Path::Entry(&path, index), MAX_CODE)?;
                    self.quoted(&text);
                }
                self.text.push(']');
            }
            FieldType::Objects(fields) => {
                let objects = list(path, value)?;
                self.text.push('[');
                for (index, item) in objects.iter().enumerate() {
                    self.separate(index);
                    let full = Path::Entry(&path, index);
                    let Value::Object(item) = item else {
                        return Err(problem("wrong_type", full, "not an object", "write { … }"));
                    };
                    self.object(full, fields, item)?;
                }
                self.text.push(']');
            }
            FieldType::Object(fields) => {
                let Value::Object(item) = value else {
                    return Err(problem("wrong_type", path, "not an object", "write { … }"));
                };
                self.object(path, fields, item)?;
            }
        }
        Ok(())
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn date(&mut self, path: Path<'_>, value: &Value) -> Result<(), FormError> {
        let day = value
            .as_str()
            .and_then(|text| Day::parse(text.trim()))
            .ok_or_else(|| problem("bad_time", path, format!("{value} is no date that exists"), "write it like 2025-01-24"))?;
        self.quoted(&day.to_string());
        Ok(())
    }

    fn attributes(&mut self, attributes: &Map<String, Value>, profile: &dyn FormProfile) -> Result<(), FormError> {
        let mut names: Vec<&String> = attributes.keys().collect();
        names.sort();
        let mut open = false;
        for name in names {
            let path = Path::Member(&Path::Root("attributes"), name);
            let Some(value) = member(attributes, name) else { continue };
            let Some(ty) = profile.attribute(name) else {
                if profile.is_left_out(name) {
                    continue;
                }
                return Err(problem(
                    "unknown_field",
                    path,
                    "the profile does not declare this attribute",
                    "declare its type in the profile, or list it there as left out",
                ));
            };
            if !open {
                self.member("attributes");
                self.text.push('{');
                open = true;
            }
            if !self.text.ends_with('{') {
                self.text.push(',');
            }
            self.quoted(name);
            self.text.push(':');
            let as_type = |ty| Field { name: "", ty, mandatory: false };
            match ty {
                AttributeType::Text => self.value(path, &as_type(FieldType::Text(4000)), value, attributes)?,
                AttributeType::Code => self.value(path, &as_type(FieldType::Code), value, attributes)?,
                AttributeType::Int => self.value(path, &as_type(FieldType::Int), value, attributes)?,
                AttributeType::Fen => self.value(path, &as_type(FieldType::Fen), value, attributes)?,
                AttributeType::Bool => self.value(path, &as_type(FieldType::Bool), value, attributes)?,
                AttributeType::Ts => self.value(path, &as_type(FieldType::Instant), value, attributes)?,
                AttributeType::Date => self.value(path, &as_type(FieldType::Date), value, attributes)?,
                AttributeType::Decimal => {
                    let text = decimal(path, value)?;
                    self.quoted(&text);
                }
            }
        }
        if open {
            self.text.push('}');
        }
        Ok(())
    }
}

fn list<'a>(path: Path<'_>, value: &'a Value) -> Result<&'a Vec<Value>, FormError> {
    match value {
        Value::Array(items) if items.len() <= MAX_LIST => Ok(items),
        Value::Array(items) => {
            Err(problem("too_long", path, format!("{} entries, at most {MAX_LIST} are allowed", items.len()), "split the event"))
        }
        _ => Err(problem("wrong_type", path, "not a list", "write [ … ]")),
    }
}

/// A decimal with at most six places, as text without superfluous zeros.
fn decimal(path: Path<'_>, value: &Value) -> Result<String, FormError> {
    let wrong =
        || problem("wrong_type", path, format!("{value} is no decimal number with at most six places"), "write it like \"42.3574\"");
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(wrong()),
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !all_digits(whole) || !all_digits(places) || places.len() > 6 {
        return Err(wrong());
    }
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Ok(trimmed.to_owned())
}
