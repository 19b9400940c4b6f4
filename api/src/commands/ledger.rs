//! `mingjing ledger verify|rebuild|export|imports|checkpoint`.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use mingjing_engine::ledger::{Checkpoint, Export, Hash, checkpoint, export};
use mingjing_engine::time::format_utc;

use super::{Place, When};
use crate::clock::system_now;
use crate::output::print_json;
use crate::say;

/// Options of `ledger`.
#[derive(Args)]
pub struct Ledger {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    when: When,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Walk the chain and name the first fault.
    Verify {
        /// A checkpoint kept elsewhere, to hold the ledger against.
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Take the end of the table for the head, after an older copy was restored on purpose. It is written to the audit trail.
        #[arg(long, requires = "who")]
        accept_head: bool,
        /// Who decided so.
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
    },
    /// Throw the facts away, make them anew from the ledger and compare.
    Rebuild,
    /// Write the events as JSON Lines.
    Export {
        /// Where to; standard output without it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Personal values in clear, for a move to another installation.
        #[arg(long)]
        personal: bool,
        /// Events of voided imports too.
        #[arg(long)]
        voided: bool,
    },
    /// The imports and their batch numbers.
    Imports,
    /// Position, count and hash, to be kept away from this machine.
    Checkpoint,
}

impl Ledger {
    /// Runs it.
    pub async fn run(self) -> anyhow::Result<u8> {
        let office = self.place.open().await?;
        let ledger = office.ledger().clone();
        let status = match self.action {
            Action::Verify { checkpoint, accept_head, who } => {
                if let Some(who) = who.filter(|_| accept_head) {
                    let head = ledger.accept_head(&who, system_now()).await?;
                    eprintln!("position {} is accepted as the end of the ledger", head.position);
                }
                let expected: Option<Checkpoint> =
                    match checkpoint {
                        None => None,
                        Some(path) => {
                            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                            Some(read_checkpoint(&text).with_context(|| {
                                format!("{} is no checkpoint: write it with `mingjing ledger checkpoint`", path.display())
                            })?)
                        }
                    };
                let found = ledger.verify(expected).await?;
                if self.place.json {
                    print_json(&serde_json::json!({
                        "events": found.events, "head": found.head.position,
                        "fault": found.fault.as_ref().map(ToString::to_string),
                        "how_to_mend": found.fault.as_ref().map(|fault| fault.how_to_mend()),
                        "notes": found.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    }))?;
                } else {
                    for note in &found.notes {
                        say!("note: {note}");
                    }
                    match &found.fault {
                        None => say!("whole: {} events, head at {}", found.events, found.head.position),
                        Some(fault) => say!("not whole: {fault}\n{}", fault.how_to_mend()),
                    }
                }
                if found.fault.is_some() { 2 } else { 0 }
            }
            Action::Rebuild => {
                let compared = office.rebuild(self.when.now()).await?;
                if self.place.json {
                    print_json(&compared)?;
                } else {
                    for relation in &compared.relations {
                        say!(
                            "{:<16} {:>9} rows {} {}",
                            relation.name,
                            relation.rows,
                            relation.hash,
                            if relation.is_equal { "equal" } else { "DIFFERENT" }
                        );
                    }
                }
                u8::from(!compared.relations.iter().all(|relation| relation.is_equal))
            }
            Action::Export { out, personal, voided } => {
                let what = Export { personal, voided };
                let lines = match out {
                    Some(path) => {
                        let file = std::fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
                        export(ledger.as_ref(), what, &mut std::io::BufWriter::new(file)).await?
                    }
                    None => export(ledger.as_ref(), what, &mut std::io::stdout()).await?,
                };
                eprintln!("{lines} events");
                0
            }
            Action::Imports => {
                let imports = ledger.imports().await?;
                if self.place.json {
                    let rows: Vec<_> = imports
                        .iter()
                        .map(|import| {
                            serde_json::json!({
                                "batch": import.batch, "file": import.began.file_name, "profile": import.began.profile,
                                "started_at": format_utc(import.began.started_at), "finished_at": import.finished_at.map(format_utc),
                                "voided_at": import.voided_at.map(format_utc), "reason": import.reason,
                            })
                        })
                        .collect();
                    print_json(&serde_json::json!({ "imports": rows }))?;
                } else {
                    for import in &imports {
                        let state = match (import.voided_at, import.finished_at) {
                            (Some(_), _) => "void",
                            (None, Some(_)) => "done",
                            (None, None) => "not finished",
                        };
                        say!(
                            "{} {} {} {} {state}",
                            import.batch,
                            format_utc(import.began.started_at),
                            import.began.profile,
                            import.began.file_name
                        );
                    }
                }
                0
            }
            Action::Checkpoint => {
                let kept = checkpoint(ledger.as_ref()).await?;
                print_json(&serde_json::json!({ "position": kept.position, "count": kept.count, "hash": kept.hash.to_string() }))?;
                0
            }
        };
        office.close().await?;
        Ok(status)
    }
}

/// Reads what `ledger checkpoint` printed.
fn read_checkpoint(text: &str) -> Option<Checkpoint> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(Checkpoint { position: value["position"].as_i64()?, count: value["count"].as_u64()?, hash: Hash::parse(value["hash"].as_str()?)? })
}
