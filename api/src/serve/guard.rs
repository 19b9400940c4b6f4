//! What stands before every handler: who is let in, and what every response carries.
//!
//! Until there are accounts only this machine is let in. That the server listens on a loopback address alone is not enough: a page from
//! elsewhere, open in a browser on this machine, could reach it by a name that resolves to 127.0.0.1. So a request must name a loopback host,
//! and where it names the page it comes from, that too.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::ApiError;
use super::state::App;
use crate::clock::stopwatch;

/// What a page may load: only what this server serves. The console sets styles on elements, hence `unsafe-inline` for them.
const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                              frame-ancestors 'none'; form-action 'self'";

/// Whether an authority (`host[:port]`) is this machine.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn origin_is_loopback(origin: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(is_loopback)
}

fn refused(request: &Request) -> Option<ApiError> {
    let value = |name: HeaderName| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let host = value(header::HOST).unwrap_or_default();
    if !is_loopback(&host) {
        return Some(ApiError::NotLoopback { header: "Host", value: host });
    }
    let origin = value(header::ORIGIN)?;
    (!origin_is_loopback(&origin)).then(|| ApiError::NotLoopback { header: "Origin", value: origin })
}

/// Lets in or refuses, counts, and sets the headers of security.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let watch = stopwatch();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let mut response = match refused(&request) {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    app.metrics.answered(&route, &method, response.status().as_u16(), watch.elapsed());
    response
}

/// Reads the address to listen on; without accounts only a loopback address will do.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.strip_prefix("localhost").map_or_else(|| text.to_owned(), |rest| format!("127.0.0.1{rest}"));
    let address: SocketAddr = text.parse().map_err(|_| format!("{text:?} is no address; write it like 127.0.0.1:8080"))?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(format!(
        "{address} can be reached from other machines, and there are no accounts yet that would tell who may see what; \
         listen on a loopback address (127.0.0.1:{port} or [::1]:{port})",
        port = address.port()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_let_in() {
        let table = [
            ("127.0.0.1:8080", true),
            ("127.0.0.1", true),
            ("127.9.9.9:1", true),
            ("localhost:8080", true),
            ("LOCALHOST", true),
            ("[::1]:8080", true),
            ("10.0.0.1:8080", false),
            ("mingjing.example", false),
            ("127.0.0.1.example:8080", false),
            ("localhost.example", false),
            ("[::2]:8080", false),
            ("", false),
        ];
        for (authority, expected) in table {
            assert_eq!(is_loopback(authority), expected, "{authority}");
        }
        assert!(origin_is_loopback("http://127.0.0.1:8080"));
        assert!(!origin_is_loopback("null"));
        assert!(!origin_is_loopback("https://example.com"));
    }

    #[test]
    fn an_address_that_others_reach_is_refused_with_the_reason() {
        assert!(listen_address("127.0.0.1:0").is_ok());
        assert!(listen_address("localhost:8080").is_ok());
        assert!(listen_address("[::1]:8080").is_ok());
        for open in ["0.0.0.0:8080", "192.168.1.2:80", "[::]:8080"] {
            let error = listen_address(open).expect_err(open);
            assert!(error.contains("no accounts yet") && error.contains("127.0.0.1"), "{error}");
        }
        assert!(listen_address("8080").expect_err("no address").contains("127.0.0.1:8080"));
    }
}
