//! Statutory reports: every figure opens a list of its length; files are what the command line writes.

use serde_json::Value;

use super::{House, text};
use crate::harness::{SAMPLE_NOW, must};

const PERIOD: &str = "from=2025-01-01&to=2025-06-30";

/// Walks the cells of a report; gives how many there were that count something.
#[track_caller]
fn walk(house: &House, report: &Value, every: usize) -> usize {
    let mut walked = 0;
    let mut seen = 0;
    for row in report["rows"].as_array().into_iter().flatten() {
        for (column, figure) in report["columns"].as_array().into_iter().flatten().zip(row["figures"].as_array().into_iter().flatten()) {
            let Some(count) = figure["count"].as_u64() else { continue };
            seen += 1;
            // Those that count nothing are looked at now and then: there are many of them.
            if seen % if count == 0 { every * 20 } else { every } != 0 {
                continue;
            }
            let list = format!("/cases?{}{}", text(row, "list"), text(column, "code"));
            assert_eq!(house.total(&list), count, "{} {}: {list}", row["name"], column["code"]);
            walked += 1;
        }
    }
    walked
}

#[test]
fn every_figure_opens_a_list_of_its_length() {
    let house = House::new(250, 31);
    let list = house.get("/reports");
    assert_eq!(text(&list["items"][0], "code"), "case-statistics");
    let report = house.get(&format!("/reports/case-statistics?centre=wanshan&{PERIOD}"));
    assert!(walk(&house, &report, 1) > 150);
    for more in ["by=month&basis=accepted", "by=item", "by=window&channel=1", "basis=finished&case_type=2"] {
        let report = house.get(&format!("/reports/case-statistics?{PERIOD}&{more}"));
        assert!(walk(&house, &report, 7) > 5, "{more}");
    }
}

#[test]
fn a_report_as_known_on_a_day_has_lists_too_and_one_is_made_at_a_time() {
    let house = House::new(120, 5);
    let path = format!("/reports/case-statistics?{PERIOD}&known=2025-06-30");
    let report = house.get(&path);
    assert_eq!(text(&report, "known"), "2025-06-30");
    let total = must("total", report["rows"].as_array().and_then(|rows| rows.last()).ok_or("none"));
    let list = format!("/cases?{}received", text(total, "list"));
    assert_eq!(Some(house.total(&list)), total["figures"][0]["count"].as_u64());
    // Asked at once for several days: each answer is a report, or says that another is being made.
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let ask = |day: u32| {
            let path = format!("/api/v1/reports/case-statistics?{PERIOD}&known=2025-05-{day:02}");
            let house = &house;
            scope.spawn(move || house.server.get(&path).status)
        };
        (1..=6).map(ask).collect::<Vec<_>>().into_iter().filter_map(|asked| asked.join().ok()).collect()
    });
    assert_eq!(answers.len(), 6);
    assert!(answers.iter().all(|status| [200, 503].contains(status)) && answers.contains(&200), "{answers:?}");
}

#[test]
fn files_are_those_of_the_command_line_and_bad_questions_are_refused() {
    let house = House::new(80, 9);
    let known = "known=2025-06-30";
    let answer = house.server.get(&format!("/api/v1/reports/case-statistics/file?{PERIOD}&{known}&format=csv"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("content-disposition").is_some_and(|value| value.contains("case-statistics-2025-01-01-2025-06-30.csv")));
    assert!(answer.body.starts_with('\u{feff}'));
    let arguments = ["report", "case-statistics", "--from", "2025-01-01", "--to", "2025-06-30", "--known", "2025-06-30"];
    let written = house.installation.run(&[&arguments[..], &["--now", SAMPLE_NOW, "--bom", "--format", "csv"]].concat()).status(0).stdout;
    // The server's clock runs on from the sample's time: the line that tells the time may differ.
    let without_time = |text: &str| text.lines().filter(|line| !line.contains("生成时间")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_time(&written), without_time(&answer.body));
    let svg = house.server.get(&format!("/api/v1/reports/case-statistics/file?{PERIOD}&format=svg&lang=en"));
    assert!(svg.body.starts_with("<svg") && svg.header("content-type") == Some("image/svg+xml"), "{}", svg.body);

    house.refused("/reports/nothing?from=2025-01-01&to=2025-01-31", 404, "unknown_report");
    house.refused("/reports/case-statistics?from=2025-01-01", 400, "bad_query");
    house.refused("/reports/case-statistics?from=2025-01-01&to=2025-01-31&centre=nowhere", 404, "unknown_centre");
    house.refused("/reports/case-statistics?from=2025-01-01&to=2025-01-31&colour=red", 400, "bad_query");
    house.refused("/reports/case-statistics?from=2025-01-01&to=2025-01-31&dept=a%27%3B--&known=never", 400, "bad_query");
    house.refused(&format!("/reports/case-statistics/file?{PERIOD}&format=doc"), 400, "bad_query");
    house.refused("/cases?cell=nothing", 400, "bad_query");
    // A text that would end its quotes finds nothing and breaks nothing.
    let odd = house.get("/reports/case-statistics?from=2025-01-01&to=2025-01-31&dept=a%27%20OR%20%271%27%3D%271");
    assert_eq!(odd["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(odd["rows"][0]["figures"][0]["count"], 0);
}
