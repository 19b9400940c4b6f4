//! Sources and imports: how far each is, and taking one back.

use serde_json::{Value, json};

use super::uploads::{ledger_house, pause};
use super::{House, text};

#[track_caller]
fn post(house: &House, path: &str, body: &Value) -> (u16, Value) {
    let answer = house.server.post(&format!("/api/v1{path}"), &body.to_string());
    (answer.status, answer.json())
}

/// Asks until the facts are at a position.
#[track_caller]
fn at_position(house: &House, position: u64) {
    while house.get("/meta")["position"].as_u64() < Some(position) {
        pause();
    }
}

#[test]
fn a_source_tells_what_it_sent_and_what_is_declared_of_it() {
    let house = ledger_house();
    let item = || {
        house.get("/sources")["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|item| text(item, "centre") == "qinghe")
            .cloned()
            .unwrap_or_default()
    };
    let before = item();
    assert_eq!(
        (text(&before, "source"), before["cases"].as_u64(), before["quarantined"].as_u64()),
        ("spreadsheet", Some(5), Some(1)),
        "{before}"
    );
    assert_eq!(before["watermark"], Value::Null);
    assert!(text(&before, "first_at").starts_with("2025-01-03") && text(&before, "last_at").starts_with("2025-06-2"), "{before}");

    let declared = json!({ "starts_at": "2025-01-01", "complete_to": "2025-06-29", "usual_lag_hours": 72 });
    let (status, done) = post(&house, "/sources/qinghe/spreadsheet", &declared);
    assert_eq!((status, done["events"].as_u64()), (200, Some(2)), "{done}");
    at_position(&house, done["position"].as_u64().unwrap_or(0));
    let after = item();
    assert_eq!(text(&after, "starts_at"), "2025-01-01T00:00:00+08:00");
    assert!(text(&after, "watermark").starts_with("2025-06-29T23:59:59"), "{after}");
    assert_eq!(after["usual_lag_hours"], 72);
    assert!(after["late_events"].as_u64() > Some(5), "old events were recorded late: {after}");
    assert_eq!(house.get("/checkup")["source_complete_to"], after["watermark"]);

    // What is not said again stays.
    let (_, done) = post(&house, "/sources/qinghe/spreadsheet", &json!({ "usual_lag_hours": 48 }));
    at_position(&house, done["position"].as_u64().unwrap_or(0));
    assert_eq!(
        (item()["usual_lag_hours"].as_i64(), text(&item(), "starts_at").to_owned()),
        (Some(48), "2025-01-01T00:00:00+08:00".to_owned())
    );

    let table = [
        (json!({ "complete_to": "2025-06-01" }), 422, "complete_to"),
        (json!({ "complete_to": "soon" }), 422, "complete_to"),
        (json!({ "usual_lag_hours": -1 }), 422, "usual_lag_hours"),
        (json!({}), 422, "starts_at"),
    ];
    for (body, status, field) in table {
        let (found, problem) = post(&house, "/sources/qinghe/spreadsheet", &body);
        assert_eq!((found, text(&problem["errors"][0], "field")), (status, field), "{problem}");
    }
    assert_eq!(post(&house, "/sources/nowhere/x", &json!({ "usual_lag_hours": 1 })).0, 404);
}

#[test]
fn an_import_is_taken_back_once_with_its_reason() {
    let house = ledger_house();
    let page = house.get("/imports?centre=qinghe");
    let item = &page["items"][0];
    assert_eq!((page["total"].as_u64(), text(item, "file_name"), item["counts"]["cases"].as_u64()), (Some(1), "窗口台账.csv", Some(5)));
    let path = format!("/imports/{}/void", item["batch"]);
    let (status, problem) = post(&house, &path, &json!({ "reason": " " }));
    assert_eq!((status, text(&problem, "code")), (422, "bad_choice"));
    let (status, done) = post(&house, &path, &json!({ "reason": "列选错了" }));
    assert_eq!((status, done["is_repeated"].as_bool()), (200, Some(false)));
    assert!(done["events"].as_u64() > Some(10));
    at_position(&house, done["position"].as_u64().unwrap_or(0));
    assert_eq!(house.total("/cases?centre=qinghe"), 0);
    let item = house.get("/imports")["items"][0].clone();
    assert_eq!((text(&item, "void_reason"), item["voided_at"].is_string()), ("列选错了", true));
    assert_eq!(house.get("/quarantine")["total"], 0, "its bad rows are withdrawn");
    let (status, again) = post(&house, &path, &json!({ "reason": "再来" }));
    assert_eq!((status, again["is_repeated"].as_bool()), (200, Some(true)));
    assert_eq!(post(&house, "/imports/99/void", &json!({ "reason": "x" })).0, 404);
    house.refused("/imports?limit=0", 400, "bad_query");
}
