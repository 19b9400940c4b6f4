//! `POST /session` and `DELETE /session`: logging in and out.
//!
//! Whoever is refused learns nothing but that: an unknown name, a wrong password and a locked account get the same answer after the same
//! work.

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mingjing_engine::ledger::access::log::Log;
use mingjing_engine::ledger::access::{AccessChange, AccountKind, Session};

use super::desk::entry;
use super::door::{agent_of, session_token, set_cookie};
use super::lockout::{Verdict, judge};
use super::visit::Visit;
use super::{me, password};
use crate::clock::system_now;
use crate::model::access::{Login, Me};
use crate::model::problem::Problem;
use crate::serve::extract::Sent;
use crate::serve::guard::Peer;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Logs in: the answer sets the cookie of a session.
#[utoipa::path(post, path = "/session", operation_id = "log_in", tag = "access", request_body = Login, responses((status = 200, body = Me), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn log_in(
    State(app): State<App>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    Sent(login): Sent<Login>,
) -> Result<Response, ApiError> {
    let now = system_now();
    let address = peer.ip();
    if app.access.attempts.are_too_many(address, now) {
        return Err(ApiError::TooManyAttempts);
    }
    let name = login.name.trim().to_lowercase();
    // What is longer than any password is none, and is not hashed as it stands.
    let password = if login.password.chars().count() > password::LONGEST { String::new() } else { login.password };
    let known = app.access.account(&name).filter(|account| account.kind == AccountKind::Person);
    let is_right = app.access.is_right(password, known.as_deref()).await?;
    let refused = |verdict: &str, name: &str| entry(Log::Login, name, &address.to_string(), "login", "", "refused", verdict.to_owned());
    if known.is_none() {
        // The name itself is not written: people type passwords into the wrong field.
        app.access.note(refused("unknown name", "-")).await?;
        app.access.attempts.note(address, now);
        return Err(ApiError::LoginRefused);
    }
    let token = password::token().map_err(|error| ApiError::internal("making a session", error))?;
    let old = session_token(&app, &headers).map(password::token_hash);
    let times = app.access.times();
    let agent = agent_of(&headers);
    let verdict = app
        .access
        .edit(&name, |account| {
            let verdict = judge(account, is_right, now);
            if verdict != Verdict::Right {
                return Ok((verdict, vec![AccessChange::Note(refused(verdict.text(), &account.name))]));
            }
            let session = Session {
                token: password::token_hash(&token),
                account: account.name.clone(),
                began_at: now,
                seen_at: now,
                address: address.to_string(),
                agent: agent.clone(),
            };
            let mut changes = vec![
                AccessChange::Expire { began: now.saturating_sub(times.longest), seen: now.saturating_sub(times.idle) },
                AccessChange::Begin(session),
                AccessChange::Note(entry(Log::Login, &account.name, &address.to_string(), "login", "", "done", agent.clone())),
            ];
            changes.extend(old.map(|token| AccessChange::End { token }));
            Ok((verdict, changes))
        })
        .await?;
    if verdict != Verdict::Right {
        app.access.attempts.note(address, now);
        return Err(ApiError::LoginRefused);
    }
    app.access.attempts.forget(address);
    let account = app.access.account(&name).ok_or(ApiError::LoginRefused)?;
    Ok(([(header::SET_COOKIE, set_cookie(&app, &token))], Json(me::describe(&app, &account))).into_response())
}

/// Logs out: the session ends, here and in every other window that shows it.
#[utoipa::path(delete, path = "/session", operation_id = "log_out", tag = "access", responses((status = 204), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn log_out(State(app): State<App>, visit: Visit) -> Result<Response, ApiError> {
    let mut changes =
        vec![AccessChange::Note(entry(Log::Login, visit.name(), &visit.address.to_string(), "logout", "", "done", String::new()))];
    changes.extend(visit.known.session.map(|token| AccessChange::End { token }));
    visit.mark_written();
    app.access.change(changes).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie(&app, ""))]).into_response())
}

/// Ends all sessions of one's account, this one too.
#[utoipa::path(delete, path = "/sessions", operation_id = "log_out_everywhere", tag = "access", responses((status = 204), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn log_out_everywhere(State(app): State<App>, visit: Visit) -> Result<Response, ApiError> {
    let note = entry(Log::Login, visit.name(), &visit.address.to_string(), "logout", "all sessions", "done", String::new());
    visit.mark_written();
    app.access.change(vec![AccessChange::EndAll { account: visit.name().to_owned(), except: None }, AccessChange::Note(note)]).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie(&app, ""))]).into_response())
}
