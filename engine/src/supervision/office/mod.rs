//! The office: one installation at work. It follows the ledger, judges what changed or fell due, writes alerts back to the ledger and publishes
//! facts and alerts as one snapshot.
//!
//! | file | what it does |
//! |---|---|
//! | `follower` | reads the ledger, keeps worlds, register and other relations |
//! | `judging` | judges cases, makes facts |
//! | `grouping` | judges groups, beside the other |
//! | `alert_table` | the relation of alerts, made anew where it changed |
//! | `settle` | turns findings into alert steps and writes them |
//! | `view` | facts as of a time, for questions |
//! | `past` | worlds as known at an instant, for questions about one case |
//! | `declare` | notices of the calendar and outages, declared at this desk |
//! | `forecast` | what they would move |
//! | `copy` | the facts on disk, for a fast start |

mod alert_table;
mod copy;
mod declare;
mod error;
mod follower;
mod forecast;
mod grouping;
mod judging;
mod past;
mod settle;
mod things;
mod view;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, MutexGuard};

use super::groups::{self, Group};
use super::judge::{Benches, Known};
use super::register::Register;
use super::shipped;
use crate::facts::store::{FactStore, Rewrites, Snapshot};
use crate::ingest::exchange::listing::Listing;
use crate::ingest::library::Library;
use crate::ingest::{ImportReport, Importer, LedgerSink, Progress, Replayed, replay_quarantined};
use crate::ledger::{Ledger, PostgresLedger, SqliteLedger};
use crate::rules::{Catalogue, LoadError};
use crate::time::Micros;
use follower::{Changes, Follower};
use judging::Scope;
use settle::{step_name, steps_of_cases};

pub use declare::{Declared, Declarer, DraftError, NoticeDraft, OutageDraft, Prepared};
pub use error::{Imported, Intake, OfficeError, OfficeOptions, PassReport, ReplayReport};
pub(super) use follower::read;
pub use follower::{CaseKey, Coming};
pub use forecast::{AlertMove, DepartmentMoves, Forecast, MovedAlert, MovedCase};
pub use past::Past;
pub use view::{Compared, ComparedRelation, View};

/// What readers see: one position for everything.
pub struct Published {
    /// As of when.
    pub now: Micros,
    /// Facts.
    pub facts: Arc<Snapshot>,
    /// Alerts.
    pub alerts: Arc<Register>,
    /// Worlds by centre.
    pub benches: Arc<Benches>,
    /// Latest `occurred_at` of a case event.
    pub last_fact_at: Option<Micros>,
    /// Cases without facts whose first event is still to come.
    pub coming: Arc<Coming>,
    /// Rows of facts written since the start, those rewritten by compaction among them.
    pub rewrites: Rewrites,
}

/// One installation.
pub struct Office {
    data: PathBuf,
    ledger: Arc<dyn Ledger>,
    library: Library,
    catalogue: Arc<Catalogue>,
    groups: Vec<Group>,
    files: Vec<shipped::RuleFile>,
    errors: Vec<LoadError>,
    /// Hash of rules and program, for the copy on disk.
    made_by: String,
    follower: Mutex<Follower>,
    published: RwLock<Arc<Published>>,
}

impl Office {
    /// Opens or makes an installation.
    pub async fn open(options: OfficeOptions) -> Result<Office, OfficeError> {
        let ledger: Arc<dyn Ledger> = match &options.database {
            None => Arc::new(SqliteLedger::open(&options.data).await?),
            Some(address) => Arc::new(PostgresLedger::open(&options.data, address).await?),
        };
        let files = match &options.rules {
            None => shipped::embedded(),
            Some(path) => shipped::folder(path).map_err(|source| OfficeError::Rules { path: path.display().to_string(), source })?,
        };
        let (groups, group_errors) = groups::groups(&files);
        let catalogue = Arc::new(Catalogue::load(&files, &|name| relation(&groups, name)));
        let mut errors = catalogue.errors.clone();
        errors.extend(group_errors.into_iter().map(|error| LoadError::new(&error.file, error.line as u32, 1, error.message)));
        let empty = Published {
            now: Micros::MIN,
            facts: FactStore::new().snapshot(),
            alerts: Arc::default(),
            benches: Arc::default(),
            last_fact_at: None,
            coming: Arc::default(),
            rewrites: Rewrites::default(),
        };
        let library = Library::of(&options.data);
        let follower = Follower::new(ledger.clone(), library.clone(), Some(catalogue.clone()), Register::of(&catalogue), Known::default());
        Ok(Office {
            data: options.data,
            ledger,
            library,
            catalogue,
            groups,
            errors,
            made_by: copy::made_by(&files),
            files,
            follower: Mutex::new(follower),
            published: RwLock::new(Arc::new(empty)),
        })
    }

