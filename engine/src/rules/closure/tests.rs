//! Until when answers stand, on rules whose instants can be told by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Condition, Moment, walked_by_day, walked_too_often};
use crate::calendar::CalendarBook;
use crate::rules::law::relation;
use crate::rules::tree::{Builder, Helpers, Node, fold};
use crate::schema::{Row, Slot};
use crate::script::{self, Ty, Value};
use crate::time::{Micros, Zone, parse_rfc3339};

fn at(text: &str) -> Micros {
    parse_rfc3339(&format!("{text}:00+08:00")).expect(text).0
}

fn tree(body: &str) -> Node {
    let params = BTreeMap::from([("DAYS".to_owned(), Value::Int(5))]);
    let (source, functions) = script::read("t.rhai", &format!("fn when(row) {{ {body} }}"), &["DAYS"]).expect(body);
    let helpers = Helpers::default();
    fold(
        Builder::new(source, &relation, &params, &helpers)
            .function(&functions[0], relation("thing").expect("known"), Ty::Bool)
            .expect(body),
    )
}

/// Received on Friday 27 September 2024 at 10:00; `up` counts working days since, `down` = 3 - up; `soon` is one hour ahead.
struct Received;

impl Row for Received {
    fn get(&self, slot: usize) -> Slot<'_> {
        match relation("thing").expect("known").columns[slot].name {
            "t" => Slot::Ts(at("2024-09-27T10:00")),
            "soon" => Slot::Ts(at("2024-09-27T13:00")),
            "up" => Slot::Int(0),
            "down" => Slot::Int(3),
            "flag" => Slot::Bool(false),
            "a" => Slot::Int(2),
            _ => Slot::Null,
        }
    }

    fn reach(&self, slot: usize, value: i64) -> Option<Micros> {
        let calendar = CalendarBook::china().as_known(i64::MAX);
        let zone = Zone::china();
        let days = match relation("thing").expect("known").columns[slot].name {
            "up" => value,
            "down" => 3 - value,
            _ => return None,
        };
        Some(if days <= 0 { at("2024-09-27T10:00") } else { zone.midnight(calendar.due(zone.day_of(at("2024-09-27T10:00")), days)) })
    }
}

#[test]
fn an_answer_stands_until_the_instant_that_arithmetic_gives() {
    let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
    let never = None;
    // Working days after 27 September 2024: 29, 30 September, 8, 9, 10, 11, 12, 14 October.
    let cases: [(&str, Option<&str>); 22] = [
        ("minutes_since(row.t) >= 130", Some("2024-09-27T12:10")),
        ("hours_since(row.t) > 2", Some("2024-09-27T13:00")),
        ("passed(row.soon)", Some("2024-09-27T13:00")),
        ("passed(row.t)", never),
        ("passed(after_hours(row.t, 24))", Some("2024-09-28T10:00")),
        ("row.up > DAYS", Some("2024-10-11T00:00")),
        ("row.up >= DAYS", Some("2024-10-10T00:00")),
        ("row.up < 0", never),
        ("row.up == 2", Some("2024-09-30T00:00")),
        ("row.up * 100 >= (row.a + 3) * 90", Some("2024-10-10T00:00")),
        ("DAYS < row.up", Some("2024-10-11T00:00")),
        ("row.down < 0", Some("2024-10-09T00:00")),
        ("-row.down > -1", Some("2024-10-08T00:00")),
        ("row.down in 0..=1", Some("2024-09-30T00:00")),
        ("wd_since(row.t) > DAYS", Some("2024-10-11T00:00")),
        ("days_since(row.t) > 2", Some("2024-09-30T00:00")),
        ("wd_since(row.u) > DAYS", never),
        ("row.flag && row.up > 0", never),
        ("row.up > 0 && row.flag", Some("2024-09-29T00:00")),
        ("let left = row.down; left == 1 || left == 0", Some("2024-09-30T00:00")),
        // No inverse: each change of the value counts.
        ("row.up * row.up > 3", Some("2024-09-29T00:00")),
        ("row.up + row.down > 3", Some("2024-09-29T00:00")),
    ];
    for (body, expected) in cases {
        let mut moment = Moment::new(at("2024-09-27T12:00"), &zone, &calendar);
        Condition::new(&tree(body)).holds(&Received, &mut moment).expect(body);
        assert_eq!(
            moment.valid_until,
            expected.map_or(Micros::MAX, at),
            "{body}: until {}",
            zone.format(moment.valid_until.min(at("2099-01-01T00:00")))
        );
    }
}

#[test]
fn uses_without_an_inverse_are_told() {
    for (body, stepped) in [
        ("row.up > DAYS && passed(row.soon)", false),
        ("row.down + DAYS <= row.a", false),
        ("wd_since(row.t) * 2 > DAYS", false),
        ("row.up * row.up > 3", true),
        ("row.up + row.down > 3", true),
        ("row.parts.some(|p| p.used > 1)", false),
        ("row.parts.some(|p| p.used > row.up)", true),
        ("wd_since(row.t) > row.up", true),
    ] {
        assert_eq!(walked_by_day(&tree(body)).is_some(), stepped, "{body}");
    }
    for (body, too_often) in [
        ("minutes_since(row.t) > DAYS * row.a", false),
        ("hours_since(row.t) in 2..=5", false),
        ("minutes_since(row.t) > minutes_since(row.u)", true),
        ("minutes_since(row.soon) > 3", true),
        ("minutes_since(row.t) * row.up > 3", true),
        ("row.up * row.up > 3", false),
    ] {
        assert_eq!(walked_too_often(&tree(body)).is_some(), too_often, "{body}");
    }
}
