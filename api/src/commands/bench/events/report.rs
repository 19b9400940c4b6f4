//! What `bench events` prints.

use serde_json::{Value, json};

use super::Measured;
use super::ours::Run;
use super::pack::PACK;
use super::peer::{HOW_TO_BUILD, Way};
use crate::commands::bench::{machine, table};

/// As text.
pub fn text(measured: &Measured) -> String {
    let Measured { cases, events, bare, proved, from_json, peer, .. } = measured;
    let mut text = format!(
        "{}, one of them used\n{cases} cases, {events} events in the order in which they happened, {} rules, {} hits newly raised\n\n",
        machine::description(),
        PACK.len(),
        bare.raised
    );
    let heads = ["", "seconds", "events/s"].map(str::to_owned).to_vec();
    let line = |name: &str, seconds: f64| vec![name.to_owned(), format!("{seconds:.3}"), format!("{:.0}", a_second(*events, seconds))];
    let mut lines = vec![
        heads,
        line("ours: apply, judge", bare.seconds),
        line("ours: apply, judge, proofs", proved.seconds),
        line("ours: from JSON, apply, judge, proofs", from_json.seconds),
    ];
    for way in peer.iter().flat_map(|told| &told.ways) {
        lines.push(line(&format!("zen-engine: {}", way.way), way.seconds));
    }
    text += &table::columns(&lines);
    text += &format!(
        "\nproofs cost {:.1} % of throughput, {:.0} bytes each\n",
        100.0 * proof_share(measured),
        proved.proof_bytes as f64 / proved.raised.max(1) as f64
    );
    match (peer, ratios(measured)) {
        (Some(told), Some((engine, expressions))) => {
            text += &format!(
                "ours with proofs / zen-engine {} in speed: {engine:.2}{}\n",
                told.version,
                expressions
                    .map_or_else(String::new, |ratio| format!("; / its expressions alone, which have no decision around them: {ratio:.2}")),
            );
        }
        _ => {
            text += &format!("without a peer; it is built by `{HOW_TO_BUILD}` and named by --peer benches/peers/target/release/zen-peer\n")
        }
    }
    let mut lines = vec![["rule", "", "rows hit"].map(str::to_owned).to_vec()];
    for (place, pair) in PACK.iter().enumerate() {
        lines.push(vec![pair.code.to_owned(), format!("{:<42}", pair.title), bare.hits[place].to_string()]);
    }
    text += &format!("\n{}", table::columns(&lines));
    match measured.hits_equal() {
        Some(true) => text += "hits are equal in all ways",
        Some(false) => text += &different(measured),
        None => text.truncate(text.trim_end().len()),
    }
    text
}

/// Which rules differ.
fn different(measured: &Measured) -> String {
    let mut text = "different hits:".to_owned();
    for way in measured.peer.iter().flat_map(|told| &told.ways) {
        for (place, pair) in PACK.iter().enumerate().filter(|(place, _)| way.hits[*place] != measured.bare.hits[*place]) {
            text += &format!("\n{}: {} ours, {} by {}", pair.code, measured.bare.hits[place], way.hits[place], way.way);
        }
    }
    text
}

/// As one object.
pub fn object(measured: &Measured, seed: u64) -> Value {
    let Measured { cases, events, rules, bare, proved, from_json, peer } = measured;
    let run = |run: &Run| json!({ "seconds": run.seconds, "events_a_second": a_second(*events, run.seconds) });
    let rules: Vec<Value> = rules
        .iter()
        .zip(&PACK)
        .zip(bare.hits)
        .map(|((rule, pair), hits)| json!({ "code": pair.code, "title": pair.title, "way": rule.way.code(), "hits": hits }))
        .collect();
    let peers: Vec<Value> = peer
        .iter()
        .flat_map(|told| told.ways.iter().map(move |way| (told, way)))
        .map(|(told, way)| {
            json!({
                "name": "zen-engine", "version": told.version, "way": way.way, "of": way.of, "rows": told.rows, "seconds": way.seconds,
                "events_a_second": a_second(*events, way.seconds), "hits": way.hits,
            })
        })
        .collect();
    let mut ratios = json!({ "proofs_share_of_throughput": proof_share(measured) });
    if let Some((engine, expressions)) = self::ratios(measured) {
        ratios["speed_zen_engine"] = engine.into();
        ratios["speed_zen_expressions"] = expressions.into();
    }
    json!({
        "name": "events",
        "machine": machine::description(),
        "ours": {
            "cases": cases, "seed": seed, "events": events, "rules": rules, "raised": bare.raised, "no_answer": bare.failed,
            "without_proofs": run(bare), "with_proofs": run(proved), "from_json_with_proofs": run(from_json),
            "events_a_second": a_second(*events, proved.seconds), "proof_bytes": proved.proof_bytes, "hits_equal": measured.hits_equal(),
        },
        "peers": peers,
        "ratios": ratios,
    })
}

fn a_second(events: usize, seconds: f64) -> f64 {
    events as f64 / seconds.max(1e-9)
}

/// By how much of one proofs lower the events judged in a second.
fn proof_share(measured: &Measured) -> f64 {
    1.0 - measured.bare.seconds / measured.proved.seconds.max(1e-9)
}

/// Our speed with proofs over that of the engine, and over that of its expressions alone.
fn ratios(measured: &Measured) -> Option<(f64, Option<f64>)> {
    let told = measured.peer.as_ref()?;
    let over = |way: &Way| way.seconds / measured.proved.seconds.max(1e-9);
    let expressions = told.ways.iter().find(|way| way.of == "expressions");
    Some((over(told.best()?), expressions.map(over)))
}
