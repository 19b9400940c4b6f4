//! What only SQLite has: files that can be changed, cut, copied and filled.

mod faults;
mod files;
mod kills;

use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::{DATABASE, SqliteLedger};
use crate::ledger::{Ledger, Task};

fn open(folder: &Path) -> Task<'_, Arc<dyn Ledger>> {
    Box::pin(async move { Ok(Arc::new(SqliteLedger::open(folder).await?) as Arc<dyn Ledger>) })
}

crate::ledger::conformance::conformance!(conforms, super::open);

/// A connection of somebody who goes around the ledger.
async fn intruder(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join(DATABASE)).connect().await.expect("connects")
}

/// Changes the database behind the ledger's back, its triggers removed.
async fn tamper(folder: &Path, statements: &'static str) {
    let mut connection = intruder(folder).await;
    let triggers = "DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed";
    sqlx::raw_sql(triggers).execute(&mut connection).await.expect("drops the triggers");
    sqlx::raw_sql(statements).execute(&mut connection).await.expect("changes it");
    connection.close().await.expect("closes");
}
