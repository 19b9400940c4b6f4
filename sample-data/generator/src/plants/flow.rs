//! The order and the form of handling: F01 to F07, F09, F12.

use serde_json::json;

use super::Kind;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, day_of, due, instant_text};
use crate::district::Trait;
use crate::draft::{Draft, Event};
use crate::maker::{Around, Course, Maker};

fn around(variant: u64, kind: Kind) -> Around {
    match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    }
}

fn is_link(event: &Event, kind: &str, code: &str) -> bool {
    event.kind == kind && event.payload.get("link_code").and_then(serde_json::Value::as_str) == Some(code)
}

/// F01: finished with a mandatory link missing.
pub fn f01<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|item| item.gives_licence());
    match (kind, variant % 4) {
        (Kind::Hit, 1) => draft.drop_link("JD"),
        (Kind::Hit, 2) => draft.drop_link("SL"),
        (Kind::Hit, _) => draft.drop_link("SC"),
        (Kind::Twin, 0) => draft.drop_link("ZZ"),
        (Kind::Twin, 1) => draft.events.retain(|event| !is_link(event, "link_started", "SC")),
        (Kind::Twin, 2) => {
            for event in draft.events.iter_mut().filter(|event| is_link(event, "link_ended", "SC") || is_link(event, "link_started", "SC"))
            {
                event.entered_at = Some(event.at + 20 * DAY);
                event.by_hand = true;
            }
        }
        (Kind::Twin, _) => {
            draft.drop_link("SC");
            draft.change("finished", |event| {
                event.payload.insert("result_code".to_owned(), json!("forwarded"));
                event.payload.shift_remove("licence_no");
            });
        }
    }
    vec![draft]
}

/// F02: a link begun before the links it follows.
pub fn f02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(if variant % 3 == 2 { 10 } else { 5 }, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let decided = maker.quick_decision(item, day);
    let mut draft = maker.clean(item, day, decided);
    let ended = |draft: &Draft<'_>, code: &str| draft.events.iter().find(|event| is_link(event, "link_ended", code)).map(|event| event.at);
    match (kind, variant % 3) {
        (Kind::Hit, 1) => {
            let first = ended(&draft, "SL").unwrap_or(decided);
            move_start(&mut draft, "SC", first - SECOND);
        }
        (Kind::Hit, _) => {
            let review = ended(&draft, "SC").unwrap_or(decided);
            move_start(&mut draft, "JD", review - MINUTE);
        }
        // The moment the one ends, the other may begin.
        (Kind::Twin, 0) => {
            let review = ended(&draft, "SC").unwrap_or(decided);
            move_start(&mut draft, "JD", review);
        }
        (Kind::Twin, 1) => {
            let review = ended(&draft, "SC").unwrap_or(decided);
            move_start(&mut draft, "JD", review);
            draft.events.iter_mut().filter(|event| is_link(event, "link_started", "JD")).for_each(|event| event.revision = 1);
            let wrong = draft.events.iter().find(|event| is_link(event, "link_started", "JD")).cloned();
            draft.superseded.extend(wrong.map(|wrong| Event { at: wrong.at - 3 * HOUR, revision: 0, ..wrong }));
        }
        // A second review still runs, but one of the two has ended.
        (Kind::Twin, _) => {
            let review = ended(&draft, "SC").unwrap_or(decided);
            draft.link("FH", review + SECOND, decided);
        }
    }
    vec![draft]
}

fn move_start(draft: &mut Draft<'_>, code: &str, at: i64) {
    draft.events.iter_mut().filter(|event| is_link(event, "link_started", code)).for_each(|event| event.at = at);
}

/// F03: finished with a result, never accepted.
pub fn f03<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|item| item.gives_licence());
    match (kind, variant % 3) {
        (Kind::Hit, 1) => {
            // Accepted on paper afterwards.
            let finished = draft.events.iter().find(|event| event.kind == "finished").map_or(0, |event| event.at);
            draft.change("accepted", |event| event.at = finished + 40 * SECOND);
        }
        (Kind::Hit, _) => draft.drop_all("accepted"),
        (Kind::Twin, 0) => draft.change("accepted", |event| {
            event.entered_at = Some(event.at + 15 * DAY);
            event.by_hand = true;
        }),
        (Kind::Twin, 1) => {
            draft.drop_all("accepted");
            draft.change("finished", |event| {
                event.payload.insert("result_code".to_owned(), json!("other"));
            });
        }
        (Kind::Twin, _) => {
            let finished = draft.events.iter().find(|event| event.kind == "finished").map_or(0, |event| event.at);
            draft.change("accepted", |event| event.at = finished);
        }
    }
    vec![draft]
}

