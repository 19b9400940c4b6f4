//! The moment of an evaluation.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::script::Now;
use crate::time::{Micros, Zone};

/// A moment at which rows are judged, and until when the answers stand.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// The instant.
    pub at: Micros,
    /// The centre's zone.
    pub zone: &'a Arc<Zone>,
    /// The centre's calendar as known then.
    pub calendar: &'a Arc<Calendar>,
    /// The earliest later instant at which an answer given may change through time alone; `i64::MAX` for never.
    pub valid_until: Micros,
}

impl<'a> Moment<'a> {
    /// A moment nothing has been asked at yet.
    pub fn new(at: Micros, zone: &'a Arc<Zone>, calendar: &'a Arc<Calendar>) -> Moment<'a> {
        Moment { at, zone, calendar, valid_until: Micros::MAX }
    }

    /// What functions know of it.
    pub fn now(&self) -> Now<'a> {
        Now { at: self.at, zone: self.zone, calendar: self.calendar }
    }

    /// Notes an instant of change if it lies ahead.
    pub fn lower(&mut self, at: Micros) {
        if at > self.at && at < self.valid_until {
            self.valid_until = at;
        }
    }

    /// Notes the next local midnight.
    pub fn lower_to_midnight(&mut self) {
        let tomorrow = self.zone.day_of(self.at).plus(1);
        self.lower(self.zone.midnight(tomorrow));
    }
}
