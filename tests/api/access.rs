//! Who may do what: each role against each route, by real requests; and whose rows are shown.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{House, text};
use crate::harness::{PASSWORD, Server};

const ROLES: [&str; 14] = [
    "supervisor",
    "rule_approver",
    "leader",
    "chief_representative",
    "department_inspector",
    "window_head",
    "window_clerk",
    "reviewer",
    "decider",
    "complaint_officer",
    "discipline_inspector",
    "sysadmin",
    "secadmin",
    "auditor",
];

const EVERYBODY: &[&str] = &ROLES;
/// Whoever sees cases and alerts, if only his own.
const CASES: &[&str] = &[
    "supervisor",
    "rule_approver",
    "leader",
    "chief_representative",
    "department_inspector",
    "window_head",
    "window_clerk",
    "reviewer",
    "decider",
    "complaint_officer",
    "discipline_inspector",
];
const OVERVIEW: &[&str] = &[
    "supervisor",
    "rule_approver",
    "leader",
    "chief_representative",
    "department_inspector",
    "reviewer",
    "decider",
    "complaint_officer",
    "discipline_inspector",
];
const REPORTS: &[&str] = &["supervisor", "rule_approver", "leader", "decider", "discipline_inspector"];
const RULES: &[&str] = &["supervisor", "rule_approver", "leader", "reviewer", "decider", "discipline_inspector"];
const CHECKUP: &[&str] = &["supervisor", "rule_approver", "leader"];
/// What is proposed is listed for those whose calendar is the whole one.
const PROPOSALS: &[&str] = &["supervisor", "rule_approver", "leader", "reviewer", "decider", "complaint_officer", "discipline_inspector"];
const PEOPLE: &[&str] = &[
    "supervisor",
    "rule_approver",
    "leader",
    "chief_representative",
    "department_inspector",
    "window_head",
    "reviewer",
    "decider",
    "discipline_inspector",
];
const SUPERVISOR: &[&str] = &["supervisor"];
const DECIDES: &[&str] = &["supervisor", "rule_approver", "leader"];
const ADMINISTRATORS: &[&str] = &["sysadmin", "secadmin", "auditor"];
const SYSTEM: &[&str] = &["sysadmin"];
const SECURITY: &[&str] = &["secadmin"];
const AUDIT: &[&str] = &["auditor"];

/// Every route, and who is let in. Logging out and changing one's password are tried elsewhere: they would end what is measured here.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("get", "/me", EVERYBODY),
    ("get", "/access", EVERYBODY),
    ("get", "/meta", EVERYBODY),
    ("get", "/accounts", ADMINISTRATORS),
    ("post", "/accounts", SYSTEM),
    ("post", "/accounts/{name}", SYSTEM),
    ("post", "/accounts/{name}/lock", SYSTEM),
    ("post", "/accounts/{name}/unlock", SYSTEM),
    ("post", "/accounts/{name}/password", SYSTEM),
    ("post", "/accounts/{name}/roles", SECURITY),
    ("post", "/sources/{centre}/{source}/token", SYSTEM),
    ("delete", "/sources/{centre}/{source}/token", SYSTEM),
    ("get", "/logs", AUDIT),
    ("get", "/logs/check", AUDIT),
    ("get", "/logs/file", AUDIT),
    ("get", "/people", PEOPLE),
    ("post", "/people/import", SUPERVISOR),
    ("get", "/overview", OVERVIEW),
    ("get", "/alerts", CASES),
    ("get", "/alerts/{alert_no}", CASES),
    ("get", "/alerts/{alert_no}/explain", CASES),
    ("get", "/alerts/{alert_no}/proof", CASES),
    ("get", "/why-not", CASES),
    ("get", "/cases", CASES),
    ("get", "/cases/{centre}/{case_no}", CASES),
    ("get", "/reports", REPORTS),
    ("get", "/reports/{name}", REPORTS),
    ("get", "/reports/{name}/file", REPORTS),
    ("get", "/rules", RULES),
    ("get", "/rules/{code}", RULES),
    ("post", "/events", SUPERVISOR),
    ("get", "/calendar", CASES),
    ("post", "/calendar/preview", SUPERVISOR),
    ("post", "/calendar/notices", SUPERVISOR),
    ("get", "/proposals", PROPOSALS),
    ("post", "/proposals/{number}/confirm", DECIDES),
    ("post", "/proposals/{number}/reject", DECIDES),
    ("get", "/quarantine", SUPERVISOR),
    ("post", "/quarantine/replay", SUPERVISOR),
    ("get", "/quarantine/{id}", SUPERVISOR),
    ("post", "/quarantine/{id}/replay", SUPERVISOR),
    ("post", "/uploads", SUPERVISOR),
    ("get", "/uploads/{id}/proposal", SUPERVISOR),
    ("post", "/uploads/{id}/check", SUPERVISOR),
    ("post", "/uploads/{id}/import", SUPERVISOR),
    ("get", "/import-jobs/{id}", SUPERVISOR),
    ("get", "/import-roles", SUPERVISOR),
    ("get", "/import-mappings", SUPERVISOR),
    ("delete", "/import-mappings/{name}", SUPERVISOR),
    ("get", "/imports", SUPERVISOR),
    ("post", "/imports/{batch}/void", SUPERVISOR),
    ("get", "/sources", SUPERVISOR),
    ("post", "/sources/{centre}/{source}", SUPERVISOR),
    ("get", "/checkup", CHECKUP),
    ("get", "/stream", CASES),
];

