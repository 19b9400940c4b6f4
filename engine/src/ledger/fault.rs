//! The names of what a walk along the chain can find.

use super::chain::Head;
use super::{BatchId, Position};

/// The first thing that is wrong, told so that a person knows where to look. `Display` says what and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Rows are missing between two that are there.
    #[error("rows are missing: after position {after} comes {next}")]
    Gap {
        /// The last position before the gap.
        after: Position,
        /// The first one after it.
        next: Position,
    },
    /// A row is not what was sealed.
    #[error("position {position}: column {column} is not what was sealed")]
    Changed {
        /// Where.
        position: Position,
        /// The column, or the columns of which one was changed.
        column: &'static str,
    },
    /// The last rows are gone.
    #[error("the tail is cut: the head says {head}, the table ends at {end}")]
    CutTail {
        /// The position the head file holds.
        head: Position,
        /// The table's last position.
        end: Position,
    },
    /// The chain is whole in itself and yet another one.
    #[error("position {position}: the chain was written anew, its hash is not the one {witness} holds")]
    Rewritten {
        /// The position that both know.
        position: Position,
        /// Who remembers another hash: the head file or a checkpoint.
        witness: &'static str,
    },
    /// The head file is gone or unreadable.
    #[error("the head file {file} is {}, while the table ends at {end}", if *.is_unreadable { "unreadable" } else { "missing" })]
    NoHead {
        /// The file.
        file: String,
        /// Whether it is there and makes no sense.
        is_unreadable: bool,
        /// The table's last position.
        end: Position,
    },
    /// The table ends before a checkpoint that left the machine.
    #[error("the tail is cut: a checkpoint was taken at {checkpoint}, the table ends at {end}")]
    BeforeCheckpoint {
        /// The checkpoint's position.
        checkpoint: Position,
        /// The table's last position.
        end: Position,
    },
    /// The table of keys does not say what the events say.
    #[error("position {position}: the table of keys does not hold the event's key, or holds one that it should not")]
    Key {
        /// Where.
        position: Position,
    },
    /// The table of imports and the chained `import_voided` events disagree.
    #[error("import {batch} is {} voided in the table of imports, against what the events say", if *.is_marked { "marked" } else { "not marked" })]
    VoidMark {
        /// The import.
        batch: BatchId,
        /// Whether the table says so.
        is_marked: bool,
    },
    /// The database file itself is damaged.
    #[error("the database file is damaged after position {after}: {detail}")]
    Storage {
        /// The last position that could be read.
        after: Position,
        /// The database's words.
        detail: String,
    },
}

impl Fault {
    /// What to do about it.
    pub fn how_to_mend(&self) -> &'static str {
        match self {
            Fault::Gap { .. } | Fault::Changed { .. } | Fault::Rewritten { .. } => {
                "keep this file as evidence, restore the data folder from a backup taken before the change, and import again what came since: resending is safe"
            }
            Fault::CutTail { .. } | Fault::BeforeCheckpoint { .. } => {
                "if the ledger of this folder is in another database, name that by --database; else restore the newest backup (with its write-ahead log, ledger.db-wal); if an older copy was restored on purpose, accept its end with `mingjing ledger verify --accept-head --who NAME` and import again what came since"
            }
            Fault::NoHead { .. } => {
                "compare the table's end with the last checkpoint that left the machine, then accept it with `mingjing ledger verify --accept-head --who NAME`"
            }
            Fault::Key { .. } => "keep this file as evidence and restore the data folder from a backup",
            Fault::VoidMark { .. } => {
                "keep this file as evidence; void the import again if it should be, else restore the data folder from a backup"
            }
            Fault::Storage { .. } => "copy the data folder, look at the disk, and restore from a backup",
        }
    }
}

/// Something worth knowing that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// The head file is older than the table. It is written after each commit, so a crash between the two leaves it one
    /// transaction behind; the rows after it are chained to it, and the next append brings it up.
    #[error(
        "the head file stands at {head}, the table ends at {end}: a crash came between a commit and the head; the next append mends it"
    )]
    HeadBehind {
        /// The position the head file holds.
        head: Position,
        /// The table's last position.
        end: Position,
    },
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many events were found sound.
    pub events: u64,
    /// The end of the chain as far as it is sound.
    pub head: Head,
    /// The first fault.
    pub fault: Option<Fault>,
    /// Other things.
    pub notes: Vec<Note>,
}
