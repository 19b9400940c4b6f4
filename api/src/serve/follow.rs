//! The follower: brings facts and alerts up to the clock and the ledger, at once when a request appended something, else every second, and
//! tells the live streams.
//!
//! Three things go at their own pace, so that an alert is in the ledger milliseconds after its event even beside a million cases: cases are
//! judged as they change; what was judged is published at most ten times a second; groups are judged beside, and rest nine times as long as it
//! took.

use std::time::Duration;

use mingjing_engine::case::kind::EventType;
use mingjing_engine::ledger::{LedgerError, Position};
use mingjing_engine::supervision::{Office, OfficeError, PassReport};
use mingjing_engine::time::{MINUTE, Micros};

use super::problem::ApiError;
use super::state::App;
use crate::clock::stopwatch;

/// How often the clock and the ledger (another process may write to it) are looked at.
const TICK: Duration = Duration::from_secs(1);
/// Time between two snapshots, at least.
const PUBLISH: Duration = Duration::from_millis(100);
/// Time between two judgements of groups, at least; and how often as long as one took the next one waits.
const GROUPS: Duration = Duration::from_millis(200);
const RESTS: u32 = 9;
/// A snapshot without news is renewed after so long, so that what it says of now is never older.
const STALE: Micros = MINUTE;
/// After a pass that failed.
const PAUSE: Duration = Duration::from_secs(5);
/// Failures of rules logged of one pass.
const MOST_FAULTS: usize = 20;
/// New rows looked through for cases that changed; past it all reasons are worked out anew.
const MOST_ROWS: usize = 20_000;

/// Why a pass was not made.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// The office could not.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The ledger could not.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The streams could not be told.
    #[error(transparent)]
    Told(#[from] ApiError),
}

/// How often the facts are written to disk, so that a start after a power cut is fast too.
const SAVE: Duration = Duration::from_secs(600);

/// Writes the facts to disk for a fast start. A failure is only logged: the ledger has everything.
pub async fn save(office: &Office) {
    if let Err(error) = office.save().await {
        tracing::warn!(error = %error, "the copy of the facts was not written; the next start takes longer");
    }
}

/// Brings everything up to now and publishes it, before the first request is answered.
pub async fn begin(app: &App) -> Result<(), PassError> {
    let report = app.office.catch_up(app.clock.now()).await?;
    tell_faults(&report);
    app.hub.publish(app.office.ledger().as_ref(), app.published().facts.position).await?;
    Ok(())
}

/// Follows until the server is to stop. A failure is logged and tried again: the ledger keeps what was sent.
pub async fn follow(app: App) {
    let groups = tokio::spawn(follow_groups(app.clone()));
    let mut closing = app.closing.subscribe();
    let mut wait = TICK;
    let mut since_published = stopwatch();
    let mut since_saved = stopwatch();
    while !*closing.borrow() {
        tokio::select! {
            _ = closing.changed() => continue,
            () = app.wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        let rested = since_published.elapsed();
        match pass(&app, rested >= PUBLISH).await {
            Ok(pass) => {
                if pass.is_published {
                    since_published = stopwatch();
                }
                wait = match pass {
                    Pass { is_behind: true, .. } => Duration::ZERO,
                    Pass { is_unseen: true, .. } => PUBLISH.saturating_sub(rested),
                    Pass { .. } => TICK,
                };
            }
            Err(error) => {
                tracing::error!(error = %error, "following the ledger failed; it is tried again");
                wait = PAUSE;
            }
        }
        if since_saved.elapsed() >= SAVE {
            save(&app.office).await;
            since_saved = stopwatch();
        }
    }
    if groups.await.is_err() {
        tracing::error!("judging groups had stopped before the server did");
    }
}

/// Judges groups where cases changed, until the server is to stop.
async fn follow_groups(app: App) {
    let mut closing = app.closing.subscribe();
    let mut wait = GROUPS;
    while !*closing.borrow() {
        tokio::select! {
            _ = closing.changed() => continue,
            () = tokio::time::sleep(wait) => {}
        }
        let watch = stopwatch();
        match app.office.advance_groups(app.clock.now()).await {
            Ok(report) => {
                tell_faults(&report);
                if !report.steps.is_empty() {
                    app.wake.notify_one();
                }
                wait = GROUPS.max(watch.elapsed() * RESTS);
            }
            Err(error) => {
                tracing::error!(error = %error, "judging groups failed; it is tried again");
                wait = PAUSE;
            }
        }
    }
}

/// How a pass ended.
#[derive(Default)]
struct Pass {
    /// A snapshot was published.
    is_published: bool,
    /// Something was judged that readers do not see yet.
    is_unseen: bool,
    /// Something came meanwhile that waits for the next pass.
    is_behind: bool,
}

/// Judges what changed or fell due; publishes it where that `may` be done by now.
async fn pass(app: &App, may_publish: bool) -> Result<Pass, PassError> {
    let now = app.clock.now();
    let watch = stopwatch();
    let done = app.office.advance(now).await;
    if done.as_ref().map_or(true, |report| report.is_news) {
        app.metrics.passed(watch.elapsed(), done.is_ok());
    }
    let report = done?;
    tell_faults(&report);
    let published = app.published();
    let is_stale = now.saturating_sub(published.now) >= STALE;
    if !report.is_news && !is_stale {
        return Ok(Pass::default());
    }
    if !may_publish {
        return Ok(Pass { is_unseen: true, is_behind: report.is_behind, is_published: false });
    }
    app.office.publish(now).await?;
    forget_reasons(app, published.facts.position).await?;
    app.hub.publish(app.office.ledger().as_ref(), app.published().facts.position).await?;
    Ok(Pass { is_published: true, is_behind: report.is_behind, is_unseen: false })
}

fn tell_faults(report: &PassReport) {
    for fault in report.faults.iter().take(MOST_FAULTS) {
        tracing::warn!(rule.code = %fault.rule, rule.message = %fault.message, "a rule failed on a row; other rows and rules went on");
    }
    if report.faults.len() > MOST_FAULTS {
        tracing::warn!(rule.faults = report.faults.len(), "more rules failed on rows than are listed");
    }
}

/// The reasons of alerts whose case has new events are worked out anew.
async fn forget_reasons(app: &App, before: Position) -> Result<(), LedgerError> {
    let published = app.published();
    let mut after = before;
    let mut read = 0;
    while after < published.facts.position {
        let rows = app.office.ledger().read(after, 1000).await?;
        let Some(last) = rows.last() else { break };
        after = last.position;
        read += rows.len();
        let changes_all = |kind: EventType| kind.is_reference() || kind == EventType::ImportVoided || kind == EventType::ConflictDeclared;
        if read > MOST_ROWS || rows.iter().any(|row| changes_all(row.kind)) {
            app.reasons.forget_all();
            return Ok(());
        }
        for row in rows.iter().filter(|row| row.kind.is_folded()) {
            if let Some(case_no) = row.case_no.as_deref() {
                app.reasons.forget(published.alerts.of_case(row.centre, &case_no.into()));
            }
        }
        // Groups are made of cases, any of which may have changed.
        if rows.iter().any(|row| row.kind.is_folded()) {
            app.reasons.forget(published.alerts.of_groups());
        }
    }
    Ok(())
}
