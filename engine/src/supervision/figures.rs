//! What each rule comes to now: the rows it was judged on, those on which it holds, and what that took, by the vectorised way over the published
//! facts. It is a second opinion on the walk: the rows on which a rule holds now are its open intervals.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;

use super::office::{Office, Published};
use crate::facts::relations;
use crate::rules::{Rule, RuleScan, Way};
use crate::script::Now;
use crate::sym::Sym;

/// One rule's figures.
#[derive(Clone, Debug)]
pub struct RuleFigure {
    /// Code.
    pub code: String,
    /// Chinese title.
    pub title_zh: String,
    /// Version.
    pub version: u32,
    /// vectorised, mixed or interpreted.
    pub way: &'static str,
    /// Rows judged.
    pub rows: u64,
    /// Rows on which it holds now.
    pub hits: u64,
    /// Supported alerts it is the highest rung of.
    pub alerts: u64,
    /// Its share of the time of its relation's pass, in seconds.
    pub seconds: f64,
    /// The first failure on a row.
    pub error: Option<String>,
}

/// The name of a way.
pub fn way_name(way: &Way) -> &'static str {
    match way {
        Way::Vectorised => "vectorised",
        Way::Mixed { .. } => "mixed",
        Way::Interpreted { .. } => "interpreted",
    }
}

/// The figures of all rules, in order of their codes. `stopwatch` gives the time for the seconds.
pub fn rule_figures(office: &Office, published: &Published, stopwatch: &dyn Fn() -> Instant) -> Result<Vec<RuleFigure>, ArrowError> {
    let mut figures: BTreeMap<String, RuleFigure> = office.catalogue().rules.iter().map(|rule| (rule.code.clone(), blank(rule))).collect();
    for alert in published.alerts.all().iter().filter(|alert| alert.supported) {
        if let Some(figure) = figures.get_mut(alert.rule.text()) {
            figure.alerts += 1;
            let is_group = relations::walked(alert.subject.text()).is_none();
            figure.hits += u64::from(is_group && alert.ended_at.is_none());
            figure.rows += u64::from(is_group);
        }
    }
    for (centre, bench) in published.benches.iter() {
        let rules: Vec<Arc<Rule>> = bench.rules.rules().cloned().collect();
        let now = Now { at: published.now, zone: &bench.world.zone, calendar: bench.world.calendar_at(published.now) };
        for relation in relations::WALKED {
            let of_relation: Vec<Arc<Rule>> = rules.iter().filter(|rule| rule.subject.name == relation.name).cloned().collect();
            if of_relation.is_empty() {
                continue;
            }
            let begun = stopwatch();
            let schema = crate::facts::arrow::schema_of(relation);
            let of_centres: Vec<usize> = relation.slot("centre").into_iter().collect();
            let scan = RuleScan::new(relation, &of_relation, &of_centres, &|slots| schema.project(slots).map(Arc::new), &now)?;
            let mut batches = Vec::new();
            for batch in published.facts.batches(relation, Some(scan.slots()))? {
                batches.push(of_centre(&batch, *centre)?);
            }
            let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
            let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let counts = scan.count(&batches, threads)?;
            let share = begun.elapsed().as_secs_f64() / of_relation.len() as f64;
            for (rule, count) in scan.rules().iter().zip(counts) {
                let Some(figure) = figures.get_mut(&rule.code) else { continue };
                figure.rows += rows as u64;
                figure.hits += count.hits;
                figure.error = figure.error.take().or(count.error);
                figure.seconds += share;
            }
        }
    }
    Ok(figures.into_values().collect())
}

fn blank(rule: &Arc<Rule>) -> RuleFigure {
    RuleFigure {
        code: rule.code.clone(),
        title_zh: rule.title.zh.clone(),
        version: rule.version,
        way: way_name(&rule.way),
        rows: 0,
        hits: 0,
        alerts: 0,
        seconds: 0.0,
        error: None,
    }
}

/// The rows of one centre.
fn of_centre(batch: &RecordBatch, centre: Sym) -> Result<RecordBatch, ArrowError> {
    let Some(codes) = batch.column_by_name("centre").and_then(|column| column.as_dictionary_opt::<Int32Type>()) else {
        return Ok(batch.clone());
    };
    let Some(values) = codes.values().as_string_opt::<i32>() else { return Ok(batch.clone()) };
    let is_centre: Vec<bool> = (0..values.len()).map(|index| values.value(index) == centre.text()).collect();
    if codes.null_count() == 0 && codes.keys().values().iter().all(|key| is_centre[*key as usize]) {
        return Ok(batch.clone());
    }
    let mask: BooleanArray = codes.keys().iter().map(|key| Some(key.is_some_and(|key| is_centre[key as usize]))).collect();
    filter_record_batch(batch, &mask)
}
