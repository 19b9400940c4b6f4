//! Each kind of damage is named.

use sqlx::Connection;

use super::{intruder, open, tamper};
use crate::ledger::chain::{Seal, content_hash};
use crate::ledger::conformance::folder::Folder;
use crate::ledger::conformance::imports::{append_to, begin};
use crate::ledger::conformance::{Bench, NOON, appended, many};
use crate::ledger::head::HeadFile;
use crate::ledger::sql::HEAD;
use crate::ledger::sqlite::DATABASE;
use crate::ledger::{Events, Fault, Hash, Head, Ledger, LedgerError, Note, Row, SqliteLedger};

/// Ten events: 1-4 of an import, 5-8 without, the void of another import, and one more.
async fn ten() -> Bench {
    let bench = Bench::new(open).await;
    let batch = begin(&bench, "good").await;
    append_to(&bench, batch, many("a", 4)).await;
    bench.append(many("b", 4)).await;
    let voided = begin(&bench, "bad").await;
    bench.ledger.void_import(voided, "wrong", NOON).await.expect("voids");
    bench.append(many("c", 1)).await;
    bench
}

async fn fault_after(statements: &'static str) -> String {
    let bench = ten().await;
    bench.assert_whole(10).await;
    bench.ledger.close().await.expect("closes");
    tamper(bench.path(), statements).await;
    let ledger = SqliteLedger::open(bench.path()).await.expect("opens");
    let found = ledger.verify(None).await.expect("walks");
    let fault = found.fault.map(|fault| fault.to_string());
    fault.unwrap_or_else(|| format!("none: {statements}"))
}

#[tokio::test]
async fn a_changed_column_is_named_with_its_position() {
    let cases = [
        ("UPDATE events SET body = replace(body, 'C2', 'C3') WHERE position = 3", "position 3: column body"),
        ("UPDATE events SET body = CAST(x'7bff7d' AS TEXT) WHERE position = 7", "position 7: column body"),
        ("UPDATE events SET body = body || ' ' WHERE position = 10", "position 10: column body"),
        ("UPDATE events SET content_hash = zeroblob(32) WHERE position = 3", "position 3: column content_hash"),
        ("UPDATE events SET content_hash = x'00' WHERE position = 3", "position 3: column content_hash"),
        ("UPDATE events SET hash = zeroblob(32) WHERE position = 3", "position 3: column hash"),
        ("UPDATE events SET hash = x'00' WHERE position = 3", "position 3: column hash"),
        ("UPDATE events SET hash = zeroblob(32) WHERE position = 10", "position 10: column hash"),
        ("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 1", "position 1: column recorded_at, batch, line or epoch"),
        ("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 10", "position 10: column recorded_at, batch, line or epoch"),
        ("UPDATE events SET batch = NULL WHERE position = 2", "position 2: column recorded_at, batch, line or epoch"),
        ("UPDATE events SET line = line + 1 WHERE position = 2", "position 2: column recorded_at, batch, line or epoch"),
        ("UPDATE events SET epoch = 2 WHERE position = 9", "position 9: column recorded_at, batch, line or epoch"),
        ("UPDATE events SET centre = 'wanshen' WHERE position = 4", "position 4: column centre"),
        ("UPDATE events SET source = 'app' WHERE position = 4", "position 4: column source"),
        ("UPDATE events SET id = 'b-9' WHERE position = 5", "position 5: column id"),
        ("UPDATE events SET revision = 1 WHERE position = 5", "position 5: column revision"),
        ("UPDATE events SET kind = 26 WHERE position = 5", "position 5: column kind"),
        ("UPDATE events SET case_no = 'C9' WHERE position = 5", "position 5: column case_no"),
        ("UPDATE events SET case_no = NULL WHERE position = 5", "position 5: column case_no"),
        ("UPDATE events SET occurred_at = occurred_at - 1 WHERE position = 10", "position 10: column occurred_at"),
        // Two rows changed: the first is named.
        ("UPDATE events SET hash = zeroblob(32) WHERE position IN (6, 7)", "position 6: column recorded_at, batch, line, epoch or hash"),
    ];
    for (statements, expected) in cases {
        let expected = format!("{expected} is not what was sealed");
        assert_eq!(fault_after(statements).await, expected, "{statements}");
    }
}

