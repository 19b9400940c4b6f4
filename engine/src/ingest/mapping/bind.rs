//! A mapping bound to the columns of one file: turns rows into events of the wire format.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::times::{Moment, Times};
use super::value::{BoundValue, Origin, RowView, Target, ValueSpec};
use super::{EventSpec, KindSpec, Mapping, Shape, json_of};
use crate::case::form::{FormProfile, nearest};
use crate::case::kind::EventType;
use crate::case::payload::{FieldType, Payload};
use crate::ingest::fault::Fault;
use crate::ingest::profile::Profile;
use crate::time::{Day, Micros, Zone};

/// A mapping bound to a header and a profile.
#[derive(Clone, Debug)]
pub struct Bound {
    shape: Shape,
    source: Option<String>,
    missing: Vec<String>,
    case_no: Option<BoundValue>,
    id: Option<BoundValue>,
    attributes: Vec<(String, BoundValue)>,
    basics: Vec<(String, BoundValue)>,
    events: Vec<BoundEvent>,
    days_in_order: bool,
    /// Whether ids of a row's events must tell them apart.
    gives_several: bool,
    personal: Vec<usize>,
}

#[derive(Clone, Debug)]
struct BoundEvent {
    kind: BoundKind,
    at: BoundValue,
    when: Option<(usize, Vec<String>)>,
    envelope: Vec<(String, BoundValue)>,
    payload: BTreeMap<EventType, Vec<(String, BoundValue)>>,
    attributes: Vec<(String, BoundValue)>,
}

#[derive(Clone, Debug)]
enum BoundKind {
    Always(EventType),
    Looked { place: usize, column: String, table: String, kinds: BTreeMap<String, EventType> },
}

/// Gathers every problem of a header, so that a person mends them in one go.
struct Binder<'a> {
    mapping: &'a Mapping,
    profile: &'a Profile,
    header: &'a [String],
    used: Vec<bool>,
    personal: Vec<usize>,
    problems: Vec<String>,
}

impl Mapping {
    /// Binds the mapping to a file's columns. Every column must be mapped or listed as left out, every mapped one must be there,
    /// and every attribute must be declared by the profile; otherwise one line a problem is given.
    pub fn bind(&self, header: &[String], profile: &Profile) -> Result<Bound, Vec<String>> {
        let mut binder =
            Binder { mapping: self, profile, header, used: vec![false; header.len()], personal: Vec::new(), problems: Vec::new() };
        for (place, name) in header.iter().enumerate() {
            if header[..place].contains(name) {
                binder.problems.push(format!("column {name:?} stands twice in the header; rename one"));
            }
        }
        let case_no = self.case_no.as_ref().and_then(|value| binder.value("case_no", value, Target::Text));
        let id = self.id.as_ref().and_then(|value| binder.value("id", value, Target::Text));
        let attributes = binder.attributes(&self.attributes);
        let basics = binder.payload(EventType::Received, &self.basics);
        let events: Vec<BoundEvent> = self.events.iter().filter_map(|event| binder.event(event)).collect();
        binder.look_for_unknown_columns();
        let Binder { problems, personal, .. } = binder;
        if !problems.is_empty() {
            return Err(problems);
        }
        let gives_several = self.events.len() > 1;
        Ok(Bound {
            shape: self.shape,
            source: self.source.clone(),
            missing: self.missing.clone(),
            case_no,
            id,
            attributes,
            basics,
            events,
            days_in_order: self.days_in_order,
            gives_several,
            personal,
        })
    }
}

