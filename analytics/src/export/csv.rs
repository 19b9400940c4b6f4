//! CSV: four lines of head, a line of headings, the rows, the checks. All columns in one table, shares and days with two decimals and no sign.
//!
//! Excel reads UTF-8 only where the file begins with a byte order mark, so a file for clerks has one.

use super::ExportError;
use super::head::head_lines;
use crate::Language;
use crate::reports::{Column, Level, Measure, Report};

/// A heading in one line: group, what it stands under, its own, and the unit where it is none of cases.
fn heading(report: &Report, column: &Column, language: Language) -> String {
    let group = column.group.and_then(|code| report.kind.group(code)).map(|group| group.title.of(language));
    let under = column.under.map(|under| under.of(language));
    let own = match column.measure {
        Measure::Share { .. } => format!("{}（%）", column.title.of(language)),
        _ => column.title.of(language).to_owned(),
    };
    let parts: Vec<&str> = group.into_iter().chain(under).chain([own.as_str()]).collect();
    parts.join("/")
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The report as CSV, with a byte order mark where `bom` asks for one.
///
/// # Errors
/// If a row cannot be written.
pub fn csv(report: &Report, language: Language, bom: bool) -> Result<Vec<u8>, ExportError> {
    let failed = |error: ::csv::Error| ExportError::Csv(error.to_string());
    let mut bytes = Vec::new();
    if bom {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut writer = ::csv::WriterBuilder::new().flexible(true).terminator(::csv::Terminator::CRLF).from_writer(&mut bytes);
    let lines = head_lines(report, language);
    for line in [&lines.title, &lines.period, &lines.filters, &lines.time] {
        writer.write_record([harmless(line)]).map_err(failed)?;
    }
    let columns: Vec<(usize, &Column)> = report.kind.columns.iter().enumerate().filter(|(_, column)| column.block > 0).collect();
    let codes = match language {
        Language::Zh => ["层级", "上级代码", "代码"],
        Language::En => ["level", "upper code", "code"],
    };
    let head = codes.map(str::to_owned).into_iter().chain([report.params.by.title().of(language).to_owned()]);
    let headings = columns.iter().map(|(_, column)| heading(report, column, language));
    writer.write_record(head.chain(headings)).map_err(failed)?;
    for row in &report.rows {
        let level = match (language, row.level) {
            (Language::Zh, Level::Total) => "合计",
            (Language::Zh, Level::Group) => "上级",
            (Language::Zh, _) => "明细",
            (Language::En, level) => level.code(),
        };
        let code = |code: &Option<String>| harmless(code.as_deref().unwrap_or_default());
        let group = if row.level == Level::Group { String::new() } else { code(&row.key.group) };
        let own = if row.level == Level::Group { code(&row.key.group) } else { code(&row.key.leaf) };
        let head = [level.to_owned(), group, own, harmless(row.title(language))];
        let figures = columns.iter().map(|(place, _)| row.figures.get(*place).map(|figure| figure.plain()).unwrap_or_default());
        writer.write_record(head.into_iter().chain(figures)).map_err(failed)?;
    }
    for check in &report.checks {
        writer.write_record([harmless(&check.sentence(language))]).map_err(failed)?;
    }
    writer.flush().map_err(|error| ExportError::Csv(error.to_string()))?;
    drop(writer);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula() {
        for (text, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("万山区林业局", "万山区林业局"), ("䶮·", "䶮·"), ("", "")]
        {
            assert_eq!(harmless(text), expected);
        }
    }
}
