//! Rows become columns.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, FixedSizeBinaryBuilder, Int64Builder, ListArray, MapArray, NullBufferBuilder, StringArray,
    StringBuilder, StructArray, TimestampMicrosecondBuilder,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::{CodeBuilder, KEY_BYTES, entry_columns, entry_fields, map_field, schema_of, utc};
use crate::case::values::AttributeValue;
use crate::facts::relations;
use crate::schema::{Relation, Row, Slot, Type};
use crate::sym::Sym;

/// An attribute's value as the text that SQL sees.
pub fn attribute_text(value: &AttributeValue) -> std::borrow::Cow<'_, str> {
    match value {
        AttributeValue::Text(text) => (&**text).into(),
        AttributeValue::Int(value) => value.to_string().into(),
        AttributeValue::Bool(value) => if *value { "true" } else { "false" }.into(),
    }
}

enum ColumnBuilder {
    Text(StringBuilder),
    Code(CodeBuilder),
    Key(FixedSizeBinaryBuilder),
    Int(Int64Builder),
    Bool(BooleanBuilder),
    Ts(TimestampMicrosecondBuilder),
    Date(Date32Builder),
    List(ListBuilder),
    Attributes(AttributesBuilder),
    /// A list that is kept elsewhere.
    Left,
}

impl ColumnBuilder {
    fn new(ty: Type, with_lists: bool) -> ColumnBuilder {
        match ty {
            Type::Text => ColumnBuilder::Text(StringBuilder::new()),
            Type::Code => ColumnBuilder::Code(CodeBuilder::default()),
            Type::Key => ColumnBuilder::Key(FixedSizeBinaryBuilder::new(KEY_BYTES)),
            Type::Int | Type::Fen => ColumnBuilder::Int(Int64Builder::new()),
            Type::Bool => ColumnBuilder::Bool(BooleanBuilder::new()),
            Type::Ts => ColumnBuilder::Ts(TimestampMicrosecondBuilder::new().with_timezone(utc())),
            Type::Date => ColumnBuilder::Date(Date32Builder::new()),
            Type::List(name) if with_lists => {
                relations::walked(name).map_or(ColumnBuilder::Left, |entry| ColumnBuilder::List(ListBuilder::new(entry)))
            }
            Type::List(_) => ColumnBuilder::Left,
            Type::Attributes => ColumnBuilder::Attributes(AttributesBuilder::default()),
        }
    }

