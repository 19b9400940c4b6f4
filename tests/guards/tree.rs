//! What no file may hold, and what each must.

use super::{assert_none, files, texts};
use crate::harness::must;

/// Lines beyond which a file says in its module doc why it is not two.
const LONG: usize = 600;

/// Places that exist on one machine only. Put together here, so that this file does not hold them.
fn machine_paths() -> Vec<String> {
    ["work", "root", "tmp", "home", "Users"].iter().map(|folder| format!("/{folder}/")).collect()
}

#[test]
fn no_file_holds_a_path_of_one_machine() {
    let mut offenders = Vec::new();
    for (name, path) in files() {
        // Compressed tables and pictures hold no text.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let holds = machine_paths().iter().any(|place| {
                line.match_indices(place.as_str()).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    // `a/tmp/b` is a path inside something; only one that starts at the root is of a machine.
                    !before.is_some_and(|c| c.is_alphanumeric() || "._-/}>*".contains(c))
                })
            });
            if holds {
                offenders.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_none("paths of one machine", &offenders);
}

#[test]
fn no_lock_or_settings_file_names_a_registry_of_one_machine() {
    let mut offenders = Vec::new();
    for (name, path) in files() {
        let file = name.rsplit('/').next().unwrap_or_default();
        let forbidden: &[&str] = match file {
            "package-lock.json" => &["\"resolved\": \"http"],
            ".npmrc" => &["registry=", "_auth", "proxy="],
            "Cargo.toml" | "config.toml" => &["replace-with", "registry ="],
            "pip.conf" | "requirements.txt" => &["index-url", "find-links"],
            _ => continue,
        };
        let text = must(&name, std::fs::read_to_string(path));
        let lines = text.lines().enumerate().filter(|(_, line)| forbidden.iter().any(|word| line.contains(word)));
        offenders.extend(lines.map(|(number, _)| format!("{name}:{}", number + 1)));
        if name == "Cargo.lock" {
            let other = text.lines().filter(|line| line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index"));
            offenders.extend(other.map(|line| format!("{name}: {line}")));
        }
    }
    assert_none("registries", &offenders);
}

#[test]
fn every_module_opens_with_its_purpose() {
    let without: Vec<String> = texts(".rs").into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(name, _)| name).collect();
    assert_none("files that do not open with //!", &without);
}

#[test]
fn a_long_module_says_why_it_is_not_two() {
    let long = texts(".rs").into_iter().filter(|(_, text)| text.lines().count() > LONG);
    let silent = long.filter(|(_, text)| {
        let doc = text.lines().take_while(|line| line.starts_with("//!"));
        !doc.into_iter().any(|line| line.contains("Long because"))
    });
    let silent: Vec<String> = silent.map(|(name, text)| format!("{name}: {} lines", text.lines().count())).collect();
    assert_none("split these, or write `Long because …` into the module doc", &silent);
}

#[test]
fn no_file_carries_a_licence_header_of_its_own() {
    let marks = [["SPDX-", "License-Identifier"].concat(), ["Licensed under", " the Apache"].concat()];
    let headed = files().into_iter().filter(|(name, path)| {
        let is_source = [".rs", ".ts", ".vue", ".mjs", ".rhai", ".sh", ".py"].iter().any(|ending| name.ends_with(ending));
        is_source && std::fs::read_to_string(path).is_ok_and(|text| marks.iter().any(|mark| text.contains(mark.as_str())))
    });
    assert_none("the licence stands in LICENSE alone", &headed.map(|(name, _)| name).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["unimplemented", "!("].concat(), ["to", "do!("].concat()];
    let mut offenders = Vec::new();
    for ending in [".rs", ".ts", ".vue", ".mjs", ".rhai", ".sh", ".sql"] {
        for (name, text) in texts(ending) {
            let lines = text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.contains(mark.as_str())));
            offenders.extend(lines.map(|(number, _)| format!("{name}:{}", number + 1)));
        }
    }
    assert_none("marks of unfinished work", &offenders);
}
