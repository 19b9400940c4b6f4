//! The ledger on PostgreSQL, for installations beyond one machine; the SQL keeps to what openGauss and Kingbase document too.
//!
//! Key file and head file stay in the data folder: the key must not lie beside what it seals, and the head bears witness of the
//! table from outside the database. One process at a time writes: a row is locked for each transaction, whatever the folder it
//! comes from. Connections are not encrypted by this program; see docs/OPERATIONS.md. Why all this: docs/decisions/0004.
//!
//! | module | what it does |
//! |---|---|
//! | `address` | where a database is, without its password in any message |
//! | `connect` | connections and their settings; what the server's errors mean |
//! | `backend` `copy` | what the ledger asks of a database; events as the server takes many at once |
//! | `bare` | the yardstick for imports: the same rows, inserted and nothing else |

mod address;
mod backend;
pub mod bare;
mod connect;
mod copy;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::LedgerError;
use super::sql::SqlLedger;
pub use address::Address;
use backend::PostgresBackend;
use connect::Connector;

/// The ledger of a data folder on PostgreSQL.
pub type PostgresLedger = SqlLedger<PostgresBackend>;

impl PostgresLedger {
    /// Opens the ledger of a data folder; makes folder, tables, head file and key file when there are none. The database itself
    /// must be there.
    pub async fn open(data_dir: &Path, address: &Address) -> Result<PostgresLedger, LedgerError> {
        PostgresLedger::open_on(data_dir, PostgresBackend::new(Connector::new(address))).await
    }
}
