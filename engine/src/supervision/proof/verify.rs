//! Judging a proof again, from its file alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file::{ProofFile, ProofPart, SealedEvent};
use super::{ENGINE_VERSION, Proof};
use crate::case::event::Event;
use crate::case::fold::{counted, effective};
use crate::case::kind::EventType;
use crate::case::payload::{AlertStep, Payload};
use crate::case::world::World;
use crate::facts;
use crate::ingest::Profile;
use crate::ledger::chain::content_hash;
use crate::rules::{Catalogue, Grounds, GroundsError, Moment, Rule};
use crate::supervision::family::findings;
use crate::supervision::groups;
use crate::supervision::interval::Finding;
use crate::supervision::reference::{Learned, WorldError, world_as_learned};
use crate::supervision::walk::{Ruleset, walk};
use crate::time::{format_utc, parse_rfc3339};

/// What does not agree.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// An event's hash does not follow from its content and the hash before it.
    #[error("the {part:?} at position {position} is not what the ledger sealed: its hash does not follow from its content")]
    Unsealed {
        /// Which part.
        part: ProofPart,
        /// Position.
        position: i64,
    },
    /// An event cannot be read.
    #[error("the event at position {position} cannot be read: {message}")]
    Unreadable {
        /// Position.
        position: i64,
        /// Why.
        message: String,
    },
    /// The step is not one of the alert, or carries no proof.
    #[error("the step is none of alert {alert_no} that carries a proof")]
    Step {
        /// Alert.
        alert_no: String,
    },
    /// The proof's hash is another.
    #[error("the proof has the hash {computed}, and the step names {written}")]
    ProofHash {
        /// Of the proof.
        computed: String,
        /// In the step.
        written: String,
    },
    /// The events are not those the proof names.
    #[error("the proof rests on {named} events of the case, and the file holds others")]
    Events {
        /// How many it names.
        named: usize,
    },
    /// The rules cannot be loaded.
    #[error("the rule's files: {0}")]
    Rules(String),
    /// The rule has other content than it was judged by.
    #[error("rule {code} in the file has the hash {found}, and the alert was judged by {judged}")]
    RuleHash {
        /// Code.
        code: String,
        /// In the file.
        found: String,
        /// In the proof.
        judged: String,
    },
    /// The profile or a reference event is wrong.
    #[error("the profile: {0}")]
    Profile(String),
    /// Calendars or the like.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The calendar is another.
    #[error("the calendar in the file is {found}, and the alert was judged by {judged}")]
    Calendar {
        /// In the file.
        found: String,
        /// In the proof.
        judged: String,
    },
    /// The rule does not say the same on the values.
    #[error("rule {code} on the values recorded: {source}")]
    Grounds {
        /// Code.
        code: String,
        /// Why.
        source: GroundsError,
    },
    /// It holds, and says something else.
    #[error("rule {code} on the values recorded says {found}, and the proof says {judged}")]
    Differs {
        /// Code.
        code: String,
        /// Now.
        found: String,
        /// In the proof.
        judged: String,
    },
    /// The events do not give the alert.
    #[error("walking the events of the case gives no alert of {rule} at {level} since {since}; it gives {found}")]
    Walk {
        /// Rule.
        rule: String,
        /// Level.
        level: String,
        /// Since.
        since: String,
        /// What it gives.
        found: String,
    },
    /// The events do not give the values.
    #[error("the events of the case give other values than the proof has")]
    Values,
}

/// What was verified.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Verified {
    /// Number of the alert.
    pub alert_no: String,
    /// Centre.
    pub centre: String,
    /// Case, where the alert is about one.
    pub case_no: Option<String>,
    /// Code of the rule.
    pub rule: String,
    /// Its title.
    pub title: crate::rules::Words,
    /// Level.
    pub level: String,
    /// Since when, in the centre's zone.
    pub since: String,
    /// What the rule says.
    pub because: crate::rules::Words,
    /// Document and clause.
    pub basis: String,
    /// Whether the case's events were walked again, not only the recorded values judged. Rows that belong to no case are judged only.
    pub is_walked: bool,
    /// Events of the case in the file.
    pub events: usize,
    /// Version of the engine that judged, and of this one.
    pub engines: [String; 2],
    /// Position of the step in the ledger.
    pub position: i64,
    /// Its hash there: what a checkpoint or the ledger itself is to be compared with.
    pub hash: String,
}

