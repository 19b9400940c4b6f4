//! `mingjing exchange FOLDER…`: one pass over exchange folders, for cron.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use mingjing_engine::ingest::exchange::Folder;
use mingjing_engine::supervision::Office;
use tokio::runtime::Handle;

use super::{Place, When};
use crate::exchange::{Desk, Pass, PassError, open, parse_seconds};
use crate::output::print_json;
use crate::say;

/// Options of `exchange`.
#[derive(Args)]
pub struct Exchange {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    /// Exchange folders; what is missing of their layout is made.
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// A file that has not changed for so long is complete.
    #[arg(long, default_value = "2", value_parser = parse_seconds, value_name = "SECONDS")]
    settle: Duration,
}

impl Exchange {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let folders = open(&self.folders)?;
        let office = Arc::new(self.place.open().await?);
        let made = self.passes(office.clone(), folders).await;
        office.close().await?;
        let made = made?;
        if self.place.json {
            let folders: Vec<serde_json::Value> = made
                .iter()
                .map(|(folder, pass, done)| {
                    let waits: Vec<String> = pass.waits.iter().cloned().chain(done.as_ref().err().map(ToString::to_string)).collect();
                    serde_json::json!({ "folder": folder.root().display().to_string(), "busy": pass.is_busy, "waits": waits, "files": pass.files })
                })
                .collect();
            print_json(&serde_json::json!({ "folders": folders }))?;
        } else {
            made.iter().for_each(|(folder, pass, done)| tell(folder, pass, done));
        }
        Ok(if made.iter().any(|(_, pass, done)| done.is_err() || !pass.waits.is_empty()) {
            2
        } else {
            u8::from(made.iter().any(|(_, pass, _)| pass.files.iter().any(|file| file.needs_a_person())))
        })
    }

    async fn passes(&self, office: Arc<Office>, mut folders: Vec<Folder>) -> anyhow::Result<Vec<(Folder, Pass, Result<(), PassError>)>> {
        for folder in &mut folders {
            folder.look()?;
        }
        tokio::time::sleep(self.settle).await;
        let when = self.when.clone();
        let passes = tokio::task::spawn_blocking(move || {
            let runtime = Handle::current();
            let desk = Desk { office: &office, now: &|| when.now(), runtime: &runtime };
            let one = |mut folder: Folder| {
                let mut pass = Pass::default();
                let done = desk.pass(&mut folder, &|| false, &mut pass);
                (folder, pass, done)
            };
            folders.into_iter().map(one).collect()
        });
        Ok(passes.await?)
    }
}

fn tell(folder: &Folder, pass: &Pass, done: &Result<(), PassError>) {
    let root = folder.root().display();
    if pass.is_busy {
        say!("{root}: another process works on it; nothing was done here");
    }
    for file in &pass.files {
        match (&file.counts, &file.message) {
            (Some(counts), _) => say!(
                "{}: read {} records: {} accepted, {} duplicates, {} quarantined; {} events of {} cases (import {})",
                file.moved_to,
                counts.read,
                counts.accepted,
                counts.duplicates,
                counts.quarantined,
                counts.events,
                counts.cases,
                file.batch.unwrap_or_default()
            ),
            (None, message) => say!("{}: {}", file.moved_to, message.as_deref().unwrap_or_default()),
        }
    }
    for waits in &pass.waits {
        say!("{root}: {waits}");
    }
    match done {
        Err(error) => say!("{root}: {error}"),
        Ok(()) if pass.files.is_empty() && pass.waits.is_empty() && !pass.is_busy => say!("{root}: nothing to take"),
        Ok(()) => {}
    }
}
