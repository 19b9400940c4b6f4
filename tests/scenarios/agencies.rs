//! Two authorities to the digit: the receipt phase of a Dutch municipality's permits, and requests for information to agencies of the
//! United States. What their oracles tell comes out of `query`, and the rules made for them find what the oracles count.
//! What is asked stands in tests/receipt/figures.toml and tests/foia/figures.toml.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::figures::{Figures, oracle};
use crate::harness::{Installation, must, real_data};

/// The end of the log: an instant after its last step.
const RECEIPT_END: &str = "2012-01-23T15:42:55+01:00";
/// The day at which the source of the requests ends; its oracle takes it as the day of reference.
const FOIA_END: &str = "2016-04-20T00:00:00Z";

/// An installation that holds a file under a profile, judged as of a time, and the counts of the import.
fn judged(file: &Path, profile: &str, now: &str) -> (Installation, Value) {
    let office = Installation::new();
    let counts = import(&office, file, profile, now);
    office.run(&["run", "--now", now, "--json"]).status(0);
    (office, counts)
}

fn import(office: &Installation, file: &Path, profile: &str, now: &str) -> Value {
    office.run(&["import", &file.display().to_string(), "--profile", profile, "--now", now, "--json"]).status(0).json()
}

/// The one number of a query as of a time.
fn number(office: &Installation, sql: &str, now: &str) -> i64 {
    let answer = office.run(&["query", sql, "--now", now, "--format", "csv"]).status(0);
    must(sql, answer.stdout.lines().nth(1).unwrap_or_default().parse())
}

/// Asserts that alerts of each rule stand on as many cases as SQL without the rule counts; with how many the test expects besides.
fn assert_rules(office: &Installation, centre: &str, now: &str, table: &[(&str, i64, &str)]) {
    for (rule, expected, sql) in table {
        let alerts = format!("SELECT count(*) FROM alert WHERE centre = '{centre}' AND rule = '{rule}' AND supported AND ended_at IS NULL");
        let counted = number(office, &format!("SELECT count(*) FROM \"case\" WHERE centre = '{centre}' AND {sql}"), now);
        assert_eq!((number(office, &alerts, now), counted), (*expected, *expected), "{rule} and {sql}");
    }
}

fn check_foia(file: &Path) {
    let figures = Figures::read("foia");
    let expected = must("expected.json", serde_json::from_str(&figures.text("expected.json")));
    figures.covers(&expected);
    let (office, counts) = judged(file, "foia", FOIA_END);
    assert_eq!([&counts["read"], &counts["accepted"], &counts["cases"]], [8433, 8433, 8433], "{counts}");
    figures.check(&office, &expected);
    assert_rules(
        &office,
        "foia",
        FOIA_END,
        &[
            ("U01", 3278, "local_day(finished_at, 'foia') > local_day(promised_due_at, 'foia')"),
            ("U02", 1801, "finished_at IS NULL AND local_day(promised_due_at, 'foia') < DATE '2016-04-20'"),
            ("U03", 6, "finished_at < applied_at"),
            ("U04", 246, "CAST(attributes['price'] AS BIGINT) > 0"),
            ("U05", 12, "promised_due_at < applied_at"),
            ("U06", 370, "finished_at IS NULL AND attributes['status'] IN ('done', 'no_docs', 'rejected')"),
        ],
    );
    // The three requests with the fee that ruins every sum are among the warnings, and nothing of the fee is lost.
    let dear = "SELECT count(*) FROM alert WHERE centre = 'foia' AND rule = 'U04' AND level = 'warn'";
    assert_eq!(
        number(&office, dear, FOIA_END),
        number(&office, "SELECT count(*) FROM \"case\" WHERE CAST(attributes['price'] AS BIGINT) >= 1000000", FOIA_END)
    );
    assert_eq!(number(&office, "SELECT count(*) FROM \"case\" WHERE attributes['price'] = '66000000000'", FOIA_END), 3);
}

