//! An import with day and month swapped, voided and done right, ends as if it had never been wrong.

use crate::harness::{Installation, alerts};

const MAPPING: &str = r#"
shape = "case"
case_no = "NO"
formats = ["%d/%m/%Y %H:%M"]

[[events]]
type = "received"
at = "RECEIVED"
envelope = { dept_code = "DEPT", actor_id = "OFFICER" }

[[events]]
type = "accepted"
at = "ACCEPTED"
envelope = { dept_code = "DEPT", actor_id = "OFFICER" }
payload = { promised_days = "DAYS" }

[[events]]
type = "decided"
at = "DECIDED"
envelope = { dept_code = "DEPT", actor_id = "OFFICER" }
payload = { decision = { const = "granted" } }

[[events]]
type = "finished"
at = "DECIDED"
envelope = { dept_code = "DEPT", actor_id = "OFFICER" }
payload = { result_code = { const = "granted" } }
"#;

/// Days up to the twelfth of a month, so that both readings are dates.
fn table() -> String {
    let mut text = String::from("NO,DEPT,OFFICER,RECEIVED,ACCEPTED,DECIDED,DAYS\n");
    for case in 0..120 {
        let (month, day) = (case % 12 + 1, case % 5 + 2);
        let decided = if case % 3 == 0 { String::new() } else { format!("{:02}/{month:02}/2024 16:00", day + case % 6) };
        text.push_str(&format!(
            "C{case:03},D{:02},P{case:03},{day:02}/{month:02}/2024 09:00,{day:02}/{month:02}/2024 10:30,{decided},{}\n",
            case % 4 + 1,
            case % 4 + 1,
        ));
    }
    text
}

#[test]
fn a_voided_import_leaves_no_trace_in_the_alerts() {
    let right = Installation::new();
    let table = right.folder().write("cases.csv", table());
    let mapping = right.folder().write("day_first.toml", MAPPING);
    let swapped = right.folder().write("month_first.toml", MAPPING.replace("%d/%m/%Y", "%m/%d/%Y"));
    let with = |mapping: &std::path::Path| mapping.display().to_string();

    right.import(&table, &["--mapping", &with(&mapping)]).status(0);
    right.judge();
    let expected = alerts::lasting(&right);

    let office = Installation::with_key_of(&right);
    let counts = office.import(&table, &["--mapping", &with(&swapped)]).status(0).json();
    assert_eq!(counts["quarantined"], 0, "both readings must be dates");
    office.judge();
    let wrong = alerts::lasting(&office);
    assert_ne!(wrong, expected, "swapping day and month must change something, or this test shows nothing");

    office.run(&["import", "void", "1"]).status(2).says(&["--reason"]);
    office.run(&["import", "void", "77", "--reason", "swapped"]).status(2).says(&["77", "ledger imports"]);
    let voided = office.run(&["import", "void", "1", "--reason", "day and month swapped", "--json"]).status(0).json();
    assert_eq!(voided["events"], counts["events"]);
    office.judge();
    assert_eq!(alerts::lasting(&office), Vec::<String>::new(), "without the import nothing is owed");

    let again = office.import(&table, &["--mapping", &with(&mapping)]).status(0).json();
    assert_eq!([&again["read"], &again["duplicates"], &again["events"]], [&counts["read"], &serde_json::json!(0), &counts["events"]]);
    office.judge();
    alerts::assert_same("voided and done right", &expected, &alerts::lasting(&office));
    office.run(&["ledger", "verify"]).status(0).says(&["whole"]);
    office.run(&["ledger", "imports"]).status(0).says(&["void", "done"]);
}
