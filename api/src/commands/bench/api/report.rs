//! What `bench api` prints.

use serde_json::{Map, Value, json};

use super::clients::Asked;
use super::{ApiBench, Measured};
use crate::commands::bench::spread::Spread;
use crate::commands::bench::{machine, table};

/// As text.
pub fn text(bench: &ApiBench, measured: &Measured) -> String {
    let Measured { made, cases, ready, memory, mixed, lists } = measured;
    let pause = if bench.pause == 0 { "without a pause".to_owned() } else { format!("{} ms after each answer", bench.pause) };
    let mut text = format!(
        "{}, shared by the server and what measures it\n{cases} cases; the ledger {made}\nserver ready after {ready:.1} s; {}\n\
         {} clients, {pause}\n",
        machine::description(),
        memory.text(),
        bench.clients
    );
    for (name, asked) in [("all kinds of reads", mixed), ("the list of cases alone", lists)] {
        text += &format!("\n{name}: {:.0} requests/s over {:.1} s\n", asked.rate(), asked.seconds);
        let mut heads = vec![String::new()];
        heads.extend(Spread::heads());
        let mut lines = vec![heads];
        let all = [("all", &asked.all)];
        for (kind, spread) in asked.kinds.iter().map(|(kind, spread)| (*kind, spread)).chain(all) {
            let mut cells = vec![kind.to_owned()];
            cells.extend(spread.cells());
            lines.push(cells);
        }
        text += &table::columns(&lines);
        if asked.failed > 0 {
            text += &format!("{} answers had another status than 200\n", asked.failed);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// As one object.
pub fn object(bench: &ApiBench, measured: &Measured) -> Value {
    json!({
        "name": "api",
        "machine": machine::description(),
        "ours": {
            "cases": measured.cases, "clients": bench.clients, "pause_ms": bench.pause, "ready_seconds": measured.ready,
            "memory": measured.memory.object(), "mixed": asked(&measured.mixed), "case_list": asked(&measured.lists),
        },
        "peers": [],
        "ratios": {},
    })
}

fn asked(asked: &Asked) -> Value {
    let kinds: Map<String, Value> = asked.kinds.iter().map(|(kind, spread)| (kind.replace(' ', "_"), spread.object())).collect();
    json!({
        "seconds": asked.seconds, "requests_a_second": asked.rate(), "failed": asked.failed, "body_bytes": asked.bytes,
        "all": asked.all.object(), "kinds": kinds,
    })
}
