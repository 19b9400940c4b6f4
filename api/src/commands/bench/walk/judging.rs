//! Slices of cases judged on all cores, as a pass over a whole ledger judges them.

use mingjing_engine::facts::store::{Chunk, ChunkBuilder};
use mingjing_engine::supervision::judge::{Bench, CaseFile, Judged};
use mingjing_engine::time::Micros;

use crate::clock::stopwatch;
use crate::commands::bench::machine;

/// What judging came to so far.
#[derive(Default)]
pub struct Walk {
    pub judged: Judged,
    /// Facts of the cases judged.
    pub chunks: Vec<Chunk>,
    /// Events that entered the fold.
    pub events: u64,
    pub rules: usize,
    pub seconds: f64,
}

impl Walk {
    /// Judges a slice.
    pub fn judge(&mut self, bench: &Bench, files: &[CaseFile], now: Micros) -> anyhow::Result<()> {
        self.rules = bench.rules.rules().count();
        self.events += files.iter().map(|file| file.events.len() as u64).sum::<u64>();
        let share = files.len().div_ceil(machine::cores()).max(1);
        let watch = stopwatch();
        let parts: Vec<anyhow::Result<(Judged, Chunk)>> = std::thread::scope(|scope| {
            let handles: Vec<_> = files.chunks(share).map(|part| scope.spawn(move || judge_part(bench, part, now))).collect();
            handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        self.seconds += watch.elapsed().as_secs_f64();
        for part in parts {
            let (judged, chunk) = part?;
            self.judged.merge(judged);
            self.chunks.push(chunk);
        }
        Ok(())
    }
}

fn judge_part(bench: &Bench, files: &[CaseFile], now: Micros) -> anyhow::Result<(Judged, Chunk)> {
    let mut judged = Judged::default();
    let mut builder = ChunkBuilder::new();
    for file in files {
        judged.judge(file, bench, now, Some(&mut builder));
    }
    Ok((judged, builder.finish()?))
}
