//! One append inside a transaction: known keys are looked up, new events are sealed and inserted, then all that goes with them.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;

use super::backend::{Backend, Cells, Statement};
use super::transaction::Transaction;
use super::{books, personal, quarantine};
use crate::case::form::Formed;
use crate::ledger::chain::{Hash, Head, Seal, content_hash};
use crate::ledger::events::Numbers;
use crate::ledger::{Append, BatchId, LedgerError, Outcome, Position, Vault};
use crate::sym::Sym;
use crate::time::Micros;

/// On one machine one node seals, for ever.
const EPOCH: i64 = 1;

const KEYS: &str = "INSERT INTO event_keys (centre, source, id, revision, position) \
     SELECT centre, source, id, revision, position FROM events WHERE position BETWEEN $1 AND $2";
const IMPORT: &str = "SELECT voided_at FROM imports WHERE batch = $1";
const LONGER_RUN: &str = "UPDATE import_runs SET last_position = $3 WHERE batch = $1 AND last_position = $2 - 1";
const NEW_RUN: &str = "INSERT INTO import_runs (batch, first_position, last_position) VALUES ($1, $2, $3)";
const NUMBER: &str = "SELECT last FROM numbers WHERE scope = $1";

/// An append with what can be computed before the transaction: content hashes and sealed personal values.
pub(in crate::ledger) struct Prepared {
    append: Append,
    contents: Vec<Hash>,
    personal: Vec<Vec<personal::Sealed>>,
}

impl Prepared {
    pub(in crate::ledger) fn new(append: Append, vault: &Vault) -> Result<Prepared, LedgerError> {
        let contents = append.entries.iter().map(|entry| content_hash(entry.event.body.as_bytes())).collect();
        let personal = append.entries.iter().map(|entry| personal::seal(vault, &entry.event.personal)).collect::<Result<_, _>>()?;
        Ok(Prepared { append, contents, personal })
    }

    pub(super) fn weight(&self) -> usize {
        self.append.entries.len() + self.append.quarantine.len()
    }
}

/// Writes one append; the transaction's head moves on.
pub(in crate::ledger) async fn write<B: Backend>(
    transaction: &mut Transaction<B>,
    vault: &Vault,
    prepared: &Prepared,
) -> Result<Vec<Outcome>, LedgerError> {
    let append = &prepared.append;
    if let Some(batch) = append.import {
        check_import(transaction, batch).await?;
    }
    let (outcomes, new) = sort_out(transaction, prepared).await?;
    if let (Some(first), Some(last)) = (new.first(), new.last()) {
        let (first, last) = (first.position, last.position);
        let failed = transaction.failed();
        let rows = NewRows { append, contents: &prepared.contents, new: &new };
        B::insert(transaction.connection(), &rows).await.map_err(failed)?;
        transaction.execute(Statement::new(KEYS).bind(first).bind(last)).await?;
        if let Some(batch) = append.import {
            extend_run(transaction, batch, first, last).await?;
        }
        let sealed = new.iter().flat_map(|new| &prepared.personal[new.index]);
        personal::insert(transaction, sealed.collect(), append.import.is_some()).await?;
    }
    quarantine::insert(transaction, vault, &append.quarantine, append.import, append.recorded_at).await?;
    if let Some((name, position)) = &append.cursor {
        books::set(transaction, books::CURSORS, name, *position).await?;
    }
    Ok(outcomes)
}

/// An entry that is new, sealed.
struct New {
    index: usize,
    position: Position,
    hash: Hash,
}

/// The new entries of an append, on their way into the table.
pub struct NewRows<'a> {
    append: &'a Append,
    contents: &'a [Hash],
    new: &'a [New],
}

/// One of them: the columns that the event does not say itself.
pub struct NewRow<'a> {
    /// Place in the ledger.
    pub position: Position,
    /// The event.
    pub event: &'a Formed,
    /// When the ledger learns of it.
    pub recorded_at: Micros,
    /// The import it came with.
    pub batch: Option<BatchId>,
    /// Its place in the imported file.
    pub line: Option<i64>,
    /// Epoch of the node that sealed it.
    pub epoch: i64,
    /// Hash of the body.
    pub content: &'a Hash,
    /// Chained hash.
    pub hash: &'a Hash,
}

impl NewRows<'_> {
    /// The rows, in order of position.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = NewRow<'_>> {
        self.new.iter().map(|new| {
            let entry = &self.append.entries[new.index];
            NewRow {
                position: new.position,
                event: &entry.event,
                recorded_at: self.append.recorded_at,
                batch: self.append.import,
                line: stored(entry.line),
                epoch: EPOCH,
                content: &self.contents[new.index],
                hash: &new.hash,
            }
        })
    }
}

