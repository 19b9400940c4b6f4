//! Calendars and the notices that change them.

pub mod notices;
pub mod show;
pub mod view;
pub mod year;
