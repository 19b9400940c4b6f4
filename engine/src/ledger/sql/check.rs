//! Verifying the ledger: the walk along the chain, then what lies beside it.

use std::collections::BTreeSet;

use super::backend::{Backend, Cells, Statement};
use super::{SqlLedger, read};
use crate::ledger::head::Recorded;
use crate::ledger::verify::{Walker, compare_end};
use crate::ledger::{Checkpoint, Fault, Head, LedgerError, Note, Position, Verification};

const PAGE: usize = 2000;
/// The lowest event that counts and whose key is missing or held by another.
const MISSING_KEY: &str = "SELECT e.position FROM events AS e LEFT JOIN imports AS i ON i.batch = e.batch \
     WHERE e.position <= $1 AND i.void_position IS NULL AND NOT EXISTS ( \
         SELECT 1 FROM event_keys AS k WHERE k.centre = e.centre AND k.source = e.source AND k.id = e.id \
         AND k.revision = e.revision AND k.position = e.position) \
     ORDER BY e.position LIMIT 1";
/// The lowest key held by what is no event that counts.
const STRAY_KEY: &str = "SELECT k.position FROM event_keys AS k \
     LEFT JOIN events AS e ON e.position = k.position LEFT JOIN imports AS i ON i.batch = e.batch \
     WHERE k.position <= $1 AND (e.position IS NULL OR i.void_position IS NOT NULL OR (e.centre, e.source, e.id, e.revision) <> (k.centre, k.source, k.id, k.revision)) \
     ORDER BY k.position LIMIT 1";
const VOIDED: &str = "SELECT batch FROM imports WHERE void_position <= $1 OR (void_position IS NULL AND voided_at IS NOT NULL)";

pub(super) async fn verify<B: Backend>(ledger: &SqlLedger<B>, expected: Option<Checkpoint>) -> Result<Verification, LedgerError> {
    // The head is read before the table: what is appended meanwhile makes it older, never newer.
    let recorded = ledger.door.recorded().await?;
    let head = match recorded {
        Recorded::At(head) => Some(head),
        Recorded::Nothing | Recorded::Unreadable => None,
    };
    let mut walker = Walker::new(witnesses(head, expected));
    let mut fault = walk(ledger, &mut walker).await?;
    let end = walker.head();
    let mut notes = Vec::new();
    if fault.is_none() {
        fault = no_head(ledger, recorded, end).await.or_else(|| compare_end(end.position, head.map(|head| head.position), expected));
    }
    if fault.is_none() {
        fault = storage(ledger, &walker, end.position).await?;
    }
    if let Some(head) = head.filter(|head| fault.is_none() && head.position < end.position) {
        // Somebody may be writing right now; only a head that stays behind is worth a note.
        if ledger.door.recorded().await? == Recorded::At(head) {
            notes.push(Note::HeadBehind { head: head.position, end: end.position });
        }
    }
    Ok(Verification { events: end.position.unsigned_abs(), head: end, fault, notes })
}

fn witnesses(head: Option<Head>, expected: Option<Checkpoint>) -> Vec<(Head, &'static str)> {
    let head = head.map(|head| (head, "the head file"));
    let checkpoint = expected.map(|expected| (Head { position: expected.position, hash: expected.hash }, "the checkpoint"));
    head.into_iter().chain(checkpoint).collect()
}

/// Walks the chain to its end or to the first fault.
async fn walk<B: Backend>(ledger: &SqlLedger<B>, walker: &mut Walker) -> Result<Option<Fault>, LedgerError> {
    let mut after = 0;
    loop {
        let rows = match read::sealed(ledger, after, PAGE).await {
            Ok(rows) => rows,
            Err(error) => return unreadable(ledger, walker, after, error).await,
        };
        let Some(last) = rows.last() else { return Ok(walker.finish()) };
        after = last.position;
        if let Some(fault) = rows.iter().find_map(|row| walker.step(row)) {
            return Ok(Some(fault));
        }
    }
}

/// A page that cannot be read: the rows before the damage are walked one by one, then the damage is named.
async fn unreadable<B: Backend>(
    ledger: &SqlLedger<B>,
    walker: &mut Walker,
    mut after: Position,
    error: LedgerError,
) -> Result<Option<Fault>, LedgerError> {
    let detail = match error {
        LedgerError::Damaged { detail, .. } | LedgerError::Refused { detail, .. } | LedgerError::Disk { detail, .. } => detail,
        other => return Err(other),
    };
    while let Ok(rows) = read::sealed(ledger, after, 1).await {
        let Some(row) = rows.first() else { break };
        after = row.position;
        if let Some(fault) = walker.step(row) {
            return Ok(Some(fault));
        }
    }
    Ok(Some(Fault::Storage { after: walker.head().position, detail }))
}

async fn no_head<B: Backend>(ledger: &SqlLedger<B>, recorded: Recorded, end: Head) -> Option<Fault> {
    let is_unreadable = match recorded {
        Recorded::At(_) => return None,
        Recorded::Nothing => false,
        Recorded::Unreadable => true,
    };
    if end.position == 0 {
        return None;
    }
    Some(Fault::NoHead { file: ledger.door.head_path().await, is_unreadable, end: end.position })
}

/// What the chain does not cover: keys, marks of voided imports, the file's own structure.
async fn storage<B: Backend>(ledger: &SqlLedger<B>, walker: &Walker, end: Position) -> Result<Option<Fault>, LedgerError> {
    let doing = "verifying the ledger";
    let numbers = |sql: &'static str| ledger.rows(doing, Statement::new(sql).bind(end), |row| row.integer(0));
    let checks = async {
        let marked: BTreeSet<i64> = numbers(VOIDED).await?.into_iter().collect();
        let chained: BTreeSet<i64> = walker.voids().keys().copied().collect();
        if let Some(batch) = marked.symmetric_difference(&chained).next() {
            return Ok(Some(Fault::VoidMark { batch: *batch, is_marked: marked.contains(batch) }));
        }
        for sql in [MISSING_KEY, STRAY_KEY] {
            if let Some(position) = numbers(sql).await?.first() {
                return Ok(Some(Fault::Key { position: *position }));
            }
        }
        let said = ledger.backend.damage().await.map_err(ledger.failed(doing))?;
        Ok(said.map(|detail| Fault::Storage { after: end, detail }))
    };
    match checks.await {
        Err(LedgerError::Damaged { detail, .. }) => Ok(Some(Fault::Storage { after: end, detail })),
        other => other,
    }
}
