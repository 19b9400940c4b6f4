//! Imports: registering, resuming, voiding.

use super::*;
use crate::case::event::Event;
use crate::ledger::{BatchId, Begun, ImportCounts, NewImport, Voided};

pub fn import_of(file: &str) -> NewImport {
    NewImport {
        centre: "wanshan".into(),
        profile: "district".into(),
        mapping: None,
        file_name: format!("{file}.jsonl.gz"),
        file_sha256: format!("{file:0<64}"),
        started_at: NOON,
    }
}

pub async fn begin(bench: &Bench, file: &str) -> BatchId {
    bench.ledger.begin_import(import_of(file)).await.expect("begins").batch
}

pub async fn append_to(bench: &Bench, batch: BatchId, events: Vec<Formed>) -> Vec<Outcome> {
    let entries = events.into_iter().zip(1..).map(|(event, line)| Entry { event, line: Some(line) }).collect();
    let append = Append { import: Some(batch), ..Append::new(entries, NOON) };
    bench.ledger.append(append).await.expect("appends")
}

pub async fn an_import_is_listed_with_its_counts(make: Make) {
    let bench = Bench::new(make).await;
    let batch = begin(&bench, "a").await;
    append_to(&bench, batch, many("a", 5)).await;
    let running = bench.ledger.import(batch).await.expect("reads").expect("there");
    assert_eq!((running.began, running.finished_at, running.voided_at), (import_of("a"), None, None));
    let counts = ImportCounts { read: 7, accepted: 5, duplicates: 1, quarantined: 1, events: 5, cases: 5 };
    assert!(bench.ledger.finish_import(batch, counts, NOON + 1).await.expect("finishes"));
    assert!(!bench.ledger.finish_import(99, counts, NOON).await.expect("asks"), "there is no such import");
    let bench = bench.reopen().await;
    let all = bench.ledger.imports().await.expect("reads");
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].counts, all[0].finished_at), (counts, Some(NOON + 1)));
    assert_eq!(bench.ledger.import(99).await.expect("reads"), None);
    let rows = bench.ledger.import_events(batch, 2, 2).await.expect("reads");
    let seen: Vec<_> = rows.iter().map(|row| (row.position, row.batch, row.line)).collect();
    assert_eq!(seen, [(3, Some(batch), Some(3)), (4, Some(batch), Some(4))]);
}

pub async fn events_need_an_import_that_began(make: Make) {
    let bench = Bench::new(make).await;
    let append = |batch| Append { import: Some(batch), ..Append::new(vec![Entry::from(noted("x"))], NOON) };
    let error = bench.ledger.append(append(5)).await.expect_err("refused");
    assert_eq!(error.to_string(), "import 5 never began; begin the import anew and send them again");
    let batch = begin(&bench, "a").await;
    bench.ledger.void_import(batch, "wrong file", NOON).await.expect("voids");
    assert!(matches!(bench.ledger.append(append(batch)).await, Err(LedgerError::NoSuchImport { is_voided: true, .. })));
    bench.assert_whole(1).await;
}

pub async fn voiding_takes_everything_back_and_frees_the_keys(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(vec![noted("before")]).await;
    let batch = begin(&bench, "a").await;
    append_to(&bench, batch, many("a", 3)).await;
    bench.append(vec![noted("between")]).await;
    append_to(&bench, batch, many("b", 2)).await;
    let voided = bench.ledger.void_import(batch, "day and month swapped", NOON + 1).await.expect("voids");
    assert_eq!(voided, Some(Voided { position: 8, events: 5, already: false }));
    let marks: Vec<_> = bench.ledger.read(0, 100).await.expect("reads").iter().map(|row| row.voided_by).collect();
    assert_eq!(marks, [None, Some(8), Some(8), Some(8), None, Some(8), Some(8), None]);
    let void = bench.ledger.event(8).await.expect("reads").expect("there");
    assert_eq!((void.kind, void.recorded_at), (EventType::ImportVoided, NOON + 1));
    let event = Event::read(&void.body).expect("reads as an event");
    assert_eq!((event.kind, event.by_system, event.centre.text()), (EventType::ImportVoided, true, "wanshan"));
    assert_eq!(bench.ledger.reference_events().await.expect("reads").len(), 1, "followers find it");
    let import = bench.ledger.import(batch).await.expect("reads").expect("there");
    assert_eq!(
        (import.voided_at, import.void_position, import.reason.as_deref()),
        (Some(NOON + 1), Some(8), Some("day and month swapped"))
    );
    assert_eq!(bench.ledger.counts().await.expect("counts").voided, 5);
    // The keys are free, those of other events are not.
    assert_eq!(bench.append(many("a", 1)).await, appended(9, 1));
    assert_eq!(bench.append(vec![noted("between")]).await, vec![Outcome::Duplicate(5)]);
    bench.assert_whole(9).await;
}

