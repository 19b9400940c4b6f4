//! One case as people look at it: its events from the ledger, its state as of a moment, what hangs on it, its days and its clock.

pub mod clock;
pub mod parts;
pub mod timeline;
pub mod values;

use std::sync::Arc;

use mingjing_engine::case::state::Case;
use mingjing_engine::case::world::World;
use mingjing_engine::ledger::Row;
use mingjing_engine::supervision::judge::{CaseFile, Known};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Micros, Zone};

use super::desk::Desk;
use super::problem::ApiError;

/// A case's rows of the ledger and what they are read against.
pub struct Dossier {
    /// Its rows, by position.
    pub rows: Vec<Row>,
    /// Its counted events in fold order.
    pub file: CaseFile,
    /// The world of its centre.
    pub world: Arc<World>,
}

impl Dossier {
    /// Reads a case up to the desk's position; `None` where there is none of this number.
    pub async fn read(desk: &Desk<'_>, centre: &str, case_no: &str) -> Result<Option<Dossier>, ApiError> {
        let Some((centre, bench)) = desk.published.benches.iter().find(|(known, _)| known.text() == centre) else { return Ok(None) };
        let rows = desk.rows(centre.text(), case_no).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let file = CaseFile::read(*centre, case_no, &rows, bench, &Known::default())
            .map_err(|error| ApiError::internal("reading a case", error))?;
        Ok(Some(Dossier { rows, file, world: bench.world.clone() }))
    }

    /// The zone of its times.
    pub fn zone(&self) -> &Zone {
        &self.world.zone
    }

    /// The case as its counted events up to `at` leave it; `None` before the first.
    pub fn fold(&self, at: Micros) -> Option<Case> {
        let mut case = Case::new(self.file.centre, &self.file.case_no);
        let upto = self.file.events.partition_point(|event| event.occurred_at <= at);
        for moment in self.file.events[..upto].chunk_by(|a, b| a.occurred_at == b.occurred_at) {
            for event in moment {
                case.apply(event, &self.world);
            }
            case.end_moment(&self.world, moment[0].occurred_at);
        }
        (upto > 0).then_some(case)
    }

    /// Name of a department or window; its code where no name is known.
    pub fn unit_name(&self, code: Option<Sym>) -> Option<String> {
        code.map(|code| self.world.organization.name(code).unwrap_or(code.text()).to_owned())
    }
}
