//! A row as a rule saw it. What a judgement reads is noted down while it is made ([`Recorder`]) and can be judged again without the row
//! ([`RecordedRow::replay`]).

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::{Key, Relation, Row, Rows, Slot, Type};
use crate::time::{DAY, Day, Micros, format_utc, parse_rfc3339};

/// A value that was read, in words of JSON. Instants are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedValue {
    /// Missing.
    Null,
    /// Integer or money.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Instant.
    Ts(String),
    /// Instant outside the years that can be written: microseconds UTC.
    Micros(i64),
    /// Civil day.
    Date(String),
    /// Civil day outside the years that can be written: days since 1970.
    Days(i32),
    /// Text or code.
    Text(String),
    /// Token of a personal value.
    Key(String),
    /// Rows of a list.
    List {
        /// How many there were.
        len: usize,
        /// Those that were looked at, by their place.
        read: BTreeMap<usize, RecordedRow>,
    },
}

/// What was read of a row, by column, and of its attributes, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRow {
    /// Columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, RecordedValue>,
    /// Values of the column `attributes`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, RecordedValue>,
}

impl RecordedRow {
    /// Takes over what another reading of the same row saw.
    fn merge(&mut self, other: RecordedRow) {
        for (name, value) in other.columns {
            match (self.columns.get_mut(&name), value) {
                (Some(RecordedValue::List { read, .. }), RecordedValue::List { read: more, .. }) => {
                    for (index, row) in more {
                        read.entry(index).or_default().merge(row);
                    }
                }
                (Some(_), _) => {}
                (None, value) => {
                    self.columns.insert(name, value);
                }
            }
        }
        self.attributes.extend(other.attributes);
    }
}

/// A plain value of a slot; `None` for a list.
fn recorded(slot: Slot<'_>) -> Option<RecordedValue> {
    Some(match slot {
        Slot::Null => RecordedValue::Null,
        Slot::Int(value) => RecordedValue::Int(value),
        Slot::Bool(value) => RecordedValue::Bool(value),
        Slot::Ts(at) if Day(at.div_euclid(DAY) as i32).is_plain() => RecordedValue::Ts(format_utc(at)),
        Slot::Ts(at) => RecordedValue::Micros(at),
        Slot::Date(day) if day.is_plain() => RecordedValue::Date(day.to_string()),
        Slot::Date(day) => RecordedValue::Days(day.0),
        Slot::Text(text) => RecordedValue::Text(text.to_owned()),
        Slot::Key(key) => RecordedValue::Key(key.to_string()),
        Slot::Rows(_) => return None,
    })
}

/// Relations by name, for the rows of lists.
pub type Relations = BTreeMap<&'static str, &'static Relation>;

/// Shows a row and notes what is read of it.
pub struct Recorder<'a> {
    relation: &'static Relation,
    relations: &'a Relations,
    row: &'a dyn Row,
    columns: RefCell<BTreeMap<usize, RecordedValue>>,
    attributes: RefCell<BTreeMap<String, RecordedValue>>,
    lists: Vec<OnceCell<RecordingRows<'a>>>,
}

struct RecordingRows<'a> {
    of: Option<&'static Relation>,
    relations: &'a Relations,
    rows: &'a dyn Rows,
    read: RefCell<BTreeMap<usize, RecordedRow>>,
}

impl<'a> Recorder<'a> {
    /// One that has noted nothing yet.
    pub fn new(relation: &'static Relation, relations: &'a Relations, row: &'a dyn Row) -> Recorder<'a> {
        let has_lists = relation.columns.iter().any(|column| matches!(column.ty, Type::List(_)));
        let lists = if has_lists { relation.columns.iter().map(|_| OnceCell::new()).collect() } else { Vec::new() };
        Recorder { relation, relations, row, columns: RefCell::default(), attributes: RefCell::default(), lists }
    }

    /// What was read.
    pub fn finish(self) -> RecordedRow {
        let mut columns: BTreeMap<String, RecordedValue> =
            self.columns.into_inner().into_iter().map(|(slot, value)| (self.relation.columns[slot].name.to_owned(), value)).collect();
        for (column, list) in self.relation.columns.iter().zip(self.lists) {
            if let Some(rows) = list.into_inner() {
                columns.insert(column.name.to_owned(), RecordedValue::List { len: rows.rows.len(), read: rows.read.into_inner() });
            }
        }
        RecordedRow { columns, attributes: self.attributes.into_inner() }
    }
}

impl Row for Recorder<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        let value = self.row.get(slot);
        if let Slot::Rows(rows) = value {
            let Some(list) = self.lists.get(slot) else { return value };
            let of = match self.relation.columns[slot].ty {
                Type::List(name) => self.relations.get(name).copied(),
                _ => None,
            };
            return Slot::Rows(list.get_or_init(|| RecordingRows { of, relations: self.relations, rows, read: RefCell::default() }));
        }
        if let Some(value) = recorded(value) {
            self.columns.borrow_mut().entry(slot).or_insert(value);
        }
        value
    }

    fn reach(&self, slot: usize, value: i64) -> Option<Micros> {
        self.row.reach(slot, value)
    }

    fn attribute(&self, name: &str) -> Slot<'_> {
        let value = self.row.attribute(name);
        if let Some(value) = recorded(value) {
            self.attributes.borrow_mut().entry(name.to_owned()).or_insert(value);
        }
        value
    }
}

