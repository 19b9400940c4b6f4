//! Alerts, numbered things and reference facts as relations.

use serde_json::{Value, json};

use super::*;
use crate::case::event::Event;
use crate::facts::arrow::{Cell, ColumnView, schema_of};
use crate::facts::testing::{at, event, now, world};
use crate::schema::{Relation, Row, Slot, Type};

/// The value of a column in a row of a table.
fn cell(table: &Table, row: usize, column: &str) -> String {
    let relation = table.relation();
    let slot = relation.slot(column).expect(column);
    let batch = &table.batches()[0];
    match ColumnView::new(relation.columns[slot].ty, batch.column(slot).as_ref()).expect(column).get(row) {
        Cell::Null => "null".to_owned(),
        Cell::Int(value) => value.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Ts(at) => crate::time::format_utc(at),
        Cell::Date(day) => day.to_string(),
        Cell::Text(text) => text.to_owned(),
        Cell::Key(key) => key.to_string(),
        Cell::Attributes(_) => "attributes".to_owned(),
    }
}

fn alert_step(id: &str, time: &str, payload: Value) -> Event {
    let mut payload = payload;
    payload["alert_no"] = "JC1".into();
    event(id, "alert_step", Some("C1"), at(time), payload)
}

fn computed(step: &str, level: &str, ended_at: Option<&str>) -> Value {
    json!({
        "step": step, "family": "limit", "rule": if level == "yellow" { "T03" } else { "T02" }, "version": 1, "subject": "case", "subject_key": "C1",
        "level": level, "since": "2025-06-02T00:00:00Z", "level_since": "2025-06-03T00:00:00Z", "ended_at": ended_at, "responsible_dept": "D01",
        "responsible_person": "P1", "is_pending": false, "is_stock": false, "is_backfilled": step == "moved",
    })
}

#[test]
fn an_alert_is_what_its_steps_left_it() {
    let raised = alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "warn", None));
    // What happens, the step, and then status, computed level, whether it is supported, and the level a person decided.
    let later = [
        ("told", json!({ "step": "told" }), "open", "warn", true, None),
        ("read", json!({ "step": "read", "reason": "seen" }), "open", "warn", true, None),
        ("escalated", computed("escalated", "yellow", None), "open", "yellow", true, None),
        ("downgraded", json!({ "step": "downgraded", "level": "remind" }), "open", "yellow", true, Some("remind")),
        ("ended", computed("ended", "yellow", Some("2025-06-09T00:00:00Z")), "ended", "yellow", true, Some("remind")),
        ("open again", computed("moved", "yellow", None), "open", "yellow", true, Some("remind")),
        ("unsupported", computed("lift_proposed", "yellow", None), "lift_proposed", "yellow", false, Some("remind")),
        ("supported again", computed("supported", "yellow", None), "open", "yellow", true, Some("remind")),
        ("kept", json!({ "step": "kept" }), "open", "yellow", true, Some("yellow")),
        ("lifted", json!({ "step": "lifted", "decider_ids": ["P8", "P9"] }), "lifted", "yellow", true, Some("none")),
    ];
    let mut record = AlertRecord::raised(&raised).expect("a raised alert");
    assert_eq!((record.status(), record.level.text(), record.steps), ("open", "warn", 1));
    for (place, (what, payload, status, level, supported, handled)) in later.into_iter().enumerate() {
        record.apply(&alert_step(&format!("{}", place + 2), "2025-06-10T08:00:00Z", payload));
        assert_eq!((record.status(), record.level.text(), record.supported), (status, level, supported), "{what}");
        assert_eq!(record.handled_level().text(), handled.unwrap_or(level), "{what}");
        assert_eq!(record.steps, place as i64 + 2);
    }
    assert_eq!(record.raised_at, at("2025-06-03T00:00:00Z"));
    assert_eq!(record.told_at, Some(at("2025-06-10T08:00:00Z")));
    assert!(record.is_backfilled || record.ended_at.is_none());
}

