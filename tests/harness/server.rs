//! A running `mingjing serve` and a client for it: one request a connection, over plain sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::{Installation, SAMPLE_NOW, must};

/// A server that ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Address and port, without `http://`.
    pub address: String,
    /// The session that requests show, `name=value`; none where it is empty.
    pub cookie: String,
}

/// The password of the accounts that a server of a test has.
pub const PASSWORD: &str = "of-a-test-on-loopback";

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Head lines, names in small letters.
    pub head: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Answer {
    /// A head line by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("status {}, no JSON: {error}\n{}", self.status, self.body),
        }
    }
}

impl Server {
    /// Starts one on a free port, its clock beginning at [`SAMPLE_NOW`], and waits for the line that tells its address.
    pub fn start(installation: &Installation) -> Server {
        Server::start_with(installation, &[])
    }

    /// The same with further arguments. It has an account for every role, and is asked by the one that has all roles of the business.
    pub fn start_with(installation: &Installation, more: &[&str]) -> Server {
        let mut arguments = vec!["--demo"];
        arguments.extend(more);
        let mut server = Server::start_bare(installation, &arguments);
        server.log_in("demo", PASSWORD);
        server
    }

    /// One that nobody is logged in to.
    pub fn start_bare(installation: &Installation, more: &[&str]) -> Server {
        let mut command = installation.command(&["serve", "--now", SAMPLE_NOW, "--listen", "127.0.0.1:0"]);
        command.env("MINGJING_DEMO_PASSWORD", PASSWORD);
        command.args(more).env("MINGJING_LOG", "mingjing=info").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let child = must("starting the server", command.spawn());
        let mut server = Server { child, address: String::new(), cookie: String::new() };
        let Some(stdout) = server.child.stdout.take() else { panic!("the server has no standard output") };
        let mut lines = BufReader::new(stdout);
        let mut told = String::new();
        while server.address.is_empty() {
            let mut line = String::new();
            let read = must("reading the server's output", lines.read_line(&mut line));
            assert!(read > 0, "the server ended before it told its address: {told}");
            if let Some((_, rest)) = line.split_once("://") {
                let address = rest.split(|c: char| c != ':' && c != '.' && !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                server.address.push_str(address);
            }
            told.push_str(&line);
        }
        // What it prints later is read away, so that it never waits for a full pipe.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        server
    }

    /// Logs in as somebody; requests show that session from now on.
    #[track_caller]
    pub fn log_in(&mut self, name: &str, password: &str) {
        let answer = self.try_log_in(name, password);
        assert_eq!(answer.status, 200, "logging in as {name}: {}", answer.body);
        let cookie = answer.header("set-cookie").and_then(|line| line.split(';').next()).unwrap_or_default();
        cookie.clone_into(&mut self.cookie);
    }

    /// Tries to log in; the session that requests show stays.
    #[track_caller]
    pub fn try_log_in(&self, name: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "name": name, "password": password }).to_string();
        self.request("POST", "/api/v1/session", &[("Content-Type", "application/json"), ("Cookie", "")], &body)
    }

    /// GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], "")
    }

    /// POST of JSON.
    #[track_caller]
    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.request("POST", path, &[("Content-Type", "application/json")], body)
    }

    /// Any request. Head lines given here come instead of the client's own ones of the same name.
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, head: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = self.open(method, path, head, body);
        let mut bytes = Vec::new();
        must("reading the answer", stream.read_to_end(&mut bytes));
        parse(&bytes)
    }

    /// A request whose body is no text. A server that has read enough may answer and close before all is sent.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, head: &[(&str, &str)], body: &[u8]) -> Answer {
        let length = body.len().to_string();
        let mut head = head.to_vec();
        head.push(("Content-Length", &length));
        let mut stream = self.open(method, path, &head, "");
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        parse(&bytes)
    }

    /// Sends a request and gives the connection, for answers that go on: the live stream.
    #[track_caller]
    pub fn open(&self, method: &str, path: &str, head: &[(&str, &str)], body: &str) -> TcpStream {
        let mut stream = must("connecting", TcpStream::connect(&self.address));
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !head.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            text.push_str(&format!("Host: {}\r\n", self.address));
        }
        if !self.cookie.is_empty() && !head.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie")) {
            text.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        for (name, value) in head {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        must("sending", stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
        stream
    }

    /// The most memory it has held so far, in bytes; `None` where the system does not tell.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }

    /// Asks it to stop, and waits until it has; gives its exit status.
    pub fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(must("asking the server to stop", asked).success());
        must("waiting for the server", self.child.wait()).code()
    }

    /// Ends it as a machine that goes down does: nothing more is done.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parse(bytes: &[u8]) -> Answer {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        panic!("no answer: {:?}", String::from_utf8_lossy(bytes));
    };
    let head_text = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head_text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
    let head: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = &bytes[end + 4..];
    let is_chunked = head.iter().any(|(name, value)| name == "transfer-encoding" && value.eq_ignore_ascii_case("chunked"));
    let body = if is_chunked { unchunked(body) } else { body.to_vec() };
    Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Puts the chunks of a body together; a cut one is given as far as it came.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok()).unwrap_or(0);
        let from = end + 2;
        if size == 0 || from + size > rest.len() {
            break;
        }
        body.extend_from_slice(&rest[from..from + size]);
        rest = rest.get(from + size + 2..).unwrap_or_default();
    }
    body
}
