//! The walk of things with a number of their own: consultations, complaints, tickets, reports, orders, deliveries of sources
//! ([`others::SUBJECTS`](crate::facts::others::SUBJECTS)). The same law as for cases: a rule holds over half-open stretches of valid time, and
//! the moments of a thing are those of its events and those at which an answer runs out by time alone.
//!
//! A thing is walked again only when it has a new event, when an answer of it runs out, or when what it is judged by has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::family::findings;
use super::interval::{Finding, Ground, Interval, Responsible, RuleFault};
use super::judge::{Bench, Benches};
use super::walk::key_of;
use crate::facts::others::{Others, Thing};
use crate::rules::{Moment as Clockwork, Rule};
use crate::schema::{Row, Slot};
use crate::sym::Sym;
use crate::time::Micros;

/// The rules of each centre.
pub type RulesByCentre = std::collections::HashMap<Sym, Vec<Arc<Rule>>>;

/// What a walk over one thing gives.
#[derive(Default)]
pub struct ThingWalk {
    /// Where rules hold.
    pub intervals: Vec<Interval>,
    /// Rules that failed on it.
    pub faults: Vec<RuleFault>,
    /// The first instant after `now` at which something may change without a new event.
    pub next_instant: Option<Micros>,
}

/// Walks a thing from its first event to `now` with those of the rules that are about it.
pub fn walk_thing(thing: &Thing<'_>, bench: &Bench, rules: &[Arc<Rule>], now: Micros) -> ThingWalk {
    let mut walked = ThingWalk::default();
    for rule in rules.iter().filter(|rule| rule.subject.name == thing.relation.name) {
        walk_rule(thing, bench, rule, now, &mut walked);
    }
    walked
}

fn walk_rule(thing: &Thing<'_>, bench: &Bench, rule: &Arc<Rule>, now: Micros, walked: &mut ThingWalk) {
    let world = &bench.world;
    let mut open: Option<Interval> = None;
    let mut until = Micros::MAX;
    let mut folded = 0;
    loop {
        let event_at = thing.events.get(folded).map(|event| event.occurred_at);
        let due_at = Some(until).filter(|until| *until < Micros::MAX);
        let Some(at) = [event_at, due_at].into_iter().flatten().min() else { break };
        if at > now {
            walked.next_instant = Some(walked.next_instant.map_or(at, |next| next.min(at)));
            break;
        }
        folded += thing.events[folded..].iter().take_while(|event| event.occurred_at == at).count();
        let row = thing.row_after(folded, &world.zone);
        let mut clockwork = Clockwork::new(at, &world.zone, world.calendar_at(at));
        let holds = rule.holds(&*row, &mut clockwork);
        until = clockwork.valid_until;
        let holds = holds.unwrap_or_else(|fault| {
            let subject_key = key_of(thing.relation, &*row).to_string();
            walked.faults.push(RuleFault { rule: rule.code.clone(), subject_key, at, message: fault.to_string() });
            false
        });
        match (&mut open, holds) {
            (None, true) => open = Some(begun(thing, bench, rule, &*row, at)),
            (Some(interval), true) => {
                let level = rule.level_of(&*row, &clockwork).unwrap_or(rule.level);
                if level > interval.level {
                    (interval.level, interval.level_since) = (level, at);
                    interval.ground = Ground::take(rule, &*row, &clockwork);
                }
            }
            (Some(_), false) => {
                if let Some(mut closed) = open.take() {
                    closed.ended_at = Some(at);
                    walked.intervals.push(closed);
                }
            }
            (None, false) => {}
        }
    }
    walked.intervals.extend(open);
}

fn begun(thing: &Thing<'_>, bench: &Bench, rule: &Arc<Rule>, row: &dyn Row, at: Micros) -> Interval {
    let world = &bench.world;
    let clockwork = Clockwork::new(at, &world.zone, world.calendar_at(at));
    let level = rule.level_of(row, &clockwork).unwrap_or(rule.level);
    let code = |name: &str| match thing.relation.slot(name).map(|slot| row.get(slot)) {
        Some(Slot::Text(text)) => Some(Sym::new(text)),
        _ => None,
    };
    let responsible = Responsible { dept: code("dept_code"), window: code("window_id"), ..Responsible::default() };
    let ground = Ground::take(rule, row, &clockwork);
    let subject_key = key_of(thing.relation, row);
    Interval { rule: rule.clone(), subject_key, since: at, ended_at: None, level, level_since: at, responsible, ground }
}

