//! The events of a row.

use serde_json::{Map, Value};

use super::{Bound, BoundEvent, BoundKind, BoundWhen};
use crate::case::event::Precision;
use crate::case::kind::EventType;
use crate::ingest::fault::Fault;
use crate::ingest::mapping::Shape;
use crate::ingest::mapping::once::Repeats;
use crate::ingest::mapping::times::Moment;
use crate::ingest::mapping::value::{BoundValue, RowView};
use crate::time::{Day, Micros, Zone};

impl Bound {
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
    pub(super) fn places(&self, case_no: Option<&BoundValue>) -> Vec<usize> {
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
