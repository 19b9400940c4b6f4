//! A mapping bound to the columns of one file: turns rows into events of the wire format.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::once::Repeats;
use super::times::{Moment, Times};
use super::value::{BoundValue, Origin, RowView, Target, ValueSpec};
use super::{EventSpec, KindSpec, Mapping, Shape, When, json_of};
use crate::case::event::Precision;
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
    source: Option<BoundValue>,
    missing: Vec<String>,
    case_no: Option<BoundValue>,
    id: Option<BoundValue>,
    attributes: Vec<(String, BoundValue)>,
    basics: Vec<(String, BoundValue)>,
    events: Vec<BoundEvent>,
    days_in_order: bool,
    /// Whether ids of a row's events must tell them apart.
    gives_several: bool,
    /// Whether no event is of the row itself.
    is_all_once: bool,
    personal: Vec<usize>,
}

#[derive(Clone, Debug)]
struct BoundEvent {
    kind: BoundKind,
    at: BoundValue,
    when: Vec<BoundWhen>,
    /// Of an event made once, the places of the cells it is made from; none of an event of the row.
    once: Option<Vec<usize>>,
    undated: Option<Micros>,
    envelope: Vec<(String, BoundValue)>,
    payload: BTreeMap<EventType, Vec<(String, BoundValue)>>,
    attributes: Vec<(String, BoundValue)>,
}

/// A condition on a row; a column that the file has not counts as empty.
#[derive(Clone, Debug)]
struct BoundWhen {
    place: Option<usize>,
    is: Option<Vec<String>>,
    is_not: Option<Vec<String>>,
    filled: Option<bool>,
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
        let source = self.source.as_ref().and_then(|value| binder.value("source", value, Target::Text));
        let attributes = binder.attributes(&self.attributes);
        let basics = binder.payload(EventType::Received, &self.basics);
        let events: Vec<BoundEvent> = self.events.iter().filter_map(|event| binder.event(event, case_no.as_ref())).collect();
        binder.look_for_unknown_columns();
        let Binder { problems, personal, .. } = binder;
        if !problems.is_empty() {
            return Err(problems);
        }
        let gives_several = self.events.iter().filter(|event| !event.once).count() > 1;
        Ok(Bound {
            shape: self.shape,
            source,
            missing: self.missing.clone(),
            case_no,
            id,
            attributes,
            basics,
            events,
            days_in_order: self.days_in_order,
            gives_several,
            is_all_once: self.events.iter().all(|event| event.once),
            personal,
        })
    }
}

