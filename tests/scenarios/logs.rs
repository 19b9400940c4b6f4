//! Logs of two public authorities, building permits of Dutch municipalities and Italian traffic fines: the figures that the data sets'
//! own oracles give, and those that pm4py gives, come out of `query` to the digit, and the rules of the profiles find as many cases.
//! What is asked stands in tests/bpic15 and tests/fines; statements that any log can answer stand in tests/logs.

use std::path::Path;

use crate::harness::figures::{Figures, oracle};
use crate::harness::{Installation, real_data};

/// Imports a log whole and judges it.
fn judged(file: &Path, profile: &str, events: u64, cases: u64) -> Installation {
    let office = Installation::new();
    let counts = office.import(file, &["--profile", profile]).status(0).json();
    assert_eq!([&counts["read"], &counts["accepted"], &counts["cases"]], [events, events, cases], "{counts}");
    office.judge();
    office
}

/// Asserts how many alerts of each rule stand.
#[track_caller]
fn assert_alerts(office: &Installation, expected: &[(&str, u64)]) {
    let rules: Vec<String> = expected.iter().map(|(rule, _)| format!("'{rule}'")).collect();
    let sql = format!("SELECT rule, count(*) FROM alert WHERE supported AND rule IN ({}) GROUP BY rule ORDER BY rule", rules.join(", "));
    let expected: Vec<String> = expected.iter().filter(|(_, n)| *n > 0).map(|(rule, n)| format!("{rule},{n}")).collect();
    assert_eq!(office.query(&sql), expected);
}

fn permits(municipality: u8, events: u64, cases: u64, alerts: &[(&str, u64)]) -> Option<Installation> {
    let folder = real_data("building permits", "bpic15")?;
    let expected = oracle(&folder.join("oracle.json"), &format!("bpic15_municipality_{municipality}"));
    let figures = Figures::read("bpic15");
    figures.covers(&expected);
    let office = judged(&folder.join(format!("BPIC15_{municipality}.xes.gz")), "bpic15", events, cases);
    assert_alerts(&office, alerts);
    figures.check(&office, &expected);
    Some(office)
}

#[test]
fn the_figures_of_the_permits_of_municipality_1_come_out_to_the_digit() {
    // P01 events late, P02 ended after plan, P03 over eight weeks; P04 open past the plan.
    let alerts = [("P01", 144), ("P02", 20), ("P03", 524), ("P04", 28)];
    let Some(office) = permits(1, 52_217, 1199, &alerts) else { return };
    if let Some(folder) = real_data("building permits, pm4py", "bpic15") {
        let expected = oracle(&folder.join("oracle_pm4py.json"), "BPIC15_1");
        let figures = Figures::of_file("bpic15", "pm4py.toml");
        figures.covers(&expected);
        figures.check(&office, &expected);
    }
}

#[test]
fn the_figures_of_the_permits_of_municipality_2_come_out_to_the_digit() {
    permits(2, 44_354, 832, &[("P01", 8), ("P02", 0), ("P03", 624), ("P04", 0)]);
}

#[test]
fn the_figures_of_the_permits_of_municipality_3_come_out_to_the_digit() {
    permits(3, 59_681, 1409, &[("P01", 873), ("P02", 3), ("P03", 353), ("P04", 5)]);
}

#[test]
fn the_figures_of_the_traffic_fines_come_out_to_the_digit() {
    let Some(folder) = real_data("traffic fines", "road_traffic_fines_early") else { return };
    let expected = oracle(&folder.join("oracle.json"), "road_traffic_fines_early");
    let figures = Figures::read("fines");
    figures.covers(&expected);
    let office = judged(&folder.join("road_traffic_fines_early.xes.gz"), "traffic-fines", 295_358, 74_877);
    // V01 sent late, V02 notified late, V03 appeal late, V04 penalty off its day, V05 and V06 collected though paid in part, in full.
    assert_alerts(&office, &[("V01", 24_627), ("V02", 136), ("V03", 227), ("V04", 0), ("V05", 1457), ("V06", 2)]);
    figures.check(&office, &expected);
    let expected = oracle(&folder.join("oracle_pm4py.json"), "rtfm_early");
    let figures = Figures::of_file("fines", "pm4py.toml");
    figures.covers(&expected);
    figures.check(&office, &expected);
}
