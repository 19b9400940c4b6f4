//! `mingjing bench readers`: each kind of file through our reader, mapping and check of form, without a ledger, beside its library alone on
//! the same file.
//!
//! The library's side splits a file into its parts and looks at none of them. Ours also finds each record's place, makes events of it, checks
//! their form and makes tokens and masks of personal values, which is what the ratio pays for.

mod files;

use std::io;
use std::path::Path;

use anyhow::ensure;
use clap::Args;
use mingjing_engine::case::form::Formed;
use mingjing_engine::ingest::bare::{self, Seen};
use mingjing_engine::ingest::{Counts, FileInfo, Importer, Outcome, Position, Quarantined, Sink, SinkError, library};
use mingjing_engine::ledger::Vault;
use mingjing_engine::time::Micros;
use mingjing_generator::DEFAULT_NOW;
use serde_json::json;

use super::scratch::Scratch;
use super::{machine, table};
use crate::clock::stopwatch;
use crate::output::print_json;
use crate::say;

/// Options of `bench readers`.
#[derive(Args)]
pub struct ReadersBench {
    /// Records of each file.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    records: u64,
    /// Times that both sides run, in turn; the best of each counts.
    #[arg(long, default_value_t = 3, value_name = "N")]
    repeats: usize,
}

/// A kind of file.
struct Kind {
    name: &'static str,
    /// Name of the file.
    file: &'static str,
    write: fn(&Path, u64) -> io::Result<()>,
    /// The library alone.
    bare: fn(&Path) -> io::Result<Seen>,
    library: &'static str,
    profile: &'static str,
    /// The mapping of a table or a log.
    mapping: Option<&'static str>,
}

/// To measure another kind, write its file in `files`, its library's side in `ingest::bare`, and a line here.
const KINDS: [Kind; 4] = [
    Kind {
        name: "CSV",
        file: "ledger.csv",
        write: files::csv,
        bare: bare::csv,
        library: "csv 1",
        profile: "district",
        mapping: Some("window-ledger"),
    },
    Kind {
        name: "JSON Lines",
        file: "events.jsonl",
        write: files::json_lines,
        bare: bare::json_lines,
        library: "serde_json 1",
        profile: "district",
        mapping: None,
    },
    Kind {
        name: "XLSX",
        file: "ledger.xlsx",
        write: files::workbook,
        bare: bare::workbook,
        library: "calamine 0.38",
        profile: "district",
        mapping: Some("window-ledger"),
    },
    Kind {
        name: "XES",
        file: "fines.xes",
        write: files::log,
        bare: bare::xml,
        library: "quick-xml 0.42",
        profile: "traffic-fines",
        mapping: Some("traffic-fines"),
    },
];

struct Measured {
    kind: &'static Kind,
    bytes: u64,
    events: u64,
    /// Best seconds of our side.
    ours: f64,
    /// Best seconds of the library's.
    bare: f64,
}

impl ReadersBench {
    /// Runs it; fails where a side did not read every record.
    pub fn run(self, json: bool) -> anyhow::Result<u8> {
        let scratch = Scratch::new("readers")?;
        let vault = Vault::open_or_create(scratch.path())?;
        let mut all = Vec::new();
        for kind in &KINDS {
            let path = scratch.path().join(kind.file);
            (kind.write)(&path, self.records)?;
            let bytes = path.metadata()?.len();
            let mut measured = Measured { kind, bytes, events: 0, ours: f64::MAX, bare: f64::MAX };
            for _ in 0..self.repeats.max(1) {
                let watch = stopwatch();
                let seen = (kind.bare)(&path)?;
                measured.bare = measured.bare.min(watch.elapsed().as_secs_f64());
                ensure!(seen.records == self.records, "{} read {} records of {}", kind.library, seen.records, self.records);
                let watch = stopwatch();
                measured.events = through(kind, &path, &vault, self.records)?;
                measured.ours = measured.ours.min(watch.elapsed().as_secs_f64());
            }
            std::fs::remove_file(&path)?;
            all.push(measured);
        }
        if json {
            print_json(&self.object(&all))?;
        } else {
            say!("{}", self.text(&all).trim_end());
        }
        Ok(0)
    }

    fn text(&self, all: &[Measured]) -> String {
        let records = self.records as f64;
        let mut lines = vec![["", "MB", "events", "ours, records/s", "library, records/s", "ours/library"].map(str::to_owned).to_vec()];
        for measured in all {
            lines.push(vec![
                format!("{} beside {}", measured.kind.name, measured.kind.library),
                format!("{:.1}", measured.bytes as f64 / 1e6),
                measured.events.to_string(),
                format!("{:.0}", records / measured.ours),
                format!("{:.0}", records / measured.bare),
                format!("{:.2}", measured.bare / measured.ours),
            ]);
        }
        format!(
            "{}\n{} records a file; reader, mapping, check of form, tokens and masks, without a ledger; best of {} interleaved repeats\n{}",
            machine::description(),
            self.records,
            self.repeats.max(1),
            table::columns(&lines)
        )
    }

    fn object(&self, all: &[Measured]) -> serde_json::Value {
        let records = self.records as f64;
        let kinds = all.iter().map(|measured| {
            json!({
                "kind": measured.kind.name, "bytes": measured.bytes, "records": self.records, "events": measured.events,
                "seconds": measured.ours, "records_a_second": records / measured.ours,
            })
        });
        let peers = all.iter().map(|measured| {
            json!({ "name": measured.kind.library, "kind": measured.kind.name, "seconds": measured.bare, "records_a_second": records / measured.bare })
        });
        let ratios = all
            .iter()
            .map(|measured| (measured.kind.file.rsplit('.').next().unwrap_or_default().to_owned(), json!(measured.bare / measured.ours)));
        json!({
            "name": "readers",
            "machine": machine::description(),
            "ours": { "repeats": self.repeats.max(1), "kinds": kinds.collect::<Vec<_>>() },
            "peers": peers.collect::<Vec<_>>(),
            "ratios": ratios.collect::<serde_json::Map<_, _>>(),
        })
    }
}

/// Takes every event and keeps none.
#[derive(Default)]
struct Nowhere {
    faults: Vec<String>,
}

impl Sink for Nowhere {
    fn begin(&mut self, _file: &FileInfo, _now: Micros) -> Result<(), SinkError> {
        Ok(())
    }

    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, _now: Micros) -> Result<Vec<Outcome>, SinkError> {
        self.faults.extend(quarantined.into_iter().map(|row| row.fault.to_string()));
        Ok(events.into_iter().map(|_| Outcome::Appended).collect())
    }

    fn finish(&mut self, _counts: &Counts, _now: Micros) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Our side; gives the events.
fn through(kind: &Kind, path: &Path, vault: &Vault, records: u64) -> anyhow::Result<u64> {
    let profile = library::profile(kind.profile)?;
    let mapping = kind.mapping.map(library::mapping).transpose()?;
    let token = |tag: &str, value: &str| vault.token(tag, value);
    let mut sink = Nowhere::default();
    let importer = Importer { profile: &profile, mapping: mapping.as_ref(), token: &token, now: DEFAULT_NOW };
    let report = importer.run(&[path.to_owned()], &mut sink, &mut |_| {})?;
    ensure!(report.accepted == records, "{} records of {records} were taken; {:?}", report.accepted, sink.faults.first());
    Ok(report.events)
}
