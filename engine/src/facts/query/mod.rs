//! Read-only SQL over a snapshot.
//!
//! A [`Session`] pins one snapshot for all relations: everything a query reads is at its position. Only `SELECT`, `EXPLAIN`,
//! `DESCRIBE` and `SHOW` are let in; there is no way to a file, a URL or a setting. Rows, time and memory are bounded by [`Limits`].
//! `now()` and `current_date` are those of the snapshot.
//!
//! ```text
//! SELECT dept_code, count(*) AS late FROM "case" WHERE clock_stop_at > promised_due_at GROUP BY dept_code
//! SELECT attributes['neighborhood'] FROM "case" WHERE case_no = '101001341232'
//! SELECT local_day(received_at), count(*) FROM "case" GROUP BY 1
//! DESCRIBE link
//! ```

mod describe;
mod functions;
mod guard;
mod instants;
mod provider;
mod reference;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

pub use describe::{Described, describe, relations};
pub use functions::{Clocks, FUNCTIONS, FunctionDoc};
pub use reference::facts_markdown;
pub use write::{Format, width};

use super::others::{DUTY, DUTY_SQL, EVENT, EventSource};
use super::store::Snapshot;
use guard::{Asked, hint_of_name};

/// Bounds of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of an answer; more are refused, never cut.
    pub rows: Option<usize>,
    /// Time from planning to the last row.
    pub time: Option<Duration>,
    /// Bytes that sorting, joining and grouping may hold.
    pub memory: Option<usize>,
    /// Threads; the machine's processors where none are given.
    pub threads: Option<usize>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { rows: None, time: None, memory: Some(2 << 30), threads: None }
    }
}

/// Why a query has no answer. The texts say what and how to mend it; they hold no text of the engine's inner plans.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is no SQL.
    #[error("the SQL cannot be read: {message}")]
    Syntax {
        /// Where it stops making sense.
        message: String,
    },
    /// It would do something else than read.
    #[error("{what} is not possible here: facts are read only; use SELECT, EXPLAIN, DESCRIBE or SHOW TABLES")]
    NotReadOnly {
        /// The statement.
        what: String,
    },
    /// A relation that is not there.
    #[error("there is no relation called {name}{hint}; SHOW TABLES lists them")]
    UnknownRelation {
        /// As written.
        name: String,
        /// The nearest right name.
        hint: String,
    },
    /// A column that is not there.
    #[error("there is no column called {name}{hint}; DESCRIBE shows the columns of a relation")]
    UnknownColumn {
        /// As written.
        name: String,
        /// The nearest right name.
        hint: String,
    },
    /// More rows than allowed.
    #[error("the answer has more than {limit} rows; add LIMIT, a condition or a grouping")]
    TooManyRows {
        /// Rows allowed.
        limit: usize,
    },
    /// It took too long.
    #[error("the query took longer than {seconds} seconds and was stopped")]
    TooSlow {
        /// Seconds allowed.
        seconds: u64,
    },
    /// It needed too much memory.
    #[error("the query needs more than {megabytes} MB for sorting, joining or grouping and was stopped")]
    TooLarge {
        /// Megabytes allowed.
        megabytes: usize,
    },
    /// Anything else: a wrong type, a division by zero.
    #[error("the query failed: {message}")]
    Failed {
        /// What the engine says of it.
        message: String,
    },
    /// The answer could not be written.
    #[error("the answer cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// An answer: rows, and what they are as of.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Columns.
    pub schema: SchemaRef,
    /// Rows.
    pub batches: Vec<RecordBatch>,
    /// Position of the ledger they are at.
    pub position: i64,
    /// Instant they are as of.
    pub now: crate::time::Micros,
}

impl Answer {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Writes the rows.
    ///
    /// # Errors
    /// If the output does not take them, or a value has no form in the format.
    pub fn write(&self, format: Format, out: &mut dyn std::io::Write) -> Result<(), QueryError> {
        write::write(self, format, out)
    }
}

/// Queries over one snapshot.
pub struct Session {
    context: SessionContext,
    snapshot: Arc<Snapshot>,
    limits: Limits,
    duty: tokio::sync::OnceCell<()>,
}