#[test]
fn a_card_whose_computed_level_falls_waits_for_a_person() {
    let raised = || AlertRecord::raised(&alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "red", None))).expect("raised");
    // The steps after the card was raised; then status, computed and handled level, and whether it is supported.
    let table = [
        (vec![computed("moved", "yellow", None)], ("lift_proposed", "yellow", "red", true)),
        (vec![computed("moved", "yellow", None), computed("moved", "remind", None)], ("lift_proposed", "remind", "red", true)),
        (vec![computed("moved", "remind", None), computed("escalated", "yellow", None)], ("lift_proposed", "yellow", "red", true)),
        (vec![computed("moved", "remind", None), computed("escalated", "red", None)], ("open", "red", "red", true)),
        (vec![computed("moved", "remind", None), json!({ "step": "kept" })], ("open", "remind", "red", true)),
        (vec![computed("moved", "remind", None), json!({ "step": "lifted" })], ("lifted", "remind", "none", true)),
        (vec![computed("moved", "remind", None), json!({ "step": "downgraded", "level": "warn" })], ("open", "remind", "warn", true)),
        (vec![computed("moved", "warn", None), computed("lift_proposed", "warn", None)], ("lift_proposed", "warn", "red", false)),
        (vec![computed("lift_proposed", "red", None), computed("supported", "warn", None)], ("lift_proposed", "warn", "red", true)),
        (vec![json!({ "step": "kept", "level": "red" }), computed("moved", "warn", None)], ("open", "warn", "red", true)),
    ];
    for (steps, expected) in table {
        let mut record = raised();
        for (place, payload) in steps.iter().enumerate() {
            record.apply(&alert_step(&format!("{}", place + 2), "2025-06-10T08:00:00Z", payload.clone()));
        }
        let found = (record.status(), record.level.text(), record.handled_level().text(), record.supported);
        assert_eq!(found, expected, "{steps:?}");
    }
    let mut warned = AlertRecord::raised(&alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "warn", None))).expect("raised");
    warned.apply(&alert_step("2", "2025-06-10T08:00:00Z", computed("moved", "remind", None)));
    assert_eq!((warned.status(), warned.handled_level().text()), ("open", "remind"));
}

#[test]
fn a_withdrawn_alert_is_no_longer_supported() {
    let mut record = AlertRecord::raised(&alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "warn", None))).expect("raised");
    record.apply(&alert_step("2", "2025-06-05T00:00:00Z", computed("withdrawn", "warn", None)));
    assert_eq!((record.status(), record.supported, record.withdrawn_at), ("withdrawn", false, Some(at("2025-06-05T00:00:00Z"))));
    let table = alert_table([&record]).expect("fits");
    assert_eq!(cell(&table, 0, "withdrawn_at"), "2025-06-05T00:00:00Z");
    assert_eq!(cell(&table, 0, "case_no"), "C1");
    assert_eq!(cell(&table, 0, "level"), "warn");
    assert_eq!(cell(&table, 0, "ended_at"), "null");
}

#[test]
fn steps_of_other_alerts_and_other_events_change_nothing() {
    let raised = alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "warn", None));
    let mut record = AlertRecord::raised(&raised).expect("raised");
    let before = record.clone();
    record.apply(&event("x", "alert_step", None, now(), json!({ "alert_no": "JC2", "step": "lifted" })));
    record.apply(&event("y", "archived", Some("C1"), now(), json!({})));
    assert_eq!(record, before);
    assert!(AlertRecord::raised(&event("z", "alert_step", None, now(), json!({ "alert_no": "JC3", "step": "told" }))).is_none());
}

fn complaint(id: &str, step: &str, time: &str, more: Value) -> Event {
    let mut payload = json!({ "complaint_no": "T1", "step": step });
    for (name, value) in more.as_object().expect("an object") {
        payload[name] = value.clone();
    }
    event(id, "complaint_step", None, at(time), payload)
}

fn table(others: &mut Others, relation: &Relation, now: i64) -> Table {
    let tables = others.tables(now).expect("fits");
    tables.into_iter().find(|table| table.relation().name == relation.name).expect("there")
}

