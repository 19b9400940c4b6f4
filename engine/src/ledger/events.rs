//! Events: appending them, and reading them back in the orders that followers need.

use std::collections::BTreeMap;

use super::chain::{Checkpoint, Hash, Head};
use super::fault::Verification;
use super::quarantine::Quarantined;
use super::{BatchId, Position, Task};
use crate::case::form::Formed;
use crate::case::kind::EventType;
use crate::sym::Sym;
use crate::time::Micros;

/// A well-formed event on its way into the ledger.
pub struct Entry {
    /// The event, as the door's check of form made it.
    pub event: Formed,
    /// Its place in the imported file, if it came with one.
    pub line: Option<u64>,
}

impl From<Formed> for Entry {
    fn from(event: Formed) -> Entry {
        Entry { event, line: None }
    }
}

/// What is to be written in one transaction: all of it, or nothing.
pub struct Append {
    /// Events, in the order in which they get their positions.
    pub entries: Vec<Entry>,
    /// The import they belong to; it must have begun and must not be voided.
    pub import: Option<BatchId>,
    /// When the ledger learns of them.
    pub recorded_at: Micros,
    /// Rows of the same chunk that failed on form.
    pub quarantine: Vec<Quarantined>,
    /// A follower's cursor to set with them, so that what it wrote and how far it read never part.
    pub cursor: Option<(String, Position)>,
}

impl Append {
    /// Events that belong to no import.
    pub fn new(entries: Vec<Entry>, recorded_at: Micros) -> Append {
        Append { entries, import: None, recorded_at, quarantine: Vec::new(), cursor: None }
    }
}

/// What became of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in, at this position.
    Appended(Position),
    /// The same key with the same content was there before, at this position.
    Duplicate(Position),
    /// The same key with other content was there before; nothing was written, and the sender's row belongs in quarantine.
    Conflict {
        /// Where the event stands that holds the key.
        existing: Position,
    },
}

/// Consecutive numbers, given inside an append's own transaction so that none is lost or given twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The last number given in each scope.
    pub(crate) last: BTreeMap<String, i64>,
}

impl Numbers {
    /// The next number of a scope, from 1. A scope that was not asked for begins at 1 and is not kept.
    pub fn next(&mut self, scope: &str) -> i64 {
        let last = self.last.entry(scope.to_owned()).or_insert(0);
        *last += 1;
        *last
    }
}

/// Makes an append out of numbers. It may be called again when a transaction has to be repeated; the last call counts.
pub type Build = Box<dyn Fn(&mut Numbers) -> Append + Send + Sync>;

/// What became of an append with numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// One for each entry, in order.
    pub outcomes: Vec<Outcome>,
    /// The first number that was to be had in each scope asked for.
    pub first: BTreeMap<String, i64>,
}

/// An event as the ledger keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Place in the ledger.
    pub position: Position,
    /// Centre.
    pub centre: Sym,
    /// Source.
    pub source: Sym,
    /// The sender's id.
    pub id: Box<str>,
    /// Revision.
    pub revision: u32,
    /// Type.
    pub kind: EventType,
    /// Case number.
    pub case_no: Option<Box<str>>,
    /// When it happened.
    pub occurred_at: Micros,
    /// When the ledger learned of it.
    pub recorded_at: Micros,
    /// The import it came with.
    pub batch: Option<BatchId>,
    /// Position of the event that voided that import; the row counts for nobody who has read as far.
    pub voided_by: Option<Position>,
    /// Its place in the imported file.
    pub line: Option<u64>,
    /// Canonical JSON, for [`crate::case::event::Event::read`].
    pub body: Box<str>,
}

impl Row {
    /// Whether the import it came with was voided.
    pub fn is_voided(&self) -> bool {
        self.voided_by.is_some()
    }
}

/// Where a walk by case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseCursor {
    /// Centre.
    pub centre: String,
    /// Case number.
    pub case_no: String,
    /// Position within the case.
    pub position: Position,
}

impl CaseCursor {
    /// The place after a row; `None` if the row belongs to no case.
    pub fn of(row: &Row) -> Option<CaseCursor> {
        let case_no = row.case_no.as_deref()?.to_owned();
        Some(CaseCursor { centre: row.centre.text().to_owned(), case_no, position: row.position })
    }
}

