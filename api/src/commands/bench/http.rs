//! A small HTTP/1.1 client over one kept connection: as little of its own time in what is measured as can be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, bail, ensure};

/// Longest wait for a byte of an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The session that connections show: a measurement has one server and one account at a time.
static COOKIE: RwLock<String> = RwLock::new(String::new());

/// Logs in; connections that are opened from now on show the session.
pub fn log_in(address: SocketAddr, name: &str, password: &str) -> anyhow::Result<()> {
    let body = serde_json::json!({ "name": name, "password": password }).to_string();
    let answer = Connection::open(address)?.post("/api/v1/session", &body)?;
    let cookie = answer.cookie.with_context(|| format!("no session was begun: status {}", answer.status))?;
    *COOKIE.write().unwrap_or_else(PoisonError::into_inner) = format!("Cookie: {cookie}\r\n");
    Ok(())
}

/// A connection.
pub struct Connection {
    reader: BufReader<TcpStream>,
    host: String,
    /// Head line of the session; empty without one.
    cookie: String,
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// The cookie that it sets, name and value.
    pub cookie: Option<String>,
}

impl Answer {
    /// The body as JSON; an error where the status is not 200.
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        ensure!(self.status == 200, "status {}: {}", self.status, String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).context("the answer is no JSON")
    }
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let cookie = COOKIE.read().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Connection { reader: BufReader::with_capacity(64 * 1024, stream), host: address.to_string(), cookie })
    }

    /// Asks for a path and reads the whole answer.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{}\r\n", self.host, self.cookie);
        self.reader.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Sends JSON and reads the whole answer.
    pub fn post(&mut self, path: &str, body: &str) -> anyhow::Result<Answer> {
        let length = body.len();
        // One write, so that head and body leave together.
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
            self.host, self.cookie
        );
        self.reader.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Opens a stream of server-sent events; their lines are read by whoever calls.
    pub fn stream(mut self, path: &str) -> anyhow::Result<impl BufRead + use<>> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{}Accept: text/event-stream\r\n\r\n", self.host, self.cookie);
        self.reader.get_mut().write_all(request.as_bytes())?;
        let head = self.head()?;
        ensure!(head.status == 200, "the stream was refused with status {}", head.status);
        Ok(self.reader)
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        let head = self.head()?;
        let mut body = Vec::new();
        if head.is_chunked {
            while let size @ 1.. = self.chunk()? {
                self.take(size, &mut body)?;
                self.line()?;
            }
            self.line()?;
        } else {
            self.take(head.length, &mut body)?;
        }
        Ok(Answer { status: head.status, body, cookie: head.cookie })
    }

    fn head(&mut self) -> anyhow::Result<Head> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let Some(status) = status else { bail!("the answer begins with {first:?}") };
        let mut head = Head { status, length: 0, is_chunked: false, cookie: None };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { return Ok(head) };
            if name.eq_ignore_ascii_case("content-length") {
                head.length = value.trim().parse().context("a length that is no number")?;
            } else if name.eq_ignore_ascii_case("set-cookie") {
                head.cookie = value.trim().split(';').next().map(str::to_owned);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                head.is_chunked = value.trim().eq_ignore_ascii_case("chunked");
            }
        }
    }

    fn chunk(&mut self) -> anyhow::Result<usize> {
        let line = self.line()?;
        usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16).context("a chunk without its size")
    }

    fn take(&mut self, bytes: usize, body: &mut Vec<u8>) -> anyhow::Result<()> {
        let before = body.len();
        body.resize(before + bytes, 0);
        Ok(self.reader.read_exact(&mut body[before..])?)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(self.reader.read_line(&mut line)? > 0, "the server closed the connection");
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

struct Head {
    status: u16,
    length: usize,
    is_chunked: bool,
    cookie: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers one connection with bytes as they stand.
    fn server(answers: &'static [u8]) -> SocketAddr {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a client");
            stream.write_all(answers).expect("sent");
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        });
        address
    }

    #[test]
    fn answers_of_both_lengths_are_read_off_one_connection() {
        let told = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        let mut connection = Connection::open(server(told)).expect("connected");
        assert!(connection.get("/").expect("an answer").json().is_ok());
        let second = connection.get("/").expect("an answer");
        assert_eq!((second.status, second.body.as_slice()), (404, b"abcde".as_slice()));
        assert!(second.json().is_err());
        assert_eq!(connection.post("/", "[]").expect("an answer").status, 200);
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        let mut connection = Connection::open(server(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}")).expect("connected");
        connection.reader.get_ref().set_read_timeout(Some(Duration::from_millis(50))).expect("set");
        assert!(connection.get("/").is_err());
    }
}
