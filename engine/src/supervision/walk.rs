//! The walk: the moments of a case in order, every rule judged on every row at every moment at which its answer may change
//! (architecture, decision 6). Importing history, back-testing and live running are this same walk.

use std::sync::Arc;

use super::interval::{Ground, Interval, Responsible, RuleFault};
use crate::case::event::Event;
use crate::case::state::Case;
use crate::case::world::World;
use crate::facts::relations::{CASE, CaseRow, Moment};
use crate::rules::{Level, Moment as Clockwork, Rule};
use crate::schema::{Relation, Row, Slot};
use crate::sym::Sym;
use crate::time::Micros;

/// The rules of a centre, sorted by the subject they judge.
#[derive(Clone, Default)]
pub struct Ruleset {
    by_subject: Vec<(&'static Relation, Vec<Arc<Rule>>)>,
}

impl Ruleset {
    /// Of the given rules those whose subject is walked from a case.
    pub fn new(rules: impl IntoIterator<Item = Arc<Rule>>) -> Ruleset {
        let mut set = Ruleset::default();
        for rule in rules {
            let Some(subject) = crate::facts::relations::walked(rule.subject.name) else { continue };
            match set.by_subject.iter_mut().find(|(known, _)| known.name == subject.name) {
                Some((_, rules)) => rules.push(rule),
                None => set.by_subject.push((subject, vec![rule])),
            }
        }
        set
    }

    /// All its rules.
    pub fn rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.by_subject.iter().flat_map(|(_, rules)| rules)
    }
}

/// What a walk over one case gives.
#[derive(Default)]
pub struct Walked {
    /// Where rules hold.
    pub intervals: Vec<Interval>,
    /// Rules that failed on a row.
    pub faults: Vec<RuleFault>,
    /// The first instant after `now` at which something may change without a new event.
    pub next_instant: Option<Micros>,
    /// Moments visited.
    pub moments: u64,
    /// Judgements made.
    pub evaluations: u64,
    /// The case as of `now`; `None` before its first event.
    pub case: Option<Case>,
}

/// One rule on one row: whether it holds, and until when that answer stands by itself.
struct Track {
    rule: Arc<Rule>,
    key: Arc<str>,
    until: Micros,
    open: Option<Interval>,
}

struct Walk<'a> {
    world: &'a World,
    rules: &'a Ruleset,
    tracks: Vec<Track>,
    walked: Walked,
}

/// Walks a case from its first event to `now`. `events` are its counted events in fold order (see `case::fold::counted`).
pub fn walk(centre: Sym, case_no: &str, events: &[Event], world: &World, rules: &Ruleset, now: Micros) -> Walked {
    let mut walk = Walk { world, rules, tracks: Vec::new(), walked: Walked::default() };
    let mut case = Case::new(centre, case_no);
    let mut at = Micros::MIN;
    let mut folded = 0;
    loop {
        let event_at = events.get(folded).map(|event| event.occurred_at);
        let internal_at = if folded == 0 { None } else { case.next_internal(world, at) };
        let due_at = walk.tracks.iter().map(|track| track.until).min().filter(|until| *until < Micros::MAX);
        let Some(next) = [event_at, internal_at, due_at].into_iter().flatten().min() else { break };
        if next > now {
            walk.walked.next_instant = Some(next);
            break;
        }
        at = next;
        while let Some(event) = events.get(folded).filter(|event| event.occurred_at == at) {
            case.apply(event, world);
            folded += 1;
        }
        if event_at == Some(at) {
            case.end_moment(world, at);
        }
        let everything = event_at == Some(at) || internal_at == Some(at);
        walk.judge(&case, at, everything);
        walk.walked.moments += 1;
    }
    let mut walked = walk.walked;
    walked.intervals.extend(walk.tracks.into_iter().filter_map(|track| track.open));
    walked.case = (folded > 0).then_some(case);
    walked
}

