//! The page on the language of rules: its examples are rules that pass their own cases, and it names every operator and question there is.

use super::{assert_none, root};
use crate::harness::{cli, must};

const PAGES: [&str; 2] = ["docs/RULES.md", "docs/RULES.zh-CN.md"];

fn text(path: &str) -> String {
    must(path, std::fs::read_to_string(root().join(path)))
}

/// The examples' scripts without their headings, by file.
fn scripts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let folder = root().join("docs/examples/supervision");
    for kind in must("docs/examples", std::fs::read_dir(folder)) {
        let kind = must("a folder", kind).path();
        for file in must("docs/examples", std::fs::read_dir(&kind)) {
            let path = must("a file", file).path();
            if path.extension().is_some_and(|ending| ending == "rhai") {
                let script = must("an example", std::fs::read_to_string(&path));
                let body: Vec<&str> = script.lines().filter(|line| !line.starts_with("//!")).collect();
                found.push((path.display().to_string(), body.join("\n").trim().to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_example_of_the_page_is_a_sound_rule_that_passes_its_cases() {
    let folder = root().join("docs/examples").display().to_string();
    let checked = cli(&["rules", "check", "--rules", &folder, "--json"]).status(0).json();
    assert_eq!(checked["errors"], serde_json::json!([]));
    let ways = checked["rules"].as_array().map(|rules| rules.iter().filter(|rule| rule["way"] == "vectorised").count());
    assert_eq!(ways, Some(10), "{checked}");
    let tested = cli(&["rules", "test", "--rules", &folder, "--json"]).status(0).json();
    assert_eq!((&tested["rules"], &tested["failed"]), (&serde_json::json!(10), &serde_json::json!([])), "{tested}");
}

#[test]
fn every_example_stands_in_both_languages_of_the_page() {
    let scripts = scripts();
    assert_eq!(scripts.len(), 10);
    let mut offenders = Vec::new();
    for page in PAGES {
        let page_text = text(page);
        offenders.extend(
            scripts.iter().filter(|(_, body)| !page_text.contains(body)).map(|(file, _)| format!("{file} is not in {page} as it is")),
        );
    }
    assert_none("examples that the page shows differently", &offenders);
}

#[test]
fn the_page_names_every_question_to_a_list_and_every_function_of_time() {
    let mut offenders = Vec::new();
    for page in PAGES {
        let page_text = text(page);
        for name in [
            "some",
            "all",
            "count",
            "first",
            "last",
            "happened_before",
            "passed",
            "past",
            "wd_since",
            "over_wd",
            "add_wd",
            "is_blank",
            "div",
            "rem",
            "ratio_ge",
        ] {
            if !page_text.contains(&format!("{name}(")) && !page_text.contains(&format!("`{name}`")) {
                offenders.push(format!("{page} does not name {name}"));
            }
        }
    }
    assert_none("what the page leaves out", &offenders);
}
