//! `versions.lock`: which version of a rule has which content.
//!
//! A rule's hash covers what decides its alerts and their sentences: the script without its leading documentation, the helpers
//! it calls, and the metadata that the walk reads. Changed content under an unchanged version is an error.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::metadata::Metadata;
use crate::script::{ScriptError, Source, Span};

/// A version and its content.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// From 1.
    pub version: u32,
    /// [`hash`] of its content.
    pub sha256: String,
}

/// Reads the file.
///
/// # Errors
/// Where it is not of the form that [`write`] gives.
pub fn read(file: &str, text: &str) -> Result<BTreeMap<String, Locked>, ScriptError> {
    toml::from_str(text).map_err(|error| {
        let span = error.span().map(|range| Span::new(range.start, range.end)).unwrap_or_default();
        ScriptError::at(&Source::new(file, text), span, error.message())
    })
}

/// Writes the file.
pub fn write(locked: &BTreeMap<String, Locked>) -> String {
    let mut text = String::from("# Code, version and content hash of every rule. Written by `mingjing rules lock`, never by hand.\n");
    for (code, locked) in locked {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n[{code}]\nversion = {}\nsha256 = \"{}\"\n", locked.version, locked.sha256);
    }
    text
}

/// The hash of a rule's content, in hexadecimal.
pub fn hash(script: &str, helpers: &[&str], metadata: &Metadata) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    };
    let code: Vec<&str> = script.lines().skip_while(|line| line.starts_with("//!")).map(str::trim_end).collect();
    add(code.join("\n").trim());
    helpers.iter().for_each(|helper| add(helper));
    for part in [
        metadata.code.as_str(),
        metadata.subject.as_str(),
        metadata.kind.code(),
        metadata.family.as_deref().unwrap_or(&metadata.code),
        metadata.level.code(),
        metadata.silent_while.as_deref().unwrap_or_default(),
        if metadata.absence { "absence" } else { "" },
        if metadata.confidential { "confidential" } else { "" },
    ] {
        add(part);
    }
    for (name, spec) in &metadata.params {
        add(name);
        add(&spec.default.to_string());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_as_it_is_written() {
        let locked = BTreeMap::from([("T03".to_owned(), Locked { version: 2, sha256: "ab".to_owned() })]);
        assert_eq!(read("versions.lock", &write(&locked)), Ok(locked));
        let error = read("versions.lock", "\n[T03]\nversion = \"x\"\n").expect_err("no number");
        assert_eq!((error.line, error.file.as_ref()), (3, "versions.lock"));
    }
}
