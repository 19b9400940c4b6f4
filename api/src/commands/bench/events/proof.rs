//! The proof of a hit as an alert's step carries it, written out and hashed.

use mingjing_engine::ledger::chain::{Hash, content_hash};
use mingjing_engine::rules::{Moment, Rule};
use mingjing_engine::schema::Row;
use mingjing_engine::supervision::proof::{ENGINE_VERSION, FORMAT, Proof};
use mingjing_engine::time::format_utc;

/// The proof of a rule on a row, its text and hash; none where the rule has no answer.
pub fn take(rule: &Rule, row: &dyn Row, moment: &Moment<'_>) -> Option<(String, Hash)> {
    let proof = Proof {
        format: FORMAT.to_owned(),
        rule: rule.code.clone(),
        rule_hash: rule.hash.clone(),
        basis: rule.basis.clone(),
        engine: ENGINE_VERSION.to_owned(),
        calendar: moment.calendar.version().to_owned(),
        position: 1,
        at: format_utc(moment.at),
        grounds: rule.grounds(row, moment)?,
        events: Vec::new(),
    };
    let text = proof.text().ok()?;
    let hash = content_hash(text.as_bytes());
    Some((text, hash))
}
