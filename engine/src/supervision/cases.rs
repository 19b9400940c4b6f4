//! A rule's tests: events on a timeline, a moment, the alerts expected (docs/decisions/0003). They run through the same door, fold and walk as live
//! facts do.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::family::findings;
use super::groups::{self, Group};
use super::interval::Finding;
use super::judge::{Bench, Benches};
use super::reference::world;
use super::register::Register;
use super::things::walk_thing;
use super::walk::{Ruleset, walk};
use crate::case::event::Event;
use crate::case::fold::{counted, effective};
use crate::case::form::check;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::facts::others::{self, Others, alert_table, from_world};
use crate::facts::relations::{self, Moment};
use crate::facts::store::{ChunkBuilder, FactStore, Update};
use crate::ingest::masker::PersonalMasker;
use crate::ingest::{Profile, library};
use crate::rules::{Catalogue, Expectation, Rule, TimelineCase};
use crate::schema::Key;
use crate::time::{Day, Micros, Zone, parse_rfc3339};

/// A case that did not come out as expected, or could not be run.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FailedCase {
    /// Code of the rule.
    pub rule: String,
    /// Name of the case.
    pub case: String,
    /// What is wrong with it.
    pub message: String,
}

/// What testing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct TestReport {
    /// Rules tested.
    pub rules: u64,
    /// Cases run.
    pub cases: u64,
    /// Cases that came out as expected.
    pub passed: u64,
    /// The others.
    pub failed: Vec<FailedCase>,
}

/// Runs the cases of rules, all or those named.
pub async fn test(catalogue: &Catalogue, groups: &[Group], codes: &[String]) -> TestReport {
    let mut report = TestReport::default();
    for rule in catalogue.rules.iter().filter(|rule| codes.is_empty() || codes.contains(&rule.code)) {
        report.rules += 1;
        for case in &rule.cases {
            report.cases += 1;
            match run(catalogue, groups, rule, case).await {
                Ok(()) => report.passed += 1,
                Err(message) => report.failed.push(FailedCase { rule: rule.code.clone(), case: case.name.clone(), message }),
            }
        }
    }
    report
}

/// The profile in whose centre a rule's cases play.
fn profile_of(rule: &Rule) -> Result<Profile, String> {
    let named = rule.profiles.iter().find(|name| *name != "*");
    let names = library::profile_names();
    for name in names {
        let profile = library::profile(&name).map_err(|error| error.to_string())?;
        if named.is_none_or(|named| *named == profile.rules) && (named.is_some() || profile.name == "district") {
            return Ok(profile);
        }
    }
    Err(format!("no shipped profile has the rules {named:?}"))
}

async fn run(catalogue: &Catalogue, groups: &[Group], rule: &Arc<Rule>, case: &TimelineCase) -> Result<(), String> {
    let profile = profile_of(rule)?;
    let now = local(&case.evaluate_at, &profile.zone).ok_or_else(|| format!("evaluate_at: {:?} is no local time", case.evaluate_at))?;
    let tuned = if case.params.is_empty() { rule.clone() } else { rule.with_params(&case.params).map_err(|error| error.to_string())? };
    let mut events = Vec::new();
    for (index, table) in case.reference.iter().enumerate() {
        events.push(event(&profile, table, index, true)?);
    }
    for (index, table) in case.events.iter().enumerate() {
        events.push(event(&profile, table, index, false)?);
    }
    let mut reference: Vec<Event> = events.iter().filter(|event| !event.kind.is_folded()).cloned().collect();
    effective(&mut reference);
    let world = Arc::new(world(&profile, &reference).map_err(|error| error.to_string())?);
    // The family is judged as a whole, and with it the family under which it is silent.
    let concerns = |other: &&Arc<Rule>| {
        let same_family = other.family == rule.family || tuned.silent_while.as_ref() == Some(&other.family);
        other.code != rule.code && same_family && other.is_for(&profile.rules)
    };
    let mut rules: Vec<Arc<Rule>> = catalogue.rules.iter().filter(concerns).cloned().collect();
    rules.push(tuned);
    let bench = Bench { world, rules: Arc::new(Ruleset::new(rules.clone())) };
    let found = if relations::walked(rule.subject.name).is_some() {
        of_cases(events, &bench, now)
    } else if others::subject(rule.subject.name).is_some() {
        of_things(&events, &rules, &bench, now)?
    } else {
        of_groups(events, groups, rule, &rules, &bench, now).await?
    };
    let owed: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.rule.family == rule.family)
        .filter(|finding| case.subject_key.as_ref().is_none_or(|key| **key == *finding.subject_key))
        .collect();
    compare(rule, &case.expect, &owed, &profile.zone)
}

