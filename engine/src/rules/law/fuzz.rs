//! Trying programs for as long as one likes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::check::{Difference, NOW, agree, has_grounds, random_rule, rule_of, stands, world};
use super::random::Random;
use super::rows::{ThingRow, World, random_row};
use super::shrink::shrink;
use crate::rules::{Rule, Way};
use crate::time::{DAY, HOUR, Micros};

/// What was tried so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuzzCount {
    /// Rounds; the next one's seed is the first seed and this number.
    pub rounds: u64,
    /// Programs.
    pub programs: u64,
    /// Programs that the type check did not take.
    pub refused: u64,
    /// Programs that run over columns, that do so in part, and that the interpreter runs.
    pub ways: [u64; 3],
    /// Rows of all programs.
    pub rows: u64,
}

/// A difference, made small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The seed of its round.
    pub seed: u64,
    /// Which way differs.
    pub way: &'static str,
    /// The program as it was written.
    pub script: String,
    /// A smaller one that shows the same.
    pub small: String,
    /// The row.
    pub row: String,
    /// What was said.
    pub detail: String,
}

/// Programs of a round: they are run together too.
const PROGRAMS: usize = 4;
/// Rows of a round.
const ROWS: usize = 24;
/// Findings after which there is enough to mend.
const ENOUGH: usize = 5;

/// A round: programs, rows, a moment and a zone.
struct Round {
    scripts: Vec<String>,
    rules: Vec<Arc<Rule>>,
    rows: Vec<ThingRow>,
    tame: Vec<ThingRow>,
    at: Micros,
    world: World,
}

/// Tries rounds while `go_on` says so; gives what differed, at most a few.
pub fn fuzz(seed: u64, go_on: &mut dyn FnMut(&FuzzCount) -> bool) -> (FuzzCount, Vec<Finding>) {
    let mut count = FuzzCount::default();
    let mut findings = Vec::new();
    while findings.len() < ENOUGH && go_on(&count) {
        let round_seed = seed.wrapping_add(count.rounds);
        let round = Round::new(round_seed, &mut count);
        if let Err(difference) = round.check() {
            findings.push(round.finding(round_seed, difference));
        }
        count.rounds += 1;
    }
    (count, findings)
}

impl Round {
    fn new(seed: u64, count: &mut FuzzCount) -> Round {
        let mut random = Random::new(seed);
        let at = NOW + random.between(-30, 30) * HOUR;
        let zone = random.pick(&["Asia/Shanghai", "Asia/Shanghai", "America/New_York"]);
        let (scripts, rules): (Vec<String>, Vec<Arc<Rule>>) =
            (0..PROGRAMS).map(|index| random_rule(&mut random, index == 0, &mut count.refused)).unzip();
        let rows = (0..ROWS).map(|_| random_row(&mut random, at, false)).collect();
        let tame = (0..2).map(|_| random_row(&mut random, NOW + 5 * DAY, true)).collect();
        count.programs += PROGRAMS as u64;
        count.rows += (PROGRAMS * ROWS) as u64;
        for rule in &rules {
            let way = match rule.way {
                Way::Vectorised => 0,
                Way::Mixed { .. } => 1,
                Way::Interpreted { .. } => 2,
            };
            count.ways[way] += 1;
        }
        Round { scripts, rules, rows, tame, at, world: world(zone) }
    }

    fn check(&self) -> Result<(), Difference> {
        guarded(|| agree(&self.rules, &self.rows, self.at, &self.world))?;
        for (program, rule) in self.rules.iter().enumerate() {
            let of_program = |difference: Difference| Difference { program, ..difference };
            guarded(|| has_grounds(rule, &self.rows, self.at, &self.world)).map_err(of_program)?;
            if program == 1 {
                guarded(|| stands(rule, &self.tame, &self.world)).map_err(of_program)?;
            }
        }
        Ok(())
    }

    /// The difference with a small program and the one row on which it shows.
    fn finding(&self, seed: u64, difference: Difference) -> Finding {
        let script = self.scripts.get(difference.program).cloned().unwrap_or_default();
        let rows = if difference.way == "standing" { &self.tame } else { &self.rows };
        let row = rows.get(difference.row);
        let found = |script: &str| {
            let (Ok(rule), Some(row)) = (rule_of(script), row) else { return None };
            let row = std::slice::from_ref(row);
            let found = match difference.way {
                "grounds" => guarded(|| has_grounds(&rule, row, self.at, &self.world)),
                "standing" => guarded(|| stands(&rule, row, &self.world)),
                _ => guarded(|| agree(std::slice::from_ref(&rule), row, self.at, &self.world)),
            };
            found.err().filter(|found| found.way == difference.way)
        };
        let differs = |script: &str| found(script).is_some();
        // A difference that shows among several programs or rows only is told as it is.
        let small = if differs(&script) { shrink(&script, &differs) } else { self.scripts.join("\n// another program\n") };
        let detail = found(&small).map_or(difference.detail, |found| found.detail);
        Finding { seed, way: difference.way, script, small, row: format!("{row:?}"), detail }
    }
}

/// A panic is a difference too.
fn guarded(check: impl FnOnce() -> Result<(), Difference>) -> Result<(), Difference> {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Difference { program: 0, row: 0, way: "panic", detail: text.unwrap_or_default() })
    })
}
