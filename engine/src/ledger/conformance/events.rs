//! Events: positions, keys, chain, reading.

use super::*;
use crate::ledger::{CaseCursor, Export, Head, Numbers, checkpoint, export};

pub async fn an_empty_ledger_is_whole(make: Make) {
    let bench = Bench::new(make).await;
    bench.assert_whole(0).await;
    assert_eq!(bench.ledger.head().await.expect("reads"), Head::default());
    assert_eq!(bench.ledger.read(0, 10).await.expect("reads"), vec![]);
    assert_eq!(bench.ledger.event(1).await.expect("reads"), None);
    assert_eq!(bench.append(vec![]).await, vec![]);
    bench.reopen().await.assert_whole(0).await;
}

pub async fn positions_are_gapless_from_one(make: Make) {
    let bench = Bench::new(make).await;
    assert_eq!(bench.append(many("a", 300)).await, appended(1, 300));
    assert_eq!(bench.append(many("b", 5)).await, appended(301, 5));
    let positions: Vec<_> = bench.ledger.read(0, 1000).await.expect("reads").into_iter().map(|row| row.position).collect();
    assert_eq!(positions, (1..=305).collect::<Vec<_>>());
    assert_eq!(bench.ledger.head().await.expect("reads").position, 305);
    bench.assert_whole(305).await;
}

pub async fn sending_again_is_a_duplicate(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(many("a", 20)).await;
    let head = bench.ledger.head().await.expect("reads");
    let again: Vec<_> = (1..=20).map(Outcome::Duplicate).collect();
    assert_eq!(bench.append(many("a", 20)).await, again);
    assert_eq!(bench.ledger.head().await.expect("reads"), head, "nothing was written");
    let mixed = vec![noted("new"), many("a", 3).remove(2), noted("newer")];
    assert_eq!(bench.append(mixed).await, vec![Outcome::Appended(21), Outcome::Duplicate(3), Outcome::Appended(22)]);
    bench.assert_whole(22).await;
}

pub async fn other_content_under_the_same_key_is_a_conflict(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(vec![event("x", 0, "C1", EventType::Received, "as it was")]).await;
    let other = event("x", 0, "C1", EventType::Received, "as it was not");
    assert_eq!(bench.append(vec![noted("y"), other]).await, vec![Outcome::Appended(2), Outcome::Conflict { existing: 1 }]);
    let first = bench.ledger.event(1).await.expect("reads").expect("there");
    assert!(first.body.contains("as it was\""));
    bench.assert_whole(2).await;
}

pub async fn revisions_are_events_of_their_own(make: Make) {
    let bench = Bench::new(make).await;
    // The higher one comes first: order of arrival does not matter.
    for (position, revision) in [(1, 2), (2, 0), (3, 1)] {
        assert_eq!(bench.append(vec![event("x", revision, "C1", EventType::Noted, "")]).await, vec![Outcome::Appended(position)]);
    }
    assert_eq!(bench.append(vec![event("x", 1, "C1", EventType::Noted, "")]).await, vec![Outcome::Duplicate(3)]);
    assert_eq!(bench.append(vec![event("x", 1, "C1", EventType::Noted, "!")]).await, vec![Outcome::Conflict { existing: 3 }]);
    let mut elsewhere = event("x", 1, "C1", EventType::Noted, "");
    elsewhere.source = Sym::new("app");
    elsewhere.body = elsewhere.body.replace("\"counter\"", "\"app\"");
    assert_eq!(bench.append(vec![elsewhere]).await, vec![Outcome::Appended(4)], "another source's ids are its own");
    bench.assert_whole(4).await;
}

pub async fn one_append_may_hold_the_same_event_twice(make: Make) {
    let bench = Bench::new(make).await;
    let batch = vec![noted("x"), noted("x"), event("x", 0, "C1", EventType::Noted, "other"), noted("y")];
    let expected = vec![Outcome::Appended(1), Outcome::Duplicate(1), Outcome::Conflict { existing: 1 }, Outcome::Appended(2)];
    assert_eq!(bench.append(batch).await, expected);
    bench.assert_whole(2).await;
}