impl Rows for RecordingRows<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row)) {
        self.rows.visit(index, &mut |row| match self.of {
            Some(relation) => {
                let recorder = Recorder::new(relation, self.relations, row);
                visit(&recorder);
                self.read.borrow_mut().entry(index).or_default().merge(recorder.finish());
            }
            None => visit(row),
        });
    }
}

/// What a recorded row lacks or holds in a way that its relation does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// A value is not of its type.
    #[error("{column}: {value:?} is not of the column's type")]
    Value {
        /// Column.
        column: String,
        /// Value.
        value: String,
    },
    /// A column that the relation does not have.
    #[error("{relation} has no column {column:?}")]
    Column {
        /// Relation.
        relation: &'static str,
        /// Column.
        column: String,
    },
}

/// A value made ready for reading.
enum Held {
    Null,
    Int(i64),
    Bool(bool),
    Ts(Micros),
    Date(Day),
    Text(String),
    Key(Key),
    List(HeldRows),
}

struct HeldRows {
    len: usize,
    read: BTreeMap<usize, Replay>,
    missed: std::rc::Rc<Cell<bool>>,
}

/// A recorded row, to be judged again. Whether something was read that the record lacks, [`Replay::missed`] says.
pub struct Replay {
    columns: Vec<Option<Held>>,
    attributes: BTreeMap<String, Held>,
    missed: std::rc::Rc<Cell<bool>>,
}

impl RecordedRow {
    /// Makes the record a row again.
    ///
    /// # Errors
    /// Where it is not of the relation.
    pub fn replay(&self, relation: &'static Relation, relations: &Relations) -> Result<Replay, ReplayError> {
        self.replay_with(relation, relations, &std::rc::Rc::default())
    }

    fn replay_with(
        &self,
        relation: &'static Relation,
        relations: &Relations,
        missed: &std::rc::Rc<Cell<bool>>,
    ) -> Result<Replay, ReplayError> {
        let mut columns: Vec<Option<Held>> = relation.columns.iter().map(|_| None).collect();
        for (name, value) in &self.columns {
            let unknown = || ReplayError::Column { relation: relation.name, column: name.clone() };
            let slot = relation.slot(name).ok_or_else(unknown)?;
            columns[slot] = Some(match (value, relation.columns[slot].ty) {
                (RecordedValue::List { len, read }, Type::List(of)) => {
                    let of = relations.get(of).copied().ok_or_else(unknown)?;
                    let read = read.iter().map(|(index, row)| Ok((*index, row.replay_with(of, relations, missed)?)));
                    Held::List(HeldRows { len: *len, read: read.collect::<Result<_, ReplayError>>()?, missed: missed.clone() })
                }
                (value, _) => held(name, value)?,
            });
        }
        let attributes = self.attributes.iter().map(|(name, value)| Ok((name.clone(), held(name, value)?)));
        Ok(Replay { columns, attributes: attributes.collect::<Result<_, ReplayError>>()?, missed: missed.clone() })
    }
}

fn held(column: &str, value: &RecordedValue) -> Result<Held, ReplayError> {
    let wrong = |value: &str| ReplayError::Value { column: column.to_owned(), value: value.to_owned() };
    Ok(match value {
        RecordedValue::Null => Held::Null,
        RecordedValue::Int(value) => Held::Int(*value),
        RecordedValue::Bool(value) => Held::Bool(*value),
        RecordedValue::Micros(at) => Held::Ts(*at),
        RecordedValue::Days(day) => Held::Date(Day(*day)),
        RecordedValue::Ts(text) => Held::Ts(parse_rfc3339(text).ok_or_else(|| wrong(text))?.0),
        RecordedValue::Date(text) => Held::Date(Day::parse(text).ok_or_else(|| wrong(text))?),
        RecordedValue::Text(text) => Held::Text(text.clone()),
        RecordedValue::Key(text) => Held::Key(Key(u128::from_str_radix(text, 16).map_err(|_| wrong(text))?)),
        RecordedValue::List { .. } => return Err(wrong("a list")),
    })
}

impl Held {
    fn slot(&self) -> Slot<'_> {
        match self {
            Held::Null => Slot::Null,
            Held::Int(value) => Slot::Int(*value),
            Held::Bool(value) => Slot::Bool(*value),
            Held::Ts(at) => Slot::Ts(*at),
            Held::Date(day) => Slot::Date(*day),
            Held::Text(text) => Slot::Text(text),
            Held::Key(key) => Slot::Key(*key),
            Held::List(rows) => Slot::Rows(rows),
        }
    }
}

impl Replay {
    /// Whether something was read that the record lacks: what was judged is then not what was recorded.
    pub fn missed(&self) -> bool {
        self.missed.get()
    }

    fn found<'a>(&'a self, held: Option<&'a Held>) -> Slot<'a> {
        match held {
            Some(held) => held.slot(),
            None => {
                self.missed.set(true);
                Slot::Null
            }
        }
    }
}

impl Row for Replay {
    fn get(&self, slot: usize) -> Slot<'_> {
        self.found(self.columns.get(slot).and_then(Option::as_ref))
    }

    fn reach(&self, _slot: usize, _value: i64) -> Option<Micros> {
        None
    }

    fn attribute(&self, name: &str) -> Slot<'_> {
        self.found(self.attributes.get(name))
    }
}

impl Rows for HeldRows {
    fn len(&self) -> usize {
        self.len
    }

    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row)) {
        match self.read.get(&index) {
            Some(row) => visit(row),
            None => self.missed.set(true),
        }
    }
}
