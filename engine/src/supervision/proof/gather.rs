//! Gathering a proof's file from an installation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::FORMAT;
use super::file::{ProfileText, ProofFile, SealedEvent};
use crate::case::kind::EventType;
use crate::case::payload::{AlertStep, Payload};
use crate::facts::others::AlertRecord;
use crate::ingest::library::{self, Kind};
use crate::ledger::{LedgerError, Position, Row};
use crate::rules::Rule;
use crate::supervision::judge::Known;
use crate::supervision::office::{Office, OfficeError, read};
use crate::supervision::shipped::RuleFile;

/// Own events read at a time, in search of a step of an alert that no case has.
const PAGE: usize = 50_000;

/// Why a proof's file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The alert was raised before proofs were kept, or its grounds were longer than an event may carry.
    #[error("alert {0} carries no proof: it was raised by an older version, or its rule looked at more rows than an event can carry")]
    NoProof(String),
    /// The rule that raised it is not here any more.
    #[error("alert {alert} was raised by rule {rule}, and a rule of this code is not among those loaded")]
    NoRule {
        /// Alert.
        alert: String,
        /// Code.
        rule: String,
    },
    /// A row of the ledger is not as it was written.
    #[error("the event at position {0} cannot be read as it was sealed; run `mingjing ledger verify`")]
    Damaged(Position),
    /// Reading failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The file cannot be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl From<LedgerError> for GatherError {
    fn from(error: LedgerError) -> GatherError {
        GatherError::Office(error.into())
    }
}

impl Office {
    /// The text of the file that proves an alert as its newest step with a proof has it.
    ///
    /// # Errors
    /// Where there is no such alert or no proof of it, and where the ledger cannot be read.
    pub async fn proof_file(&self, record: &AlertRecord) -> Result<String, GatherError> {
        let number = record.alert_no.to_string();
        let (row, step) = self.newest_step(record).await?.ok_or_else(|| GatherError::NoProof(number.clone()))?;
        let (Some(text), Some(code)) = (&step.proof, step.rule) else { return Err(GatherError::NoProof(number)) };
        let proof: super::Proof = serde_json::from_str(text)?;
        let no_rule = || GatherError::NoRule { alert: number.clone(), rule: code.text().to_owned() };
        let rule = self.catalogue().by_code(code.text()).ok_or_else(no_rule)?;
        let events = self.sealed_events(&proof.events).await?;
        let reference = self.touched(record, proof.position, &events).await?;
        let (name, _, text) = self.profile_text(record.centre.text()).await?;
        let file = ProofFile {
            format: FORMAT.to_owned(),
            alert_no: number.clone(),
            step: self.sealed_event(row.position).await?,
            events,
            reference: self.sealed_events(&reference).await?,
            profile: ProfileText { name, text },
            rules: self.files_of(rule),
            sha256: String::new(),
        };
        Ok(file.write()?)
    }

    async fn newest_step(&self, record: &AlertRecord) -> Result<Option<(Row, AlertStep)>, GatherError> {
        let mut newest = None;
        let mut take = |rows: Vec<Row>| -> Result<(), OfficeError> {
            for row in rows.into_iter().filter(|row| row.kind == EventType::AlertStep && row.centre == record.centre) {
                if let Payload::AlertStep(step) = read(&row)?.payload
                    && step.alert_no.as_deref() == Some(&*record.alert_no)
                    && step.proof.is_some()
                {
                    newest = Some((row, step));
                }
            }
            Ok(())
        };
        if let Some(case_no) = &record.case_no {
            take(self.ledger().case_events(record.centre.text(), case_no).await?)?;
            return Ok(newest);
        }
        let mut after = 0;
        loop {
            let page = self.ledger().own_events(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(newest) };
            after = last.position;
            take(page)?;
        }
    }

    async fn sealed_event(&self, position: Position) -> Result<SealedEvent, GatherError> {
        let damaged = || GatherError::Damaged(position);
        let row = self.ledger().sealed(position - 1, 1).await?.into_iter().next().ok_or_else(damaged)?;
        let previous = match position {
            1 => Default::default(),
            _ => self.ledger().hash_at(position - 1).await?.ok_or_else(damaged)?,
        };
        SealedEvent::of(row, previous).filter(|event| event.position == position).ok_or_else(damaged)
    }

    async fn sealed_events(&self, positions: &[Position]) -> Result<Vec<SealedEvent>, GatherError> {
        let mut events = Vec::with_capacity(positions.len());
        for position in positions {
            events.push(self.sealed_event(*position).await?);
        }
        Ok(events)
    }

