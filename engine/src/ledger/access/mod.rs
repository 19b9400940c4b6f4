//! Who may come in, who is in, and who did what: accounts, sessions, the log of access, and what waits for a second person.
//!
//! Accounts and sessions are states that change in place; the log ([`log`]) is a chain of its own beside that of the events. A change and
//! the entry that tells of it go in together, see [`Access::change_access`].
//!
//! The ledger keeps what it is given: what a role allows, what a password must be and when a session ends is decided above it.

pub mod log;

use serde::{Deserialize, Serialize};

use super::chain::Hash;
use super::{Position, Task};
use crate::time::Micros;
use log::{LogEntry, LogQuery, LogVerification, NewEntry};

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// A person, who logs in with a password.
    Person,
    /// A source system, which sends a token with each request.
    Source,
}

impl AccountKind {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            AccountKind::Person => "person",
            AccountKind::Source => "source",
        }
    }

    /// Reads what is stored.
    pub fn of_code(code: &str) -> Option<AccountKind> {
        [AccountKind::Person, AccountKind::Source].into_iter().find(|kind| kind.code() == code)
    }
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountState {
    /// It may.
    Active,
    /// An administrator locked it.
    Locked,
}

impl AccountState {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            AccountState::Active => "active",
            AccountState::Locked => "locked",
        }
    }

    /// Reads what is stored.
    pub fn of_code(code: &str) -> Option<AccountState> {
        [AccountState::Active, AccountState::Locked].into_iter().find(|state| state.code() == code)
    }
}

/// What an account is bound to; an empty list binds nothing. Codes are those of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Centres, or regions of departments.
    pub regions: Vec<String>,
    /// Departments.
    pub departments: Vec<String>,
    /// Windows.
    pub windows: Vec<String>,
    /// The source that a source system sends for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Unique; small letters.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// What it stands for.
    pub kind: AccountKind,
    /// Hash of the password in the PHC format, or of a source's token.
    pub secret: String,
    /// Codes of its roles.
    pub roles: Vec<String>,
    /// What it is bound to.
    pub scope: Scope,
    /// The person in the reference data, by code.
    pub person: Option<String>,
    /// Whether it may be used.
    pub state: AccountState,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// Wrong passwords since the last right one.
    pub failed: i64,
    /// No password is taken before then.
    pub locked_until: Option<Micros>,
    /// When the password or token was set.
    pub secret_at: Micros,
    /// When it was made.
    pub created_at: Micros,
    /// By whom.
    pub created_by: String,
    /// When it was changed last, by a person.
    pub changed_at: Micros,
    /// By whom.
    pub changed_by: String,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// A session: whoever shows the token is taken for the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token.
    pub token: Hash,
    /// Account.
    pub account: String,
    /// When it began.
    pub began_at: Micros,
    /// When it was last used, to a minute.
    pub seen_at: Micros,
    /// Address of the client.
    pub address: String,
    /// What the client calls itself.
    pub agent: String,
}

/// What one person proposed and another has to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Number, from 1.
    pub number: i64,
    /// What it is about: `calendar_notice`.
    pub kind: String,
    /// What it is called in lists.
    pub title: String,
    /// The request as it was sent.
    pub body: String,
    /// Where it stands.
    pub state: ProposalState,
    /// Account that proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Micros,
    /// Account that decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Micros>,
    /// Why.
    pub reason: Option<String>,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposalState {
    /// Nobody has decided.
    Open,
    /// Another person confirmed it, and it was done.
    Confirmed,
    /// It was turned down, or taken back.
    Rejected,
}

impl ProposalState {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            ProposalState::Open => "open",
            ProposalState::Confirmed => "confirmed",
            ProposalState::Rejected => "rejected",
        }
    }

    /// Reads what is stored.
    pub fn of_code(code: &str) -> Option<ProposalState> {
        [ProposalState::Open, ProposalState::Confirmed, ProposalState::Rejected].into_iter().find(|state| state.code() == code)
    }
}

/// A change of what is kept here. Several go in together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessChange {
    /// Writes an account whose `version` is one more than that of the row it replaces; 1 makes a new one.
    Put(Box<Account>),
    /// Begins a session.
    Begin(Session),
    /// A session was used.
    Seen {
        /// Hash of its token.
        token: Hash,
        /// When.
        at: Micros,
    },
    /// Ends a session.
    End {
        /// Hash of its token.
        token: Hash,
    },
    /// Ends all sessions of an account, but one where it is given.
    EndAll {
        /// The account.
        account: String,
        /// Hash of the token that goes on.
        except: Option<Hash>,
    },
    /// Removes sessions that began or were last used before.
    Expire {
        /// First instant at which one that is kept began.
        began: Micros,
        /// First instant at which one that is kept was used.
        seen: Micros,
    },
    /// Keeps a proposal; its number is given by the ledger.
    Propose(Box<Proposal>),
    /// Decides an open proposal.
    Decide {
        /// Its number.
        number: i64,
        /// What became of it.
        state: ProposalState,
        /// By whom.
        by: String,
        /// When.
        at: Micros,
        /// Why.
        reason: Option<String>,
    },
    /// Adds to the log.
    Note(NewEntry),
}

/// What became of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// All of them are in; the number of the proposal where there was one.
    Done {
        /// That number.
        proposal: Option<i64>,
    },
    /// Somebody else changed an account, or decided a proposal, meanwhile: nothing was written.
    Overtaken,
}

/// Accounts, sessions, proposals and the log of access.
pub trait Access {
    /// All accounts, by name.
    fn accounts(&self) -> Task<'_, Vec<Account>>;

    /// All sessions that were not ended.
    fn sessions(&self) -> Task<'_, Vec<Session>>;

    /// All proposals, the latest first.
    fn proposals(&self) -> Task<'_, Vec<Proposal>>;

    /// Makes changes, all or none.
    fn change_access(&self, changes: Vec<AccessChange>) -> Task<'_, Changed>;

    /// Entries of the log, the latest first.
    fn access_log(&self, query: LogQuery) -> Task<'_, Vec<LogEntry>>;

    /// Walks along the log's chain.
    fn verify_access_log(&self) -> Task<'_, LogVerification>;

    /// The last position of the log; 0 where there is none.
    fn access_log_end(&self) -> Task<'_, Position>;
}
