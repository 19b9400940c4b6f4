//! Tests of mapping.

use super::bind::Bound;
use super::once::Repeats;
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
    bound.events(&header(row), line, &mut Repeats::default())
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

/// A log whose rows repeat their case's columns.
const REPEATING: &str = r#"
shape = "event"
case_no = "case"
[attributes]
status = "state"
[[events]]
type = "submitted"
once = true
at = "begun"
payload = { promised_due_at = "due" }
attributes = { size = "size" }
[[events]]
type = "finished"
once = true
at = "ended"
payload = { result_code = { const = "other" } }
[[events]]
type = "link_ended"
at = "time"
payload = { link_seq = { line = true }, link_name = "activity" }
"#;

#[test]
fn an_event_of_the_case_is_called_the_same_in_every_row_and_made_for_the_first_of_them() {
    let bound = bound(REPEATING, "case,begun,ended,due,size,state,activity,time");
    let mut repeats = Repeats::default();
    let mut row = |text: &str, line: u64| -> Vec<String> {
        let made = bound.events(&header(text), line, &mut repeats).into_iter();
        made.map(|event| event.map_or_else(|fault| fault.reason.to_owned(), |event| Value::Object(event).to_string())).collect()
    };
    let link = |line: u64, state: &str| {
        format!(
            r#"{{"id":"K1/link_ended/{line}","type":"link_ended","case_no":"K1","occurred_at":"2011-10-12T00:00:00+08:00","precision":"day","seq":{line},"payload":{{"link_seq":{line},"link_name":"look"}},"attributes":{{"status":"{state}"}}}}"#
        )
    };
    let submitted = r#"{"id":"K1/submitted/begun","type":"submitted","case_no":"K1","occurred_at":"2011-10-11T00:00:00+08:00","precision":"day","payload":{"promised_due_at":"2011-12-01"},"attributes":{"size":"2.5"}}"#;
    // The attributes of the mapping are the row's and go with the row's own event; an end without a date has not happened.
    assert_eq!(row("K1,2011-10-11,,2011-12-01,2.5,open,look,2011-10-12", 2), [submitted.to_owned(), link(2, "open")]);
    assert_eq!(row("K1, 2011-10-11,,2011-12-01,2.5,shut,look,2011-10-12", 3), [link(3, "shut")]);
    // Other cells: made again, so that the ledger tells a repetition from a contradiction.
    assert_eq!(row("K1,2011-10-11,,2011-12-02,2.5,open,look,2011-10-12", 4).len(), 2);
    assert_eq!(row("K1,2011-10-11,,2011-12-01,2.5,open,look,2011-10-12", 5).len(), 2);
    assert_eq!(row("K2,2011-10-11,2011-10-13,2011-12-01,2.5,open,look,2011-10-12", 6).len(), 3);
    assert_eq!(row("K1,2011-10-11,,2011-12-01,2.5,open,look,2011-10-12", 7).len(), 2);
    // What is wrong with the case is told for its first row only; a row's own fault for that row.
    assert_eq!(row("K3,2011-02-30,,2011-12-01,2.5,open,look,2011-10-12", 8)[0], "bad_time");
    assert_eq!(row("K3,2011-02-30,,2011-12-01,2.5,open,look,2011-10-12", 9).len(), 1);
    assert_eq!(row("K3,2011-02-30,,2011-12-01,2.5,open,look,", 10), ["missing_field"]);
    assert_eq!(row(",2011-10-11,,2011-12-01,2.5,open,look,2011-10-12", 11)[0], "missing_field");
}

