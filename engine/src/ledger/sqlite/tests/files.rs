//! Full disks, lost keys, other versions.

use std::sync::Arc;

use super::{intruder, open, tamper};
use crate::ledger::conformance::folder::Folder;
use crate::ledger::conformance::imports::{append_to, begin};
use crate::ledger::conformance::{Bench, NOON, appended, many, noted, personal};
use crate::ledger::{
    Append, Entry, Events, ImportCounts, Ledger, LedgerError, Outcome, PersonalValues, Settings, SqliteLedger, Vault, VaultError,
};

fn entries(prefix: &str, count: usize) -> Vec<Entry> {
    many(prefix, count).into_iter().map(Entry::from).collect()
}

const SMALL: Settings = Settings { size_limit_bytes: Some(400 * 1024) };

#[tokio::test]
async fn a_full_disk_keeps_nothing_of_the_batch_and_all_before_it() {
    let folder = Folder::new();
    let ledger = SqliteLedger::open_with(folder.path(), SMALL).await.expect("opens");
    let mut kept = 0;
    let error = loop {
        match ledger.append(Append::new(entries(&format!("chunk-{kept}"), 100), NOON)).await {
            Ok(outcomes) => kept += outcomes.len() as i64,
            Err(error) => break error,
        }
    };
    assert!(kept > 0);
    let text = error.to_string();
    assert!(matches!(error, LedgerError::Full { .. }), "{text}");
    assert!(text.contains("no space left") && text.contains("ledger.db") && text.contains("free space"), "{text}");
    // The ledger is whole, and what fits still goes in.
    let verification = ledger.verify(None).await.expect("walks");
    assert_eq!((verification.fault, verification.events), (None, kept.unsigned_abs()));
    assert_eq!(ledger.append(Append::new(entries("one", 1), NOON)).await.expect("appends"), appended(kept + 1, 1));
    ledger.close().await.expect("closes");
    // With room again, sending once more ends as if nothing had happened.
    let ledger = SqliteLedger::open(folder.path()).await.expect("opens");
    let again = ledger.append(Append::new(entries(&format!("chunk-{kept}"), 100), NOON)).await.expect("appends");
    assert_eq!(again, appended(kept + 2, 100));
    assert_eq!(ledger.verify(None).await.expect("walks").fault, None);
}

#[tokio::test]
async fn one_append_too_large_for_the_disk_does_not_sink_the_others() {
    let folder = Folder::new();
    let ledger = Arc::new(SqliteLedger::open_with(folder.path(), SMALL).await.expect("opens"));
    // On one thread both are in the queue before the writer looks: they share a transaction that cannot be written.
    let (large, small) =
        tokio::join!(ledger.append(Append::new(entries("large", 5000), NOON)), ledger.append(Append::new(entries("small", 2), NOON)));
    assert!(matches!(large, Err(LedgerError::Full { .. })), "{large:?}");
    assert_eq!(small.expect("appends"), appended(1, 2));
    assert_eq!(ledger.verify(None).await.expect("walks").events, 2);
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    let folder = Folder::new();
    let ledger = SqliteLedger::open(folder.path()).await.expect("opens");
    ledger.append(Append::new(entries("a", 3), NOON)).await.expect("appends");
    {
        let mut transaction = ledger.door.begin("testing").await.expect("begins");
        let prepared = crate::ledger::sql::append::Prepared::new(Append::new(entries("b", 50), NOON), &ledger.vault).expect("prepares");
        crate::ledger::sql::append::write(&mut transaction, &ledger.vault, &prepared).await.expect("writes");
    }
    assert_eq!(ledger.append(Append::new(entries("b", 1), NOON)).await.expect("appends"), appended(4, 1));
    assert_eq!(ledger.verify(None).await.expect("walks").events, 4);
}

#[tokio::test]
async fn a_caller_that_goes_away_harms_nobody() {
    let folder = Folder::new();
    let ledger = Arc::new(SqliteLedger::open(folder.path()).await.expect("opens"));
    for round in 0..20 {
        let gone = ledger.clone();
        let name = format!("gone-{round}");
        let task = tokio::spawn(async move { gone.append(Append::new(entries(&name, 5), NOON)).await });
        tokio::task::yield_now().await;
        task.abort();
        ledger.append(Append::new(entries(&format!("here-{round}"), 1), NOON)).await.expect("appends");
    }
    let verification = ledger.verify(None).await.expect("walks");
    assert_eq!(verification.fault, None);
    assert_eq!((verification.events - 20) % 5, 0, "each append is in as a whole or not at all");
}

#[tokio::test]
async fn a_lost_or_changed_key_file_is_refused() {
    let bench = Bench::new(open).await;
    let key = bench.ledger.vault().token("name", "张三");
    bench.append(vec![personal("1", key, "张三")]).await;
    bench.ledger.close().await.expect("closes");
    let file = Vault::file_in(bench.path());
    let kept = std::fs::read(&file).expect("reads");
    std::fs::remove_file(&file).expect("removes");
    let refused = SqliteLedger::open(bench.path()).await.err();
    assert!(matches!(refused, Some(LedgerError::Vault(VaultError::Missing { .. }))), "{refused:?}");
    assert!(!file.exists(), "no new key is made beside values sealed with another");
    Vault::open_or_create(bench.path()).expect("another key");
    let refused = SqliteLedger::open(bench.path()).await.err();
    assert!(matches!(refused, Some(LedgerError::Vault(VaultError::OtherKey { .. }))), "{refused:?}");
    std::fs::write(&file, kept).expect("writes");
    let ledger = SqliteLedger::open(bench.path()).await.expect("opens");
    assert_eq!(ledger.personal(key).await.expect("reads").as_deref(), Some("张三"));
}

