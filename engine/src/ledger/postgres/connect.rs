//! Connections, their settings, and what the server's errors mean.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, PgPool};

use super::Address;
use crate::ledger::LedgerError;
use crate::ledger::sql::PATIENCE;

/// How long a reader waits for a connection.
const READERS_WAIT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;
/// How long a writer waits for a server that was there before, and how often it asks.
const RETURN: Duration = Duration::from_secs(20);
const ASK: Duration = Duration::from_millis(200);

/// What is set on the connection that writes. A commit that was told is on the disk; no statement is given up half-way; and plans
/// do not hang on statistics, which a table that grows by an import does not have yet: each statement is one walk along an index.
const WRITER: &str = "SET synchronous_commit = on; SET statement_timeout = 0; SET default_transaction_isolation = 'read committed'; \
     SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";
const ENCODING: &str = "SELECT CAST(current_setting('server_encoding') AS TEXT)";

/// Makes connections to one database.
#[derive(Clone)]
pub(super) struct Connector {
    options: PgConnectOptions,
    shown: String,
}

impl Connector {
    pub(super) fn new(address: &Address) -> Connector {
        // Statements and values never reach the log; other settings at the start of a connection are not known to every relative.
        let options = address.options.clone().application_name("mingjing").extra_float_digits(None).disable_statement_logging();
        Connector { options, shown: address.to_string() }
    }

    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// The first connection of all: it tells at once what is wrong with the address or the database.
    pub(super) async fn first(&self, doing: &'static str) -> Result<PgConnection, LedgerError> {
        let failed = |error| self.explain(doing, &error);
        let mut connection = self.options.connect().await.map_err(failed)?;
        let encoding: String = sqlx::query_scalar(ENCODING).fetch_one(&mut connection).await.map_err(failed)?;
        match encoding.as_str() {
            "UTF8" => Ok(connection),
            _ => Err(LedgerError::Encoding { server: self.shown.clone(), encoding }),
        }
    }

    /// A connection that writes. The server was there before; if it is away, it is waited for.
    pub(super) async fn writer(&self, doing: &'static str) -> Result<PgConnection, LedgerError> {
        let mut waited = Duration::ZERO;
        let mut connection = loop {
            match self.options.connect().await.map_err(|error| self.explain(doing, &error)) {
                Err(LedgerError::Unreachable { .. }) if waited < RETURN => {
                    tokio::time::sleep(ASK).await;
                    waited += ASK;
                }
                other => break other?,
            }
        };
        sqlx::raw_sql(WRITER).execute(&mut connection).await.map_err(|error| self.explain(doing, &error))?;
        Ok(connection)
    }

    /// The one connection that prepares the tables. A pool, because sqlx's migrator takes a lent connection only where the
    /// compiler knows the borrow's lifetime.
    pub(super) fn alone(&self) -> PgPool {
        PgPoolOptions::new().max_connections(1).acquire_timeout(READERS_WAIT).connect_lazy_with(self.options.clone())
    }

    /// Connections that read only. Each is asked whether it still stands before it is used: a server may have come and gone.
    pub(super) fn pool(&self) -> PgPool {
        PgPoolOptions::new().max_connections(READERS).acquire_timeout(READERS_WAIT).connect_lazy_with(self.options.clone())
    }

    /// Another writer took too long.
    pub(super) fn busy(&self, doing: &'static str) -> LedgerError {
        LedgerError::Busy { doing, file: self.shown.clone(), seconds: PATIENCE.as_secs() }
    }

    /// Says in our words what the server says in codes. The text of a statement or a value never gets into the message.
    pub(super) fn explain(&self, doing: &'static str, error: &sqlx::Error) -> LedgerError {
        let (server, file) = (self.shown.clone(), self.shown.clone());
        let database = match error {
            sqlx::Error::Database(database) => database,
            sqlx::Error::PoolClosed => return LedgerError::Closed { doing },
            sqlx::Error::Io(detail) => return LedgerError::Unreachable { doing, server, detail: detail.to_string() },
            sqlx::Error::PoolTimedOut => {
                let detail = format!("no connection within {} s", READERS_WAIT.as_secs());
                return LedgerError::Unreachable { doing, server, detail };
            }
            sqlx::Error::Tls(_) => {
                let detail = "it asks for an encrypted connection, which this program does not make itself".to_owned();
                return LedgerError::Unreachable { doing, server, detail };
            }
            other => return LedgerError::Refused { doing, detail: other.to_string() },
        };
        let detail = database.message().to_owned();
        // https://www.postgresql.org/docs/current/errcodes-appendix.html
        let code = database.code().unwrap_or_default();
        match &*code {
            "28000" | "28P01" | "42501" | "25006" => LedgerError::Denied { doing, server, detail },
            "3D000" => LedgerError::NoDatabase { doing, server },
            "53100" => LedgerError::Full { doing, file },
            "40001" | "40P01" | "55P03" => self.busy(doing),
            "58030" => LedgerError::Disk { doing, file, detail },
            "XX001" | "XX002" => LedgerError::Damaged { doing, file, detail },
            "53300" | "57P01" | "57P02" | "57P03" | "57P05" => LedgerError::Unreachable { doing, server, detail },
            code if code.starts_with("08") => LedgerError::Unreachable { doing, server, detail },
            _ => LedgerError::Refused { doing, detail },
        }
    }
}
