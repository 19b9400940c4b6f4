//! What judging with each rule takes, measured where it is asked for: a sample of cases is folded event by event, and at each moment every rule
//! is asked several times about every row that it judges.
//!
//! Each row is asked about once before the stopwatch runs. Values that rules share (the clock of a case) are worked out then, so that a rule
//! is charged for its own condition only and not for being the first to ask.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use super::judge::{Bench, CaseFile};
use crate::case::state::Case;
use crate::case::world::World;
use crate::facts::relations::{CASE, CaseRow, Moment};
use crate::rules::{Moment as Clockwork, Rule};
use crate::schema::Row;
use crate::time::Micros;

/// Times a rule is asked between two looks at the stopwatch: reading it takes as long as a cheap rule.
const TURNS: u64 = 16;

/// What one rule took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCost {
    /// How often it was asked.
    pub evaluations: u64,
    /// The time of all of them, in nanoseconds.
    pub nanos: u64,
}

impl RuleCost {
    /// Mean time of one evaluation in nanoseconds, rounded half up; `None` where it was never asked.
    pub fn each(&self) -> Option<u64> {
        (self.evaluations > 0).then(|| (self.nanos * 2 + self.evaluations) / (self.evaluations * 2))
    }
}

/// What each rule of a centre takes on some of its cases, by code. `stopwatch` gives the time.
pub fn rule_costs(files: &[CaseFile], bench: &Bench, now: Micros, stopwatch: &dyn Fn() -> Instant) -> BTreeMap<String, RuleCost> {
    let mut by_subject: BTreeMap<&'static str, Vec<(&Arc<Rule>, RuleCost)>> = BTreeMap::new();
    for rule in bench.rules.rules() {
        by_subject.entry(rule.subject.name).or_default().push((rule, RuleCost::default()));
    }
    for file in files {
        let mut case = Case::new(file.centre, &file.case_no);
        for events in file.events.chunk_by(|a, b| a.occurred_at == b.occurred_at) {
            let at = events[0].occurred_at;
            if at > now {
                break;
            }
            events.iter().for_each(|event| case.apply(event, &bench.world));
            case.end_moment(&bench.world, at);
            let moment = Moment::new(&case, &bench.world, at);
            let row = CaseRow::new(&moment);
            for (subject, rules) in &mut by_subject {
                if *subject == CASE.name {
                    measure(rules, &row, at, &bench.world, stopwatch);
                } else if let Some(rows) = row.rows(subject) {
                    for index in 0..rows.len() {
                        rows.visit(index, &mut |row| measure(rules, row, at, &bench.world, stopwatch));
                    }
                }
            }
        }
    }
    by_subject.into_values().flatten().map(|(rule, cost)| (rule.code.clone(), cost)).collect()
}

fn measure(rules: &mut [(&Arc<Rule>, RuleCost)], row: &dyn Row, at: Micros, world: &World, stopwatch: &dyn Fn() -> Instant) {
    let ask = |rule: &Rule| rule.holds(row, &mut Clockwork::new(at, &world.zone, world.calendar_at(at)));
    for (rule, _) in rules.iter() {
        let _ = black_box(ask(rule));
    }
    for (rule, cost) in rules {
        let begun = stopwatch();
        for _ in 0..TURNS {
            let _ = black_box(ask(black_box(rule)));
        }
        cost.nanos += u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX / 2);
        cost.evaluations += TURNS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_nothing_is_none_and_halves_are_rounded_up() {
        let of = |evaluations, nanos| RuleCost { evaluations, nanos }.each();
        assert_eq!((of(0, 0), of(2, 5), of(3, 4), of(4, 6)), (None, Some(3), Some(1), Some(2)));
    }
}
