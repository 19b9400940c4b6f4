//! PostgreSQL for tests: a database of a test's own on the server that `make test` starts, or a server that a test may end.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{Folder, must, skip};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of a test's own. It goes when it is dropped.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
    /// Its address.
    pub address: String,
}

impl Database {
    /// A new one on the server of this address.
    pub fn on(server: String) -> Database {
        let name = format!("mingjing_tests_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // One left by an earlier process of the same number is not ours to read.
        must("making a database", command(&server, &format!("DROP DATABASE IF EXISTS {name}")));
        must("making a database", command(&server, &format!("CREATE DATABASE {name}")));
        let (place, rest) = server.split_once('?').unwrap_or((&server, ""));
        let place = place.rsplit_once('/').map_or(place, |(place, _)| place);
        Database { address: format!("{place}/{name}?{rest}"), name, server }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that a test has ended holds nothing any more that could be in the way.
        let _ = command(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn command(server: &str, sql: &str) -> Result<(), sqlx::Error> {
    must("a runtime", tokio::runtime::Builder::new_current_thread().enable_all().build()).block_on(async {
        let mut connection = PgConnection::connect(server).await?;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
        connection.close().await
    })
}

/// A new database on the server of `MINGJING_TEST_POSTGRES`; `None`, and a word for the summary, where there is no server. With
/// `CI=true` that is a failure.
pub fn database(test: &str) -> Option<Database> {
    let Ok(server) = std::env::var("MINGJING_TEST_POSTGRES") else {
        no_server(test);
        return None;
    };
    Some(Database::on(server))
}

fn no_server(test: &str) {
    let is_required = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!is_required, "{test}: there is no PostgreSQL; scripts/postgres.sh starts one");
    skip(test, "no PostgreSQL");
}

/// A server that a test may end and start again. It goes when it is dropped.
#[derive(Debug)]
pub struct OwnServer {
    folder: Folder,
    /// Its address.
    pub address: String,
}

impl OwnServer {
    /// Starts one, where `make test` has one too.
    pub fn start(test: &str) -> Option<OwnServer> {
        if std::env::var_os("MINGJING_TEST_POSTGRES").is_none() {
            no_server(test);
            return None;
        }
        let mut server = OwnServer { folder: Folder::new(), address: String::new() };
        server.start_again();
        Some(server)
    }

    /// Starts it after it was ended.
    pub fn start_again(&mut self) {
        self.address = self.script("start");
    }

    /// Ends it as a machine that fails does: no transaction is finished.
    pub fn fail(&self) {
        self.script("halt");
    }

    fn script(&self, action: &str) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres.sh");
        let mut command = Command::new(script);
        let output = must("scripts/postgres.sh", command.arg(action).arg(self.folder.join("server")).stdin(Stdio::null()).output());
        assert!(output.status.success(), "postgres.sh {action}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.script("stop");
    }
}
