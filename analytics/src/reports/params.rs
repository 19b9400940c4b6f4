//! What may be asked of a report, and how that is written in an address.

use mingjing_engine::time::Day;

use super::kind::Kind;
use crate::Words;

/// Months that a report by month may have.
const MOST_MONTHS: usize = 60;
/// Days that a report may be about.
const MOST_DAYS: i32 = 36_600;
/// Bytes of a code.
const MOST_BYTES: usize = 200;

/// The date by which a case belongs to the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// It came in by its receipt.
    #[default]
    Received,
    /// It came in by its acceptance; what was never accepted is left out.
    Accepted,
    /// Only what was finished within the period.
    Finished,
}

impl Basis {
    /// All.
    pub const ALL: [Basis; 3] = [Basis::Received, Basis::Accepted, Basis::Finished];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Received => "received",
            Basis::Accepted => "accepted",
            Basis::Finished => "finished",
        }
    }

    /// What it is called.
    pub fn title(self) -> Words {
        match self {
            Basis::Received => Words::new("按收件日期", "by date of receipt"),
            Basis::Accepted => Words::new("按受理日期", "by date of acceptance"),
            Basis::Finished => Words::new("按办结日期", "by date of finish"),
        }
    }
}

/// What the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Upper department, department.
    #[default]
    Department,
    /// Department, window.
    Window,
    /// Department, item.
    Item,
    /// Month.
    Month,
}

impl By {
    /// All.
    pub const ALL: [By; 4] = [By::Department, By::Window, By::Item, By::Month];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            By::Department => "department",
            By::Window => "window",
            By::Item => "item",
            By::Month => "month",
        }
    }

    /// Heading of the column of names.
    pub fn title(self) -> Words {
        match self {
            By::Department => Words::new("部门", "Department"),
            By::Window => Words::new("部门 / 窗口", "Department / window"),
            By::Item => Words::new("部门 / 事项", "Department / item"),
            By::Month => Words::new("月份", "Month"),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// Centre.
    pub centre: String,
    /// First local day.
    pub from: Day,
    /// Last local day.
    pub to: Day,
    /// By which date a case belongs to the period.
    pub basis: Basis,
    /// What the rows are.
    pub by: By,
    /// Region, with the regions under it.
    pub region: Option<String>,
    /// Department, with those under it.
    pub dept: Option<String>,
    /// Window.
    pub window: Option<String>,
    /// Type of item (GB/T 39046 A.1).
    pub item_type: Option<String>,
    /// Item.
    pub item: Option<String>,
    /// Handling item.
    pub handling_item: Option<String>,
    /// Channel.
    pub channel: Option<i64>,
    /// Case type.
    pub case_type: Option<i64>,
}

/// A parameter that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct ParamError {
    /// The parameter.
    pub field: String,
    /// What is wrong with it and how to mend it.
    pub message: String,
}

fn wrong(field: &str, message: impl Into<String>) -> ParamError {
    ParamError { field: field.to_owned(), message: message.into() }
}

fn one_of(known: impl Iterator<Item = &'static str>) -> String {
    known.collect::<Vec<_>>().join(", ")
}

impl Params {
    /// The names a report may be asked by.
    pub const NAMES: [&'static str; 13] =
        ["centre", "from", "to", "basis", "by", "region", "dept", "window", "item_type", "item", "handling_item", "channel", "case_type"];

    /// Reads what is asked from pairs of name and text; empty texts are left out.
    ///
    /// # Errors
    /// If a name is unknown, a value makes no sense, or the period is none.
    pub fn read<'a>(kind: &Kind, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Params, ParamError> {
        let mut found: [Option<&str>; Params::NAMES.len()] = [None; Params::NAMES.len()];
        for (name, value) in pairs {
            let Some(place) = Params::NAMES.iter().position(|known| *known == name) else {
                return Err(wrong(name, format!("no parameter is called so; there are {}", one_of(Params::NAMES.into_iter()))));
            };
            let value = value.trim();
            if value.len() > MOST_BYTES {
                return Err(wrong(name, format!("more than {MOST_BYTES} bytes")));
            }
            found[place] = Some(value).filter(|value| !value.is_empty());
        }
        let value = |name: &str| Params::NAMES.iter().position(|known| *known == name).and_then(|place| found[place]);
        let text = |name: &str| value(name).map(str::to_owned);
        let day = |name: &str| -> Result<Day, ParamError> {
            let text = value(name).ok_or_else(|| wrong(name, "is needed; write a day like 2025-01-31"))?;
            Day::parse(text).ok_or_else(|| wrong(name, format!("{text:?} is no day; write it like 2025-01-31")))
        };
        let whole = |name: &str, known: &[i64]| -> Result<Option<i64>, ParamError> {
            let Some(text) = value(name) else { return Ok(None) };
            match text.parse().ok().filter(|number| known.contains(number)) {
                Some(number) => Ok(Some(number)),
                None => {
                    let codes: Vec<String> = known.iter().map(i64::to_string).collect();
                    Err(wrong(name, format!("{text:?} is no such code; there are {}", codes.join(", "))))
                }
            }
        };
        let basis =
            match value("basis") {
                None => Basis::default(),
                Some(text) => *kind.bases.iter().find(|basis| basis.code() == text).ok_or_else(|| {
                    wrong("basis", format!("{text:?} is none of {}", one_of(kind.bases.iter().map(|basis| basis.code()))))
                })?,
            };
        let by = match value("by") {
            None => kind.by.first().copied().unwrap_or_default(),
            Some(text) => *kind
                .by
                .iter()
                .find(|by| by.code() == text)
                .ok_or_else(|| wrong("by", format!("{text:?} is none of {}", one_of(kind.by.iter().map(|by| by.code())))))?,
        };
        let params = Params {
            centre: text("centre").ok_or_else(|| wrong("centre", "is needed"))?,
            from: day("from")?,
            to: day("to")?,
            basis,
            by,
            region: text("region"),
            dept: text("dept"),
            window: text("window"),
            item_type: text("item_type"),
            item: text("item"),
            handling_item: text("handling_item"),
            channel: whole("channel", &[1, 2, 3, 4, 9])?,
            case_type: whole("case_type", &[1, 2, 9])?,
        };
        params.checked()
    }