#[test]
fn a_complaint_folds_in_the_order_of_its_events_whatever_their_order_of_arrival() {
    let steps = [
        complaint("1", "registered", "2025-06-02T01:00:00Z", json!({ "against_dept": "D02", "due_at": "2025-06-09" })),
        complaint("2", "investigated", "2025-06-03T01:00:00Z", json!({})),
        complaint("3", "decided", "2025-06-05T01:00:00Z", json!({ "finding": "partly" })),
        complaint("4", "replied", "2025-06-06T01:00:00Z", json!({})),
    ];
    let mut reversed = Others::default();
    steps.iter().rev().for_each(|step| reversed.apply(step));
    let mut twice = Others::default();
    steps.iter().chain(&steps).for_each(|step| twice.apply(step));
    for others in [&mut reversed, &mut twice] {
        let table = table(others, &COMPLAINT, now());
        assert_eq!(table.rows(), 1);
        for (column, value) in [
            ("state", "replied"),
            ("against_dept", "D02"),
            ("finding", "partly"),
            ("registered_at", "2025-06-02T01:00:00Z"),
            ("due_at", "2025-06-09T15:59:59Z"),
            ("replied_at", "2025-06-06T01:00:00Z"),
            ("closed_at", "null"),
        ] {
            assert_eq!(cell(&table, 0, column), value, "{column}");
        }
    }
}

#[test]
fn events_after_now_are_kept_and_not_yet_folded() {
    let mut others = Others::default();
    others.apply(&complaint("1", "registered", "2025-06-02T01:00:00Z", json!({})));
    others.apply(&complaint("2", "closed", "2025-06-05T01:00:00Z", json!({})));
    let state = |others: &mut Others, now: &str| {
        let table = table(others, &COMPLAINT, at(now));
        (table.rows() > 0).then(|| cell(&table, 0, "state"))
    };
    assert_eq!(state(&mut others, "2025-06-01T00:00:00Z"), None);
    assert_eq!(state(&mut others, "2025-06-03T00:00:00Z").as_deref(), Some("registered"));
    assert_eq!(state(&mut others, "2025-06-05T01:00:00Z").as_deref(), Some("closed"));
    assert_eq!(state(&mut others, "2025-06-03T00:00:00Z").as_deref(), Some("registered"));
}

#[test]
fn a_void_takes_back_its_event_also_when_it_comes_first() {
    let step = complaint("2", "closed", "2025-06-05T01:00:00Z", json!({}));
    let mut void = event("2", "complaint_step", None, at("2025-06-05T01:00:00Z"), json!({}));
    void.is_void = true;
    void.revision = 1;
    for order in [[&step, &void], [&void, &step]] {
        let mut others = Others::default();
        others.apply(&complaint("1", "registered", "2025-06-02T01:00:00Z", json!({})));
        order.iter().for_each(|event| others.apply(event));
        assert_eq!(cell(&table(&mut others, &COMPLAINT, now()), 0, "state"), "registered");
    }
}

#[test]
fn a_revision_that_names_another_number_leaves_the_first_one() {
    let mut others = Others::default();
    others.apply(&complaint("1", "registered", "2025-06-02T01:00:00Z", json!({})));
    let mut moved = complaint("1", "registered", "2025-06-02T01:00:00Z", json!({ "complaint_no": "T2" }));
    moved.revision = 1;
    others.apply(&moved);
    let table = table(&mut others, &COMPLAINT, now());
    assert_eq!((table.rows(), cell(&table, 0, "complaint_no").as_str()), (1, "T2"));
}

#[test]
fn an_order_sent_back_wants_a_new_answer() {
    let step = |id: &str, step: &str, time: &str| {
        event(
            id,
            "order_step",
            None,
            at(time),
            json!({ "order_no": "DB1", "step": step, "target": "D03", "due_at": "2025-06-20T10:00:00Z" }),
        )
    };
    let mut others = Others::default();
    others.apply(&step("1", "issued", "2025-06-01T01:00:00Z"));
    others.apply(&step("2", "replied", "2025-06-02T01:00:00Z"));
    others.apply(&step("3", "sent_back", "2025-06-03T01:00:00Z"));
    let before = table(&mut others, &SUPERVISION_ORDER, now());
    assert_eq!((cell(&before, 0, "replied_at").as_str(), cell(&before, 0, "sent_back_count").as_str()), ("null", "1"));
    others.apply(&step("4", "replied", "2025-06-04T01:00:00Z"));
    assert_eq!(cell(&table(&mut others, &SUPERVISION_ORDER, now()), 0, "replied_at"), "2025-06-04T01:00:00Z");
}

