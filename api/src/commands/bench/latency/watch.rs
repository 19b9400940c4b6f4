//! The ledger and the live stream, watched for the alerts of this run.

use std::collections::HashMap;
use std::io::BufRead;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use mingjing_engine::case::kind::EventType;
use mingjing_engine::ledger::{Events, Ledger, SqliteLedger};
use tokio::runtime::Handle;

use crate::clock::{stopwatch, wait};
use crate::commands::bench::http::Connection;
use crate::commands::bench::made;

/// Between two looks at the ledger.
const LOOK: Duration = Duration::from_millis(1);
/// Looks between two readings of how far the ledger is ahead.
const LAG_EVERY: u64 = 50;
/// Rows read at a look.
const ROWS: usize = 1000;

/// What was seen, by case number.
#[derive(Clone, Default)]
pub struct Seen {
    pub ledger: HashMap<String, Instant>,
    pub stream: HashMap<String, Instant>,
    /// Most events that the ledger was ahead of what is published.
    pub peak_lag: u64,
}

#[derive(Default)]
struct Shared {
    ledger: Mutex<HashMap<String, Instant>>,
    stream: Mutex<HashMap<String, Instant>>,
    /// Position that the stream said is published.
    published: AtomicI64,
    peak_lag: AtomicU64,
    is_done: AtomicBool,
}

/// Both watchers at work.
pub struct Watch {
    shared: Arc<Shared>,
    ledger: JoinHandle<anyhow::Result<()>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// Begins to watch for alerts of cases whose numbers begin with `prefix`.
    pub async fn start(data: &Path, address: SocketAddr, prefix: String) -> anyhow::Result<Watch> {
        let shared = Arc::new(Shared::default());
        let ledger = made::reader(data).await?;
        let head = ledger.head().await?.position;
        shared.published.store(head, Ordering::Relaxed);
        let runtime = Handle::current();
        let watching = std::thread::spawn({
            let (shared, prefix) = (shared.clone(), prefix.clone());
            move || watch_ledger(&ledger, &runtime, head, &prefix, &shared)
        });
        let stream = Connection::open(address)?.stream("/api/v1/stream")?;
        // It ends with the server, whose stream it reads.
        std::thread::spawn({
            let shared = shared.clone();
            move || watch_stream(stream, &prefix, &shared)
        });
        Ok(Watch { shared, ledger: watching })
    }

    /// Whether so many alerts were seen in both places.
    pub fn has_all(&self, count: usize) -> bool {
        lock(&self.shared.ledger).len() >= count && lock(&self.shared.stream).len() >= count
    }

    /// Ends watching; gives what was seen.
    pub async fn stop(self) -> anyhow::Result<Seen> {
        self.shared.is_done.store(true, Ordering::Relaxed);
        let watching = tokio::task::spawn_blocking(move || self.ledger.join()).await?;
        watching.map_err(|_| anyhow!("the ledger's watcher ended early"))??;
        Ok(Seen {
            ledger: lock(&self.shared.ledger).clone(),
            stream: lock(&self.shared.stream).clone(),
            peak_lag: self.shared.peak_lag.load(Ordering::Relaxed),
        })
    }
}

fn watch_ledger(ledger: &SqliteLedger, runtime: &Handle, head: i64, prefix: &str, shared: &Shared) -> anyhow::Result<()> {
    let mut after = head;
    for look in 0_u64.. {
        if shared.is_done.load(Ordering::Relaxed) {
            break;
        }
        let rows = runtime.block_on(ledger.own_events(after, ROWS))?;
        let now = stopwatch();
        for row in rows {
            after = row.position;
            if let Some(case_no) = row.case_no.filter(|case_no| row.kind == EventType::AlertStep && case_no.starts_with(prefix)) {
                lock(&shared.ledger).entry(case_no.into()).or_insert(now);
            }
        }
        if look % LAG_EVERY == 0 {
            let head = runtime.block_on(ledger.head())?.position;
            let ahead = head.saturating_sub(shared.published.load(Ordering::Relaxed));
            shared.peak_lag.fetch_max(u64::try_from(ahead).unwrap_or(0), Ordering::Relaxed);
        }
        wait(LOOK);
    }
    Ok(runtime.block_on(ledger.close())?)
}

/// Reads the stream until it ends.
fn watch_stream(stream: impl BufRead, prefix: &str, shared: &Shared) {
    let mut is_alert = false;
    for line in stream.lines() {
        let Ok(line) = line else { return };
        // Lengths of chunks stand between the lines of events and begin with no name of a field.
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.trim_start();
        match field {
            "event" => is_alert = value == "alert",
            "id" if !is_alert => {
                shared.published.fetch_max(value.parse().unwrap_or(0), Ordering::Relaxed);
            }
            "data" if is_alert => {
                let now = stopwatch();
                let alert: serde_json::Value = serde_json::from_str(value).unwrap_or_default();
                if let Some(case_no) = alert["case_no"].as_str().filter(|case_no| case_no.starts_with(prefix)) {
                    lock(&shared.stream).entry(case_no.to_owned()).or_insert(now);
                }
            }
            _ => {}
        }
    }
}
