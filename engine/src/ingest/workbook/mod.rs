//! Workbooks (`.xlsx`): sheets to rows of text cells with their positions, as a stream.
//!
//! | module | subject |
//! |---|---|
//! | [`limits`], [`archive`] | what is taken; the archive, measured before anything is held |
//! | [`merges`] | merged cells, found before the rows are read |
//! | [`cell`] | a cell as text |
//! | [`stream`] | cells to rows, on a thread of its own |
//! | [`rows`] | rows to records |
//!
//! A workbook is opened ([`Book::open`]), asked for its sheets, and turned into the rows of one of them ([`Book::rows`]). Only the table of
//! texts is held in memory; formulas are not computed, the values that were saved are read; macros are not run.

pub mod archive;
pub mod cell;
pub mod error;
pub mod limits;
pub mod merges;
pub mod rows;
mod stream;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Reader, Xlsx};

pub use error::WorkbookError;
pub use limits::Limits;
pub use merges::Merge;
pub use rows::Rows;

use self::archive::{Archive, Looked};
use self::merges::letters;
use self::stream::{Plan, RawRow};
use super::source::{Meter, Metered};
use super::tables::header::{self, HeadRow, Header, LOOKED_AT, Wanted};
use super::tables::{Note, Sheet};

/// Rows of a sheet.
pub const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub const MAX_COLUMNS: u32 = 16_384;

/// The library's reader of a file.
type Library = Xlsx<BufReader<Metered<File>>>;

/// An opened workbook.
pub struct Book {
    archive: Archive,
    library: Library,
    looked: Vec<Option<Looked>>,
    meter: Meter,
    total: u64,
}

/// A sheet whose header was found.
struct Chosen {
    sheet: usize,
    header: Header,
    head: Vec<HeadRow>,
}

impl Book {
    /// Opens a workbook after its parts were measured.
    pub fn open(path: &Path, limits: Limits) -> Result<Book, WorkbookError> {
        let archive = Archive::open(path, limits)?;
        let file = File::open(path)?;
        let total = file.metadata()?.len();
        let meter = Meter::default();
        let library = Xlsx::new(BufReader::new(Metered::new(file, meter.clone())))?;
        let looked = vec![None; archive.sheets.len()];
        Ok(Book { archive, library, looked, meter, total })
    }

    /// Its sheets. Each is gone over once for its last row.
    pub fn sheets(&mut self) -> Result<Vec<Sheet>, WorkbookError> {
        let mut sheets = Vec::new();
        for index in 0..self.archive.sheets.len() {
            let rows = self.look(index)?.last_row;
            let listed = &self.archive.sheets[index];
            sheets.push(Sheet { name: listed.name.clone(), rows, is_hidden: listed.is_hidden });
        }
        Ok(sheets)
    }

    /// The rows of the sheet that is wanted, or else of the first visible one with a table. `delimiter` is what separates the cells of a row
    /// where it is kept as text.
    pub fn rows(mut self, wanted: &Wanted<'_>, delimiter: char) -> Result<Rows, WorkbookError> {
        let Chosen { sheet, header, head } = self.choose(wanted)?;
        let merges = self.look(sheet)?.merges.clone();
        let above: Vec<u64> = head[..header.first].iter().map(|row| row.line).collect();
        let header_line = head[header.first].line;
        let last = &head[header.end().min(head.len()) - 1];
        let columns = columns(&header, &head);
        let plan = Plan::new(last.line, columns.iter().map(|(column, _)| *column), &merges);
        let mut notes = Note::of_header(&above, header.rows);
        notes.extend(self.notes(sheet, wanted));
        let header = rows::Below {
            sheet: self.archive.sheets[sheet].name.clone(),
            letters: columns.iter().map(|(column, _)| letters(*column)).collect(),
            names: columns.into_iter().map(|(_, name)| name).collect(),
            header_line,
            header_rows: if header.rows == 2 { 2 } else { 1 },
            notes,
        };
        let receiver = stream::start(self.library, header.sheet.clone(), plan)?;
        Ok(Rows::new(receiver, header, delimiter, self.meter, self.total))
    }

    fn look(&mut self, sheet: usize) -> Result<&Looked, WorkbookError> {
        if self.looked[sheet].is_none() {
            self.looked[sheet] = Some(self.archive.look(sheet)?);
        }
        Ok(self.looked[sheet].get_or_insert_default())
    }

