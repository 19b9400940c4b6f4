//! The conformance suite on a real server, and what only a server has: it can be gone, refuse, and break off.
//!
//! `MINGJING_TEST_POSTGRES` names a server on which databases may be made; `make test` starts one. Without it these tests say so in
//! the file of skips and pass; with `CI=true` they fail.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::{Address, PostgresLedger};
use crate::ledger::conformance::folder::Folder;
use crate::ledger::conformance::{Bench, NOON, appended, many, noted};
use crate::ledger::{Append, Entry, Events, Fault, Ledger, LedgerError, Outcome, Task, Vault, VaultError};

const SERVER: &str = "MINGJING_TEST_POSTGRES";
/// Ends every connection to this database but the one that asks.
const BREAK_OFF: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

crate::ledger::conformance::conformance!(conforms, super::open, if super::is_there);

/// Whether there is a server to test on; if not, the test says that it is skipped.
fn is_there() -> bool {
    if std::env::var_os(SERVER).is_some() {
        return true;
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{SERVER} is not set; scripts/postgres.sh starts a server");
    let thread = std::thread::current();
    let line = format!("{}: skipped: no PostgreSQL\n", thread.name().unwrap_or("ledger::postgres"));
    eprint!("{line}");
    if let Some(file) = std::env::var_os("MINGJING_SKIPS") {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(file);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("writes the file of skips");
    }
    false
}

fn server() -> Address {
    Address::parse(&std::env::var(SERVER).expect("asked before")).expect("an address")
}

/// The database that belongs to a folder, made when it is not there.
async fn database_of(folder: &Path) -> Address {
    let name = folder.file_name().and_then(|name| name.to_str()).expect("a name").replace('-', "_");
    let server = server();
    let mut connection = server.options.connect().await.expect("connects");
    let made = sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await;
    let is_duplicate = |error: &sqlx::Error| error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("42P04"));
    made.map(drop).or_else(|error| if is_duplicate(&error) { Ok(()) } else { Err(error) }).expect("makes the database");
    connection.close().await.expect("closes");
    server.with_database(&name)
}

fn open(folder: &Path) -> Task<'_, Arc<dyn Ledger>> {
    Box::pin(async move { Ok(Arc::new(PostgresLedger::open(folder, &database_of(folder).await).await?) as Arc<dyn Ledger>) })
}

/// A connection of somebody who goes around the ledger.
async fn intruder(folder: &Path) -> PgConnection {
    database_of(folder).await.options.connect().await.expect("connects")
}