#[test]
fn a_row_that_gives_only_what_its_case_repeats_is_named_unless_the_mapping_is_made_so() {
    let choosy = REPEATING.replace("at = \"time\"", "at = \"time\"\nwhen = { column = \"activity\", is = [\"look\"] }");
    let columns = "case,begun,ended,due,size,state,activity,time";
    let made = events(&bound(&choosy, columns), "K1,2011-10-11,,2011-12-01,2.5,open,rest,2011-10-12", 2);
    assert!(made[0].is_ok());
    assert_eq!(made[1].as_ref().expect_err("no event of the row").reason, "no_event");

    let of_cases = "shape = \"event\"\ncase_no = \"case\"\n[[events]]\ntype = \"submitted\"\nonce = true\nat = \"begun\"\n";
    let bound = bound(of_cases, "case,begun");
    let mut repeats = Repeats::default();
    let mut count = |row: &str| bound.events(&header(row), 2, &mut repeats).iter().map(Result::is_ok).collect::<Vec<bool>>();
    assert_eq!(count("K1,2011-10-11"), [true]);
    assert_eq!(count("K1,2011-10-11"), [true; 0]);
    assert_eq!(count("K2,"), [false]);
}

#[test]
fn an_event_made_once_cannot_depend_on_its_row() {
    let table = [
        ("shape = \"event\"", "shape = \"case\"", "m.toml:8:8: in a table with a row a case every event is made once"),
        ("type = \"submitted\"", "type = { column = \"activity\", table = \"t\" }", "m.toml:8:8: an event made once is of one type"),
        ("attributes = { size = \"size\" }", "attributes = { size = { line = true } }", "m.toml:11:16: an event made once is the same"),
        ("at = \"time\"", "once = true\nat = \"time\"", "m.toml:21:13: an event made once is the same"),
    ];
    for (right, wrong, expected) in table {
        let text = REPEATING.replace(right, wrong) + "[tables.t]\nlook = \"received\"\n";
        let error = Mapping::read("m", "m.toml", &text).expect_err(wrong).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let all_once =
        REPEATING.replace("at = \"time\"", "once = true\nat = \"time\"").replace("link_seq = { line = true }", "link_seq = \"no\"");
    let error = Mapping::read("m", "m.toml", &all_once).expect_err("attributes of no event").to_string();
    assert!(error.starts_with("m.toml:5:1: the mapping's attributes go with an event of the row"), "{error}");
}

#[test]
fn an_id_of_the_row_is_not_lengthened_for_the_sake_of_the_events_of_its_case() {
    let with_id =
        REPEATING.replace("case_no = \"case\"", "case_no = \"case\"\nid = \"state\"").replace("[attributes]\nstatus = \"state\"\n", "");
    let made = events(&bound(&with_id, "case,begun,ended,due,size,state,activity,time"), "K1,2011-10-11,,,,E7,look,2011-10-12", 2);
    let ids: Vec<&Value> = made.iter().map(|event| &event.as_ref().expect("good")["id"]).collect();
    assert_eq!(ids, ["K1/submitted/begun", "E7"]);
}

#[test]
fn an_event_that_happened_without_a_date_stands_where_the_mapping_says_with_no_time_of_its_own() {
    let dated = CASES.replace("at = \"opened\"", "at = \"opened\"\nundated = \"2024-12-31T00:00:00+08:00\"");
    let bound = bound(&dated, "no,opened,closed,status,dept,item,how,remark");
    let made = events(&bound, "A1,,,open,D1,Fence,web,", 2);
    let event = made[0].as_ref().expect("good");
    assert_eq!((&event["occurred_at"], &event["precision"]), (&"2024-12-31T00:00:00+08:00".into(), &"unknown".into()));
    assert_eq!(made.len(), 1);
    let made = events(&bound, "A1,2024-09-27,,open,D1,Fence,web,", 2);
    assert_eq!(made[0].as_ref().expect("good")["precision"], "day");
    let error = Mapping::read("m", "m.toml", &dated.replace("12-31", "02-30")).expect_err("no such day").to_string();
    assert!(error.contains("is no instant that exists"), "{error}");
}

/// A table of rows with a state, some columns of which a file need not have.
const ROWS: &str = r#"
shape = "event"
case_no = "no"
id = "guid"
source = { column = "from" }
optional = ["from", "ended", "kind", "spare"]
[tables.kind]
"听证" = "hearing"
[[events]]
type = "special_started"
when = [{ column = "op", is = ["I", "U"] }, { column = "kind", is_not = ["挂起"] }]
at = { column = "begun", or = "spare" }
[events.payload]
special_no = { join = ["no", "kind"] }
special_kind = { column = "kind", table = "kind", default = "other" }
[[events]]
type = "special_ended"
when = { column = "ended", filled = true }
at = "ended"
payload = { special_no = "no" }
[[events]]
type = "special_ended"
when = [{ column = "op", is = ["U"] }, { column = "ended", filled = false }]
at = "begun"
envelope = { is_void = { const = true }, revision = { const = 1 } }
"#;

#[test]
fn conditions_stand_ins_and_defaults_decide_what_a_row_gives() {
    let bound = bound(ROWS, "no,guid,op,begun,ended,kind,from,spare");
    let made = |row: &str| -> Vec<String> {
        let one = |event: Result<Map<String, Value>, Fault>| match event {
            Ok(event) => format!("{} {} {}", event["type"].as_str().unwrap_or(""), event["occurred_at"], event["payload"]),
            Err(fault) => fault.reason.to_owned(),
        };
        events(&bound, row, 2).into_iter().map(one).collect()
    };
    let table = [
        (
            "A1,g,I,2025-01-01,,听证,x,",
            vec![r#"special_started "2025-01-01T00:00:00+08:00" {"special_no":"A1-听证","special_kind":"hearing"}"#],
        ),
        (
            "A1,g,U,,,其他,x,2025-01-02",
            vec![r#"special_started "2025-01-02T00:00:00+08:00" {"special_no":"A1-其他","special_kind":"other"}"#, "missing_field"],
        ),
        (
            "A1,g,U,2025-01-01,2025-01-03,,,",
            vec![
                r#"special_started "2025-01-01T00:00:00+08:00" {"special_kind":"other"}"#,
                r#"special_ended "2025-01-03T00:00:00+08:00" {"special_no":"A1"}"#,
            ],
        ),
        ("A1,g,I,2025-01-01,,挂起,,", vec!["no_event"]),
        ("A1,g,X,2025-01-01,,,,", vec!["no_event"]),
    ];
    for (row, expected) in table {
        assert_eq!(made(row), expected, "{row}");
    }
    let first = events(&bound, "A1,g,I,2025-01-01,,听证,x,", 2).remove(0).expect("good");
    assert_eq!((&first["id"], &first["source"]), (&"g/special_started".into(), &"x".into()));
    assert!(!events(&bound, "A1,g,I,2025-01-01,,听证,,", 2).remove(0).expect("good").contains_key("source"), "the profile's");
}

#[test]
fn optional_columns_may_be_missing_and_others_may_not() {
    let narrow = bound(ROWS, "no,guid,op,begun");
    let made = events(&narrow, "A1,g,U,2025-01-01", 2);
    let kinds: Vec<&Value> = made.iter().map(|event| &event.as_ref().expect("good")["type"]).collect();
    assert_eq!(kinds, ["special_started", "special_ended"]);
    assert_eq!(made[1].as_ref().expect("good")["is_void"], true);
    let mapping = Mapping::read("m", "m.toml", ROWS).expect("valid");
    let problems = mapping.bind(&header("no,op,begun"), &profile()).expect_err("no guid");
    assert_eq!(problems, ["the mapping reads a column \"guid\", which the file does not have; the file has no, op, begun"]);
}

#[test]
fn conditions_that_ask_nothing_or_twice_are_refused() {
    for (right, wrong, expected) in [
        ("filled = true", "filled = true, is = [\"a\"]", "a condition looks at its column for one of is, is_not and filled"),
        (", filled = true", "", "a condition looks at its column for one of is, is_not and filled"),
        ("filled = true", "filed = true", "write { column = \"…\", is = [\"…\"] }"),
        ("column = \"begun\", or", "or", "a value comes from one of"),
        ("join = [\"no\", \"kind\"]", "const = \"x\", or = \"no\"", "`or` names a column to take"),
        ("source = { column = \"from\" }", "source = 5", "write the code of the source"),
    ] {
        let error = Mapping::read("m", "m.toml", &ROWS.replacen(right, wrong, 1)).expect_err(wrong).to_string();
        assert!(error.contains(expected), "{error}");
    }
}
