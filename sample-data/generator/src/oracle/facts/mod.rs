//! What is known of a case after some of its events: plain values, folded one event at a time, nothing that moves with the clock.

mod fold;
pub mod more;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::calendar::parse_instant;

/// A handling link.
#[derive(Debug, Default)]
pub struct Link<'a> {
    pub seq: i64,
    pub code: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub start: i64,
    pub end: Option<i64>,
    pub has_start_event: bool,
    pub starter: Option<&'a str>,
    pub ender: Option<&'a str>,
    pub limit: Option<i64>,
}

/// A special procedure.
#[derive(Debug, Default)]
pub struct Special<'a> {
    pub no: &'a str,
    pub kind: Option<&'a str>,
    pub start: Option<i64>,
    pub end: Option<i64>,
    pub has_reason: bool,
    pub limit: Option<i64>,
    pub unit: Option<&'a str>,
    pub notice_at: Option<i64>,
    /// The case's remaining days at the moment of the start, set by the judging once that moment is complete.
    pub remaining_at_start: Option<Option<i64>>,
}

/// A demand for supplements.
#[derive(Debug)]
pub struct Supplement<'a> {
    pub no: &'a str,
    pub at: i64,
    pub after_acceptance: bool,
    pub received_at: Option<i64>,
}

/// A rating and what was done about it.
#[derive(Debug, Default)]
pub struct Rating<'a> {
    pub no: &'a str,
    pub at: Option<i64>,
    pub satisfaction: Option<i64>,
    pub is_closed: bool,
    pub verdict: Option<&'a str>,
}

/// An issued licence.
#[derive(Debug)]
pub struct Licence<'a> {
    pub no: &'a str,
    pub issued_at: i64,
}

/// Everything the events so far have said.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    pub first_event: Option<i64>,
    pub created_at: Option<i64>,
    pub basics: BTreeMap<&'static str, &'a Value>,
    pub basics_count: u32,
    pub applicants: BTreeSet<String>,
    pub submitted_at: Option<i64>,
    pub received_at: Option<i64>,
    pub accepted_at: Option<i64>,
    /// First of accepted, refused, supplement_requested and the ends: what keeps a case from being deemed accepted.
    pub first_answer: Option<i64>,
    pub promised_days: Option<i64>,
    pub statutory_days: Option<i64>,
    pub unit: Option<&'a str>,
    pub acceptor: Option<&'a str>,
    /// The actor of the last decision, and whether it was the system; `None` without a decision.
    pub decider: Option<(Option<&'a str>, bool)>,
    pub decide_link_user: Option<&'a str>,
    pub finisher_is_system: Option<bool>,
    /// First decision since the last reopening.
    pub decision_at: Option<i64>,
    pub decision: Option<&'a str>,
    pub refusal: Option<&'a str>,
    pub result_code: Option<&'a str>,
    pub finished_at: Option<i64>,
    pub delivered_at: Option<i64>,
    /// The earliest instant of the decision and the ends since the last reopening; an event of day precision at the end of its day.
    pub stop: Option<i64>,
    /// First end since the last reopening.
    pub ended_at: Option<i64>,
    /// [end, reopened) of every reopening.
    pub gaps: Vec<(i64, i64)>,
    pub extension_days: i64,
    pub extension_count: i64,
    pub supplements: Vec<Supplement<'a>>,
    pub specials: Vec<Special<'a>>,
    pub links: Vec<Link<'a>>,
    pub taken_codes: BTreeSet<&'a str>,
    pub taken_names: BTreeSet<&'a str>,
    /// Material code → due instant of the tolerance.
    pub tolerated: BTreeMap<&'a str, Option<i64>>,
    pub licences: Vec<Licence<'a>>,
    pub licence_no: Option<&'a str>,
    pub ratings: Vec<Rating<'a>>,
    /// Waiting number → (from, to).
    pub waitings: BTreeMap<&'a str, (Option<i64>, Option<i64>)>,
    pub assigned: Option<&'a str>,
    pub last_actor: Option<&'a str>,
    pub state: &'static str,
    pub state_since: Option<i64>,
    /// Empty mandatory fields of events other than the basics.
    pub empty_fields: i64,
    pub accepted_place: Option<(Option<&'a str>, Option<&'a str>)>,
    pub received_place: Option<(Option<&'a str>, Option<&'a str>)>,
    pub first_window: Option<&'a str>,
    pub first_dept: Option<&'a str>,
    pub more: more::More<'a>,
}

impl<'a> Facts<'a> {
    /// A text of the basics.
    pub fn basic_text(&self, name: &str) -> Option<&'a str> {
        self.basics.get(name).and_then(|value| value.as_str())
    }

    /// A whole number of the basics.
    pub fn basic_int(&self, name: &str) -> Option<i64> {
        self.basics.get(name).and_then(|value| value.as_i64())
    }

    /// `applied_at`: the basics', else the instant of `submitted`, else of `received`.
    pub fn applied_at(&self) -> Option<i64> {
        self.basic_text("applied_at").and_then(parse_instant).or(self.submitted_at).or(self.received_at)
    }

    /// No end since the last reopening.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// The actor of the newest open link, else the last handler assigned, else the last actor.
    pub fn handler(&self) -> Option<&'a str> {
        let newest = self.links.iter().filter(|link| link.end.is_none()).max_by_key(|link| (link.start, link.seq));
        newest.and_then(|link| link.starter).or(self.assigned).or(self.last_actor)
    }

    /// Whether a recorded waiting covers the instant.
    pub fn is_waiting(&self, instant: i64) -> bool {
        self.waitings.values().any(|(from, to)| from.is_some_and(|from| from <= instant) && to.is_none_or(|to| instant < to))
    }
}
