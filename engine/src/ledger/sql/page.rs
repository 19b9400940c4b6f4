//! Events, a page at a time in one value.
//!
//! Reading row by row, column by column costs SQLite's driver some 8 µs an event, most of it allocations and hand-overs between
//! threads. So the database joins a page of events into one text, and we take it apart: an eighth of the time. A record is
//! thirteen numbers and a space after each, the last five of them lengths in bytes, then the texts of those lengths.

use crate::case::kind::EventType;
use crate::ledger::events::Row;
use crate::ledger::{LedgerError, Position};
use crate::sym::Sym;

/// Most events joined into one text; SQLite and PostgreSQL bound a text at 10⁹ bytes.
pub(super) const MOST: usize = 500;

/// A query for one page. `$rest` holds conditions and order, over `events AS e`; `$limit` is the last parameter.
macro_rules! page_of {
    ($rest:literal, $limit:literal) => {
        concat!(
            "SELECT string_agg(record, '') FROM (SELECT concat_ws(' ', e.position, e.revision, e.kind, e.occurred_at, e.recorded_at, ",
            "coalesce(CAST(e.batch AS TEXT), '-'), coalesce(CAST(i.void_position AS TEXT), '-'), coalesce(CAST(e.line AS TEXT), '-'), ",
            "octet_length(e.centre), octet_length(e.source), octet_length(e.id), ",
            "coalesce(CAST(octet_length(e.case_no) AS TEXT), '-'), octet_length(e.body), ",
            "concat(e.centre, e.source, e.id, e.case_no, e.body)) AS record ",
            "FROM events AS e LEFT JOIN imports AS i ON i.batch = e.batch ",
            $rest,
            " LIMIT ",
            $limit,
            ") AS page"
        )
    };
}
pub(super) use page_of;

/// Takes a page apart. `after` is named where it makes no sense.
pub(super) fn rows(page: &str, after: Position) -> Result<Vec<Row>, LedgerError> {
    let mut records = Records { rest: page, code: None };
    let mut rows: Vec<Row> = Vec::new();
    while !records.rest.is_empty() {
        let position = rows.last().map_or(after, |row| row.position);
        rows.push(records.next().ok_or(LedgerError::Inconsistent { table: "events", row: position + 1, column: "body or another" })?);
    }
    Ok(rows)
}

struct Records<'a> {
    rest: &'a str,
    /// Centre and source are nearly always those of the event before.
    code: Option<(Sym, Sym)>,
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Option<Row> {
        let position = self.number()??;
        let revision = u32::try_from(self.number()??).ok()?;
        let kind = EventType::ranked(u8::try_from(self.number()??).ok()?)?;
        let occurred_at = self.number()??;
        let recorded_at = self.number()??;
        let batch = self.number()?;
        let voided_by = self.number()?;
        let line = self.number()?.and_then(|line| u64::try_from(line).ok());
        let lengths = [self.number()?, self.number()?, self.number()?, self.number()?, self.number()?];
        let [centre, source, id, case_no, body] = lengths;
        let (centre, source) = (self.text(centre?)?, self.text(source?)?);
        let (centre, source) = match self.code {
            Some(code) if code.0.text() == centre && code.1.text() == source => code,
            _ => *self.code.insert((Sym::new(centre), Sym::new(source))),
        };
        let id = self.text(id?)?.into();
        let case_no = match case_no {
            Some(length) => Some(self.text(length)?.into()),
            None => None,
        };
        let body = self.text(body?)?.into();
        Some(Row { position, centre, source, id, revision, kind, case_no, occurred_at, recorded_at, batch, voided_by, line, body })
    }

    /// The next number; the inner `None` is a missing one.
    fn number(&mut self) -> Option<Option<i64>> {
        let (number, rest) = self.rest.split_once(' ')?;
        self.rest = rest;
        if number == "-" { Some(None) } else { number.parse().ok().map(Some) }
    }

    fn text(&mut self, length: i64) -> Option<&'a str> {
        let (text, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "7 0 36 5 6 - - - 1 1 2 2 4 csidC1{ 1}8 2 49 -5 6 3 9 12 1 1 3 - 2 cs号{}";

    #[test]
    fn a_page_is_taken_apart() {
        let rows = rows(TWO, 6).expect("sound");
        assert_eq!(rows.len(), 2);
        let (first, second) = (&rows[0], &rows[1]);
        assert_eq!((first.position, first.revision, first.kind), (7, 0, EventType::Noted));
        assert_eq!((&*first.id, first.case_no.as_deref(), &*first.body), ("id", Some("C1"), "{ 1}"));
        assert_eq!((first.batch, first.voided_by, first.line), (None, None, None));
        assert_eq!((second.occurred_at, second.recorded_at, second.case_no.as_deref()), (-5, 6, None));
        assert_eq!((&*second.id, second.batch, second.voided_by, second.line), ("号", Some(3), Some(9), Some(12)));
    }

    #[test]
    fn what_makes_no_sense_is_named_and_never_read() {
        for cut in 1..TWO.len() {
            if let Some(page) = TWO.get(..cut)
                && page.len() != "7 0 36 5 6 - - - 1 1 2 2 4 csidC1{ 1}".len()
            {
                assert!(rows(page, 6).is_err(), "{page}");
            }
        }
        for page in ["7 0 6 5 6 - - - 1 1 2 2 2 csidC1{}", "7 -1 36 5 6 - - - 1 1 2 2 2 csidC1{}", "7 0 36 5 6 - - - 1 1 2 2 -2 csidC1{}"] {
            let error = rows(page, 6).expect_err("refused");
            assert!(matches!(error, LedgerError::Inconsistent { table: "events", row: 7, .. }), "{error}");
        }
    }
}
