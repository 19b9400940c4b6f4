//! `mingjing bench rules --catalogue`: the active rules about cases that the binary carries, in one pass over generated rows and each alone.

use std::sync::Arc;

use anyhow::{Context, bail};
use arrow::array::RecordBatch;
use mingjing_engine::calendar::CalendarBook;
use mingjing_engine::facts::relations::{self, CASE};
use mingjing_engine::rules::{Catalogue, Rule, Status, VectorPack, Way};
use mingjing_engine::schema::Relation;
use mingjing_engine::script::Now;
use mingjing_engine::supervision::groups::groups;
use mingjing_engine::supervision::shipped;
use mingjing_engine::time::Zone;
use mingjing_generator::DEFAULT_NOW;
use serde_json::json;

use super::data;
use super::scan::REPEATS;
use crate::clock::stopwatch;
use crate::commands::bench::{machine, table};
use crate::output::print_json;
use crate::say;

/// What one thread, or all, came to.
struct Measured {
    hits: Vec<u64>,
    hits_alone: Vec<u64>,
    failed: u64,
    together: f64,
    alone: Vec<f64>,
    shared: usize,
}

impl Measured {
    fn new(rules: usize) -> Measured {
        Measured { hits: vec![0; rules], hits_alone: vec![0; rules], failed: 0, together: 0.0, alone: vec![0.0; rules], shared: 0 }
    }

    fn join(&mut self, other: &Measured) {
        self.hits.iter_mut().zip(&other.hits).for_each(|(hits, more)| *hits += more);
        self.hits_alone.iter_mut().zip(&other.hits_alone).for_each(|(hits, more)| *hits += more);
        self.failed += other.failed;
        self.together = self.together.max(other.together);
        self.alone.iter_mut().zip(&other.alone).for_each(|(seconds, other)| *seconds = seconds.max(*other));
        self.shared = other.shared;
    }
}

