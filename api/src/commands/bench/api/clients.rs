//! Clients that ask, each on a thread and a connection of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::mix::Kind;
use crate::clock::{stopwatch, wait};
use crate::commands::bench::http::Connection;
use crate::commands::bench::random::Random;
use crate::commands::bench::spread::Spread;

/// What came of asking.
pub struct Asked {
    pub seconds: f64,
    /// Durations by the kind of read, in the order of the mix.
    pub kinds: Vec<(&'static str, Spread)>,
    /// All of them together.
    pub all: Spread,
    /// Bytes of bodies.
    pub bytes: u64,
    /// Answers with another status than 200.
    pub failed: u64,
}

impl Asked {
    /// Requests answered a second.
    pub fn rate(&self) -> f64 {
        self.all.len() as f64 / self.seconds.max(1e-9)
    }
}

/// What one client saw.
#[derive(Default)]
struct Client {
    took: BTreeMap<usize, Vec<Duration>>,
    bytes: u64,
    failed: u64,
}

/// Lets clients ask for a while.
pub fn ask(address: SocketAddr, clients: u32, time: Duration, pause: Duration, kinds: &[Kind], seed: u64) -> anyhow::Result<Asked> {
    let watch = stopwatch();
    let parts: Vec<anyhow::Result<Client>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..u64::from(clients))
            .map(|number| {
                let random = Random::new(seed.wrapping_add(number.wrapping_mul(7919)));
                scope.spawn(move || one(address, time, pause, kinds, random))
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let seconds = watch.elapsed().as_secs_f64();
    let mut total = Client::default();
    for part in parts {
        let part = part?;
        total.bytes += part.bytes;
        total.failed += part.failed;
        for (kind, took) in part.took {
            total.took.entry(kind).or_default().extend(took);
        }
    }
    let all = Spread::of(total.took.values().flatten().copied().collect());
    let kinds = total.took.into_iter().map(|(kind, took)| (kinds[kind].name, Spread::of(took))).collect();
    Ok(Asked { seconds, kinds, all, bytes: total.bytes, failed: total.failed })
}

fn one(address: SocketAddr, time: Duration, pause: Duration, kinds: &[Kind], mut random: Random) -> anyhow::Result<Client> {
    let mut client = Client::default();
    let mut connection = Connection::open(address)?;
    let weights: u64 = kinds.iter().map(|kind| kind.weight).sum();
    let begun = stopwatch();
    while begun.elapsed() < time && weights > 0 {
        let mut left = random.below(weights);
        let mut chosen = 0;
        while left >= kinds[chosen].weight {
            left -= kinds[chosen].weight;
            chosen += 1;
        }
        let Some(path) = random.pick(&kinds[chosen].paths) else { break };
        let watch = stopwatch();
        let answer = connection.get(path)?;
        client.took.entry(chosen).or_default().push(watch.elapsed());
        client.bytes += answer.body.len() as u64;
        client.failed += u64::from(answer.status != 200);
        if !pause.is_zero() {
            wait(pause);
        }
    }
    Ok(client)
}
