//! An outage declared afterwards: clocks stand still over it, reminders withdraw themselves, cards become proposals to lift them.

use serde_json::{Value, json};

use super::steps::{ask, end_of, event, import, judge};
use crate::harness::{Installation, alerts};

const NOW: &str = "2025-03-18T10:00";

/// One case on the platform that fails, one that is decided before its card, one on another platform.
fn cases() -> Vec<Value> {
    let accepted = |no: &str, days: i64| event(no, "accepted", "2025-03-10T10:00", json!({ "promised_days": days }));
    let decided = |no: &str, at: &str| event(no, "decided", at, json!({ "decision": "granted" }));
    let elsewhere = |mut event: Value| {
        event["source"] = json!("other");
        event
    };
    vec![
        accepted("CARD", 3),
        decided("CARD", "2025-03-14T15:00"),
        accepted("REMINDER", 5),
        decided("REMINDER", "2025-03-14T16:00"),
        elsewhere(accepted("OTHER", 3)),
        elsewhere(decided("OTHER", "2025-03-14T15:00")),
        accepted("OPEN", 7),
    ]
}

const OUTAGE: [&str; 11] =
    ["GZ-1", "--platform", "district", "--from", "2025-03-12T09:00", "--to", "2025-03-12T17:00", "--centre", "wanshan", "--who", "W1"];
const EVIDENCE: [&str; 6] = ["--announcement", "公告〔2025〕3号", "--approved-by", "W1", "--approved-by", "W2"];
const STATES: &str = "SELECT case_no, status, level, handled_level, is_backfilled, since FROM alert WHERE family = 'limit'";
const DUE: &str = "SELECT case_no, promised_due_at FROM \"case\"";

#[track_caller]
fn declare(office: &Installation, action: &str, more: &[&str], now: &str) -> Value {
    let arguments = [&["outage", action][..], &OUTAGE, more, &["--now", now, "--json"]].concat();
    office.run(&arguments).status(0).json()
}

fn due(days: [&str; 4]) -> Vec<String> {
    ["CARD", "OPEN", "OTHER", "REMINDER"].iter().zip(days).map(|(no, day)| format!("{no},{}", end_of(day))).collect()
}

