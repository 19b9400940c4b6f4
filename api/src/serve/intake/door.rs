//! From a request's body to well-formed events and quarantined records: the same door, and the same answers, as an import of a file.

use std::collections::HashSet;

use axum::http::HeaderMap;
use mingjing_engine::case::form::Formed;
use mingjing_engine::ingest::door::{Door, Passed};
use mingjing_engine::ingest::elements::Elements;
use mingjing_engine::ingest::importer::case_hash;
use mingjing_engine::ingest::lines::{Lines, MAX_LINE};
use mingjing_engine::ingest::masked::masked;
use mingjing_engine::ingest::records::{Content, Record, Records, object_of};
use mingjing_engine::ingest::{Fault, Position, Profile, StoredRecord, cloudevents};
use mingjing_engine::ledger::access::Account;
use mingjing_engine::ledger::{Outcome, Quarantined, Vault};

use super::binary;
use crate::model::intake::{IntakeProblem, IntakeReport};
use crate::serve::problem::ApiError;

/// What the source of such records is called in quarantine.
pub const SOURCE: &str = "POST /api/v1/events";

/// Problems that are told of one request; the rest stands in the quarantine alone.
const MOST_PROBLEMS: usize = 1000;

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A JSON array of events.
    Array,
    /// One event a line.
    Lines,
    /// One CloudEvent, its attributes in the body.
    Structured,
    /// One CloudEvent, its attributes in the headers.
    Binary,
    /// A JSON array of CloudEvents.
    Batch,
}

/// The records of a body that is held as a whole, each with its place from 1.
pub fn records(form: Form, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Record>, ApiError> {
    let mut records = Vec::new();
    match form {
        Form::Lines => {
            let mut lines = Records::JsonLines(Lines::new(body, false));
            records.extend(std::iter::from_fn(|| lines.next_record()));
        }
        Form::Array | Form::Batch => {
            let mut elements = Elements::default();
            let whole = elements.push(body, &mut records).and_then(|()| elements.finish());
            whole.map_err(|fault| ApiError::BadBody { message: fault.message })?;
        }
        Form::Binary => records.push(binary::record(headers, body)),
        Form::Structured => {
            let text = String::from_utf8_lossy(body).trim().to_owned();
            let content = object_of(&text, "body").map(Content::Event);
            records.push(Record { position: Position { line: 1, byte: 0 }, raw: text, is_whole: true, content });
        }
    }
    require_form(form, &mut records);
    Ok(records)
}

/// Puts a fault in the place of what the form does not allow.
pub fn require_form(form: Form, records: &mut [Record]) {
    for record in records {
        if matches!(form, Form::Structured | Form::Batch)
            && matches!(&record.content, Ok(Content::Event(event)) if !cloudevents::is_one(event))
        {
            record.content = Err(cloudevents::not_one());
        }
        if record.raw.len() > MAX_LINE {
            let message = format!("the event has {} bytes, at most {MAX_LINE} are taken", record.raw.len());
            record.raw = record.raw.chars().take(MAX_SAMPLE).collect();
            record.is_whole = false;
            record.content = Err(Fault::new("too_long", message, "shorten the field that is too long, or send it as a document"));
        }
    }
}

/// Characters kept of an event that is too long.
const MAX_SAMPLE: usize = 200;

/// What became of the events of a request so far.
#[derive(Default)]
pub struct Total {
    /// The counts, and the first problems.
    pub report: IntakeReport,
    /// Hashes of the distinct cases.
    cases: HashSet<u64>,
}

/// A record behind the door.
struct Seen {
    record: Record,
    centre: String,
    profile: String,
    /// Hash of each event's case.
    cases: Vec<Option<u64>>,
    faults: Vec<Fault>,
}

/// A body behind the door.
pub struct Intake {
    seen: Vec<Seen>,
    /// Its well-formed events, in order.
    pub events: Vec<Formed>,
}

/// The source that a source system sends for, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    centre: String,
    source: String,
}

impl Bound {
    /// That of an account; none of a person's.
    pub fn of(account: &Account) -> Option<Bound> {
        let source = account.scope.source.clone()?;
        Some(Bound { centre: account.scope.regions.first().cloned().unwrap_or_default(), source })
    }

