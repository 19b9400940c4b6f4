//! Relations of a snapshot as tables of DataFusion.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

use crate::facts::arrow::schema_of;
use crate::facts::others::{EVENT, EventSource, event_batch};
use crate::facts::relations;
use crate::facts::store::{Piece, Snapshot};
use crate::schema::Relation;

/// Cases of one batch of a scan.
const PIECE_CASES: usize = 8_192;
/// Events read from the ledger at a time.
const EVENT_PAGE: usize = 5_000;

/// A relation of a snapshot, walked or not.
pub(super) fn relation(relation: &'static Relation, snapshot: &Arc<Snapshot>, threads: usize) -> Result<Arc<dyn TableProvider>> {
    if relations::walked(relation.name).is_some() {
        return Ok(Arc::new(FactTable { relation, schema: schema_of(relation), snapshot: Arc::clone(snapshot), threads }));
    }
    let mut partitions = vec![Vec::new(); threads];
    for (place, batch) in snapshot.table(relation.name).into_iter().flat_map(|table| table.batches()).enumerate() {
        partitions[place % threads].push(batch.clone());
    }
    Ok(Arc::new(MemTable::try_new(schema_of(relation), partitions)?))
}

/// The events of the ledger up to the snapshot's position; empty without a source.
pub(super) fn events(snapshot: &Arc<Snapshot>, source: Option<Arc<dyn EventSource>>) -> Result<Arc<dyn TableProvider>> {
    Ok(match source {
        Some(source) => Arc::new(EventTable { schema: schema_of(&EVENT), source, position: snapshot.position }),
        None => Arc::new(MemTable::try_new(schema_of(&EVENT), vec![Vec::new()])?),
    })
}

struct FactTable {
    relation: &'static Relation,
    schema: SchemaRef,
    snapshot: Arc<Snapshot>,
    threads: usize,
}

impl fmt::Debug for FactTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactTable({})", self.relation.name)
    }
}

/// What `scan` gives, spelled out as `async_trait` spells it.
type Scanning<'a> = Pin<Box<dyn Future<Output = Result<Arc<dyn ExecutionPlan>>> + Send + 'a>>;

impl FactTable {
    fn plan(&self, projection: Option<&Vec<usize>>, filters: &[Expr]) -> Result<Arc<dyn ExecutionPlan>> {
        let slots: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&slots)?);
        let wanted = |name: &str| filters.iter().find_map(|filter| equals(filter, name));
        let pieces = match wanted("case_no") {
            Some(case_no) => self.snapshot.pieces_of(wanted("centre").as_deref(), &case_no),
            None => self.snapshot.pieces(PIECE_CASES),
        };
        let mut partitions: Vec<Vec<Piece>> = vec![Vec::new(); self.threads.min(pieces.len()).max(1)];
        let count = partitions.len();
        for (place, piece) in pieces.into_iter().enumerate() {
            partitions[place % count].push(piece);
        }
        Ok(Arc::new(ScanExec::new(self.relation.name, schema, Source::Facts { relation: self.relation, slots, partitions })))
    }
}

impl TableProvider for FactTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // The index finds a case by its number; the filter itself still runs over what it finds.
        let support = |filter: &&Expr| match equals(filter, "case_no").or_else(|| equals(filter, "centre")) {
            Some(_) => TableProviderFilterPushDown::Inexact,
            None => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    fn scan<'life0, 'life1, 'life2, 'life3, 'async_trait>(
        &'life0 self,
        _state: &'life1 dyn Session,
        projection: Option<&'life2 Vec<usize>>,
        filters: &'life3 [Expr],
        _limit: Option<usize>,
    ) -> Scanning<'async_trait>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        'life2: 'async_trait,
        'life3: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move { self.plan(projection, filters) })
    }
}

