//! The walk along the chain.
//!
//! Each row is taken apart: is it the next one, is the body what was sealed, do the other columns repeat the body, does the
//! hash follow from the one before. Where a hash does not follow, the next row (or the head file) tells which side was changed:
//! it was sealed over the true hash.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::chain::{Checkpoint, Hash, Head, Seal, content_hash};
use super::events::{Events, SealedRow};
use super::fault::Fault;
use super::{BatchId, LedgerError, Position};
use crate::case::kind::EventType;
use crate::time::parse_rfc3339;

/// A checkpoint of a ledger as it stands, for a person or a higher platform to keep.
pub async fn checkpoint(events: &dyn Events) -> Result<Checkpoint, LedgerError> {
    let head = events.head().await?;
    Ok(Checkpoint { position: head.position, count: head.position.unsigned_abs(), hash: head.hash })
}

/// The members of a body that columns repeat. Texts are borrowed where the JSON has no escapes.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    source: std::borrow::Cow<'a, str>,
    #[serde(default)]
    revision: i64,
    #[serde(borrow, rename = "type")]
    kind: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    centre: std::borrow::Cow<'a, str>,
    #[serde(borrow, default)]
    case_no: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    occurred_at: std::borrow::Cow<'a, str>,
}

#[derive(Deserialize)]
struct VoidBody {
    payload: VoidPayload,
}

#[derive(Deserialize)]
struct VoidPayload {
    batch: String,
}

/// A row whose hash does not follow, until somebody tells which of its columns is the changed one.
struct Suspect {
    position: Position,
    stored: Hash,
    computed: Hash,
}

/// Walks rows in order of position. Backends feed it and ask it in the end.
pub struct Walker {
    head: Head,
    suspect: Option<Suspect>,
    witnesses: Vec<(Head, &'static str)>,
    rewritten: Option<Fault>,
    voids: BTreeMap<BatchId, Position>,
}

const CHAINED: &str = "recorded_at, batch, line or epoch";
const UNKNOWN: &str = "recorded_at, batch, line, epoch or hash";

impl Walker {
    /// Begins before the first row. Witnesses are ends of the chain that were written down elsewhere.
    pub fn new(witnesses: Vec<(Head, &'static str)>) -> Walker {
        Walker { head: Head::default(), suspect: None, witnesses, rewritten: None, voids: BTreeMap::new() }
    }

    /// The last sound row.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The imports that chained events have voided, with the positions of those events.
    pub fn voids(&self) -> &BTreeMap<BatchId, Position> {
        &self.voids
    }

    /// Takes the next row; gives the first fault.
    pub fn step(&mut self, row: &SealedRow) -> Option<Fault> {
        let position = self.head.position + 1;
        if let Some(suspect) = self.suspect.take() {
            return Some(judge(&suspect, row));
        }
        if row.position != position {
            return Some(Fault::Gap { after: position - 1, next: row.position });
        }
        let changed = |column| Some(Fault::Changed { position, column });
        let seal = Seal {
            position,
            recorded_at: row.recorded_at,
            batch: row.batch,
            line: row.line,
            epoch: row.epoch,
            content: content_hash(&row.body),
        };
        let computed = seal.hash(&self.head.hash);
        if seal.content.0 != row.content_hash[..] {
            // Exactly one of the two was changed if the stored hash follows from the other.
            return changed(match Hash::of_bytes(&row.content_hash) {
                _ if computed.0 == row.hash[..] => "content_hash",
                Some(content) if Seal { content, ..seal }.hash(&self.head.hash).0 == row.hash[..] => "body",
                Some(_) => "body, content_hash or another",
                None => "content_hash",
            });
        }
        if computed.0 != row.hash[..] {
            let Some(stored) = Hash::of_bytes(&row.hash) else { return changed("hash") };
            self.suspect = Some(Suspect { position, stored, computed });
            return None;
        }
        if let Some(column) = self.repeated(row) {
            return changed(column);
        }
        for (witness, name) in &self.witnesses {
            if witness.position == position && witness.hash != computed {
                // The chain is whole in itself, so the walk goes on: a nearer fault would be the better news.
                self.rewritten.get_or_insert(Fault::Rewritten { position, witness: name });
            }
        }
        self.head = Head { position, hash: computed };
        None
    }

    /// Ends the walk; gives the fault that only the end shows.
    pub fn finish(&mut self) -> Option<Fault> {
        if let Some(suspect) = self.suspect.take() {
            let told = self.witnesses.iter().find(|(witness, _)| witness.position == suspect.position);
            let column = match told {
                Some((witness, _)) if witness.hash == suspect.computed => "hash",
                Some((witness, _)) if witness.hash == suspect.stored => CHAINED,
                _ => UNKNOWN,
            };
            return Some(Fault::Changed { position: suspect.position, column });
        }
        self.rewritten.take()
    }

    /// The first column that does not repeat what the body says.
    fn repeated(&mut self, row: &SealedRow) -> Option<&'static str> {
        let Ok(body) = serde_json::from_slice::<Envelope<'_>>(&row.body) else { return Some("body") };
        let kind = EventType::named(&body.kind);
        let checks = [
            ("centre", body.centre.as_bytes() == row.centre),
            ("source", body.source.as_bytes() == row.source),
            ("id", body.id.as_bytes() == row.id),
            ("revision", body.revision == row.revision),
            ("kind", kind.is_some_and(|kind| i64::from(kind.rank()) == row.kind)),
            ("case_no", body.case_no.as_deref().map(str::as_bytes) == row.case_no.as_deref()),
            ("occurred_at", parse_rfc3339(&body.occurred_at).is_some_and(|(at, _)| at == row.occurred_at)),
        ];
        if kind == Some(EventType::ImportVoided)
            && let Ok(void) = serde_json::from_slice::<VoidBody>(&row.body)
            && let Ok(batch) = void.payload.batch.parse()
        {
            self.voids.entry(batch).or_insert(row.position);
        }
        checks.iter().find(|(_, is_same)| !is_same).map(|(column, _)| *column)
    }
}

/// Which column of the suspect was changed: the row after it was sealed over the true hash.
fn judge(suspect: &Suspect, next: &SealedRow) -> Fault {
    let position = suspect.position;
    let content = Hash::of_bytes(&next.content_hash).unwrap_or_default();
    let seal =
        Seal { position: next.position, recorded_at: next.recorded_at, batch: next.batch, line: next.line, epoch: next.epoch, content };
    let column = if next.position != position + 1 {
        UNKNOWN
    } else if seal.hash(&suspect.computed).0 == next.hash[..] {
        "hash"
    } else if seal.hash(&suspect.stored).0 == next.hash[..] {
        CHAINED
    } else {
        UNKNOWN
    };
    Fault::Changed { position, column }
}

/// Compares the end of the table with what was written down elsewhere.
pub fn compare_end(end: Position, head: Option<Position>, checkpoint: Option<Checkpoint>) -> Option<Fault> {
    if let Some(head) = head.filter(|head| *head > end) {
        return Some(Fault::CutTail { head, end });
    }
    checkpoint
        .filter(|checkpoint| checkpoint.position > end)
        .map(|checkpoint| Fault::BeforeCheckpoint { checkpoint: checkpoint.position, end })
}
