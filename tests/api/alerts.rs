//! `GET /alerts` and `GET /alerts/{alert_no}`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{House, text};

fn numbers(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| text(item, "alert_no")).collect()
}

#[test]
fn pages_show_every_alert_once_in_every_order() {
    let house = House::new(300, 5);
    let total = house.total("/alerts?state=all");
    assert!(total > 50, "the sample has too few alerts: {total}");
    for sort in ["newest", "oldest", "level"] {
        let (items, told) = house.all(&format!("/alerts?state=all&sort={sort}"), 37);
        assert_eq!((items.len() as u64, told), (total, total), "{sort}");
        let distinct: BTreeSet<&str> = numbers(&items).into_iter().collect();
        assert_eq!(distinct.len(), items.len(), "{sort}: an alert stands on two pages");
        let rank = |item: &Value| ["remind", "warn", "yellow", "red"].iter().position(|level| *level == text(item, "level"));
        let is_sorted = items.windows(2).all(|pair| match sort {
            "newest" => text(&pair[0], "level_since") >= text(&pair[1], "level_since"),
            "oldest" => text(&pair[0], "since") <= text(&pair[1], "since"),
            _ => rank(&pair[0]) >= rank(&pair[1]),
        });
        assert!(is_sorted, "{sort}");
    }

    // Filters keep what they say, and their parts add up.
    let mut by_level = 0;
    for level in ["remind", "warn", "yellow", "red"] {
        let (items, told) = house.all(&format!("/alerts?state=all&level={level}"), 200);
        assert!(items.iter().all(|item| text(item, "level") == level), "{level}");
        by_level += told;
    }
    assert_eq!(by_level, total);
    assert_eq!(
        house.total("/alerts?state=all&level=yellow,red"),
        house.total("/alerts?state=all&level=yellow") + house.total("/alerts?state=all&level=red")
    );
    let states = ["open", "ended", "withdrawn", "lift_proposed"];
    assert_eq!(states.iter().map(|state| house.total(&format!("/alerts?state={state}"))).sum::<u64>(), total);
    assert_eq!(house.total("/alerts"), house.total("/alerts?state=open"));

    let (items, _) = house.all("/alerts?state=all&sort=oldest", 200);
    let Some(first) = items.iter().find(|item| item["case_no"].is_string()) else { panic!("no alert about a case") };
    let number = text(first, "alert_no");
    assert_eq!(&house.get(&format!("/alerts/{number}")), first);
    let of_case = house.all(&format!("/alerts?state=all&case_no={}", text(first, "case_no")), 200).0;
    assert!(numbers(&of_case).contains(&number));
    let found = house.all(&format!("/alerts?state=all&q={}", number.to_lowercase()), 200).0;
    assert_eq!(numbers(&found), [number]);
    let day = &text(first, "since")[..10];
    let (of_day, _) = house.all(&format!("/alerts?state=all&from={day}&to={day}"), 200);
    assert!(numbers(&of_day).contains(&number) && of_day.iter().all(|item| text(item, "since").starts_with(day)));

    // What the query language says of alerts is what the API says.
    let rows = house.installation.query("SELECT alert_no FROM alert WHERE supported AND ended_at IS NULL");
    assert_eq!(house.total("/alerts?state=open"), rows.len() as u64);
}

#[test]
fn what_is_not_there_or_not_understood_is_named() {
    let house = House::empty();
    let problem = house.refused("/alerts/JC209900000001", 404, "unknown_alert");
    assert!(text(&problem, "detail").contains("JC209900000001"), "{problem}");
    house.refused("/alerts/JC209900000001/explain", 404, "unknown_alert");
    house.refused("/alerts?level=orange", 400, "bad_query");
    house.refused("/alerts?limit=0", 400, "bad_query");
    house.refused("/alerts?limit=201", 400, "bad_query");
    house.refused("/alerts?from=2024-02-30", 400, "bad_query");
    house.refused("/alerts?cursor=nonsense", 400, "bad_cursor");
    house.refused("/alerts?centre=atlantis", 404, "unknown_centre");
    let problem = house.refused("/alerts?levle=red", 400, "bad_query");
    assert!(text(&problem, "detail").contains("did you mean level?"), "{problem}");
    assert_eq!(problem["errors"][0]["field"], "levle");
    assert!(problem["how_to_mend"].is_string());
    assert_eq!(house.total("/alerts?state=all"), 0);
}
