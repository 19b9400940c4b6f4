//! Workbooks with bad cells, and files that only look like workbooks.

use std::path::PathBuf;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::harness::{Installation, must};

const MAPPING: &str = r#"
shape = "case"
case_no = "编号"
left_out = ["备注"]

[[events]]
type = "submitted"
at = "申请时间"
payload = { applicant_name = "申请人", applicant_id_type = { const = "111" }, applicant_id_no = "证件号码" }

[[events]]
type = "accepted"
at = "受理日期"
payload = { promised_days = "承诺时限" }
"#;
const HEADER: [&str; 7] = ["编号", "申请人", "证件号码", "申请时间", "受理日期", "承诺时限", "备注"];

struct Desk {
    office: Installation,
    mapping: String,
}

impl Desk {
    fn new() -> Desk {
        let office = Installation::new();
        let mapping = office.folder().write("ledger.toml", MAPPING).display().to_string();
        Desk { office, mapping }
    }

    fn workbook(&self, name: &str, fill: impl FnOnce(&mut Worksheet)) -> PathBuf {
        let mut workbook = Workbook::new();
        fill(must("naming", workbook.add_worksheet().set_name("台账")));
        let path = self.office.folder().join(name);
        must("writing a workbook", workbook.save(&path));
        path
    }

    fn import(&self, file: &std::path::Path) -> crate::harness::Done {
        self.office.import(file, &["--mapping", &self.mapping])
    }
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        must("writing a cell", sheet.write_string(row, column, *cell));
    }
}

#[test]
fn a_ledger_kept_by_hand_goes_in_and_each_bad_cell_is_named() {
    let desk = Desk::new();
    let file = desk.workbook("ledger.xlsx", |sheet| {
        texts(sheet, 0, &["万山区办件台账"]);
        texts(sheet, 1, &HEADER);
        texts(sheet, 2, &["G1", "䶮·𬱖", "'110105199001011231", "2025.1.24 9:05", "2025年1月24日", "5个工作日", "text"]);
        texts(sheet, 3, &["G2", "张三", "", "2025/1/24", "", "５"]);
        let clock = Format::new().set_num_format("yyyy/m/d h:mm");
        let at = must("a time", ExcelDateTime::from_ymd(2025, 1, 24).and_then(|day| day.and_hms(9, 5, 0)));
        must("writing a date", sheet.write_datetime_with_format(4, 3, at, &clock));
        texts(sheet, 4, &["G3", "李四", "110105199001011231"]);
        texts(sheet, 5, &["B1", "王五", "", "03/04/2025"]);
        texts(sheet, 6, &["B2", "王五", "", "2024-02-30"]);
        texts(sheet, 7, &["B3", "王五", "", "2025-01-24"]);
        must("writing a number", sheet.write_number(7, 2, 110_105_199_001_011_231.0));
        texts(sheet, 8, &["B4", "王五", "1.10105E+17", "2025-01-24", "", "", "#N/A"]);
        texts(sheet, 9, &["B5", "王五", "", "#N/A"]);
        texts(sheet, 10, &["合计", "", "", "", "", "15"]);
    });
    let done = desk.import(&file).status(1);
    let found = done.json();
    let numbers = ["read", "accepted", "duplicates", "quarantined"].map(|name| found[name].as_u64().unwrap_or(99));
    assert_eq!(numbers, [8, 3, 0, 5], "{done}");
    let notes: Vec<&str> = found["notes"].as_array().into_iter().flatten().filter_map(|note| note["code"].as_str()).collect();
    assert_eq!(notes, ["title_rows", "total_rows"], "{done}");
    assert_eq!(found["notes"][1]["lines"], serde_json::json!([11]));

    let mut told: Vec<(u64, String, String)> = desk
        .office
        .quarantine()
        .iter()
        .map(|item| {
            let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            assert_eq!(text("source"), "ledger.xlsx#台账");
            (item["line"].as_u64().unwrap_or(0), text("reason"), text("message"))
        })
        .collect();
    told.sort();
    let reasons: Vec<(u64, &str)> = told.iter().map(|(line, reason, _)| (*line, reason.as_str())).collect();
    assert_eq!(reasons, [(6, "bad_time"), (7, "bad_time"), (8, "lost_digits"), (9, "lost_digits"), (10, "cell_error")], "{told:?}");
    for ((_, _, message), cell) in told.iter().zip(["cell D6:", "cell D7:", "cell C8:", "cell C9:", "cell D10:"]) {
        assert!(message.starts_with(cell), "{message}");
    }
    assert!(told[0].2.contains("2025-04-03 or 2025-03-04"), "{}", told[0].2);

    let rows =
        desk.office.query("SELECT case_no, applicant_mask, applicant_id_valid IS NOT NULL, promised_days FROM \"case\" ORDER BY case_no");
    assert_eq!(rows, ["G1,*·*,true,5", "G2,张*,false,", "G3,李*,true,"]);
    let same = desk.office.query("SELECT count(DISTINCT occurred_at) FROM event WHERE type = 'submitted' AND case_no IN ('G1', 'G3')");
    assert_eq!(same, ["1"], "a text and a date cell of one instant");

    let again = desk.import(&file).status(1).json();
    assert_eq!([&again["duplicates"], &again["accepted"], &again["events"]], [3, 0, 0], "{again}");
}