fn by_case(events: Vec<Event>) -> BTreeMap<String, Vec<Event>> {
    let mut cases: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for event in events.into_iter().filter(|event| event.kind.is_folded()) {
        if let Some(case_no) = &event.case_no {
            cases.entry(case_no.to_string()).or_default().push(event);
        }
    }
    cases
}

fn of_cases(events: Vec<Event>, bench: &Bench, now: Micros) -> Vec<Finding> {
    let mut found = Vec::new();
    for (case_no, mut events) in by_case(events) {
        counted(&mut events);
        let walked = walk(bench.world.centre, &case_no, &events, &bench.world, &bench.rules, now);
        found.extend(findings(bench.world.centre, Some(case_no.as_str().into()), walked.intervals));
    }
    found
}

/// The things with numbers of their own that events tell of.
fn others_of(events: &[Event], bench: &Bench) -> Others {
    let mut others = Others::default();
    others.set_zone(bench.world.centre, Zone::clone(&bench.world.zone));
    for event in events.iter().filter(|event| !event.kind.is_folded() || event.case_no.is_none()) {
        others.apply(event);
    }
    others
}

fn of_things(events: &[Event], rules: &[Arc<Rule>], bench: &Bench, now: Micros) -> Result<Vec<Finding>, String> {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    others_of(events, bench).each_touched(&mut |thing| {
        let walked = walk_thing(&thing, bench, rules, now);
        faults.extend(walked.faults);
        found.extend(findings(bench.world.centre, None, walked.intervals));
    });
    match faults.first() {
        Some(fault) => Err(fault.message.clone()),
        None => Ok(found),
    }
}

/// The alerts that steps among the events tell of.
fn alerts_of(events: &[Event]) -> Register {
    let mut register = Register::default();
    for event in events {
        register.apply(event);
    }
    register
}

async fn of_groups(
    events: Vec<Event>,
    groups: &[Group],
    rule: &Rule,
    rules: &[Arc<Rule>],
    bench: &Bench,
    now: Micros,
) -> Result<Vec<Finding>, String> {
    let group = groups.iter().find(|group| group.relation.name == rule.subject.name).ok_or("its subject has no SQL file")?;
    let failed = |error: arrow::error::ArrowError| error.to_string();
    let mut tables = others_of(&events, bench).tables(now).map_err(failed)?;
    tables.push(alert_table(alerts_of(&events).all().iter().map(|record| &**record)).map_err(failed)?);
    tables.extend(from_world(&bench.world, now).map_err(failed)?);
    let mut builder = ChunkBuilder::new();
    for (case_no, mut events) in by_case(events) {
        counted(&mut events);
        let walked = walk(bench.world.centre, &case_no, &events, &bench.world, &Ruleset::default(), now);
        if let Some(case) = &walked.case {
            builder.push(&Moment::new(case, &bench.world, now), None);
        }
    }
    let store = FactStore::new();
    let chunk = builder.finish().map_err(|error| error.to_string())?;
    let update = tables.into_iter().fold(Update::new(1, now).chunk(chunk), Update::table);
    store.apply(update).map_err(|error| error.to_string())?;
    let centre = bench.world.centre;
    let benches = Benches::from([(centre, bench.clone())]);
    let session = super::ask::session(store.snapshot(), &benches, None).map_err(|error| error.to_string())?;
    let batches = session.run(group.sql).await.map_err(|error| error.to_string())?.batches;
    let by_centre = HashMap::from([(centre, rules.to_vec())]);
    let worlds = HashMap::from([(centre, bench.world.clone())]);
    let (intervals, faults) = groups::judge(group, &batches, &by_centre, &worlds, now);
    if let Some(fault) = faults.first() {
        return Err(fault.message.clone());
    }
    Ok(intervals.into_iter().flat_map(|(centre, intervals)| findings(centre, None, intervals)).collect())
}

