//! From a request's body to well-formed events and quarantined records: the same door, and the same answers, as an import of a file.

use std::collections::HashSet;

use mingjing_engine::case::form::Formed;
use mingjing_engine::ingest::door::{Door, Passed};
use mingjing_engine::ingest::lines::Lines;
use mingjing_engine::ingest::masked::masked;
use mingjing_engine::ingest::records::{Content, Record, Records};
use mingjing_engine::ingest::{Fault, Position, Profile, StoredRecord};
use mingjing_engine::ledger::{Outcome, Quarantined, Vault};
use serde_json::Value;

use crate::model::intake::{IntakeProblem, IntakeReport};
use crate::serve::problem::ApiError;

/// What the source of such records is called in quarantine.
pub const SOURCE: &str = "POST /api/v1/events";

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A JSON array of events.
    Array,
    /// One event a line.
    Lines,
}

/// The records of a body, each with its place from 1.
pub fn records(shape: Shape, body: &[u8]) -> Result<Vec<Record>, ApiError> {
    match shape {
        Shape::Lines => {
            let mut records = Records::JsonLines(Lines::new(body, false));
            Ok(std::iter::from_fn(|| records.next_record()).collect())
        }
        Shape::Array => {
            let items: Vec<Value> = serde_json::from_slice(body)
                .map_err(|error| ApiError::BadBody { message: format!("the body is no JSON array: {error}") })?;
            let record = |(index, item): (usize, Value)| {
                let raw = item.to_string();
                let content = match item {
                    Value::Object(event) => Ok(Content::Event(event)),
                    _ => Err(Fault::new("not_json", "the entry is JSON, but no object", "write each event as {\"id\": …, \"type\": …}")),
                };
                Record { position: Position { line: index as u64 + 1, byte: 0 }, raw, is_whole: true, content }
            };
            Ok(items.into_iter().enumerate().map(record).collect())
        }
    }
}

/// A record behind the door.
struct Seen {
    record: Record,
    centre: String,
    profile: String,
    cases: Vec<Option<String>>,
    faults: Vec<Fault>,
}

/// A body behind the door.
pub struct Intake {
    seen: Vec<Seen>,
    /// Its well-formed events, in order.
    pub events: Vec<Formed>,
}

/// Sends records through the door. Each event is checked by the profile of the centre it names; one that names none is taken to be of the only
/// centre there is.
pub fn pass(records: Vec<Record>, profiles: &[Profile], vault: &Vault) -> Intake {
    let token = |tag: &str, value: &str| vault.token(tag, value);
    let mut intake = Intake { seen: Vec::with_capacity(records.len()), events: Vec::new() };
    for record in records {
        let (profile, passed) = match profile_of(&record, profiles) {
            Ok(profile) => (Some(profile), Door { profile, bound: None, token: &token }.pass(&record)),
            Err(fault) => (profiles.first(), Passed { events: Vec::new(), faults: vec![fault] }),
        };
        intake.seen.push(Seen {
            centre: profile.map_or_else(String::new, |profile| profile.centre.clone()),
            profile: profile.map_or_else(String::new, |profile| profile.name.clone()),
            cases: passed.events.iter().map(|event| event.case_no.as_ref().map(|case_no| format!("{}/{case_no}", event.centre))).collect(),
            faults: passed.faults,
            record,
        });
        intake.events.extend(passed.events);
    }
    intake
}

fn profile_of<'a>(record: &Record, profiles: &'a [Profile]) -> Result<&'a Profile, Fault> {
    let known = || profiles.iter().map(|profile| profile.centre.as_str()).collect::<Vec<_>>().join(", ");
    let Ok(Content::Event(event)) = &record.content else {
        // The door names what is wrong with it, whatever the profile.
        return profiles.first().ok_or_else(|| Fault::new("no_profile", "no profile is installed", "install one in rules/profiles/"));
    };
    match (event.get("centre").and_then(Value::as_str).map(str::trim), profiles) {
        (Some(centre), _) => profiles.iter().find(|profile| profile.centre == centre).ok_or_else(|| {
            Fault::new("unknown_centre", format!("there is no centre {centre:?}"), format!("name one of {}", known())).of("centre")
        }),
        (None, [only]) => Ok(only),
        (None, _) => {
            Err(Fault::new("missing_field", "is missing, and there are several centres", format!("name one of {}", known())).of("centre"))
        }
    }
}

impl Intake {
    /// What is to be put aside for faults of form.
    pub fn quarantined(&self) -> Vec<Quarantined> {
        self.seen.iter().filter_map(|seen| Some(quarantined(seen, Fault::merged(&seen.faults)?))).collect()
    }

