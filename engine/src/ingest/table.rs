//! Rows of a table (RFC 4180 with any one-character delimiter), strictly: a quote that is never closed must not swallow the
//! rows behind it.
//!
//! The `csv` crate is lenient here: it takes everything to the next quote, or to the end of the file, for one cell. So the rows are
//! split by this module. A row that goes wrong over several lines is taken for one broken line, and reading goes on with the
//! next one. A quote inside a cell that does not begin with one is taken as written, as that crate and most programs do.

use std::io::BufRead;

use super::encoding::Encoding;
use super::fault::Fault;
use super::lines::{Line, Lines, MAX_LINE};
use super::records::{Content, Record};
use super::tables::header::{self, HeadRow, Header, LOOKED_AT, Wanted};
use super::tables::{Note, Skipped, Tally};

/// Lines over which the cells of a header may be broken.
const HEADER_LINES: usize = 10;

/// Reader of rows.
pub struct Rows<R> {
    lines: Lines<R>,
    delimiter: char,
    /// Names of the columns.
    names: Vec<String>,
    /// Lines above the header.
    above: Vec<u64>,
    header_line: u64,
    header_rows: usize,
    tally: Tally,
}

impl<R: BufRead> Rows<R> {
    /// Reads the header, and gives the reader of the rows below it and the header's line and cells.
    pub fn new(lines: Lines<R>, delimiter: char) -> Result<(Rows<R>, String, Vec<String>), String> {
        Rows::open(lines, delimiter, &Wanted { header_row: Some(1), header_rows: Some(1), ..Wanted::default() })
    }

    /// The same for a table whose header may stand below a title: it is looked for where `wanted` does not say where it is.
    pub fn open(mut lines: Lines<R>, delimiter: char, wanted: &Wanted<'_>) -> Result<(Rows<R>, String, Vec<String>), String> {
        // The lines of each row; a header's cells may be broken over several.
        let mut read: Vec<Vec<Line>> = Vec::new();
        let mut head: Vec<HeadRow> = Vec::new();
        let mut above = Vec::new();
        while read.len() < if wanted.header_row.is_some() { 2 } else { LOOKED_AT }
            && let Some(line) = lines.next_line()
        {
            if wanted.header_row.is_some_and(|from| line.position.line < from) {
                if above.len() < LOOKED_AT && !line.text.trim().is_empty() {
                    above.push(line.position.line);
                }
                continue;
            }
            let mut splitter = Splitter::default();
            let mut split = splitter.feed(&line.text, delimiter);
            let mut row = vec![line];
            while matches!(split, Split::Open)
                && row.len() < HEADER_LINES
                && let Some(next) = lines.next_line()
            {
                split = splitter.feed(&next.text, delimiter);
                row.push(next);
            }
            let cells = match split {
                Split::Row(cells) if row.iter().all(|line| line.fault.is_none()) => cells,
                _ => {
                    lines.give_back(row.split_off(1));
                    Vec::new()
                }
            };
            head.push(HeadRow { line: row[0].position.line, cells });
            read.push(row);
        }
        let found = choose(&read, &head, wanted, delimiter)?;
        let is_blank = |row: &[Line]| row.iter().all(|line| line.text.trim().is_empty());
        above.extend(read[..found.first].iter().filter(|row| !is_blank(row)).map(|row| row[0].position.line));
        let header_line = head[found.first].line;
        let below = read.split_off(found.end().min(read.len()));
        lines.give_back(below.into_iter().flatten().collect());
        let text = match (found.rows, read[found.first].as_slice()) {
            (1, [line]) => line.text.clone(),
            _ => joined(&found.names, delimiter),
        };
        let names = found.names;
        let rows = Rows { lines, delimiter, names: names.clone(), above, header_line, header_rows: found.rows, tally: Tally::default() };
        Ok((rows, text, names))
    }

    /// Line of the header's first row.
    pub fn header_line(&self) -> u64 {
        self.header_line
    }

    /// Rows of the header, 1 or 2.
    pub fn header_rows(&self) -> u8 {
        if self.header_rows == 2 { 2 } else { 1 }
    }

    /// The encoding, as far as it is known.
    pub fn encoding(&self) -> Option<Encoding> {
        self.lines.encoding()
    }