#[tokio::test]
async fn a_sealed_value_that_was_changed_is_no_value() {
    let bench = Bench::new(open).await;
    let key = bench.ledger.vault().token("name", "张三");
    bench.append(vec![personal("1", key, "张三")]).await;
    tamper(bench.path(), "UPDATE personal_recent SET sealed = zeroblob(22)").await;
    let error = bench.ledger.personal(key).await.expect_err("refused");
    assert!(matches!(error, LedgerError::Inconsistent { table: "personal", .. }), "{error}");
}

#[tokio::test]
async fn personal_values_move_to_their_places_when_an_import_ends() {
    let bench = Bench::new(open).await;
    let vault = bench.ledger.vault();
    let names = ["张三", "李四", "王五"];
    let keys = names.map(|name| vault.token("name", name));
    let batch = begin(&bench, "a").await;
    let event = |n: usize, of: usize| personal(&format!("e{n}"), keys[of], names[of]);
    append_to(&bench, batch, vec![event(1, 0), event(2, 1)]).await;
    append_to(&bench, batch, vec![event(3, 0), event(4, 2)]).await;
    assert!(bench.ledger.erase(keys[1]).await.expect("erases"), "before they moved");
    bench.ledger.finish_import(batch, ImportCounts::default(), NOON).await.expect("finishes");
    let mut connection = intruder(bench.path()).await;
    let places = "SELECT (SELECT count(*) FROM personal), (SELECT count(*) FROM personal_recent)";
    let found: (i64, i64) = sqlx::query_as(places).fetch_one(&mut connection).await.expect("counts");
    assert_eq!(found, (2, 0));
    for (key, expected) in keys.into_iter().zip([Some("张三"), None, Some("王五")]) {
        assert_eq!(bench.ledger.personal(key).await.expect("reads").as_deref(), expected);
    }
    append_to(&bench, begin(&bench, "b").await, vec![event(5, 0)]).await;
    assert_eq!(bench.ledger.counts().await.expect("counts").personal, 2);
    assert!(bench.ledger.erase(keys[0]).await.expect("erases"), "in both places");
    assert_eq!(bench.ledger.personal(keys[0]).await.expect("reads"), None);
}

#[tokio::test]
async fn what_is_erased_is_in_none_of_the_files() {
    let bench = Bench::new(open).await;
    let vault = bench.ledger.vault();
    let key = vault.token("name", "张三");
    let sealed = vault.seal(&key.0.to_be_bytes(), "张三").expect("seals");
    bench.append(vec![personal("1", key, "张三")]).await;
    let holds = |folder: &std::path::Path| {
        let files = ["ledger.db", "ledger.db-wal"].map(|name| std::fs::read(folder.join(name)).unwrap_or_default());
        files.iter().any(|file| file.windows(sealed.len()).any(|window| window == sealed))
    };
    assert!(holds(bench.path()));
    assert!(bench.ledger.erase(key).await.expect("erases"));
    assert!(!holds(bench.path()));
}

#[tokio::test]
async fn a_database_of_another_version_is_refused() {
    let changes = [
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (20990101000000, 'later', 1, x'00', 0)",
        "UPDATE _sqlx_migrations SET checksum = x'00' WHERE description = 'books'",
    ];
    for change in changes {
        let bench = Bench::new(open).await;
        bench.append(vec![noted("x")]).await;
        bench.ledger.close().await.expect("closes");
        tamper(bench.path(), change).await;
        let refused = SqliteLedger::open(bench.path()).await.err();
        assert!(matches!(refused, Some(LedgerError::Version { .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("ledger.db"), "This is a letter to the editor, not a database. ".repeat(100)).expect("writes");
    let refused = SqliteLedger::open(folder.path()).await.err();
    assert!(matches!(refused, Some(LedgerError::Damaged { .. })), "{refused:?}");
}

#[tokio::test]
async fn the_indexes_serve_the_reads() {
    let bench = Bench::new(open).await;
    bench.append(many("a", 50)).await;
    let mut connection = intruder(bench.path()).await;
    let cases = [
        ("EXPLAIN QUERY PLAN SELECT * FROM events AS e WHERE e.centre = 'a' AND e.case_no = 'b' ORDER BY e.position", "events_by_case"),
        (
            "EXPLAIN QUERY PLAN SELECT * FROM events AS e WHERE e.case_no IS NOT NULL AND (e.centre, e.case_no, e.position) > ('a', 'b', 3) ORDER BY e.centre, e.case_no, e.position LIMIT 5",
            "events_by_case",
        ),
        (
            "EXPLAIN QUERY PLAN SELECT * FROM events AS e WHERE (e.kind <= 5 OR e.kind BETWEEN 47 AND 50) ORDER BY e.position",
            "events_of_reference",
        ),
        ("EXPLAIN QUERY PLAN SELECT * FROM events AS e WHERE e.kind >= 60 AND e.position > 3 ORDER BY e.position", "events_of_our_own"),
    ];
    for (sql, index) in cases {
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(&mut connection).await.expect("explains");
        let steps: Vec<_> = plan.into_iter().map(|step| step.3).collect();
        assert!(steps[0].contains(index), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }
    assert_eq!(bench.append(many("a", 1)).await, vec![Outcome::Duplicate(1)]);
}