pub async fn concurrent_callers_each_get_their_own_answer(make: Make) {
    let bench = Bench::new(make).await;
    let mut callers = Vec::new();
    for caller in 0..40 {
        let ledger = bench.ledger.clone();
        callers.push(tokio::spawn(async move {
            let mut answers = Vec::new();
            for round in 0..5 {
                // Everybody also sends one event that all others send.
                let batch = vec![noted(&format!("{caller}-{round}")), noted("common"), noted(&format!("{caller}-{round}-too"))];
                let append = Append::new(batch.into_iter().map(Entry::from).collect(), NOON);
                answers.push((caller, round, ledger.append(append).await.expect("appends")));
            }
            answers
        }));
    }
    let mut commons = 0;
    for caller in callers {
        for (caller, round, outcomes) in caller.await.expect("no panic") {
            let [Outcome::Appended(first), common, Outcome::Appended(last)] = outcomes[..] else { panic!("{outcomes:?}") };
            commons += usize::from(matches!(common, Outcome::Appended(_)));
            for (position, id) in [(first, format!("{caller}-{round}")), (last, format!("{caller}-{round}-too"))] {
                assert_eq!(&*bench.ledger.event(position).await.expect("reads").expect("there").id, id);
            }
        }
    }
    assert_eq!(commons, 1);
    bench.assert_whole(401).await;
}

pub async fn events_are_read_by_position_case_and_kind(make: Make) {
    let bench = Bench::new(make).await;
    let kinds = [
        ("i", EventType::ItemPublished, ""),
        ("b1", EventType::Received, "B"),
        ("a1", EventType::Received, "A"),
        ("alert", EventType::AlertStep, "A"),
        ("b2", EventType::Accepted, "B"),
        ("w", EventType::WatermarkMoved, ""),
        ("t", EventType::TicketStep, ""),
        ("a2", EventType::Finished, "A"),
        ("z", EventType::LicenceIssued, ""),
    ];
    bench.append(kinds.iter().map(|(id, kind, case_no)| event(id, 0, case_no, *kind, "")).collect()).await;
    let ids = |rows: Vec<crate::ledger::Row>| rows.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
    let ledger = &bench.ledger;
    assert_eq!(ids(ledger.read(2, 3).await.expect("reads")), ["a1", "alert", "b2"]);
    assert_eq!(ids(ledger.read(9, 3).await.expect("reads")), Vec::<String>::new());
    assert_eq!(ids(ledger.case_events("wanshan", "A").await.expect("reads")), ["a1", "alert", "a2"]);
    assert_eq!(ids(ledger.case_events("elsewhere", "A").await.expect("reads")), Vec::<String>::new());
    let wanted = [("elsewhere", "A"), ("wanshan", "B"), ("wanshan", "Z"), ("wanshan", "A")];
    let wanted = wanted.map(|(centre, case_no)| (crate::sym::Sym::new(centre), Box::from(case_no))).to_vec();
    let found: Vec<Vec<String>> = ledger.events_of_cases(wanted).await.expect("reads").into_iter().map(ids).collect();
    assert_eq!(found, [vec![], vec!["b1".to_owned(), "b2".to_owned()], vec![], ["a1", "alert", "a2"].map(str::to_owned).to_vec()]);
    assert_eq!(ids(ledger.reference_events().await.expect("reads")), ["i", "w"]);
    assert_eq!(ids(ledger.own_events(0, 10).await.expect("reads")), ["alert"]);
    assert_eq!(ids(ledger.service_events(0, 10).await.expect("reads")), ["t", "z"]);
    assert_eq!(ids(ledger.service_events(9, 10).await.expect("reads")), Vec::<String>::new());
    let mut walked = Vec::new();
    let mut after = None;
    loop {
        let page = ledger.by_case(after.clone(), 2).await.expect("reads");
        let Some(last) = page.last() else { break };
        after = CaseCursor::of(last);
        walked.extend(ids(page));
    }
    assert_eq!(walked, ["a1", "alert", "a2", "b1", "b2"]);
    let row = ledger.event(3).await.expect("reads").expect("there");
    assert_eq!((row.centre.text(), row.source.text(), &*row.id, row.revision), ("wanshan", "counter", "a1", 0));
    assert_eq!((row.kind, row.case_no.as_deref(), row.occurred_at, row.recorded_at), (EventType::Received, Some("A"), NOON - HOUR, NOON));
    assert_eq!((row.batch, row.voided_by, row.line), (None, None, None));
}

