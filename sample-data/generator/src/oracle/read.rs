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
    /// `entered_by`.
    pub entered_by: Option<&'a str>,
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
        entered_by: text("entered_by"),
        is_day: text("precision") == Some("day"),
        payload: line.get("payload").and_then(Value::as_object),
    })
}

/// A link of an item's process.
#[derive(Debug)]
pub struct ItemLink {
    pub code: String,
    pub kind: Option<String>,
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
    pub shareable: bool,
}

/// A range of what may be chosen within discretion.
#[derive(Debug)]
pub struct Benchmark {
    situation: Option<String>,
    measure: String,
    min: Option<i64>,
    max: Option<i64>,
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
    pub version: Option<String>,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub is_fee: Option<bool>,
    /// Fee item and its standard.
    pub fees: Vec<(String, i64)>,
    pub benchmarks: Vec<Benchmark>,
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

impl Item {
    /// How far a chosen value lies outside the range of its measure: 0 inside, `None` where there is none.
    pub fn excess(&self, measure: &str, situation: Option<&str>, value: i64) -> Option<i64> {
        let fits = |range: &&Benchmark| range.measure == measure && (range.situation.is_none() || range.situation.as_deref() == situation);
        let range = self.benchmarks.iter().filter(fits).max_by_key(|range| range.situation.is_some())?;
        let below = range.min.map_or(0, |min| (min - value).max(0));
        let above = range.max.map_or(0, |max| (value - max).max(0));
        Some(below.max(above))
    }
}

/// A right to act on links: item or `*`, kind of link or any, first and last day.
#[derive(Debug)]
struct Grant {
    item: String,
    kind: Option<String>,
    from: Day,
    to: Option<Day>,
}

/// First and last day that something was in force; none where it is open.
type Span = (Option<Day>, Option<Day>);

/// Items, opening hours, people and regions.
#[derive(Debug, Default)]
pub struct Reference {
    grants: BTreeMap<String, Vec<Grant>>,
    phones: std::collections::BTreeSet<String>,
    regions: BTreeMap<String, Vec<Span>>,
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
            "person_posted" => self.read_person(event),
            "organization_set" => {
                let Some(code) = event.text("code") else { return };
                if event.text("kind") == Some("region") {
                    let span = (day_field(event, "valid_from"), day_field(event, "valid_to"));
                    self.regions.entry(code.to_owned()).or_default().push(span);
                }
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

    fn read_person(&mut self, event: &Event<'_>) {
        let (Some(person), Some(from)) = (event.text("person_id"), day_field(event, "valid_from")) else { return };
        self.phones.extend(event.text("phone").map(crate::identity::normalise_phone));
        let of_person = self.grants.entry(person.to_owned()).or_default();
        for grant in event.list("grants") {
            let text = |name: &str| grant.get(name).and_then(Value::as_str).map(str::to_owned);
            if let Some(item) = text("item_impl_code") {
                of_person.push(Grant { item, kind: text("link_kind"), from, to: day_field(event, "valid_to") });
            }
        }
    }

    /// Whether a person may act on a kind of link of an item on a day; `None` where nothing is known of him.
    pub fn is_authorised(&self, person: &str, item: Option<&str>, kind: Option<&str>, day: Day) -> Option<bool> {
        let grants = self.grants.get(person)?;
        Some(grants.iter().any(|grant| {
            (grant.item == "*" || Some(grant.item.as_str()) == item)
                && (grant.kind.is_none() || grant.kind.as_deref() == kind)
                && grant.from <= day
                && grant.to.is_none_or(|to| day <= to)
        }))
    }

    /// Whether a telephone is a member of staff's.
    pub fn is_staff_phone(&self, phone: &str) -> bool {
        self.phones.contains(phone)
    }

    /// Whether there is a list of regions and the code is none of those of the day.
    pub fn is_region_wrong(&self, code: &str, day: Day) -> bool {
        let is_valid = |(from, to): &(Option<Day>, Option<Day>)| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
        !self.regions.is_empty() && !self.regions.get(code).is_some_and(|spans| spans.iter().any(is_valid))
    }

    /// Whether there is a library of items.
    pub fn has_items(&self) -> bool {
        !self.items.is_empty()
    }

    /// All items with their versions.
    pub fn items(&self) -> impl Iterator<Item = (&str, &[Item])> {
        self.items.iter().map(|(code, versions)| (code.as_str(), versions.as_slice()))
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

fn benchmark(range: &Value) -> Benchmark {
    let text = |name: &str| range.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| range.get(name).and_then(Value::as_i64);
    Benchmark { situation: text("situation_code"), measure: text("measure").unwrap_or_default(), min: number("min"), max: number("max") }
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
        kind: link.get("link_kind").and_then(Value::as_str).map(str::to_owned),
        mandatory: flag(link, "mandatory"),
        limit: link.get("limit_wd").and_then(Value::as_i64),
        after: texts(link, "after"),
    });
    let materials = event.list("materials").iter().map(|material| ItemMaterial {
        code: text(material, "material_code"),
        name: text(material, "material_name"),
        required: flag(material, "required"),
        situations: texts(material, "situations"),
        shareable: flag(material, "shareable"),
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
        version: event.field("item_version").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        is_fee: event.field("is_fee").and_then(Value::as_bool),
        fees: event.list("fee_items").iter().filter_map(|fee| Some((text(fee, "fee_item"), fee.get("standard_fen")?.as_i64()?))).collect(),
        benchmarks: event.list("benchmarks").iter().map(benchmark).collect(),
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
