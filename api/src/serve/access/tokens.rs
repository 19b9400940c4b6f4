//! `/sources/{centre}/{source}/token`: what a source system shows when it posts events. It lets it post events of its own source and do
//! nothing else; only its hash is kept.

use axum::Json;
use axum::extract::State;
use mingjing_engine::ledger::access::{AccessChange, Account, AccountKind, AccountState, Scope};

use super::accounts::{covers, refused};
use super::desk::token_secret;
use super::password;
use super::rights::Role;
use super::visit::Visit;
use crate::clock::system_now;
use crate::model::access::TokenMade;
use crate::model::problem::Problem;
use crate::serve::extract::Named;
use crate::serve::problem::{ApiError, What};
use crate::serve::scope::known_centre;
use crate::serve::state::App;

/// The name of a source's account; a colon stands in no name that a person can have.
fn account_name(centre: &str, source: &str) -> String {
    format!("source:{centre}/{source}")
}

/// Makes a token for a source, shown this once. One that it had is no longer taken.
#[utoipa::path(post, path = "/sources/{centre}/{source}/token", operation_id = "make_token", tag = "access", params(("centre" = String, Path, description = "Centre code."), ("source" = String, Path, description = "Code of the source.")), responses((status = 200, body = TokenMade), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn make(
    State(app): State<App>,
    visit: Visit,
    Named((centre, source)): Named<(String, String)>,
) -> Result<Json<TokenMade>, ApiError> {
    known_centre(&app.published(), &Some(centre.clone()))?;
    if source.trim().is_empty() || source.chars().count() > 100 || source.chars().any(char::is_control) {
        return Err(refused("source", "give the code of the source, at most 100 characters"));
    }
    let scope = Scope { regions: vec![centre.clone()], source: Some(source.clone()), ..Scope::default() };
    if !covers(&visit.account().scope, &scope) {
        return Err(ApiError::BeyondReach);
    }
    let name = account_name(&centre, &source);
    let token = password::token().map_err(|error| ApiError::internal("making a token", error))?;
    let now = system_now();
    if app.access.account(&name).is_some() {
        let made = app.access.edit(&name, |account| {
            account.secret = token_secret(&token);
            account.secret_at = now;
            account.state = AccountState::Active;
            account.changed_at = now;
            visit.name().clone_into(&mut account.changed_by);
            Ok(((), vec![visit.note(format!("new token for {name}"))]))
        });
        made.await?;
    } else {
        let account = Account {
            name: name.clone(),
            display_name: source,
            kind: AccountKind::Source,
            secret: token_secret(&token),
            roles: vec![Role::SourceSystem.code().to_owned()],
            scope,
            person: None,
            state: AccountState::Active,
            must_change: false,
            failed: 0,
            locked_until: None,
            secret_at: now,
            created_at: now,
            created_by: visit.name().to_owned(),
            changed_at: now,
            changed_by: visit.name().to_owned(),
            version: 1,
        };
        app.access.change(vec![AccessChange::Put(Box::new(account)), visit.note(format!("token for {name}"))]).await?;
    }
    Ok(Json(TokenMade { account: name, token }))
}

/// Takes a source's token back.
#[utoipa::path(delete, path = "/sources/{centre}/{source}/token", operation_id = "revoke_token", tag = "access", params(("centre" = String, Path, description = "Centre code."), ("source" = String, Path, description = "Code of the source.")), responses((status = 204), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn revoke(
    State(app): State<App>,
    visit: Visit,
    Named((centre, source)): Named<(String, String)>,
) -> Result<axum::http::StatusCode, ApiError> {
    let name = account_name(&centre, &source);
    let account = app.access.account(&name).filter(|account| covers(&visit.account().scope, &account.scope));
    if account.is_none() {
        return Err(ApiError::Unknown { what: What::Account, name });
    }
    let now = system_now();
    let revoked = app.access.edit(&name, |account| {
        account.state = AccountState::Locked;
        account.changed_at = now;
        visit.name().clone_into(&mut account.changed_by);
        Ok(((), vec![visit.note(format!("token of {name} revoked"))]))
    });
    revoked.await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
