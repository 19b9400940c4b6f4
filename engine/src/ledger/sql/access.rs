//! Accounts, sessions, proposals and the log of access.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::backend::{Backend, Cells, Statement};
use super::read::limit;
use super::transaction::Transaction;
use super::{OPENING, SqlLedger};
use crate::ledger::access::log::{Log, LogEntry, LogQuery, LogVerification, LogWalker, NewEntry, seal};
use crate::ledger::access::{Access, AccessChange, Account, AccountKind, AccountState, Changed, Proposal, ProposalState, Session};
use crate::ledger::chain::{Hash, Head};
use crate::ledger::head::{HeadFile, Recorded};
use crate::ledger::{LedgerError, Position, Task};

/// Name of the log's head file in the data folder.
pub const ACCESS_HEAD: &str = "access.head";

const ACCOUNTS: &str = "SELECT name, display_name, kind, secret, roles, scope, person, state, must_change, failed, locked_until, secret_at, \
     created_at, created_by, changed_at, changed_by, version FROM accounts ORDER BY name";
const MADE: &str = "SELECT count(*) FROM accounts WHERE name = $1";
const NEW_ACCOUNT: &str = "INSERT INTO accounts (display_name, kind, secret, roles, scope, person, state, must_change, failed, locked_until, \
     secret_at, created_at, created_by, changed_at, changed_by, version, name) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const CHANGE_ACCOUNT: &str = "UPDATE accounts SET display_name = $1, kind = $2, secret = $3, roles = $4, scope = $5, person = $6, state = $7, \
     must_change = $8, failed = $9, locked_until = $10, secret_at = $11, created_at = $12, created_by = $13, changed_at = $14, \
     changed_by = $15, version = $16 WHERE name = $17 AND version = $18";
const SESSIONS: &str = "SELECT token, account, began_at, seen_at, address, agent FROM sessions ORDER BY began_at";
const BEGIN: &str = "INSERT INTO sessions (token, account, began_at, seen_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6)";
const SEEN: &str = "UPDATE sessions SET seen_at = $2 WHERE token = $1 AND seen_at < $2";
const END: &str = "DELETE FROM sessions WHERE token = $1";
const END_ALL: &str = "DELETE FROM sessions WHERE account = $1 AND token <> $2";
const EXPIRE: &str = "DELETE FROM sessions WHERE began_at < $1 OR seen_at < $2";
const PROPOSALS: &str = "SELECT number, kind, title, body, state, proposed_by, proposed_at, decided_by, decided_at, reason FROM proposals \
     ORDER BY number DESC";
const NEXT_PROPOSAL: &str = "SELECT coalesce(max(number), 0) + 1 FROM proposals";
const PROPOSE: &str =
    "INSERT INTO proposals (number, kind, title, body, state, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const DECIDE: &str = "UPDATE proposals SET state = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE number = $1 AND state = 'open'";
const LAST: &str = "SELECT position, hash FROM access_log ORDER BY position DESC LIMIT 1";
const NOTE: &str = "INSERT INTO access_log (position, log, at, account, address, action, target, outcome, detail, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const LOG: &str = "SELECT position, log, at, account, address, action, target, outcome, detail, hash FROM access_log \
     WHERE position < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR log = $4) AND ($5 = '' OR account = $5) ORDER BY position DESC LIMIT $6";
const WALK: &str = "SELECT position, log, at, account, address, action, target, outcome, detail, hash FROM access_log \
     WHERE position > $1 ORDER BY position LIMIT $2";

/// Entries read at a time on a walk.
const PAGE: usize = 2000;
const CHANGING: &str = "changing accounts";

/// The head file of the log. It is written by whoever holds the lock of the ledger's own head file.
#[derive(Clone)]
pub(super) struct LogHead(Arc<Mutex<HeadFile>>);

impl LogHead {
    pub(super) fn open(data_dir: &Path) -> Result<LogHead, LedgerError> {
        let path = data_dir.join(ACCESS_HEAD);
        let file = HeadFile::open(&path).map_err(|error| LedgerError::Inaccessible {
            doing: OPENING,
            file: path.display().to_string(),
            detail: error.to_string(),
        })?;
        Ok(LogHead(Arc::new(Mutex::new(file))))
    }