async fn tamper(folder: &Path, statements: &str) {
    let mut connection = intruder(folder).await;
    let sql = format!("DROP TRIGGER IF EXISTS events_are_never_changed ON events; {statements}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("changes it");
    connection.close().await.expect("closes");
}

fn entries(prefix: &str, count: usize) -> Append {
    Append::new(many(prefix, count).into_iter().map(Entry::from).collect(), NOON)
}

async fn refusal(folder: &Folder, address: &Address) -> LedgerError {
    PostgresLedger::open(folder.path(), address).await.err().expect("refused")
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_told_without_its_password() {
    let folder = Folder::new();
    let nobody = Address::parse("postgres://clerk:s3cret@127.0.0.1:1/ledger").expect("an address");
    let error = refusal(&folder, &nobody).await;
    assert!(matches!(error, LedgerError::Unreachable { .. }), "{error}");
    let told = error.to_string();
    assert!(told.contains("database ledger of user clerk on 127.0.0.1:1 does not answer") && !told.contains("s3cret"), "{told}");
    if !is_there() {
        return;
    }
    let missing = server().with_database("there_is_none");
    let error = refusal(&folder, &missing).await;
    assert!(matches!(error, LedgerError::NoDatabase { .. }) && error.to_string().contains("createdb"), "{error}");
    let wrong = Address { options: server().options.clone().password("wr0ng") };
    let error = refusal(&folder, &wrong).await;
    assert!(matches!(error, LedgerError::Denied { .. }) && !error.to_string().contains("wr0ng"), "{error}");
}

#[tokio::test]
async fn a_database_that_lacks_characters_is_refused() {
    if !is_there() {
        return;
    }
    let folder = Folder::new();
    let mut connection = server().options.connect().await.expect("connects");
    let make = "DROP DATABASE IF EXISTS latin; CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0";
    for sql in make.split("; ") {
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("makes it");
    }
    let error = refusal(&folder, &server().with_database("latin")).await;
    assert!(matches!(&error, LedgerError::Encoding { encoding, .. } if encoding == "LATIN1"), "{error}");
}

#[tokio::test]
async fn a_database_of_another_version_is_refused() {
    if !is_there() {
        return;
    }
    let bench = Bench::new(open).await;
    bench.append(vec![noted("x")]).await;
    bench.ledger.close().await.expect("closes");
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (20990101000000, 'later', true, '', 0)";
    tamper(bench.path(), later).await;
    let refused = open(bench.path()).await.err();
    assert!(matches!(refused, Some(LedgerError::Version { .. })), "{refused:?}");
}

#[tokio::test]
async fn triggers_keep_honest_programs_from_changing_rows() {
    if !is_there() {
        return;
    }
    let bench = Bench::new(open).await;
    bench.append(many("a", 3)).await;
    let mut connection = intruder(bench.path()).await;
    for sql in ["UPDATE events SET line = 1", "DELETE FROM events WHERE position = 3", "TRUNCATE events", "DELETE FROM audit"] {
        let error = sqlx::raw_sql(sql).execute(&mut connection).await.expect_err("refused");
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    bench.assert_whole(3).await;
}

#[tokio::test]
async fn what_was_changed_behind_the_ledgers_back_is_named() {
    if !is_there() {
        return;
    }
    let cases = [
        ("UPDATE events SET body = replace(body, 'noted', 'rated') WHERE position = 4", "position 4: column body is not what was sealed"),
        ("UPDATE events SET case_no = 'C77' WHERE position = 5", "position 5: column case_no is not what was sealed"),
        ("UPDATE events SET recorded_at = 7 WHERE position = 6", "position 6: column recorded_at, batch, line or epoch is not"),
        ("DELETE FROM events WHERE position = 3", "rows are missing: after position 2 comes 4"),
        ("DELETE FROM event_keys WHERE position = 2", "position 2: the table of keys"),
        ("DELETE FROM events WHERE position > 7", "the tail is cut: the head says 10, the table ends at 7"),
    ];
    for (change, expected) in cases {
        let bench = Bench::new(open).await;
        bench.append(many("a", 10)).await;
        tamper(bench.path(), change).await;
        let fault = bench.ledger.verify(None).await.expect("walks").fault.expect("a fault").to_string();
        assert!(fault.contains(expected), "{change}: {fault}");
        if change.contains("> 7") {
            let error = bench.try_append(many("b", 1)).await.expect_err("refused");
            assert!(matches!(&error, LedgerError::Faulty { fault } if matches!(**fault, Fault::CutTail { .. })), "{error}");
            bench.ledger.accept_head("a person", NOON).await.expect("accepts");
            assert_eq!(bench.append(many("a", 9)).await[6..], [Outcome::Duplicate(7), Outcome::Appended(8), Outcome::Appended(9)]);
            bench.assert_whole(9).await;
        }
    }
}

#[tokio::test]
async fn another_folder_needs_the_same_key_and_then_takes_turns() {
    if !is_there() {
        return;
    }
    let bench = Bench::new(open).await;
    bench.append(many("a", 4)).await;
    let address = database_of(bench.path()).await;
    let other = Folder::new();
    let error = refusal(&other, &address).await;
    assert!(matches!(error, LedgerError::Vault(VaultError::Missing { .. })), "{error}");
    std::fs::create_dir_all(other.path().join("keys")).expect("makes the folder");
    std::fs::copy(Vault::file_in(bench.path()), Vault::file_in(other.path())).expect("copies the key");
    let second = Arc::new(PostgresLedger::open(other.path(), &address).await.expect("opens"));
    let error = second.append(entries("two", 1)).await.expect_err("refused");
    assert!(matches!(&error, LedgerError::Faulty { fault } if matches!(**fault, Fault::NoHead { .. })), "{error}");
    second.accept_head("a person", NOON).await.expect("accepts what is there");
    let append = |ledger: Arc<dyn Ledger>, name: &'static str| async move {
        for round in 0..20 {
            ledger.append(entries(&format!("{name}-{round}"), 3)).await.expect("appends");
        }
    };
    let one = tokio::spawn(append(bench.ledger.clone(), "one"));
    let two = tokio::spawn(append(second.clone(), "two"));
    one.await.expect("no panic");
    two.await.expect("no panic");
    let found = second.verify(None).await.expect("walks");
    assert_eq!((found.fault, found.events), (None, 124));
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    if !is_there() {
        return;
    }
    let folder = Folder::new();
    let ledger = PostgresLedger::open(folder.path(), &database_of(folder.path()).await).await.expect("opens");
    ledger.append(entries("a", 3)).await.expect("appends");
    {
        let mut transaction = ledger.door.begin("testing").await.expect("begins");
        let prepared = crate::ledger::sql::append::Prepared::new(entries("b", 50), &ledger.vault).expect("prepares");
        crate::ledger::sql::append::write(&mut transaction, &ledger.vault, &prepared).await.expect("writes");
    }
    assert_eq!(ledger.append(entries("b", 1)).await.expect("appends"), appended(4, 1));
    assert_eq!(ledger.verify(None).await.expect("walks").events, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_off_lose_nothing_and_double_nothing() {
    if !is_there() {
        return;
    }
    let bench = Bench::new(open).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let mut breaker = intruder(bench.path()).await;
    let over = is_over.clone();
    let breaking = tokio::spawn(async move {
        let mut broken = 0_usize;
        while !over.load(Ordering::Relaxed) {
            broken += sqlx::query(BREAK_OFF).fetch_all(&mut breaker).await.expect("breaks off").len();
            tokio::time::sleep(std::time::Duration::from_millis(15)).await;
        }
        broken
    });
    let mut unanswered = 0;
    for round in 0..60 {
        loop {
            match bench.ledger.append(entries(&format!("r{round}"), 40)).await {
                Ok(_) => break,
                // Sent again, as the message asks for.
                Err(LedgerError::Unanswered { .. } | LedgerError::Unreachable { .. }) => unanswered += 1,
                Err(error) => panic!("{error}"),
            }
        }
    }
    is_over.store(true, Ordering::Relaxed);
    let broken = breaking.await.expect("no panic");
    assert!(broken > 5, "{broken} connections were broken off, {unanswered} answers were lost");
    bench.ledger.append(entries("end", 1)).await.expect("appends");
    bench.assert_whole(60 * 40 + 1).await;
    let mut ids = bench.ids().await;
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 60 * 40 + 1);
}

#[tokio::test]
async fn the_indexes_serve_the_reads_and_the_look_at_known_keys() {
    if !is_there() {
        return;
    }
    let bench = Bench::new(open).await;
    bench.append(many("a", 50)).await;
    let mut connection = intruder(bench.path()).await;
    sqlx::raw_sql("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_sort = off; SET enable_bitmapscan = off")
        .execute(&mut connection)
        .await
        .expect("sets");
    let cases = [
        ("SELECT * FROM events WHERE centre = 'a' AND case_no = 'b' ORDER BY position", "events_by_case"),
        (
            "SELECT * FROM events WHERE case_no IS NOT NULL AND (centre, case_no, position) > ('a', 'b', 3) ORDER BY centre, case_no, position LIMIT 5",
            "events_by_case",
        ),
        ("SELECT * FROM events WHERE (kind <= 5 OR kind BETWEEN 47 AND 50) AND position > 0 ORDER BY position", "events_of_reference"),
        ("SELECT * FROM events WHERE kind >= 60 AND position > 3 ORDER BY position", "events_of_our_own"),
        ("SELECT * FROM events WHERE kind BETWEEN 43 AND 46 AND position > 3 ORDER BY position", "events_of_services"),
        ("SELECT * FROM event_keys WHERE centre = 'a' AND source = 'b' AND id = ANY('{a,b,c}')", "event_keys_pkey"),
    ];
    for (sql, index) in cases {
        let explain = AssertSqlSafe(format!("EXPLAIN {sql}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut connection).await.expect("explains");
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("Sort")), "{plan:?}");
    }
}
