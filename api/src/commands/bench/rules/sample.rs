//! Ways that go row by row, on one core, over the first rows: our closures, Rhai's interpreter, CEL.

use ::cel::Env;
use mingjing_engine::rules::{Moment, VectorPack};
use mingjing_engine::schema::Row;

use super::cel::{self, CelRule};
use super::rows::Table;
use super::{CASES, Setting};
use crate::clock::stopwatch;

/// Times that each way is measured for each rule, in turn; the best counts.
pub const REPEATS: usize = 3;

/// Hits and best seconds of one way, by rule.
#[derive(Clone, Debug)]
pub struct Way {
    pub hits: Vec<u64>,
    pub seconds: Vec<f64>,
}

impl Way {
    fn new() -> Way {
        Way { hits: vec![0; CASES.len()], seconds: vec![f64::MAX; CASES.len()] }
    }

    fn take(&mut self, rule: usize, run: impl FnOnce() -> u64) {
        let watch = stopwatch();
        self.hits[rule] = run();
        self.seconds[rule] = self.seconds[rule].min(watch.elapsed().as_secs_f64());
    }

    /// Seconds of all rules.
    pub fn total(&self) -> f64 {
        self.seconds.iter().sum()
    }
}

/// What was measured over the first rows.
pub struct Sampled {
    pub rows: usize,
    /// Hits of the columns on the same rows.
    pub vectorised: Vec<u64>,
    pub closures: Way,
    pub rhai: Way,
    pub cel: Way,
}

/// Runs the ways over the first `rows` rows.
pub fn run(setting: &Setting, rows: usize) -> anyhow::Result<Sampled> {
    let mut sampled = Sampled { rows, vectorised: vec![0; CASES.len()], closures: Way::new(), rhai: Way::new(), cel: Way::new() };
    let mut tables = Vec::new();
    let mut left = rows;
    for number in 0..setting.batches() {
        if left == 0 {
            break;
        }
        let batch = setting.batch(number)?;
        let batch = batch.slice(0, left.min(batch.num_rows()));
        left -= batch.num_rows();
        let pack = VectorPack::new(&setting.rules, &batch.schema(), &setting.scan());
        for (hits, outcome) in sampled.vectorised.iter_mut().zip(pack.evaluate(&batch)?) {
            *hits += outcome.hits.true_count() as u64;
        }
        tables.push(Table::new(&batch, setting.relation, setting.entries));
    }
    let mut context = cel::context(Env::stdlib(), &setting.moments)?;
    for (index, (rule, case)) in setting.rules.iter().zip(&CASES).enumerate() {
        let program = CelRule::new(case, setting.relation, setting.entries, &Env::stdlib())?;
        let moment = || Moment::new(setting.moments.now, &setting.zone, &setting.calendar);
        for _ in 0..REPEATS {
            sampled.closures.take(index, || count(&tables, |row| rule.holds(row, &mut moment()).unwrap_or(false)));
            sampled.rhai.take(index, || count(&tables, |row| rule.holds_interpreted(row, &mut moment()).unwrap_or(false)));
            sampled.cel.take(index, || count(&tables, |row| program.holds(row, &mut context)));
        }
    }
    Ok(sampled)
}

fn count(tables: &[Table], mut holds: impl FnMut(&dyn Row) -> bool) -> u64 {
    let mut hits = 0;
    for table in tables {
        for index in 0..table.rows {
            hits += u64::from(holds(&table.row(index)));
        }
    }
    hits
}
