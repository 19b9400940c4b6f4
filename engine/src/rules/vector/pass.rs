//! Rules of one relation over all its rows: one scan that reads each column once, by as many threads as one likes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;

use super::pack::VectorPack;
use crate::rules::rule::Rule;
use crate::schema::{Relation, Type};
use crate::script::Now;

/// Rows that are judged together: what is computed for them stays near the processor until every rule has read it.
pub const SCAN_ROWS: usize = 8192;

/// What a rule came to over the rows of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Rows on which it holds.
    pub hits: u64,
    /// Rows on which it has no answer.
    pub failed: u64,
    /// What it said on the first of those.
    pub error: Option<String>,
}

/// Rules of one relation, made ready for a scan.
#[derive(Debug)]
pub struct RuleScan {
    rules: Vec<Arc<Rule>>,
    slots: Vec<usize>,
    pack: VectorPack,
}

impl RuleScan {
    /// Makes rules of one relation ready; `schema_of` gives the schema of batches with some of its columns, `also` are slots that someone else
    /// reads of the same batches.
    pub fn new(
        relation: &'static Relation,
        rules: &[Arc<Rule>],
        also: &[usize],
        schema_of: &dyn Fn(&[usize]) -> Result<SchemaRef, ArrowError>,
        now: &Now<'_>,
    ) -> Result<RuleScan, ArrowError> {
        let slots = slots_read(relation, rules, also);
        let pack = VectorPack::new(rules, &schema_of(&slots)?, now);
        Ok(RuleScan { rules: rules.to_vec(), slots, pack })
    }

    /// The rules, in the order of their counts.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Slots of the columns that its batches have, ascending.
    pub fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// How many parts several rules, or one rule several times, would compute, and are computed once.
    pub fn shared(&self) -> usize {
        self.pack.shared()
    }

    /// What the rules come to over batches, by rule.
    ///
    /// # Errors
    /// Where a batch is not of the schema that the scan was made for.
    pub fn count(&self, batches: &[RecordBatch], threads: usize) -> Result<Vec<RuleCount>, ArrowError> {
        let stretches: Vec<RecordBatch> = batches.iter().flat_map(stretches).collect();
        let next = AtomicUsize::new(0);
        let work = || -> Result<Counts, ArrowError> {
            let mut counts = Counts::new(self.rules.len());
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(batch) = stretches.get(index) else { return Ok(counts) };
                counts.take(index, self.pack.evaluate(batch)?);
            }
        };
        let threads = threads.clamp(1, stretches.len().max(1));
        let parts: Vec<Result<Counts, ArrowError>> = std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let own = work();
            let others = helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            std::iter::once(own).chain(others).collect()
        });
        let mut all = Counts::new(self.rules.len());
        for part in parts {
            all.join(part?);
        }
        Ok(all.rules.into_iter().map(|(count, _)| count).collect())
    }
}

