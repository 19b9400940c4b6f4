//! Exchange folders at work: what is complete is taken, imported, and put away with its result beside it. `mingjing exchange` makes one pass,
//! `mingjing serve --watch` one every few seconds.

use std::path::PathBuf;
use std::time::Duration;

use mingjing_engine::ingest::exchange::outcome::{FileResult, Status};
use mingjing_engine::ingest::exchange::rules::Rules;
use mingjing_engine::ingest::exchange::{Folder, FolderError, Held, Taken};
use mingjing_engine::ingest::report::Counts;
use mingjing_engine::ingest::{ImportError, Progress};
use mingjing_engine::supervision::{Imported, Intake, Office, OfficeError};
use mingjing_engine::time::{Micros, Zone};
use tokio::runtime::Handle;

use crate::serve::state::App;

/// Why a pass was not made, or not to its end. Files that were taken wait in the folder and are tried again by the next pass.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// The folder could not be worked on.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ledger could not take a file; it could take no other either.
    #[error("{file} waits and is tried again: {source}")]
    Waiting {
        /// The file.
        file: String,
        /// Why.
        source: Box<OfficeError>,
    },
}

/// What a pass did.
#[derive(Debug, Default)]
pub struct Pass {
    /// Another process works on the folder; nothing was done here.
    pub is_busy: bool,
    /// The files that were put away, in order.
    pub files: Vec<FileResult>,
    /// Files that wait until profile or mapping are mended, and why.
    pub waits: Vec<String>,
}

impl Pass {
    /// Events appended.
    pub fn events(&self) -> u64 {
        self.files.iter().filter_map(|file| file.counts).map(|counts| counts.events).sum()
    }
}

/// Where files are imported.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The installation.
    pub office: &'a Office,
    /// Tells the time that is recorded with a file.
    pub now: &'a dyn Fn() -> Micros,
    /// For what has to wait for the ledger.
    pub runtime: &'a Handle,
}

impl Desk<'_> {
    /// Makes a pass: what an earlier one left, then what has not changed since the last look, each by name. Blocks its thread. Between two files it
    /// asks whether it is to stop. What was done stands in `pass` whatever it ends with.
    pub fn pass(&self, folder: &mut Folder, stop: &dyn Fn() -> bool, pass: &mut Pass) -> Result<(), PassError> {
        let complete = folder.look()?;
        let Some(held) = folder.hold()? else {
            pass.is_busy = true;
            return Ok(());
        };
        let rules = folder.rules()?;
        for taken in folder.left_behind(&held)? {
            if stop() {
                return Ok(());
            }
            self.one(folder, &held, &taken, &rules, pass)?;
        }
        for name in complete {
            if stop() {
                return Ok(());
            }
            if let Some(taken) = folder.take(&held, &name)? {
                self.one(folder, &held, &taken, &rules, pass)?;
            }
        }
        Ok(())
    }

    fn one(&self, folder: &Folder, held: &Held, taken: &Taken, rules: &Rules, pass: &mut Pass) -> Result<(), PassError> {
        let now = (self.now)();
        let taken_at = Zone::china().format(now);
        let stamp: String = taken_at.chars().take("2025-06-30T18:00:00".len()).filter(char::is_ascii_alphanumeric).collect();
        let mut result = FileResult::failed(&taken.name, taken_at, String::new());
        if !taken.is_plain {
            result.message = Some("is a link, or no file; put the file itself into the folder".to_owned());
        } else if let Some(reading) = rules.of(&taken.name) {
            result.profile = Some(reading.profile.clone());
            result.mapping.clone_from(&reading.mapping);
            let intake = Intake { files: vec![taken.path.clone()], profile: reading.profile, mapping: reading.mapping, recorded_at: now };
            if !self.import(intake, taken, &mut result, pass)? {
                return Ok(());
            }
        } else {
            let names = rules.names();
            result.message = Some(format!("no [[files]] of folder.toml fits this name (there are {names}); rename the file, or add one"));
        }
        match folder.put(held, taken, &mut result, &stamp)? {
            Some(_) => {
                tracing::info!(
                    exchange.file = %result.moved_to,
                    import.batch = result.batch,
                    import.events = result.counts.map_or(0, |counts| counts.events),
                    import.quarantined = result.counts.map_or(0, |counts| counts.quarantined),
                    "a file of an exchange folder was put away"
                );
                pass.files.push(result);
            }
            None => tracing::warn!(exchange.file = %taken.name, "a file of an exchange folder was gone before it could be put away"),
        }
        Ok(())
    }

    /// Imports a file. False = it waits, for it is not the file that is wrong.
    fn import(&self, intake: Intake, taken: &Taken, result: &mut FileResult, pass: &mut Pass) -> Result<bool, PassError> {
        match self.runtime.block_on(self.office.import_listed(intake, |_: &Progress| {})) {
            Ok(Imported { report, batch, faults, more_faults }) => {
                result.status = Status::Done;
                result.message = None;
                result.batch = batch;
                result.counts = Some(Counts {
                    read: report.read,
                    accepted: report.accepted,
                    duplicates: report.duplicates,
                    quarantined: report.quarantined,
                    events: report.events,
                    cases: report.cases,
                });
                result.faults = faults;
                result.more_faults = more_faults;
                Ok(true)
            }
            Err(error) => match fault_of(&error) {
                FaultOf::File => {
                    // Where the file lay in the meantime is of no use to who reads this.
                    result.message = Some(error.to_string().replace(&taken.path.display().to_string(), &taken.name));
                    Ok(true)
                }
                FaultOf::Settings => {
                    pass.waits.push(format!("{} waits and is tried again: {error}", taken.name));
                    Ok(false)
                }
                FaultOf::Ledger => Err(PassError::Waiting { file: taken.name.clone(), source: Box::new(error) }),
            },
        }
    }
}

