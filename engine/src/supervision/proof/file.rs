//! A proof's file: one JSON object whose last member is the hash of all before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::FORMAT;
use crate::ledger::SealedRow;
use crate::ledger::chain::{Hash, Seal, content_hash};

/// Why a file is no proof's file.
#[derive(Debug, thiserror::Error)]
pub enum ProofFileError {
    /// It is no JSON of the form.
    #[error("line {}, column {}: {source}; it is no proof of alerts, or was changed", .source.line(), .source.column())]
    Json {
        /// Why.
        #[from]
        source: serde_json::Error,
    },
    /// Of another form.
    #[error("the file is of the form {found:?}; this program reads {FORMAT:?}")]
    Format {
        /// The form it names.
        found: String,
    },
    /// It is not written as this program writes it.
    #[error("the file was changed: it is not written as proofs are")]
    NotCanonical,
    /// Its hash is of another content.
    #[error("the file was changed: its content has the hash {computed}, and the file says {written}")]
    Changed {
        /// Hash of its content.
        computed: String,
        /// Hash that it names.
        written: String,
    },
}

/// A part of the evidence in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofPart {
    /// The step of the alert.
    Step,
    /// An event of the case.
    Event,
    /// An event of items, units, people, calendars or sources.
    Reference,
}

/// An event as the ledger has it, with what its place in the chain is computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedEvent {
    /// Place in the ledger.
    pub position: i64,
    /// When the ledger learned of it, microseconds UTC.
    pub recorded_at: i64,
    /// The import it came with.
    pub batch: Option<i64>,
    /// Its place in the imported file.
    pub line: Option<i64>,
    /// Epoch of the node that sealed it.
    pub epoch: i64,
    /// Hash of the row before it.
    pub previous: String,
    /// Its own hash: what `mingjing ledger` has at this position.
    pub hash: String,
    /// The event, canonical JSON.
    pub body: String,
}

impl SealedEvent {
    /// A row and the hash before it; `None` where the row holds no text or no hash.
    pub fn of(row: SealedRow, previous: Hash) -> Option<SealedEvent> {
        Some(SealedEvent {
            position: row.position,
            recorded_at: row.recorded_at,
            batch: row.batch,
            line: row.line,
            epoch: row.epoch,
            previous: previous.to_string(),
            hash: Hash::of_bytes(&row.hash)?.to_string(),
            body: String::from_utf8(row.body).ok()?,
        })
    }

    /// Whether its hash follows from its content and the hash before it.
    pub fn is_sealed(&self) -> bool {
        let (Some(previous), Some(hash)) = (Hash::parse(&self.previous), Hash::parse(&self.hash)) else { return false };
        let seal = Seal {
            position: self.position,
            recorded_at: self.recorded_at,
            batch: self.batch,
            line: self.line,
            epoch: self.epoch,
            content: content_hash(self.body.as_bytes()),
        };
        seal.hash(&previous) == hash
    }
}

/// The centre's profile as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileText {
    /// Name.
    pub name: String,
    /// Text of its file.
    pub text: String,
}

/// Everything a judgement needs to be made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofFile {
    /// [`FORMAT`].
    pub format: String,
    /// Number of the alert.
    pub alert_no: String,
    /// The step that carries the proof.
    pub step: SealedEvent,
    /// Events of the case.
    pub events: Vec<SealedEvent>,
    /// Reference facts.
    pub reference: Vec<SealedEvent>,
    /// The profile.
    pub profile: ProfileText,
    /// Files of rules, by path.
    pub rules: BTreeMap<String, String>,
    /// SHA-256 of the file's text with this member empty.
    pub sha256: String,
}

impl ProofFile {
    /// The file's text, sealed.
    ///
    /// # Errors
    /// Where JSON cannot hold it.
    pub fn write(mut self) -> Result<String, serde_json::Error> {
        self.sha256 = self.content_hash()?;
        self.text()
    }

    fn text(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    fn content_hash(&self) -> Result<String, serde_json::Error> {
        let bare = ProofFile { sha256: String::new(), ..self.clone() };
        Ok(content_hash(bare.text()?.as_bytes()).to_string())
    }

    /// Reads a file's text; any change of it is an error.
    ///
    /// # Errors
    /// Where it is none, of another form, or changed.
    pub fn read(text: &str) -> Result<ProofFile, ProofFileError> {
        #[derive(Deserialize)]
        struct Form {
            format: String,
        }
        let form: Form = serde_json::from_str(text)?;
        if form.format != FORMAT {
            return Err(ProofFileError::Format { found: form.format });
        }
        let file: ProofFile = serde_json::from_str(text)?;
        let computed = file.content_hash()?;
        if computed != file.sha256 {
            return Err(ProofFileError::Changed { computed, written: file.sha256 });
        }
        if file.text()? != text {
            return Err(ProofFileError::NotCanonical);
        }
        Ok(file)
    }
}
