//! XES logs (IEEE 1849): traces of events become rows of named cells, in bounded memory.
//!
//! | module | subject |
//! |---|---|
//! | [`counted`], [`encoding`] | bytes with their lines, of an encoding other than UTF-8 too |
//! | [`tokens`] | tags, one by one; what is too long is skipped without being held |
//! | [`walk`] | tags as traces, events and attributes |
//! | [`columns`] | the first pass: which columns the log has |
//! | [`values`] | what numbers and truth values may look like |
//! | [`log`] | the second pass: records |
//!
//! A row is an event: the attributes of its trace are the columns `case:NAME`, its own are `NAME`. Of a log nothing is held but the
//! attributes of one trace and one event; the children of an attribute are columns `parent/child` where the mapping names them.

pub mod columns;
pub mod counted;
pub mod encoding;
pub mod log;
pub mod tokens;
pub mod values;
pub mod walk;

pub use columns::Columns;
pub use log::Log;

#[cfg(test)]
mod tests;
