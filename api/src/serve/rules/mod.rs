//! Rules: the list, and one rule with all that is known of it.

pub mod get;
pub mod list;
