//! Tests of mapping.

use super::bind::Bound;
use super::*;
use crate::ingest::fault::Fault;
use crate::ingest::profile::Profile;
use serde_json::Map;

const PROFILE: &str = r#"
centre = "c1"
title = { zh = "甲", en = "One" }
zone = "Asia/Shanghai"
calendar = "cn"
due = "computed"
deemed_acceptance = true
source = "s1"
[attributes]
status = "code"
size = "decimal"
"#;

const CASES: &str = r#"
shape = "case"
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
missing = ["-"]
case_no = "no"
left_out = ["remark"]
[attributes]
status = "status"
[tables.channel]
counter = 1
web = 2
[[events]]
type = "submitted"
at = "opened"
envelope = { dept_code = "dept" }
[events.payload]
item_name = "item"
channel = { column = "how", table = "channel" }
case_type = { const = 2 }
[[events]]
type = "finished"
at = "closed"
payload = { result_code = { const = "other" } }
"#;

const LOG: &str = r#"
shape = "event"
case_no = "case"
formats = ["rfc3339"]
[tables.kinds]
"take in" = "received"
"say yes" = "decided"
[[events]]
type = "link_ended"
at = "time"
envelope = { actor_id = "who" }
payload = { link_seq = { line = true }, link_name = "activity" }
[[events]]
type = { column = "activity", table = "kinds" }
when = { column = "activity", is = ["take in", "say yes"] }
at = "time"
payload = { decision = { const = "granted" } }
"#;

fn profile() -> Profile {
    Profile::read("c1", "c1.toml", PROFILE).expect("valid")
}