    /// Positions of the reference events that the case touches: calendars, sources and outages and regions of its centre, and of items, units and people
    /// those that it names, straight or through another.
    async fn touched(&self, record: &AlertRecord, upto: Position, events: &[SealedEvent]) -> Result<Vec<Position>, GatherError> {
        let rows = self.ledger().reference_events().await?;
        let known = Known::by(None, &rows).at(upto);
        let mut rows: Vec<(Row, Value)> = rows
            .into_iter()
            .filter(|row| row.centre == record.centre && known.has(row))
            .map(|row| serde_json::from_str(&row.body).map(|body| (row, body)))
            .collect::<Result<_, _>>()?;
        let mut named = BTreeSet::new();
        for event in events {
            texts(&serde_json::from_str(&event.body)?, &mut named);
        }
        let mut taken = Vec::new();
        let mut has_item = false;
        // What a code lacks in a list is shown by a list that is not empty.
        let first_item = rows.iter().find(|(row, _)| row.kind == EventType::ItemPublished).map(|(row, _)| row.position);
        loop {
            let (now, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(row, body)| is_touched(row.kind, body, &named));
            if now.is_empty() {
                break;
            }
            for (row, body) in &now {
                texts(body, &mut named);
                taken.push(row.position);
                has_item |= row.kind == EventType::ItemPublished;
            }
            rows = rest;
        }
        taken.extend(first_item.filter(|_| !has_item));
        taken.sort_unstable();
        Ok(taken)
    }

    async fn profile_text(&self, centre: &str) -> Result<(String, String, String), GatherError> {
        let named = self.ledger().meta(&format!("profile/{centre}")).await?;
        let shipped = || {
            let of_centre = library::shipped_profiles().iter().find(|profile| profile.centre == centre);
            of_centre.map_or_else(String::new, |profile| profile.name.clone())
        };
        let name = named.unwrap_or_else(shipped);
        Ok(self.library().text(Kind::Profile, &name).map_err(OfficeError::from)?)
    }

    /// The files of a rule's family and of the family it is silent under, without their timeline cases; helpers and the subject's SQL beside.
    fn files_of(&self, rule: &Rule) -> BTreeMap<String, String> {
        let mut families = BTreeSet::from([rule.family.clone()]);
        let of_family = self.catalogue().rules.iter().filter(|other| other.family == rule.family);
        families.extend(of_family.filter_map(|other| other.silent_while.clone()));
        let mut files = BTreeMap::new();
        for rule in self.catalogue().rules.iter().filter(|rule| families.contains(&rule.family)) {
            let metadata = rule.file.replace(".rhai", ".toml");
            let wanted = [rule.file.clone(), metadata.clone()].into_iter().chain(rule.library_files());
            for path in wanted {
                if let Some(text) = text_of(self.files(), &path) {
                    files.insert(path.clone(), if path == metadata { without_cases(text) } else { text.to_owned() });
                }
            }
        }
        if let Some(group) = self.groups().iter().find(|group| group.relation.name == rule.subject.name) {
            let file = self.files().iter().find(|(_, text)| text == group.sql);
            files.extend(file.cloned());
        }
        files
    }
}

fn text_of<'a>(files: &'a [RuleFile], path: &str) -> Option<&'a str> {
    files.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str())
}

/// A rule's metadata without its timeline cases: they test the rule and decide nothing.
fn without_cases(text: &str) -> String {
    match text.parse::<toml::Table>() {
        Ok(mut table) => {
            table.remove("cases");
            table.to_string()
        }
        Err(_) => text.to_owned(),
    }
}

/// All texts in a value.
fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Object(members) => members.values().for_each(|value| texts(value, into)),
        _ => {}
    }
}

fn is_touched(kind: EventType, body: &Value, named: &BTreeSet<String>) -> bool {
    let names = |member: &str| body["payload"][member].as_str().is_some_and(|code| named.contains(code));
    match kind {
        EventType::OrganizationSet => names("code") || body["payload"]["kind"] == "region",
        // A rating may come from the telephone of somebody who did nothing else in the case.
        EventType::PersonPosted => names("person_id") || body["payload"]["phone"]["key"].as_str().is_some_and(|key| named.contains(key)),
        EventType::ConflictDeclared => names("person_id"),
        EventType::ItemPublished => names("item_impl_code"),
        EventType::ImportVoided => false,
        _ => true,
    }
}
