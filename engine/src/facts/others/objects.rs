//! Things with a number of their own, each folded from its events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow::error::ArrowError;
use rustc_hash::FxBuildHasher;

use super::Table;
use super::deliveries::Delivery;
use super::library_licence::LibraryLicence;
use super::oversight::{Appeal, ConflictRecord, Order, OutageRecord, ReportRecord, ScoreEntry};
use super::service::{Complaint, Consultation, Ticket};
use crate::case::event::Event;
use crate::case::fold::effective;
use crate::case::kind::EventType;
use crate::schema::{Relation, Row};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// A row that comes of the events that name its number.
pub trait Folded: Row + Default + 'static {
    /// Its relation.
    const RELATION: &'static Relation;

    /// The types of its events.
    const KINDS: &'static [EventType];

    /// The number that an event names; `None` for events of other things, and for a void without content.
    fn number(event: &Event) -> Option<String>;

    /// Takes in an event, in fold order.
    fn apply(&mut self, event: &Event, zone: &Zone);
}

/// A thing as its events tell of it, for whoever walks through them.
pub struct Thing<'a> {
    /// Its relation.
    pub relation: &'static Relation,
    /// Its centre.
    pub centre: Sym,
    /// Its number.
    pub number: &'a str,
    /// Its counted events, in fold order.
    pub events: &'a [Event],
    fold: fn(&[Event], &Zone) -> Box<dyn Row>,
}

impl Thing<'_> {
    /// Its row after so many of its events.
    pub fn row_after(&self, count: usize, zone: &Zone) -> Box<dyn Row> {
        (self.fold)(&self.events[..count.min(self.events.len())], zone)
    }
}

fn folded<T: Folded>(events: &[Event], zone: &Zone) -> Box<dyn Row> {
    let mut row = T::default();
    for event in events {
        row.apply(event, zone);
    }
    Box::new(row)
}

