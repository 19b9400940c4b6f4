//! `mingjing bench` at a size that takes a moment: that it measures, and that all ways come to the same. No figure is asserted.

use crate::harness::{cli, database};

#[test]
fn all_ways_of_running_rules_hit_the_same_rows() {
    let told = cli(&["bench", "rules", "--rows", "20000", "--sample", "2000"]).status(0).says(&["hits are equal in all ways"]);
    assert!(!told.stderr.contains("different hits"), "{told}");
    let figures = cli(&["bench", "rules", "--rows", "9000", "--sample", "9000", "--seed", "7", "--json"]).status(0).json();
    assert_eq!(figures["ours"]["hits_equal"], true);
    let rules = figures["ours"]["rules"].as_array().cloned().unwrap_or_default();
    assert!(rules.iter().all(|rule| rule["hits"].as_u64().is_some_and(|hits| hits > 0)), "a rule hits nothing: {figures}");
    assert!(rules.iter().any(|rule| rule["no_answer"].as_u64().is_some_and(|rows| rows > 0)), "nothing overflowed: {figures}");
    assert!(figures["ratios"]["vectorised_time_by_hand"].is_f64());
}

#[test]
fn a_district_is_walked_and_starts_again_from_disk() {
    let figures = cli(&["bench", "walk", "--cases", "5000", "--json"]).status(0).json();
    let ours = &figures["ours"];
    assert_eq!(ours["cases"], 5000);
    let count = |name: &str| ours[name].as_u64().unwrap_or_default();
    assert!(count("events") > 5000 && count("evaluations") > count("moments") && count("alerts_owed") > 0, "{figures}");
    assert!(count("bytes_a_case") > 0 && ours["start_seconds"].is_f64(), "{figures}");
}

#[test]
fn an_import_is_held_against_bare_inserts_of_its_rows() {
    let figures = cli(&["bench", "ingest", "--cases", "300", "--repeats", "1", "--json"]).status(0).json();
    assert!(figures["ours"]["events"].as_u64().is_some_and(|events| events > 300), "{figures}");
    assert!(figures["ratios"]["import_speed_bare"].is_f64(), "{figures}");
}

#[test]
fn an_import_into_postgresql_is_held_against_bare_inserts_into_the_same_server() {
    let Some(server) = database("bench::ingest on PostgreSQL") else { return };
    let figures = cli(&["bench", "ingest", "--cases", "300", "--repeats", "1", "--database", &server.address, "--json"]).status(0).json();
    assert!(figures["ours"]["events"].as_u64().is_some_and(|events| events > 300), "{figures}");
    assert_eq!(figures["ours"]["database"], "PostgreSQL, synchronous_commit = on");
    assert!(figures["ratios"]["import_speed_bare"].is_f64(), "{figures}");
}

#[test]
fn readers_are_held_against_their_libraries_on_the_same_files() {
    let figures = cli(&["bench", "readers", "--records", "500", "--repeats", "1", "--json"]).status(0).json();
    let kinds = figures["ours"]["kinds"].as_array().cloned().unwrap_or_default();
    let names: Vec<&str> = kinds.iter().filter_map(|kind| kind["kind"].as_str()).collect();
    assert!(["CSV", "JSON Lines", "XLSX", "XES"].iter().all(|name| names.contains(name)), "{figures}");
    assert!(kinds.iter().all(|kind| kind["records"] == 500 && kind["events"].as_u64().is_some_and(|events| events >= 500)), "{figures}");
    assert!(figures["ratios"]["xlsx"].is_f64(), "{figures}");
}
