//! Our side: each event applied to its case, the rules judged on the case's row at that moment, proofs taken where a rule newly holds.

use std::collections::HashMap;
use std::sync::Arc;

use mingjing_engine::case::event::Event;
use mingjing_engine::case::state::Case;
use mingjing_engine::facts::relations::{CaseRow, Moment};
use mingjing_engine::rules::{Moment as Clockwork, Rule};

use super::pack::PACK;
use super::proof;
use super::stream::{EventStream, Item};
use crate::clock::stopwatch;

/// What a run over the stream came to.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub seconds: f64,
    /// Rows on which each rule held.
    pub hits: [u64; PACK.len()],
    /// Times that a rule newly held.
    pub raised: u64,
    /// Rows on which a rule had no answer.
    pub failed: u64,
    /// Length of all proofs together.
    pub proof_bytes: u64,
}

/// How a run is made.
#[derive(Clone, Copy)]
pub struct How {
    /// Whether proofs are taken.
    pub proofs: bool,
    /// Whether events are read from their JSON first.
    pub from_json: bool,
}

/// A case and which rules held on it when it was last judged.
struct Kept {
    case: Case,
    held: u8,
}

/// Runs the rules over the stream on this thread.
pub fn run(stream: &EventStream, rules: &[Arc<Rule>], how: How) -> Run {
    let world = &*stream.bench.world;
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(stream.cases.len());
    let mut cases: Vec<Kept> = Vec::with_capacity(stream.cases.len());
    for case_no in &stream.cases {
        places.insert(case_no, cases.len());
        cases.push(Kept { case: stream.blank(case_no), held: 0 });
    }
    let mut run = Run::default();
    let watch = stopwatch();
    for Item { event, body, is_last } in &stream.items {
        let read;
        let event = if how.from_json {
            match Event::read(body) {
                Ok(found) => {
                    read = found;
                    &read
                }
                Err(_) => continue,
            }
        } else {
            event
        };
        // The case is found by its number, as whoever receives events must.
        let Some(place) = event.case_no.as_deref().and_then(|case_no| places.get(case_no)) else { continue };
        let Kept { case, held } = &mut cases[*place];
        case.apply(event, world);
        if *is_last {
            case.end_moment(world, event.occurred_at);
        }
        let moment = Moment::new(case, world, event.occurred_at);
        let row = CaseRow::new(&moment);
        let mut clockwork = Clockwork::new(event.occurred_at, &world.zone, world.calendar_at(event.occurred_at));
        let mut holds_now = 0;
        for (number, rule) in rules.iter().enumerate() {
            clockwork.valid_until = i64::MAX;
            match rule.holds(&row, &mut clockwork) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(_) => {
                    run.failed += 1;
                    continue;
                }
            }
            run.hits[number] += 1;
            holds_now |= 1 << number;
            if *held & (1 << number) == 0 {
                run.raised += 1;
                if how.proofs
                    && let Some((text, hash)) = proof::take(rule, &row, &clockwork)
                {
                    std::hint::black_box(hash);
                    run.proof_bytes += text.len() as u64;
                }
            }
        }
        *held = holds_now;
    }
    run.seconds = watch.elapsed().as_secs_f64();
    run
}
