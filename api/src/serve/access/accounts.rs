//! `/accounts`: what a system administrator does with accounts. Roles and scopes are given elsewhere ([`super::roles`]), by somebody else.
//!
//! An administrator who is bound to regions or departments deals with accounts bound to these only, and never with his own. Accounts are never
//! removed: the log names them.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::access::{AccessChange, Account, AccountKind, AccountState, Scope};

use super::password;
use super::rights::{ADMINISTRATORS, roles_of};
use super::visit::Visit;
use crate::clock::system_now;
use crate::model::access::{AccountChange, AccountFor, AccountItem, AccountMade, AccountScope, AccountStatus, NewAccount};
use crate::model::problem::{FieldProblem, Problem};
use crate::serve::extract::{Named, Sent};
use crate::serve::problem::{ApiError, What};
use crate::serve::state::{App, common_zone};

/// Most characters of a display name.
const LONGEST_NAME: usize = 60;

/// A scope as the API writes it.
pub fn scope_shown(scope: &Scope) -> AccountScope {
    AccountScope { regions: scope.regions.clone(), departments: scope.departments.clone(), windows: scope.windows.clone() }
}

/// Whether whoever is bound to `own` may deal with what is bound to `other`: in each respect in which he is bound, it must be, to no more.
pub fn covers(own: &Scope, other: &Scope) -> bool {
    let within = |own: &[String], other: &[String]| own.is_empty() || (!other.is_empty() && other.iter().all(|code| own.contains(code)));
    within(&own.regions, &other.regions) && within(&own.departments, &other.departments) && within(&own.windows, &other.windows)
}

/// A choice that is refused.
pub fn refused(field: &str, message: impl Into<String>) -> ApiError {
    ApiError::BadChoice { refusals: vec![FieldProblem { field: field.to_owned(), message: message.into() }] }
}

/// An account within the visit's scope, that is not its own.
pub fn target(app: &App, visit: &Visit, name: &str) -> Result<std::sync::Arc<Account>, ApiError> {
    let account = app.access.account(name).filter(|account| covers(&visit.account().scope, &account.scope));
    let account = account.ok_or_else(|| ApiError::Unknown { what: What::Account, name: name.to_owned() })?;
    if account.name == visit.name() {
        return Err(refused("name", "nobody deals with his own account; ask another administrator"));
    }
    Ok(account)
}

/// An account as the API writes it.
pub fn shown(app: &App, account: &Account, seen: Option<i64>) -> AccountItem {
    let zone = common_zone(&app.published());
    let now = system_now();
    let locked_until = account.locked_until.filter(|until| now < *until);
    let status = match (account.state, locked_until) {
        (AccountState::Locked, _) => AccountStatus::Locked,
        (AccountState::Active, Some(_)) => AccountStatus::LockedOut,
        (AccountState::Active, None) => AccountStatus::Active,
    };
    AccountItem {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        kind: match account.kind {
            AccountKind::Person => AccountFor::Person,
            AccountKind::Source => AccountFor::Source,
        },
        roles: account.roles.clone(),
        scope: scope_shown(&account.scope),
        person: account.person.clone(),
        status,
        locked_until: locked_until.map(|at| zone.format(at)),
        must_change_password: account.must_change,
        last_seen_at: seen.map(|at| zone.format(at)),
        created_at: zone.format(account.created_at),
        created_by: account.created_by.clone(),
        changed_at: zone.format(account.changed_at),
        changed_by: account.changed_by.clone(),
    }
}

/// An account as it stands after a change.
pub fn answer(app: &App, name: &str) -> Result<AccountItem, ApiError> {
    let account = app.access.account(name).ok_or_else(|| ApiError::Unknown { what: What::Account, name: name.to_owned() })?;
    Ok(shown(app, &account, app.access.last_seen().get(name).copied()))
}

fn read_name(name: &str) -> Result<String, ApiError> {
    let name = name.trim().to_lowercase();
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '-' | '_');
    let is_name =
        (3..=32).contains(&name.len()) && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(is_letter);
    if is_name {
        return Ok(name);
    }
    Err(refused("name", format!("{name:?} is no name; take 3 to 32 small letters, digits, \".\", \"-\" and \"_\", a letter first")))
}

fn read_display_name(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NAME || text.chars().any(char::is_control) {
        return Err(refused("display_name", format!("give 1 to {LONGEST_NAME} characters")));
    }
    Ok(text.to_owned())
}

