//! Rows of a table that are no records: totals, the header repeated on each page, a foot with names and dates.
//!
//! They are skipped and told, with their lines; they are not counted as read and do not wait in quarantine.

use super::note::Note;

/// Words that end the first cell of a row with sums.
const TOTALS: [&str; 7] = ["合计", "总计", "小计", "共计", "累计", "总数", "合计数"];
/// The same in English, whole.
const TOTALS_EN: [&str; 4] = ["total", "totals", "subtotal", "grand total"];
/// What a number of things is counted in, in `共 12 件`.
const UNITS: [char; 10] = ['件', '条', '项', '笔', '宗', '户', '人', '个', '份', '行'];
/// Words that begin a foot, before a colon.
const FEET: [&str; 14] =
    ["制表", "填表", "填报", "审核", "复核", "负责人", "单位负责人", "备注", "说明", "注", "打印", "导出", "制单", "经办"];
/// Most characters of a first cell that is one of these.
const LONGEST: usize = 16;

/// What a skipped row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// Sums.
    Total,
    /// The header once more.
    Header,
    /// Who made the table, and when.
    Foot,
}

impl Skipped {
    /// What a row below the header is, if no record.
    pub fn of(cells: &[String], names: &[String]) -> Option<Skipped> {
        let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let first = filled.next()?;
        let count = filled.count() + 1;
        // Most rows begin with a number or a code: those are decided here.
        if first.len() > LONGEST * 4 {
            return None;
        }
        if count >= 2 && count * 2 >= names.len() && is_header(cells, names) {
            return Some(Skipped::Header);
        }
        let text: String = first.chars().filter(|char| !char.is_whitespace()).collect();
        if count < names.len().max(2) && is_total(&text) {
            return Some(Skipped::Total);
        }
        let head = text.split(['：', ':']).next().filter(|head| head.len() < text.len());
        if count * 2 <= names.len() && head.is_some_and(|head| FEET.iter().any(|foot| head.starts_with(foot))) {
            return Some(Skipped::Foot);
        }
        None
    }
}

fn is_header(cells: &[String], names: &[String]) -> bool {
    cells.iter().zip(names).all(|(cell, name)| cell.trim().is_empty() || super::header::name_of(cell) == *name)
}

fn is_total(text: &str) -> bool {
    if text.chars().count() > LONGEST {
        return false;
    }
    let bare = text.trim_end_matches(['：', ':']);
    if TOTALS.iter().any(|word| bare.ends_with(word)) || TOTALS_EN.iter().any(|word| bare.eq_ignore_ascii_case(&word.replace(' ', ""))) {
        return true;
    }
    // 合计：12, 合计12件, 共12件, 共计 12 条
    let behind = TOTALS.iter().find_map(|word| bare.strip_prefix(word)).or_else(|| bare.strip_prefix('共'));
    behind.is_some_and(|behind| {
        let behind = behind.trim_start_matches(['：', ':', '计', '有']);
        let digits = behind.trim_end_matches(UNITS).trim_end_matches(['。', '.']).trim_end_matches(UNITS);
        !digits.is_empty() && digits.chars().all(|char| char.is_ascii_digit() || ('０'..='９').contains(&char) || char == ',')
    })
}

/// Rows skipped so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    totals: Lines,
    headers: Lines,
    feet: Lines,
}

#[derive(Clone, Debug, Default)]
struct Lines {
    count: u64,
    first: Vec<u64>,
}

/// Lines that are named of many.
const NAMED: usize = 20;

impl Tally {
    /// Counts a row.
    pub fn add(&mut self, skipped: Skipped, line: u64) {
        let lines = match skipped {
            Skipped::Total => &mut self.totals,
            Skipped::Header => &mut self.headers,
            Skipped::Foot => &mut self.feet,
        };
        lines.count += 1;
        if lines.first.len() < NAMED {
            lines.first.push(line);
        }
    }

    /// What was skipped, told.
    pub fn notes(&self) -> Vec<Note> {
        let kinds = [
            ("total_rows", &self.totals, "rows with sums were not taken for cases"),
            ("repeated_header", &self.headers, "rows repeat the header"),
            ("foot_rows", &self.feet, "rows tell who made the table and are no cases"),
        ];
        let told = kinds.into_iter().filter(|(_, lines, _)| lines.count > 0);
        told.map(|(code, lines, text)| Note::new(code, format!("{} {text}", lines.count)).counting(lines.count).at(&lines.first)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(row: &str) -> Option<Skipped> {
        let split = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<String>>();
        Skipped::of(&split(row), &split("办件编号,事项,申请时间,金额,备注"))
    }

    #[test]
    fn sums_repeated_headers_and_feet_are_told_from_records() {
        let table = [
            ("合计,,,120,", Some(Skipped::Total)),
            (",合 计,,120,", Some(Skipped::Total)),
            ("发改局小计,,,120,", Some(Skipped::Total)),
            ("总计：12件,,,,", Some(Skipped::Total)),
            ("共 12 件,,,,", Some(Skipped::Total)),
            ("共１２件,,,,", Some(Skipped::Total)),
            ("Grand Total,,,120,", Some(Skipped::Total)),
            ("办件编号,事项,申请时间,金额,备注", Some(Skipped::Header)),
            ("制表人：张三,,审核人：李四,,", Some(Skipped::Foot)),
            ("A1,合计,2025-01-24,12,", None),
            ("共青团广场占道,甲,2025-01-24,12,", None),
            ("合计,甲,2025-01-24,12,无", None),
            ("A1,,,,", None),
            ("备注A1,甲,2025-01-24,12,", None),
            (",,,,", None),
        ];
        for (row, expected) in table {
            assert_eq!(of(row), expected, "{row}");
        }
    }

    #[test]
    fn what_was_skipped_is_told_with_its_lines() {
        let mut tally = Tally::default();
        (10..40).for_each(|line| tally.add(Skipped::Total, line));
        let notes = tally.notes();
        assert_eq!((notes.len(), notes[0].code, notes[0].count, notes[0].lines.len()), (1, "total_rows", 30, NAMED));
    }
}
