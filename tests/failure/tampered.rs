//! A ledger that someone changed behind the program's back: `ledger verify` names what and where.

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};

use crate::harness::{Done, Installation, Sample, must};

/// A ledger with some thousand events, judged.
fn ledger() -> Installation {
    let sample = Sample::generate(100, 61);
    let office = Installation::new();
    office.import_all(&sample.file());
    office.judge();
    office.run(&["ledger", "verify"]).status(0).says(&["whole"]);
    office
}

/// Runs statements on the database as one who knows SQL and may do all with it, triggers put aside.
fn tamper(office: &Installation, statements: &[&str]) {
    let runtime = must("a runtime", tokio::runtime::Builder::new_current_thread().enable_all().build());
    runtime.block_on(async {
        match office.database() {
            Some(address) => {
                let connection: PgConnection = must("connecting", PgConnection::connect(address).await);
                execute(connection, &["ALTER TABLE events DISABLE TRIGGER ALL"], statements).await;
            }
            None => {
                let options = SqliteConnectOptions::new().filename(office.data().join("ledger.db"));
                let connection: SqliteConnection = must("opening the database", options.connect().await);
                let own = ["DROP TRIGGER events_are_never_changed", "DROP TRIGGER events_are_never_removed"];
                execute(connection, &own, statements).await;
            }
        }
    });
}

async fn execute<C: Connection>(mut connection: C, own: &[&str], statements: &[&str])
where
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
{
    for statement in own.iter().chain(statements) {
        must(statement, connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe((*statement).to_owned()))).await);
    }
    must("closing", connection.close().await);
}

#[track_caller]
fn verify(office: &Installation) -> Value {
    let done: Done = office.run(&["ledger", "verify", "--json"]).status(2);
    let found = done.json();
    assert!(found["how_to_mend"].as_str().is_some_and(|text| !text.is_empty()), "{done}");
    found
}

fn fault(found: &Value) -> &str {
    found["fault"].as_str().unwrap_or_default()
}

#[test]
fn a_changed_byte_is_named_with_position_and_column() {
    let office = ledger();
    tamper(&office, &["UPDATE events SET body = substr(body, 1, 40) || '#' || substr(body, 42) WHERE position = 200"]);
    let found = verify(&office);
    assert!(fault(&found).contains("position 200") && fault(&found).contains("body"), "{found}");
    office.run(&["ledger", "verify"]).status(2).says(&["not whole", "position 200", "restore"]);
}

#[test]
fn a_changed_time_is_named_with_position_and_column() {
    let office = ledger();
    tamper(&office, &["UPDATE events SET occurred_at = occurred_at + 60000000 WHERE position = 150"]);
    let found = verify(&office);
    assert!(fault(&found).contains("position 150"), "{found}");
}

#[test]
fn a_removed_row_in_the_middle_is_named_with_its_neighbours() {
    let office = ledger();
    tamper(&office, &["DELETE FROM events WHERE position = 120"]);
    let found = verify(&office);
    assert!(fault(&found).contains("missing") && fault(&found).contains("119") && fault(&found).contains("121"), "{found}");
}

#[test]
fn a_cut_tail_is_named_and_nothing_more_is_written_onto_it() {
    let office = ledger();
    tamper(&office, &["DELETE FROM events WHERE position > (SELECT max(position) - 10 FROM events)"]);
    let found = verify(&office);
    assert!(fault(&found).contains("tail is cut"), "{found}");
    let sample = Sample::generate(100, 61);
    office.import(&sample.file(), &[]).status(2).says(&["tail is cut"]);
    // An older copy restored on purpose: a person says so by name, and what came since is imported again.
    office.run(&["ledger", "verify", "--accept-head"]).status(2).says(&["--who"]);
    office.run(&["ledger", "verify", "--accept-head", "--who", "operator"]).status(0).says(&["accepted", "whole"]);
    office.import_all(&sample.file());
    office.run(&["ledger", "verify"]).status(0).says(&["whole"]);
}

#[test]
fn a_checkpoint_kept_elsewhere_sees_a_chain_that_was_written_anew() {
    let office = ledger();
    let kept = office.run(&["ledger", "checkpoint"]).status(0);
    let file = office.folder().write("checkpoint.json", &kept.stdout);
    let path = file.display().to_string();
    office.run(&["ledger", "verify", "--checkpoint", &path]).status(0);
    // An empty ledger that claims to be this one.
    let other = Installation::new();
    other.import_all(&Sample::generate(20, 63).file());
    other.run(&["ledger", "verify", "--checkpoint", &path]).status(2).says(&["checkpoint"]);
}