/// What is wrong when a file cannot be imported.
enum FaultOf {
    /// The file: to try it again would be of no use.
    File,
    /// Its profile or mapping: other files may have others.
    Settings,
    /// The ledger: no other file would go in either.
    Ledger,
}

fn fault_of(error: &OfficeError) -> FaultOf {
    match error {
        OfficeError::Import(ImportError::Config(_) | ImportError::UnknownName { .. } | ImportError::Declaration { .. }) => {
            FaultOf::Settings
        }
        OfficeError::Import(ImportError::Sink(_)) => FaultOf::Ledger,
        OfficeError::Import(_) => FaultOf::File,
        _ => FaultOf::Ledger,
    }
}

/// A folder is looked at no oftener than that.
const LEAST: Duration = Duration::from_millis(10);

/// Watches a folder until the server is to stop. A failure is logged once, however often it comes back.
pub async fn watch(app: App, mut folder: Folder, every: Duration) {
    let mut closing = app.closing.subscribe();
    let mut told = None;
    while !*closing.borrow() {
        let worker = app.clone();
        let made = tokio::task::spawn_blocking(move || {
            let runtime = Handle::current();
            let desk = Desk { office: &worker.office, now: &|| worker.clock.now(), runtime: &runtime };
            let mut pass = Pass::default();
            let done = desk.pass(&mut folder, &|| *worker.closing.borrow(), &mut pass);
            (folder, pass, done)
        });
        let Ok((back, pass, done)) = made.await else {
            tracing::error!("watching an exchange folder ended early; start the server again");
            return;
        };
        folder = back;
        if pass.events() > 0 {
            app.metrics.appended(pass.events());
            app.wake.notify_one();
        }
        let problems: Vec<String> = pass.waits.into_iter().chain(done.err().map(|error| error.to_string())).collect();
        let problem = (!problems.is_empty()).then(|| problems.join("; "));
        if let Some(problem) = problem.as_ref().filter(|problem| told.as_ref() != Some(*problem)) {
            tracing::error!(exchange.folder = %folder.root().display(), error = %problem, "an exchange folder waits; it is tried again");
        }
        told = problem;
        tokio::select! {
            _ = closing.changed() => {}
            () = tokio::time::sleep(every.max(LEAST)) => {}
        }
    }
}

/// Opens folders, their rules found right.
pub fn open(folders: &[PathBuf]) -> Result<Vec<Folder>, FolderError> {
    let mut opened = Vec::new();
    for root in folders {
        let folder = Folder::open(root)?;
        folder.rules()?;
        opened.push(folder);
    }
    Ok(opened)
}

/// Reads a number of seconds from the command line.
pub fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=86_400.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| format!("{text:?} is no number of seconds up to a day; write it like 5 or 0.5"))
}