const ELSEWHERE: &[(&str, &str)] = &[("post", "/session"), ("delete", "/session"), ("delete", "/sessions"), ("post", "/me/password")];

/// A path with something that is not there in each of its places.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{centre}" => "wanshan".to_owned(),
        part if part.starts_with('{') => "999".to_owned(),
        part => part.to_owned(),
    });
    format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"))
}

/// Asks for a route; of the live stream only the first line is read.
fn status(server: &Server, method: &str, path: &str) -> (u16, String) {
    let method = method.to_uppercase();
    if path == "/stream" {
        use std::io::{BufRead, BufReader};
        let mut line = String::new();
        let read = BufReader::new(server.open("GET", &filled(path), &[], "")).read_line(&mut line);
        let code = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        assert!(read.is_ok(), "{path}");
        return (code, String::new());
    }
    let answer = server.request(&method, &filled(path), &[("Content-Type", "application/json")], if method == "GET" { "" } else { "{}" });
    let code = serde_json::from_str::<Value>(&answer.body).map(|body| text(&body, "code").to_owned()).unwrap_or_default();
    (answer.status, code)
}

#[test]
fn every_route_lets_in_the_roles_that_have_its_right_and_no_other() {
    let mut house = House::empty();
    let document = house.server.get("/api/openapi.json").json();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |(method, _)| (method.clone(), path.clone())))
        .collect();
    let listed = TABLE.iter().map(|(method, path, _)| (*method, *path)).chain(ELSEWHERE.iter().copied());
    let listed: BTreeSet<(String, String)> = listed.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(listed, described, "say here who is let in to each route");

    house.server.cookie.clear();
    for (method, path, _) in TABLE {
        let (status, code) = status(&house.server, method, path);
        assert_eq!(status, 401, "{method} {path} without a session: {code}");
    }
    let mut wrong = Vec::new();
    for role in ROLES {
        house.server.log_in(role, PASSWORD);
        for (method, path, allowed) in TABLE {
            let (status, code) = status(&house.server, method, path);
            let is_refused = status == 403;
            assert_ne!(status, 401, "{role} {method} {path}: {code}");
            assert!(status < 500, "{role} {method} {path}: {status} {code}");
            if is_refused == allowed.contains(&role) {
                wrong.push(format!("{role} {method} {path}: {status} {code}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_department_is_shown_its_own_rows_and_no_others() {
    let mut house = House::new(600, 3);
    let all = house.total("/cases");
    let alerts = house.total("/alerts");
    house.server.log_in("chief_representative", PASSWORD);
    let me = house.get("/me");
    let dept = me["scope"]["departments"][0].as_str().unwrap_or_default().to_owned();
    assert!(!dept.is_empty(), "{me}");
    let (cases, own) = house.all("/cases", 100);
    assert!(0 < own && own < all && cases.len() as u64 == own, "{own} of {all}");
    assert!(cases.iter().all(|case| text(case, "dept_code") == dept));
    let (shown, count) = house.all("/alerts", 100);
    assert!(count < alerts && shown.iter().all(|alert| text(alert, "responsible_dept") == dept), "{count} of {alerts}");
    assert_eq!(house.total("/cases?dept=D02") > 0, dept == "D02", "asking for another department gives nothing");
    let overview = house.get("/overview");
    let departments: Vec<&str> = overview["departments"].as_array().into_iter().flatten().map(|row| text(row, "dept")).collect();
    assert!(departments.iter().all(|code| code.is_empty() || *code == dept), "{departments:?}");

    // What is outside is unknown, not forbidden: that it is there is nobody's business.
    house.server.log_in("demo", PASSWORD);
    let (cases, _) = house.all("/cases", 200);
    let foreign = cases.iter().find(|case| text(case, "dept_code") != dept).map(|case| text(case, "case_no").to_owned());
    let foreign = foreign.unwrap_or_default();
    let (every, _) = house.all("/alerts", 200);
    let alert = every.iter().find(|alert| text(alert, "responsible_dept") != dept).map(|alert| text(alert, "alert_no").to_owned());
    let rule = every.first().map(|alert| text(alert, "rule").to_owned()).unwrap_or_default();
    house.server.log_in("chief_representative", PASSWORD);
    house.refused(&format!("/cases/wanshan/{foreign}"), 404, "unknown_case");
    house.refused(&format!("/why-not?centre=wanshan&case_no={foreign}&rule={rule}"), 404, "unknown_case");
    if let Some(alert) = alert {
        for end in ["", "/explain", "/proof"] {
            house.refused(&format!("/alerts/{alert}{end}"), 404, "unknown_alert");
        }
    }
    house.refused("/reports/case-statistics?centre=wanshan", 403, "no_right");
}

#[test]
fn a_window_and_a_person_are_shown_what_is_theirs() {
    let mut house = House::new(600, 3);
    house.server.log_in("window_head", PASSWORD);
    let window = house.get("/me")["scope"]["windows"][0].as_str().unwrap_or_default().to_owned();
    let (cases, at_window) = house.all("/cases", 100);
    let rows = house.installation.number(&format!("SELECT count(*) FROM \"case\" WHERE window_id = '{window}'"));
    assert!(0 < at_window && i64::try_from(at_window).ok() <= Some(rows), "{at_window} of {rows} at {window}");
    let first = cases.first().map(|case| text(case, "case_no").to_owned()).unwrap_or_default();
    assert_eq!(text(&house.get(&format!("/cases/wanshan/{first}"))["case"], "window_id"), window);

    house.server.log_in("window_clerk", PASSWORD);
    let person = text(&house.get("/me"), "person").to_owned();
    let own = house.total("/cases");
    let sql = format!(
        "SELECT count(*) FROM (SELECT case_no FROM \"case\" WHERE acceptor_id = '{person}' OR approver_id = '{person}' \
         UNION SELECT case_no FROM link WHERE link_user = '{person}')"
    );
    assert!(own > 0 && i64::try_from(own).ok() <= Some(house.installation.number(&sql)), "{own} of {person}");
    let (alerts, _) = house.all("/alerts", 100);
    assert!(alerts.iter().all(|alert| text(alert, "responsible_person") == person));
}

#[test]
fn accounts_are_made_by_one_given_roles_by_another_and_read_by_a_third() {
    let mut house = House::empty();
    house.server.log_in("sysadmin", PASSWORD);
    let post = |house: &House, path: &str, body: Value| house.server.post(&format!("/api/v1{path}"), &body.to_string());
    let made = post(&house, "/accounts", json!({ "name": "Zhang.San", "display_name": "张三" }));
    assert_eq!(made.status, 200, "{}", made.body);
    let once = text(&made.json(), "one_time_password").to_owned();
    assert_eq!(post(&house, "/accounts", json!({ "name": "zhang.san", "display_name": "x" })).status, 422, "the name is taken");
    assert_eq!(post(&house, "/accounts/zhang.san/roles", json!({ "roles": ["leader"] })).status, 403, "that is another's office");
    assert_eq!(post(&house, "/accounts/sysadmin/lock", json!({})).status, 422, "nobody locks himself");
    assert_eq!(post(&house, "/accounts/auditor/password", json!({})).status, 422, "nobody becomes another administrator");

    house.server.log_in("secadmin", PASSWORD);
    let give = |house: &House, body: Value| post(house, "/accounts/zhang.san/roles", body);
    for bad in [
        json!({ "roles": ["root"] }),
        json!({ "roles": ["system_admin", "audit_admin"] }),
        json!({ "roles": ["audit_admin", "leader"] }),
        json!({ "roles": ["source_system"] }),
        json!({ "roles": ["chief_representative"] }),
        json!({ "roles": ["window_clerk"] }),
    ] {
        assert_eq!(give(&house, bad.clone()).status, 422, "{bad}");
    }
    assert_eq!(post(&house, "/accounts/secadmin/roles", json!({ "roles": ["leader"] })).status, 422, "nobody gives himself roles");
    assert_eq!(give(&house, json!({ "roles": ["leader"], "scope": { "regions": ["wanshan"] } })).status, 200);

    // The one-time password opens nothing but its own change.
    house.server.log_in("zhang.san", &once);
    assert_eq!(house.get("/me")["must_change_password"], true);
    house.refused("/overview", 403, "password_change_required");
    let change = |house: &House, old: &str, new: &str| post(house, "/me/password", json!({ "old": old, "new": new }));
    assert_eq!(change(&house, &once, "short").status, 422);
    assert_eq!(change(&house, "not it", "a quiet morning").status, 422);
    assert_eq!(change(&house, &once, "a quiet morning").status, 200);
    house.get("/overview?centre=wanshan");
    house.refused("/rules", 403, "beyond_reach");

    // A lock ends the session at once.
    let leader = house.server.cookie.clone();
    house.server.log_in("sysadmin", PASSWORD);
    assert_eq!(post(&house, "/accounts/zhang.san/lock", json!({})).status, 200);
    house.server.cookie = leader;
    house.refused("/me", 401, "session_over");
    assert_eq!(house.server.try_log_in("zhang.san", "a quiet morning").status, 401);

    house.server.log_in("auditor", PASSWORD);
    let entries = house.get("/logs?log=operation&limit=200");
    let details: Vec<String> = entries["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| format!("{} {}", text(entry, "account"), text(entry, "detail")))
        .collect();
    for wanted in [
        "sysadmin account zhang.san made",
        "secadmin account zhang.san: roles leader; bound to regions wanshan, departments -, windows -",
        "zhang.san password changed",
        "sysadmin account zhang.san: locked",
    ] {
        assert!(details.iter().any(|found| found == wanted), "{wanted}: {details:#?}");
    }
    let refused: Vec<&Value> = entries["items"].as_array().into_iter().flatten().filter(|entry| entry["outcome"] == "403").collect();
    assert!(refused.iter().any(|entry| text(entry, "account") == "sysadmin"), "what was not allowed is written down too");
    assert!(!house.server.get("/api/v1/logs/file").body.contains(&once), "no password stands in the log");
    let check = house.get("/logs/check");
    assert!(check["entries"].as_u64() > Some(5) && check.get("fault").is_none(), "{check}");
    let answer = house.installation.run(&["account", "verify"]).status(0);
    assert!(answer.stdout.contains("whole"), "{}", answer.stdout);
}

#[test]
fn a_source_posts_its_own_events_and_does_nothing_else() {
    let mut house = House::empty();
    house.server.log_in("sysadmin", PASSWORD);
    let made = house.server.post("/api/v1/sources/wanshan/counter/token", "");
    assert_eq!(made.status, 200, "{}", made.body);
    let token = format!("Bearer {}", text(&made.json(), "token"));
    let with = |house: &House, method: &str, path: &str, token: &str, body: &str| {
        let head = [("Authorization", token), ("Content-Type", "application/json"), ("Cookie", "")];
        house.server.request(method, &format!("/api/v1{path}"), &head, body)
    };
    let event = |id: &str, source: &str| {
        json!({ "id": id, "source": source, "type": "accepted", "centre": "wanshan", "case_no": id, "dept_code": "D01",
                "occurred_at": "2025-06-27T10:00:00+08:00", "payload": {} })
    };
    let sent = with(&house, "POST", "/events", &token, &json!([event("A", "counter"), event("B", "other")]).to_string());
    assert_eq!(sent.status, 200, "{}", sent.body);
    let report = sent.json();
    assert_eq!((&report["accepted"], &report["quarantined"]), (&json!(1), &json!(1)), "{report}");
    assert!(text(&report["problems"][0], "message").contains("other"), "{report}");
    for path in ["/cases", "/me", "/meta", "/quarantine"] {
        assert_eq!(with(&house, "GET", path, &token, "").status, 403, "{path}");
    }
    assert_eq!(with(&house, "POST", "/events", "Bearer nonsense", "[]").status, 401);
    // A new token takes the place of the old one; a revoked one is none.
    let again = house.server.post("/api/v1/sources/wanshan/counter/token", "").json();
    assert_eq!(with(&house, "POST", "/events", &token, "[]").status, 401);
    let token = format!("Bearer {}", text(&again, "token"));
    assert_eq!(with(&house, "POST", "/events", &token, "[]").status, 200);
    assert_eq!(house.server.request("DELETE", "/api/v1/sources/wanshan/counter/token", &[], "").status, 204);
    assert_eq!(with(&house, "POST", "/events", &token, "[]").status, 401);
}
