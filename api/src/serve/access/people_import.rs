//! A table of people with their posts, or of regions, departments and windows, as events of the ledger.
//!
//! A row is one span of days. What the ledger knows already is not written again; a row that says something else of a span that is known
//! (its last day, for instance) replaces it. A person whose row names no rights is taken to be allowed everything: that somebody acted
//! without a right is only found where rights are told.

use mingjing_engine::case::event::Event;
use mingjing_engine::case::payload::Payload;
use mingjing_engine::ingest::door::Door;
use mingjing_engine::ingest::profile::Profile;
use mingjing_engine::ingest::tables::{PreviewRow, preview};
use mingjing_engine::ledger::{Append, Entry, Outcome};
use mingjing_engine::organization::Organization;
use mingjing_engine::supervision::Published;
use mingjing_engine::supervision::reference::{post_of, unit_of};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::Day;
use serde_json::{Map, Value, json};

use crate::model::access::{PeopleImported, RefusedRow};
use crate::serve::problem::ApiError;
use crate::serve::state::App;
use crate::serve::uploads::post::unreadable;
use crate::serve::uploads::shelf::Shelf;

/// Most rows of a file.
const MOST_ROWS: usize = 50_000;
/// Refused rows that are listed.
const MOST_REFUSED: usize = 1000;
/// The source of these events.
const SOURCE: &str = "people";

/// A column: its member of the event, whether it must be there, and what headers call it.
struct Column {
    member: &'static str,
    is_needed: bool,
    names: &'static [&'static str],
}

