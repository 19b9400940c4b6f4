//! What the ledger asks of a database, answered by PostgreSQL.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{Connection, PgPool, Postgres};

use super::connect::Connector;
use super::copy;
use crate::ledger::LedgerError;
use crate::ledger::sql::PATIENCE;
use crate::ledger::sql::append::NewRows;
use crate::ledger::sql::backend::{Backend, Dialect, Found, Known, Statement, Value, cells_of};
use crate::ledger::sql::migrations::{File, differs, migrations_of, migrator};
use crate::ledger::sql::personal::Sealed;

const FILES: &[File] = migrations_of!("postgres");
/// One way to the server and back. The row is held until the transaction ends, however it ends.
const BEGIN: &str = "BEGIN; SELECT number FROM writer WHERE number = 1 FOR UPDATE";
const KNOWN: &str = "SELECT k.id, k.revision, k.position, (SELECT e.content_hash FROM events AS e WHERE e.position = k.position) \
     FROM event_keys AS k WHERE k.id = ANY($3) AND k.source = $2 AND k.centre = $1";
// In the list of columns, because older relatives know no unnest of many lists.
const PERSONAL: &str = "INSERT INTO personal (key, sealed) SELECT n.key, n.sealed FROM \
     (SELECT unnest($1) AS key, unnest($2) AS sealed) AS n WHERE NOT EXISTS (SELECT 1 FROM personal AS p WHERE p.key = n.key)";

/// A database on a server.
#[derive(Clone)]
pub struct PostgresBackend {
    connector: Connector,
    readers: PgPool,
}

impl PostgresBackend {
    pub(super) fn new(connector: Connector) -> PostgresBackend {
        let readers = connector.pool();
        PostgresBackend { connector, readers }
    }
}

cells_of!(PgRow);

fn query(statement: Statement) -> Query<'static, Postgres, PgArguments> {
    statement.values.into_iter().fold(sqlx::query(statement.sql), |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}

impl Backend for PostgresBackend {
    type Connection = PgConnection;
    type Row = PgRow;

    const DIALECT: Dialect = Dialect {
        personal_count: "SELECT count(*) FROM personal",
        personal: "SELECT sealed FROM personal WHERE key = $1",
        erase: &["DELETE FROM personal WHERE key = $1"],
        settle: &[],
    };

    fn place(&self) -> String {
        self.connector.shown().to_owned()
    }

    fn explain(&self, doing: &'static str, error: &sqlx::Error) -> LedgerError {
        self.connector.explain(doing, error)
    }

    async fn migrate(&self) -> Result<(), LedgerError> {
        let doing = "opening the ledger";
        let first = self.connector.first(doing).await?;
        first.close().await.map_err(|error| self.explain(doing, &error))?;
        let alone = self.connector.alone();
        let done = migrator(FILES).run(&alone).await.map_err(|error| differs(self, error));
        alone.close().await;
        done
    }

    async fn connect(&self, doing: &'static str) -> Result<PgConnection, LedgerError> {
        self.connector.writer(doing).await
    }

    async fn begin(&self, connection: &mut PgConnection, doing: &'static str) -> Result<(), LedgerError> {
        let held = tokio::time::timeout(PATIENCE, sqlx::raw_sql(BEGIN).fetch_all(connection)).await;
        let held = held.map_err(|_| self.connector.busy(doing))?.map_err(|error| self.explain(doing, &error))?;
        if held.len() == 1 { Ok(()) } else { Err(LedgerError::Inconsistent { table: "writer", row: 1, column: "number" }) }
    }

    async fn execute(connection: &mut PgConnection, statement: Statement) -> Found<u64> {
        Ok(query(statement).execute(connection).await?.rows_affected())
    }

    async fn fetch(connection: &mut PgConnection, statement: Statement) -> Found<Vec<PgRow>> {
        query(statement).fetch_all(connection).await
    }

    async fn read(&self, statement: Statement) -> Found<Vec<PgRow>> {
        query(statement).fetch_all(&self.readers).await
    }

    async fn known(connection: &mut PgConnection, centre: &str, source: &str, ids: &[&str]) -> Found<Vec<Known>> {
        // Planned each time: a plan made for an empty table would be kept while the table grows.
        let query = sqlx::query_as(KNOWN).persistent(false).bind(centre).bind(source).bind(ids);
        let found: Vec<(String, i64, i64, Vec<u8>)> = query.fetch_all(connection).await?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let places: HashMap<&str, usize, FxBuildHasher> = ids.iter().copied().zip(0..).collect();
        let known = found.into_iter().filter_map(|(id, revision, position, content)| {
            places.get(id.as_str()).map(|index| Known { index: *index, revision, position, content })
        });
        Ok(known.collect())
    }

    async fn insert(connection: &mut PgConnection, rows: &NewRows<'_>) -> Found<()> {
        let mut into = connection.copy_in_raw(copy::EVENTS).await?;
        into.send(copy::lines(rows)).await?;
        into.finish().await.map(drop)
    }

    async fn keep(connection: &mut PgConnection, values: &[&Sealed], _is_import: bool) -> Found<()> {
        let keys: Vec<&[u8]> = values.iter().map(|value| &value.key[..]).collect();
        let sealed: Vec<&[u8]> = values.iter().map(|value| value.sealed.as_slice()).collect();
        sqlx::query(PERSONAL).persistent(false).bind(keys).bind(sealed).execute(connection).await.map(drop)
    }

    async fn damage(&self) -> Found<Option<String>> {
        // The walk along the chain has read every row; a page that the server cannot read is an error there.
        Ok(None)
    }

    async fn tidy(_connection: &mut PgConnection) -> Found<()> {
        // The server's own vacuum clears the place of a removed row.
        Ok(())
    }

    async fn hang_up(connection: PgConnection) -> Found<()> {
        connection.close().await
    }

    async fn close(&self) {
        self.readers.close().await;
    }
}
