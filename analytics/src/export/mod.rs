//! Reports as files: a table for a terminal, CSV, a workbook. All of them have the same head: title, period and basis, filters, time.

mod csv;
mod head;
mod text;
mod xlsx;

pub use self::csv::csv;
pub use self::text::text;
pub use head::{HeadLines, head_lines};
pub use xlsx::xlsx;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The workbook cannot be made.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV cannot be written.
    #[error("the CSV cannot be written: {0}")]
    Csv(String),
}
