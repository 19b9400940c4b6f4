//! The files of a report say what its JSON says, whatever characters names have.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::hand::{MARCH, district};
use super::{report, rows};
use crate::harness::{Installation, files, must};

const NOW: &str = "2025-06-30T18:00";
const MONTH: [&str; 4] = ["--from", "2025-03-01", "--to", "2025-03-31"];
const NAMES: [&str; 2] = ["䶮城𬱖家林业局", "古丽·阿不都热依木江·买买提·吐尔逊尼亚孜登记中心"];

/// Writes a report to a file and gives its place.
#[track_caller]
fn written(office: &Installation, format: &str, more: &[&str]) -> std::path::PathBuf {
    let path = office.folder().join(&format!("report.{format}"));
    let out = path.display().to_string();
    let arguments = [&["report", "case-statistics", "--now", NOW, "--format", format, "--out", &out], &MONTH[..], more].concat();
    office.run(&arguments).status(0);
    path
}

/// What a cell of the workbook must hold: the number that the text of the figure rounds.
fn same(figure: &Value, cell: &Data) -> bool {
    let text = figure["text"].as_str().unwrap_or_default();
    let rounded = |value: f64, of: f64| format!("{:.2}", value * of);
    match cell {
        Data::Float(value) if text.ends_with('%') => rounded(*value, 100.0) == text.trim_end_matches('%'),
        Data::Float(value) if text.contains('.') => rounded(*value, 1.0) == text,
        Data::Float(value) => value.to_string() == text.replace(',', ""),
        Data::Int(value) => value.to_string() == text.replace(',', ""),
        Data::String(shown) => shown == text,
        _ => false,
    }
}

#[test]
fn a_workbook_has_the_figures_of_the_report() {
    let office = district(MARCH);
    let expected = report(&office, &MONTH, NOW, 0);
    let mut book: Xlsx<_> = must("workbook", open_workbook(written(&office, "xlsx", &[])));
    assert_eq!(book.sheet_names(), ["收件与去向", "办结时效"]);
    let mut compared = 0;
    for (block, name) in (1..).zip(book.sheet_names()) {
        let sheet = must(&name, book.worksheet_range(&name));
        let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0, 0), Data::String(expected["head"]["title"]["zh"].as_str().unwrap_or_default().to_owned()));
        for (row, line) in (1..).zip(["period", "filters", "time"]) {
            assert_eq!(cell(row, 0), Data::String(expected["head"][line]["zh"].as_str().unwrap_or_default().to_owned()));
        }
        let columns: Vec<usize> = (0..)
            .zip(expected["columns"].as_array().into_iter().flatten())
            .filter(|(_, column)| column["block"] == block)
            .map(|(place, _)| place)
            .collect();
        for (row, line) in (7..).zip(rows(&expected)) {
            assert_eq!(cell(row, 0), Data::String(line["name"]["zh"].as_str().unwrap_or_default().to_owned()));
            for (column, place) in (1..).zip(&columns) {
                let figure = &line["figures"][*place];
                assert!(same(figure, &cell(row, column)), "{name} {row},{column}: {figure} is not {:?}", cell(row, column));
                compared += 1;
            }
        }
        // Totals are live: the last row adds up those above it.
        let formulas = must(&name, book.worksheet_formula(&name));
        let last = 7 + rows(&expected).len() as u32 - 1;
        let first = formulas.get_value((last, 1)).cloned().unwrap_or_default();
        assert!(first.starts_with("SUBTOTAL(9,"), "{first:?}");
    }
    assert!(compared > 150, "{compared} cells");
}

#[test]
fn a_csv_is_what_excel_reads_and_has_the_figures_of_the_report() {
    let office = district(MARCH);
    let expected = report(&office, &MONTH, NOW, 0);
    let with_mark = must("csv", std::fs::read(written(&office, "csv", &["--bom"])));
    assert!(with_mark.starts_with(&[0xef, 0xbb, 0xbf]));
    let plain = files::text(&written(&office, "csv", &[]));
    assert_eq!(with_mark[3..], *plain.as_bytes());
    let lines: Vec<&str> = plain.lines().collect();
    assert_eq!(lines[1], "统计期：2025-03-01 至 2025-03-31（按收件日期）");
    assert_eq!(lines[3], "生成时间：2025-06-30 18:00");
    assert!(lines[4].starts_with("层级,上级代码,代码,部门,收件（A）/小计,收件（A）/按类型/即办件"), "{}", lines[4]);
    for (line, row) in lines[5..].iter().zip(rows(&expected)) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(Some(cells[3]), row["name"]["zh"].as_str());
        assert_eq!(Some(cells[4]), row["figures"][0]["text"].as_str());
    }
    let english = files::text(&written(&office, "csv", &["--lang", "en"]));
    assert!(english.contains("Received (A)/Total") && english.contains("total,,,Total,13"), "{english}");
}

#[test]
fn rare_names_go_unchanged_into_every_file() {
    let office = district(MARCH);
    let csv = files::text(&written(&office, "csv", &[]));
    let svg = files::text(&written(&office, "svg", &[]));
    let table = office.run(&[&["report", "case-statistics", "--now", NOW], &MONTH[..]].concat()).status(0).stdout;
    let mut book: Xlsx<_> = must("workbook", open_workbook(written(&office, "xlsx", &[])));
    let sheet = must("sheet", book.worksheet_range("收件与去向"));
    let in_book: Vec<String> = sheet.rows().filter_map(|row| row.first()).map(ToString::to_string).collect();
    for name in NAMES {
        assert!(csv.contains(name) && table.contains(name) && in_book.iter().any(|cell| cell == name), "{name}");
    }
    // The chart has the departments on top: the one with the rare characters among them.
    assert!(svg.contains(NAMES[0]), "{svg}");
    let png = must("png", std::fs::read(written(&office, "png", &[])));
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
}
