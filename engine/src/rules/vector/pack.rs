//! All rules of one relation in one pass over its batches.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, RecordBatchOptions};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use datafusion::common::Result;
use datafusion::physical_expr::PhysicalExpr;

use super::conditions::{self, Compiler};
use super::kernel::{Computed, Condition, Kernel, Truth};
use super::layout::{Layout, Scan};
use super::numbers::NumberNode;
use super::rows::View;
use super::sharing::{self, Shared};
use crate::rules::closure::{self, Moment};
use crate::rules::rule::{Rule, RunError, slots_of};
use crate::rules::tree::Node;
use crate::schema::{Relation, Row};
use crate::script::{Now, Ty};

/// What a rule comes to on a batch.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Rows on which it holds; without nulls.
    pub hits: BooleanArray,
    /// Rows on which it has no answer.
    pub errors: Vec<(usize, RunError)>,
}

/// Why a rule does not run over columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotVectorised {
    /// The script's line.
    pub line: u32,
    /// What stands there.
    pub why: String,
}

/// One rule over the batches of its relation.
#[derive(Debug)]
pub struct VectorRule {
    pack: VectorPack,
}

impl VectorRule {
    /// The rule's outcome on a batch.
    ///
    /// # Errors
    /// Where the batch is not of the schema that the rule was made for.
    pub fn evaluate(&self, batch: &RecordBatch) -> std::result::Result<Outcome, ArrowError> {
        let mut outcomes = self.pack.evaluate(batch)?;
        outcomes.pop().ok_or_else(|| ArrowError::ComputeError("a pack without rules".to_owned()))
    }

    /// The physical expression: true, false, or null where the row is undecided.
    pub fn expression(&self) -> Option<&Arc<dyn PhysicalExpr>> {
        self.pack.rules.first().and_then(|compiled| compiled.condition.as_ref()).map(|condition| &condition.expr)
    }
}

/// One rule over columns alone.
///
/// # Errors
/// Where a part of it runs row by row.
pub fn vectorise(rule: &Arc<Rule>, schema: &SchemaRef, now: &Now<'_>) -> std::result::Result<VectorRule, NotVectorised> {
    match rule.way.clone() {
        super::super::rule::Way::Vectorised => Ok(VectorRule { pack: VectorPack::new(std::slice::from_ref(rule), schema, now) }),
        super::super::rule::Way::Mixed { line, why } | super::super::rule::Way::Interpreted { line, why } => {
            Err(NotVectorised { line, why })
        }
    }
}

#[derive(Debug)]
struct Compiled {
    rule: Arc<Rule>,
    /// The tree's condition; `None` where the interpreter runs all of it.
    condition: Option<Condition>,
    /// Whether rows on which it holds go on to the interpreter.
    goes_on: bool,
}

/// Something computed once.
#[derive(Debug)]
enum Step {
    Condition(Condition),
    Number(Arc<dyn PhysicalExpr>),
}

/// Rules of one relation, made ready for its batches.
#[derive(Debug)]
pub struct VectorPack {
    rules: Vec<Compiled>,
    steps: Vec<Step>,
    scan: Arc<Scan>,
    /// The batch's columns with those of the first, second, … of `steps` behind them; the first schema is the batch's own.
    wide: Vec<SchemaRef>,
}

impl VectorPack {
    /// Makes rules of one relation ready; `schema` is that of its batches, `now` the moment whose values they hold.
    pub fn new(rules: &[Arc<Rule>], schema: &SchemaRef, now: &Now<'_>) -> VectorPack {
        let scan = Scan::new(now);
        let trees: Vec<&Node> = rules.iter().filter_map(|rule| rule.folded.as_ref()).collect();
        let mut shared = Shared::default();
        let mut steps = Vec::new();
        // Columns of a batch may hold nulls, whatever the schema promises.
        let mut fields: Vec<Arc<Field>> =
            schema.fields().iter().map(|field| Arc::new(field.as_ref().clone().with_nullable(true))).collect();
        if let Some(first) = rules.first() {
            for node in sharing::repeated(&trees) {
                let layout = Layout::of(first.subject, schema, shared.width);
                let compiler = Compiler { scan: scan.clone(), shared: Some(&shared), by_row: None };
                let step = if node.ty == Ty::Bool {
                    conditions::compile(node, &layout, &compiler).map(Step::Condition)
                } else {
                    NumberNode::new(node, &layout, &compiler)
                        .map(|number| Step::Number(Computed::number(sharing::key(node), Stored(number))))
                };
                // What does not run over columns alone is not shared.
                let Ok(step) = step else { continue };
                let (fallible, ty) = match &step {
                    Step::Condition(condition) => (condition.fallible, DataType::Boolean),
                    Step::Number(_) => (false, DataType::Int64),
                };
                shared.add(node, fallible);
                fields.push(Arc::new(Field::new(format!("shared {}", steps.len()), ty, true)));
                steps.push(step);
            }
        }
        let compiled = rules.iter().map(|rule| Compiled::new(rule, schema, &scan, &shared)).collect();
        let own = fields.len() - steps.len();
        let wide = (own..=fields.len()).map(|width| Arc::new(Schema::new(fields[..width].to_vec()))).collect();
        VectorPack { rules: compiled, steps, scan, wide }
    }

    /// How many parts are computed once for several places.
    pub fn shared(&self) -> usize {
        self.steps.len()
    }

    /// The outcome of every rule, in the order in which they were given.
    ///
    /// # Errors
    /// Where the batch is not of the schema that the pack was made for.
    pub fn evaluate(&self, batch: &RecordBatch) -> std::result::Result<Vec<Outcome>, ArrowError> {
        let wide = self.widened(batch).map_err(arrow_error)?;
        self.rules.iter().map(|compiled| compiled.evaluate(batch, &wide, &self.scan).map_err(arrow_error)).collect()
    }