    fn write(&self, head: Head) {
        // The entries are in. A head that lags is mended by the next entry.
        if let Err(error) = self.0.lock().unwrap_or_else(PoisonError::into_inner).write(head) {
            tracing::error!(access.position = head.position, error = %error, "the head file of the log of access was not written");
        }
    }

    fn read(&self) -> Result<Recorded, LedgerError> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = file.path().display().to_string();
        file.read().map_err(|error| LedgerError::Inaccessible { doing: "reading the head file", file: path, detail: error.to_string() })
    }
}

impl<B: Backend> Access for SqlLedger<B> {
    fn accounts(&self) -> Task<'_, Vec<Account>> {
        Box::pin(self.rows("reading accounts", Statement::new(ACCOUNTS), account))
    }

    fn sessions(&self) -> Task<'_, Vec<Session>> {
        Box::pin(self.rows("reading sessions", Statement::new(SESSIONS), session))
    }

    fn proposals(&self) -> Task<'_, Vec<Proposal>> {
        Box::pin(self.rows("reading proposals", Statement::new(PROPOSALS), proposal))
    }

    fn change_access(&self, changes: Vec<AccessChange>) -> Task<'_, Changed> {
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked(CHANGING).await?;
            let mut end = None;
            let mut number = None;
            for change in changes {
                let went = match change {
                    AccessChange::Note(entry) => {
                        let before = match end {
                            Some(head) => head,
                            None => log_end(&mut transaction).await?,
                        };
                        end = Some(note(&mut transaction, before, &entry).await?);
                        true
                    }
                    AccessChange::Propose(proposal) => {
                        number = Some(propose(&mut transaction, &proposal).await?);
                        true
                    }
                    other => make(&mut transaction, other).await?,
                };
                if !went {
                    // The transaction is dropped, and with it what was written so far.
                    return Ok(Changed::Overtaken);
                }
            }
            transaction.commit().await?;
            if let Some(head) = end {
                self.log_head.write(head);
            }
            Ok(Changed::Done { proposal: number })
        })
    }

    fn access_log(&self, query: LogQuery) -> Task<'_, Vec<LogEntry>> {
        let statement = Statement::new(LOG)
            .bind(query.below)
            .bind(query.from)
            .bind(query.before)
            .bind(query.log.map_or("", Log::code))
            .bind(query.account.as_deref().unwrap_or_default())
            .bind(limit(query.limit));
        Box::pin(self.rows("reading the log of access", statement, log_entry))
    }

    fn verify_access_log(&self) -> Task<'_, LogVerification> {
        Box::pin(async move {
            let mut walker = LogWalker::new(self.log_head.read()?);
            let found =
                |walker: &LogWalker, fault| LogVerification { entries: walker.head().position.unsigned_abs(), head: walker.head(), fault };
            loop {
                let walk = Statement::new(WALK).bind(walker.head().position).bind(limit(PAGE));
                let rows = self.rows("verifying the log of access", walk, log_entry).await?;
                if rows.is_empty() {
                    let fault = walker.finish();
                    return Ok(found(&walker, fault));
                }
                if let Some(fault) = rows.iter().find_map(|row| walker.step(row)) {
                    return Ok(found(&walker, Some(fault)));
                }
            }
        })
    }

    fn access_log_end(&self) -> Task<'_, Position> {
        Box::pin(async move {
            let last = self.row("reading the log of access", Statement::new(LAST), |row| row.integer(0)).await?;
            Ok(last.unwrap_or(0))
        })
    }
}

async fn log_end<B: Backend>(transaction: &mut Transaction<B>) -> Result<Head, LedgerError> {
    let failed = transaction.failed();
    let found = transaction.fetch(Statement::new(LAST)).await?;
    let Some(last) = found.first() else { return Ok(Head::default()) };
    let (position, hash) = (last.integer(0).map_err(&failed)?, last.bytes(1).map_err(failed)?);
    let hash = Hash::of_bytes(&hash).ok_or(LedgerError::Inconsistent { table: "access_log", row: position, column: "hash" })?;
    Ok(Head { position, hash })
}