    /// What was noticed so far and is no fault.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Note::of_header(&self.above, self.header_rows);
        notes.extend(self.lines.notes());
        notes.extend(self.tally.notes());
        notes
    }

    /// The next row; empty lines are none. `None` at the end.
    pub fn next_row(&mut self) -> Option<Record> {
        loop {
            let first = self.lines.next_line()?;
            if let Some(fault) = first.fault {
                return Some(Record { position: first.position, raw: first.text, is_whole: false, content: Err(fault) });
            }
            if first.text.trim().is_empty() {
                continue;
            }
            let record = self.row(first);
            if let Some(record) = record {
                return Some(record);
            }
        }
    }

    /// The row that begins with a line; `None` where it is no record.
    fn row(&mut self, first: Line) -> Option<Record> {
        let mut more: Vec<Line> = Vec::new();
        let mut text = first.text.clone();
        let mut splitter = Splitter::default();
        let mut split = splitter.feed(&first.text, self.delimiter);
        let opened = splitter.cells.len() + 1;
        let fault = loop {
            match split {
                Split::Row(cells) if cells.len() == self.names.len() || more.is_empty() => {
                    if let Some(skipped) = Skipped::of(&cells, &self.names) {
                        self.tally.add(skipped, first.position.line);
                        return None;
                    }
                    if cells.len() != self.names.len() {
                        break wrong_width(cells.len(), self.names.len());
                    }
                    return Some(Record { position: first.position, raw: text, is_whole: true, content: Ok(Content::Row(cells)) });
                }
                Split::Stray(column) if more.is_empty() => break stray(column),
                Split::Row(_) | Split::Stray(_) => break unclosed(opened),
                Split::Open => {}
            }
            match self.next_inside(text.len()) {
                Some(Ok(line)) => {
                    text.push('\n');
                    text.push_str(&line.text);
                    split = splitter.feed(&line.text, self.delimiter);
                    more.push(line);
                }
                Some(Err(line)) => {
                    more.push(line);
                    break unclosed(opened);
                }
                None => break unclosed(opened),
            }
        };
        self.lines.give_back(more);
        Some(Record { position: first.position, raw: first.text, is_whole: true, content: Err(fault) })
    }

    /// A further line of a row that is `length` bytes long so far: `Err` where it does not fit or is itself at fault.
    fn next_inside(&mut self, length: usize) -> Option<Result<Line, Line>> {
        let line = self.lines.next_line()?;
        Some(if line.fault.is_some() || length + line.text.len() >= MAX_LINE { Err(line) } else { Ok(line) })
    }
}

/// The header of a table of text. Without a better one it is the first line; a later one is taken only below lines that hold little.
fn choose(read: &[Vec<Line>], head: &[HeadRow], wanted: &Wanted<'_>, delimiter: char) -> Result<Header, String> {
    read.first().ok_or_else(|| match wanted.header_row {
        Some(line) if line > 1 => format!("the file ends before line {line}, where the mapping says that it stands"),
        _ => "the file is empty".to_owned(),
    })?;
    let filled = |place: usize| head[place].cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let found = header::find(head, &[], wanted).filter(|found| {
        let most = (0..found.first).map(filled).max().unwrap_or(0);
        let hits = wanted.columns.iter().filter(|column| found.names.iter().any(|name| name == **column)).count();
        let is_known = !wanted.columns.is_empty() && hits * 2 >= wanted.columns.len();
        wanted.header_row.is_some() || is_known || most * 2 <= filled(found.first)
    });
    let found = match found {
        Some(found) => found,
        None => Header { first: 0, rows: 1, names: head[0].cells.iter().map(|cell| header::name_of(cell)).collect() },
    };
    if !head[found.first].cells.is_empty() {
        return Ok(found);
    }
    let line = &read[found.first][0];
    if let Some(fault) = &line.fault {
        return Err(fault.message.clone());
    }
    let mut splitter = Splitter::default();
    match splitter.feed(&line.text, delimiter) {
        Split::Open => Err(format!("the quote that opens column {} is not closed", splitter.cells.len() + 1)),
        Split::Stray(column) => Err(format!("text stands behind the closing quote of column {column}")),
        Split::Row(_) => Err(format!("line {} is empty", line.position.line)),
    }
}

