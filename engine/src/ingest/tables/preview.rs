//! A first look at a table of any kind: its sheets, its header, its first rows. Nothing of it goes anywhere.

use std::path::Path;

use serde::Serialize;

use super::header::Wanted;
use super::note::Note;
use crate::ingest::encoding::Encoding;
use crate::ingest::error::ImportError;
use crate::ingest::lines::Lines;
use crate::ingest::records::{Content, Record};
use crate::ingest::source::{Format, Source};
use crate::ingest::table::Rows;
use crate::ingest::workbook::{Book, Limits};

/// What a table's cells may be separated by, the likeliest first.
const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Name.
    pub name: String,
    /// Number of its last row.
    pub rows: u64,
    /// Whether it is hidden.
    pub is_hidden: bool,
}

/// A row below the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreviewRow {
    /// Its line, or its number in the sheet; from 1.
    pub line: u64,
    /// Its cells, as many as there are columns.
    pub cells: Vec<String>,
}

/// A first look at a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Sheets of a workbook.
    pub sheets: Vec<Sheet>,
    /// The sheet looked at.
    pub sheet: Option<String>,
    /// Line of the header's first row, from 1.
    pub header_line: u64,
    /// Rows of the header, 1 or 2.
    pub header_rows: u8,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The first rows that are records. Rows that cannot be read are left out.
    pub rows: Vec<PreviewRow>,
    /// What was noticed until there.
    pub notes: Vec<Note>,
    /// What separates the cells of a text.
    pub delimiter: Option<char>,
    /// What a text is written in.
    pub encoding: Option<Encoding>,
}

/// Looks at the first rows of a file: `.xlsx`, or `.csv` and its like. Without a sheet's name it is the first visible sheet with a table.
///
/// Cells hold what the file holds, names and numbers of persons among it: whoever shows them masks them.
pub fn preview(path: &Path, sheet: Option<&str>, rows: usize) -> Result<Preview, ImportError> {
    let file = path.display().to_string();
    match Format::of(path) {
        Some(Format::Workbook) => {
            let wanted = Wanted { sheet, ..Wanted::default() };
            let of_workbook = |source| ImportError::Workbook { file: file.clone(), source: Box::new(source) };
            let mut book = Book::open(path, Limits::default()).map_err(of_workbook)?;
            let sheets = book.sheets().map_err(of_workbook)?;
            let mut opened = book.rows(&wanted, ',').map_err(of_workbook)?;
            let first = first_rows(rows, || opened.next_row());
            Ok(Preview {
                sheets,
                sheet: Some(opened.sheet().to_owned()),
                header_line: opened.header_line(),
                header_rows: opened.header_rows(),
                columns: opened.names().to_vec(),
                rows: first,
                notes: opened.notes(),
                delimiter: None,
                encoding: None,
            })
        }
        Some(Format::Csv) => of_text(path, file, rows),
        _ => Err(ImportError::NoTable { file }),
    }
}

fn of_text(path: &Path, file: String, rows: usize) -> Result<Preview, ImportError> {
    let mut best: Option<(usize, char)> = None;
    for delimiter in DELIMITERS {
        // The delimiter that gives the widest header is the one; a file is opened once for each, and only its beginning read.
        if let Ok((_, _, names)) = Rows::open(lines(path)?, delimiter, &Wanted::default())
            && best.is_none_or(|(most, _)| names.len() > most)
        {
            best = Some((names.len(), delimiter));
        }
    }
    let delimiter = best.map_or(',', |(_, delimiter)| delimiter);
    let (mut table, _, columns) =
        Rows::open(lines(path)?, delimiter, &Wanted::default()).map_err(|message| ImportError::Header { file, message })?;
    let first = first_rows(rows, || table.next_row());
    Ok(Preview {
        sheets: Vec::new(),
        sheet: None,
        header_line: table.header_line(),
        header_rows: table.header_rows(),
        columns,
        rows: first,
        notes: table.notes(),
        delimiter: Some(delimiter),
        encoding: Some(table.encoding().unwrap_or_default()),
    })
}

fn lines(path: &Path) -> Result<Lines<Box<dyn std::io::BufRead + Send>>, ImportError> {
    let source = Source::open(path)?;
    Ok(Lines::of(source.reader, source.is_gzip, source.encoding))
}

fn first_rows(most: usize, mut next: impl FnMut() -> Option<Record>) -> Vec<PreviewRow> {
    let mut rows = Vec::new();
    while rows.len() < most
        && let Some(record) = next()
    {
        if let Ok(Content::Row(cells)) = record.content {
            rows.push(PreviewRow { line: record.position.line, cells });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(name: &str, bytes: &[u8]) -> Result<Preview, ImportError> {
        let path = std::env::temp_dir().join(format!("mingjing-preview-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("written");
        let preview = preview(&path, None, 2);
        std::fs::remove_file(path).expect("removed");
        preview
    }

    #[test]
    fn a_text_shows_its_header_its_first_records_and_how_it_is_written() {
        let text = "办件台账\n编号\t申请人\t申请时间\nA1\t䶮\t2025.1.24\n合计\t\t\nA2\t张三\t2025/1/24\nA3\t李四\t2025-1-24\n";
        let preview = looked_at("gb.txt", &encoding_rs::GB18030.encode(text).0).expect("a table");
        assert_eq!((preview.header_line, preview.columns.join("|").as_str()), (2, "编号|申请人|申请时间"));
        let rows: Vec<(u64, String)> = preview.rows.iter().map(|row| (row.line, row.cells.join("|"))).collect();
        assert_eq!(rows, [(3, "A1|䶮|2025.1.24".to_owned()), (5, "A2|张三|2025/1/24".to_owned())]);
        assert_eq!((preview.delimiter, preview.encoding), (Some('\t'), Some(Encoding::Gb18030)));
        let notes: Vec<&str> = preview.notes.iter().map(|note| note.code).collect();
        assert_eq!(notes, ["title_rows", "encoding", "total_rows"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(matches!(looked_at("events.jsonl", b"{}"), Err(ImportError::NoTable { .. })));
        assert!(matches!(looked_at("empty.csv", b""), Err(ImportError::Header { .. })));
        assert!(matches!(looked_at("text.xlsx", b"a,b"), Err(ImportError::Workbook { .. })));
    }
}
