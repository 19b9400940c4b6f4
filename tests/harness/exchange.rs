//! The six exchange data sets made from a sample's events, and those events reduced to what the six sets can tell: both must give the same facts.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::Folder;
use crate::random::Random;

/// Names of the sets, as their files begin.
pub const SETS: [&str; 6] = ["basics", "materials", "acceptance", "links", "specials", "finish"];

const BASICS: &[&str] = &[
    "item_impl_code",
    "item_base_code",
    "item_handle_code",
    "item_name",
    "item_version",
    "situation_code",
    "case_type",
    "applicant_name",
    "applicant_type",
    "applicant_id_type",
    "applicant_id_no",
    "contact_name",
    "contact_id_type",
    "contact_id_no",
    "contact_mobile",
    "legal_rep",
    "channel",
    "origin",
    "region_code",
    "urgent",
];
const MATERIALS: &[&str] = &["material_code", "material_name", "take_mode", "take_qty", "trust_level", "file_hash"];
const ACCEPTANCE: &[&str] =
    &["accept_doc_no", "accept_dept_uscc", "promised_days", "promised_unit", "statutory_days", "statutory_unit", "promised_due_at"];
const LINKS: &[&str] = &["link_seq", "link_code", "link_name", "limit_wd", "link_action", "link_opinion", "service_produced"];
const SPECIALS: &[&str] = &["special_no", "special_reason", "special_applicant", "limit_days", "notice_no", "notice_at"];
const FINISH: &[&str] = &["result_desc", "exit_reason", "licence_no", "deliver_by_post"];

/// One row of a set.
#[derive(Clone, Debug)]
pub struct Row {
    /// Place of the set in [`SETS`].
    pub set: usize,
    /// Its cells by column, the envelope's left aside.
    pub cells: BTreeMap<&'static str, String>,
    /// Identity of the row.
    pub guid: String,
    /// I, U or D.
    pub operation: char,
    /// Version, from 1.
    pub version: u32,
}

/// What a sample's events tell in each form.
#[derive(Debug, Default)]
pub struct Exchanged {
    /// Items, organization, people, sources: the sets do not tell of them.
    pub reference: Vec<Value>,
    /// Events of cases that the six sets can tell, and only what they can tell of each.
    pub events: Vec<Value>,
    /// The same as rows.
    pub rows: Vec<Row>,
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(truth) => u8::from(*truth).to_string(),
        other => other.to_string(),
    }
}

/// `2025-03-17T10:00:00+08:00` as the sets write it: `20250317T100000`.
fn compact(at: &Value) -> String {
    text(at).chars().take(19).filter(char::is_ascii_alphanumeric).collect()
}

/// The sets know no fractions of a second.
fn whole_seconds(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(whole_seconds),
        Value::String(text) if text.len() > 25 && text.as_bytes().get(19) == Some(&b'.') && text.ends_with("+08:00") => {
            text.replace_range(19..text.len() - 6, "");
        }
        _ => {}
    }
}

/// The events that count: of each id the highest revision, and that only if it is no void.
fn counted(events: Vec<Value>) -> Vec<Value> {
    let mut latest: BTreeMap<String, Value> = BTreeMap::new();
    for event in events {
        let known = latest.entry(text(&event["id"])).or_insert_with(|| event.clone());
        if event["revision"].as_u64() > known["revision"].as_u64() {
            *known = event;
        }
    }
    latest.into_values().filter(|event| event["is_void"] != true).collect()
}

fn is_told(event: &Value, kind: &str) -> bool {
    event["type"] == kind
}

impl Exchanged {
    /// Of a sample's events.
    pub fn of(events: Vec<Value>) -> Exchanged {
        let (mut cases, reference): (Vec<Value>, Vec<Value>) = counted(events).into_iter().partition(|event| event["case_no"].is_string());
        cases.iter_mut().for_each(whole_seconds);
        let mut made = Exchanged { reference, ..Exchanged::default() };
        let mut starts: BTreeMap<(String, String), Value> = BTreeMap::new();
        let mut ends = starts.clone();
        for event in &cases {
            let payload = &event["payload"];
            let case_no = text(&event["case_no"]);
            match text(&event["type"]).as_str() {
                "submitted" | "received" if payload["applied_at"].is_string() => made.basics(event),
                "material_taken" => made.single(1, event, "taken_at", "take_user", MATERIALS, &[("taken", json!(1))]),
                "accepted" => made.single(2, event, "accepted_at", "accept_user", ACCEPTANCE, &[]),
                "finished" => made.finish(event),
                "link_started" | "special_started" => {
                    starts.insert((case_no, number(payload)), event.clone());
                }
                "link_ended" | "special_ended" => {
                    ends.insert((case_no, number(payload)), event.clone());
                }
                _ => {}
            }
        }
        for (key, start) in &starts {
            made.stretch(start, ends.remove(key));
        }
        for end in ends.into_values().filter(|end| is_told(end, "link_ended") && end["payload"]["link_start"].is_string()) {
            let mut start = end.clone();
            start["type"] = json!("link_started");
            start["id"] = json!(format!("{}-start", text(&end["id"])));
            start["occurred_at"] = end["payload"]["link_start"].clone();
            made.stretch(&start, Some(end));
        }
        made
    }

