//! Proofs (判定依据): what an alert rests on.
//!
//! A step that raises or moves an alert carries its [`Proof`] in the ledger, sealed into the chain with the rest of the event. A [`ProofFile`]
//! adds to it everything that the judgement needs, so that [`verify()`] makes it again without server or database:
//!
//! | part | what it is |
//! |---|---|
//! | the step | the alert's number, rule, level and times, with the proof, as the ledger has it |
//! | events | the case's events up to the position judged, as the ledger has them |
//! | reference | of items, units, people, calendars and sources what the case touches |
//! | rules | scripts and metadata of the alert's family and of the family it is silent under, with the functions they call |
//! | profile | the centre's zone, calendar, opening hours and way of counting |

mod file;
mod gather;
mod verify;

use serde::{Deserialize, Serialize};

use super::interval::Finding;
use crate::case::payload::MOST_DOCUMENT;
use crate::ledger::Position;
use crate::ledger::chain::content_hash;
use crate::rules::Grounds;
use crate::time::format_utc;

pub use file::{ProofFile, ProofFileError, ProofPart, SealedEvent};
pub use gather::GatherError;
pub use verify::{Verified, VerifyError, verify};

/// The form of proofs and of their files.
pub const FORMAT: &str = "mingjing-proof/1";

/// Version of the engine's way of judging.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why a rule held at a moment, and by what it was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// [`FORMAT`].
    pub format: String,
    /// Code of the rule.
    pub rule: String,
    /// Hash of its content.
    pub rule_hash: String,
    /// The document and clause that it enforces.
    pub basis: String,
    /// [`ENGINE_VERSION`].
    pub engine: String,
    /// Version of the calendar as known at that moment.
    pub calendar: String,
    /// The last position of the ledger that was read.
    pub position: Position,
    /// The moment, RFC 3339 in UTC.
    pub at: String,
    /// What was read and decided.
    pub grounds: Grounds,
    /// The case's events that were known, by position; empty for a subject that no single case makes.
    pub events: Vec<Position>,
}

impl Proof {
    /// The proof of a finding judged at a position of the ledger; `None` where its rule gave no grounds.
    pub fn of(finding: &Finding, position: Position) -> Option<Proof> {
        let ground = finding.ground.as_ref()?;
        Some(Proof {
            format: FORMAT.to_owned(),
            rule: finding.rule.code.clone(),
            rule_hash: finding.rule.hash.clone(),
            basis: finding.rule.basis.clone(),
            engine: ENGINE_VERSION.to_owned(),
            calendar: ground.calendar.version().to_owned(),
            position,
            at: format_utc(ground.at),
            grounds: ground.grounds.clone(),
            events: finding.events.to_vec(),
        })
    }

    /// The text that is hashed and kept. There is one for each proof: members in the order of the fields, no white space.
    ///
    /// # Errors
    /// Never for what came of [`Proof::of`]; a text that JSON cannot hold would be one.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// The text of a finding's proof and its hash. `None` where there are no grounds, or where they are longer than an event may carry: a rule that
/// looks at thousands of rows.
pub fn text_of(finding: &Finding, position: Position) -> Option<(String, String)> {
    let text = Proof::of(finding, position)?.text().ok()?;
    (text.chars().count() <= MOST_DOCUMENT).then(|| {
        let hash = content_hash(text.as_bytes()).to_string();
        (text, hash)
    })
}
