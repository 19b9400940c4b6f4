//! Workbooks as people and programs leave them, and as nobody should.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;

use super::*;
use crate::ingest::records::Content;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A file that is gone when the test is.
struct Temporary(PathBuf);

impl Temporary {
    fn new(bytes: &[u8]) -> Temporary {
        let name = format!("mingjing-workbook-{}-{}.xlsx", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).expect("written");
        Temporary(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().expect("written")
}

/// A workbook of one sheet of texts; numbers are written as such.
fn of_rows(rows: &[&str]) -> Vec<u8> {
    written(|workbook| fill(workbook.add_worksheet(), rows))
}

fn fill(sheet: &mut Worksheet, rows: &[&str]) {
    for (row, text) in rows.iter().enumerate() {
        for (column, cell) in text.split(',').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("written"),
                Err(_) => sheet.write_string(row, column, cell).expect("written"),
            };
        }
    }
}

/// The archive with parts replaced; `None` leaves one out.
fn edited(bytes: &[u8], edit: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        if let Some(text) = edit(&name, text) {
            to.start_file(name, SimpleFileOptions::default()).expect("begun");
            to.write_all(text.as_bytes()).expect("written");
        }
    }
    to.finish().expect("written").into_inner()
}

fn archive_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        to.start_file(*name, SimpleFileOptions::default()).expect("begun");
        to.write_all(text.as_bytes()).expect("written");
    }
    to.finish().expect("written").into_inner()
}

struct Taken {
    sheet: String,
    names: String,
    rows: Vec<(u64, String)>,
    notes: Vec<&'static str>,
}

fn take(path: &Path, wanted: &Wanted<'_>) -> Result<Taken, WorkbookError> {
    let mut rows = Book::open(path, Limits::default())?.rows(wanted, ',')?;
    let mut taken = Vec::new();
    while let Some(record) = rows.next_row() {
        taken.push((
            record.position.line,
            match record.content {
                Ok(Content::Row(cells)) => cells.join("|"),
                Ok(_) => "no row".to_owned(),
                Err(fault) => fault.reason.to_owned(),
            },
        ));
    }
    let notes = rows.notes().into_iter().map(|note| note.code).collect();
    Ok(Taken { sheet: rows.sheet().to_owned(), names: rows.names().join("|"), rows: taken, notes })
}

fn taken(bytes: &[u8]) -> Taken {
    let file = Temporary::new(bytes);
    take(&file.0, &Wanted::default()).expect("a table")
}

fn refused(bytes: &[u8]) -> String {
    limited(bytes, Limits::default())
}

fn limited(bytes: &[u8], limits: Limits) -> String {
    let file = Temporary::new(bytes);
    let rows = Book::open(&file.0, limits).and_then(|book| book.rows(&Wanted::default(), ','));
    match rows {
        Ok(_) => "it was read".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn rows(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
    rows.iter().map(|(line, row)| (*line, (*row).to_owned())).collect()
}

#[test]
fn a_ledger_with_title_gaps_and_sums_gives_its_cases_with_their_rows() {
    let found = taken(&of_rows(&[
        "万山区办件台账",
        "单位：政务中心,,,日期：2025.1.24",
        "",
        ",编号,事项,时间,数量",
        ",A1,甲,2025.1.24,14",
        "",
        ",A2,乙,2025/1/24,0.5",
        ",合计,,,14.5",
        ",编号,事项,时间,数量",
        ",A3,丙,2025年1月24日,3",
        ",共3件",
        ",制表人：张三",
    ]));
    assert_eq!(found.names, "编号|事项|时间|数量");
    assert_eq!(found.rows, rows(&[(5, "A1|甲|2025.1.24|14"), (7, "A2|乙|2025/1/24|0.5"), (10, "A3|丙|2025年1月24日|3")]));
    assert_eq!(found.notes, ["title_rows", "total_rows", "repeated_header", "foot_rows"]);
}

#[test]
fn cells_of_every_kind_become_what_a_person_sees() {
    let found = taken(&written(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &["编号,日,时,布尔,公式,错误,证件,补零"]);
        let day = Format::new().set_num_format("yyyy/m/d");
        let clock = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let zeros = Format::new().set_num_format("00000");
        sheet.write_number(1, 0, 14.0).expect("written");
        sheet.write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(2025, 1, 24).expect("a day"), &day).expect("written");
        let at = ExcelDateTime::from_ymd(2025, 1, 24).and_then(|day| day.and_hms(14, 5, 0)).expect("a time");
        sheet.write_datetime_with_format(1, 2, at, &clock).expect("written");
        sheet.write_boolean(1, 3, true).expect("written");
        sheet.write_formula(1, 4, Formula::new("=1+1").set_result("2")).expect("written");
        sheet.write_formula(1, 5, Formula::new("=NA()").set_result("#N/A")).expect("written");
        sheet.write_number(1, 6, 110_105_199_001_011_231.0).expect("written");
        sheet.write_number_with_format(1, 7, 123.0, &zeros).expect("written");
    }));
    assert_eq!(found.rows, rows(&[(2, "14|2025-01-24|2025-01-24 14:05:00|true|2|#N/A|1.10105199001011E+17|00123")]));
}

