//! Receipt, immediate cases, special procedures, extensions, delivery: T06, T08 to T11, T13.

use serde_json::json;

use super::Kind;
use crate::calendar::{DAY, Day, HOUR, MINUTE, SECOND, at, day_of, due, is_working, midnight, weekday};
use crate::district::Trait;
use crate::draft::Draft;
use crate::maker::{Around, Course, Maker};

fn around(variant: u64, kind: Kind) -> Around {
    match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    }
}

/// T06: received and not answered for more than five working days.
pub fn t06<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item = maker.promised_item(12, 20, |_| true);
    let day = maker.start(around(variant, kind), 6);
    let mut draft = maker.draft(item, day);
    let received = maker.during(day, (9, 0), (11, 0));
    let first = due(day, 6);
    draft.received(received);
    draft.materials(received + MINUTE);
    if kind == Kind::Hit && variant == 3 {
        let withdrawn = maker.in_hours(due(day, 9));
        draft.add("withdrawn", withdrawn, None, json!({"reason": "申请人撤回申请"}));
        return vec![draft];
    }
    let accepted = match (kind, variant) {
        (Kind::Hit, _) => maker.in_hours(due(first, i64::from(variant == 2))),
        (Kind::Twin, 2) => {
            let (asked, answered) = (maker.in_hours(due(day, 3)), maker.in_hours(due(day, 5)));
            draft.supplement(1, asked);
            draft.supplemented(1, answered, true);
            maker.in_hours(due(day, 9))
        }
        (Kind::Twin, 3) => maker.in_hours(due(day, 5)),
        (Kind::Twin, _) => maker.last_minute(first - 1),
    };
    let decided = maker.later(accepted, 1);
    maker.process(&mut draft, Course { received, accepted, decided }, &[]);
    if kind == Kind::Twin && variant == 3 {
        draft.change("accepted", |event| {
            event.entered_at = Some(event.at + 12 * DAY);
            event.by_hand = true;
        });
    }
    maker.conclude(&mut draft, decided);
    vec![draft]
}

/// Closing time of the draft's window, else of its department, else 17:00, in microseconds of the day.
fn closing(draft: &Draft<'_>, day: Day) -> i64 {
    let window = &draft.district.windows[draft.window];
    let closing = match (window.closing, weekday(day)) {
        (Some(closing), 1..=5) => Some(closing),
        (Some(_), 6) if window.is_open_on_saturday => Some("12:00"),
        (_, 1..=5) => draft.district.departments[draft.item.dept].closing,
        _ => None,
    };
    let (hour, minute) = closing.and_then(|text| text.split_once(':')).unwrap_or(("17", "00"));
    hour.parse().unwrap_or(17) * HOUR + minute.parse().unwrap_or(0) * MINUTE
}

/// T08: an immediate case not finished by the end of its day.
pub fn t08<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item = maker.item(|item| item.case_type == 1);
    let mut day = maker.start(if variant == 2 { Around::Holiday } else { Around::Anything }, 1);
    let mut draft = maker.draft(item, day);
    let (received, decided) = match (kind, variant) {
        // On the minute of closing it is still that day's.
        (Kind::Hit, 1) => (midnight(day) + closing(&draft, day), at(due(day, 1), 9, 40)),
        (Kind::Hit, 2) => (at(day, 11, 10), at(due(day, 1), 9, 10)),
        // After closing the next working day is given, which is not kept either.
        (Kind::Hit, 3) => (midnight(day) + closing(&draft, day) + 10 * SECOND, at(due(day, 2), 9, 30)),
        (Kind::Hit, _) => (at(day, 10, 5), midnight(day + 1) + 20 * SECOND),
        (Kind::Twin, 0) => (at(day, 15, 0), at(day, 23, 57) + 30 * SECOND),
        (Kind::Twin, 3) => {
            while is_working(day) {
                day += 1;
            }
            (at(day, 10, 0), at(due(day, 1), 16, 0))
        }
        (Kind::Twin, _) => (midnight(day) + closing(&draft, day) + SECOND, at(due(day, 1), 23, 57)),
    };
    maker.sitting(&mut draft, received, decided);
    vec![draft]
}