    /// The ledger.
    pub fn ledger(&self) -> &Arc<dyn Ledger> {
        &self.ledger
    }

    /// The data folder.
    pub fn data(&self) -> &std::path::Path {
        &self.data
    }

    /// The profiles and mappings: shipped ones and those saved in the data folder.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The rules.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The group subjects.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The files that rules and subjects were read from.
    pub fn files(&self) -> &[shipped::RuleFile] {
        &self.files
    }

    /// What is wrong with rules and subjects; the others run.
    pub fn rule_errors(&self) -> &[LoadError] {
        &self.errors
    }

    /// What readers see now.
    pub fn published(&self) -> Arc<Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Closes the ledger after its last write.
    pub async fn close(&self) -> Result<(), OfficeError> {
        Ok(self.ledger.close().await?)
    }

    /// Imports files.
    pub async fn import(&self, intake: Intake, progress: impl FnMut(&Progress) + Send + 'static) -> Result<ImportReport, OfficeError> {
        Ok(self.import_listed(intake, progress).await?.report)
    }

    /// Imports files, and lists what was wrong with their records.
    pub async fn import_listed(
        &self,
        intake: Intake,
        mut progress: impl FnMut(&Progress) + Send + 'static,
    ) -> Result<Imported, OfficeError> {
        let profile = self.library.profile(&intake.profile)?;
        let mapping = match intake.mapping.as_ref().or(profile.mapping.as_ref()) {
            Some(name) => Some(self.library.mapping(&self.library.keep_mapping(name)?)?),
            None => None,
        };
        self.ledger.set_meta(&format!("profile/{}", profile.centre), &intake.profile).await?;
        let ledger = self.ledger.clone();
        let runtime = tokio::runtime::Handle::current();
        let report = tokio::task::spawn_blocking(move || {
            let token = |tag: &str, value: &str| ledger.vault().token(tag, value);
            let importer = Importer { profile: &profile, mapping: mapping.as_ref(), token: &token, now: intake.recorded_at };
            let mut sink = LedgerSink::new(ledger.as_ref(), runtime);
            let mut listing = Listing::new(&mut sink);
            let report = importer.run(&intake.files, &mut listing, &mut progress)?;
            let (faults, more_faults) = listing.faults();
            Ok(Imported { report, batch: sink.batch(), faults, more_faults })
        });
        report.await?
    }

    /// Sends quarantined records through the door again: one, mended or not, or all that wait.
    pub async fn replay(&self, id: Option<i64>, text: Option<&str>, now: Micros) -> Result<ReplayReport, OfficeError> {
        let mut report = ReplayReport::default();
        let mut waiting = Vec::new();
        let mut after = 0;
        loop {
            let page = self.ledger.quarantined(after, 1000, true).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            waiting.extend(page.into_iter().map(|row| row.id).filter(|row| id.is_none_or(|id| id == *row)));
        }
        for id in waiting {
            match self.replay_one(id, text.map(str::to_owned), now).await? {
                None => report.still_wrong.push((id, "nothing was kept that could be replayed; import the mended file".to_owned())),
                Some(replayed) => {
                    report.events += replayed.appended;
                    report.replayed += u64::from(replayed.faults.is_empty());
                    report.still_wrong.extend(replayed.faults.iter().map(|fault| (id, fault.to_string())));
                }
            }
        }
        Ok(report)
    }

    /// Sends one quarantined record through the door again, as it came or mended; `None` if there is no such record.
    pub async fn replay_one(&self, id: i64, text: Option<String>, now: Micros) -> Result<Option<Replayed>, OfficeError> {
        let (ledger, library) = (self.ledger.clone(), self.library.clone());
        let runtime = tokio::runtime::Handle::current();
        let replay = move || replay_quarantined(ledger.as_ref(), &library, &runtime, id, text.as_deref(), now);
        Ok(tokio::task::spawn_blocking(replay).await??)
    }

    /// Brings everything up to `now`: follows the ledger, judges what changed or fell due, writes the alert steps, publishes. `now` is
    /// also when the ledger learns of the steps, so that a simulated time holds for what is known on a day too. The first time it goes on from
    /// the copy on disk, if there is one that serves. What others write meanwhile is judged too.
    pub async fn catch_up(&self, now: Micros) -> Result<PassReport, OfficeError> {
        let mut follower = self.started(now).await?;
        let mut report = PassReport { now, ..PassReport::default() };
        loop {
            self.round(&mut follower, now, &mut report).await?;
            if follower.groups_wait {
                let found = follower.group_work(&self.catalogue, now)?.judge(&self.groups).await?;
                follower.write_groups(found, now, &mut report).await?;
                follower.follow().await?;
            }
            if follower.changes.is_empty() {
                break;
            }
        }
        follower.judged_to = follower.position;
        self.publish_of(&mut follower, now)?;
        Ok(report)
    }

