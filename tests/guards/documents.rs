//! Documents tell of commands, targets and files that exist.

use std::collections::BTreeSet;

use super::{assert_none, root, texts};
use crate::harness::{cli, must};

fn documents() -> Vec<(String, String)> {
    texts(".md").into_iter().filter(|(name, _)| !name.contains("decisions/")).collect()
}

/// Words that follow `word` and a space in code: in backquotes or in fenced blocks.
fn following(text: &str, word: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        let pieces: Vec<&str> = if fenced { vec![line] } else { line.split('`').skip(1).step_by(2).collect() };
        for piece in pieces {
            let piece = piece.split('#').next().unwrap_or_default();
            let words: Vec<&str> = piece.split_whitespace().collect();
            for pair in words.windows(2) {
                if pair[0] == word && pair[1].chars().all(|c| c.is_ascii_lowercase() || c == '-') && !pair[1].starts_with('-') {
                    found.insert(pair[1].to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn words_after_a_command_are_found_in_code_only() {
    let found = following("make sure; `make run`\n```\n$ make test # make nothing\n```\n", "make");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["run", "test"]);
}

#[test]
fn every_make_target_that_is_told_of_exists() {
    let makefile = must("Makefile", std::fs::read_to_string(root().join("Makefile")));
    let targets: BTreeSet<&str> = makefile.lines().filter_map(|line| line.split_once(':')).map(|(target, _)| target).collect();
    let mut offenders = Vec::new();
    for (name, text) in documents() {
        let unknown = following(&text, "make").into_iter().filter(|target| !targets.contains(target.as_str()));
        offenders.extend(unknown.map(|target| format!("{name}: make {target}")));
    }
    assert_none("targets that the Makefile does not have", &offenders);
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = must(readme, std::fs::read_to_string(root().join(readme)));
        let told = following(&text, "make");
        assert!(told.contains("run") && told.contains("test"), "{readme} does not tell the two commands");
    }
}

#[test]
fn every_subcommand_that_is_told_of_exists() {
    let help = cli(&["--help"]).status(0).stdout;
    let commands: BTreeSet<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    let mut offenders = Vec::new();
    for (name, text) in documents() {
        for word in ["mingjing", "target/release/mingjing", "./target/release/mingjing"] {
            let unknown = following(&text, word).into_iter().filter(|command| !commands.contains(command.as_str()));
            offenders.extend(unknown.map(|command| format!("{name}: mingjing {command}")));
        }
    }
    assert_none("subcommands that the binary does not have", &offenders);
}

#[test]
fn the_reference_pages_are_current() {
    for (page, file) in [("events", "EVENTS.md"), ("facts", "FACTS.md"), ("functions", "FUNCTIONS.md"), ("catalogue", "CATALOGUE.md")] {
        let made = cli(&["reference", page]).status(0).stdout;
        let committed = must(file, std::fs::read_to_string(root().join("docs").join(file)));
        assert!(made == committed, "docs/{file} is not what `mingjing reference {page}` prints; `make docs` writes it anew");
    }
}

#[test]
fn every_link_into_the_tree_leads_somewhere() {
    let mut offenders = Vec::new();
    for (name, text) in texts(".md") {
        let folder = root().join(&name);
        let Some(folder) = folder.parent() else { continue };
        for piece in text.split("](").skip(1) {
            let target = piece.split([')', '#', ' ']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") && !folder.join(target).exists() {
                offenders.push(format!("{name}: {target}"));
            }
        }
    }
    assert_none("links that lead nowhere", &offenders);
}
