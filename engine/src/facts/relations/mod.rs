//! The relations of events-and-facts, sections 5 and 6: each column stands once, with its meaning and how it is read from a case as of a
//! moment. Arrow schema, `DESCRIBE`, the type check of rules, their slots and the documentation all come from here.
//!
//! To add a relation: a file with one `relation!` block and its `Row`, a line in [`ALL`], and where its rows come from a case, a line in
//! [`CaseRow::lists`].

mod attached;
mod case;
mod closures;
mod links;
mod materials;
mod specials;

use std::cell::OnceCell;

pub use attached::{DECISION, DOCUMENT, FEE, LICENCE, RATING, SERVICE, SUPPLEMENT, WAITING};
pub use case::{CASE, CaseRow};
pub use closures::CLOSURE;
pub use links::LINK;
pub use materials::MATERIAL;
pub use specials::SPECIAL;

use crate::case::clock::ClockView;
use crate::case::state::Case;
use crate::case::world::World;
#[allow(unused_imports, reason = "brings the method of list columns into scope")]
use crate::schema::Rows;
use crate::schema::{Key, Relation, Row, Slot};
use crate::sym::Sym;
use crate::time::{Day, Micros};

/// The relations whose rows come from the fold of a case.
pub const WALKED: &[&Relation] =
    &[&CASE, &LINK, &SPECIAL, &WAITING, &SUPPLEMENT, &MATERIAL, &FEE, &DECISION, &DOCUMENT, &LICENCE, &SERVICE, &RATING, &CLOSURE];

/// A walked relation by name.
pub fn walked(name: &str) -> Option<&'static Relation> {
    WALKED.iter().copied().find(|relation| relation.name == name)
}

/// A case folded up to a moment, seen at that moment. The clock is computed once, when something reads it.
pub struct Moment<'a> {
    case: &'a Case,
    world: &'a World,
    at: Micros,
    clock: OnceCell<ClockView>,
}

impl<'a> Moment<'a> {
    /// `case` must hold the events up to `at` and no later ones.
    pub fn new(case: &'a Case, world: &'a World, at: Micros) -> Moment<'a> {
        Moment { case, world, at, clock: OnceCell::new() }
    }

    /// The case.
    pub fn case(&self) -> &'a Case {
        self.case
    }

    /// The world it is judged against.
    pub fn world(&self) -> &'a World {
        self.world
    }

    /// The moment.
    pub fn at(&self) -> Micros {
        self.at
    }

    /// Its clock.
    pub fn clock(&self) -> &ClockView {
        self.clock.get_or_init(|| ClockView::at(self.case, self.world, self.at))
    }

    fn count_wd(&self, from: Micros, to: Micros) -> i64 {
        self.world.calendar_at(self.at).count_wd(self.world.zone.day_of(from), self.world.zone.day_of(to))
    }

    /// The local midnight at which `count_wd` from an instant first is at least `days`.
    fn wd_reaches(&self, from: Micros, days: i64) -> Micros {
        self.world.zone.midnight(self.world.calendar_at(self.at).due(self.world.zone.day_of(from), days))
    }

    fn days_between(&self, from: Micros, to: Micros) -> i64 {
        i64::from(self.world.zone.day_of(to).0) - i64::from(self.world.zone.day_of(from).0)
    }

    fn next_midnight(&self) -> Micros {
        self.world.zone.midnight(self.world.zone.day_of(self.at).plus(1))
    }

    /// Shows every row of a walked relation at this moment, in the order of its key's making.
    pub fn visit(&self, relation: &Relation, visit: &mut dyn FnMut(&dyn Row)) {
        let row = CaseRow::new(self);
        if relation.name == CASE.name {
            return visit(&row);
        }
        let Some(rows) = row.rows(relation.name) else { return };
        for index in 0..rows.len() {
            rows.visit(index, visit);
        }
    }
}

/// Turns a Rust value into a slot.
trait IntoSlot<'a> {
    fn slot(self) -> Slot<'a>;
}

/// Marks an instant among the integers.
struct At(Option<Micros>);

impl<'a> IntoSlot<'a> for At {
    fn slot(self) -> Slot<'a> {
        self.0.map_or(Slot::Null, Slot::Ts)
    }
}

