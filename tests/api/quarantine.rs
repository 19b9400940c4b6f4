//! Quarantine: what is wrong, where, mended field by field, sent again.

use serde_json::{Value, json};

use super::uploads::{imported, ledger_house};
use super::{House, text};

#[track_caller]
fn post(house: &House, path: &str, body: &Value) -> (u16, Value) {
    let answer = house.server.post(&format!("/api/v1{path}"), &body.to_string());
    (answer.status, answer.json())
}

#[test]
fn a_row_is_mended_by_column_without_anybody_seeing_what_is_hidden() {
    let house = ledger_house();
    let page = house.get("/quarantine");
    let item = &page["items"][0];
    assert_eq!((page["total"].as_u64(), text(item, "reason"), text(item, "field")), (Some(1), "bad_time", "受理日期"));
    assert_eq!((text(&item["reason_title"], "zh"), text(item, "centre")), ("不是存在的时间", "qinghe"));
    assert_eq!(page["reasons"][0]["count"], 1);
    assert_eq!(page["sources"][0]["source"], "窗口台账.csv");
    let path = format!("/quarantine/{}", item["id"]);
    let record = house.get(&path);
    assert!(!record.to_string().contains("赵六"), "{record}");
    assert_eq!(record["can_replay"], true);
    let fields = record["fields"].as_array().cloned().unwrap_or_default();
    let value = |name: &str| {
        fields.iter().find(|field| text(field, "name") == name).map(|field| (text(field, "value").to_owned(), field["is_personal"] == true))
    };
    assert_eq!((value("受理日期"), value("申请人")), (Some(("2025-02-30".to_owned(), false)), Some(("**".to_owned(), true))));

    let replay = format!("{path}/replay");
    let (status, still) = post(&house, &replay, &json!({}));
    assert_eq!((status, text(&still["faults"][0], "reason")), (200, "bad_time"));
    let (status, problem) = post(&house, &replay, &json!({ "fields": { "没有": "x" } }));
    assert_eq!((status, text(&problem["errors"][0], "field")), (422, "没有"));
    let (status, _) = post(&house, &replay, &json!({ "fields": { "受理日期": "x" }, "mended": "y" }));
    assert_eq!(status, 422);
    let (status, done) = post(&house, &replay, &json!({ "fields": { "受理日期": "2025-02-28" } }));
    assert_eq!((status, done["appended"].as_u64(), done["faults"].as_array().map(Vec::len)), (200, Some(1), Some(0)), "{done}");
    assert_eq!(house.get("/quarantine")["total"], 0);
    let replayed = house.get("/quarantine?is_replayed=true");
    assert_eq!(replayed["total"], 1);
    assert!(replayed["items"][0]["replayed_at"].is_string());
    let (_, twice) = post(&house, &replay, &json!({}));
    assert_eq!(text(&twice["faults"][0], "reason"), "replayed");
    assert_eq!(house.installation.query("SELECT promised_days, applicant_mask FROM \"case\" WHERE case_no = 'A5'"), ["10,赵*"]);
    house.refused("/quarantine/99", 404, "unknown_record");
    assert_eq!(post(&house, "/quarantine/99/replay", &json!({})).0, 404);
}

#[test]
fn records_are_filtered_and_sent_again_together() {
    let house = ledger_house();
    let bad = "{\"id\":\"X1\",\"type\":\"accepted\",\"case_no\":\"Z1\",\"centre\":\"wanshan\",\"occurred_at\":\"2025-02-30T10:00:00+08:00\",\"payload\":{}}\n";
    let taken = house.server.request("POST", "/api/v1/events", &[("Content-Type", "application/x-ndjson")], bad);
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert_eq!(house.get("/quarantine")["total"], 2);
    assert_eq!(house.get("/quarantine?centre=qinghe")["total"], 1);
    let of_events = house.get("/quarantine?source=POST%20%2Fapi%2Fv1%2Fevents&reason=bad_time");
    assert_eq!(of_events["total"], 1);
    let id = of_events["items"][0]["id"].clone();
    let (_, done) =
        post(&house, &format!("/quarantine/{id}/replay"), &json!({ "fields": { "/occurred_at": "2025-02-28T10:00:00+08:00" } }));
    assert_eq!((done["appended"].as_u64(), done["faults"].as_array().map(Vec::len)), (Some(1), Some(0)), "{done}");
    let (status, some) = post(&house, "/quarantine/replay", &json!({ "reason": "bad_time" }));
    assert_eq!((status, some["replayed"].as_u64(), some["still_wrong"].as_u64(), some["left"].as_u64()), (200, Some(0), Some(1), Some(0)));
    assert_eq!(post(&house, "/quarantine/replay", &json!({})).0, 422);
    // A second table of the centre comes with a mapping of its own.
    let mut table = "办件编号,受理时间,办结时间\nQ1,2025-02-30,2025-03-01\n".to_owned();
    table.extend((2..8).map(|number| format!("Q{number},2025-02-2{number},2025-03-01\n")));
    let state = imported(&house, "二.csv", table.as_bytes());
    assert_eq!(state["counts"]["quarantined"], 1, "{state}");
}
