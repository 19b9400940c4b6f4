//! The audit trail of what requests changed.

use std::net::SocketAddr;

use mingjing_engine::ledger::{Audit, LedgerError};

use crate::clock::system_now;
use crate::serve::state::App;

/// Notes what a request did. Until there are accounts the one who did it is whoever sits at this machine.
pub async fn note(app: &App, peer: SocketAddr, what: String) -> Result<(), LedgerError> {
    let entry = Audit { at: system_now(), who: "loopback".to_owned(), what, origin: peer.to_string() };
    app.office.ledger().audit(entry).await
}