impl<'a> IntoSlot<'a> for Option<i64> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, Slot::Int)
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

impl<'a> IntoSlot<'a> for Option<bool> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, Slot::Bool)
    }
}

impl<'a> IntoSlot<'a> for Option<Sym> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, |sym| Slot::Text(sym.text()))
    }
}

impl<'a> IntoSlot<'a> for Sym {
    fn slot(self) -> Slot<'a> {
        Slot::Text(self.text())
    }
}

impl<'a> IntoSlot<'a> for &'a str {
    fn slot(self) -> Slot<'a> {
        Slot::Text(self)
    }
}

impl<'a> IntoSlot<'a> for Option<&'a str> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, Slot::Text)
    }
}

impl<'a> IntoSlot<'a> for Option<Key> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, Slot::Key)
    }
}

impl<'a> IntoSlot<'a> for Option<Day> {
    fn slot(self) -> Slot<'a> {
        self.map_or(Slot::Null, Slot::Date)
    }
}

impl<'a> IntoSlot<'a> for Slot<'a> {
    fn slot(self) -> Slot<'a> {
        self
    }
}

/// Defines a relation, the way each of its columns is read and the way its clock columns run:
///
/// `name "中文" Type, Clock "doc" => |row| value;` and, for counts that time changes, `=> |row| value, @ |row, value| instant;`
macro_rules! relation {
    (
        $(#[doc = $rdoc:literal])*
        $vis:vis $id:ident for $view:ident = $name:literal $zh:literal $doc:literal key [$($key:literal),*] {
            $($column:ident $czh:literal $ty:expr, $clock:ident $cdoc:literal => |$row:ident| $get:expr
                $(, @ |$at:ident, $value:ident| $reach:expr)?;)*
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

        impl<'m> $view<'m> {
            fn read<'s>(&'s self, slot: usize) -> $crate::schema::Slot<'s> {
                type Get = for<'s, 'm> fn(&'s $view<'m>) -> $crate::schema::Slot<'s>;
                static GET: &[Get] = &[$({
                    fn get<'s, 'm>($row: &'s $view<'m>) -> $crate::schema::Slot<'s> {
                        $crate::facts::relations::IntoSlot::slot($get)
                    }
                    get
                },)*];
                GET.get(slot).map_or($crate::schema::Slot::Null, |get| get(self))
            }

            fn reaches(&self, slot: usize, value: i64) -> Option<$crate::time::Micros> {
                type Reach = for<'m> fn(&$view<'m>, i64) -> Option<$crate::time::Micros>;
                static REACH: &[Option<Reach>] = &[$($crate::facts::relations::relation!(@reach $view $(|$at, $value| $reach)?),)*];
                REACH.get(slot).copied().flatten().and_then(|reach| reach(self, value))
            }
        }
    };
    (@reach $view:ident) => { None };
    (@reach $view:ident |$at:ident, $value:ident| $reach:expr) => {{
        fn reach($at: &$view<'_>, $value: i64) -> Option<$crate::time::Micros> {
            $reach
        }
        Some(reach)
    }};
}
use relation;

/// Rows that stand in a list of a case: how many there are, and how to see one.
macro_rules! rows {
    ($(#[doc = $doc:literal])* $list:ident, $view:ident, |$m:ident| $len:expr, |$n:ident, $index:ident| $row:expr) => {
        $(#[doc = $doc])*
        pub(super) struct $list<'m>(pub(super) &'m $crate::facts::relations::Moment<'m>);

        impl $crate::schema::Rows for $list<'_> {
            fn len(&self) -> usize {
                let $m = self.0;
                $len
            }

            fn visit(&self, $index: usize, visit: &mut dyn FnMut(&dyn $crate::schema::Row)) {
                let $n = self.0;
                if let Some(row) = $row {
                    visit(&row);
                }
            }
        }

        impl $crate::schema::Row for $view<'_> {
            fn get(&self, slot: usize) -> $crate::schema::Slot<'_> {
                self.read(slot)
            }

            fn reach(&self, slot: usize, value: i64) -> Option<$crate::time::Micros> {
                self.reaches(slot, value)
            }
        }
    };
}
use rows;
