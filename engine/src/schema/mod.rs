//! The words in which relations are described: types, columns, values, rows.
//!
//! A [`Relation`] is a named list of [`Column`]s. The same definition feeds the fact store's Arrow schema, `DESCRIBE`, the
//! type check of rules, their closures and the generated documentation; a column's value is read through [`Row`] everywhere.

use crate::time::{Day, Micros};

/// Type of a column's values. See events-and-facts, section 1; there are no floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Free text.
    Text,
    /// Text from a closed or slowly growing list; stored dictionary-coded. To a rule it is text.
    Code,
    /// Token of a personal value; compared with other tokens only.
    Key,
    /// 64-bit integer.
    Int,
    /// True or false.
    Bool,
    /// Instant, microseconds UTC.
    Ts,
    /// Civil day.
    Date,
    /// Money in hundredths.
    Fen,
    /// Rows of another relation that belong to this one.
    List(&'static str),
    /// Values a profile declares by name.
    Attributes,
}

/// With what a column's value may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// E: with events only.
    Events,
    /// D: also at local midnight; between events it only grows.
    Rising,
    /// D: also at local midnight; between events it only falls.
    Falling,
    /// I or D instants: an instant that time alone can move, never to before now.
    Instant,
}

/// One column of a relation.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in rules, SQL and JSON.
    pub name: &'static str,
    /// The field's Chinese term.
    pub zh: &'static str,
    /// What it is, in English: units, source, when it is null.
    pub doc: &'static str,
    /// Type of its values.
    pub ty: Type,
    /// With what it changes.
    pub clock: Clock,
}

/// A named relation with documented columns.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// Name in rules and SQL.
    pub name: &'static str,
    /// Chinese term.
    pub zh: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// Names of the columns that identify a row within its centre.
    pub key: &'static [&'static str],
    /// The columns, in order; a column's place is its slot number.
    pub columns: &'static [Column],
}

impl Relation {
    /// The slot number of a column.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// Token of a personal value, 128 bits of a keyed hash; shown as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u128);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// One value of a row at one moment.
#[derive(Clone, Copy)]
pub enum Slot<'a> {
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
    /// List.
    Rows(&'a dyn Rows),
}

impl std::fmt::Debug for Slot<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Slot::Null => write!(f, "null"),
            Slot::Int(value) => write!(f, "{value}"),
            Slot::Bool(value) => write!(f, "{value}"),
            Slot::Ts(at) => write!(f, "{}", crate::time::format_utc(*at)),
            Slot::Date(day) => write!(f, "{day}"),
            Slot::Text(text) => write!(f, "{text:?}"),
            Slot::Key(key) => write!(f, "{key}"),
            Slot::Rows(rows) => write!(f, "[{} rows]", rows.len()),
        }
    }
}

/// A row of a relation as of one moment.
pub trait Row {
    /// The value in a slot at the row's moment.
    fn get(&self, slot: usize) -> Slot<'_>;

    /// For a [`Clock::Rising`] column the first instant at which its value is at least `value`, for a [`Clock::Falling`] one
    /// the first at which it is at most `value`, if no event comes before; `None` if time alone never brings it there.
    /// An instant at or before the row's moment means that it is there already.
    fn reach(&self, slot: usize, value: i64) -> Option<Micros>;

    /// A value of the `attributes` column by name.
    fn attribute(&self, name: &str) -> Slot<'_> {
        let _ = name;
        Slot::Null
    }
}

/// Rows that stand in a list column.
pub trait Rows {
    /// How many.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Shows the row at `index` to `visit`.
    fn visit(&self, index: usize, visit: &mut dyn FnMut(&dyn Row));
}
