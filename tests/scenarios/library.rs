//! An item library pushed at night, after the cases that use its items: it ends as if it had been there before.

use serde_json::{Value, json};

use super::steps::{ask, end_of, event, import, judge};
use crate::harness::{Installation, alerts};

const NOW: &str = "2025-06-30T18:00";

/// A version of an item.
fn item(revision: u32, version: &str, from: &str, days: i64, materials: &[&str]) -> Value {
    let materials: Vec<Value> = materials.iter().map(|code| json!({ "material_code": code, "required": true })).collect();
    json!({
        "id": format!("item/X1/{version}"), "source": "items", "revision": revision, "type": "item_published",
        "occurred_at": format!("{from}T00:00:00+08:00"),
        "payload": {
            "item_impl_code": "X1", "item_version": version, "case_type": 2, "promised_days": days, "statutory_days": 20, "result_type": "99",
            "links": [
                { "link_code": "L1", "link_name": "审核", "link_kind": "review", "mandatory": true, "limit_wd": 1 },
                { "link_code": "L2", "link_name": "审批", "link_kind": "decide", "mandatory": true, "after": ["L1"] },
            ],
            "materials": materials, "valid_from": from,
        },
    })
}

/// A case of the item; `finished` where it has an end, reached without the mandatory second link.
fn case(no: &str, applied: &str, accepted: &str, finished: Option<&str>) -> Vec<Value> {
    let mut events = vec![
        event(no, "submitted", applied, json!({ "item_impl_code": "X1", "case_type": 2 })),
        event(no, "received", accepted, json!({})),
        event(no, "material_taken", accepted, json!({ "material_code": "M1", "take_mode": "1" })),
        event(no, "accepted", accepted, json!({})),
        event(no, "link_started", accepted, json!({ "link_seq": 1, "link_code": "L1", "link_name": "审核", "link_kind": "review" })),
    ];
    if let Some(at) = finished {
        events.push(event(no, "link_ended", at, json!({ "link_seq": 1, "link_code": "L1", "link_name": "审核", "link_kind": "review" })));
        events.push(event(no, "decided", at, json!({ "decision": "granted" })));
        events.push(event(no, "finished", at, json!({ "result_code": "granted" })));
    }
    events
}

fn cases() -> Vec<Value> {
    [
        case("A", "2025-03-03T09:00", "2025-03-03T10:00", Some("2025-03-14T15:00")),
        case("B", "2025-03-03T09:00", "2025-03-03T10:00", Some("2025-03-20T15:00")),
        // Applied for before the second version and accepted under it: the first one counts, as at the application.
        case("C", "2025-03-31T09:00", "2025-04-01T10:00", Some("2025-04-14T15:00")),
        case("D", "2025-04-01T09:00", "2025-04-01T10:00", Some("2025-04-14T15:00")),
        case("E", "2025-06-25T09:00", "2025-06-25T10:00", None),
    ]
    .concat()
}

fn library() -> Vec<Value> {
    vec![item(0, "1", "2025-01-01", 10, &["M1", "M2"]), item(0, "2", "2025-04-01", 5, &["M1"])]
}

/// Supported alerts but for T06 and the like that have nothing to do with items.
const OWED: &str =
    "SELECT case_no, rule, level FROM alert WHERE supported AND rule IN ('T01', 'T02', 'T03', 'T04', 'T05', 'F01', 'F02', 'M01')";
const DUE: &str = "SELECT case_no, item_version, promised_days, promised_due_at FROM (SELECT case_no, promised_days, promised_due_at, \
                   CASE WHEN promised_days = 10 THEN 1 WHEN promised_days = 5 THEN 2 END AS item_version FROM \"case\")";

/// Hashes of the relations that come of cases.
#[track_caller]
fn facts(office: &Installation) -> Vec<String> {
    let made = office.run(&["ledger", "rebuild", "--now", NOW, "--json"]).status(0).json();
    let relations = made["relations"].as_array().cloned().unwrap_or_default();
    let shown = relations.iter().filter(|relation| relation["name"] != "alert");
    shown.map(|relation| format!("{} {} {}", relation["name"], relation["rows"], relation["hash"])).collect()
}