impl Binder<'_> {
    fn place(&mut self, column: &str) -> Option<usize> {
        let place = self.header.iter().position(|name| name == column);
        match place {
            Some(place) => self.used[place] = true,
            None => {
                let hint = nearest(column, self.header.iter().map(String::as_str));
                let hint = if hint.starts_with("did you mean") { hint } else { format!("the file has {}", self.header.join(", ")) };
                let problem = format!("the mapping reads a column {column:?}, which the file does not have; {hint}");
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
        }
        place
    }

    fn value(&mut self, name: &str, value: &ValueSpec, target: Target) -> Option<BoundValue> {
        let keys = &value.0;
        let (origin, label) = match (&keys.column, &keys.constant) {
            _ if !keys.join.is_empty() => {
                let places: Vec<Option<usize>> = keys.join.iter().map(|column| self.place(column)).collect();
                (Origin::Cells(places.into_iter().collect::<Option<Vec<usize>>>()?), keys.join.join(" + "))
            }
            (Some(column), _) => (Origin::Cell(self.place(column)?), column.clone()),
            (None, Some(constant)) => (Origin::Constant(json_of(constant)), name.to_owned()),
            (None, None) => (Origin::Line, name.to_owned()),
        };
        let formats = if keys.formats.is_empty() { &self.mapping.formats } else { &keys.formats };
        let own_zone = keys.zone.as_deref().and_then(crate::time::Zone::named);
        let zone = own_zone.or_else(|| self.mapping.zone.clone()).unwrap_or_else(|| self.profile.zone.clone());
        let table = keys.table.as_ref().and_then(|name| Some((name.clone(), self.mapping.tables.get(name)?.clone())));
        Some(BoundValue {
            origin,
            label,
            target,
            table,
            otherwise: keys.otherwise,
            default: keys.default.as_ref().map(json_of),
            part: keys.part,
            times: Times::new(formats, zone),
            split: keys.split.clone().unwrap_or_else(|| ";".to_owned()),
            unit: keys.unit,
        })
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, ValueSpec>) -> Vec<(String, BoundValue)> {
        let mut bound = Vec::new();
        for (name, value) in attributes {
            match self.profile.attribute(name) {
                Some(ty) => bound.extend(self.value(name, value, Target::of_attribute(ty)).map(|value| (name.clone(), value))),
                None => {
                    let hint = nearest(name, self.profile.attributes.keys().map(String::as_str));
                    let hint =
                        if hint.starts_with("did you mean") { hint } else { "declare it under [attributes] of the profile".to_owned() };
                    self.problems.push(format!("the profile {} does not declare the attribute {name:?}; {hint}", self.profile.name));
                }
            }
        }
        bound
    }

    fn event(&mut self, event: &EventSpec) -> Option<BoundEvent> {
        let kind = match &event.kind {
            KindSpec::Always(kind) => Some(BoundKind::Always(*kind)),
            KindSpec::Looked { column, table, kinds } => self.place(column).map(|place| BoundKind::Looked {
                place,
                column: column.clone(),
                table: table.clone(),
                kinds: kinds.clone(),
            }),
        };
        let at = self.value("at", &event.at, Target::Instant);
        let when = event.when.as_ref().and_then(|when| Some((self.place(&when.column)?, when.is.clone())));
        let mut envelope = Vec::new();
        for (name, value) in &event.envelope {
            let target = Target::of_envelope(name).unwrap_or(Target::Text);
            envelope.extend(self.value(name, value, target).map(|value| (name.clone(), value)));
        }
        let mut payload = BTreeMap::new();
        for kind in event.kind.kinds() {
            payload.insert(kind, self.payload(kind, &event.payload));
        }
        let attributes = self.attributes(&event.attributes);
        Some(BoundEvent { kind: kind?, at: at?, when, envelope, payload, attributes })
    }

    /// Values of a type's fields.
    fn payload(&mut self, kind: EventType, specs: &BTreeMap<String, ValueSpec>) -> Vec<(String, BoundValue)> {
        let mut values = Vec::new();
        for field in Payload::fields(kind) {
            let Some(spec) = specs.get(field.name) else { continue };
            if let Some(value) = self.value(field.name, spec, Target::of_field(field.ty)) {
                if let (FieldType::Personal(_), Origin::Cell(place)) = (field.ty, &value.origin) {
                    self.personal.push(*place);
                }
                values.push((field.name.to_owned(), value));
            }
        }
        values
    }

    fn look_for_unknown_columns(&mut self) {
        for (place, name) in self.header.iter().enumerate() {
            if self.used[place] || self.mapping.left_out.contains(name) {
                continue;
            }
            let known = self.mapping.columns();
            let hint = nearest(name, known.iter().copied().filter(|known| !self.header.iter().any(|name| name == known)));
            let hint = if hint.starts_with("did you mean") { format!("{hint} Or map it") } else { "map it".to_owned() };
            self.problems.push(format!("column {name:?} is neither mapped nor left out; {hint}, or list it under left_out"));
        }
    }
}

