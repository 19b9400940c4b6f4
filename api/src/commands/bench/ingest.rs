//! `mingjing bench ingest`: a generated district imported into a fresh ledger, beside bare inserts of the rows that came of it.

use std::path::Path;

use anyhow::ensure;
use clap::Args;
use mingjing_engine::ingest::importer::CHUNK;
use mingjing_engine::ledger::sqlite::bare::{BareDatabase, BareRows};
use mingjing_engine::ledger::{Address, Events, Ledger, PostgresLedger, SealedRow, SqliteLedger, postgres};
use mingjing_engine::supervision::{Intake, Office, OfficeOptions};
use mingjing_generator::{DEFAULT_NOW, Options};
use serde_json::json;

use super::scratch::Scratch;
use super::{machine, table};
use crate::clock::stopwatch;
use crate::commands::{DATABASE, address};
use crate::output::print_json;
use crate::say;

/// Rows of one prepared insert that are tried on the bare side; the quickest counts.
const A_STATEMENT: [usize; 3] = [32, 128, 1024];
/// Rows read from our ledger at a time.
const PAGE: usize = 20_000;

/// Options of `bench ingest`.
#[derive(Args)]
pub struct IngestBench {
    /// Cases to generate.
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    cases: u64,
    /// Another seed gives other cases.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Times that both sides run, in turn; the best of each counts.
    #[arg(long, default_value_t = 3, value_name = "N")]
    repeats: usize,
    /// A server of PostgreSQL to measure on instead of SQLite; its user must have the right to make databases.
    #[arg(long, env = DATABASE, hide_env_values = true, value_name = "URL")]
    database: Option<String>,
}

/// Names of the databases made for this on a server.
const OURS: &str = "mingjing_bench_ours";
const BARE: &str = "mingjing_bench_bare";

struct Measured {
    events: usize,
    /// Best seconds of our import.
    ours: f64,
    /// Best seconds of bare inserts, by the rows of one statement.
    bare: [f64; A_STATEMENT.len()],
}

impl Measured {
    /// The quickest bare inserts: rows a statement and seconds.
    fn best(&self) -> (usize, f64) {
        let all = A_STATEMENT.into_iter().zip(self.bare);
        all.fold((0, f64::MAX), |best, found| if found.1 < best.1 { found } else { best })
    }
}

impl IngestBench {
    /// Runs it; 2 where the import did not take every record.
    pub async fn run(self, json: bool) -> anyhow::Result<u8> {
        let scratch = Scratch::new("ingest")?;
        let files = scratch.path().join("files");
        let options = Options { cases: self.cases, seed: self.seed, now: DEFAULT_NOW };
        let folder = files.clone();
        tokio::task::spawn_blocking(move || mingjing_generator::generate(&options, &folder)).await??;
        let server = address(self.database.as_deref())?;
        let mut measured = Measured { events: 0, ours: f64::MAX, bare: [f64::MAX; A_STATEMENT.len()] };
        for repeat in 0..self.repeats.max(1) {
            let data = scratch.path().join(format!("ours-{repeat}"));
            let (seconds, rows) = import(&files.join("events.jsonl.gz"), &data, server.as_ref()).await?;
            measured.ours = measured.ours.min(seconds);
            measured.events = rows.len();
            std::fs::remove_dir_all(&data)?;
            if let Some(server) = &server {
                for (a_statement, best) in A_STATEMENT.into_iter().zip(&mut measured.bare) {
                    *best = best.min(insert_on(server, &rows, a_statement).await?);
                }
                continue;
            }
            let rows = BareRows::new(rows)?;
            for (a_statement, best) in A_STATEMENT.into_iter().zip(&mut measured.bare) {
                let file = scratch.path().join(format!("bare-{repeat}-{a_statement}.db"));
                *best = best.min(insert(&rows, &file, a_statement).await?);
                std::fs::remove_file(&file)?;
            }
        }
        if json {
            print_json(&self.object(&measured))?;
        } else {
            say!("{}", self.text(&measured).trim_end());
        }
        Ok(0)
    }

