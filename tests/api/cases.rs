//! `GET /cases` and `GET /cases/{centre}/{case_no}`.

use std::collections::BTreeSet;

use super::{House, text};

#[test]
fn pages_show_every_case_once_latest_first() {
    let house = House::new(300, 7);
    let known = house.installation.number("SELECT count(*) FROM \"case\"");
    let (items, total) = house.all("/cases", 41);
    assert_eq!((items.len() as i64, total as i64), (known, known));
    let distinct: BTreeSet<&str> = items.iter().map(|item| text(item, "case_no")).collect();
    assert_eq!(distinct.len(), items.len());
    assert!(items.windows(2).all(|pair| text(&pair[0], "first_event_at") >= text(&pair[1], "first_event_at")));

    assert_eq!(house.total("/cases?open=true") + house.total("/cases?open=false"), total);
    assert_eq!(house.total("/cases?overdue=true") + house.total("/cases?overdue=false"), total);
    let (overdue, _) = house.all("/cases?overdue=true", 200);
    assert!(!overdue.is_empty() && overdue.iter().all(|item| item["is_overdue"] == true));
    let Some(dept) = items.iter().map(|item| text(item, "dept_code")).find(|dept| !dept.is_empty()) else { panic!("no department") };
    let (of_dept, _) = house.all(&format!("/cases?dept={dept}"), 200);
    assert!(of_dept.iter().all(|item| text(item, "dept_code") == dept));
    assert_eq!(of_dept.len() as i64, house.installation.number(&format!("SELECT count(*) FROM \"case\" WHERE dept_code = '{dept}'")));
    assert_eq!(
        house.total("/cases?state=finished") as i64,
        house.installation.number("SELECT count(*) FROM \"case\" WHERE state = 'finished'")
    );

    let Some(first) = items.first() else { panic!("no case") };
    let case_no = text(first, "case_no");
    let (found, _) = house.all(&format!("/cases?q={}", case_no.to_lowercase()), 200);
    assert!(found.iter().any(|item| text(item, "case_no") == case_no));
    // Words are words, not SQL.
    assert_eq!(house.total("/cases?q='%20OR%201=1%20--"), 0);
    assert_eq!(house.total("/cases?dept=D07'%20OR%20'1'='1"), 0);
}

#[test]
fn a_case_is_shown_with_all_that_is_known_of_it() {
    let house = House::new(200, 9);
    let (alerts, _) = house.all("/alerts?state=all&level=yellow,red", 200);
    let Some(alert) = alerts.iter().find(|alert| alert["case_no"].is_string()) else { panic!("no alert about a case") };
    let case_no = text(alert, "case_no");
    let detail = house.get(&format!("/cases/wanshan/{case_no}"));
    assert_eq!(detail["case"]["case_no"], case_no);
    let names: Vec<&str> =
        detail["columns"].as_array().map(|columns| columns.iter().map(|column| text(column, "name")).collect()).unwrap_or_default();
    assert_eq!(names.len(), detail["case"].as_object().map_or(0, |row| row.len()));
    let events = detail["events"].as_array().cloned().unwrap_or_default();
    let exported = house.installation.run(&["ledger", "export"]).status(0);
    let member = format!("\"case_no\":\"{case_no}\"");
    let of_case = exported.stdout.lines().filter(|line| line.contains(&member) && !line.contains("\"type\":\"alert_step\""));
    assert_eq!(events.len(), of_case.count());
    assert!(events.windows(2).all(|pair| text(&pair[0], "occurred_at") <= text(&pair[1], "occurred_at")));
    assert!(events.iter().all(|event| text(event, "type") != "alert_step" && event["label"]["zh"].is_string()));
    assert!(detail["alerts"].as_array().is_some_and(|alerts| alerts.contains(alert)));
    let days = detail["days"].as_array().cloned().unwrap_or_default();
    assert!(!days.is_empty() && days.len() <= 120);

    // Persons never show: neither their names nor their numbers are in what the screen gets.
    let shown = detail.to_string();
    let basics = events.iter().filter(|event| ["submitted", "received"].contains(&text(event, "type")));
    for field in basics.filter_map(|event| event["detail"].as_array()).flatten() {
        if ["applicant_id_no", "contact_mobile", "applicant_name"].contains(&text(field, "field")) {
            assert!(text(field, "value").contains('*'), "{field}");
        }
    }
    assert!(!shown.contains("\"key\":"), "a token stands beside a mask");

    let problem = house.refused("/cases/wanshan/NO-SUCH-CASE", 404, "unknown_case");
    assert!(text(&problem, "detail").contains("NO-SUCH-CASE"));
    house.refused(&format!("/cases/atlantis/{case_no}"), 404, "unknown_centre");
    house.refused("/cases?finished_from=2025-13-01", 400, "bad_query");
    house.refused("/cases?open=perhaps", 400, "bad_query");
}
