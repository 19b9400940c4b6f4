//! Ledgers to measure on: a generated district imported into a data folder that is kept, reused, or goes with the run.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use mingjing_engine::ledger::{Events, Ledger, SqliteLedger, sqlite};
use mingjing_engine::supervision::{Intake, Office, OfficeOptions};
use mingjing_engine::time::{DAY, Micros, Zone, parse_rfc3339};
use mingjing_generator::{DEFAULT_NOW, GenerateError, Options};
use serde_json::Value;

use super::scratch::Scratch;
use crate::clock::stopwatch;
use crate::output::Progress;

/// The time up to which the district is generated and at which it is judged.
pub const NOW: Micros = DEFAULT_NOW;
/// A case counts as one that will be open for a while if it was promised within at least so many days.
const LONG: i64 = 8;
/// Events that end a case, or its clock.
const ENDS: [&str; 7] = ["decided", "finished", "withdrawn", "returned", "voided", "refused", "licence_issued"];

/// Which ledger is measured on.
#[derive(Args, Clone)]
pub struct Wanted {
    /// Cases of the ledger that is made.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    pub cases: u64,
    /// Another seed gives other cases.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Keep the ledger that is made in this folder, for other benchmarks.
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    keep: Option<PathBuf>,
    /// Measure on the ledger that another benchmark kept in this folder; what is posted while measuring stays in it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// What cases a made ledger has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cases {
    /// Two years as they were: most are finished.
    TwoYears,
    /// Cases accepted within the last week and not decided yet: all are open, their clocks run.
    Open,
}

/// A ledger to measure on.
pub struct Made {
    data: PathBuf,
    /// Seconds of generating and importing; none for a ledger that was there.
    pub seconds: Option<f64>,
    /// Removes the folder with the run, unless it is to be kept.
    _scratch: Option<Scratch>,
}

impl Made {
    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// How it came to be, in words.
    pub fn text(&self) -> String {
        match self.seconds {
            Some(seconds) => format!("made in {seconds:.1} s, which is not part of what is measured"),
            None => "was there before".to_owned(),
        }
    }
}

impl Wanted {
    /// The folder named by `--data`.
    pub fn named(&self) -> anyhow::Result<&Path> {
        self.data.as_deref().context("no folder is named")
    }

    /// Makes the ledger, or finds the one named.
    pub async fn ledger(&self, name: &str, cases: Cases) -> anyhow::Result<Made> {
        if let Some(data) = &self.data {
            ensure!(data.join(sqlite::DATABASE).is_file(), "{} holds no ledger; make one with `--keep`", data.display());
            return Ok(Made { data: data.clone(), seconds: None, _scratch: None });
        }
        let watch = stopwatch();
        let (data, scratch) = match &self.keep {
            Some(folder) => {
                ensure!(!folder.exists(), "{} is there already; measure on it with `--data`, or name a new folder", folder.display());
                (folder.clone(), None)
            }
            None => {
                let scratch = Scratch::new(name)?;
                (scratch.path().join("data"), Some(scratch))
            }
        };
        let files = Scratch::new(&format!("{name}-files"))?;
        let file = self.file(files.path().to_owned(), cases).await?;
        import(&file, &data).await?;
        Ok(Made { data, seconds: Some(watch.elapsed().as_secs_f64()), _scratch: scratch })
    }

    /// Generates the events into a file.
    async fn file(&self, folder: PathBuf, cases: Cases) -> anyhow::Result<PathBuf> {
        let (count, options) = (self.cases, Options { cases: self.cases, seed: self.seed, now: NOW });
        let make = move || match cases {
            Cases::TwoYears => {
                eprintln!("generating {count} cases");
                mingjing_generator::generate(&options, &folder)?;
                Ok(folder.join("events.jsonl.gz"))
            }
            Cases::Open => {
                let path = folder.join("events.jsonl");
                let mut file = BufWriter::new(File::create(&path).with_context(|| format!("cannot write {}", path.display()))?);
                write_open(&options, count, &mut file)?;
                file.flush()?;
                Ok(path)
            }
        };
        tokio::task::spawn_blocking(make).await?
    }
}

async fn import(file: &Path, data: &Path) -> anyhow::Result<()> {
    let office = Office::open(OfficeOptions { data: data.to_owned(), rules: None, database: None }).await?;
    let intake = Intake { files: vec![file.to_owned()], profile: "district".to_owned(), mapping: None, recorded_at: NOW };
    let mut shown = Progress::new();
    let report = office.import(intake, move |progress| shown.show("import", "bytes read", progress.bytes, progress.total_bytes)).await?;
    office.close().await?;
    ensure!(report.quarantined == 0, "{} records of {} were not taken", report.quarantined, report.read);
    Ok(())
}

/// The ledger of a data folder, to be read beside a server that has it.
pub async fn reader(data: &Path) -> anyhow::Result<SqliteLedger> {
    Ok(SqliteLedger::open(data).await?)
}

/// Events of a ledger.
pub async fn events(data: &Path) -> anyhow::Result<u64> {
    let ledger = reader(data).await?;
    let events = Events::counts(&ledger).await?.events;
    ledger.close().await?;
    Ok(events)
}

