//! Ways over all rows: columns by our tree, columns by hand, closures.
//!
//! The batches are dealt to as many threads as there are cores, as DataFusion deals its partitions, and every thread runs every way
//! over its own batches. Each measure is taken several times, the ways in turn; the best one of each stretch of batches counts.

use arrow::array::{BooleanArray, RecordBatch};
use mingjing_engine::rules::{Moment, VectorPack};

use super::hand::{self, Predicate};
use super::rows::Table;
use super::{CASES, Setting};
use crate::clock::stopwatch;
use crate::commands::bench::machine;

/// Batches that are generated, measured and thrown away together.
const STRETCH: usize = 24;
/// Times that each measure of columns is taken.
pub const REPEATS: usize = 5;

/// The same of closures, which take long enough that fewer do.
pub const CLOSURE_REPEATS: usize = 2;

/// Hits and seconds of one way, by rule.
#[derive(Clone, Debug, Default)]
pub struct Way {
    pub hits: Vec<u64>,
    /// Of each rule run alone.
    pub seconds: Vec<f64>,
    /// Of all rules in one pass.
    pub together: f64,
}

impl Way {
    fn new() -> Way {
        Way { hits: vec![0; CASES.len()], seconds: vec![0.0; CASES.len()], together: 0.0 }
    }

    /// Threads work side by side: hits add up, and the slowest one's time is the way's.
    fn join(&mut self, other: &Way) {
        self.hits.iter_mut().zip(&other.hits).for_each(|(hits, more)| *hits += more);
        self.seconds.iter_mut().zip(&other.seconds).for_each(|(seconds, other)| *seconds = seconds.max(*other));
        self.together = self.together.max(other.together);
    }
}

/// What was measured over all rows.
pub struct Scanned {
    pub vectorised: Way,
    pub by_hand: Way,
    pub closures: Way,
    /// Rows on which our rules have no answer, by rule.
    pub failed: Vec<u64>,
    pub threads: usize,
}

impl Scanned {
    fn new(threads: usize) -> Scanned {
        Scanned { vectorised: Way::new(), by_hand: Way::new(), closures: Way::new(), failed: vec![0; CASES.len()], threads }
    }
}

/// Runs the three ways over all rows.
pub fn run(setting: &Setting) -> anyhow::Result<Scanned> {
    let threads = machine::cores().min(setting.batches());
    let parts: Vec<anyhow::Result<Scanned>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(setting, thread, threads))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut all = Scanned::new(threads);
    for part in parts {
        let part = part?;
        all.vectorised.join(&part.vectorised);
        all.by_hand.join(&part.by_hand);
        all.closures.join(&part.closures);
        all.failed.iter_mut().zip(&part.failed).for_each(|(failed, more)| *failed += more);
    }
    Ok(all)
}

/// One thread's batches: dealt round, one to each thread in turn.
fn part(setting: &Setting, thread: usize, threads: usize) -> anyhow::Result<Scanned> {
    let mut scanned = Scanned::new(threads);
    let schema = setting.batch(0)?.schema();
    let pack = VectorPack::new(&setting.rules, &schema, &setting.scan());
    let alone: Vec<VectorPack> =
        setting.rules.iter().map(|rule| VectorPack::new(std::slice::from_ref(rule), &schema, &setting.scan())).collect();
    let hands = CASES.iter().map(|case| hand::predicate(case.code, &schema, &setting.moments)).collect::<anyhow::Result<Vec<_>>>()?;
    let own: Vec<usize> = (thread..setting.batches()).step_by(threads).collect();
    for stretch in own.chunks(STRETCH) {
        let batches = stretch.iter().map(|number| setting.batch(*number)).collect::<anyhow::Result<Vec<_>>>()?;
        columns(&pack, &alone, &hands, &batches, &mut scanned)?;
        closures(setting, &batches, &mut scanned);
    }
    Ok(scanned)
}

/// Best time of something that is run several times in turn with something else.
struct Best(f64);

impl Best {
    fn take<T>(&mut self, run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
        let watch = stopwatch();
        let done = run()?;
        self.0 = self.0.min(watch.elapsed().as_secs_f64());
        Ok(done)
    }
}

fn columns(
    pack: &VectorPack,
    alone: &[VectorPack],
    hands: &[Predicate],
    batches: &[RecordBatch],
    scanned: &mut Scanned,
) -> anyhow::Result<()> {
    let by_hand = |hand: &Predicate| -> anyhow::Result<u64> {
        let counts = batches.iter().map(|batch| Ok(count(&hand.evaluate(batch)?)));
        counts.sum()
    };
    // All in one pass: the hits of this one are those that are compared. Batch by batch, so that what else the machine does
    // strikes few of the repeats.
    for batch in batches {
        let (mut ours, mut theirs) = (Best(f64::MAX), Best(f64::MAX));
        for repeat in 0..REPEATS {
            let outcomes = ours.take(|| Ok(pack.evaluate(batch)?))?;
            let found = theirs.take(|| hands.iter().map(|hand| Ok(hand.evaluate(batch)?)).collect::<anyhow::Result<Vec<_>>>())?;
            if repeat == 0 {
                for (rule, (outcome, found)) in outcomes.iter().zip(&found).enumerate() {
                    scanned.vectorised.hits[rule] += count(&outcome.hits);
                    scanned.failed[rule] += outcome.errors.len() as u64;
                    scanned.by_hand.hits[rule] += count(found);
                }
            }
        }
        scanned.vectorised.together += ours.0;
        scanned.by_hand.together += theirs.0;
    }
    for (rule, (pack, hand)) in alone.iter().zip(hands).enumerate() {
        let (mut ours, mut theirs) = (Best(f64::MAX), Best(f64::MAX));
        for _ in 0..REPEATS {
            ours.take(|| {
                let mut hits = 0;
                for batch in batches {
                    hits += pack.evaluate(batch)?.iter().map(|outcome| count(&outcome.hits)).sum::<u64>();
                }
                Ok(std::hint::black_box(hits))
            })?;
            theirs.take(|| by_hand(hand).map(std::hint::black_box))?;
        }
        scanned.vectorised.seconds[rule] += ours.0;
        scanned.by_hand.seconds[rule] += theirs.0;
    }
    Ok(())
}

fn count(hits: &BooleanArray) -> u64 {
    hits.true_count() as u64
}

fn closures(setting: &Setting, batches: &[RecordBatch], scanned: &mut Scanned) {
    for batch in batches {
        let table = Table::new(batch, setting.relation, setting.entries);
        for (rule, compiled) in setting.rules.iter().enumerate() {
            let mut seconds = f64::MAX;
            let mut hits = 0;
            for _ in 0..CLOSURE_REPEATS {
                let watch = stopwatch();
                hits = 0;
                for index in 0..table.rows {
                    let mut moment = Moment::new(setting.moments.now, &setting.zone, &setting.calendar);
                    hits += u64::from(compiled.holds(&table.row(index), &mut moment).unwrap_or(false));
                }
                seconds = seconds.min(watch.elapsed().as_secs_f64());
            }
            scanned.closures.hits[rule] += hits;
            scanned.closures.seconds[rule] += seconds;
            scanned.closures.together += seconds;
        }
    }
}
