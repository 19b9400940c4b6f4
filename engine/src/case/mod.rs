//! Cases (办件): their events, their state, their clock. Pure: no I/O, no wall clock, no Rhai.
//!
//! - [`kind`], [`payload`], [`values`], [`event`]: what an event is (events-and-facts, sections 2 and 3);
//! - [`form`]: the door's check, which makes canonical events of what others send;
//! - [`world`]: calendar, items and organization a case is judged against; [`outage`]: windows that stop its clock;
//! - [`state`] and [`fold`]: events become the state of a case;
//! - [`clock`]: limits as of a moment (section 4).
//!
//! To add an event type: a line in `kind`, its fields in `payload`, its effect in `fold`, its row in `facts::relations`.

pub mod clock;
pub mod event;
pub mod fold;
pub mod form;
pub mod kind;
pub mod outage;
pub mod payload;
pub mod state;
pub mod values;
pub mod world;

#[cfg(test)]
mod tests;
