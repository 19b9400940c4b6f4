//! Imports of uploaded files: one at a time, others wait. How far each is stands in memory only; a server that is started anew knows none, and
//! the file may be imported again without harm.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use mingjing_engine::supervision::{Imported, Intake};
use tokio::sync::Semaphore;

use super::post::without_folder;
use crate::model::Words;
use crate::model::intake::IntakeReport;
use crate::model::problem::Problem;
use crate::model::upload::ImportJobState;
use crate::serve::extract::Named;
use crate::serve::problem::{ApiError, What};
use crate::serve::state::App;

/// Jobs kept in mind.
const MOST: usize = 200;
/// How often it is looked whether the follower has judged what came in.
const LOOK: Duration = Duration::from_millis(100);

/// The imports.
pub struct Jobs {
    list: Mutex<VecDeque<ImportJobState>>,
    count: AtomicU64,
    turn: Semaphore,
}

impl Default for Jobs {
    fn default() -> Jobs {
        Jobs { list: Mutex::default(), count: AtomicU64::new(0), turn: Semaphore::new(1) }
    }
}

impl Jobs {
    fn list(&self) -> MutexGuard<'_, VecDeque<ImportJobState>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new job that waits. `now` makes its number another one than any before the server was started.
    fn begin(&self, centre: &str, total_bytes: u64, now: i64) -> String {
        let id = format!("J{now:x}-{}", self.count.fetch_add(1, Ordering::Relaxed) + 1);
        let mut list = self.list();
        // What waits or runs is kept, however many there are.
        if list.len() >= MOST
            && let Some(place) = list.iter().position(|job| matches!(job.state.as_str(), "done" | "failed"))
        {
            list.remove(place);
        }
        list.push_back(ImportJobState {
            id: id.clone(),
            state: "waiting".to_owned(),
            records: 0,
            bytes: 0,
            total_bytes,
            counts: None,
            batch: None,
            centre: centre.to_owned(),
            problem: None,
        });
        id
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut ImportJobState)) {
        if let Some(job) = self.list().iter_mut().find(|job| job.id == id) {
            change(job);
        }
    }

    fn get(&self, id: &str) -> Option<ImportJobState> {
        self.list().iter().find(|job| job.id == id).cloned()
    }
}

/// Begins an import that runs when its turn comes; gives its number.
pub fn start(app: &App, centre: &str, path: PathBuf, total_bytes: u64, intake: Intake) -> String {
    let id = app.jobs.begin(centre, total_bytes, app.clock.now());
    let (app, number) = (app.clone(), id.clone());
    tokio::spawn(async move {
        let Ok(_turn) = app.jobs.turn.acquire().await else { return };
        app.jobs.change(&number, |job| job.state = "reading".to_owned());
        let intake = Intake { recorded_at: app.clock.now(), ..intake };
        if let Err(message) = run(&app, &number, intake).await {
            let message = without_folder(&message, &path);
            tracing::warn!(import.job = %number, "an import from the console failed");
            let problem = Words {
                zh: format!("导入没有完成：{message}。已经导入的不会丢，改好后再导一次即可。"), en: message
            };
            app.jobs.change(&number, |job| {
                job.state = "failed".to_owned();
                job.problem = Some(problem);
            });
        }
    });
    id
}

async fn run(app: &App, id: &str, intake: Intake) -> Result<(), String> {
    let (shared, number) = (app.clone(), id.to_owned());
    let progress = move |progress: &mingjing_engine::ingest::Progress| {
        shared.jobs.change(&number, |job| {
            (job.records, job.bytes) = (progress.records, progress.bytes);
        });
    };
    let Imported { report, batch, .. } = app.office.import_listed(intake, progress).await.map_err(|error| error.to_string())?;
    let counts = IntakeReport {
        read: report.read,
        accepted: report.accepted,
        duplicates: report.duplicates,
        quarantined: report.quarantined,
        cases: report.cases,
        events: report.events,
        seconds: report.seconds,
        problems: Vec::new(),
    };
    app.metrics.appended(report.events);
    app.jobs.change(id, |job| {
        job.state = "judging".to_owned();
        (job.records, job.bytes) = (report.read, job.total_bytes);
        (job.counts, job.batch) = (Some(counts), batch);
    });
    let head = app.office.ledger().head().await.map_err(|error| error.to_string())?.position;
    app.wake.notify_one();
    let mut closing = app.closing.subscribe();
    while app.published().facts.position < head {
        if *closing.borrow_and_update() {
            return Err("the server is stopping; the cases are in and are judged when it starts again".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
    app.jobs.change(id, |job| job.state = "done".to_owned());
    Ok(())
}

/// How far an import is.
#[utoipa::path(get, path = "/import-jobs/{id}", operation_id = "import_job", tag = "import", params(("id" = String, Path, description = "Number of the job.")), responses((status = 200, body = ImportJobState), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn job(State(app): State<App>, Named(id): Named<String>) -> Result<Json<ImportJobState>, ApiError> {
    app.jobs.get(&id).map(Json).ok_or(ApiError::Unknown { what: What::Job, name: id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_makes_room_and_what_runs_is_kept() {
        let jobs = Jobs::default();
        let first = jobs.begin("a", 1, 7);
        for _ in 1..MOST {
            let id = jobs.begin("a", 1, 7);
            jobs.change(&id, |job| job.state = "done".to_owned());
        }
        let last = jobs.begin("a", 1, 7);
        assert!(jobs.get(&first).is_some() && jobs.get(&last).is_some());
        assert_eq!(jobs.list().len(), MOST);
        assert!(jobs.get("J7-2").is_none());
    }
}
