//! Where the time of a first start goes: its stages one after the other on the same ledger, each by itself.

use std::path::Path;
use std::time::Duration;

use mingjing_engine::case::form::Formed;
use mingjing_engine::case::kind::EventType;
use mingjing_engine::facts::relations::Moment;
use mingjing_engine::facts::store::ChunkBuilder;
use mingjing_engine::ledger::{Append, CaseCursor, Entry, Events, Ledger, Row, SqliteLedger};
use mingjing_engine::supervision::judge::{Benches, CaseFile, Judged, Known};
use mingjing_engine::supervision::{Office, OfficeOptions};

use crate::clock::stopwatch;
use crate::commands::bench::machine;
use crate::commands::bench::made::{self, NOW};
use crate::commands::bench::scratch::Scratch;

/// Rows read at a time, as the follower reads them.
const PAGE: usize = 50_000;
/// Alert steps of one append, as the office appends them.
const STEPS_A_TIME: usize = 2_000;

/// Seconds of each stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages {
    /// The clock's seconds of reading rows in the order of cases; nothing else runs meanwhile.
    pub read: f64,
    /// The clock's seconds of judging the rows read, on all cores.
    pub judge: f64,
    /// Seconds of all cores together: parsing rows into events, folding and walking them, making facts of the cases.
    pub parse: f64,
    pub walk: f64,
    pub facts: f64,
    /// The clock's seconds of writing the ledger's alert steps once more, into an empty ledger.
    pub write: f64,
    /// Alert steps written.
    pub steps: u64,
}

/// What one core did with its share of the cases.
#[derive(Default)]
struct Share {
    parse: Duration,
    walk: Duration,
    facts: Duration,
}

impl Stages {
    /// Measures them on an installation whose alerts are up to date.
    pub async fn measure(data: &Path) -> anyhow::Result<Stages> {
        let office = Office::open(OfficeOptions { data: data.to_owned(), rules: None, database: None }).await?;
        office.catch_up(NOW).await?;
        let benches = office.published().benches.clone();
        office.close().await?;
        drop(office);
        let ledger = made::reader(data).await?;
        let mut stages = Stages::default();
        let mut after: Option<CaseCursor> = None;
        let mut rest: Vec<Row> = Vec::new();
        loop {
            let watch = stopwatch();
            let page = ledger.by_case(after.take(), PAGE).await?;
            stages.read += watch.elapsed().as_secs_f64();
            let is_last = page.is_empty();
            after = page.last().and_then(CaseCursor::of);
            rest.extend(page);
            let complete = if is_last { rest.len() } else { start_of_last_case(&rest) };
            let rows: Vec<Row> = rest.drain(..complete).collect();
            let benches = benches.clone();
            let watch = stopwatch();
            let shares = tokio::task::spawn_blocking(move || judge(&rows, &benches)).await??;
            stages.judge += watch.elapsed().as_secs_f64();
            for share in shares {
                stages.parse += share.parse.as_secs_f64();
                stages.walk += share.walk.as_secs_f64();
                stages.facts += share.facts.as_secs_f64();
            }
            if is_last {
                break;
            }
        }
        stages.write(&ledger).await?;
        ledger.close().await?;
        Ok(stages)
    }

    /// Writes the ledger's alert steps once more. Making their text is not part of it.
    async fn write(&mut self, ledger: &SqliteLedger) -> anyhow::Result<()> {
        let scratch = Scratch::new("follow-steps")?;
        let other = made::reader(scratch.path()).await?;
        let mut after = 0;
        loop {
            let rows = ledger.own_events(after, STEPS_A_TIME).await?;
            let Some(last) = rows.last() else { break };
            after = last.position;
            let entries: Vec<Entry> = rows.iter().filter(|row| row.kind == EventType::AlertStep).map(entry).collect();
            self.steps += entries.len() as u64;
            let watch = stopwatch();
            other.append(Append::new(entries, NOW)).await?;
            self.write += watch.elapsed().as_secs_f64();
        }
        Ok(other.close().await?)
    }
}

/// A row on its way into another ledger.
fn entry(row: &Row) -> Entry {
    Entry::from(Formed {
        centre: row.centre,
        source: row.source,
        id: row.id.to_string(),
        revision: row.revision,
        kind: row.kind,
        case_no: row.case_no.as_deref().map(str::to_owned),
        occurred_at: row.occurred_at,
        body: row.body.to_string(),
        personal: Vec::new(),
    })
}

/// Where the last case of rows in order of cases begins: it may go on in the next page.
fn start_of_last_case(rows: &[Row]) -> usize {
    let Some(last) = rows.last() else { return 0 };
    rows.iter().rposition(|row| row.centre != last.centre || row.case_no != last.case_no).map_or(0, |index| index + 1)
}

/// Judges whole cases on all cores, stage by stage.
fn judge(rows: &[Row], benches: &Benches) -> anyhow::Result<Vec<Share>> {
    let cases: Vec<&[Row]> = rows.chunk_by(|a, b| a.centre == b.centre && a.case_no == b.case_no).collect();
    let size = cases.len().div_ceil(machine::cores()).max(1);
    std::thread::scope(|scope| {
        let handles: Vec<_> = cases.chunks(size).map(|part| scope.spawn(move || judge_share(part, benches))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

fn judge_share(cases: &[&[Row]], benches: &Benches) -> anyhow::Result<Share> {
    let mut share = Share::default();
    let watch = stopwatch();
    let mut files = Vec::with_capacity(cases.len());
    for rows in cases {
        if let (Some(case_no), Some(bench)) = (rows[0].case_no.as_deref(), benches.get(&rows[0].centre)) {
            files.push((bench, CaseFile::read(rows[0].centre, case_no, rows, bench, &Known::default())?));
        }
    }
    share.parse = watch.elapsed();
    let watch = stopwatch();
    let mut judged = Judged::default();
    let cases: Vec<_> = files.iter().filter_map(|(bench, file)| Some((*bench, judged.judge(file, bench, NOW, None)?))).collect();
    share.walk = watch.elapsed();
    let watch = stopwatch();
    let mut builder = ChunkBuilder::new();
    for (bench, case) in &cases {
        builder.push(&Moment::new(case, &bench.world, NOW), None);
    }
    builder.finish()?;
    share.facts = watch.elapsed();
    Ok(share)
}
