//! Merged ranges of a sheet.
//!
//! They stand behind the rows in the file, but the rows need them: so [`Scanner`] is shown the sheet's text once before it is read. It
//! looks for the few letters that matter and parses nothing else, which costs less than a tenth of reading the cells.

use std::io::BufRead;

/// A merged range; rows and columns count from 0, both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// Bytes kept of one piece of text so that a tag that is cut in two is found in the next.
const CARRIED: usize = 256;

/// Finds merged ranges and the last row in the text of a sheet, shown to it piece by piece.
pub struct Scanner {
    carry: Vec<u8>,
    most: usize,
    /// What was found.
    pub merges: Vec<Merge>,
    /// Whether there are more ranges than are taken.
    pub overflows: bool,
    /// Number of the last row as the sheet counts, from 1; 0 where no row tells it.
    pub last_row: u64,
}

impl Scanner {
    /// Takes at most so many ranges.
    pub fn new(most: usize) -> Scanner {
        Scanner { carry: Vec::new(), most, merges: Vec::new(), overflows: false, last_row: 0 }
    }

    /// Looks at the next piece.
    pub fn feed(&mut self, piece: &[u8]) {
        let mut text = std::mem::take(&mut self.carry);
        text.extend_from_slice(piece);
        self.ranges(&text);
        if let Some(row) = last_row(&text) {
            self.last_row = row;
        }
        // What begins before this may have been cut; what ends before it has been seen.
        let tail = text.len().saturating_sub(CARRIED);
        let open = text[tail..].iter().rposition(|byte| matches!(byte, b'<' | b'>')).map(|at| tail + at);
        let from = open.filter(|at| text[*at] == b'<').unwrap_or(text.len());
        text.drain(..from);
        self.carry = text;
    }

    fn ranges(&mut self, text: &[u8]) {
        let mut rest = text;
        // `m` is rare in the cells of a sheet, and skip_until is as quick as the system's memchr.
        while let Ok(skipped) = rest.skip_until(b'm') {
            if skipped == 0 {
                return;
            }
            let at = text.len() - rest.len() - 1;
            let is_tag = at > 0 && matches!(text[at - 1], b'<' | b':');
            if let (true, Some(attributes)) = (is_tag, rest.strip_prefix(b"ergeCell ")) {
                let end = attributes.iter().position(|byte| *byte == b'>');
                if let Some(merge) = end.and_then(|end| range_of(&attributes[..end])) {
                    if self.merges.len() < self.most {
                        self.merges.push(merge);
                    } else {
                        self.overflows = true;
                    }
                }
            }
        }
    }
}

/// The `r` of the last row tag of a text.
fn last_row(text: &[u8]) -> Option<u64> {
    let mut end = text.len();
    while let Some(at) = text[..end].iter().rposition(|byte| *byte == b'<') {
        let tag = &text[at + 1..];
        if let Some(attributes) = tag.strip_prefix(b"row ") {
            let close = attributes.iter().position(|byte| *byte == b'>')?;
            return attribute(&attributes[..close], b"r=\"")?.parse().ok();
        }
        end = at;
    }
    None
}

/// The value of an attribute; `name` ends in `="`.
fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let starts = |at: usize| attributes[at..].starts_with(name) && (at == 0 || attributes[at - 1].is_ascii_whitespace());
    let at = (0..attributes.len()).find(|at| starts(*at))? + name.len();
    let end = attributes[at..].iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&attributes[at..at + end]).ok()
}

fn range_of(attributes: &[u8]) -> Option<Merge> {
    let (from, to) = attribute(attributes, b"ref=\"")?.split_once(':')?;
    let ((top, left), (bottom, right)) = (cell_of(from)?, cell_of(to)?);
    (top <= bottom && left <= right).then_some(Merge { top, left, bottom, right })
}

/// Row and column, from 0, of a cell's name; `None` for what is no name of a cell or lies beyond any sheet.
fn cell_of(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|char: char| char.is_ascii_digit())?;
    let mut column: u32 = 0;
    for letter in name[..digits].bytes() {
        if !letter.is_ascii_uppercase() || column > 20_000 {
            return None;
        }
        column = column * 26 + u32::from(letter - b'A') + 1;
    }
    let row: u32 = name[digits..].parse().ok()?;
    ((1..=super::MAX_ROWS).contains(&row) && (1..=super::MAX_COLUMNS).contains(&column)).then(|| (row - 1, column - 1))
}

/// The letters of a column, from 0: A, B … Z, AA.
pub fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = r#"<worksheet><sheetData><row r="1" spans="1:2"><c r="A1" t="inlineStr"><is><t>merge mm</t></is></c></row><row spans="1:2" r="12"><c r="A12"/></row></sheetData><mergeCells count="2"><mergeCell ref="A1:B1"/><x:mergeCell ref="C3:AA20"/><mergeCell ref="B2"/></mergeCells></worksheet>"#;

    #[test]
    fn ranges_and_the_last_row_are_found_however_the_text_is_cut() {
        for piece in [1, 7, 64, 4096] {
            let mut scanner = Scanner::new(10);
            SHEET.as_bytes().chunks(piece).for_each(|piece| scanner.feed(piece));
            let expected = [Merge { top: 0, left: 0, bottom: 0, right: 1 }, Merge { top: 2, left: 2, bottom: 19, right: 26 }];
            assert_eq!(scanner.merges, expected, "pieces of {piece}");
            assert_eq!((scanner.last_row, scanner.overflows), (12, false), "pieces of {piece}");
        }
    }

    #[test]
    fn more_ranges_than_are_taken_are_noticed_and_not_held() {
        let mut scanner = Scanner::new(1);
        scanner.feed(SHEET.as_bytes());
        assert_eq!((scanner.merges.len(), scanner.overflows), (1, true));
    }

    #[test]
    fn columns_have_letters() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
        for (name, expected) in
            [("A1", Some((0, 0))), ("AA20", Some((19, 26))), ("A0", None), ("a1", None), ("ZZZZZZZZZZ1", None), ("12", None)]
        {
            assert_eq!(cell_of(name), expected, "{name}");
        }
    }
}
