//! The door: a source record becomes well-formed events, or faults that say what is wrong with it.

use serde_json::{Map, Value};

use super::cloudevents;
use super::fault::Fault;
use super::mapping::bind::Bound;
use super::mapping::once::Repeats;
use super::masker::{PersonalMasker, Token};
use super::profile::Profile;
use super::records::{Content, Record, event_of};
use crate::case::form::{self, Formed};
use crate::time::parse_rfc3339;

/// What decides on form: the profile, the mapping of a table, and the tokens of personal values.
pub struct Door<'a> {
    /// Profile.
    pub profile: &'a Profile,
    /// Bound mapping, for a table.
    pub bound: Option<&'a Bound>,
    /// Makes tokens.
    pub token: &'a Token<'a>,
}

/// What came of a record.
#[derive(Default)]
pub struct Passed {
    /// Its well-formed events.
    pub events: Vec<Formed>,
    /// What is wrong with the others, or with the record.
    pub faults: Vec<Fault>,
}

impl Door<'_> {
    /// Checks a record that stands alone. Good events go in even where another of the same row is at fault.
    pub fn pass(&self, record: &Record) -> Passed {
        self.pass_after(record, &mut Repeats::default())
    }

    /// Checks the next record of a file; `repeats` knows what the rows before gave, and has to be new for each file.
    pub fn pass_after(&self, record: &Record, repeats: &mut Repeats) -> Passed {
        let mut passed = Passed::default();
        match (&record.content, self.bound) {
            (Err(fault), _) => passed.faults.push(fault.clone()),
            (Ok(Content::Event(event)), _) => passed.add(self.check(event)),
            (Ok(Content::Unread), _) => passed.add(event_of(&record.raw).and_then(|event| self.check(&event))),
            (Ok(Content::Row(cells)), Some(bound)) => {
                for event in bound.events(cells, record.position.line, repeats) {
                    passed.add(event.and_then(|event| self.check(&event)));
                }
            }
            (Ok(Content::Case(cells)), Some(bound)) => {
                for event in bound.events_of_case(cells, record.position.line, repeats) {
                    passed.add(event.and_then(|event| self.check(&event)));
                }
            }
            (Ok(Content::Row(_) | Content::Case(_)), None) => {
                passed.faults.push(Fault::new("no_mapping", "a row of a table without a mapping", "name the mapping of the table"));
            }
        }
        passed
    }

    /// Checks one event of the wire format, or one in the envelope of CloudEvents.
    pub fn check(&self, event: &Map<String, Value>) -> Result<Formed, Fault> {
        if cloudevents::is_one(event) {
            return self.check_own(&cloudevents::wire(event, self.profile)?);
        }
        self.check_own(event)
    }

    fn check_own(&self, event: &Map<String, Value>) -> Result<Formed, Fault> {
        // The day of the event, so that the check of a birth date does not depend on the day of the import.
        let at = event.get("occurred_at").and_then(Value::as_str).and_then(|text| parse_rfc3339(text.trim())).map_or(0, |(at, _)| at);
        let masker = PersonalMasker { token: self.token, today: self.profile.zone.day_of(at) };
        let formed = form::check(event, self.profile, &masker)?;
        if formed.kind.is_own() {
            let message = format!("{} is written by the engine only", formed.kind.name());
            return Err(Fault::new("own_type", message, "leave it out").of("type"));
        }
        if formed.centre.text() != self.profile.centre {
            let message = format!(
                "the event is of centre {:?}, the profile {} of {:?}",
                formed.centre.text(),
                self.profile.name,
                self.profile.centre
            );
            return Err(Fault::new("other_centre", message, "import it with the profile of its centre").of("centre"));
        }
        Ok(formed)
    }
}

impl Passed {
    fn add(&mut self, event: Result<Formed, Fault>) {
        match event {
            Ok(event) => self.events.push(event),
            Err(fault) => self.faults.push(fault),
        }
    }
}
