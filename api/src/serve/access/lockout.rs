//! What wrong passwords lead to: an account is locked for a while after five in a row, and a client that tries many names is kept waiting.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use mingjing_engine::ledger::access::{Account, AccountState};
use mingjing_engine::time::{HOUR, Micros};

const MINUTE: Micros = HOUR / 60;
/// Wrong passwords in a row after which an account is locked.
pub const MOST_WRONG: i64 = 5;
/// How long it is locked then; each further wrong password doubles it.
const FIRST_LOCK: Micros = 15 * MINUTE;
/// The longest it is locked.
const LONGEST_LOCK: Micros = 24 * HOUR;

/// What a login comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Let in.
    Right,
    /// The password is wrong.
    Wrong,
    /// The password is wrong, and the account is locked for a while from now on.
    LocksOut,
    /// It is locked for a while; the password was not looked at.
    LockedOut,
    /// An administrator locked it; the password was not looked at.
    Locked,
}

impl Verdict {
    /// As the log tells it.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Right => "let in",
            Verdict::Wrong => "wrong password",
            Verdict::LocksOut => "wrong password, locked for a while",
            Verdict::LockedOut => "locked for a while",
            Verdict::Locked => "locked by an administrator",
        }
    }
}

/// How long so many wrong passwords in a row lock an account.
fn lock_time(failed: i64) -> Micros {
    let doublings = u32::try_from(failed - MOST_WRONG).unwrap_or(0).min(20);
    FIRST_LOCK.saturating_mul(1 << doublings).min(LONGEST_LOCK)
}

/// Judges a login, and changes the account accordingly.
pub fn judge(account: &mut Account, is_right: bool, now: Micros) -> Verdict {
    if account.state == AccountState::Locked {
        return Verdict::Locked;
    }
    if account.locked_until.is_some_and(|until| now < until) {
        return Verdict::LockedOut;
    }
    if is_right {
        account.failed = 0;
        account.locked_until = None;
        return Verdict::Right;
    }
    account.failed = account.failed.saturating_add(1);
    if account.failed < MOST_WRONG {
        return Verdict::Wrong;
    }
    account.locked_until = Some(now.saturating_add(lock_time(account.failed)));
    Verdict::LocksOut
}

/// Refused logins from one address within [`WINDOW`] after which no more are looked at.
const MOST_FROM_ONE: usize = 60;
const WINDOW: Micros = 15 * MINUTE;
/// Addresses that are remembered; beyond them the oldest are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// Refused logins by address.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<IpAddr, Vec<Micros>>>);

impl Attempts {
    /// Whether an address has tried too often.
    pub fn are_too_many(&self, from: IpAddr, now: Micros) -> bool {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = attempts.get_mut(&from) else { return false };
        times.retain(|at| now.saturating_sub(*at) < WINDOW);
        times.len() >= MOST_FROM_ONE
    }

    /// Remembers a refused login.
    pub fn note(&self, from: IpAddr, now: Micros) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= MOST_ADDRESSES {
            attempts.retain(|_, times| times.last().is_some_and(|at| now.saturating_sub(*at) < WINDOW));
        }
        if attempts.len() < MOST_ADDRESSES {
            attempts.entry(from).or_default().push(now);
        }
    }

    /// Forgets an address that got in.
    pub fn forget(&self, from: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&from);
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn five_wrong_passwords_lock_for_a_quarter_of_an_hour_and_each_more_doubles_it() {
        let mut account = samples::account("zhang", &[]);
        for _ in 1..MOST_WRONG {
            assert_eq!(judge(&mut account, false, 0), Verdict::Wrong);
        }
        assert_eq!(judge(&mut account, false, 0), Verdict::LocksOut);
        assert_eq!(account.locked_until, Some(15 * MINUTE));
        assert_eq!(judge(&mut account, true, 15 * MINUTE - 1), Verdict::LockedOut, "even the right one");
        assert_eq!(account.failed, MOST_WRONG, "what is not looked at is not counted");
        assert_eq!(judge(&mut account, false, 15 * MINUTE), Verdict::LocksOut);
        assert_eq!(account.locked_until, Some(45 * MINUTE));
        assert_eq!(judge(&mut account, true, 45 * MINUTE), Verdict::Right);
        assert_eq!((account.failed, account.locked_until), (0, None));
        assert_eq!((lock_time(5), lock_time(8), lock_time(99)), (FIRST_LOCK, 8 * FIRST_LOCK, LONGEST_LOCK));
    }

    #[test]
    fn what_an_administrator_locked_stays_so() {
        let mut account = samples::account("zhang", &[]);
        account.state = AccountState::Locked;
        assert_eq!(judge(&mut account, true, 0), Verdict::Locked);
    }

    #[test]
    fn a_client_that_tries_many_names_waits() {
        let attempts = Attempts::default();
        let from = IpAddr::from([10, 0, 0, 7]);
        for _ in 0..MOST_FROM_ONE {
            assert!(!attempts.are_too_many(from, 0));
            attempts.note(from, 0);
        }
        assert!(attempts.are_too_many(from, 1) && !attempts.are_too_many(IpAddr::from([10, 0, 0, 8]), 1));
        assert!(!attempts.are_too_many(from, WINDOW));
    }
}
