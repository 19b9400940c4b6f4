//! What stands beside the events: personal values, quarantine, books.

use super::imports::{append_to, begin};
use super::*;
use crate::ledger::{Audit, Export, Quarantined, export};

fn key(bench: &Bench, value: &str) -> Key {
    bench.ledger.vault().token("name", value)
}

pub async fn personal_values_come_with_their_events(make: Make) {
    let bench = Bench::new(make).await;
    let (zhang, li) = (key(&bench, "张三"), key(&bench, "李四"));
    bench.append(vec![personal("1", zhang, "张三"), personal("2", li, "李四"), personal("3", zhang, "张三")]).await;
    assert_eq!(bench.ledger.personal(zhang).await.expect("reads").as_deref(), Some("张三"));
    assert_eq!(bench.ledger.personal(Key(1)).await.expect("reads"), None);
    assert_eq!(bench.ledger.counts().await.expect("counts").personal, 2);
    let bench = bench.reopen().await;
    assert_eq!(bench.ledger.personal(li).await.expect("reads").as_deref(), Some("李四"));
    assert_eq!(key(&bench, "李四"), li, "the key file is the same");
    let bodies = bench.ledger.read(0, 10).await.expect("reads");
    assert!(bodies.iter().all(|row| !row.body.contains("张三") && !row.body.contains("李四")));
}

pub async fn erasing_leaves_the_chain_whole(make: Make) {
    let bench = Bench::new(make).await;
    let zhang = key(&bench, "张三");
    bench.append(vec![personal("1", zhang, "张三")]).await;
    let body = bench.ledger.event(1).await.expect("reads").expect("there").body;
    assert!(bench.ledger.erase(zhang).await.expect("erases"));
    assert!(!bench.ledger.erase(zhang).await.expect("erases"), "there is nothing left");
    assert_eq!(bench.ledger.personal(zhang).await.expect("reads"), None);
    assert_eq!(bench.ledger.event(1).await.expect("reads").expect("there").body, body);
    bench.assert_whole(1).await;
}

pub async fn a_duplicate_does_not_bring_back_what_was_erased(make: Make) {
    let bench = Bench::new(make).await;
    let zhang = key(&bench, "张三");
    bench.append(vec![personal("1", zhang, "张三")]).await;
    bench.ledger.erase(zhang).await.expect("erases");
    assert_eq!(bench.append(vec![personal("1", zhang, "张三")]).await, vec![Outcome::Duplicate(1)]);
    assert_eq!(bench.ledger.personal(zhang).await.expect("reads"), None);
    bench.append(vec![personal("2", zhang, "张三")]).await;
    assert_eq!(bench.ledger.personal(zhang).await.expect("reads").as_deref(), Some("张三"), "a new event is new processing");
}

fn bad_row(line: u64, raw: &str) -> Quarantined {
    Quarantined {
        centre: "wanshan".into(),
        source: "cases.csv".into(),
        line,
        reason: "bad_time".into(),
        field: "occurred_at".into(),
        message: "2024-02-30 is no date that exists".into(),
        how_to_mend: "write it like 2025-01-24".into(),
        raw: raw.into(),
        masked: "…".into(),
    }
}

pub async fn the_same_bad_row_is_kept_once(make: Make) {
    let bench = Bench::new(make).await;
    let ledger = &bench.ledger;
    for _ in 0..3 {
        ledger.quarantine(vec![bad_row(4, "C4,张三"), bad_row(9, "C9")], None, NOON).await.expect("keeps");
    }
    let append = Append { quarantine: vec![bad_row(4, "C4,李四")], ..Append::new(vec![Entry::from(noted("x"))], NOON) };
    ledger.append(append).await.expect("appends");
    let rows = ledger.quarantined(0, 10, true).await.expect("lists");
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.line, row.field.as_str())).collect();
    assert_eq!(seen, [(rows[0].id, 4, "occurred_at"), (rows[1].id, 9, "occurred_at"), (rows[2].id, 4, "occurred_at")]);
    assert_eq!(ledger.quarantined_raw(rows[0].id).await.expect("opens").as_deref(), Some("C4,张三"));
    assert_eq!(ledger.quarantined_raw(rows[2].id).await.expect("opens").as_deref(), Some("C4,李四"));
    assert_eq!(ledger.quarantined_raw(99).await.expect("asks"), None);
    assert_eq!(ledger.quarantined(rows[0].id, 1, false).await.expect("lists")[0].id, rows[1].id, "the list goes on after a number");
    assert_eq!(ledger.counts().await.expect("counts").quarantined_open, 3);
}

pub async fn replayed_rows_are_no_longer_open(make: Make) {
    let bench = Bench::new(make).await;
    let ledger = &bench.ledger;
    ledger.quarantine(vec![bad_row(1, "a"), bad_row(2, "b")], None, NOON).await.expect("keeps");
    let id = ledger.quarantined(0, 10, true).await.expect("lists")[0].id;
    assert!(ledger.mark_replayed(id, NOON + 1).await.expect("marks"));
    assert!(!ledger.mark_replayed(id, NOON + 2).await.expect("marks"), "it was replayed already");
    assert_eq!(ledger.quarantined(0, 10, true).await.expect("lists").len(), 1);
    let all = ledger.quarantined(0, 10, false).await.expect("lists");
    assert_eq!((all[0].replayed_at, all[1].replayed_at), (Some(NOON + 1), None));
    ledger.quarantine(vec![bad_row(1, "a")], None, NOON + 3).await.expect("keeps");
    assert_eq!(ledger.quarantined(0, 10, true).await.expect("lists").len(), 1, "what was replayed stays so when the file comes again");
}