#[test]
fn a_row_of_a_workbook_is_mended_as_a_line_of_a_table() {
    let desk = Desk::new();
    let file = desk.workbook("ledger.xlsx", |sheet| {
        let header = [
            "办件编号",
            "事项名称",
            "办件类型",
            "办理形式",
            "申请人",
            "证件号码",
            "联系电话",
            "申请时间",
            "受理日期",
            "受理人员",
            "承诺时限",
            "办理部门",
            "办结时间",
            "办结结果",
        ];
        texts(sheet, 0, &header);
        texts(sheet, 1, &["W1", "食品经营许可", "承诺件", "窗口", "张三", "", "", "2025.1.24", "2025.1.24", "P1", "5", "D01", "", ""]);
        texts(sheet, 2, &["W2", "食品经营许可", "承诺件", "窗口", "张三", "", "", "03/04/2025", "", "P1", "5", "D01", "", ""]);
        let clock = Format::new().set_num_format("yyyy/m/d h:mm");
        let at = must("a time", ExcelDateTime::from_ymd(2025, 4, 10).and_then(|day| day.and_hms(9, 5, 0)));
        must("writing a date", sheet.write_datetime_with_format(2, 12, at, &clock));
        texts(sheet, 2, &["", "", "", "", "", "", "", "", "", "", "", "", "", "办结"]);
    });
    let found = desk.office.import(&file, &["--mapping", "window-ledger"]).status(1).json();
    assert_eq!([&found["accepted"], &found["quarantined"], &found["events"]], [1, 1, 3], "{found}");
    let items = desk.office.quarantine();
    let (id, raw) = (items[0]["id"].to_string(), items[0]["raw"].as_str().unwrap_or_default());
    assert!(raw.contains("2025-04-10 09:05:00") && !raw.contains("张三"), "{raw}");
    let mended = "W2,食品经营许可,承诺件,窗口,张三,,,2025-04-03,,P1,5,D01,2025-04-10 09:05:00,办结";
    desk.office.run(&["quarantine", "replay", &id, "--text", mended, "--now", crate::harness::SAMPLE_NOW]).status(0);
    assert_eq!(desk.office.number("SELECT count(*) FROM event WHERE case_no = 'W2'"), 2);
    assert!(desk.office.quarantine().is_empty());
}

#[test]
fn files_that_are_no_xlsx_are_refused_and_say_what_to_do() {
    let desk = Desk::new();
    let table: [(&str, &[u8], &str); 5] = [
        ("old.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], "save it as .xlsx"),
        ("page.xls", b"<html><body><table>", "web page"),
        ("text.xlsx", "编号,申请人".as_bytes(), "name it for what it is"),
        ("cut.xlsx", b"PK\x03\x04\x14\x00", "breaks off"),
        ("packed.xlsx.gz", b"\x1f\x8b\x08\x00", "unpack it"),
    ];
    for (name, bytes, expected) in table {
        let file = desk.office.folder().write(name, bytes);
        desk.import(&file).status(2).says(&[name, expected]);
    }
    let empty = desk.workbook("empty.xlsx", |_| {});
    desk.import(&empty).status(2).says(&["empty.xlsx", "no visible sheet holds a table"]);
    let other = desk.workbook("other.xlsx", |sheet| texts(sheet, 0, &["编号", "申清人", "时间"]));
    desk.import(&other).status(2).says(&["other.xlsx#台账", "申清人", "did you mean 申请人?"]);
    assert_eq!(desk.office.events(), 0);
}

#[test]
fn a_header_without_rows_is_an_import_of_nothing() {
    let desk = Desk::new();
    let file = desk.workbook("header.xlsx", |sheet| texts(sheet, 0, &HEADER));
    let found = desk.import(&file).status(0).json();
    assert_eq!([&found["read"], &found["quarantined"]], [0, 0]);
}

#[test]
fn a_table_of_text_has_the_same_habits() {
    let desk = Desk::new();
    let text = "万山区办件台账\n单位：政务中心,,,\n编号,申请人,证件号码,申请时间,受理日期,承诺时限,备注\nG1,张三,'110105199001011231,2025.1.24,,,\nB1,张三,1.10105E+17,2025-01-24,,,\n合计,,,,,5,\n";
    let file = desk.office.folder().write("ledger.csv", text);
    let found = desk.import(&file).status(1).json();
    assert_eq!([&found["read"], &found["accepted"], &found["quarantined"]], [2, 1, 1], "{found}");
    let items = desk.office.quarantine();
    assert_eq!((items[0]["reason"].as_str(), items[0]["line"].as_u64()), (Some("lost_digits"), Some(5)));
}
