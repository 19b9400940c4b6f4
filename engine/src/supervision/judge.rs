//! Judging cases: from the ledger's rows of a case to its findings and its facts. Used by live passes, by bulk passes and by questions as of
//! another time.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::family::findings;
use super::interval::{Finding, RuleFault};
use super::treatment::{is_backfilled, treatment};
use super::walk::{Ruleset, Walked, walk};
use crate::case::event::Event;
use crate::case::fold::counted;
use crate::case::kind::EventType;
use crate::case::state::Case;
use crate::case::world::World;
use crate::facts::relations::Moment;
use crate::facts::store::ChunkBuilder;
use crate::ledger::{Position, Row};
use crate::sym::Sym;
use crate::time::Micros;

/// What a case is judged by: the world and the rules of its centre.
#[derive(Clone)]
pub struct Bench {
    /// World.
    pub world: Arc<World>,
    /// Rules.
    pub rules: Arc<Ruleset>,
}

/// The benches of all centres.
pub type Benches = HashMap<Sym, Bench>;

/// A case of the ledger that cannot be read: its content contradicts the form that the door checked.
#[derive(Debug, thiserror::Error)]
#[error("event at position {position}: {message}; the ledger may be damaged: run `mingjing ledger verify`")]
pub struct Unreadable {
    /// Position.
    pub position: i64,
    /// Why.
    pub message: String,
}

/// What is known: everything recorded, or what was recorded by an instant; up to a position, where one is named.
#[derive(Clone, Default)]
pub struct Known {
    upto: Option<Micros>,
    /// The last position that counts; none for all.
    last: Option<Position>,
    /// When each voiding of an import was recorded, by its position.
    voids: HashMap<i64, Micros>,
}

impl Known {
    /// By when; `None` for everything recorded.
    pub fn upto(&self) -> Option<Micros> {
        self.upto
    }

    /// Whether what was recorded at an instant is known.
    pub fn knows(&self, recorded_at: Micros) -> bool {
        self.upto.is_none_or(|upto| recorded_at <= upto)
    }

    /// What was recorded by `upto`; `reference` are the ledger's reference rows, voidings among them.
    pub fn by(upto: Option<Micros>, reference: &[Row]) -> Known {
        let voidings = reference.iter().filter(|row| row.kind == EventType::ImportVoided);
        Known { upto, last: None, voids: voidings.map(|row| (row.position, row.recorded_at)).collect() }
    }

    /// The same, as the ledger was at a position.
    pub fn at(&self, last: Position) -> Known {
        Known { last: Some(last), ..self.clone() }
    }

    /// Whether a row is known and not of an import that is known to be void.
    pub fn has(&self, row: &Row) -> bool {
        if self.last.is_some_and(|last| row.position > last) {
            return false;
        }
        match (self.upto, row.voided_by.filter(|position| self.last.is_none_or(|last| *position <= last))) {
            (None, voided_by) => voided_by.is_none(),
            (Some(upto), voided_by) => {
                let is_void = voided_by.is_some_and(|position| self.voids.get(&position).is_none_or(|at| *at <= upto));
                row.recorded_at <= upto && !is_void
            }
        }
    }
}

/// The events of a case as the ledger has them, read.
pub struct CaseFile {
    /// Centre.
    pub centre: Sym,
    /// Number.
    pub case_no: Arc<str>,
    /// Counted events in fold order.
    pub events: Vec<Event>,
    /// Instants of its backfilled events.
    pub backfilled: Vec<Micros>,
    /// Source of its first event.
    pub source: Option<Sym>,
    /// Positions of the events that are known, replaced revisions among them.
    pub positions: Arc<[Position]>,
}

impl CaseFile {
    /// Reads the rows of one case, those that are known.
    pub fn read(centre: Sym, case_no: &str, rows: &[Row], bench: &Bench, known: &Known) -> Result<CaseFile, Unreadable> {
        let mut events = Vec::with_capacity(rows.len());
        let mut backfilled = Vec::new();
        let mut positions = Vec::with_capacity(rows.len());
        for row in rows.iter().filter(|row| row.kind.is_folded() && known.has(row)) {
            let event = Event::read(&row.body).map_err(|error| Unreadable { position: row.position, message: error.to_string() })?;
            if is_backfilled(&event, row, bench.world.organization.source(event.source)) {
                backfilled.push(event.occurred_at);
            }
            events.push(event);
            positions.push(row.position);
        }
        counted(&mut events);
        let source = events.first().map(|event| event.source);
        Ok(CaseFile { centre, case_no: case_no.into(), events, backfilled, source, positions: positions.into() })
    }
}