/// A row with every stored column as it is, trusted in nothing; what [`super::verify`] walks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the stored columns, by their names")]
pub struct SealedRow {
    pub position: Position,
    pub centre: Vec<u8>,
    pub source: Vec<u8>,
    pub id: Vec<u8>,
    pub revision: i64,
    pub kind: i64,
    pub case_no: Option<Vec<u8>>,
    pub occurred_at: i64,
    pub recorded_at: i64,
    pub batch: Option<i64>,
    pub line: Option<i64>,
    pub epoch: i64,
    pub content_hash: Vec<u8>,
    pub hash: Vec<u8>,
    pub body: Vec<u8>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events, voided ones included.
    pub events: u64,
    /// Events of voided imports.
    pub voided: u64,
    /// Imports.
    pub imports: u64,
    /// Rows in quarantine that were neither replayed nor withdrawn.
    pub quarantined_open: u64,
    /// Personal values that were not erased.
    pub personal: u64,
}

/// What a source sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCounts {
    /// Centre.
    pub centre: String,
    /// Code of the source.
    pub source: String,
    /// Events.
    pub events: u64,
    /// Cases they are about.
    pub cases: u64,
    /// Earliest and latest event of a case, where there is one.
    pub span: Option<(Micros, Micros)>,
    /// When the last one was recorded.
    pub last_recorded_at: Micros,
}

/// Events: the chained, append-only part of the ledger.
pub trait Events {
    /// Writes all of it in one transaction and says what became of each entry, in order. Concurrent callers share a
    /// transaction; each gets its own answer, and only after the commit reached the disk.
    fn append(&self, append: Append) -> Task<'_, Vec<Outcome>>;

    /// Like [`Events::append`], with numbers of the named scopes that are given in the same transaction. Numbers count as
    /// given only if at least one entry was appended.
    fn append_numbered(&self, scopes: Vec<String>, build: Build) -> Task<'_, Numbered>;

    /// Up to `limit` events after a position, in order of position.
    fn read(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>>;

    /// All events of one case, in order of position.
    fn case_events(&self, centre: &str, case_no: &str) -> Task<'_, Vec<Row>>;

    /// All events of each of these cases, each in order of position; an empty list for one that there is not.
    fn events_of_cases(&self, cases: Vec<(Sym, Box<str>)>) -> Task<'_, Vec<Vec<Row>>>;

    /// Up to `limit` events that have a case number, in order of centre, case number and position.
    fn by_case(&self, after: Option<CaseCursor>, limit: usize) -> Task<'_, Vec<Row>>;

    /// All events of types 1 to 5 and 47 to 50, in order of position.
    fn reference_events(&self) -> Task<'_, Vec<Row>>;

    /// Up to `limit` events of types 60 and above after a position: what we wrote ourselves, to be replayed.
    fn own_events(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>>;

    /// Up to `limit` events after a position of what happened beside the cases: types 43 to 46, at windows and in reports, and licences that
    /// name no case.
    fn service_events(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>>;

    /// The positions after `after` and up to `to` whose event a higher revision replaced that the ledger learned of by `known`.
    /// Events of voided imports hold no key any more: they replace nothing.
    fn superseded(&self, after: Position, to: Position, known: Micros) -> Task<'_, Vec<Position>>;

    /// One event.
    fn event(&self, position: Position) -> Task<'_, Option<Row>>;

    /// The end of the chain.
    fn head(&self) -> Task<'_, Head>;

    /// The hash at a position.
    fn hash_at(&self, position: Position) -> Task<'_, Option<Hash>>;

    /// How much there is.
    fn counts(&self) -> Task<'_, Counts>;

    /// What each source of each centre sent, voided imports left aside. It walks the whole ledger: keep the answer.
    fn source_counts(&self) -> Task<'_, Vec<SourceCounts>>;

    /// How many events of cases of a source were recorded more than `lag` microseconds after they happened, voided imports left aside. It walks
    /// the whole ledger.
    fn late_events(&self, centre: &str, source: &str, lag: Micros) -> Task<'_, u64>;

    /// Up to `limit` rows after a position with every stored column.
    fn sealed(&self, after: Position, limit: usize) -> Task<'_, Vec<SealedRow>>;

    /// Walks the chain and names the first fault. With a checkpoint that left the machine it also finds what somebody who
    /// may write all files here could hide.
    fn verify(&self, expected: Option<Checkpoint>) -> Task<'_, Verification>;

    /// Declares the end of the table to be the head, after a person decided so, because an older copy was restored for
    /// instance. Nothing else makes a ledger whose tail is cut writable again.
    fn accept_head(&self, who: &str, recorded_at: Micros) -> Task<'_, Head>;
}