async fn note<B: Backend>(transaction: &mut Transaction<B>, before: Head, entry: &NewEntry) -> Result<Head, LedgerError> {
    let entry = storable(entry);
    let position = before.position + 1;
    let hash = seal(&before.hash, position, &entry);
    let mut statement = Statement::new(NOTE).bind(position).bind(entry.log.code()).bind(entry.at);
    for text in [&entry.account, &entry.address, &entry.action, &entry.target, &entry.outcome, &entry.detail] {
        statement = statement.bind(text.as_str());
    }
    transaction.execute(statement.bind(&hash.0[..])).await?;
    Ok(Head { position, hash })
}

/// PostgreSQL keeps no null characters in texts; what is sealed must be what is read again.
fn storable(entry: &NewEntry) -> NewEntry {
    let shown = |text: &str| text.replace('\0', "\u{2400}");
    NewEntry {
        log: entry.log,
        at: entry.at,
        account: shown(&entry.account),
        address: shown(&entry.address),
        action: shown(&entry.action),
        target: shown(&entry.target),
        outcome: shown(&entry.outcome),
        detail: shown(&entry.detail),
    }
}

async fn propose<B: Backend>(transaction: &mut Transaction<B>, proposal: &Proposal) -> Result<i64, LedgerError> {
    let failed = transaction.failed();
    let next = transaction.fetch(Statement::new(NEXT_PROPOSAL)).await?;
    let number = next.first().map(|row| row.integer(0).map_err(failed)).transpose()?.unwrap_or(1);
    let statement = Statement::new(PROPOSE)
        .bind(number)
        .bind(proposal.kind.as_str())
        .bind(proposal.title.as_str())
        .bind(proposal.body.as_str())
        .bind(ProposalState::Open.code())
        .bind(proposal.proposed_by.as_str())
        .bind(proposal.proposed_at);
    transaction.execute(statement).await?;
    Ok(number)
}

/// Makes a change; false where somebody else was there before.
async fn make<B: Backend>(transaction: &mut Transaction<B>, change: AccessChange) -> Result<bool, LedgerError> {
    match change {
        AccessChange::Put(account) => put(transaction, &account).await,
        AccessChange::Begin(session) => {
            let statement = Statement::new(BEGIN)
                .bind(&session.token.0[..])
                .bind(session.account.as_str())
                .bind(session.began_at)
                .bind(session.seen_at)
                .bind(session.address.as_str())
                .bind(session.agent.as_str());
            transaction.execute(statement).await.map(|_| true)
        }
        AccessChange::Seen { token, at } => transaction.execute(Statement::new(SEEN).bind(&token.0[..]).bind(at)).await.map(|_| true),
        AccessChange::End { token } => transaction.execute(Statement::new(END).bind(&token.0[..])).await.map(|_| true),
        AccessChange::EndAll { account, except } => {
            let except = except.map_or_else(Vec::new, |token| token.0.to_vec());
            transaction.execute(Statement::new(END_ALL).bind(account.as_str()).bind(&except[..])).await.map(|_| true)
        }
        AccessChange::Expire { began, seen } => transaction.execute(Statement::new(EXPIRE).bind(began).bind(seen)).await.map(|_| true),
        AccessChange::Decide { number, state, by, at, reason } => {
            let statement = Statement::new(DECIDE).bind(number).bind(state.code()).bind(by.as_str()).bind(at).bind(reason.as_deref());
            Ok(transaction.execute(statement).await? > 0)
        }
        AccessChange::Note(_) | AccessChange::Propose(_) => Ok(true),
    }
}

