//! The files that are read: a window's ledger of so many cases, as CSV, as a workbook, and its events as JSON Lines; a log of fines with so many
//! events. The same number gives the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use mingjing_engine::ingest::bare::{WorkbookWriter, Written};
use mingjing_engine::time::Day;
use serde_json::json;

const HEADER: [&str; 16] = [
    "序号",
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
    "备注",
];
const ITEMS: [&str; 7] =
    ["个体工商户注册登记", "食品经营许可", "道路运输证核发", "建设工程规划许可", "城镇燃气经营许可", "社会保障卡补领", "不动产权证换发"];
const SURNAMES: [&str; 8] = ["张", "王", "李", "欧阳", "杨", "姚", "龙", "田"];
const GIVEN: [&str; 6] = ["伟", "秀英", "建国", "䶮", "小红", "志强"];
/// Days from 1899-12-30 to 1970-01-01.
const SERIAL_EPOCH: i64 = 25_569;

/// A case of the ledger.
struct Case {
    number: u64,
    case_no: String,
    item: &'static str,
    kind: &'static str,
    channel: &'static str,
    name: String,
    id: String,
    phone: String,
    /// Day and minute of the application.
    applied: (Day, i64),
    accepted: Day,
    clerk: String,
    days: u64,
    dept: String,
    finished: Option<(Day, i64)>,
    result: &'static str,
}

fn pick<T: Copy>(list: &[T], number: u64) -> T {
    list[(number % list.len() as u64) as usize]
}

impl Case {
    fn new(number: u64) -> Case {
        // Steps that share no factor with what they are counted in, so that neighbours differ.
        let day = Day(19_724 + (number * 7 % 500) as i32);
        let finished = (!number.is_multiple_of(10)).then(|| (day.plus((number % 9) as i64), 540 + (number * 13 % 480) as i64));
        Case {
            number,
            case_no: format!("520603{:04}{number:08}", number * 31 % 10_000),
            item: pick(&ITEMS, number),
            kind: if number.is_multiple_of(4) { "即办件" } else { "承诺件" },
            channel: pick(&["窗口", "网上", "移动端"], number),
            name: format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 8)),
            id: format!("52222419{:02}{:02}{:02}{:04}", 50 + number % 50, 1 + number % 12, 1 + number % 28, number * 37 % 10_000),
            phone: format!("138{:08}", number * 7919 % 100_000_000),
            applied: (day, 540 + (number * 17 % 480) as i64),
            accepted: day,
            clerk: format!("P{:03}", number % 40),
            days: 3 + number % 12,
            dept: format!("D{:02}", number % 12),
            finished,
            result: if finished.is_some() { pick(&["准予", "出证", "办结"], number) } else { "" },
        }
    }
}

/// A log of so many events, four a trace.
pub fn log(path: &Path, events: u64) -> io::Result<()> {
    const STEPS: [(&str, &str); 4] =
        [("Create Fine", "amount"), ("Send Fine", "expense"), ("Insert Fine Notification", "paymentAmount"), ("Add penalty", "amount")];
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">")?;
    for number in 0..events {
        let step = number % 4;
        if step == 0 {
            writeln!(out, "<trace><string key=\"concept:name\" value=\"F{:08}\"/>", number / 4)?;
        }
        let (name, amount) = pick(&STEPS, step);
        let day = Day(19_724 + (number * 7 % 500) as i32 + 30 * step as i32);
        writeln!(
            out,
            "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"{day}T00:00:00+01:00\"/>\
             <float key=\"{amount}\" value=\"{}.0\"/><string key=\"lifecycle:transition\" value=\"complete\"/></event>",
            20 + number % 80
        )?;
        if step == 3 || number + 1 == events {
            writeln!(out, "</trace>")?;
        }
    }
    writeln!(out, "</log>")?;
    out.flush()
}

/// `2025-01-24 14:05`
fn shown((day, minute): (Day, i64)) -> String {
    format!("{day} {:02}:{:02}", minute / 60, minute % 60)
}

/// The ledger as a table of text.
pub fn csv(path: &Path, cases: u64) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", HEADER.join(","))?;
    for number in 0..cases {
        let case = Case::new(number);
        writeln!(
            file,
            "{number},{},{},{},{},{},{},{},{},{},{},{},{},{},{},",
            case.case_no,
            case.item,
            case.kind,
            case.channel,
            case.name,
            case.id,
            case.phone,
            shown(case.applied),
            case.accepted,
            case.clerk,
            case.days,
            case.dept,
            case.finished.map(shown).unwrap_or_default(),
            case.result,
        )?;
    }
    file.flush()
}

/// The ledger as a workbook.
pub fn workbook(path: &Path, cases: u64) -> io::Result<()> {
    let instant = |(day, minute): (Day, i64)| Written::Instant((i64::from(day.0) + SERIAL_EPOCH) as f64 + minute as f64 / 1440.0);
    let mut writer = WorkbookWriter::create(path)?;
    writer.row(&HEADER.map(Written::Text))?;
    for number in 0..cases {
        let case = Case::new(number);
        writer.row(&[
            Written::Number(case.number as f64),
            Written::Text(&case.case_no),
            Written::Text(case.item),
            Written::Text(case.kind),
            Written::Text(case.channel),
            Written::Text(&case.name),
            Written::Text(&case.id),
            Written::Text(&case.phone),
            instant(case.applied),
            instant((case.accepted, 0)),
            Written::Text(&case.clerk),
            Written::Number(case.days as f64),
            Written::Text(&case.dept),
            case.finished.map_or(Written::Empty, instant),
            Written::Text(case.result),
            Written::Empty,
        ])?;
    }
    writer.finish()
}

/// As many events, one a case: its application.
pub fn json_lines(path: &Path, cases: u64) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for number in 0..cases {
        let case = Case::new(number);
        let (day, minute) = case.applied;
        let applied_at = format!("{day}T{:02}:{:02}:00+08:00", minute / 60, minute % 60);
        let event = json!({
            "id": format!("{}/submitted", case.case_no), "type": "submitted", "case_no": case.case_no, "occurred_at": applied_at, "dept_code": case.dept,
            "payload": {
                "item_name": case.item, "case_type": if case.kind == "即办件" { 1 } else { 2 }, "channel": 1, "applicant_name": case.name,
                "applicant_id_type": "111", "applicant_id_no": case.id, "contact_mobile": case.phone, "applied_at": applied_at,
            },
        });
        writeln!(file, "{event}")?;
    }
    file.flush()
}
