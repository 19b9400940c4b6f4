//! The command line (architecture, section 5): one subcommand a file. Exit status 0 done, 1 done but something needs a person, 2 not done.

mod account;
mod alert;
mod bench;
mod calendar;
mod checkup;
mod declaring;
mod exchange;
mod fuzz;
mod generate;
mod import;
mod ledger;
mod openapi;
mod outage;
mod proof;
mod quarantine;
mod query;
mod reference;
mod report;
mod rules;
mod run;
mod serve;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use mingjing_engine::ledger::Address;
use mingjing_engine::supervision::{Office, OfficeOptions};
use mingjing_engine::time::Micros;

use crate::clock::{parse_known, parse_time, system_now};

/// Mingjing (明镜): supervision and analytics for government service centres.
#[derive(Parser)]
#[command(name = "mingjing", version, about, max_term_width = 120)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data is and which rules apply.
#[derive(Args, Clone)]
pub struct Place {
    /// Data folder; made when it is missing.
    #[arg(long, global = true, default_value = "./mingjing-data", value_name = "DIR")]
    data: PathBuf,
    /// Rules from a folder instead of those in the binary.
    #[arg(long, global = true, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// PostgreSQL that holds the ledger instead of a file in the data folder, like postgres://user:password@host:5432/name.
    // Read as a text and only later as an address: what clap refuses it repeats, and this may hold a password.
    #[arg(long, global = true, env = DATABASE, hide_env_values = true, value_name = "URL")]
    database: Option<String>,
    /// Print one machine-readable object.
    #[arg(long, global = true)]
    json: bool,
}

/// The variable that names a database, for those who do not want it in the list of processes.
const DATABASE: &str = "MINGJING_DATABASE";

/// The address of a database; an empty one is none.
pub fn address(database: Option<&str>) -> anyhow::Result<Option<Address>> {
    Ok(database.filter(|text| !text.is_empty()).map(Address::parse).transpose()?)
}

impl Place {
    /// Opens the installation.
    pub async fn open(&self) -> anyhow::Result<Office> {
        let database = address(self.database.as_deref())?;
        let options = OfficeOptions { data: self.data.clone(), rules: self.rules.clone(), database };
        Office::open(options).await.with_context(|| format!("cannot open {}", self.data.display()))
    }
}

/// As of when.
#[derive(Args, Clone)]
pub struct When {
    /// The time to take for now (valid time), like 2025-06-30T18:00:00+08:00.
    #[arg(long, global = true, value_parser = parse_time, value_name = "TIME")]
    now: Option<Micros>,
    /// Only what was recorded by the end of this day.
    #[arg(long, global = true, value_parser = parse_known, value_name = "DAY")]
    known: Option<Micros>,
}

impl When {
    /// The time it asks for, or the machine's.
    pub fn now(&self) -> Micros {
        self.now.unwrap_or_else(system_now)
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the console and the API.
    Serve(serve::Serve),
    /// Import files of events or cases, or void an import.
    Import(import::Import),
    /// Take what lies in exchange folders, once.
    Exchange(exchange::Exchange),
    /// Generate a synthetic district with planted violations.
    Generate(generate::Generate),
    /// Judge everything as of now and tell what was found.
    Run(run::Run),
    /// Check, test, list and make rules.
    Rules(rules::Rules),
    /// List alerts, explain one, or say why there is none.
    Alert(alert::Alert),
    /// Write the proof of an alert to a file, or judge such files again without server or database.
    Proof(proof::Proof),
    /// The health check of a centre: what is late, out of order or missing, and which rules cannot speak.
    Checkup(checkup::Checkup),
    /// Ask the facts in SQL.
    Query(query::Query),
    /// A statutory report as a table, a file or a picture.
    Report(report::Report),
    /// List accounts, give one a new password, verify the log of access.
    Account(account::AccountCommand),
    /// Verify, export or rebuild from the ledger.
    Ledger(ledger::Ledger),
    /// Show the calendar, preview and declare notices that change it.
    Calendar(calendar::Calendar),
    /// List, preview and declare outages of platforms.
    Outage(outage::Outage),
    /// List and replay records that were not well-formed.
    Quarantine(quarantine::Quarantine),
    /// Print a reference page: events, facts, or functions of rules.
    Reference(reference::Reference),
    /// Measure this machine: ours beside others, on the same data.
    Bench(bench::Bench),
    /// Print the document of the HTTP API.
    #[command(hide = true)]
    Openapi(openapi::Openapi),
}

impl Command {
    /// Whether it runs until it is stopped.
    pub fn is_server(&self) -> bool {
        matches!(self, Command::Serve(_))
    }
}

/// Runs a subcommand; gives its exit status.
pub async fn run(arguments: Arguments) -> anyhow::Result<u8> {
    match arguments.command {
        Command::Serve(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::Exchange(command) => command.run().await,
        Command::Generate(command) => command.run(),
        Command::Run(command) => command.run().await,
        Command::Rules(command) => command.run().await,
        Command::Alert(command) => command.run().await,
        Command::Proof(command) => command.run().await,
        Command::Checkup(command) => command.run().await,
        Command::Query(command) => command.run().await,
        Command::Report(command) => command.run().await,
        Command::Account(command) => command.run().await,
        Command::Ledger(command) => command.run().await,
        Command::Calendar(command) => command.run().await,
        Command::Outage(command) => command.run().await,
        Command::Quarantine(command) => command.run().await,
        Command::Reference(command) => Ok(command.run()),
        Command::Bench(command) => command.run().await,
        Command::Openapi(command) => command.run(),
    }
}
