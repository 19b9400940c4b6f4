//! From lines of JSON to the events that count, and to the reference data in them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::calendar::{Day, day_of, parse_date, parse_instant};

/// One counted event, borrowed from its line.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// `occurred_at`.
    pub at: i64,
    /// The number of its type in the list of event types.
    pub rank: u8,
    /// `type`.
    pub kind: &'a str,
    /// `source`.
    pub source: &'a str,
    /// `seq`.
    pub seq: Option<i64>,
    /// `id`.
    pub id: &'a str,
    /// `case_no`.
    pub case_no: Option<&'a str>,
    /// `actor_id`.
    pub actor: Option<&'a str>,
    /// `actor_kind` = system.
    pub is_system: bool,
    /// `dept_code`.
    pub dept: Option<&'a str>,
    /// `window_id`.
    pub window: Option<&'a str>,
    /// `entered_at`, else `occurred_at`.
    pub entered_at: i64,
    /// `precision` = day.
    pub is_day: bool,
    payload: Option<&'a Map<String, Value>>,
}

impl<'a> Event<'a> {
    /// A payload field that is there and not null.
    pub fn field(&self, name: &str) -> Option<&'a Value> {
        self.payload.and_then(|payload| payload.get(name)).filter(|value| !value.is_null())
    }

    /// A text of the payload.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name).and_then(Value::as_str)
    }

    /// A whole number of the payload.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.field(name).and_then(Value::as_i64)
    }

    /// An instant of the payload.
    pub fn instant(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(parse_instant)
    }

    /// A list of the payload; empty when absent.
    pub fn list(&self, name: &str) -> &'a [Value] {
        self.field(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The fold order: instant, rank of type, source, place in the source (missing first), id.
    fn order(&self) -> (i64, u8, &'a str, Option<i64>, &'a str) {
        (self.at, self.rank, self.source, self.seq, self.id)
    }
}

/// The number of an event type (events-and-facts.md section 3), for the types a case or the reference data can have.
fn rank_of(kind: &str) -> Option<u8> {
    const TYPES: &[(&str, u8)] = &[
        ("organization_set", 1),
        ("person_posted", 2),
        ("item_published", 3),
        ("calendar_published", 4),
        ("source_set", 5),
        ("submitted", 10),
        ("pre_returned", 11),
        ("received", 12),
        ("material_taken", 13),
        ("supplement_requested", 14),
        ("supplemented", 15),
        ("accepted", 16),
        ("refused", 17),
        ("assigned", 18),
        ("link_started", 19),
        ("link_ended", 20),
        ("special_started", 21),
        ("special_ended", 22),
        ("extended", 23),
        ("decided", 24),
        ("licence_issued", 25),
        ("finished", 26),
        ("delivered", 27),
        ("withdrawn", 28),
        ("returned", 29),
        ("voided", 30),
        ("reopened", 31),
        ("archived", 32),
        ("document_issued", 33),
        ("fee_due", 34),
        ("fee_paid", 35),
        ("noted", 36),
        ("waiting_started", 37),
        ("waiting_ended", 38),
        ("service_done", 40),
        ("rated", 41),
        ("rating_step", 42),
        ("consultation_step", 43),
        ("complaint_step", 44),
        ("ticket_step", 45),
        ("report_step", 46),
        ("conflict_declared", 47),
        ("outage_declared", 48),
        ("watermark_moved", 49),
    ];
    TYPES.iter().find(|(name, _)| *name == kind).map(|(_, rank)| *rank)
}

/// The events that count: of each (centre, source, id) the highest revision, unless it is a void. In fold order. A line without
/// the form of an event is not one, and is passed over.
pub fn counted<'a>(lines: impl Iterator<Item = &'a Value>) -> Vec<Event<'a>> {
    let mut latest: BTreeMap<(&str, &str, &str), (i64, &Value)> = BTreeMap::new();
    for line in lines {
        let text = |name: &str| line.get(name).and_then(Value::as_str);
        let (Some(centre), Some(source), Some(id)) = (text("centre"), text("source"), text("id")) else { continue };
        let revision = line.get("revision").and_then(Value::as_i64).unwrap_or(0);
        let held = latest.entry((centre, source, id)).or_insert((revision, line));
        if revision > held.0 {
            *held = (revision, line);
        }
    }
    let mut events: Vec<Event> = latest
        .into_values()
        .filter(|(_, line)| line.get("is_void").and_then(Value::as_bool) != Some(true))
        .filter_map(|(_, line)| event(line))
        .collect();
    events.sort_by(|a, b| a.order().cmp(&b.order()));
    events
}

fn event(line: &Value) -> Option<Event<'_>> {
    let text = |name: &str| line.get(name).and_then(Value::as_str);
    let kind = text("type")?;
    let at = parse_instant(text("occurred_at")?)?;
    Some(Event {
        at,
        rank: rank_of(kind)?,
        kind,
        source: text("source")?,
        seq: line.get("seq").and_then(Value::as_i64),
        id: text("id")?,
        case_no: text("case_no"),
        actor: text("actor_id"),
        is_system: text("actor_kind") == Some("system"),
        dept: text("dept_code"),
        window: text("window_id"),
        entered_at: text("entered_at").and_then(parse_instant).unwrap_or(at),
        is_day: text("precision") == Some("day"),
        payload: line.get("payload").and_then(Value::as_object),
    })
}

