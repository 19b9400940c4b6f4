//! Uploads: a table somebody else made becomes cases, without a terminal.

use std::time::Duration;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{House, text};
use crate::harness::{Answer, Server, must};

/// A window's ledger as its office keeps it.
const LEDGER: &str = "受理编号,事项名称,申请人,身份证号,联系电话,申请时间,受理日期,承诺时限（工作日）,办结时间,办理部门,受理人,办理结果,收费金额（元）,满意度,街道,备注\n\
    A1,食品经营许可,张三,11010519491231002X,13800138000,2025-01-03 09:00,2025/1/3,5个工作日,2025-01-08 10:00,市场局,李四,准予,0,非常满意,东街,无\n\
    A2,食品经营许可,李明,110105194912310021,13800138001,2025年1月6日,2025.1.6,5,2025-01-20 10:00,市场局,李四,准予,12.50,满意,东街,晚了\n\
    A3,道路运输证,王芳,11010519491231002X,13800138002,2025-01-07,2025-01-08,即办,2025-01-08 10:00,交通局,周五,发证,,,西街,x\n\
    A4,道路运输证,贵州某某有限公司,91350100M000100Y43,,2025-06-20,2025-06-23,10,,交通局,周五,,,,西街,在办\n\
    A5,道路运输证,赵六,,,2025-01-07,2025-02-30,10,,交通局,周五,,,,西街,日期错\n";

