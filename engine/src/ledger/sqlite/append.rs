//! One append inside a transaction: known keys are looked up, new events are sealed and inserted, then all that goes with them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::transaction::Transaction;
use super::{books, many, personal, quarantine};
use crate::ledger::chain::{Hash, Head, Seal, content_hash};
use crate::ledger::events::Numbers;
use crate::ledger::{Append, BatchId, LedgerError, Outcome, Position, Vault};
use crate::sym::Sym;

/// On one machine one node seals, for ever.
const EPOCH: i64 = 1;

const KNOWN: &str = "SELECT wanted.key, known.revision, known.position, events.content_hash \
     FROM json_each(?3) AS wanted \
     CROSS JOIN event_keys AS known ON known.centre = ?1 AND known.source = ?2 AND known.id = wanted.value \
     CROSS JOIN events ON events.position = known.position";
const COLUMNS: &str = "INSERT INTO events (position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, \
     batch, line, epoch, content_hash, hash, body) VALUES ";
const COLUMN_COUNT: usize = 15;
const KEYS: &str = "INSERT INTO event_keys (centre, source, id, revision, position) \
     SELECT centre, source, id, revision, position FROM events WHERE position BETWEEN ?1 AND ?2";
const IMPORT: &str = "SELECT voided_at IS NOT NULL FROM imports WHERE batch = ?";
const LONGER_RUN: &str = "UPDATE import_runs SET last_position = ?3 WHERE batch = ?1 AND last_position = ?2 - 1";
const NEW_RUN: &str = "INSERT INTO import_runs (batch, first_position, last_position) VALUES (?1, ?2, ?3)";
const NUMBER: &str = "SELECT last FROM numbers WHERE scope = ?";
const SET_NUMBER: &str = "INSERT INTO numbers (scope, last) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET last = excluded.last";

/// An append with what can be computed before the transaction: content hashes and sealed personal values.
pub(super) struct Prepared {
    append: Append,
    contents: Vec<Hash>,
    personal: Vec<Vec<personal::Sealed>>,
}

impl Prepared {
    pub(super) fn new(append: Append, vault: &Vault) -> Result<Prepared, LedgerError> {
        let contents = append.entries.iter().map(|entry| content_hash(entry.event.body.as_bytes())).collect();
        let personal = append.entries.iter().map(|entry| personal::seal(vault, &entry.event.personal)).collect::<Result<_, _>>()?;
        Ok(Prepared { append, contents, personal })
    }

    pub(super) fn weight(&self) -> usize {
        self.append.entries.len() + self.append.quarantine.len()
    }
}

/// Writes one append; the transaction's head moves on.
pub(super) async fn write(transaction: &mut Transaction, vault: &Vault, prepared: &Prepared) -> Result<Vec<Outcome>, LedgerError> {
    let append = &prepared.append;
    if let Some(batch) = append.import {
        check_import(transaction, batch).await?;
    }
    let (outcomes, new) = sort_out(transaction, prepared).await?;
    if let (Some(first), Some(last)) = (new.first(), new.last()) {
        let (first, last) = (first.position, last.position);
        insert(transaction, prepared, &new).await?;
        let failed = transaction.failed();
        sqlx::query(KEYS).bind(first).bind(last).execute(transaction.connection()).await.map_err(failed)?;
        if let Some(batch) = append.import {
            extend_run(transaction, batch, first, last).await?;
        }
        let sealed = new.iter().flat_map(|new| &prepared.personal[new.index]);
        personal::insert(transaction, sealed.collect(), append.import.is_some()).await?;
    }
    quarantine::insert(transaction, vault, &append.quarantine, append.import, append.recorded_at).await?;
    if let Some((name, position)) = &append.cursor {
        let failed = transaction.failed();
        sqlx::query(books::SET_CURSOR).bind(name.clone()).bind(position).execute(transaction.connection()).await.map_err(failed)?;
    }
    Ok(outcomes)
}

/// An entry that is new, sealed.
struct New {
    index: usize,
    position: Position,
    hash: Hash,
}

/// Tells new entries from known ones and seals the new.
async fn sort_out(transaction: &mut Transaction, prepared: &Prepared) -> Result<(Vec<Outcome>, Vec<New>), LedgerError> {
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
async fn known_keys<'a>(
    transaction: &mut Transaction,
    prepared: &'a Prepared,
) -> Result<HashMap<EventKey<'a>, (Position, Hash), FxBuildHasher>, LedgerError> {
    let entries = &prepared.append.entries;
    let mut by_source: HashMap<(Sym, Sym), Vec<&str>, FxBuildHasher> = HashMap::default();
    for entry in entries {
        by_source.entry((entry.event.centre, entry.event.source)).or_default().push(&entry.event.id);
    }
    let mut known = HashMap::with_capacity_and_hasher(entries.len(), FxBuildHasher);
    for ((centre, source), ids) in by_source {
        // One text with all ids is much cheaper to hand over than a parameter each.
        let wanted = serde_json::Value::from(ids.as_slice()).to_string();
        let failed = transaction.failed();
        let found: Vec<(i64, u32, i64, Vec<u8>)> = sqlx::query_as(KNOWN)
            .bind(centre.text())
            .bind(source.text())
            .bind(wanted)
            .fetch_all(transaction.connection())
            .await
            .map_err(failed)?;
        for (index, revision, position, content) in found {
            let content =
                Hash::of_bytes(&content).ok_or(LedgerError::Inconsistent { table: "events", row: position, column: "content_hash" })?;
            if let Some(id) = usize::try_from(index).ok().and_then(|index| ids.get(index)) {
                known.insert((centre, source, *id, revision), (position, content));
            }
        }
    }
    Ok(known)
}

