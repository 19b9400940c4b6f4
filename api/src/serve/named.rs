//! The centres and departments that cases name, kept chunk by chunk: a chunk never changes, only which of its cases still count does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use mingjing_engine::facts::relations::CASE;
use mingjing_engine::facts::store::{ChunkName, ChunkView, Snapshot};

use super::cases::row::{Col, Rows};
use super::problem::ApiError;

/// A centre and a department of it, where a case names one.
pub type Place = (String, Option<String>);

/// The columns that are read.
const WANTED: &[Col] = &[Col::Centre, Col::Dept];

/// The places that a chunk's cases name, with the rows that do.
type Naming = BTreeMap<Place, Vec<u32>>;

/// The chunks of the last snapshot.
#[derive(Default)]
pub struct Named(Mutex<Vec<(ChunkName, Arc<Naming>)>>);

impl Named {
    /// The places that the cases of a snapshot name.
    pub fn of(&self, facts: &Snapshot) -> Result<BTreeSet<Place>, ApiError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut kept = Vec::new();
        let mut found: BTreeSet<Place> = BTreeSet::new();
        for chunk in facts.chunks() {
            let naming = match known.iter().find(|(name, _)| chunk.is(name)) {
                Some((_, naming)) => naming.clone(),
                None => Arc::new(naming(&chunk)?),
            };
            let counts = |rows: &[u32]| rows.iter().any(|row| chunk.is_live(*row as usize));
            for (place, rows) in naming.iter() {
                if !found.contains(place) && counts(rows) {
                    found.insert(place.clone());
                }
            }
            kept.push((chunk.name(), naming));
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(found)
    }
}

fn naming(chunk: &ChunkView) -> Result<Naming, ApiError> {
    let slots: Vec<usize> = WANTED.iter().filter_map(|column| CASE.slot(column.name())).collect();
    let batch = chunk.rows(&CASE, &slots).map_err(|error| ApiError::internal("reading cases", error))?;
    let rows = Rows::of(&batch, WANTED, 0);
    let mut naming: BTreeMap<(&str, Option<&str>), Vec<u32>> = BTreeMap::new();
    for row in 0..rows.len {
        let place = (rows.text(Col::Centre, row).unwrap_or_default(), rows.text(Col::Dept, row));
        naming.entry(place).or_default().push(row as u32);
    }
    Ok(naming.into_iter().map(|((centre, dept), rows)| ((centre.to_owned(), dept.map(str::to_owned)), rows)).collect())
}