#[test]
fn a_library_that_comes_after_its_cases_ends_as_if_it_had_come_before() {
    let before = Installation::new();
    import(&before, "library.jsonl", NOW, &library());
    import(&before, "cases.jsonl", NOW, &cases());
    judge(&before, NOW);

    let after = Installation::with_key_of(&before);
    import(&after, "cases.jsonl", NOW, &cases());
    judge(&after, NOW);
    assert_eq!(ask(&after, DUE, 3, NOW, &[]), ["A,,,", "B,,,", "C,,,", "D,,,", "E,,,"], "nothing is promised while the item is not known");
    assert_eq!(ask(&after, OWED, 3, NOW, &[]), ["A,T05,yellow", "B,T05,yellow", "C,T05,yellow", "D,T05,yellow", "E,T05,yellow"]);

    import(&after, "library.jsonl", NOW, &library());
    judge(&after, NOW);
    let due = |no: &str, version: &str, days: &str, day: &str| format!("{no},{version},{days},{}", end_of(day));
    assert_eq!(
        ask(&after, DUE, 3, NOW, &[]),
        [
            due("A", "1", "10", "2025-03-17"),
            due("B", "1", "10", "2025-03-17"),
            due("C", "1", "10", "2025-04-16"),
            due("D", "2", "5", "2025-04-09"),
            due("E", "2", "5", "2025-07-02"),
        ]
    );
    alerts::assert_same("the library came first", &alerts::lasting(&before), &alerts::lasting(&after));
    assert_eq!(facts(&before), facts(&after));
    let owed = ask(&after, OWED, 3, NOW, &[]);
    for expected in ["A,M01,red", "B,M01,red", "B,T03,yellow", "C,M01,red", "D,T03,yellow", "A,F01,red", "D,F01,red"] {
        assert!(owed.iter().any(|row| row == expected), "{expected}: {owed:?}");
    }
    assert!(!owed.iter().any(|row| row.starts_with("D,M01") || row.starts_with("E,M01") || row == "A,T03,yellow"), "{owed:?}");

    // The same push on the next night is all duplicates.
    let events = after.number("SELECT count(*) FROM event WHERE type = 'item_published'");
    import(&after, "again.jsonl", NOW, &library());
    assert_eq!(after.number("SELECT count(*) FROM event WHERE type = 'item_published'"), events);
}

#[test]
fn a_version_that_is_corrected_or_void_takes_its_alerts_with_it() {
    let office = Installation::new();
    import(&office, "library.jsonl", NOW, &library());
    import(&office, "cases.jsonl", NOW, &cases());
    judge(&office, NOW);
    let status = |case_no: &str, family: &str| {
        let sql = format!("SELECT status, level, handled_level, supported FROM alert WHERE case_no = '{case_no}' AND family = '{family}'");
        ask(&office, &sql, 4, NOW, &[])
    };
    assert_eq!(status("A", "M01"), ["open,red,red,true"]);
    assert_eq!(status("D", "limit"), ["ended,yellow,yellow,true"]);
    assert_eq!(status("E", "limit"), Vec::<String>::new());

    // M2 was never asked for: the red cards that rested on it wait for a person.
    let corrected = item(1, "1", "2025-01-01", 10, &["M1"]);
    // The second version was pushed by mistake, so that ten days count for D and E as well.
    let mut void = item(1, "2", "2025-04-01", 5, &["M1"]);
    void["is_void"] = json!(true);
    void["payload"] = json!({});
    import(&office, "corrected.jsonl", NOW, &[void, corrected]);
    judge(&office, NOW);
    for case_no in ["A", "B", "C"] {
        assert_eq!(status(case_no, "M01"), ["lift_proposed,red,red,false"], "{case_no}");
    }
    assert_eq!(status("D", "limit"), ["lift_proposed,yellow,yellow,false"]);
    let due = ask(&office, DUE, 3, NOW, &[]);
    assert_eq!(due[3..], [format!("D,1,10,{}", end_of("2025-04-16")), format!("E,1,10,{}", end_of("2025-07-09"))]);

    let straight = Installation::with_key_of(&office);
    import(&straight, "library.jsonl", NOW, &[item(0, "1", "2025-01-01", 10, &["M1"])]);
    import(&straight, "cases.jsonl", NOW, &cases());
    judge(&straight, NOW);
    alerts::assert_same("never pushed wrongly", &alerts::lasting(&straight), &alerts::lasting(&office));
    assert_eq!(facts(&straight), facts(&office));
}