impl Walk<'_> {
    /// Judges the rows of a moment: all of them after events, else only those whose answer runs out here.
    fn judge(&mut self, case: &Case, at: Micros, everything: bool) {
        let moment = Moment::new(case, self.world, at);
        let row = CaseRow::new(&moment);
        let rules = self.rules;
        for (subject, rules) in &rules.by_subject {
            if subject.name == CASE.name {
                self.judge_row(&moment, subject, rules, &row, everything);
                continue;
            }
            let Some(rows) = row.rows(subject.name) else { continue };
            for index in 0..rows.len() {
                rows.visit(index, &mut |row| self.judge_row(&moment, subject, rules, row, everything));
            }
        }
    }

    fn judge_row(&mut self, moment: &Moment<'_>, subject: &Relation, rules: &[Arc<Rule>], row: &dyn Row, everything: bool) {
        let mut key: Option<Arc<str>> = None;
        for rule in rules {
            let found = self.tracks.iter().position(|track| Arc::ptr_eq(&track.rule, rule) && key_matches(subject, row, &track.key));
            let due = found.is_none_or(|index| self.tracks[index].until <= moment.at());
            if !everything && !due {
                continue;
            }
            let mut clockwork = Clockwork::new(moment.at(), &self.world.zone, self.world.calendar_at(moment.at()));
            let holds = rule.holds(row, &mut clockwork);
            self.walked.evaluations += 1;
            let until = clockwork.valid_until;
            let holds = match holds {
                Ok(holds) => holds,
                Err(fault) => {
                    self.walked.faults.push(RuleFault {
                        rule: rule.code.clone(),
                        subject_key: key_of(subject, row).to_string(),
                        at: moment.at(),
                        message: fault.to_string(),
                    });
                    false
                }
            };
            let index = match found {
                Some(index) => index,
                None if holds || until < Micros::MAX => {
                    let key = key.get_or_insert_with(|| key_of(subject, row)).clone();
                    self.tracks.push(Track { rule: rule.clone(), key, until, open: None });
                    self.tracks.len() - 1
                }
                None => continue,
            };
            self.settle(index, holds, until, moment, row);
        }
    }

    /// Opens, keeps or closes the interval of a track.
    fn settle(&mut self, index: usize, holds: bool, until: Micros, moment: &Moment<'_>, row: &dyn Row) {
        let track = &mut self.tracks[index];
        track.until = until;
        let at = moment.at();
        match (&mut track.open, holds) {
            (None, true) => {
                let ground = ground(&track.rule, row, moment, self.world);
                let level = ground.as_ref().map_or_else(|| level_of(&track.rule, row, moment, self.world), |ground| ground.grounds.level);
                track.open = Some(Interval {
                    rule: track.rule.clone(),
                    subject_key: track.key.clone(),
                    since: at,
                    ended_at: None,
                    level,
                    level_since: at,
                    responsible: responsible(&track.rule, row, moment),
                    ground,
                });
            }
            (Some(open), true) => {
                let level = level_of(&track.rule, row, moment, self.world);
                if level > open.level {
                    open.level = level;
                    open.level_since = at;
                    open.ground = ground(&track.rule, row, moment, self.world);
                }
            }
            (Some(_), false) => {
                if let Some(mut closed) = track.open.take() {
                    closed.ended_at = Some(at);
                    self.walked.intervals.push(closed);
                }
            }
            (None, false) => {}
        }
    }
}

fn ground(rule: &Rule, row: &dyn Row, moment: &Moment<'_>, world: &World) -> Option<Arc<Ground>> {
    Ground::take(rule, row, &Clockwork::new(moment.at(), &world.zone, world.calendar_at(moment.at())))
}

fn level_of(rule: &Rule, row: &dyn Row, moment: &Moment<'_>, world: &World) -> Level {
    // A level that cannot be computed leaves the rule's own.
    rule.level_of(row, &Clockwork::new(moment.at(), &world.zone, world.calendar_at(moment.at()))).unwrap_or(rule.level)
}

/// Who answers: for a link its user, else the holder of the case; nobody in person while a wait covers the moment.
fn responsible(rule: &Rule, row: &dyn Row, moment: &Moment<'_>) -> Responsible {
    let case = moment.case();
    let at = moment.at();
    let text = |name: &str| match rule.subject.slot(name).map(|slot| row.get(slot)) {
        Some(Slot::Text(text)) => Some(Sym::new(text)),
        _ => None,
    };
    let waits = case.waitings.iter().any(|waiting| waiting.from_at <= at && waiting.to_at.is_none_or(|to_at| at < to_at));
    let (person, link) = if rule.subject.name == "link" {
        let seq = match rule.subject.slot("link_seq").map(|slot| row.get(slot)) {
            Some(Slot::Int(seq)) => Some(seq),
            _ => None,
        };
        (text("link_user"), seq)
    } else {
        (case.handler_id(), case.newest_open_link().map(|link| link.seq))
    };
    Responsible { dept: case.dept_code(), window: case.window_id(), person: person.filter(|_| !waits), link, moved_by_waiting: waits }
}

/// The key of a row: the values of its key columns joined by `/`.
pub fn key_of(relation: &Relation, row: &dyn Row) -> Arc<str> {
    let mut key = String::new();
    for (index, column) in relation.key.iter().enumerate() {
        if index > 0 {
            key.push('/');
        }
        key.push_str(&part(relation, row, column));
    }
    key.into()
}

fn part<'r>(relation: &Relation, row: &'r dyn Row, column: &str) -> std::borrow::Cow<'r, str> {
    match relation.slot(column).map_or(Slot::Null, |slot| row.get(slot)) {
        Slot::Text(text) => text.into(),
        Slot::Int(value) => value.to_string().into(),
        Slot::Key(key) => key.to_string().into(),
        Slot::Date(day) => day.to_string().into(),
        Slot::Ts(at) => crate::time::format_utc(at).into(),
        Slot::Bool(value) => value.to_string().into(),
        Slot::Null | Slot::Rows(_) => "".into(),
    }
}

/// Whether a row has this key, without making it.
fn key_matches(relation: &Relation, row: &dyn Row, key: &str) -> bool {
    let mut rest = key;
    for (index, column) in relation.key.iter().enumerate() {
        if index > 0 {
            match rest.strip_prefix('/') {
                Some(after) => rest = after,
                None => return false,
            }
        }
        let part = part(relation, row, column);
        match rest.strip_prefix(&*part) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}
