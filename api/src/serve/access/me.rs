//! `GET /me`, `POST /me/password` and `GET /access`: who one is, one's password, and the table of rights.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::access::{AccessChange, Account};
use mingjing_engine::time::HOUR;

use super::lockout::{Verdict, judge};
use super::rights::{ADMINISTRATORS, Right, Role, reach_of, reach_of_role, roles_of};
use super::visit::Visit;
use super::{accounts, password};
use crate::clock::system_now;
use crate::model::access::{AccessRole, AccessTable, HeldRight, Me, NamedCode, PasswordChange};
use crate::model::problem::{FieldProblem, Problem};
use crate::serve::extract::Sent;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// How an account looks to itself.
pub fn describe(app: &App, account: &Account) -> Me {
    let rights = Right::ALL.iter().filter_map(|right| Some((right, reach_of(account, *right)?)));
    Me {
        name: account.name.clone(),
        display_name: account.display_name.clone(),
        roles: roles_of(account).map(|role| NamedCode { code: role.code().to_owned(), title: role.title() }).collect(),
        rights: rights.map(|(right, reach)| HeldRight { right: right.code().to_owned(), reach: reach.code().to_owned() }).collect(),
        scope: accounts::scope_shown(&account.scope),
        person: account.person.clone(),
        must_change_password: account.must_change,
        idle_minutes: (app.access.times().idle / (HOUR / 60)).unsigned_abs(),
    }
}

/// Who one is, and what one may do.
#[utoipa::path(get, path = "/me", operation_id = "me", tag = "access", responses((status = 200, body = Me), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn me(State(app): State<App>, visit: Visit) -> Json<Me> {
    Json(describe(&app, visit.account()))
}

/// The roles, and what each may do.
#[utoipa::path(get, path = "/access", operation_id = "access", tag = "access", responses((status = 200, body = AccessTable), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn table(_visit: Visit) -> Json<AccessTable> {
    let role = |role: &Role| AccessRole {
        code: role.code().to_owned(),
        title: role.title(),
        is_administrator: ADMINISTRATORS.contains(role),
        is_for_persons: *role != Role::SourceSystem,
        rights: Right::ALL
            .iter()
            .filter_map(|right| Some((right, reach_of_role(*role, *right)?)))
            .map(|(right, reach)| HeldRight { right: right.code().to_owned(), reach: reach.code().to_owned() })
            .collect(),
    };
    let right = |right: &Right| NamedCode { code: right.code().to_owned(), title: right.title() };
    Json(AccessTable { roles: Role::ALL.iter().map(role).collect(), rights: Right::ALL.iter().map(right).collect() })
}

/// Changes one's password. All other sessions of the account end. A wrong old password counts like one at the login.
#[utoipa::path(post, path = "/me/password", operation_id = "change_password", tag = "access", request_body = PasswordChange, responses((status = 200, body = Me), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn change_password(State(app): State<App>, visit: Visit, Sent(change): Sent<PasswordChange>) -> Result<Json<Me>, ApiError> {
    let refused = |field: &str, message: String| ApiError::BadChoice { refusals: vec![FieldProblem { field: field.to_owned(), message }] };
    let account = visit.account();
    if let Some(message) = password::refusal(&change.new, &[&account.name, &account.display_name]) {
        return Err(refused("new", message));
    }
    if change.new == change.old {
        return Err(refused("new", "it is the old one; take another".to_owned()));
    }
    let is_right = app.access.is_right(change.old, Some(account)).await?;
    let secret = if is_right { Some(app.access.hash(change.new).await?) } else { None };
    let now = system_now();
    let verdict = app
        .access
        .edit(&account.name, |account| {
            let verdict = judge(account, is_right, now);
            let (Verdict::Right, Some(secret)) = (verdict, &secret) else {
                return Ok((verdict, vec![AccessChange::Note(visit.entry("refused", verdict.text().to_owned()))]));
            };
            account.secret.clone_from(secret);
            account.must_change = false;
            account.secret_at = now;
            let others = AccessChange::EndAll { account: account.name.clone(), except: visit.known.session };
            Ok((verdict, vec![others, visit.note("password changed".to_owned())]))
        })
        .await?;
    if verdict != Verdict::Right {
        return Err(refused("old", "the old password is wrong, or the account is locked for a while".to_owned()));
    }
    let account = app.access.account(&account.name).ok_or(ApiError::NotLoggedIn)?;
    Ok(Json(describe(&app, &account)))
}