pub async fn what_a_higher_revision_replaced_is_known_from_when_it_came(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(vec![event("a", 0, "A", EventType::Received, ""), noted("b"), event("a", 1, "A", EventType::Received, "other")]).await;
    let later = Append::new(vec![Entry::from(event("a", 2, "A", EventType::Received, "third"))], NOON + HOUR);
    bench.ledger.append(later).await.expect("appends");
    let superseded = async |after, to, known| bench.ledger.superseded(after, to, known).await.expect("reads");
    assert_eq!(superseded(0, 4, NOON).await, [1]);
    assert_eq!(superseded(0, 4, NOON + HOUR).await, [1, 3]);
    assert_eq!(superseded(1, 4, Micros::MAX).await, [3]);
    assert_eq!(superseded(0, 2, Micros::MAX).await, [1]);
    assert_eq!(superseded(0, 4, NOON - HOUR).await, Vec::<i64>::new());
}

pub async fn everything_survives_closing_and_opening(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(many("a", 7)).await;
    let head = bench.ledger.head().await.expect("reads");
    let bench = bench.reopen().await;
    assert_eq!(bench.ledger.head().await.expect("reads"), head);
    assert_eq!(bench.append(vec![many("a", 7).remove(6), noted("b")]).await, vec![Outcome::Duplicate(7), Outcome::Appended(8)]);
    bench.assert_whole(8).await;
}

pub async fn a_closed_ledger_says_so(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(many("a", 2)).await;
    bench.ledger.close().await.expect("closes");
    bench.ledger.close().await.expect("closing again does no harm");
    assert!(matches!(bench.try_append(many("b", 1)).await, Err(LedgerError::Closed { .. })));
    assert!(matches!(bench.ledger.read(0, 1).await, Err(LedgerError::Closed { .. })));
    assert!(matches!(bench.ledger.set_cursor("a", 1).await, Err(LedgerError::Closed { .. })));
}

pub async fn two_ledgers_of_one_folder_take_turns(make: Make) {
    let bench = Bench::new(make).await;
    let second = make(bench.path()).await.expect("opens beside the first");
    let append = |ledger: Arc<dyn Ledger>, name: &'static str| async move {
        for round in 0..20 {
            let events = many(&format!("{name}-{round}"), 3).into_iter().map(Entry::from).collect();
            ledger.append(Append::new(events, NOON)).await.expect("appends");
        }
    };
    let one = tokio::spawn(append(bench.ledger.clone(), "one"));
    let two = tokio::spawn(append(second.clone(), "two"));
    one.await.expect("no panic");
    two.await.expect("no panic");
    bench.assert_whole(120).await;
    second.close().await.expect("closes");
    bench.assert_whole(120).await;
}