/// F04: times in the wrong order by more than a minute.
pub fn f04<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let by = if kind == Kind::Hit { maker.random.between(61, 600) } else { maker.random.between(40, 60) } * SECOND;
    if variant % 4 == 3 {
        let item = maker.promised_item(8, 20, |item| item.has(Trait::Testing));
        let day = maker.start(Around::Anything, 0);
        let decided = maker.in_hours(due(day, 3));
        let ended = maker.during(due(day, 1), (14, 0), (15, 0));
        let mut draft = maker.draft(item, day);
        let course = maker.course(day, decided);
        maker.handle(&mut draft, course, &[("testing", ended - HOUR, ended)]);
        draft.change("special_started", |event| {
            event.at = ended + by;
            event.payload.insert("notice_at".to_owned(), json!(instant_text(event.at + HOUR)));
        });
        maker.conclude(&mut draft, decided);
        return vec![draft];
    }
    let mut draft = maker.plain(|_| true);
    let time_of = |draft: &Draft<'_>, kind: &str| draft.events.iter().find(|event| event.kind == kind).map_or(0, |event| event.at);
    match variant % 4 {
        0 => {
            let accepted = time_of(&draft, "accepted");
            draft.change("received", |event| {
                event.payload.insert("applied_at".to_owned(), json!(instant_text(accepted + by)));
            });
        }
        1 => {
            let finished = time_of(&draft, "finished");
            draft.change("accepted", |event| event.at = finished + by);
        }
        _ => {
            // Kept as one row with its own start, which is wrong.
            draft.events.retain(|event| !is_link(event, "link_started", "SC"));
            for event in draft.events.iter_mut().filter(|event| is_link(event, "link_ended", "SC")) {
                event.payload.insert("link_start".to_owned(), json!(instant_text(event.at + by)));
            }
        }
    }
    vec![draft]
}

/// F05: told what is missing after more than five working days.
pub fn f05<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 3;
    let item = maker.promised_item(10, 20, |_| true);
    let day = maker.start(around(variant, kind), 6);
    let mut draft = maker.draft(item, day);
    let received = maker.during(day, (9, 0), (11, 0));
    let asked = match (kind, variant) {
        (Kind::Hit, _) => maker.in_hours(due(day, 6)),
        (Kind::Twin, _) => maker.last_minute(due(day, 6) - 1),
    };
    let answered = maker.later(asked, 2);
    let accepted = answered + 25 * MINUTE;
    let decided = maker.later(accepted, 1);
    draft.received(received);
    draft.materials(received + MINUTE);
    draft.supplement(1, asked);
    if kind == Kind::Twin && variant == 2 {
        draft.change("supplement_requested", |event| {
            event.entered_at = Some(event.at + 3 * DAY);
            event.by_hand = true;
        });
    }
    draft.supplemented(1, answered, true);
    maker.process(&mut draft, Course { received, accepted, decided }, &[]);
    maker.conclude(&mut draft, decided);
    vec![draft]
}

/// F06: told twice.
pub fn f06<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let mut draft = maker.draft(item, day);
    let received = maker.during(day, (9, 0), (11, 0));
    draft.received(received);
    draft.materials(received + MINUTE);
    let first = received + 40 * MINUTE;
    draft.supplement(1, first);
    let answered = maker.in_hours(due(day, 2));
    let again = answered + 30 * MINUTE;
    match (kind, variant % 2) {
        (Kind::Hit, _) => {
            draft.supplemented(1, answered, false);
            draft.supplement(2, again);
            let second = maker.in_hours(due(day, 3));
            draft.supplemented(2, second, true);
        }
        (Kind::Twin, 0) => {
            draft.supplemented(1, answered, false);
            draft.supplement(2, again);
            draft.void_last(DAY);
            let second = maker.in_hours(due(day, 3));
            draft.supplemented(1, second, true);
        }
        (Kind::Twin, _) => {
            draft.supplemented(1, answered, true);
        }
    }
    let accepted = maker.during(due(day, 4), (9, 0), (11, 0));
    let decided = maker.later(accepted, 2);
    maker.process(&mut draft, Course { received, accepted, decided }, &[]);
    maker.conclude(&mut draft, decided);
    vec![draft]
}

