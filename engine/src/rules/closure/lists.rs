//! Questions to lists.

use super::clocks::lower_for_column;
use super::conditions;
use super::lanes::Lane;
use super::moment::Moment;
use super::{Failure, Test};
use crate::rules::tree::{Bound, ColumnOf, Frame, ListOf, Node, RowId};
use crate::schema::{Clock, Slot};

/// Looks for a row of a list.
pub(super) struct Finder {
    last: bool,
    list: ListOf,
    row: RowId,
    test: Option<Test>,
}

impl Finder {
    /// For the first or last row that meets a condition.
    pub fn new(last: bool, list: ListOf, row: RowId, test: Option<&Node>) -> Finder {
        Finder { last, list, row, test: test.map(conditions::compile) }
    }

    /// The index of the row found.
    pub fn find(&self, frame: &Frame<'_>, moment: &mut Moment<'_>) -> Result<Option<usize>, Failure> {
        let length = length(&self.list, frame, moment);
        for step in 0..length {
            let index = if self.last { length - 1 - step } else { step };
            let holds = match &self.test {
                None => true,
                Some(test) => holds(&self.list, self.row, index, test, frame, moment)?,
            };
            if holds {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    /// Shows a row of the list.
    pub fn visit(&self, index: usize, frame: &Frame<'_>, see: &mut dyn FnMut(&Frame<'_>)) {
        visit(&self.list, self.row, index, frame, see);
    }
}

/// Whether some row (`any`), or every row, meets a condition.
pub(super) fn question(any: bool, list: ListOf, row: RowId, test: Option<&Node>) -> Test {
    let Some(test) = test.map(conditions::compile) else {
        // Without a condition every row counts.
        return Box::new(move |frame, moment| Ok(!any || length(&list, frame, moment) > 0));
    };
    Box::new(move |frame, moment| {
        for index in 0..length(&list, frame, moment) {
            if holds(&list, row, index, &test, frame, moment)? == any {
                return Ok(any);
            }
        }
        Ok(!any)
    })
}

/// Whether a row that meets a condition stands before one that meets another.
pub(super) fn before(list: ListOf, row: RowId, first: &Node, then: &Node) -> Test {
    let (first, then) = (conditions::compile(first), conditions::compile(then));
    Box::new(move |frame, moment| {
        let length = length(&list, frame, moment);
        for earlier in 0..length {
            if !holds(&list, row, earlier, &first, frame, moment)? {
                continue;
            }
            for later in (earlier + 1..length).rev() {
                if holds(&list, row, later, &then, frame, moment)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        Ok(false)
    })
}

/// How many rows meet a condition.
pub(super) fn count(list: ListOf, row: RowId, test: Option<&Node>) -> Lane<i64> {
    let Some(test) = test.map(conditions::compile) else {
        return Box::new(move |frame, moment| Ok(Some(length(&list, frame, moment) as i64)));
    };
    Box::new(move |frame, moment| {
        let mut count = 0;
        for index in 0..length(&list, frame, moment) {
            count += i64::from(holds(&list, row, index, &test, frame, moment)?);
        }
        Ok(Some(count))
    })
}

fn length(list: &ListOf, frame: &Frame<'_>, moment: &mut Moment<'_>) -> usize {
    let Some(row) = frame.row(list.row) else { return 0 };
    let column = ColumnOf { row: list.row, relation: list.owner, slot: list.slot };
    if column.clock() != Clock::Events {
        lower_for_column(&column, row, moment);
    }
    match row.get(list.slot) {
        Slot::Rows(rows) => rows.len(),
        _ => 0,
    }
}

fn visit(list: &ListOf, row: RowId, index: usize, frame: &Frame<'_>, see: &mut dyn FnMut(&Frame<'_>)) {
    if let Slot::Rows(rows) = frame.get(list.row, list.slot) {
        rows.visit(index, &mut |entry| see(&frame.with(Bound::Row(row, entry))));
    }
}

fn holds(list: &ListOf, row: RowId, index: usize, test: &Test, frame: &Frame<'_>, moment: &mut Moment<'_>) -> Result<bool, Failure> {
    let mut result = Ok(false);
    visit(list, row, index, frame, &mut |inner| result = test(inner, moment));
    result
}
