//! A table for a terminal: aligned by how wide characters are shown, numbers to the right.

use std::io::Write;

use serde_json::Value;

use super::cell::{text, value};
use super::names;
use crate::facts::query::{Answer, QueryError};

/// Columns wider than this are cut and end in `…`.
const WIDEST: usize = 60;

pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> Result<(), QueryError> {
    let names = names(answer);
    let mut widths: Vec<usize> = names.iter().map(|name| width(name)).collect();
    let mut lines: Vec<Vec<(String, bool)>> = Vec::new();
    for batch in &answer.batches {
        for row in 0..batch.num_rows() {
            let mut line = Vec::with_capacity(names.len());
            for (place, column) in batch.columns().iter().enumerate() {
                let value = value(column, row)?;
                let shown = cut(&text(&value).replace(['\n', '\r', '\t'], " "));
                widths[place] = widths[place].max(width(&shown));
                line.push((shown, matches!(value, Value::Number(_))));
            }
            lines.push(line);
        }
    }
    let header: Vec<(String, bool)> = names.into_iter().map(|name| (name, false)).collect();
    write_line(out, &header, &widths)?;
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    writeln!(out, "{}", rule.join("──"))?;
    for line in &lines {
        write_line(out, line, &widths)?;
    }
    writeln!(out, "({} {})", lines.len(), if lines.len() == 1 { "row" } else { "rows" })?;
    Ok(())
}

fn write_line(out: &mut dyn Write, cells: &[(String, bool)], widths: &[usize]) -> Result<(), QueryError> {
    let mut line = String::new();
    for (place, ((text, to_the_right), wide)) in cells.iter().zip(widths).enumerate() {
        let padding = " ".repeat(wide.saturating_sub(width(text)));
        if place > 0 {
            line.push_str("  ");
        }
        if *to_the_right {
            line.push_str(&padding);
            line.push_str(text);
        } else {
            line.push_str(text);
            line.push_str(&padding);
        }
    }
    writeln!(out, "{}", line.trim_end())?;
    Ok(())
}

fn cut(text: &str) -> String {
    if width(text) <= WIDEST {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += columns(character);
        if used > WIDEST {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Columns that a text takes in a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Columns a character takes in a terminal: two for the wide ones of East Asia (Unicode's East Asian Width W and F), none for marks
/// that are set over others.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_take_two_columns() {
        for (text, expected) in [("办件", 4), ("T03", 3), ("超期 3 天", 9), ("（）", 4), ("e\u{301}", 1)] {
            assert_eq!(width(text), expected, "{text}");
        }
    }

    #[test]
    fn long_text_is_cut_to_the_width_not_to_a_count_of_bytes() {
        let shown = cut(&"事".repeat(100));
        assert!(width(&shown) <= WIDEST);
        assert!(shown.ends_with('…'));
    }
}
