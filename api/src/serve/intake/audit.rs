//! What requests changed, in the log of operations.

use mingjing_engine::ledger::LedgerError;

use crate::serve::access::visit::Visit;
use crate::serve::state::App;

/// Notes what a request did, under the account that asked.
pub async fn note(app: &App, visit: &Visit, what: String) -> Result<(), LedgerError> {
    app.access.note(visit.entry("done", what)).await
}
