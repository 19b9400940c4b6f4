//! The reference events: organizations, people, items, the source.

use serde_json::{Map, Value, json};

use super::{CENTRE, District, Item, REGION, SOURCE, Trait};
use crate::calendar::{DAY, Day, HOUR, SECOND, date_text, instant_text, midnight};

/// All reference events, before `first_day`, the first day of cases; `starts_at` is the start of supervision. What belongs to no case comes
/// with them.
pub fn reference_events(district: &District, first_day: Day, starts_at: i64, now: i64) -> Vec<Value> {
    let since = date_text(first_day - 400);
    let mut file = Writer { at: midnight(first_day - 30) + 9 * HOUR, lines: Vec::new() };
    file.push(
        "organization_set",
        json!({"kind": "region", "code": REGION, "name": "万山区", "parent_code": "520600", "valid_from": since}),
    );
    for dept in &district.departments {
        let mut payload = json!({
            "kind": "dept", "code": dept.code, "name": dept.name, "parent_code": REGION, "uscc": dept.uscc, "region_code": REGION,
            "valid_from": since,
        });
        if let Some(closing) = dept.closing {
            payload["opening"] = opening("08:30", closing, false);
        }
        file.push("organization_set", payload);
    }
    for window in &district.windows {
        let mut payload = json!({"kind": "window", "code": window.code, "name": window.name, "region_code": REGION, "valid_from": since});
        if let Some(dept) = window.dept {
            payload["parent_code"] = json!(district.departments[dept].code);
        }
        if let Some(closing) = window.closing {
            payload["opening"] = opening("09:00", closing, window.is_open_on_saturday);
        }
        file.push("organization_set", payload);
    }
    for person in &district.people {
        let kinds: &[&str] = match person.post {
            "窗口受理" => &["accept", "licence", "deliver"],
            "审查" => &["review", "other"],
            _ => &["decide"],
        };
        let grants: Vec<Value> = kinds.iter().map(|kind| json!({"item_impl_code": "*", "link_kind": kind, "level": 1})).collect();
        let mut payload = json!({
            "person_id": person.id, "name": person.name, "phone": person.phone, "post": person.post,
            "dept_code": district.departments[person.dept].code, "grants": grants, "valid_from": since,
        });
        if let Some(window) = person.window {
            payload["window_id"] = json!(district.windows[window].code);
        }
        file.push("person_posted", payload);
    }
    for item in &district.items {
        file.push("item_published", item_payload(district, item, 1, item.promised, first_day - 400));
        if let Some(promised) = item.revised {
            file.push("item_published", item_payload(district, item, 2, promised, district.revised_from));
        }
    }
    file.push("source_set", json!({"source": SOURCE, "usual_lag_hours": 24, "starts_at": instant_text(starts_at)}));
    for (kind, at, payload) in crate::plants::crowds::loose(first_day, now) {
        file.push_at(kind, at, payload);
    }
    file.lines
}

/// The last line of the file: the source is complete up to `now`.
pub fn watermark(now: i64) -> Value {
    envelope("REF-watermark", "watermark_moved", now, json!({"source": SOURCE, "complete_to": instant_text(now)}))
}

struct Writer {
    at: i64,
    lines: Vec<Value>,
}

impl Writer {
    fn push(&mut self, kind: &str, payload: Value) {
        let id = format!("REF-{:04}", self.lines.len() + 1);
        self.lines.push(envelope(&id, kind, self.at, payload));
        self.at += SECOND;
    }

    fn push_at(&mut self, kind: &str, at: i64, payload: Value) {
        let id = format!("REF-{:04}", self.lines.len() + 1);
        self.lines.push(envelope(&id, kind, at, payload));
    }
}

fn envelope(id: &str, kind: &str, at: i64, payload: Value) -> Value {
    let mut line = Map::new();
    for (name, value) in [
        ("id", json!(id)),
        ("source", json!(SOURCE)),
        ("revision", json!(0)),
        ("type", json!(kind)),
        ("centre", json!(CENTRE)),
        ("occurred_at", json!(instant_text(at))),
        ("payload", payload),
    ] {
        line.insert(name.to_owned(), value);
    }
    Value::Object(line)
}

fn opening(from: &str, to: &str, is_open_on_saturday: bool) -> Value {
    let mut hours: Vec<Value> = (1..=5).map(|weekday| json!({"weekday": weekday, "from": from, "to": to})).collect();
    if is_open_on_saturday {
        hours.push(json!({"weekday": 6, "from": from, "to": "12:00"}));
    }
    Value::Array(hours)
}

fn item_payload(district: &District, item: &Item, version: i64, promised: i64, from: Day) -> Value {
    let links: Vec<Value> = item
        .links
        .iter()
        .map(|link| {
            json!({
                "link_code": link.code, "link_name": link.name, "link_kind": link.kind, "mandatory": link.mandatory,
                "limit_wd": link.limit, "after": link.after,
            })
        })
        .collect();
    let materials: Vec<Value> = item
        .materials
        .iter()
        .map(|material| {
            json!({
                "material_code": material.code, "material_name": material.name, "required": material.required,
                "situations": material.situations, "tolerable": material.tolerable, "shareable": material.shareable,
            })
        })
        .collect();
    let mut payload = json!({
        "item_impl_code": item.impl_code, "item_version": version, "item_base_code": item.base_code,
        "item_handle_codes": item.handle_codes, "item_name": item.name, "item_type": item.item_type,
        "dept_code": district.departments[item.dept].code, "case_type": item.case_type,
        "promised_days": promised, "promised_unit": item.unit, "statutory_days": item.statutory, "statutory_unit": item.unit,
        "is_joint": item.has(Trait::Joint), "auto_approval": item.has(Trait::Automatic), "is_fee": item.has(Trait::Fee),
        "result_type": item.result_type, "online": item.case_type == 2, "links": links, "materials": materials,
        "valid_from": date_text(from),
    });
    if item.case_type == 2 {
        payload["benchmarks"] = json!([{"situation_code": "S1", "measure": "licence_years", "min": 1, "max": 5}]);
    }
    if item.has(Trait::Fee) {
        payload["fee_items"] = json!([{"fee_item": "工本费", "standard_fen": 1000}, {"fee_item": "登记费", "standard_fen": 8000}]);
    }
    if item.has(Trait::OnePost) {
        payload["separate_posts"] = json!(false);
    }
    if let Some(specials) = &item.specials {
        let list = specials.iter().map(|(kind, limit, suspends)| {
            let mut special = json!({"special_kind": kind, "suspends": suspends});
            if let Some(limit) = limit {
                special["limit_days"] = json!(limit);
            }
            special
        });
        payload["specials"] = Value::Array(list.collect());
    }
    payload
}

/// Days between the two years of supervision and the first case: a small share of alerts begins before supervision does.
pub const DAYS_BEFORE_SUPERVISION: i64 = 14;

/// When supervision starts: two years before now, at local midnight.
pub fn supervision_start(now: i64) -> i64 {
    midnight(crate::calendar::day_of(now - 730 * DAY))
}
