//! A report for a terminal: its tables one under the other, names to the left, figures to the right.

use std::fmt::Write;

use mingjing_engine::facts::query::width;

use super::head::head_lines;
use crate::Language;
use crate::reports::{Column, Level, Report};

fn padded(text: &str, wide: usize, to_the_right: bool) -> String {
    let blank = " ".repeat(wide.saturating_sub(width(text)));
    if to_the_right { format!("{blank}{text}") } else { format!("{text}{blank}") }
}

/// Headings of a column: its group's, what it stands under, its own.
fn headings(report: &Report, column: &Column, language: Language) -> [&'static str; 3] {
    let group = column.group.and_then(|code| report.kind.group(code)).map_or("", |group| group.title.of(language));
    [group, column.under.map_or("", |under| under.of(language)), column.title.of(language)]
}

/// The report as a table for a terminal.
pub fn text(report: &Report, language: Language) -> String {
    let lines = head_lines(report, language);
    let mut text = format!("{}\n{}\n{}\n{}\n", lines.title, lines.period, lines.filters, lines.time);
    for (number, title) in (1..).zip(report.kind.blocks) {
        let _ = write!(text, "\n{}\n", title.of(language));
        block(report, number, language, &mut text);
    }
    text.push('\n');
    for check in &report.checks {
        let _ = writeln!(text, "{}", check.sentence(language));
    }
    text
}

fn block(report: &Report, number: u8, language: Language, text: &mut String) {
    let columns: Vec<(usize, &Column)> = report.kind.block(number).collect();
    let heads: Vec<[&str; 3]> = columns.iter().map(|(_, column)| headings(report, column, language)).collect();
    let name_of = |place: usize| {
        let row = &report.rows[place];
        format!("{}{}", if row.level == Level::Leaf { "  " } else { "" }, row.title(language))
    };
    let names: Vec<String> = (0..report.rows.len()).map(name_of).collect();
    let cells: Vec<Vec<String>> = report
        .rows
        .iter()
        .map(|row| columns.iter().map(|(place, _)| row.figures.get(*place).map(|figure| figure.text()).unwrap_or_default()).collect())
        .collect();
    let by = report.params.by.title().of(language);
    let first = names.iter().map(|name| width(name)).chain([width(by)]).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..columns.len())
        .map(|place| cells.iter().map(|row| width(&row[place])).chain([width(heads[place][2])]).max().unwrap_or(0))
        .collect();
    // A heading over several columns must fit over them: the last of them gives way.
    for level in 0..2 {
        for (from, to) in stretches(&heads, level) {
            let have: usize = widths[from..to].iter().sum::<usize>() + 2 * (to - from - 1);
            widths[to - 1] += width(heads[from][level]).saturating_sub(have);
        }
    }
    for level in 0..3 {
        let mut line = padded(if level == 2 { by } else { "" }, first, false);
        for (from, to) in stretches(&heads, level) {
            let wide = widths[from..to].iter().sum::<usize>() + 2 * (to - from - 1);
            line.push_str("  ");
            line.push_str(&padded(heads[from][level], wide, level == 2));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "{}", "─".repeat(first + widths.iter().map(|wide| wide + 2).sum::<usize>()));
    for (name, row) in names.iter().zip(&cells) {
        let mut line = padded(name, first, false);
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str("  ");
            line.push_str(&padded(cell, *wide, true));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// Stretches of columns that stand under one heading; own headings never share one.
fn stretches(heads: &[[&str; 3]], level: usize) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for place in 0..heads.len() {
        match stretches.last_mut() {
            Some((from, to)) if level < 2 && heads[*from][..=level] == heads[place][..=level] => *to = place + 1,
            _ => stretches.push((place, place + 1)),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stretches_over_its_columns() {
        let heads = [["A", "", "x"], ["A", "u", "y"], ["A", "u", "z"], ["B", "u", "x"]];
        assert_eq!(stretches(&heads, 0), [(0, 3), (3, 4)]);
        assert_eq!(stretches(&heads, 1), [(0, 1), (1, 3), (3, 4)]);
        assert_eq!(stretches(&heads, 2), [(0, 1), (1, 2), (2, 3), (3, 4)]);
    }
}
