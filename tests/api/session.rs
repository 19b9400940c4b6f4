//! `POST /session`, `DELETE /session`: logging in and out, by cookie; and TLS for servers that others reach.

use serde_json::json;

use super::{House, text};
use crate::harness::{Installation, PASSWORD, Server, must};

#[test]
fn a_session_begins_with_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let house = House::empty();
    let answer = house.server.try_log_in("supervisor", PASSWORD);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let cookie = answer.header("set-cookie").unwrap_or_default();
    assert!(cookie.starts_with("mingjing_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let me = answer.json();
    assert_eq!((text(&me, "name"), &me["roles"][0]["code"]), ("supervisor", &json!("supervisor")));
    assert!(me["rights"].as_array().is_some_and(|rights| rights.iter().any(|held| held["right"] == "cases" && held["reach"] == "all")));
    // Names are taken without regard to case; another program with the same cookie is another client.
    assert_eq!(house.server.try_log_in(" Supervisor ", PASSWORD).status, 200);
    let other = house.server.request("GET", "/api/v1/me", &[("User-Agent", "another")], "");
    assert_eq!((other.status, text(&other.json(), "code")), (401, "session_over"));
}

#[test]
fn whoever_logs_out_is_out_and_everywhere_if_he_asks_for_it() {
    let mut house = House::empty();
    house.server.log_in("leader", PASSWORD);
    let one = house.server.cookie.clone();
    house.server.log_in("leader", PASSWORD);
    assert_ne!(house.server.cookie, one);
    let out = house.server.request("DELETE", "/api/v1/session", &[("Cookie", &one)], "");
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").is_some_and(|line| line.contains("Max-Age=0")));
    assert_eq!(house.server.request("GET", "/api/v1/me", &[("Cookie", &one)], "").status, 401);
    house.get("/me");
    assert_eq!(house.server.request("DELETE", "/api/v1/sessions", &[], "").status, 204);
    house.refused("/me", 401, "session_over");
    house.server.cookie.clear();
    house.refused("/me", 401, "not_logged_in");
}

#[test]
fn five_wrong_passwords_lock_and_nobody_is_told_which_name_there_is() {
    let mut house = House::empty();
    let refused = |name: &str, password: &str| {
        let answer = house.server.try_log_in(name, password);
        assert_eq!(answer.status, 401, "{name}");
        assert_eq!(answer.header("set-cookie"), None);
        answer.body
    };
    let unknown = refused("nobody.here", "wrong");
    for _ in 0..5 {
        assert_eq!(refused("reviewer", "wrong"), unknown);
    }
    assert_eq!(refused("reviewer", PASSWORD), unknown, "even the right one is not looked at");
    assert_eq!(refused("", ""), unknown);
    let log = |house: &House| house.get("/logs?log=login&limit=200");
    house.server.log_in("auditor", PASSWORD);
    let entries = log(&house);
    let told: Vec<String> = entries["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| format!("{}: {}", text(entry, "account"), text(entry, "detail")))
        .collect();
    for wanted in
        ["reviewer: wrong password", "reviewer: wrong password, locked for a while", "reviewer: locked for a while", "-: unknown name"]
    {
        assert!(told.iter().any(|found| found == wanted), "{wanted}: {told:#?}");
    }
    assert!(!entries.to_string().contains("nobody.here"), "what was typed into the wrong field is not kept");
    house.server.log_in("sysadmin", PASSWORD);
    assert_eq!(house.server.post("/api/v1/accounts/reviewer/unlock", "").status, 200);
    house.server.log_in("reviewer", PASSWORD);
}

#[test]
fn a_new_installation_has_three_administrators_whose_passwords_are_told_once() {
    let installation = Installation::new();
    let mut server = Server::start_bare(&installation, &[]);
    let accounts = installation.run(&["account", "list", "--json"]).status(0).json();
    let names: Vec<&str> = accounts["accounts"].as_array().into_iter().flatten().map(|account| text(account, "name")).collect();
    assert_eq!(names, ["auditor", "secadmin", "sysadmin"]);
    assert!(accounts["accounts"].as_array().is_some_and(|all| all.iter().all(|account| account["must_change"] == true)));
    assert_eq!(server.try_log_in("sysadmin", PASSWORD).status, 401);
    server.kill();
    // Whoever has the machine can set a password anew.
    let reset = installation.run(&["account", "reset", "sysadmin", "--json"]).status(0).json();
    server = Server::start_bare(&installation, &[]);
    server.log_in("sysadmin", text(&reset, "one_time_password"));
    assert_eq!(server.get("/api/v1/accounts").status, 403, "it must be changed first");
    assert!(installation.run(&["account", "verify"]).status(0).stdout.contains("whole"));
}

#[test]
fn the_accounts_of_a_demonstration_are_locked_when_it_is_over() {
    let installation = Installation::new();
    let demonstration = Server::start(&installation);
    demonstration.kill();
    let server = Server::start_bare(&installation, &[]);
    assert_eq!(server.try_log_in("demo", PASSWORD).status, 401);
    assert_eq!(server.try_log_in("sysadmin", PASSWORD).status, 401, "the name has a new password");
    let accounts = installation.run(&["account", "list", "--json"]).status(0).json();
    let demo = accounts["accounts"].as_array().into_iter().flatten().find(|account| account["name"] == "demo").cloned().unwrap_or_default();
    assert_eq!(text(&demo, "state"), "locked");
}

#[test]
fn a_server_that_others_reach_speaks_tls_or_does_not_start() {
    let installation = Installation::new();
    let refused = installation.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(refused.status(2).stderr.contains("--tls-cert"));
    let folder = installation.data();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = must("making a certificate", rcgen::generate_simple_self_signed(names));
    let (cert, key) = (folder.join("test-cert.pem"), folder.join("test-key.pem"));
    must("writing", std::fs::create_dir_all(folder));
    must("writing", std::fs::write(&cert, made.cert.pem()));
    must("writing", std::fs::write(&key, made.signing_key.serialize_pem()));
    let (cert_text, key_text) = (cert.display().to_string(), key.display().to_string());
    let wrong = installation.run(&["serve", "--listen", "127.0.0.1:0", "--tls-cert", &key_text, "--tls-key", &key_text]);
    assert!(wrong.status(2).stderr.contains("certificate"));
    let demo = installation.run(&["serve", "--demo", "--listen", "0.0.0.0:0", "--tls-cert", &cert_text, "--tls-key", &key_text]);
    assert!(demo.status(2).stderr.contains("--demo"));

    // On a loopback address, for the test's sake; what it speaks is the same.
    let server = Server::start_bare(&installation, &["--demo", "--tls-cert", &cert_text, "--tls-key", &key_text]);
    assert!(made.cert.der().len() > 100);
    let body = json!({ "name": "demo", "password": PASSWORD }).to_string();
    let answer = must("asking over TLS", over_tls(&server.address, made.cert.der().to_vec(), &body));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cookie = answer.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie")).unwrap_or_default();
    assert!(cookie.contains("__Host-mingjing_session=") && cookie.contains("; Secure"), "{cookie}");
    // Who speaks without TLS is not answered, and keeps nobody waiting.
    let plain = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| server.get("/healthz").status));
    assert!(plain.is_err() || plain.is_ok_and(|status| status != 200));
}

/// Logs in over TLS, trusting one certificate; gives the answer as it came.
fn over_tls(address: &str, certificate: Vec<u8>, body: &str) -> Result<String, Box<dyn std::error::Error>> {
    use std::io::{Read, Write};
    use std::sync::Arc;

    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
    use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(certificate))?;
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost")?)?;
    let mut socket = std::net::TcpStream::connect(address)?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    // A peer that closes without a word at the end has said what it had to say.
    let _ = stream.read_to_end(&mut answer);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
