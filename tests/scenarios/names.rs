//! Names of rare characters, by every door and in every encoding: in, masked by character, told apart and found again, out unchanged.

use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::harness::{Folder, Installation, Server, files, must};

const MAPPING: &str = r#"
shape = "case"
case_no = "编号"
[[events]]
type = "submitted"
at = "申请时间"
payload = { applicant_name = "申请人" }
"#;

/// A name, its mask, and its bytes in GB 18030 (by another encoder than ours). One character of each extension of the CJK ideographs that Unicode has: A to I, and characters of names that
/// systems are known to lose.
const NAMES: [(&str, &str, &str); 14] = [
    ("䶮明", "䶮*", "fe9fc3f7"),
    ("张䶮", "张*", "d5c5fe9f"),
    ("𬱖小", "𬱖*", "9933c336d0a1"),
    ("㐀一", "㐀*", "8139ee39d2bb"),
    ("𠀀一", "𠀀*", "95328236d2bb"),
    ("𪜀一", "𪜀*", "9835f738d2bb"),
    ("𫝀一", "𫝀*", "98399f38d2bb"),
    ("𫠠一", "𫠠*", "9839b632d2bb"),
    ("𬺰一", "𬺰*", "99348138d2bb"),
    ("𰀀一", "𰀀*", "9a348432d2bb"),
    ("𱍐一", "𱍐*", "9a37f836d2bb"),
    ("𮯰一", "𮯰*", "9939f836d2bb"),
    (
        "阿卜杜热合曼·麦麦提依明·吐尔逊江阿不来提·艾力江",
        "阿*·*·*·*",
        "b0a2b2b7b6c5c8c8bacfc2fca1a4c2f3c2f3cce1d2c0c3f7a1a4cdc2b6fbd1b7bdadb0a2b2bbc0b4cce1a1a4b0acc1a6bdad",
    ),
    ("𬱖·䶮", "*·*", "9933c336a1a4fe9f"),
];
/// The header in GB 18030.
const HEADER: &str = "b1e0bac52cc9eac7ebc8cb2cc9eac7ebcab1bce4";

fn rows() -> Vec<(String, &'static str)> {
    NAMES.iter().enumerate().map(|(index, (name, _, _))| (format!("N{index:02}"), *name)).collect()
}

fn table() -> String {
    let rows: String = rows().iter().map(|(case_no, name)| format!("{case_no},{name},2025-01-24 09:05\n")).collect();
    format!("编号,申请人,申请时间\n{rows}")
}

/// The same table in GB 18030.
fn gb18030() -> Vec<u8> {
    let bytes =
        |hex: &str| -> Vec<u8> { (0..hex.len()).step_by(2).map(|at| must("a byte", u8::from_str_radix(&hex[at..at + 2], 16))).collect() };
    let mut table = bytes(HEADER);
    for (index, (_, _, hex)) in NAMES.iter().enumerate() {
        table.extend(format!("\nN{index:02},").into_bytes());
        table.extend(bytes(hex));
        table.extend(b",2025-01-24 09:05");
    }
    table
}

fn workbook(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(["编号", "申请人", "申请时间"]) {
        must("writing", sheet.write_string(0, column, name));
    }
    for (row, (case_no, name)) in (1..).zip(rows()) {
        must("writing", sheet.write_string(row, 0, case_no));
        must("writing", sheet.write_string(row, 1, name));
        must("writing", sheet.write_string(row, 2, "2025-01-24 09:05"));
    }
    must("writing a workbook", workbook.save(path));
}

#[test]
fn names_of_every_plane_come_in_by_every_door_and_go_out_unchanged() {
    assert_eq!(NAMES[12].0.chars().count(), 25, "the longest name has 25 characters");
    let folder = Folder::new();
    let mapping = folder.write("names.toml", MAPPING).display().to_string();
    let events: Vec<serde_json::Value> = rows()
        .iter()
        .map(|(case_no, name)| {
            json!({
                "id": format!("{case_no}/submitted/申请时间"), "type": "submitted", "case_no": case_no, "occurred_at": "2025-01-24T09:05:00+08:00",
                "payload": { "applicant_name": name },
            })
        })
        .collect();
    let book = folder.join("names.xlsx");
    workbook(&book);
    let doors = [
        folder.write("utf8.csv", table()),
        folder.write("bom.csv", format!("\u{feff}{}", table())),
        folder.write("gb.csv", gb18030()),
        book,
        files::write_events(&folder, "names.jsonl", &events),
    ];
    // One installation takes them all: the second and later ones bring nothing new, for they say the same of the same names.
    let office = Installation::new();
    for (index, file) in doors.iter().enumerate() {
        let found = office.import(file, &["--mapping", &mapping]).status(0).json();
        let (new, same) = if index == 0 { (NAMES.len(), 0) } else { (0, NAMES.len()) };
        assert_eq!([&found["accepted"], &found["duplicates"]], [new, same], "{}: {found}", file.display());
    }
    let masks = office.query("SELECT case_no, applicant_mask FROM \"case\" ORDER BY case_no");
    let expected: Vec<String> = NAMES.iter().enumerate().map(|(index, (_, mask, _))| format!("N{index:02},{mask}")).collect();
    assert_eq!(masks, expected);
    assert_eq!(office.number("SELECT count(DISTINCT applicant_name_key) FROM \"case\""), must("names", i64::try_from(NAMES.len())));

    let server = Server::start(&office);
    for (index, (name, _, _)) in NAMES.iter().enumerate() {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = server.get(&format!("/api/v1/cases?q={encoded}")).json();
        assert_eq!(found["total"], 1, "{name}: {found}");
        assert_eq!(found["items"][0]["case_no"], format!("N{index:02}"));
        assert!(!found.to_string().contains(name), "the name itself is not shown");
    }
    let part = server.get("/api/v1/cases?q=%E5%BC%A0").json();
    assert_eq!(part["total"], 0, "a part of a name finds nobody");
}
