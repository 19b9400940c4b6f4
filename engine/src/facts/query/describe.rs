//! What relations there are and what their columns mean, from the one definition that also makes their schema.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;

use super::QueryError;
use super::guard::hint_of_name;
use crate::facts::others;
use crate::facts::relations::WALKED;
use crate::facts::store::Snapshot;
use crate::schema::{Clock, Relation, Type};

/// A column as `DESCRIBE` shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Described {
    /// Name.
    pub name: &'static str,
    /// Type: text, code, key, int, bool, ts, date, fen, attributes, or `list of` a relation.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether it is part of the key.
    pub is_key: bool,
    /// With what its value may change: `events`, `midnight` or `instant`.
    pub changes: &'static str,
    /// The field's Chinese term.
    pub zh: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// Every relation that can be asked for, the walked ones first.
pub fn relations() -> Vec<&'static Relation> {
    all().collect()
}

pub(super) fn all() -> impl Iterator<Item = &'static Relation> {
    WALKED.iter().chain(others::ALL).copied()
}

pub(super) fn find(name: &str) -> Option<&'static Relation> {
    all().find(|relation| relation.name == name)
}

/// The columns of a relation; `None` if there is none of the name.
pub fn describe(relation: &str) -> Option<Vec<Described>> {
    let relation = find(relation)?;
    let described = relation.columns.iter().map(|column| Described {
        name: column.name,
        ty: type_word(column.ty),
        is_key: relation.key.contains(&column.name),
        changes: match column.clock {
            Clock::Events => "events",
            Clock::Rising | Clock::Falling => "midnight",
            Clock::Instant => "instant",
        },
        zh: column.zh,
        doc: column.doc,
    });
    Some(described.collect())
}

pub(super) fn unknown(name: &str) -> QueryError {
    QueryError::UnknownRelation { name: name.to_owned(), hint: hint_of_name(name, all().map(|relation| relation.name)) }
}

/// The answer to `DESCRIBE`.
pub(super) fn batch(name: &str) -> Result<RecordBatch, QueryError> {
    let Some(columns) = describe(name) else { return Err(unknown(name)) };
    let text = |read: fn(&Described) -> &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(columns.iter().map(read))) };
    made(vec![
        ("name", text(|column| column.name)),
        ("type", text(|column| &column.ty)),
        ("key", Arc::new(BooleanArray::from_iter(columns.iter().map(|column| Some(column.is_key))))),
        ("changes", text(|column| column.changes)),
        ("zh", text(|column| column.zh)),
        ("doc", text(|column| column.doc)),
    ])
}

/// The answer to `SHOW TABLES`.
pub(super) fn list(snapshot: &Snapshot) -> Result<RecordBatch, QueryError> {
    let relations = relations();
    let text = |read: fn(&Relation) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(relations.iter().map(|relation| read(relation))))
    };
    // Views and the ledger's events have no rows of their own here.
    let rows = relations.iter().map(|relation| {
        let is_counted = WALKED.iter().any(|walked| walked.name == relation.name) || snapshot.table(relation.name).is_some();
        is_counted.then(|| snapshot.rows(relation.name) as i64)
    });
    made(vec![
        ("name", text(|relation| relation.name)),
        ("zh", text(|relation| relation.zh)),
        ("rows", Arc::new(Int64Array::from_iter(rows))),
        ("doc", text(|relation| relation.doc)),
    ])
}

fn made(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, QueryError> {
    let field =
        |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), matches!(array.data_type(), DataType::Int64));
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(schema, arrays).map_err(|error| QueryError::Failed { message: error.to_string() })
}

fn type_word(ty: Type) -> String {
    match ty {
        Type::Text => "text".to_owned(),
        Type::Code => "code".to_owned(),
        Type::Key => "key".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Ts => "ts".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Fen => "fen".to_owned(),
        Type::List(relation) => format!("list of {relation}"),
        Type::Attributes => "attributes".to_owned(),
    }
}
