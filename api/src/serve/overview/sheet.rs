//! Of each case and alert the little that figures need, kept as long as the row it was read from stands.

use std::collections::HashMap;
use std::sync::Arc;

use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::facts::store::{ChunkName, ChunkView};
use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros, Zone};

use crate::model::{Kind, Level};
use crate::serve::alerts::view::{is_open, kind_of_rule, level_of, rule_of};
use crate::serve::cases::row::{Col, Rows, Timeliness};
use crate::serve::problem::ApiError;
use crate::serve::state::zone_of;

/// No day.
const NONE: i32 = i32::MIN;

/// Columns that are read of a case: what [`Rows`] needs for its limit, and the days.
const WANTED: &[Col] = &[
    Col::Centre,
    Col::Dept,
    Col::IsOpen,
    Col::CaseType,
    Col::FirstEventAt,
    Col::AcceptedAt,
    Col::FinishedAt,
    Col::PromisedDueAt,
    Col::PromisedOverAt,
    Col::ImmediateOverAt,
    Col::ClockStopAt,
    Col::Efficiency,
];

/// How a case stands, as far as the passing of time does not change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Its clock has not stopped: over from `over_at` on.
    Running,
    /// It stopped.
    Stopped(Timeliness),
}

/// A case as figures need it. Days are local days of its centre.
#[derive(Clone, Copy, Debug)]
pub struct CaseLine {
    over_at: Micros,
    first: i32,
    accepted: i32,
    finished: i32,
    due: i32,
    place: u32,
    stand: Stand,
    /// No end since the last reopening.
    pub is_open: bool,
}

fn known(day: i32) -> Option<Day> {
    (day != NONE).then_some(Day(day))
}

impl CaseLine {
    fn read(rows: &Rows<'_>, row: usize, place: u32, zone: &Zone) -> CaseLine {
        let day = |at: Option<Micros>| at.map_or(NONE, |at| zone.day_of(at).0);
        let is_running = rows.at(Col::ClockStopAt, row).is_none();
        CaseLine {
            over_at: rows.over_at(row).unwrap_or(Micros::MAX),
            first: day(rows.at(Col::FirstEventAt, row)),
            accepted: day(rows.at(Col::AcceptedAt, row)),
            finished: day(rows.at(Col::FinishedAt, row)),
            due: day(rows.due_at(row)),
            place,
            stand: if is_running { Stand::Running } else { Stand::Stopped(rows.timeliness(row)) },
            is_open: rows.is_open(row),
        }
    }

    /// Day of the first event.
    pub fn first(&self) -> Option<Day> {
        known(self.first)
    }

    /// Day of the acceptance.
    pub fn accepted(&self) -> Option<Day> {
        known(self.accepted)
    }

    /// Day of the finish.
    pub fn finished(&self) -> Option<Day> {
        known(self.finished)
    }

    /// The latest of these; before all days where there is none.
    pub fn latest(&self) -> Day {
        Day(self.first.max(self.accepted).max(self.finished))
    }

    /// Day on which the promise falls due, of an open case whose clock has not stopped.
    pub fn due(&self) -> Option<Day> {
        known(self.due)
    }

    /// How it stands to its limit at an instant.
    pub fn timeliness(&self, now: Micros) -> Timeliness {
        match self.stand {
            Stand::Stopped(timeliness) => timeliness,
            Stand::Running if now >= self.over_at => Timeliness::Overdue,
            Stand::Running => Timeliness::Unknown,
        }
    }
}

/// Where a case belongs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Centre.
    pub centre: String,
    /// Department.
    pub dept: Option<String>,
}

/// The cases of one chunk.
struct Sheet {
    name: ChunkName,
    /// Places that its cases name.
    places: Vec<Place>,
    cases: Vec<CaseLine>,
}

/// The cases of one chunk, and which of them count.
pub struct Page<'s> {
    chunk: ChunkView,
    /// Places that its cases name.
    pub places: &'s [Place],
    cases: &'s [CaseLine],
}

impl Page<'_> {
    /// The cases that count, each with the number of its place.
    pub fn live(&self) -> impl Iterator<Item = (usize, &CaseLine)> {
        let live = self.cases.iter().enumerate().filter(|(index, _)| self.chunk.is_live(*index));
        live.map(|(_, case)| (case.place as usize, case))
    }
}

/// An alert as figures need it.
pub struct AlertLine {
    record: Arc<AlertRecord>,
    /// Local day of its `since`.
    pub since: Day,
    /// Its level.
    pub level: Level,
    /// Kind of its rule.
    pub kind: Kind,
    /// Whether its status is open.
    pub is_open: bool,
}

impl AlertLine {
    /// The record itself.
    pub fn record(&self) -> &AlertRecord {
        &self.record
    }
}

/// The sheets of the last snapshot.
#[derive(Default)]
pub struct Sheets {
    /// The zones that the days were read in.
    zones: Vec<(Sym, String)>,
    chunks: Vec<Sheet>,
    alerts: Vec<AlertLine>,
}

