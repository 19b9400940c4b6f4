//! The proof of a hit: its grounds, written out and hashed.

use mingjing_engine::ledger::chain::{Hash, content_hash};
use mingjing_engine::rules::{Language, Moment, Rule};
use mingjing_engine::schema::Row;
use serde::Serialize;

/// What a rule read and decided, and what it says.
#[derive(Serialize)]
struct Grounds<'a> {
    rule: &'a str,
    rule_hash: &'a str,
    at: i64,
    level: &'static str,
    because: [String; 2],
    row: Vec<(&'static str, String)>,
    tree: Vec<(usize, usize, bool)>,
}

/// The proof of a rule on a row, its text and hash; none where the rule has no answer.
pub fn take(rule: &Rule, row: &dyn Row, moment: &Moment<'_>) -> Option<(String, Hash)> {
    let trace = rule.trace(row, moment).ok()?;
    let grounds = Grounds {
        rule: &rule.code,
        rule_hash: &rule.hash,
        at: moment.at,
        level: rule.level_of(row, moment).unwrap_or(rule.level).code(),
        because: [Language::Zh, Language::En].map(|language| rule.because(row, moment, language).ok().flatten().unwrap_or_default()),
        row: trace.values.into_iter().map(|read| (read.column.name, read.text)).collect(),
        tree: trace.marks.iter().map(|mark| (mark.start, mark.end, mark.truth)).collect(),
    };
    let text = serde_json::to_string(&grounds).ok()?;
    let hash = content_hash(text.as_bytes());
    Some((text, hash))
}
