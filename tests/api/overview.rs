//! `GET /overview`: every figure is the length of a list.

use mingjing_engine::time::Day;
use serde_json::{Value, json};

use super::{House, text};

struct Check<'a> {
    house: &'a House,
    /// Centre and department.
    place: String,
}

impl Check<'_> {
    #[track_caller]
    fn is(&self, what: &str, figure: &Value, list: &str, filter: &str) {
        let path = format!("/{list}?{}{filter}", self.place);
        assert_eq!(figure.as_u64(), Some(self.house.total(&path)), "{what}: {path}");
    }

    /// What stands open now, of the scope or of a department.
    fn standing(&self, figures: &Value, overview: &Value, filter: &str) {
        let (today, next) = (text(overview, "today"), text(overview, "next_workday"));
        let tomorrow = Day::parse(today).map_or_else(String::new, |day| day.plus(1).to_string());
        self.is("open", &figures["open"], "cases", &format!("{filter}&open=true"));
        self.is("open_overdue", &figures["open_overdue"], "cases", &format!("{filter}&open=true&overdue=true"));
        let due = |from: &str, to: &str| format!("{filter}&open=true&overdue=false&due_from={from}&due_to={to}");
        self.is("due_today", &figures["due_today"], "cases", &due(today, today));
        self.is("due_next", &figures["due_next"], "cases", &due(&tomorrow, next));
    }

    /// What happened in a period.
    fn flow(&self, what: &str, figures: &Value, period: &Value, filter: &str) {
        let (from, to) = (text(period, "from"), text(period, "to"));
        let finished = format!("{filter}&finished_from={from}&finished_to={to}");
        self.is(what, &figures["received"], "cases", &format!("{filter}&from={from}&to={to}"));
        self.is(what, &figures["finished"], "cases", &finished);
        self.is(what, &figures["on_time"], "cases", &format!("{finished}&on_time=true"));
        self.is(what, &figures["late"], "cases", &format!("{finished}&overdue=true"));
        if !figures["accepted"].is_null() {
            self.is(what, &figures["accepted"], "cases", &format!("{filter}&accepted_from={from}&accepted_to={to}"));
            self.is(what, &figures["unlimited"], "cases", &format!("{finished}&on_time=false&overdue=false"));
            self.is(what, &figures["alerts"], "alerts", &format!("{filter}&state=all&from={from}&to={to}"));
        }
        let (on_time, finished) = (figures["on_time"].as_f64().unwrap_or(-1.0), figures["finished"].as_f64().unwrap_or(-1.0));
        match figures["on_time_rate"].as_f64() {
            Some(rate) => assert!((rate - on_time / finished * 10_000.0).abs() <= 0.5, "{what}: {figures}"),
            None => assert_eq!(finished, 0.0, "{what}: {figures}"),
        }
    }
}

fn lists(overview: &Value, name: &str) -> Vec<Value> {
    overview[name].as_array().cloned().unwrap_or_default()
}