/// A link of an item's process.
#[derive(Debug)]
pub struct ItemLink {
    pub code: String,
    pub mandatory: bool,
    pub limit: Option<i64>,
    pub after: Vec<String>,
}

/// A material of an item's list.
#[derive(Debug)]
pub struct ItemMaterial {
    pub code: String,
    pub name: String,
    pub required: bool,
    pub situations: Vec<String>,
}

/// A special procedure an item allows.
#[derive(Debug)]
pub struct ItemSpecial {
    pub kind: String,
    pub limit: Option<i64>,
    pub suspends: bool,
}

/// One published version of an approval item.
#[derive(Debug)]
pub struct Item {
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub promised_days: Option<i64>,
    pub statutory_days: Option<i64>,
    pub unit: Option<String>,
    pub is_joint: bool,
    pub auto_approval: bool,
    pub separate_posts: Option<bool>,
    pub result_type: Option<String>,
    pub dept: Option<String>,
    pub links: Vec<ItemLink>,
    pub materials: Vec<ItemMaterial>,
    pub specials: Option<Vec<ItemSpecial>>,
}

/// Items and opening hours.
#[derive(Debug, Default)]
pub struct Reference {
    items: BTreeMap<String, Vec<Item>>,
    /// (window or department, weekday 1 to 7) → closing time in microseconds of the day.
    closing: BTreeMap<(String, i64), i64>,
}

impl Reference {
    /// Reads what an event of the types 1 to 5 says; other events say nothing here.
    pub fn read(&mut self, event: &Event<'_>) {
        match event.kind {
            "item_published" => {
                if let (Some(code), Some(item)) = (event.text("item_impl_code"), item(event)) {
                    self.items.entry(code.to_owned()).or_default().push(item);
                }
            }
            "organization_set" => {
                let Some(code) = event.text("code") else { return };
                for hours in event.list("opening") {
                    let weekday = hours.get("weekday").and_then(Value::as_i64);
                    let to = hours.get("to").and_then(Value::as_str).and_then(clock_time);
                    if let (Some(weekday), Some(to)) = (weekday, to) {
                        self.closing.insert((code.to_owned(), weekday), to);
                    }
                }
            }
            _ => {}
        }
    }

    /// The version in force on a day: the one that came into force last.
    pub fn item(&self, code: &str, day: Day) -> Option<&Item> {
        let versions = self.items.get(code)?;
        versions.iter().filter(|item| item.valid_from <= day && item.valid_to.is_none_or(|to| day <= to)).max_by_key(|item| item.valid_from)
    }

    /// Closing time of a window or department on a weekday, microseconds of the day.
    pub fn closing(&self, code: &str, weekday: i64) -> Option<i64> {
        self.closing.get(&(code.to_owned(), weekday)).copied()
    }
}

fn clock_time(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    Some(hour.parse::<i64>().ok()? * crate::calendar::HOUR + minute.get(..2)?.parse::<i64>().ok()? * crate::calendar::MINUTE)
}

/// A date, or an instant's local day.
fn day_field(event: &Event<'_>, name: &str) -> Option<Day> {
    let text = event.text(name)?;
    parse_date(text).or_else(|| parse_instant(text).map(day_of))
}

fn item(event: &Event<'_>) -> Option<Item> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let flag = |value: &Value, name: &str| value.get(name).and_then(Value::as_bool) == Some(true);
    let texts = |value: &Value, name: &str| -> Vec<String> {
        let list = value.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let links = event.list("links").iter().map(|link| ItemLink {
        code: text(link, "link_code"),
        mandatory: flag(link, "mandatory"),
        limit: link.get("limit_wd").and_then(Value::as_i64),
        after: texts(link, "after"),
    });
    let materials = event.list("materials").iter().map(|material| ItemMaterial {
        code: text(material, "material_code"),
        name: text(material, "material_name"),
        required: flag(material, "required"),
        situations: texts(material, "situations"),
    });
    let specials = event.field("specials").and_then(Value::as_array).map(|list| {
        let special = |special: &Value| ItemSpecial {
            kind: text(special, "special_kind"),
            limit: special.get("limit_days").and_then(Value::as_i64),
            suspends: flag(special, "suspends"),
        };
        list.iter().map(special).collect()
    });
    Some(Item {
        valid_from: day_field(event, "valid_from")?,
        valid_to: day_field(event, "valid_to"),
        promised_days: event.int("promised_days"),
        statutory_days: event.int("statutory_days"),
        unit: event.text("promised_unit").map(str::to_owned),
        is_joint: event.field("is_joint").and_then(Value::as_bool) == Some(true),
        auto_approval: event.field("auto_approval").and_then(Value::as_bool) == Some(true),
        separate_posts: event.field("separate_posts").and_then(Value::as_bool),
        result_type: event.text("result_type").map(str::to_owned),
        dept: event.text("dept_code").map(str::to_owned),
        links: links.collect(),
        materials: materials.collect(),
        specials,
    })
}
