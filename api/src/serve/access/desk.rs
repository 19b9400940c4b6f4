//! Accounts and sessions at hand. The ledger holds them; every request asks, so a copy stands in memory, read again after each change of our
//! own and every few seconds for what another process changed.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use mingjing_engine::ledger::access::log::{Log, NewEntry};
use mingjing_engine::ledger::access::{AccessChange, Account, AccountKind, AccountState, Changed, Session};
use mingjing_engine::ledger::{Hash, Ledger, LedgerError};
use mingjing_engine::time::{HOUR, Micros};
use tokio::sync::{OnceCell, Semaphore};

use super::lockout::Attempts;
use super::password;
use crate::clock::system_now;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// How often the copy is read again.
const READ_AGAIN: Duration = Duration::from_secs(5);
/// A session's last use is written when it is so much later than the one that is kept.
const SEEN_STEP: Micros = HOUR / 60;
/// Tries to make a change that somebody else overtakes.
const TRIES: usize = 4;

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// One that is not used for so long has ended.
    pub idle: Micros,
    /// One that began so long ago has ended.
    pub longest: Micros,
}

impl Default for Times {
    fn default() -> Times {
        Times { idle: HOUR / 2, longest: 12 * HOUR }
    }
}

impl Times {
    /// Whether a session is over.
    pub fn is_over(&self, began_at: Micros, seen_at: Micros, now: Micros) -> bool {
        now.saturating_sub(seen_at) >= self.idle || now.saturating_sub(began_at) >= self.longest
    }
}

/// What the ledger held when it was last read.
#[derive(Default)]
struct Book {
    accounts: HashMap<String, Arc<Account>>,
    sessions: HashMap<Hash, Session>,
    /// Source systems by the hash of their token.
    tokens: HashMap<String, Arc<Account>>,
}

/// Who asks, as the door found out.
#[derive(Clone)]
pub struct Known {
    /// The account.
    pub account: Arc<Account>,
    /// Hash of the session's token; none for a source system.
    pub session: Option<Hash>,
}

/// Accounts and sessions.
pub struct AccessDesk {
    ledger: Arc<dyn Ledger>,
    times: Times,
    book: RwLock<Arc<Book>>,
    /// When sessions were last used, as far as that is later than the ledger knows.
    seen: Mutex<HashMap<Hash, Micros>>,
    /// Hashes that may be made at a time.
    hashing: Semaphore,
    /// What names that nobody has are checked against.
    nobody: OnceCell<String>,
    /// Refused logins by address.
    pub attempts: Attempts,
}

impl AccessDesk {
    /// The desk of a ledger.
    pub async fn open(ledger: Arc<dyn Ledger>, times: Times) -> Result<AccessDesk, LedgerError> {
        let desk = AccessDesk {
            ledger,
            times,
            book: RwLock::default(),
            seen: Mutex::default(),
            hashing: Semaphore::new(password::MOST_AT_ONCE),
            nobody: OnceCell::new(),
            attempts: Attempts::default(),
        };
        desk.read_again().await?;
        Ok(desk)
    }

    /// How long sessions last.
    pub fn times(&self) -> Times {
        self.times
    }

