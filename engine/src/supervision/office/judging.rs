//! Judging: which cases are due, their events from the ledger, their facts into the store, and what their rules and those of groups found.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::error::OfficeError;
use super::follower::{CaseKey, Follower, PAGE};
use crate::facts;
use crate::facts::store::{Chunk, ChunkBuilder, Update};
use crate::ledger::{CaseCursor, Row};
use crate::rules::{Catalogue, Rule};
use crate::supervision::ask;
use crate::supervision::family::findings;
use crate::supervision::groups::{self, Group};
use crate::supervision::interval::{Finding, RuleFault};
use crate::supervision::judge::{Bench, Benches, CaseFile, Judged, Known};
use crate::sym::Sym;
use crate::time::Micros;

/// Cases judged one by one up to this many; more are read in the ledger's own order of cases.
const BULK: usize = 20_000;

/// Which cases were judged.
pub(super) enum Scope {
    /// Every case of the ledger.
    All,
    /// These.
    Some(BTreeSet<CaseKey>),
}

impl Follower {
    /// What judging rests on: what is known, as the ledger was where this stands. Others write meanwhile; a judgement that could read half
    /// of that could not be made again.
    pub(super) fn judged_by(&self) -> Known {
        self.known.at(self.position)
    }

    /// Judges what changed or fell due up to `now`, or every case where that is called for, and takes the facts in.
    pub(super) async fn judge(&mut self, now: Micros) -> Result<(Judged, Scope), OfficeError> {
        let everything = self.changes.reference || self.is_fresh;
        if everything || self.changes.watermark {
            self.renew_benches().await?;
        }
        let mut due = BTreeSet::new();
        if !everything {
            due.extend(self.changes.cases.iter().cloned());
            due.extend(self.facts.snapshot().due(now));
            if self.changes.watermark {
                due.extend(self.alerts.pending_cases());
            }
        }
        let update = Update::new(self.position, now);
        if everything || due.len() > BULK {
            let (judged, update) = self.judge_all(now, update).await?;
            self.facts.replace(update)?;
            self.last_fact_at = self.last_fact_at.max(judged.last_fact_at);
            return Ok((judged, Scope::All));
        }
        let (judged, update) = self.judge_some(&due, now, update).await?;
        if judged.cases > 0 {
            self.facts.apply(update)?;
        }
        Ok((judged, Scope::Some(due)))
    }

    async fn judge_some(&self, due: &BTreeSet<CaseKey>, now: Micros, mut update: Update) -> Result<(Judged, Update), OfficeError> {
        let mut judged = Judged::default();
        let mut builder = ChunkBuilder::new();
        let known = self.judged_by();
        for (centre, case_no) in due {
            let Some(bench) = self.benches.get(centre) else { continue };
            let rows = self.ledger.case_events(centre.text(), case_no).await?;
            let file = CaseFile::read(*centre, case_no, &rows, bench, &known)?;
            if judged.judge(&file, bench, now, Some(&mut builder)).is_none() {
                update = update.remove(*centre, case_no);
            }
        }
        if !builder.is_empty() {
            update = update.chunk(builder.finish()?);
        }
        Ok((judged, update))
    }

    /// Judges every case of the ledger, in the ledger's order of cases, and adds their facts to `update`.
    async fn judge_all(&self, now: Micros, mut update: Update) -> Result<(Judged, Update), OfficeError> {
        let mut hands = Hands::new(self.benches.clone(), self.judged_by(), now);
        let mut page = self.ledger.by_case(None, PAGE).await?;
        let mut rest: Vec<Row> = Vec::new();
        loop {
            let is_last = page.is_empty();
            let after = page.last().and_then(CaseCursor::of);
            rest.extend(page);
            // The last case of a page may go on in the next one.
            let complete = if is_last { rest.len() } else { start_of_last_case(&rest) };
            let rows: Vec<Row> = rest.drain(..complete).collect();
            let judging = tokio::task::spawn_blocking(move || {
                let chunks = hands.judge(&rows, is_last);
                (hands, chunks)
            });
            // The next page is read while this one is judged.
            let reading = async {
                match after {
                    Some(after) => self.ledger.by_case(Some(after), PAGE).await,
                    None => Ok(Vec::new()),
                }
            };
            let (judging, reading) = tokio::join!(judging, reading);
            let chunks;
            (hands, chunks) = judging?;
            update = chunks?.into_iter().fold(update, Update::chunk);
            if is_last {
                return Ok((hands.judged, update));
            }
            page = reading?;
        }
    }

