//! `GET /alerts/{alert_no}/explain` and `GET /why-not`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{House, text};

/// The text of a part that a mark is about.
fn part(why: &Value, mark: &Value) -> String {
    let place = |name: &str| mark[name].as_u64().unwrap_or(0) as usize;
    let source: Vec<char> = text(&why["rule"], "source").chars().collect();
    source.get(place("start")..place("end")).unwrap_or_default().iter().collect()
}

#[test]
fn one_alert_of_each_rule_says_why() {
    let house = House::new(1200, 11);
    let (alerts, _) = house.all("/alerts?state=all", 200);
    let mut by_rule: BTreeMap<&str, &Value> = BTreeMap::new();
    for alert in &alerts {
        by_rule.entry(text(alert, "rule")).or_insert(alert);
    }
    assert!(by_rule.len() > 15, "too few rules have an alert: {:?}", by_rule.keys());
    for (rule, alert) in by_rule {
        let number = text(alert, "alert_no");
        let why = house.get(&format!("/alerts/{number}/explain"));
        assert_eq!(why["holds"], true, "{rule} {number}");
        assert_eq!(&why["alert"], alert, "{rule}");
        assert_eq!(why["at"], alert["level_since"], "{rule}");
        assert_eq!(text(&why["rule"], "code"), rule);
        assert!(!text(&alert["because"], "zh").is_empty(), "{rule}: no reason");
        assert!(text(&why["sentence"], "zh").contains(text(&alert["because"], "zh")), "{rule}: {}", why["sentence"]);
        let english = text(&why["sentence"], "en");
        assert!(english.contains(rule) && english.contains(text(&why["rule"]["title"], "en")), "{rule}: {english}");
        let marks = why["rule"]["marks"].as_array().cloned().unwrap_or_default();
        assert!(!marks.is_empty() && marks.iter().any(|mark| mark["truth"] == "true"), "{rule}");
        assert!(marks.iter().all(|mark| mark["first_false"] == false), "{rule}");
        assert!(why["values"].as_array().is_some_and(|values| !values.is_empty()), "{rule}");
        for value in why["values"].as_array().into_iter().flatten() {
            assert!(text(&why["rule"], "source").contains(text(value, "column").trim_start_matches("attributes.")), "{rule}: {value}");
            assert!(!text(value, "zh").is_empty() && !text(value, "en").is_empty() && value.get("value").is_some(), "{rule}: {value}");
        }
        assert!(!text(&why, "rule_hash").is_empty() && !text(&why, "engine_version").is_empty());
        assert_eq!(why["responsible"]["dept"], alert["responsible_dept"], "{rule}");
        if alert["case_no"].is_string() {
            assert!(why["timeline"].as_array().is_some_and(|timeline| !timeline.is_empty()), "{rule}");
            assert!(why["days"].as_array().is_some_and(|days| !days.is_empty() && days.len() <= 120), "{rule}");
            assert!(text(&why, "calendar_version").starts_with("cn@"), "{rule}");
        }
    }
}

#[test]
fn a_silent_rule_says_which_condition_was_false() {
    let house = House::empty();
    let event = r#"[{"id":"W1","source":"district","type":"accepted","centre":"wanshan","case_no":"W-1","occurred_at":"2025-06-27T10:00:00+08:00","dept_code":"D07","actor_id":"P012","payload":{"promised_days":5}}]"#;
    assert_eq!(house.server.post("/api/v1/events", event).status, 200);
    let why = loop {
        // The follower takes the event up at once; the question is asked until it has.
        let answer = house.server.get("/api/v1/why-not?centre=wanshan&rule=T03&case_no=W-1");
        if answer.status == 200 {
            break answer.json();
        }
    };
    assert_eq!(why["holds"], false);
    let marks = why["rule"]["marks"].as_array().cloned().unwrap_or_default();
    let first: Vec<&Value> = marks.iter().filter(|mark| mark["first_false"] == true).collect();
    assert_eq!(first.len(), 1, "{marks:?}");
    assert_eq!(part(&why, first[0]), "passed(row.promised_over_at)");
    assert!(text(&why["sentence"], "zh").contains("passed(row.promised_over_at)"), "{}", why["sentence"]);
    assert_eq!(why["clock"]["promised_days"], 5);
    assert_eq!(why["clock"]["promised_due_at"], "2025-07-04T23:59:59+08:00");
    assert_eq!(why["responsible"]["person"], "P012");

    // A rule on rows that the case does not have, one of another centre, and one that is not silent.
    let none = house.get("/why-not?centre=wanshan&rule=T09&case_no=W-1");
    assert!(none["holds"] == false && text(&none["sentence"], "en").contains("no row of special"), "{}", none["sentence"]);
    let reminded = house.get("/why-not?centre=wanshan&rule=Q06&case_no=W-1");
    assert_eq!(reminded["holds"], true, "{}", reminded["sentence"]);
    house.refused("/why-not?centre=wanshan&rule=T99&case_no=W-1", 404, "unknown_rule");
    house.refused("/why-not?centre=wanshan&rule=T03&case_no=W-2", 404, "unknown_case");
    house.refused("/why-not?centre=wanshan&rule=T03", 400, "bad_query");
}
