//! `mingjing bench` at a size that takes a moment: that it measures, and that all ways come to the same. No figure is asserted.

use serde_json::Value;

use crate::harness::{Folder, cli, database, must};

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
fn the_catalogue_comes_to_the_same_in_one_pass_and_rule_by_rule() {
    let figures = cli(&["bench", "rules", "--catalogue", "--rows", "20000", "--json"]).status(0).json();
    let ours = &figures["ours"];
    assert_eq!(ours["hits_equal"], true, "{figures}");
    assert!(ours["rules_judged"].as_u64() > Some(20) && ours["shared_parts"].as_u64() > Some(0), "{figures}");
    assert!(ours["together_a_second"].is_f64() && figures["ratios"]["alone_time_together"].is_f64(), "{figures}");
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

#[test]
fn a_ledger_is_followed_from_nothing_and_again_from_the_copy() {
    let folder = Folder::new();
    let kept = folder.join("kept").display().to_string();
    let figures = cli(&["bench", "follow", "--cases", "400", "--keep", &kept, "--json"]).status(0).json();
    let ours = &figures["ours"];
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    assert_eq!((count(&ours["cases"]), count(&ours["first_start"]["cases_judged"])), (400, 400), "{figures}");
    assert!(count(&ours["second_start"]["cases_judged"]) < 400, "the copy did not serve: {figures}");
    assert!(
        count(&ours["events"]) > 400 && count(&ours["bytes_a_case"]) > 0 && count(&ours["first_start"]["alert_steps"]) > 0,
        "{figures}"
    );
    assert!(
        ["read_seconds", "parse_core_seconds", "walk_core_seconds", "facts_core_seconds", "write_seconds"]
            .iter()
            .all(|stage| ours["stages"][stage].is_f64())
    );
    assert_eq!(ours["stages"]["alert_steps"], ours["first_start"]["alert_steps"], "{figures}");
    // What was kept serves the next one, and a folder that is there is not written over.
    let again = cli(&["bench", "follow", "--data", &kept, "--no-stages", "--json"]).status(0).json();
    assert_eq!((&again["ours"]["cases"], &again["ours"]["make_seconds"]), (&ours["cases"], &Value::Null), "{again}");
    cli(&["bench", "follow", "--cases", "400", "--keep", &kept]).status(2).says(&["is there already"]);
}

#[test]
fn eight_rules_are_judged_event_by_event_with_proofs_and_without() {
    let figures = cli(&["bench", "events", "--cases", "5000", "--repeats", "1", "--json"]).status(0).json();
    let ours = &figures["ours"];
    let rules = ours["rules"].as_array().cloned().unwrap_or_default();
    assert_eq!(rules.len(), 8);
    assert!(rules.iter().all(|rule| rule["hits"].as_u64().is_some_and(|hits| hits > 0)), "a rule hits nothing: {figures}");
    assert!(rules.iter().all(|rule| rule["way"] == "vectorised"), "{figures}");
    assert_eq!(ours["no_answer"], 0);
    assert!(ours["raised"].as_u64() > Some(0) && ours["proof_bytes"].as_u64() > Some(0), "{figures}");
    assert!(figures["ratios"]["proofs_share_of_throughput"].is_f64());
    assert_eq!((&ours["hits_equal"], &figures["peers"]), (&Value::Null, &Value::Array(Vec::new())), "no peer ran");
}

/// A peer that reads the rows and tells hits of its own: enough to see that they are compared. The real one is built from `benches/peers`.
#[cfg(unix)]
#[test]
fn a_peer_that_comes_to_other_hits_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let peer = folder.write(
        "peer",
        "#!/bin/sh\nrows=$(grep -c '\"now\":' \"$2\")\ngrep -q '\"when\"' \"$1\" || exit 1\n\
         echo \"{\\\"version\\\":\\\"0\\\",\\\"rows\\\":$rows,\\\"ways\\\":[{\\\"way\\\":\\\"none\\\",\\\"of\\\":\\\"engine\\\",\\\"seconds\\\":1.0,\\\"hits\\\":[0,0,0,0,0,0,0,0]}]}\"\n",
    );
    must("making it a program", std::fs::set_permissions(&peer, std::fs::Permissions::from_mode(0o755)));
    let program = peer.display().to_string();
    let done = cli(&["bench", "events", "--cases", "300", "--repeats", "1", "--peer", &program, "--json"]).status(2);
    let figures = done.json();
    assert_eq!(figures["ours"]["hits_equal"], false);
    assert_eq!(figures["peers"][0]["rows"], figures["ours"]["events"]);
    assert!(figures["ratios"]["speed_zen_engine"].is_f64());
    cli(&["bench", "events", "--cases", "300", "--repeats", "1", "--peer", &program]).status(2).says(&["different hits", "E01"]);
}

#[test]
fn alerts_of_events_sent_at_a_steady_rate_come_in_the_ledger_and_on_the_stream() {
    let sizes = ["--cases", "200", "--rate", "100", "--batch", "5", "--seconds", "2"];
    let figures = cli(&[&["bench", "latency", "--json"][..], &sizes].concat()).status(0).json();
    let ours = &figures["ours"];
    assert_eq!((&ours["events"], &ours["requests_refused"], &ours["alerts_missing"]), (&200.into(), &0.into(), &0.into()), "{figures}");
    for part in ["commit", "ledger", "stream"] {
        assert_eq!(ours[part]["count"], 40, "{part}: {figures}");
        assert!(["p50_ms", "p90_ms", "p99_ms", "max_ms"].iter().all(|share| ours[part][share].is_f64()), "{figures}");
    }
    assert!(ours["targets"].as_u64() > Some(0) && ours["peak_lag_events"].is_u64() && ours["pass_ms"].is_f64(), "{figures}");
}

#[test]
fn clients_read_every_kind_of_page() {
    let figures = cli(&["bench", "api", "--cases", "500", "--clients", "4", "--seconds", "1", "--json"]).status(0).json();
    let ours = &figures["ours"];
    for kind in ["case_list", "one_case", "alert_list", "explain", "overview", "rules", "meta"] {
        assert!(ours["mixed"]["kinds"][kind]["count"].as_u64() > Some(0), "{kind}: {figures}");
    }
    assert_eq!((&ours["mixed"]["failed"], &ours["case_list"]["failed"]), (&0.into(), &0.into()));
    assert!(ours["case_list"]["requests_a_second"].is_f64() && ours["case_list"]["all"]["p99_ms"].is_f64(), "{figures}");
}