    /// Judges the rules on group subjects on the facts as they are.
    pub(super) async fn judge_groups(
        &mut self,
        groups: &[Group],
        catalogue: &Catalogue,
        now: Micros,
    ) -> Result<(Vec<Finding>, Vec<RuleFault>), OfficeError> {
        let mut found = Vec::new();
        let mut faults = Vec::new();
        // Groups are made of tickets, consultations and alerts too.
        let update = self.tables(now)?.into_iter().fold(Update::new(self.position, now), Update::table);
        self.facts.apply(update)?;
        let worlds = self.benches.iter().map(|(centre, bench)| (*centre, bench.world.clone())).collect();
        let of_groups = |rule: &&Arc<Rule>| facts::subject(rule.subject.name).is_none();
        let rules: HashMap<Sym, Vec<Arc<Rule>>> = self
            .profiles
            .iter()
            .map(|(centre, profile)| {
                let rules = catalogue.rules.iter().filter(of_groups).filter(|rule| rule.is_for(&profile.rules));
                (*centre, rules.cloned().collect())
            })
            .collect();
        let session = ask::session(self.facts.snapshot(), &self.benches, None)?;
        for group in groups {
            let answer = session.run(group.sql).await.map_err(|source| OfficeError::Subject { subject: group.relation.name, source })?;
            let (intervals, failed) = groups::judge(group, &answer.batches, &rules, &worlds, now);
            faults.extend(failed);
            for (centre, intervals) in intervals {
                found.extend(findings(centre, None, intervals));
            }
        }
        Ok((found, faults))
    }
}

/// Where the last case of rows in order of cases begins: it may go on in the next page.
pub(super) fn start_of_last_case(rows: &[Row]) -> usize {
    let Some(last) = rows.last() else { return 0 };
    rows.iter().rposition(|row| row.centre != last.centre || row.case_no != last.case_no).map_or(0, |index| index + 1)
}

/// A worker for each processor, each with the chunk it is filling from page to page.
struct Hands {
    benches: Arc<Benches>,
    known: Known,
    now: Micros,
    builders: Vec<ChunkBuilder>,
    judged: Judged,
}

impl Hands {
    fn new(benches: Arc<Benches>, known: Known, now: Micros) -> Hands {
        let workers = std::thread::available_parallelism().map_or(1, |count| count.get()).min(8);
        Hands { benches, known, now, builders: (0..workers).map(|_| ChunkBuilder::new()).collect(), judged: Judged::default() }
    }

    /// Judges whole cases, sorted by case. Gives the chunks that are full; with `is_last` all that were begun.
    fn judge(&mut self, rows: &[Row], is_last: bool) -> Result<Vec<Chunk>, OfficeError> {
        let cases: Vec<&[Row]> = rows.chunk_by(|a, b| a.centre == b.centre && a.case_no == b.case_no).collect();
        let share = cases.len().div_ceil(self.builders.len()).max(1);
        let (benches, known, now) = (&*self.benches, &self.known, self.now);
        let parts: Vec<Result<(Judged, Vec<Chunk>), OfficeError>> = std::thread::scope(|scope| {
            let handles: Vec<_> = cases
                .chunks(share)
                .zip(&mut self.builders)
                .map(|(part, builder)| scope.spawn(move || judge_part(part, benches, known, now, builder)))
                .collect();
            // A worker that panicked is a defect; it must not be taken for an empty part.
            handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut chunks = Vec::new();
        for part in parts {
            let (found, full) = part?;
            self.judged.merge(found);
            chunks.extend(full);
        }
        if is_last {
            for builder in self.builders.iter_mut().filter(|builder| !builder.is_empty()) {
                chunks.push(builder.finish()?);
            }
        }
        Ok(chunks)
    }
}

fn judge_part(
    cases: &[&[Row]],
    benches: &Benches,
    known: &Known,
    now: Micros,
    builder: &mut ChunkBuilder,
) -> Result<(Judged, Vec<Chunk>), OfficeError> {
    let mut judged = Judged::default();
    let mut full = Vec::new();
    for rows in cases {
        let Some(case_no) = rows[0].case_no.as_deref() else { continue };
        let Some(bench): Option<&Bench> = benches.get(&rows[0].centre) else { continue };
        let facts = rows.iter().filter(|row| row.kind.is_case_event() && known.has(row));
        judged.last_fact_at = judged.last_fact_at.max(facts.map(|row| row.occurred_at).max());
        let file = CaseFile::read(rows[0].centre, case_no, rows, bench, known)?;
        judged.judge(&file, bench, now, Some(builder));
        if builder.is_full() {
            full.push(builder.finish()?);
        }
    }
    Ok((judged, full))
}
