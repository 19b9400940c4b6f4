//! `folder.toml`: which profile and mapping a file is read with, by its name.

use std::path::Path;

use serde::Deserialize;

use crate::ingest::error::ConfigError;

/// Profile of files for which none is named.
const PROFILE: &str = "district";

/// The rules of a folder. Without a file of rules every file is read with the profile `district` and that one's mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    profile: Option<String>,
    files: Vec<FileRule>,
}

/// How files of a name are read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FileRule {
    name: String,
    profile: Option<String>,
    mapping: Option<String>,
}

/// What a file is read with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Profile by name or path.
    pub profile: String,
    /// Mapping by name or path; without one the profile's.
    pub mapping: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    profile: Option<String>,
    #[serde(default)]
    files: Vec<FileEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    name: toml::Spanned<String>,
    profile: Option<String>,
    mapping: Option<String>,
}

impl Rules {
    /// Reads rules. `file` is how messages call their file; paths in it start at `root`.
    pub fn read(root: &Path, file: &str, text: &str) -> Result<Rules, ConfigError> {
        let raw: RulesFile = toml::from_str(text).map_err(|error| ConfigError::of_toml(file, text, &error))?;
        let placed = |name: String| {
            // A name without an ending is a shipped one.
            if Path::new(&name).extension().is_some_and(|ending| ending == "toml") { root.join(name).display().to_string() } else { name }
        };
        let mut files = Vec::new();
        for entry in raw.files {
            if entry.name.get_ref().trim().is_empty() || entry.name.get_ref().contains('/') {
                let message = "name is a pattern of file names, like basics_*.csv, without folders";
                return Err(ConfigError::at(file, text, entry.name.span().start, message));
            }
            files.push(FileRule { name: entry.name.into_inner(), profile: entry.profile.map(placed), mapping: entry.mapping.map(placed) });
        }
        Ok(Rules { profile: raw.profile.map(placed), files })
    }

    /// What a file is read with: by the first rule whose name fits; `None` where there are rules and none fits.
    pub fn of(&self, name: &str) -> Option<Reading> {
        let own = |profile: Option<&String>| profile.or(self.profile.as_ref()).map_or_else(|| PROFILE.to_owned(), Clone::clone);
        if self.files.is_empty() {
            return Some(Reading { profile: own(None), mapping: None });
        }
        let rule = self.files.iter().find(|rule| fits(&rule.name, name))?;
        Some(Reading { profile: own(rule.profile.as_ref()), mapping: rule.mapping.clone() })
    }

    /// The patterns, for messages.
    pub fn names(&self) -> String {
        self.files.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a name fits a pattern: `*` any characters, `?` one; letters of either case are the same.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    // Where to go on after the last `*`, should what follows it not fit: behind it in the pattern, one character further in the name.
    let (mut p, mut n, mut again) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                again = Some((p + 1, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match again {
                None => return false,
                Some((after, from)) => {
                    again = Some((after, from + 1));
                    (p, n) = (after, from + 1);
                }
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Rules, ConfigError> {
        Rules::read(Path::new("exchange"), "folder.toml", text)
    }

    #[test]
    fn names_fit_patterns() {
        let table = [
            ("basics_*.csv", "basics_20250630.csv", true),
            ("basics_*.csv", "BASICS_.CSV", true),
            ("basics_*.csv", "basics.csv", false),
            ("*_a*b.csv", "x_aab_ab.csv", true),
            ("*_a*b.csv", "x_aab_ac.csv", false),
            ("?.csv", "办.csv", true),
            ("?.csv", "ab.csv", false),
            ("*", "", true),
            ("a", "", false),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn the_first_rule_that_fits_counts_and_without_rules_every_file_is_of_the_district() {
        let reading =
            |profile: &str, mapping: Option<&str>| Some(Reading { profile: profile.to_owned(), mapping: mapping.map(str::to_owned) });
        let rules = read(
            "profile = \"centre.toml\"\n[[files]]\nname = \"a*.csv\"\nmapping = \"exchange-basics\"\n[[files]]\nname = \"*.csv\"\nprofile = \"district\"\nmapping = \"own.toml\"",
        )
        .expect("valid");
        assert_eq!(rules.of("a1.csv"), reading("exchange/centre.toml", Some("exchange-basics")));
        assert_eq!(rules.of("b1.csv"), reading("district", Some("exchange/own.toml")));
        assert_eq!(rules.of("b1.xlsx"), None);
        assert_eq!(rules.names(), "a*.csv, *.csv");
        assert_eq!(Rules::default().of("any.jsonl"), reading("district", None));
    }

    #[test]
    fn faults_are_named_with_their_place() {
        for (text, expected) in [
            ("profil = \"x\"", "folder.toml:1:1: unknown key profil; did you mean profile?"),
            ("[[files]]\nname = \"in/a.csv\"", "folder.toml:2:8: name is a pattern of file names"),
            ("[[files]]\nmapping = \"m\"", "folder.toml:1:1: missing field `name`"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