/// The active rules about cases, and what they read.
struct Setting {
    seed: u64,
    rows: usize,
    rules: Vec<Arc<Rule>>,
    slots: Vec<usize>,
    /// Columns that are read of lists.
    entries: Vec<(&'static Relation, Vec<usize>)>,
}

impl Setting {
    fn new(rows: usize, seed: u64) -> anyhow::Result<Setting> {
        let files = shipped::embedded();
        let (groups, _) = groups(&files);
        let group = |name: &str| groups.iter().map(|group| group.relation).find(|relation| relation.name == name);
        let catalogue = Catalogue::load(&files, &|name| relations::walked(name).or_else(|| group(name)));
        let about_cases = catalogue.rules.into_iter().filter(|rule| rule.subject.name == CASE.name && rule.status == Status::Active);
        let rules: Vec<Arc<Rule>> = about_cases.collect();
        if rules.is_empty() {
            bail!("no active rule is about cases");
        }
        let attributes = CASE.slot("attributes").filter(|_| rules.iter().any(|rule| rule.names_attributes()));
        let mut slots: Vec<usize> = rules.iter().flat_map(|rule| rule.slots().to_vec()).chain(attributes).collect();
        slots.sort_unstable();
        slots.dedup();
        let mut entries: Vec<(&'static Relation, Vec<usize>)> = Vec::new();
        for read in rules.iter().flat_map(|rule| rule.reads()).filter(|read| read.relation.name != CASE.name) {
            match entries.iter_mut().find(|(relation, _)| relation.name == read.relation.name) {
                Some((_, slots)) => slots.extend(read.slots),
                None => entries.push((read.relation, read.slots)),
            }
        }
        entries.iter_mut().for_each(|(_, slots)| {
            slots.sort_unstable();
            slots.dedup();
        });
        Ok(Setting { seed, rows, rules, slots, entries })
    }

    fn batches(&self) -> usize {
        self.rows.div_ceil(data::BATCH)
    }

    fn batch(&self, number: usize) -> anyhow::Result<RecordBatch> {
        let rows = data::BATCH.min(self.rows - number * data::BATCH);
        data::whole_batch(&CASE, &self.slots, &self.entries, self.seed, number as u64, rows, DEFAULT_NOW)
    }
}

/// Runs it; 2 where the rules together come to other hits than alone.
pub fn run(rows: usize, seed: u64, json: bool) -> anyhow::Result<u8> {
    let setting = Setting::new(rows.max(1), seed)?;
    let threads = machine::cores().min(setting.batches());
    let parts: Vec<anyhow::Result<Measured>> = std::thread::scope(|scope| {
        let setting = &setting;
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(setting, thread, threads))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut all = Measured::new(setting.rules.len());
    for part in parts {
        all.join(&part.context("a thread of the scan")?);
    }
    let equal = all.hits == all.hits_alone;
    print(&setting, &all, threads, equal, json)?;
    Ok(if equal { 0 } else { 2 })
}

fn part(setting: &Setting, thread: usize, threads: usize) -> anyhow::Result<Measured> {
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let now = Now { at: DEFAULT_NOW, zone: &zone, calendar: &calendar };
    let schema = setting.batch(0)?.schema();
    let pack = VectorPack::new(&setting.rules, &schema, &now);
    let alone: Vec<VectorPack> = setting.rules.iter().map(|rule| VectorPack::new(std::slice::from_ref(rule), &schema, &now)).collect();
    let mut measured = Measured { shared: pack.shared(), ..Measured::new(setting.rules.len()) };
    for number in (thread..setting.batches()).step_by(threads) {
        let batch = setting.batch(number)?;
        let mut together = f64::MAX;
        for repeat in 0..REPEATS {
            let watch = stopwatch();
            let outcomes = pack.evaluate(&batch)?;
            together = together.min(watch.elapsed().as_secs_f64());
            if repeat == 0 {
                measured.hits.iter_mut().zip(&outcomes).for_each(|(hits, outcome)| *hits += outcome.hits.true_count() as u64);
                measured.failed += outcomes.iter().map(|outcome| outcome.errors.len() as u64).sum::<u64>();
            }
        }
        measured.together += together;
        for (rule, pack) in alone.iter().enumerate() {
            let mut seconds = f64::MAX;
            let mut hits = 0;
            for _ in 0..REPEATS {
                let watch = stopwatch();
                let outcomes = pack.evaluate(&batch)?;
                seconds = seconds.min(watch.elapsed().as_secs_f64());
                hits = outcomes.iter().map(|outcome| outcome.hits.true_count() as u64).sum();
            }
            measured.alone[rule] += seconds;
            measured.hits_alone[rule] += hits;
        }
    }
    Ok(measured)
}

fn print(setting: &Setting, all: &Measured, threads: usize, equal: bool, json: bool) -> anyhow::Result<()> {
    let evaluations = setting.rows as f64 * setting.rules.len() as f64;
    let alone: f64 = all.alone.iter().sum();
    let vectorised = setting.rules.iter().filter(|rule| rule.way == Way::Vectorised).count();
    if json {
        let rules: Vec<_> = setting
            .rules
            .iter()
            .enumerate()
            .map(|(index, rule)| json!({ "code": rule.code, "way": rule.way.code(), "hits": all.hits[index], "seconds_alone": all.alone[index] }))
            .collect();
        return print_json(&json!({
            "name": "rules-catalogue",
            "machine": machine::description(),
            "ours": {
                "rows": setting.rows, "seed": setting.seed, "threads": threads, "rules_judged": setting.rules.len(), "vectorised": vectorised,
                "columns": setting.slots.len(), "shared_parts": all.shared, "hits_equal": equal, "no_answer": all.failed,
                "together_a_second": evaluations / all.together, "alone_a_second": evaluations / alone, "rules": rules,
            },
            "peers": [],
            "ratios": { "alone_time_together": alone / all.together },
        }));
    }
    let mut lines = vec![["rule", "way", "hits", "rows a second, alone"].map(str::to_owned).to_vec()];
    let mut order: Vec<usize> = (0..setting.rules.len()).collect();
    order.sort_by(|left, right| all.alone[*right].total_cmp(&all.alone[*left]));
    for index in order {
        let rule = &setting.rules[index];
        let rate = table::millions(setting.rows as f64, all.alone[index]);
        lines.push(vec![rule.code.clone(), rule.way.code().to_owned(), all.hits[index].to_string(), rate]);
    }
    say!("{}", machine::description());
    say!("{}", table::columns(&lines).trim_end());
    say!(
        "{} active rules about cases ({vectorised} wholly over columns) x {} rows, seed {}, {} columns, {} parts computed once, {threads} threads, best of {REPEATS}",
        setting.rules.len(),
        setting.rows,
        setting.seed,
        setting.slots.len(),
        all.shared
    );
    say!(
        "rules x rows a second: {} in one pass, {} each alone ({:.2} times); rows without an answer: {}",
        table::millions(evaluations, all.together),
        table::millions(evaluations, alone),
        alone / all.together,
        all.failed
    );
    say!("{}", if equal { "hits are equal together and alone" } else { "different hits together and alone" });
    Ok(())
}