    /// One step of the same, for a server: judges the cases that changed or fell due and writes their alert steps. It publishes nothing and
    /// judges no groups: both take longer the more there is, and an alert is not to wait for them.
    pub async fn advance(&self, now: Micros) -> Result<PassReport, OfficeError> {
        let mut follower = self.started(now).await?;
        let mut report = PassReport { now, ..PassReport::default() };
        self.round(&mut follower, now, &mut report).await?;
        report.is_behind = !follower.changes.is_empty();
        report.is_news = !follower.judged.is_empty() || follower.judged_to > self.published().facts.position || report.cases > 0;
        Ok(report)
    }

    /// Publishes what was judged so far. A snapshot never is at a position whose events were not judged.
    pub async fn publish(&self, now: Micros) -> Result<(), OfficeError> {
        let mut follower = self.follower.lock().await;
        self.publish_of(&mut follower, now)
    }

    /// Judges the rules on groups, if facts changed since that was last done. Cases can be judged meanwhile.
    pub async fn advance_groups(&self, now: Micros) -> Result<PassReport, OfficeError> {
        let mut report = PassReport { now, ..PassReport::default() };
        let work = {
            let mut follower = self.follower.lock().await;
            if follower.is_fresh || !follower.groups_wait {
                return Ok(report);
            }
            follower.group_work(&self.catalogue, now)?
        };
        let found = work.judge_apart(self.groups.clone()).await?;
        let mut follower = self.follower.lock().await;
        follower.write_groups(found, now, &mut report).await?;
        follower.follow().await?;
        report.is_behind = !follower.changes.is_empty();
        Ok(report)
    }

    /// The follower, at the ledger's end.
    async fn started(&self, now: Micros) -> Result<MutexGuard<'_, Follower>, OfficeError> {
        let mut follower = self.follower.lock().await;
        if follower.is_fresh && follower.position == 0 {
            match self.follower_of_copy(now, Some(self.catalogue.clone())).await? {
                Some(copy) => *follower = copy,
                None => follower.begin().await?,
            }
        }
        follower.follow().await?;
        Ok(follower)
    }

    /// Judges the cases that changed or fell due and writes the alert steps, which come back by the same way as everything else. What a failed
    /// round leaves is judged by the next.
    async fn round(&self, follower: &mut Follower, now: Micros, report: &mut PassReport) -> Result<(), OfficeError> {
        let is_asked = follower.is_fresh || !follower.changes.is_empty() || follower.things.is_due(now);
        follower.things_wait |= follower.is_fresh || follower.changes.reference || follower.changes.watermark;
        let position = follower.position;
        let (judged, scope) = follower.judge(now).await?;
        report.cases += judged.cases;
        report.moments += judged.moments;
        report.evaluations += judged.evaluations;
        report.faults.extend(judged.faults());
        follower.has_faults &= !matches!(scope, Scope::All);
        follower.groups_wait |= is_asked || judged.cases > 0;
        let todo = steps_of_cases(&follower.alerts, &judged, scope);
        for (_, step) in &todo {
            *report.steps.entry(step_name(step)).or_default() += 1;
        }
        follower.write(todo, now, position).await?;
        follower.changes = Changes::default();
        follower.is_fresh = false;
        follower.has_faults |= !report.faults.is_empty();
        follower.follow().await?;
        follower.judged_to = if follower.changes.is_empty() { follower.position } else { position };
        Ok(())
    }

    fn publish_of(&self, follower: &mut Follower, now: Micros) -> Result<(), OfficeError> {
        let published = Published {
            now,
            facts: follower.snapshot(follower.judged_to, now, None)?,
            alerts: follower.alerts.clone(),
            benches: follower.benches.clone(),
            last_fact_at: follower.last_fact_at,
            coming: follower.coming.clone(),
            rewrites: follower.facts.rewrites(),
        };
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
        Ok(())
    }

    fn empty_register(&self) -> Register {
        Register::of(&self.catalogue)
    }
}

fn relation(groups: &[Group], name: &str) -> Option<&'static crate::schema::Relation> {
    crate::facts::subject(name).or_else(|| groups.iter().map(|group| group.relation).find(|relation| relation.name == name))
}