#[test]
fn what_is_merged_over_rows_stands_in_each_of_them() {
    let found = taken(&written(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &["部门,编号,时间", "甲,A1,2025-01-24", ",A2,2025-01-25", "", ",A3,2025-01-26", "乙,A4,2025-01-27"]);
        let plain = Format::new();
        sheet.merge_range(1, 0, 4, 0, "甲", &plain).expect("merged");
    }));
    let expected = [(2, "甲|A1|2025-01-24"), (3, "甲|A2|2025-01-25"), (5, "甲|A3|2025-01-26"), (6, "乙|A4|2025-01-27")];
    assert_eq!(found.rows, rows(&expected));
}

#[test]
fn two_rows_of_headings_are_one_header() {
    let found = taken(&written(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &["台账", ",,,,", ",编号,事项,申请,办结", "1,A1,甲,2025-01-24,2025-01-25"]);
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 4, "台账", &plain).expect("merged");
        sheet.merge_range(1, 0, 2, 0, "序号", &plain).expect("merged");
        sheet.merge_range(1, 1, 1, 2, "办件", &plain).expect("merged");
        sheet.merge_range(1, 3, 1, 4, "时间", &plain).expect("merged");
    }));
    assert_eq!(found.names, "序号|办件/编号|办件/事项|时间/申请|时间/办结");
    assert_eq!(found.rows, rows(&[(4, "1|A1|甲|2025-01-24|2025-01-25")]));
    assert_eq!(found.notes, ["title_rows", "two_header_rows"]);
}

#[test]
fn the_first_visible_sheet_with_a_table_is_read_and_the_others_are_told() {
    let bytes = written(|workbook| {
        fill(workbook.add_worksheet().set_name("说明").expect("named"), &["本表由窗口填写"]);
        fill(workbook.add_worksheet().set_name("旧").expect("named").set_hidden(true), &["编号,时间", "H1,2024-01-01"]);
        fill(workbook.add_worksheet().set_name("台账").expect("named"), &["编号,时间", "A1,2025-01-24"]);
        fill(workbook.add_worksheet().set_name("字典").expect("named"), &["代码,名称", "1,窗口"]);
    });
    let file = Temporary::new(&bytes);
    let found = take(&file.0, &Wanted::default()).expect("a table");
    assert_eq!((found.sheet.as_str(), found.rows), ("台账", rows(&[(2, "A1|2025-01-24")])));
    assert_eq!(found.notes, ["other_sheets", "hidden_sheets"]);
    let hidden = take(&file.0, &Wanted { sheet: Some("旧"), ..Wanted::default() }).expect("a table");
    assert_eq!(hidden.rows, rows(&[(2, "H1|2024-01-01")]));
    let by_columns = take(&file.0, &Wanted { columns: vec!["代码", "名称"], ..Wanted::default() }).expect("a table");
    assert_eq!(by_columns.sheet, "字典");
    let error = take(&file.0, &Wanted { sheet: Some("台帐"), ..Wanted::default() }).err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("the workbook has no sheet \"台帐\"; it has 说明, 旧, 台账, 字典"));
    let error = take(&file.0, &Wanted { sheet: Some("说明"), ..Wanted::default() }).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("has no row with the names of columns")));
    let sheets = Book::open(&file.0, Limits::default()).and_then(|mut book| book.sheets()).expect("sheets");
    let told: Vec<(&str, u64, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.rows, sheet.is_hidden)).collect();
    assert_eq!(told, [("说明", 1, false), ("旧", 2, true), ("台账", 2, false), ("字典", 2, false)]);
}

