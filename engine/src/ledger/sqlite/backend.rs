//! What the ledger asks of a database, answered by SQLite.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Connection, Sqlite, SqlitePool};

use super::connect::{Connector, explain};
use super::many;
use crate::ledger::LedgerError;
use crate::ledger::sql::append::NewRows;
use crate::ledger::sql::backend::{Backend, Dialect, Found, Known, Statement, Value, cells_of};
use crate::ledger::sql::migrations::{File, differs, migrations_of, migrator};
use crate::ledger::sql::personal::Sealed;

const FILES: &[File] = migrations_of!("sqlite");
const KNOWN: &str = "SELECT wanted.key, known.revision, known.position, events.content_hash \
     FROM json_each(?3) AS wanted \
     CROSS JOIN event_keys AS known ON known.centre = ?1 AND known.source = ?2 AND known.id = wanted.value \
     CROSS JOIN events ON events.position = known.position";
const EVENTS: &str = "INSERT INTO events (position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, \
     batch, line, epoch, content_hash, hash, body) VALUES ";
const EVENT_COLUMNS: usize = 15;
const PERSONAL: &str = "INSERT INTO personal_recent (key, sealed) VALUES ";
const RECENT: &str = "SELECT coalesce(max(number), 0) FROM personal_recent";
const SETTLE: [&str; 2] =
    ["INSERT OR IGNORE INTO personal (key, sealed) SELECT key, sealed FROM personal_recent ORDER BY key", "DELETE FROM personal_recent"];
const INTEGRITY: &str = "PRAGMA integrity_check(1)";
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// How many recent values an import collects before they are moved, and how many anybody else.
const MOVE_AT: (i64, i64) = (131_072, 4_096);

/// A database file.
#[derive(Clone)]
pub struct SqliteBackend {
    connector: Connector,
    readers: SqlitePool,
}

impl SqliteBackend {
    pub(super) fn new(connector: Connector) -> SqliteBackend {
        let readers = connector.pool();
        SqliteBackend { connector, readers }
    }

    pub(super) fn connector(&self) -> &Connector {
        &self.connector
    }
}

cells_of!(SqliteRow);

fn query(statement: Statement) -> Query<'static, Sqlite, SqliteArguments> {
    statement.values.into_iter().fold(sqlx::query(statement.sql), |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Bytes(value) => query.bind(value),
    })
}

impl Backend for SqliteBackend {
    type Connection = SqliteConnection;
    type Row = SqliteRow;

    const DIALECT: Dialect = Dialect {
        personal_count: "SELECT (SELECT count(*) FROM personal) \
             + (SELECT count(DISTINCT key) FROM personal_recent WHERE key NOT IN (SELECT key FROM personal))",
        // The second part is read only if the first has nothing.
        personal: "SELECT sealed FROM personal WHERE key = $1 UNION ALL SELECT sealed FROM personal_recent WHERE key = $1 LIMIT 1",
        erase: &["DELETE FROM personal WHERE key = $1", "DELETE FROM personal_recent WHERE key = $1"],
        settle: &SETTLE,
    };

    fn place(&self) -> String {
        self.connector.file().display().to_string()
    }

    fn explain(&self, doing: &'static str, error: &sqlx::Error) -> LedgerError {
        explain(doing, self.connector.file(), error)
    }

    async fn migrate(&self) -> Result<(), LedgerError> {
        let alone = self.connector.alone();
        let done = migrator(FILES).run(&alone).await.map_err(|error| differs(self, error));
        alone.close().await;
        done
    }

    async fn connect(&self, doing: &'static str) -> Result<SqliteConnection, LedgerError> {
        self.connector.connect(doing).await
    }

    async fn begin(&self, connection: &mut SqliteConnection, doing: &'static str) -> Result<(), LedgerError> {
        sqlx::query("BEGIN IMMEDIATE").execute(connection).await.map(drop).map_err(|error| self.explain(doing, &error))
    }

    async fn execute(connection: &mut SqliteConnection, statement: Statement) -> Found<u64> {
        Ok(query(statement).execute(connection).await?.rows_affected())
    }