/// An event from its flat table: `at`, `type`, envelope fields by name, the rest payload.
fn event(profile: &Profile, table: &toml::Table, index: usize, is_reference: bool) -> Result<Event, String> {
    let wrong = |message: String| format!("event {}: {message}", index + 1);
    let Value::Object(table) = serde_json::to_value(table).map_err(|error| wrong(error.to_string()))? else {
        return Err(wrong("not a table".to_owned()));
    };
    let kind_name = table.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = EventType::named(&kind_name).ok_or_else(|| wrong(format!("no event type is called {kind_name:?}")))?;
    let fields = Payload::fields(kind);
    let mut members = Map::new();
    let mut payload = Map::new();
    for (name, value) in table {
        if name == "at" {
            let text = value.as_str().unwrap_or_default();
            let at = local(text, &profile.zone).ok_or_else(|| wrong(format!("at: {text:?} is no local time")))?;
            members.insert("occurred_at".into(), profile.zone.format(at).into());
        } else if fields.iter().any(|field| field.name == name) {
            payload.insert(name, value);
        } else if let Some(at) = value.as_str().filter(|_| name == "entered_at").and_then(|text| local(text, &profile.zone)) {
            members.insert(name, profile.zone.format(at).into());
        } else {
            members.insert(name, value);
        }
    }
    if kind.needs_case_no() || kind.is_folded() {
        members.entry("case_no").or_insert("C1".into());
    }
    if is_reference {
        members.entry("occurred_at").or_insert("2000-01-01T00:00:00Z".into());
    }
    members.entry("id").or_insert(format!("{kind_name}/{is_reference}/{index}").into());
    members.entry("source").or_insert("test".into());
    members.entry("seq").or_insert(index.into());
    members.insert("payload".into(), Value::Object(payload));
    // A test's tokens need no secret.
    let token = |tag: &str, value: &str| {
        let digest = Sha256::new().chain_update(tag).chain_update([0]).chain_update(value).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Key(u128::from_be_bytes(bytes))
    };
    let today =
        members.get("occurred_at").and_then(Value::as_str).and_then(parse_rfc3339).map_or(Day(0), |(at, _)| profile.zone.day_of(at));
    let formed = check(&members, profile, &PersonalMasker { token: &token, today }).map_err(|error| wrong(error.to_string()))?;
    Event::read(&formed.body).map_err(|error| wrong(error.to_string()))
}

/// A local time of a case: a day, to the minute, to the second or finer; or an instant with its offset.
fn local(text: &str, zone: &Zone) -> Option<Micros> {
    if let Some((at, _)) = parse_rfc3339(text) {
        return Some(at);
    }
    let full = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        16 => format!("{text}:00Z"),
        _ => format!("{text}Z"),
    };
    parse_rfc3339(&full).map(|(wall, _)| zone.instant_of_wall(wall))
}

/// Holds the alerts found against those expected; the message shows both.
fn compare(rule: &Rule, expected: &[Expectation], found: &[&Finding], zone: &Zone) -> Result<(), String> {
    type Line = (String, &'static str, Option<Micros>, Option<Micros>, Option<String>);
    let mut wanted: Vec<Line> = Vec::new();
    for alert in expected {
        let since = local(&alert.since, zone).ok_or_else(|| format!("expect: since {:?} is no local time", alert.since))?;
        let ended_at = alert
            .ended_at
            .as_ref()
            .map(|text| local(text, zone).ok_or_else(|| format!("expect: ended_at {text:?} is no local time")))
            .transpose()?;
        let code = alert.rule.clone().unwrap_or_else(|| rule.code.clone());
        wanted.push((code, alert.level.code(), Some(since), ended_at, alert.subject_key.clone()));
    }
    let keyed = wanted.iter().any(|(.., key)| key.is_some());
    let mut had: Vec<Line> = found
        .iter()
        .map(|finding| {
            let key = keyed.then(|| finding.subject_key.to_string());
            (finding.rule.code.clone(), finding.level.code(), Some(finding.since), finding.ended_at, key)
        })
        .collect();
    wanted.sort();
    had.sort();
    if wanted == had {
        return Ok(());
    }
    let show = |lines: &[Line]| {
        if lines.is_empty() {
            return "silence".to_owned();
        }
        let shown = lines.iter().map(|(code, level, since, ended_at, _)| {
            let time = |at: &Option<Micros>| at.map_or("now".to_owned(), |at| zone.format(at));
            format!("{code} {level} [{}, {})", time(since), time(ended_at))
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    Err(format!("expected {}, found {}", show(&wanted), show(&had)))
}