/// Cells as a line of a table.
pub fn joined(cells: &[String], delimiter: char) -> String {
    let mut line = String::with_capacity(cells.iter().map(|cell| cell.len() + 1).sum());
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            line.push(delimiter);
        }
        if cell.contains([delimiter, '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    line
}

enum Split {
    Row(Vec<String>),
    /// A quote is still open at the end.
    Open,
    /// Something stands behind a closing quote, in this column (from 1).
    Stray(usize),
}

/// Splits a row that may go on over several lines, line by line, so that no line is looked at twice.
#[derive(Default)]
struct Splitter {
    cells: Vec<String>,
    /// What is read so far of a quoted cell that a line's end has cut.
    open: Option<String>,
}

impl Splitter {
    fn feed(&mut self, line: &str, delimiter: char) -> Split {
        let mut rest = line;
        loop {
            let resumed = self.open.take().map(|mut cell| {
                cell.push('\n');
                cell
            });
            let quoted = match resumed {
                Some(cell) => Some((cell, rest)),
                None => rest.strip_prefix('"').map(|quoted| (String::new(), quoted)),
            };
            let (cell, behind) = match quoted {
                Some((mut cell, quoted)) => match unquote(quoted, &mut cell) {
                    None => {
                        self.open = Some(cell);
                        return Split::Open;
                    }
                    Some(behind) if behind.is_empty() || behind.starts_with(delimiter) => (cell, behind),
                    Some(_) => return Split::Stray(self.cells.len() + 1),
                },
                None => {
                    let end = rest.find(delimiter).unwrap_or(rest.len());
                    (rest[..end].to_owned(), &rest[end..])
                }
            };
            self.cells.push(cell);
            match behind.strip_prefix(delimiter) {
                Some(next) => rest = next,
                None => return Split::Row(std::mem::take(&mut self.cells)),
            }
        }
    }
}

/// Adds the text up to the closing quote, doubled quotes made single, to `cell`, and gives what stands behind that quote.
fn unquote<'a>(quoted: &'a str, cell: &mut String) -> Option<&'a str> {
    let mut rest = quoted;
    loop {
        let Some(end) = rest.find('"') else {
            cell.push_str(rest);
            return None;
        };
        cell.push_str(&rest[..end]);
        let behind = &rest[end + 1..];
        match behind.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Some(behind),
        }
    }
}

fn unclosed(column: usize) -> Fault {
    Fault::new(
        "broken_quote",
        format!("the quote that opens column {column} is not closed"),
        "close the quote; a quote inside a quoted cell is written twice",
    )
    .of(format!("column {column}"))
}

fn stray(column: usize) -> Fault {
    Fault::new(
        "broken_quote",
        format!("text stands behind the closing quote of column {column}"),
        "write a quote inside a quoted cell twice, or put a delimiter behind the closing one",
    )
    .of(format!("column {column}"))
}

