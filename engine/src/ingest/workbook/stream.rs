//! Cells of a sheet to rows.
//!
//! The library lends its reader of cells from the workbook it has opened, so both live on one thread: [`start`] gives them one and a channel
//! of bounded length. That also lets a second core read ahead while the first one makes events of the rows.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::cell::{Look, text_of};
use super::error::WorkbookError;
use super::merges::Merge;
use super::{Library, MAX_COLUMNS, MAX_ROWS};

/// Rows of one message.
const BATCH: usize = 256;
/// Messages read ahead.
const AHEAD: usize = 4;

/// A row that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Its number, from 0.
    pub row: u32,
    /// Its cells: of all columns up to the last filled one, or of those that were asked for.
    pub cells: Vec<String>,
}

/// What the thread sends.
pub enum Sent {
    /// Rows in order.
    Rows(Vec<RawRow>),
    /// The end: rows that hold something in columns that are not read, by their numbers from 1; of many the first.
    End(u64, Vec<u64>),
    /// Why nothing further can be read.
    Failed(String),
}

/// What is read of a sheet.
pub struct Plan {
    /// First row, from 0.
    from: u32,
    /// The place of each column among the cells; `None` for all columns.
    places: Option<Vec<Option<usize>>>,
    width: usize,
    /// Merged ranges of several rows, by their first row: top, bottom, place.
    merges: VecDeque<(u32, u32, usize)>,
}

impl Plan {
    /// All columns, from a line on (from 1), merged cells as they are.
    pub fn all(from: u64) -> Plan {
        Plan { from: u32::try_from(from.saturating_sub(1)).unwrap_or(u32::MAX), places: None, width: 0, merges: VecDeque::new() }
    }

    /// These columns, below a line; what stands at the top of a merged range is repeated down its rows.
    pub fn new(below: u64, columns: impl Iterator<Item = usize>, merges: &[Merge]) -> Plan {
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut width = 0;
        for column in columns {
            places.resize(places.len().max(column + 1), None);
            places[column] = Some(width);
            width += 1;
        }
        let place = |merge: &Merge| places.get(merge.left as usize).copied().flatten();
        let tall = merges.iter().filter(|merge| merge.bottom > merge.top);
        let mut merges: Vec<(u32, u32, usize)> = tall.filter_map(|merge| Some((merge.top, merge.bottom, place(merge)?))).collect();
        merges.sort_unstable();
        Plan { from: u32::try_from(below).unwrap_or(u32::MAX), places: Some(places), width, merges: merges.into() }
    }
}

/// Starts to read a sheet on a thread of its own.
pub fn start(mut library: Library, sheet: String, plan: Plan) -> std::io::Result<Receiver<Sent>> {
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::Builder::new().name("workbook".to_owned()).spawn(move || {
        let mut rows = Vec::with_capacity(BATCH);
        let mut is_heard = true;
        let result = read(&mut library, &sheet, &plan, &mut |row| {
            rows.push(row);
            if rows.len() >= BATCH {
                is_heard = sender.send(Sent::Rows(std::mem::take(&mut rows))).is_ok();
            }
            is_heard
        });
        finish(&sender, rows, result);
    })?;
    Ok(receiver)
}

/// Nobody hears what is sent where the import has ended for another reason; then there is nothing left to do.
fn finish(sender: &SyncSender<Sent>, rows: Vec<RawRow>, result: Result<Outside, WorkbookError>) {
    let last = match result {
        Ok(outside) => Sent::End(outside.count, outside.first),
        Err(error) => Sent::Failed(error.to_string()),
    };
    if sender.send(Sent::Rows(rows)).is_ok() {
        let _ = sender.send(last);
    }
}

/// Rows with cells in columns that are not read.
#[derive(Default)]
pub struct Outside {
    count: u64,
    first: Vec<u64>,
}

/// Lines that are named of many.
const NAMED: usize = 20;

/// Reads a sheet's rows until `take` says that it has enough.
///
/// Where the library fails it does not say in which row. So the row that was being read is not given, for half of it might be missing.
pub fn read(library: &mut Library, sheet: &str, plan: &Plan, take: &mut dyn FnMut(RawRow) -> bool) -> Result<Outside, WorkbookError> {
    let is_1904 = library.has_1904_epoch();
    let mut reader = match library.worksheet_cells_reader(sheet) {
        // A sheet without any cells.
        Err(calamine::XlsxError::XmlEof(_)) => return Ok(Outside::default()),
        reader => reader?,
    };
    let looks: Vec<Look> = reader.styles().iter().map(Look::of).collect();
    let mut below = Below { plan, merged: vec![None; plan.width], next: 0, outside: Outside::default() };
    let mut row = RawRow { row: 0, cells: Vec::new() };
    let mut is_outside = false;
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (number, column) = cell.get_position();
        if number < plan.from {
            continue;
        }
        if number >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(WorkbookError::Damaged { message: format!("a cell stands in row {}, beyond any sheet", u64::from(number) + 1) });
        }
        if number != row.row {
            if !below.give(std::mem::replace(&mut row, RawRow { row: number, cells: Vec::new() }), is_outside, take) {
                return Ok(below.outside);
            }
            is_outside = false;
        }
        let text = text_of(cell.get_value(), looks.get(style).copied().unwrap_or_default(), is_1904);
        if text.trim().is_empty() {
            continue;
        }
        let place = match &plan.places {
            None => Some(column as usize),
            Some(places) => places.get(column as usize).copied().flatten(),
        };
        match place {
            None => is_outside = true,
            Some(place) => {
                if row.cells.len() <= place {
                    row.cells.resize(plan.width.max(place + 1), String::new());
                }
                row.cells[place] = text;
            }
        }
    }
    below.give(row, is_outside, take);
    Ok(below.outside)
}

/// The rows on their way out.
struct Below<'a> {
    plan: &'a Plan,
    /// Of each place the merged range that is open: its last row and its text.
    merged: Vec<Option<(u32, String)>>,
    /// The first merged range that has not begun.
    next: usize,
    outside: Outside,
}

impl Below<'_> {
    /// Gives a row on; `false` where no more is wanted.
    fn give(&mut self, mut row: RawRow, is_outside: bool, take: &mut dyn FnMut(RawRow) -> bool) -> bool {
        if is_outside {
            self.outside.count += 1;
            if self.outside.first.len() < NAMED {
                self.outside.first.push(u64::from(row.row) + 1);
            }
        }
        if row.cells.is_empty() {
            return true;
        }
        if !self.plan.merges.is_empty() {
            self.fill(&mut row);
        }
        take(row)
    }

    /// Repeats what stands at the top of the merged ranges that the row lies in.
    fn fill(&mut self, row: &mut RawRow) {
        while let Some((top, bottom, place)) = self.plan.merges.get(self.next).filter(|(top, _, _)| *top <= row.row) {
            let text = if *top == row.row { row.cells.get(*place).cloned().unwrap_or_default() } else { String::new() };
            self.merged[*place] = Some((*bottom, text));
            self.next += 1;
        }
        for (merged, cell) in self.merged.iter_mut().zip(&mut row.cells) {
            match merged {
                Some((bottom, _)) if *bottom < row.row => *merged = None,
                Some((_, text)) if cell.is_empty() => cell.clone_from(text),
                _ => {}
            }
        }
    }
}
