//! Rules on many cases at once: windows that slide, quarters, months and days (docs/decisions/0002; rules/subjects).

mod months;
mod windows;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::OwedGroup;
use super::facts::Facts;
use super::judge::Judge;
use super::judge::more::taken_materials;
use super::read::Reference;
use crate::calendar::{Day, civil, day_of, from_civil};
use crate::identity::normalise;

/// A rating as the windows see it.
#[derive(Debug)]
pub struct Rated {
    at: i64,
    is_bad: bool,
    is_cleared: bool,
    is_defaulted: bool,
    phone: Option<String>,
    device: Option<String>,
}

/// What a case brings into them, as it now stands. Codes are shared.
#[derive(Debug)]
pub struct Row {
    case_no: Box<str>,
    item: Option<Arc<str>>,
    applicant: Option<Box<str>>,
    agent: Option<Box<str>>,
    handler: Option<Arc<str>>,
    acceptor: Option<Arc<str>>,
    approver: Option<Arc<str>>,
    created_by: Option<Arc<str>>,
    window: Option<Arc<str>>,
    dept: Option<Arc<str>>,
    situation: Option<Arc<str>>,
    intermediary: Option<Arc<str>>,
    materials: Option<Arc<str>>,
    files: Vec<(Box<str>, i64)>,
    created_at: Option<i64>,
    received: Option<i64>,
    applied: Option<i64>,
    accepted: Option<i64>,
    finished: Option<i64>,
    ended: Option<i64>,
    decided: Option<i64>,
    last_event: Option<i64>,
    first_event: Option<i64>,
    is_denied: Option<bool>,
    is_exit: bool,
    stop: Option<i64>,
    over: Option<i64>,
    used_share: Option<i64>,
    remaining: Option<i64>,
    case_type: Option<i64>,
    is_urgent: bool,
    ratings: Vec<Rated>,
    services: Vec<(i64, bool)>,
    licences: Vec<Box<str>>,
}

/// The cases so far, and the codes they share.
#[derive(Debug, Default)]
pub struct Crowd {
    rows: Vec<Row>,
    names: BTreeSet<Arc<str>>,
}

impl Crowd {
    fn name(&mut self, text: Option<&str>) -> Option<Arc<str>> {
        let text = text?;
        if let Some(known) = self.names.get(text) {
            return Some(known.clone());
        }
        let name: Arc<str> = text.into();
        self.names.insert(name.clone());
        Some(name)
    }

    /// Takes a case as it now stands.
    pub fn add(&mut self, case_no: &str, facts: &Facts<'_>, reference: &Reference, now: i64) {
        let judge = Judge::new(facts, reference, now);
        let more = &facts.more;
        let (accepted, received) = (facts.accepted_place.unwrap_or_default(), facts.received_place.unwrap_or_default());
        let dept = accepted.1.or(received.1).or(facts.first_dept).or(judge.item().and_then(|item| item.dept.as_deref()));
        let window = accepted.0.or(received.0).or(facts.first_window);
        let promised = judge.promised_days().filter(|days| *days > 0);
        let materials = taken_materials(&more.materials, judge.item(), facts.accepted_at.is_some());
        let rated = facts.ratings.iter().filter_map(|rating| {
            let given = more.given.iter().find(|given| given.no == rating.no)?;
            Some(Rated {
                at: rating.at?,
                is_bad: rating.satisfaction.is_some_and(|grade| grade >= 4),
                is_cleared: matches!(rating.verdict, Some("mistaken" | "malicious" | "outside_law")),
                is_defaulted: given.is_defaulted,
                phone: given.phone.clone(),
                device: given.device.map(str::to_owned),
            })
        });
        let number = |name: &str| facts.basic_text(name).map(|id| normalise(id).into_boxed_str());
        let row = Row {
            case_no: case_no.into(),
            item: self.name(facts.basic_text("item_impl_code")),
            applicant: number("applicant_id_no"),
            agent: number("contact_id_no"),
            handler: self.name(facts.handler()),
            acceptor: self.name(facts.acceptor),
            approver: self.name(facts.decider.and_then(|(actor, _)| actor).or(facts.decide_link_user)),
            created_by: self.name(more.created_by),
            window: self.name(window),
            dept: self.name(dept),
            situation: self.name(facts.basic_text("situation_code")),
            intermediary: self.name(facts.basic_text("intermediary_code")),
            materials: self.name(materials.as_deref()),
            files: more.materials.iter().filter_map(|material| Some((material.hash?.into(), material.taken_at?))).collect(),
            created_at: facts.created_at,
            received: facts.received_at,
            applied: facts.applied_at(),
            accepted: facts.accepted_at,
            finished: facts.finished_at,
            ended: facts.ended_at,
            decided: facts.decision_at,
            last_event: more.last_event,
            first_event: facts.first_event,
            is_denied: facts.decision.map(|decision| decision == "denied"),
            is_exit: matches!(more.end_state, Some("withdrawn" | "returned")),
            stop: judge.stopped_at(),
            over: judge.promise_over(),
            used_share: judge.elapsed().zip(promised).map(|(elapsed, promised)| elapsed * 10_000 / promised),
            remaining: judge.remaining(),
            case_type: facts.basic_int("case_type"),
            is_urgent: facts.basics.get("urgent").and_then(|value| value.as_bool()) == Some(true),
            ratings: rated.collect(),
            services: more.services.iter().filter_map(|(_, at, invited)| Some((*at, (*invited)?))).collect(),
            licences: facts.licences.iter().map(|licence| licence.no).chain(facts.licence_no).map(Box::from).collect(),
        };
        self.rows.push(row);
    }

    /// When the first case that has a licence of this number began.
    pub fn licence_begun(&self, number: &str) -> Option<i64> {
        self.rows.iter().filter(|row| row.licences.iter().any(|licence| **licence == *number)).filter_map(|row| row.first_event).min()
    }

    /// Applications: applicant, item, instant.
    pub fn applications(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.rows.iter().filter_map(|row| Some((row.applicant.as_deref()?, row.item.as_deref()?, row.applied?)))
    }

    /// The alerts of groups of cases as of `now`; `asked` are those of tickets by window and month: questions, and those followed by an
    /// application.
    pub fn owed(&self, reference: &Reference, asked: &[(String, Day, bool)], now: i64) -> Vec<OwedGroup> {
        let mut owed = self.windows();
        owed.extend(self.months(reference, asked));
        owed.retain(|row| row.since <= now);
        for row in &mut owed {
            row.ended_at = row.ended_at.filter(|at| *at <= now);
        }
        owed
    }
}

/// The first day of an instant's month.
pub fn month_of(instant: i64) -> Day {
    let (year, month, _) = civil(day_of(instant));
    from_civil(year, month, 1).unwrap_or_default()
}

/// The first day of the month so many months later.
pub fn later_month(month: Day, months: i64) -> Day {
    let (year, of_year, _) = civil(month);
    let count = year * 12 + of_year - 1 + months;
    from_civil(count.div_euclid(12), count.rem_euclid(12) + 1, 1).unwrap_or_default()
}

/// The first day of an instant's quarter.
fn quarter_of(instant: i64) -> Day {
    let month = month_of(instant);
    later_month(month, -((civil(month).1 - 1) % 3))
}

fn owed(subject: &'static str, key: String, rule: &'static str, since: i64, ended_at: Option<i64>) -> OwedGroup {
    OwedGroup { subject, subject_key: key, rule, level: super::level_of(rule), since, ended_at }
}