#[tokio::test]
async fn removed_rows_are_named() {
    let cases = [
        ("DELETE FROM events WHERE position = 5", "rows are missing: after position 4 comes 6"),
        ("DELETE FROM events WHERE position <= 3", "rows are missing: after position 0 comes 4"),
        ("DELETE FROM events WHERE position > 8", "the tail is cut: the head says 10, the table ends at 8"),
        ("DELETE FROM events", "the tail is cut: the head says 10, the table ends at 0"),
    ];
    for (statements, expected) in cases {
        assert_eq!(fault_after(statements).await, expected, "{statements}");
    }
    // A row removed and those behind it moved up: the first moved one no longer follows.
    let moved = "DELETE FROM events WHERE position = 5; UPDATE events SET position = -position WHERE position > 5; \
         UPDATE events SET position = -position - 1 WHERE position < 0";
    assert!(fault_after(moved).await.starts_with("position 5: column"), "{}", fault_after(moved).await);
}

#[tokio::test]
async fn what_lies_beside_the_chain_is_compared_with_it() {
    let keys = "the table of keys does not hold the event's key, or holds one that it should not";
    let marked = "marked voided in the table of imports, against what the events say";
    let cases = [
        ("DELETE FROM event_keys WHERE id = 'b-1'", format!("position 6: {keys}")),
        ("UPDATE event_keys SET position = 1 WHERE id = 'b-1'", format!("position 6: {keys}")),
        ("INSERT INTO event_keys VALUES ('wanshan', 'counter', 'zzz', 0, 4)", format!("position 4: {keys}")),
        ("UPDATE imports SET voided_at = 1, void_position = 9 WHERE batch = 1", format!("import 1 is {marked}")),
        ("UPDATE imports SET voided_at = NULL, void_position = NULL WHERE batch = 2", format!("import 2 is not {marked}")),
    ];
    for (statements, expected) in cases {
        assert_eq!(fault_after(statements).await, expected, "{statements}");
    }
}

#[tokio::test]
async fn a_chain_written_anew_is_told_by_the_head_file() {
    let bench = ten().await;
    let mut rows = bench.ledger.sealed(0, 100).await.expect("reads");
    bench.ledger.close().await.expect("closes");
    tamper(bench.path(), "SELECT 1").await;
    let mut connection = intruder(bench.path()).await;
    let mut previous = Hash::default();
    for row in &mut rows {
        if row.position == 6 {
            row.body = String::from_utf8(row.body.clone()).expect("text").replace("\"x\"", "\"y\"").into_bytes();
        }
        let content = content_hash(&row.body);
        let seal =
            Seal { position: row.position, recorded_at: row.recorded_at, batch: row.batch, line: row.line, epoch: row.epoch, content };
        previous = seal.hash(&previous);
        sqlx::query("UPDATE events SET body = CAST(? AS TEXT), content_hash = ?, hash = ? WHERE position = ?")
            .bind(row.body.clone())
            .bind(content.0.to_vec())
            .bind(previous.0.to_vec())
            .bind(row.position)
            .execute(&mut connection)
            .await
            .expect("rewrites");
    }
    connection.close().await.expect("closes");
    let ledger = SqliteLedger::open(bench.path()).await.expect("opens");
    let fault = ledger.verify(None).await.expect("walks").fault;
    assert_eq!(fault, Some(Fault::Rewritten { position: 10, witness: "the head file" }));
    let refused = ledger.append(crate::ledger::Append::new(vec![], NOON)).await;
    assert!(matches!(refused, Err(LedgerError::Faulty { .. })), "a rewritten ledger takes nothing more");
}

#[tokio::test]
async fn a_ledger_whose_tail_was_cut_takes_nothing_until_a_person_accepts_it() {
    let bench = ten().await;
    bench.ledger.close().await.expect("closes");
    tamper(bench.path(), "DELETE FROM events WHERE position > 8; UPDATE imports SET voided_at = NULL, void_position = NULL").await;
    let bench = bench.reopen().await;
    let error = bench.try_append(many("d", 1)).await.expect_err("refused");
    assert!(error.to_string().starts_with("the ledger takes no events: the tail is cut: the head says 10, the table ends at 8"), "{error}");
    assert_eq!(bench.ledger.read(0, 100).await.expect("reads").len(), 8, "reading goes on");
    assert_eq!(bench.ledger.accept_head("chief", NOON).await.expect("accepts").position, 8);
    assert_eq!(bench.append(many("d", 1)).await, appended(9, 1));
    // What was cut off comes again.
    assert_eq!(bench.append(many("c", 1)).await, appended(10, 1));
    bench.assert_whole(10).await;
    assert_eq!(bench.ledger.audits(0, 9).await.expect("reads")[0].1.what, "accepted position 8 as the end of the ledger");
}

