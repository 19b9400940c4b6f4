//! Rules that are wrong: the faulty one is named with its place, the others run.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Done, Installation, cli, files, must};

fn copy(from: &Path, to: &Path) {
    must("making a folder", std::fs::create_dir_all(to));
    for entry in must("reading the rules", std::fs::read_dir(from)).flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            must("copying a rule", std::fs::copy(entry.path(), &target));
        }
    }
}

/// The shipped rules with one more, whose script is given.
fn rules_with(office: &Installation, script: &str) -> PathBuf {
    let folder = office.folder().join("rules");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules"), &folder);
    office.folder().write("rules/supervision/time/on-trial.rhai", script);
    let metadata = r#"
code = "T99"
title = { zh = "试用", en = "On trial" }
subject = "case"
kind = "time"
level = "warn"
basis = "本中心监察规则(缺省)"
owner = "政务服务监督科"
status = "active"
profiles = ["district"]
"#;
    office.folder().write("rules/supervision/time/on-trial.toml", metadata);
    folder
}

/// A case that is over its promised limit, so that a shipped rule has something to find.
fn late_case(office: &Installation) {
    let event = json!({
        "id": "E1", "type": "accepted", "case_no": "WS1", "occurred_at": "2025-03-03T10:00:00+08:00", "payload": { "promised_days": 5 },
    });
    let file = files::write_events(office.folder(), "events.jsonl", &[event]);
    office.import_all(&file);
}

fn judge(office: &Installation, rules: &Path) -> Done {
    let rules = rules.display().to_string();
    office.run(&["run", "--rules", &rules, "--now", crate::harness::SAMPLE_NOW, "--json"])
}

fn found(office: &Installation, rule: &str) -> i64 {
    office.number(&format!("SELECT count(*) FROM alert WHERE supported AND rule = '{rule}'"))
}

#[test]
fn an_endless_loop_is_stopped_and_counted_and_stops_no_other_rule() {
    let office = Installation::new();
    let script = "//! # 查什么\n//! 试用。\nfn when(row) {\n    let n = 0;\n    loop { n += 1; if n < 0 { break; } }\n    true\n}\nfn because(row) { \"x\" }\n";
    let rules = rules_with(&office, script);
    late_case(&office);
    let done = judge(&office, &rules).status(1);
    let report = done.json();
    let of = |code: &str| {
        let rows = report["rules"].as_array().cloned().unwrap_or_default();
        rows.into_iter().find(|rule| rule["code"] == code).unwrap_or(Value::Null)
    };
    assert!(of("T99")["error"].as_str().is_some_and(|error| !error.is_empty()), "{done}");
    assert_eq!(of("T03")["error"], Value::Null, "{done}");
    assert_eq!(found(&office, "T99"), 0);
    assert_eq!(found(&office, "T03"), 1, "the other rules ran");
}

#[test]
fn an_unknown_field_is_named_with_its_place_and_the_nearest_right_one() {
    let office = Installation::new();
    let script = "//! # 查什么\n//! 试用。\nfn when(row) { row.promised_dais > 3 }\nfn because(row) { \"x\" }\n";
    let rules = rules_with(&office, script);
    let checked = cli(&["rules", "check", "--rules", &rules.display().to_string(), "--json"]);
    assert_ne!(checked.status, Some(0), "{checked}");
    let errors = checked.json()["errors"].as_array().cloned().unwrap_or_default();
    assert_eq!(errors.len(), 1, "{checked}");
    assert!(errors[0]["file"].as_str().is_some_and(|file| file.ends_with("time/on-trial.rhai")), "{}", errors[0]);
    assert_eq!((errors[0]["line"].as_u64(), errors[0]["column"].as_u64()), (Some(3), Some(20)), "{}", errors[0]);
    let message = errors[0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("promised_dais") && message.contains("promised_days"), "{message}");

    late_case(&office);
    judge(&office, &rules).status(1).says(&["on-trial.rhai:3:20"]);
    assert_eq!(found(&office, "T03"), 1, "the other rules ran");
}