pub async fn numbers_have_no_gaps(make: Make) {
    let bench = Bench::new(make).await;
    let scope = |year: i32| format!("wanshan/{year}");
    let raise = |name: &'static str, count: i64, year: i32| {
        let build = move |numbers: &mut Numbers| {
            let events = (0..count).map(|n| {
                let number = numbers.next(&scope(year));
                event(&format!("{name}-{n}"), 0, "C1", EventType::AlertStep, &number.to_string())
            });
            Append::new(events.map(Entry::from).collect(), NOON)
        };
        bench.ledger.append_numbered(vec![scope(year)], Box::new(build))
    };
    let first = |answer: &crate::ledger::Numbered, year: i32| answer.first[&scope(year)];
    let answer = raise("a", 3, 2025).await.expect("appends");
    assert_eq!((first(&answer, 2025), answer.outcomes), (1, appended(1, 3)));
    assert_eq!(first(&raise("b", 2, 2025).await.expect("appends"), 2025), 4);
    assert_eq!(first(&raise("c", 1, 2026).await.expect("appends"), 2026), 1, "each scope counts for itself");
    let (one, two) = tokio::join!(raise("d", 5, 2025), raise("e", 5, 2025));
    let mut firsts = [first(&one.expect("appends"), 2025), first(&two.expect("appends"), 2025)];
    firsts.sort();
    assert_eq!(firsts, [6, 11]);
    // Nothing new is in it, so no number was given.
    assert!(matches!(raise("c", 1, 2026).await.expect("appends").outcomes[..], [Outcome::Conflict { .. }]));
    assert_eq!(first(&raise("f", 1, 2026).await.expect("appends"), 2026), 2);
    let bench = bench.reopen().await;
    let build = |numbers: &mut Numbers| {
        Append::new(vec![Entry::from(event("g", 0, "C1", EventType::AlertStep, &numbers.next("wanshan/2025").to_string()))], NOON)
    };
    let answer = bench.ledger.append_numbered(vec!["wanshan/2025".into()], Box::new(build)).await.expect("appends");
    assert_eq!(answer.first["wanshan/2025"], 16);
}

pub async fn a_checkpoint_bears_witness(make: Make) {
    let bench = Bench::new(make).await;
    bench.append(many("a", 4)).await;
    let taken = checkpoint(&*bench.ledger).await.expect("reads");
    assert_eq!((taken.position, taken.count), (4, 4));
    bench.append(many("b", 4)).await;
    assert_eq!(bench.ledger.verify(Some(taken)).await.expect("walks").fault, None);
    let mut other = taken;
    other.hash.0[0] ^= 1;
    let fault = bench.ledger.verify(Some(other)).await.expect("walks").fault.expect("a fault");
    assert_eq!(fault.to_string(), "position 4: the chain was written anew, its hash is not the one the checkpoint holds");
    let fault = bench.ledger.verify(Some(crate::ledger::Checkpoint { position: 9, ..taken })).await.expect("walks").fault;
    assert_eq!(fault.expect("a fault").to_string(), "the tail is cut: a checkpoint was taken at 9, the table ends at 8");
}

pub async fn bodies_are_exported_in_order(make: Make) {
    let bench = Bench::new(make).await;
    let events = many("a", 30);
    let expected: String = events.iter().map(|event| format!("{}\n", event.body)).collect();
    bench.append(events).await;
    let mut out = Vec::new();
    assert_eq!(export(&*bench.ledger, Export::default(), &mut out).await.expect("exports"), 30);
    assert_eq!(String::from_utf8(out).expect("text"), expected);
}

pub async fn odd_texts_come_back_as_they_were(make: Make) {
    let bench = Bench::new(make).await;
    let odd = ["\"quoted\"", "'; DROP TABLE events; --", "换行\n制表\t", "\u{1F3DB}\u{FE0F}", "a\\u0000b", "%_*?", "{\"id\":1}"];
    let events: Vec<_> = odd.iter().map(|text| event(text, 0, text, EventType::Noted, text)).collect();
    let bodies: Vec<_> = events.iter().map(|event| event.body.clone()).collect();
    assert_eq!(bench.append(events).await, appended(1, odd.len()));
    assert_eq!(bench.ids().await, odd);
    for ((text, body), position) in odd.iter().zip(bodies).zip(1..) {
        assert_eq!(*bench.ledger.event(position).await.expect("reads").expect("there").body, *body);
        assert_eq!(bench.ledger.case_events("wanshan", text).await.expect("reads").len(), 1);
        assert_eq!(bench.append(vec![event(text, 0, text, EventType::Noted, text)]).await, vec![Outcome::Duplicate(position)]);
    }
    bench.assert_whole(odd.len() as u64).await;
}
