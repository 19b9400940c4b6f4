//! `mingjing bench events`: a district's events one by one, each applied to its case and eight rules judged on the case at that moment, on one
//! core; with proofs and without, and beside zen-engine on the same rows.
//!
//! | file | subject |
//! |---|---|
//! | `pack` | the rules, in our script and in the peer's language |
//! | `stream` | the events in the order in which they happened |
//! | `ours` | our side |
//! | `proof` | the proof of a hit |
//! | `rows` | the rows that were judged, as JSON Lines |
//! | `peer` | the peer's program |
//! | `report` | what is printed |

mod ours;
mod pack;
mod peer;
mod proof;
mod report;
mod rows;
mod stream;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use mingjing_engine::rules::Rule;

use super::scratch::Scratch;
use crate::output::print_json;
use crate::say;
use ours::{How, Run};
use peer::Told;
use stream::EventStream;

/// Options of `bench events`.
#[derive(Args)]
pub struct EventsBench {
    /// Cases to generate; each has some ten events.
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    cases: u64,
    /// Another seed gives other cases.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Times that our side runs, the ways in turn; the best of each counts.
    #[arg(long, default_value_t = 3, value_name = "N")]
    repeats: usize,
    /// The program of the peer. Without it only our side runs.
    #[arg(long, value_name = "PROGRAM")]
    peer: Option<PathBuf>,
}

/// What was measured.
struct Measured {
    cases: usize,
    events: usize,
    rules: Vec<Arc<Rule>>,
    /// Events as typed values, without proofs.
    bare: Run,
    /// The same with proofs.
    proved: Run,
    /// Events read from their JSON, with proofs.
    from_json: Run,
    peer: Option<Told>,
}

impl Measured {
    /// Whether the peer came to the same hits in every way it ran; none without a peer.
    fn hits_equal(&self) -> Option<bool> {
        let told = self.peer.as_ref()?;
        Some(told.rows == self.events as u64 && told.ways.iter().all(|way| way.hits == self.bare.hits))
    }
}

impl EventsBench {
    /// Runs it; 2 where the peer comes to other hits.
    pub fn run(self, json: bool) -> anyhow::Result<u8> {
        let rules = pack::rules()?;
        let stream = EventStream::make(self.cases.max(1), self.seed)?;
        let ways = [(false, false), (true, false), (true, true)].map(|(proofs, from_json)| How { proofs, from_json });
        let mut best: [Option<Run>; 3] = Default::default();
        for _ in 0..self.repeats.max(1) {
            for (how, best) in ways.iter().zip(&mut best) {
                let run = ours::run(&stream, &rules, *how);
                if best.as_ref().is_none_or(|best| run.seconds < best.seconds) {
                    *best = Some(run);
                }
            }
        }
        let [bare, proved, from_json] = best.map(Option::unwrap_or_default);
        let peer = match &self.peer {
            None => None,
            Some(program) => {
                let scratch = Scratch::new("events")?;
                let path = scratch.path().join("rows.jsonl");
                let mut file = BufWriter::new(File::create(&path)?);
                rows::write(&stream, &rules, &mut file)?;
                file.flush()?;
                Some(peer::run(program, &path, scratch.path())?)
            }
        };
        let measured = Measured { cases: stream.cases.len(), events: stream.items.len(), rules, bare, proved, from_json, peer };
        if json {
            print_json(&report::object(&measured, self.seed))?;
        } else {
            say!("{}", report::text(&measured));
        }
        Ok(if measured.hits_equal() == Some(false) { 2 } else { 0 })
    }
}
