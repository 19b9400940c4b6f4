//! Statutory reports: the list, one as figures, one as a file, and the cases behind a cell.
//!
//! A report is made by the SQL of `mingjing_analytics` over the published facts, or over facts made as of a day, and kept until the next
//! snapshot: a page asks for its figures, and then for the same as files.

pub mod cell;
pub mod file;
pub mod get;
pub mod list;
pub mod made;
pub mod view;
