//! A synthetic district to try the engine on: two years of cases of 万山区政务服务中心 with violations planted among them, and an
//! oracle that says, from the events alone, which alerts the shipped rules owe.
//!
//! It shares nothing with the engine: calendar, check digits, fold and rules are written here a second time, plainly, after
//! docs/decisions/0002, so that agreement between the two means something. People, companies and numbers are made up.
//!
//! - `calendar`, `identity`, `random`: days, numbers with check digits, the source of chance
//! - `district`: departments, windows, people, approval items, as values and as reference events
//! - `maker`, `draft`: a case under construction
//! - `season`, `ordinary`, `noise`: when cases come, how they go, what happens to their records
//! - `plants`: a scenario for each rule, hits and twins. To add a rule: a scenario there, its condition in `oracle::judge`
//! - `stream`, `write`: the whole in order, and the files
//! - `oracle`: what is owed
//!
//! ```
//! let now = mingjing_generator::DEFAULT_NOW;
//! let events: Vec<serde_json::Value> = Vec::new();
//! assert!(mingjing_generator::owed(&events, now).cases.is_empty());
//! ```
#![forbid(unsafe_code)]

mod calendar;
mod district;
mod draft;
mod error;
mod identity;
mod maker;
mod noise;
mod oracle;
mod ordinary;
mod plants;
mod random;
mod season;
mod stream;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use error::GenerateError;
pub use oracle::{Manifest, Owed, OwedGroup, Thoroughness, owed, owed_by};

/// 2025-06-30T18:00:00+08:00 in microseconds since 1970 UTC: the time of the sample.
pub const DEFAULT_NOW: i64 = 1_751_277_600_000_000;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of cases. From 5,000 on each rule has at least 32 hits and 32 twins.
    pub cases: u64,
    /// Another seed gives other cases; the same gives the same bytes.
    pub seed: u64,
    /// The time the file is made as of: microseconds since 1970 UTC, from 2024-01-15 to 2026-12-31.
    pub now: i64,
}

/// What was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Cases in the file.
    pub cases: u64,
    /// Lines of `events.jsonl.gz`, reference events, doubles, replaced and voided ones included.
    pub lines: u64,
    /// Rows of `manifest.csv`.
    pub alerts: u64,
    /// Rows of `manifest_groups.csv`.
    pub group_alerts: u64,
}

/// Gives the same district without a file: the reference events and the watermark, then the lines of every case, a case at a time and in
/// the order of their days. Nothing is held but the case at hand; nothing is mixed as in the file.
///
/// # Errors
/// When the time lies outside the years whose holidays are known here, and what the callers' functions return.
pub fn each_case<E: From<GenerateError>>(
    options: &Options,
    reference: impl FnOnce(Vec<serde_json::Value>) -> Result<(), E>,
    mut case: impl FnMut(&str, Vec<serde_json::Value>) -> Result<(), E>,
) -> Result<(), E> {
    let with_watermark = |mut lines: Vec<serde_json::Value>| {
        lines.push(district::watermark(options.now));
        reference(lines)
    };
    stream::stream(options, with_watermark, |unit| unit.cases.into_iter().try_for_each(|of| case(&of.case_no, of.lines)))
}

/// Writes `events.jsonl.gz`, `manifest.csv` and `manifest_groups.csv` into the folder `out`, which is created when missing.
///
/// # Errors
/// When the folder or a file cannot be written, or the time lies outside the years whose holidays are known here.
pub fn generate(options: &Options, out: &Path) -> Result<Summary, GenerateError> {
    std::fs::create_dir_all(out).map_err(|source| GenerateError::Write { path: out.to_owned(), source })?;
    let path = out.join("events.jsonl.gz");
    let failed = |source| GenerateError::Write { path: path.clone(), source };
    let file = std::cell::RefCell::new(write::EventFile::create(&path, options.seed)?);
    let oracle = std::cell::RefCell::new(oracle::Oracle::new(options.now, Thoroughness::Sparing));
    let mut cases = 0;
    stream::stream(
        options,
        |reference| {
            oracle.borrow_mut().read_reference(&reference);
            reference.iter().try_for_each(|line| file.borrow_mut().put(line)).map_err(failed)
        },
        |unit| {
            for case in &unit.cases {
                cases += 1;
                oracle.borrow_mut().read_case(&case.case_no, &case.lines);
                case.lines.iter().try_for_each(|line| file.borrow_mut().mix(line)).map_err(failed)?;
            }
            Ok::<(), GenerateError>(())
        },
    )?;
    let lines = file.into_inner().finish(&district::watermark(options.now)).map_err(failed)?;
    let manifest = oracle.into_inner().finish();
    write::text_file(&out.join("manifest.csv"), &manifest.cases_csv())?;
    write::text_file(&out.join("manifest_groups.csv"), &manifest.groups_csv())?;
    Ok(Summary { cases, lines, alerts: manifest.cases.len() as u64, group_alerts: manifest.groups.len() as u64 })
}
