//! Parquet.

use std::io::Write;
use std::sync::Arc;

use parquet::arrow::ArrowWriter;

use crate::facts::query::{Answer, QueryError};

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> Result<(), QueryError> {
    let failed = |error: parquet::errors::ParquetError| QueryError::Write(std::io::Error::other(error.to_string()));
    // The writer wants to own what it writes to and to send it between threads; an answer's file is built first.
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, Arc::clone(&answer.schema), None).map_err(failed)?;
    for batch in &answer.batches {
        writer.write(batch).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    out.write_all(&file)?;
    Ok(())
}
