//! The accounts that an installation begins with, and those of a demonstration.
//!
//! A new installation has the three administrators, each with a password that is told once and must be changed at the first login. The system
//! administrator makes accounts, the security administrator gives them roles, the audit administrator reads what both did.
//!
//! A demonstration (`serve --demo`, on a loopback address only) has an account for every role, all with one password; when the server is
//! started otherwise, they are locked.

use mingjing_engine::ledger::Ledger;
use mingjing_engine::ledger::access::log::Log;
use mingjing_engine::ledger::access::{AccessChange, Account, AccountKind, AccountState, Changed, Scope};
use mingjing_engine::supervision::Published;

use super::desk::entry;
use super::password::{self, SecretError};
use super::rights::{Reach, Role, TABLE};
use crate::clock::system_now;

/// Who made the accounts of a demonstration.
pub const DEMO: &str = "demo";
/// Who made the accounts of a new installation.
const INSTALLATION: &str = "installation";

/// The administrators of a new installation.
const FIRST: [(&str, &str, Role); 3] = [
    ("sysadmin", "系统管理员", Role::SystemAdmin),
    ("secadmin", "安全管理员", Role::SecurityAdmin),
    ("auditor", "审计管理员", Role::AuditAdmin),
];

/// An account with its password, to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Name.
    pub name: String,
    /// What it may do, in words.
    pub title: String,
    /// Password.
    pub password: String,
}

/// Why the first accounts were not made.
#[derive(Debug, thiserror::Error)]
pub enum FirstError {
    /// No password could be made.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] mingjing_engine::ledger::LedgerError),
    /// Another process made them at the same time.
    #[error("another process changed the accounts at the same time; start again")]
    Overtaken,
}

fn account(name: &str, display_name: &str, roles: &[Role], secret: String, by: &str) -> Account {
    let now = system_now();
    Account {
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        kind: AccountKind::Person,
        secret,
        roles: roles.iter().map(|role| role.code().to_owned()).collect(),
        scope: Scope::default(),
        person: None,
        state: AccountState::Active,
        must_change: true,
        failed: 0,
        locked_until: None,
        secret_at: now,
        created_at: now,
        created_by: by.to_owned(),
        changed_at: now,
        changed_by: by.to_owned(),
        version: 1,
    }
}

fn noted(detail: String) -> AccessChange {
    AccessChange::Note(entry(Log::Operation, INSTALLATION, "server", "start", "", "done", detail))
}

async fn make(ledger: &dyn Ledger, changes: Vec<AccessChange>) -> Result<(), FirstError> {
    match ledger.change_access(changes).await? {
        Changed::Done { .. } => Ok(()),
        Changed::Overtaken => Err(FirstError::Overtaken),
    }
}

/// Makes the administrators of an installation that has no accounts of persons; gives their passwords, to be told once.
pub async fn administrators(ledger: &dyn Ledger) -> Result<Vec<Told>, FirstError> {
    let accounts = ledger.accounts().await?;
    if accounts.iter().any(|account| account.kind == AccountKind::Person && account.created_by != DEMO) {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    let mut changes = Vec::new();
    for (name, title, role) in FIRST {
        let password = password::one_time()?;
        let mut new = account(name, title, &[role], password::hash(&password)?, INSTALLATION);
        // A demonstration may have had one of this name.
        new.version = accounts.iter().find(|known| known.name == name).map_or(1, |known| known.version + 1);
        changes.push(AccessChange::EndAll { account: name.to_owned(), except: None });
        changes.push(AccessChange::Put(Box::new(new)));
        changes.push(noted(format!("account {name} made with a one-time password")));
        told.push(Told { name: name.to_owned(), title: title.to_owned(), password });
    }
    make(ledger, changes).await?;
    Ok(told)
}

/// Locks the accounts of a demonstration that is over; gives how many.
pub async fn end_demonstration(ledger: &dyn Ledger) -> Result<usize, FirstError> {
    let mut changes = Vec::new();
    let accounts = ledger.accounts().await?;
    let open = accounts.into_iter().filter(|account| account.created_by == DEMO && account.state == AccountState::Active);
    let mut locked = 0;
    for mut account in open {
        locked += 1;
        account.version += 1;
        account.state = AccountState::Locked;
        changes.push(AccessChange::EndAll { account: account.name.clone(), except: None });
        changes.push(AccessChange::Put(Box::new(account)));
    }
    if locked > 0 {
        changes.push(noted(format!("{locked} accounts of a demonstration locked")));
        make(ledger, changes).await?;
    }
    Ok(locked)
}

/// What the bound accounts of a demonstration are bound to: the first department that has a window at which somebody works.
fn places(published: &Published) -> Option<(Scope, Option<String>)> {
    let mut centres: Vec<_> = published.benches.iter().collect();
    centres.sort_by_key(|(code, _)| code.text());
    let posts = centres.iter().flat_map(|(_, bench)| bench.world.organization.posts());
    let mut found: Vec<(&str, &str, &str)> =
        posts.filter_map(|post| Some((post.dept?.text(), post.window?.text(), post.person.text()))).collect();
    found.sort_unstable();
    let (dept, window, person) = found.first()?;
    let scope = Scope { departments: vec![(*dept).to_owned()], windows: vec![(*window).to_owned()], ..Scope::default() };
    Some((scope, Some((*person).to_owned())))
}

/// Makes the accounts of a demonstration, one a role and one with all roles of the business, or sets them as they were. They share a password:
/// the one given, else one made for this start.
pub async fn demonstration(ledger: &dyn Ledger, published: &Published, password: Option<String>) -> Result<Vec<Told>, FirstError> {
    let password = match password {
        Some(password) => password,
        None => password::one_time()?,
    };
    let secret = password::hash(&password)?;
    let known = ledger.accounts().await?;
    let (scope, person) = places(published).unwrap_or_default();
    let reach = |role: Role| TABLE.iter().filter(|line| line.role == role).map(|line| line.reach).max().unwrap_or(Reach::All);
    let business: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| reach(*role) == Reach::All && *role != Role::SourceSystem && !super::rights::ADMINISTRATORS.contains(role))
        .collect();
    let mut wanted: Vec<(String, String, Vec<Role>)> = vec![("demo".to_owned(), "演示（全部业务角色）".to_owned(), business)];
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::SourceSystem) {
        let name = FIRST.iter().find(|(.., first)| *first == role).map_or(role.code(), |(name, ..)| name);
        wanted.push((name.to_owned(), format!("演示{}", role.title().zh), vec![role]));
    }
    let mut told = Vec::new();
    let mut changes = Vec::new();
    for (name, title, roles) in wanted {
        let before = known.iter().find(|account| account.name == name);
        if before.is_some_and(|account| account.created_by != DEMO) {
            // A real account has this name, and keeps its password.
            continue;
        }
        let mut new = account(&name, &title, &roles, secret.clone(), DEMO);
        new.must_change = false;
        new.version = before.map_or(1, |account| account.version + 1);
        if roles.iter().all(|role| reach(*role) != Reach::All) {
            new.scope = scope.clone();
            new.person.clone_from(&person);
        }
        changes.push(AccessChange::Put(Box::new(new)));
        told.push(Told { name, title, password: password.clone() });
    }
    changes.push(noted(format!("{} accounts of a demonstration are open", told.len())));
    make(ledger, changes).await?;
    Ok(told)
}