    async fn fetch(connection: &mut SqliteConnection, statement: Statement) -> Found<Vec<SqliteRow>> {
        query(statement).fetch_all(connection).await
    }

    async fn read(&self, statement: Statement) -> Found<Vec<SqliteRow>> {
        query(statement).fetch_all(&self.readers).await
    }

    async fn known(connection: &mut SqliteConnection, centre: &str, source: &str, ids: &[&str]) -> Found<Vec<Known>> {
        // One text with all ids is much cheaper to hand over than a parameter each.
        let wanted = serde_json::Value::from(ids).to_string();
        let query = sqlx::query_as(KNOWN).bind(centre.to_owned()).bind(source.to_owned()).bind(wanted);
        let found: Vec<(i64, i64, i64, Vec<u8>)> = query.fetch_all(connection).await?;
        let known = found.into_iter().map(|(index, revision, position, content)| {
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            Known { index, revision, position, content }
        });
        Ok(known.collect())
    }

    async fn insert(connection: &mut SqliteConnection, rows: &NewRows<'_>) -> Found<()> {
        let mut texts = Texts::default();
        let mut rest = rows.iter();
        while rest.len() > 0 {
            let (sql, count) = many::insert_of(EVENTS, EVENT_COLUMNS, rest.len());
            let mut query = sqlx::query(sql);
            for row in rest.by_ref().take(count) {
                let event = row.event;
                query = query
                    .bind(row.position)
                    .bind(texts.of(event.centre))
                    .bind(texts.of(event.source))
                    .bind(Arc::<str>::from(event.id.as_str()))
                    .bind(i64::from(event.revision))
                    .bind(i64::from(event.kind.rank()))
                    .bind(event.case_no.as_deref().map(Arc::<str>::from))
                    .bind(event.occurred_at)
                    .bind(row.recorded_at)
                    .bind(row.batch)
                    .bind(row.line)
                    .bind(row.epoch)
                    .bind(Arc::<[u8]>::from(&row.content.0[..]))
                    .bind(Arc::<[u8]>::from(&row.hash.0[..]))
                    .bind(Arc::<str>::from(event.body.as_str()));
            }
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }

    async fn keep(connection: &mut SqliteConnection, values: &[&Sealed], is_import: bool) -> Found<()> {
        let mut rest = values;
        while !rest.is_empty() {
            let (sql, rows) = many::insert_of(PERSONAL, 2, rest.len());
            let (chunk, others) = rest.split_at(rows);
            rest = others;
            let mut query = sqlx::query(sql);
            for value in chunk {
                query = query.bind(Arc::<[u8]>::from(&value.key[..])).bind(Arc::<[u8]>::from(value.sealed.as_slice()));
            }
            query.execute(&mut *connection).await?;
        }
        let recent: i64 = sqlx::query_scalar(RECENT).fetch_one(&mut *connection).await?;
        if recent >= if is_import { MOVE_AT.0 } else { MOVE_AT.1 } {
            for settle in SETTLE {
                sqlx::query(settle).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }

    async fn damage(&self) -> Found<Option<String>> {
        let said: String = sqlx::query_scalar(INTEGRITY).fetch_one(&self.readers).await?;
        Ok((said != "ok").then_some(said))
    }

    async fn tidy(connection: &mut SqliteConnection) -> Found<()> {
        // What was erased also stands in the write-ahead log until that is emptied into the database.
        sqlx::query(EMPTY_LOG).execute(connection).await.map(drop)
    }

    async fn hang_up(connection: SqliteConnection) -> Found<()> {
        connection.close().await
    }

    async fn close(&self) {
        self.readers.close().await;
    }
}

/// Texts of codes, each made once for all rows of an insert.
#[derive(Default)]
struct Texts(std::collections::HashMap<crate::sym::Sym, Arc<str>, rustc_hash::FxBuildHasher>);

impl Texts {
    fn of(&mut self, code: crate::sym::Sym) -> Arc<str> {
        self.0.entry(code).or_insert_with(|| Arc::from(code.text())).clone()
    }
}
