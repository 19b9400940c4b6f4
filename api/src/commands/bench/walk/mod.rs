//! `mingjing bench walk`: two years of a generated district through fold and walk, every shipped rule; what its facts take up, and how
//! soon a copy of them on disk answers.
//!
//! | file | subject |
//! |---|---|
//! | `district` | generated events through the door's check of form, a slice of cases at a time |
//! | `judging` | slices judged on all cores |
//! | `start` | saving the facts, loading them, a first answer |

pub(super) mod district;
mod judging;
mod start;

use clap::Args;
use mingjing_engine::facts::store::{FactStore, Memory, Update};
use mingjing_generator::{DEFAULT_NOW, Options};
use serde_json::json;

use super::machine;
use super::scratch::Scratch;
use crate::clock::stopwatch;
use crate::output::{Progress, print_json};
use crate::say;
use judging::Walk;
use start::Start;

/// Options of `bench walk`.
#[derive(Args)]
pub struct WalkBench {
    /// Cases to generate.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    cases: u64,
    /// Another seed gives other cases.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
}

/// What was measured.
struct Measured {
    /// Seconds of generating events and checking their form, which is not part of the walk.
    prepared: f64,
    walk: Walk,
    /// Seconds of publishing the facts as one snapshot.
    published: f64,
    memory: Memory,
    start: Start,
}

impl WalkBench {
    /// Runs it.
    pub async fn run(self, json: bool) -> anyhow::Result<u8> {
        let measured = tokio::task::spawn_blocking({
            let options = Options { cases: self.cases, seed: self.seed, now: DEFAULT_NOW };
            let runtime = tokio::runtime::Handle::current();
            move || measure(&options, &runtime)
        })
        .await??;
        if json {
            print_json(&object(&self, &measured))?;
        } else {
            say!("{}", text(&self, &measured));
        }
        Ok(0)
    }
}

fn measure(options: &Options, runtime: &tokio::runtime::Handle) -> anyhow::Result<Measured> {
    let mut progress = Progress::new();
    let whole = stopwatch();
    let mut walk = Walk::default();
    let bench = district::each_slice(options, |bench, slice| {
        walk.judge(bench, slice, options.now)?;
        progress.show("walk", "cases judged", walk.judged.cases, options.cases);
        Ok(())
    })?;
    let prepared = whole.elapsed().as_secs_f64() - walk.seconds;
    let watch = stopwatch();
    let store = FactStore::new();
    let mut update = Update::new(1, options.now);
    for chunk in std::mem::take(&mut walk.chunks) {
        update = update.chunk(chunk);
    }
    let snapshot = store.replace(update)?;
    drop(store);
    let published = watch.elapsed().as_secs_f64();
    let memory = snapshot.memory();
    let scratch = Scratch::new("walk")?;
    let start = start::measure(snapshot, &bench, scratch.path(), runtime)?;
    Ok(Measured { prepared, walk, published, memory, start })
}

fn text(bench: &WalkBench, measured: &Measured) -> String {
    let Measured { prepared, walk, published, memory, start } = measured;
    let judged = &walk.judged;
    let a_second = |count: u64| count as f64 / walk.seconds.max(1e-9);
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    let mib = |bytes: f64| bytes / 1024.0 / 1024.0;
    let cases = memory.cases.max(1);
    [
        machine::description(),
        format!("{} cases of a district's two years, seed {}, {} rules", judged.cases, bench.seed, walk.rules),
        format!("walk            {:.1} s on {} threads", walk.seconds, machine::cores()),
        format!("events          {} folded, {:.1} a case", walk.events, walk.events as f64 / judged.cases.max(1) as f64),
        format!("moments         {}, {:.0} a second", judged.moments, a_second(judged.moments)),
        format!("evaluations     {}, {:.0} a second", judged.evaluations, a_second(judged.evaluations)),
        format!("alerts owed     {}", judged.findings.len()),
        format!(
            "memory a case   {:.2} KiB: {:.2} KiB of rows and lists, {:.2} KiB of index",
            kib(memory.per_case()),
            kib(memory.row_bytes) / cases as f64,
            kib(memory.index_bytes) / cases as f64
        ),
        format!("publishing      {published:.1} s"),
        format!("save            {:.1} s, {} files, {:.0} MiB", start.save, start.files, mib(start.bytes as f64)),
        format!(
            "start           {:.2} s: {:.2} s loading, {:.2} s to the first answer",
            start.load + start.answer,
            start.load,
            start.answer
        ),
        format!("not in the walk {prepared:.1} s of generating events and checking their form"),
    ]
    .join("\n")
}

fn object(bench: &WalkBench, measured: &Measured) -> serde_json::Value {
    let Measured { prepared, walk, published, memory, start } = measured;
    let judged = &walk.judged;
    json!({
        "name": "walk",
        "machine": machine::description(),
        "ours": {
            "cases": judged.cases, "seed": bench.seed, "rules": walk.rules, "threads": machine::cores(), "seconds": walk.seconds,
            "events": walk.events, "moments": judged.moments, "evaluations": judged.evaluations,
            "evaluations_a_second": judged.evaluations as f64 / walk.seconds.max(1e-9), "alerts_owed": judged.findings.len(),
            "bytes_a_case": memory.per_case(), "row_bytes": memory.row_bytes, "index_bytes": memory.index_bytes,
            "publish_seconds": published, "prepare_seconds": prepared,
            "save_seconds": start.save, "saved_bytes": start.bytes, "load_seconds": start.load, "first_answer_seconds": start.answer,
            "start_seconds": start.load + start.answer,
        },
        "peers": [],
        "ratios": {},
    })
}