    /// Puts a fault in the place of events that are another source's.
    fn hold(&self, passed: Passed) -> Passed {
        let is_own = |event: &Formed| event.source.text() == self.source && event.centre.text() == self.centre;
        let Some(foreign) = passed.events.iter().find(|event| !is_own(event)) else { return passed };
        let message = format!("{:?} of centre {:?} is not the source of this token", foreign.source.text(), foreign.centre.text());
        let mend = format!("send it with the token of that source; this one is for {:?} of centre {:?}", self.source, self.centre);
        Passed { events: Vec::new(), faults: vec![Fault::new("foreign_source", message, mend).of("source")] }
    }
}

/// Sends records through the door. Each event is checked by the profile of the centre it names; one that names none is taken to be of the only
/// centre there is.
pub fn pass(records: Vec<Record>, profiles: &[Profile], vault: &Vault, bound: Option<&Bound>) -> Intake {
    let token = |tag: &str, value: &str| vault.token(tag, value);
    let mut intake = Intake { seen: Vec::with_capacity(records.len()), events: Vec::new() };
    for record in records {
        let (profile, passed) = match profile_of(&record, profiles) {
            Ok(profile) => (Some(profile), Door { profile, bound: None, token: &token }.pass(&record)),
            Err(fault) => (profiles.first(), Passed { events: Vec::new(), faults: vec![fault] }),
        };
        let passed = match bound {
            Some(bound) => bound.hold(passed),
            None => passed,
        };
        intake.seen.push(Seen {
            centre: profile.map_or_else(String::new, |profile| profile.centre.clone()),
            profile: profile.map_or_else(String::new, |profile| profile.name.clone()),
            cases: passed.events.iter().map(case_hash).collect(),
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
    match (cloudevents::centre_of(event), profiles) {
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

    /// Adds to the counts once the ledger has said what became of each event; gives what is to be put aside for conflicts.
    pub fn count(self, outcomes: &[Outcome], total: &mut Total) -> Vec<Quarantined> {
        let mut outcomes = outcomes.iter();
        let Total { report, cases } = total;
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
            let room = MOST_PROBLEMS.saturating_sub(report.problems.len());
            report.problems.extend(seen.faults.into_iter().take(room).map(|fault| IntakeProblem {
                line,
                field: fault.field,
                message: fault.message,
                how_to_mend: fault.how_to_mend,
            }));
        }
        report.cases = cases.len() as u64;
        conflicts
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
        let records = |form, body: &[u8]| super::records(form, &HeaderMap::new(), body);
        let array = records(Form::Array, br#"[{"id":"1"}, 5, {"id":"2"}]"#).expect("an array");
        assert_eq!(lines(&array), [(1, true), (2, false), (3, true)]);
        let body = b"{\"id\":\"1\"}\n\n{\"id\":\n";
        let by_line = records(Form::Lines, body).expect("lines");
        assert_eq!(lines(&by_line), [(1, true), (3, false)]);
        assert!(matches!(records(Form::Array, b"{\"id\":1}"), Err(ApiError::BadBody { .. })));
        assert!(matches!(records(Form::Array, b"[{]"), Err(ApiError::BadBody { .. })));
        assert!(records(Form::Array, b"[]").expect("empty").is_empty());
        let structured = records(Form::Structured, br#"{"id":"1"}"#).expect("one");
        assert_eq!(structured[0].content.as_ref().err().map(|fault| fault.field.as_deref()), Some(Some("specversion")));
        let long =
            records(Form::Structured, format!(r#"{{"specversion":"1.0","id":"{}"}}"#, "x".repeat(MAX_LINE)).as_bytes()).expect("one");
        assert_eq!((long[0].is_whole, long[0].content.as_ref().err().map(|fault| fault.reason)), (false, Some("too_long")));
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
            cases: vec![Some(1); events],
            faults,
        };
        let fault = Fault::new("unknown_type", "no such type", "mend it").of("type");
        let intake =
            Intake { seen: vec![seen(1, 1, vec![]), seen(2, 1, vec![]), seen(3, 0, vec![fault]), seen(4, 1, vec![])], events: Vec::new() };
        assert_eq!(intake.quarantined().len(), 1);
        let mut total = Total::default();
        let conflicts = intake.count(&[Outcome::Appended(7), Outcome::Duplicate(3), Outcome::Conflict { existing: 5 }], &mut total);
        let report = total.report;
        assert_eq!((report.read, report.accepted, report.duplicates, report.quarantined), (4, 1, 1, 2));
        assert_eq!((report.cases, report.events), (1, 1));
        let problems: Vec<(u64, Option<&str>)> = report.problems.iter().map(|problem| (problem.line, problem.field.as_deref())).collect();
        assert_eq!(problems, [(3, Some("type")), (4, Some("revision"))]);
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].reason, "conflict");
    }
}
