//! What can go wrong with a ledger. Each message says what, where, and how to mend it; none holds an event's content.

use super::fault::Fault;
use super::vault::VaultError;
use super::{BatchId, Position};

/// An operation on the ledger failed. Whatever the reason, its transaction was not kept, in whole or in part.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    /// No space on the disk, or the size limit is reached.
    #[error(
        "{doing}: no space left for {file}; nothing of it was kept and the ledger is whole; free space on that disk (or raise the size limit), then do it again"
    )]
    Full {
        /// What was being done.
        doing: &'static str,
        /// The file that could not grow.
        file: String,
    },
    /// The disk fails.
    #[error(
        "{doing}: the disk reports an error on {file} ({detail}); nothing of it was kept; look at the disk, then run `mingjing ledger verify`"
    )]
    Disk {
        /// What was being done.
        doing: &'static str,
        /// The file.
        file: String,
        /// The system's words.
        detail: String,
    },
    /// Another process holds the ledger for too long.
    #[error("{doing}: another process has been writing to {file} for more than {seconds} s; wait for it or stop it, then do it again")]
    Busy {
        /// What was being done.
        doing: &'static str,
        /// The file.
        file: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The address of a database server is none.
    #[error("the address of the database cannot be read ({detail}); write it like postgres://user:password@host:5432/name")]
    Address {
        /// In what it fails.
        detail: String,
    },
    /// The database server is gone, or was never there.
    #[error(
        "{doing}: {server} does not answer ({detail}); nothing of it was kept; start the server or mend the address given by --database, then do it again"
    )]
    Unreachable {
        /// What was being done.
        doing: &'static str,
        /// The database and its server.
        server: String,
        /// The system's or the server's words.
        detail: String,
    },
    /// The server went away after it was asked to commit.
    #[error(
        "{doing}: {server} broke off while it committed ({detail}), so all of it may be in, or nothing; do it again: what is in counts as a duplicate"
    )]
    Unanswered {
        /// What was being done.
        doing: &'static str,
        /// The database and its server.
        server: String,
        /// The system's or the server's words.
        detail: String,
    },
    /// The server does not let this user in, or not do this.
    #[error("{doing}: {server} refuses ({detail}); mend user or password in the address given by --database, or give that user the right")]
    Denied {
        /// What was being done.
        doing: &'static str,
        /// The database and its server.
        server: String,
        /// The server's words.
        detail: String,
    },
    /// The server has no database of that name.
    #[error(
        "{doing}: there is no {server}; make it with `createdb --encoding UTF8 --owner USER NAME`, or mend the address given by --database"
    )]
    NoDatabase {
        /// What was being done.
        doing: &'static str,
        /// The database and its server.
        server: String,
    },
    /// The database keeps texts in another encoding.
    #[error(
        "{server} keeps texts as {encoding}, which has not all characters; make a database with `createdb --encoding UTF8 --template template0 NAME`"
    )]
    Encoding {
        /// The database and its server.
        server: String,
        /// Its encoding.
        encoding: String,
    },
    /// The file is no longer a sound database.
    #[error("{doing}: {file} is damaged ({detail}); stop writing, run `mingjing ledger verify`, and restore the data folder from a backup")]
    Damaged {
        /// What was being done.
        doing: &'static str,
        /// The file.
        file: String,
        /// The database's words.
        detail: String,
    },
    /// A file or folder cannot be opened.
    #[error("{doing}: {file} cannot be used ({detail}); give this user the right to read and write it, or name another folder by --data")]
    Inaccessible {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        file: String,
        /// The system's words.
        detail: String,
    },
    /// The database was made or changed by another version.
    #[error("{file} does not fit this version ({detail}); use the version that wrote it last, or a newer one")]
    Version {
        /// The file.
        file: String,
        /// In what it differs.
        detail: String,
    },
    /// The end of the chain is not where the head file says; writing on would hide what happened.
    #[error("the ledger takes no events: {fault}; {}", .fault.how_to_mend())]
    Faulty {
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// A stored value makes no sense.
    #[error("table {table}, row {row}: column {column} holds what was never written there; run `mingjing ledger verify`")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Position or number of the row.
        row: Position,
        /// Column.
        column: &'static str,
    },
    /// Events were sent for an import that never began or was voided.
    #[error("import {batch} {}; begin the import anew and send them again", if *.is_voided { "was voided, so it takes no more events" } else { "never began" })]
    NoSuchImport {
        /// Its number.
        batch: BatchId,
        /// Whether it was voided.
        is_voided: bool,
    },
    /// The key file does not serve.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The ledger was closed.
    #[error("{doing}: the ledger is closed; open it again")]
    Closed {
        /// What was being done.
        doing: &'static str,
    },
    /// Anything else the database says.
    #[error("{doing}: the database refuses ({detail}); nothing of it was kept; this is a fault of the program, please report it")]
    Refused {
        /// What was being done.
        doing: &'static str,
        /// The database's words.
        detail: String,
    },
}
