//! The server: the JSON API under `/api/v1`, the live stream, the console's pages.
//!
//! | module | subject |
//! |---|---|
//! | [`router`] | all routes, in one list |
//! | `alerts` `cases` `rules` `intake` `uploads` `imports` `sources` `checkup` [`calendar`] [`overview`] [`meta`] [`stream`] | one action a file |
//! | [`why`] [`dossier`] [`reasons`] [`desk`] | explanations, shared with the command line |
//! | [`access`] | accounts, rights, sessions, logs |
//! | [`guard`] [`tls`] [`extract`] [`page`] [`problem`] [`scope`] | what all routes share |
//! | [`follow`] | the follower that keeps facts and alerts at the clock and the ledger |
//! | [`health`] [`metrics`] [`openapi`] [`assets`] | the server's own pages |
//!
//! To add a route: its shapes in `model`, a file with handler and annotation, a line in [`router`] with the right it asks for, and one in [`openapi`], a test in
//! `tests/api/`; then `make openapi`.

pub mod access;
pub mod alerts;
mod assets;
pub mod calendar;
pub mod cases;
pub mod checkup;
pub mod desk;
pub mod dossier;
pub mod extract;
pub mod follow;
pub mod guard;
mod health;
pub mod imports;
pub mod intake;
pub mod meta;
mod metrics;
pub mod named;
pub mod openapi;
pub mod overview;
pub mod page;
pub mod problem;
pub mod reasons;
pub mod reports;
pub mod router;
mod rules;
pub mod scope;
pub mod sources;
pub mod state;
pub mod stream;
pub mod tls;
pub mod uploads;
pub mod why;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};

use guard::Peer;
use state::App;

/// Serves until `stop` is done; then streams are ended, requests that run are answered, and the follower stops behind its pass.
pub async fn run<L>(app: App, listener: L, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
    for<'a> Peer: Connected<IncomingStream<'a, L>>,
{
    let follower = tokio::spawn(follow::follow(app.clone()));
    let accounts = tokio::spawn(access::desk::follow(app.clone()));
    let service = router::router(app.clone()).into_make_service_with_connect_info::<Peer>();
    let closing = app.clone();
    let stopped = async move {
        stop.await;
        closing.closing.send_replace(true);
    };
    let served = axum::serve(listener, service).with_graceful_shutdown(stopped).await;
    app.closing.send_replace(true);
    if follower.await.is_err() {
        tracing::error!("the follower had stopped before the server did");
    }
    // It only waits for its next look.
    accounts.abort();
    served
}
