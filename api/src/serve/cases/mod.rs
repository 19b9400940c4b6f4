//! Cases: lists, and one case with all that is known of it.

pub mod filter;
pub mod get;
pub mod list;
pub mod order;
mod past;
pub mod row;
mod words;
