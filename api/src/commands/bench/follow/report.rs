//! What `bench follow` prints.

use serde_json::{Value, json};

use super::{Measured, Start};
use crate::commands::bench::memory::mib;
use crate::commands::bench::{machine, table};

/// As text.
pub fn text(measured: &Measured) -> String {
    let Measured { made, events, first, second, stages, .. } = measured;
    let mut text = format!("{}\n{} cases, {events} events; the ledger {made}\n\n", machine::description(), first.cases);
    let line = |name: &str, start: &Start| {
        vec![
            name.to_owned(),
            format!("{:.2} s", start.open),
            format!("{:.2} s", start.seconds),
            format!("{:.2} s", start.save),
            start.judged.to_string(),
            start.steps.to_string(),
            format!("{:.0} MiB", mib(start.resident)),
            format!("{:.0} MiB", mib(start.peak)),
        ]
    };
    let heads = ["start", "opening", "to facts and alerts", "saving a copy", "cases judged", "alert steps", "resident", "peak"];
    text += &table::columns(&[heads.map(str::to_owned).to_vec(), line("from the ledger", first), line("from the copy", second)]);
    text += &format!(
        "\n{:.0} events/s and {:.0} cases/s from the ledger; {} moments, {} judgements\n",
        *events as f64 / first.seconds,
        first.cases as f64 / first.seconds,
        first.moments,
        first.evaluations
    );
    text += &format!(
        "memory a case: {:.2} KiB of facts ({:.2} rows and lists, {:.2} index, {:.2} other relations); {:.2} KiB of the process\n",
        kib_a_case(first, facts(first)),
        kib_a_case(first, first.row_bytes),
        kib_a_case(first, first.index_bytes),
        kib_a_case(first, first.table_bytes),
        kib_a_case(first, first.resident),
    );
    if let Some(stages) = stages {
        let share = |of: f64| stages.judge * of / (stages.parse + stages.walk + stages.facts).max(1e-9);
        let rest = rest(measured);
        let stage = |name: &str, seconds: f64| {
            vec![name.to_owned(), format!("{seconds:.2} s"), format!("{:.0} %", 100.0 * seconds / first.seconds)]
        };
        text += "\nwhere the time goes, each stage by itself in a second pass (of the seconds of the first start):\n";
        text += &table::columns(&[
            stage("reading rows by case", stages.read),
            stage("parsing", share(stages.parse)),
            stage("folding and walking", share(stages.walk)),
            stage("facts of cases", share(stages.facts)),
            stage(&format!("writing {} alert steps", stages.steps), stages.write),
            stage("the rest: reading by position, groups, matching, publishing", rest),
        ]);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Seconds of the first start that no stage accounts for.
fn rest(measured: &Measured) -> f64 {
    measured.stages.map_or(0.0, |stages| measured.first.seconds - stages.read - stages.judge - stages.write)
}

fn facts(start: &Start) -> u64 {
    start.row_bytes + start.index_bytes + start.table_bytes
}

fn kib_a_case(start: &Start, bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / start.cases.max(1) as f64
}

/// As one object.
pub fn object(measured: &Measured, seed: u64) -> Value {
    let Measured { made_seconds, events, first, second, stages, .. } = measured;
    let start = |start: &Start| {
        json!({
            "open_seconds": start.open, "seconds": start.seconds, "save_seconds": start.save, "cases_judged": start.judged,
            "moments": start.moments, "evaluations": start.evaluations, "alert_steps": start.steps, "alerts": start.alerts,
            "resident_bytes": start.resident, "resident_bytes_before": start.resident_before, "peak_bytes": start.peak,
        })
    };
    let stages = stages.map(|stages| {
        json!({
            "read_seconds": stages.read, "judge_seconds": stages.judge, "parse_core_seconds": stages.parse,
            "walk_core_seconds": stages.walk, "facts_core_seconds": stages.facts, "write_seconds": stages.write,
            "alert_steps": stages.steps, "rest_seconds": rest(measured),
        })
    });
    json!({
        "name": "follow",
        "machine": machine::description(),
        "ours": {
            "cases": first.cases, "seed": seed, "events": events, "make_seconds": made_seconds,
            "seconds": first.seconds, "events_a_second": *events as f64 / first.seconds, "cases_a_second": first.cases as f64 / first.seconds,
            "bytes_a_case": facts(first) / first.cases.max(1), "row_bytes": first.row_bytes, "index_bytes": first.index_bytes,
            "table_bytes": first.table_bytes, "first_start": start(first), "second_start": start(second), "stages": stages,
        },
        "peers": [],
        "ratios": { "second_start_first": second.seconds / first.seconds },
    })
}
