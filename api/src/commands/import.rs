//! `mingjing import FILE…` and `mingjing import void BATCH --reason TEXT`.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use mingjing_engine::supervision::Intake;

use super::{Place, When};
use crate::clock::stopwatch;
use crate::output::{Progress, print_json};
use crate::say;

/// Options of `import`.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    /// Files (.xlsx; .jsonl, .csv or .xes, each also with .gz), or `void BATCH`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Profile of the centre: a shipped one by name, or a path.
    #[arg(long, default_value = "district", value_name = "P")]
    profile: String,
    /// Mapping of a table: a shipped one by name, or a path; without it the profile's.
    #[arg(long, value_name = "M")]
    mapping: Option<String>,
    /// Why an import is voided.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Import {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        if self.files[0].as_os_str() == "void" {
            return self.void().await;
        }
        let office = self.place.open().await?;
        let watch = stopwatch();
        let intake = Intake { files: self.files, profile: self.profile, mapping: self.mapping, recorded_at: self.when.now() };
        let mut bar = Progress::new();
        let report = office
            .import(intake, move |progress| {
                bar.show(&progress.file, &format!("{} records", progress.records), progress.bytes, progress.total_bytes)
            })
            .await;
        let report = match report {
            Ok(report) => report,
            Err(error) => {
                office.close().await?;
                return Err(error.into());
            }
        };
        office.close().await?;
        let seconds = watch.elapsed().as_secs_f64();
        if self.place.json {
            print_json(&serde_json::json!({
                "read": report.read, "accepted": report.accepted, "duplicates": report.duplicates, "quarantined": report.quarantined,
                "cases": report.cases, "events": report.events, "seconds": seconds, "notes": report.notes,
            }))?;
        } else {
            say!(
                "read {} records: {} accepted, {} duplicates, {} quarantined; {} events of {} cases in {seconds:.1} s",
                report.read,
                report.accepted,
                report.duplicates,
                report.quarantined,
                report.events,
                report.cases
            );
            for told in &report.notes {
                say!("{}: {}", told.file, told.note);
            }
            if report.quarantined > 0 {
                say!("see `mingjing quarantine list` for what is wrong and how to mend it");
            }
        }
        Ok(report.exit_status())
    }

    async fn void(self) -> anyhow::Result<u8> {
        let [_, batch] = self.files.as_slice() else {
            bail!("write `mingjing import void BATCH --reason TEXT`; the batch is the number `mingjing ledger imports` shows");
        };
        let Some(reason) = self.reason.filter(|reason| !reason.trim().is_empty()) else {
            bail!("say why with --reason TEXT; it is kept in the ledger");
        };
        let text = batch.display().to_string();
        let Ok(number) = text.parse() else {
            bail!("{text:?} is no number of an import; `mingjing ledger imports` shows them");
        };
        let office = self.place.open().await?;
        let voided = office.ledger().void_import(number, &reason, self.when.now()).await?;
        office.close().await?;
        let Some(voided) = voided else {
            bail!("there is no import {number}; `mingjing ledger imports` shows them");
        };
        if self.place.json {
            print_json(
                &serde_json::json!({ "batch": number, "events": voided.events, "position": voided.position, "already": voided.already }),
            )?;
        } else {
            say!("import {number} is void: {} events no longer count (position {})", voided.events, voided.position);
        }
        Ok(0)
    }
}
