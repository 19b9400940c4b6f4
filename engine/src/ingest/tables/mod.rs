//! Tables as people keep them, whether in a workbook or as text: where the header stands, which rows are no records, and a first look.
//!
//! | module | subject |
//! |---|---|
//! | [`header`] | the header and the names in it |
//! | `skipped` | sums, repeated headers, feet |
//! | [`note`] | what was noticed and is no fault |
//! | [`preview`](mod@preview) | the first rows of any table |

pub mod header;
pub mod note;
pub mod preview;
mod skipped;

pub use header::Wanted;
pub use note::{FileNote, Note};
pub use preview::{Preview, PreviewRow, Sheet, preview};
pub use skipped::{Skipped, Tally};
