//! One start of an installation: from the ledger, or from the copy of its facts, to published facts and alerts.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use mingjing_engine::supervision::{Office, OfficeOptions};
use serde::{Deserialize, Serialize};

use crate::clock::stopwatch;
use crate::commands::bench::made::NOW;
use crate::commands::bench::memory::Resident;

/// What a start did and took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Start {
    /// Seconds of opening the ledger and compiling the rules.
    pub open: f64,
    /// Seconds from there to published facts and alerts.
    pub seconds: f64,
    /// Seconds of writing the copy of the facts afterwards.
    pub save: f64,
    /// Cases in the facts.
    pub cases: u64,
    /// Cases that were judged.
    pub judged: u64,
    pub moments: u64,
    pub evaluations: u64,
    /// Alert steps written.
    pub steps: u64,
    /// Alerts in the register.
    pub alerts: u64,
    /// Memory of the facts: rows and lists, the index to them, relations that are not of cases.
    pub row_bytes: u64,
    pub index_bytes: u64,
    pub table_bytes: u64,
    /// Memory of the process before and after the pass, and the most at any time.
    pub resident_before: u64,
    pub resident: u64,
    pub peak: u64,
}

impl Start {
    /// One start in this process.
    pub async fn here(data: &Path) -> anyhow::Result<Start> {
        let watch = stopwatch();
        let office = Office::open(OfficeOptions { data: data.to_owned(), rules: None, database: None }).await?;
        let open = watch.elapsed().as_secs_f64();
        let before = Resident::of(None);
        let watch = stopwatch();
        let report = office.catch_up(NOW).await?;
        let seconds = watch.elapsed().as_secs_f64();
        let after = Resident::of(None);
        let published = office.published();
        let memory = published.facts.memory();
        let alerts = published.alerts.all().len() as u64;
        drop(published);
        let watch = stopwatch();
        office.save().await?;
        let save = watch.elapsed().as_secs_f64();
        office.close().await?;
        Ok(Start {
            open,
            seconds,
            save,
            cases: memory.cases as u64,
            judged: report.cases,
            moments: report.moments,
            evaluations: report.evaluations,
            steps: report.steps.values().sum(),
            alerts,
            row_bytes: memory.row_bytes as u64,
            index_bytes: memory.index_bytes as u64,
            table_bytes: memory.table_bytes as u64,
            resident_before: before.now,
            resident: after.now,
            peak: after.peak,
        })
    }

    /// One start in a process of its own.
    pub fn of_process(data: &Path) -> anyhow::Result<Start> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bench", "follow", "--start", "--json", "--data"]).arg(data).env_remove(crate::commands::DATABASE);
        let done = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("cannot start a process of its own")?;
        ensure!(done.status.success(), "the start failed; what it said stands above");
        serde_json::from_slice(&done.stdout).context("the start told no figures")
    }
}
