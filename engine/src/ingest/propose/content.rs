//! What the cells of a column look like: times, numbers, identity numbers, phones; and how a personal value is shown.

use std::collections::BTreeSet;

use super::roles::Role;
use crate::identifiers::{self, name, phone};
use crate::ingest::mapping::limit;
use crate::ingest::mapping::times::{Moment, Times};
use crate::time::{Day, Zone};

/// What most cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Times of day with their date.
    Time,
    /// Dates.
    Date,
    /// Numbers.
    Number,
    /// Anything else.
    Text,
    /// Nothing.
    Empty,
}

impl CellKind {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            CellKind::Time => "time",
            CellKind::Date => "date",
            CellKind::Number => "number",
            CellKind::Text => "text",
            CellKind::Empty => "empty",
        }
    }
}

/// What the cells of a column are, counted.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Cells that hold something.
    pub filled: usize,
    times: usize,
    dates: usize,
    numbers: usize,
    limits: usize,
    identities: usize,
    phones: usize,
    distinct: usize,
}

impl Content {
    /// Looks at the cells of a column.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Content {
        let times = Times::new(&[], Zone::china());
        let mut content = Content::default();
        let mut distinct = BTreeSet::new();
        for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
            content.filled += 1;
            distinct.insert(cell);
            match times.read(cell) {
                Some(Moment::At(_)) => content.times += 1,
                Some(Moment::On(_)) => content.dates += 1,
                None => {}
            }
            content.numbers += usize::from(cell.parse::<f64>().is_ok());
            content.limits += usize::from(limit::is_limit(cell));
            content.identities += usize::from(is_identity(cell));
            content.phones += usize::from(is_mobile(cell));
        }
        content.distinct = distinct.len();
        content
    }

    fn most(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 8
    }

    /// What most of them are.
    pub fn kind(&self) -> CellKind {
        if self.filled == 0 {
            CellKind::Empty
        } else if self.most(self.times + self.dates) && self.most_are_no_plain_numbers() {
            if self.times > self.dates { CellKind::Time } else { CellKind::Date }
        } else if self.most(self.numbers) {
            CellKind::Number
        } else {
            CellKind::Text
        }
    }

    /// A day written as eight digits is a number too; five-digit serials are none that a table is read by.
    fn most_are_no_plain_numbers(&self) -> bool {
        self.numbers <= self.times + self.dates
    }

    /// Whether they are identity numbers.
    pub fn is_identity(&self) -> bool {
        self.most(self.identities)
    }

    /// Whether they are mobile phones.
    pub fn is_phone(&self) -> bool {
        self.most(self.phones)
    }

    /// Whether every cell differs from every other.
    pub fn is_unique(&self) -> bool {
        self.filled > 1 && self.distinct == self.filled
    }

    /// Whether they repeat so much that they are codes, not free text.
    pub fn is_code(&self) -> bool {
        self.filled > 0 && (self.distinct <= 3 || self.distinct * 3 <= self.filled)
    }

    /// How well the cells fit a role: `None` where they cannot have it.
    pub fn fits(&self, role: Role) -> Option<bool> {
        let kind = self.kind();
        if kind == CellKind::Empty {
            return Some(false);
        }
        let needs = |fits: bool| fits.then_some(true);
        match role {
            // A column of times with every third one wrong is one all the same: what is wrong is told when it is tried.
            _ if role.is_time() => needs((self.times + self.dates) * 2 >= self.filled),
            Role::PromisedDays | Role::StatutoryDays => {
                needs(self.limits * 2 >= self.filled && kind != CellKind::Time && kind != CellKind::Date)
            }
            Role::FeeAmount => needs(kind == CellKind::Number),
            Role::ApplicantIdNo => Some(self.is_identity()),
            Role::ContactMobile => Some(self.is_phone()),
            Role::CaseNo => (!matches!(kind, CellKind::Time | CellKind::Date)).then(|| self.is_unique()),
            _ if matches!(kind, CellKind::Time | CellKind::Date) => None,
            Role::ApplicantName | Role::DeptName | Role::ItemName => (kind == CellKind::Text).then_some(true),
            _ => Some(true),
        }
    }
}

fn is_identity(cell: &str) -> bool {
    let normal = identifiers::normalise(cell);
    let is_right =
        |id_type| identifiers::check_by_type(id_type, &normal, Day::from_ymd(9999, 1, 1).unwrap_or(Day(0))).as_fact() == Some(true);
    is_right("111") || is_right("001")
}

fn is_mobile(cell: &str) -> bool {
    let normal = phone::normalise(cell);
    normal.len() == 11 && normal.starts_with('1') && normal.bytes().all(|byte| byte.is_ascii_digit())
}

/// A cell as it may be shown. Identity numbers and phones are masked whatever the column is said to be, so that a wrong guess shows none.
pub fn shown(cell: &str, role: Option<Role>) -> String {
    let text = cell.trim();
    match role {
        _ if text.is_empty() => String::new(),
        Some(Role::ApplicantName) => name::mask(&name::normalise(text)),
        Some(Role::ApplicantIdNo) => identifiers::mask(&identifiers::normalise(text)),
        Some(Role::ContactMobile) => phone::mask(&phone::normalise(text)),
        _ if is_identity(text) => identifiers::mask(&identifiers::normalise(text)),
        _ if is_mobile(text) => phone::mask(&phone::normalise(text)),
        _ => text.chars().take(200).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_their_cells() {
        let table: &[(&[&str], CellKind)] = &[
            (&["2025-01-03", "", "2025-01-04"], CellKind::Date),
            (&["2025-01-03 09:00:00", "2025-01-04 10:00"], CellKind::Time),
            (&["5", "10.0", "-3"], CellKind::Number),
            (&["5个工作日", "10"], CellKind::Text),
            (&["", " "], CellKind::Empty),
        ];
        for (cells, expected) in table {
            assert_eq!(Content::of(cells.iter().copied()).kind(), *expected, "{cells:?}");
        }
        let limits = Content::of(["5个工作日", "即办", "10"].into_iter());
        assert_eq!(limits.fits(Role::PromisedDays), Some(true));
        assert_eq!(limits.fits(Role::FinishedAt), None);
        let ids = Content::of(["11010519491231002X", "110105194912310038"].into_iter());
        assert!(!ids.is_phone());
        assert!(Content::of(["13800138000"].into_iter()).is_phone());
    }

    #[test]
    fn a_number_that_tells_of_a_person_is_masked_in_any_column() {
        assert_eq!(shown("11010519491231002X", None), "110105********002X");
        assert_eq!(shown("13800138000", Some(Role::LeftOut)), "138****8000");
        assert_eq!(shown("张三丰", Some(Role::ApplicantName)), "张*");
        assert_eq!(shown("普通文字", None), "普通文字");
    }
}