/// Why the generator was left: it failed, or there are enough cases.
enum Left {
    Enough,
    Failed(anyhow::Error),
}

impl From<GenerateError> for Left {
    fn from(error: GenerateError) -> Left {
        Left::Failed(error.into())
    }
}

impl From<std::io::Error> for Left {
    fn from(error: std::io::Error) -> Left {
        Left::Failed(error.into())
    }
}

/// Writes cases that are open now: generated cases moved by whole weeks so that they were accepted within the last one, and cut before they are
/// decided. Only cases with a long promise and an item that has one version are taken, so that moving them breaks no other rule.
fn write_open(options: &Options, wanted: u64, file: &mut impl Write) -> anyhow::Result<()> {
    let mut progress = Progress::new();
    let mut written = 0;
    // The generator calls two functions that both write and both look at the versions, one after the other.
    let file = RefCell::new(file);
    let versions: RefCell<HashMap<String, usize>> = RefCell::default();
    // Not every case will do; what is left over is never generated.
    let many = Options { cases: options.cases.saturating_mul(8).max(1000), ..*options };
    let done = mingjing_generator::each_case(
        &many,
        |reference| {
            for line in &reference {
                if let Some(code) = line["payload"]["item_impl_code"].as_str().filter(|_| line["type"] == "item_published") {
                    *versions.borrow_mut().entry(code.to_owned()).or_default() += 1;
                }
                writeln!(file.borrow_mut(), "{line}")?;
            }
            Ok(())
        },
        |_, lines| {
            let Some(lines) = opened(lines, &versions.borrow()) else { return Ok(()) };
            for line in lines {
                writeln!(file.borrow_mut(), "{line}")?;
            }
            written += 1;
            progress.show("generating", "open cases", written, wanted);
            if written >= wanted { Err(Left::Enough) } else { Ok(()) }
        },
    );
    match done {
        Ok(()) | Err(Left::Enough) => Ok(()),
        Err(Left::Failed(error)) => Err(error),
    }
}

/// The lines of a case moved and cut, if it will do.
fn opened(lines: Vec<Value>, versions: &HashMap<String, usize>) -> Option<Vec<Value>> {
    let accepted = lines.iter().find(|line| line["type"] == "accepted")?;
    let payload = &accepted["payload"];
    let is_long = payload["promised_days"].as_i64().is_some_and(|days| days >= LONG);
    let mut items = lines.iter().filter_map(|line| line["payload"]["item_impl_code"].as_str());
    let has_one_version = items.all(|code| versions.get(code) == Some(&1));
    if !is_long || !has_one_version {
        return None;
    }
    let at = time(accepted)?;
    let moved = (NOW - at).div_euclid(7 * DAY) * 7 * DAY;
    let ended = lines.iter().filter(|line| line["type"].as_str().is_some_and(|kind| ENDS.contains(&kind))).filter_map(time).min();
    let cut = ended.map_or(NOW, |ended| (ended + moved).min(NOW));
    if at + moved >= cut {
        return None;
    }
    let zone = Zone::china();
    let mut kept = Vec::with_capacity(lines.len());
    for mut line in lines {
        if time(&line)? + moved < cut {
            shift(&mut line, moved, &zone);
            kept.push(line);
        }
    }
    Some(kept)
}

fn time(line: &Value) -> Option<Micros> {
    line["occurred_at"].as_str().and_then(parse_rfc3339).map(|(at, _)| at)
}

/// Moves every instant in a value.
fn shift(value: &mut Value, by: Micros, zone: &Zone) {
    match value {
        Value::String(text) if text.len() >= 20 => {
            if let Some((at, _)) = parse_rfc3339(text) {
                *text = zone.format(at + by);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| shift(value, by, zone)),
        Value::Object(members) => members.values_mut().for_each(|value| shift(value, by, zone)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_case_is_moved_by_weeks_and_cut_before_it_is_decided() {
        let line = |kind: &str, at: &str, payload: Value| json!({ "type": kind, "occurred_at": at, "payload": payload });
        let lines = vec![
            line("received", "2025-01-06T09:00:00+08:00", json!({ "item_impl_code": "I1", "applied_at": "2025-01-05T20:00:00+08:00" })),
            line("accepted", "2025-01-06T10:00:00+08:00", json!({ "promised_days": 10 })),
            line("decided", "2025-01-09T10:00:00+08:00", json!({ "decision": "granted" })),
        ];
        let versions = HashMap::from([("I1".to_owned(), 1)]);
        let open = opened(lines.clone(), &versions).expect("it will do");
        let times: Vec<&str> = open.iter().filter_map(|line| line["occurred_at"].as_str()).collect();
        assert_eq!(times, ["2025-06-30T09:00:00+08:00", "2025-06-30T10:00:00+08:00"], "a Monday stays a Monday");
        assert_eq!(open[0]["payload"]["applied_at"], "2025-06-29T20:00:00+08:00");
        assert!(opened(lines.clone(), &HashMap::from([("I1".to_owned(), 2)])).is_none(), "its version may be another one by now");
        assert!(opened(lines[2..].to_vec(), &versions).is_none(), "it was never accepted");
        let mut short = lines;
        short[1]["payload"]["promised_days"] = json!(5);
        assert!(opened(short, &versions).is_none());
    }
}