#[test]
fn the_figures_of_information_requests_come_out_of_the_sample_to_the_digit() {
    check_foia(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/foia/foia_federal.csv.gz"));
}

#[test]
fn the_figures_of_information_requests_come_out_of_the_full_file_to_the_digit() {
    if let Some(folder) = real_data("information requests, full file", "foia_federal") {
        check_foia(&folder.join("foia_federal.csv.gz"));
    }
}

#[test]
fn the_figures_of_the_receipt_phase_come_out_to_the_digit() {
    let Some(folder) = real_data("receipt phase", "receipt_wabo") else { return };
    let file = folder.join("receipt.csv.gz");
    let figures = Figures::read("receipt");
    let expected = oracle(&folder.join("oracle.json"), "receipt_wabo");
    figures.covers(&expected);
    let (office, counts) = judged(&file, "receipt-wabo", RECEIPT_END);
    // A step each row, and of each case its receipt, its acceptance and, where it is closed, its end.
    let [read, cases, events] = ["read", "cases", "events"].map(|key| &counts[key]);
    assert_eq!([read, &counts["accepted"], cases, events], [8577, 8577, 1434, 8577 + 2 * 1434 + 1329], "{counts}");
    figures.check(&office, &expected);
    let rules = [
        ("R01", 377, "finished_at > promised_due_at"),
        ("R02", 39, "finished_at IS NULL AND promised_due_at < '2012-01-23T14:42:55Z'"),
        ("R05", 145, "last_link_at > finished_at"),
    ];
    assert_rules(&office, "wabo", RECEIPT_END, &rules);
    let late = "SELECT count(*) FROM (
        SELECT c.case_no FROM \"case\" c LEFT JOIN link l ON l.centre = c.centre AND l.case_no = c.case_no AND l.link_name = 'Confirmation of receipt'
        WHERE c.centre = 'wabo' GROUP BY c.case_no, c.received_at
        HAVING coalesce(min(l.link_end), TIMESTAMP '2012-01-23T14:42:55Z') > c.received_at + INTERVAL '28 days')";
    let alerts = "SELECT count(*) FROM alert WHERE centre = 'wabo' AND rule = 'R06' AND supported AND ended_at IS NULL";
    assert_eq!(number(&office, alerts, RECEIPT_END), number(&office, late, RECEIPT_END));

    // The same log again: every row is known, though each repeats its case.
    let again = import(&office, &file, "receipt-wabo", RECEIPT_END);
    assert_eq!([&again["duplicates"], &again["events"], &again["quarantined"]], [8577, 0, 0], "{again}");
}

#[test]
fn a_row_that_contradicts_its_case_is_listed_and_its_step_is_kept() {
    let header = "case:channel,case:concept:name,case:deadline,case:department,case:enddate,case:enddate_planned,case:group,case:responsible,\
                  case:startdate,concept:instance,concept:name,lifecycle:transition,org:group,org:resource,time:timestamp";
    let row = |case: &str, deadline: &str, task: u32, step: &str, at: &str| {
        let day = "2011-10-11 13:42:22.688000+02:00";
        format!("Internet,{case},{deadline},General,,{deadline},Group 2,R21,{day},task-{task},{step},complete,Group 1,R21,{at}")
    };
    let (due, other) = ("2011-12-06 13:41:31.788000+01:00", "2011-12-07 13:41:31.788000+01:00");
    let rows = [
        row("K1", due, 1, "Confirmation of receipt", "2011-10-11 13:45:40.276000+02:00"),
        row("K2", due, 2, "Confirmation of receipt", "2011-10-12 13:45:40.276000+02:00"),
        row("K1", other, 3, "T02 Check confirmation of receipt", "2011-10-13 13:45:40.276000+02:00"),
        row("K1", due, 4, "T04 Determine confirmation of receipt", "2011-10-13 13:46:40.276000+02:00"),
    ];
    let office = Installation::new();
    let file = office.folder().write("log.csv", format!("{header}\n{}\n", rows.join("\n")).into_bytes());
    let done = office.run(&["import", &file.display().to_string(), "--profile", "receipt-wabo", "--now", RECEIPT_END, "--json"]).status(1);
    let counts = done.json();
    assert_eq!(
        [&counts["read"], &counts["accepted"], &counts["quarantined"], &counts["events"]].map(Value::clone),
        [json!(4), json!(3), json!(1), json!(8)],
        "{counts}"
    );
    let listed = office.quarantine();
    assert_eq!((&listed[0]["line"], &listed[0]["reason"]), (&json!(4), &json!("conflict")), "{listed:?}");
    assert_eq!(number(&office, "SELECT count(*) FROM link", RECEIPT_END), 4);
    assert_eq!(number(&office, "SELECT count(DISTINCT promised_due_at) FROM \"case\"", RECEIPT_END), 1);
}
