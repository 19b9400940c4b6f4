//! A dry run: the whole file through mapping and door, as an import would read it, and nothing appended.
//!
//! What an import would find only in the ledger (an event that is in with other content) is found here among the rows of the file alone.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use crate::case::form::Formed;
use crate::ingest::report::Counts;
use crate::ingest::sink::{FileInfo, Outcome, Quarantined, Sink, SinkError};
use crate::ingest::{Fault, ImportError, Importer, Position, Progress};
use crate::time::Micros;

/// Faults that are listed one by one.
const LISTED: usize = 50;

/// A fault of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialFault {
    /// Line in the file.
    pub line: u64,
    /// What is wrong, with the field or column.
    pub fault: Fault,
    /// The cell at fault, as it may be shown; where the fault names a column.
    pub cell: Option<String>,
}

/// What a dry run found.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Rows read.
    pub read: u64,
    /// Rows that would go in.
    pub good: u64,
    /// Rows that would wait in quarantine, wholly or with one of their events.
    pub bad: u64,
    /// Distinct cases.
    pub cases: u64,
    /// The first faults.
    pub faults: Vec<TrialFault>,
    /// Rows by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Earliest and latest event.
    pub span: Option<(Micros, Micros)>,
}

/// Takes everything and keeps only what is asked for in the end.
struct Pretence<'a> {
    columns: &'a [String],
    trial: Trial,
    seen: HashMap<u64, u64>,
    cases: HashSet<u64>,
    has_begun: bool,
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Pretence<'_> {
    fn note(&mut self, row: Quarantined) {
        *self.trial.reasons.entry(row.fault.reason).or_default() += 1;
        if self.trial.faults.len() < LISTED {
            let cell = row.fault.field.as_deref().and_then(|field| self.columns.iter().position(|column| column == field));
            let cell = cell.and_then(|place| cell_of(&row.masked, place));
            self.trial.faults.push(TrialFault { line: row.position.line, fault: row.fault, cell });
        }
    }
}

/// A cell of a masked row, which is written with commas whatever its file has.
fn cell_of(masked: &str, place: usize) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(masked.as_bytes());
    let record = reader.records().next()?.ok()?;
    record.get(place).map(str::to_owned)
}

impl Sink for Pretence<'_> {
    fn begin(&mut self, _file: &FileInfo, _now: Micros) -> Result<(), SinkError> {
        self.has_begun = true;
        Ok(())
    }

    fn append(&mut self, events: Vec<(Formed, Position)>, quarantined: Vec<Quarantined>, _now: Micros) -> Result<Vec<Outcome>, SinkError> {
        for row in quarantined {
            self.note(row);
        }
        let mut outcomes = Vec::with_capacity(events.len());
        for (event, position) in events {
            if self.has_begun {
                let (first, last) = self.trial.span.unwrap_or((event.occurred_at, event.occurred_at));
                self.trial.span = Some((first.min(event.occurred_at), last.max(event.occurred_at)));
                self.cases.extend(event.case_no.as_ref().map(hash_of));
            }
            let key = hash_of(&(event.source.text(), &event.id, event.revision));
            let body = hash_of(&event.body);
            outcomes.push(match self.seen.get(&key) {
                None => {
                    self.seen.insert(key, body);
                    Outcome::Appended
                }
                Some(known) if *known == body => Outcome::Duplicate,
                // There is no ledger to have a position in; the line is what helps here.
                Some(_) => Outcome::Conflict { existing: position.line },
            });
        }
        Ok(outcomes)
    }

    fn finish(&mut self, _counts: &Counts, _now: Micros) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Runs a file through mapping and door. `columns` are the table's; `cases` of the answer are distinct ones of good events.
pub fn trial(
    importer: &Importer<'_>,
    file: PathBuf,
    columns: &[String],
    progress: &mut dyn FnMut(&Progress),
) -> Result<Trial, ImportError> {
    let mut pretence = Pretence { columns, trial: Trial::default(), seen: HashMap::new(), cases: HashSet::new(), has_begun: false };
    let report = importer.run(&[file], &mut pretence, progress)?;
    let Pretence { mut trial, cases, .. } = pretence;
    for listed in trial.faults.iter_mut().filter(|listed| listed.fault.reason == "conflict") {
        listed.fault.message = "another row of the file has the same case number and other content".to_owned();
        listed.fault.how_to_mend = "give each case its own number, or leave one of the rows out".to_owned();
    }
    trial.read = report.read;
    trial.bad = report.quarantined;
    trial.good = report.read - report.quarantined;
    trial.cases = cases.len() as u64;
    Ok(trial)
}