async fn insert(transaction: &mut Transaction, prepared: &Prepared, new: &[New]) -> Result<(), LedgerError> {
    let append = &prepared.append;
    let mut texts: HashMap<Sym, Arc<str>, FxBuildHasher> = HashMap::default();
    let mut text = |code: Sym| texts.entry(code).or_insert_with(|| Arc::from(code.text())).clone();
    let mut rest = new;
    while !rest.is_empty() {
        let (sql, rows) = many::insert_of(COLUMNS, COLUMN_COUNT, rest.len());
        let (chunk, others) = rest.split_at(rows);
        rest = others;
        let mut query = sqlx::query(sql);
        for new in chunk {
            let entry = &append.entries[new.index];
            let event = &entry.event;
            query = query
                .bind(new.position)
                .bind(text(event.centre))
                .bind(text(event.source))
                .bind(Arc::<str>::from(event.id.as_str()))
                .bind(i64::from(event.revision))
                .bind(i64::from(event.kind.rank()))
                .bind(event.case_no.as_deref().map(Arc::<str>::from))
                .bind(event.occurred_at)
                .bind(append.recorded_at)
                .bind(append.import)
                .bind(stored(entry.line))
                .bind(EPOCH)
                .bind(Arc::<[u8]>::from(&prepared.contents[new.index].0[..]))
                .bind(Arc::<[u8]>::from(&new.hash.0[..]))
                .bind(Arc::<str>::from(event.body.as_str()));
        }
        let failed = transaction.failed();
        query.execute(transaction.connection()).await.map_err(failed)?;
    }
    Ok(())
}

/// A line number as the table takes it.
fn stored(line: Option<u64>) -> Option<i64> {
    line.map(|line| i64::try_from(line).unwrap_or(i64::MAX))
}

async fn check_import(transaction: &mut Transaction, batch: BatchId) -> Result<(), LedgerError> {
    let failed = transaction.failed();
    let voided: Option<bool> = sqlx::query_scalar(IMPORT).bind(batch).fetch_optional(transaction.connection()).await.map_err(failed)?;
    match voided {
        Some(false) => Ok(()),
        other => Err(LedgerError::NoSuchImport { batch, is_voided: other.is_some() }),
    }
}

/// Notes which positions belong to an import.
pub(super) async fn extend_run(transaction: &mut Transaction, batch: BatchId, first: Position, last: Position) -> Result<(), LedgerError> {
    let failed = transaction.failed();
    let connection = transaction.connection();
    let longer = sqlx::query(LONGER_RUN).bind(batch).bind(first).bind(last).execute(&mut *connection).await.map_err(&failed)?;
    if longer.rows_affected() == 0 {
        sqlx::query(NEW_RUN).bind(batch).bind(first).bind(last).execute(connection).await.map_err(failed)?;
    }
    Ok(())
}

/// The last numbers given in some scopes.
pub(super) async fn numbers(transaction: &mut Transaction, scopes: &[String]) -> Result<Numbers, LedgerError> {
    let failed = transaction.failed();
    let mut last = BTreeMap::new();
    for scope in scopes {
        let known: Option<i64> =
            sqlx::query_scalar(NUMBER).bind(scope.clone()).fetch_optional(transaction.connection()).await.map_err(&failed)?;
        last.insert(scope.clone(), known.unwrap_or(0));
    }
    Ok(Numbers { last })
}

/// Keeps the numbers that were given, unless all entries were known already.
pub(super) async fn keep_numbers(
    transaction: &mut Transaction,
    before: &Numbers,
    after: &Numbers,
    outcomes: &[Outcome],
) -> Result<(), LedgerError> {
    if !outcomes.iter().any(|outcome| matches!(outcome, Outcome::Appended(_))) {
        return Ok(());
    }
    let failed = transaction.failed();
    for (scope, last) in &before.last {
        let given = after.last.get(scope).copied().unwrap_or(*last);
        if given != *last {
            sqlx::query(SET_NUMBER).bind(scope.clone()).bind(given).execute(transaction.connection()).await.map_err(&failed)?;
        }
    }
    Ok(())
}
