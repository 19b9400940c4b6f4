//! A mapping bound to the columns of one file: turns rows into events of the wire format.

mod row;

use std::collections::BTreeMap;

use super::times::Times;
use super::value::{BoundValue, Origin, Target, ValueSpec};
use super::{EventSpec, KindSpec, Mapping, Shape, When, json_of};
use crate::case::form::{FormProfile, nearest};
use crate::case::kind::EventType;
use crate::case::payload::{FieldType, Payload};
use crate::ingest::profile::Profile;
use crate::time::Micros;

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
}
