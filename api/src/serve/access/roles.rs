//! `POST /accounts/{name}/roles`: a security administrator gives roles, and binds them.
//!
//! Never to himself, never beyond what he is bound to, and never two of the three administrators to one account.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::access::{AccountKind, Scope};

use super::accounts::{covers, edit, refused, target};
use super::rights::{Reach, Role, TABLE, conflict};
use super::visit::Visit;
use crate::model::access::{AccountItem, AccountScope, RolesGiven};
use crate::model::problem::Problem;
use crate::serve::extract::{Named, Sent};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Most codes of a kind in a scope.
const MOST_CODES: usize = 500;

fn read_roles(codes: &[String]) -> Result<Vec<Role>, ApiError> {
    let mut roles = Vec::new();
    for code in codes {
        let role = Role::of_code(code).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
            refused("roles", format!("there is no role {code:?}; there are {}", known.join(", ")))
        })?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    match conflict(&roles) {
        Some(message) => Err(refused("roles", message)),
        None => Ok(roles),
    }
}

fn read_scope(scope: AccountScope) -> Result<Scope, ApiError> {
    let list = |field: &str, codes: Vec<String>| -> Result<Vec<String>, ApiError> {
        let mut codes: Vec<String> = codes.into_iter().map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect();
        codes.sort();
        codes.dedup();
        if codes.len() > MOST_CODES || codes.iter().any(|code| code.chars().count() > 100 || code.chars().any(char::is_control)) {
            return Err(refused(field, format!("give at most {MOST_CODES} codes of at most 100 characters")));
        }
        Ok(codes)
    };
    Ok(Scope {
        regions: list("scope.regions", scope.regions)?,
        departments: list("scope.departments", scope.departments)?,
        windows: list("scope.windows", scope.windows)?,
        source: None,
    })
}

/// A role that is bound by its nature needs what it is bound to; without it its holder would see nothing.
fn missing(roles: &[Role], scope: &Scope, person: Option<&str>) -> Option<(&'static str, String)> {
    roles.iter().find_map(|role| {
        let reach = TABLE.iter().filter(|line| line.role == *role).map(|line| line.reach).max()?;
        match reach {
            Reach::Department if scope.departments.is_empty() => {
                Some(("scope.departments", format!("{} is bound to departments; name at least one", role.code())))
            }
            Reach::Window if scope.windows.is_empty() => {
                Some(("scope.windows", format!("{} is bound to windows; name at least one", role.code())))
            }
            Reach::Own if person.is_none() => {
                Some(("roles", format!("{} sees what is his own; tie the account to a person first", role.code())))
            }
            _ => None,
        }
    })
}

/// Gives an account its roles, and what they are bound to. Both take effect at once, also in sessions that are open.
#[utoipa::path(post, path = "/accounts/{name}/roles", operation_id = "give_roles", tag = "access", params(("name" = String, Path, description = "Name of the account.")), request_body = RolesGiven, responses((status = 200, body = AccountItem), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn give(
    State(app): State<App>,
    visit: Visit,
    Named(name): Named<String>,
    Sent(given): Sent<RolesGiven>,
) -> Result<Json<AccountItem>, ApiError> {
    let found = target(&app, &visit, &name)?;
    if found.kind == AccountKind::Source {
        return Err(refused("name", "a source system has no other role than that of its token"));
    }
    let roles = read_roles(&given.roles)?;
    let scope = read_scope(given.scope)?;
    if !covers(&visit.account().scope, &scope) {
        return Err(refused("scope", "it reaches beyond what your own account is bound to"));
    }
    if let Some((field, message)) = missing(&roles, &scope, found.person.as_deref()) {
        return Err(refused(field, message));
    }
    let codes: Vec<String> = roles.iter().map(|role| role.code().to_owned()).collect();
    let told = |codes: &[String]| if codes.is_empty() { "-".to_owned() } else { codes.join(" ") };
    let what = format!(
        "roles {}; bound to regions {}, departments {}, windows {}",
        told(&codes),
        told(&scope.regions),
        told(&scope.departments),
        told(&scope.windows)
    );
    let changed = edit(&app, &visit, &name, &what, |account| {
        account.roles.clone_from(&codes);
        account.scope.clone_from(&scope);
        Vec::new()
    });
    changed.await.map(Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_by_code_and_held_against_each_other() {
        let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        assert_eq!(read_roles(&codes(&["leader", "leader"])).ok(), Some(vec![Role::Leader]));
        for bad in [&["root"][..], &["system_admin", "audit_admin"], &["source_system"]] {
            assert!(read_roles(&codes(bad)).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_bound_role_needs_what_it_is_bound_to() {
        let with = |departments: &[&str], windows: &[&str]| Scope {
            departments: departments.iter().map(|code| (*code).to_owned()).collect(),
            windows: windows.iter().map(|code| (*code).to_owned()).collect(),
            ..Scope::default()
        };
        let table = [
            (Role::Supervisor, with(&[], &[]), None, None),
            (Role::ChiefRepresentative, with(&[], &[]), None, Some("scope.departments")),
            (Role::ChiefRepresentative, with(&["D1"], &[]), None, None),
            (Role::WindowHead, with(&["D1"], &[]), None, Some("scope.windows")),
            (Role::WindowHead, with(&[], &["W1"]), None, None),
            (Role::WindowClerk, with(&[], &[]), None, Some("roles")),
            (Role::WindowClerk, with(&[], &[]), Some("P1"), None),
        ];
        for (role, scope, person, expected) in table {
            assert_eq!(missing(&[role], &scope, person).map(|(field, _)| field), expected, "{role:?} {scope:?}");
        }
    }
}
