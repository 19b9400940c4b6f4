//! A ledger's rows inserted bare: the yardstick for imports (`mingjing bench ingest --database`).
//!
//! Same server, same library, same columns and indexes; no check of form, no look at what is there, no chain, no personal values.
//! The key has a unique index where the ledger has a table, so that each key is stored once on both sides.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::Address;
use super::backend::PostgresBackend;
use super::connect::Connector;
use crate::ledger::sql::backend::Backend;
use crate::ledger::{LedgerError, SealedRow};

const DOING: &str = "inserting bare rows";
const PREPARE: &str = "DROP TRIGGER events_are_never_changed ON events; DROP TABLE event_keys; \
     CREATE UNIQUE INDEX events_by_key ON events (centre, source, id, revision)";
const INSERT: &str = "INSERT INTO events (position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, \
     batch, line, epoch, content_hash, hash, body) VALUES ";
const COLUMNS: usize = 15;

/// Makes a database beside the one that the address names; its user must have the right to. One of that name is removed first.
///
/// # Errors
/// Where it cannot be made.
pub async fn make(server: &Address, name: &str) -> Result<Address, LedgerError> {
    remove(server, name).await?;
    alone(server, format!("CREATE DATABASE {name}")).await?;
    Ok(server.with_database(name))
}

/// Removes a database.
///
/// # Errors
/// Where it cannot be removed, because somebody is connected to it for instance.
pub async fn remove(server: &Address, name: &str) -> Result<(), LedgerError> {
    alone(server, format!("DROP DATABASE IF EXISTS {name}")).await
}

/// Runs a statement on a connection of its own.
async fn alone(server: &Address, statement: String) -> Result<(), LedgerError> {
    let connector = Connector::new(server);
    let run = async {
        let mut connection = server.options.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await
    };
    run.await.map_err(|error| connector.explain(DOING, &error))
}

/// A database with the ledger's table of events and nothing that guards it.
pub struct BareDatabase {
    connection: PgConnection,
    connector: Connector,
}

impl BareDatabase {
    /// Makes a new one.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub async fn create(server: &Address, name: &str) -> Result<BareDatabase, LedgerError> {
        let connector = Connector::new(&make(server, name).await?);
        PostgresBackend::new(connector.clone()).migrate().await?;
        let mut connection = connector.writer(DOING).await?;
        sqlx::raw_sql(PREPARE).execute(&mut connection).await.map_err(|error| connector.explain(DOING, &error))?;
        Ok(BareDatabase { connection, connector })
    }

    /// Inserts rows, so many by one prepared statement and so many in one transaction.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn insert(&mut self, rows: &[SealedRow], a_statement: usize, a_transaction: usize) -> Result<(), LedgerError> {
        for transaction in rows.chunks(a_transaction.max(1)) {
            let done = insert(&mut self.connection, transaction, a_statement.max(1)).await;
            done.map_err(|error| self.connector.explain(DOING, &error))?;
        }
        Ok(())
    }

    /// Closes it.
    ///
    /// # Errors
    /// Where the connection broke off.
    pub async fn close(self) -> Result<(), LedgerError> {
        self.connection.close().await.map_err(|error| self.connector.explain(DOING, &error))
    }
}

async fn insert(connection: &mut PgConnection, rows: &[SealedRow], a_statement: usize) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("BEGIN").execute(&mut *connection).await?;
    for chunk in rows.chunks(a_statement) {
        let row = |row: usize| {
            let cells: Vec<String> = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column)).collect();
            format!("({})", cells.join(", "))
        };
        let values: Vec<String> = (0..chunk.len()).map(row).collect();
        let mut query = sqlx::query(AssertSqlSafe(format!("{INSERT}{}", values.join(", "))));
        for row in chunk {
            query = query.bind(row.position).bind(text(&row.centre)).bind(text(&row.source)).bind(text(&row.id));
            query = query.bind(row.revision).bind(row.kind).bind(row.case_no.as_deref().map(text));
            query = query.bind(row.occurred_at).bind(row.recorded_at).bind(row.batch).bind(row.line).bind(row.epoch);
            query = query.bind(row.content_hash.as_slice()).bind(row.hash.as_slice()).bind(text(&row.body));
        }
        query.execute(&mut *connection).await?;
    }
    sqlx::raw_sql("COMMIT").execute(connection).await.map(drop)
}

/// Rows of our own ledger hold texts.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