const fn column(member: &'static str, is_needed: bool, names: &'static [&'static str]) -> Column {
    Column { member, is_needed, names }
}

const PEOPLE: &[Column] = &[
    column("person_id", true, &["人员编号", "工号", "人员编码", "person", "person_id", "staff number"]),
    column("name", false, &["姓名", "name"]),
    column("phone", false, &["手机", "手机号", "电话", "联系电话", "phone", "mobile"]),
    column("post", false, &["岗位", "职务", "post", "position"]),
    column("dept_code", false, &["部门编码", "部门代码", "部门编号", "dept", "dept_code", "department code"]),
    column("window_id", false, &["窗口编码", "窗口编号", "窗口号", "window", "window_id"]),
    column("valid_from", true, &["上岗日期", "开始日期", "生效日期", "valid_from", "from"]),
    column("valid_to", false, &["离岗日期", "结束日期", "失效日期", "valid_to", "to"]),
];

const UNITS: &[Column] = &[
    column("kind", true, &["类型", "机构类型", "kind"]),
    column("code", true, &["编码", "机构编码", "代码", "code"]),
    column("name", true, &["名称", "机构名称", "name"]),
    column("parent_code", false, &["上级编码", "上级机构编码", "上级", "parent", "parent_code"]),
    column("region_code", false, &["区划", "区划代码", "行政区划代码", "region", "region_code"]),
    column("uscc", false, &["统一社会信用代码", "uscc"]),
    column("valid_from", false, &["生效日期", "开始日期", "valid_from", "from"]),
    column("valid_to", false, &["失效日期", "结束日期", "valid_to", "to"]),
    column("successor_code", false, &["承接编码", "承接机构编码", "successor", "successor_code"]),
];

/// What a table holds, and which of its columns is which.
struct Layout {
    kind: &'static str,
    columns: Vec<(&'static Column, usize)>,
}

fn layout(header: &[String]) -> Result<Layout, String> {
    let folded: Vec<String> = header.iter().map(|name| name.trim().trim_end_matches('*').trim().to_lowercase()).collect();
    let find = |columns: &'static [Column]| -> Vec<(&'static Column, usize)> {
        let place = |column: &'static Column| Some((column, folded.iter().position(|name| column.names.contains(&name.as_str()))?));
        columns.iter().filter_map(place).collect()
    };
    let missing = |columns: &'static [Column], found: &[(&Column, usize)]| -> Vec<&'static str> {
        let has = |column: &&Column| found.iter().any(|(known, _)| known.member == column.member);
        columns.iter().filter(|column| column.is_needed && !has(column)).map(|column| column.names[0]).collect()
    };
    let (people, units) = (find(PEOPLE), find(UNITS));
    if missing(PEOPLE, &people).is_empty() {
        return Ok(Layout { kind: "person_posted", columns: people });
    }
    if missing(UNITS, &units).is_empty() {
        return Ok(Layout { kind: "organization_set", columns: units });
    }
    Err(format!(
        "the header names neither people (missing: {}) nor units (missing: {}); docs/ACCOUNTS.md names the columns",
        missing(PEOPLE, &people).join(", "),
        missing(UNITS, &units).join(", ")
    ))
}

/// A day as sheets write it: 2025-01-24, 2025/1/24, 2025.1.24, 20250124, 2025年1月24日, or with a time behind it.
fn read_day(text: &str) -> Option<String> {
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let (month, day) = (month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
    Day::parse(&format!("{year}-{month:02}-{day:02}")).map(|day| day.to_string())
}

fn kind_of_unit(text: &str) -> &str {
    match text {
        "区划" | "地区" | "区域" | "行政区划" => "region",
        "部门" | "单位" | "机构" => "dept",
        "窗口" => "window",
        other => other,
    }
}

/// The payload of a row; an error names the column.
fn payload(layout: &Layout, cells: &[String]) -> Result<Map<String, Value>, (String, String)> {
    let mut payload = Map::new();
    for (column, place) in &layout.columns {
        let cell = cells.get(*place).map(|cell| cell.trim()).unwrap_or_default();
        if cell.is_empty() {
            if column.is_needed {
                return Err((column.names[0].to_owned(), "it is empty; fill it in".to_owned()));
            }
            continue;
        }
        let value = match column.member {
            "valid_from" | "valid_to" => {
                read_day(cell).ok_or_else(|| (column.names[0].to_owned(), format!("{cell:?} is no day; write it like 2025-01-24")))?
            }
            "kind" => kind_of_unit(cell).to_owned(),
            _ => cell.to_owned(),
        };
        payload.insert(column.member.to_owned(), json!(value));
    }
    if let (Some(from), Some(to)) = (payload.get("valid_from").and_then(Value::as_str), payload.get("valid_to").and_then(Value::as_str))
        && to < from
    {
        return Err(("valid_to".to_owned(), format!("the last day {to} lies before the first, {from}")));
    }
    Ok(payload)
}

/// Rights of the span that a row replaces, or everything: see the module's words.
fn grants(payload: &Map<String, Value>, organization: Option<&Organization>) -> Value {
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    let known = organization.into_iter().flat_map(|organization| organization.posts()).find(|post| {
        Some(post.person.text()) == text("person_id")
            && Some(post.valid_from.to_string().as_str()) == text("valid_from")
            && post.post.map(|code| code.text()) == text("post")
            && post.window.map(|code| code.text()) == text("window_id")
    });
    match known.filter(|post| !post.grants.is_empty()) {
        None => json!([{ "item_impl_code": "*" }]),
        Some(post) => post
            .grants
            .iter()
            .map(|grant| match grant.link_kind {
                Some(kind) => json!({ "item_impl_code": grant.item.text(), "link_kind": kind.text() }),
                None => json!({ "item_impl_code": grant.item.text() }),
            })
            .collect(),
    }
}

/// What a sheet has no columns for, of the span of a unit that a row replaces: opening hours and items.
fn carry(payload: &mut Map<String, Value>, organization: Option<&Organization>) {
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    let mut all =
        ["region", "dept", "window"].into_iter().flat_map(|kind| organization.into_iter().flat_map(move |known| known.units(kind)));
    let found = all.find(|unit| {
        Some(unit.kind.text()) == text("kind")
            && Some(unit.code.text()) == text("code")
            && unit.valid_from.map(|day| day.to_string()).as_deref() == text("valid_from")
    });
    let Some(unit) = found else { return };
    let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let hours = unit.opening.iter().map(|(weekday, from, to)| json!({ "weekday": weekday, "from": time(*from), "to": time(*to) }));
    let (hours, items): (Vec<Value>, Vec<&str>) = (hours.collect(), unit.items.iter().map(|item| item.text()).collect());
    if !hours.is_empty() {
        payload.insert("opening".to_owned(), json!(hours));
    }
    if !items.is_empty() {
        payload.insert("items".to_owned(), json!(items));
    }
}

/// Whether the organization says already what an event tells.
fn is_known(organization: Option<&Organization>, event: &Event) -> bool {
    let Some(organization) = organization else { return false };
    match &event.payload {
        Payload::PersonPosted(post) => post_of(post).is_some_and(|post| organization.posts().any(|known| *known == post)),
        Payload::OrganizationSet(unit) => unit_of(unit)
            .is_some_and(|unit| ["region", "dept", "window"].into_iter().any(|kind| organization.units(kind).any(|known| *known == unit))),
        _ => false,
    }
}

/// Reads a file whole, where no request waits for it, and removes it again.
async fn table(app: &App, name: &str, body: &[u8]) -> Result<(Vec<String>, Vec<PreviewRow>), ApiError> {
    let shelf = Shelf::of(app.office.data());
    let (kept, path) = shelf.place(name, app.clock.now())?;
    let written = tokio::fs::write(&path, body).await.map_err(|error| ApiError::internal("writing an upload", error));
    let read = match written {
        Ok(()) => {
            let file = path.clone();
            app.compute("reading a table of people", move || preview(&file, None, MOST_ROWS + 1)).await
        }
        Err(error) => Err(error),
    };
    shelf.remove(&kept.id);
    let found = read?.map_err(|error| unreadable(&error, &path))?;
    if found.rows.len() > MOST_ROWS {
        let message = format!("the table has more than {MOST_ROWS} rows; send it in parts");
        return Err(ApiError::BadTable { message });
    }
    Ok((found.columns, found.rows))
}

/// Takes a table in.
pub async fn take(app: &App, published: &Published, centre: &str, name: &str, body: &[u8]) -> Result<PeopleImported, ApiError> {
    let (header, rows) = table(app, name, body).await?;
    let layout = layout(&header).map_err(|message| ApiError::BadTable { message })?;
    let profile = app.desk(published).profile(centre).await?;
    let profile: Profile = profile.ok_or_else(|| ApiError::internal("reading the profile", format!("the centre {centre} has none")))?;
    let organization = published.benches.get(&Sym::new(centre)).map(|bench| &bench.world.organization);
    let ledger = app.office.ledger();
    let token = |tag: &str, value: &str| ledger.vault().token(tag, value);
    let door = Door { profile: &profile, bound: None, token: &token };
    let now = app.clock.now();
    let mut report = PeopleImported { read: 0, accepted: 0, duplicates: 0, refused: Vec::new() };
    let mut entries = Vec::new();
    for row in rows {
        report.read += 1;
        let formed = payload(&layout, &row.cells).and_then(|mut payload| {
            if layout.kind == "person_posted" {
                let grants = grants(&payload, organization);
                payload.insert("grants".to_owned(), grants);
            } else {
                carry(&mut payload, organization);
            }
            let event = json!({
                "id": format!("{SOURCE}/{now}/{}", row.line), "source": SOURCE, "type": layout.kind, "centre": centre,
                "occurred_at": profile.zone.format(now), "payload": payload,
            });
            let members: Map<String, Value> = event.as_object().cloned().unwrap_or_default();
            door.check(&members).map_err(|fault| (fault.field.clone().unwrap_or_default(), fault.to_string()))
        });
        match formed {
            Ok(formed) => match Event::read(&formed.body) {
                Ok(event) if is_known(organization, &event) => report.duplicates += 1,
                _ => entries.push(Entry::from(formed)),
            },
            Err((field, message)) if report.refused.len() < MOST_REFUSED => {
                report.refused.push(RefusedRow { line: row.line, field, message });
            }
            Err(_) => {}
        }
    }
    if !entries.is_empty() {
        let outcomes = ledger.append(Append::new(entries, now)).await?;
        report.accepted = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Appended(_))).count() as u64;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_a_table_holds_is_read_from_its_header() {
        let kind = |names: &[&str]| layout(&header(names)).map(|layout| (layout.kind, layout.columns.len()));
        assert_eq!(kind(&["工号*", "姓名", "上岗日期", "备注"]).ok(), Some(("person_posted", 3)));
        assert_eq!(kind(&["Kind", "Code", "Name"]).ok(), Some(("organization_set", 3)));
        let error = kind(&["姓名", "编码"]).expect_err("neither");
        assert!(error.contains("人员编号") && error.contains("类型"), "{error}");
    }

    #[test]
    fn days_are_read_as_sheets_write_them() {
        for text in ["2025-01-24", "2025/1/24", "2025.1.24", "20250124", "2025年1月24日", "2025-01-24 00:00:00", "2025-01-24T00:00:00"] {
            assert_eq!(read_day(text).as_deref(), Some("2025-01-24"), "{text}");
        }
        for text in ["", "2025-13-01", "24", "昨天", "2025-02-30"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_without_what_must_be_there_is_refused_by_column() {
        let layout = layout(&header(&["人员编号", "上岗日期", "离岗日期"])).expect("people");
        let field = |cells: &[&str]| payload(&layout, &header(cells)).map_err(|(field, _)| field).map(|_| ());
        assert_eq!(field(&["P1", "2025-01-01", ""]), Ok(()));
        assert_eq!(field(&["", "2025-01-01", ""]), Err("人员编号".to_owned()));
        assert_eq!(field(&["P1", "soon", ""]), Err("上岗日期".to_owned()));
        assert_eq!(field(&["P1", "2025-02-01", "2025-01-01"]), Err("valid_to".to_owned()));
    }
}
