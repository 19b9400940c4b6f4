//! What an expression can reach while it is evaluated: rows and `let` values, the innermost first.

use super::node::{LocalId, RowId, SUBJECT};
use crate::schema::{Row, Slot};
use crate::script::Value;

/// One thing in reach.
pub enum Bound<'a> {
    /// A row.
    Row(RowId, &'a dyn Row),
    /// The value of a `let`.
    Local(LocalId, Value<'a>),
}

/// A chain of things in reach, on the stack.
pub struct Frame<'a> {
    bound: Bound<'a>,
    outer: Option<&'a Frame<'a>>,
}

impl<'a> Frame<'a> {
    /// The frame of a subject's row.
    pub fn subject(row: &'a dyn Row) -> Frame<'a> {
        Frame { bound: Bound::Row(SUBJECT, row), outer: None }
    }

    /// A frame that holds one row only.
    pub fn of(id: RowId, row: &'a dyn Row) -> Frame<'a> {
        Frame { bound: Bound::Row(id, row), outer: None }
    }

    /// One thing more in reach.
    pub fn with<'b>(&'b self, bound: Bound<'b>) -> Frame<'b>
    where
        'a: 'b,
    {
        Frame { bound, outer: Some(self) }
    }

    /// A row by its number.
    pub fn row(&self, row: RowId) -> Option<&'a dyn Row> {
        match &self.bound {
            Bound::Row(id, found) if *id == row => Some(*found),
            _ => self.outer.and_then(|outer| outer.row(row)),
        }
    }

    /// The value of a `let` by its number.
    pub fn local(&self, local: LocalId) -> Option<&Value<'a>> {
        match &self.bound {
            Bound::Local(id, value) if *id == local => Some(value),
            _ => self.outer.and_then(|outer| outer.local(local)),
        }
    }

    /// A column's value.
    pub fn get(&self, row: RowId, slot: usize) -> Slot<'a> {
        self.row(row).map_or(Slot::Null, |row| row.get(slot))
    }
}

/// A column's value as a script sees it; a list has none.
pub fn value_of(slot: Slot<'_>) -> Value<'_> {
    match slot {
        Slot::Null | Slot::Rows(_) => Value::Null,
        Slot::Int(value) => Value::Int(value),
        Slot::Bool(value) => Value::Bool(value),
        Slot::Ts(at) => Value::Ts(at),
        Slot::Date(day) => Value::Date(day),
        Slot::Text(text) => Value::Text(text.into()),
        Slot::Key(key) => Value::Key(key),
    }
}
