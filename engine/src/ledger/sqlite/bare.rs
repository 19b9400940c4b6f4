//! A ledger's rows inserted bare: the yardstick for imports (`mingjing bench ingest`).
//!
//! Same library, same settings of the database, same columns and indexes; no check of form, no look at what is there, no chain, no
//! personal values. The key has a unique index where the ledger has a table, so that each key is stored once on both sides.

use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, query, query_scalar};

use super::Settings;
use super::backend::SqliteBackend;
use super::connect::{Connector, explain};
use crate::ledger::sql::backend::Backend;
use crate::ledger::{LedgerError, SealedRow};

const DOING: &str = "inserting bare rows";
const TRIGGERS: &str = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'";
const KEY: &str = "CREATE UNIQUE INDEX events_by_key ON events (centre, source, id, revision)";
const INSERT: &str = "INSERT INTO events (position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, batch, line, \
     epoch, content_hash, hash, body) VALUES ";
const COLUMNS: usize = 15;
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// Rows as they will be bound, so that binding costs as little as it can.
pub struct BareRows {
    rows: Vec<BareRow>,
}

struct BareRow {
    texts: [Arc<str>; 3],
    case_no: Option<Arc<str>>,
    body: Arc<str>,
    numbers: [i64; 5],
    batch: Option<i64>,
    line: Option<i64>,
    epoch: i64,
    hashes: [Arc<[u8]>; 2],
}

impl BareRows {
    /// Takes rows of a ledger.
    ///
    /// # Errors
    /// Where a column that holds text does not.
    pub fn new(rows: Vec<SealedRow>) -> Result<BareRows, LedgerError> {
        let rows = rows.into_iter().map(|row| {
            let position = row.position;
            let text = |bytes: Vec<u8>, column: &'static str| {
                let text = String::from_utf8(bytes).map_err(|_| LedgerError::Inconsistent { table: "events", row: position, column })?;
                Ok::<Arc<str>, LedgerError>(text.into())
            };
            Ok(BareRow {
                texts: [text(row.centre, "centre")?, text(row.source, "source")?, text(row.id, "id")?],
                case_no: row.case_no.map(|case_no| text(case_no, "case_no")).transpose()?,
                body: text(row.body, "body")?,
                numbers: [row.position, row.revision, row.kind, row.occurred_at, row.recorded_at],
                batch: row.batch,
                line: row.line,
                epoch: row.epoch,
                hashes: [row.content_hash.into(), row.hash.into()],
            })
        });
        Ok(BareRows { rows: rows.collect::<Result<_, LedgerError>>()? })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A database of its own with the ledger's table of events.
pub struct BareDatabase {
    connection: SqliteConnection,
    connector: Connector,
}

impl BareDatabase {
    /// Makes a new one.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub async fn create(file: &Path) -> Result<BareDatabase, LedgerError> {
        let connector = Connector::new(file.to_owned(), Settings::default());
        SqliteBackend::new(connector.clone()).migrate().await?;
        let failed = |error| explain(DOING, file, &error);
        let mut connection = connector.connect(DOING).await?;
        let triggers: Vec<String> = query_scalar(TRIGGERS).fetch_all(&mut connection).await.map_err(failed)?;
        for trigger in triggers {
            query(AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&mut connection).await.map_err(failed)?;
        }
        query(KEY).execute(&mut connection).await.map_err(failed)?;
        Ok(BareDatabase { connection, connector })
    }

    /// Inserts rows, so many by one prepared statement and so many in one transaction.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn insert(&mut self, rows: &BareRows, a_statement: usize, a_transaction: usize) -> Result<(), LedgerError> {
        let file = self.connector.file().to_owned();
        let failed = |error| explain(DOING, &file, &error);
        let text = |rows: usize| -> Arc<str> {
            let row = format!("({})", vec!["?"; COLUMNS].join(", "));
            format!("{INSERT}{}", vec![row.as_str(); rows].join(", ")).into()
        };
        let whole = text(a_statement.max(1));
        for transaction in rows.rows.chunks(a_transaction.max(1)) {
            query("BEGIN IMMEDIATE").execute(&mut self.connection).await.map_err(failed)?;
            for chunk in transaction.chunks(a_statement.max(1)) {
                let sql = if chunk.len() == a_statement { whole.clone() } else { text(chunk.len()) };
                let mut query = query(AssertSqlSafe(sql));
                for row in chunk {
                    let [centre, source, id] = row.texts.clone();
                    let [position, revision, kind, occurred_at, recorded_at] = row.numbers;
                    let [content_hash, hash] = row.hashes.clone();
                    query = query.bind(position).bind(centre).bind(source).bind(id).bind(revision).bind(kind);
                    query = query.bind(row.case_no.clone()).bind(occurred_at).bind(recorded_at).bind(row.batch).bind(row.line);
                    query = query.bind(row.epoch).bind(content_hash).bind(hash).bind(row.body.clone());
                }
                query.execute(&mut self.connection).await.map_err(failed)?;
            }
            query("COMMIT").execute(&mut self.connection).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Empties the write-ahead log and closes, as the ledger does.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn close(mut self) -> Result<(), LedgerError> {
        let failed = |error| explain(DOING, self.connector.file(), &error);
        query(EMPTY_LOG).execute(&mut self.connection).await.map_err(failed)?;
        self.connection.close().await.map_err(failed)
    }
}