    fn choose(&mut self, wanted: &Wanted<'_>) -> Result<Chosen, WorkbookError> {
        let names: Vec<String> = self.archive.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let asked: Vec<usize> = match wanted.sheet {
            Some(name) => match names.iter().position(|known| known == name) {
                Some(index) => vec![index],
                None => return Err(WorkbookError::NoSheet { name: name.to_owned(), known: names.join(", ") }),
            },
            None => (0..names.len()).filter(|index| !self.archive.sheets[*index].is_hidden).collect(),
        };
        let mut other: Option<Chosen> = None;
        for index in &asked {
            let head = self.head(*index, wanted)?;
            if head.is_empty() {
                continue;
            }
            let merges = &self.look(*index)?.merges;
            let Some(header) = header::find(&head, merges, wanted) else { continue };
            let hits = wanted.columns.iter().filter(|column| header.names.iter().any(|name| name == **column)).count();
            let chosen = Chosen { sheet: *index, header, head };
            if hits * 2 >= wanted.columns.len() {
                return Ok(chosen);
            }
            other.get_or_insert(chosen);
        }
        if let Some(chosen) = other {
            return Ok(chosen);
        }
        if let (Some(name), [index]) = (wanted.sheet, asked.as_slice()) {
            let what = match (self.look(*index)?.last_row, wanted.header_row) {
                (0, _) => "is empty; name another sheet, or none".to_owned(),
                (_, Some(row)) => format!("has nothing in row {row}, where the mapping says that its header stands"),
                _ => "has no row with the names of columns; write them above the rows, or say `header_row` in the mapping".to_owned(),
            };
            return Err(WorkbookError::NoHeader { sheet: name.to_owned(), what });
        }
        let hidden: Vec<&str> = self.archive.sheets.iter().filter(|sheet| sheet.is_hidden).map(|sheet| sheet.name.as_str()).collect();
        let told = |names: Vec<&str>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let sheets = told(asked.iter().map(|index| names[*index].as_str()).collect());
        let hidden = if hidden.is_empty() {
            String::new()
        } else {
            format!("; hidden and not looked at: {}; name one with `sheet` to have it read", told(hidden))
        };
        Err(WorkbookError::NoTable { sheets, hidden })
    }

    /// The first rows that hold something; from the header's on where it is known.
    fn head(&mut self, sheet: usize, wanted: &Wanted<'_>) -> Result<Vec<HeadRow>, WorkbookError> {
        let name = self.archive.sheets[sheet].name.clone();
        let mut head = Vec::new();
        let from = wanted.header_row.unwrap_or(1);
        stream::read(&mut self.library, &name, &Plan::all(from), &mut |row: RawRow| {
            head.push(HeadRow { line: u64::from(row.row) + 1, cells: row.cells });
            head.len() < LOOKED_AT
        })?;
        Ok(head)
    }

    /// What else the workbook holds that is not read.
    fn notes(&self, read: usize, wanted: &Wanted<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.archive.has_macros {
            notes.push(Note::new("macros", "the workbook has macros; they were not run"));
        }
        let others = self.archive.sheets.iter().enumerate().filter(|(index, _)| *index != read).map(|(_, sheet)| sheet);
        let (hidden, visible): (Vec<_>, Vec<_>) = others.partition(|sheet| sheet.is_hidden);
        let sets = [
            ("other_sheets", visible, "sheets besides were not read; name one with `sheet` to have it read"),
            ("hidden_sheets", hidden, "hidden sheets were not read"),
        ];
        for (code, sheets, text) in sets {
            if !sheets.is_empty() && (wanted.sheet.is_none() || code == "hidden_sheets") {
                let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
                notes.push(Note::new(code, text).counting(names.len() as u64).naming(names));
            }
        }
        notes
    }
}

/// The columns that are read: those with a name, and those without one that hold something in the first rows, under their letter.
fn columns(header: &Header, head: &[HeadRow]) -> Vec<(usize, String)> {
    let below = &head[header.end().min(head.len())..];
    let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(header.names.len());
    let mut columns = Vec::new();
    for column in 0..width {
        let name = header.names.get(column).cloned().unwrap_or_default();
        let holds = |row: &HeadRow| row.cells.get(column).is_some_and(|cell| !cell.trim().is_empty());
        if !name.is_empty() {
            columns.push((column, name));
        } else if below.iter().any(holds) {
            columns.push((column, format!("column {}", letters(column))));
        }
    }
    columns
}