impl Mapping {
    /// Every column the mapping names, those left out among them.
    pub fn columns(&self) -> Vec<&str> {
        let in_events = self.events.iter().flat_map(|event| {
            let kind = match &event.kind {
                KindSpec::Always(_) => None,
                KindSpec::Looked { column, .. } => Some(column.as_str()),
            };
            let values = event.envelope.values().chain(event.payload.values()).chain(event.attributes.values()).chain([&event.at]);
            let named = values.flat_map(|value| value.0.columns());
            named.chain(kind).chain(event.when.as_ref().map(|when| when.column.as_str())).collect::<Vec<&str>>()
        });
        let top = self.case_no.iter().chain(&self.id).chain(self.attributes.values()).chain(self.basics.values());
        let top = top.flat_map(|value| value.0.columns());
        in_events.chain(top).chain(self.left_out.iter().map(String::as_str)).collect()
    }
}

impl Bound {
    /// Takes the date cells of a workbook for times, whatever formats the mapping gives for texts.
    pub fn take_date_cells(&mut self) {
        let events = self.events.iter_mut().flat_map(|event| {
            let payload = event.payload.values_mut().flatten();
            let named = event.envelope.iter_mut().chain(payload).chain(&mut event.attributes).map(|(_, value)| value);
            named.chain([&mut event.at])
        });
        let attributes = self.attributes.iter_mut().chain(&mut self.basics).map(|(_, value)| value);
        for value in events.chain(attributes).chain(&mut self.case_no).chain(&mut self.id) {
            value.times.take_date_cells();
        }
    }

    /// Places of the columns that hold personal values.
    pub fn personal_columns(&self) -> &[usize] {
        &self.personal
    }

    /// The events of a row, or what is wrong with each that cannot be made. `line` is the row's.
    pub fn events(&self, cells: &[String], line: u64) -> Vec<Result<Map<String, Value>, Fault>> {
        let row = RowView { cells, missing: &self.missing, line };
        let mut events: Vec<Result<Map<String, Value>, Fault>> = Vec::new();
        let mut latest = None;
        for event in &self.events {
            let is_first = events.is_empty();
            if let Some(made) = self.event(event, row, is_first, &mut latest).transpose() {
                events.push(made);
            }
        }
        if !self.basics.is_empty() && !events.is_empty() {
            self.add_basics(&mut events, row);
        }
        if events.is_empty() {
            let fault = match self.shape {
                Shape::Case => {
                    Fault::new("no_event", "none of the row's date columns is filled", "fill at least one of them, or leave the row out")
                }
                Shape::Event => Fault::new(
                    "no_event",
                    "no [[events]] of the mapping fits the row",
                    "add its value to a `when` of the mapping, or leave the row out",
                ),
            };
            events.push(Err(fault));
        }
        events
    }

    /// Puts the basics into the first event that can carry them. Where the table tells of neither application nor receipt, who came first came
    /// with the application in hand: the case was received when it first shows.
    fn add_basics(&self, events: &mut Vec<Result<Map<String, Value>, Fault>>, row: RowView<'_>) {
        let basics = match read_all(&self.basics, row) {
            Ok(basics) => basics,
            // The row's other events go in; the fault is told beside them.
            Err(fault) => return events.push(Err(fault)),
        };
        let can_carry = |event: &Map<String, Value>| matches!(event["type"].as_str(), Some("submitted" | "received"));
        if let Some(carrier) = events.iter_mut().filter_map(|event| event.as_mut().ok()).find(|event| can_carry(event)) {
            if let Some(Value::Object(payload)) = carrier.get_mut("payload") {
                payload.extend(basics);
            }
            return;
        }
        let Some(Ok(first)) = events.iter().find(|event| event.is_ok()) else { return };
        let mut received = Map::new();
        for (name, value) in first.iter().filter(|(name, _)| !matches!(name.as_str(), "payload" | "attributes")) {
            received.insert(name.clone(), value.clone());
        }
        let case_no = first.get("case_no").map(plain).unwrap_or_default();
        received.insert("id".to_owned(), Value::from(format!("{case_no}/received")));
        received.insert("type".to_owned(), Value::from("received"));
        received.insert("payload".to_owned(), Value::Object(basics));
        events.insert(0, Ok(received));
    }

    /// The instant that stands for a day without a time: its beginning. Where days are to be in order, it is not before what stands before it
    /// in the row on that day, and that of an end is the day's last microsecond: a row that tells an hour here and only a day there would seem
    /// to go backwards, and one of days alone to be done in no time.
    fn of_day(&self, day: Day, kind: EventType, zone: &Zone, latest: Option<Micros>) -> Micros {
        let midnight = zone.midnight(day);
        if !self.days_in_order {
            return midnight;
        }
        if kind.is_end() || matches!(kind, EventType::Decided | EventType::Delivered) {
            return zone.midnight(day.plus(1)) - 1;
        }
        latest.filter(|latest| zone.day_of(*latest) == day).unwrap_or(midnight)
    }

