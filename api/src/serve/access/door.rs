//! What stands before each handler: who asks, and may he. Denied is whatever no line of the table allows.
//!
//! A person shows the cookie of a session, a source system a bearer token. The cookie is sent to this site only (`SameSite=Strict`), is
//! kept from scripts (`HttpOnly`), and under TLS from plain connections (`Secure`).

use std::net::IpAddr;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use mingjing_engine::ledger::access::AccountKind;

use super::desk::Known;
use super::rights::{Right, reach_of};
use super::visit::Visit;
use crate::clock::system_now;
use crate::serve::problem::ApiError;
use crate::serve::router::{self, Guarded};
use crate::serve::state::App;

/// Name of the cookie on plain connections.
const COOKIE: &str = "mingjing_session";
/// And under TLS; the prefix has browsers refuse it from plain connections and from other hosts of the domain.
const SECURE_COOKIE: &str = "__Host-mingjing_session";
/// Characters kept of what a client calls itself.
const MOST_AGENT: usize = 200;

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The name that the session's cookie has on this server.
fn cookie_name(app: &App) -> &'static str {
    if app.listening.is_tls { SECURE_COOKIE } else { COOKIE }
}

/// The token of the session that a request shows.
pub fn session_token<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie(headers, cookie_name(app))
}

/// The line that gives a browser its session; an empty token takes it back.
pub fn set_cookie(app: &App, token: &str) -> String {
    let secure = if app.listening.is_tls { "; Secure" } else { "" };
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", cookie_name(app))
}

/// What a client calls itself.
pub fn agent_of(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    agent.unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(MOST_AGENT).collect()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Who a request shows to be.
fn known(app: &App, headers: &HeaderMap, address: IpAddr) -> Result<Known, ApiError> {
    if let Some(token) = bearer(headers) {
        return app.access.of_token(token).ok_or(ApiError::BadToken);
    }
    let token = session_token(app, headers).filter(|token| !token.is_empty()).ok_or(ApiError::NotLoggedIn)?;
    app.access.of_session(token, address, &agent_of(headers), system_now()).ok_or(ApiError::SessionOver)
}

/// Lets a request in to a handler, with who asks put to it; refuses it; or lets it pass where it goes to no handler of the API.
pub fn admit(app: &App, request: &mut Request, address: IpAddr) -> Result<Option<Visit>, ApiError> {
    let Some(route) = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()) else {
        // The console's own pages, and paths that are nothing.
        return Ok(None);
    };
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let guarded = match router::guarded(&method, &route) {
        Some(Guarded::Open) => return Ok(None),
        Some(Guarded::ThisMachine(_)) if address.is_loopback() => return Ok(None),
        Some(Guarded::ThisMachine(right)) => Guarded::By(right, super::bounds::Serves::Any),
        Some(guarded @ Guarded::By(..)) => guarded,
        // The path takes other methods; whoever may ask at all is told so.
        None => Guarded::By(Right::Own, super::bounds::Serves::Any),
    };
    let Guarded::By(right, serves) = guarded else { return Ok(None) };
    let known = known(app, request.headers(), address)?;
    let account = known.account.clone();
    let action = format!("{method} {route}");
    let target = request.uri().path().to_owned();
    if account.must_change && account.kind == AccountKind::Person && right != Right::Own {
        return Err(ApiError::MustChangePassword);
    }
    let Some(reach) = reach_of(&account, right) else {
        refuse(app, &known, address, &action, &target);
        return Err(ApiError::NoRight { right: right.code() });
    };
    let visit = Visit::new(known, address, reach, &action, &target);
    if serves != super::bounds::Serves::Any && !visit.bounds(&app.published()).are_served(serves) {
        refuse(app, &visit.known, address, &action, &target);
        return Err(ApiError::BeyondReach);
    }
    if let Some(token) = visit.known.session {
        let now = system_now();
        if app.access.used(token, now) {
            let app = app.clone();
            tokio::spawn(async move { app.access.write_seen(token, now).await });
        }
    }
    request.extensions_mut().insert(visit.clone());
    Ok(Some(visit))
}

/// Writes that somebody asked for what is not his.
fn refuse(app: &App, known: &Known, address: IpAddr, action: &str, target: &str) {
    use mingjing_engine::ledger::access::log::Log;
    let entry = super::desk::entry(Log::Operation, &known.account.name, &address.to_string(), action, target, "403", "no right".to_owned());
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = app.access.note(entry).await {
            tracing::error!(error = %error, "a refusal was not written to the log of operations");
        }
    });
}

/// Writes what a request came to, where its handler did not: every request that may change something, and every file that is given out.
pub async fn noted(app: &App, visit: Option<Visit>, status: StatusCode) {
    let Some(visit) = visit else { return };
    let changes = !visit.action.starts_with("GET ");
    let gives_out = visit.action.ends_with("/proof") || visit.action.ends_with("/file");
    if visit.is_noted() || !(changes || gives_out) {
        return;
    }
    let outcome = if status.is_success() { "done".to_owned() } else { status.as_u16().to_string() };
    if let Err(error) = app.access.note(visit.entry(&outcome, String::new())).await {
        tracing::error!(error = %error, access.action = %visit.action, "an operation was not written to the log");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let headers = |values: &[&'static str]| -> HeaderMap {
            values.iter().map(|value| (header::COOKIE, axum::http::HeaderValue::from_static(value))).collect()
        };
        let table: &[(&[&'static str], Option<&str>)] = &[
            (&["a=1; mingjing_session=xyz; b=2"], Some("xyz")),
            (&["xmingjing_session=no", "mingjing_session=yes"], Some("yes")),
            (&["mingjing_session"], None),
            (&[], None),
        ];
        for (values, expected) in table {
            assert_eq!(cookie(&headers(values), COOKIE), *expected, "{values:?}");
        }
    }

    #[test]
    fn only_a_bearer_token_is_a_token() {
        let with = |value: &'static str| HeaderMap::from_iter([(header::AUTHORIZATION, axum::http::HeaderValue::from_static(value))]);
        assert_eq!(bearer(&with("Bearer abc")), Some("abc"));
        assert_eq!(bearer(&with("bearer  abc ")), Some("abc"));
        assert_eq!(bearer(&with("Basic abc")), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
