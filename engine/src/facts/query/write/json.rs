//! JSON: one object.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::cell::value;
use super::names;
use crate::facts::query::{Answer, QueryError};
use crate::time::format_utc;

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> Result<(), QueryError> {
    let names = names(answer);
    let failed = |error: serde_json::Error| QueryError::Write(error.into());
    let head = json!({ "position": answer.position, "now": format_utc(answer.now), "columns": names });
    let head = head.to_string();
    // Rows are written one by one, for an answer may be larger than a second copy of it should be.
    write!(out, "{},\"rows\":[", head.strip_suffix('}').unwrap_or(&head))?;
    let mut is_first = true;
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let mut object = Map::with_capacity(names.len());
            for (name, column) in names.iter().zip(batch.columns()) {
                object.insert(name.clone(), value(column, row)?);
            }
            out.write_all(if is_first { b"\n" } else { b",\n" })?;
            is_first = false;
            serde_json::to_writer(&mut *out, &Value::Object(object)).map_err(failed)?;
        }
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}