    /// Reads accounts and sessions from the ledger.
    pub async fn read_again(&self) -> Result<(), LedgerError> {
        let accounts: HashMap<String, Arc<Account>> =
            self.ledger.accounts().await?.into_iter().map(|account| (account.name.clone(), Arc::new(account))).collect();
        let sessions: HashMap<Hash, Session> = self.ledger.sessions().await?.into_iter().map(|session| (session.token, session)).collect();
        let tokens = accounts
            .values()
            .filter(|account| account.kind == AccountKind::Source)
            .map(|account| (account.secret.clone(), account.clone()))
            .collect();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).retain(|token, _| sessions.contains_key(token));
        *self.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Book { accounts, sessions, tokens });
        Ok(())
    }

    fn book(&self) -> Arc<Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All accounts, by name.
    pub fn accounts(&self) -> Vec<Arc<Account>> {
        let mut all: Vec<Arc<Account>> = self.book().accounts.values().cloned().collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// An account.
    pub fn account(&self, name: &str) -> Option<Arc<Account>> {
        self.book().accounts.get(name).cloned()
    }

    /// When each account's sessions were last used; of those that have one.
    pub fn last_seen(&self) -> HashMap<String, Micros> {
        let book = self.book();
        let mut last: HashMap<String, Micros> = HashMap::new();
        for session in book.sessions.values() {
            let at = self.seen_at(session);
            let known = last.entry(session.account.clone()).or_insert(at);
            *known = (*known).max(at);
        }
        last
    }

    fn seen_at(&self, session: &Session) -> Micros {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&session.token).copied().unwrap_or(session.seen_at).max(session.seen_at)
    }

    /// Whoever has a session with this token, from this client; none where it is over.
    pub fn of_session(&self, token: &str, address: IpAddr, agent: &str, now: Micros) -> Option<Known> {
        let token = password::token_hash(token);
        let book = self.book();
        let session = book.sessions.get(&token)?;
        let is_same_client = session.address == address.to_string() && session.agent == agent;
        if !is_same_client || self.times.is_over(session.began_at, self.seen_at(session), now) {
            return None;
        }
        let account = book.accounts.get(&session.account).filter(|account| account.state == AccountState::Active)?.clone();
        Some(Known { account, session: Some(token) })
    }

    /// Whether a session that was let in before still stands, with the rights that it had then.
    pub fn stands(&self, known: &Known, now: Micros) -> bool {
        let book = self.book();
        let is_same = |account: &Arc<Account>| {
            let before = &known.account;
            account.state == AccountState::Active && account.roles == before.roles && account.scope == before.scope
        };
        let is_active = book.accounts.get(&known.account.name).is_some_and(is_same);
        let is_open =
            |token: &Hash| book.sessions.get(token).is_some_and(|session| now.saturating_sub(session.began_at) < self.times.longest);
        is_active && known.session.as_ref().is_none_or(is_open)
    }

    /// The source system with this token.
    pub fn of_token(&self, token: &str) -> Option<Known> {
        let book = self.book();
        let account = book.tokens.get(&token_secret(token)).filter(|account| account.state == AccountState::Active)?.clone();
        Some(Known { account, session: None })
    }

    /// A session was used. Says when that is to be written.
    pub fn used(&self, token: Hash, now: Micros) -> bool {
        let kept = self.book().sessions.get(&token).map_or(now, |session| session.seen_at);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.insert(token, now).unwrap_or(kept).max(kept);
        now / SEEN_STEP > before / SEEN_STEP
    }

    /// Makes changes, and reads again what came of them.
    ///
    /// # Errors
    /// [`ApiError::Overtaken`] where somebody else changed the same meanwhile.
    pub async fn change(&self, changes: Vec<AccessChange>) -> Result<Option<i64>, ApiError> {
        let changed = self.ledger.change_access(changes).await?;
        self.read_again().await?;
        match changed {
            Changed::Done { proposal } => Ok(proposal),
            Changed::Overtaken => Err(ApiError::Overtaken),
        }
    }

    /// Changes an account as it stands, with what else goes in; `edit` may be asked again where somebody else was faster.
    pub async fn edit<T: Send>(
        &self,
        name: &str,
        mut edit: impl FnMut(&mut Account) -> Result<(T, Vec<AccessChange>), ApiError> + Send,
    ) -> Result<T, ApiError> {
        for _ in 0..TRIES {
            let Some(account) = self.account(name) else { break };
            let mut account = (*account).clone();
            let (answer, mut changes) = edit(&mut account)?;
            account.version += 1;
            changes.insert(0, AccessChange::Put(Box::new(account)));
            match self.change(changes).await {
                Err(ApiError::Overtaken) => {}
                Ok(_) => return Ok(answer),
                Err(error) => return Err(error),
            }
        }
        Err(ApiError::Overtaken)
    }

    /// Writes to the log.
    pub async fn note(&self, entry: NewEntry) -> Result<(), LedgerError> {
        self.ledger.change_access(vec![AccessChange::Note(entry)]).await.map(drop)
    }

    /// Writes that a session was used.
    pub async fn write_seen(&self, token: Hash, now: Micros) {
        if let Err(error) = self.ledger.change_access(vec![AccessChange::Seen { token, at: now }]).await {
            tracing::warn!(error = %error, "the last use of a session was not written");
        }
    }

    /// Hashes a password, where it stops no request.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let _turn = self.hashing.acquire().await.map_err(|_| ApiError::Closing)?;
        let made = tokio::task::spawn_blocking(move || password::hash(&password)).await;
        let made = made.map_err(|error| ApiError::internal("hashing a password", error))?;
        made.map_err(|error| ApiError::internal("hashing a password", error))
    }

    /// Whether a password is an account's; of no account it is as much work to say no.
    pub async fn is_right(&self, password: String, account: Option<&Account>) -> Result<bool, ApiError> {
        let secret = match account.filter(|account| account.kind == AccountKind::Person) {
            Some(account) => account.secret.clone(),
            None => {
                let made = self.nobody.get_or_try_init(async || {
                    let made = tokio::task::spawn_blocking(password::nobodys).await;
                    let made = made.map_err(|error| ApiError::internal("hashing a password", error))?;
                    made.map_err(|error| ApiError::internal("hashing a password", error))
                });
                made.await?.clone()
            }
        };
        let _turn = self.hashing.acquire().await.map_err(|_| ApiError::Closing)?;
        let checked = tokio::task::spawn_blocking(move || password::is_right(&password, &secret)).await;
        checked.map_err(|error| ApiError::internal("checking a password", error))
    }
}

/// Reads accounts and sessions again every few seconds, for what another process changed.
pub async fn follow(app: App) {
    loop {
        tokio::time::sleep(READ_AGAIN).await;
        if let Err(error) = app.access.read_again().await {
            tracing::warn!(error = %error, "accounts and sessions were not read again; those at hand stay");
        }
    }
}

/// How a source's token is kept.
pub fn token_secret(token: &str) -> String {
    format!("sha256${}", password::token_hash(token))
}

/// An entry of the log, as of now.
pub fn entry(log: Log, account: &str, address: &str, action: &str, target: &str, outcome: &str, detail: String) -> NewEntry {
    NewEntry {
        log,
        at: system_now(),
        account: account.to_owned(),
        address: address.to_owned(),
        action: action.to_owned(),
        target: target.to_owned(),
        outcome: outcome.to_owned(),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_unused_and_by_its_age() {
        let times = Times::default();
        let minute = HOUR / 60;
        let table = [
            (0, 0, 29 * minute, false),
            (0, 0, 30 * minute, true),
            (0, 11 * HOUR + 45 * minute, 12 * HOUR - 1, false),
            (0, 11 * HOUR + 45 * minute, 12 * HOUR, true),
        ];
        for (began, seen, now, expected) in table {
            assert_eq!(times.is_over(began, seen, now), expected, "{began} {seen} {now}");
        }
    }
}
