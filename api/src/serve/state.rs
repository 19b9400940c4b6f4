//! What every handler is given: the office, the clock, the live stream's hub, the figures of the server itself.

use std::sync::Arc;

use mingjing_engine::supervision::{Office, Published};
use mingjing_engine::time::Zone;
use tokio::sync::{Notify, Semaphore, watch};

use super::access::desk::AccessDesk;
use super::cases::order::Orders;
use super::checkup::chosen::ChosenCases;
use super::desk::Desk;
use super::guard::Listening;
use super::intake::batch::MOST_BATCHES;
use super::metrics::Metrics;
use super::named::Named;
use super::overview::Figures;
use super::problem::ApiError;
use super::reasons::Reasons;
use super::reports::made::Reports;
use super::rules::cost::CostDesk;
use super::rules::places::Fillings;
use super::sources::figures::SourceFigures;
use super::stream::Hub;
use super::uploads::jobs::Jobs;
use crate::clock::Clock;

/// Shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What the application holds.
pub struct Inner {
    /// The installation.
    pub office: Arc<Office>,
    /// Accounts and sessions.
    pub access: AccessDesk,
    /// How the server can be reached.
    pub listening: Listening,
    /// The server's clock, real or simulated.
    pub clock: Clock,
    /// The alerts' own reasons, kept while the facts behind them stay.
    pub reasons: Reasons,
    /// The live stream.
    pub hub: Hub,
    /// Figures of the last overviews asked for.
    pub figures: Figures,
    /// What judging with each rule takes, as last measured.
    pub costs: CostDesk,
    /// Which columns are filled in at each centre.
    pub fillings: Fillings,
    /// Batches of events that may be read at a time.
    pub batches: Arc<Semaphore>,
    /// Sets of cases that lists were asked for.
    pub chosen: ChosenCases,
    /// Lists of cases that were asked for.
    pub orders: Orders,
    /// Centres and departments that cases name.
    pub named: Named,
    /// Statutory reports.
    pub reports: Reports,
    /// Imports of uploaded files.
    pub jobs: Jobs,
    /// Figures of the sources.
    pub sources: SourceFigures,
    /// Figures of the server itself.
    pub metrics: Metrics,
    /// Rung when something was appended that should be judged at once.
    pub wake: Notify,
    /// True from the moment on at which the server is to stop.
    pub closing: watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// An application over an office.
    pub fn new(office: Arc<Office>, clock: Clock, access: AccessDesk, listening: Listening) -> App {
        App(Arc::new(Inner {
            office,
            access,
            listening,
            clock,
            reasons: Reasons::default(),
            hub: Hub::default(),
            figures: Figures::default(),
            costs: CostDesk::default(),
            fillings: Fillings::default(),
            batches: Arc::new(Semaphore::new(MOST_BATCHES)),
            chosen: ChosenCases::default(),
            orders: Orders::default(),
            named: Named::default(),
            reports: Reports::default(),
            jobs: Jobs::default(),
            sources: SourceFigures::default(),
            metrics: Metrics::default(),
            wake: Notify::new(),
            closing: watch::Sender::new(false),
        }))
    }

    /// The facts and alerts at one position.
    pub fn published(&self) -> Arc<Published> {
        self.office.published()
    }

    /// What explanations are made from.
    pub fn desk<'a>(&'a self, published: &'a Published) -> Desk<'a> {
        Desk { office: &self.office, published, reasons: &self.reasons, known: None }
    }

    /// The server's time as text, in the zone of the centres where they share one, else in China's.
    pub fn now_text(&self, published: &Published) -> String {
        common_zone(published).format(self.clock.now())
    }

    /// Runs what takes the processor for long where it stops no other request.
    pub async fn compute<T: Send + 'static>(&self, doing: &'static str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        tokio::task::spawn_blocking(work).await.map_err(|error| ApiError::internal(doing, error))
    }
}

/// The zone of times that belong to no one centre.
pub fn common_zone(published: &Published) -> Zone {
    let mut zones = published.benches.values().map(|bench| &bench.world.zone);
    match zones.next() {
        Some(first) if zones.all(|zone| zone.name() == first.name()) => Zone::clone(first),
        _ => Zone::china(),
    }
}

/// A ledger position as the API writes it.
pub fn position(position: i64) -> u64 {
    position.unsigned_abs()
}

/// The zone of a centre; China's for one that is not known.
pub fn zone_of(published: &Published, centre: mingjing_engine::sym::Sym) -> Zone {
    published.benches.get(&centre).map_or_else(Zone::china, |bench| Zone::clone(&bench.world.zone))
}
