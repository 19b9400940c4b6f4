//! The catalogue of rules: pairs of a script and a `.toml` file, read and checked together.
//!
//! | file | subject |
//! |---|---|
//! | `metadata` | what the `.toml` file says |
//! | `folder` | reading a folder |
//! | `lock` | `versions.lock` |
//! | `helpers` | functions of `lib/` |
//!
//! A faulty rule never stops the others; all faults are reported at once, each with file, line and column.

mod folder;
mod helpers;
mod lock;
mod metadata;
#[cfg(test)]
mod tests;

pub use folder::read_folder;
pub use lock::Locked;
pub(super) use lock::hash as content_hash;
pub use metadata::{Expectation, Level, Metadata, ParamSpec, ParamValue, RuleKind, Status, TimelineCase, Words};

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rule::{Rule, Written};
use crate::schema::Relation;
use crate::script::{self, ScriptError, Source, Span, suggestion};

pub(super) use helpers::Library;

/// Folders at the top of the rules that hold other things than supervision rules.
const OTHER_FOLDERS: [&str; 8] = ["lib", "subjects", "mapping", "profiles", "assessment", "appeals", "quality", "_retired"];

/// All rules.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The sound ones, by code.
    pub rules: Vec<Arc<Rule>>,
    /// What is wrong with the others.
    pub errors: Vec<ScriptError>,
    locked: BTreeMap<String, Locked>,
}

impl Catalogue {
    /// Reads rules from (path, text) pairs. `relations` gives a relation by name.
    pub fn load(files: &[(String, String)], relations: &dyn Fn(&str) -> Option<&'static Relation>) -> Catalogue {
        let mut catalogue = Catalogue::default();
        let library = Library::read(files, &mut catalogue.errors);
        let lock = files.iter().find(|(path, _)| path == "versions.lock");
        if let Some((path, text)) = lock {
            match lock::read(path, text) {
                Ok(locked) => catalogue.locked = locked,
                Err(error) => catalogue.errors.push(error),
            }
        }
        for (path, text) in files.iter().filter(|(path, _)| is_rule_file(path, "toml")) {
            let script = path.replace(".toml", ".rhai");
            match files.iter().find(|(path, _)| *path == script) {
                Some((_, script_text)) => match read_rule(path, text, &script, script_text, &library, relations) {
                    Ok(rule) => catalogue.rules.push(Arc::new(rule)),
                    Err(errors) => catalogue.errors.extend(errors),
                },
                None => catalogue.errors.push(at_start(path, format!("there is no script {script} beside it"))),
            }
        }
        for (path, _) in files.iter().filter(|(path, _)| is_rule_file(path, "rhai")) {
            let metadata = path.replace(".rhai", ".toml");
            if !files.iter().any(|(path, _)| *path == metadata) {
                catalogue.errors.push(at_start(path, format!("there is no {metadata} beside it")));
            }
        }
        catalogue.rules.sort_by(|left, right| left.code.cmp(&right.code));
        catalogue.check_codes();
        catalogue.check_families();
        catalogue.take_versions(lock.is_some());
        catalogue.errors.sort_by(|left, right| (&left.file, left.line, left.column).cmp(&(&right.file, right.line, right.column)));
        catalogue
    }

    /// A rule by its code.
    pub fn by_code(&self, code: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The rules about a relation.
    pub fn for_subject<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a Arc<Rule>> {
        self.rules.iter().filter(move |rule| rule.subject.name == subject)
    }

    /// What `versions.lock` should hold: changed rules one version up, new ones at 1, retired ones as they were.
    pub fn lock_text(&self) -> String {
        let mut locked = self.locked.clone();
        for rule in &self.rules {
            let version = match self.locked.get(&rule.code) {
                Some(known) if known.sha256 == rule.hash => known.version,
                Some(known) => known.version + 1,
                None => 1,
            };
            locked.insert(rule.code.clone(), Locked { version, sha256: rule.hash.clone() });
        }
        lock::write(&locked)
    }

    fn check_codes(&mut self) {
        let mut kept: Vec<Arc<Rule>> = Vec::with_capacity(self.rules.len());
        for rule in std::mem::take(&mut self.rules) {
            match kept.last() {
                Some(first) if first.code == rule.code => {
                    self.errors.push(at_start(&rule.file, format!("the code {} is taken by {}", rule.code, first.file)));
                }
                _ => kept.push(rule),
            }
        }
        self.rules = kept;
    }

    fn check_families(&mut self) {
        let families: Vec<String> = self.rules.iter().map(|rule| rule.family.clone()).collect();
        for rule in &self.rules {
            if let Some(family) = &rule.silent_while
                && !families.contains(family)
            {
                let hint = suggestion(family, families.iter().map(String::as_str));
                self.errors.push(at_start(&rule.file, format!("silent_while names no family of a rule: `{family}`{hint}")));
            }
        }
    }

    /// Gives every rule its version. Without a lock file all are at version 1; with one, a rule whose content differs from what
    /// its version stands for is an error, and runs as it is.
    fn take_versions(&mut self, has_lock: bool) {
        for rule in &mut self.rules {
            let message = match self.locked.get(&rule.code) {
                Some(known) => {
                    if rule.version != known.version {
                        let mut versioned = Rule::clone(rule);
                        versioned.version = known.version;
                        *rule = Arc::new(versioned);
                    }
                    if known.sha256 == rule.hash {
                        continue;
                    }
                    format!(
                        "{} has changed and is still version {}; run `mingjing rules lock` to give it the next",
                        rule.code, known.version
                    )
                }
                None if has_lock => format!("{} is not in versions.lock; run `mingjing rules lock`", rule.code),
                None => continue,
            };
            self.errors.push(at_start(&rule.file, message));
        }
    }
}

fn is_rule_file(path: &str, extension: &str) -> bool {
    let top = path.split_once('/').map_or("", |(top, _)| top);
    path.strip_suffix(extension).is_some_and(|stem| stem.ends_with('.')) && !OTHER_FOLDERS.contains(&top)
}

fn at_start(file: &str, message: String) -> ScriptError {
    ScriptError { file: file.into(), line: 1, column: 1, message }
}

fn read_rule(
    path: &str,
    text: &str,
    script_path: &str,
    script_text: &str,
    library: &Library,
    relations: &dyn Fn(&str) -> Option<&'static Relation>,
) -> Result<Rule, Vec<ScriptError>> {
    let metadata = Metadata::read(path, text)?;
    let Some(subject) = relations(&metadata.subject) else {
        let at = text.find("subject").unwrap_or(0);
        let message = format!("there is no relation `{}`", metadata.subject);
        return Err(vec![ScriptError::at(&Source::new(path, text), Span::new(at, at), message)]);
    };
    let names: Vec<&str> = metadata.params.keys().map(String::as_str).collect();
    let (source, functions) = script::read(script_path, script_text, &names).map_err(|error| vec![error])?;
    let written = Written::new(metadata, subject, source, functions, library, relations);
    let params = written.defaults();
    Rule::build(Arc::new(written), params)
}
