//! CSV: a header line, then rows.

use std::io::Write;

use super::cell::{text, value};
use super::names;
use crate::facts::query::{Answer, QueryError};

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> Result<(), QueryError> {
    let mut writer = csv::Writer::from_writer(out);
    // The library's own way to an I/O error hides of what kind it is.
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => QueryError::Write(error),
        other => QueryError::Failed { message: format!("a row has no form in CSV: {other:?}") },
    };
    writer.write_record(names(answer)).map_err(failed)?;
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            for column in batch.columns() {
                writer.write_field(text(&value(column, row)?)).map_err(failed)?;
            }
            writer.write_record(None::<&[u8]>).map_err(failed)?;
        }
    }
    writer.flush()?;
    Ok(())
}
