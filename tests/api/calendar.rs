//! `GET /calendar`, `POST /calendar/preview` and `POST /calendar/notices`.

use serde_json::json;

use super::{House, text};
use crate::harness::{PASSWORD, alerts};

/// 30 June 2025 is a Monday; the sample's clock stands there.
fn notice(number: &str) -> serde_json::Value {
    json!({
        "layer": "centre", "centres": ["wanshan"], "number": number, "known_from": "2025-06-30T12:00:00+08:00",
        "days": [{ "date": "2025-07-01", "kind": "holiday", "name": "搬迁" }, { "date": "2025-07-05", "kind": "workday" }],
    })
}

#[test]
fn a_notice_is_looked_at_and_then_declared() {
    let mut house = House::empty();
    let accepted = |number: u32, day: &str, dept: &str| {
        json!({
            "id": format!("E{number}"), "source": "district", "type": "accepted", "centre": "wanshan", "case_no": format!("P-{number}"),
            "dept_code": dept, "occurred_at": format!("{day}T10:00:00+08:00"), "payload": { "promised_days": 5 },
        })
    };
    let cases = json!([accepted(1, "2025-06-27", "D01"), accepted(2, "2025-06-24", "D02"), accepted(3, "2025-06-20", "D02")]);
    assert_eq!(house.server.post("/api/v1/events", &cases.to_string()).json()["accepted"], 3);
    let before = house.get("/calendar?year=2025&centre=wanshan");
    assert_eq!((text(&before, "calendar"), &before["workdays"], &before["is_provisional"]), ("cn", &json!(248), &json!(false)));
    let days = before["days"].as_array().cloned().unwrap_or_default();
    assert!(days.iter().any(|day| text(day, "date") == "2025-10-01" && text(day, "kind") == "holiday" && text(day, "layer") == "nation"));
    assert_eq!(house.get("/calendar")["year"], 2025, "the year and the centre may be left out");
    assert_eq!(house.get("/calendar?year=2031")["is_provisional"], true);

    let seen = house.server.post("/api/v1/calendar/preview", &notice("通知1").to_string());
    assert_eq!(seen.status, 200, "{}", seen.body);
    let seen = seen.json();
    let (open, moved) = (seen["open"].as_u64().unwrap_or(0), seen["moved"].as_u64().unwrap_or(0));
    // P-1 is due on Friday 4 July and then on the Saturday that is worked, P-2 on the Tuesday that is off and then on Wednesday.
    assert_eq!((open, moved), (3, 2), "{seen}");
    let by_department =
        |name: &str| seen["departments"].as_array().into_iter().flatten().filter_map(|dept| dept[name].as_u64()).sum::<u64>();
    assert_eq!((by_department("open"), by_department("moved")), (open, moved), "departments add up");
    assert_eq!(seen["cases"].as_array().map(Vec::len), Some(moved as usize));
    assert_eq!(house.get("/calendar?year=2025&centre=wanshan"), before, "a look writes nothing");

    // What moves cases is only proposed, and a second person confirms it.
    let post = |house: &House, path: &str, body: &str| house.server.post(&format!("/api/v1{path}"), body);
    let proposed = post(&house, "/calendar/notices", &notice("通知1").to_string());
    assert_eq!(proposed.status, 200, "{}", proposed.body);
    let proposed = proposed.json();
    assert_eq!((&proposed["events"], &proposed["proposal"], &proposed["forecast"]["cases"]), (&json!(0), &json!(1), &seen["cases"]));
    assert_eq!(house.get("/calendar?year=2025&centre=wanshan"), before, "a proposal changes nothing");
    let own = post(&house, "/proposals/1/confirm", "");
    assert_eq!((own.status, text(&own.json(), "code")), (403, "second_person"));
    assert_eq!(post(&house, "/proposals/7/confirm", "").status, 404);
    house.server.log_in("leader", PASSWORD);
    let listed = house.get("/proposals");
    assert_eq!(
        (text(&listed[0], "status"), text(&listed[0], "proposed_by"), text(&listed[0]["body"], "number")),
        ("open", "demo", "通知1")
    );
    let declared = post(&house, "/proposals/1/confirm", "");
    assert_eq!(declared.status, 200, "{}", declared.body);
    let declared = declared.json();
    assert_eq!((&declared["events"], &declared["forecast"]["cases"]), (&json!(1), &seen["cases"]));
    assert_eq!((text(&declared["proposal"], "status"), text(&declared["proposal"], "decided_by")), ("confirmed", "leader"));
    assert_eq!(post(&house, "/proposals/1/confirm", "").status, 409, "once is enough");
    house.server.log_in("demo", PASSWORD);
    let again = post(&house, "/calendar/notices", &notice("通知1").to_string()).json();
    assert_eq!((&again["events"], &again["forecast"]["is_known"]), (&json!(0), &json!(true)));
    let asked =
        ["query", "SELECT actor_id FROM event WHERE type = 'calendar_published'", "--now", "2025-07-01T18:00:00+08:00", "--format", "csv"];
    let events = house.installation.run(&asked).status(0).stdout;
    assert_eq!(events.lines().skip(1).collect::<Vec<_>>(), ["demo"]);

    // The server judges anew by itself; the command line on the same data sees the same due dates at once.
    let first = &seen["cases"][0];
    let sql = format!("SELECT promised_due_at FROM \"case\" WHERE case_no = '{}'", text(first, "case_no"));
    assert_eq!(alerts::in_utc(house.installation.query(&sql), 0), alerts::in_utc(vec![text(first, "new_due").to_owned()], 0));
}

