//! A workbook: a sheet for each table of the report, ready to print on A4 across. Figures that are sums are live formulas, so that a clerk who
//! folds or mends a row sees the total follow; the values beside them are those of the report.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError, utility};

use super::ExportError;
use super::head::{HeadLines, head_lines};
use crate::Language;
use crate::reports::{Column, Figure, Level, Measure, Report, ReportRow};

/// Paper of the printer: A4.
const A4: u8 = 9;
/// Rows before the headings: title, period, filters, time.
const LINES: u32 = 4;
/// Rows of headings.
const HEADS: u32 = 3;
/// First row of figures.
const FIRST: u32 = LINES + HEADS;

/// The report as a workbook. The time of its making is the report's own, so that the same report is the same file.
///
/// # Errors
/// If the workbook cannot be made.
pub fn xlsx(report: &Report, language: Language) -> Result<Vec<u8>, ExportError> {
    let lines = head_lines(report, language);
    let mut workbook = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(report.head.now.div_euclid(1_000_000))?;
    let properties = DocProperties::new().set_title(lines.title.as_str()).set_author("Mingjing").set_creation_datetime(&made_at);
    workbook.set_properties(&properties);
    for (number, title) in (1..).zip(report.kind.blocks) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(title.of(language))?;
        let columns: Vec<(usize, &Column)> = report.kind.block(number).collect();
        Sheet { sheet, report, columns, language, looks: Looks::new(language) }.write(&lines)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// How cells look.
struct Looks {
    title: Format,
    line: Format,
    head: Format,
    name: Format,
    group_name: Format,
    plain: Format,
    strong: Format,
}

impl Looks {
    fn new(language: Language) -> Looks {
        let font = if language == Language::Zh { "宋体" } else { "Calibri" };
        let base = Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let boxed = base.clone().set_border(FormatBorder::Thin);
        Looks {
            title: base.clone().set_font_size(16).set_bold().set_align(FormatAlign::Center),
            line: base.clone(),
            head: boxed.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap().set_background_color("F5F7FA"),
            name: boxed.clone().set_text_wrap(),
            group_name: boxed.clone().set_bold().set_text_wrap(),
            plain: boxed.clone().set_align(FormatAlign::Right),
            strong: boxed.set_bold().set_align(FormatAlign::Right),
        }
    }
}

struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    report: &'a Report,
    columns: Vec<(usize, &'a Column)>,
    language: Language,
    looks: Looks,
}

fn column_number(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

fn row_number(place: usize) -> u32 {
    FIRST.saturating_add(u32::try_from(place).unwrap_or(u32::MAX))
}

impl Sheet<'_> {
    /// The last column.
    fn last(&self) -> u16 {
        column_number(self.columns.len())
    }

    fn write(&mut self, lines: &HeadLines) -> Result<(), XlsxError> {
        let last = self.last();
        self.sheet.merge_range(0, 0, 0, last, &lines.title, &self.looks.title)?;
        for (row, text) in (1..).zip([&lines.period, &lines.filters, &lines.time]) {
            self.sheet.merge_range(row, 0, row, last, text, &self.looks.line)?;
        }
        self.sheet.set_row_height(0, 28)?;
        self.headings()?;
        let rows = &self.report.rows;
        for (place, row) in rows.iter().enumerate() {
            self.row(place, row)?;
        }
        let mut next = row_number(rows.len()) + 1;
        for check in &self.report.checks {
            self.sheet.merge_range(next, 0, next, last, &check.sentence(self.language), &self.looks.line.clone().set_text_wrap())?;
            next += 1;
        }
        let signatures = match self.language {
            Language::Zh => ["制表人：", "审核人：", "负责人："],
            Language::En => ["Made by:", "Checked by:", "Responsible:"],
        };
        next += 1;
        let third = (last / 3).max(1);
        for (place, text) in (0..).zip(signatures) {
            self.sheet.write_string_with_format(next, third * place, text, &self.looks.line)?;
        }
        self.page()
    }

    /// Paper, repeated headings, what stays while one scrolls.
    fn page(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_column_width(0, 26)?;
        for column in 1..=self.last() {
            self.sheet.set_column_width(column, 8)?;
        }
        let footer = match self.language {
            Language::Zh => "&C第 &P 页 共 &N 页",
            Language::En => "&CPage &P of &N",
        };
        self.sheet.set_freeze_panes(FIRST, 1)?.set_repeat_rows(LINES, FIRST - 1)?;
        self.sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true).set_footer(footer);
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        Ok(())
    }

    fn head(&mut self, (row, column): (u32, u16), (last_row, last_column): (u32, u16), text: &str) -> Result<(), XlsxError> {
        if (row, column) == (last_row, last_column) {
            self.sheet.write_string_with_format(row, column, text, &self.looks.head)?;
        } else {
            self.sheet.merge_range(row, column, last_row, last_column, text, &self.looks.head)?;
        }
        Ok(())
    }

    fn headings(&mut self) -> Result<(), XlsxError> {
        let (language, kind) = (self.language, self.report.kind);
        self.head((LINES, 0), (FIRST - 1, 0), self.report.params.by.title().of(language))?;
        let columns = self.columns.clone();
        let number = |place: usize| column_number(place + 1);
        let mut from = 0;
        while let Some((_, first)) = columns.get(from) {
            let same = |column: &Column| column.group.is_some() && column.group == first.group;
            let to = from + columns[from..].iter().take_while(|(_, column)| same(column)).count().max(1);
            if let Some(group) = first.group.and_then(|code| kind.group(code)) {
                self.head((LINES, number(from)), (LINES, number(to - 1)), group.title.of(language))?;
            }
            let top = LINES + u32::from(first.group.is_some());
            let mut at = from;
            while at < to {
                let under = columns[at].1.under;
                // Columns without a group but under one heading stand beside each other as well.
                let end = at
                    + columns[at..]
                        .iter()
                        .take_while(|(_, column)| under.is_some() && column.under == under && column.group == first.group)
                        .count()
                        .max(1);
                if let Some(under) = under {
                    self.head((top, number(at)), (FIRST - 2, number(end - 1)), under.of(language))?;
                }
                for (place, (_, column)) in columns.iter().enumerate().take(end).skip(at) {
                    let row = if under.is_some() { FIRST - 1 } else { top };
                    self.head((row, number(place)), (FIRST - 1, number(place)), column.title.of(language))?;
                }
                at = end;
            }
            from = at;
        }
        Ok(())
    }

    fn row(&mut self, place: usize, row: &ReportRow) -> Result<(), XlsxError> {
        let number = row_number(place);
        let is_strong = matches!(row.level, Level::Total | Level::Group);
        let indent = u8::from(row.level == Level::Leaf);
        let name = if is_strong { &self.looks.group_name } else { &self.looks.name };
        self.sheet.write_string_with_format(number, 0, row.title(self.language), &name.clone().set_indent(indent))?;
        let columns = self.columns.clone();
        for (at, (figure_place, column)) in columns.iter().enumerate() {
            let Some(figure) = row.figures.get(*figure_place) else { continue };
            let look = if is_strong { &self.looks.strong } else { &self.looks.plain };
            let look = look.clone().set_num_format(match column.measure {
                Measure::Count(_) => "#,##0",
                Measure::Share { .. } => "0.00%",
                _ => "0.00",
            });
            let cell = (number, column_number(at + 1));
            match (value(*figure), self.formula(place, row, cell, column)) {
                (Some(value), Some(formula)) => {
                    self.sheet.write_formula_with_format(cell.0, cell.1, Formula::new(formula).set_result(value.to_string()), &look)?;
                }
                (Some(value), None) => {
                    self.sheet.write_number_with_format(cell.0, cell.1, value, &look)?;
                }
                (None, formula) => match formula {
                    Some(formula) => {
                        self.sheet.write_formula_with_format(cell.0, cell.1, Formula::new(formula).set_result(figure.text()), &look)?;
                    }
                    None => {
                        self.sheet.write_string_with_format(cell.0, cell.1, figure.text(), &look)?;
                    }
                },
            }
        }
        Ok(())
    }

    /// The formula of a cell whose value other cells of the sheet give.
    fn formula(&self, place: usize, row: &ReportRow, (number, column_at): (u32, u16), column: &Column) -> Option<String> {
        let name = |row: u32, column: u16| utility::row_col_to_cell(row, column);
        if let Measure::Share { part, whole } = column.measure {
            let at = |code: &str| self.columns.iter().position(|(_, column)| column.code == code).map(|place| column_number(place + 1));
            let (part, whole) = (name(number, at(part)?), name(number, at(whole)?));
            return Some(format!("=IF({whole}=0,\"–\",{part}/{whole})"));
        }
        if !column.is_count() {
            return None;
        }
        let rows = &self.report.rows;
        let adds = self.report.adds(column.code);
        // SUBTOTAL leaves out other SUBTOTALs, so that the row of all may reach over groups and leaves alike.
        let (first, last) = match row.level {
            Level::Total if place > 0 && adds => (0, place - 1),
            Level::Group => {
                let leaves = rows[place + 1..].iter().take_while(|row| row.level == Level::Leaf).count();
                (place + 1, place + leaves)
            }
            _ => return None,
        };
        (first <= last).then(|| format!("=SUBTOTAL(9,{}:{})", name(row_number(first), column_at), name(row_number(last), column_at)))
    }
}

/// A figure as a number of a spreadsheet: a share of one, days, cases.
fn value(figure: Figure) -> Option<f64> {
    match figure {
        Figure::Count(count) => Some(count as f64),
        Figure::Share { part, whole } => (whole > 0).then(|| part as f64 / whole as f64),
        Figure::Mean { sum, count } => (count > 0).then(|| sum as f64 / count as f64),
        Figure::Percentile(hundredths) => hundredths.map(|hundredths| hundredths as f64 / 100.0),
    }
}
