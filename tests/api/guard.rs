//! What holds for every route: who is let in, headers, health and figures of the server, the console's pages, stopping.

use std::io::Read;

use super::{House, text};
use crate::harness::{Installation, Server, must};

#[test]
fn only_pages_of_this_machine_are_answered() {
    let house = House::empty();
    let get = |head: &[(&str, &str)]| house.server.request("GET", "/api/v1/meta", head, "");
    let port = house.server.address.rsplit(':').next().unwrap_or_default().to_owned();
    for host in ["mingjing.example", "10.0.0.1", "127.0.0.1.example:8080", ""] {
        let answer = get(&[("Host", host)]);
        assert_eq!((answer.status, text(&answer.json(), "code")), (403, "not_loopback"), "{host}");
    }
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(get(&[("Host", &host)]).status, 200, "{host}");
    }
    for origin in ["https://example.com", "null", "http://127.0.0.1.example"] {
        let answer = get(&[("Origin", origin)]);
        assert_eq!((answer.status, text(&answer.json(), "code")), (403, "not_loopback"), "{origin}");
    }
    assert_eq!(get(&[("Origin", &format!("http://localhost:{port}"))]).status, 200);
    // Cookies go to every port of a host: another program's page on this machine changes nothing here.
    let change = |origin: &str| house.server.request("POST", "/api/v1/calendar/preview", &[("Origin", origin)], "{}");
    let foreign = change("http://localhost:1");
    assert_eq!((foreign.status, text(&foreign.json(), "code")), (403, "foreign_page"));
    assert_eq!(change(&format!("http://localhost:{port}")).status, 422);
    let page = house.server.request("GET", "/", &[("Host", "mingjing.example")], "");
    assert_eq!(page.status, 403, "pages too");
}

#[test]
fn every_answer_carries_the_headers_of_security() {
    let house = House::empty();
    for path in ["/", "/api/v1/meta", "/api/v1/nothing", "/healthz"] {
        let answer = house.server.get(path);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert!(answer.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'self'")), "{path}");
        assert!(answer.header("cache-control").is_some(), "{path}");
    }
    assert_eq!(house.server.get("/api/v1/meta").header("cache-control"), Some("no-store"));
}

#[test]
fn the_server_tells_of_itself() {
    let house = House::empty();
    let health = house.server.get("/healthz");
    assert_eq!((health.status, text(&health.json(), "status")), (200, "ok"));
    house.get("/overview");
    house.refused("/cases/wanshan/SECRET-7", 404, "unknown_case");
    let figures = house.server.get("/metrics");
    assert!(figures.header("content-type").is_some_and(|kind| kind.starts_with("text/plain; version=0.0.4")));
    for line in [
        "mingjing_http_requests_total{route=\"/api/v1/overview\",method=\"GET\",status=\"200\"} 1",
        "mingjing_http_requests_total{route=\"/api/v1/cases/{centre}/{case_no}\",method=\"GET\",status=\"404\"} 1",
        "mingjing_alerts_open{level=\"red\"} 0",
        "mingjing_events_appended_total 0",
    ] {
        assert!(figures.body.lines().any(|found| found == line), "{line}\n{}", figures.body);
    }
    assert!(!figures.body.contains("SECRET-7"), "paths hold case numbers and are no label");
    let document = house.server.get("/api/openapi.json");
    let copy = include_str!("../../dashboards/openapi.json");
    assert!(document.body == copy, "stale: run make openapi");
    assert_eq!(document.json()["openapi"], "3.1.0");
}

#[test]
fn the_console_answers_every_address_that_is_its_own() {
    let house = House::empty();
    for path in ["/", "/alerts", "/alerts/JC202500000001", "/cases?open=true"] {
        let page = house.server.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
    }
    let gone = house.server.get("/assets/gone-00000000.js");
    assert_eq!(gone.status, 404);
    let page = house.server.get("/");
    let Some(script) = page.body.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(".js")) else {
        crate::harness::skip("the_console_answers_every_address_that_is_its_own", "the console was not built");
        return;
    };
    let asset = house.server.get(script);
    assert_eq!(asset.status, 200);
    assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(asset.header("content-type").is_some_and(|kind| kind.starts_with("text/javascript")));
    let tag = page.header("etag").unwrap_or_default().to_owned();
    let known = house.server.request("GET", "/", &[("If-None-Match", &tag)], "");
    assert_eq!((known.status, known.body.as_str()), (304, ""));
}

#[test]
fn a_server_that_is_asked_to_stop_ends_its_streams_and_closes_the_ledger() {
    let installation = Installation::new();
    let server = Server::start(&installation);
    let mut stream = server.open("GET", "/api/v1/stream", &[], "");
    let mut first = [0; 1];
    must("waiting for the stream", stream.read_exact(&mut first));
    assert_eq!(server.stop(), Some(0));
    let mut rest = String::new();
    must("reading the stream to its end", stream.read_to_string(&mut rest));
    assert!(rest.contains("event: facts"), "{rest}");
    assert!(installation.run(&["ledger", "verify"]).status(0).stdout.contains("whole"));
}
