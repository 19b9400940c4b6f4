//! `GET /rules` and `GET /rules/{code}`.

use super::uploads::ledger_house;
use super::{House, text};

#[test]
fn rules_are_listed_with_what_they_came_to() {
    let house = House::new(200, 10);
    let rules = house.get("/rules");
    let rules = rules.as_array().cloned().unwrap_or_default();
    assert!(rules.windows(2).all(|pair| text(&pair[0], "code") < text(&pair[1], "code")));
    for code in ["T01", "T03", "F03", "M01", "E02", "X06", "Q06"] {
        assert!(rules.iter().any(|rule| text(rule, "code") == code), "{code}");
    }
    for rule in &rules {
        let code = text(rule, "code");
        assert_eq!(rule["hits"].as_u64(), Some(house.total(&format!("/alerts?state=all&rule={code}"))), "{code}");
        assert_eq!(rule["open"].as_u64(), Some(house.total(&format!("/alerts?rule={code}"))), "{code}");
        assert!(rule["title"]["zh"].is_string() && rule["title"]["en"].is_string(), "{code}");
    }
    // What a rule takes is a figure of this machine; that it was measured, and that the parts are parts of a whole, holds anywhere.
    let running: Vec<_> = rules.iter().filter(|rule| rule["centres"] == serde_json::json!(["wanshan"])).collect();
    let measured: Vec<_> = running.iter().filter(|rule| rule["cost"].is_object()).collect();
    assert!(measured.len() > 20, "{} of {} were measured", measured.len(), running.len());
    assert!(measured.iter().all(|rule| rule["cost"]["evaluations"].as_u64() > Some(0)));
    let whole: i64 = measured.iter().filter_map(|rule| rule["cost"]["share"].as_i64()).sum();
    assert!((9_900..=10_100).contains(&whole), "the parts come to {whole} of 10000");
    for code in ["T01", "T03", "F03"] {
        assert!(measured.iter().any(|rule| text(rule, "code") == code), "{code}");
    }
    let abroad = rules.iter().filter(|rule| rule["centres"] == serde_json::json!([])).count();
    assert!(abroad > 0, "rules of other profiles run in no centre that has cases");
}

#[test]
fn a_rule_tells_its_months_its_places_and_what_it_reads() {
    let house = House::new(400, 23);
    let rules = house.get("/rules").as_array().cloned().unwrap_or_default();
    let Some(busiest) = rules.iter().max_by_key(|rule| rule["hits"].as_u64()) else { panic!("no rule") };
    let code = text(busiest, "code");
    let rule = house.get(&format!("/rules/{code}"));
    let months = rule["months"].as_array().cloned().unwrap_or_default();
    assert!(!months.is_empty() && months.windows(2).all(|pair| text(&pair[0], "month") < text(&pair[1], "month")));
    for month in &months {
        let (from, to) = (text(month, "from"), text(month, "to"));
        let list = format!("/alerts?rule={code}&state=all&from={from}&to={to}");
        assert_eq!(month["alerts"].as_u64(), Some(house.total(&list)), "{list}");
        let sql =
            format!("SELECT count(*) FROM alert WHERE rule = '{code}' AND local_day(since, centre) BETWEEN DATE '{from}' AND DATE '{to}'");
        assert_eq!(month["alerts"].as_i64(), Some(house.installation.number(&sql)), "{sql}");
    }
    assert_eq!(months.iter().filter_map(|month| month["alerts"].as_u64()).sum::<u64>(), busiest["hits"].as_u64().unwrap_or(0));

    let over = house.get("/rules/T03");
    let places = over["places"].as_array().cloned().unwrap_or_default();
    let told: Vec<(&str, &str)> = places.iter().map(|place| (text(place, "centre"), text(place, "state"))).collect();
    assert_eq!(told, [("wanshan", "speaking")]);
    assert_eq!(text(&places[0]["name"], "zh"), "万山区政务服务中心");
    let columns = over["facts"][0]["columns"].as_array().cloned().unwrap_or_default();
    let described = house.installation.run(&["query", "DESCRIBE \"case\"", "--format", "csv"]).status(0);
    assert_eq!(columns.len(), described.stdout.lines().count() - 1, "all columns of the subject");
    let column = |name: &str| columns.iter().find(|column| text(column, "name") == name).cloned().unwrap_or_default();
    assert_eq!((&column("promised_over_at")["read"], &column("applicant_key")["read"]), (&true.into(), &false.into()));
    assert_eq!(text(&column("remaining_wd"), "unit"), "working days");
    assert!(columns.iter().all(|column| !text(column, "meaning").is_empty() && column["title"]["zh"].is_string()));
    let functions = over["functions"].as_array().cloned().unwrap_or_default();
    assert!(functions.iter().all(|called| !text(called, "signature").is_empty() && !text(&called["meaning"], "zh").is_empty()));

    let case = &over["cases"][0];
    assert!(!text(case, "evaluate_at").is_empty() && case["events"].as_array().is_some_and(|events| !events.is_empty()));
    assert!(over["cases"].as_array().is_some_and(|cases| cases.iter().any(|case| case["expect"] == serde_json::json!([]))));
}

#[test]
fn a_rule_that_cannot_speak_at_a_centre_says_what_it_lacks_there() {
    let house = ledger_house();
    let centre = text(&house.get("/meta")["centres"][0], "code").to_owned();
    let silent = house.get(&format!("/checkup?centre={centre}"))["silent_rules"].as_array().cloned().unwrap_or_default();
    assert!(silent.len() > 3, "{silent:?}");
    for expected in silent.iter().take(4) {
        let code = text(expected, "code");
        let places = house.get(&format!("/rules/{code}"))["places"].as_array().cloned().unwrap_or_default();
        let Some(place) = places.iter().find(|place| text(place, "centre") == centre) else { panic!("{code} tells nothing of {centre}") };
        assert_eq!((text(place, "state"), &place["missing"]), ("silent", &expected["missing"]), "{code}");
    }
}

#[test]
fn a_rule_shows_its_text_its_headings_and_that_its_cases_pass() {
    let house = House::empty();
    for code in ["T03", "T05", "X05b"] {
        let rule = house.get(&format!("/rules/{code}"));
        assert!(text(&rule, "source").contains("fn when(row)"), "{code}");
        let headings: Vec<&str> =
            rule["doc"].as_array().map(|doc| doc.iter().map(|section| text(section, "heading")).collect()).unwrap_or_default();
        assert_eq!(headings, ["查什么", "为什么", "会报", "不会报", "已知盲区"], "{code}");
        let cases = rule["cases"].as_array().cloned().unwrap_or_default();
        assert!(cases.len() >= 3 && cases.iter().all(|case| case["passed"] == true), "{code}: {cases:?}");
        assert!(!text(&rule, "basis").is_empty() && !text(&rule, "owner").is_empty());
    }
    let over = house.get("/rules/T03");
    assert_eq!(over["parameters"][0]["name"], "GRACE_DAYS");
    assert_eq!(over["parameters"][0]["value"], "0");
    house.refused("/rules/T99", 404, "unknown_rule");
}
