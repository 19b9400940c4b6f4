//! The queue of appends, and group commit: what waits while one transaction goes to the disk shares the next.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::append::{self, Prepared};
use super::backend::Backend;
use super::transaction::Door;
use crate::ledger::events::{Build, Numbered, Numbers};
use crate::ledger::{Append, LedgerError, Vault};

const DOING: &str = "appending events";
/// Appends that may wait; further callers wait to be let in.
const QUEUE: usize = 256;
/// No further append joins a transaction that has so many entries.
const GROUP_ENTRIES: usize = 8192;

enum Work {
    Ready(Box<Prepared>),
    ToBuild { scopes: Vec<String>, build: Build },
}

struct Job {
    work: Work,
    reply: oneshot::Sender<Result<Numbered, LedgerError>>,
}

/// Sends appends to the task that writes them.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    task: Mutex<Option<JoinHandle<()>>>,
    vault: Arc<Vault>,
}

impl Writer {
    /// Starts the task; it ends when the writer is closed or dropped and the queue is empty.
    pub(super) fn start<B: Backend>(door: Door<B>, vault: Arc<Vault>) -> Writer {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(door, vault.clone(), jobs));
        Writer { queue: Mutex::new(Some(queue)), task: Mutex::new(Some(task)), vault }
    }

    pub(super) async fn append(&self, append: Append) -> Result<Numbered, LedgerError> {
        // Hashing and sealing happen here, in the caller's task, while the writer is busy with what came before.
        let prepared = Prepared::new(append, &self.vault)?;
        self.send(Work::Ready(Box::new(prepared))).await
    }

    pub(super) async fn append_numbered(&self, scopes: Vec<String>, build: Build) -> Result<Numbered, LedgerError> {
        self.send(Work::ToBuild { scopes, build }).await
    }

    async fn send(&self, work: Work) -> Result<Numbered, LedgerError> {
        let closed = LedgerError::Closed { doing: DOING };
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(queue) = queue else { return Err(closed) };
        let (reply, answer) = oneshot::channel();
        queue.send(Job { work, reply }).await.map_err(|_| closed.clone())?;
        answer.await.map_err(|_| closed)?
    }

    /// Lets in no further appends and waits for those in the queue.
    pub(super) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(error = %error, "the ledger's writer ended badly");
        }
    }
}

async fn run<B: Backend>(door: Door<B>, vault: Arc<Vault>, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let mut entries = first.work.weight();
        let mut group = vec![first];
        while entries < GROUP_ENTRIES {
            let Ok(job) = jobs.try_recv() else { break };
            entries += job.work.weight();
            group.push(job);
        }
        let mut answers = write(&door, &vault, &group).await;
        if matches!(answers, Err(LedgerError::Unreachable { .. })) {
            // The server went away before it was asked to commit, so nothing was kept; it may be back by now.
            answers = write(&door, &vault, &group).await;
        }
        match answers {
            Ok(answers) => {
                for (job, answer) in group.into_iter().zip(answers) {
                    // Whoever asked may have gone; what was asked is done all the same.
                    let _ = job.reply.send(Ok(answer));
                }
            }
            Err(error) => settle_one_by_one(&door, &vault, group, error).await,
        }
    }
}

/// A group failed: each of its appends is tried alone, so that one that cannot be written does not sink the others.
async fn settle_one_by_one<B: Backend>(door: &Door<B>, vault: &Vault, group: Vec<Job>, error: LedgerError) {
    if let [_] = group.as_slice() {
        for job in group {
            let _ = job.reply.send(Err(error.clone()));
        }
        return;
    }
    for job in group {
        let answer = write(door, vault, std::slice::from_ref(&job)).await;
        let _ = job.reply.send(answer.and_then(|mut answers| answers.pop().ok_or(LedgerError::Closed { doing: DOING })));
    }
}

/// Writes a group in one transaction; one answer for each job, in order.
async fn write<B: Backend>(door: &Door<B>, vault: &Vault, group: &[Job]) -> Result<Vec<Numbered>, LedgerError> {
    let mut transaction = door.begin(DOING).await?;
    let mut answers = Vec::with_capacity(group.len());
    for job in group {
        answers.push(match &job.work {
            Work::Ready(prepared) => Numbered { outcomes: append::write(&mut transaction, vault, prepared).await?, first: BTreeMap::new() },
            Work::ToBuild { scopes, build } => {
                let mut numbers = append::numbers(&mut transaction, scopes).await?;
                let before = numbers.clone();
                let prepared = Prepared::new(build(&mut numbers), vault)?;
                let outcomes = append::write(&mut transaction, vault, &prepared).await?;
                append::keep_numbers(&mut transaction, &before, &numbers, &outcomes).await?;
                Numbered { outcomes, first: first(before) }
            }
        });
    }
    transaction.commit().await?;
    Ok(answers)
}

fn first(before: Numbers) -> BTreeMap<String, i64> {
    before.last.into_iter().map(|(scope, last)| (scope, last + 1)).collect()
}

impl Work {
    fn weight(&self) -> usize {
        match self {
            Work::Ready(prepared) => prepared.weight(),
            Work::ToBuild { .. } => 1,
        }
    }
}
