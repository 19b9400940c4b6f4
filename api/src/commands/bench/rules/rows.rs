//! Rows of a generated batch, as closures and the interpreters read them.

use arrow::array::{Array, AsArray, BooleanArray, Int32Array, Int64Array, ListArray, RecordBatch, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Int32Type, Int64Type, TimestampMicrosecondType};
use mingjing_engine::schema::{Relation, Row, Rows, Slot};
use mingjing_engine::time::Micros;

/// A column, ready to be read row by row.
pub enum Cells {
    Absent,
    Int(Int64Array),
    Bool(BooleanArray),
    Ts(TimestampMicrosecondArray),
    Code(Int32Array, Vec<String>),
    List(ListArray, Vec<Cells>),
}

impl Cells {
    fn of(array: &dyn Array, entries: &Relation) -> Cells {
        match array.data_type() {
            DataType::Int64 => Cells::Int(array.as_primitive::<Int64Type>().clone()),
            DataType::Boolean => Cells::Bool(array.as_boolean().clone()),
            DataType::Timestamp(_, _) => Cells::Ts(array.as_primitive::<TimestampMicrosecondType>().clone()),
            DataType::Dictionary(_, _) => {
                let codes = array.as_dictionary::<Int32Type>();
                let words = codes.values().as_string::<i32>().iter().map(|word| word.unwrap_or_default().to_owned()).collect();
                Cells::Code(codes.keys().clone(), words)
            }
            DataType::List(_) => {
                let lists = array.as_list::<i32>();
                let fields = lists.values().as_struct();
                let column = |name: &str| fields.column_by_name(name).map_or(Cells::Absent, |column| Cells::of(column, entries));
                Cells::List(lists.clone(), entries.columns.iter().map(|of| column(of.name)).collect())
            }
            _ => Cells::Absent,
        }
    }

    /// The value on a row; lists are read by [`RowOf`].
    pub fn at(&self, row: usize) -> Slot<'_> {
        match self {
            Cells::Int(values) if values.is_valid(row) => Slot::Int(values.value(row)),
            Cells::Bool(values) if values.is_valid(row) => Slot::Bool(values.value(row)),
            Cells::Ts(values) if values.is_valid(row) => Slot::Ts(values.value(row)),
            Cells::Code(keys, words) if keys.is_valid(row) => Slot::Text(&words[keys.value(row) as usize]),
            _ => Slot::Null,
        }
    }
}

/// All columns of a batch, by slot of the relation.
pub struct Table {
    cells: Vec<Cells>,
    list: Option<usize>,
    pub rows: usize,
}

impl Table {
    /// Reads a batch; `entries` is the relation of its one list column.
    pub fn new(batch: &RecordBatch, relation: &Relation, entries: &Relation) -> Table {
        let column = |name: &str| batch.column_by_name(name).map_or(Cells::Absent, |column| Cells::of(column, entries));
        let cells: Vec<Cells> = relation.columns.iter().map(|of| column(of.name)).collect();
        let list = cells.iter().position(|cells| matches!(cells, Cells::List(_, _)));
        Table { cells, list, rows: batch.num_rows() }
    }

    /// A row.
    pub fn row(&self, index: usize) -> RowOf<'_> {
        let entries = self.list.and_then(|slot| match &self.cells[slot] {
            Cells::List(lists, cells) => {
                let offsets = lists.value_offsets();
                let (start, end) = (offsets[index] as usize, offsets[index + 1] as usize);
                Some((slot, EntriesOf { cells, start, length: end - start }))
            }
            _ => None,
        });
        RowOf { table: self, index, entries }
    }
}

/// One row.
pub struct RowOf<'t> {
    table: &'t Table,
    index: usize,
    entries: Option<(usize, EntriesOf<'t>)>,
}

impl Row for RowOf<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        match &self.entries {
            Some((list, entries)) if *list == slot => Slot::Rows(entries),
            _ => self.table.cells[slot].at(self.index),
        }
    }

    // The rows are as of one moment, and nothing asks what comes after it.
    fn reach(&self, _: usize, _: i64) -> Option<Micros> {
        None
    }
}

/// The entries of a row's list.
pub struct EntriesOf<'t> {
    cells: &'t [Cells],
    start: usize,
    length: usize,
}

impl Rows for EntriesOf<'_> {
    fn len(&self) -> usize {
        self.length
    }

    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row)) {
        if index < self.length {
            visit(&EntryOf { cells: self.cells, index: self.start + index });
        }
    }
}

struct EntryOf<'t> {
    cells: &'t [Cells],
    index: usize,
}

impl Row for EntryOf<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        self.cells[slot].at(self.index)
    }

    fn reach(&self, _: usize, _: i64) -> Option<Micros> {
        None
    }
}
