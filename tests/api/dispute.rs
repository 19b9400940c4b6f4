//! A case with everything that can hang on one, told in pieces over two months, and the questions that settle a dispute about it:
//! `GET /cases/{centre}/{case_no}` with its parts, and as known on a day.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::uploads::pause;
use super::{House, text};
use crate::harness::{Installation, Server, files};

const CASE: &str = "/cases/wanshan/WS-1";

fn event(kind: &str, at: &str, payload: Value) -> Value {
    json!({
        "id": format!("{kind}/{at}"), "source": "district", "type": kind, "centre": "wanshan", "case_no": "WS-1",
        "occurred_at": format!("{at}:00+08:00"), "actor_id": "P01", "dept_code": "D91", "window_id": "W1", "payload": payload,
    })
}

fn revised(mut event: Value, revision: u32, is_void: bool) -> Value {
    event["revision"] = json!(revision);
    if is_void {
        event["is_void"] = json!(true);
    }
    event
}

/// What was told on 6 May: the department and the case up to its acceptance, with 5 working days promised.
fn in_may() -> Vec<Value> {
    let dept = json!({
        "id": "unit/D91", "source": "district", "type": "organization_set", "centre": "wanshan", "occurred_at": "2020-01-01T00:00:00+08:00",
        "payload": { "kind": "dept", "code": "D91", "name": "测试市场监督管理局" },
    });
    let basics = json!({
        "item_name": "食品经营许可（新办）", "case_type": 2, "channel": 1, "applicant_name": "阿卜杜拉·买买提", "applicant_id_type": "111",
        "applicant_id_no": "11010519491231002X", "contact_mobile": "13800001234", "applied_at": "2025-05-06T09:00:00+08:00",
    });
    vec![
        dept,
        event("submitted", "2025-05-06T09:00", basics),
        event("received", "2025-05-06T09:10", json!({ "receipt_no": "S1" })),
        event("material_taken", "2025-05-06T09:20", json!({ "material_name": "营业执照", "take_mode": "1", "take_qty": 2 })),
        event("accepted", "2025-05-06T10:00", json!({ "promised_days": 5, "statutory_days": 20 })),
        event("noted", "2025-05-06T11:00", json!({})),
    ]
}

/// What was told on 2 June: that the clock had stood still for most of May, a wait, a fee, and how it ended; and a note taken back.
fn in_june() -> Vec<Value> {
    let link = json!({ "link_seq": 1, "link_name": "审核", "link_kind": "review", "limit_wd": 3 });
    let ended = json!({ "link_seq": 1, "link_name": "审核", "link_kind": "review", "link_opinion": "符合条件" });
    let special = json!({ "special_no": "T1", "special_kind": "expert_review", "special_reason": "需专家评审" });
    let gaps = json!([{ "material_name": "场所平面图", "reason": "缺少" }]);
    vec![
        event("special_started", "2025-05-08T09:00", special),
        event("special_ended", "2025-05-28T17:00", json!({ "special_no": "T1", "special_result": "通过" })),
        event("link_started", "2025-05-07T09:00", link),
        event("link_ended", "2025-05-29T10:00", ended),
        event("supplement_requested", "2025-05-07T15:00", json!({ "notice_no": "B1", "gaps": gaps })),
        event("supplemented", "2025-05-07T16:00", json!({ "notice_no": "B1", "complete": true })),
        event("waiting_started", "2025-05-29T11:00", json!({ "waiting_no": "D1", "cause": "upper_system" })),
        event("waiting_ended", "2025-05-30T11:00", json!({ "waiting_no": "D1", "cause": "upper_system" })),
        event("fee_due", "2025-05-29T12:00", json!({ "fee_no": "F1", "fee_item": "工本费", "standard_fen": 1000, "amount_fen": 1250 })),
        event("fee_paid", "2025-05-29T13:00", json!({ "fee_no": "F1", "amount_fen": 1250, "bill_no": "P1" })),
        event("decided", "2025-05-30T15:00", json!({ "decision": "granted" })),
        event("licence_issued", "2025-05-30T15:30", json!({ "licence_no": "JY1", "holder_id_no": "11010519491231002X" })),
        event("document_issued", "2025-05-30T15:40", json!({ "doc_no": "W1", "doc_kind": "acceptance_notice", "sealed": true })),
        event("finished", "2025-05-30T16:00", json!({ "result_code": "licence" })),
        event("service_done", "2025-05-30T16:00", json!({ "service_no": "S1", "rating_mode": "site", "staff_id": "P01" })),
        event("rated", "2025-05-30T16:10", json!({ "rating_no": "R1", "service_no": "S1", "satisfaction": 5, "phone": "13800001234" })),
        revised(event("noted", "2025-05-06T11:00", json!({})), 1, true),
    ]
}