/// T09: a special procedure longer than its limit.
pub fn t09<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let (item, procedure, limit, own) = match variant {
        // A hearing of twenty working days by law.
        2 => (maker.promised_item(8, 20, |item| item.has(Trait::Experts)), "hearing", 20, None),
        3 => (maker.promised_item(8, 20, |item| item.specials.is_none()), "testing", 7, Some(7)),
        _ => (maker.promised_item(8, 20, |item| item.has(Trait::Testing)), "testing", 12, None),
    };
    let day = maker.start(around(variant, kind), 1);
    let start_day = if variant == 1 { maker.start(around(variant, kind), limit + 1) } else { due(day, 1) };
    let day = if variant == 1 { previous_working(start_day) } else { day };
    let start = maker.in_hours(start_day);
    // In calendar days the limit is over on the day after its last, whatever day that is.
    let is_calendar = variant == 3;
    let first = if is_calendar { start_day + limit + 1 } else { due(start_day, limit + 1) };
    let end = if kind == Kind::Hit { maker.during(first, (9, 0), (16, 0)) } else { maker.last_minute(first - 1) };
    let decided = maker.later(end, 2);
    let mut draft = maker.draft(item, day);
    draft.link_limit = Some(60);
    let course = maker.course(day, decided);
    maker.handle(&mut draft, course, &[(procedure, start, end)]);
    draft.change("special_started", |event| {
        if let Some(limit) = own {
            event.payload.insert("limit_days".to_owned(), json!(limit));
            event.payload.insert("limit_unit".to_owned(), json!(if is_calendar { "cd" } else { "wd" }));
        }
    });
    maker.conclude(&mut draft, decided);
    vec![draft]
}

fn previous_working(day: Day) -> Day {
    let mut day = day - 1;
    while !is_working(day) {
        day -= 1;
    }
    day
}

/// T10: extended too long, or twice.
pub fn t10<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item = maker.promised_item(6, 20, |item| item.has(Trait::Joint) == (variant == 1));
    let day = maker.start(Around::Anything, 0);
    let decided = maker.in_hours(due(day, 3));
    let mut draft = maker.clean(item, day, decided);
    let asked = maker.in_hours(due(day, 2));
    match (kind, variant) {
        (Kind::Hit, 0 | 3) => {
            draft.extended(asked, 11);
        }
        (Kind::Hit, 1) => {
            draft.extended(asked, 16);
        }
        (Kind::Hit, _) => {
            draft.extended(asked, 3);
            draft.extended(asked + HOUR, 2);
        }
        (Kind::Twin, 0) => {
            draft.extended(asked, 10);
        }
        (Kind::Twin, 1) => {
            draft.extended(asked, 15);
        }
        (Kind::Twin, 2) => {
            draft.extended(asked, 5);
            draft.extended(asked + HOUR, 5);
            draft.void_last(DAY);
        }
        (Kind::Twin, _) => {
            draft.extended(asked, 10);
            draft.corrected("extended", 2 * DAY, |event| {
                event.payload.insert("days".to_owned(), json!(20));
            });
        }
    }
    vec![draft]
}

/// T11: granted and not delivered within ten working days.
pub fn t11<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let without_result = kind == Kind::Twin && variant == 2;
    let item = maker.promised_item(5, 20, |item| (item.result_type == "99") == without_result);
    let decision_day = maker.start(around(variant, kind), 11);
    let day = previous_working(decision_day);
    let decided = maker.in_hours(decision_day);
    let mut draft = maker.clean(item, day, decided);
    let first = due(decision_day, 11);
    let delivered = match (kind, variant) {
        (Kind::Hit, 2) | (Kind::Twin, 2) => None,
        (Kind::Hit, _) => {
            let late = maker.random.between(0, 4);
            Some(maker.in_hours(due(first, late)))
        }
        (Kind::Twin, _) => Some(maker.last_minute(first - 1)),
    };
    match delivered {
        Some(delivered) => draft.change("delivered", |event| {
            event.at = delivered;
            if kind == Kind::Twin && variant == 3 {
                event.entered_at = Some(delivered + 9 * DAY);
                event.by_hand = true;
            }
        }),
        None => draft.drop_all("delivered"),
    }
    vec![draft]
}

/// T13: waiting or suspended for more than sixty calendar days.
pub fn t13<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 3;
    let item = maker.promised_item(8, 20, |item| match variant {
        0 => true,
        1 => item.has(Trait::Experts),
        _ => item.has(Trait::Hold),
    });
    let day = maker.start(Around::Anything, 0);
    let mut draft = maker.draft(item, day);
    draft.link_limit = Some(60);
    let start = maker.in_hours(if variant == 0 { due(day, 2) } else { due(day, 1) });
    let last = day_of(start) + 60;
    let end = if kind == Kind::Hit { maker.in_hours(last + 1) } else { maker.last_minute(last) };
    let received = maker.during(day, (9, 0), (10, 0));
    let decided = maker.later(end, 2);
    if variant == 0 {
        draft.received(received);
        draft.materials(received + MINUTE);
        draft.supplement(1, start);
        draft.supplemented(1, end, true);
        maker.process(&mut draft, Course { received, accepted: end + 20 * MINUTE, decided }, &[]);
    } else {
        let procedure = if variant == 1 { "expert_review" } else { "hold" };
        maker.handle(&mut draft, Course { received, accepted: received + 30 * MINUTE, decided }, &[(procedure, start, end)]);
        draft.change("special_started", |event| {
            event.payload.insert("limit_days".to_owned(), json!(70));
            event.payload.insert("limit_unit".to_owned(), json!("cd"));
        });
    }
    maker.conclude(&mut draft, decided);
    vec![draft]
}
