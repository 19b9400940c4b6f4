//! `mingjing serve` as a process of its own, on a free port of this machine.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};
use mingjing_engine::time::{Micros, format_utc};

use super::http;
use super::memory::Resident;
use crate::clock::stopwatch;
use crate::commands::serve::DEMO_PASSWORD;

/// Of the accounts that a measured server has.
const PASSWORD: &str = "measured-on-loopback";

/// A server, ended when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process until it listens with facts and alerts up to now.
    pub ready: f64,
}

impl Server {
    /// Starts one on a data folder, its clock beginning at `now`.
    pub fn start(data: &Path, now: Micros) -> anyhow::Result<Server> {
        let watch = stopwatch();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--json", "--demo", "--listen", "127.0.0.1:0", "--now"]).arg(format_utc(now)).arg("--data").arg(data);
        command.env_remove(crate::commands::DATABASE).env("MINGJING_LOG", "error").env(DEMO_PASSWORD, PASSWORD);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cannot start the server")?;
        let mut lines = BufReader::new(child.stdout.take().context("the server has no standard output")?);
        // From here on whatever happens ends the child too.
        let mut server = Server { child, address: SocketAddr::from(([127, 0, 0, 1], 0)), ready: 0.0 };
        let mut line = String::new();
        lines.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the server ended before it listened; what it said stands above");
        let told: serde_json::Value = serde_json::from_str(&line).context("the server's first line is no JSON")?;
        let address = told["listening"].as_str().and_then(|url| url.strip_prefix("http://")).context("the server told no address")?;
        server.address = address.parse()?;
        server.ready = watch.elapsed().as_secs_f64();
        http::log_in(server.address, "demo", PASSWORD)?;
        // What it prints later is read away, so that it never waits for a full pipe.
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        Ok(server)
    }

    /// What it takes up in memory.
    pub fn memory(&self) -> Resident {
        Resident::of(Some(self.child.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
