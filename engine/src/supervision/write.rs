//! Alert steps as events of the ledger. Each step carries the alert's values as they then are.

use serde_json::{Map, Value, json};

use super::interval::Finding;
use super::matching::Step;
use super::proof;
use crate::case::form::{AttributeType, FormError, FormProfile, Masked, Masker, check};
use crate::case::payload::PersonalKind;
use crate::facts::others::AlertRecord;
use crate::ledger::{Entry, Position};
use crate::schema::Key;
use crate::time::{Micros, format_utc};

/// Source of what the engine itself writes.
pub const OWN_SOURCE: &str = "mingjing";

/// The engine's own events have no profile and carry no personal values.
struct Own;

impl FormProfile for Own {
    fn centre(&self) -> Option<&str> {
        None
    }

    fn source(&self) -> Option<&str> {
        Some(OWN_SOURCE)
    }

    fn attribute(&self, _name: &str) -> Option<AttributeType> {
        None
    }

    fn is_left_out(&self, _name: &str) -> bool {
        false
    }
}

impl Masker for Own {
    fn mask(&self, _kind: PersonalKind, _beside: Option<&str>, _value: &str) -> Masked {
        Masked { key: Key(0), mask: "*".to_owned(), valid: None, normalised: String::new() }
    }
}

/// When and where the ledger stood as what is written was judged.
#[derive(Clone, Copy, Debug)]
pub struct Judging {
    /// As of when.
    pub now: Micros,
    /// The last position that was read.
    pub position: Position,
}

/// The event of a step. `number` is the number of a new alert; the others keep theirs.
pub fn alert_entry(record: Option<&AlertRecord>, step: &Step, number: &str, judging: Judging) -> Result<Entry, FormError> {
    let mut event = Map::new();
    let (name, alert_no, steps) = match step {
        Step::Raise(_) => ("raised", number, 0),
        Step::Change { step, .. } | Step::Unsupported { step, .. } => {
            (*step, record.map_or("", |record| &*record.alert_no), record.map_or(0, |record| record.steps))
        }
    };
    let mut payload = Map::new();
    payload.insert("alert_no".into(), json!(alert_no));
    payload.insert("step".into(), json!(name));
    match (step, record) {
        (Step::Raise(finding) | Step::Change { finding, .. }, _) => {
            values_of_finding(&mut payload, finding);
            if let Some((text, hash)) = proof::text_of(finding, judging.position) {
                payload.insert("proof_hash".into(), json!(hash));
                payload.insert("proof".into(), json!(text));
            }
        }
        (Step::Unsupported { .. }, Some(record)) => values_of_record(&mut payload, record),
        (Step::Unsupported { .. }, None) => {}
    }
    let (centre, case_no) = match (step, record) {
        (Step::Raise(finding) | Step::Change { finding, .. }, _) => (finding.centre.text(), finding.case_no.as_deref()),
        (Step::Unsupported { .. }, Some(record)) => (record.centre.text(), record.case_no.as_deref()),
        (Step::Unsupported { .. }, None) => ("", None),
    };
    event.insert("id".into(), json!(format!("{alert_no}/{}", steps + 1)));
    event.insert("type".into(), json!("alert_step"));
    event.insert("centre".into(), json!(centre));
    event.insert("case_no".into(), json!(case_no));
    event.insert("occurred_at".into(), json!(format_utc(judging.now)));
    event.insert("actor_kind".into(), json!("system"));
    event.insert("payload".into(), Value::Object(payload));
    Ok(Entry { event: check(&event, &Own, &Own)?, line: None })
}

fn values_of_finding(payload: &mut Map<String, Value>, finding: &Finding) {
    let rule = &finding.rule;
    let responsible = &finding.responsible;
    let treatment = finding.treatment;
    let values = json!({
        "family": rule.family, "rule": rule.code, "version": rule.version, "subject": rule.subject.name,
        "subject_key": &*finding.subject_key, "level": finding.level.code(), "since": format_utc(finding.since),
        "ended_at": finding.ended_at.map(format_utc), "level_since": format_utc(finding.level_since),
        "responsible_dept": responsible.dept, "responsible_window": responsible.window, "responsible_person": responsible.person,
        "responsible_link": responsible.link.map(|link| link.to_string()), "is_pending": treatment.is_pending,
        "is_stock": treatment.is_stock, "is_backfilled": treatment.is_backfilled,
    });
    if let Value::Object(values) = values {
        payload.extend(values);
    }
}

fn values_of_record(payload: &mut Map<String, Value>, record: &AlertRecord) {
    let values = json!({
        "family": record.family, "rule": record.rule, "version": record.version, "subject": record.subject,
        "subject_key": &*record.subject_key, "level": record.level, "since": format_utc(record.since),
        "ended_at": record.ended_at.map(format_utc), "level_since": format_utc(record.level_since),
        "responsible_dept": record.responsible_dept, "responsible_window": record.responsible_window,
        "responsible_person": record.responsible_person, "responsible_link": record.responsible_link,
        "is_pending": record.is_pending, "is_stock": record.is_stock, "is_backfilled": record.is_backfilled,
    });
    if let Value::Object(values) = values {
        payload.extend(values);
    }
}
