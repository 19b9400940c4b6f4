//! The oracle against cases worked out by hand.

use serde_json::{Map, Value, json};

use super::owed;
use crate::calendar::{instant_text, parse_instant};

/// An event of case C1 from a time of Shanghai ("2024-09-27T10:00"), a type and a payload.
fn event(at: &str, kind: &str, payload: Value) -> Value {
    by(at, kind, "P1", payload)
}

fn by(at: &str, kind: &str, actor: &str, payload: Value) -> Value {
    let id = format!("{kind}-{at}-{}", payload.get("link_seq").and_then(Value::as_i64).unwrap_or(0));
    json!({
        "id": id, "source": "district", "centre": "wanshan", "case_no": "C1", "type": kind,
        "occurred_at": time(at), "actor_id": actor, "payload": payload,
    })
}

fn time(at: &str) -> String {
    if at.len() > 16 { format!("{at}+08:00") } else { format!("{at}:00+08:00") }
}

fn item(fields: Value) -> Value {
    let mut payload = Map::new();
    for (name, value) in [("item_impl_code", json!("I1")), ("item_version", json!(1)), ("valid_from", json!("2020-01-01"))] {
        payload.insert(name.to_owned(), value);
    }
    if let Value::Object(fields) = fields {
        payload.extend(fields);
    }
    json!({
        "id": "item", "source": "district", "centre": "wanshan", "type": "item_published",
        "occurred_at": "2023-01-01T00:00:00+08:00", "payload": payload,
    })
}

fn applied(at: &str) -> Value {
    event(at, "received", json!({"item_impl_code": "I1", "case_type": 2}))
}

/// Rows of the given rules as "rule since ended_at", times without offset.
fn rows(events: &[Value], now: &str, rules: &[&str]) -> Vec<String> {
    let now = parse_instant(&time(now)).unwrap_or_else(|| panic!("{now}"));
    let short = |instant: i64| {
        let text = instant_text(instant).replace("+08:00", "");
        text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
    };
    owed(events, now)
        .cases
        .iter()
        .filter(|row| rules.contains(&row.rule))
        .map(|row| format!("{} {} {}", row.rule, short(row.since), row.ended_at.map(short).unwrap_or_default()).trim_end().to_owned())
        .collect()
}

const LADDER: &[&str] = &["T01", "T02", "T03", "T04"];

#[test]
fn the_ladder_is_one_row_with_the_highest_rung_and_the_first_since() {
    let accepted = event("2024-09-27T10:00", "accepted", json!({"promised_days": 5}));
    for (now, expected) in [
        ("2024-10-08T23:59", vec![]),
        ("2024-10-09T00:00", vec!["T01 2024-10-09T00:00"]),
        ("2024-10-10T09:00", vec!["T02 2024-10-09T00:00"]),
        ("2024-10-11T00:00", vec!["T03 2024-10-09T00:00"]),
    ] {
        assert_eq!(rows(std::slice::from_ref(&accepted), now, LADDER), expected, "{now}");
    }
    let decided = event("2024-10-15T09:30", "decided", json!({"decision": "denied"}));
    assert_eq!(rows(&[decided, accepted], "2024-12-01T00:00", LADDER), ["T03 2024-10-09T00:00 2024-10-15T09:30"]);
}

#[test]
fn a_decision_known_to_the_day_stops_the_clock_at_its_end() {
    let accepted = event("2024-09-27T10:00", "accepted", json!({"promised_days": 5}));
    let mut decided = event("2024-10-11T00:00", "decided", json!({"decision": "denied"}));
    decided["precision"] = json!("day");
    let events = [accepted, decided];
    assert_eq!(rows(&events, "2024-12-01T00:00", LADDER), ["T03 2024-10-09T00:00 2024-10-11T23:59:59.999999"]);
    assert_eq!(rows(&events, "2024-10-11T12:00", LADDER), ["T03 2024-10-09T00:00"]);
}

#[test]
fn silence_for_five_working_days_is_acceptance_from_the_day_of_receipt() {
    // Received on Monday 3 June; 10 June is a holiday, so the fifth working day is 11 June.
    let item = item(json!({"promised_days": 6, "promised_unit": "wd"}));
    let events = [item, applied("2024-06-03T09:00"), event("2024-06-12T10:00", "accepted", json!({}))];
    assert_eq!(rows(&events, "2024-06-12T09:00", &["T06", "T01", "T02"]), ["T02 2024-06-12T00:00", "T06 2024-06-12T00:00"]);
    // On the sixth working day (12 June) the promise is used up but for the day itself; late from 13 June on.
    assert_eq!(rows(&events, "2024-06-13T09:00", LADDER), ["T03 2024-06-12T00:00"]);
    // An answer at the very end of the fifth day is in time.
    let asked = event("2024-06-12T00:00", "supplement_requested", json!({"notice_no": "N1"}));
    assert_eq!(rows(&[events[0].clone(), events[1].clone(), asked], "2024-08-01T09:00", LADDER), Vec::<String>::new());
}

#[test]
fn overlapping_suspensions_are_merged_before_days_are_counted() {
    // The worked example of the domain reference: accepted 2025-01-24, 5 working days, review from 5 to 10 February.
    let special = |at: &str, kind: &str, no: &str| {
        event(at, kind, json!({"special_no": no, "special_kind": "expert_review", "special_reason": "r", "notice_at": time(at)}))
    };
    let mut events = vec![
        event("2025-01-24T10:00", "accepted", json!({"promised_days": 5})),
        special("2025-02-05T09:00", "special_started", "S1"),
        special("2025-02-10T17:00", "special_ended", "S1"),
    ];
    // Due on 12 February; on the 11th one day remains.
    assert_eq!(rows(&events, "2025-02-13T00:00", LADDER), ["T03 2025-02-11T00:00"]);
    events.push(special("2025-02-06T09:00", "special_started", "S2"));
    events.push(special("2025-02-08T09:00", "special_ended", "S2"));
    assert_eq!(rows(&events, "2025-02-13T00:00", LADDER), ["T03 2025-02-11T00:00"]);
}

