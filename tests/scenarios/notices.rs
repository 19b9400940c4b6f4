//! A notice that changes the calendar in mid-year: it is looked at, declared, and moves what it must and nothing else.

use mingjing_engine::supervision::Office;
use serde_json::{Value, json};

use super::steps::{ask, end_of, event, import, judge};
use crate::harness::{Installation, alerts, must};

const DUE: &str = "SELECT case_no, promised_due_at FROM \"case\"";

fn accepted(case_no: &str, at: &str, days: i64) -> Value {
    event(case_no, "accepted", at, json!({ "promised_days": days }))
}

fn decided(case_no: &str, at: &str) -> Value {
    event(case_no, "decided", at, json!({ "decision": "granted" }))
}

/// 2019 as it was first announced: one day off for labour day.
const FIRST_OF_2019: &str = "date,kind,name
2018-12-29,workday,元旦\n2018-12-30,holiday,元旦\n2018-12-31,holiday,元旦\n2019-01-01,holiday,元旦
2019-02-02,workday,春节\n2019-02-03,workday,春节\n2019-02-04,holiday,春节\n2019-02-05,holiday,春节\n2019-02-06,holiday,春节
2019-02-07,holiday,春节\n2019-02-08,holiday,春节\n2019-02-09,holiday,春节\n2019-02-10,holiday,春节
2019-04-05,holiday,清明节\n2019-05-01,holiday,劳动节\n2019-06-07,holiday,端午节\n2019-09-13,holiday,中秋节
";

/// The second notice names only what it changes.
const SECOND_OF_2019: &str = "2019-05-01,holiday,劳动节\n2019-05-02,holiday,劳动节\n2019-05-03,holiday,劳动节\n2019-05-04,holiday,劳动节
2019-04-28,workday,劳动节\n2019-05-05,workday,劳动节\n";

#[track_caller]
fn first_notice(office: &Installation) {
    let file = office.folder().write("first.csv", FIRST_OF_2019).display().to_string();
    let arguments =
        ["calendar", "declare", &file, "--number", "国办发明电〔2018〕15号", "--known-from", "2018-12-06", "--year", "2019", "--whole"];
    let done = office.run(&[&arguments[..], &["--now", "2018-12-06T12:00", "--who", "W1", "--json"]].concat()).status(0).json();
    assert_eq!(done["events"], 1);
}

#[track_caller]
fn second_notice(office: &Installation, action: &str, now: &str) -> Value {
    let file = office.folder().write("second.csv", SECOND_OF_2019).display().to_string();
    let arguments = ["calendar", action, &file, "--number", "国办发明电〔2019〕3号", "--known-from", "2019-03-22", "--now", now, "--json"];
    office.run(&[&arguments[..], &["--who", "W1", "--confirmed-by", "W2"]].concat()).status(0).json()
}

#[test]
fn a_due_date_is_as_the_calendar_was_known_on_the_day() {
    let office = Installation::new();
    import(&office, "case.jsonl", "2020-01-17T18:00", &[accepted("G1", "2020-01-17T10:00", 6)]);
    let due = |now: &str, more: &[&str]| ask(&office, DUE, 1, now, more);
    assert_eq!(due("2020-01-25T12:00", &[]), [format!("G1,{}", end_of("2020-01-31"))]);
    assert_eq!(due("2020-01-28T12:00", &[]), [format!("G1,{}", end_of("2020-02-03"))]);
    assert_eq!(due("2020-01-28T12:00", &["--known", "2020-01-25"]), [format!("G1,{}", end_of("2020-01-31"))]);
    assert_eq!(due("2020-01-28T12:00", &["--known", "2020-01-26"]), [format!("G1,{}", end_of("2020-02-03"))]);
}