#[tokio::test]
async fn a_missing_or_unreadable_head_file_is_named() {
    for (content, expected) in [(None, "missing"), (Some("nonsense"), "unreadable")] {
        let bench = ten().await;
        bench.ledger.close().await.expect("closes");
        let head = bench.path().join(HEAD);
        match content {
            None => std::fs::remove_file(&head).expect("removes"),
            Some(content) => std::fs::write(&head, content).expect("writes"),
        }
        let bench = bench.reopen().await;
        let fault = bench.ledger.verify(None).await.expect("walks").fault.expect("a fault");
        assert_eq!(fault.to_string(), format!("the head file {} is {expected}, while the table ends at 10", head.display()));
        assert!(matches!(bench.try_append(many("d", 1)).await, Err(LedgerError::Faulty { .. })));
        bench.ledger.accept_head("chief", NOON).await.expect("accepts");
        bench.assert_whole(10).await;
    }
}

#[tokio::test]
async fn a_head_one_transaction_behind_is_no_fault() {
    let bench = ten().await;
    bench.ledger.close().await.expect("closes");
    let hash = {
        let ledger = SqliteLedger::open(bench.path()).await.expect("opens");
        ledger.hash_at(9).await.expect("reads").expect("there")
    };
    // As a crash between the last commit and the head leaves it.
    HeadFile::open(&bench.path().join(HEAD)).expect("opens").reset(Head { position: 9, hash }).expect("resets");
    let bench = bench.reopen().await;
    let found = bench.ledger.verify(None).await.expect("walks");
    assert_eq!((found.fault, found.notes), (None, vec![Note::HeadBehind { head: 9, end: 10 }]));
    bench.append(many("d", 1)).await;
    bench.assert_whole(11).await;
}

#[tokio::test]
async fn triggers_keep_honest_programs_from_changing_rows() {
    let bench = ten().await;
    bench.ledger.audit(crate::ledger::Audit { at: NOON, who: "a".into(), what: "b".into(), origin: "c".into() }).await.expect("writes");
    let mut connection = intruder(bench.path()).await;
    for statement in ["UPDATE events SET kind = 1", "DELETE FROM events", "UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
        let error = sqlx::query(statement).execute(&mut connection).await.expect_err(statement);
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    bench.assert_whole(10).await;
}

/// Flips one byte of the file itself, everywhere in turn: either it is found, or no event reads differently.
#[tokio::test]
async fn a_flipped_byte_of_the_file_is_found_wherever_it_matters() {
    let bench = ten().await;
    bench.ledger.close().await.expect("closes");
    let whole = std::fs::read(bench.path().join(DATABASE)).expect("reads");
    let original = events_of(bench.path()).await.expect("reads");
    let (mut found, mut harmless) = (0, 0);
    // A stride that meets every part of a page in the end; the first 100 bytes are the file's header.
    for offset in (100..whole.len()).step_by(127) {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path().join("keys")).expect("makes");
        for name in [HEAD, "keys/personal.key"] {
            std::fs::copy(bench.path().join(name), folder.path().join(name)).expect("copies");
        }
        let mut flipped = whole.clone();
        flipped[offset] ^= 0x20;
        std::fs::write(folder.path().join(DATABASE), &flipped).expect("writes");
        let verified = match SqliteLedger::open(folder.path()).await {
            Ok(ledger) => {
                let verified = ledger.verify(None).await;
                ledger.close().await.ok();
                verified
            }
            Err(error) => Err(error),
        };
        match verified {
            Ok(verification) if verification.fault.is_none() => {
                harmless += 1;
                assert_eq!(events_of(folder.path()).await.expect("reads"), original, "offset {offset}");
            }
            _ => found += 1,
        }
    }
    assert!(found > 20 && harmless > 20, "found {found}, harmless {harmless}");
}

async fn events_of(folder: &std::path::Path) -> Result<Vec<Row>, LedgerError> {
    let ledger = SqliteLedger::open(folder).await?;
    let rows = ledger.read(0, 1000).await?;
    ledger.close().await?;
    Ok(rows)
}