/// Makes a judgement again from its file.
///
/// # Errors
/// The first thing that does not agree.
pub fn verify(file: &ProofFile) -> Result<Verified, VerifyError> {
    let event = sealed(&file.step, ProofPart::Step)?;
    let no_step = || VerifyError::Step { alert_no: file.alert_no.clone() };
    let Payload::AlertStep(step) = &event.payload else { return Err(no_step()) };
    let (Some(text), Some(written), true) = (&step.proof, &step.proof_hash, step.alert_no.as_deref() == Some(&*file.alert_no)) else {
        return Err(no_step());
    };
    let computed = content_hash(text.as_bytes()).to_string();
    if computed != **written {
        return Err(VerifyError::ProofHash { computed, written: written.to_string() });
    }
    let proof: Proof = serde_json::from_str(text).map_err(|_| no_step())?;
    if proof.events != file.events.iter().map(|event| event.position).collect::<Vec<_>>() {
        return Err(VerifyError::Events { named: proof.events.len() });
    }
    let catalogue = rules(file)?;
    let rule = catalogue.by_code(&proof.rule).ok_or_else(|| VerifyError::Rules(format!("there is no rule {}", proof.rule)))?;
    if rule.hash != proof.rule_hash {
        return Err(VerifyError::RuleHash { code: proof.rule, found: rule.hash.clone(), judged: proof.rule_hash });
    }
    let world = world(file)?;
    let at = parse_rfc3339(&proof.at).ok_or_else(no_step)?.0;
    let calendar = world.calendar_at(at);
    if calendar.version() != proof.calendar {
        return Err(VerifyError::Calendar { found: calendar.version().to_owned(), judged: proof.calendar });
    }
    judge_again(rule, &proof.grounds, &Moment::new(at, &world.zone, calendar))?;
    let is_walked = facts::relations::walked(rule.subject.name).is_some();
    if is_walked {
        walk_again(file, &event, step, &proof, &catalogue, &world)?;
    }
    Ok(Verified {
        alert_no: file.alert_no.clone(),
        centre: event.centre.text().to_owned(),
        case_no: event.case_no.as_deref().map(str::to_owned),
        rule: proof.rule.clone(),
        title: rule.title.clone(),
        level: step.level.map_or("", |level| level.text()).to_owned(),
        since: step.since.map_or_else(String::new, |since| world.zone.format(since.0)),
        because: proof.grounds.because.clone(),
        basis: proof.basis.clone(),
        is_walked,
        events: file.events.len(),
        engines: [proof.engine.clone(), ENGINE_VERSION.to_owned()],
        position: file.step.position,
        hash: file.step.hash.clone(),
    })
}

fn sealed(event: &SealedEvent, part: ProofPart) -> Result<Event, VerifyError> {
    if !event.is_sealed() {
        return Err(VerifyError::Unsealed { part, position: event.position });
    }
    Event::read(&event.body).map_err(|error| VerifyError::Unreadable { position: event.position, message: error.to_string() })
}

fn rules(file: &ProofFile) -> Result<Catalogue, VerifyError> {
    let files: Vec<(String, String)> = file.rules.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
    let (groups, wrong) = groups::groups(&files);
    if let Some(error) = wrong.first() {
        return Err(VerifyError::Rules(error.to_string()));
    }
    let relation =
        |name: &str| facts::subject(name).or_else(|| groups.iter().map(|group| group.relation).find(|relation| relation.name == name));
    let catalogue = Catalogue::load(&files, &relation);
    match catalogue.errors.first() {
        Some(error) => Err(VerifyError::Rules(error.to_string())),
        None => Ok(catalogue),
    }
}

fn world(file: &ProofFile) -> Result<World, VerifyError> {
    let name = &file.profile.name;
    let profile =
        Profile::read(name, &format!("{name}.toml"), &file.profile.text).map_err(|error| VerifyError::Profile(error.to_string()))?;
    let mut events = Vec::with_capacity(file.reference.len());
    let mut learned = Learned::default();
    for part in &file.reference {
        let event = sealed(part, ProofPart::Reference)?;
        if event.kind == EventType::OutageDeclared && part.batch.is_none() {
            learned.recorded.insert((event.source, event.id.clone(), event.revision), part.recorded_at);
        }
        events.push(event);
    }
    effective(&mut events);
    Ok(world_as_learned(&profile, &events, &learned)?)
}

fn judge_again(rule: &Rule, judged: &Grounds, moment: &Moment<'_>) -> Result<(), VerifyError> {
    let code = || rule.code.clone();
    let found = rule.judge_again(judged, moment).map_err(|source| VerifyError::Grounds { code: code(), source })?;
    if found == *judged {
        return Ok(());
    }
    let said = |grounds: &Grounds| format!("{} {:?}", grounds.level.code(), grounds.because.zh);
    Err(VerifyError::Differs { code: code(), found: said(&found), judged: said(judged) })
}

/// Walks the case's events again: they must give the alert, and the values that its rule read.
fn walk_again(
    file: &ProofFile,
    event: &Event,
    step: &AlertStep,
    proof: &Proof,
    catalogue: &Catalogue,
    world: &World,
) -> Result<(), VerifyError> {
    let case_no = event.case_no.as_deref().unwrap_or_default();
    let mut events = Vec::with_capacity(file.events.len());
    for part in &file.events {
        events.push(sealed(part, ProofPart::Event)?);
    }
    counted(&mut events);
    let walked = walk(event.centre, case_no, &events, world, &Ruleset::new(catalogue.rules.iter().cloned()), event.occurred_at);
    let owed = findings(event.centre, Some(Arc::from(case_no)), walked.intervals);
    let same = |finding: &&Finding| {
        finding.rule.code == proof.rule
            && step.subject_key.as_deref() == Some(&*finding.subject_key)
            && step.level.map(|level| level.text()) == Some(finding.level.code())
            && step.since.map(|since| since.0) == Some(finding.since)
            && step.level_since.map(|since| since.0) == Some(finding.level_since)
            && step.ended_at.map(|at| at.0) == finding.ended_at
    };
    let Some(finding) = owed.iter().find(same) else {
        let shown: BTreeSet<String> = owed
            .iter()
            .map(|finding| format!("{} {} since {}", finding.rule.code, finding.level.code(), format_utc(finding.since)))
            .collect();
        return Err(VerifyError::Walk {
            rule: proof.rule.clone(),
            level: step.level.map_or("", |level| level.text()).to_owned(),
            since: step.since.map_or_else(String::new, |since| format_utc(since.0)),
            found: if shown.is_empty() { "none".to_owned() } else { shown.into_iter().collect::<Vec<_>>().join(", ") },
        });
    };
    match &finding.ground {
        Some(ground) if ground.grounds == proof.grounds => Ok(()),
        _ => Err(VerifyError::Values),
    }
}
