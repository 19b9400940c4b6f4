//! `mingjing proof`: the file that proves an alert, and judging such files again.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use mingjing_engine::supervision::Office;
use mingjing_engine::supervision::proof::{ProofFile, Verified, verify};
use serde_json::json;

use super::{Place, When};
use crate::output::print_json;
use crate::say;
use crate::serve::alerts::proof::file_name;

/// Options of `proof`.
#[derive(Args)]
pub struct Proof {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Judge proofs again from their files alone: neither server nor database is asked.
    Verify {
        /// Files that `proof save` or the console wrote.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Hold them against the ledger of the data folder as well: what they show must stand in it.
        #[arg(long)]
        against_ledger: bool,
    },
    /// Write the proofs of alerts to files.
    Save {
        /// Numbers of alerts.
        #[arg(value_name = "NO", required_unless_present = "every")]
        numbers: Vec<String>,
        /// All alerts, or every so manyth.
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "1")]
        every: Option<std::num::NonZeroUsize>,
        /// Folder for the files; made when it is missing.
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
}

impl Proof {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        match &self.action {
            Action::Verify { files, against_ledger } => self.verify(files, *against_ledger).await,
            Action::Save { numbers, every, out } => {
                let office = self.place.open().await?;
                let saved = self.save(&office, numbers, every.map(std::num::NonZeroUsize::get), out).await;
                office.close().await?;
                saved
            }
        }
    }

    async fn save(&self, office: &Office, numbers: &[String], every: Option<usize>, out: &Path) -> anyhow::Result<u8> {
        let view = office.as_of(self.when.now(), self.when.known).await?;
        let mut records = Vec::new();
        for number in numbers {
            records.push(view.alerts.get(number).with_context(|| format!("there is no alert {number:?}"))?);
        }
        if let Some(every) = every {
            records.extend(view.alerts.all().iter().step_by(every));
        }
        std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
        let mut without = Vec::new();
        let mut saved = 0_u64;
        for record in records {
            match office.proof_file(record).await {
                Ok(text) => {
                    let path = out.join(file_name(&record.alert_no));
                    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
                    saved += 1;
                }
                Err(error) => without.push((record.alert_no.to_string(), error.to_string())),
            }
        }
        if self.place.json {
            print_json(&json!({ "saved": saved, "without": without }))?;
        } else {
            say!("{saved} proofs in {}", out.display());
            without.iter().for_each(|(number, why)| say!("{number}: {why}"));
        }
        Ok(u8::from(!without.is_empty()))
    }

    async fn verify(&self, files: &[PathBuf], against_ledger: bool) -> anyhow::Result<u8> {
        let office = if against_ledger { Some(self.place.open().await?) } else { None };
        let mut verified = Vec::new();
        let mut failed = Vec::new();
        for path in files {
            match one(path, office.as_ref()).await {
                Ok(found) => verified.push(found),
                Err(error) => failed.push((path.display().to_string(), format!("{error:#}"))),
            }
        }
        if let Some(office) = office {
            office.close().await?;
        }
        if self.place.json {
            let failed: Vec<_> = failed.iter().map(|(file, message)| json!({ "file": file, "message": message })).collect();
            print_json(&json!({ "verified": verified, "failed": failed }))?;
        } else {
            verified.iter().for_each(|found| told(found, verified.len() == 1));
            failed.iter().for_each(|(file, message)| say!("{file}: NOT PROVED: {message}"));
            say!("{} proved, {} not", verified.len(), failed.len());
        }
        Ok(u8::from(!failed.is_empty()))
    }
}

async fn one(path: &Path, office: Option<&Office>) -> anyhow::Result<Verified> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = ProofFile::read(&text)?;
    let found = verify(&file)?;
    if let Some(office) = office {
        for event in [&file.step].into_iter().chain(&file.events).chain(&file.reference) {
            let hash = office.ledger().hash_at(event.position).await?;
            let stands = hash.is_some_and(|hash| hash.to_string() == event.hash);
            anyhow::ensure!(stands, "the ledger has something else at position {} than the file shows", event.position);
        }
    }
    Ok(found)
}

fn told(found: &Verified, at_length: bool) {
    let subject = found.case_no.as_deref().unwrap_or(&found.centre);
    say!("{} PROVED  {} {} {}  {}  {}", found.alert_no, found.rule, found.level, found.since, subject, found.title.zh);
    if !at_length {
        return;
    }
    say!("  {}", found.because.zh);
    say!("  basis: {}", found.basis);
    let how = if found.is_walked {
        format!("walked {} events of the case again, and judged the values they give", found.events)
    } else {
        "judged the recorded values again; the row they stand in is made of many cases".to_owned()
    };
    say!("  {how}");
    say!("  judged by engine {}, again by {}", found.engines[0], found.engines[1]);
    say!("  position {} of the ledger, hash {}", found.position, found.hash);
}