#[test]
fn dates_of_the_1904_system_are_those_of_its_days() {
    let bytes = written(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &["编号,时间"]);
        sheet.write_string(1, 0, "A1").expect("written");
        sheet.write_number_with_format(1, 1, 44_219.0, &Format::new().set_num_format("yyyy-mm-dd")).expect("written");
    });
    let found = taken(&edited(&bytes, |name, text| {
        Some(if name == "xl/workbook.xml" { text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ") } else { text })
    }));
    assert_eq!(found.rows, rows(&[(2, "A1|2025-01-24")]));
}

#[test]
fn a_header_alone_is_a_table_without_rows_and_an_empty_sheet_is_none() {
    let found = taken(&of_rows(&["编号,时间"]));
    assert_eq!((found.names.as_str(), found.rows.len()), ("编号|时间", 0));
    assert!(refused(&of_rows(&[])).starts_with("no visible sheet holds a table"));
    let hidden = written(|workbook| {
        workbook.add_worksheet();
        fill(workbook.add_worksheet().set_name("旧").expect("named").set_hidden(true), &["编号,时间", "H1,2024-01-01"]);
    });
    let told = refused(&hidden);
    assert!(told.contains("hidden and not looked at: 旧"), "{told}");
}

#[test]
fn columns_without_a_name_are_read_under_their_letter_or_told() {
    let found = taken(&of_rows(&["编号,,时间", "A1,甲,2025-01-24"]));
    assert_eq!((found.names.as_str(), found.rows), ("编号|column B|时间", rows(&[(2, "A1|甲|2025-01-24")])));
    let mut late: Vec<String> = vec!["编号,时间".to_owned()];
    late.extend((0..80).map(|row| format!("A{row},2025-01-24{}", if row == 79 { ",遗漏" } else { "" })));
    let late: Vec<&str> = late.iter().map(String::as_str).collect();
    assert_eq!(taken(&of_rows(&late)).notes, ["cells_outside"]);
}

#[test]
fn what_is_no_xlsx_is_named_for_what_it_is() {
    let compound = |inner: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.extend(vec![0; 3000]);
        bytes.extend(inner.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend(vec![0; 500]);
        bytes
    };
    let whole = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let types = "<Types/>";
    let table: [(Vec<u8>, &str); 12] = [
        (compound("EncryptedPackage"), "protected by a password"),
        (compound("Workbook"), "of the format before 2007"),
        (archive_of(&[("[Content_Types].xml", types), ("xl/workbook.bin", "x")]), "binary workbook"),
        (archive_of(&[("mimetype", "application/vnd.oasis"), ("content.xml", "<x/>")]), "OpenDocument"),
        (archive_of(&[("cases.csv", "a,b")]), "without a workbook in it"),
        (b"<html><table>".to_vec(), "a web page that is called a workbook"),
        ("\u{feff}<?xml version=\"1.0\"?><Workbook>".as_bytes().to_vec(), "a web page that is called a workbook"),
        (b"\x1f\x8b\x08\x00".to_vec(), "compressed with gzip"),
        (b"no,time\nA1,2025-01-24\n".to_vec(), "is no workbook"),
        (Vec::new(), "is no workbook"),
        (whole[..whole.len() / 2].to_vec(), "the workbook breaks off"),
        (b"PK\x03\x04".to_vec(), "the workbook breaks off"),
    ];
    for (bytes, expected) in table {
        let told = refused(&bytes);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_damaged_part_is_found_before_anything_goes_in() {
    let mut bytes = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let name = b"xl/worksheets/sheet1.xml";
    let at = bytes.windows(name.len()).position(|window| window == name).expect("the sheet") + name.len();
    bytes[at + 60] ^= 0xff;
    assert!(refused(&bytes).contains("the workbook is damaged"), "{}", refused(&bytes));
}

#[test]
fn limits_hold_for_what_is_packed_and_for_what_it_inflates_to() {
    let bytes = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let usual = Limits::default();
    let table = [
        (Limits { file: 100, ..usual }, "bytes"),
        (Limits { parts: 3, ..usual }, "parts in its archive"),
        (Limits { texts: 50, ..usual }, "xl/sharedStrings.xml"),
        (Limits { part: 50, ..usual }, "inflated bytes of"),
        (Limits { sheet: 50, ..usual }, "xl/worksheets/sheet1.xml"),
    ];
    for (limits, expected) in table {
        let told = limited(&bytes, limits);
        assert!(told.starts_with("the workbook is too large") && told.contains(expected), "{told}");
    }
    let merged = written(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &["编号,时间", "A1,2025-01-24"]);
        for row in 2..5 {
            sheet.merge_range(row, 0, row, 1, "x", &Format::new()).expect("merged");
        }
    });
    assert!(limited(&merged, Limits { merges: 2, ..usual }).contains("merged ranges"));
}

#[test]
fn a_bomb_is_told_by_its_ratio_even_where_its_declared_size_lies() {
    let rows = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let padding = " ".repeat(4_000_000);
    let mut bomb = edited(&rows, |name, text| {
        Some(if name == "xl/worksheets/sheet1.xml" { text.replace("<sheetData>", &format!("{padding}<sheetData>")) } else { text })
    });
    let limits = Limits { ratio_from: 1_000_000, ratio: 100, ..Limits::default() };
    assert!(limited(&bomb, limits).contains("inflates to more than 100 times"), "{}", limited(&bomb, limits));
    assert_eq!(refused(&bomb), "it was read", "four million blanks are no bomb");
    // The size is declared in the part's own head and in the list of parts at the end.
    let true_size: u32 = {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bomb)).expect("an archive");
        let size = archive.by_name("xl/worksheets/sheet1.xml").expect("the sheet").size();
        u32::try_from(size).expect("small")
    };
    let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == true_size.to_le_bytes()).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let told = limited(&bomb, limits);
    assert!(told.contains("inflates to more than 100 times") || told.contains("damaged"), "{told}");
}

