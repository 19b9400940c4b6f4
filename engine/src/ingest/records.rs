//! Source records of a file, one by one, each with its position and its raw text.

use serde_json::{Map, Value};

use super::fault::{Fault, Position};
use super::table::Rows;

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// An event of the wire format.
    Event(Map<String, Value>),
    /// An event of the wire format that was read and let go of; it stands in the record's text.
    Unread,
    /// The cells of a table's row, as many as its header has.
    Row(Vec<String>),
    /// The cells of a row that tells of a case, and of no event of it.
    Case(Vec<String>),
}

/// One source record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where it begins.
    pub position: Position,
    /// Its text as it stands in the file; a sample of it where [`Record::is_whole`] is false.
    pub raw: String,
    /// Whether `raw` is the whole record, so that it can be replayed.
    pub is_whole: bool,
    /// What it holds, or why it cannot be read.
    pub content: Result<Content, Fault>,
}

impl Record {
    /// Lets go of an event's members, which few records are asked for once they have passed: a tree of many small pieces is best freed
    /// by the thread that made it.
    pub fn let_go(&mut self) {
        if self.is_whole && matches!(self.content, Ok(Content::Event(_))) {
            self.content = Ok(Content::Unread);
        }
    }
}

/// Reader of one file.
pub enum Records<R> {
    /// JSON Lines.
    JsonLines(super::lines::Lines<R>),
    /// A table.
    Table(Rows<R>),
    /// A sheet of a workbook.
    Workbook(Box<super::workbook::Rows>),
    /// A log of a process.
    Xes(Box<super::xes::Log<R>>),
}

impl<R: std::io::BufRead> Records<R> {
    /// The next record; empty lines are none. `None` at the end.
    pub fn next_record(&mut self) -> Option<Record> {
        match self {
            Records::JsonLines(lines) => loop {
                let line = lines.next_line()?;
                if let Some(fault) = line.fault {
                    return Some(Record { position: line.position, raw: line.text, is_whole: false, content: Err(fault) });
                }
                if line.text.trim().is_empty() {
                    continue;
                }
                let content = event_of(&line.text).map(Content::Event);
                return Some(Record { position: line.position, raw: line.text, is_whole: true, content });
            },
            Records::Table(rows) => rows.next_row(),
            Records::Workbook(rows) => rows.next_row(),
            Records::Xes(log) => log.next_record(),
        }
    }

    /// What was noticed so far and is no fault.
    pub fn notes(&self) -> Vec<super::tables::Note> {
        match self {
            Records::JsonLines(lines) => lines.notes(),
            Records::Table(rows) => rows.notes(),
            Records::Workbook(rows) => rows.notes(),
            Records::Xes(_) => Vec::new(),
        }
    }

    /// Names the place of a fault within its record more closely, where the reader can.
    pub fn locate(&self, fault: &mut Fault, line: u64) {
        if let Records::Workbook(rows) = self {
            rows.locate(fault, line);
        }
    }
}

/// Reads one line of JSON Lines.
pub fn event_of(text: &str) -> Result<Map<String, Value>, Fault> {
    object_of(text, "line")
}

/// Reads one JSON object; `what` is how messages call its text.
pub fn object_of(text: &str, what: &str) -> Result<Map<String, Value>, Fault> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Fault::new(
            "not_json",
            format!("the {what} is JSON, but no object"),
            format!("write one event as one {what}: {{\"id\": …, \"type\": …}}"),
        )),
        Err(error) if error.is_eof() => Err(Fault::new(
            "not_json",
            format!("the {what} breaks off after {} characters, inside a value", text.chars().count()),
            format!("send the whole event as one {what}"),
        )),
        Err(error) => {
            // serde_json counts columns in bytes, within a line of the text; a person counts characters.
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or(text);
            let column = line.get(..error.column().min(line.len())).map_or(error.column(), |before| before.chars().count());
            let place =
                if error.line() > 1 { format!("character {column} of its line {}", error.line()) } else { format!("character {column}") };
            let what_is_wrong = error.to_string();
            let what_is_wrong = what_is_wrong.split(" at line ").next().unwrap_or(&what_is_wrong);
            Err(Fault::new(
                "not_json",
                format!("no valid JSON at {place}: {what_is_wrong}"),
                format!("write the {what} as one JSON object, texts in double quotes"),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::lines::Lines;

    #[test]
    fn broken_lines_are_named_and_the_others_read() {
        let text = "{\"id\":\"1\"}\n\n{\"id\":\n[1]\n{\"名\":\"张\",x}\n{\"id\":\"2\"}";
        let mut records = Records::JsonLines(Lines::new(text.as_bytes(), false));
        let seen: Vec<(u64, Option<String>)> = std::iter::from_fn(|| records.next_record())
            .map(|record| (record.position.line, record.content.err().map(|fault| fault.message)))
            .collect();
        assert_eq!(
            seen,
            [
                (1, None),
                (3, Some("the line breaks off after 6 characters, inside a value".to_owned())),
                (4, Some("the line is JSON, but no object".to_owned())),
                (5, Some("no valid JSON at character 10: key must be a string".to_owned())),
                (6, None),
            ]
        );
    }
}