/// The columns that rules read of their subject, with its attributes where they read one.
fn slots_read(relation: &'static Relation, rules: &[Arc<Rule>], also: &[usize]) -> Vec<usize> {
    let mut slots: Vec<usize> = also.to_vec();
    for rule in rules {
        slots.extend_from_slice(rule.slots());
        let attributes = relation.columns.iter().position(|column| column.ty == Type::Attributes);
        slots.extend(attributes.filter(|_| rule.names_attributes()));
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn stretches(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> + '_ {
    (0..batch.num_rows()).step_by(SCAN_ROWS).map(|start| batch.slice(start, SCAN_ROWS.min(batch.num_rows() - start)))
}

/// Counts by rule, each with the place of the failure it tells of: threads come to the same whoever is first.
struct Counts {
    rules: Vec<(RuleCount, (usize, usize))>,
}

impl Counts {
    fn new(rules: usize) -> Counts {
        Counts { rules: vec![(RuleCount::default(), (usize::MAX, 0)); rules] }
    }

    fn take(&mut self, stretch: usize, outcomes: Vec<super::pack::Outcome>) {
        for ((count, place), outcome) in self.rules.iter_mut().zip(outcomes) {
            count.hits += outcome.hits.true_count() as u64;
            count.failed += outcome.errors.len() as u64;
            if let Some((row, error)) = outcome.errors.first()
                && (stretch, *row) < *place
            {
                (count.error, *place) = (Some(error.to_string()), (stretch, *row));
            }
        }
    }

    fn join(&mut self, other: Counts) {
        for ((count, place), (more, at)) in self.rules.iter_mut().zip(other.rules) {
            count.hits += more.hits;
            count.failed += more.failed;
            if at < *place {
                (count.error, *place) = (more.error, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array};
    use arrow::datatypes::{Field, Schema};

    use super::*;
    use crate::calendar::CalendarBook;
    use crate::rules::Catalogue;
    use crate::rules::law::relation;
    use crate::time::Zone;

    fn batch(from: i64, rows: i64) -> RecordBatch {
        let numbers: ArrayRef = Arc::new((from..from + rows).map(|n| (n % 7 != 0).then_some(n)).collect::<Int64Array>());
        let great: ArrayRef = Arc::new((from..from + rows).map(|n| if n % 1000 == 999 { i64::MAX } else { n }).collect::<Int64Array>());
        let flags: ArrayRef = Arc::new((from..from + rows).map(|n| Some(n % 2 == 0)).collect::<BooleanArray>());
        let columns = [("a", numbers), ("b", great), ("flag", flags)];
        let fields: Vec<Field> = columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, array)| array).collect()).expect("one length")
    }

    #[test]
    fn any_number_of_threads_comes_to_the_same_counts_and_the_same_first_failure() {
        let scripts = ["row.flag && row.a > 100", "row.b + 1 > 50 && row.flag", "!(row.a > 100) || row.b + 1 > 50"];
        let files: Vec<(String, String)> = scripts
            .iter()
            .enumerate()
            .flat_map(|(index, script)| {
                let metadata = format!(
                    "code = \"Z{index}\"\ntitle = {{ zh = \"试\", en = \"try\" }}\nsubject = \"thing\"\nkind = \"other\"\nlevel = \"warn\"\nbasis = \"-\"\nowner = \"-\"\nstatus = \"active\"\n"
                );
                [(format!("z{index}.rhai"), format!("fn when(row) {{ {script} }}")), (format!("z{index}.toml"), metadata)]
            })
            .collect();
        let rules = Catalogue::load(&files, &relation).rules;
        let batches = [batch(0, 30_000), batch(30_000, 5), batch(30_005, 9_000)];
        let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
        let now = Now { at: 0, zone: &zone, calendar: &calendar };
        let thing = relation("thing").expect("known");
        let scan = RuleScan::new(thing, &rules, &[], &|_| Ok(batches[0].schema()), &now).expect("made");
        assert_eq!(scan.slots().iter().map(|slot| thing.columns[*slot].name).collect::<Vec<_>>(), ["a", "b", "flag"]);
        assert!(scan.shared() > 0);
        let alone = scan.count(&batches, 1).expect("counted");
        assert!(alone[1].failed > 0 && alone[1].error.is_some() && alone[0].failed == 0, "{alone:?}");
        for threads in [2, 3, 64] {
            assert_eq!(scan.count(&batches, threads).expect("counted"), alone, "{threads} threads");
        }
        let plain: Vec<u64> = batches.iter().fold(vec![0; 3], |hits, batch| {
            let outcomes = VectorPack::new(&rules, &batch.schema(), &now).evaluate(batch).expect("of the schema");
            hits.iter().zip(outcomes).map(|(hits, outcome)| hits + outcome.hits.true_count() as u64).collect()
        });
        assert_eq!(alone.iter().map(|count| count.hits).collect::<Vec<_>>(), plain);
        assert_eq!(scan.count(&[], 4).expect("counted"), vec![RuleCount::default(); 3]);
    }
}