/// By relation, centre and number.
type Key = (&'static str, Sym, String);

/// What was found of things, kept from one judgement to the next.
#[derive(Default)]
pub struct Things {
    found: BTreeMap<Key, Vec<Finding>>,
    due: BTreeSet<(Micros, Key)>,
    next: BTreeMap<Key, Micros>,
}

impl Things {
    /// Whether an answer runs out by `now`.
    pub fn is_due(&self, now: Micros) -> bool {
        self.due.first().is_some_and(|(at, _)| *at <= now)
    }

    /// Walks what changed and what is due. Gives all that rules find of things as of `now`, and the rules that failed.
    pub fn judge(&mut self, others: &mut Others, benches: &Benches, rules: &RulesByCentre, now: Micros) -> (Vec<Finding>, Vec<RuleFault>) {
        let mut faults = Vec::new();
        others.each_touched(&mut |thing| self.walk(&thing, benches, rules, now, &mut faults));
        while let Some((at, key)) = self.due.first().cloned() {
            if at > now {
                break;
            }
            self.due.remove(&(at, key.clone()));
            self.next.remove(&key);
            others.show(key.0, key.1, &key.2, &mut |thing| self.walk(&thing, benches, rules, now, &mut faults));
        }
        (self.found.values().flatten().cloned().collect(), faults)
    }

    fn walk(&mut self, thing: &Thing<'_>, benches: &Benches, rules: &RulesByCentre, now: Micros, faults: &mut Vec<RuleFault>) {
        let key: Key = (thing.relation.name, thing.centre, thing.number.to_owned());
        if let Some(at) = self.next.remove(&key) {
            self.due.remove(&(at, key.clone()));
        }
        self.found.remove(&key);
        let (Some(bench), Some(rules)) = (benches.get(&thing.centre), rules.get(&thing.centre)) else { return };
        let walked = walk_thing(thing, bench, rules, now);
        faults.extend(walked.faults);
        if let Some(next) = walked.next_instant {
            self.due.insert((next, key.clone()));
            self.next.insert(key.clone(), next);
        }
        let mut found = findings(thing.centre, None, walked.intervals);
        let source = thing.events.first().and_then(|event| bench.world.organization.source(event.source));
        for finding in &mut found {
            finding.treatment = super::treatment::treatment(finding, source, &[]);
        }
        if !found.is_empty() {
            self.found.insert(key, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::event::Event;
    use crate::facts::testing::event;
    use crate::ingest::library;
    use crate::rules::Catalogue;
    use crate::supervision::{reference, shipped};
    use crate::time::{DAY, HOUR, parse_rfc3339};

    /// Friday before the national holiday of 2024; the fourth working day after it begins on 9 October.
    fn asked_at() -> Micros {
        parse_rfc3339("2024-09-27T10:00:00+08:00").expect("valid").0
    }

    fn step(number: &str, step: &str, at: Micros) -> Event {
        event(&format!("{number}/{step}"), "consultation_step", None, at, json!({ "consultation_no": number, "step": step }))
    }

    fn court() -> (Benches, RulesByCentre) {
        let profile = library::profile("district").expect("shipped");
        let world = Arc::new(reference::world(&profile, &[]).expect("a world"));
        let catalogue = Catalogue::load(&shipped::embedded(), &crate::facts::subject);
        let rules = catalogue.rules.iter().filter(|rule| rule.code == "T15").cloned().collect();
        let centre = world.centre;
        (Benches::from([(centre, Bench { world, rules: Arc::default() })]), RulesByCentre::from([(centre, rules)]))
    }

    #[test]
    fn a_thing_is_walked_when_it_has_news_or_falls_due_and_kept_otherwise() {
        let (benches, rules) = court();
        let (mut others, mut things) = (Others::default(), Things::default());
        let mut judge = |others: &mut Others, now: Micros| {
            let (found, faults) = things.judge(others, &benches, &rules, now);
            assert!(faults.is_empty(), "{faults:?}");
            let mut shown: Vec<(String, bool)> =
                found.iter().map(|finding| (finding.subject_key.to_string(), finding.ended_at.is_some())).collect();
            shown.sort();
            (shown, things.is_due(now + 30 * DAY))
        };
        others.apply(&step("Z1", "asked", asked_at()));
        others.apply(&step("Z2", "asked", asked_at()));
        assert_eq!(judge(&mut others, asked_at() + HOUR), (vec![], true), "nothing yet, and something to come");
        others.apply(&step("Z2", "answered", asked_at() + 2 * HOUR));
        assert_eq!(judge(&mut others, asked_at() + 20 * DAY), (vec![("Z1".to_owned(), false)], false), "by time alone");
        assert_eq!(judge(&mut others, asked_at() + 21 * DAY), (vec![("Z1".to_owned(), false)], false), "kept");
        others.apply(&step("Z1", "answered", asked_at() + 22 * DAY));
        assert_eq!(judge(&mut others, asked_at() + 23 * DAY), (vec![("Z1".to_owned(), true)], false), "ended by its answer");
        let mut void = step("Z1", "asked", asked_at());
        (void.is_void, void.revision) = (true, 1);
        others.apply(&void);
        assert_eq!(judge(&mut others, asked_at() + 24 * DAY), (vec![], false), "a question that was taken back");
    }
}