pub async fn voiding_an_import_withdraws_its_bad_rows(make: Make) {
    let bench = Bench::new(make).await;
    let ledger = &bench.ledger;
    let batch = begin(&bench, "a").await;
    let append = Append { import: Some(batch), quarantine: vec![bad_row(1, "a")], ..Append::new(vec![], NOON) };
    ledger.append(append).await.expect("appends");
    ledger.quarantine(vec![bad_row(2, "b")], None, NOON).await.expect("keeps");
    ledger.void_import(batch, "wrong", NOON + 1).await.expect("voids");
    let open = ledger.quarantined(0, 10, true).await.expect("lists");
    assert_eq!(open.iter().map(|row| row.line).collect::<Vec<_>>(), [2]);
    assert_eq!(ledger.quarantined(0, 10, false).await.expect("lists")[0].withdrawn_at, Some(NOON + 1));
    // The right version of the file may still have that row wrong.
    let right = begin(&bench, "b").await;
    let append = Append { import: Some(right), quarantine: vec![bad_row(1, "a")], ..Append::new(vec![], NOON) };
    ledger.append(append).await.expect("appends");
    assert_eq!(ledger.quarantined(0, 10, true).await.expect("lists").len(), 2);
}

pub async fn an_exported_file_can_hold_the_personal_values(make: Make) {
    let bench = Bench::new(make).await;
    let (zhang, li) = (key(&bench, "张三"), key(&bench, "李四"));
    bench.append(vec![personal("1", zhang, "张三"), personal("2", li, "李四")]).await;
    let batch = begin(&bench, "a").await;
    append_to(&bench, batch, many("wrong", 2)).await;
    bench.ledger.void_import(batch, "wrong", NOON).await.expect("voids");
    bench.ledger.erase(li).await.expect("erases");
    let lines = |what: Export| {
        let ledger = bench.ledger.clone();
        async move {
            let mut out = Vec::new();
            export(&*ledger, what, &mut out).await.expect("exports");
            let text = String::from_utf8(out).expect("text");
            text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")).collect::<Vec<_>>()
        }
    };
    let plain = lines(Export { personal: true, voided: false }).await;
    assert_eq!(plain.len(), 2, "what was voided is left out");
    assert_eq!((plain[0]["payload"]["receiver"].as_str(), plain[1]["payload"]["receiver"].as_str()), (Some("张三"), Some("张*")));
    let all = lines(Export { personal: false, voided: true }).await;
    assert_eq!(all.len(), 5);
    assert_eq!(all[0]["payload"]["receiver"]["mask"], "张*");
}

pub async fn cursors_move_with_the_events(make: Make) {
    let bench = Bench::new(make).await;
    assert_eq!(bench.ledger.cursor("alerts").await.expect("reads"), None);
    let append = Append { cursor: Some(("alerts".into(), 12)), ..Append::new(vec![Entry::from(noted("x"))], NOON) };
    bench.ledger.append(append).await.expect("appends");
    assert_eq!(bench.ledger.cursor("alerts").await.expect("reads"), Some(12));
    let refused = Append { import: Some(9), cursor: Some(("alerts".into(), 13)), ..Append::new(vec![], NOON) };
    bench.ledger.append(refused).await.expect_err("there is no such import");
    assert_eq!(bench.ledger.cursor("alerts").await.expect("reads"), Some(12), "what fails moves nothing");
    bench.ledger.set_cursor("alerts", 20).await.expect("sets");
    assert_eq!(bench.reopen().await.ledger.cursor("alerts").await.expect("reads"), Some(20));
}

pub async fn settings_and_audit_are_kept(make: Make) {
    let bench = Bench::new(make).await;
    let entry = |what: &str| Audit { at: NOON, who: "command line".into(), what: what.into(), origin: "local".into() };
    bench.ledger.set_meta("now", "2025-06-30T18:00:00+08:00").await.expect("sets");
    bench.ledger.set_meta("now", "2025-07-01T18:00:00+08:00").await.expect("sets");
    bench.ledger.audit(entry("imported")).await.expect("writes");
    bench.ledger.audit(entry("voided")).await.expect("writes");
    let bench = bench.reopen().await;
    assert_eq!(bench.ledger.meta("now").await.expect("reads").as_deref(), Some("2025-07-01T18:00:00+08:00"));
    assert_eq!(bench.ledger.meta("other").await.expect("reads"), None);
    assert_eq!(bench.ledger.audits(0, 10).await.expect("reads"), vec![(1, entry("imported")), (2, entry("voided"))]);
    assert_eq!(bench.ledger.audits(1, 10).await.expect("reads").len(), 1);
}
