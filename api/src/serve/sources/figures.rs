//! Figures of the sources, which walk the whole ledger and are kept until it grows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mingjing_engine::ledger::{LedgerError, SourceCounts};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::HOUR;

use crate::serve::state::App;

/// Figures at a position of the ledger.
#[derive(Default)]
pub struct Figures {
    /// What each source sent.
    pub counts: Vec<SourceCounts>,
    /// Late events by centre and source, where a lag is declared.
    pub late: HashMap<(String, String), u64>,
}

type Kept = Option<((i64, i64), Arc<Figures>)>;

/// The figures that were made last.
#[derive(Default)]
pub struct SourceFigures(Mutex<Kept>);

/// The figures now. A voided import appends an event, so that the position tells of that too.
pub async fn figures(app: &App) -> Result<Arc<Figures>, LedgerError> {
    let published = app.published();
    let ledger = app.office.ledger();
    let at = (ledger.head().await?.position, published.facts.position);
    let kept = app.sources.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, figures)) = kept.filter(|(made_at, _)| *made_at == at) {
        return Ok(figures);
    }
    let counts = ledger.source_counts().await?;
    let mut late = HashMap::new();
    for (centre, bench) in published.benches.iter() {
        for (source, record) in bench.world.organization.sources() {
            let is_there = counts.iter().any(|one| Sym::new(&one.centre) == *centre && Sym::new(&one.source) == source);
            let Some(hours) = record.usual_lag_hours.filter(|_| is_there) else { continue };
            let found = ledger.late_events(centre.text(), source.text(), hours.saturating_mul(HOUR)).await?;
            late.insert((centre.text().to_owned(), source.text().to_owned()), found);
        }
    }
    let figures = Arc::new(Figures { counts, late });
    *app.sources.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, figures.clone()));
    Ok(figures)
}