#[test]
fn an_outage_declared_afterwards_only_proposes() {
    let office = Installation::new();
    import(&office, "cases.jsonl", NOW, &cases());
    judge(&office, NOW);
    let before = [
        "CARD,ended,yellow,yellow,false,2025-03-11T16:00:00Z",
        "OPEN,open,remind,remind,false,2025-03-17T16:00:00Z",
        "OTHER,ended,yellow,yellow,false,2025-03-11T16:00:00Z",
        "REMINDER,ended,remind,remind,false,2025-03-13T16:00:00Z",
    ];
    assert_eq!(ask(&office, STATES, 5, NOW, &[]), before);
    assert_eq!(ask(&office, DUE, 1, NOW, &[]), due(["2025-03-13", "2025-03-19", "2025-03-13", "2025-03-17"]));

    // Without announcement and two approvals it is on record and stops nothing.
    let seen = declare(&office, "declare", &["--approved-by", "W1"], NOW);
    assert_eq!((&seen["events"], &seen["forecast"]["moved"], &seen["forecast"]["alerts"]), (&json!(1), &json!(0), &json!([])));
    judge(&office, NOW);
    assert_eq!(ask(&office, STATES, 5, NOW, &[]), before);

    let seen = declare(&office, "preview", &EVIDENCE, NOW);
    assert_eq!((&seen["open"], &seen["moved"], &seen["alerts_vanish"]), (&json!(1), &json!(1), &json!(2)), "{seen}");
    assert_eq!((&seen["cases"][0]["case_no"], &seen["cases"][0]["new_due"]), (&json!("OPEN"), &json!("2025-03-20T23:59:59+08:00")));
    let done = declare(&office, "declare", &EVIDENCE, "2025-03-18T11:00");
    assert_eq!(done["events"], 1);
    judge(&office, "2025-03-18T11:30");
    let now = "2025-03-18T12:00";
    assert_eq!(ask(&office, DUE, 1, now, &[]), due(["2025-03-14", "2025-03-20", "2025-03-13", "2025-03-18"]));
    let after = [
        // What is left of the ladder: the morning before the outage, and the two days before the new due date.
        "CARD,ended,warn,warn,true,2025-03-12T16:00:00Z",
        "CARD,lift_proposed,remind,yellow,true,2025-03-11T16:00:00Z",
        "OPEN,withdrawn,remind,remind,false,2025-03-17T16:00:00Z",
        "OTHER,ended,yellow,yellow,false,2025-03-11T16:00:00Z",
        "REMINDER,withdrawn,remind,remind,false,2025-03-13T16:00:00Z",
    ];
    assert_eq!(ask(&office, STATES, 5, now, &[]), after);
    assert_eq!(
        ask(&office, "SELECT suspended_wd, case_no FROM \"case\" WHERE suspended_wd > 0", 2, now, &[]),
        ["1,CARD", "1,OPEN", "1,REMINDER"]
    );
    let listed = office.run(&["outage", "list", "--now", now]).status(0);
    listed.says(&["GZ-1", "公告〔2025〕3号", "W2"]);
    // The same again is there already.
    assert_eq!(declare(&office, "declare", &EVIDENCE, "2025-03-18T12:30")["events"], 0);

    // Declared in time it ends in the same supported alerts; only their treatment differs.
    let punctual = Installation::with_key_of(&office);
    declare(&punctual, "declare", &EVIDENCE, "2025-03-12T18:00");
    import(&punctual, "cases.jsonl", NOW, &cases());
    judge(&punctual, "2025-03-18T11:30");
    alerts::assert_same("declared in time", &alerts::lasting(&punctual), &alerts::lasting(&office));
    assert_eq!(punctual.number("SELECT count(*) FROM alert WHERE is_backfilled"), 0);

    // It came with a file: the day of the import says nothing of when it was told.
    let filed = Installation::with_key_of(&office);
    let payload = json!({
        "outage_no": "GZ-1", "platform": "district", "from": "2025-03-12T09:00:00+08:00", "to": "2025-03-12T17:00:00+08:00",
        "announcement_no": "公告〔2025〕3号", "approver_ids": ["W1", "W2"],
    });
    let mut outage = event("", "outage_declared", "2025-03-12T18:00", payload);
    if let Some(members) = outage.as_object_mut() {
        members.remove("case_no");
    }
    import(&filed, "cases.jsonl", NOW, &cases());
    judge(&filed, "2025-03-18T11:00");
    import(&filed, "outage.jsonl", NOW, &[outage]);
    judge(&filed, "2025-03-18T11:30");
    alerts::assert_same("with a file", &alerts::lasting(&punctual), &alerts::lasting(&filed));
    assert_eq!(filed.number("SELECT count(*) FROM alert WHERE is_backfilled AND supported"), 0);

    // Withdrawn it is as if it had never been told, and a number that does not count cannot be withdrawn.
    let withdraw = ["outage", "withdraw", "GZ-1", "--centre", "wanshan", "--who", "W1", "--now", "2025-03-18T13:00", "--json"];
    let done = office.run(&withdraw).status(0).json();
    assert_eq!((&done["events"], &done["forecast"]["moved"]), (&json!(2), &json!(1)), "{done}");
    judge(&office, "2025-03-18T13:30");
    assert_eq!(ask(&office, DUE, 1, "2025-03-18T13:30", &[]), due(["2025-03-13", "2025-03-19", "2025-03-13", "2025-03-17"]));
    office.run(&withdraw).status(2).says(&["no outage \"GZ-1\" counts"]);

    // An import that is taken back takes the outage with it.
    filed.run(&["import", "void", "2", "--reason", "no outage"]).status(0);
    judge(&filed, "2025-03-18T12:00");
    let untouched = Installation::with_key_of(&office);
    import(&untouched, "cases.jsonl", NOW, &cases());
    judge(&untouched, "2025-03-18T12:00");
    alerts::assert_same("taken back", &alerts::lasting(&untouched), &alerts::lasting(&filed));
}

#[test]
fn clocks_stand_still_while_an_outage_lasts() {
    let office = Installation::new();
    import(&office, "cases.jsonl", NOW, &cases());
    let begun = ["GZ-2", "--platform", "D01", "--from", "2025-03-17T13:30", "--centre", "wanshan"];
    office.run(&[&["outage", "declare"][..], &begun, &EVIDENCE, &["--now", "2025-03-17T14:00"]].concat()).status(0);
    let state = |now: &str| {
        ask(&office, "SELECT clock_on, suspended_wd, remaining_wd, promised_due_at FROM \"case\" WHERE case_no = 'OPEN'", 3, now, &[])
    };
    let row = |on: bool, suspended: i64, left: i64, day: &str| vec![format!("{on},{suspended},{left},{}", end_of(day))];
    assert_eq!(state("2025-03-17T13:00"), row(true, 0, 2, "2025-03-19"));
    assert_eq!(state("2025-03-17T15:00"), row(false, 1, 3, "2025-03-20"));
    assert_eq!(state("2025-03-18T15:00"), row(false, 2, 3, "2025-03-21"));
    let ended = [&begun[..], &["--to", "2025-03-18T10:00"]].concat();
    office.run(&[&["outage", "declare"][..], &ended, &EVIDENCE, &["--now", "2025-03-18T10:05"]].concat()).status(0);
    assert_eq!(state("2025-03-18T15:00"), row(true, 2, 3, "2025-03-21"));
    assert_eq!(state("2025-03-19T15:00"), row(true, 2, 2, "2025-03-21"));
    office
        .run(&["outage", "declare", "GZ-3", "--platform", "D01", "--from", "2025-03-17", "--to", "2025-03-16", "--centre", "wanshan"])
        .status(2)
        .says(&["ends before it begins"]);
}
