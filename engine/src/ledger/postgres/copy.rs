//! Events as the text that `COPY … FROM STDIN` takes: a line a row, tabs between, `\N` for null.

use std::io::Write;

use crate::ledger::Hash;
use crate::ledger::sql::append::NewRows;

/// What the lines are for.
pub(super) const EVENTS: &str = "COPY events (position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, batch, \
     line, epoch, content_hash, hash, body) FROM STDIN";

/// About what a row takes up besides its body.
const ROW: usize = 360;

/// The rows, in order.
pub(super) fn lines(rows: &NewRows<'_>) -> Vec<u8> {
    let size = rows.iter().map(|row| row.event.body.len() + row.event.body.len() / 8 + ROW).sum();
    let mut out = Lines(Vec::with_capacity(size));
    for row in rows.iter() {
        let event = row.event;
        out.number(row.position);
        out.text(event.centre.text());
        out.text(event.source.text());
        out.text(&event.id);
        out.number(i64::from(event.revision));
        out.number(i64::from(event.kind.rank()));
        match &event.case_no {
            Some(case_no) => out.text(case_no),
            None => out.null(),
        }
        out.number(event.occurred_at);
        out.number(row.recorded_at);
        for number in [row.batch, row.line] {
            match number {
                Some(number) => out.number(number),
                None => out.null(),
            }
        }
        out.number(row.epoch);
        out.hash(row.content);
        out.hash(row.hash);
        out.text(&event.body);
        out.end();
    }
    out.0
}

struct Lines(Vec<u8>);

impl Lines {
    fn number(&mut self, number: i64) {
        // A vector takes everything that is written to it.
        let _ = write!(self.0, "{number}\t");
    }

    fn null(&mut self) {
        self.0.extend_from_slice(b"\\N\t");
    }

    fn text(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\\' | b'\t' | b'\n' | b'\r')) {
            self.0.extend_from_slice(&rest[..at]);
            self.0.extend_from_slice(match rest[at] {
                b'\t' => b"\\t",
                b'\n' => b"\\n",
                b'\r' => b"\\r",
                _ => b"\\\\",
            });
            rest = &rest[at + 1..];
        }
        self.0.extend_from_slice(rest);
        self.0.push(b'\t');
    }

    fn hash(&mut self, hash: &Hash) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.0.extend_from_slice(b"\\\\x");
        for byte in hash.0 {
            self.0.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        self.0.push(b'\t');
    }

    /// The line's end in the place of the last tab.
    fn end(&mut self) {
        self.0.pop();
        self.0.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_cell_or_a_row_is_written_otherwise() {
        let mut out = Lines(Vec::new());
        out.number(-7);
        out.null();
        out.text("a\tb\\n\nc\r事");
        out.text("");
        out.hash(&Hash([0xa5; 32]));
        out.end();
        let expected = format!("-7\t\\N\ta\\tb\\\\n\\nc\\r事\t\t\\\\x{}\n", "a5".repeat(32));
        assert_eq!(String::from_utf8(out.0).expect("text"), expected);
    }
}
