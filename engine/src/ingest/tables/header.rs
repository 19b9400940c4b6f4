//! Where a table's header stands, and the names in it.
//!
//! Tables that people keep begin with a title, a line with the unit and the month, and then the header, in one row or in two. The mapping
//! may say where it stands. If it does not, the row that has the columns which the mapping reads is the header; without a mapping
//! it is the first row of which most cells are filled with short texts that are no numbers and no dates.

use crate::ingest::mapping::usual;
use crate::ingest::workbook::Merge;

/// Rows that are looked at for a header.
pub const LOOKED_AT: usize = 50;
/// Most characters of a column's name that is found without being told.
const LONGEST: usize = 60;

/// A row of the beginning of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// Its line, or its number in the sheet; from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What is known of a table before it is opened.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Sheet of a workbook.
    pub sheet: Option<&'a str>,
    /// Line of the header's first row.
    pub header_row: Option<u64>,
    /// Rows of the header: 1 or 2.
    pub header_rows: Option<u8>,
    /// Columns that the mapping reads.
    pub columns: Vec<&'a str>,
}

/// A header that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Place of its first row among those looked at.
    pub first: usize,
    /// Its rows: 1 or 2.
    pub rows: usize,
    /// Names of the columns; empty where a column has none.
    pub names: Vec<String>,
}

impl Header {
    /// Place of the row below.
    pub fn end(&self) -> usize {
        self.first + self.rows
    }
}

/// Finds the header. `None` where no row can be one.
pub fn find(head: &[HeadRow], merges: &[Merge], wanted: &Wanted<'_>) -> Option<Header> {
    if let Some(line) = wanted.header_row {
        let first = head.iter().position(|row| row.line == line)?;
        let rows = wanted.header_rows.map_or_else(|| if is_group_row(head, merges, first) { 2 } else { 1 }, usize::from);
        return Some(header(head, merges, first, rows));
    }
    by_names(head, merges, wanted).or_else(|| by_form(head, merges, wanted))
}

/// The row, or two, with the most of the columns that a mapping reads; at least half of them must be there.
fn by_names(head: &[HeadRow], merges: &[Merge], wanted: &Wanted<'_>) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    for first in 0..head.len() {
        for rows in [1, 2] {
            if wanted.header_rows.is_some_and(|wanted| usize::from(wanted) != rows) || first + rows > head.len() {
                continue;
            }
            let found = header(head, merges, first, rows);
            let hits = wanted.columns.iter().filter(|column| found.names.iter().any(|name| name == **column)).count();
            if hits * 2 >= wanted.columns.len().max(1) && best.as_ref().is_none_or(|(most, _)| hits > *most) {
                best = Some((hits, found));
            }
        }
    }
    best.map(|(_, header)| header)
}