#[test]
fn texts_that_the_table_promises_and_does_not_have_take_no_memory() {
    let rows = of_rows(&["编号,时间", "A1,2025-01-24"]);
    for count in ["99999999999", "18446744073709551615", "999999999999999999999999"] {
        let lying = edited(&rows, |name, text| {
            let start = text.find("uniqueCount=\"").map(|at| at + 13);
            Some(match start.filter(|_| name == "xl/sharedStrings.xml") {
                Some(start) => format!("{}{count}{}", &text[..start], &text[start + text[start..].find('"').expect("closed")..]),
                None => text,
            })
        });
        assert!(refused(&lying).contains("says that it holds"), "{}", refused(&lying));
    }
}

#[test]
fn entities_are_not_expanded() {
    let rows = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let bytes = edited(&rows, |name, text| {
        let entities =
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]>";
        Some(if name == "xl/sharedStrings.xml" { text.replace("<sst", &format!("{entities}<sst")).replace(">A1<", ">&c;<") } else { text })
    });
    let told = refused(&bytes);
    assert!(told.contains("the workbook is damaged"), "{told}");
}

#[test]
fn macros_are_told_and_not_run() {
    let rows = of_rows(&["编号,时间", "A1,2025-01-24"]);
    let mut archive = zip::ZipWriter::new_append(Cursor::new(rows)).expect("an archive");
    archive.start_file("xl/vbaProject.bin", SimpleFileOptions::default()).expect("begun");
    archive.write_all(b"Sub Auto_Open()").expect("written");
    let found = taken(&archive.finish().expect("written").into_inner());
    assert_eq!((found.rows.len(), found.notes), (1, vec!["macros"]));
}

#[test]
fn a_sheet_that_breaks_off_gives_its_whole_rows_and_one_fault() {
    let many: Vec<String> = std::iter::once("编号,时间".to_owned()).chain((2..600).map(|row| format!("A{row},2025-01-24"))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let whole = of_rows(&many);
    let cut = edited(&whole, |name, text| {
        Some(match text.find("<row r=\"500\"").filter(|_| name == "xl/worksheets/sheet1.xml") {
            Some(at) => text[..at + 20].to_owned(),
            None => text,
        })
    });
    let found = taken(&cut);
    assert_eq!((found.rows.len(), found.rows.last().cloned()), (498, Some((499, "damaged".to_owned()))));
    let lost = edited(&whole, |name, text| {
        Some(if name == "xl/worksheets/sheet1.xml" {
            text.replace("<c r=\"A300\" t=\"s\"><v>", "<c r=\"A300\" t=\"s\"><v>9999")
        } else {
            text
        })
    });
    let found = taken(&lost);
    assert_eq!((found.rows.len(), found.rows.last().cloned()), (298, Some((299, "damaged".to_owned()))));
}
