//! An event as the ledger keeps it: envelope, payload, attributes (events-and-facts, section 2).

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::kind::EventType;
use super::payload::Payload;
use super::values::{Attributes, Instant};
use crate::sym::Sym;
use crate::time::Micros;

/// How exactly the source knows when it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Precision {
    /// To the instant.
    #[default]
    Instant,
    /// To the day: local midnight stands for it, as an end its last microsecond.
    Day,
    /// Not at all: `occurred_at` is the time of the import and nothing is derived from it.
    Unknown,
}

impl Precision {
    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Instant => "instant",
            Precision::Day => "day",
            Precision::Unknown => "unknown",
        }
    }

    /// The precision of a name.
    pub fn named(name: &str) -> Option<Precision> {
        [Precision::Instant, Precision::Day, Precision::Unknown].into_iter().find(|precision| precision.name() == name)
    }
}

/// An event, typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The sender's own id.
    pub id: Box<str>,
    /// Sending system.
    pub source: Sym,
    /// Higher ones replace lower ones of the same id.
    pub revision: u32,
    /// The event no longer counts.
    pub is_void: bool,
    /// Its type.
    pub kind: EventType,
    /// The centre it belongs to.
    pub centre: Sym,
    /// The case it belongs to.
    pub case_no: Option<Box<str>>,
    /// When it happened.
    pub occurred_at: Micros,
    /// Offset as written, minutes.
    pub utc_offset: Option<i16>,
    /// How exactly.
    pub precision: Precision,
    /// When it was keyed in at the source.
    pub entered_at: Micros,
    /// By whom.
    pub entered_by: Option<Sym>,
    /// Typed by hand afterwards (补录).
    pub by_hand: bool,
    /// Place in the source's own order.
    pub seq: Option<i64>,
    /// Who did it.
    pub actor_id: Option<Sym>,
    /// Whether the actor is the system, not a person.
    pub by_system: bool,
    /// For which department.
    pub dept_code: Option<Sym>,
    /// At which window.
    pub window_id: Option<Sym>,
    /// What happened.
    pub payload: Payload,
    /// What the profile adds.
    pub attributes: Attributes,
}

impl Event {
    /// Reads an event from the canonical JSON that the ledger keeps (`type` stands before `payload` there).
    pub fn read(body: &str) -> Result<Event, serde_json::Error> {
        serde_json::from_str(body)
    }

    /// The key by which events fold: instant, rank, source, place in the source, id (section 2).
    pub fn fold_order(&self) -> (Micros, u8, &'static str, Option<i64>, &str) {
        (self.occurred_at, self.kind.rank(), self.source.text(), self.seq, &self.id)
    }
}

struct PayloadSeed(EventType);

impl<'de> DeserializeSeed<'de> for PayloadSeed {
    type Value = Payload;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Payload, D::Error> {
        Payload::deserialize_as(self.0, deserializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        struct EventVisitor;
        impl<'de> Visitor<'de> for EventVisitor {
            type Value = Event;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an event")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Event, A::Error> {
                read_members(map)
            }
        }
        deserializer.deserialize_map(EventVisitor)
    }
}

fn read_members<'de, A: MapAccess<'de>>(mut map: A) -> Result<Event, A::Error> {
    let mut kind = None;
    let mut id = None;
    let mut source = None;
    let mut centre = None;
    let mut occurred_at = None;
    let mut payload = None;
    let mut event = Event {
        id: Box::default(),
        source: Sym::new(""),
        revision: 0,
        is_void: false,
        kind: EventType::Noted,
        centre: Sym::new(""),
        case_no: None,
        occurred_at: 0,
        utc_offset: None,
        precision: Precision::Instant,
        entered_at: 0,
        entered_by: None,
        by_hand: false,
        seq: None,
        actor_id: None,
        by_system: false,
        dept_code: None,
        window_id: None,
        payload: Payload::Empty(Default::default()),
        attributes: Attributes::default(),
    };
    let mut entered_at: Option<Micros> = None;
    while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
        match &*name {
            "id" => id = Some(map.next_value()?),
            "source" => source = Some(map.next_value()?),
            "revision" => event.revision = map.next_value()?,
            "is_void" => event.is_void = map.next_value()?,
            "type" => {
                let name: std::borrow::Cow<'de, str> = map.next_value()?;
                kind = Some(EventType::named(&name).ok_or_else(|| A::Error::custom(format!("unknown type {name}")))?);
            }
            "centre" => centre = Some(map.next_value()?),
            "case_no" => event.case_no = map.next_value()?,
            "occurred_at" => occurred_at = Some(map.next_value::<Instant>()?.0),
            "utc_offset" => event.utc_offset = map.next_value()?,
            "precision" => {
                let name: std::borrow::Cow<'de, str> = map.next_value()?;
                event.precision = Precision::named(&name).ok_or_else(|| A::Error::custom(format!("unknown precision {name}")))?;
            }
            "entered_at" => entered_at = map.next_value::<Option<Instant>>()?.map(|at| at.0),
            "entered_by" => event.entered_by = map.next_value()?,
            "by_hand" => event.by_hand = map.next_value()?,
            "seq" => event.seq = map.next_value()?,
            "actor_id" => event.actor_id = map.next_value()?,
            "actor_kind" => event.by_system = map.next_value::<std::borrow::Cow<'de, str>>()? == "system",
            "dept_code" => event.dept_code = map.next_value()?,
            "window_id" => event.window_id = map.next_value()?,
            "payload" => {
                let kind = kind.ok_or_else(|| A::Error::custom("payload before type"))?;
                payload = Some(map.next_value_seed(PayloadSeed(kind))?);
            }
            "attributes" => event.attributes = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    event.kind = kind.ok_or_else(|| A::Error::missing_field("type"))?;
    event.id = id.ok_or_else(|| A::Error::missing_field("id"))?;
    event.source = source.ok_or_else(|| A::Error::missing_field("source"))?;
    event.centre = centre.ok_or_else(|| A::Error::missing_field("centre"))?;
    event.occurred_at = occurred_at.ok_or_else(|| A::Error::missing_field("occurred_at"))?;
    event.entered_at = entered_at.unwrap_or(event.occurred_at);
    event.payload = match payload {
        Some(payload) => payload,
        None => Payload::deserialize_as(event.kind, serde_json::json!({})).map_err(A::Error::custom)?,
    };
    Ok(event)
}
