//! Imports of files: the list, and taking one back.

pub mod list;
pub mod void;