async fn put<B: Backend>(transaction: &mut Transaction<B>, account: &Account) -> Result<bool, LedgerError> {
    let failed = transaction.failed();
    let is_new = account.version <= 1;
    if is_new {
        let made = transaction.fetch(Statement::new(MADE).bind(account.name.as_str())).await?;
        if made.first().map(|row| row.integer(0).map_err(failed)).transpose()?.unwrap_or(0) > 0 {
            return Ok(false);
        }
    }
    let list = |value: Result<String, serde_json::Error>| value.unwrap_or_else(|_| "null".to_owned());
    let statement = Statement::new(if is_new { NEW_ACCOUNT } else { CHANGE_ACCOUNT })
        .bind(account.display_name.as_str())
        .bind(account.kind.code())
        .bind(account.secret.as_str())
        .bind(list(serde_json::to_string(&account.roles)).as_str())
        .bind(list(serde_json::to_string(&account.scope)).as_str())
        .bind(account.person.as_deref())
        .bind(account.state.code())
        .bind(i64::from(account.must_change))
        .bind(account.failed)
        .bind(account.locked_until)
        .bind(account.secret_at)
        .bind(account.created_at)
        .bind(account.created_by.as_str())
        .bind(account.changed_at)
        .bind(account.changed_by.as_str())
        .bind(account.version)
        .bind(account.name.as_str());
    let statement = if is_new { statement } else { statement.bind(account.version - 1) };
    Ok(transaction.execute(statement).await? > 0)
}

/// A stored text that is not what this program wrote.
fn odd(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "it is not what this program writes there".into() }
}

fn account(row: &impl Cells) -> Result<Account, sqlx::Error> {
    Ok(Account {
        name: row.text(0)?,
        display_name: row.text(1)?,
        kind: AccountKind::of_code(&row.text(2)?).ok_or_else(|| odd("kind"))?,
        secret: row.text(3)?,
        roles: serde_json::from_str(&row.text(4)?).map_err(|_| odd("roles"))?,
        scope: serde_json::from_str(&row.text(5)?).map_err(|_| odd("scope"))?,
        person: row.maybe_text(6)?,
        state: AccountState::of_code(&row.text(7)?).ok_or_else(|| odd("state"))?,
        must_change: row.integer(8)? != 0,
        failed: row.integer(9)?,
        locked_until: row.maybe_integer(10)?,
        secret_at: row.integer(11)?,
        created_at: row.integer(12)?,
        created_by: row.text(13)?,
        changed_at: row.integer(14)?,
        changed_by: row.text(15)?,
        version: row.integer(16)?,
    })
}

fn session(row: &impl Cells) -> Result<Session, sqlx::Error> {
    Ok(Session {
        token: Hash::of_bytes(&row.bytes(0)?).ok_or_else(|| odd("token"))?,
        account: row.text(1)?,
        began_at: row.integer(2)?,
        seen_at: row.integer(3)?,
        address: row.text(4)?,
        agent: row.text(5)?,
    })
}

fn proposal(row: &impl Cells) -> Result<Proposal, sqlx::Error> {
    Ok(Proposal {
        number: row.integer(0)?,
        kind: row.text(1)?,
        title: row.text(2)?,
        body: row.text(3)?,
        state: ProposalState::of_code(&row.text(4)?).ok_or_else(|| odd("state"))?,
        proposed_by: row.text(5)?,
        proposed_at: row.integer(6)?,
        decided_by: row.maybe_text(7)?,
        decided_at: row.maybe_integer(8)?,
        reason: row.maybe_text(9)?,
    })
}

fn log_entry(row: &impl Cells) -> Result<LogEntry, sqlx::Error> {
    Ok(LogEntry {
        position: row.integer(0)?,
        entry: NewEntry {
            log: Log::of_code(&row.text(1)?).ok_or_else(|| odd("log"))?,
            at: row.integer(2)?,
            account: row.text(3)?,
            address: row.text(4)?,
            action: row.text(5)?,
            target: row.text(6)?,
            outcome: row.text(7)?,
            detail: row.text(8)?,
        },
        hash: Hash::of_bytes(&row.bytes(9)?).ok_or_else(|| odd("hash"))?,
    })
}
