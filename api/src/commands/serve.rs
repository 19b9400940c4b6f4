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
use mingjing_engine::time::{MINUTE, Micros, Zone};
use tokio::task::JoinSet;
use tokio_rustls::rustls::ServerConfig;

use super::Place;
use crate::clock::{Clock, parse_time, stopwatch};
use crate::exchange::{self, parse_seconds};
use crate::output::print_json;
use crate::serve::access::desk::{AccessDesk, Times};
use crate::serve::access::first::{self, Told};
use crate::serve::guard::{Listening, listen_address, needs_tls};
use crate::serve::state::App;
use crate::serve::tls::{self, TlsListener};
use crate::serve::uploads::shelf::Shelf;
use crate::serve::{follow, run};

/// The variable that holds the password of a demonstration, for those who do not want it in the list of processes.
pub const DEMO_PASSWORD: &str = "MINGJING_DEMO_PASSWORD";

/// Options of `serve`.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on; port 0 takes a free one. One that other machines reach needs a certificate.
    #[arg(long, default_value = "127.0.0.1:8080", value_parser = listen_address, value_name = "ADDR")]
    listen: SocketAddr,
    /// Certificate (PEM, with those that lead to its root) to speak TLS with.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Minutes after which a session that is not used ends.
    #[arg(long, default_value = "30", value_parser = clap::value_parser!(u16).range(1..=720), value_name = "MINUTES")]
    session_idle: u16,
    /// Open an account for every role, to look around; on a loopback address only. Their password is printed.
    #[arg(long)]
    demo: bool,
    /// Password of these accounts, instead of one made for this start.
    #[arg(long, env = DEMO_PASSWORD, hide_env_values = true, hide = true, value_name = "PASSWORD")]
    demo_password: Option<String>,
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
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Some(tls::config(cert, key)?),
            _ => None,
        };
        if let Some(refused) = needs_tls(self.listen).filter(|_| tls.is_none()) {
            anyhow::bail!(refused);
        }
        if self.demo && !self.listen.ip().is_loopback() {
            anyhow::bail!("--demo opens accounts whose password is known; leave it out, or listen on a loopback address");
        }
        let folders = exchange::open(&self.folders)?;
        let office = Arc::new(self.place.open().await?);
        let mut watchers = JoinSet::new();
        let served = self.serve(office.clone(), folders, tls, &mut watchers).await;
        follow::save(&office).await;
        // Whatever happened, what was taken in is on the disk before the process ends.
        office.close().await?;
        // An import that runs ends with the ledger; its file waits in the folder for the next start.
        watchers.join_all().await;
        served?;
        Ok(0)
    }

    async fn serve(
        &self,
        office: Arc<Office>,
        folders: Vec<Folder>,
        tls: Option<Arc<ServerConfig>>,
        watchers: &mut JoinSet<()>,
    ) -> anyhow::Result<()> {
        for error in office.rule_errors() {
            tracing::warn!(rule.error = %error, "a rule or subject is not in force");
        }
        // Taken before anything long is done: a port in use is told at once.
        let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        let watch = stopwatch();
        let times = Times { idle: Micros::from(self.session_idle) * MINUTE, ..Times::default() };
        let access = AccessDesk::open(office.ledger().clone(), times).await.context("cannot read the accounts")?;
        let listening = Listening { is_loopback: self.listen.ip().is_loopback(), is_tls: tls.is_some() };
        let app = App::new(office, Clock::new(self.now), access, listening);
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
        let demo = self.first_accounts(&app).await?;
        let scheme = if listening.is_tls { "https" } else { "http" };
        let started_at = app.clock.started_at().map(|at| Zone::china().format(at));
        if self.place.json {
            let demo: Vec<_> = demo.iter().map(|told| serde_json::json!({ "name": told.name, "password": told.password })).collect();
            print_json(&serde_json::json!({
                "listening": format!("{scheme}://{address}"), "simulated_from": started_at, "demo": demo,
            }))?;
        } else {
            let clock = started_at.map(|started_at| format!("the clock is simulated: it started at {started_at} and runs on\n"));
            // Whoever started the server may have read the first line and gone; that must not end it.
            let _ = write!(std::io::stdout(), "listening on {scheme}://{address}\n{}{}", clock.unwrap_or_default(), told(&demo));
        }
        for folder in folders {
            watchers.spawn(exchange::watch(app.clone(), folder, self.watch_every));
        }
        let stopped = match tls {
            Some(tls) => run(app, TlsListener::new(listener, tls)?, stop_signal()).await,
            None => run(app, listener, stop_signal()).await,
        };
        stopped.context("the server stopped")
    }

    /// Makes the accounts that a new installation begins with, or those of a demonstration; gives the latter.
    async fn first_accounts(&self, app: &App) -> anyhow::Result<Vec<Told>> {
        let ledger = app.office.ledger().as_ref();
        let demo = if self.demo {
            first::demonstration(ledger, &app.published(), self.demo_password.clone()).await?
        } else {
            let locked = first::end_demonstration(ledger).await?;
            if locked > 0 {
                tracing::info!(access.locked = locked, "the accounts of a demonstration were locked; --demo opens them again");
            }
            // On standard error and nowhere else: standard output is often kept.
            for Told { name, title, password } in first::administrators(ledger).await? {
                eprintln!("account {name} ({title}), to be used once, then changed: {password}");
            }
            Vec::new()
        };
        app.access.read_again().await?;
        Ok(demo)
    }
}

/// The accounts of a demonstration in words.
fn told(demo: &[Told]) -> String {
    let Some(first) = demo.first() else { return String::new() };
    let mut text = format!("accounts to look around with, all with the password {}\n", first.password);
    for Told { name, title, .. } in demo {
        text.push_str(&format!("  {name:<22}{title}\n"));
    }
    text
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