    fn row(&mut self, set: usize, event: &Value, cells: BTreeMap<&'static str, String>) {
        let guid = format!("{}-{}", SETS[set], text(&event["id"]));
        self.rows.push(Row { set, cells, guid, operation: 'I', version: 1 });
    }

    fn basics(&mut self, event: &Value) {
        let mut event = event.clone();
        event["type"] = json!("submitted");
        event["occurred_at"] = event["payload"]["applied_at"].clone();
        event["actor_id"] = Value::Null;
        let at = event["occurred_at"].clone();
        let kept = told(&event, BASICS, &[("applied_at", at)]);
        let mut cells = cells(&event, BASICS);
        cells.insert("applied_at", compact(&event["occurred_at"]));
        self.row(0, &event, cells);
        self.events.push(kept);
    }

    fn single(
        &mut self,
        set: usize,
        event: &Value,
        at: &'static str,
        user: &'static str,
        fields: &[&'static str],
        more: &[(&'static str, Value)],
    ) {
        let mut cells = cells(event, fields);
        cells.insert(at, compact(&event["occurred_at"]));
        cells.insert(user, text(&event["actor_id"]));
        cells.extend(more.iter().map(|(name, value)| (*name, text(value))));
        self.row(set, event, cells);
        self.events.push(told(event, fields, &[]));
    }

    fn finish(&mut self, event: &Value) {
        let codes = ["licence", "returned", "voided", "deleted", "forwarded", "supplement_abandoned", "other"];
        let code = text(&event["payload"]["result_code"]);
        let told_as = codes.iter().position(|known| *known == code).map_or(code.clone(), |place| place.to_string());
        self.single(5, event, "finished_at", "finish_user", FINISH, &[("result_type", json!(told_as))]);
        if let Some(last) = self.events.last_mut() {
            last["payload"]["result_code"] = json!(code);
        }
    }

    /// A link or a special procedure: one row, two events by one person.
    fn stretch(&mut self, start: &Value, end: Option<Value>) {
        let is_link = is_told(start, "link_started");
        let (set, fields, [from, to, user]) = if is_link {
            (3, LINKS, ["link_start", "link_end", "link_user"])
        } else {
            (4, SPECIALS, ["special_start", "special_end", "special_user"])
        };
        let last = end.as_ref().unwrap_or(start);
        let mut row = cells(last, fields);
        if !is_link {
            row = cells(start, fields);
            row.insert("notice_at", compact(&start["payload"]["notice_at"]));
            row.insert("special_name", special_name(&text(&start["payload"]["special_kind"])));
            if let Some(end) = &end {
                row.extend(cells(end, &["special_result", "special_opinion"]));
            }
        }
        row.insert(from, compact(&start["occurred_at"]));
        row.insert(user, text(&last["actor_id"]));
        for name in ["dept_code", "window_id"] {
            row.insert(name, text(&last[name]));
        }
        if let Some(end) = &end {
            row.insert(to, compact(&end["occurred_at"]));
        }
        if is_link {
            row.insert("link_state", if end.is_some() { "2" } else { "1" }.to_owned());
        }
        self.row(set, start, row);
        let kind = start["payload"]["link_kind"].clone();
        let mut begun = start.clone();
        for name in ["actor_id", "dept_code", "window_id"] {
            begun[name] = last[name].clone();
        }
        if is_link {
            begun["seq"] = begun["payload"]["link_seq"].clone();
            self.events.push(told(&begun, &["link_seq", "link_code", "link_name", "limit_wd"], &[("link_kind", kind.clone())]));
        } else {
            let kind = ("special_kind", start["payload"]["special_kind"].clone());
            self.events.push(told(&begun, SPECIALS, &[kind]));
        }
        let Some(mut end) = end else { return };
        end["seq"] = end["payload"]["link_seq"].clone();
        self.events.push(if is_link {
            told(&end, LINKS, &[("link_kind", kind), ("link_start", start["occurred_at"].clone())])
        } else {
            told(&end, &["special_no", "special_result", "special_opinion"], &[])
        });
    }
}

/// Number of a link or a special procedure within its case.
fn number(payload: &Value) -> String {
    format!("{}{}", text(&payload["link_seq"]), text(&payload["special_no"]))
}

fn special_name(kind: &str) -> String {
    let names = [
        ("hearing", "听证"),
        ("tender", "招标"),
        ("auction", "拍卖"),
        ("inspection", "检验"),
        ("testing", "检测"),
        ("quarantine", "检疫"),
        ("appraisal", "鉴定"),
        ("expert_review", "专家评审"),
        ("site_check", "现场踏勘"),
        ("publicity", "公示"),
        ("exam", "考试"),
        ("upper_review", "上级审批"),
        ("hold", "挂起"),
        ("fee_wait", "待缴费"),
    ];
    names.iter().find(|(known, _)| *known == kind).map_or_else(|| kind.to_owned(), |(_, name)| (*name).to_owned())
}

/// Cells of a payload's fields, and what each row has besides.
fn cells(event: &Value, fields: &[&'static str]) -> BTreeMap<&'static str, String> {
    let mut cells: BTreeMap<&'static str, String> = fields.iter().map(|name| (*name, text(&event["payload"][*name]))).collect();
    for name in ["case_no", "dept_code", "window_id"] {
        cells.insert(name, text(&event[name]));
    }
    cells
}

/// An event with nothing in it but what a row tells.
fn told(event: &Value, fields: &[&str], more: &[(&str, Value)]) -> Value {
    let mut payload: Map<String, Value> = fields
        .iter()
        .filter(|name| !event["payload"][**name].is_null())
        .map(|name| ((*name).to_owned(), event["payload"][*name].clone()))
        .collect();
    payload.extend(more.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| ((*name).to_owned(), value.clone())));
    let mut kept = json!({ "payload": payload });
    for name in ["id", "source", "type", "centre", "case_no", "occurred_at", "seq", "actor_id", "dept_code", "window_id"] {
        if !event[name].is_null() {
            kept[name] = event[name].clone();
        }
    }
    kept
}

/// Writes rows as the files of a delivery, one a set that has rows; gives their names.
pub fn write(folder: &Folder, place: &str, delivery: &str, rows: &[Row]) -> Vec<String> {
    let mut names = Vec::new();
    for (set, name) in SETS.iter().enumerate() {
        let of_set: Vec<&Row> = rows.iter().filter(|row| row.set == set).collect();
        let mut columns: Vec<&str> = of_set.iter().flat_map(|row| row.cells.keys().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        if of_set.is_empty() {
            continue;
        }
        let mut text = format!("row_guid,cd_operation,cd_batch,cd_time,data_source,version,remark,{}\n", columns.join(","));
        for row in of_set {
            text.push_str(&format!("{},{},{delivery},20250630T170000,district,{},", row.guid, row.operation, row.version));
            for column in &columns {
                let cell = row.cells.get(column).map_or("", String::as_str);
                text.push_str(&format!(",\"{}\"", cell.replace('"', "\"\"")));
            }
            text.push('\n');
        }
        let file = format!("{name}_{delivery}.csv");
        folder.write(&format!("{place}/{file}"), text);
        names.push(file);
    }
    names
}

/// Corrections of some rows, and all rows as they are afterwards.
pub fn corrected(rows: &[Row], random: &mut Random) -> (Vec<Row>, Vec<Row>) {
    let (mut corrections, mut after) = (Vec::new(), Vec::new());
    for row in rows {
        if !random.one_in(6) {
            after.push(row.clone());
            continue;
        }
        let mut next = Row { operation: 'U', version: 2, ..row.clone() };
        if random.one_in(4) {
            next.operation = 'D';
            // A row that is taken back is told with its key only.
            next.cells.retain(|name, _| *name == "case_no" || *name == "material_name" || *name == "link_name");
            corrections.push(next);
            continue;
        }
        change(&mut next, random);
        // Some are corrected twice; only the last word counts.
        if random.one_in(3) {
            corrections.push(next.clone());
            next = Row { cells: row.cells.clone(), version: 3, ..next };
            change(&mut next, random);
        }
        corrections.push(next.clone());
        let is_taken = next.cells.get("taken").is_none_or(|taken| taken == "1");
        after.extend(is_taken.then_some(Row { operation: 'I', version: 1, ..next }));
    }
    (corrections, after)
}

fn change(row: &mut Row, random: &mut Random) {
    let mut cell = |name: &'static str, value: &str| {
        row.cells.insert(name, value.to_owned());
    };
    match (row.set, random.one_in(2)) {
        (0, true) => cell("channel", "9"),
        (1, true) => cell("taken", "0"),
        (2, true) => cell("promised_days", "7"),
        (3, true) => {
            cell("link_end", "");
            cell("link_state", "1");
        }
        (4, true) => cell("special_end", ""),
        (5, true) => cell("result_type", "1"),
        _ => {
            let times = ["applied_at", "taken_at", "accepted_at", "link_start", "special_start", "finished_at"];
            for name in times {
                if let Some(at) = row.cells.get_mut(name).filter(|at| !at.is_empty()) {
                    at.replace_range(at.len() - 2.., "59");
                }
            }
        }
    }
}
