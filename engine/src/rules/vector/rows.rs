//! Rows of a batch as [`Row`]s, for parts that no column kernel holds and for rows that stayed undecided.
//!
//! A batch holds values as of the scan's moment and no clocks, so that [`Row::reach`] knows nothing.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::{Result, exec_datafusion_err};

use super::texts::{Texts, texts_of};
use crate::schema::{Key, Relation, Row, Rows, Slot, Type};
use crate::script::Ty;
use crate::time::{Day, Micros, parse_rfc3339};

/// One column of a batch, ready to be read row by row.
enum Reader {
    Absent,
    Int(ArrayRef),
    Ts(ArrayRef),
    Date(ArrayRef),
    Bool(ArrayRef),
    Text(Texts),
    Key(ArrayRef),
    List { lists: ListArray, entries: Box<View> },
    Attributes(Box<Attributes>),
}

/// A batch whose rows can be read.
pub(super) struct View {
    readers: Vec<Reader>,
    /// Slots of lists.
    lists: Vec<usize>,
    attributes: Option<usize>,
}

impl View {
    /// Reads a batch of a relation; `slots` are the ones that will be asked for, `relations` gives those of lists.
    pub fn new(relation: &Relation, slots: &[usize], relations: &BTreeMap<&'static str, &'static Relation>, batch: &RecordBatch) -> View {
        let columns = relation.columns.iter().enumerate().map(|(slot, column)| {
            let wanted = slots.contains(&slot) || column.ty == Type::Attributes;
            (column.ty, if wanted { batch.column_by_name(column.name).cloned() } else { None })
        });
        View::of(columns.collect(), relations)
    }

    fn of(columns: Vec<(Type, Option<ArrayRef>)>, relations: &BTreeMap<&'static str, &'static Relation>) -> View {
        let readers: Vec<Reader> =
            columns.into_iter().map(|(ty, array)| array.map_or(Reader::Absent, |array| reader(ty, &array, relations))).collect();
        let of = |wanted: fn(&Reader) -> bool| readers.iter().enumerate().filter(move |(_, reader)| wanted(reader)).map(|(slot, _)| slot);
        let lists = of(|reader| matches!(reader, Reader::List { .. })).collect();
        let attributes = of(|reader| matches!(reader, Reader::Attributes(_))).next();
        View { readers, lists, attributes }
    }

    /// Shows a row.
    pub fn row<'v>(&'v self, index: usize, types: &'v BTreeMap<String, Ty>) -> BatchRow<'v> {
        let lists = self.lists.iter().filter_map(|slot| match &self.readers[*slot] {
            Reader::List { lists, entries } if lists.is_valid(index) => {
                let start = lists.value_offsets()[index] as usize;
                let length = lists.value_length(index) as usize;
                Some((*slot, BatchRows { entries, start, length, types }))
            }
            _ => None,
        });
        BatchRow { view: self, index, lists: lists.collect(), types }
    }
}

fn reader(ty: Type, array: &ArrayRef, relations: &BTreeMap<&'static str, &'static Relation>) -> Reader {
    match (ty, array.data_type()) {
        (Type::Int | Type::Fen, DataType::Int64) => Reader::Int(array.clone()),
        (Type::Ts, DataType::Timestamp(_, _)) if array.as_primitive_opt::<TimestampMicrosecondType>().is_some() => {
            Reader::Ts(array.clone())
        }
        (Type::Date, DataType::Date32) => Reader::Date(array.clone()),
        (Type::Bool, DataType::Boolean) => Reader::Bool(array.clone()),
        (Type::Text | Type::Code, _) => texts_of(array).map_or(Reader::Absent, Reader::Text),
        (Type::Key, DataType::FixedSizeBinary(16)) => Reader::Key(array.clone()),
        (Type::List(of), DataType::List(_)) => {
            let lists = array.as_list::<i32>().clone();
            let (Some(relation), Some(entries)) = (relations.get(of), lists.values().as_struct_opt()) else { return Reader::Absent };
            let columns = relation.columns.iter().map(|column| (column.ty, entries.column_by_name(column.name).cloned())).collect();
            let entries = Box::new(View::of(columns, relations));
            Reader::List { lists, entries }
        }
        (Type::Attributes, DataType::Map(_, _)) => {
            Attributes::new(array).map_or(Reader::Absent, |found| Reader::Attributes(Box::new(found)))
        }
        _ => Reader::Absent,
    }
}

/// A row of a batch.
pub(super) struct BatchRow<'v> {
    view: &'v View,
    index: usize,
    lists: Vec<(usize, BatchRows<'v>)>,
    types: &'v BTreeMap<String, Ty>,
}