fn header(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn bound(mapping: &str, columns: &str) -> Bound {
    Mapping::read("m", "m.toml", mapping).expect("valid").bind(&header(columns), &profile()).expect("binds")
}

fn events(bound: &Bound, row: &str, line: u64) -> Vec<Result<Map<String, Value>, Fault>> {
    bound.events(&header(row), line)
}

#[test]
fn a_row_a_case_gives_an_event_a_filled_date_and_its_attributes_to_the_first() {
    let bound = bound(CASES, "no,opened,closed,status,dept,item,how,remark");
    let made: Vec<String> = events(&bound, "A1,2024-09-27 10:00:00,2024-09-30,open,D1, Fence ,web,x", 2)
        .into_iter()
        .map(|event| Value::Object(event.expect("good")).to_string())
        .collect();
    assert_eq!(
        made,
        [
            r#"{"id":"A1/submitted/opened","type":"submitted","case_no":"A1","occurred_at":"2024-09-27T10:00:00+08:00","dept_code":"D1","payload":{"item_name":"Fence","case_type":2,"channel":2},"attributes":{"status":"open"}}"#,
            r#"{"id":"A1/finished/closed","type":"finished","case_no":"A1","occurred_at":"2024-09-30T00:00:00+08:00","precision":"day","payload":{"result_code":"other"}}"#,
        ]
    );
    let only_closed = events(&bound, "A2,-,2024-09-30,closed,,,,", 3);
    assert_eq!(only_closed.len(), 1);
    assert_eq!(only_closed[0].as_ref().expect("good")["attributes"]["status"], "closed");
    let none = events(&bound, "A3,,,closed,,,,", 4);
    assert_eq!(none[0].as_ref().expect_err("no date").reason, "no_event");
}

#[test]
fn a_bad_cell_costs_its_event_only_and_names_column_and_remedy() {
    let bound = bound(CASES, "no,opened,closed,status,dept,item,how,remark");
    let made = events(&bound, "A1,2024-02-30 10:00:00,2024-03-01,open,D1,Fence,web,", 7);
    let fault = made[0].as_ref().expect_err("no such day");
    assert_eq!((fault.reason, fault.field.as_deref()), ("bad_time", Some("opened")));
    assert_eq!(fault.message, "\"2024-02-30 10:00:00\" is no time that exists");
    assert_eq!(fault.how_to_mend, "write it like %Y-%m-%d %H:%M:%S or %Y-%m-%d");
    assert!(made[1].is_ok());
    let made = events(&bound, "A1,2024-03-01,,open,D1,Fence,webb,", 8);
    let fault = made[0].as_ref().expect_err("no such code");
    assert_eq!(
        fault.to_string(),
        "how: \"webb\" is not in the table channel; did you mean web? Or add it to [tables.channel] of the mapping"
    );
}

#[test]
fn a_row_an_event_of_a_foreign_log_is_a_link_and_a_milestone_where_named() {
    let bound = bound(LOG, "case,activity,time,who");
    let made: Vec<Map<String, Value>> =
        events(&bound, "K1,say yes,2011-10-11T13:45:40+02:00,R7", 12).into_iter().map(|event| event.expect("good")).collect();
    assert_eq!(made.len(), 2);
    assert_eq!((&made[0]["type"], &made[0]["id"], &made[0]["seq"]), (&"link_ended".into(), &"K1/link_ended/12".into(), &12.into()));
    assert_eq!(made[0]["payload"], serde_json::json!({ "link_seq": 12, "link_name": "say yes" }));
    assert_eq!((&made[1]["type"], &made[1]["payload"]["decision"]), (&"decided".into(), &"granted".into()));
    // `received` has no such field: what a type does not have is not sent with it.
    let made = events(&bound, "K1,take in,2011-10-11T13:45:40+02:00,R7", 13);
    assert_eq!(made[1].as_ref().expect("good")["payload"], serde_json::json!({}));
    assert_eq!(events(&bound, "K1,other,2011-10-11T13:45:40+02:00,R7", 14).len(), 1);
    assert_eq!(events(&bound, "K1,other,,R7", 15)[0].as_ref().expect_err("no time").reason, "missing_field");
}

#[test]
fn columns_that_do_not_fit_are_all_named_with_the_nearest_right_one() {
    let mapping = Mapping::read("m", "m.toml", CASES).expect("valid");
    let problems = mapping.bind(&header("no,opend,closed,status,dept,item,how,size,no"), &profile()).expect_err("columns");
    assert_eq!(
        problems,
        [
            "column \"no\" stands twice in the header; rename one",
            "the mapping reads a column \"opened\", which the file does not have; did you mean opend?",
            "column \"opend\" is neither mapped nor left out; did you mean opened? Or map it, or list it under left_out",
            "column \"size\" is neither mapped nor left out; map it, or list it under left_out",
            "column \"no\" is neither mapped nor left out; map it, or list it under left_out",
        ]
    );
    let mapping = Mapping::read("m", "m.toml", &CASES.replace("status = \"status\"", "statu = \"status\"")).expect("valid");
    let problems = mapping.bind(&header("no,opened,closed,status,dept,item,how"), &profile()).expect_err("attribute");
    assert_eq!(problems[0], "the profile c1 does not declare the attribute \"statu\"; did you mean status?");
}

#[test]
fn faults_of_the_file_are_named_with_line_and_column() {
    let table = [
        ("shape = \"case\"", "shape = \"cases\"", "m.toml:2:9: "),
        ("left_out =", "leftout =", "m.toml:6:1: unknown key leftout; did you mean left_out?"),
        ("type = \"submitted\"", "type = \"submited\"", "m.toml:13:8: no event type is called \"submited\"; did you mean submitted?"),
        ("type = \"submitted\"", "type = \"alert_step\"", "m.toml:13:8: alert_step is written by the engine only"),
        ("item_name =", "item_nam =", "m.toml:17:1: submitted has no field \"item_nam\"; did you mean item_name?"),
        ("dept_code =", "dept_cod =", "m.toml:15:14: a mapping sets no envelope field \"dept_cod\"; did you mean dept_code?"),
        ("table = \"channel\"", "table = \"chanel\"", "m.toml:18:11: there is no table \"chanel\"; did you mean channel?"),
        ("{ const = 2 }", "{ const = 2, column = \"how\" }", "m.toml:19:13: a value comes from one of column, join, const and line"),
        ("\"%Y-%m-%d\"]", "\"%Y-%m\"]", "m.toml:3:33: \"%Y-%m\" is no format of a time"),
        ("at = \"closed\"", "at = { const = \"2024-01-01\" }", "m.toml:22:6: the time of an event comes from a column"),
    ];
    for (right, wrong, expected) in table {
        let error = Mapping::read("m", "m.toml", &CASES.replace(right, wrong)).expect_err(wrong).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn values_are_made_to_fit_their_field() {
    let mapping = r#"
shape = "event"
zone = "wall"
id = "id"
case_no = "case"
[[events]]
type = "fee_due"
at = "time"
[events.payload]
fee_no = "no"
amount_fen = { column = "amount", unit = "yuan" }
"#;
    let bound = bound(mapping, "id,case,time,no,amount");
    let good = events(&bound, "9,A1,2015-03-08 02:30:00,F1,12.5", 2);
    let good = good[0].as_ref().expect("good");
    assert_eq!((&good["id"], &good["payload"]["amount_fen"]), (&"9".into(), &1250.into()));
    assert_eq!(good["occurred_at"], "2015-03-08T02:30:00+00:00");
    assert!(!good.contains_key("seq"));
    let bad = events(&bound, "9,A1,2015-03-08 02:30:00,F1,12.345", 3);
    assert_eq!(
        bad[0].as_ref().expect_err("places").to_string(),
        "amount: \"12.345\" is no amount with at most two places; write it like 12.50"
    );
}