fn by_form(head: &[HeadRow], merges: &[Merge], wanted: &Wanted<'_>) -> Option<Header> {
    let width = head.iter().map(|row| filled(&row.cells)).max()?;
    let first = (0..head.len()).find(|place| is_names(&head[*place].cells, width))?;
    let (first, rows) = match wanted.header_rows {
        Some(rows) => (first, usize::from(rows)),
        None if first + 1 < head.len() && is_group_row(head, merges, first) => (first, 2),
        None if first > 0 && is_group_row(head, merges, first - 1) => (first - 1, 2),
        None => (first, 1),
    };
    Some(header(head, merges, first, rows))
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Whether a row looks like names of columns: most places filled, by short texts, hardly any of them twice.
fn is_names(cells: &[String], width: usize) -> bool {
    let texts: Vec<String> = cells.iter().map(|cell| name_of(cell)).filter(|name| !name.is_empty()).collect();
    if texts.len() < 2 || texts.len() * 10 < width * 6 {
        return false;
    }
    let names = texts.iter().filter(|text| is_name(text)).count();
    let distinct = texts.iter().enumerate().filter(|(place, text)| !texts[..*place].contains(text)).count();
    names * 10 >= texts.len() * 9 && distinct * 10 >= texts.len() * 7
}

fn is_name(text: &str) -> bool {
    let is_number = text.chars().all(|char| char.is_ascii_digit() || ".,-+%".contains(char));
    !is_number && text.chars().count() <= LONGEST && usual::read(text).is_none()
}

/// Whether a row holds headings over groups of columns: some cell is merged over several, but not over the whole table, and below it
/// there are names again.
fn is_group_row(head: &[HeadRow], merges: &[Merge], place: usize) -> bool {
    let (Some(row), Some(below)) = (head.get(place), head.get(place + 1)) else { return false };
    // What tells the unit or the month is merged too, but has a colon.
    let texts: Vec<&String> = row.cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
    if texts.len() < 2 || texts.iter().any(|text| text.contains(['：', ':'])) {
        return false;
    }
    merges.iter().any(|merge| {
        let spans = u64::from(merge.top) + 1 == row.line && merge.top == merge.bottom && merge.right > merge.left;
        let beneath = (merge.left..=merge.right)
            .filter(|column| below.cells.get(*column as usize).is_some_and(|cell| is_name(cell.trim()) && !cell.trim().is_empty()));
        spans && beneath.count() >= 2
    })
}

/// The header that begins at a place, in so many rows.
fn header(head: &[HeadRow], merges: &[Merge], first: usize, rows: usize) -> Header {
    let upper = &head[first];
    let lower = if rows == 2 { head.get(first + 1) } else { None };
    let width = upper.cells.len().max(lower.map_or(0, |row| row.cells.len()));
    let cell = |row: &HeadRow, column: usize| row.cells.get(column).map(|cell| name_of(cell)).unwrap_or_default();
    let Some(lower) = lower else {
        return Header { first, rows: 1, names: (0..width).map(|column| cell(upper, column)).collect() };
    };
    let has_merges = merges.iter().any(|merge| u64::from(merge.top) + 1 == upper.line);
    let mut names: Vec<String> = Vec::with_capacity(width);
    // The group that a column without a heading of its own belongs to, in a table that tells of no merged cells.
    let mut group = String::new();
    for column in 0..width {
        let (mut top, sub) = (cell(upper, column), cell(lower, column));
        if has_merges {
            let over = merges
                .iter()
                .find(|merge| u64::from(merge.top) + 1 == upper.line && (merge.left as usize..=merge.right as usize).contains(&column));
            if let Some(merge) = over {
                top = cell(upper, merge.left as usize);
            }
        } else if !top.is_empty() {
            group = if sub.is_empty() { String::new() } else { top.clone() };
        } else if !sub.is_empty() {
            top.clone_from(&group);
        }
        names.push(match (top.is_empty(), sub.is_empty()) {
            (_, true) => top,
            (true, false) => sub,
            (false, false) if top == sub => top,
            (false, false) => format!("{top}/{sub}"),
        });
    }
    Header { first, rows: 2, names }
}

/// A column's name: trimmed, and without the line breaks that fit it into a narrow column.
pub fn name_of(cell: &str) -> String {
    let mut name = String::with_capacity(cell.len());
    for part in cell.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()) {
        let is_latin = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
        if is_latin(name.chars().next_back()) && is_latin(part.chars().next()) {
            name.push(' ');
        }
        name.push_str(part);
    }
    name.trim_matches('\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(rows: &[&str]) -> Vec<HeadRow> {
        let row = |(index, row): (usize, &&str)| HeadRow { line: index as u64 + 1, cells: row.split(',').map(str::to_owned).collect() };
        rows.iter().enumerate().map(row).collect()
    }

    fn found(rows: &[&str], merges: &[Merge], wanted: &Wanted<'_>) -> Option<(usize, usize, String)> {
        find(&head(rows), merges, wanted).map(|header| (header.first, header.rows, header.names.join(",")))
    }

    fn across(row: u32, left: u32, right: u32) -> Merge {
        Merge { top: row, left, bottom: row, right }
    }

    fn down(column: u32, top: u32) -> Merge {
        Merge { top, left: column, bottom: top + 1, right: column }
    }

    #[test]
    fn the_header_stands_below_titles() {
        let row = "A1,张三,2025.1.24,窗口,3";
        let names = "办件编号,申请人,申请时间,渠道,承诺时限";
        let table: [(&[&str], usize); 4] = [
            (&[names, row], 0),
            (&["办件台账", names, row], 1),
            (&["办件台账,,,,", "单位：万山区,,,日期：2025.1,", names, row], 2),
            (&["办件台账", ",,,,", names], 2),
        ];
        for (rows, first) in table {
            assert_eq!(found(rows, &[], &Wanted::default()), Some((first, 1, names.to_owned())), "{rows:?}");
        }
        assert_eq!(found(&["1,2,3", "4,5,6"], &[], &Wanted::default()), None);
        assert_eq!(found(&["办件台账"], &[], &Wanted::default()), None);
    }

    #[test]
    fn a_mapping_finds_its_columns_wherever_they_stand() {
        let wanted = Wanted { columns: vec!["编号", "时间", "2024"], ..Wanted::default() };
        let rows = ["甲,乙,丙,丁", "编号,时间,2024,备注", "A1,2025-01-24,1,无"];
        assert_eq!(found(&rows, &[], &wanted), Some((1, 1, "编号,时间,2024,备注".to_owned())));
        let told = Wanted { header_row: Some(1), ..wanted };
        assert_eq!(found(&rows, &[], &told), Some((0, 1, "甲,乙,丙,丁".to_owned())));
        let beyond = Wanted { header_row: Some(9), ..Wanted::default() };
        assert_eq!(found(&rows, &[], &beyond), None);
    }

    #[test]
    fn two_rows_of_headings_are_joined() {
        let rows = ["台账,,,,", "序号,办件,,时间,", ",编号,事项,申请,办结", "1,A1,甲,2025-01-24,2025-01-25"];
        let joined = "序号,办件/编号,办件/事项,时间/申请,时间/办结".to_owned();
        let merges = [across(0, 0, 4), down(0, 1), across(1, 1, 2), across(1, 3, 4)];
        assert_eq!(found(&rows, &merges, &Wanted::default()), Some((1, 2, joined.clone())));
        // A table of texts tells of no merged cells: there the mapping says so, or reads the joined names.
        let told = Wanted { header_row: Some(2), header_rows: Some(2), ..Wanted::default() };
        assert_eq!(found(&rows, &[], &told), Some((1, 2, joined.clone())));
        let wanted = Wanted { columns: vec!["办件/编号", "时间/办结"], ..Wanted::default() };
        assert_eq!(found(&rows, &[], &wanted), Some((1, 2, joined)));
    }

    #[test]
    fn a_line_with_unit_and_month_is_no_row_of_groups() {
        let rows = ["单位：万山区,,日期：2025.1,", "编号,事项,申请,办结", "A1,甲,2025-01-24,2025-01-25"];
        let merges = [across(0, 0, 1), across(0, 2, 3)];
        assert_eq!(found(&rows, &merges, &Wanted::default()), Some((1, 1, "编号,事项,申请,办结".to_owned())));
    }

    #[test]
    fn names_are_cleaned_of_line_breaks() {
        for (cell, expected) in [(" 申请\n时间 ", "申请时间"), ("due\ndate", "due date"), ("\u{feff}编号", "编号"), ("", "")] {
            assert_eq!(name_of(cell), expected);
        }
    }
}
