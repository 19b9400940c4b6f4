//! Records of a log: an event with its trace's attributes is one, and a trace without events.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::Arc;

use super::columns::{CASE, Columns, ID, PLACE, line};
use super::tokens::Stop;
use super::walk::{Attribute, Step, Walk};
use crate::ingest::fault::{Fault, Position};
use crate::ingest::lines::MAX_LINE;
use crate::ingest::records::{Content, Record};

/// Bytes kept of a record that is not kept whole, to show which it was.
const SAMPLE: usize = 200;

/// Reader of records.
pub struct Log<R> {
    walk: Walk<R>,
    columns: Arc<Columns>,
    delimiter: char,
    is_gzip: bool,
    trace: Option<Row>,
    event: Option<Row>,
    /// Events of the trace so far.
    events: u64,
    ready: VecDeque<Record>,
    is_over: bool,
}

/// The cells of a trace or of an event, while they are read.
struct Row {
    position: Position,
    cells: Vec<String>,
    is_set: Vec<bool>,
    bytes: usize,
    faults: Vec<Fault>,
    /// Whether the cells hold all that came.
    is_whole: bool,
}

impl<R: BufRead> Log<R> {
    /// The records of a text in UTF-8. Raw texts of records are lines of a table with this delimiter.
    pub fn new(text: R, columns: Arc<Columns>, delimiter: char, is_gzip: bool) -> Log<R> {
        Log {
            walk: Walk::new(text),
            columns,
            delimiter,
            is_gzip,
            trace: None,
            event: None,
            events: 0,
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    /// The next record; `None` at the end.
    pub fn next_record(&mut self) -> Option<Record> {
        while self.ready.is_empty() && !self.is_over {
            self.step();
        }
        self.ready.pop_front()
    }

    fn step(&mut self) {
        match self.walk.next_step() {
            Step::Trace => {
                self.trace = Some(Row::new(self.walk.position(), self.columns.width()));
                self.events = 0;
            }
            Step::Event => {
                let position = self.walk.position();
                self.event = Some(match &self.trace {
                    Some(trace) => trace.begin_event(position),
                    None => Row::new(position, self.columns.width()),
                });
            }
            Step::Attribute => {
                let line = self.walk.position().line;
                let attribute = self.walk.attribute();
                match (&mut self.event, &mut self.trace) {
                    (Some(event), _) => event.put(&attribute, &self.columns, line),
                    (None, Some(trace)) if self.events > 0 => trace.faults.push(behind(&attribute)),
                    (None, Some(trace)) => trace.put(&attribute, &self.columns, line),
                    (None, None) => {}
                }
            }
            Step::EventEnd => {
                self.events += 1;
                if let Some(event) = self.event.take() {
                    let record = event.event(self.events, &self.columns, self.delimiter);
                    self.ready.push_back(record);
                }
            }
            Step::TraceEnd => {
                if let Some(mut trace) = self.trace.take() {
                    let faults = std::mem::take(&mut trace.faults);
                    if let Some(fault) = Fault::merged(&faults) {
                        self.ready.push_back(trace.faulty(fault, self.delimiter, false));
                    }
                    if self.events == 0 {
                        self.ready.push_back(trace.record(self.delimiter, Content::Case));
                    }
                }
            }
            Step::End => self.is_over = true,
            Step::Stopped(stop) => {
                self.is_over = true;
                let fault = self.cut(&stop);
                let sample = self.event.as_ref().or(self.trace.as_ref()).map(|row| sample(&line(&row.cells, self.delimiter)));
                self.ready.push_back(Record {
                    position: self.walk.position(),
                    raw: sample.unwrap_or_default(),
                    is_whole: false,
                    content: Err(fault),
                });
            }
        }
    }

    /// Where and why reading stopped.
    fn cut(&self, stop: &Stop) -> Fault {
        let place = self.columns.place(CASE);
        let named = |trace: &Row| match place.and_then(|place| trace.cells.get(place)).filter(|name| !name.is_empty()) {
            Some(name) => format!("the trace {name:?} of line {}", trace.position.line),
            None => format!("the trace of line {}", trace.position.line),
        };
        let inside = match (&self.trace, &self.event) {
            (Some(trace), Some(_)) => format!("inside event {} of {}", self.events + 1, named(trace)),
            (Some(trace), None) => format!("inside {}, behind its event {}", named(trace), self.events),
            (None, _) => "behind the last trace, before </log>".to_owned(),
        };
        let line = self.walk.position().line;
        let before = "every event that was complete before went in";
        let again = "fetch the file again and import it again: what is in already counts as duplicates";
        match stop {
            Stop::Cut => Fault::new("truncated", format!("the file breaks off in line {line}, {inside}; {before}"), again),
            Stop::Failed(error) if self.is_gzip && error.kind() == io::ErrorKind::UnexpectedEof => {
                Fault::new("truncated", format!("the gzip file is cut off in line {line}, {inside}; {before}"), again)
            }
            Stop::Failed(error) if self.is_gzip => {
                Fault::new("damaged", format!("the gzip file is damaged at or before line {line}, {inside}: {error}; {before}"), again)
            }
            Stop::Failed(error) => Fault::new("unreadable", format!("reading failed in line {line}, {inside}: {error}; {before}"), again),
            Stop::Broken(what) => Fault::new(
                "damaged",
                format!("line {line} is no XML, {inside}: {what}; {before}"),
                "mend the line and import the file again",
            ),
            Stop::DocumentType => {
                let message = format!("line {line} defines a document type, {inside}; {before}");
                Fault::new("damaged", message, "take the document type out and import the file again")
            }
        }
    }
}

fn behind(attribute: &Attribute<'_>) -> Fault {
    let message = "the attribute of the trace stands behind its events, which went in without it";
    Fault::new("misplaced", message, "write the attributes of a trace before its events and import the log again").of(attribute.column)
}

fn sample(text: &str) -> String {
    text.chars().take(SAMPLE).collect()
}

impl Row {
    fn new(position: Position, width: usize) -> Row {
        Row { position, cells: vec![String::new(); width], is_set: vec![false; width], bytes: 0, faults: Vec::new(), is_whole: true }
    }

    /// The row of an event that begins in this trace.
    fn begin_event(&self, position: Position) -> Row {
        Row { position, cells: self.cells.clone(), is_set: self.is_set.clone(), bytes: self.bytes, faults: Vec::new(), is_whole: true }
    }

    fn put(&mut self, attribute: &Attribute<'_>, columns: &Columns, line: u64) {
        let place = columns.place(attribute.column);
        let mut wrong = |fault: Fault| self.faults.push(fault.of(attribute.column));
        if let Some(fault) = attribute.fault {
            if place.is_none_or(|place| columns.is_read(place)) {
                wrong(fault.clone());
                self.is_whole = false;
            }
            return;
        }
        let Some(value) = attribute.value else { return };
        let Some(place) = place else {
            if !attribute.is_child {
                let message = format!("the attribute of line {line} was not there when the columns of the file were gathered");
                wrong(Fault::new("unknown_field", message, "import the file when nobody writes to it any more"));
                self.is_whole = false;
            }
            return;
        };
        self.bytes += value.len();
        if self.bytes > MAX_LINE {
            let message = format!("the event and its trace have more than {MAX_LINE} bytes, at most so many are taken");
            wrong(Fault::new("too_long", message, "shorten the attributes that are too long and import the log again"));
            self.is_whole = false;
            return;
        }
        let Some((cell, is_set)) = self.cells.get_mut(place).zip(self.is_set.get_mut(place)) else { return };
        if *is_set && attribute.is_listed {
            cell.push(';');
            cell.push_str(value);
            return;
        }
        if *is_set {
            let message = format!("the attribute stands twice, the second time in line {line}");
            wrong(Fault::new("doubled", message, "leave one of them out and import the log again"));
            self.is_whole = false;
            return;
        }
        *is_set = true;
        match attribute.kind.cell(value) {
            Ok(text) => cell.push_str(&text),
            Err((what, how)) => {
                // The cell keeps the text, so that it can be seen and mended.
                cell.push_str(value);
                if columns.is_read(place) {
                    wrong(Fault::new("wrong_type", format!("{value:?} in line {line} is {what}"), how));
                }
            }
        }
    }

    /// The record of an event, which is the trace's `count`th.
    fn event(mut self, count: u64, columns: &Columns, delimiter: char) -> Record {
        let name = columns.place(CASE).and_then(|place| self.cells.get(place)).map(|name| name.trim()).filter(|name| !name.is_empty());
        let id = name.map(|name| format!("{name}/{count}"));
        if let Some(cell) = columns.place(PLACE).and_then(|place| self.cells.get_mut(place)) {
            *cell = count.to_string();
        }
        if let Some((cell, id)) = columns.place(ID).and_then(|place| self.cells.get_mut(place)).zip(id) {
            *cell = id;
        }
        match Fault::merged(&self.faults) {
            Some(fault) => {
                let is_whole = self.is_whole;
                self.faulty(fault, delimiter, is_whole)
            }
            None => self.record(delimiter, Content::Row),
        }
    }

    fn faulty(&self, fault: Fault, delimiter: char, is_whole: bool) -> Record {
        let raw = line(&self.cells, delimiter);
        let raw = if is_whole { raw } else { sample(&raw) };
        Record { position: self.position, raw, is_whole, content: Err(fault) }
    }

    fn record(self, delimiter: char, content: fn(Vec<String>) -> Content) -> Record {
        Record { position: self.position, raw: line(&self.cells, delimiter), is_whole: true, content: Ok(content(self.cells)) }
    }
}