#[test]
fn each_figure_is_the_length_of_its_list() {
    let house = House::new(300, 6);
    with_due_cases(&house);
    let (alerts, _) = house.all("/alerts?state=all", 200);
    let Some(dept) = alerts.iter().map(|alert| text(alert, "responsible_dept")).find(|dept| !dept.is_empty()) else {
        panic!("no department")
    };
    let of_dept = format!("centre=wanshan&dept={dept}");
    let scopes =
        [("", ""), ("centre=wanshan", ""), ("", "from=2025-01-01&to=2025-03-31"), ("", "from=2024-11-15"), (&of_dept, "to=2025-05-31")];
    for (place, days) in scopes {
        let overview = house.get(&format!("/overview?{place}&{days}"));
        let check = Check { house: &house, place: place.to_owned() };
        let totals = &overview["totals"];
        check.standing(totals, &overview, "");
        check.is("alerts_open", &totals["alerts_open"], "alerts", "&state=open");
        check.is("alerts_pending", &totals["alerts_pending"], "alerts", "&state=open&pending=true");
        check.is("alerts_stock", &totals["alerts_stock"], "alerts", "&state=open&stock=true");
        for period in ["period", "before"] {
            check.flow(period, &overview[period], &overview[period], "");
        }
        assert_eq!(lists(&overview, "alerts_by_level").len(), 4);
        for level in lists(&overview, "alerts_by_level") {
            let name = text(&level, "level");
            check.is("level", &level["open"], "alerts", &format!("&state=open&level={name}"));
            for (figure, period) in [("raised", &overview["period"]), ("raised_before", &overview["before"])] {
                let days = format!("&from={}&to={}", text(period, "from"), text(period, "to"));
                check.is(figure, &level[figure], "alerts", &format!("&state=all&level={name}{days}"));
            }
        }
        for kind in lists(&overview, "alerts_by_kind") {
            for level in ["remind", "warn", "yellow", "red"] {
                check.is("kind", &kind[level], "alerts", &format!("&state=open&kind={}&level={level}", text(&kind, "kind")));
            }
        }
        for rule in lists(&overview, "alerts_by_rule") {
            check.is("rule", &rule["open"], "alerts", &format!("&rule={}&state=open", text(&rule, "rule")));
            check.is("rule", &rule["total"], "alerts", &format!("&rule={}&state=all", text(&rule, "rule")));
        }
        let departments = lists(&overview, "departments");
        if !place.contains("dept=") {
            let sum = |name: &str| departments.iter().filter_map(|dept| dept[name].as_u64()).sum::<u64>();
            for name in ["open", "open_overdue", "due_today", "due_next"] {
                assert_eq!(Some(sum(name)), totals[name].as_u64(), "{name}");
            }
            for dept in departments.iter().take(5) {
                let filter = format!("&dept={}", text(dept, "code"));
                check.standing(dept, &overview, &filter);
                check.flow("department", dept, &overview["period"], &filter);
                for level in ["remind", "warn", "yellow", "red"] {
                    check.is("department", &dept[level], "alerts", &format!("{filter}&state=open&level={level}"));
                }
            }
        }
        let days = lists(&overview, "days");
        assert!((365..=371).contains(&days.len()) && days.windows(2).all(|pair| text(&pair[0], "date") < text(&pair[1], "date")));
        assert_eq!(days.last().map(|day| text(day, "date")), Some(text(&overview["period"], "to")));
        for day in days.iter().rev().step_by(29) {
            let date = text(day, "date");
            check.is("day", &day["received"], "cases", &format!("&from={date}&to={date}"));
            check.is("day", &day["finished"], "cases", &format!("&finished_from={date}&finished_to={date}"));
            check.is("day", &day["alerts"], "alerts", &format!("&state=all&from={date}&to={date}"));
        }
    }
    house.refused("/overview?dept=D07&level=red", 400, "bad_query");
    house.refused("/overview?to=yesterday", 400, "bad_query");
    house.refused("/overview?centre=nowhere", 404, "unknown_centre");
    house.refused("/cases?due_from=tomorrow", 400, "bad_query");
}

/// Open cases of a department that are over, due today, due tomorrow and due later, and immediate ones due today. The generated district has
/// ended most of its cases by its last day.
#[track_caller]
fn with_due_cases(house: &House) {
    let mut events = Vec::new();
    let mut number = 0;
    let mut event = |kind: &str, number: u32, at: &str, payload: Value| {
        events.push(json!({
            "id": format!("due/{number}/{kind}"), "source": "test", "type": kind, "centre": "wanshan", "dept_code": format!("D{:02}", number % 3 + 1),
            "case_no": format!("DUE{number}"), "occurred_at": at, "payload": payload
        }));
    };
    // Five working days from Monday 23 June end on Monday 30 June.
    for (days, count) in [(3, 4), (5, 7), (6, 9), (9, 5)] {
        for _ in 0..count {
            number += 1;
            event("received", number, "2025-06-23T09:00:00+08:00", json!({ "item_name": "试", "case_type": 2 }));
            event("accepted", number, "2025-06-23T10:00:00+08:00", json!({ "promised_days": days }));
        }
    }
    for _ in 0..2 {
        number += 1;
        event("received", number, "2025-06-30T15:00:00+08:00", json!({ "item_name": "试", "case_type": 1 }));
    }
    // And one that was finished late.
    number += 1;
    event("received", number, "2025-06-09T09:00:00+08:00", json!({ "item_name": "试", "case_type": 2 }));
    event("accepted", number, "2025-06-09T10:00:00+08:00", json!({ "promised_days": 3 }));
    event("finished", number, "2025-06-25T10:00:00+08:00", json!({ "result_code": "granted" }));
    let sent = house.server.post("/api/v1/events", &Value::Array(events).to_string());
    assert_eq!(sent.status, 200, "{}", sent.body);
    while house.total("/cases?q=DUE") < u64::from(number) {}
}

/// From when a case is over its promise, as SQL tells it from the columns.
const OVER_AT: &str =
    "CASE WHEN case_type = 1 THEN immediate_over_at ELSE coalesce(promised_over_at, promised_due_at + INTERVAL '1 microsecond') END";