/// The events of one kind of thing, by centre and number, and the table made of them last.
///
/// The events are kept, because one that comes late, again or as a void must fold in its place.
struct Objects {
    events: BTreeMap<(&'static str, String), Vec<Event>>,
    /// Under which number each event was filed, by what identifies it: a void may name no number, a revision another one.
    filed: HashMap<Identity, String, FxBuildHasher>,
    /// Voids that came before what they take back.
    early: HashMap<Identity, Event, FxBuildHasher>,
    /// Those with new events since they were last shown.
    touched: BTreeSet<(&'static str, String)>,
    table: Option<Made>,
}

type Identity = (Sym, Sym, Box<str>);

fn identity(event: &Event) -> Identity {
    (event.centre, event.source, event.id.clone())
}

struct Made {
    table: Table,
    /// As of when it was made, and the first instant from which another event counts.
    now: Micros,
    until: Micros,
}

impl Objects {
    fn new() -> Objects {
        Objects { events: BTreeMap::new(), filed: HashMap::default(), early: HashMap::default(), touched: BTreeSet::new(), table: None }
    }

    fn apply(&mut self, number: Option<String>, event: &Event) {
        let identity = identity(event);
        let before = self.filed.get(&identity).cloned();
        self.table = None;
        match (number.or_else(|| before.clone()), before) {
            (Some(number), before) => {
                if let Some(before) = before.filter(|before| *before != number) {
                    // The event has moved to another number: there it counts, here no revision of it does.
                    let gone = Event { is_void: true, ..event.clone() };
                    self.file(before, gone);
                }
                if let Some(void) = self.early.remove(&identity) {
                    self.file(number.clone(), void);
                }
                self.file(number.clone(), event.clone());
                self.filed.insert(identity, number);
            }
            (None, _) => {
                self.early.insert(identity, event.clone());
            }
        }
    }

    fn file(&mut self, number: String, event: Event) {
        self.touched.insert((event.centre.text(), number.clone()));
        self.events.entry((event.centre.text(), number)).or_default().push(event);
    }

    /// Shows the things of these keys; those of which nothing counts any more are shown without events.
    fn show<T: Folded>(&mut self, keys: BTreeSet<(&'static str, String)>, visit: &mut dyn FnMut(Thing<'_>)) {
        for key in keys {
            let Some(events) = self.events.get_mut(&key) else { continue };
            effective(events);
            visit(Thing { relation: T::RELATION, centre: Sym::new(key.0), number: &key.1, events, fold: folded::<T> });
        }
    }

    fn table<T: Folded>(&mut self, zones: &HashMap<Sym, Zone>, now: Micros) -> Result<Table, ArrowError> {
        if let Some(made) = self.table.as_ref().filter(|made| made.now <= now && now < made.until) {
            return Ok(made.table.clone());
        }
        let mut until = Micros::MAX;
        let china = Zone::china();
        let mut rows = Vec::with_capacity(self.events.len());
        for ((centre, _), events) in &mut self.events {
            effective(events);
            let zone = zones.get(&Sym::new(centre)).unwrap_or(&china);
            let mut row = T::default();
            let mut has_event = false;
            for event in events.iter() {
                if event.occurred_at > now {
                    until = until.min(event.occurred_at);
                    continue;
                }
                row.apply(event, zone);
                has_event = true;
            }
            if has_event {
                rows.push(row);
            }
        }
        let table = Table::from_rows(T::RELATION, rows.iter().map(|row| row as &dyn Row))?;
        self.table = Some(Made { table: table.clone(), now, until });
        Ok(table)
    }
}

macro_rules! others {
    ($($field:ident: $ty:ty,)*) => {
        /// The things of a ledger that have numbers of their own: consultations, complaints, tickets, reports, conflicts, outages,
        /// orders, score entries and appeals (event types 43 to 48, 61, 63, 64), what sources delivered (49) and licences that name no case (25).
        /// Alerts have their own register.
        pub struct Others {
            zones: HashMap<Sym, Zone>,
            $($field: Objects,)*
        }

        impl Default for Others {
            fn default() -> Others {
                Others { zones: HashMap::new(), $($field: Objects::new(),)* }
            }
        }

        impl Others {
            /// Sets the zone of a centre, in which a due date is a day; China's where none is set.
            pub fn set_zone(&mut self, centre: Sym, zone: Zone) {
                self.zones.insert(centre, zone);
                $(self.$field.table = None;)*
            }

            /// Takes in an event, in any order; a revision or a void takes its place at the next reading. Events of other types
            /// change nothing.
            pub fn apply(&mut self, event: &Event) {
                $(if <$ty as Folded>::KINDS.contains(&event.kind) {
                    let number = <$ty as Folded>::number(event);
                    if number.is_some() || event.is_void {
                        self.$field.apply(number, event);
                    }
                })*
            }

            /// Shows the things that have new events since this was last asked.
            pub fn each_touched(&mut self, visit: &mut dyn FnMut(Thing<'_>)) {
                $(let touched = std::mem::take(&mut self.$field.touched);
                self.$field.show::<$ty>(touched, visit);)*
            }

            /// Lets all things count as touched: what they are judged by has changed.
            pub fn touch_all(&mut self) {
                $(self.$field.touched = self.$field.events.keys().cloned().collect();)*
            }

            /// Shows one thing, if it is there.
            pub fn show(&mut self, relation: &str, centre: Sym, number: &str, visit: &mut dyn FnMut(Thing<'_>)) {
                $(if <$ty as Folded>::RELATION.name == relation {
                    self.$field.show::<$ty>(BTreeSet::from([(centre.text(), number.to_owned())]), visit);
                })*
            }

            /// The relations as of an instant.
            ///
            /// # Errors
            /// If a column outgrows what Arrow can hold.
            pub fn tables(&mut self, now: Micros) -> Result<Vec<Table>, ArrowError> {
                Ok(vec![$(self.$field.table::<$ty>(&self.zones, now)?,)*])
            }
        }
    };
}

others! {
    consultations: Consultation,
    complaints: Complaint,
    tickets: Ticket,
    reports: ReportRecord,
    conflicts: ConflictRecord,
    outages: OutageRecord,
    orders: Order,
    scores: ScoreEntry,
    appeals: Appeal,
    deliveries: Delivery,
    library_licences: LibraryLicence,
}
