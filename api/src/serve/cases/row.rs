//! The columns of the case row that lists and figures read, batch by batch.

use std::sync::OnceLock;

use arrow::record_batch::RecordBatch;
use mingjing_engine::facts::arrow::{Cell, ColumnView};
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::schema::Key;
use mingjing_engine::time::Micros;

use crate::serve::problem::ApiError;

macro_rules! columns {
    ($($variant:ident = $name:literal,)*) => {
        /// A column that is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the columns of the relation case, by their names")]
        pub enum Col { $($variant,)* }

        const NAMES: &[&str] = &[$($name,)*];
    };
}

columns! {
    Centre = "centre",
    CaseNo = "case_no",
    State = "state",
    IsOpen = "is_open",
    CaseType = "case_type",
    Channel = "channel",
    ItemCode = "item_impl_code",
    ItemName = "item_name",
    Dept = "dept_code",
    FirstEventAt = "first_event_at",
    AcceptedAt = "accepted_at",
    PromisedDueAt = "promised_due_at",
    PromisedOverAt = "promised_over_at",
    ImmediateOverAt = "immediate_over_at",
    ClockStopAt = "clock_stop_at",
    FinishedAt = "finished_at",
    Efficiency = "efficiency",
    Elapsed = "elapsed_wd",
    Remaining = "remaining_wd",
    PromisedDays = "promised_days",
    ExtensionDays = "extension_days",
    LimitUnit = "limit_unit",
    ApplicantKey = "applicant_key",
    ApplicantNameKey = "applicant_name_key",
    MobileKey = "contact_mobile_key",
}

/// How a case stands to its promised limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// Stopped within it.
    InTime,
    /// Stopped after it, or not stopped and past it.
    Overdue,
    /// Not stopped and not past it, or without a limit.
    Unknown,
}

/// How a case stands to its limit. The row's `efficiency` decides where there is one (办理效率, at the stop); else the instant from which it is
/// over does, that of an immediate case being its own.
pub fn timeliness(now: Micros, stop: Option<Micros>, over: Option<Micros>, efficiency: Option<i64>) -> Timeliness {
    match (stop, efficiency) {
        (Some(_), Some(3)) => Timeliness::Overdue,
        (Some(_), Some(_)) => Timeliness::InTime,
        (Some(stop), None) => match over {
            Some(over) if stop >= over => Timeliness::Overdue,
            Some(_) => Timeliness::InTime,
            None => Timeliness::Unknown,
        },
        (None, _) if over.is_some_and(|over| now >= over) => Timeliness::Overdue,
        (None, _) => Timeliness::Unknown,
    }
}

/// Rows of the relation `case`, read column by column.
pub struct Rows<'a> {
    columns: Vec<Option<ColumnView<'a>>>,
    /// How many.
    pub len: usize,
    now: Micros,
}

