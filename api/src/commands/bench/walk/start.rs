//! Starting from the copy of the facts on disk.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use mingjing_engine::calendar::Calendar;
use mingjing_engine::facts::query::{Clocks, Limits, Session};
use mingjing_engine::facts::store::{Snapshot, disk};
use mingjing_engine::supervision::judge::Bench;
use mingjing_engine::time::Zone;

use crate::clock::stopwatch;

/// The first question: a look at every case.
const QUESTION: &str = "SELECT state, count(*) AS cases, sum(elapsed_wd) AS days FROM \"case\" GROUP BY state ORDER BY state";

/// Seconds and sizes.
pub struct Start {
    pub save: f64,
    pub files: usize,
    pub bytes: u64,
    pub load: f64,
    /// From what was loaded to the rows of the first answer.
    pub answer: f64,
}

/// Saves a snapshot, lets go of it, loads it and asks a question.
pub fn measure(snapshot: Arc<Snapshot>, bench: &Bench, folder: &Path, runtime: &tokio::runtime::Handle) -> anyhow::Result<Start> {
    let cases = snapshot.cases();
    let watch = stopwatch();
    let saved = disk::save(&snapshot, folder, &())?;
    let save = watch.elapsed().as_secs_f64();
    drop(snapshot);
    let watch = stopwatch();
    let (snapshot, ()) = disk::load(folder, |()| true).context("the copy that was just saved cannot be loaded")?;
    let load = watch.elapsed().as_secs_f64();
    ensure!(snapshot.cases() == cases, "{cases} cases were saved, {} loaded", snapshot.cases());
    let watch = stopwatch();
    let world = &bench.world;
    let calendar = Calendar::clone(world.calendar_at(snapshot.now));
    let clocks = Clocks::new([(world.centre, Zone::clone(&world.zone), calendar)]);
    let session = Session::new(Arc::new(snapshot), clocks, Limits::default(), None)?;
    let answer = runtime.block_on(session.run(QUESTION))?;
    ensure!(answer.batches.iter().any(|batch| batch.num_rows() > 0), "the first answer has no rows");
    Ok(Start { save, files: saved.files, bytes: saved.bytes, load, answer: watch.elapsed().as_secs_f64() })
}
