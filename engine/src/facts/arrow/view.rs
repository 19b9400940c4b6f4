//! Reading values back out of a column of our mapping.

use arrow::array::{
    Array, BooleanArray, Date32Array, DictionaryArray, FixedSizeBinaryArray, Int64Array, MapArray, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int32Type;

use crate::schema::{Key, Type};
use crate::time::{Day, Micros};

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Missing.
    Null,
    /// Int or Fen.
    Int(i64),
    /// Bool.
    Bool(bool),
    /// Ts.
    Ts(Micros),
    /// Date.
    Date(Day),
    /// Text or Code.
    Text(&'a str),
    /// Key.
    Key(Key),
    /// Attributes, in the order they are stored.
    Attributes(Vec<(&'a str, Option<&'a str>)>),
}

/// A column whose values can be read one by one.
pub enum ColumnView<'a> {
    /// Text.
    Text(&'a StringArray),
    /// Code: keys and texts.
    Code(&'a DictionaryArray<Int32Type>, &'a StringArray),
    /// Key.
    Key(&'a FixedSizeBinaryArray),
    /// Int or Fen.
    Int(&'a Int64Array),
    /// Bool.
    Bool(&'a BooleanArray),
    /// Ts.
    Ts(&'a TimestampMicrosecondArray),
    /// Date.
    Date(&'a Date32Array),
    /// Attributes: the map, its names, its values.
    Attributes(&'a MapArray, &'a StringArray, &'a StringArray),
}

impl<'a> ColumnView<'a> {
    /// The view of an array as a column of a type; `None` for lists and for an array of another type.
    pub fn new(ty: Type, array: &'a dyn Array) -> Option<ColumnView<'a>> {
        let any = array.as_any();
        Some(match ty {
            Type::Text => ColumnView::Text(any.downcast_ref()?),
            Type::Code => {
                let codes: &DictionaryArray<Int32Type> = any.downcast_ref()?;
                ColumnView::Code(codes, codes.values().as_any().downcast_ref()?)
            }
            Type::Key => ColumnView::Key(any.downcast_ref()?),
            Type::Int | Type::Fen => ColumnView::Int(any.downcast_ref()?),
            Type::Bool => ColumnView::Bool(any.downcast_ref()?),
            Type::Ts => ColumnView::Ts(any.downcast_ref()?),
            Type::Date => ColumnView::Date(any.downcast_ref()?),
            Type::Attributes => {
                let map: &MapArray = any.downcast_ref()?;
                ColumnView::Attributes(map, map.keys().as_any().downcast_ref()?, map.values().as_any().downcast_ref()?)
            }
            Type::List(_) => return None,
        })
    }

    /// The value in a row.
    pub fn get(&self, row: usize) -> Cell<'a> {
        if self.is_null(row) {
            return Cell::Null;
        }
        match self {
            ColumnView::Text(array) => Cell::Text(array.value(row)),
            ColumnView::Code(codes, texts) => codes.key(row).map_or(Cell::Null, |key| Cell::Text(texts.value(key))),
            ColumnView::Key(array) => array.value(row).try_into().map_or(Cell::Null, |bytes| Cell::Key(Key(u128::from_be_bytes(bytes)))),
            ColumnView::Int(array) => Cell::Int(array.value(row)),
            ColumnView::Bool(array) => Cell::Bool(array.value(row)),
            ColumnView::Ts(array) => Cell::Ts(array.value(row)),
            ColumnView::Date(array) => Cell::Date(Day(array.value(row))),
            ColumnView::Attributes(map, names, values) => {
                let (start, end) = (map.value_offsets()[row] as usize, map.value_offsets()[row + 1] as usize);
                let value = |entry: usize| (!values.is_null(entry)).then(|| values.value(entry));
                Cell::Attributes((start..end).map(|entry| (names.value(entry), value(entry))).collect())
            }
        }
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            ColumnView::Text(array) => array.is_null(row),
            ColumnView::Code(codes, _) => codes.is_null(row),
            ColumnView::Key(array) => array.is_null(row),
            ColumnView::Int(array) => array.is_null(row),
            ColumnView::Bool(array) => array.is_null(row),
            ColumnView::Ts(array) => array.is_null(row),
            ColumnView::Date(array) => array.is_null(row),
            ColumnView::Attributes(map, ..) => map.is_null(row),
        }
    }
}
