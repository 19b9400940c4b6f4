//! The relations that do not come of the fold of a case (events-and-facts, section 6).
//!
//! | file | relations |
//! |---|---|
//! | `alert` | `alert`, and the fold of its steps |
//! | `service` | `consultation`, `complaint`, `ticket` |
//! | `oversight` | `report_record`, `conflict`, `outage`, `supervision_order`, `score_entry`, `appeal` |
//! | `reference` | `item` and its parts, `organization`, `post`, `source`, `calendar_day`: what a centre's world holds |
//! | `event` | `event`, read from the ledger when it is asked for |
//! | `quarantine` | `quarantine` |
//! | `deliveries` | `delivery`: watermarks of sources |
//! | `library_licence` | `library_licence`: licences without a case |
//! | `duty` | `duty`, a view over the others |
//! | `objects` | [`Others`]: things with a number of their own, folded from their events |
//!
//! To add a relation: a struct, a `records!` block that says how each column is read, a line in [`ALL`]; if it comes of events, an
//! `impl Folded` and a line in [`Others`].

mod alert;
mod deliveries;
mod duty;
mod event;
mod library_licence;
mod objects;
mod oversight;
mod quarantine;
mod reference;
mod service;
#[cfg(test)]
mod tests;

pub use alert::{ALERT, AlertRecord, alert_table};
pub use deliveries::DELIVERY;
pub use duty::{DUTY, DUTY_SQL};
pub use event::{EVENT, EventRow, EventSource, Reading, event_batch};
pub use library_licence::LIBRARY_LICENCE;
pub use objects::{Folded, Others, Thing};
pub use oversight::{APPEAL, CONFLICT, OUTAGE, REPORT_RECORD, SCORE_ENTRY, SUPERVISION_ORDER};
pub use quarantine::{QUARANTINE, QuarantineRecord, quarantine_table};
pub use reference::{CALENDAR_DAY, ITEM, ITEM_LINK, ITEM_MATERIAL, ITEM_SPECIAL, ORGANIZATION, POST, SOURCE, from_world};
pub use service::{COMPLAINT, CONSULTATION, TICKET};

pub use super::store::Table;
use crate::schema::{Key, Relation, Slot};
use crate::sym::Sym;
use crate::time::{Day, Micros};

/// All relations of this kind, in the order of the documentation.
pub static ALL: &[&Relation] = &[
    &EVENT,
    &ALERT,
    &SUPERVISION_ORDER,
    &DUTY,
    &CONSULTATION,
    &COMPLAINT,
    &TICKET,
    &REPORT_RECORD,
    &SCORE_ENTRY,
    &APPEAL,
    &LIBRARY_LICENCE,
    &DELIVERY,
    &ITEM,
    &ITEM_LINK,
    &ITEM_MATERIAL,
    &ITEM_SPECIAL,
    &ORGANIZATION,
    &POST,
    &CALENDAR_DAY,
    &SOURCE,
    &CONFLICT,
    &OUTAGE,
    &QUARANTINE,
];

/// A relation of this kind by name.
pub fn relation(name: &str) -> Option<&'static Relation> {
    ALL.iter().copied().find(|relation| relation.name == name)
}

/// Those of them that rules may be about: things with a number of their own, walked through the moments of their events.
pub static SUBJECTS: &[&Relation] = &[&CONSULTATION, &COMPLAINT, &TICKET, &REPORT_RECORD, &SUPERVISION_ORDER, &DELIVERY];

/// One of [`SUBJECTS`] by name.
pub fn subject(name: &str) -> Option<&'static Relation> {
    SUBJECTS.iter().copied().find(|relation| relation.name == name)
}

/// Turns a field into a slot.
trait IntoSlot<'a> {
    fn slot(self) -> Slot<'a>;
}

/// Marks an instant among the integers.
struct At<T>(T);

impl<'a> IntoSlot<'a> for At<Micros> {
    fn slot(self) -> Slot<'a> {
        Slot::Ts(self.0)
    }
}

impl<'a> IntoSlot<'a> for At<Option<Micros>> {
    fn slot(self) -> Slot<'a> {
        self.0.map_or(Slot::Null, Slot::Ts)
    }
}

impl<'a> IntoSlot<'a> for i64 {
    fn slot(self) -> Slot<'a> {
        Slot::Int(self)
    }
}

impl<'a> IntoSlot<'a> for bool {
    fn slot(self) -> Slot<'a> {
        Slot::Bool(self)
    }
}

impl<'a> IntoSlot<'a> for &'a str {
    fn slot(self) -> Slot<'a> {
        Slot::Text(self)
    }
}

impl<'a> IntoSlot<'a> for &'a Box<str> {
    fn slot(self) -> Slot<'a> {
        Slot::Text(self)
    }
}

impl<'a> IntoSlot<'a> for &'a Option<Box<str>> {
    fn slot(self) -> Slot<'a> {
        self.as_deref().map_or(Slot::Null, Slot::Text)
    }
}

impl<'a> IntoSlot<'a> for Sym {
    fn slot(self) -> Slot<'a> {
        Slot::Text(self.text())
    }
}

impl<'a> IntoSlot<'a> for Key {
    fn slot(self) -> Slot<'a> {
        Slot::Key(self)
    }
}

impl<'a> IntoSlot<'a> for Day {
    fn slot(self) -> Slot<'a> {
        Slot::Date(self)
    }
}

macro_rules! optional {
    ($($ty:ty),*) => {
        $(impl<'a> IntoSlot<'a> for Option<$ty> {
            fn slot(self) -> Slot<'a> {
                self.map_or(Slot::Null, IntoSlot::slot)
            }
        })*
    };
}
optional!(i64, bool, &'a str, Sym, Key, Day);

/// Defines a relation whose rows are plain structs: `name "中文" Type, Clock "doc" => |row| value;`
macro_rules! records {
    (
        $(#[doc = $rdoc:literal])*
        $vis:vis $id:ident for $row_ty:ty = $name:literal $zh:literal $doc:literal key [$($key:literal),*] {
            $($column:ident $czh:literal $ty:expr, $clock:ident $cdoc:literal => |$row:ident| $get:expr;)*
        }
    ) => {
        $(#[doc = $rdoc])*
        $vis static $id: $crate::schema::Relation = $crate::schema::Relation {
            name: $name,
            zh: $zh,
            doc: $doc,
            key: &[$($key),*],
            columns: &[$($crate::schema::Column {
                name: stringify!($column),
                zh: $czh,
                doc: $cdoc,
                ty: $ty,
                clock: $crate::schema::Clock::$clock,
            },)*],
        };

        impl $crate::schema::Row for $row_ty {
            fn get(&self, slot: usize) -> $crate::schema::Slot<'_> {
                static GET: &[for<'s> fn(&'s $row_ty) -> $crate::schema::Slot<'s>] = &[$({
                    fn get(row: &$row_ty) -> $crate::schema::Slot<'_> {
                        let $row = row;
                        $crate::facts::others::IntoSlot::slot($get)
                    }
                    get
                },)*];
                GET.get(slot).map_or($crate::schema::Slot::Null, |get| get(self))
            }

            fn reach(&self, _slot: usize, _value: i64) -> Option<$crate::time::Micros> {
                None
            }
        }
    };
}
use records;
