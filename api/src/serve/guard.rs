//! What stands before every handler: where a request may come from, who asks, and what every response carries.
//!
//! A server that listens on a loopback address answers this machine only. That alone is not enough: a page from elsewhere, open in a browser
//! on this machine, could reach it by a name that resolves to 127.0.0.1. So a request must name a loopback host, and where it names the page
//! it comes from, that too. A server that others reach takes requests of its own pages only: what names another site's page is refused.
//! Who asks, and whether he may, is the matter of [`door`].

use std::net::{IpAddr, SocketAddr};

use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::IncomingStream;
use tokio::net::TcpListener;

use super::access::door;
use super::problem::ApiError;
use super::state::App;
use super::tls::TlsListener;
use crate::clock::stopwatch;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// How the server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listening {
    /// From this machine only.
    pub is_loopback: bool,
    /// Over TLS.
    pub is_tls: bool,
}

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

/// The port that an authority, or an origin, names.
fn port_of(authority: &str) -> Option<&str> {
    authority.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a page is of the server that it asks.
fn is_own_page(origin: &str, host: &str, is_tls: bool) -> bool {
    let scheme = if is_tls { "https://" } else { "http://" };
    origin.strip_prefix(scheme).is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn refused(request: &Request, listening: Listening) -> Option<ApiError> {
    let value = |name: HeaderName| request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let host = value(header::HOST).unwrap_or_default();
    if !listening.is_loopback {
        let origin = value(header::ORIGIN)?;
        return (!is_own_page(&origin, &host, listening.is_tls)).then_some(ApiError::ForeignPage { value: origin });
    }
    if !is_loopback(&host) {
        return Some(ApiError::NotLoopback { header: "Host", value: host });
    }
    let origin = value(header::ORIGIN)?;
    if !origin_is_loopback(&origin) {
        return Some(ApiError::NotLoopback { header: "Origin", value: origin });
    }
    // Browsers send cookies to every port of a host: a page of another program on this machine may look, and change nothing.
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    (is_change && port_of(&origin) != port_of(&host)).then_some(ApiError::ForeignPage { value: origin })
}

/// Lets in or refuses, counts, and sets the headers of security.
pub async fn guard(State(app): State<App>, ConnectInfo(Peer(peer)): ConnectInfo<Peer>, mut request: Request, next: Next) -> Response {
    let watch = stopwatch();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let admitted = match refused(&request, app.listening) {
        Some(error) => Err(error),
        None => door::admit(&app, &mut request, peer.ip()),
    };
    let mut response = match admitted {
        Err(error) => error.into_response(),
        Ok(visit) => {
            let response = next.run(request).await;
            door::noted(&app, visit, response.status()).await;
            response
        }
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

/// Reads the address to listen on. Whether others may reach it there is seen when the server starts: that needs TLS.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.strip_prefix("localhost").map_or_else(|| text.to_owned(), |rest| format!("127.0.0.1{rest}"));
    text.parse().map_err(|_| format!("{text:?} is no address; write it like 127.0.0.1:8080"))
}

/// Why an address cannot be listened on without TLS; `None` where it can.
pub fn needs_tls(address: SocketAddr) -> Option<String> {
    (!address.ip().is_loopback()).then(|| {
        format!(
            "{address} can be reached from other machines, and passwords would cross the network in clear; give a certificate and its key \
             with --tls-cert FILE and --tls-key FILE, or listen on a loopback address (127.0.0.1:{port} or [::1]:{port})",
            port = address.port()
        )
    })
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
    fn a_port_is_read_from_hosts_and_origins() {
        let table = [
            ("http://127.0.0.1:8080", Some("8080")),
            ("localhost:80", Some("80")),
            ("[::1]:8080", Some("8080")),
            ("http://localhost", None),
            ("localhost", None),
            ("[::1]", None),
        ];
        for (authority, expected) in table {
            assert_eq!(port_of(authority), expected, "{authority}");
        }
    }

    #[test]
    fn an_address_that_others_reach_needs_tls() {
        for own in ["127.0.0.1:0", "localhost:8080", "[::1]:8080"] {
            assert_eq!(needs_tls(listen_address(own).expect(own)), None, "{own}");
        }
        for open in ["0.0.0.0:8080", "192.168.1.2:80", "[::]:8080"] {
            let said = needs_tls(listen_address(open).expect(open)).expect(open);
            assert!(said.contains("--tls-cert") && said.contains("127.0.0.1"), "{said}");
        }
        assert!(listen_address("8080").expect_err("no address").contains("127.0.0.1:8080"));
    }

    #[test]
    fn a_page_is_its_servers_own_by_scheme_host_and_port() {
        let table = [
            ("https://mingjing.example:8443", "mingjing.example:8443", true),
            ("https://Mingjing.example:8443", "mingjing.EXAMPLE:8443", true),
            ("http://mingjing.example:8443", "mingjing.example:8443", false),
            ("https://mingjing.example", "mingjing.example:8443", false),
            ("https://evil.example", "mingjing.example:8443", false),
            ("null", "mingjing.example:8443", false),
        ];
        for (origin, host, expected) in table {
            assert_eq!(is_own_page(origin, host, true), expected, "{origin} {host}");
        }
    }
}