/// The text that a filter wants a column to equal.
fn equals(filter: &Expr, name: &str) -> Option<String> {
    let Expr::BinaryExpr(binary) = filter else { return None };
    if binary.op != Operator::Eq {
        return None;
    }
    let (column, value) = match (&*binary.left, &*binary.right) {
        (Expr::Column(column), Expr::Literal(value, _)) | (Expr::Literal(value, _), Expr::Column(column)) => (column, value),
        _ => return None,
    };
    (column.name == name).then(|| value.try_as_str().flatten().map(str::to_owned)).flatten()
}

struct EventTable {
    schema: SchemaRef,
    source: Arc<dyn EventSource>,
    position: i64,
}

impl fmt::Debug for EventTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventTable(to position {})", self.position)
    }
}

impl TableProvider for EventTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn scan<'life0, 'life1, 'life2, 'life3, 'async_trait>(
        &'life0 self,
        _state: &'life1 dyn Session,
        projection: Option<&'life2 Vec<usize>>,
        _filters: &'life3 [Expr],
        _limit: Option<usize>,
    ) -> Scanning<'async_trait>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        'life2: 'async_trait,
        'life3: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let slots: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
            let schema = Arc::new(self.schema.project(&slots)?);
            let source = Source::Events { source: Arc::clone(&self.source), position: self.position, slots };
            Ok(Arc::new(ScanExec::new(EVENT.name, schema, source)) as Arc<dyn ExecutionPlan>)
        })
    }
}

enum Source {
    Facts { relation: &'static Relation, slots: Vec<usize>, partitions: Vec<Vec<Piece>> },
    Events { source: Arc<dyn EventSource>, position: i64, slots: Vec<usize> },
}

/// A scan of one relation: each partition widens its pieces one by one as they are asked for.
struct ScanExec {
    name: &'static str,
    schema: SchemaRef,
    source: Arc<Source>,
    properties: Arc<PlanProperties>,
}

impl ScanExec {
    fn new(name: &'static str, schema: SchemaRef, source: Source) -> ScanExec {
        let partitions = match &source {
            Source::Facts { partitions, .. } => partitions.len(),
            Source::Events { .. } => 1,
        };
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(partitions),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        ScanExec { name, schema, source: Arc::new(source), properties: Arc::new(properties) }
    }
}

impl fmt::Debug for ScanExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScanExec({})", self.name)
    }
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let pieces = match &*self.source {
            Source::Facts { partitions, .. } => partitions.iter().map(Vec::len).sum(),
            Source::Events { .. } => 1,
        };
        write!(f, "ScanExec: relation={}, pieces={pieces}, columns=[{}]", self.name, columns.join(", "))
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &str {
        "ScanExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(&self, _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut stream = RecordBatchReceiverStream::builder(Arc::clone(&self.schema), 2);
        let out = stream.tx();
        let source = Arc::clone(&self.source);
        stream.spawn(async move {
            match &*source {
                Source::Facts { relation, slots, partitions } => {
                    for piece in partitions.get(partition).into_iter().flatten() {
                        let batch = piece.batch(relation, Some(slots)).map_err(DataFusionError::from);
                        // Nobody listens any more once the query has what it wants.
                        if batch.as_ref().is_ok_and(|batch| batch.num_rows() == 0) {
                            continue;
                        }
                        if out.send(batch).await.is_err() {
                            return Ok(());
                        }
                    }
                }
                Source::Events { source, position, slots } => {
                    let mut after = 0;
                    loop {
                        let mut rows = source.read(after, EVENT_PAGE).await.map_err(DataFusionError::External)?;
                        rows.retain(|row| row.position <= *position);
                        let Some(last) = rows.last() else { return Ok(()) };
                        after = last.position;
                        rows.retain(|row| source.shows(row));
                        if rows.is_empty() {
                            continue;
                        }
                        let batch = event_batch(rows).and_then(|batch| batch.project(slots)).map_err(DataFusionError::from);
                        if out.send(batch).await.is_err() {
                            return Ok(());
                        }
                    }
                }
            }
            Ok(())
        });
        Ok(stream.build())
    }
}
