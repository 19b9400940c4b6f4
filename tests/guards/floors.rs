//! The floors of docs/ARCHITECTURE.md: nothing in the engine reaches up or sideways, sqlx stays in the ledger, Rhai in `script`.

use std::collections::BTreeSet;

use super::{assert_none, texts};

/// From the ground up. `rules` is a floor above `facts` because it reads the facts' schemas.
const FLOORS: [&[&str]; 10] = [
    &["time"],
    &["sym", "schema"],
    &["calendar", "identifiers"],
    &["script"],
    &["catalogue", "organization"],
    &["case"],
    &["ledger"],
    &["facts", "ingest"],
    &["rules"],
    &["supervision"],
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The engine's own files with the module each belongs to and its text without comments.
fn modules() -> Vec<(String, String, String)> {
    let sources = texts(".rs").into_iter().filter_map(|(name, text)| {
        let inside = name.strip_prefix("engine/src/")?.to_owned();
        let module = inside.split(['/', '.']).next()?.to_owned();
        (module != "lib").then(|| (name, module, code(&text)))
    });
    sources.collect()
}

/// Lines without those that are comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names by `crate::`, in groups (`crate::{a, b::c}`) too.
fn named(text: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, prefix) in text.match_indices("crate::") {
        let rest = &text[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => {
                found.insert(word(rest));
            }
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (index, c) in group.char_indices() {
                    if start && depth == 0 && !c.is_whitespace() {
                        found.insert(word(&group[index..]));
                        start = false;
                    }
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' => start = true,
                        _ => {}
                    }
                }
            }
        }
    }
    found.retain(|name| !name.is_empty() && name.chars().next().is_some_and(char::is_lowercase));
    found
}

#[test]
fn groups_and_single_names_are_both_seen() {
    let seen = named("use crate::{case::{event, fold}, time};\nuse crate::ledger::Row; crate::sym::Sym::new()");
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["case", "ledger", "sym", "time"]);
}

#[test]
fn every_room_of_the_engine_has_its_floor() {
    let homeless: BTreeSet<String> = modules().into_iter().map(|(_, module, _)| module).filter(|module| floor(module).is_none()).collect();
    assert_none("give these modules a floor in tests/guards/floors.rs and docs/ARCHITECTURE.md", &Vec::from_iter(homeless));
    assert!(modules().len() > 50, "the engine's sources were not found");
}

#[test]
fn nothing_in_the_engine_reaches_up_or_sideways() {
    let mut offenders = Vec::new();
    for (file, module, text) in modules() {
        let own = floor(&module);
        for other in named(&text).into_iter().filter(|other| *other != module) {
            match (own, floor(&other)) {
                (Some(own), Some(below)) if below < own => {}
                (_, None) => offenders.push(format!("{file} names crate::{other}, which is no module with a floor")),
                _ => offenders.push(format!("{file}: {module} must not know {other}")),
            }
        }
    }
    assert_none("arrows that the floors do not allow", &offenders);
}

#[test]
fn sqlx_stays_in_the_ledger_and_rhai_in_script() {
    let mut offenders = Vec::new();
    for (name, text) in texts(".rs").into_iter().filter(|(name, _)| !name.starts_with("tests/")) {
        let text = code(&text);
        for (krate, home) in [("sqlx", "engine/src/ledger/"), ("rhai", "engine/src/script/")] {
            let names_it = text.match_indices(&format!("{krate}::")).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if names_it && !name.starts_with(home) {
                offenders.push(format!("{name} uses {krate}, which belongs into {home}"));
            }
        }
    }
    assert_none("crates away from their room", &offenders);
}
