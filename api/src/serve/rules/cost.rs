//! What judging with each rule takes: measured on a sample of cases when it is first asked for, and again after an hour.

use std::collections::BTreeMap;
use std::sync::Arc;

use mingjing_engine::facts::arrow::{Cell, ColumnView};
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::supervision::Published;
use mingjing_engine::supervision::cost::{RuleCost as Measured, rule_costs};
use mingjing_engine::supervision::judge::{CaseFile, Known};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{HOUR, Micros};

use crate::clock::stopwatch;
use crate::model::rule::RuleCost;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Cases of a centre that are asked about.
const SAMPLE: usize = 64;
/// Times the sample is measured. Of each rule the fastest counts: what else the machine did meanwhile only ever adds.
const RUNS: usize = 5;
/// A measurement is taken anew after so long.
const STALE: Micros = HOUR;

/// Costs by the rule's code.
pub type Costs = Arc<BTreeMap<String, RuleCost>>;

/// The last measurement; whoever asks meanwhile waits for it.
#[derive(Default)]
pub struct CostDesk(tokio::sync::Mutex<Option<Taken>>);

struct Taken {
    at: Micros,
    centres: Vec<Sym>,
    costs: Costs,
}

/// What each rule takes; those that judge no sampled case are left out.
pub async fn costs(app: &App) -> Result<Costs, ApiError> {
    let published = app.published();
    let now = app.clock.now();
    let mut centres: Vec<Sym> = published.facts.chunks().iter().flat_map(|chunk| chunk.centres()).collect();
    centres.sort_unstable();
    centres.dedup();
    let mut taken = app.costs.0.lock().await;
    if let Some(taken) = &*taken
        && taken.centres == centres
        && now.saturating_sub(taken.at) < STALE
    {
        return Ok(taken.costs.clone());
    }
    let costs = Arc::new(measure(app, &published).await?);
    *taken = Some(Taken { at: now, centres, costs: costs.clone() });
    Ok(costs)
}

async fn measure(app: &App, published: &Arc<Published>) -> Result<BTreeMap<String, RuleCost>, ApiError> {
    let snapshot = published.clone();
    let sample = app.compute("choosing cases", move || sample(&snapshot)).await??;
    let mut files: BTreeMap<Sym, Vec<CaseFile>> = BTreeMap::new();
    for (centre, case_no) in sample {
        let Some(bench) = published.benches.get(&centre) else { continue };
        let rows = app.desk(published).rows(centre.text(), &case_no).await?;
        let file = CaseFile::read(centre, &case_no, &rows, bench, &Known::default());
        files.entry(centre).or_default().push(file.map_err(|error| ApiError::internal("reading a case", error))?);
    }
    let snapshot = published.clone();
    let measured = app.compute("measuring rules", move || {
        let mut sums: BTreeMap<String, Measured> = BTreeMap::new();
        // Case by case, so that a pause of the process spoils one case in one run and no more.
        for (centre, files) in &files {
            let Some(bench) = snapshot.benches.get(centre) else { continue };
            for file in files {
                let runs = (0..RUNS).map(|_| rule_costs(std::slice::from_ref(file), bench, snapshot.now, &stopwatch));
                for (code, cost) in fastest(runs) {
                    let sum = sums.entry(code).or_default();
                    sum.evaluations += cost.evaluations;
                    sum.nanos += cost.nanos;
                }
            }
        }
        sums
    });
    Ok(shares(&measured.await?))
}

/// Of each rule the run that took least.
fn fastest(runs: impl Iterator<Item = BTreeMap<String, Measured>>) -> BTreeMap<String, Measured> {
    let mut best: BTreeMap<String, Measured> = BTreeMap::new();
    for run in runs {
        for (code, cost) in run {
            let known = best.entry(code).or_insert(cost);
            if cost.nanos < known.nanos {
                *known = cost;
            }
        }
    }
    best
}

/// Each rule's mean, and its part of the time of all.
fn shares(measured: &BTreeMap<String, Measured>) -> BTreeMap<String, RuleCost> {
    let all: u128 = measured.values().map(|cost| u128::from(cost.nanos)).sum::<u128>().max(1);
    let one = |(code, cost): (&String, &Measured)| {
        let share = (u128::from(cost.nanos) * 20_000 + all) / (2 * all);
        let cost = RuleCost { nanoseconds: cost.each()?, share: i64::try_from(share).ok()?, evaluations: cost.evaluations };
        Some((code.clone(), cost))
    };
    measured.iter().filter_map(one).collect()
}

/// Cases spread over each centre's, earliest chunk first.
fn sample(published: &Published) -> Result<Vec<(Sym, String)>, ApiError> {
    let slots: Vec<usize> = ["centre", "case_no"].iter().filter_map(|name| CASE.slot(name)).collect();
    let chunks = published.facts.chunks();
    let each = SAMPLE.div_ceil(chunks.len().max(1));
    let mut chosen: BTreeMap<Sym, Vec<String>> = BTreeMap::new();
    for chunk in &chunks {
        let batch = chunk.rows(&CASE, &slots).map_err(|error| ApiError::internal("reading cases", error))?;
        let views: Option<Vec<ColumnView<'_>>> =
            slots.iter().enumerate().map(|(index, slot)| ColumnView::new(CASE.columns[*slot].ty, batch.column(index).as_ref())).collect();
        let Some([centres, numbers]) = views.as_deref() else { continue };
        let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in (0..batch.num_rows()).filter(|row| chunk.is_live(*row)) {
            if let Cell::Text(centre) = centres.get(row) {
                rows.entry(centre).or_default().push(row);
            }
        }
        for (centre, rows) in rows {
            let of_centre = chosen.entry(Sym::new(centre)).or_default();
            for row in rows.iter().step_by(rows.len().div_ceil(each).max(1)) {
                if let Cell::Text(case_no) = numbers.get(*row)
                    && of_centre.len() < SAMPLE
                {
                    of_centre.push(case_no.to_owned());
                }
            }
        }
    }
    Ok(chosen.into_iter().flat_map(|(centre, numbers)| numbers.into_iter().map(move |number| (centre, number))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_of_the_process_is_charged_to_no_rule() {
        let run = |a, b| {
            BTreeMap::from([
                ("A".to_owned(), Measured { evaluations: 16, nanos: a }),
                ("B".to_owned(), Measured { evaluations: 16, nanos: b }),
            ])
        };
        let best = fastest([run(400, 9_000_000), run(8_000_000, 320), run(410, 330)].into_iter());
        assert_eq!((best["A"].nanos, best["B"].nanos), (400, 320));
    }

    #[test]
    fn shares_are_parts_of_the_time_of_all_rules() {
        let of = |evaluations, nanos| Measured { evaluations, nanos };
        let measured = BTreeMap::from([("A".to_owned(), of(10, 3_000)), ("B".to_owned(), of(10, 1_000)), ("C".to_owned(), of(0, 0))]);
        let costs = shares(&measured);
        assert_eq!(costs.get("A"), Some(&RuleCost { nanoseconds: 300, share: 7_500, evaluations: 10 }));
        assert_eq!(costs.get("B").map(|cost| cost.share), Some(2_500));
        assert!(!costs.contains_key("C"), "never asked");
        assert!(shares(&BTreeMap::new()).is_empty());
    }
}
