//! Where the columns of the rows in reach stand in a batch.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema};

use crate::calendar::Calendar;
use crate::rules::tree::{LocalId, RowId, SUBJECT};
use crate::schema::{Relation, Type};
use crate::script::Now;
use crate::time::{Micros, Zone};

/// The moment of a scan, with what it needs of the centre.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub at: Micros,
    pub zone: Arc<Zone>,
    pub calendar: Arc<Calendar>,
}

impl Scan {
    pub fn new(now: &Now<'_>) -> Arc<Scan> {
        Arc::new(Scan { at: now.at, zone: now.zone.clone(), calendar: now.calendar.clone() })
    }

    pub fn now(&self) -> Now<'_> {
        Now { at: self.at, zone: &self.zone, calendar: &self.calendar }
    }
}

/// One column of a batch.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its index.
    pub index: usize,
    /// Its name, for messages.
    pub name: &'static str,
    /// Its type.
    pub ty: DataType,
}

/// The columns in reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    places: BTreeMap<(RowId, usize), Place>,
    /// Columns of `let` values.
    locals: BTreeMap<LocalId, Place>,
    /// How many columns the relation's own batch has; shared ones stand behind them.
    pub own: usize,
    /// How many columns the batch has in all.
    pub width: usize,
}

/// A column of an outer row, or a `let` value, that a list's entries carry along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outer {
    Column(RowId, usize),
    Local(LocalId),
}

impl Layout {
    /// The columns of a subject's batch, with so many shared ones behind them.
    pub fn of(relation: &'static Relation, schema: &Schema, shared: usize) -> Layout {
        let own = schema.fields().len();
        let mut layout = Layout { own, width: own + shared, ..Layout::default() };
        for (slot, column) in relation.columns.iter().enumerate() {
            if let Ok(index) = schema.index_of(column.name) {
                let ty = schema.field(index).data_type().clone();
                layout.places.insert((SUBJECT, slot), Place { index, name: column.name, ty });
            }
        }
        layout
    }

    /// A layout in which every column stands, to ask what can be run over columns at all.
    pub fn complete(relation: &'static Relation) -> Layout {
        let mut layout = Layout { own: relation.columns.len(), width: relation.columns.len(), ..Layout::default() };
        for (slot, column) in relation.columns.iter().enumerate() {
            layout.places.insert((SUBJECT, slot), Place { index: slot, name: column.name, ty: usual_type(column.ty) });
        }
        layout
    }

    /// Where a column stands.
    pub fn place(&self, row: RowId, slot: usize) -> Option<&Place> {
        self.places.get(&(row, slot))
    }

    /// Where the attributes of a row stand.
    pub fn attributes(&self, row: RowId) -> Option<usize> {
        let of_row = self.places.iter().filter(|((owner, _), _)| *owner == row);
        of_row.map(|(_, place)| place).find(|place| matches!(place.ty, DataType::Map(_, _))).map(|place| place.index)
    }

    /// Where the value of a `let` stands.
    pub fn local(&self, local: LocalId) -> Option<&Place> {
        self.locals.get(&local)
    }

    /// With the value of a `let` in a column behind the others.
    pub fn with_local(&self, local: LocalId, ty: DataType) -> Layout {
        let mut layout = self.clone();
        layout.locals.insert(local, Place { index: layout.width, name: "let", ty });
        layout.width += 1;
        layout
    }

    /// Where something stands that a list's entries carry along.
    pub fn outer(&self, outer: Outer) -> Option<&Place> {
        match outer {
            Outer::Column(row, slot) => self.place(row, slot),
            Outer::Local(local) => self.local(local),
        }
    }

    /// The layout of a list's entries: the entry's fields first, then what is carried along.
    pub fn entries(&self, row: RowId, relation: &'static Relation, fields: Option<&Fields>, carried: &[Outer]) -> Option<Layout> {
        let mut layout = Layout::default();
        match fields {
            Some(fields) => {
                for (slot, column) in relation.columns.iter().enumerate() {
                    if let Some((index, field)) = fields.find(column.name) {
                        layout.places.insert((row, slot), Place { index, name: column.name, ty: field.data_type().clone() });
                    }
                }
                layout.width = fields.len();
            }
            None => {
                for (slot, column) in relation.columns.iter().enumerate() {
                    // Entries hold no lists of their own and no attributes.
                    if !matches!(column.ty, Type::List(_) | Type::Attributes) {
                        layout.places.insert((row, slot), Place { index: slot, name: column.name, ty: usual_type(column.ty) });
                    }
                }
                layout.width = relation.columns.len();
            }
        }
        for outer in carried {
            let place = Place { index: layout.width, ..self.outer(*outer)?.clone() };
            match outer {
                Outer::Column(row, slot) => layout.places.insert((*row, *slot), place),
                Outer::Local(local) => layout.locals.insert(*local, place),
            };
            layout.width += 1;
        }
        layout.own = layout.width;
        Some(layout)
    }
}

/// The type that the fact store gives a column; only whether it is a dictionary matters.
fn usual_type(ty: Type) -> DataType {
    match ty {
        Type::Code => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Type::Text => DataType::Utf8,
        Type::Bool => DataType::Boolean,
        Type::Key => DataType::FixedSizeBinary(16),
        Type::Date => DataType::Date32,
        Type::Ts => DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some("UTC".into())),
        Type::Int | Type::Fen => DataType::Int64,
        Type::List(_) => DataType::Null,
        Type::Attributes => {
            let texts = ["keys", "values"].map(|name| Field::new(name, DataType::Utf8, true));
            DataType::Map(Arc::new(Field::new("entries", DataType::Struct(Fields::from(texts.to_vec())), false)), false)
        }
    }
}