    fn event(
        &self,
        event: &BoundEvent,
        row: RowView<'_>,
        is_first: bool,
        latest: &mut Option<Micros>,
    ) -> Result<Option<Map<String, Value>>, Fault> {
        if let Some((place, values)) = &event.when
            && !row.cell(*place).is_some_and(|cell| values.is_empty() || values.iter().any(|value| value == cell))
        {
            return Ok(None);
        }
        let moment = match event.at.moment(row)? {
            Some(moment) => moment,
            None if self.shape == Shape::Case => return Ok(None),
            None => return Err(Fault::new("missing_field", "the event has no time", "fill the cell").of(&event.at.label)),
        };
        let kind = event.kind.of(row)?;
        let zone = event.at.times.zone();
        let case_no = self.case_no.as_ref().map(|value| value.read(row)).transpose()?.flatten();
        let mut made = Map::new();
        made.insert("id".to_owned(), Value::from(self.id_of(event, kind, case_no.as_ref(), row)?));
        if let Some(source) = &self.source {
            made.insert("source".to_owned(), Value::from(source.as_str()));
        }
        made.insert("type".to_owned(), Value::from(kind.name()));
        if let Some(case_no) = case_no {
            made.insert("case_no".to_owned(), case_no);
        }
        let at = match moment {
            Moment::At(at) => at,
            Moment::On(day) => self.of_day(day, kind, zone, *latest),
        };
        *latest = Some(at);
        made.insert("occurred_at".to_owned(), Value::from(zone.format(at)));
        if matches!(moment, Moment::On(_)) {
            made.insert("precision".to_owned(), Value::from("day"));
        }
        if self.shape == Shape::Event && self.id.is_none() {
            made.insert("seq".to_owned(), Value::from(row.line));
        }
        for (name, value) in &event.envelope {
            if let Some(value) = value.read(row)? {
                made.insert(name.clone(), value);
            }
        }
        let payload = event.payload.get(&kind).map(|values| read_all(values, row)).transpose()?.unwrap_or_default();
        made.insert("payload".to_owned(), Value::Object(payload));
        let mut attributes = read_all(&event.attributes, row)?;
        if is_first {
            attributes.extend(read_all(&self.attributes, row)?);
        }
        if !attributes.is_empty() {
            made.insert("attributes".to_owned(), Value::Object(attributes));
        }
        Ok(Some(made))
    }

    /// The sender's id where there is one, made different for each event of a row; else case number, type and column or line.
    fn id_of(&self, event: &BoundEvent, kind: EventType, case_no: Option<&Value>, row: RowView<'_>) -> Result<String, Fault> {
        if let Some(id) = &self.id {
            let Some(id) = id.read(row)? else {
                return Err(Fault::new("missing_field", "the row has no id", "fill the cell").of(&id.label));
            };
            let id = plain(&id);
            return Ok(if self.gives_several { format!("{id}/{}", kind.name()) } else { id });
        }
        let case_no = case_no.map(plain).unwrap_or_default();
        Ok(match self.shape {
            Shape::Case => format!("{case_no}/{}/{}", kind.name(), event.at.label),
            Shape::Event => format!("{case_no}/{}/{}", kind.name(), row.line),
        })
    }
}

impl BoundKind {
    fn of(&self, row: RowView<'_>) -> Result<EventType, Fault> {
        match self {
            BoundKind::Always(kind) => Ok(*kind),
            BoundKind::Looked { place, column, table, kinds } => {
                let Some(cell) = row.cell(*place) else {
                    return Err(Fault::new("missing_field", "the row tells no type of event", "fill the cell").of(column));
                };
                kinds.get(cell).copied().ok_or_else(|| {
                    let message = format!("{cell:?} is not in the table {table}");
                    Fault::new("unknown_type", message, format!("add it to [tables.{table}] of the mapping")).of(column)
                })
            }
        }
    }
}

fn read_all(values: &[(String, BoundValue)], row: RowView<'_>) -> Result<Map<String, Value>, Fault> {
    let mut read = Map::new();
    for (name, value) in values {
        if let Some(value) = value.read(row)? {
            read.insert(name.clone(), value);
        }
    }
    Ok(read)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