#[test]
fn a_world_shows_its_calendar_day_by_day() {
    let tables = from_world(&world(), now()).expect("fits");
    let days = tables.iter().find(|table| table.relation().name == "calendar_day").expect("there");
    let batch = &days.batches()[0];
    let slot = CALENDAR_DAY.slot("date").expect("a column");
    let dates = ColumnView::new(Type::Date, batch.column(slot).as_ref()).expect("days");
    let find = |text: &str| {
        (0..batch.num_rows()).find(|row| dates.get(*row) == Cell::Date(crate::time::Day::parse(text).expect(text))).expect(text)
    };
    for (day, kind, is_workday) in [
        ("2025-01-26", "make_up", "true"),
        ("2025-01-28", "holiday", "false"),
        ("2025-06-30", "work", "true"),
        ("2025-06-28", "rest", "false"),
    ] {
        assert_eq!((cell(days, find(day), "kind").as_str(), cell(days, find(day), "is_workday").as_str()), (kind, is_workday), "{day}");
    }
}

#[test]
fn ledger_rows_become_events_with_what_the_ledger_knows() {
    let body = json!({
        "id": "D1-1", "source": "district", "type": "submitted", "centre": "wanshan", "case_no": "C1", "occurred_at": "2025-06-02T01:00:00Z",
        "payload": { "applicant_name": { "key": "0f", "mask": "张*" } }, "attributes": { "ward": "7", "open": true },
    });
    let row = EventRow {
        position: 5,
        recorded_at: at("2025-06-03T03:30:00Z"),
        is_counted: true,
        usual_lag_hours: Some(24),
        body: body.to_string().into(),
    };
    let batch = event_batch(vec![row.clone()]).expect("an event");
    assert_eq!(batch.schema(), schema_of(&EVENT));
    let table = Table::from_batches(&EVENT, vec![batch]).expect("of the relation");
    for (column, value) in [
        ("type", "submitted"),
        ("delay_hours", "26"),
        ("is_backfilled", "true"),
        ("is_counted", "true"),
        ("payload", r#"{"applicant_name":{"key":"0f","mask":"张*"}}"#),
        ("actor_kind", "person"),
        ("precision", "instant"),
        ("attributes", "attributes"),
    ] {
        assert_eq!(cell(&table, 0, column), value, "{column}");
    }
    let broken = EventRow { body: "{".into(), ..row };
    assert!(event_batch(vec![broken]).expect_err("no event").to_string().contains("position 5"));
}

#[test]
fn every_relation_has_a_schema_a_key_among_its_columns_and_documented_columns() {
    for relation in ALL.iter().chain(crate::facts::relations::WALKED) {
        assert_eq!(schema_of(relation).fields().len(), relation.columns.len());
        assert!(relation.slot("centre").is_some(), "{} has no centre", relation.name);
        for key in relation.key {
            assert!(relation.slot(key).is_some(), "{}.{key}", relation.name);
        }
        for (place, column) in relation.columns.iter().enumerate() {
            assert!(!column.zh.is_empty() && column.doc.ends_with('.'), "{}.{}", relation.name, column.name);
            assert_eq!(relation.slot(column.name), Some(place), "{}.{} stands twice", relation.name, column.name);
        }
    }
}

#[test]
fn a_row_reads_null_behind_its_last_slot() {
    let record = AlertRecord::raised(&alert_step("1", "2025-06-03T00:00:00Z", computed("raised", "warn", None))).expect("raised");
    assert!(matches!(record.get(ALERT.columns.len()), Slot::Null));
    assert_eq!(record.reach(0, 0), None);
}