fn wrong_width(cells: usize, width: usize) -> Fault {
    let how = if cells > width {
        "put cells that hold the delimiter into quotes"
    } else {
        "write empty cells too, so that every row has all columns"
    };
    Fault::new("wrong_columns", format!("the row has {cells} cells, the header {width}"), how)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        let (mut rows, _, _) = Rows::new(Lines::new(text.as_bytes(), false), ',').expect("a header");
        std::iter::from_fn(|| rows.next_row())
            .map(|record| {
                let content = match record.content {
                    Ok(Content::Row(cells)) => Ok(cells),
                    Ok(Content::Event(_) | Content::Unread) => Err("an event in a table"),
                    Err(fault) => Err(fault.reason),
                };
                (record.position.line, content)
            })
            .collect()
    }

    fn cells(cells: &[&str]) -> Result<Vec<String>, &'static str> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotes_and_line_breaks() {
        let text = "a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n5\" pipe,\n";
        assert_eq!(read(text), [(2, cells(&["x, \"y\"", "two\nlines"])), (4, cells(&["5\" pipe", ""]))]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line_only() {
        let text = "a,b\n1,\"open\n2,plain\n3,\"quoted\"\n4,end\n";
        assert_eq!(
            read(text),
            [(2, Err("broken_quote")), (3, cells(&["2", "plain"])), (4, cells(&["3", "quoted"])), (5, cells(&["4", "end"]))]
        );
    }

    #[test]
    fn an_open_quote_closed_by_a_later_row_in_the_wrong_place_is_broken_too() {
        let text = "a,b,c\n1,\"open,x\n2,\"\",y\n3,4,5\n";
        let rows = read(text);
        assert_eq!(rows[0], (2, Err("broken_quote")));
        assert_eq!(rows[1..], [(3, cells(&["2", "", "y"])), (4, cells(&["3", "4", "5"]))]);
    }

    #[test]
    fn text_behind_a_closing_quote_and_wrong_widths_are_named() {
        let text = "a,b\n\"x\"y,1\nonly\n1,2,3\n1,2\n";
        assert_eq!(read(text), [(2, Err("broken_quote")), (3, Err("wrong_columns")), (4, Err("wrong_columns")), (5, cells(&["1", "2"]))]);
    }

    #[test]
    fn an_open_quote_before_a_huge_rest_stays_within_the_limit() {
        let mut text = String::from("a,b\n1,\"open\n");
        for n in 0..200_000 {
            text.push_str(&format!("{n},plain text\n"));
        }
        let rows = read(&text);
        assert_eq!(rows.len(), 200_001);
        assert_eq!(rows[0], (2, Err("broken_quote")));
        assert!(rows[1..].iter().all(|(_, row)| row.is_ok()));
    }

    #[test]
    fn titles_stand_above_the_header_and_sums_below_the_rows() {
        let text = "办件台账\n单位：甲,,\n编号,时间,金额\nA1,2025-01-24,1\n合计,,1\n编号,时间,金额\nA2,2025-01-25,2\n共2件\n";
        let (mut rows, header, names) = Rows::open(Lines::new(text.as_bytes(), false), ',', &Wanted::default()).expect("a header");
        assert_eq!((header.as_str(), names.len()), ("编号,时间,金额", 3));
        let seen: Vec<u64> =
            std::iter::from_fn(|| rows.next_row()).filter(|row| row.content.is_ok()).map(|row| row.position.line).collect();
        assert_eq!(seen, [4, 7]);
        let notes: Vec<(&str, Vec<u64>)> = rows.notes().into_iter().map(|note| (note.code, note.lines)).collect();
        assert_eq!(notes, [("title_rows", vec![1, 2]), ("total_rows", vec![5, 8]), ("repeated_header", vec![6])]);
    }

    #[test]
    fn names_that_are_broken_over_lines_are_one_header() {
        let text = "编号,\"申请\n时间\",金额\nA1,\"2025-01-24\n10:00\",1\n";
        let (mut rows, header, names) = Rows::open(Lines::new(text.as_bytes(), false), ',', &Wanted::default()).expect("a header");
        assert_eq!((header.as_str(), names.join("|").as_str()), ("编号,申请时间,金额", "编号|申请时间|金额"));
        let row = rows.next_row().expect("a row");
        assert_eq!((row.position.line, row.content), (3, Ok(Content::Row(["A1", "2025-01-24\n10:00", "1"].map(str::to_owned).to_vec()))));
    }

    #[test]
    fn a_table_of_texts_keeps_its_first_line_as_header() {
        let text = "the name that a person would hardly give to a column of any table in an office at all,b\nx,y\nz,w\n";
        let (_, _, names) = Rows::open(Lines::new(text.as_bytes(), false), ',', &Wanted::default()).expect("a header");
        assert_eq!(names[1], "b");
        let told = Wanted { header_row: Some(2), ..Wanted::default() };
        let (mut rows, _, names) = Rows::open(Lines::new(text.as_bytes(), false), ',', &told).expect("a header");
        assert_eq!((names.join(","), rows.next_row().map(|row| row.position.line)), ("x,y".to_owned(), Some(3)));
        let beyond = Wanted { header_row: Some(9), ..Wanted::default() };
        assert!(Rows::open(Lines::new(text.as_bytes(), false), ',', &beyond).is_err());
    }

    #[test]
    fn joined_cells_are_split_again() {
        let cells = ["a".to_owned(), "b,\"c\"".to_owned(), "two\nlines".to_owned(), String::new()];
        let text = format!("1,2,3,4\n{}\n", joined(&cells, ','));
        assert_eq!(read(&text), [(2, Ok(cells.to_vec()))]);
    }

    #[test]
    fn an_empty_file_and_a_header_with_a_broken_quote_are_refused() {
        assert!(Rows::new(Lines::new("".as_bytes(), false), ',').is_err());
        assert!(Rows::new(Lines::new("a,\"b\n1,2\n".as_bytes(), false), ',').is_err());
    }
}
