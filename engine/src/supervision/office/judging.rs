//! Judging cases: which are due, their events from the ledger, their facts into the store, and what their rules found.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::OfficeError;
use super::follower::{CaseKey, Follower, PAGE};
use crate::facts::store::{Chunk, ChunkBuilder, Update};
use crate::ledger::{CaseCursor, Ledger, LedgerError, Row};
use crate::supervision::judge::{Bench, Benches, CaseFile, Judged, Known};
use crate::time::Micros;

/// Cases judged one by one up to this many; more are read in the ledger's own order of cases.
const BULK: usize = 20_000;

/// Cases whose events are read and held at a time.
const TOGETHER: usize = 256;

/// Rows of so many cases are taken into the facts at once, without waiting for the next snapshot.
const CHUNK: usize = 1_000;

/// Pages read ahead of the one that is judged.
const PAGES_AHEAD: usize = 2;

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
            due.extend(self.due(now)?);
            due.extend(self.coming.iter().filter(|(_, at)| **at <= now).map(|(case, _)| case.clone()));
            if self.changes.watermark {
                due.extend(self.alerts.pending_cases());
            }
        }
        if everything || due.len() > BULK {
            self.judged = ChunkBuilder::new();
            let (mut judged, update) = self.judge_all(now, Update::new(self.position, now)).await?;
            self.facts.replace(update)?;
            self.coming = Arc::new(judged.coming.drain(..).collect());
            self.last_fact_at = self.last_fact_at.max(judged.last_fact_at);
            return Ok((judged, Scope::All));
        }
        let mut judged = self.judge_some(&due, now).await?;
        if !self.coming.is_empty() || !judged.coming.is_empty() {
            let coming = Arc::make_mut(&mut self.coming);
            coming.retain(|case, _| !due.contains(case));
            coming.extend(judged.coming.drain(..));
        }
        Ok((judged, Scope::Some(due)))
    }

    /// The cases that fell due. Those judged a moment ago must be among the facts for it, else they would be due for ever.
    fn due(&mut self, now: Micros) -> Result<Vec<CaseKey>, OfficeError> {
        let due = self.facts.snapshot().due(now);
        if due.is_empty() || self.judged.is_empty() {
            return Ok(due);
        }
        self.take_in(now)?;
        Ok(self.facts.snapshot().due(now))
    }

    async fn judge_some(&mut self, due: &BTreeSet<CaseKey>, now: Micros) -> Result<Judged, OfficeError> {
        let mut judged = Judged::default();
        let known = self.judged_by();
        let benches = self.benches.clone();
        let cases: Vec<CaseKey> = due.iter().filter(|(centre, _)| benches.contains_key(centre)).cloned().collect();
        for some in cases.chunks(TOGETHER) {
            self.judge_these(some, &benches, &known, now, &mut judged).await?;
        }
        Ok(judged)
    }

    async fn judge_these(
        &mut self,
        cases: &[CaseKey],
        benches: &Benches,
        known: &Known,
        now: Micros,
        judged: &mut Judged,
    ) -> Result<(), OfficeError> {
        for ((centre, case_no), rows) in cases.iter().zip(self.ledger.events_of_cases(cases.to_vec()).await?) {
            let Some(bench) = benches.get(centre) else { continue };
            let file = CaseFile::read(*centre, case_no, &rows, bench, known)?;
            if judged.judge(&file, bench, now, Some(&mut self.judged)).is_none() {
                self.take_in(now)?;
                self.facts.apply(Update::new(self.position, now).remove(*centre, case_no))?;
            }
            if self.judged.len() >= CHUNK {
                self.take_in(now)?;
            }
        }
        Ok(())
    }

    /// Judges every case of the ledger, in the ledger's order of cases, and adds their facts to `update`. Pages are read ahead while others are
    /// judged.
    async fn judge_all(&self, now: Micros, mut update: Update) -> Result<(Judged, Update), OfficeError> {
        let mut hands = Hands::new(self.benches.clone(), self.judged_by(), now);
        let (pages, mut read) = tokio::sync::mpsc::channel(PAGES_AHEAD);
        let reading = tokio::spawn(read_by_case(self.ledger.clone(), pages));
        let mut rest: Vec<Row> = Vec::new();
        loop {
            let page = read.recv().await;
            let is_last = page.is_none();
            rest.extend(page.into_iter().flatten());
            // The last case of a page may go on in the next one.
            let complete = if is_last { rest.len() } else { start_of_last_case(&rest) };
            let rows: Vec<Row> = rest.drain(..complete).collect();
            let chunks;
            (hands, chunks) = tokio::task::spawn_blocking(move || {
                let chunks = hands.judge(&rows, is_last);
                (hands, chunks)
            })
            .await?;
            update = chunks?.into_iter().fold(update, Update::chunk);
            if is_last {
                reading.await??;
                return Ok((hands.judged, update));
            }
        }
    }
}

/// Reads the events of all cases, page by page, until there are no more or nobody takes them.
async fn read_by_case(ledger: Arc<dyn Ledger>, pages: tokio::sync::mpsc::Sender<Vec<Row>>) -> Result<(), LedgerError> {
    let mut after = None;
    loop {
        let page = ledger.by_case(after, PAGE).await?;
        after = page.last().and_then(CaseCursor::of);
        if after.is_none() || pages.send(page).await.is_err() {
            return Ok(());
        }
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
