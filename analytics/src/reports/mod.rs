//! Statutory reports (统计报表): each is one SQL text over the fact relations, one list of columns, and the checks printed under it.
//!
//! | file | what it holds |
//! |---|---|
//! | `kind` | what a report is: columns, groups, identities |
//! | `params` | what may be asked of one, and how that is written in an address |
//! | `sql` | parameters as literals; the statements for figures and for the cases of a cell |
//! | `cell` | a cell's name in an address, and its cases |
//! | `figure` | a figure: exact integers, rounded for display only |
//! | `run` | asks a session and gives the typed report |
//! | `rows` | rows in their order, with names and departments without a case |
//! | `check` | what must hold between figures |
//! | `case_statistics` | 办件统计 |
//!
//! To add a report: a `.sql` file whose last relation is `flow`, one row a case and span with what the columns ask of it; a file with its
//! [`Kind`]; a line in [`ALL`]; expected rows under `tests/reports/`; a section in docs/REPORTS.md.

mod case_statistics;
mod cell;
mod check;
mod figure;
mod kind;
mod params;
mod rows;
mod run;
mod sql;

pub use case_statistics::CASE_STATISTICS;
pub use cell::{Cell, CellKey, encoded};
pub use check::{Check, Failure};
pub use figure::Figure;
pub use kind::{Column, Group, Identity, Kind, Measure};
pub use params::{Basis, By, ParamError, Params};
pub use rows::{Level, ReportRow};
pub use run::{Head, Report, ReportError, cases_of, run};

/// All reports.
pub const ALL: &[&Kind] = &[&CASE_STATISTICS];

/// A report by its name in addresses and commands.
pub fn find(code: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_everything_named_is_there() {
        for kind in ALL {
            let codes: Vec<&str> = kind.columns.iter().map(|column| column.code).collect();
            for (place, code) in codes.iter().enumerate() {
                assert!(!codes[..place].contains(code), "{} has two columns called {code}", kind.code);
            }
            let known = |code: &&str| codes.contains(code);
            for identity in kind.identities {
                assert!(identity.left.iter().chain(identity.right).all(known), "{}", identity.code);
            }
            for column in kind.columns {
                assert!(!column.meaning.zh.is_empty() && !column.meaning.en.is_empty(), "{}", column.code);
                if let Measure::Share { part, whole } = column.measure {
                    assert!(known(&part) && known(&whole), "{}", column.code);
                }
                assert!(column.group.is_none_or(|code| kind.groups.iter().any(|group| group.code == code)), "{}", column.code);
            }
            assert!(kind.adds_over_time.iter().all(known));
            assert_eq!(find(kind.code).map(|found| found.code), Some(kind.code));
        }
    }
}
