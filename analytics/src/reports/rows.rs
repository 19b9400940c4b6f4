//! The rows of a report in their order: groups, in each its leaves, at the end all of them together. A group of which the only leaf is itself
//! stands alone; a department without a case is listed where nothing but the period narrows the report.

use std::collections::BTreeMap;

use super::cell::CellKey;
use super::figure::Figure;
use super::kind::{Kind, Measure};
use super::params::{By, Params};
use crate::Language;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// All rows.
    Total,
    /// A group with leaves under it.
    Group,
    /// A leaf of a group.
    Leaf,
    /// A leaf without a group over it.
    Alone,
}

impl Level {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Level::Total => "total",
            Level::Group => "group",
            Level::Leaf => "leaf",
            Level::Alone => "alone",
        }
    }

    /// Whether rows of this level add up to the row of all.
    pub fn is_top(self) -> bool {
        matches!(self, Level::Group | Level::Alone)
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// What it stands for.
    pub level: Level,
    /// Which cases it is about.
    pub key: CellKey,
    /// Its name: unchanged, however rare its characters.
    pub name: String,
    /// Figures in the order of the report's columns.
    pub figures: Vec<Figure>,
}

impl ReportRow {
    /// Its name in a language: names stay as they are, the words for all rows and for a missing code do not.
    pub fn title(&self, language: Language) -> &str {
        let is_missing = self.key.leaf.as_ref().or(self.key.group.as_ref()).is_some_and(String::is_empty);
        match (language, self.level) {
            (Language::En, Level::Total) => "Total",
            (Language::En, _) if is_missing => "(none told)",
            _ => &self.name,
        }
    }

    /// The cases that a column counts.
    pub fn count(&self, place: usize) -> u64 {
        self.figures.get(place).and_then(|figure| figure.count()).unwrap_or(0)
    }
}

/// What the facts tell of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Name.
    pub name: String,
    /// The topmost department over it, itself where there is none.
    pub parent: String,
    /// Whether it is in force within the period.
    pub is_in_force: bool,
}

/// Figures by group and leaf as they were asked for; none of both is the row of all.
pub type Found = BTreeMap<(Option<String>, Option<String>), Vec<Figure>>;

/// Names of what rows stand for.
#[derive(Debug, Default)]
pub struct Names {
    /// Departments by code.
    pub departments: BTreeMap<String, Department>,
    /// Windows or items by code.
    pub leaves: BTreeMap<String, String>,
}

/// The words for codes that are missing and for a group's own row.
#[derive(Clone, Copy, Debug)]
pub struct RowWords {
    /// All rows together.
    pub total: &'static str,
    /// No department.
    pub no_department: &'static str,
    /// No window.
    pub no_window: &'static str,
    /// No item.
    pub no_item: &'static str,
    /// Put behind a group's name where the group has cases of its own.
    pub own: &'static str,
}

/// The words that names are made with. Names are the same in both languages, as those of departments are.
pub const WORDS: RowWords =
    RowWords {
        total: "合计", no_department: "未登记部门", no_window: "未登记窗口", no_item: "未登记事项", own: "（本级）"
    };

/// Figures of nothing.
fn nothing(kind: &Kind) -> Vec<Figure> {
    let of = |measure: &Measure| match measure {
        Measure::Count(_) => Figure::Count(0),
        Measure::Share { .. } => Figure::Share { part: 0, whole: 0 },
        Measure::Mean { .. } => Figure::Mean { sum: 0, count: 0 },
        Measure::Percentile { .. } => Figure::Percentile(None),
    };
    kind.columns.iter().map(|column| of(&column.measure)).collect()
}

impl Names {
    fn department(&self, code: &str) -> String {
        match self.departments.get(code) {
            Some(department) => department.name.clone(),
            None if code.is_empty() => WORDS.no_department.to_owned(),
            None => code.to_owned(),
        }
    }

    fn leaf(&self, by: By, code: &str) -> String {
        let missing = match by {
            By::Department | By::Month => return if by == By::Month { code.to_owned() } else { self.department(code) },
            By::Window => WORDS.no_window,
            By::Item => WORDS.no_item,
        };
        match self.leaves.get(code) {
            Some(name) => name.clone(),
            None if code.is_empty() => missing.to_owned(),
            None => code.to_owned(),
        }
    }
}

/// The figures of a group, and of what it is made of.
type GroupFigures = (Vec<Figure>, BTreeMap<String, Vec<Figure>>);

