//! The health check: every figure is a query's answer and the length of a list.

use serde_json::Value;

use super::uploads::{imported, ledger_house};
use super::{House, text};
use crate::harness::{SAMPLE_NOW, must};

/// Walks every list of a health check; gives how many there were.
#[track_caller]
fn walk(house: &House, checkup: &Value) -> usize {
    let mut walked = 0;
    let mut is = |what: &str, figure: &Value, list: &str| {
        assert!(!list.is_empty(), "{what} has no list");
        assert_eq!(figure.as_u64(), Some(house.total(&format!("/cases?{list}"))), "{what}: {list}");
        walked += 1;
    };
    is("cases", &checkup["cases"], text(checkup, "list"));
    is("finished", &checkup["finished"], text(checkup, "finished_list"));
    is("open", &checkup["open"], text(checkup, "open_list"));
    for finding in checkup["findings"].as_array().into_iter().flatten() {
        is(text(finding, "code"), &finding["count"], text(finding, "list"));
    }
    for group in checkup["departments"].as_array().into_iter().chain(checkup["items"].as_array()).flatten() {
        is(text(group, "code"), &group["finished"], text(group, "list"));
        is(text(group, "code"), &group["late"], text(group, "late_list"));
    }
    for month in checkup["months"].as_array().into_iter().flatten() {
        is("received", &month["received"], text(month, "list"));
        is("finished", &month["finished"], text(month, "finished_list"));
        is("late", &month["late"], text(month, "late_list"));
    }
    walked
}

/// Asks the SQL that is shown on the command line; a server that runs on has another now, so only what does not hang on it.
#[track_caller]
fn agrees_with_query(house: &House, checkup: &Value) {
    for finding in checkup["findings"].as_array().into_iter().flatten() {
        let sql = text(&checkup["sql"], text(finding, "code"));
        assert_eq!(Some(house.installation.number(sql)), finding["count"].as_i64(), "{sql}");
    }
    let rows = house.installation.query(text(&checkup["sql"], "departments"));
    assert_eq!(rows.len(), checkup["departments"].as_array().map_or(0, Vec::len));
    let totals = house.installation.query(text(&checkup["sql"], "cases"));
    let expected = format!("{},{},{},", checkup["cases"], checkup["finished"], checkup["open"]);
    assert!(totals[0].starts_with(&expected), "{} is not {expected}", totals[0]);
}

fn finding<'a>(checkup: &'a Value, code: &str) -> &'a Value {
    checkup["findings"].as_array().into_iter().flatten().find(|finding| text(finding, "code") == code).unwrap_or(&Value::Null)
}

#[test]
fn a_districts_figures_are_queries_and_lists() {
    let house = House::new(300, 11);
    for scope in ["centre=wanshan", "centre=wanshan&from=2025-01-01&to=2025-04-30"] {
        let checkup = house.get(&format!("/checkup?{scope}"));
        assert!(checkup["cases"].as_u64() > Some(20), "{}", checkup["cases"]);
        assert!(walk(&house, &checkup) > 40);
        agrees_with_query(&house, &checkup);
        for code in ["overdue", "time_inverted", "finished_unaccepted"] {
            assert_eq!(finding(&checkup, code)["is_told"], true, "{code}");
        }
        // A district that sends everything leaves few rules silent, and none that its manifest expects to speak.
        let silent: Vec<&str> = checkup["silent_rules"].as_array().into_iter().flatten().map(|rule| text(rule, "code")).collect();
        assert!(!silent.contains(&"T03") && !silent.contains(&"F03"), "{silent:?}");
    }
    house.refused("/checkup?centre=nowhere", 404, "unknown_centre");
    house.refused("/checkup?from=yesterday", 400, "bad_query");
    house.refused("/cases?finding=colour", 400, "bad_query");
    house.refused("/cases?batch=999", 400, "bad_query");
    House::empty().refused("/checkup", 400, "bad_query");
}

#[test]
fn a_ledger_from_a_spreadsheet_shows_what_is_late_and_what_cannot_be_told() {
    let house = ledger_house();
    let checkup = house.get("/checkup");
    assert_eq!(text(&checkup["centre"]["title"], "zh"), "清河县政务服务中心");
    assert_eq!((checkup["cases"].as_u64(), checkup["finished"].as_u64(), checkup["open"].as_u64()), (Some(5), Some(3), Some(2)));
    let count = |code: &str| finding(&checkup, code)["count"].as_u64();
    // A2 took from 6 to 20 January for five working days; its number has a wrong check digit; A5 was never accepted.
    assert_eq!((count("overdue"), count("id_invalid"), count("finished_unaccepted")), (Some(1), Some(1), Some(0)));
    assert_eq!(count("time_inverted"), Some(0), "{checkup}");
    walk(&house, &checkup);
    agrees_with_query(&house, &checkup);
    let silent = checkup["silent_rules"].as_array().cloned().unwrap_or_default();
    let delivery = silent.iter().find(|rule| text(rule, "code") == "T07").or(silent.first()).cloned().unwrap_or_default();
    assert!(!silent.is_empty() && text(&delivery["unlocks"], "zh").starts_with("补上"), "{silent:?}");
    assert!(checkup["speaking_rules"].as_u64() > Some(5));
    let batch = house.get("/imports")["items"][0].clone();
    assert_eq!(house.total(&format!("/cases?{}", text(&batch, "list"))), 5);

    let told = house.installation.run(&["checkup", "--centre", "qinghe", "--now", SAMPLE_NOW]).status(0);
    let _ = told.says(&["清河县政务服务中心", "超期办结：1 件 / 3", "最慢的部门", "能发声的规则"]);
    let same = house.installation.run(&["checkup", "--now", SAMPLE_NOW, "--json"]).status(0).json();
    assert_eq!(same["findings"], checkup["findings"]);
    assert_eq!(same["departments"], checkup["departments"]);
    let _ = house.installation.run(&["checkup", "--centre", "nowhere", "--now", SAMPLE_NOW]).status(2).says(&["there is no centre"]);
}

/// A workbook with the habits of twelve months and five clerks, and what is true of it, both made without any of our code.
#[test]
fn somebody_elses_workbook_gives_the_figures_that_are_true_of_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/window-ledger");
    let read = |name: &str| must(name, std::fs::read(folder.join(name)));
    let expected: Value = must("expected.json", serde_json::from_slice(&read("expected.json")));
    let house = House::empty();
    let state = imported(&house, "2024台账.xlsx", &read("window-ledger-2024.xlsx"));
    assert_eq!(text(&state, "state"), "done", "{state}");
    assert_eq!([&state["counts"]["read"], &state["counts"]["quarantined"]], [&expected["rows"], &expected["bad"]]);
    let checkup = house.get("/checkup");
    for figure in ["cases", "finished", "open"] {
        assert_eq!(checkup[figure], expected[figure], "{figure}");
    }
    for code in ["overdue", "open_overdue", "due_soon", "time_inverted", "finished_unaccepted"] {
        assert_eq!(finding(&checkup, code)["count"], expected[code], "{code}");
    }
    assert!(walk(&house, &checkup) > 60);
    agrees_with_query(&house, &checkup);
}