    fn text(&self, measured: &Measured) -> String {
        let events = measured.events as f64;
        let line = |name: &str, seconds: f64| vec![name.to_owned(), format!("{seconds:.2} s"), format!("{:.0} events/s", events / seconds)];
        let mut lines = vec![line("import", measured.ours)];
        for (a_statement, seconds) in A_STATEMENT.into_iter().zip(measured.bare) {
            lines.push(line(&format!("bare inserts, {a_statement} rows a statement"), seconds));
        }
        let (_, bare) = measured.best();
        format!(
            "{}\n{} cases, seed {}, {} events; {}, {CHUNK} events a transaction; best of {} interleaved \
             repeats\n{}import/bare in speed {:.2}\n",
            machine::description(),
            self.cases,
            self.seed,
            measured.events,
            self.settings(),
            self.repeats.max(1),
            table::columns(&lines),
            bare / measured.ours
        )
    }

    /// What the database promises of a commit, on both sides.
    fn settings(&self) -> &'static str {
        match self.database {
            None => "SQLite, write-ahead log, synchronous = FULL",
            Some(_) => "PostgreSQL, synchronous_commit = on",
        }
    }

    fn object(&self, measured: &Measured) -> serde_json::Value {
        let events = measured.events as f64;
        let (a_statement, bare) = measured.best();
        json!({
            "name": "ingest",
            "machine": machine::description(),
            "ours": {
                "cases": self.cases, "seed": self.seed, "events": measured.events, "repeats": self.repeats.max(1),
                "database": self.settings(), "seconds": measured.ours, "events_a_second": events / measured.ours, "events_a_transaction": CHUNK,
            },
            "peers": [{
                "name": "bare inserts by sqlx", "version": "0.9", "rows_a_statement": a_statement, "seconds": bare,
                "events_a_second": events / bare,
            }],
            "ratios": { "import_speed_bare": bare / measured.ours },
        })
    }
}

/// Imports a file into a new installation; gives the seconds from the first read to the closed ledger, and its rows.
async fn import(file: &Path, data: &Path, server: Option<&Address>) -> anyhow::Result<(f64, Vec<SealedRow>)> {
    let database = match server {
        None => None,
        Some(server) => Some(postgres::bare::make(server, OURS).await?),
    };
    let office = Office::open(OfficeOptions { data: data.to_owned(), rules: None, database: database.clone() }).await?;
    let intake = Intake { files: vec![file.to_owned()], profile: "district".to_owned(), mapping: None, recorded_at: DEFAULT_NOW };
    let watch = stopwatch();
    let report = office.import(intake, |_| {}).await?;
    office.close().await?;
    let seconds = watch.elapsed().as_secs_f64();
    ensure!(report.quarantined == 0, "{} records of {} were not taken", report.quarantined, report.read);
    let rows = match (server, &database) {
        (Some(server), Some(database)) => {
            let rows = rows(&PostgresLedger::open(data, database).await?).await?;
            postgres::bare::remove(server, OURS).await?;
            rows
        }
        _ => rows(&SqliteLedger::open(data).await?).await?,
    };
    Ok((seconds, rows))
}

/// All rows of a ledger, which is closed then.
async fn rows(ledger: &dyn Ledger) -> anyhow::Result<Vec<SealedRow>> {
    let mut rows: Vec<SealedRow> = Vec::new();
    loop {
        let page = Events::sealed(ledger, rows.last().map_or(0, |row| row.position), PAGE).await?;
        if page.is_empty() {
            break;
        }
        rows.extend(page);
    }
    ledger.close().await?;
    Ok(rows)
}

/// Inserts the rows bare into a database on a server; gives the seconds from the first insert to the last commit.
async fn insert_on(server: &Address, rows: &[SealedRow], a_statement: usize) -> anyhow::Result<f64> {
    let mut database = postgres::bare::BareDatabase::create(server, BARE).await?;
    let watch = stopwatch();
    database.insert(rows, a_statement, CHUNK).await?;
    let seconds = watch.elapsed().as_secs_f64();
    database.close().await?;
    postgres::bare::remove(server, BARE).await?;
    Ok(seconds)
}

/// Inserts the rows bare; gives the seconds from the first insert to the closed database.
async fn insert(rows: &BareRows, file: &Path, a_statement: usize) -> anyhow::Result<f64> {
    let mut database = BareDatabase::create(file).await?;
    let watch = stopwatch();
    database.insert(rows, a_statement, CHUNK).await?;
    database.close().await?;
    Ok(watch.elapsed().as_secs_f64())
}
