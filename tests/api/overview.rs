//! `GET /overview`: every figure is the length of a list.

use serde_json::Value;

use super::{House, text};

struct Check<'a> {
    house: &'a House,
    scope: String,
}

impl Check<'_> {
    #[track_caller]
    fn is(&self, what: &str, figure: &Value, list: &str, filter: &str) {
        let path = format!("/{list}?{}{filter}", self.scope);
        assert_eq!(figure.as_u64(), Some(self.house.total(&path)), "{what}: {path}");
    }

    fn cases(&self, what: &str, figures: &Value, filter: &str) {
        self.is(what, &figures["cases"], "cases", filter);
        self.is(what, &figures["open"], "cases", &format!("{filter}&open=true"));
        self.is(what, &figures["finished"], "cases", &format!("{filter}&open=false"));
        self.is(what, &figures["on_time"], "cases", &format!("{filter}&on_time=true"));
        self.is(what, &figures["overdue"], "cases", &format!("{filter}&overdue=true"));
    }
}

#[test]
fn each_figure_is_the_length_of_its_list() {
    let house = House::new(300, 6);
    let (alerts, _) = house.all("/alerts?state=all", 200);
    let Some(dept) = alerts.iter().map(|alert| text(alert, "responsible_dept")).find(|dept| !dept.is_empty()) else {
        panic!("no department")
    };
    let scopes =
        ["", "centre=wanshan", "from=2025-01-01&to=2025-03-31", "from=2024-11-15", &format!("centre=wanshan&dept={dept}&to=2025-05-31")];
    for scope in scopes {
        let overview = house.get(&format!("/overview?{scope}"));
        let check = Check { house: &house, scope: scope.to_owned() };
        let totals = &overview["totals"];
        check.cases("totals", totals, "");
        check.is("open_overdue", &totals["open_overdue"], "cases", "&open=true&overdue=true");
        check.is("alerts_open", &totals["alerts_open"], "alerts", "&state=open");
        check.is("alerts_pending", &totals["alerts_pending"], "alerts", "&state=open&pending=true");
        check.is("alerts_stock", &totals["alerts_stock"], "alerts", "&state=open&stock=true");
        let lists = |name: &str| overview[name].as_array().cloned().unwrap_or_default();
        assert_eq!(lists("alerts_by_level").len(), 4);
        for level in lists("alerts_by_level") {
            check.is("level", &level["open"], "alerts", &format!("&state=open&level={}", text(&level, "level")));
            check.is("level", &level["total"], "alerts", &format!("&state=all&level={}", text(&level, "level")));
        }
        for kind in lists("alerts_by_kind") {
            for level in ["remind", "warn", "yellow", "red"] {
                check.is("kind", &kind[level], "alerts", &format!("&state=open&kind={}&level={level}", text(&kind, "kind")));
            }
        }
        for rule in lists("alerts_by_rule") {
            check.is("rule", &rule["open"], "alerts", &format!("&rule={}&state=open", text(&rule, "rule")));
            check.is("rule", &rule["total"], "alerts", &format!("&rule={}&state=all", text(&rule, "rule")));
        }
        let departments = lists("departments");
        if !scope.contains("dept=") {
            assert_eq!(departments.iter().filter_map(|dept| dept["cases"].as_u64()).sum::<u64>(), totals["cases"].as_u64().unwrap_or(0));
            for dept in departments.iter().take(5) {
                let filter = format!("&dept={}", text(dept, "code"));
                check.cases("department", dept, &filter);
                for level in ["remind", "warn", "yellow", "red"] {
                    check.is("department", &dept[level], "alerts", &format!("{filter}&state=open&level={level}"));
                }
            }
        }
        let days = lists("days");
        assert!(days.len() <= 90 && days.windows(2).all(|pair| text(&pair[0], "date") < text(&pair[1], "date")));
        let unbounded: Vec<&str> = scope.split('&').filter(|part| !part.starts_with("from=") && !part.starts_with("to=")).collect();
        let of_day = Check { house: &house, scope: unbounded.join("&") };
        for day in days.iter().rev().step_by(13) {
            let date = text(day, "date");
            of_day.is("day", &day["received"], "cases", &format!("&from={date}&to={date}"));
            of_day.is("day", &day["finished"], "cases", &format!("&finished_from={date}&finished_to={date}"));
            of_day.is("day", &day["alerts"], "alerts", &format!("&state=all&from={date}&to={date}"));
        }
    }
    house.refused("/overview?dept=D07&level=red", 400, "bad_query");
    house.refused("/overview?to=yesterday", 400, "bad_query");
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
    assert_eq!(empty.get("/overview")["totals"]["cases"], 0);
    assert!(empty.get("/meta").get("last_fact_at").is_none());
}