#[test]
fn a_notice_that_makes_no_sense_is_refused() {
    let house = House::empty();
    let with = |name: &str, value: serde_json::Value| {
        let mut notice = notice("1");
        notice[name] = value;
        notice
    };
    let table = [
        (with("known_from", json!("yesterday")), "known_from", "write it like"),
        (with("days", json!([])), "", "one day a line"),
        (with("days", json!([{ "date": "2025-02-30", "kind": "holiday" }])), "days.0.date", "is no day"),
        (with("days", json!([{ "date": "2025-02-03", "kind": "feast" }])), "", "feast"),
        (with("number", json!("")), "", "number is empty"),
        (with("who", json!("W1")), "", "who"),
        (with("centres", json!([])), "", "layer centre"),
        (with("centres", json!(["atlantis"])), "", "atlantis"),
        (with("colour", json!("red")), "", "colour"),
    ];
    for (notice, field, told) in table {
        for route in ["preview", "notices"] {
            let answer = house.server.post(&format!("/api/v1/calendar/{route}"), &notice.to_string());
            let problem = answer.json();
            assert_eq!((answer.status, text(&problem, "code")), (422, "bad_notice"), "{notice}: {}", answer.body);
            assert!(text(&problem, "detail").contains(told) && text(&problem["errors"][0], "field") == field, "{notice}: {problem}");
        }
    }
    house.refused("/calendar?year=1900", 400, "bad_query");
    house.refused("/calendar?centre=atlantis", 404, "unknown_centre");
    assert_eq!(house.server.get("/api/v1/calendar/notices").status, 405);
}

#[test]
fn a_proposal_is_turned_down_with_a_reason_and_one_that_moves_nothing_needs_no_second_person() {
    let mut house = House::empty();
    let next_year = json!({
        "layer": "centre", "centres": ["wanshan"], "number": "通知2", "known_from": "2025-06-30T12:00:00+08:00",
        "days": [{ "date": "2026-07-01", "kind": "holiday" }],
    });
    let declared = house.server.post("/api/v1/calendar/notices", &next_year.to_string()).json();
    assert_eq!((&declared["events"], declared.get("proposal")), (&json!(1), None), "{declared}");
    let case = json!([{
        "id": "E1", "source": "district", "type": "accepted", "centre": "wanshan", "case_no": "P-1", "dept_code": "D01",
        "occurred_at": "2025-06-27T10:00:00+08:00", "payload": { "promised_days": 5 },
    }]);
    assert_eq!(house.server.post("/api/v1/events", &case.to_string()).status, 200);
    assert_eq!(house.server.post("/api/v1/calendar/notices", &notice("通知3").to_string()).json()["proposal"], 1);
    house.server.log_in("rule_approver", PASSWORD);
    let reject = |reason: &str| house.server.post("/api/v1/proposals/1/reject", &json!({ "reason": reason }).to_string());
    assert_eq!(reject(" ").status, 422);
    let rejected = reject("日期不对").json();
    assert_eq!((text(&rejected, "status"), text(&rejected, "reason")), ("rejected", "日期不对"));
    assert_eq!(house.server.post("/api/v1/proposals/1/confirm", "").status, 409);
}