fn read_person(app: &App, text: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(person) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let published = app.published();
    let is_known = published.benches.values().flat_map(|bench| bench.world.organization.posts()).any(|post| post.person.text() == person);
    if is_known {
        return Ok(Some(person.to_owned()));
    }
    Err(refused("person", format!("no person of the reference data has the code {person:?}; import people first, or leave it empty")))
}

/// All accounts that one may see, by name.
#[utoipa::path(get, path = "/accounts", operation_id = "accounts", tag = "access", responses((status = 200, body = Vec<AccountItem>), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, visit: Visit) -> Json<Vec<AccountItem>> {
    let seen = app.access.last_seen();
    let own = &visit.account().scope;
    let accounts = app.access.accounts();
    let his = accounts.iter().filter(|account| account.name == visit.name() || covers(own, &account.scope));
    Json(his.map(|account| shown(&app, account, seen.get(&account.name).copied())).collect())
}

/// Makes an account without roles. Its password is shown this once.
#[utoipa::path(post, path = "/accounts", operation_id = "create_account", tag = "access", request_body = NewAccount, responses((status = 200, body = AccountMade), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn create(State(app): State<App>, visit: Visit, Sent(new): Sent<NewAccount>) -> Result<Json<AccountMade>, ApiError> {
    let name = read_name(&new.name)?;
    let display_name = read_display_name(&new.display_name)?;
    let person = read_person(&app, new.person.as_deref())?;
    let taken = || refused("name", format!("there is an account {name:?} already; take another name"));
    if app.access.account(&name).is_some() {
        return Err(taken());
    }
    let one_time_password = password::one_time().map_err(|error| ApiError::internal("making a password", error))?;
    let now = system_now();
    let account = Account {
        name: name.clone(),
        display_name,
        kind: AccountKind::Person,
        secret: app.access.hash(one_time_password.clone()).await?,
        roles: Vec::new(),
        // What a bound administrator makes is bound as he is.
        scope: Scope { source: None, ..visit.account().scope.clone() },
        person,
        state: AccountState::Active,
        must_change: true,
        failed: 0,
        locked_until: None,
        secret_at: now,
        created_at: now,
        created_by: visit.name().to_owned(),
        changed_at: now,
        changed_by: visit.name().to_owned(),
        version: 1,
    };
    let made = app.access.change(vec![AccessChange::Put(Box::new(account)), visit.note(format!("account {name} made"))]).await;
    match made {
        Err(ApiError::Overtaken) => return Err(taken()),
        other => other?,
    };
    Ok(Json(AccountMade { account: answer(&app, &name)?, one_time_password }))
}

/// Changes an account as an administrator does, with a word for the log.
pub async fn edit(
    app: &App,
    visit: &Visit,
    name: &str,
    what: &str,
    mut change: impl FnMut(&mut Account) -> Vec<AccessChange> + Send,
) -> Result<AccountItem, ApiError> {
    let now = system_now();
    app.access
        .edit(name, |account| {
            let mut changes = change(account);
            account.changed_at = now;
            visit.name().clone_into(&mut account.changed_by);
            changes.push(visit.note(format!("account {name}: {what}")));
            Ok(((), changes))
        })
        .await?;
    answer(app, name)
}

/// Changes what an account is called and whose it is.
#[utoipa::path(post, path = "/accounts/{name}", operation_id = "change_account", tag = "access", params(("name" = String, Path, description = "Name of the account.")), request_body = AccountChange, responses((status = 200, body = AccountItem), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Named(name): Named<String>,
    Sent(wanted): Sent<AccountChange>,
) -> Result<Json<AccountItem>, ApiError> {
    target(&app, &visit, &name)?;
    let display_name = wanted.display_name.as_deref().map(read_display_name).transpose()?;
    let person = match &wanted.person {
        Some(text) => Some(read_person(&app, Some(text))?),
        None => None,
    };
    let what = match (&display_name, &person) {
        (None, None) => return Err(refused("", "nothing is changed; give display_name or person")),
        (Some(_), None) => "display name changed".to_owned(),
        (_, Some(person)) => format!("person is {}", person.as_deref().unwrap_or("nobody")),
    };
    let changed = edit(&app, &visit, &name, &what, |account| {
        if let Some(text) = &display_name {
            account.display_name.clone_from(text);
        }
        if let Some(person) = &person {
            account.person.clone_from(person);
        }
        Vec::new()
    });
    changed.await.map(Json)
}

