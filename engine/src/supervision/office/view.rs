//! Facts and alerts as of a time, for questions; and the comparison of followed facts with facts made anew.

use std::sync::Arc;

use super::Office;
use super::error::OfficeError;
use super::follower::Follower;
use crate::facts::others::{ALERT, QuarantineRecord, Table, quarantine_table};
use crate::facts::query::{QueryError, Session};
use crate::facts::relations;
use crate::facts::store::Snapshot;
use crate::ledger::{Ledger, QuarantinedRow};
use crate::supervision::ask::{self, LedgerEvents};
use crate::supervision::judge::{Benches, Known};
use crate::supervision::register::Register;
use crate::sym::Sym;
use crate::time::Micros;

/// Rows of quarantine read at a time.
const QUARANTINE_PAGE: usize = 5_000;

/// Facts and alerts as of a time.
pub struct View {
    /// Facts.
    pub facts: Arc<Snapshot>,
    /// Worlds by centre.
    pub benches: Arc<Benches>,
    /// Alerts.
    pub alerts: Arc<Register>,
    ledger: Arc<dyn Ledger>,
    known: Known,
}

impl View {
    /// A session for SQL over it, the ledger's events and quarantine among its relations.
    pub fn session(&self) -> Result<Session, QueryError> {
        let events = LedgerEvents::new(self.ledger.clone(), &self.benches, self.known.clone());
        ask::session(self.facts.clone(), &self.benches, Some(Arc::new(events)))
    }
}

/// A relation of the published facts beside the same one made anew.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ComparedRelation {
    /// Its name.
    pub name: &'static str,
    /// Rows made anew.
    pub rows: usize,
    /// Hash of the rows made anew, sorted by key.
    pub hash: String,
    /// Whether both are the same.
    pub is_equal: bool,
}

/// What a rebuild found.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Compared {
    /// The relations.
    pub relations: Vec<ComparedRelation>,
}

impl Office {
    /// Facts and alerts as of `now`, and as known by `known`; no rule is judged and nothing written. Where the copy on disk serves, only what
    /// came since is made.
    pub async fn as_of(&self, now: Micros, known: Option<Micros>) -> Result<View, OfficeError> {
        if known.is_none()
            && let Some(mut follower) = self.follower_of_copy(now, None).await?
        {
            follower.follow().await?;
            return self.view(follower, now).await;
        }
        self.made_anew(now, known).await
    }

    async fn made_anew(&self, now: Micros, known: Option<Micros>) -> Result<View, OfficeError> {
        let known = Known::by(known, &self.ledger.reference_events().await?);
        let mut follower = Follower::new(self.ledger.clone(), self.library.clone(), None, self.empty_register(), known);
        follower.begin().await?;
        self.view(follower, now).await
    }

    async fn view(&self, mut follower: Follower, now: Micros) -> Result<View, OfficeError> {
        follower.judge(now).await?;
        let quarantine = self.quarantine(&follower.known).await?;
        let facts = follower.snapshot(follower.position, now, Some(quarantine))?;
        Ok(View { facts, benches: follower.benches, alerts: follower.alerts, ledger: self.ledger.clone(), known: follower.known })
    }

    async fn quarantine(&self, known: &Known) -> Result<Table, OfficeError> {
        let mut records = Vec::new();
        let mut after = 0;
        loop {
            let page = self.ledger.quarantined(after, QUARANTINE_PAGE, false).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            records.extend(page.into_iter().filter(|row| row.withdrawn_at.is_none() && known.knows(row.recorded_at)).map(record));
        }
        Ok(quarantine_table(&records)?)
    }

    /// Makes the facts anew from the ledger, holds them against those that followed it, and gives what was compared.
    pub async fn rebuild(&self, now: Micros) -> Result<Compared, OfficeError> {
        self.catch_up(now).await?;
        let followed = self.published();
        let anew = self.made_anew(now, None).await?;
        let compare = |relation: &'static crate::schema::Relation| {
            let hash = anew.facts.hash(relation)?;
            let is_equal = followed.facts.hash(relation)? == hash;
            Ok(ComparedRelation { name: relation.name, rows: anew.facts.rows(relation.name), hash, is_equal })
        };
        let relations = relations::WALKED.iter().copied().chain([&ALERT]).map(compare);
        Ok(Compared { relations: relations.collect::<Result<_, OfficeError>>()? })
    }
}

fn record(row: QuarantinedRow) -> QuarantineRecord {
    let some = |text: String| (!text.is_empty()).then(|| text.into_boxed_str());
    QuarantineRecord {
        id: row.id,
        centre: Sym::new(&row.centre),
        source: row.source.into(),
        position: i64::try_from(row.line).unwrap_or(i64::MAX),
        reason: Sym::new(&row.reason),
        field: some(row.field),
        message: row.message.into(),
        how_to_mend: some(row.how_to_mend),
        raw: some(row.masked),
        recorded_at: row.recorded_at,
        replayed_at: row.replayed_at,
    }
}