impl Rows<'_> {
    fn cell(&self, column: Col, row: usize) -> Cell<'_> {
        self.columns[column as usize].as_ref().map_or(Cell::Null, |view| view.get(row))
    }

    /// A text or code.
    pub fn text(&self, column: Col, row: usize) -> Option<&str> {
        match self.cell(column, row) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An instant.
    pub fn at(&self, column: Col, row: usize) -> Option<Micros> {
        match self.cell(column, row) {
            Cell::Ts(at) => Some(at),
            _ => None,
        }
    }

    /// An integer.
    pub fn int(&self, column: Col, row: usize) -> Option<i64> {
        match self.cell(column, row) {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The token of a personal value.
    pub fn key(&self, column: Col, row: usize) -> Option<Key> {
        match self.cell(column, row) {
            Cell::Key(key) => Some(key),
            _ => None,
        }
    }

    /// Whether the case is open.
    pub fn is_open(&self, row: usize) -> bool {
        self.cell(Col::IsOpen, row) == Cell::Bool(true)
    }

    /// From when the case is over its promise, that of an immediate case being its own.
    pub fn over_at(&self, row: usize) -> Option<Micros> {
        if self.int(Col::CaseType, row) == Some(1) {
            self.at(Col::ImmediateOverAt, row)
        } else {
            // A due instant that the source gives is known before any clock starts.
            self.at(Col::PromisedOverAt, row).or_else(|| self.at(Col::PromisedDueAt, row).map(|due| due.saturating_add(1)))
        }
    }

    /// The last instant in time by the promise, of a case that is open and whose clock has not stopped.
    pub fn due_at(&self, row: usize) -> Option<Micros> {
        let is_running = self.is_open(row) && self.at(Col::ClockStopAt, row).is_none();
        self.over_at(row).filter(|_| is_running).map(|over| over.saturating_sub(1))
    }

    /// How the case stands to its limit.
    pub fn timeliness(&self, row: usize) -> Timeliness {
        timeliness(self.now, self.at(Col::ClockStopAt, row), self.over_at(row), self.int(Col::Efficiency, row))
    }

    /// Whether the case ended and kept its limit.
    pub fn is_on_time(&self, row: usize) -> bool {
        !self.is_open(row) && self.timeliness(row) == Timeliness::InTime
    }

    /// Whether the case is over its limit.
    pub fn is_overdue(&self, row: usize) -> bool {
        self.timeliness(row) == Timeliness::Overdue
    }
}

impl<'a> Rows<'a> {
    /// The rows of a batch that has the columns of [`slots`].
    pub fn whole(batch: &'a RecordBatch, now: Micros) -> Result<Rows<'a>, ApiError> {
        let view = |(index, slot): (usize, &usize)| ColumnView::new(CASE.columns[*slot].ty, batch.column(index).as_ref());
        Ok(Rows { columns: slots()?.iter().enumerate().map(view).collect(), len: batch.num_rows(), now })
    }

    /// The rows of a batch that has these columns, in this order; the others read as missing.
    pub fn of(batch: &'a RecordBatch, wanted: &[Col], now: Micros) -> Rows<'a> {
        let mut columns: Vec<Option<ColumnView<'a>>> = NAMES.iter().map(|_| None).collect();
        for (index, column) in wanted.iter().enumerate() {
            let ty = CASE.slot(column.name()).map(|slot| CASE.columns[slot].ty);
            columns[*column as usize] = ty.and_then(|ty| ColumnView::new(ty, batch.column(index).as_ref()));
        }
        Rows { columns, len: batch.num_rows(), now }
    }
}

impl Col {
    /// Its name in the relation.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// The places in the relation of all columns that are read.
pub fn slots() -> Result<&'static [usize], ApiError> {
    static SLOTS: OnceLock<Vec<usize>> = OnceLock::new();
    let slots = SLOTS.get_or_init(|| NAMES.iter().filter_map(|name| CASE.slot(name)).collect());
    if slots.len() != NAMES.len() {
        return Err(ApiError::internal("reading cases", "the relation case lacks a column that lists show"));
    }
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_columns_that_are_read_are_there() {
        for name in NAMES {
            assert!(CASE.slot(name).is_some(), "{name}");
        }
        assert_eq!(NAMES[Col::MobileKey as usize], "contact_mobile_key");
    }

    #[test]
    fn a_case_stands_to_its_limit_as_its_stop_or_now_does() {
        use Timeliness::{InTime, Overdue, Unknown};
        let table = [
            // now, stop, over, efficiency
            (100, None, None, None, Unknown),
            (100, None, Some(101), None, Unknown),
            (100, None, Some(100), None, Overdue),
            (100, Some(50), Some(60), Some(1), InTime),
            (100, Some(50), Some(60), Some(4), InTime),
            (100, Some(70), Some(60), Some(3), Overdue),
            (100, Some(59), Some(60), None, InTime),
            (100, Some(60), Some(60), None, Overdue),
            (100, Some(50), None, None, Unknown),
        ];
        for (now, stop, over, efficiency, expected) in table {
            assert_eq!(timeliness(now, stop, over, efficiency), expected, "{now} {stop:?} {over:?} {efficiency:?}");
        }
    }
}
