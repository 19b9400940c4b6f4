//! The one who asks: put to the request by the door, taken from it by handlers.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use mingjing_engine::ledger::access::log::{Log, NewEntry};
use mingjing_engine::ledger::access::{AccessChange, Account};
use mingjing_engine::supervision::Published;

use super::bounds::Bounds;
use super::desk::{Known, entry};
use super::rights::{Reach, Right, reach_of};
use crate::serve::problem::ApiError;

/// Who asks, from where, and how far he may.
#[derive(Clone)]
pub struct Visit {
    /// Account and session.
    pub known: Known,
    /// Address of the client.
    pub address: IpAddr,
    /// How far the right reaches that the route asks for.
    pub reach: Reach,
    /// Method and route, for the log.
    pub action: Arc<str>,
    /// Path of the request, for the log.
    pub target: Arc<str>,
    noted: Arc<AtomicBool>,
}

impl Visit {
    /// A visit that has not been noted.
    pub fn new(known: Known, address: IpAddr, reach: Reach, action: &str, target: &str) -> Visit {
        Visit { known, address, reach, action: action.into(), target: target.into(), noted: Arc::default() }
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.known.account
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.known.account.name
    }

    /// Whether the account has another right too.
    pub fn may(&self, right: Right) -> bool {
        reach_of(self.account(), right).is_some()
    }

    /// Which rows it may see.
    pub fn bounds(&self, published: &Published) -> Bounds {
        Bounds::of(self.account(), self.reach, self.may(Right::Confidential), published)
    }

    /// An entry of the operation log about this request.
    pub fn entry(&self, outcome: &str, detail: String) -> NewEntry {
        self.mark_written();
        entry(Log::Operation, self.name(), &self.address.to_string(), &self.action, &self.target, outcome, detail)
    }

    /// The same as a change that goes in with others.
    pub fn note(&self, detail: String) -> AccessChange {
        AccessChange::Note(self.entry("done", detail))
    }

    /// What it did is written elsewhere.
    pub fn mark_written(&self) {
        self.noted.store(true, Ordering::Relaxed);
    }

    /// Whether a handler wrote to the log what it did.
    pub fn is_noted(&self) -> bool {
        self.noted.load(Ordering::Relaxed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Visit, ApiError> {
        // The door puts it there for every route that is not open to all; one that is must not ask for it.
        parts.extensions.get::<Visit>().cloned().ok_or(ApiError::NotLoggedIn)
    }
}
