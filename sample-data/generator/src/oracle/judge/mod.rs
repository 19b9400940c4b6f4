//! The rules as they are read in docs/decisions/0002, each a plain condition over the facts and one instant.

pub mod more;
mod rules;

use super::facts::{Facts, Special};
use super::read::{Item, Reference};
use crate::calendar::{DAY, Day, count_wd, day_of, due, midnight, next_working};

/// Kinds that suspend the clock where an item has no list of its own (行政许可法 art. 45).
const EIGHT_KINDS: [&str; 8] = ["hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"];

/// A condition that holds now: the rule and the part of the case it holds for (empty for the case itself).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub rule: &'static str,
    pub key: String,
}

/// The facts of a case at one instant.
pub struct Judge<'f, 'a> {
    facts: &'f Facts<'a>,
    item: Option<&'f Item>,
    reference: &'f Reference,
    now: i64,
    today: Day,
    is_calendar_days: bool,
    start: Option<i64>,
    stop: Option<i64>,
    suspended: i64,
    in_suspension: bool,
}

impl<'f, 'a> Judge<'f, 'a> {
    /// Works out the clock as of `now`; `facts` hold the events up to `now`.
    pub fn new(facts: &'f Facts<'a>, reference: &'f Reference, now: i64) -> Self {
        let applied_day = facts.applied_at().map(day_of);
        let item = match (facts.basic_text("item_impl_code"), applied_day) {
            (Some(code), Some(day)) => reference.item(code, day),
            _ => None,
        };
        let unit = facts.unit.or(item.and_then(|item| item.unit.as_deref()));
        let mut judge = Self {
            facts,
            item,
            reference,
            now,
            today: day_of(now),
            is_calendar_days: unit == Some("cd"),
            start: None,
            stop: facts.stop.filter(|stop| *stop <= now),
            suspended: 0,
            in_suspension: false,
        };
        judge.start = if judge.is_deemed_accepted() { facts.received_at } else { facts.accepted_at };
        judge.work_out_suspensions();
        judge
    }

    fn is_deemed_accepted(&self) -> bool {
        let Some(received_at) = self.facts.received_at else { return false };
        let deadline = midnight(due(day_of(received_at), 5) + 1);
        self.now >= deadline && self.facts.first_answer.is_none_or(|answer| answer > deadline)
    }

    fn count(&self, from: Day, to: Day) -> i64 {
        if self.is_calendar_days { (to - from).max(0) } else { count_wd(from, to) }
    }

    fn suspends(&self, special: &Special<'_>) -> bool {
        let Some(kind) = special.kind else { return false };
        match self.item.and_then(|item| item.specials.as_ref()) {
            Some(list) => list.iter().any(|allowed| allowed.kind == kind && allowed.suspends),
            None => EIGHT_KINDS.contains(&kind),
        }
    }

    fn work_out_suspensions(&mut self) {
        let Some(clock_start) = self.start else { return };
        let clock_end = self.stop.unwrap_or(self.now);
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for special in &self.facts.specials {
            let (Some(start), true) = (special.start, self.suspends(special)) else { continue };
            let end = special.end.unwrap_or(self.now);
            if self.stop.is_none() && start <= self.now && special.end.is_none_or(|end| self.now < end) {
                self.in_suspension = true;
            }
            let span = (start.max(clock_start), end.min(clock_end));
            if span.0 < span.1 {
                spans.push(span);
            }
        }
        spans.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (start, end) in spans {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        merged.extend(&self.facts.gaps);
        self.suspended = merged.iter().map(|(start, end)| self.count(day_of(*start), day_of(*end))).sum();
    }

    /// Days promised.
    pub fn promised_days(&self) -> Option<i64> {
        self.facts.promised_days.or(self.item.and_then(|item| item.promised_days))
    }

    fn statutory_days(&self) -> Option<i64> {
        self.facts.statutory_days.or(self.item.and_then(|item| item.statutory_days))
    }

    /// Days used, frozen at the stop.
    pub fn elapsed(&self) -> Option<i64> {
        let until = self.stop.map_or(self.now, |stop| stop.min(self.now));
        Some(self.count(day_of(self.start?), day_of(until)) - self.suspended)
    }

    fn due_day(&self, days: Option<i64>) -> Option<Day> {
        let allowed = days? + self.facts.extension_days + self.suspended;
        let start = day_of(self.start?);
        Some(if self.is_calendar_days { next_working(start + allowed) } else { due(start, allowed) })
    }

    /// `remaining_wd`: days left to the promised due day, negative after it, frozen at the stop.
    pub fn remaining(&self) -> Option<i64> {
        if self.is_calendar_days {
            let until = self.stop.map_or(self.now, |stop| stop.min(self.now));
            return Some(self.due_day(self.promised_days())? - day_of(until));
        }
        Some(self.promised_days()? + self.facts.extension_days - self.elapsed()?)
    }

    /// The remaining days if the clock has started and not stopped.
    pub fn remaining_while_running(&self) -> Option<i64> {
        if self.start.is_some() && self.stop.is_none() { self.remaining() } else { None }
    }

    /// When the clock stopped.
    pub fn stopped_at(&self) -> Option<i64> {
        self.stop
    }

    /// From when the promise was passed.
    pub fn promise_over(&self) -> Option<i64> {
        self.due_day(self.promised_days()).map(|day| midnight(day + 1))
    }

    /// The item's version in force.
    pub fn item(&self) -> Option<&'f Item> {
        self.item
    }