#[test]
fn calendar_days_end_on_a_working_day() {
    // Accepted Monday 2 September 2024, 5 calendar days end on Saturday 7th and move to Monday 9th.
    let events = [event("2024-09-02T10:00", "accepted", json!({"promised_days": 5, "promised_unit": "cd"}))];
    assert_eq!(rows(&events, "2024-09-10T00:00", LADDER), ["T03 2024-09-07T00:00"]);
    assert_eq!(rows(&events, "2024-09-08T12:00", LADDER), ["T02 2024-09-07T00:00"]);
}

#[test]
fn time_between_an_end_and_its_reopening_does_not_count() {
    let mut events = vec![
        event("2024-09-02T10:00", "accepted", json!({"promised_days": 5})),
        event("2024-09-03T10:00", "finished", json!({"result_code": "granted"})),
        event("2024-09-06T10:00", "reopened", json!({})),
    ];
    // Three working days lie between; the promise ends on 12 September, one day remains on the 11th.
    assert_eq!(rows(&events, "2024-09-30T00:00", LADDER), ["T03 2024-09-11T00:00"]);
    events.push(event("2024-09-10T23:59", "decided", json!({"decision": "denied"})));
    assert_eq!(rows(&events, "2024-09-30T00:00", LADDER), Vec::<String>::new());
}

#[test]
fn a_link_over_its_limit_is_silent_while_its_person_stands_under_yellow() {
    let link = |at: &str, kind: &str, seq: i64, actor: &str| {
        by(at, kind, actor, json!({"link_seq": seq, "link_name": "审查", "link_kind": "review"}))
    };
    let mut events = vec![
        event("2024-09-02T09:00", "accepted", json!({"promised_days": 4})),
        link("2024-09-02T10:00", "link_started", 1, "P7"),
        // An extension two days after the promise ran out brings the case back into it.
        event("2024-09-10T11:00", "extended", json!({"days": 3})),
        event("2024-09-12T15:00", "decided", json!({"decision": "denied"})),
        link("2024-09-20T09:00", "link_ended", 1, "P7"),
    ];
    // Limit 2 without any other: over on 5 September. Yellow from 7 September; with the extension the promise ends on the 11th.
    assert_eq!(rows(&events, "2024-12-01T00:00", LADDER), ["T03 2024-09-05T00:00 2024-09-12T15:00"]);
    assert_eq!(
        rows(&events, "2024-12-01T00:00", &["T05"]),
        ["T05 2024-09-05T00:00 2024-09-07T00:00", "T05 2024-09-12T15:00 2024-09-20T09:00"]
    );
    // Somebody else answers for the case.
    events.push(link("2024-09-06T10:00", "link_started", 2, "P8"));
    events.push(link("2024-09-09T10:00", "link_ended", 2, "P8"));
    assert_eq!(rows(&events, "2024-12-01T00:00", &["T05"]), ["T05 2024-09-05T00:00 2024-09-20T09:00"]);
}

#[test]
fn a_tolerance_for_a_day_is_over_a_microsecond_after_its_last_second() {
    let item = item(json!({"materials": [{"material_code": "M1", "material_name": "m", "required": true, "situations": []}]}));
    let accepted = event("2024-09-02T10:00", "accepted", json!({"tolerated": [{"material_code": "M1", "due_at": "2024-09-05"}]}));
    let taken = |at: &str| event(at, "material_taken", json!({"material_name": "m", "take_mode": "1"}));
    let events = vec![item, applied("2024-09-02T09:00"), accepted];
    let with = |event: Value| events.iter().cloned().chain([event]).collect::<Vec<_>>();
    assert_eq!(rows(&events, "2024-12-01T00:00", &["M01", "M02"]), ["M02 2024-09-05T23:59:59.000001"]);
    assert_eq!(rows(&with(taken("2024-09-05T23:59:59")), "2024-12-01T00:00", &["M01", "M02"]), Vec::<String>::new());
    assert_eq!(
        rows(&with(taken("2024-09-06T00:00")), "2024-12-01T00:00", &["M01", "M02"]),
        ["M02 2024-09-05T23:59:59.000001 2024-09-06T00:00"]
    );
}

#[test]
fn revisions_voids_and_doubles_are_resolved_whatever_comes_first() {
    let first = event("2024-09-02T10:00", "extended", json!({"days": 20}));
    let mut second = first.clone();
    second["revision"] = json!(1);
    second["payload"]["days"] = json!(10);
    let mut void = first.clone();
    void["revision"] = json!(2);
    void["is_void"] = json!(true);
    let now = "2024-12-01T00:00";
    assert_eq!(rows(&[first.clone(), first.clone()], now, &["T10"]), ["T10 2024-09-02T10:00"]);
    assert_eq!(rows(&[second.clone(), first.clone()], now, &["T10"]), Vec::<String>::new());
    assert_eq!(rows(&[void, first, second], now, &["T10"]), Vec::<String>::new());
}

#[test]
fn a_row_without_basics_is_told_after_a_day_until_they_come() {
    let events = [event("2024-09-02T10:00", "link_ended", json!({"link_seq": 1, "link_name": "审查"})), applied("2024-09-05T09:00")];
    assert_eq!(rows(&events, "2024-12-01T00:00", &["Q06"]), ["Q06 2024-09-03T10:00 2024-09-05T09:00"]);
    assert_eq!(rows(&events[..1], "2024-09-03T09:59:59", &["Q06"]), Vec::<String>::new());
}
