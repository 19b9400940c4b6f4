//! One chunk as a file: a line of JSON that says what follows, then the arrays as Arrow streams, in that order.

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{Field, Int32Type, Int64Type, Schema};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use arrow::record_batch::RecordBatch;
use serde::{Deserialize, Serialize};

use crate::facts::relations::WALKED;
use crate::facts::store::chunk::{CASES, Chunk, ChunkTable};
use crate::facts::store::packed::{How, Packed};

/// First line of a chunk's file; the arrays follow in its order.
#[derive(Serialize, Deserialize)]
struct Header {
    cases: usize,
    tables: Vec<TableHeader>,
}

#[derive(Serialize, Deserialize)]
struct TableHeader {
    rows: usize,
    starts: bool,
    columns: Vec<Option<ColumnHeader>>,
}

#[derive(Serialize, Deserialize)]
struct ColumnHeader {
    how: String,
    array: bool,
    present: bool,
}

/// The file of a chunk.
pub(super) fn chunk_bytes(chunk: &Chunk) -> Result<Vec<u8>, ArrowError> {
    let header = Header {
        cases: chunk.cases,
        tables: chunk
            .tables
            .iter()
            .map(|table| TableHeader {
                rows: table.rows,
                starts: table.starts.is_some(),
                columns: table
                    .columns
                    .iter()
                    .map(|column| {
                        column.as_ref().map(|packed| ColumnHeader {
                            how: packed.how.word(),
                            array: packed.array.is_some(),
                            present: packed.present.is_some(),
                        })
                    })
                    .collect(),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&header).map_err(|error| ArrowError::JsonError(error.to_string()))?;
    bytes.push(b'\n');
    write_array(&mut bytes, Arc::new(Int64Array::from(chunk.next_at.to_vec())))?;
    for table in &chunk.tables {
        if let Some(starts) = &table.starts {
            write_array(&mut bytes, Arc::new(Int32Array::from(starts.to_vec())))?;
        }
        for packed in table.columns.iter().flatten() {
            if let Some(array) = &packed.array {
                write_array(&mut bytes, Arc::clone(array))?;
            }
            if let Some(present) = &packed.present {
                write_array(&mut bytes, Arc::new(BooleanArray::new(present.clone(), None)))?;
            }
        }
    }
    Ok(bytes)
}

fn write_array(bytes: &mut Vec<u8>, array: ArrayRef) -> Result<(), ArrowError> {
    let schema = Arc::new(Schema::new(vec![Field::new("values", array.data_type().clone(), true)]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![array])?;
    let mut writer = StreamWriter::try_new(bytes, &schema)?;
    writer.write(&batch)?;
    writer.finish()
}

/// The chunk of a file.
pub(super) fn parse_chunk(bytes: &[u8]) -> Result<Chunk, ArrowError> {
    let wrong = |what: &str| ArrowError::ParseError(what.to_owned());
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| wrong("no header"))?;
    let header: Header = serde_json::from_slice(&bytes[..end]).map_err(|error| wrong(&error.to_string()))?;
    let mut rest = Cursor::new(&bytes[end + 1..]);
    let next_at = read_array(&mut rest)?;
    let next_at = next_at.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong("no next instants"))?.values().to_vec();
    if header.tables.len() != WALKED.len() || next_at.len() != header.cases {
        return Err(wrong("not the relations it should hold"));
    }
    let mut tables = Vec::with_capacity(header.tables.len());
    for (place, table) in header.tables.iter().enumerate() {
        let starts = match table.starts {
            true => {
                let array = read_array(&mut rest)?;
                let starts = array.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("no starts"))?.values().to_vec();
                Some(checked_starts(starts, header.cases, table.rows).ok_or_else(|| wrong("starts are out of order"))?)
            }
            false => None,
        };
        if (place != CASES && table.rows > 0) != starts.is_some() || table.columns.len() != WALKED[place].columns.len() {
            return Err(wrong("not the columns it should hold"));
        }
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            columns.push(match column {
                Some(column) => Some(read_column(&mut rest, column, table.rows)?),
                None => None,
            });
        }
        tables.push(ChunkTable { rows: table.rows, columns, starts });
    }
    Chunk::assemble(tables, next_at.into_boxed_slice(), header.cases)
}

fn read_column(rest: &mut Cursor<&[u8]>, header: &ColumnHeader, rows: usize) -> Result<Packed, ArrowError> {
    let wrong = |what: &str| ArrowError::ParseError(what.to_owned());
    let how = How::of_word(&header.how).ok_or_else(|| wrong("an unknown packing"))?;
    let array = if header.array { Some(read_array(rest)?) } else { None };
    let present = if header.present {
        let present = read_array(rest)?;
        Some(present.as_boolean_opt().ok_or_else(|| wrong("no presence"))?.values().clone())
    } else {
        None
    };
    let expected = present.as_ref().map_or(rows, |present| present.count_set_bits());
    if array.as_ref().is_some_and(|array| array.len() != expected) || present.as_ref().is_some_and(|present| present.len() != rows) {
        return Err(wrong("a column of another length than its relation"));
    }
    if array.is_none() != matches!(how, How::Null | How::Parent(_)) {
        return Err(wrong("a column without its values"));
    }
    Ok(Packed { how, array, present })
}

fn checked_starts(starts: Vec<i32>, cases: usize, rows: usize) -> Option<OffsetBuffer<i32>> {
    let in_order = starts.first() == Some(&0) && starts.windows(2).all(|pair| pair[0] <= pair[1]);
    let covers = starts.len() == cases + 1 && starts.last().is_some_and(|last| *last as usize == rows);
    (in_order && covers).then(|| OffsetBuffer::new(ScalarBuffer::from(starts)))
}

fn read_array<R: Read>(source: &mut R) -> Result<ArrayRef, ArrowError> {
    let mut reader = StreamReader::try_new(source, None)?;
    let batch = reader.next().ok_or_else(|| ArrowError::ParseError("an array is missing".to_owned()))??;
    // Reads on to the mark that ends the stream, behind which the next begins.
    if reader.next().is_some() || batch.num_columns() != 1 {
        return Err(ArrowError::ParseError("more than one array where one should stand".to_owned()));
    }
    Ok(Arc::clone(batch.column(0)))
}
