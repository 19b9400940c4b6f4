//! `mingjing rules fuzz`: the law that all ways of running agree, tried for as long as one likes.

use std::time::Duration;

use mingjing_engine::rules::{Finding, FuzzCount, fuzz};

use crate::clock::stopwatch;
use crate::output::print_json;
use crate::say;

/// Seconds between two lines on what was tried so far.
const TELL: u64 = 30;

/// Runs it; 2 where two ways differ.
pub fn run(seed: u64, seconds: u64, json: bool) -> anyhow::Result<u8> {
    let watch = stopwatch();
    let mut told = 0;
    let (count, findings) = fuzz(seed, &mut |count: &FuzzCount| {
        let passed = watch.elapsed();
        if passed.as_secs() / TELL > told {
            told = passed.as_secs() / TELL;
            eprintln!("{} s: {}", passed.as_secs(), line(count));
        }
        // One round at least, so that a seed can be looked at by itself.
        count.rounds == 0 || passed < Duration::from_secs(seconds)
    });
    if json {
        let findings: Vec<_> = findings
            .iter()
            .map(|found| {
                serde_json::json!({
                    "seed": found.seed, "way": found.way, "script": found.script, "small": found.small, "row": found.row, "detail": found.detail,
                })
            })
            .collect();
        print_json(&serde_json::json!({
            "seed": seed, "seconds": watch.elapsed().as_secs_f64(), "rounds": count.rounds, "programs": count.programs,
            "refused": count.refused, "vectorised": count.ways[0], "mixed": count.ways[1], "interpreted": count.ways[2],
            "rows": count.rows, "differences": findings,
        }))?;
    } else {
        findings.iter().for_each(tell);
        say!("seed {seed}, {:.0} s: {}, {} differences", watch.elapsed().as_secs_f64(), line(&count), findings.len());
    }
    Ok(if findings.is_empty() { 0 } else { 2 })
}

fn line(count: &FuzzCount) -> String {
    let [vectorised, mixed, interpreted] = count.ways;
    format!(
        "{} rounds, {} programs ({vectorised} vectorised, {mixed} mixed, {interpreted} interpreted; {} not taken), {} rows",
        count.rounds, count.programs, count.refused, count.rows
    )
}

fn tell(found: &Finding) {
    say!("difference, seed {}: {}", found.seed, found.way);
    say!("  {}", found.detail);
    say!("  on {}", found.row);
    say!("{}", found.small.trim_end());
    say!("");
}