/// What judging gives, for any number of cases.
#[derive(Default)]
pub struct Judged {
    /// Alerts owed.
    pub findings: Vec<Finding>,
    /// Rules that failed on a row.
    failed: Vec<RuleFault>,
    /// Years that a calendar lacks, each told once with the first case that needs it.
    missing: BTreeMap<String, RuleFault>,
    /// Cases judged.
    pub cases: u64,
    /// Moments visited.
    pub moments: u64,
    /// Judgements made.
    pub evaluations: u64,
    /// Latest `occurred_at` of a case event among the rows read in bulk.
    pub last_fact_at: Option<Micros>,
    /// Cases whose first event is still to come, as of the moment judged, and when that is.
    pub coming: Vec<((Sym, Box<str>), Micros)>,
}

impl Judged {
    /// Takes over what another judgement found.
    pub fn merge(&mut self, other: Judged) {
        self.findings.extend(other.findings);
        self.failed.extend(other.failed);
        for (year, fault) in other.missing {
            self.missing.entry(year).or_insert(fault);
        }
        self.cases += other.cases;
        self.moments += other.moments;
        self.evaluations += other.evaluations;
        self.last_fact_at = self.last_fact_at.max(other.last_fact_at);
        self.coming.extend(other.coming);
    }

    /// What went wrong: rules that failed on a row, and years that a calendar lacks.
    pub fn faults(&self) -> impl Iterator<Item = RuleFault> {
        self.failed.iter().chain(self.missing.values()).cloned()
    }

    /// Judges a case up to `now`; its facts go into `facts`. Gives the case, unless it has no event by then.
    pub fn judge(&mut self, file: &CaseFile, bench: &Bench, now: Micros, facts: Option<&mut ChunkBuilder>) -> Option<Case> {
        let world = &*bench.world;
        let Walked { intervals, faults, next_instant, moments, evaluations, case } =
            walk(file.centre, &file.case_no, &file.events, world, &bench.rules, now);
        self.cases += 1;
        self.moments += moments;
        self.evaluations += evaluations;
        self.failed.extend(faults);
        let source = file.source.and_then(|source| world.organization.source(source));
        let mut owed = findings(file.centre, Some(file.case_no.clone()), intervals);
        for finding in &mut owed {
            finding.treatment = treatment(finding, source, &file.backfilled);
            finding.events = file.positions.clone();
        }
        if let Some(case) = &case {
            mark_late_outages(&mut owed, case, file, bench, now);
        }
        self.findings.extend(owed);
        let Some(case) = case else {
            self.coming.extend(next_instant.map(|at| ((file.centre, (&*file.case_no).into()), at)));
            return None;
        };
        self.check_years(&case, world, now);
        if let Some(facts) = facts {
            let moment = Moment::new(&case, world, now);
            let next_at = [next_instant, next_midnight(&moment)].into_iter().flatten().min();
            facts.push(&moment, next_at);
        }
        Some(case)
    }

    /// A past or current year without a notice makes every count of days wrong: it is told once a year, and the other cases go on.
    fn check_years(&mut self, case: &Case, world: &World, now: Micros) {
        let Some(start) = case.accepted_at.or(case.received_at) else { return };
        let (first, today) = (world.zone.day_of(start), world.zone.day_of(now));
        let last = case.stop.map_or(today, |stop| world.zone.day_of(stop.at).min(today));
        let Err(missing) = world.calendar_at(now).check_years(first, last.max(first), today) else { return };
        let message = missing.to_string();
        let fault = |message: String| RuleFault { rule: "calendar".to_owned(), subject_key: case.case_no.to_string(), at: start, message };
        self.missing.entry(message.clone()).or_insert_with(|| fault(message));
    }
}

/// What an outage that was declared late changed of an alert waits for a person, as with every backfill: the case is walked without it, and
/// the alerts that are other ones then are marked.
fn mark_late_outages(owed: &mut [Finding], case: &Case, file: &CaseFile, bench: &Bench, now: Micros) {
    if owed.is_empty() || !bench.world.outages_of(case).any(|outage| outage.is_late) {
        return;
    }
    let Some(punctual) = bench.world.punctual() else { return };
    let walked = walk(file.centre, &file.case_no, &file.events, punctual, &bench.rules, now);
    let without = findings(file.centre, Some(file.case_no.clone()), walked.intervals);
    let is_same = |a: &Finding, b: &Finding| {
        let values = |finding: &Finding| (finding.since, finding.level_since, finding.ended_at, finding.level);
        a.rule.code == b.rule.code && a.subject_key == b.subject_key && values(a) == values(b)
    };
    for finding in owed {
        finding.treatment.is_backfilled |= !without.iter().any(|other| is_same(finding, other));
    }
}

/// The next local midnight, where a count of days in the row or its lists still runs.
fn next_midnight(moment: &Moment<'_>) -> Option<Micros> {
    let case = moment.case();
    let clock = moment.clock();
    let runs = clock.on
        || clock.is_paused
        || case.links.iter().any(|link| link.end.is_none())
        || case.specials.iter().any(|special| special.end.is_none() || special.notice_at.is_none_or(|notice| notice > moment.at()))
        || case.supplements.iter().any(|supplement| supplement.answered_at.is_none());
    let zone = &moment.world().zone;
    runs.then(|| zone.midnight(zone.day_of(moment.at()).plus(1)))
}