    /// The counts, and what is to be put aside for conflicts, once the ledger has said what became of each event.
    pub fn report(self, outcomes: &[Outcome]) -> (IntakeReport, Vec<Quarantined>) {
        let mut outcomes = outcomes.iter();
        let mut report =
            IntakeReport { read: 0, accepted: 0, duplicates: 0, quarantined: 0, cases: 0, events: 0, seconds: 0.0, problems: Vec::new() };
        let mut cases = HashSet::new();
        let mut conflicts = Vec::new();
        for mut seen in self.seen {
            let mut is_new = false;
            let is_listed = !seen.faults.is_empty();
            for case in std::mem::take(&mut seen.cases) {
                match outcomes.next() {
                    Some(Outcome::Appended(_)) => {
                        is_new = true;
                        report.events += 1;
                        cases.extend(case);
                    }
                    Some(Outcome::Conflict { existing }) => seen.faults.push(conflict(*existing)),
                    Some(Outcome::Duplicate(_)) | None => {}
                }
            }
            if !is_listed && let Some(fault) = Fault::merged(&seen.faults) {
                conflicts.push(quarantined(&seen, fault));
            }
            report.read += 1;
            match (seen.faults.is_empty(), is_new) {
                (false, _) => report.quarantined += 1,
                (true, true) => report.accepted += 1,
                (true, false) => report.duplicates += 1,
            }
            let line = seen.record.position.line;
            report.problems.extend(seen.faults.into_iter().map(|fault| IntakeProblem {
                line,
                field: fault.field,
                message: fault.message,
                how_to_mend: fault.how_to_mend,
            }));
        }
        report.cases = cases.len() as u64;
        (report, conflicts)
    }
}

fn conflict(existing: i64) -> Fault {
    Fault::new(
        "conflict",
        format!("an event with this id and revision is in the ledger with other content, at position {existing}"),
        "send the correction with a higher revision",
    )
    .of("revision")
}

fn quarantined(seen: &Seen, fault: Fault) -> Quarantined {
    let record = &seen.record;
    let stored = record.is_whole.then(|| {
        StoredRecord {
            file: SOURCE.to_owned(),
            line: record.position.line,
            byte: record.position.byte,
            profile: seen.profile.clone(),
            mapping: None,
            header: None,
            raw: record.raw.clone(),
        }
        .to_json()
    });
    Quarantined {
        centre: seen.centre.clone(),
        source: SOURCE.to_owned(),
        line: record.position.line,
        reason: fault.reason.to_owned(),
        field: fault.field.unwrap_or_default(),
        message: fault.message,
        how_to_mend: fault.how_to_mend,
        raw: stored.unwrap_or_default(),
        masked: masked(record, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(records: &[Record]) -> Vec<(u64, bool)> {
        records.iter().map(|record| (record.position.line, record.content.is_ok())).collect()
    }

    #[test]
    fn records_of_both_shapes_know_their_place() {
        let array = records(Shape::Array, br#"[{"id":"1"}, 5, {"id":"2"}]"#).expect("an array");
        assert_eq!(lines(&array), [(1, true), (2, false), (3, true)]);
        let body = b"{\"id\":\"1\"}\n\n{\"id\":\n";
        let by_line = records(Shape::Lines, body).expect("lines");
        assert_eq!(lines(&by_line), [(1, true), (3, false)]);
        assert!(matches!(records(Shape::Array, b"{\"id\":1}"), Err(ApiError::BadBody { .. })));
        assert!(matches!(records(Shape::Array, b"[{]"), Err(ApiError::BadBody { .. })));
        assert!(records(Shape::Array, b"[]").expect("empty").is_empty());
    }

    #[test]
    fn counts_add_up_and_conflicts_are_put_aside_once() {
        let seen = |line: u64, events: usize, faults: Vec<Fault>| Seen {
            record: Record {
                position: Position { line, byte: 0 },
                raw: "{}".to_owned(),
                is_whole: true,
                content: Ok(Content::Event(Default::default())),
            },
            centre: "wanshan".to_owned(),
            profile: "district".to_owned(),
            cases: vec![Some("wanshan/A1".to_owned()); events],
            faults,
        };
        let fault = Fault::new("unknown_type", "no such type", "mend it").of("type");
        let intake =
            Intake { seen: vec![seen(1, 1, vec![]), seen(2, 1, vec![]), seen(3, 0, vec![fault]), seen(4, 1, vec![])], events: Vec::new() };
        assert_eq!(intake.quarantined().len(), 1);
        let (report, conflicts) = intake.report(&[Outcome::Appended(7), Outcome::Duplicate(3), Outcome::Conflict { existing: 5 }]);
        assert_eq!((report.read, report.accepted, report.duplicates, report.quarantined), (4, 1, 1, 2));
        assert_eq!((report.cases, report.events), (1, 1));
        let problems: Vec<(u64, Option<&str>)> = report.problems.iter().map(|problem| (problem.line, problem.field.as_deref())).collect();
        assert_eq!(problems, [(3, Some("type")), (4, Some("revision"))]);
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].reason, "conflict");
    }
}
