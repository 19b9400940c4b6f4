//! What a database must offer to hold a ledger, and how statements that all of them understand are written down.
//!
//! Statements name their parameters `$1`, `$2` …, and use only what SQLite, PostgreSQL and its relatives agree on: no
//! `ON CONFLICT`, no casts by `::`, sums and counts cast to BIGINT. What differs stands in [`Dialect`] or is a method.

use std::future::Future;

use super::append::NewRows;
use super::personal::Sealed;
use crate::ledger::{LedgerError, Position};

/// A value of a parameter.
pub enum Value {
    /// A number, or null.
    Integer(Option<i64>),
    /// A text, or null.
    Text(Option<String>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Value {
        Value::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Some(value.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Value {
        Value::Text(value.map(str::to_owned))
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Value {
        Value::Bytes(value.to_vec())
    }
}

/// A statement with its values.
pub struct Statement {
    /// The text.
    pub sql: &'static str,
    /// `$1`, `$2` …
    pub values: Vec<Value>,
}

impl Statement {
    /// A statement without values.
    pub fn new(sql: &'static str) -> Statement {
        Statement { sql, values: Vec::new() }
    }

    /// Gives the next parameter its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Statement {
        self.values.push(value.into());
        self
    }
}

/// The cells of a row that was read. Bytes are also to be had of a column of texts, as they are stored.
#[allow(missing_docs, reason = "the types of cells, by their names")]
pub trait Cells {
    fn integer(&self, column: usize) -> Result<i64, sqlx::Error>;
    fn maybe_integer(&self, column: usize) -> Result<Option<i64>, sqlx::Error>;
    fn text(&self, column: usize) -> Result<String, sqlx::Error>;
    fn maybe_text(&self, column: usize) -> Result<Option<String>, sqlx::Error>;
    fn bytes(&self, column: usize) -> Result<Vec<u8>, sqlx::Error>;
    fn maybe_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, sqlx::Error>;
}

/// [`Cells`] for a row of sqlx.
macro_rules! cells_of {
    ($row:ty) => {
        impl $crate::ledger::sql::backend::Cells for $row {
            fn integer(&self, column: usize) -> Result<i64, sqlx::Error> {
                sqlx::Row::try_get(self, column)
            }

            fn maybe_integer(&self, column: usize) -> Result<Option<i64>, sqlx::Error> {
                sqlx::Row::try_get(self, column)
            }

            fn text(&self, column: usize) -> Result<String, sqlx::Error> {
                sqlx::Row::try_get(self, column)
            }

            fn maybe_text(&self, column: usize) -> Result<Option<String>, sqlx::Error> {
                sqlx::Row::try_get(self, column)
            }

            fn bytes(&self, column: usize) -> Result<Vec<u8>, sqlx::Error> {
                sqlx::Row::try_get_unchecked(self, column)
            }

            fn maybe_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, sqlx::Error> {
                sqlx::Row::try_get_unchecked(self, column)
            }
        }
    };
}
pub(in crate::ledger) use cells_of;

/// Statements of one kind of database.
pub struct Dialect {
    /// Number of personal values.
    pub personal_count: &'static str,
    /// The sealed value of a token.
    pub personal: &'static str,
    /// Removes the value of a token; each is run.
    pub erase: &'static [&'static str],
    /// Brings personal values to their places when an import ends; each is run.
    pub settle: &'static [&'static str],
}

/// What is known of an event that has one of the ids asked for.
pub struct Known {
    /// Which of the ids.
    pub index: usize,
    /// Its revision.
    pub revision: i64,
    /// Where it stands.
    pub position: Position,
    /// Hash of its body.
    pub content: Vec<u8>,
}

/// What a statement gives.
pub type Found<T> = Result<T, sqlx::Error>;

/// A kind of database, and the way to one. The ledger keeps one connection that writes; readers have their own.
pub trait Backend: Clone + Send + Sync + 'static {
    /// A connection that writes.
    type Connection: Send + 'static;
    /// A row that was read.
    type Row: Cells + Send;

    /// Its statements.
    const DIALECT: Dialect;

    /// What to call the database in messages.
    fn place(&self) -> String;

    /// Says in our words what the database says in codes. The text of a statement or a value never gets into the message.
    fn explain(&self, doing: &'static str, error: &sqlx::Error) -> LedgerError;

    /// Makes the tables, or brings them up to date; called under the lock of the head file.
    fn migrate(&self) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// A connection that writes.
    fn connect(&self, doing: &'static str) -> impl Future<Output = Result<Self::Connection, LedgerError>> + Send;

    /// Begins a transaction that no other writer can overlap.
    fn begin(&self, connection: &mut Self::Connection, doing: &'static str) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// Runs a statement; gives the number of rows it changed.
    fn execute(connection: &mut Self::Connection, statement: Statement) -> impl Future<Output = Found<u64>> + Send;

    /// Reads inside a transaction.
    fn fetch(connection: &mut Self::Connection, statement: Statement) -> impl Future<Output = Found<Vec<Self::Row>>> + Send;

    /// Reads on a connection of the readers.
    fn read(&self, statement: Statement) -> impl Future<Output = Found<Vec<Self::Row>>> + Send;

    /// The events that hold these ids now, in any revision.
    fn known(connection: &mut Self::Connection, centre: &str, source: &str, ids: &[&str])
    -> impl Future<Output = Found<Vec<Known>>> + Send;

    /// Inserts events; their keys are inserted from the table afterwards.
    fn insert(connection: &mut Self::Connection, rows: &NewRows<'_>) -> impl Future<Output = Found<()>> + Send;

    /// Keeps personal values, in order of key and each key once; one that is there already stays as it is.
    fn keep(connection: &mut Self::Connection, values: &[&Sealed], is_import: bool) -> impl Future<Output = Found<()>> + Send;

    /// What the database says is wrong with its own files, if it can say so.
    fn damage(&self) -> impl Future<Output = Found<Option<String>>> + Send;

    /// Leaves no copy of what was erased, and little to be read at the next start.
    fn tidy(connection: &mut Self::Connection) -> impl Future<Output = Found<()>> + Send;

    /// Ends a connection in order.
    fn hang_up(connection: Self::Connection) -> impl Future<Output = Found<()>> + Send;

    /// Ends the readers' connections; reading fails from now on.
    fn close(&self) -> impl Future<Output = ()> + Send;
}