impl Session {
    /// A session over a snapshot. `clocks` are the zones and calendars behind the functions; `events` is where the relation `event`
    /// is read from, which is empty without it.
    ///
    /// # Errors
    /// None that these arguments could cause: DataFusion's own set-up can fail.
    pub fn new(
        snapshot: Arc<Snapshot>,
        clocks: Clocks,
        limits: Limits,
        events: Option<Arc<dyn EventSource>>,
    ) -> Result<Session, QueryError> {
        let failed = |error: DataFusionError| QueryError::Failed { message: error.strip_backtrace() };
        let threads = limits.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
        let mut config = SessionConfig::new().with_target_partitions(threads).with_information_schema(false);
        config.options_mut().sql_parser.map_string_types_to_utf8view = false;
        // Spilling would write facts to a folder that nobody guards.
        let no_disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let mut runtime = RuntimeEnvBuilder::new().with_disk_manager_builder(no_disk);
        if let Some(bytes) = limits.memory {
            runtime = runtime.with_memory_limit(bytes, 1.0);
        }
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime.build_arc().map_err(failed)?)
            .with_default_features()
            .with_table_functions(Default::default())
            .with_table_factories(Default::default())
            .with_file_formats(Vec::new())
            .build();
        let context = SessionContext::new_with_state(state);
        instants::fix(&context, snapshot.now, &clocks);
        for function in functions::all(&Arc::new(clocks)) {
            context.register_udf(function);
        }
        for relation in describe::all().filter(|relation| relation.name != DUTY.name) {
            let table = if relation.name == EVENT.name {
                provider::events(&snapshot, events.clone())
            } else {
                provider::relation(relation, &snapshot, threads)
            };
            context.register_table(relation.name, table.map_err(failed)?).map_err(failed)?;
        }
        Ok(Session { context, snapshot, limits, duty: tokio::sync::OnceCell::new() })
    }

    /// The snapshot it reads.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Answers one statement.
    ///
    /// # Errors
    /// As [`QueryError`] tells.
    pub async fn run(&self, sql: &str) -> Result<Answer, QueryError> {
        match self.limits.time {
            None => self.answer(sql).await,
            Some(time) => match tokio::time::timeout(time, self.answer(sql)).await {
                Ok(answer) => answer,
                Err(_) => Err(QueryError::TooSlow { seconds: time.as_secs() }),
            },
        }
    }

    async fn answer(&self, sql: &str) -> Result<Answer, QueryError> {
        let (statement, is_explain) = match guard::read(sql)? {
            Asked::Rows { statement, is_explain } => (statement, is_explain),
            Asked::Describe(name) => return self.made(describe::batch(&name)),
            Asked::Relations => return self.made(describe::list(&self.snapshot)),
        };
        let state = self.context.state();
        let references = state.resolve_table_references(&statement).map_err(|error| self.explained(&error))?;
        for reference in &references {
            let is_ours = reference.schema().is_none_or(|schema| schema == "public") && describe::find(reference.table()).is_some();
            if !is_ours {
                return Err(describe::unknown(&reference.to_string()));
            }
            if reference.table() == DUTY.name {
                self.duty.get_or_try_init(|| self.register_duty()).await?;
            }
        }
        let plan = self.context.state().statement_to_plan(*statement).await.map_err(|error| self.explained(&error))?;
        guard::check(&plan)?;
        let mut frame = self.context.execute_logical_plan(plan).await.map_err(|error| self.explained(&error))?;
        if let Some(limit) = self.limits.rows.filter(|_| !is_explain) {
            frame = frame.limit(0, Some(limit.saturating_add(1))).map_err(|error| self.explained(&error))?;
        }
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await.map_err(|error| self.explained(&error))?;
        // Batches know better whether a column can be null than the plan did.
        let schema = batches.first().map_or(schema, RecordBatch::schema);
        let answer = Answer { schema, batches, position: self.snapshot.position, now: self.snapshot.now };
        match self.limits.rows {
            Some(limit) if !is_explain && answer.rows() > limit => Err(QueryError::TooManyRows { limit }),
            _ => Ok(answer),
        }
    }

    /// `duty` is planned only where it is asked for.
    async fn register_duty(&self) -> Result<(), QueryError> {
        let view = self.context.sql(DUTY_SQL).await.map_err(|error| self.explained(&error))?.into_view();
        self.context.register_table(DUTY.name, view).map_err(|error| self.explained(&error))?;
        Ok(())
    }

    fn made(&self, batch: Result<RecordBatch, QueryError>) -> Result<Answer, QueryError> {
        let batch = batch?;
        Ok(Answer { schema: batch.schema(), batches: vec![batch], position: self.snapshot.position, now: self.snapshot.now })
    }

    fn explained(&self, error: &DataFusionError) -> QueryError {
        use datafusion::common::SchemaError;
        match error.find_root() {
            DataFusionError::SchemaError(fault, _) => {
                if let SchemaError::FieldNotFound { field, valid_fields } = &**fault {
                    let names: BTreeMap<&str, ()> = valid_fields.iter().map(|column| (column.name.as_str(), ())).collect();
                    return QueryError::UnknownColumn { name: field.name.clone(), hint: hint_of_name(&field.name, names.keys().copied()) };
                }
                QueryError::Failed { message: fault.to_string() }
            }
            DataFusionError::ResourcesExhausted(_) => QueryError::TooLarge { megabytes: self.limits.memory.unwrap_or(usize::MAX) >> 20 },
            DataFusionError::SQL(parse, _) => QueryError::Syntax { message: parse.to_string() },
            root => QueryError::Failed { message: root.strip_backtrace() },
        }
    }
}