/// F07: a special procedure without ground or notice.
pub fn f07<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item =
        maker.promised_item(8, 20, |item| item.has(Trait::Testing) || (variant == 2 && kind == Kind::Twin && item.specials.is_none()));
    let start_day = maker.start(around(variant, kind), 2);
    let day = start_day - 1;
    let day = if crate::calendar::is_working(day) { day } else { start_day };
    let start = maker.during(start_day, (14, 0), (15, 0));
    let end = maker.in_hours(due(start_day, 3));
    let decided = maker.later(end, 1);
    let mut draft = maker.draft(item, day);
    let procedure = match (kind, variant) {
        (Kind::Hit, 2) => "tender",
        _ => "testing",
    };
    let course = maker.course(day, decided);
    maker.handle(&mut draft, course, &[(procedure, start, end)]);
    let (on_time, late) = (maker.last_minute(due(start_day, 2) - 1), maker.in_hours(due(start_day, 2)));
    draft.change("special_started", |event| match (kind, variant) {
        (Kind::Hit, 0) => {
            event.payload.shift_remove("special_reason");
        }
        (Kind::Hit, 1) => {
            event.payload.insert("notice_at".to_owned(), json!(instant_text(late)));
        }
        (Kind::Hit, 3) => {
            event.payload.shift_remove("notice_at");
            event.payload.shift_remove("notice_no");
        }
        (Kind::Twin, 0 | 1) => {
            event.payload.insert("notice_at".to_owned(), json!(instant_text(on_time)));
        }
        _ => {}
    });
    if kind == Kind::Twin && variant == 3 {
        draft.corrected("special_started", DAY, |event| {
            event.payload.shift_remove("special_reason");
        });
    }
    maker.conclude(&mut draft, decided);
    vec![draft]
}

/// F09: a special procedure begun when hardly any time is left.
pub fn f09<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 3;
    let item = maker.promised_item(5, 12, |item| item.has(Trait::Testing) || item.specials.is_none());
    let day = maker.start(around(variant, kind), item.promised - 1);
    let first = due(day, item.promised - 1);
    let is_extended = kind == Kind::Twin && variant == 2;
    let start = if kind == Kind::Hit || is_extended { maker.during(first, (14, 0), (15, 0)) } else { maker.last_minute(first - 1) };
    let end = maker.in_hours(due(day_of(start), 4));
    let decided = maker.during(due(day_of(end), i64::from(day_of(end) == first)), (16, 50), (17, 0)).max(end + HOUR);
    let mut draft = maker.draft(item, day);
    draft.link_limit = Some(60);
    let course = maker.course(day, decided);
    maker.handle(&mut draft, course, &[("testing", start, end)]);
    if is_extended {
        draft.extended(start - 10 * MINUTE, 5);
    }
    maker.conclude(&mut draft, decided);
    vec![draft]
}

/// F12: accepted and approved by one person.
pub fn f12<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = if kind == Kind::Hit { 0 } else { variant % 4 };
    let item = match variant {
        0 => maker.promised_item(5, 20, |_| true),
        1 => maker.item(|item| item.case_type == 2 && item.has(Trait::OnePost)),
        2 => maker.item(|item| item.case_type == 2 && item.has(Trait::Automatic)),
        _ => maker.promised_item(5, 20, |_| true),
    };
    let day = maker.start(Around::Anything, 0);
    let decided = maker.quick_decision(item, day);
    let mut draft = maker.draft(item, day);
    match (kind, variant) {
        (Kind::Hit, _) | (Kind::Twin, 1) => draft.staff.decider = draft.staff.acceptor.clone(),
        (Kind::Twin, 2) => {
            draft.staff.acceptor = "SYS01".to_owned();
            draft.staff.decider = "SYS01".to_owned();
        }
        _ => {}
    }
    let course = maker.course(day, decided);
    maker.handle(&mut draft, course, &[]);
    maker.conclude(&mut draft, decided);
    if kind == Kind::Twin && variant == 2 {
        for event in draft.events.iter_mut().filter(|event| event.actor.as_deref() == Some("SYS01")) {
            event.is_system = true;
        }
    }
    if kind == Kind::Twin && matches!(variant, 0 | 3) {
        // First entered under the acceptor's name.
        let acceptor = draft.staff.acceptor.clone();
        draft.corrected("decided", DAY, |event| event.actor = Some(acceptor));
    }
    vec![draft]
}
