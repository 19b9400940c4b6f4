//! The follower: brings facts and alerts up to the clock and the ledger, at once when a request appended something, else every second, and
//! tells the live streams.

use std::time::Duration;

use mingjing_engine::case::kind::EventType;
use mingjing_engine::ledger::{LedgerError, Position};
use mingjing_engine::supervision::{Office, OfficeError};
use mingjing_engine::time::{MINUTE, Micros};

use super::problem::ApiError;
use super::state::App;
use crate::clock::stopwatch;

/// How often the clock and the ledger (another process may write to it) are looked at.
const TICK: Duration = Duration::from_secs(1);
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

/// Follows until the server is to stop. A failure is logged and tried again: the ledger keeps what was sent.
pub async fn follow(app: App) {
    let mut closing = app.closing.subscribe();
    let mut wait = TICK;
    let mut since_saved = stopwatch();
    while !*closing.borrow() {
        tokio::select! {
            _ = closing.changed() => continue,
            () = app.wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        wait = TICK;
        match pass(&app).await {
            Ok(is_behind) if is_behind => wait = Duration::ZERO,
            Ok(_) => {}
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
}

/// Makes a pass if there is anything to do. Whether something came meanwhile and waits for the next.
pub async fn pass(app: &App) -> Result<bool, PassError> {
    if !has_news(app).await? {
        return Ok(false);
    }
    let watch = stopwatch();
    let before = app.published().facts.position;
    let done = app.office.advance(app.clock.now()).await;
    app.metrics.passed(watch.elapsed(), done.is_ok());
    let report = done?;
    for fault in report.faults.iter().take(MOST_FAULTS) {
        tracing::warn!(rule.code = %fault.rule, rule.message = %fault.message, "a rule failed on a row; other rows and rules went on");
    }
    if report.faults.len() > MOST_FAULTS {
        tracing::warn!(rule.faults = report.faults.len(), "more rules failed on rows than are listed");
    }
    let published = app.published();
    forget_reasons(app, before).await?;
    app.hub.publish(app.office.ledger().as_ref(), published.facts.position).await?;
    Ok(report.is_behind)
}

async fn has_news(app: &App) -> Result<bool, LedgerError> {
    let published = app.published();
    let now = app.clock.now();
    let is_due = || published.facts.next_due().is_some_and(|due| due <= now);
    if published.now == Micros::MIN || now.saturating_sub(published.now) >= STALE || is_due() {
        return Ok(true);
    }
    Ok(app.office.ledger().head().await?.position > published.facts.position)
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