#[test]
fn figures_are_what_queries_over_the_same_facts_give() {
    let house = House::new(600, 31);
    with_due_cases(&house);
    let overview = house.get("/overview?centre=wanshan&from=2025-06-01&to=2025-06-30");
    assert_eq!((text(&overview, "today"), text(&overview, "next_workday")), ("2025-06-30", "2025-07-01"));
    let count =
        |condition: &str| house.installation.number(&format!("SELECT count(*) FROM \"case\" WHERE centre = 'wanshan' AND ({condition})"));
    let on = |at: &str, from: &str, to: &str| format!("local_day({at}, centre) BETWEEN DATE '{from}' AND DATE '{to}'");
    let running = "is_open AND clock_stop_at IS NULL";
    let totals = &overview["totals"];
    assert_eq!((totals["due_today"].as_u64(), totals["due_next"].as_u64()), (Some(9), Some(9)), "as they were sent");
    let due_on =
        |day: &str| format!("{running} AND now() < {OVER_AT} AND {}", on(&format!("({OVER_AT} - INTERVAL '1 microsecond')"), day, day));
    let late = format!("(efficiency = 3 OR (efficiency IS NULL AND clock_stop_at >= {OVER_AT}))");
    let table = [
        ("open", totals["open"].as_i64(), "is_open".to_owned()),
        ("open_overdue", totals["open_overdue"].as_i64(), format!("({running} AND now() >= {OVER_AT}) OR (is_open AND {late})")),
        ("due_today", totals["due_today"].as_i64(), due_on("2025-06-30")),
        ("due_next", totals["due_next"].as_i64(), due_on("2025-07-01")),
        ("received", overview["period"]["received"].as_i64(), on("first_event_at", "2025-06-01", "2025-06-30")),
        ("accepted", overview["period"]["accepted"].as_i64(), on("accepted_at", "2025-06-01", "2025-06-30")),
        ("finished", overview["period"]["finished"].as_i64(), on("finished_at", "2025-06-01", "2025-06-30")),
        ("late", overview["period"]["late"].as_i64(), format!("{} AND {late}", on("finished_at", "2025-06-01", "2025-06-30"))),
        ("finished before", overview["before"]["finished"].as_i64(), on("finished_at", "2025-05-01", "2025-05-31")),
    ];
    for (what, figure, condition) in &table {
        assert_eq!(*figure, Some(count(condition)), "{what}: {condition}");
        assert!(figure.is_some_and(|figure| figure > 0), "{what} is 0, so that nothing is shown by equality");
    }
    let alerts = house.installation.number(
        "SELECT count(*) FROM alert WHERE centre = 'wanshan' AND local_day(since, centre) BETWEEN DATE '2025-06-01' AND DATE '2025-06-30'",
    );
    assert_eq!(overview["period"]["alerts"].as_i64(), Some(alerts));
    let days = lists(&overview, "days");
    let day = |date: &str| days.iter().find(|day| text(day, "date") == date).cloned().unwrap_or_default();
    let kinds = [("2025-01-28", "holiday"), ("2025-01-26", "makeup"), ("2025-06-28", "rest"), ("2025-06-30", "work")];
    for (date, kind) in kinds {
        assert_eq!(text(&day(date), "kind"), kind, "{date}");
    }
    assert_eq!(text(&day("2025-01-28"), "name"), "春节");
}

#[test]
fn an_event_that_comes_in_moves_the_figures_with_the_lists() {
    let house = House::new(120, 12);
    let before = house.get("/overview");
    let event = json!([{
        "id": "overview/1", "source": "test", "type": "submitted", "centre": "wanshan", "case_no": "OVERVIEW1",
        "occurred_at": "2025-06-30T17:00:00+08:00", "payload": { "item_name": "试" }
    }]);
    let sent = house.server.post("/api/v1/events", &event.to_string());
    assert_eq!(sent.status, 200, "{}", sent.body);
    let position = |overview: &Value| overview["position"].as_u64().unwrap_or(0);
    let mut after = house.get("/overview");
    while position(&after) <= position(&before) {
        after = house.get("/overview");
    }
    assert_eq!(after["totals"]["open"].as_u64(), before["totals"]["open"].as_u64().map(|open| open + 1));
    assert_eq!(after["totals"]["open"].as_u64(), Some(house.total("/cases?open=true")));
    let received = |overview: &Value| lists(overview, "days").last().and_then(|day| day["received"].as_u64());
    assert_eq!(received(&after), received(&before).map(|received| received + 1));
}

#[test]
fn the_page_is_told_whose_time_it_shows() {
    let house = House::new(50, 8);
    let meta = house.get("/meta");
    assert_eq!(meta["clock"]["simulated"], true);
    assert_eq!(meta["clock"]["started_at"], "2025-06-30T18:00:00+08:00");
    assert!(text(&meta, "now") >= "2025-06-30T18:00:00+08:00", "{}", meta["now"]);
    assert_eq!(meta["centres"].as_array().map(Vec::len), Some(1));
    assert_eq!(meta["centres"][0]["code"], "wanshan");
    assert_eq!(meta["centres"][0]["zone"], "Asia/Shanghai");
    assert!(meta["departments"].as_array().is_some_and(|departments| departments.iter().any(|dept| dept["name"] != dept["code"])));
    assert!(meta["rules"].as_array().is_some_and(|rules| rules.iter().any(|rule| rule["code"] == "T03")));
    assert!(meta["last_fact_at"].is_string() && meta["position"].as_u64().is_some_and(|position| position > 0));

    let empty = House::empty();
    assert_eq!(empty.get("/overview")["totals"]["open"], 0);
    assert!(empty.get("/meta").get("last_fact_at").is_none());
}