/// Locks an account until it is unlocked; its sessions end.
#[utoipa::path(post, path = "/accounts/{name}/lock", operation_id = "lock_account", tag = "access", params(("name" = String, Path, description = "Name of the account.")), responses((status = 200, body = AccountItem), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn lock(State(app): State<App>, visit: Visit, Named(name): Named<String>) -> Result<Json<AccountItem>, ApiError> {
    target(&app, &visit, &name)?;
    let changed = edit(&app, &visit, &name, "locked", |account| {
        account.state = AccountState::Locked;
        vec![AccessChange::EndAll { account: account.name.clone(), except: None }]
    });
    changed.await.map(Json)
}

/// Unlocks an account that an administrator or wrong passwords locked.
#[utoipa::path(post, path = "/accounts/{name}/unlock", operation_id = "unlock_account", tag = "access", params(("name" = String, Path, description = "Name of the account.")), responses((status = 200, body = AccountItem), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn unlock(State(app): State<App>, visit: Visit, Named(name): Named<String>) -> Result<Json<AccountItem>, ApiError> {
    target(&app, &visit, &name)?;
    let changed = edit(&app, &visit, &name, "unlocked", |account| {
        account.state = AccountState::Active;
        account.failed = 0;
        account.locked_until = None;
        Vec::new()
    });
    changed.await.map(Json)
}

/// Gives an account a new password, shown this once; its sessions end. Passwords of administrators are set anew on the server's machine only,
/// with `mingjing account reset`: else one of them could become another.
#[utoipa::path(post, path = "/accounts/{name}/password", operation_id = "reset_password", tag = "access", params(("name" = String, Path, description = "Name of the account.")), responses((status = 200, body = AccountMade), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn reset(State(app): State<App>, visit: Visit, Named(name): Named<String>) -> Result<Json<AccountMade>, ApiError> {
    let found = target(&app, &visit, &name)?;
    if found.kind == AccountKind::Source {
        return Err(refused("name", "a source system has a token; make a new one where the sources are"));
    }
    if roles_of(&found).any(|role| ADMINISTRATORS.contains(&role)) {
        return Err(refused(
            "name",
            "the password of an administrator is set anew on the server's machine only: mingjing account reset NAME",
        ));
    }
    let one_time_password = password::one_time().map_err(|error| ApiError::internal("making a password", error))?;
    let secret = app.access.hash(one_time_password.clone()).await?;
    let now = system_now();
    let account = edit(&app, &visit, &name, "password set anew", |account| {
        account.secret.clone_from(&secret);
        account.secret_at = now;
        account.must_change = true;
        account.failed = 0;
        account.locked_until = None;
        vec![AccessChange::EndAll { account: account.name.clone(), except: None }]
    });
    Ok(Json(AccountMade { account: account.await?, one_time_password }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(regions: &[&str], departments: &[&str]) -> Scope {
        let texts = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        Scope { regions: texts(regions), departments: texts(departments), ..Scope::default() }
    }

    #[test]
    fn an_administrator_deals_with_what_is_bound_as_he_is() {
        let table = [
            (scope(&[], &[]), scope(&[], &[]), true),
            (scope(&[], &[]), scope(&["north"], &["D1"]), true),
            (scope(&["north"], &[]), scope(&["north"], &["D1"]), true),
            (scope(&["north"], &[]), scope(&["north", "south"], &[]), false),
            (scope(&["north"], &[]), scope(&[], &["D1"]), false),
            (scope(&["north"], &["D1"]), scope(&["north"], &[]), false),
        ];
        for (own, other, expected) in table {
            assert_eq!(covers(&own, &other), expected, "{own:?} {other:?}");
        }
    }

    #[test]
    fn names_are_of_small_letters() {
        assert_eq!(read_name(" Zhang.San-1 ").ok().as_deref(), Some("zhang.san-1"));
        for bad in ["ab", "1abc", "张三", "a b c", "a/b", &"x".repeat(33)] {
            assert!(read_name(bad).is_err(), "{bad}");
        }
        assert!(read_display_name("张三").is_ok() && read_display_name(" ").is_err() && read_display_name("a\nb").is_err());
    }
}