impl Row for BatchRow<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        let index = self.index;
        let valid = |array: &ArrayRef| array.is_valid(index);
        match self.view.readers.get(slot) {
            None | Some(Reader::Absent | Reader::Attributes(_)) => Slot::Null,
            Some(Reader::Int(array)) if valid(array) => Slot::Int(array.as_primitive::<Int64Type>().value(index)),
            Some(Reader::Ts(array)) if valid(array) => Slot::Ts(array.as_primitive::<TimestampMicrosecondType>().value(index)),
            Some(Reader::Date(array)) if valid(array) => Slot::Date(Day(array.as_primitive::<Date32Type>().value(index))),
            Some(Reader::Bool(array)) if valid(array) => Slot::Bool(array.as_boolean().value(index)),
            Some(Reader::Key(array)) if valid(array) => {
                let bytes: [u8; 16] = array.as_fixed_size_binary().value(index).try_into().unwrap_or_default();
                Slot::Key(Key(u128::from_be_bytes(bytes)))
            }
            Some(Reader::Text(texts)) => match texts.at(index) {
                Some(std::borrow::Cow::Borrowed(text)) => Slot::Text(text),
                _ => Slot::Null,
            },
            Some(Reader::List { .. }) => self.lists.iter().find(|(list, _)| *list == slot).map_or(Slot::Null, |(_, rows)| Slot::Rows(rows)),
            Some(_) => Slot::Null,
        }
    }

    fn reach(&self, _: usize, _: i64) -> Option<Micros> {
        None
    }

    /// The fact store keeps attributes as text; a value is read as the type that the rule uses it as.
    fn attribute(&self, name: &str) -> Slot<'_> {
        let Some(Reader::Attributes(attributes)) = self.view.attributes.and_then(|slot| self.view.readers.get(slot)) else {
            return Slot::Null;
        };
        let Some(text) = attributes.text(self.index, name) else { return Slot::Null };
        // Where only the interpreter knows what it is used as, its form has to tell.
        let looks_like = || match text {
            "true" | "false" => Ty::Bool,
            _ if text.parse::<i64>().is_ok() => Ty::Int,
            _ => Ty::Text,
        };
        match self.types.get(name).copied().unwrap_or_else(looks_like) {
            Ty::Int => text.parse().map_or(Slot::Null, Slot::Int),
            Ty::Bool => text.parse().map_or(Slot::Null, Slot::Bool),
            Ty::Ts => parse_rfc3339(text).map_or(Slot::Null, |(at, _)| Slot::Ts(at)),
            Ty::Date => Day::parse(text).map_or(Slot::Null, Slot::Date),
            Ty::Text | Ty::Open => Slot::Text(text),
            Ty::Null | Ty::Key => Slot::Null,
        }
    }
}

/// A column of attributes: texts by name.
pub(super) struct Attributes {
    map: MapArray,
    keys: StringArray,
    values: StringArray,
}

impl Attributes {
    /// Reads an array; `None` where it is of another form.
    fn new(array: &ArrayRef) -> Option<Attributes> {
        let map = array.as_map_opt()?.clone();
        let (keys, values) = (map.keys().as_string_opt::<i32>()?.clone(), map.values().as_string_opt::<i32>()?.clone());
        Some(Attributes { map, keys, values })
    }

    /// Those of a batch's column.
    pub fn of(batch: &RecordBatch, column: usize) -> Result<Attributes> {
        let found = batch.columns().get(column).and_then(Attributes::new);
        found.ok_or_else(|| exec_datafusion_err!("column {column} holds no attributes"))
    }

    /// The text of an attribute of a row.
    pub fn text(&self, row: usize, name: &str) -> Option<&str> {
        if self.map.is_null(row) {
            return None;
        }
        let offsets = self.map.value_offsets();
        let entry = (offsets[row] as usize..offsets[row + 1] as usize).find(|entry| self.keys.value(*entry) == name)?;
        self.values.is_valid(entry).then(|| self.values.value(entry))
    }
}

/// The number that an attribute's text stands for, read as a type; 0 for texts, of which only their being there counts.
pub(super) fn attribute_number(ty: Ty, text: &str) -> Option<i64> {
    match ty {
        Ty::Int => text.parse().ok(),
        Ty::Bool => text.parse::<bool>().ok().map(i64::from),
        Ty::Ts => parse_rfc3339(text).map(|(at, _)| at),
        Ty::Date => Day::parse(text).map(|day| i64::from(day.0)),
        Ty::Text | Ty::Open => Some(0),
        Ty::Null | Ty::Key => None,
    }
}

/// Entries of a list of a row of a batch.
struct BatchRows<'v> {
    entries: &'v View,
    start: usize,
    length: usize,
    types: &'v BTreeMap<String, Ty>,
}

impl Rows for BatchRows<'_> {
    fn len(&self) -> usize {
        self.length
    }

    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row)) {
        if index < self.length {
            visit(&self.entries.row(self.start + index, self.types));
        }
    }
}
