//! The cases that a filter lets through, in the order of lists, kept chunk by chunk: a chunk never changes, so that the next request looks only
//! at the chunks that are new. A page is then a merge of the heads of a few lists.

use std::sync::{Arc, Mutex, PoisonError};

use mingjing_engine::facts::relations::CASE;
use mingjing_engine::facts::store::{ChunkName, ChunkView, Snapshot};
use mingjing_engine::time::Micros;

use super::filter::CaseFilter;
use super::row::{Col, Rows, slots};
use crate::serve::problem::ApiError;

/// Cases kept in all lists together; 16 bytes each.
const MOST_KEPT: usize = 4_000_000;

/// Place of a case in a list: latest first event first, then by centre and number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Microseconds before the end of time, so that later ones come first.
    pub latest: i64,
    /// Centre.
    pub centre: String,
    /// Number.
    pub case_no: String,
}

/// The first part of a place.
pub fn latest(at: Option<Micros>) -> i64 {
    at.and_then(i64::checked_neg).unwrap_or(i64::MAX)
}

/// The cases of one chunk that a filter lets through.
struct ChunkOrder {
    /// First part of the place, and row; in the order of places.
    rows: Vec<(i64, u32)>,
    /// From when until when it holds: a case is overdue from an instant on.
    from: Micros,
    until: Micros,
}

/// The lists of one filter.
struct Kept {
    filter: String,
    chunks: Vec<(ChunkName, Arc<ChunkOrder>)>,
}

impl Kept {
    fn cases(&self) -> usize {
        self.chunks.iter().map(|(_, order)| order.rows.len()).sum()
    }
}

/// The lists of the filters that were last asked for, the latest last.
#[derive(Default)]
pub struct Orders(Mutex<Vec<Kept>>);

/// The cases of a snapshot that a filter lets through.
pub struct Listed {
    chunks: Vec<(ChunkView, Arc<ChunkOrder>)>,
    /// How many there are.
    pub total: u64,
}

impl Orders {
    /// The cases that a filter lets through.
    pub fn of(&self, facts: &Snapshot, filter: &CaseFilter) -> Result<Listed, ApiError> {
        let key = filter.key();
        let known = match &key {
            Some(key) => self.take(key),
            None => Vec::new(),
        };
        let mut chunks = Vec::new();
        let mut total = 0;
        for chunk in facts.chunks() {
            let kept = known.iter().find(|(name, order)| chunk.is(name) && (order.from..order.until).contains(&facts.now));
            let order = match kept {
                Some((_, order)) => order.clone(),
                None => Arc::new(order_of(&chunk, filter, facts.now)?),
            };
            total += if chunk.is_whole() {
                order.rows.len() as u64
            } else {
                order.rows.iter().filter(|(_, row)| chunk.is_live(*row as usize)).count() as u64
            };
            chunks.push((chunk, order));
        }
        if let Some(filter) = key {
            self.keep(Kept { filter, chunks: chunks.iter().map(|(chunk, order)| (chunk.name(), order.clone())).collect() });
        }
        Ok(Listed { chunks, total })
    }

    fn take(&self, key: &str) -> Vec<(ChunkName, Arc<ChunkOrder>)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|kept| kept.filter == key).map(|kept| kept.chunks.clone()).unwrap_or_default()
    }

    fn keep(&self, list: Kept) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.filter != list.filter);
        kept.push(list);
        let mut cases: usize = kept.iter().map(Kept::cases).sum();
        while cases > MOST_KEPT {
            cases -= kept.remove(0).cases();
        }
    }
}

/// The cases of a chunk that a filter lets through at an instant, those included that no longer count.
fn order_of(chunk: &ChunkView, filter: &CaseFilter, now: Micros) -> Result<ChunkOrder, ApiError> {
    let batch = chunk.rows(&CASE, slots()?).map_err(|error| ApiError::internal("reading cases", error))?;
    let rows = Rows::whole(&batch, now)?;
    let mut order = ChunkOrder { rows: Vec::new(), from: Micros::MIN, until: Micros::MAX };
    for row in 0..rows.len {
        if filter.asks_whether_overdue()
            && let Some(over) = rows.over_at(row)
        {
            if over <= now {
                order.from = order.from.max(over);
            } else {
                order.until = order.until.min(over);
            }
        }
        if filter.matches(&rows, row) {
            order.rows.push((latest(rows.at(Col::FirstEventAt, row)), row as u32));
        }
    }
    let name = |row: u32| (rows.text(Col::Centre, row as usize), rows.text(Col::CaseNo, row as usize));
    order.rows.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| name(one.1).cmp(&name(other.1))));
    Ok(order)
}

impl Listed {
    /// The first `count` cases behind a place, in order: where each is and its chunk and row.
    pub fn page(&self, after: Option<&Place>, count: usize) -> Result<Vec<(Place, &ChunkView, usize)>, ApiError> {
        let mut heads: Vec<(Place, &ChunkView, usize)> = Vec::new();
        let mut bound: Option<i64> = None;
        for (chunk, order) in &self.chunks {
            let start = after.map_or(0, |after| order.rows.partition_point(|(latest, _)| *latest < after.latest));
            let mut taken = 0;
            for (latest, row) in order.rows[start..].iter().filter(|(_, row)| chunk.is_live(*row as usize)) {
                // What comes behind a whole page of another chunk cannot be on this one.
                if taken >= count || bound.is_some_and(|bound| *latest > bound) {
                    break;
                }
                let Some((centre, case_no)) = chunk.case_key(*row as usize) else { continue };
                let place = Place { latest: *latest, centre: centre.to_owned(), case_no: case_no.to_owned() };
                if after.is_none_or(|after| place > *after) {
                    heads.push((place, chunk, *row as usize));
                    taken += 1;
                }
            }
            if heads.len() >= count {
                heads.sort_unstable_by(|one, other| one.0.cmp(&other.0));
                heads.truncate(count);
                bound = heads.last().map(|(place, ..)| place.latest);
            }
        }
        heads.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        heads.truncate(count);
        Ok(heads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_cases_come_first_and_ties_go_by_number() {
        let place = |at, case_no: &str| Place { latest: latest(at), centre: "wanshan".to_owned(), case_no: case_no.to_owned() };
        let mut places = [place(None, "D"), place(Some(5), "B"), place(Some(9), "C"), place(Some(5), "A")];
        places.sort();
        let order: Vec<&str> = places.iter().map(|place| place.case_no.as_str()).collect();
        assert_eq!(order, ["C", "A", "B", "D"]);
    }
}
