//! The official calendar and arithmetic with working time; pure, no I/O.
//!
//! | file | subject |
//! |---|---|
//! | `book` | notices in layers and versions ([`CalendarBook`]), and what was known of them when |
//! | `file` | days of a notice as people write them, and the notice that amends the one before |
//! | `table` | [`Calendar`]: one state of knowledge, as prefix sums: `count_wd` and its inverse `due` in constant time |
//! | `hours` | opening hours and [`WorkClock`]: the same to the microsecond, for limits in hours |
//! | `pauses` | suspensions: clipped, merged, and counted in days |
//! | `shipped` | the calendars embedded in the binary, and the reader of their format |
//!
//! Conventions (domain reference 3.2): the first day is not counted, the last is; `count_wd(a, b)` counts the working days d
//! with a < d <= b; `due(a, n)` is the n-th working day after a. Days are civil days of the centre's zone.
//!
//! ```
//! use mingjing_engine::calendar::CalendarBook;
//! use mingjing_engine::time::Day;
//!
//! let calendar = CalendarBook::china().as_known(i64::MAX);
//! let accepted = Day::parse("2025-01-24").unwrap();
//! // Sunday 26 January is worked for the spring festival that begins on the 28th.
//! assert_eq!(calendar.due(accepted, 5).to_string(), "2025-02-07");
//! ```
//!
//! To ship another calendar: put its file into `engine/data/calendar/` (format: `SOURCE.md` there) and list it in `shipped`.

mod book;
mod file;
mod hours;
mod pauses;
mod shipped;
mod table;

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod pause_oracle_tests;

pub use book::{CalendarBook, Layer, Notice, NoticeDay, NoticeKind};
pub use file::{amended, parse_days};
pub use hours::{Opening, OpeningHours, WorkClock, whole_days};
pub use pauses::{Pause, merge_pauses, suspended_cd, suspended_wd};
pub use shipped::parse_notices;
pub use table::{Calendar, DayKind};

use crate::time::Day;

/// What can be wrong with a calendar or opening hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A past or current year, or one between two loaded years, has no notice.
    #[error("calendar {calendar} has no notice for {year}: load the year's notice (event calendar_published)")]
    MissingYear {
        /// The calendar's name.
        calendar: String,
        /// The first year that is missing.
        year: i16,
    },
    /// A notice was offered to the book of another calendar.
    #[error("a notice of calendar {found} does not belong to calendar {expected}")]
    OtherCalendar {
        /// The book's name.
        expected: String,
        /// The notice's.
        found: String,
    },
    /// A notice's year is outside 1949 to 2200.
    #[error("calendar {calendar}: {year} is not a year a notice can be for")]
    YearOutOfRange {
        /// The calendar's name.
        calendar: String,
        /// The notice's year.
        year: i16,
    },
    /// A notice names a day that is not of its year, nor of the one before or after.
    #[error("calendar {calendar}: the notice for {year} names {day}, which is too far from that year")]
    DayOutOfYear {
        /// The calendar's name.
        calendar: String,
        /// The notice's year.
        year: i16,
        /// The day.
        day: Day,
    },
    /// A notice names a day twice.
    #[error("calendar {calendar}: the notice for {year} names {day} twice")]
    DayTwice {
        /// The calendar's name.
        calendar: String,
        /// The notice's year.
        year: i16,
        /// The day.
        day: Day,
    },
    /// A line of a calendar file cannot be read.
    #[error("line {line} of the calendar file: expected {expected}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// An opening interval is empty, overlaps another or is no time of a day.
    #[error("opening hours of weekday {weekday} (0 = Monday) from minute {from} to {to}: empty, overlapping or outside the day")]
    BadOpening {
        /// 0 = Monday.
        weekday: u8,
        /// Minute of the day.
        from: u16,
        /// Minute of the day.
        to: u16,
    },
    /// No hours on any day from Monday to Friday.
    #[error("opening hours from Monday to Friday are empty, so that no working time would ever pass")]
    NeverOpen,
}