#[test]
fn a_region_names_days_of_its_own() {
    let office = Installation::new();
    let now = "2017-04-10T09:00";
    import(&office, "case.jsonl", now, &[accepted("GX1", "2017-03-29T10:00", 3), decided("GX1", "2017-04-07T15:00")]);
    judge(&office, now);
    assert_eq!(ask(&office, DUE, 1, now, &[]), [format!("GX1,{}", end_of("2017-04-01"))]);
    let cards = "SELECT status, handled_level, since FROM alert WHERE case_no = 'GX1' AND family = 'limit'";
    assert_eq!(ask(&office, cards, 2, now, &[]), ["ended,yellow,2017-03-30T16:00:00Z"]);

    let days = "2017-03-30,放假,三月三\n2017-03-31,放假,三月三\n2017-04-01,放假,三月三\n2017-04-08,上班,三月三\n";
    let file = office.folder().write("region.csv", days).display().to_string();
    let arguments = ["calendar", "declare", &file, "--number", "桂政办", "--known-from", "2017-03-01", "--layer", "region", "--now", now];
    office.run(&arguments).status(2).says(&["layer region", "name them"]);
    let done = office.run(&[&arguments[..], &["--centre", "wanshan", "--json"]].concat()).status(0).json();
    assert_eq!((&done["events"], &done["forecast"]["moved"]), (&json!(1), &json!(0)), "the case is decided, so that no due date moves");
    assert_eq!(done["forecast"]["alerts_change"], 1);
    judge(&office, now);
    assert_eq!(ask(&office, DUE, 1, now, &[]), [format!("GX1,{}", end_of("2017-04-07"))]);
    // What was a yellow card is none by the calendar of the region: a person decides on it.
    let all = ask(&office, "SELECT status, level, handled_level FROM alert WHERE case_no = 'GX1' AND family = 'limit'", 3, now, &[]);
    assert_eq!(all, ["lift_proposed,warn,yellow"]);
    let listed = office.run(&["calendar", "list", "--year", "2017", "--now", now]).status(0);
    let listed = listed.says(&["桂政办", "2017-04-08 Workday 三月三 (Region 桂政办 version 1)"]);
    assert!(!listed.stdout.contains("boston"), "{listed}");
}

/// Accepted before the second notice was known (B, C) and after (E to G).
fn cases() -> Vec<Value> {
    vec![
        accepted("B", "2019-03-20T10:00", 29),
        accepted("C", "2019-03-20T10:00", 30),
        accepted("D", "2019-03-20T10:00", 31),
        accepted("E", "2019-03-20T11:00", 30),
        accepted("F", "2019-04-30T10:00", 3),
        accepted("G", "2019-04-24T10:00", 6),
    ]
}

