//! The door's check of form: is this a well-formed event? Legality is not asked here; rules ask that.
//!
//! A well-formed event becomes its canonical JSON: members in a fixed order, defaults left out, instants in UTC, codes as text, and
//! every personal value replaced by token and mask. Equal events have equal canonical JSON, whoever wrote them.
//!
//! `members` reads what an object holds, `writer` writes the canonical form and checks on the way: what is checked is what is written.

mod members;
mod writer;

use serde_json::{Map, Value};

use super::event::Precision;
use super::kind::EventType;
use super::payload::{Payload, PersonalKind};
use crate::schema::Key;
use crate::sym::Sym;
use crate::time::{Micros, format_utc};
use members::{boolean, member, object, optional_text, problem, required_instant, required_text, text_or};
use writer::{Path, Writer};

pub use members::nearest;

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
pub const ENVELOPE: &[&str] = &[
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
    let mut out = Writer::new(masker);
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