    fn checked(self) -> Result<Params, ParamError> {
        if self.to < self.from {
            return Err(wrong("to", format!("{} is before {}, the first day", self.to, self.from)));
        }
        if self.to.0 - self.from.0 > MOST_DAYS {
            return Err(wrong("to", "a report is about a hundred years at most"));
        }
        if self.by == By::Month && self.months().len() > MOST_MONTHS {
            return Err(wrong("by", format!("a report by month has {MOST_MONTHS} months at most; ask for a shorter period")));
        }
        if self.region.as_deref().is_some_and(|code| !code.chars().all(|c| c.is_ascii_alphanumeric())) {
            return Err(wrong("region", "a region is named by its code, like 520603"));
        }
        Ok(self)
    }

    /// The months that the period touches: name, first day and last day within the period.
    pub fn months(&self) -> Vec<(String, Day, Day)> {
        let mut months = Vec::new();
        let mut first = self.from;
        while first <= self.to {
            let name: String = first.to_string().chars().take(7).collect();
            let mut last = first;
            while last < self.to && last.plus(1).to_string().starts_with(&name) {
                last = last.plus(1);
            }
            months.push((name, first, last));
            first = last.plus(1);
        }
        months
    }

    /// Whether anything but centre and period narrows it.
    pub fn is_narrowed(&self) -> bool {
        let texts = [&self.region, &self.dept, &self.window, &self.item_type, &self.item, &self.handling_item];
        texts.into_iter().any(Option::is_some) || self.channel.is_some() || self.case_type.is_some()
    }

    /// What is asked, as pairs in one order; what is not asked is left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("centre", Some(self.centre.clone())),
            ("from", Some(self.from.to_string())),
            ("to", Some(self.to.to_string())),
            ("basis", Some(self.basis.code().to_owned())),
            ("by", Some(self.by.code().to_owned())),
            ("region", self.region.clone()),
            ("dept", self.dept.clone()),
            ("window", self.window.clone()),
            ("item_type", self.item_type.clone()),
            ("item", self.item.clone()),
            ("handling_item", self.handling_item.clone()),
            ("channel", self.channel.map(|code| code.to_string())),
            ("case_type", self.case_type.map(|code| code.to_string())),
        ];
        texts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::reports::CASE_STATISTICS;

    pub fn params(pairs: &[(&str, &str)]) -> Result<Params, ParamError> {
        Params::read(&CASE_STATISTICS, pairs.iter().copied())
    }

    #[test]
    fn what_is_asked_is_read_and_written_again() {
        let asked = [("centre", "wanshan"), ("from", "2025-01-15"), ("to", "2025-03-02"), ("by", "month"), ("dept", " D1 "), ("item", "")];
        let read = params(&asked).expect("good");
        assert_eq!((read.dept.as_deref(), read.item.as_deref(), read.basis), (Some("D1"), None, Basis::Received));
        let months: Vec<String> = read.months().iter().map(|(name, first, last)| format!("{name} {first} {last}")).collect();
        assert_eq!(months, ["2025-01 2025-01-15 2025-01-31", "2025-02 2025-02-01 2025-02-28", "2025-03 2025-03-01 2025-03-02"]);
        let pairs = read.pairs();
        let again = params(&pairs.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
        assert_eq!(again, Ok(read));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let good = [("centre", "c"), ("from", "2025-01-01"), ("to", "2025-01-31")];
        let table: [(&[(&str, &str)], &str); 9] = [
            (&[("centre", "")], "centre"),
            (&[("from", "2025-02-30")], "from"),
            (&[("to", "2024-12-31")], "to"),
            (&[("basis", "begun")], "basis"),
            (&[("by", "colour")], "by"),
            (&[("channel", "7")], "channel"),
            (&[("case_type", "x")], "case_type"),
            (&[("region", "52' OR 1")], "region"),
            (&[("departement", "D1")], "departement"),
        ];
        for (change, field) in table {
            let pairs: Vec<(&str, &str)> = good.iter().chain(change).copied().collect();
            assert_eq!(params(&pairs).map_err(|error| error.field), Err(field.to_owned()), "{change:?}");
        }
    }
}
