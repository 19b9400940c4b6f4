//! `GET /people` and `POST /people/import`: who was where, and the tables it comes from.

use serde_json::json;

use super::{House, text};
use crate::harness::PASSWORD;

fn import(house: &House, name: &str, body: &str) -> crate::harness::Answer {
    let path = format!("/api/v1/people/import?centre=wanshan&name={name}");
    house.server.send("POST", &path, &[("Content-Type", "application/octet-stream")], body.as_bytes())
}

#[test]
fn a_district_tells_who_is_where_and_by_which_name() {
    let mut house = House::new(60, 4);
    let people = house.get("/people?on=2025-06-30");
    let all = people["people"].as_array().cloned().unwrap_or_default();
    assert!(all.len() > 10, "{people}");
    let named = all.iter().find(|person| person.get("window").is_some()).cloned().unwrap_or_default();
    assert!(
        !text(&named, "dept_name").is_empty() && !text(&named, "window_name").is_empty() && !text(&named, "name").contains('*'),
        "{named}"
    );
    let kinds: std::collections::BTreeSet<&str> = people["units"].as_array().into_iter().flatten().map(|unit| text(unit, "kind")).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["dept", "region", "window"]);
    assert_eq!(house.get("/people?on=2001-01-01")["people"], json!([]), "before all of them came");
    let dept = text(&named, "dept").to_owned();
    let of_dept = house.get(&format!("/people?dept={dept}"));
    assert!(of_dept["people"].as_array().is_some_and(|found| !found.is_empty() && found.iter().all(|person| text(person, "dept") == dept)));
    // Without the right to names they are masked; a department sees its own people.
    house.server.log_in("reviewer", PASSWORD);
    let masked = house.get(&format!("/people?q={}", text(&named, "person")));
    assert!(text(&masked["people"][0], "name").contains('*'), "{masked}");
    house.server.log_in("department_inspector", PASSWORD);
    let own = house.get("/me")["scope"]["departments"][0].as_str().unwrap_or_default().to_owned();
    let seen = house.get("/people");
    assert!(seen["people"].as_array().is_some_and(|found| !found.is_empty() && found.iter().all(|person| text(person, "dept") == own)));
    house.refused("/people?on=tomorrow", 400, "bad_query");
}

#[test]
fn people_and_units_come_from_a_table_and_bad_rows_are_listed() {
    let house = House::empty();
    let units = "类型,编码,名称,上级编码,生效日期\n部门,D1,教育局,,2025-01-01\n窗口,W1,一号窗口,D1,2025/1/1\n车间,X1,不对,,2025-01-01\n";
    let report = import(&house, "units.csv", units);
    assert_eq!(report.status, 200, "{}", report.body);
    let report = report.json();
    assert_eq!((&report["read"], &report["accepted"]), (&json!(3), &json!(2)), "{report}");
    assert_eq!(report["refused"][0]["line"], 4, "{report}");

    let people = "工号,姓名,岗位,部门编码,窗口编码,上岗日期,离岗日期\nP1,张三,窗口受理,D1,W1,2025-01-01,\nP2,李四,审查,D1,,昨天,\n";
    let report = import(&house, "people.csv", people).json();
    assert_eq!((&report["accepted"], &report["refused"][0]["field"]), (&json!(1), &json!("上岗日期")), "{report}");
    // The server takes over what was imported by itself; asked until it has.
    let on = |house: &House, day: &str, count: usize| -> serde_json::Value {
        loop {
            let found = house.get(&format!("/people?on={day}&centre=wanshan"));
            if found["people"].as_array().map(Vec::len) == Some(count) {
                return found;
            }
        }
    };
    let found = on(&house, "2025-03-01", 1);
    let first = &found["people"][0];
    assert_eq!(
        (text(first, "person"), text(first, "name"), text(first, "dept_name"), text(first, "window_name")),
        ("P1", "张三", "教育局", "一号窗口")
    );
    // The same again is known; a last day replaces the open end.
    let again = import(&house, "people.csv", people).json();
    assert_eq!((&again["accepted"], &again["duplicates"]), (&json!(0), &json!(1)), "{again}");
    let left = "工号,姓名,岗位,部门编码,窗口编码,上岗日期,离岗日期\nP1,张三,窗口受理,D1,W1,2025-01-01,2025-02-28\n";
    assert_eq!(import(&house, "people.csv", left).json()["accepted"], 1);
    on(&house, "2025-03-01", 0);
    on(&house, "2025-02-28", 1);
    let refused = import(&house, "people.csv", "a,b\n1,2\n");
    assert_eq!((refused.status, text(&refused.json(), "code")), (422, "bad_table"));
    assert_eq!(import(&house, "people.docx", "x").status, 422);
}