pub async fn voiding_twice_writes_once(make: Make) {
    let bench = Bench::new(make).await;
    let batch = begin(&bench, "a").await;
    append_to(&bench, batch, many("a", 3)).await;
    bench.ledger.void_import(batch, "wrong", NOON).await.expect("voids");
    // The file was imported again: voiding the first import once more must not touch that.
    let right = begin(&bench, "a").await;
    assert_ne!(right, batch);
    append_to(&bench, right, many("a", 3)).await;
    let again = bench.ledger.void_import(batch, "wrong", NOON + 5).await.expect("voids");
    assert_eq!(again, Some(Voided { position: 4, events: 3, already: true }));
    assert_eq!(bench.append(many("a", 3)).await, [5, 6, 7].map(Outcome::Duplicate));
    assert_eq!(bench.ledger.void_import(77, "?", NOON).await.expect("asks"), None);
    bench.assert_whole(7).await;
}

pub async fn an_import_voided_and_done_right_leaves_the_right_events(make: Make) {
    let bench = Bench::new(make).await;
    let event_of = |n: usize, note: &str| event(&format!("r{n}"), 0, "C1", EventType::Received, note);
    let wrong = begin(&bench, "wrong").await;
    append_to(&bench, wrong, (0..4).map(|n| event_of(n, "swapped")).collect()).await;
    bench.ledger.void_import(wrong, "day and month swapped", NOON).await.expect("voids");
    let right = begin(&bench, "right").await;
    assert_eq!(append_to(&bench, right, (0..4).map(|n| event_of(n, "right")).collect()).await, appended(6, 4));
    let counted: Vec<_> =
        bench.ledger.case_events("wanshan", "C1").await.expect("reads").into_iter().filter(|row| !row.is_voided()).collect();
    assert_eq!(counted.len(), 4);
    assert!(counted.iter().all(|row| row.body.contains("right")));
    bench.assert_whole(9).await;
}

pub async fn a_killed_import_is_taken_up_again(make: Make) {
    let bench = Bench::new(make).await;
    let batch = begin(&bench, "a").await;
    append_to(&bench, batch, many("a", 6)).await;
    // Killed here: never finished. The ledger is opened anew and the same file comes again.
    let bench = bench.reopen().await;
    let again = bench.ledger.begin_import(import_of("a")).await.expect("begins");
    assert_eq!(again, Begun { batch, resumed: true });
    let mut outcomes: Vec<_> = (1..=6).map(Outcome::Duplicate).collect();
    outcomes.extend(appended(7, 4));
    assert_eq!(append_to(&bench, batch, many("a", 10)).await, outcomes);
    bench.ledger.finish_import(batch, ImportCounts::default(), NOON).await.expect("finishes");
    let other = NewImport { profile: "other".into(), ..import_of("a") };
    assert!(!bench.ledger.begin_import(other).await.expect("begins").resumed, "another profile is another import");
    assert!(!bench.ledger.begin_import(import_of("a")).await.expect("begins").resumed, "a finished import is not taken up");
    let voided = bench.ledger.void_import(batch, "all of it", NOON).await.expect("voids").expect("there");
    assert_eq!(voided.events, 10, "both halves are one import");
    bench.assert_whole(11).await;
}

pub async fn an_import_without_events_can_be_voided(make: Make) {
    let bench = Bench::new(make).await;
    let batch = begin(&bench, "a").await;
    let voided = bench.ledger.void_import(batch, "empty", NOON).await.expect("voids");
    assert_eq!(voided, Some(Voided { position: 1, events: 0, already: false }));
    assert_eq!(bench.ledger.import_events(batch, 0, 10).await.expect("reads"), vec![]);
    bench.assert_whole(1).await;
}

pub async fn what_sources_sent_is_counted_without_voided_imports(make: Make) {
    let bench = Bench::new(make).await;
    assert_eq!(bench.ledger.source_counts().await.expect("counts"), []);
    let (kept, voided) = (begin(&bench, "a").await, begin(&bench, "b").await);
    append_to(&bench, kept, many("a", 15)).await;
    append_to(&bench, voided, many("b", 4)).await;
    bench.append(vec![noted("own")]).await;
    bench.ledger.void_import(voided, "wrong file", NOON).await.expect("voids");
    let counts = bench.ledger.source_counts().await.expect("counts");
    let [one] = counts.as_slice() else { panic!("{counts:?}") };
    assert_eq!((one.centre.as_str(), one.source.as_str(), one.events, one.cases), ("wanshan", "counter", 16, 10));
    assert_eq!((one.span, one.last_recorded_at), (Some((NOON - HOUR, NOON - HOUR)), NOON));
    // They happened an hour before they were recorded.
    for (lag, late) in [(HOUR - 1, 16), (HOUR, 0)] {
        assert_eq!(bench.ledger.late_events("wanshan", "counter", lag).await.expect("counts"), late, "{lag}");
    }
    assert_eq!(bench.ledger.late_events("wanshan", "other", 0).await.expect("counts"), 0);
}
