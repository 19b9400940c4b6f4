//! `mingjing bench latency`: a server with many open cases is sent events at a steady rate; some raise an alert. Measured is how long after the
//! answer to its event (the event is committed then) the alert's step is in the ledger, and how long until the live stream brings it.
//!
//! The schedule is open: a batch is due at its time whether or not the ones before it were answered, and what was due and had to wait counts
//! from when it was due. The ledger is looked at from this process every millisecond, as rows are readable there once they are committed: up to
//! that millisecond of what is measured is ours. The processors are shared with the server.
//!
//! | file | subject |
//! |---|---|
//! | `load` | the events, and the threads that send them |
//! | `targets` | open cases to send events of |
//! | `watch` | the ledger and the live stream, watched |
//! | `report` | what is printed |

mod load;
mod report;
mod targets;
mod watch;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;

use super::made::{Cases, NOW, Wanted};
use super::memory::Resident;
use super::server::Server;
use super::spread::Spread;
use crate::clock::stopwatch;
use crate::output::print_json;
use crate::say;
use load::{Load, Sent};
use watch::Watch;

/// Longest wait for alerts that are still to come when everything was sent.
const PATIENCE: Duration = Duration::from_secs(60);

/// Options of `bench latency`.
#[derive(Args)]
pub struct LatencyBench {
    #[command(flatten)]
    wanted: Wanted,
    /// Events sent a second.
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Events of one request; the last of each raises an alert.
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    batch: u32,
    /// For how long.
    #[arg(long, default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
}

/// What was measured.
struct Measured {
    /// How the ledger came to be, in words.
    made: String,
    cases: u64,
    /// Cases the events were sent of.
    targets: usize,
    /// Seconds from the start of the server until it listened.
    ready: f64,
    memory: Resident,
    /// Events sent, and requests that were not answered with 200 and all events taken.
    events: u64,
    refused: u64,
    /// Seconds from the first request due to the last answer.
    took: f64,
    /// Alerts that came neither in the ledger nor on the stream within the wait.
    missing: usize,
    /// From when a request was due to its answer.
    commit: Spread,
    /// From the answer to the alert in the ledger, and on the stream.
    ledger: Spread,
    stream: Spread,
    /// Most events that the ledger was ahead of what is published.
    peak_lag: u64,
    /// Passes of the follower while events were sent, and their seconds.
    passes: f64,
    pass_seconds: f64,
}

impl LatencyBench {
    /// Runs it; 2 where an alert did not come.
    pub async fn run(self, json: bool) -> anyhow::Result<u8> {
        let made = self.wanted.ledger("latency", Cases::Open).await?;
        let load = Load::new(self.rate, self.batch, self.seconds);
        let targets = targets::choose(made.data(), load.requests() * self.batch as usize, self.wanted.seed).await?;
        ensure!(!targets.is_empty(), "the ledger has no cases; `mingjing bench follow --open --keep DIR` makes one that has");
        let count = targets.len();
        let data = made.data().to_owned();
        let server = Arc::new(tokio::task::spawn_blocking(move || Server::start(&data, NOW)).await??);
        let watch = Watch::start(made.data(), server.address, load.prefix()).await?;
        let address = server.address;
        let load = Arc::new(load);
        let before = passes(address)?;
        let begun = stopwatch();
        let sent = tokio::task::spawn_blocking({
            let load = load.clone();
            move || load.send(address, &targets)
        })
        .await??;
        let took = begun.elapsed().as_secs_f64();
        let memory = server.memory();
        let after_load = passes(address)?;
        let cases = cases(address)?;
        while !watch.has_all(sent.iter().filter(|sent| sent.is_taken).count())
            && begun.elapsed().as_secs_f64() < took + PATIENCE.as_secs_f64()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let seen = watch.stop().await?;
        let after = |times: &HashMap<String, Instant>| {
            let taken = sent.iter().filter(|sent| sent.is_taken);
            let found = taken.filter_map(|sent| Some(times.get(&sent.case_no)?.saturating_duration_since(sent.answered)));
            Spread::of(found.collect())
        };
        let is_missing =
            |sent: &&Sent| sent.is_taken && !(seen.ledger.contains_key(&sent.case_no) && seen.stream.contains_key(&sent.case_no));
        let measured = Measured {
            made: made.text(),
            cases,
            targets: count,
            ready: server.ready,
            memory,
            events: (sent.len() * self.batch as usize) as u64,
            refused: sent.iter().filter(|sent| !sent.is_taken).count() as u64,
            took,
            missing: sent.iter().filter(is_missing).count(),
            commit: Spread::of(sent.iter().map(|sent| sent.answered.saturating_duration_since(sent.due)).collect()),
            ledger: after(&seen.ledger),
            stream: after(&seen.stream),
            peak_lag: seen.peak_lag,
            passes: after_load.0 - before.0,
            pass_seconds: after_load.1 - before.1,
        };
        if json {
            print_json(&report::object(&self, &measured))?;
        } else {
            say!("{}", report::text(&self, &measured));
        }
        Ok(if measured.missing > 0 || measured.refused > 0 { 2 } else { 0 })
    }
}

/// Passes of the follower so far, and their seconds, as the server's own figures tell.
fn passes(address: std::net::SocketAddr) -> anyhow::Result<(f64, f64)> {
    let answer = super::http::Connection::open(address)?.get("/metrics")?;
    let text = String::from_utf8_lossy(&answer.body);
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).unwrap_or(0.0)
    };
    Ok((value("mingjing_passes_total"), value("mingjing_catch_up_seconds_total")))
}

/// Cases that the server knows of.
fn cases(address: std::net::SocketAddr) -> anyhow::Result<u64> {
    let page = super::http::Connection::open(address)?.get("/api/v1/cases?limit=1")?.json()?;
    Ok(page["total"].as_u64().unwrap_or(0))
}