#[test]
fn what_a_notice_moves_is_shown_first_and_then_moves() {
    let office = Installation::new();
    first_notice(&office);
    import(&office, "cases.jsonl", "2019-04-30T09:00", &cases());
    let due = |days: [&str; 6]| -> Vec<String> {
        ["B", "C", "D", "E", "F", "G"].iter().zip(days).map(|(no, day)| format!("{no},{}", end_of(day))).collect()
    };
    let old = due(["2019-05-02", "2019-05-03", "2019-05-06", "2019-05-03", "2019-05-06", "2019-05-03"]);
    assert_eq!(ask(&office, DUE, 1, "2019-04-30T12:00", &[]), old);

    // On the morning of 30 April, when G's fifth day has come by the new calendar and its fourth by the old.
    let seen = second_notice(&office, "preview", "2019-04-30T09:00");
    assert_eq!((&seen["open"], &seen["moved"], &seen["is_known"]), (&json!(5), &json!(3), &json!(false)), "{seen}");
    let moved: Vec<[&str; 3]> = seen["cases"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|case| ["case_no", "old_due", "new_due"].map(|name| case[name].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        moved,
        [
            ["C", "2019-05-03T23:59:59+08:00", "2019-05-05T23:59:59+08:00"],
            ["E", "2019-05-03T23:59:59+08:00", "2019-05-05T23:59:59+08:00"],
            ["G", "2019-05-03T23:59:59+08:00", "2019-05-05T23:59:59+08:00"],
        ]
    );
    assert_eq!(
        seen["departments"],
        json!([{ "centre": "wanshan", "dept": "D01", "open": 5, "moved": 3, "alerts_come": 1, "alerts_vanish": 0, "alerts_change": 4 }])
    );
    let comes: Vec<&Value> = seen["alerts"].as_array().into_iter().flatten().filter(|alert| alert["what"] == "comes").collect();
    assert_eq!(comes.len(), 1, "{seen}");
    assert_eq!((&comes[0]["case_no"], &comes[0]["after"]["rule"]), (&json!("G"), &json!("T01")));
    assert_eq!(office.number("SELECT count(*) FROM event WHERE type = 'calendar_published'"), 1, "a look writes nothing");

    // Nobody declares it. By the old calendar E is late on 4 May, and F due soon.
    judge(&office, "2019-05-04T09:00");
    import(&office, "more.jsonl", "2019-05-05T18:00", &[decided("E", "2019-05-05T16:00"), decided("F", "2019-05-05T10:00")]);
    judge(&office, "2019-05-05T18:30");
    let cards = "SELECT case_no, status, level, handled_level, since FROM alert WHERE family = 'limit' AND case_no IN ('E', 'F')";
    let told = ["E,ended,yellow,yellow,2019-04-28T16:00:00Z", "F,ended,remind,remind,2019-05-02T16:00:00Z"];
    assert_eq!(ask(&office, cards, 4, "2019-05-05T19:00", &[]), told);

    // On 6 May it is.
    let declared = second_notice(&office, "declare", "2019-05-06T09:00");
    assert_eq!(declared["events"], 1, "{declared}");
    judge(&office, "2019-05-06T10:00");
    let now = "2019-05-06T10:30";
    let new = due(["2019-05-02", "2019-05-05", "2019-05-06", "2019-05-05", "2019-05-07", "2019-05-05"]);
    assert_eq!(ask(&office, DUE, 1, now, &[]), new, "B would be due on 30 April but for the date it was accepted with");
    let after = ["E,lift_proposed,warn,yellow,2019-04-27T16:00:00Z", "F,withdrawn,remind,remind,2019-05-02T16:00:00Z"];
    assert_eq!(ask(&office, cards, 4, now, &[]), after, "a card waits for a person, a reminder withdraws itself");

    // What was known the day before is still to be had.
    let yesterday = ["--known", "2019-05-05"];
    assert_eq!(ask(&office, DUE, 1, now, &yesterday), old);
    assert_eq!(ask(&office, cards, 4, now, &yesterday), told);

    // Who declared it, who confirmed it and what it moved stands in the audit trail, and in the event.
    let runtime = must("starting a runtime", tokio::runtime::Builder::new_current_thread().enable_all().build());
    let audits = runtime.block_on(async {
        let open = must("opening the ledger", Office::open(office.options()).await);
        let audits = must("reading the trail", open.ledger().audits(0, 10).await);
        must("closing", open.close().await);
        audits
    });
    assert_eq!(audits.len(), 2);
    assert!(
        audits[1].1.who == "W1" && audits[1].1.what.contains("confirmed by W2") && audits[1].1.what.contains("open cases"),
        "{audits:?}"
    );
    let events = ask(&office, "SELECT actor_id FROM event WHERE type = 'calendar_published'", 1, now, &[]);
    assert_eq!(events, ["W1", "W1"]);

    // Declared again it changes nothing.
    let again = second_notice(&office, "declare", "2019-05-06T11:00");
    assert_eq!((&again["events"], &again["forecast"]["is_known"], &again["forecast"]["moved"]), (&json!(0), &json!(true), &json!(0)));

    // Known before the cases came it ends in the same alerts.
    let punctual = Installation::with_key_of(&office);
    first_notice(&punctual);
    second_notice(&punctual, "declare", "2019-03-22T12:00");
    import(&punctual, "cases.jsonl", "2019-05-05T18:00", &cases());
    import(&punctual, "more.jsonl", "2019-05-05T18:00", &[decided("E", "2019-05-05T16:00"), decided("F", "2019-05-05T10:00")]);
    judge(&punctual, "2019-05-06T10:00");
    alerts::assert_same("the notice came first", &alerts::lasting(&punctual), &alerts::lasting(&office));
}

#[test]
fn the_date_on_the_acceptance_notice_is_never_undercut() {
    let office = Installation::new();
    first_notice(&office);
    // 29 working days from 20 March end on 2 May by the first notice and on 30 April by the second.
    let mut printed = accepted("PRINTED", "2019-03-20T10:00", 29);
    printed["payload"]["promised_due_at"] = json!("2019-05-01");
    let cases = [printed, accepted("SILENT", "2019-03-20T10:00", 29), accepted("LATER", "2019-04-01T10:00", 22)];
    import(&office, "cases.jsonl", "2019-04-01T18:00", &cases);
    second_notice(&office, "declare", "2019-04-02T09:00");
    let now = "2019-04-02T10:00";
    let expected = [("LATER", "2019-05-05"), ("PRINTED", "2019-05-01"), ("SILENT", "2019-05-02")];
    let expected: Vec<String> = expected.iter().map(|(no, day)| format!("{no},{}", end_of(day))).collect();
    assert_eq!(ask(&office, DUE, 1, now, &[]), expected);
    let left = |no: &str, now: &str| {
        let sql = format!("SELECT remaining_wd, promised_due_at FROM \"case\" WHERE case_no = '{no}'");
        ask(&office, &sql, 1, now, &[])
    };
    // No day between 30 April and 2 May is worked any more, so that none is left on the first.
    assert_eq!(left("SILENT", "2019-04-30T10:00"), [format!("0,{}", end_of("2019-05-02"))]);

    // A Saturday is worked at this centre alone: the fifth day is Monday the 22nd, the date told Tuesday the 23rd.
    import(&office, "short.jsonl", "2019-04-16T18:00", &[accepted("SHORT", "2019-04-16T10:00", 5)]);
    let file = office.folder().write("own.csv", "2019-04-20,workday,补班\n").display().to_string();
    let own = ["calendar", "declare", &file, "--number", "通知", "--known-from", "2019-04-17", "--layer", "centre", "--centre", "wanshan"];
    office.run(&[&own[..], &["--now", "2019-04-17T09:00"]].concat()).status(0).says(&["0 of"]);
    assert_eq!(left("SHORT", "2019-04-22T10:00"), [format!("1,{}", end_of("2019-04-23"))]);
    assert_eq!(left("SHORT", "2019-04-23T10:00"), [format!("0,{}", end_of("2019-04-23"))]);
    judge(&office, "2019-04-24T09:00");
    let steps = "SELECT rule, level_since, since FROM alert WHERE case_no = 'SHORT' AND family = 'limit'";
    assert_eq!(ask(&office, steps, 1, "2019-04-24T09:00", &[]), ["T03,2019-04-23T16:00:00Z,2019-04-21T16:00:00Z"]);
    let late = "SELECT promised_over_at FROM \"case\" WHERE case_no = 'SILENT'";
    assert_eq!(ask(&office, late, 0, "2019-04-30T10:00", &[]), ["2019-05-02T16:00:00Z"]);
}

#[test]
fn a_draft_that_makes_no_sense_is_refused_with_what_to_mend() {
    let office = Installation::new();
    let write = |name: &str, text: &str| office.folder().write(name, text).display().to_string();
    let good = write("good.csv", "2025-05-06,holiday,劳动节\n");
    let table = [
        (write("empty.csv", "date,kind,name\n"), &["list of days is empty", "one day a line"][..]),
        (write("years.csv", "2024-12-31,holiday,元旦\n2025-01-02,holiday,元旦\n"), &["2024 and 2025", "year"]),
        (write("twice.csv", "2025-05-06,holiday,a\n2025-05-06,workday,a\n"), &["2025-05-06 twice"]),
        (write("kind.csv", "2025-05-06,feast,a\n"), &["line 1", "holiday|workday"]),
        (write("day.csv", "date,kind,name\n2025-02-30,holiday,a\n"), &["line 2"]),
        (write("nothing.csv", "x\n"), &["line 1"]),
        ("nowhere.csv".to_owned(), &["cannot read nowhere.csv"]),
    ];
    for (file, told) in table {
        for action in ["preview", "declare"] {
            office.run(&["calendar", action, &file, "--number", "1", "--known-from", "2025-05-01"]).status(2).says(told);
        }
    }
    let with = |more: &[&str]| office.run(&[&["calendar", "declare", &good, "--known-from", "2025-05-01"][..], more].concat());
    with(&["--number", " "]).status(2).says(&["number is empty"]);
    with(&["--number", "1", "--centre", "atlantis"]).status(2).says(&["atlantis", "known: ", "wanshan"]);
    with(&["--number", "1", "--who", "W1", "--confirmed-by", "W1"]).status(2).says(&["a second person"]);
    with(&["--number", "1", "--year", "2030"]).status(2).says(&["too far from that year"]);
    let file = std::fs::write(office.folder().join("gbk.csv"), b"2025-05-06,holiday,\xc0\xcd");
    must("writing", file);
    let gbk = office.folder().join("gbk.csv").display().to_string();
    office.run(&["calendar", "preview", &gbk, "--number", "1", "--known-from", "2025-05-01"]).status(2).says(&["UTF-8"]);
    assert_eq!(office.events(), 0, "nothing of it was written");
}