/// One more rule in a folder of rules.
fn add_rule(office: &Installation, code: &str, script: &str) {
    let metadata = format!(
        "code = \"{code}\"\ntitle = {{ zh = \"试用\", en = \"On trial\" }}\nsubject = \"case\"\nkind = \"time\"\nlevel = \"warn\"\n\
         basis = \"本中心监察规则(缺省)\"\nowner = \"政务服务监督科\"\nstatus = \"active\"\nprofiles = [\"district\"]\n"
    );
    let stem = format!("rules/supervision/time/trial-{}", code.to_lowercase());
    office.folder().write(&format!("{stem}.rhai"), format!("//! # 查什么\n//! 试用。\n{script}\nfn because(row) {{ \"x\" }}\n"));
    office.folder().write(&format!("{stem}.toml"), &metadata);
}

#[test]
fn scripts_that_reach_out_or_grow_without_bound_are_refused_or_stopped_and_the_others_run() {
    let office = Installation::new();
    let rules = rules_with(&office, "//! # 查什么\n//! 试用。\nfn when(row) { false }\nfn because(row) { \"x\" }\n");
    let refused = [
        ("T80", "fn when(row) { eval(\"true\") }", "eval"),
        ("T81", "import \"std\" as s;\nfn when(row) { true }", "import"),
        ("T82", "fn when(row) { open(\"etc/passwd\") == 1 }", "there is no function `open`"),
        ("T83", "fn when(row) { now() > 1 }", "there is no function `now`"),
        ("T84", "fn again(row) { again(row) }\nfn when(row) { again(row) }", "calls itself"),
        ("T85", "fn when(row) { row.links.some(|a| row.links.some(|b| row.links.some(|c| true))) }", "stands in 2 others"),
        ("T86", "let seen = 0;\nfn when(row) { seen += 1; seen > 3 }", "seen"),
    ];
    let stopped = [
        ("T87", "fn when(row) { let s = \"xxxxxxxxxxxxxxxx\"; loop { s += s; if len(s) == 1 { break; } } true }", "too large"),
        ("T88", "fn when(row) { let l = [1]; loop { l += l; if l.count() == 0 { break; } } true }", "too large"),
        ("T89", "fn when(row) { let n = 0; while n >= 0 { n += 1; } true }", "too many operations"),
    ];
    for (code, script, _) in refused.iter().chain(&stopped) {
        add_rule(&office, code, script);
    }
    let folder = rules.display().to_string();
    let checked = cli(&["rules", "check", "--rules", &folder, "--json"]).status(2).json();
    let errors = checked["errors"].as_array().cloned().unwrap_or_default();
    for (code, _, message) in refused {
        let file = format!("trial-{}.rhai", code.to_lowercase());
        let of_file = errors.iter().find(|error| error["file"].as_str().is_some_and(|name| name.ends_with(&file)));
        let told = of_file.and_then(|error| error["message"].as_str()).unwrap_or_default();
        assert!(told.contains(message), "{code}: {told:?} in {checked}");
    }
    late_case(&office);
    let done = judge(&office, &rules).status(1);
    let report = done.json();
    for (code, _, message) in stopped {
        let rows = report["rules"].as_array().cloned().unwrap_or_default();
        let error = rows.into_iter().find(|rule| rule["code"] == code).unwrap_or(Value::Null)["error"].clone();
        assert!(error.as_str().is_some_and(|error| error.contains(message)), "{code}: {error} in {done}");
        assert_eq!(found(&office, code), 0);
    }
    assert_eq!(found(&office, "T03"), 1, "the other rules ran");
}

#[test]
fn a_round_of_the_law_is_tried_from_the_command_line() {
    let tried = cli(&["rules", "fuzz", "--seconds", "0", "--seed", "7", "--json"]).status(0).json();
    assert_eq!((&tried["rounds"], &tried["differences"]), (&json!(1), &json!([])), "{tried}");
    assert!(tried["programs"].as_u64() > Some(0) && tried["rows"].as_u64() > Some(0), "{tried}");
}

#[test]
fn the_shipped_rules_are_sound_and_pass_their_own_cases() {
    let checked = cli(&["rules", "check", "--json"]).status(0).json();
    assert_eq!(checked["errors"], json!([]));
    let tested = cli(&["rules", "test", "--json"]).status(0).json();
    assert_eq!(tested["failed"], json!([]), "{tested}");
    assert!(tested["rules"].as_u64() >= Some(36) && tested["cases"].as_u64() >= Some(108), "{tested}");
    assert_eq!(tested["passed"], tested["cases"]);
}
