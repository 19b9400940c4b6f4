//! Open cases of the ledger to send events of, from all over it.

use std::path::Path;

use mingjing_engine::case::event::Event;
use mingjing_engine::ledger::{CaseCursor, Events, Ledger, Row};

use crate::commands::bench::made;
use crate::commands::bench::random::Random;

/// Most cases that are chosen.
const MOST: usize = 20_000;
/// Rows read behind a place; a case has fewer.
const ROWS: usize = 64;

/// A case.
pub struct Target {
    pub case_no: String,
    /// Who did something in it before.
    pub actor: String,
}

/// Chooses cases, as many as there are to send events of, or fewer where it would be too many. The numbers of the district's cases begin with
/// their day, so random days and serial numbers lie all over the ledger.
pub async fn choose(data: &Path, wanted: usize, seed: u64) -> anyhow::Result<Vec<Target>> {
    let ledger = made::reader(data).await?;
    let mut random = Random::new(seed);
    let mut targets = Vec::new();
    let first = ledger.by_case(None, 1).await?;
    let Some(centre) = first.first().map(|row| row.centre) else { return Ok(targets) };
    for _ in 0..wanted.min(MOST) {
        let (year, month, day) = (2023 + random.below(3), 1 + random.below(12), 1 + random.below(31));
        let case_no = format!("WS{year:04}{month:02}{day:02}{:07}", random.below(10_000_000));
        let after = CaseCursor { centre: centre.text().to_owned(), case_no, position: 0 };
        let mut rows = ledger.by_case(Some(after), ROWS).await?;
        if rows.is_empty() {
            rows = ledger.by_case(None, ROWS).await?;
        }
        let mut cases = rows.chunk_by(|a, b| a.case_no == b.case_no);
        // The first may have begun before the place, the last may go on behind it.
        targets.extend(cases.find_map(target));
    }
    ledger.close().await?;
    Ok(targets)
}

fn target(rows: &[Row]) -> Option<Target> {
    let case_no = rows[0].case_no.as_deref()?.to_owned();
    if rows.iter().any(|row| row.kind.is_end()) {
        return None;
    }
    let actor = rows.iter().find_map(|row| Event::read(&row.body).ok()?.actor_id)?;
    Some(Target { case_no, actor: actor.text().to_owned() })
}