impl Binder<'_> {
    /// The place of a column; `None` where the file has it not, which is a problem unless the column is optional.
    fn place(&mut self, column: &str) -> Option<usize> {
        let place = self.header.iter().position(|name| name == column);
        match place {
            Some(place) => self.used[place] = true,
            None if self.mapping.optional.iter().any(|optional| optional == column) => {}
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
            (Some(column), _) => (self.place(column).map_or(Origin::Absent, Origin::Cell), column.clone()),
            (None, Some(constant)) => (Origin::Constant(json_of(constant)), name.to_owned()),
            (None, None) if keys.line => (Origin::Line, name.to_owned()),
            (None, None) => {
                let places: Option<Vec<usize>> = keys.join.iter().map(|column| self.place(column)).collect();
                (places.map_or(Origin::Absent, Origin::Joined), keys.join.join(" + "))
            }
        };
        let or = keys.or.as_deref().and_then(|column| self.place(column));
        let formats = if keys.formats.is_empty() { &self.mapping.formats } else { &keys.formats };
        let own_zone = keys.zone.as_deref().and_then(crate::time::Zone::named);
        let zone = own_zone.or_else(|| self.mapping.zone.clone()).unwrap_or_else(|| self.profile.zone.clone());
        let table = keys.table.as_ref().and_then(|name| Some((name.clone(), self.mapping.tables.get(name)?.clone())));
        Some(BoundValue {
            origin,
            label,
            or,
            default: keys.default.as_ref().map(json_of),
            target,
            table,
            otherwise: keys.otherwise,
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

    fn event(&mut self, event: &EventSpec, case_no: Option<&BoundValue>) -> Option<BoundEvent> {
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
        let condition = |when: &When| {
            let place = self.place(&when.column);
            BoundWhen { place, is: when.is.clone(), is_not: when.is_not.clone(), filled: when.filled }
        };
        let when = event.when.iter().map(condition).collect();
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
        let mut bound = BoundEvent { kind: kind?, at: at?, when, once: None, undated: event.undated, envelope, payload, attributes };
        bound.once = event.once.then(|| bound.places(case_no));
        Some(bound)
    }

    /// Values of a type's fields.
    fn payload(&mut self, kind: EventType, specs: &BTreeMap<String, ValueSpec>) -> Vec<(String, BoundValue)> {
        let mut values = Vec::new();
        for field in Payload::fields(kind) {
            let Some(spec) = specs.get(field.name) else { continue };
            if let Some(value) = self.value(field.name, spec, Target::of_field(field.ty)) {
                if let FieldType::Personal(_) = field.ty {
                    self.personal.extend(value.places());
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
        self.read_columns().into_iter().chain(self.left_out.iter().map(String::as_str)).collect()
    }

    /// Every column the mapping takes values from.
    pub fn read_columns(&self) -> Vec<&str> {
        let in_events = self.events.iter().flat_map(|event| {
            let kind = match &event.kind {
                KindSpec::Always(_) => None,
                KindSpec::Looked { column, .. } => Some(column.as_str()),
            };
            let values = event.envelope.values().chain(event.payload.values()).chain(event.attributes.values()).chain([&event.at]);
            let named = values.flat_map(ValueSpec::columns);
            named.chain(kind).chain(event.when.iter().map(|when| when.column.as_str())).collect::<Vec<&str>>()
        });
        let named = self.attributes.values().chain(self.basics.values());
        in_events.chain(self.case_no.iter().chain(&self.id).chain(&self.source).chain(named).flat_map(ValueSpec::columns)).collect()
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

    /// The events of a row, or what is wrong with each that cannot be made. `line` is the row's; `repeats` is of the file and tells
    /// which events of the case the rows before have given.
    pub fn events(&self, cells: &[String], line: u64, repeats: &mut Repeats) -> Vec<Result<Map<String, Value>, Fault>> {
        let row = RowView { cells, missing: &self.missing, line };
        let mut events: Vec<Result<Map<String, Value>, Fault>> = Vec::new();
        // Whether the row gave what it is there for: an event of its own, or, where a mapping has none such, one of its case.
        let mut is_fruitful = false;
        let mut is_first = true;
        let mut latest = None;
        for (place, event) in self.events.iter().enumerate().filter(|(_, event)| event.fits(row)) {
            if let Some(places) = &event.once {
                let has_happened = event.undated.is_some() || event.at.cell(row).is_some();
                is_fruitful |= self.is_all_once && has_happened;
                if !has_happened || repeats.is_repeated(place, places, row) {
                    continue;
                }
            }
            if let Some(made) = self.event(event, row, is_first && event.once.is_none(), &mut latest).transpose() {
                events.push(made);
                is_fruitful |= event.once.is_none();
                is_first &= event.once.is_some();
            }
        }
        if !self.basics.is_empty() && !events.is_empty() {
            self.add_basics(&mut events, row);
        }
        if !is_fruitful {
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

    /// The events of a row that tells of a case and of no event of it: those that are made once.
    pub fn events_of_case(&self, cells: &[String], line: u64, repeats: &mut Repeats) -> Vec<Result<Map<String, Value>, Fault>> {
        let row = RowView { cells, missing: &self.missing, line };
        let mut events = Vec::new();
        let mut has_any = false;
        for (place, event) in self.events.iter().enumerate().filter(|(_, event)| event.fits(row)) {
            let Some(places) = &event.once else { continue };
            if event.at.cell(row).is_some() {
                has_any = true;
                if !repeats.is_repeated(place, places, row) {
                    events.extend(self.event(event, row, false, &mut None).transpose());
                }
            }
        }
        if !has_any {
            let message = "the case has no events, and the mapping makes none of its own columns";
            events.push(Err(Fault::new("no_event", message, "give the case its events, or leave it out")));
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
        let zone = event.at.times.zone();
        let moment = event.at.moment(row)?;
        let kind = event.kind.of(row)?;
        let (at, precision) = match (moment, event.undated) {
            (Some(Moment::At(at)), _) => (at, Precision::Instant),
            (Some(Moment::On(day)), _) => (self.of_day(day, kind, zone, *latest), Precision::Day),
            (None, Some(at)) => (at, Precision::Unknown),
            (None, None) if self.shape == Shape::Case || event.once.is_some() => return Ok(None),
            (None, None) => return Err(Fault::new("missing_field", "the event has no time", "fill the cell").of(&event.at.label)),
        };
        *latest = Some(at);
        let case_no = self.case_no.as_ref().map(|value| value.read(row)).transpose()?.flatten();
        let mut made = Map::new();
        made.insert("id".to_owned(), Value::from(self.id_of(event, kind, case_no.as_ref(), row)?));
        if let Some(source) = self.source.as_ref().map(|value| value.read(row)).transpose()?.flatten() {
            made.insert("source".to_owned(), source);
        }
        made.insert("type".to_owned(), Value::from(kind.name()));
        if let Some(case_no) = case_no {
            made.insert("case_no".to_owned(), case_no);
        }
        made.insert("occurred_at".to_owned(), Value::from(zone.format(at)));
        if precision != Precision::Instant {
            made.insert("precision".to_owned(), Value::from(precision.name()));
        }
        // An event of the case has no place among the lines.
        if self.shape == Shape::Event && self.id.is_none() && event.once.is_none() {
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

    /// The sender's id where there is one, made different for each event of a row; else case number, type and column or line. An
    /// event made once is never called after its row.
    fn id_of(&self, event: &BoundEvent, kind: EventType, case_no: Option<&Value>, row: RowView<'_>) -> Result<String, Fault> {
        if let Some(id) = self.id.as_ref().filter(|_| event.once.is_none()) {
            let Some(id) = id.read(row)? else {
                return Err(Fault::new("missing_field", "the row has no id", "fill the cell").of(&id.label));
            };
            let id = plain(&id);
            return Ok(if self.gives_several { format!("{id}/{}", kind.name()) } else { id });
        }
        if event.once.is_some() && case_no.is_none() {
            let label = self.case_no.as_ref().map_or("case_no", |value| &value.label);
            return Err(Fault::new("missing_field", "the row names no case", "fill the cell").of(label));
        }
        let case_no = case_no.map(plain).unwrap_or_default();
        Ok(match self.shape {
            Shape::Event if event.once.is_none() => format!("{case_no}/{}/{}", kind.name(), row.line),
            Shape::Case | Shape::Event => format!("{case_no}/{}/{}", kind.name(), event.at.label),
        })
    }
}

impl BoundEvent {
    /// Whether the row gives the event at all.
    fn fits(&self, row: RowView<'_>) -> bool {
        self.when.iter().all(|when| when.holds(row))
    }

    /// Places of all cells that the event is made from, in order.
    fn places(&self, case_no: Option<&BoundValue>) -> Vec<usize> {
        let named = self.envelope.iter().chain(self.payload.values().flatten()).chain(&self.attributes).map(|(_, value)| value);
        let mut places: Vec<usize> = named.chain([&self.at]).chain(case_no).flat_map(BoundValue::places).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl BoundWhen {
    fn holds(&self, row: RowView<'_>) -> bool {
        let cell = self.place.and_then(|place| row.cell(place));
        let is_of = |values: &Vec<String>| cell.is_some_and(|cell| values.iter().any(|value| value == cell));
        self.is.as_ref().is_none_or(is_of)
            && !self.is_not.as_ref().is_some_and(is_of)
            && self.filled.is_none_or(|filled| filled == cell.is_some())
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
