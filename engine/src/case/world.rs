//! What a case is judged against: calendar, items, organization and settings of its centre.

use std::sync::Arc;

use super::outage::Outage;
use super::state::Case;
use crate::calendar::{Calendar, CalendarBook, OpeningHours, WorkClock};
use crate::catalogue::ItemLibrary;
use crate::organization::Organization;
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// Choices a centre's profile makes about the clock (events-and-facts, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSettings {
    /// Whether silence after receipt counts as acceptance.
    pub deemed_acceptance: bool,
    /// Whether a due instant given by the source counts, rather than the computed one.
    pub due_given: bool,
}

impl Default for ClockSettings {
    fn default() -> ClockSettings {
        ClockSettings { deemed_acceptance: true, due_given: false }
    }
}

/// The reference facts of one centre as they are known.
#[derive(Clone)]
pub struct World {
    /// The centre.
    pub centre: Sym,
    /// Its zone.
    pub zone: Arc<Zone>,
    /// Items.
    pub items: ItemLibrary,
    /// Organization, posts and sources.
    pub organization: Organization,
    /// Settings.
    pub settings: ClockSettings,
    /// The notices of its calendar.
    book: CalendarBook,
    /// Calendars by the instant from which each is known; the first is known always.
    calendars: Vec<Known>,
    /// Outages that stop clocks, by their beginning.
    outages: Vec<Outage>,
    /// The same without those that were declared late.
    punctual: Option<Arc<World>>,
}

/// A calendar and the working clock over it.
#[derive(Clone)]
struct Known {
    from: Micros,
    calendar: Arc<Calendar>,
    clock: WorkClock,
}

impl World {
    /// A world with a calendar and nothing else in it.
    pub fn new(centre: Sym, zone: Zone, book: &CalendarBook, opening: OpeningHours, settings: ClockSettings) -> World {
        let calendars = timeline(book, &opening, &zone);
        World {
            centre,
            zone: Arc::new(zone),
            items: ItemLibrary::default(),
            organization: Organization::default(),
            settings,
            book: book.clone(),
            calendars,
            outages: Vec::new(),
            punctual: None,
        }
    }

    /// The notices of its calendar.
    pub fn book(&self) -> &CalendarBook {
        &self.book
    }

    /// Sets the outages that stop clocks.
    pub fn set_outages(&mut self, mut outages: Vec<Outage>) {
        outages.sort_by(|a, b| (a.from, &a.no).cmp(&(b.from, &b.no)));
        let has_late = outages.iter().any(|outage| outage.is_late);
        self.outages = outages;
        self.punctual = has_late.then(|| {
            let mut world = self.clone();
            world.outages.retain(|outage| !outage.is_late);
            Arc::new(world)
        });
    }

    /// The outages that stop the clock of a case.
    pub fn outages_of<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a Outage> {
        self.outages.iter().filter(|outage| outage.concerns(case))
    }

    /// The same world without the outages that were declared late; `None` where there are none.
    pub fn punctual(&self) -> Option<&World> {
        self.punctual.as_deref()
    }

    /// The calendar as it was known at an instant.
    pub fn calendar_at(&self, at: Micros) -> &Arc<Calendar> {
        &self.known_at(at).calendar
    }

    /// The working clock over that calendar.
    pub fn work_clock_at(&self, at: Micros) -> &WorkClock {
        &self.known_at(at).clock
    }

    fn known_at(&self, at: Micros) -> &Known {
        let after = self.calendars.partition_point(|known| known.from <= at);
        &self.calendars[after.saturating_sub(1)]
    }

    /// The first instant after `at` from which another calendar is known.
    pub fn next_notice(&self, at: Micros) -> Option<Micros> {
        self.calendars.get(self.calendars.partition_point(|known| known.from <= at)).map(|known| known.from)
    }
}

fn timeline(book: &CalendarBook, opening: &OpeningHours, zone: &Zone) -> Vec<Known> {
    let mut instants = vec![Micros::MIN];
    instants.extend_from_slice(book.known_instants());
    instants.sort_unstable();
    instants.dedup();
    let known = |from: Micros| {
        let calendar = book.as_known(from);
        let clock = WorkClock::new(calendar.clone(), opening.clone(), zone.clone());
        Known { from, calendar, clock }
    };
    instants.into_iter().map(known).collect()
}