    fn passed_day(&self, day: Option<Day>) -> bool {
        day.is_some_and(|day| self.now >= midnight(day + 1))
    }

    fn wd_since(&self, instant: Option<i64>) -> i64 {
        instant.map_or(0, |instant| count_wd(day_of(instant), self.today))
    }

    fn is_auto(&self) -> bool {
        let by_system = match self.facts.decider {
            Some((_, is_system)) => is_system,
            None => self.facts.finisher_is_system == Some(true),
        };
        self.item.is_some_and(|item| item.auto_approval) && by_system
    }

    /// The rules of the limit ladder that hold, lowest first.
    pub fn ladder(&self) -> Vec<&'static str> {
        let mut rungs = Vec::new();
        if self.stop.is_some() || self.start.is_none() {
            return rungs;
        }
        let remaining = self.remaining();
        let is_immediate = self.facts.basic_int("case_type") == Some(1);
        if !self.in_suspension && !is_immediate && remaining.is_some_and(|days| (0..=1).contains(&days)) {
            rungs.push("T01");
        }
        if let (Some(promised), Some(elapsed), true) = (self.promised_days(), self.elapsed(), self.facts.is_open())
            && promised >= 3
            && elapsed * 100 >= (promised + self.facts.extension_days) * 90
        {
            rungs.push("T02");
        }
        if self.passed_day(self.due_day(self.promised_days())) {
            rungs.push("T03");
        }
        if self.passed_day(self.due_day(self.statutory_days())) {
            rungs.push("T04");
        }
        rungs
    }

    /// Every other rule that holds.
    pub fn held(&self) -> Vec<Held> {
        let mut held = Vec::new();
        for (rule, holds) in self.case_rules() {
            if holds {
                held.push(Held { rule, key: String::new() });
            }
        }
        for (rule, holds) in self.more_case_rules() {
            if holds {
                held.push(Held { rule, key: String::new() });
            }
        }
        self.link_rules(&mut held);
        self.special_rules(&mut held);
        self.other_rules(&mut held);
        self.more_rules(&mut held);
        held
    }

    /// Whether time alone can still change what holds. Says yes when in doubt.
    pub fn can_change_with_time(&self) -> bool {
        let facts = self.facts;
        if facts.is_open() || self.stop.is_none() {
            return true;
        }
        let held = self.held();
        let holds = |rule: &str, key: &str| held.iter().any(|held| held.rule == rule && held.key == key);
        let link_waits = facts.links.iter().any(|link| link.end.is_none() && !holds("T05", &link.seq.to_string()));
        let special_waits = facts.specials.iter().any(|special| {
            special.start.is_some()
                && ((special.end.is_none() && !holds("T09", special.no))
                    || (special.notice_at.is_none_or(|notice| notice > self.now) && !holds("F07", special.no)))
        });
        let rating_waits = facts.ratings.iter().any(|rating| {
            rating.satisfaction.is_some_and(|satisfaction| satisfaction >= 4) && !rating.is_closed && !holds("E02", rating.no)
        });
        let delivery_waits = facts.decision == Some("granted") && facts.delivered_at.is_none() && !holds("T11", "");
        let licence_waits = facts.decision == Some("granted") && facts.licence_no.is_none() && !holds("M06", "");
        link_waits
            || special_waits
            || rating_waits
            || (delivery_waits && self.wd_since(facts.decision_at) <= 11)
            || (licence_waits && self.wd_since(facts.decision_at) <= 2)
            || self.licence_may_be_late()
    }
}

/// Instants at which something changes between events other than at a local midnight: a tolerance that runs out, a day without
/// basics, the end of a day on which an event of day precision stopped the clock.
pub fn special_instants(facts: &Facts<'_>) -> Vec<i64> {
    let mut instants: Vec<i64> = facts.tolerated.values().flatten().map(|due_at| due_at + 1).collect();
    instants.extend(facts.first_event.map(|first| first + DAY));
    instants.extend(facts.stop);
    instants
}