/// Puts the figures in the order of the page.
pub fn arrange(kind: &Kind, params: &Params, names: &Names, mut found: Found) -> Vec<ReportRow> {
    if params.by == By::Department && !params.is_narrowed() {
        for (code, department) in names.departments.iter().filter(|(_, department)| department.is_in_force) {
            for leaf in [Some(code.clone()), None] {
                found.entry((Some(department.parent.clone()), leaf)).or_insert_with(|| nothing(kind));
            }
        }
    }
    if params.by == By::Month {
        return months(kind, params, found);
    }
    let total = found.remove(&(None, None)).unwrap_or_else(|| nothing(kind));
    let mut groups: BTreeMap<String, GroupFigures> = BTreeMap::new();
    for ((group, leaf), figures) in found {
        let Some(group) = group else { continue };
        let entry = groups.entry(group).or_insert_with(|| (nothing(kind), BTreeMap::new()));
        match leaf {
            Some(leaf) => {
                entry.1.insert(leaf, figures);
            }
            None => entry.0 = figures,
        }
    }
    let mut rows = Vec::new();
    for (group, (figures, leaves)) in last_without_code(groups) {
        let name = names.department(&group);
        if params.by == By::Department && leaves.len() == 1 && leaves.contains_key(&group) {
            let key = CellKey { group: Some(group.clone()), leaf: Some(group) };
            rows.push(ReportRow { level: Level::Alone, key, name, figures });
            continue;
        }
        rows.push(ReportRow { level: Level::Group, key: CellKey { group: Some(group.clone()), leaf: None }, name, figures });
        for (leaf, figures) in last_without_code(leaves) {
            let mut name = names.leaf(params.by, &leaf);
            if params.by == By::Department && leaf == group {
                name.push_str(WORDS.own);
            }
            let key = CellKey { group: Some(group.clone()), leaf: Some(leaf) };
            rows.push(ReportRow { level: Level::Leaf, key, name, figures });
        }
    }
    rows.push(ReportRow { level: Level::Total, key: CellKey::default(), name: WORDS.total.to_owned(), figures: total });
    rows
}

/// Entries by code, that of cases without a code last.
fn last_without_code<T>(mut entries: BTreeMap<String, T>) -> impl Iterator<Item = (String, T)> {
    let without = entries.remove("");
    entries.into_iter().chain(without.map(|entry| (String::new(), entry)))
}

fn months(kind: &Kind, params: &Params, mut found: Found) -> Vec<ReportRow> {
    let mut take = |leaf: &str| found.remove(&(None, Some(leaf.to_owned()))).unwrap_or_else(|| nothing(kind));
    let mut rows: Vec<ReportRow> = params
        .months()
        .into_iter()
        .map(|(month, ..)| ReportRow {
            level: Level::Alone,
            figures: take(&month),
            name: month.clone(),
            key: CellKey { group: None, leaf: Some(month) },
        })
        .collect();
    let figures = take(super::sql::WHOLE);
    rows.push(ReportRow { level: Level::Total, key: CellKey::default(), name: WORDS.total.to_owned(), figures });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::CASE_STATISTICS;
    use crate::reports::params::tests::params;

    fn figures(received: u64) -> Vec<Figure> {
        let mut figures = nothing(&CASE_STATISTICS);
        figures[0] = Figure::Count(received);
        figures
    }

    #[test]
    fn groups_come_with_their_leaves_and_departments_without_a_case_are_listed() {
        let department =
            |name: &str, parent: &str, is_in_force| Department { name: name.to_owned(), parent: parent.to_owned(), is_in_force };
        let names = Names {
            departments: [
                ("U1", department("住建局", "U1", true)),
                ("D2", department("不动产中心", "U1", true)),
                ("D3", department("林业局", "D3", true)),
                ("D4", department("已撤并", "D4", false)),
            ]
            .map(|(code, department)| (code.to_owned(), department))
            .into(),
            leaves: BTreeMap::new(),
        };
        let key = |group: &str, leaf: Option<&str>| (Some(group.to_owned()), leaf.map(str::to_owned));
        let found = || -> Found {
            [
                (key("U1", None), figures(3)),
                (key("U1", Some("U1")), figures(1)),
                (key("U1", Some("D2")), figures(2)),
                (key("", None), figures(4)),
                (key("", Some("")), figures(4)),
                ((None, None), figures(7)),
            ]
            .into()
        };
        let told = |rows: &[ReportRow]| -> Vec<String> {
            rows.iter().map(|row| format!("{} {} {}", row.level.code(), row.name, row.figures[0].text())).collect()
        };
        let asked = [("centre", "c"), ("from", "2025-01-01"), ("to", "2025-01-31")];
        let all = arrange(&CASE_STATISTICS, &params(&asked).expect("good"), &names, found());
        assert_eq!(
            told(&all),
            ["alone 林业局 0", "group 住建局 3", "leaf 不动产中心 2", "leaf 住建局（本级） 1", "alone 未登记部门 4", "total 合计 7"]
        );
        let narrowed = params(&[&asked[..], &[("channel", "1")]].concat()).expect("good");
        assert_eq!(arrange(&CASE_STATISTICS, &narrowed, &names, found()).len(), 5);
    }
}