/// Tells the case as it was told, judges after each piece, and serves at the end of June.
fn house() -> House {
    let installation = Installation::new();
    for (name, now, judged, events) in
        [("may.jsonl", "2025-05-06T18:00", "2025-05-20T18:00", in_may()), ("june.jsonl", "2025-06-02T18:00", "2025-06-02T19:00", in_june())]
    {
        let file = files::write_events(installation.folder(), name, &events).display().to_string();
        installation.run(&["import", &file, "--now", now]).status(0);
        installation.run(&["run", "--now", judged]).status(0);
    }
    let server = Server::start(&installation);
    House { installation, server }
}

fn list<'a>(detail: &'a Value, name: &str) -> &'a [Value] {
    detail["parts"][name].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn what_hangs_on_a_case_is_told_list_by_list() {
    let house = house();
    let detail = house.get(CASE);
    let counts: Vec<usize> =
        ["materials", "links", "specials", "supplements", "waitings", "fees", "documents", "licences", "services", "ratings"]
            .map(|name| list(&detail, name).len())
            .to_vec();
    // The material that was taken and the one that the notice names.
    assert_eq!(counts, [2, 1, 1, 1, 1, 1, 1, 1, 1, 1], "{}", detail["parts"]);
    let has = |name: &str, wanted: Value| {
        let found = &list(&detail, name)[0];
        for (member, value) in wanted.as_object().into_iter().flatten() {
            assert_eq!(&found[member], value, "{name}: {found}");
        }
    };
    has(
        "materials",
        json!({ "name": "营业执照", "taken": true, "take_mode": "1", "take_qty": 2, "taken_at": "2025-05-06T09:20:00+08:00" }),
    );
    has("links", json!({ "seq": 1, "name": "审核", "kind": "review", "limit_wd": 3, "user": "P01", "opinion": "符合条件", "used_wd": 16 }));
    has("specials", json!({ "no": "T1", "kind": "expert_review", "result": "通过", "is_suspending": true, "used_days": 14 }));
    has(
        "supplements",
        json!({ "notice_no": "B1", "round": 1, "gap_count": 1, "is_complete": true, "after_acceptance": true, "open_days": 0 }),
    );
    has("waitings", json!({ "no": "D1", "cause": "upper_system", "used_wd": 1, "to": "2025-05-30T11:00:00+08:00" }));
    has("fees", json!({ "no": "F1", "standard_fen": 1000, "amount_fen": 1250, "paid_fen": 1250, "bill_no": "P1" }));
    has("documents", json!({ "no": "W1", "kind": "acceptance_notice", "is_sealed": true }));
    has("licences", json!({ "no": "JY1", "is_holder_applicant": true }));
    has("services", json!({ "no": "S1", "staff": "P01", "is_rated": true }));
    has("ratings", json!({ "no": "R1", "satisfaction": 5, "is_defaulted": false }));
    // The same figures as the fact relations, and nobody is named.
    let used = house.installation.query("SELECT used_wd, limit_wd FROM link WHERE case_no = 'WS-1'");
    assert_eq!(used, ["16,3"]);
    for secret in ["买买提", "11010519491231002X", "13800001234"] {
        assert!(!detail.to_string().contains(secret), "{secret} is shown");
    }
    assert_eq!(detail["case"]["applicant_mask"], "阿*·*");
}

#[test]
fn each_event_tells_its_source_its_file_and_what_became_of_it() {
    let house = house();
    let detail = house.get(CASE);
    let events = detail["events"].as_array().cloned().unwrap_or_default();
    assert_eq!(events.len(), in_may().len() - 1 + in_june().len());
    assert!(events.iter().all(|event| text(event, "source") == "district" && event["line"].as_u64() > Some(0)));
    let files: BTreeSet<&str> = events.iter().map(|event| text(event, "file")).collect();
    assert!(files.len() == 2 && files.iter().any(|name| name.ends_with("may.jsonl")), "{files:?}");
    let batches: BTreeSet<u64> = events.iter().filter_map(|event| event["batch"].as_u64()).collect();
    assert_eq!(batches.len(), 2);
    let noted: Vec<(&str, u64)> = events
        .iter()
        .filter(|event| text(event, "type") == "noted")
        .map(|event| (text(event, "standing"), event["revision"].as_u64().unwrap_or(9)))
        .collect();
    assert_eq!(noted, [("taken_back", 0), ("takes_back", 1)]);
    assert!(events.iter().all(|event| (text(event, "standing") == "counted") == (event["is_counted"] == true)));

    // What comes by itself and late says by how much.
    let late = event("noted", "2025-06-20T10:00", json!({}));
    let sent = house.server.post("/api/v1/events", &format!("[{late}]")).json();
    assert_eq!(sent["accepted"], 1, "{sent}");
    let detail = loop {
        let detail = house.get(CASE);
        if detail["events"].as_array().map(Vec::len) > Some(events.len()) {
            break detail;
        }
        pause();
    };
    let told: Vec<&Value> = detail["events"].as_array().into_iter().flatten().filter(|event| event["late_minutes"].is_number()).collect();
    assert_eq!(told.len(), 1, "a file of history says nothing of when its events were told");
    let days = told[0]["late_minutes"].as_i64().unwrap_or(0) / 60 / 24;
    assert!(days == 10 && told[0]["is_backfilled"] == true && told[0]["batch"].is_null(), "{}", told[0]);
}