/// Tells new entries from known ones and seals the new.
async fn sort_out<B: Backend>(transaction: &mut Transaction<B>, prepared: &Prepared) -> Result<(Vec<Outcome>, Vec<New>), LedgerError> {
    let append = &prepared.append;
    let mut known = known_keys(transaction, prepared).await?;
    let mut outcomes = Vec::with_capacity(append.entries.len());
    let mut new = Vec::with_capacity(append.entries.len());
    for (index, entry) in append.entries.iter().enumerate() {
        let content = prepared.contents[index];
        let key = (entry.event.centre, entry.event.source, entry.event.id.as_str(), entry.event.revision);
        let outcome = match known.get(&key) {
            Some((position, known)) if *known == content => Outcome::Duplicate(*position),
            Some((position, _)) => Outcome::Conflict { existing: *position },
            None => {
                let position = transaction.head.position + 1;
                let line = stored(entry.line);
                let seal = Seal { position, recorded_at: append.recorded_at, batch: append.import, line, epoch: EPOCH, content };
                let hash = seal.hash(&transaction.head.hash);
                transaction.head = Head { position, hash };
                known.insert(key, (position, content));
                new.push(New { index, position, hash });
                Outcome::Appended(position)
            }
        };
        outcomes.push(outcome);
    }
    Ok((outcomes, new))
}

type EventKey<'a> = (Sym, Sym, &'a str, u32);

/// Where the entries' keys stand already, with the hash of what stands there.
async fn known_keys<'a, B: Backend>(
    transaction: &mut Transaction<B>,
    prepared: &'a Prepared,
) -> Result<HashMap<EventKey<'a>, (Position, Hash), FxBuildHasher>, LedgerError> {
    let entries = &prepared.append.entries;
    let mut by_source: HashMap<(Sym, Sym), Vec<&str>, FxBuildHasher> = HashMap::default();
    for entry in entries {
        by_source.entry((entry.event.centre, entry.event.source)).or_default().push(&entry.event.id);
    }
    let mut known = HashMap::with_capacity_and_hasher(entries.len(), FxBuildHasher);
    for ((centre, source), ids) in by_source {
        let failed = transaction.failed();
        let found = B::known(transaction.connection(), centre.text(), source.text(), &ids).await.map_err(failed)?;
        for found in found {
            let position = found.position;
            let never_written = |column| LedgerError::Inconsistent { table: "events", row: position, column };
            let content = Hash::of_bytes(&found.content).ok_or(never_written("content_hash"))?;
            let revision = u32::try_from(found.revision).map_err(|_| never_written("revision"))?;
            if let Some(id) = ids.get(found.index) {
                known.insert((centre, source, *id, revision), (position, content));
            }
        }
    }
    Ok(known)
}

/// A line number as the table takes it.
fn stored(line: Option<u64>) -> Option<i64> {
    line.map(|line| i64::try_from(line).unwrap_or(i64::MAX))
}

async fn check_import<B: Backend>(transaction: &mut Transaction<B>, batch: BatchId) -> Result<(), LedgerError> {
    let failed = transaction.failed();
    let found = transaction.fetch(Statement::new(IMPORT).bind(batch)).await?;
    match found.first().map(|row| row.maybe_integer(0)).transpose().map_err(failed)? {
        Some(None) => Ok(()),
        other => Err(LedgerError::NoSuchImport { batch, is_voided: other.is_some() }),
    }
}

/// Notes which positions belong to an import.
async fn extend_run<B: Backend>(
    transaction: &mut Transaction<B>,
    batch: BatchId,
    first: Position,
    last: Position,
) -> Result<(), LedgerError> {
    let run = |sql| Statement::new(sql).bind(batch).bind(first).bind(last);
    if transaction.execute(run(LONGER_RUN)).await? == 0 {
        transaction.execute(run(NEW_RUN)).await?;
    }
    Ok(())
}

/// The last numbers given in some scopes.
pub(super) async fn numbers<B: Backend>(transaction: &mut Transaction<B>, scopes: &[String]) -> Result<Numbers, LedgerError> {
    let failed = transaction.failed();
    let mut last = BTreeMap::new();
    for scope in scopes {
        let found = transaction.fetch(Statement::new(NUMBER).bind(scope.as_str())).await?;
        let known = found.first().map(|row| row.integer(0)).transpose().map_err(&failed)?;
        last.insert(scope.clone(), known.unwrap_or(0));
    }
    Ok(Numbers { last })
}

/// Keeps the numbers that were given, unless all entries were known already.
pub(super) async fn keep_numbers<B: Backend>(
    transaction: &mut Transaction<B>,
    before: &Numbers,
    after: &Numbers,
    outcomes: &[Outcome],
) -> Result<(), LedgerError> {
    if !outcomes.iter().any(|outcome| matches!(outcome, Outcome::Appended(_))) {
        return Ok(());
    }
    for (scope, last) in &before.last {
        let given = after.last.get(scope).copied().unwrap_or(*last);
        if given != *last {
            books::set(transaction, books::NUMBERS, scope, given).await?;
        }
    }
    Ok(())
}
