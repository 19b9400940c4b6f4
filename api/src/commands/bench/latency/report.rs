//! What `bench latency` prints.

use serde_json::{Value, json};

use super::{LatencyBench, Measured};
use crate::commands::bench::spread::Spread;
use crate::commands::bench::{machine, table};

/// As text.
pub fn text(bench: &LatencyBench, measured: &Measured) -> String {
    let Measured { made, cases, targets, ready, memory, events, took, commit, ledger, stream, .. } = measured;
    let mut text = format!(
        "{}, shared by the server and what measures it\n{cases} cases; the ledger {made}\nserver ready after {ready:.1} s; {}\n\
         {events} events in {took:.1} s, {} a second in requests of {}, of {targets} open cases; the last of each request finishes a case that was \
         never accepted, on which F03 holds\n\n",
        machine::description(),
        memory.text(),
        bench.rate,
        bench.batch,
    );
    let line = |name: &str, spread: &Spread| {
        let mut cells = vec![name.to_owned()];
        cells.extend(spread.cells());
        cells
    };
    let mut heads = vec![String::new()];
    heads.extend(Spread::heads());
    text += &table::columns(&[
        heads,
        line("request due until answered: committed", commit),
        line("answer until its alert is in the ledger", ledger),
        line("answer until its alert is on the live stream", stream),
    ]);
    text += &format!(
        "\nthe ledger was at most {} events ahead of what is published; the follower made {:.0} passes of {:.1} ms each",
        measured.peak_lag,
        measured.passes,
        pass_ms(measured)
    );
    if measured.refused > 0 {
        text += &format!("\n{} requests were not taken whole", measured.refused);
    }
    if measured.missing > 0 {
        text += &format!("\n{} alerts did not come", measured.missing);
    }
    text
}

/// Mean milliseconds of a pass.
fn pass_ms(measured: &Measured) -> f64 {
    1e3 * measured.pass_seconds / measured.passes.max(1.0)
}

/// As one object.
pub fn object(bench: &LatencyBench, measured: &Measured) -> Value {
    json!({
        "name": "latency",
        "machine": machine::description(),
        "ours": {
            "cases": measured.cases, "targets": measured.targets, "rate": bench.rate, "batch": bench.batch, "seconds": measured.took,
            "events": measured.events, "requests_refused": measured.refused, "alerts_missing": measured.missing,
            "ready_seconds": measured.ready, "memory": measured.memory.object(),
            "commit": measured.commit.object(), "ledger": measured.ledger.object(), "stream": measured.stream.object(),
            "peak_lag_events": measured.peak_lag, "passes": measured.passes, "pass_ms": pass_ms(measured),
        },
        "peers": [],
        "ratios": {},
    })
}