#[test]
fn a_case_is_shown_as_it_was_known_on_a_day() {
    let house = house();
    let now = house.get(CASE);
    let known = |day: &str| house.get(&format!("{CASE}?known={day}"));
    let events = |detail: &Value| detail["events"].as_array().map_or(0, Vec::len);
    let statuses = |detail: &Value| -> Vec<(String, String)> {
        let alerts = detail["alerts"].as_array().cloned().unwrap_or_default();
        alerts.iter().map(|alert| (text(alert, "family").to_owned(), text(alert, "status").to_owned())).collect()
    };
    assert!(now["known"].is_null());
    assert_eq!(text(&now["case"], "state"), "evaluated");

    // On the day of its acceptance: two days used of nothing, no alert yet.
    let first = known("2025-05-06");
    assert_eq!((events(&first), text(&first["case"], "state"), text(&first, "at")), (5, "accepted", "2025-05-06T23:59:59.999999+08:00"));
    assert_eq!(first["alerts"], json!([]));
    assert_eq!(first["clock"]["elapsed"], 0);

    // When it was judged: over its promise, for nobody had told of the special procedure.
    let then = known("2025-05-20");
    assert_eq!((events(&then), list(&then, "specials").len(), list(&then, "links").len()), (5, 0, 0));
    assert!(statuses(&then).contains(&("limit".to_owned(), "open".to_owned())), "{}", then["alerts"]);
    assert!(then["clock"]["remaining"].as_i64() < Some(0), "{}", then["clock"]);
    assert!(then["alerts"][0]["because"]["zh"].as_str().is_some_and(|reason| !reason.is_empty()), "{}", then["alerts"]);
    let told = &then["known"];
    assert_eq!((text(told, "day"), text(told, "first_recorded_at")), ("2025-05-20", "2025-05-06T18:00:00+08:00"));
    assert_eq!(told["later_events"].as_u64(), Some(in_june().len() as u64));
    assert_eq!(
        told["later_alerts"].as_u64(),
        Some((now["alerts"].as_array().map_or(0, Vec::len) - then["alerts"].as_array().map_or(0, Vec::len)) as u64)
    );
    // The note had not been taken back yet.
    assert!(then["events"].as_array().into_iter().flatten().all(|event| event["is_counted"] == true));

    // It is the same as the command line says.
    let office = &house.installation;
    let listed =
        office.run(&["alert", "list", "--state", "open", "--case", "WS-1", "--now", "2025-05-20T23:59", "--known", "2025-05-20", "--json"]);
    let listed = listed.status(0).json();
    let numbers = |alerts: &Value| -> BTreeSet<String> {
        let open = alerts.as_array().into_iter().flatten().filter(|alert| text(alert, "status") == "open");
        open.map(|alert| text(alert, "alert_no").to_owned()).collect()
    };
    assert_eq!(numbers(&listed["items"]), numbers(&then["alerts"]));
    let sql = "SELECT state, elapsed_wd FROM \"case\" WHERE case_no = 'WS-1'";
    let row = office.run(&["query", sql, "--now", "2025-05-20T23:59", "--known", "2025-05-20", "--format", "csv"]).status(0);
    let of_row = format!("{},{}", text(&then["case"], "state"), text(&then["case"], "elapsed_wd"));
    assert_eq!(row.stdout.lines().nth(1), Some(of_row.as_str()));

    // Since June everything is known: the clock stood still, and the card stands no longer.
    let later = known("2025-06-02");
    assert_eq!((events(&later), &later["parts"], &later["clock"]), (events(&now), &now["parts"], &now["clock"]));
    assert_eq!(later["clock"]["suspended"], 14);
    assert!(!statuses(&later).contains(&("limit".to_owned(), "open".to_owned())), "{}", later["alerts"]);
    assert_eq!(later["known"]["later_events"], 0);
    let today = known("2025-06-30");
    assert_eq!((&today["case"], &today["alerts"], &today["events"]), (&now["case"], &now["alerts"], &now["events"]));
}

