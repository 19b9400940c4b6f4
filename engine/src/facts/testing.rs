//! Cases for the tests of the fact store: made of a number and a variant, the same every time.

use serde_json::{Value, json};

use super::relations::Moment;
use super::store::{Chunk, ChunkBuilder};
use crate::calendar::{CalendarBook, OpeningHours};
use crate::case::event::Event;
use crate::case::fold::counted;
use crate::case::state::Case;
use crate::case::world::{ClockSettings, World};
use crate::sym::Sym;
use crate::time::{DAY, HOUR, Micros, Zone, format_utc, parse_rfc3339};

pub(super) fn at(text: &str) -> Micros {
    parse_rfc3339(text).map(|(at, _)| at).expect(text)
}

pub(crate) fn now() -> Micros {
    at("2025-06-30T18:00:00+08:00")
}

pub(super) fn world() -> World {
    World::new(Sym::new("wanshan"), Zone::china(), &CalendarBook::china(), OpeningHours::default(), ClockSettings::default())
}

pub(crate) fn event(id: &str, kind: &str, case_no: Option<&str>, occurred_at: Micros, payload: Value) -> Event {
    let body = json!({
        "id": id, "source": "test", "type": kind, "centre": "wanshan", "case_no": case_no, "occurred_at": format_utc(occurred_at),
        "actor_id": format!("P{}", id.len() % 7), "dept_code": "D01", "payload": payload,
        "attributes": if kind == "submitted" && !id.ends_with('0') { json!({ "ward": id, "open": true, "count": id.len() }) } else { json!({}) },
    });
    Event::read(&body.to_string()).expect("well-formed")
}

/// The number of the case with a number.
pub(super) fn case_no(number: u64) -> String {
    format!("C{number:06}")
}

/// A case in one of many variants: different links, a special, supplements, materials, fees, a licence, ratings, or next to nothing.
pub(super) fn case(number: u64, variant: u64, world: &World) -> Case {
    let no = case_no(number);
    let start = at("2025-01-06T09:00:00+08:00") + (number % 100) as Micros * DAY + (variant % 5) as Micros * HOUR + variant as Micros % 3;
    let mut events = Vec::new();
    let mut add = |name: &str, kind: &str, hours: Micros, payload: Value| {
        events.push(event(&format!("{no}/{name}"), kind, Some(&no), start + hours * HOUR, payload));
    };
    let key = format!("{:032x}", u128::from(number % 13) << 100 | u128::from(variant));
    if variant % 7 != 6 {
        let basics = json!({
            "item_impl_code": format!("I{:02}", number % 17), "item_name": format!("事项{}", number % 17), "case_type": 2, "channel": variant % 4 + 1,
            "applicant_id_no": { "key": key, "mask": "5***1", "valid": !variant.is_multiple_of(3) }, "urgent": variant.is_multiple_of(2),
        });
        add("submitted", "submitted", 0, basics);
    }
    add("received", "received", 1, json!({}));
    if variant % 5 != 4 {
        add("accepted", "accepted", 2, json!({ "promised_days": 5 + variant % 10, "statutory_days": 20 }));
    }
    for link in 0..variant % 4 {
        let fields = json!({ "link_seq": link + 1, "link_name": format!("环节{link}"), "link_code": format!("L{link}") });
        add(&format!("started{link}"), "link_started", 3 + 10 * link as Micros, fields);
        let fields = json!({ "link_seq": link + 1, "link_name": format!("环节{link}"), "link_opinion": if number.is_multiple_of(2) { "同意".to_owned() } else { format!("意见 {number}") } });
        add(&format!("ended{link}"), "link_ended", 8 + 10 * link as Micros, fields);
    }
    if variant % 3 == 1 {
        add("special", "special_started", 50, json!({ "special_no": "S1", "special_kind": "hearing", "special_reason": "听证" }));
        add(
            "supplement",
            "supplement_requested",
            51,
            json!({ "notice_no": "N1", "gaps": [{ "material_name": "身份证" }], "reply_due_at": "2025-03-01" }),
        );
        add("fee", "fee_due", 52, json!({ "fee_no": "F1", "amount_fen": number * 100 }));
    }
    if variant % 3 == 2 {
        add("taken", "material_taken", 4, json!({ "material_name": "营业执照", "take_mode": "1" }));
        add("decided", "decided", 60, json!({ "decision": "granted", "reason": format!("理由 {number}") }));
        add("licence", "licence_issued", 61, json!({ "licence_no": format!("L-{no}"), "valid_from": "2025-03-01" }));
        add("finished", "finished", 62, json!({ "result_code": "licence" }));
        add(
            "rated",
            "rated",
            80,
            json!({ "rating_no": format!("R-{no}"), "satisfaction": variant % 5 + 1, "phone": { "key": key, "mask": "1***" } }),
        );
        if variant % 4 == 1 {
            add("reopened", "reopened", 90, json!({ "reason": "证照有误" }));
        }
    }
    counted(&mut events);
    let mut case = Case::new(Sym::new("wanshan"), &no);
    for event in &events {
        case.apply(event, world);
    }
    case
}

/// When a case of the tests must next be looked at.
pub(super) fn next_at(number: u64, variant: u64) -> Option<Micros> {
    variant.is_multiple_of(2).then(|| now() + (number % 10) as Micros * HOUR)
}

/// A chunk of cases, each with its variant.
pub(super) fn chunk(cases: &[(u64, u64)]) -> Chunk {
    let world = world();
    let mut builder = ChunkBuilder::new();
    for (number, variant) in cases {
        let case = case(*number, *variant, &world);
        builder.push(&Moment::new(&case, &world, now()), next_at(*number, *variant));
    }
    builder.finish().expect("fits")
}
