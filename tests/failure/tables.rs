//! Tables that are broken in one place.

use std::path::PathBuf;

use crate::harness::{Installation, must};

const HEADER: &str = "NO,DEPT,ACCEPTED,DECIDED,NOTE";
const MAPPING: &str = r#"
shape = "case"
case_no = "NO"
formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
left_out = ["NOTE"]

[[events]]
type = "accepted"
at = "ACCEPTED"
envelope = { dept_code = "DEPT" }

[[events]]
type = "decided"
at = "DECIDED"
payload = { decision = { const = "granted" } }
"#;

struct Table {
    office: Installation,
    file: PathBuf,
    mapping: String,
}

fn table(text: &str) -> Table {
    let office = Installation::new();
    let file = office.folder().write("cases.csv", text);
    let mapping = office.folder().write("permits.toml", MAPPING).display().to_string();
    Table { office, file, mapping }
}

/// Imports rows of which one is bad; asserts what is in, and that the bad one is listed with reason and line.
#[track_caller]
fn one_bad_row(rows: &str, good: u64, line: u64, reason: &str, words: &[&str]) {
    let Table { office, file, mapping } = table(&format!("{HEADER}\n{rows}"));
    let found = office.import(&file, &["--mapping", &mapping]).status(1).json();
    assert_eq!([&found["accepted"], &found["quarantined"]], [good, 1], "{found}");
    assert_eq!(found["read"], good + 1);
    assert_eq!(office.number("SELECT count(*) FROM \"case\" WHERE case_no LIKE 'G%'"), must("good", i64::try_from(good)));
    let items = office.quarantine();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!((items[0]["reason"].as_str(), items[0]["line"].as_u64()), (Some(reason), Some(line)), "{}", items[0]);
    let text = items[0].to_string();
    assert!(words.iter().all(|word| text.contains(word)), "{words:?} in {text}");
}

#[test]
fn a_quote_that_is_not_closed_costs_its_own_row_only() {
    let rows = "G1,D01,2025-03-03 10:00,,\nB1,D01,2025-03-03 10:00,,\"no end\nG2,D01,2025-03-04 10:00,,fine\nG3,D01,2025-03-05 10:00,,\n";
    one_bad_row(rows, 3, 3, "broken_quote", &["close the quote"]);
}

#[test]
fn text_behind_a_closing_quote_costs_its_own_row_only() {
    let rows = "G1,D01,2025-03-03 10:00,,\nB1,D01,2025-03-03 10:00,,\"a\" b\nG2,D01,2025-03-04 10:00,,\n";
    one_bad_row(rows, 2, 3, "broken_quote", &["behind the closing quote"]);
}

#[test]
fn a_row_of_another_width_is_listed() {
    one_bad_row("G1,D01,2025-03-03 10:00,,\nB1,D01,2025-03-03 10:00\n", 1, 3, "wrong_columns", &["3 cells"]);
}

#[test]
fn a_day_that_does_not_exist_is_listed_with_its_column() {
    one_bad_row("G1,D01,2025-03-03 10:00,,\nB1,D01,2024-02-30 10:00,,\n", 1, 3, "bad_time", &["ACCEPTED", "2024-02-30"]);
}

#[test]
fn a_column_that_the_mapping_does_not_know_refuses_the_file_before_anything_is_in() {
    let Table { office, file, mapping } = table("NO,DEPT,ACEPTED,DECIDED,NOTE\nG1,D01,2025-03-03 10:00,,\n");
    office.import(&file, &["--mapping", &mapping]).status(2).says(&["ACEPTED", "ACCEPTED", "cases.csv", "permits"]);
    assert_eq!(office.events(), 0);
}

#[test]
fn a_table_without_a_mapping_is_refused() {
    let Table { office, file, .. } = table(&format!("{HEADER}\n"));
    office.import(&file, &[]).status(2).says(&["--mapping"]);
}

#[test]
fn a_mapping_with_an_unknown_key_is_refused_with_its_place() {
    let Table { office, file, .. } = table(&format!("{HEADER}\n"));
    let wrong = office.folder().write("wrong.toml", MAPPING.replace("left_out", "left_aut")).display().to_string();
    office.import(&file, &["--mapping", &wrong]).status(2).says(&["wrong.toml:5:", "left_aut", "left_out"]);
}