#[test]
fn a_day_on_which_nothing_can_be_known_is_refused_with_words() {
    let house = house();
    let detail = |path: &str, status: u16, code: &str| text(&house.refused(path, status, code), "detail").to_owned();
    assert!(detail(&format!("{CASE}?known=2025-05-05"), 404, "not_known_yet").contains("first recorded on 2025-05-06"));
    assert!(detail(&format!("{CASE}?known=2025-07-01"), 400, "bad_query").contains("2025-06-30"));
    assert!(detail(&format!("{CASE}?known=2025-02-30"), 400, "bad_query").contains("is no day"));
    assert!(detail(&format!("{CASE}?know=2025-06-01"), 400, "bad_query").contains("did you mean known?"));
    house.refused("/cases/wanshan/NO-SUCH-CASE?known=2025-06-01", 404, "unknown_case");
    house.refused("/cases/atlantis/WS-1?known=2025-06-01", 404, "unknown_centre");
}

#[test]
fn a_case_is_found_by_its_person_item_and_department_however_they_are_typed() {
    let house = house();
    let finds = |query: &str| {
        let encoded: String = query
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() || b"=&_-".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            })
            .collect();
        house.total(&format!("/cases?{encoded}"))
    };
    for words in [
        "WS-1",
        "ws-1",
        "ＷＳ－１",
        " WS - 1 ",
        "阿卜杜拉·买买提",
        "阿卜杜拉•买买提",
        "阿卜杜拉 · 买买提",
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 19491231 002x",
        "13800001234",
        "+86 138-0000-1234",
        "１３８００００１２３４",
        "食品",
        "(新办)",
        "市场监督",
        "D91",
    ] {
        assert_eq!(finds(&format!("q={words}")), 1, "{words}");
    }
    for words in ["阿卜杜拉", "买买提", "1380000", "1101051949", "药品", "WS-2", "公安"] {
        assert_eq!(finds(&format!("q={words}")), 0, "{words}");
    }
    let table = [
        ("dept=D91", 1),
        ("dept=市场监督", 1),
        ("dept=公安", 0),
        ("item=食品", 1),
        ("item=药品", 0),
        ("channel=1", 1),
        ("channel=2", 0),
        ("case_type=2", 1),
        ("case_type=1", 0),
        ("state=evaluated", 1),
        ("finished_from=2025-05-30&finished_to=2025-05-30", 1),
    ];
    for (query, count) in table {
        assert_eq!(finds(query), count, "{query}");
    }
    let shown = house.get("/cases?q=13800001234");
    assert_eq!(shown["items"][0]["applicant_mask"], "阿*·*");
    assert!(house.get("/cases")["items"][0]["applicant_mask"].is_null(), "nobody was searched for");
    house.refused("/cases?level=purple", 400, "bad_query");
    house.refused("/cases?channel=window", 400, "bad_query");
    house.refused("/cases?due_from=2025-02-30", 400, "bad_query");
}

#[test]
fn lists_by_due_day_level_channel_and_department_hold_what_sql_counts() {
    let house = House::new(300, 11);
    let count = |sql: &str| house.installation.number(&format!("SELECT count(*) FROM \"case\" c WHERE {sql}")) as u64;
    let table = [
        (
            "case_type=2&due_from=2025-07-01",
            "case_type = 2 AND is_open AND clock_stop_at IS NULL AND local_day(promised_due_at) >= DATE '2025-07-01'",
        ),
        (
            "case_type=2&due_to=2025-06-30",
            "case_type = 2 AND is_open AND clock_stop_at IS NULL AND local_day(promised_due_at) <= DATE '2025-06-30'",
        ),
        ("open=false&due_from=2020-01-01", "false"),
        ("channel=2", "channel = 2"),
        ("case_type=1&channel=1", "case_type = 1 AND channel = 1"),
        (
            "level=yellow,red",
            "EXISTS (SELECT 1 FROM alert a WHERE a.case_no = c.case_no AND a.status = 'open' AND a.supported AND a.level IN ('yellow', 'red'))",
        ),
    ];
    for (query, condition) in table {
        assert_eq!(house.total(&format!("/cases?{query}")), count(condition), "{query}");
    }
    let (red, _) = house.all("/cases?level=red", 200);
    assert!(red.iter().all(|item| text(item, "highest_level") == "red"));
    let unit = house.installation.query("SELECT code, name FROM organization WHERE kind = 'dept' ORDER BY code LIMIT 1");
    let Some((code, name)) = unit.first().and_then(|row| row.split_once(',')) else { panic!("no department") };
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(house.total(&format!("/cases?dept={encoded}")), house.total(&format!("/cases?dept={code}")));
}