impl Sheets {
    /// Reads what a snapshot has and the last one had not.
    pub fn bring_up(&mut self, published: &Published, catalogue: &Catalogue) -> Result<(), ApiError> {
        let mut zones: Vec<(Sym, String)> =
            published.benches.iter().map(|(centre, bench)| (*centre, bench.world.zone.name().to_owned())).collect();
        zones.sort();
        if zones != self.zones {
            *self = Sheets { zones, ..Sheets::default() };
        }
        let mut before = std::mem::take(&mut self.chunks);
        for chunk in published.facts.chunks() {
            let sheet = match before.iter().position(|sheet| chunk.is(&sheet.name)) {
                Some(index) => before.swap_remove(index),
                None => read(&chunk, published)?,
            };
            self.chunks.push(sheet);
        }
        self.read_alerts(published, catalogue);
        Ok(())
    }

    /// Alerts stand in the order in which they were raised; a step makes another record of its alert.
    fn read_alerts(&mut self, published: &Published, catalogue: &Catalogue) {
        let all = published.alerts.all();
        self.alerts.truncate(all.len());
        let mut kinds: HashMap<Sym, Kind> = HashMap::new();
        let mut line = |record: &Arc<AlertRecord>| AlertLine {
            record: record.clone(),
            since: zone_of(published, record.centre).day_of(record.since),
            level: level_of(record.level.text()),
            kind: *kinds.entry(record.rule).or_insert_with(|| kind_of_rule(rule_of(catalogue, record))),
            is_open: is_open(record),
        };
        for (kept, record) in self.alerts.iter_mut().zip(all) {
            if !Arc::ptr_eq(&kept.record, record) {
                *kept = line(record);
            }
        }
        let known = self.alerts.len();
        self.alerts.extend(all.iter().skip(known).map(line));
    }

    /// The cases that count, chunk by chunk.
    pub fn pages(&self, published: &Published) -> impl Iterator<Item = Page<'_>> {
        let chunks = published.facts.chunks();
        chunks.into_iter().zip(&self.chunks).map(|(chunk, sheet)| Page { chunk, places: &sheet.places, cases: &sheet.cases })
    }

    /// The alerts.
    pub fn alerts(&self) -> impl Iterator<Item = &AlertLine> {
        self.alerts.iter()
    }
}

/// Reads a chunk.
fn read(chunk: &ChunkView, published: &Published) -> Result<Sheet, ApiError> {
    let slots: Option<Vec<usize>> = WANTED.iter().map(|column| CASE.slot(column.name())).collect();
    let slots = slots.ok_or_else(|| ApiError::internal("reading cases", "the relation case lacks a column that figures need"))?;
    let batch = chunk.rows(&CASE, &slots).map_err(|error| ApiError::internal("reading cases", error))?;
    let rows = Rows::of(&batch, WANTED, published.now);
    let mut places: Vec<Place> = Vec::new();
    let mut zones: Vec<Zone> = Vec::new();
    let mut of_place: HashMap<(&str, Option<&str>), u32> = HashMap::new();
    let mut cases = Vec::with_capacity(rows.len);
    for row in 0..rows.len {
        let (centre, dept) = (rows.text(Col::Centre, row).unwrap_or_default(), rows.text(Col::Dept, row));
        let place = *of_place.entry((centre, dept)).or_insert_with(|| {
            places.push(Place { centre: centre.to_owned(), dept: dept.map(str::to_owned) });
            let bench = published.benches.iter().find(|(known, _)| known.text() == centre);
            zones.push(bench.map_or_else(Zone::china, |(_, bench)| Zone::clone(&bench.world.zone)));
            places.len() as u32 - 1
        });
        cases.push(CaseLine::read(&rows, row, place, &zones[place as usize]));
    }
    Ok(Sheet { name: chunk.name(), places, cases })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_takes_little_room() {
        assert_eq!(size_of::<CaseLine>(), 32);
    }

    #[test]
    fn a_running_case_is_over_from_its_instant_on_and_a_stopped_one_stays_as_it_stopped() {
        let line = |stand| CaseLine { over_at: 100, first: 0, accepted: NONE, finished: NONE, due: 3, place: 0, stand, is_open: true };
        let table = [
            (Stand::Running, 99, Timeliness::Unknown),
            (Stand::Running, 100, Timeliness::Overdue),
            (Stand::Stopped(Timeliness::InTime), 500, Timeliness::InTime),
            (Stand::Stopped(Timeliness::Overdue), 0, Timeliness::Overdue),
        ];
        for (stand, now, expected) in table {
            assert_eq!(line(stand).timeliness(now), expected, "{stand:?} at {now}");
        }
        assert_eq!((line(Stand::Running).first(), line(Stand::Running).accepted()), (Some(Day(0)), None));
    }
}
