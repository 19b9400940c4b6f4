//! The log of access: logins and operations, sealed one by one into a chain.
//!
//! `hash` = SHA-256(hash of the entry before ‖ position ‖ at ‖ each text with its length before it), integers as 8 bytes big endian; before
//! the first entry stand 32 zero bytes. The end of the chain stands in a file beside the database too (`access.head`), so that a cut tail
//! shows, as with the events ([`super::super::chain`]).

use crate::ledger::chain::{Hash, Head, content_hash};
use crate::ledger::fault::Fault;
use crate::ledger::{Position, head::Recorded};
use crate::time::Micros;

/// Which of the two logs an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Log {
    /// Logins, logouts, and what was refused at the door.
    Login,
    /// What was done.
    Operation,
}

impl Log {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Log::Login => "login",
            Log::Operation => "operation",
        }
    }

    /// Reads what is stored.
    pub fn of_code(code: &str) -> Option<Log> {
        [Log::Login, Log::Operation].into_iter().find(|log| log.code() == code)
    }
}

/// An entry that is to be written. No text may hold personal data of applicants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Which log.
    pub log: Log,
    /// When.
    pub at: Micros,
    /// Who: an account, or what stands for it.
    pub account: String,
    /// From where.
    pub address: String,
    /// What was done, like `login` or `POST /api/v1/accounts`.
    pub action: String,
    /// To what; empty where the action says it.
    pub target: String,
    /// What became of it: `done`, `refused` or a status.
    pub outcome: String,
    /// More, in words.
    pub detail: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Place in the log, from 1, without gaps.
    pub position: Position,
    /// What was written.
    pub entry: NewEntry,
    /// Its seal.
    pub hash: Hash,
}

/// Which entries are asked for. Texts are compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogQuery {
    /// Which log; none = both.
    pub log: Option<Log>,
    /// Account.
    pub account: Option<String>,
    /// First instant.
    pub from: Micros,
    /// First instant after it.
    pub before: Micros,
    /// Only entries before this position.
    pub below: Position,
    /// How many at most.
    pub limit: usize,
}

/// What a walk along the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogVerification {
    /// Entries found sound.
    pub entries: u64,
    /// The end of the chain as far as it is sound.
    pub head: Head,
    /// The first fault.
    pub fault: Option<Fault>,
}

/// The seal of an entry behind another.
pub fn seal(previous: &Hash, position: Position, entry: &NewEntry) -> Hash {
    let mut covered = Vec::with_capacity(256);
    covered.extend_from_slice(&previous.0);
    covered.extend_from_slice(&position.to_be_bytes());
    covered.extend_from_slice(&entry.at.to_be_bytes());
    for text in [entry.log.code(), &entry.account, &entry.address, &entry.action, &entry.target, &entry.outcome, &entry.detail] {
        covered.extend_from_slice(&(text.len() as u64).to_be_bytes());
        covered.extend_from_slice(text.as_bytes());
    }
    content_hash(&covered)
}

/// Walks along the chain, entry by entry from the first.
pub struct LogWalker {
    head: Head,
    witness: Option<Head>,
    is_witness_seen: bool,
}

impl LogWalker {
    /// A walker that holds the chain against what the head file remembers.
    pub fn new(recorded: Recorded) -> LogWalker {
        let witness = if let Recorded::At(head) = recorded { Some(head) } else { None };
        LogWalker { head: Head::default(), witness, is_witness_seen: witness.is_none_or(|head| head.position == 0) }
    }

    /// The end as far as it is sound.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The next entry; a fault where it is not what follows.
    pub fn step(&mut self, found: &LogEntry) -> Option<Fault> {
        if found.position != self.head.position + 1 {
            return Some(Fault::Gap { after: self.head.position, next: found.position });
        }
        if seal(&self.head.hash, found.position, &found.entry) != found.hash {
            return Some(Fault::Changed { position: found.position, column: "hash, or one that it covers" });
        }
        self.head = Head { position: found.position, hash: found.hash };
        if let Some(witness) = self.witness.filter(|witness| witness.position == found.position) {
            self.is_witness_seen = true;
            if witness.hash != found.hash {
                return Some(Fault::Rewritten { position: found.position, witness: "the head file of the log" });
            }
        }
        None
    }

    /// What shows at the end only.
    pub fn finish(&self) -> Option<Fault> {
        let witness = self.witness.filter(|_| !self.is_witness_seen)?;
        Some(Fault::CutTail { head: witness.position, end: self.head.position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(detail: &str) -> NewEntry {
        NewEntry {
            log: Log::Operation,
            at: 7,
            account: "zhang".to_owned(),
            address: "10.0.0.7".to_owned(),
            action: "POST /x".to_owned(),
            target: String::new(),
            outcome: "200".to_owned(),
            detail: detail.to_owned(),
        }
    }

    fn chain(count: i64) -> Vec<LogEntry> {
        let mut before = Hash::default();
        (1..=count)
            .map(|position| {
                let entry = entry(&position.to_string());
                before = seal(&before, position, &entry);
                LogEntry { position, entry, hash: before }
            })
            .collect()
    }

    fn walk(chain: &[LogEntry], recorded: Recorded) -> Option<Fault> {
        let mut walker = LogWalker::new(recorded);
        chain.iter().find_map(|entry| walker.step(entry)).or_else(|| walker.finish())
    }

    #[test]
    fn what_moves_from_one_text_to_the_next_changes_the_seal() {
        let one = NewEntry { account: "ab".to_owned(), address: "c".to_owned(), ..entry("") };
        let other = NewEntry { account: "a".to_owned(), address: "bc".to_owned(), ..entry("") };
        assert_ne!(seal(&Hash::default(), 1, &one), seal(&Hash::default(), 1, &other));
        assert_ne!(seal(&Hash::default(), 1, &one), seal(&Hash::default(), 2, &one));
    }

    #[test]
    fn each_way_to_tamper_is_named() {
        let whole = chain(5);
        let end = Recorded::At(Head { position: 5, hash: whole[4].hash });
        assert_eq!(walk(&whole, end), None);
        assert_eq!(walk(&whole, Recorded::Nothing), None);
        let mut changed = whole.clone();
        changed[2].entry.account = "li".to_owned();
        assert!(matches!(walk(&changed, end), Some(Fault::Changed { position: 3, .. })));
        let mut removed = whole.clone();
        removed.remove(1);
        assert_eq!(walk(&removed, end), Some(Fault::Gap { after: 1, next: 3 }));
        assert_eq!(walk(&whole[..3], end), Some(Fault::CutTail { head: 5, end: 3 }));
        let other = Recorded::At(Head { position: 5, hash: Hash([1; 32]) });
        assert!(matches!(walk(&whole, other), Some(Fault::Rewritten { position: 5, .. })));
    }
}
