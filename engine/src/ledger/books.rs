//! Small things that must be as durable as events: followers' cursors, settings of the data, the audit trail.

use super::{Position, Task};
use crate::time::Micros;

/// Who did what, when, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// When.
    pub at: Micros,
    /// Account, or `command line`.
    pub who: String,
    /// What was done, without personal data.
    pub what: String,
    /// Address or host it came from.
    pub origin: String,
}

/// Cursors, settings, audit trail.
pub trait Books {
    /// How far a follower has read.
    fn cursor(&self, name: &str) -> Task<'_, Option<Position>>;

    /// Sets how far a follower has read. One that writes events sets it with them, see [`super::Append::cursor`].
    fn set_cursor(&self, name: &str, position: Position) -> Task<'_, ()>;

    /// A setting.
    fn meta(&self, name: &str) -> Task<'_, Option<String>>;

    /// Changes a setting.
    fn set_meta(&self, name: &str, value: &str) -> Task<'_, ()>;

    /// Adds to the audit trail.
    fn audit(&self, entry: Audit) -> Task<'_, ()>;

    /// Up to `limit` entries with a number above `after`, with their numbers.
    fn audits(&self, after: i64, limit: usize) -> Task<'_, Vec<(i64, Audit)>>;
}
