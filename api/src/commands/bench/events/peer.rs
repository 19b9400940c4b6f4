//! The peer: a program of its own (`benches/peers`), given the rules and the rows in files.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::pack::{PACK, for_peer};

/// How it is built, for those who have not.
pub const HOW_TO_BUILD: &str = "cargo build --release --manifest-path benches/peers/Cargo.toml";

/// What it measured.
#[derive(Deserialize)]
pub struct Told {
    pub version: String,
    /// Rows judged.
    pub rows: u64,
    /// Ways of running the rules, each over all rows.
    pub ways: Vec<Way>,
}

/// One way of running the rules.
#[derive(Deserialize)]
pub struct Way {
    pub way: String,
    /// What of the engine it goes through: `engine` for its decisions as people use them, `expressions` for its expressions alone.
    pub of: String,
    pub seconds: f64,
    /// Rows on which each rule held, in the order of the pack.
    pub hits: Vec<u64>,
}

impl Told {
    /// The quickest way through the engine.
    pub fn best(&self) -> Option<&Way> {
        self.ways.iter().filter(|way| way.of == "engine").min_by(|a, b| a.seconds.total_cmp(&b.seconds))
    }
}

/// Runs it over a file of rows.
pub fn run(program: &Path, rows: &Path, scratch: &Path) -> anyhow::Result<Told> {
    let rules = scratch.join("rules.json");
    std::fs::write(&rules, for_peer().to_string())?;
    let mut command = Command::new(program);
    command.arg(&rules).arg(rows).stdin(Stdio::null()).stderr(Stdio::inherit());
    let done = command.output().with_context(|| format!("cannot start {}; it is built by `{HOW_TO_BUILD}`", program.display()))?;
    ensure!(done.status.success(), "{} failed; what it said stands above", program.display());
    let told: Told = serde_json::from_slice(&done.stdout).context("the peer told no figures")?;
    ensure!(told.ways.iter().all(|way| way.hits.len() == PACK.len()), "the peer knows other rules");
    Ok(told)
}
