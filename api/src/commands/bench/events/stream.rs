//! The events of a generated district in the order in which they happened, all cases mixed.

use std::cell::RefCell;
use std::collections::HashMap;

use anyhow::Context;
use mingjing_engine::case::event::Event;
use mingjing_engine::case::fold::counted;
use mingjing_engine::case::state::Case;
use mingjing_engine::ingest::library;
use mingjing_engine::supervision::judge::Bench;
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{DAY, MINUTE, Micros, format_utc, parse_rfc3339};
use mingjing_generator::{DEFAULT_NOW, Options};
use serde_json::{Value, json};

use crate::commands::bench::walk::district::{Failed, bench_of, formed};
use crate::output::Progress;

/// An event of the stream.
pub struct Item {
    pub event: Event,
    /// The same as the ledger keeps it.
    pub body: String,
    /// Whether the next one is of another case or instant: then the moment of the case is complete.
    pub is_last: bool,
}

/// The stream of a run.
pub struct EventStream {
    /// World of the centre.
    pub bench: Bench,
    centre: Sym,
    /// Numbers of the cases.
    pub cases: Vec<Box<str>>,
    /// The events in order.
    pub items: Vec<Item>,
}

impl EventStream {
    /// Generates it.
    pub fn make(cases: u64, seed: u64) -> anyhow::Result<EventStream> {
        let profile = library::profile("district")?;
        let mut progress = Progress::new();
        let bench = RefCell::new(None);
        let mut numbers: Vec<Box<str>> = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        mingjing_generator::each_case(
            &Options { cases, seed, now: DEFAULT_NOW },
            |reference| {
                *bench.borrow_mut() = Some(bench_of(&profile, &reference).map_err(Failed)?);
                Ok(())
            },
            |case_no, lines| {
                let mut bodies = HashMap::new();
                let mut events = Vec::with_capacity(lines.len());
                for line in &planted(numbers.len(), lines) {
                    let formed = formed(&profile, line).map_err(Failed)?;
                    let event = Event::read(&formed.body).map_err(|error| Failed(error.into()))?;
                    bodies.insert((event.id.clone(), event.revision), formed.body);
                    events.push(event);
                }
                // Of doubles, replaced and voided events what counts is left.
                counted(&mut events);
                let body = |event: &Event| bodies.get(&(event.id.clone(), event.revision)).cloned().unwrap_or_default();
                items.extend(events.into_iter().map(|event| Item { body: body(&event), event, is_last: true }));
                numbers.push(case_no.into());
                progress.show("generating", "cases", numbers.len() as u64, cases);
                Ok::<(), Failed>(())
            },
        )
        .map_err(|failed| failed.0)?;
        // Stable: events of one case and instant stay in their order of folding.
        items.sort_by(|a, b| place(a).cmp(&place(b)));
        for index in 1..items.len() {
            items[index - 1].is_last = place(&items[index - 1]) != place(&items[index]);
        }
        let bench = bench.into_inner().context("there were no reference events")?;
        Ok(EventStream { bench, centre: Sym::new(&profile.centre), cases: numbers, items })
    }

    /// A case before its first event.
    pub fn blank(&self, case_no: &str) -> Case {
        Case::new(self.centre, case_no)
    }
}

/// The district plants nothing for two of the rules: of every forty cases one is charged too much, one exactly the standard, and one is left
/// lying after its acceptance and looked at twice.
fn planted(number: usize, mut lines: Vec<Value>) -> Vec<Value> {
    let Some(accepted) = lines.iter().find(|line| line["type"] == "accepted").cloned() else { return lines };
    let Some((at, _)) = accepted["occurred_at"].as_str().and_then(parse_rfc3339) else { return lines };
    let more = |kind: &str, after: Micros, payload: Value| {
        let mut line = accepted.clone();
        line["id"] = json!(format!("{}/{kind}/{after}", accepted["case_no"].as_str().unwrap_or_default()));
        line["type"] = json!(kind);
        line["occurred_at"] = json!(format_utc(at + after));
        line["payload"] = payload;
        line
    };
    let fee =
        |amount: i64| more("fee_due", MINUTE, json!({ "fee_no": "F1", "fee_item": "工本费", "standard_fen": 1000, "amount_fen": amount }));
    match number % 40 {
        7 => lines.push(fee(1500)),
        17 => lines.push(fee(1000)),
        27 => {
            lines.retain(|line| line["occurred_at"].as_str().and_then(parse_rfc3339).is_some_and(|(other, _)| other <= at));
            lines.extend([3, 20].map(|days| more("noted", days * DAY, json!({}))));
        }
        _ => {}
    }
    lines
}

/// Where an event stands in the stream, up to its place within the instant.
fn place(item: &Item) -> (i64, Option<&str>) {
    (item.event.occurred_at, item.event.case_no.as_deref())
}
