//! The workspace's packages: who depends on whom, and that tests compile no dependency a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::{assert_none, root};
use crate::harness::must;

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = must("starting cargo", Command::new(cargo).args(arguments).current_dir(root()).output());
    assert!(output.status.success(), "cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    must("reading cargo's answer", String::from_utf8(output.stdout))
}

fn packages() -> Vec<Value> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1", "--offline", "--locked"]);
    let metadata: Value = must("cargo metadata", serde_json::from_str(&text));
    metadata["packages"].as_array().cloned().unwrap_or_default()
}

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().into_iter().flatten().filter_map(|entry| entry[key].as_str()).collect()
}

#[test]
fn packages_depend_downwards_only() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("mingjing-engine", &[][..]),
        ("mingjing-generator", &[][..]),
        ("mingjing-analytics", &["mingjing-engine"][..]),
        ("mingjing", &["mingjing-engine", "mingjing-analytics", "mingjing-generator"][..]),
        ("mingjing-tests", &["mingjing-engine", "mingjing-analytics", "mingjing-generator", "mingjing"][..]),
    ]);
    let packages = packages();
    assert_eq!(packages.len(), allowed.len(), "a package was added or removed; say here what it may know");
    let mut offenders = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(may) = allowed.get(name) else {
            offenders.push(format!("{name} is not known here"));
            continue;
        };
        for other in texts(&package["dependencies"], "name").into_iter().filter(|other| other.starts_with("mingjing")) {
            if !may.contains(&other) {
                offenders.push(format!("{name} must not depend on {other}"));
            }
        }
        for (krate, home) in [("sqlx", "mingjing-engine"), ("rhai", "mingjing-engine")] {
            let has = texts(&package["dependencies"], "name").contains(&krate);
            if has && name != home && name != "mingjing-tests" {
                offenders.push(format!("{name} must not depend on {krate}: it belongs into {home}"));
            }
        }
    }
    assert_none("dependencies between packages", &offenders);
}

/// A manifest as a table.
fn manifest(path: &std::path::Path) -> toml::Table {
    let doing = path.display().to_string();
    must(&doing, must(&doing, std::fs::read_to_string(path)).parse())
}

#[test]
fn unsafe_code_is_forbidden_in_every_target() {
    let workspace = manifest(&root().join("Cargo.toml"));
    let lint = workspace.get("workspace").and_then(|table| table.get("lints")?.get("rust")?.get("unsafe_code"));
    let by_workspace = lint.and_then(toml::Value::as_str) == Some("forbid");
    let mut offenders = Vec::new();
    for package in packages() {
        let own = manifest(std::path::Path::new(package["manifest_path"].as_str().unwrap_or_default()));
        if by_workspace && own.get("lints").and_then(|lints| lints.get("workspace")?.as_bool()) == Some(true) {
            continue;
        }
        let name = package["name"].as_str().unwrap_or_default();
        for target in package["targets"].as_array().into_iter().flatten() {
            let path = target["src_path"].as_str().unwrap_or_default();
            if !must(path, std::fs::read_to_string(path)).contains("#![forbid(unsafe_code)]") {
                offenders.push(format!("{} ({name})", target["name"].as_str().unwrap_or_default()));
            }
        }
    }
    assert_none("neither the workspace's lints nor #![forbid(unsafe_code)] hold in", &offenders);
}

/// Packages with the features they are built with.
fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = cargo(&["tree", "--workspace", "--locked", "--offline", "--edges", edges, "--prefix", "none", "--format", "{p}|{f}"]);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().map(|line| line.trim_end_matches(" (*)")) {
        if let Some((package, features)) = line.split_once('|') {
            found.entry(package.to_owned()).or_default().insert(features.to_owned());
        }
    }
    found
}

/// `make run` and `make test` share one set of compiled dependencies. A dev-dependency that switches a feature on would make
/// `cargo test` compile that crate and all above it again: half an hour for one feature of getrandom.
#[test]
fn tests_build_every_dependency_with_the_features_of_the_release() {
    let release = features("normal,build");
    let tests = features("normal,build,dev");
    let offenders: Vec<String> = release
        .iter()
        .filter_map(|(package, features)| {
            let others = tests.get(package)?;
            (others != features).then(|| format!("{package}: {features:?} in the release, {others:?} in tests"))
        })
        .collect();
    assert_none("switch these features on in the workspace's own dependencies", &offenders);
}
