//! `mingjing alert`: the command line explains by the same words as the API.

use super::{House, text};
use crate::harness::SAMPLE_NOW;

#[test]
fn the_command_line_gives_the_same_answers() {
    let house = House::new(200, 12);
    let alert = |arguments: &[&str]| {
        let mut all = vec!["alert"];
        all.extend(arguments);
        all.extend(["--now", SAMPLE_NOW, "--json"]);
        house.installation.run(&all).status(0).json()
    };
    let listed = alert(&["list", "--state", "all"]);
    let (shown, total) = house.all("/alerts?state=all", 200);
    assert_eq!(listed["total"].as_u64(), Some(total));
    assert_eq!(listed["items"].as_array(), Some(&shown));

    let Some(one) = shown.iter().find(|alert| alert["case_no"].is_string() && alert["level"] == "yellow") else { panic!("no yellow card") };
    let number = text(one, "alert_no");
    let explained = alert(&["explain", number]);
    let expected = house.get(&format!("/alerts/{number}/explain"));
    assert_eq!(explained, expected);
    let silent = alert(&["why-not", "T13", text(one, "case_no")]);
    assert_eq!(silent["rule"]["code"], "T13");

    let told = house.installation.run(&["alert", "explain", number, "--now", SAMPLE_NOW]).status(0);
    assert!(told.stdout.contains(text(&one["because"], "zh")), "{}", told.stdout);
    assert!(told.stdout.contains("answers for it:"));
    let unknown = house.installation.run(&["alert", "explain", "JC209900000001", "--now", SAMPLE_NOW]).status(2);
    assert!(unknown.stderr.contains("there is no alert \"JC209900000001\""), "{}", unknown.stderr);
}
