//! Personal values, beside the chain.

use super::Task;
use crate::schema::Key;

/// Personal values by the token that stands for them in events. They are written with the events that bring them.
pub trait PersonalValues {
    /// The value behind a token; `None` if it was erased or never came.
    fn personal(&self, key: Key) -> Task<'_, Option<String>>;

    /// Removes the value for good. Token and mask stay in the events, and the chain stays whole. Says whether there was one.
    ///
    /// A later event that brings the value again stores it again: that is new processing, with its own ground.
    fn erase(&self, key: Key) -> Task<'_, bool>;
}
