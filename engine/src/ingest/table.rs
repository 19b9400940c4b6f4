//! Rows of a table (RFC 4180 with any one-character delimiter), strictly: a quote that is never closed must not swallow the
//! rows behind it.
//!
//! The `csv` crate is lenient here: it takes everything to the next quote, or to the end of the file, for one cell. So the rows are
//! split by this module. A row that goes wrong over several lines is taken for one broken line, and reading goes on with the
//! next one. A quote inside a cell that does not begin with one is taken as written, as that crate and most programs do.

use std::io::BufRead;

use super::fault::Fault;
use super::lines::{Line, Lines, MAX_LINE};
use super::records::{Content, Record};

/// Reader of rows.
pub struct Rows<R> {
    lines: Lines<R>,
    delimiter: char,
    /// Cells of the header.
    width: usize,
}

impl<R: BufRead> Rows<R> {
    /// Reads the header, and gives the reader of the rows below it and the header's line and cells.
    pub fn new(mut lines: Lines<R>, delimiter: char) -> Result<(Rows<R>, String, Vec<String>), String> {
        let line = lines.next_line().ok_or("the file is empty")?;
        if let Some(fault) = line.fault {
            return Err(fault.message);
        }
        let mut splitter = Splitter::default();
        let cells = match splitter.feed(&line.text, delimiter) {
            Split::Row(cells) => cells,
            Split::Open => return Err(format!("the quote that opens column {} is not closed", splitter.cells.len() + 1)),
            Split::Stray(column) => return Err(format!("text stands behind the closing quote of column {column}")),
        };
        let names: Vec<String> = cells.into_iter().map(|name| name.trim().to_owned()).collect();
        let rows = Rows { lines, delimiter, width: names.len() };
        Ok((rows, line.text, names))
    }

    /// The next row; empty lines are none. `None` at the end.
    pub fn next_row(&mut self) -> Option<Record> {
        loop {
            let first = self.lines.next_line()?;
            if let Some(fault) = first.fault {
                return Some(Record { position: first.position, raw: first.text, is_whole: false, content: Err(fault) });
            }
            if !first.text.trim().is_empty() {
                return Some(self.row(first));
            }
        }
    }

    fn row(&mut self, first: Line) -> Record {
        let mut more: Vec<Line> = Vec::new();
        let mut text = first.text.clone();
        let mut splitter = Splitter::default();
        let mut split = splitter.feed(&first.text, self.delimiter);
        let opened = splitter.cells.len() + 1;
        let fault = loop {
            match split {
                Split::Row(cells) if cells.len() == self.width => {
                    return Record { position: first.position, raw: text, is_whole: true, content: Ok(Content::Row(cells)) };
                }
                Split::Row(cells) if more.is_empty() => break wrong_width(cells.len(), self.width),
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
        Record { position: first.position, raw: first.text, is_whole: true, content: Err(fault) }
    }

    /// A further line of a row that is `length` bytes long so far: `Err` where it does not fit or is itself at fault.
    fn next_inside(&mut self, length: usize) -> Option<Result<Line, Line>> {
        let line = self.lines.next_line()?;
        Some(if line.fault.is_some() || length + line.text.len() >= MAX_LINE { Err(line) } else { Ok(line) })
    }
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
                    Ok(Content::Event(_) | Content::Unread | Content::Case(_)) => Err("an event in a table"),
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
    fn an_empty_file_and_a_header_with_a_broken_quote_are_refused() {
        assert!(Rows::new(Lines::new("".as_bytes(), false), ',').is_err());
        assert!(Rows::new(Lines::new("a,\"b\n1,2\n".as_bytes(), false), ',').is_err());
    }
}