    /// A slot of another type than its column's is a fault of the relation's definition, which tests find; it is stored as null.
    fn append(&mut self, slot: Slot<'_>) -> Result<(), ArrowError> {
        match (self, slot) {
            (ColumnBuilder::Text(builder), Slot::Text(text)) => builder.append_value(text),
            (ColumnBuilder::Text(builder), _) => builder.append_null(),
            (ColumnBuilder::Code(builder), Slot::Text(text)) => builder.append(text),
            (ColumnBuilder::Code(builder), _) => builder.append_null(),
            (ColumnBuilder::Key(builder), Slot::Key(key)) => builder.append_value(key.0.to_be_bytes())?,
            (ColumnBuilder::Key(builder), _) => builder.append_null(),
            (ColumnBuilder::Int(builder), Slot::Int(value)) => builder.append_value(value),
            (ColumnBuilder::Int(builder), _) => builder.append_null(),
            (ColumnBuilder::Bool(builder), Slot::Bool(value)) => builder.append_value(value),
            (ColumnBuilder::Bool(builder), _) => builder.append_null(),
            (ColumnBuilder::Ts(builder), Slot::Ts(at)) => builder.append_value(at),
            (ColumnBuilder::Ts(builder), _) => builder.append_null(),
            (ColumnBuilder::Date(builder), Slot::Date(day)) => builder.append_value(day.0),
            (ColumnBuilder::Date(builder), _) => builder.append_null(),
            (ColumnBuilder::List(builder), Slot::Rows(rows)) => builder.append(Some(rows))?,
            (ColumnBuilder::List(builder), _) => builder.append(None)?,
            (ColumnBuilder::Attributes(_) | ColumnBuilder::Left, _) => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Option<ArrayRef>, ArrowError> {
        Ok(Some(match self {
            ColumnBuilder::Text(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Code(builder) => builder.finish()?,
            ColumnBuilder::Key(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Int(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Bool(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Ts(builder) => Arc::new(builder.finish().with_timezone(utc())),
            ColumnBuilder::Date(builder) => Arc::new(builder.finish()),
            ColumnBuilder::List(builder) => builder.finish()?,
            ColumnBuilder::Attributes(builder) => builder.finish()?,
            ColumnBuilder::Left => return Ok(None),
        }))
    }
}

/// Rows of one relation become a [`RecordBatch`] of its schema.
pub struct RowsBuilder {
    relation: &'static Relation,
    columns: Vec<(usize, ColumnBuilder)>,
    len: usize,
}

impl RowsBuilder {
    /// A builder of all columns.
    pub fn new(relation: &'static Relation) -> RowsBuilder {
        let columns = relation.columns.iter().enumerate().map(|(slot, column)| (slot, ColumnBuilder::new(column.ty, true))).collect();
        RowsBuilder { relation, columns, len: 0 }
    }

    /// A builder that leaves list columns out: the store keeps their rows in their own relation.
    pub(in crate::facts) fn without_lists(relation: &'static Relation) -> RowsBuilder {
        let columns = relation.columns.iter().enumerate().map(|(slot, column)| (slot, ColumnBuilder::new(column.ty, false))).collect();
        RowsBuilder { relation, columns, len: 0 }
    }

    fn of_entries(relation: &'static Relation) -> RowsBuilder {
        let columns = entry_columns(relation).map(|(slot, column)| (slot, ColumnBuilder::new(column.ty, false))).collect();
        RowsBuilder { relation, columns, len: 0 }
    }

    /// Appends a row with the attributes it has.
    ///
    /// # Errors
    /// If a column outgrows what Arrow can hold.
    pub fn append(&mut self, row: &dyn Row, attributes: &[(Sym, AttributeValue)]) -> Result<(), ArrowError> {
        for (slot, column) in &mut self.columns {
            match column {
                ColumnBuilder::Attributes(builder) => builder.append(attributes)?,
                column => column.append(row.get(*slot))?,
            }
        }
        self.len += 1;
        Ok(())
    }

    /// Rows appended.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no row was appended.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows so far as one batch; the builder is empty afterwards.
    ///
    /// # Errors
    /// If a column outgrew what Arrow can hold.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let schema = schema_of(self.relation);
        let len = std::mem::take(&mut self.len);
        let columns = self
            .columns
            .iter_mut()
            .zip(schema.fields())
            .map(|((_, column), field)| Ok(column.finish()?.unwrap_or_else(|| arrow::array::new_null_array(field.data_type(), len))))
            .collect::<Result<Vec<ArrayRef>, ArrowError>>()?;
        RecordBatch::try_new(schema, columns)
    }

    /// The columns so far, `None` for lists left out; the builder is empty afterwards.
    pub(in crate::facts) fn finish_columns(&mut self) -> Result<Vec<Option<ArrayRef>>, ArrowError> {
        self.len = 0;
        self.columns.iter_mut().map(|(_, column)| column.finish()).collect()
    }
}

struct ListBuilder {
    entries: RowsBuilder,
    ends: Vec<i32>,
    validity: NullBufferBuilder,
}

impl ListBuilder {
    fn new(relation: &'static Relation) -> ListBuilder {
        ListBuilder { entries: RowsBuilder::of_entries(relation), ends: vec![0], validity: NullBufferBuilder::new(0) }
    }

    fn append(&mut self, rows: Option<&dyn crate::schema::Rows>) -> Result<(), ArrowError> {
        let mut failed = Ok(());
        if let Some(rows) = rows {
            for index in 0..rows.len() {
                rows.visit(index, &mut |row| {
                    if failed.is_ok() {
                        failed = self.entries.append(row, &[]);
                    }
                });
            }
        }
        failed?;
        self.validity.append(rows.is_some());
        self.ends.push(i32::try_from(self.entries.len).map_err(|_| ArrowError::OffsetOverflowError(self.entries.len))?);
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let len = self.entries.len;
        let columns = self.entries.finish_columns()?.into_iter().flatten().collect();
        let fields = entry_fields(self.entries.relation);
        let entries = StructArray::try_new_with_length(fields.clone(), columns, None, len)?;
        let ends = std::mem::replace(&mut self.ends, vec![0]);
        let item = Arc::new(Field::new("item", DataType::Struct(fields), true));
        Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::new(ScalarBuffer::from(ends)), Arc::new(entries), self.validity.finish())?))
    }
}

struct AttributesBuilder {
    names: StringBuilder,
    values: StringBuilder,
    ends: Vec<i32>,
    validity: NullBufferBuilder,
    count: usize,
}

impl Default for AttributesBuilder {
    fn default() -> AttributesBuilder {
        AttributesBuilder {
            names: StringBuilder::new(),
            values: StringBuilder::new(),
            ends: vec![0],
            validity: NullBufferBuilder::new(0),
            count: 0,
        }
    }
}

impl AttributesBuilder {
    fn append(&mut self, attributes: &[(Sym, AttributeValue)]) -> Result<(), ArrowError> {
        for (name, value) in attributes {
            self.names.append_value(name.text());
            self.values.append_value(attribute_text(value));
        }
        self.count += attributes.len();
        self.validity.append(!attributes.is_empty());
        self.ends.push(i32::try_from(self.count).map_err(|_| ArrowError::OffsetOverflowError(self.count))?);
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let mut built = std::mem::take(self);
        let (names, values): (StringArray, StringArray) = (built.names.finish(), built.values.finish());
        let field = map_field(DataType::Utf8, DataType::Utf8);
        let DataType::Struct(fields) = field.data_type().clone() else {
            return Err(ArrowError::SchemaError("the entries of a map are a struct".to_owned()));
        };
        let entries = StructArray::try_new(fields, vec![Arc::new(names), Arc::new(values)], None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(built.ends));
        Ok(Arc::new(MapArray::try_new(field, offsets, entries, built.validity.finish(), false)?))
    }
}
