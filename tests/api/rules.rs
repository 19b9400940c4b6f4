//! `GET /rules` and `GET /rules/{code}`.

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