fn encoded(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Sends a file.
fn send(server: &Server, name: &str, body: &[u8]) -> Answer {
    server.send("POST", &format!("/api/v1/uploads?name={}", encoded(name)), &[("Content-Type", "application/octet-stream")], body)
}

/// Sends a file that must be taken; gives its number.
#[track_caller]
fn uploaded(house: &House, name: &str, body: &[u8]) -> String {
    let answer = send(&house.server, name, body);
    assert_eq!(answer.status, 201, "{}", answer.body);
    text(&answer.json(), "id").to_owned()
}

/// The roles that are proposed, as a choice for a new centre.
fn proposed_choice(proposal: &Value) -> Value {
    let columns = proposal["columns"].as_array().cloned().unwrap_or_default();
    let roles: serde_json::Map<String, Value> = columns
        .iter()
        .filter(|column| column["role"].is_string())
        .map(|column| (text(column, "column").to_owned(), column["role"].clone()))
        .collect();
    json!({ "roles": roles, "case_no_of": proposal["case_no_of"], "centre": { "code": "qinghe", "title": "清河县政务服务中心" } })
}

#[track_caller]
fn posted(house: &House, path: &str, body: &Value, status: u16) -> Value {
    let answer = house.server.post(&format!("/api/v1{path}"), &body.to_string());
    assert_eq!(answer.status, status, "{path}: {}", answer.body);
    answer.json()
}

/// Leaves the processor to the server for a moment.
pub fn pause() {
    let (_keep, never) = std::sync::mpsc::channel::<()>();
    let _ = never.recv_timeout(Duration::from_millis(50));
}

/// Asks until an import is over.
#[track_caller]
pub fn finished(house: &House, job: &str) -> Value {
    loop {
        let state = house.get(&format!("/import-jobs/{job}"));
        if matches!(text(&state, "state"), "done" | "failed") {
            return state;
        }
        pause();
    }
}

/// Uploads a file, takes the proposal, imports it.
#[track_caller]
pub fn imported(house: &House, name: &str, body: &[u8]) -> Value {
    let id = uploaded(house, name, body);
    let proposal = house.get(&format!("/uploads/{id}/proposal"));
    let job = posted(house, &format!("/uploads/{id}/import"), &proposed_choice(&proposal), 202);
    finished(house, text(&job, "id"))
}

/// The window's ledger, imported.
pub fn ledger_house() -> House {
    let house = House::empty();
    let state = imported(&house, "窗口台账.csv", LEDGER.as_bytes());
    assert_eq!(text(&state, "state"), "done", "{state}");
    house
}

#[test]
fn a_ledger_is_proposed_tried_and_imported_as_it_was_tried() {
    let house = House::empty();
    let id = uploaded(&house, "窗口台账.csv", LEDGER.as_bytes());
    let proposal = house.get(&format!("/uploads/{id}/proposal"));
    let roles: Vec<&str> =
        proposal["columns"].as_array().into_iter().flatten().map(|column| column["role"].as_str().unwrap_or("-")).collect();
    let expected = [
        "case_no",
        "item_name",
        "applicant_name",
        "applicant_id_no",
        "contact_mobile",
        "applied_at",
        "accepted_at",
        "promised_days",
        "finished_at",
        "dept_name",
        "acceptor",
        "result",
        "fee_amount",
        "satisfaction",
        "attribute",
        "left_out",
    ];
    assert_eq!(roles, expected);
    let shown = proposal.to_string();
    for secret in ["张三", "11010519491231002X", "13800138000"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    let choice = proposed_choice(&proposal);
    let checked = posted(&house, &format!("/uploads/{id}/check"), &choice, 200);
    let counts = |value: &Value, names: [&str; 4]| names.map(|name| value[name].as_u64().unwrap_or(99));
    assert_eq!(counts(&checked, ["read", "good", "bad", "cases"]), [5, 4, 1, 5]);
    let fault = &checked["faults"][0];
    assert_eq!((fault["line"].as_u64(), text(fault, "column"), text(fault, "cell")), (Some(6), "受理日期", "2025-02-30"));
    assert!(text(&fault["message"], "zh").contains("不是存在的时间") && !text(&fault["how_to_mend"], "en").is_empty());
    assert_eq!(checked["faults_by_reason"][0]["reason"], "bad_time");
    assert_eq!(house.get("/imports")["total"], 0, "a trial appends nothing");

    let mut with_title = choice.clone();
    with_title["save_as"] = json!("窗口 台账");
    let job = posted(&house, &format!("/uploads/{id}/import"), &with_title, 202);
    let state = finished(&house, text(&job, "id"));
    assert_eq!(text(&state, "state"), "done", "{state}");
    assert_eq!(counts(&state["counts"], ["read", "accepted", "quarantined", "cases"]), [5, 4, 1, 5]);
    let query = |sql: &str| house.installation.query(sql);
    assert_eq!(
        query(
            "SELECT case_no, case_type, promised_days, limit_unit, result_code, satisfaction, fee_amount_fen, applicant_id_valid FROM \"case\" ORDER BY 1"
        ),
        ["A1,2,5,wd,granted,5,0,true", "A2,2,5,wd,granted,4,1250,false", "A3,1,0,wd,licence,,,true", "A4,2,10,wd,,,,true", "A5,2,,,,,,",]
    );
    assert_eq!(query("SELECT attributes['街道'] FROM \"case\" WHERE case_no = 'A1'"), ["东街"]);
    // The same file again is all duplicates, by a saved mapping that fits.
    let again = uploaded(&house, "再来.csv", LEDGER.as_bytes());
    let fitting = &house.get(&format!("/uploads/{again}/proposal"))["fitting"][0];
    assert_eq!((text(fitting, "mapping"), text(fitting, "title")), ("窗口-台账", "窗口 台账"));
    assert_eq!(fitting["roles"]["受理编号"], "case_no");
    let by_name = json!({ "mapping": "窗口-台账", "centre": { "code": "qinghe" } });
    let job = posted(&house, &format!("/uploads/{again}/import"), &by_name, 202);
    let state = finished(&house, text(&job, "id"));
    assert_eq!(counts(&state["counts"], ["duplicates", "accepted", "quarantined", "events"]), [4, 0, 1, 0]);
    // `mingjing import` takes the saved mapping too.
    let file = house.installation.folder().write("台账.csv", LEDGER);
    let done = house.installation.import(&file, &["--profile", "qinghe", "--mapping", "窗口-台账"]).status(1).json();
    assert_eq!((done["duplicates"].as_u64(), done["quarantined"].as_u64()), (Some(4), Some(1)));
    let items = house.get("/import-mappings")["items"].as_array().cloned().unwrap_or_default();
    assert!(text(&items[0], "name") == "窗口-台账" && items[0]["is_shipped"] == false, "{items:?}");
    assert!(items.iter().any(|item| text(item, "name") == "boston311" && item["is_shipped"] == true));
    let gone = house.server.request("DELETE", &format!("/api/v1/import-mappings/{}", encoded("窗口-台账")), &[], "");
    assert_eq!(gone.status, 204, "{}", gone.body);
    let twice = house.server.request("DELETE", &format!("/api/v1/import-mappings/{}", encoded("窗口-台账")), &[], "");
    assert_eq!((twice.status, text(&twice.json(), "code")), (404, "unknown_mapping"));
    let roles = house.get("/import-roles")["roles"].as_array().map_or(0, Vec::len);
    assert!(roles > 25, "{roles}");
}

#[test]
fn a_workbook_with_a_title_and_a_sum_is_read_and_its_sheets_are_told() {
    let house = House::empty();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    must("naming", sheet.set_name("一月"));
    must("title", sheet.write_string(0, 0, "清河县窗口办件台账"));
    for (row, cells) in [
        ["序号", "事项", "受理时间", "承诺时限", "办结时间", "承办单位"],
        ["1", "甲", "2025-01-03", "5", "2025-01-09", "一科"],
        ["2", "乙", "2025-01-06", "5", "2025-01-20", "二科"],
        ["合计", "2", "", "", "", ""],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            must("a cell", sheet.write_string(row as u32 + 1, column as u16, *cell));
        }
    }
    let bytes = must("saving", book.save_to_buffer());
    let id = uploaded(&house, "台账.xlsx", &bytes);
    let proposal = house.get(&format!("/uploads/{id}/proposal"));
    assert_eq!((text(&proposal["upload"], "kind"), text(&proposal, "sheet")), ("xlsx", "一月"));
    assert_eq!(proposal["upload"]["sheets"][0]["name"], "一月");
    assert_eq!(proposal["header_line"], 2);
    assert_eq!(proposal["case_no_of"], json!(["序号", "受理时间"]), "{proposal}");
    assert!(proposal["notes"].to_string().contains("标题"), "{}", proposal["notes"]);
    let job = posted(&house, &format!("/uploads/{id}/import"), &proposed_choice(&proposal), 202);
    let state = finished(&house, text(&job, "id"));
    assert_eq!((text(&state, "state"), state["counts"]["accepted"].as_u64()), ("done", Some(2)), "{state}");
    assert_eq!(house.installation.query("SELECT case_no FROM \"case\" ORDER BY 1"), ["1-2025-01-03", "2-2025-01-06"]);
}

#[test]
fn files_that_are_no_tables_are_refused_with_the_reason_and_leave_nothing() {
    let house = House::empty();
    let table: [(&str, &[u8], u16, &str); 6] = [
        ("a.csv", b"", 422, "bad_table"),
        ("a.exe", b"MZ", 422, "bad_table"),
        ("a.xlsx", b"this is no workbook", 422, "bad_table"),
        ("a.csv", b"PK\x03\x04 a workbook by another name", 422, "bad_table"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 422, "bad_table"),
        ("", b"x", 400, "bad_query"),
    ];
    for (name, body, status, code) in table {
        let answer = send(&house.server, name, body);
        assert_eq!((answer.status, text(&answer.json(), "code")), (status, code), "{name}: {}", answer.body);
        let detail = answer.json()["detail"].to_string();
        assert!(!detail.contains("uploads"), "the server's folder is told: {detail}");
    }
    let left = std::fs::read_dir(house.installation.data().join("uploads")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    for path in ["/uploads/U1-1/proposal", "/uploads/..%2F..%2Fledger/proposal"] {
        house.refused(path, 404, "unknown_upload");
    }
    house.refused("/import-jobs/J1-1", 404, "unknown_job");
}

#[test]
fn an_empty_sheet_and_a_second_header_are_told() {
    let house = House::empty();
    let mut book = Workbook::new();
    book.add_worksheet();
    let answer = send(&house.server, "空.xlsx", &must("saving", book.save_to_buffer()));
    assert_eq!((answer.status, text(&answer.json(), "code")), (422, "bad_table"), "{}", answer.body);
    let two = ",时间,,时限\n编号,受理,办结,承诺\nA1,2025-01-03,2025-01-09,5\nA2,2025-01-04,2025-01-10,5\n";
    let id = uploaded(&house, "两行.csv", two.as_bytes());
    let proposal = house.get(&format!("/uploads/{id}/proposal"));
    assert!(proposal["columns"].as_array().is_some_and(|columns| columns.len() == 4), "{proposal}");
}

#[test]
fn a_wrong_choice_is_refused_with_everything_that_is_wrong() {
    let house = House::empty();
    let id = uploaded(&house, "台账.csv", LEDGER.as_bytes());
    let check = |choice: Value| {
        let answer = house.server.post(&format!("/api/v1/uploads/{id}/check"), &choice.to_string());
        (answer.status, answer.json())
    };
    let (status, problem) = check(
        json!({ "roles": { "申请时间": "applied_at", "办结时间": "applied_at", "没有": "result", "街道": "colour" }, "centre": { "code": "a b" } }),
    );
    assert_eq!((status, text(&problem, "code")), (422, "bad_choice"));
    let fields: Vec<&str> = problem["errors"].as_array().into_iter().flatten().map(|error| text(error, "field")).collect();
    assert_eq!(fields, ["办结时间", "街道", "没有", "centre", "case_no"]);
    let (status, problem) = check(json!({ "mapping": "没有这个", "centre": { "code": "qinghe" } }));
    assert_eq!((status, text(&problem["errors"][0], "field")), (422, "mapping"));
    let (status, problem) = check(json!({ "mapping": "boston311", "centre": { "code": "qinghe" } }));
    assert_eq!((status, text(&problem, "code")), (422, "bad_table"), "{problem}");
    let (status, problem) = check(json!({ "rolls": {}, "centre": { "code": "qinghe" } }));
    assert_eq!((status, text(&problem, "code")), (400, "bad_json"));
    assert_eq!(house.get("/imports")["total"], 0);
}

#[test]
fn an_upload_past_the_limit_is_refused_and_says_what_else_there_is() {
    let house = House::empty();
    // Announced and never sent: it is refused before anything is read.
    let path = format!("/api/v1/uploads?name={}", encoded("大.csv"));
    let answer = house.server.request("POST", &path, &[("Content-Length", "268435457")], "");
    assert_eq!((answer.status, text(&answer.json(), "code")), (413, "upload_too_large"));
    assert!(text(&answer.json(), "how_to_mend").contains("mingjing import"));
}

#[test]
fn imports_wait_for_each_other_and_a_restarted_server_says_to_import_again() {
    let house = House::empty();
    let rows = |from: u32| {
        let mut table = "办件编号,事项名称,受理时间,承诺时限,办结时间,办理部门\n".to_owned();
        for number in from..from + 3000 {
            table.push_str(&format!(
                "B{number},事项{},2025-01-{:02},5,2025-01-{:02},部门{}\n",
                number % 7,
                number % 20 + 1,
                number % 20 + 9,
                number % 5
            ));
        }
        table
    };
    let mut jobs = Vec::new();
    for from in [0, 3000] {
        let id = uploaded(&house, "多.csv", rows(from).as_bytes());
        let choice = proposed_choice(&house.get(&format!("/uploads/{id}/proposal")));
        jobs.push((text(&posted(&house, &format!("/uploads/{id}/import"), &choice, 202), "id").to_owned(), id, choice));
    }
    for (job, ..) in &jobs {
        let state = finished(&house, job);
        assert_eq!((text(&state, "state"), state["counts"]["accepted"].as_u64()), ("done", Some(3000)), "{state}");
    }
    assert_eq!(house.get("/cases?centre=qinghe&limit=1")["total"], 6000);
    // A job that was begun is gone with its server; the upload is still there, and importing it again does no harm.
    let (_, id, choice) = &jobs[0];
    let begun = posted(&house, &format!("/uploads/{id}/import"), choice, 202);
    let House { installation, server } = house;
    server.kill();
    let house = House { server: Server::start(&installation), installation };
    let gone = house.refused(&format!("/import-jobs/{}", text(&begun, "id")), 404, "unknown_job");
    assert!(text(&gone, "how_to_mend").contains("import the file again"));
    let job = posted(&house, &format!("/uploads/{id}/import"), choice, 202);
    let state = finished(&house, text(&job, "id"));
    assert_eq!((text(&state, "state"), state["counts"]["duplicates"].as_u64()), ("done", Some(3000)), "{state}");
    assert_eq!(house.get("/cases?centre=qinghe&limit=1")["total"], 6000);
    assert_eq!(house.installation.number("SELECT count(*) FROM \"case\""), 6000);
}

#[cfg(unix)]
#[test]
fn an_uploaded_file_can_be_read_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::empty();
    let id = uploaded(&house, "台账.csv", LEDGER.as_bytes());
    let folder = house.installation.data().join("uploads").join(id);
    let mode = |path: &std::path::Path| must("its mode", std::fs::metadata(path)).permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in ["台账.csv", "upload.json"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
}
