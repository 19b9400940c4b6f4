//! `mingjing generate`: a synthetic district with planted violations and the list of the alerts they owe.

use std::path::PathBuf;

use clap::Args;
use mingjing_engine::time::Micros;
use mingjing_generator::{DEFAULT_NOW, Options};

use crate::clock::{parse_time, stopwatch};
use crate::output::print_json;
use crate::say;

/// Options of `generate`.
#[derive(Args)]
pub struct Generate {
    /// Number of cases.
    #[arg(long, default_value_t = 5000, value_name = "N")]
    cases: u64,
    /// Another seed gives other cases; the same gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Folder to write to; made when it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The time the file is made as of.
    #[arg(long, value_parser = parse_time, value_name = "TIME")]
    now: Option<Micros>,
    /// Print one machine-readable object.
    #[arg(long)]
    json: bool,
}

impl Generate {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<u8> {
        let watch = stopwatch();
        let options = Options { cases: self.cases, seed: self.seed, now: self.now.unwrap_or(DEFAULT_NOW) };
        let summary = mingjing_generator::generate(&options, &self.out)?;
        let seconds = watch.elapsed().as_secs_f64();
        if self.json {
            print_json(&serde_json::json!({
                "cases": summary.cases, "lines": summary.lines, "alerts": summary.alerts, "group_alerts": summary.group_alerts,
                "seconds": seconds,
            }))?;
        } else {
            say!(
                "{} cases, {} events, {} alerts owed ({} of groups) in {}",
                summary.cases,
                summary.lines,
                summary.alerts + summary.group_alerts,
                summary.group_alerts,
                self.out.display()
            );
        }
        Ok(0)
    }
}
