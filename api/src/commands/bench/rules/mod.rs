//! `mingjing bench rules`: one set of predicates over generated rows, run in every way.
//!
//! | file | subject |
//! |---|---|
//! | `catalogue` | the catalogue's own rules instead, in one pass |
//! | `cases` | the rules, in our script and in CEL |
//! | `hand` | the same in DataFusion's physical expressions |
//! | `data`, `rows` | generated batches, and their rows one by one |
//! | `scan` | ways over all rows, on all cores |
//! | `sample` | ways that go row by row, on one core, over the first rows |
//! | `cel` | CEL |
//! | `report` | what is printed |

mod cases;
mod catalogue;
mod cel;
mod data;
mod hand;
mod report;
mod rows;
mod sample;
mod scan;

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use mingjing_engine::calendar::{Calendar, CalendarBook};
use mingjing_engine::facts::relations::{self, CASE};
use mingjing_engine::rules::{Catalogue, Rule};
use mingjing_engine::schema::Relation;
use mingjing_engine::script::Now;
use mingjing_engine::time::{Micros, Zone};
use mingjing_generator::DEFAULT_NOW;

use cases::CASES;

/// Options of `bench rules`.
#[derive(Args)]
pub struct RulesBench {
    /// Rows to generate.
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    rows: usize,
    /// Another seed gives other rows.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Rows from the start over which the interpreters run too.
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    sample: usize,
    /// Measure the active rules about cases that the binary carries, in one pass and each alone.
    #[arg(long)]
    catalogue: bool,
}

/// The instants that the predicates speak of.
pub struct Moments {
    /// The moment of the scan.
    pub now: Micros,
    /// Instants before this one lie six working days back, or more.
    pub six_wd: Micros,
    /// The same for eleven.
    pub eleven_wd: Micros,
}

/// What all ways share.
struct Setting {
    seed: u64,
    rows: usize,
    zone: Arc<Zone>,
    calendar: Arc<Calendar>,
    moments: Moments,
    relation: &'static Relation,
    entries: &'static Relation,
    rules: Vec<Arc<Rule>>,
    /// Columns that some rule reads.
    slots: Vec<usize>,
}

impl Setting {
    fn new(rows: usize, seed: u64) -> anyhow::Result<Setting> {
        let zone = Arc::new(Zone::china());
        let calendar = CalendarBook::china().as_known(i64::MAX);
        let now = DEFAULT_NOW;
        let today = zone.day_of(now);
        let back = |least: i64| {
            let mut day = today;
            while calendar.count_wd(day, today) < least {
                day = day.plus(-1);
            }
            zone.midnight(day.plus(1))
        };
        let moments = Moments { now, six_wd: back(6), eleven_wd: back(11) };
        let rules = rules()?;
        let mut slots: Vec<usize> = rules.iter().flat_map(|rule| rule.slots().to_vec()).collect();
        slots.sort_unstable();
        slots.dedup();
        let entries = relations::walked("material").context("there is no relation `material`")?;
        Ok(Setting { seed, rows, zone, calendar, moments, relation: &CASE, entries, rules, slots })
    }

    fn scan(&self) -> Now<'_> {
        Now { at: self.moments.now, zone: &self.zone, calendar: &self.calendar }
    }

    /// Batches of the whole data.
    fn batches(&self) -> usize {
        self.rows.div_ceil(data::BATCH)
    }

    /// A batch by its number.
    fn batch(&self, number: usize) -> anyhow::Result<arrow::array::RecordBatch> {
        let rows = data::BATCH.min(self.rows - number * data::BATCH);
        data::batch(self.relation, &self.slots, self.seed, number as u64, rows, self.moments.now)
    }
}

/// The measured rules, compiled as a catalogue compiles its own.
fn rules() -> anyhow::Result<Vec<Arc<Rule>>> {
    let mut files = Vec::new();
    for case in &CASES {
        let metadata = format!(
            "code = \"{}\"\ntitle = {{ zh = \"{1}\", en = \"{1}\" }}\nsubject = \"case\"\nkind = \"other\"\nlevel = \"warn\"\nbasis = \"-\"\n\
             owner = \"-\"\nstatus = \"active\"\n",
            case.code, case.shape
        );
        files.push((format!("{}.toml", case.code), metadata));
        files.push((format!("{}.rhai", case.code), format!("fn when(row) {{\n    {}\n}}\n", case.script)));
    }
    let catalogue = Catalogue::load(&files, &relations::walked);
    if let Some(error) = catalogue.errors.first() {
        bail!("{error}");
    }
    Ok(catalogue.rules)
}

impl RulesBench {
    /// Runs it; 2 where two ways do not come to the same hits.
    pub fn run(self, json: bool) -> anyhow::Result<u8> {
        if self.catalogue {
            return catalogue::run(self.rows, self.seed, json);
        }
        let setting = Setting::new(self.rows.max(1), self.seed)?;
        let scanned = scan::run(&setting)?;
        let sampled = sample::run(&setting, self.sample.clamp(1, setting.rows))?;
        report::print(&setting, &scanned, &sampled, json)
    }
}
