//! The hash of a relation's rows, for comparing a store with a rebuilt one.

use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use sha2::{Digest, Sha256};

use crate::facts::arrow::{Cell, ColumnView};
use crate::schema::Relation;

/// Columns that tell when we learned of something, not what happened.
const RECORDED: &[&str] = &["recorded_at", "replayed_at"];

/// SHA-256 over the rows, sorted by centre and key. Lists are left out: their rows are those of their own relation.
pub(super) fn relation_hash(relation: &Relation, batches: &[RecordBatch]) -> Result<String, ArrowError> {
    let mut rows: Vec<(Vec<u8>, [u8; 32])> = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let views: Vec<(&str, ColumnView<'_>)> = relation
            .columns
            .iter()
            .zip(batch.columns())
            .filter(|(column, _)| !RECORDED.contains(&column.name))
            .filter_map(|(column, array)| Some((column.name, ColumnView::new(column.ty, array.as_ref())?)))
            .collect();
        let is_key = |name: &str| name == "centre" || relation.key.contains(&name);
        let mut bytes = Vec::new();
        for row in 0..batch.num_rows() {
            bytes.clear();
            let mut key = Vec::new();
            for (name, view) in &views {
                let start = bytes.len();
                write(&mut bytes, &view.get(row));
                if is_key(name) {
                    key.extend_from_slice(&bytes[start..]);
                }
            }
            rows.push((key, Sha256::digest(&bytes).into()));
        }
    }
    rows.sort_unstable();
    let mut whole = Sha256::new();
    for column in relation.columns {
        whole.update(column.name);
        whole.update([0]);
    }
    for (_, row) in &rows {
        whole.update(row);
    }
    Ok(hex(&whole.finalize()))
}

/// A fixed spelling of a value: its kind, then its bytes, with lengths where they vary.
fn write(bytes: &mut Vec<u8>, cell: &Cell<'_>) {
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    match cell {
        Cell::Null => bytes.push(0),
        Cell::Int(value) => {
            bytes.push(1);
            bytes.extend_from_slice(&value.to_be_bytes());
        }
        Cell::Bool(value) => bytes.extend_from_slice(&[2, u8::from(*value)]),
        Cell::Ts(at) => {
            bytes.push(3);
            bytes.extend_from_slice(&at.to_be_bytes());
        }
        Cell::Date(day) => {
            bytes.push(4);
            bytes.extend_from_slice(&day.0.to_be_bytes());
        }
        Cell::Text(value) => {
            bytes.push(5);
            text(bytes, value);
        }
        Cell::Key(key) => {
            bytes.push(6);
            bytes.extend_from_slice(&key.0.to_be_bytes());
        }
        Cell::Attributes(entries) => {
            let mut sorted = entries.clone();
            sorted.sort_unstable();
            bytes.push(7);
            bytes.extend_from_slice(&(sorted.len() as u64).to_be_bytes());
            for (name, value) in sorted {
                text(bytes, name);
                bytes.push(u8::from(value.is_some()));
                text(bytes, value.unwrap_or_default());
            }
        }
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
