//! One value as JSON, from which its text comes too.

use arrow::array::{AnyDictionaryArray, Array, AsArray};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Map, Value};

use super::QueryError;
use crate::time::{Day, SECOND, format_utc};

/// The value in a row as JSON. Floats that are no number are null, as JSON has none.
pub(super) fn value(array: &dyn Array, row: usize) -> Result<Value, QueryError> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int8 => number::<Int8Type>(array, row).into(),
        DataType::Int16 => number::<Int16Type>(array, row).into(),
        DataType::Int32 => number::<Int32Type>(array, row).into(),
        DataType::Int64 => number::<Int64Type>(array, row).into(),
        DataType::UInt8 => number::<UInt8Type>(array, row).into(),
        DataType::UInt16 => number::<UInt16Type>(array, row).into(),
        DataType::UInt32 => number::<UInt32Type>(array, row).into(),
        DataType::UInt64 => number::<UInt64Type>(array, row).into(),
        DataType::Float32 => f64::from(number::<Float32Type>(array, row)).into(),
        DataType::Float64 => number::<Float64Type>(array, row).into(),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::Date32 => Day(number::<Date32Type>(array, row)).to_string().into(),
        DataType::Timestamp(unit, _) => format_utc(micros(array, *unit, row)).into(),
        DataType::FixedSizeBinary(_) => {
            array.as_fixed_size_binary().value(row).iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            match key(dictionary, row) {
                Some(key) => value(dictionary.values().as_ref(), key)?,
                None => Value::Null,
            }
        }
        DataType::List(_) => {
            let entries = array.as_list::<i32>().value(row);
            let values = (0..entries.len()).map(|entry| value(&entries, entry)).collect::<Result<Vec<Value>, QueryError>>()?;
            Value::Array(values)
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            let mut object = Map::new();
            for (field, column) in fields.iter().zip(columns.columns()) {
                object.insert(field.name().clone(), value(column, row)?);
            }
            Value::Object(object)
        }
        DataType::Map(_, _) => {
            let entries = array.as_map().value(row);
            let mut object = Map::new();
            for entry in 0..entries.len() {
                let name = text(&value(entries.column(0), entry)?);
                object.insert(name, value(entries.column(1), entry)?);
            }
            Value::Object(object)
        }
        _ => {
            let failed = |error: arrow::error::ArrowError| QueryError::Failed { message: error.to_string() };
            let formatter = ArrayFormatter::try_new(array, &FormatOptions::default()).map_err(failed)?;
            formatter.value(row).to_string().into()
        }
    })
}

/// A value as text: nothing for null, JSON for lists and objects.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

fn micros(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => number::<TimestampSecondType>(array, row).saturating_mul(SECOND),
        TimeUnit::Millisecond => number::<TimestampMillisecondType>(array, row).saturating_mul(1000),
        TimeUnit::Microsecond => number::<TimestampMicrosecondType>(array, row),
        TimeUnit::Nanosecond => number::<TimestampNanosecondType>(array, row).div_euclid(1000),
    }
}

/// The key of one row, without laying out those of all.
fn key(dictionary: &dyn AnyDictionaryArray, row: usize) -> Option<usize> {
    let one = dictionary.slice(row, 1);
    one.as_any_dictionary_opt()?.normalized_keys().first().copied()
}