    fn widened<'b>(&self, batch: &'b RecordBatch) -> Result<Cow<'b, RecordBatch>> {
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let mut known = Cow::Borrowed(batch);
        for (step, schema) in self.steps.iter().zip(&self.wide[1..]) {
            // A step may read those before it.
            let column = match step {
                Step::Condition(condition) => condition.truth(&known)?.array(),
                Step::Number(expr) => expr.evaluate(&known)?.into_array(batch.num_rows())?,
            };
            let columns = known.columns().iter().cloned().chain([column]).collect();
            known = Cow::Owned(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?);
        }
        Ok(known)
    }
}

fn arrow_error(error: datafusion::common::DataFusionError) -> ArrowError {
    match error {
        datafusion::common::DataFusionError::ArrowError(error, _) => *error,
        other => ArrowError::ComputeError(other.to_string()),
    }
}

/// A number that cannot fail, as a column.
struct Stored(NumberNode);

impl Kernel for Stored {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let numbers = self.0.evaluate(batch)?;
        let rows = batch.num_rows();
        Ok(Arc::new(Int64Array::new(numbers.values(rows).into(), numbers.nulls)))
    }
}

impl Compiled {
    fn new(rule: &Arc<Rule>, schema: &SchemaRef, scan: &Arc<Scan>, shared: &Shared) -> Compiled {
        let layout = Layout::of(rule.subject, schema, shared.width);
        let by_row = |node: &Node| {
            let kernel = ByRow {
                relation: rule.subject,
                slots: slots_of(node).into_iter().collect(),
                relations: rule.relations().clone(),
                types: rule.reading.attributes.clone(),
                condition: closure::Condition::new(node),
                scan: scan.clone(),
            };
            Condition { expr: Computed::condition(sharing::key(node), kernel), fallible: node.is_fallible() }
        };
        let compiler = Compiler { scan: scan.clone(), shared: Some(shared), by_row: Some(&by_row) };
        let condition = rule.folded.as_ref().and_then(|node| conditions::compile(node, &layout, &compiler).ok());
        Compiled { rule: rule.clone(), condition, goes_on: rule.tree.is_none() }
    }

    fn evaluate(&self, batch: &RecordBatch, wide: &RecordBatch, scan: &Scan) -> Result<Outcome> {
        let rows = batch.num_rows();
        let truth = match &self.condition {
            Some(condition) => condition.truth(wide)?,
            None => Truth::all(true, rows),
        };
        let open = match (self.goes_on || self.condition.is_none(), truth.undecided) {
            (true, Some(undecided)) => Some(&truth.holds | &undecided),
            (true, None) => Some(truth.holds.clone()),
            (false, undecided) => undecided,
        };
        let Some(open) = open.filter(BooleanBuffer::has_true) else {
            let hits = if self.goes_on { BooleanBuffer::new_unset(rows) } else { truth.holds };
            return Ok(Outcome { hits: BooleanArray::new(hits, None), errors: Vec::new() });
        };
        let view = View::new(self.rule.subject, self.rule.slots(), self.rule.relations(), batch);
        let mut hits: Vec<bool> = if self.goes_on { vec![false; rows] } else { truth.holds.iter().collect() };
        let mut errors = Vec::new();
        for index in open.set_indices() {
            let row = view.row(index, &self.rule.reading.attributes);
            match self.holds(&row, &mut Moment::new(scan.at, &scan.zone, &scan.calendar)) {
                Ok(holds) => hits[index] = holds,
                Err(error) => {
                    hits[index] = false;
                    errors.push((index, error));
                }
            }
        }
        Ok(Outcome { hits: BooleanArray::from(hits), errors })
    }
}

impl Compiled {
    /// The answer on a row that columns left undecided. Where there is a tree its closures have the last word: they and the
    /// interpreter fail on the same rows, and a scan may meet many of them.
    fn holds(&self, row: &dyn Row, moment: &mut Moment<'_>) -> std::result::Result<bool, RunError> {
        match (&self.rule.condition, &self.rule.tree) {
            (Some(condition), Some(_)) => condition
                .holds(row, moment)
                .map_err(|failure| self.rule.error(Some(self.rule.source.place(failure.span.start)), failure.fault.to_string())),
            _ => self.rule.holds(row, moment),
        }
    }
}

/// A condition that no column kernel holds, by closures over the batch's rows.
struct ByRow {
    relation: &'static Relation,
    slots: Vec<usize>,
    relations: BTreeMap<&'static str, &'static Relation>,
    types: BTreeMap<String, Ty>,
    condition: closure::Condition,
    scan: Arc<Scan>,
}

impl Kernel for ByRow {
    fn compute(&self, batch: &RecordBatch) -> Result<ArrayRef> {
        let view = View::new(self.relation, &self.slots, &self.relations, batch);
        let mut valid = Vec::with_capacity(batch.num_rows());
        let holds: Vec<bool> = (0..batch.num_rows())
            .map(|index| {
                let row = view.row(index, &self.types);
                let answer = self.condition.holds(&row, &mut Moment::new(self.scan.at, &self.scan.zone, &self.scan.calendar));
                valid.push(answer.is_ok());
                answer.unwrap_or(false)
            })
            .collect();
        let nulls = NullBuffer::from(valid);
        let nulls = (nulls.null_count() > 0).then_some(nulls);
        Ok(Arc::new(BooleanArray::new(holds.into(), nulls)))
    }
}
