//! A case under construction: a list of events with verbs to add them and to change them afterwards. A draft holds what is true
//! in the end; what was first recorded wrongly is put around it later (`noise`).

mod verbs;

use serde_json::{Map, Value, json};

use crate::calendar::instant_text;
use crate::district::{CENTRE, District, Item, SOURCE};
use crate::identity::Applicant;

/// One event, before it becomes a line.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: String,
    pub kind: &'static str,
    pub at: i64,
    pub revision: i64,
    pub is_void: bool,
    pub is_day: bool,
    pub entered_at: Option<i64>,
    pub by_hand: bool,
    pub seq: Option<i64>,
    pub actor: Option<String>,
    pub is_system: bool,
    pub has_place: bool,
    pub payload: Map<String, Value>,
}

/// Who handles the case.
#[derive(Clone, Debug)]
pub struct Staff {
    pub acceptor: String,
    pub reviewer: String,
    pub decider: String,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Draft<'d> {
    pub case_no: String,
    pub district: &'d District,
    pub item: &'d Item,
    pub handle_code: &'d str,
    pub applicant: Applicant,
    pub situation: &'static str,
    pub channel: i64,
    pub window: usize,
    pub staff: Staff,
    pub applied_at: i64,
    pub events: Vec<Event>,
    /// Lines that do not count: earlier revisions, and events that were voided with their voids.
    pub superseded: Vec<Event>,
    /// A limit in working days that the link events give themselves.
    pub link_limit: Option<i64>,
    /// Keep links of acceptance, licence and immediate cases as one row of their own end, as many systems send them.
    pub is_compact: bool,
    links: i64,
    ids: u32,
}

impl<'d> Draft<'d> {
    /// A case without events.
    pub fn new(case_no: String, district: &'d District, item: &'d Item, applicant: Applicant, staff: Staff, window: usize) -> Self {
        Self {
            case_no,
            district,
            item,
            handle_code: item.handle_codes.first().map_or("", String::as_str),
            applicant,
            situation: "S1",
            channel: 1,
            window,
            staff,
            applied_at: 0,
            events: Vec::new(),
            superseded: Vec::new(),
            link_limit: None,
            is_compact: false,
            links: 0,
            ids: 0,
        }
    }

    /// Adds an event; fields of the payload that are null are left out.
    pub fn add(&mut self, kind: &'static str, at: i64, actor: Option<&str>, payload: Value) -> &mut Event {
        let payload = match payload {
            Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => Map::new(),
        };
        let place = self.events.len();
        self.ids += 1;
        self.events.push(Event {
            id: format!("{}-{:02}", self.case_no, self.ids),
            kind,
            at,
            revision: 0,
            is_void: false,
            is_day: false,
            entered_at: None,
            by_hand: false,
            seq: None,
            actor: actor.map(str::to_owned),
            is_system: false,
            has_place: true,
            payload,
        });
        &mut self.events[place]
    }

    /// Whether an event of the type is there.
    pub fn has(&self, kind: &str) -> bool {
        self.events.iter().any(|event| event.kind == kind)
    }

    /// The first event of a type, to change it.
    pub fn change(&mut self, kind: &str, change: impl FnOnce(&mut Event)) {
        if let Some(event) = self.events.iter_mut().find(|event| event.kind == kind) {
            change(event);
        }
    }

    /// Lets the first event of a type have been recorded wrongly first: `spoil` makes the earlier revision out of the true one, and the
    /// correction is entered `after` microseconds later.
    pub fn corrected(&mut self, kind: &str, after: i64, spoil: impl FnOnce(&mut Event)) {
        if let Some(event) = self.events.iter_mut().find(|event| event.kind == kind) {
            let mut wrong = event.clone();
            spoil(&mut wrong);
            event.revision += 1;
            event.entered_at = Some(event.at.max(wrong.at) + after);
            event.by_hand = true;
            self.superseded.push(wrong);
        }
    }

    /// Takes the last event out again: it was recorded, and voided `after` microseconds later.
    pub fn void_last(&mut self, after: i64) {
        if let Some(event) = self.events.pop() {
            let mut void = event.clone();
            void.revision += 1;
            void.is_void = true;
            void.entered_at = Some(event.at + after);
            void.payload = Map::new();
            self.superseded.extend([event, void]);
        }
    }

    /// Takes every event of the type away.
    pub fn drop_all(&mut self, kind: &str) {
        self.events.retain(|event| event.kind != kind);
    }

    /// Takes away every event of the type, of one link.
    pub fn drop_link(&mut self, code: &str) {
        self.events.retain(|event| event.payload.get("link_code").and_then(Value::as_str) != Some(code));
    }

    /// The line of an event.
    pub fn line(&self, event: &Event) -> Value {
        let mut line = Map::new();
        let mut put = |name: &str, value: Value| {
            line.insert(name.to_owned(), value);
        };
        put("id", json!(event.id));
        put("source", json!(SOURCE));
        put("revision", json!(event.revision));
        if event.is_void {
            put("is_void", json!(true));
        }
        put("type", json!(event.kind));
        put("centre", json!(CENTRE));
        put("case_no", json!(self.case_no));
        put("occurred_at", json!(instant_text(event.at)));
        if event.is_day {
            put("precision", json!("day"));
        }
        if let Some(entered_at) = event.entered_at {
            put("entered_at", json!(instant_text(entered_at)));
            if let Some(actor) = &event.actor {
                put("entered_by", json!(actor));
            }
        }
        if event.by_hand {
            put("by_hand", json!(true));
        }
        if let Some(seq) = event.seq {
            put("seq", json!(seq));
        }
        if let Some(actor) = &event.actor {
            put("actor_id", json!(actor));
            if event.is_system {
                put("actor_kind", json!("system"));
            }
        }
        if event.has_place {
            put("dept_code", json!(self.district.departments[self.item.dept].code));
            put("window_id", json!(self.district.windows[self.window].code));
        }
        put("payload", Value::Object(event.payload.clone()));
        Value::Object(line)
    }
}
