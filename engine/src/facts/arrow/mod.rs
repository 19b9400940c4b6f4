//! The one mapping from our column types to Arrow, and the builders that follow it.
//!
//! | type | Arrow |
//! |---|---|
//! | Int, Fen | Int64 |
//! | Ts | Timestamp(Microsecond, "UTC") |
//! | Date | Date32 |
//! | Text | Utf8 |
//! | Code | Dictionary(Int32, Utf8) |
//! | Key | FixedSizeBinary(16), big endian, so that its hexadecimal digits read as the token is shown |
//! | Bool | Boolean |
//! | List(relation) | List of Struct of the relation's columns, without its own lists and attributes |
//! | Attributes | Map from Utf8 to Utf8; null where a row has none |
//!
//! Every column is nullable and fields carry no metadata. An attribute's value is text: integers in decimal digits, booleans as
//! `true` and `false`. A map, not a struct, because the names are a profile's: the schema is the same for all centres, and
//! `attributes['x']` is null, not an error, where the profile has no `x`.

mod build;
mod codes;
mod view;

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};

pub use build::{RowsBuilder, attribute_text};
pub use codes::CodeBuilder;
pub use view::{Cell, ColumnView};

use super::relations;
use crate::schema::{Relation, Type};

/// Bytes of a key.
pub const KEY_BYTES: i32 = 16;

/// Finds the relation that a list column names.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<&'static Relation>;

/// The Arrow type of a column type; lists name walked relations.
pub fn data_type(ty: Type) -> DataType {
    data_type_with(ty, &relations::walked)
}

/// The Arrow type of a column type, with the relations that lists may name.
pub fn data_type_with(ty: Type, lookup: Lookup<'_>) -> DataType {
    match ty {
        Type::Text => DataType::Utf8,
        Type::Code => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Type::Key => DataType::FixedSizeBinary(KEY_BYTES),
        Type::Int | Type::Fen => DataType::Int64,
        Type::Bool => DataType::Boolean,
        Type::Ts => DataType::Timestamp(TimeUnit::Microsecond, Some(utc())),
        Type::Date => DataType::Date32,
        Type::List(name) => DataType::List(entry_field(lookup(name), lookup)),
        Type::Attributes => DataType::Map(map_field(DataType::Utf8, DataType::Utf8), false),
    }
}

/// The schema of a relation; lists name walked relations.
pub fn schema_of(relation: &Relation) -> SchemaRef {
    schema_with(relation, &relations::walked)
}

/// The schema of a relation, with the relations that lists may name.
pub fn schema_with(relation: &Relation, lookup: Lookup<'_>) -> SchemaRef {
    let field = |column: &crate::schema::Column| Field::new(column.name, data_type_with(column.ty, lookup), true);
    Arc::new(Schema::new(relation.columns.iter().map(field).collect::<Fields>()))
}

/// The fields of a list's entries: the relation's columns without lists and attributes.
pub fn entry_fields(relation: &Relation) -> Fields {
    entry_columns(relation).map(|(_, column)| Field::new(column.name, data_type(column.ty), true)).collect()
}

/// The columns that a list's entries have, with their slots.
pub fn entry_columns(relation: &Relation) -> impl Iterator<Item = (usize, &crate::schema::Column)> {
    relation.columns.iter().enumerate().filter(|(_, column)| !matches!(column.ty, Type::List(_) | Type::Attributes))
}

fn entry_field(relation: Option<&'static Relation>, lookup: Lookup<'_>) -> Arc<Field> {
    let fields: Fields = match relation {
        Some(relation) => {
            entry_columns(relation).map(|(_, column)| Field::new(column.name, data_type_with(column.ty, lookup), true)).collect()
        }
        None => Fields::empty(),
    };
    Arc::new(Field::new("item", DataType::Struct(fields), true))
}

/// The entries field of a map with these types; Arrow wants keys that are never null.
pub(super) fn map_field(key: DataType, value: DataType) -> Arc<Field> {
    let fields = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    Arc::new(Field::new("entries", DataType::Struct(fields), false))
}

pub(super) fn utc() -> Arc<str> {
    Arc::from("UTC")
}
