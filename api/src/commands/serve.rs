//! `mingjing serve`: the console and the API.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use mingjing_engine::ingest::exchange::Folder;
use mingjing_engine::supervision::Office;
use mingjing_engine::time::{Micros, Zone};
use tokio::task::JoinSet;

use super::Place;
use crate::clock::{Clock, parse_time, stopwatch};
use crate::exchange::{self, parse_seconds};
use crate::output::print_json;
use crate::serve::guard::listen_address;
use crate::serve::state::App;
use crate::serve::uploads::shelf::Shelf;
use crate::serve::{follow, run};

/// Options of `serve`.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Loopback address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_parser = listen_address, value_name = "ADDR")]
    listen: SocketAddr,
    /// A time at which the clock starts and from which it runs on, instead of the machine's.
    #[arg(long, value_parser = parse_time, value_name = "TIME")]
    now: Option<Micros>,
    /// Exchange folder to take files from; may be given several times.
    #[arg(long = "watch", value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// How often exchange folders are looked at. A file is taken once it has not changed from one look to the next.
    #[arg(long, default_value = "5", value_parser = parse_seconds, value_name = "SECONDS")]
    watch_every: Duration,
}

impl Serve {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let folders = exchange::open(&self.folders)?;
        let office = Arc::new(self.place.open().await?);
        let mut watchers = JoinSet::new();
        let served = self.serve(office.clone(), folders, &mut watchers).await;
        follow::save(&office).await;
        // Whatever happened, what was taken in is on the disk before the process ends.
        office.close().await?;
        // An import that runs ends with the ledger; its file waits in the folder for the next start.
        watchers.join_all().await;
        served?;
        Ok(0)
    }

    async fn serve(&self, office: Arc<Office>, folders: Vec<Folder>, watchers: &mut JoinSet<()>) -> anyhow::Result<()> {
        for error in office.rule_errors() {
            tracing::warn!(rule.error = %error, "a rule or subject is not in force");
        }
        // Taken before anything long is done: a port in use is told at once.
        let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        let watch = stopwatch();
        let app = App::new(office, Clock::new(self.now));
        let removed = Shelf::of(app.office.data()).tidy(app.clock.now());
        if removed > 0 {
            tracing::info!(uploads.removed = removed, "uploads that were older than seven days, or not whole, were removed");
        }
        follow::begin(&app).await.context("cannot bring facts and alerts up to now")?;
        tracing::info!(
            facts.cases = app.published().facts.cases(),
            facts.seconds = watch.elapsed().as_secs_f64(),
            "facts and alerts are up to now"
        );
        follow::save(&app.office).await;
        let started_at = app.clock.started_at().map(|at| Zone::china().format(at));
        if self.place.json {
            print_json(&serde_json::json!({ "listening": format!("http://{address}"), "simulated_from": started_at }))?;
        } else {
            let clock = started_at.map(|started_at| format!("the clock is simulated: it started at {started_at} and runs on\n"));
            // Whoever started the server may have read the first line and gone; that must not end it.
            let _ = write!(std::io::stdout(), "listening on http://{address}\n{}", clock.unwrap_or_default());
        }
        for folder in folders {
            watchers.spawn(exchange::watch(app.clone(), folder, self.watch_every));
        }
        run(app, listener, stop_signal()).await.context("the server stopped")
    }
}

/// Done when the process is asked to stop: ctrl-c, or SIGTERM where there are signals.
async fn stop_signal() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
    tracing::info!("stopping: open requests are answered, the ledger is closed");
}
