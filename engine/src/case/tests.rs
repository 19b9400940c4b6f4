//! The fold and the clock against the worked dates of the domain reference, and the readings of docs/decisions/0002.

use serde_json::{Value, json};

use super::clock::ClockView;
use super::event::Event;
use super::fold::counted;
use super::state::{Case, State};
use super::world::{ClockSettings, World};
use crate::calendar::{CalendarBook, OpeningHours};
use crate::sym::Sym;
use crate::time::{Micros, Zone, parse_rfc3339};

fn at(local: &str) -> Micros {
    let text = if local.len() == 10 { format!("{local}T00:00:00+08:00") } else { format!("{local}:00+08:00") };
    parse_rfc3339(&text).expect(local).0
}

fn world() -> World {
    World::new(Sym::new("wanshan"), Zone::china(), &CalendarBook::china(), OpeningHours::default(), ClockSettings::default())
}

/// An event of case C1 at a local time.
fn event(local: &str, kind: &str, payload: Value) -> Event {
    let text = if local.len() == 10 { format!("{local}T09:00:00+08:00") } else { format!("{local}:00+08:00") };
    let body = json!({
        "id": format!("{kind}/{local}"), "source": "test", "type": kind, "centre": "wanshan", "case_no": "C1", "occurred_at": text,
        "actor_id": "P1", "payload": payload,
    });
    // As the ledger keeps it, the type stands before the payload.
    Event::read(&body.to_string()).expect("well-formed")
}

fn folded(mut events: Vec<Event>, now: Micros) -> Case {
    let world = world();
    counted(&mut events);
    let mut case = Case::new(Sym::new("wanshan"), "C1");
    for event in events.iter().filter(|event| event.occurred_at <= now) {
        case.apply(event, &world);
    }
    case
}

fn clock(events: Vec<Event>, local: &str) -> ClockView {
    ClockView::at(&folded(events, at(local)), &world(), at(local))
}

fn due_day(view: &ClockView) -> String {
    Zone::china().day_of(view.promised.expect("promised").due_at).to_string()
}

fn accepted(local: &str, days: i64) -> Event {
    event(local, "accepted", json!({ "promised_days": days }))
}

#[test]
fn due_days_jump_over_holidays_and_take_make_up_days_in() {
    for (local, days, due) in
        [("2025-01-24T10:00", 5, "2025-02-07"), ("2025-09-15T10:00", 20, "2025-10-17"), ("2025-09-29T10:00", 5, "2025-10-13")]
    {
        assert_eq!(due_day(&clock(vec![accepted(local, days)], local)), due, "{local} + {days}");
    }
}

#[test]
fn an_expert_review_moves_the_due_day_by_its_working_days() {
    let events = vec![
        accepted("2025-01-24T10:00", 5),
        event("2025-02-05T09:00", "special_started", json!({ "special_no": "S1", "special_kind": "expert_review" })),
        event("2025-02-10T17:00", "special_ended", json!({ "special_no": "S1" })),
    ];
    let view = clock(events, "2025-02-11T09:00");
    assert_eq!((view.suspended, due_day(&view).as_str()), (4, "2025-02-12"));
    assert!(view.on && !view.is_paused);
}

#[test]
fn an_extension_adds_its_days() {
    let events = vec![accepted("2025-09-15T10:00", 20), event("2025-10-10T10:00", "extended", json!({ "days": 10 }))];
    assert_eq!(due_day(&clock(events, "2025-10-10T11:00")), "2025-10-31");
}

#[test]
fn overlapping_suspensions_count_once_and_others_do_not_suspend() {
    let special = |no: &str, kind: &str, from: &str, to: &str| {
        vec![
            event(from, "special_started", json!({ "special_no": no, "special_kind": kind })),
            event(to, "special_ended", json!({ "special_no": no })),
        ]
    };
    let mut events = vec![accepted("2025-03-03T10:00", 10)];
    events.extend(special("S1", "hearing", "2025-03-04T10:00", "2025-03-06T10:00"));
    events.extend(special("S2", "testing", "2025-03-05T10:00", "2025-03-07T10:00"));
    events.extend(special("S3", "publicity", "2025-03-10T10:00", "2025-03-12T10:00"));
    assert_eq!(clock(events, "2025-03-13T10:00").suspended, 3);
}

#[test]
fn silence_after_receipt_counts_as_acceptance_from_the_end_of_the_fifth_working_day() {
    let received = || event("2025-03-03T10:00", "received", json!({}));
    let before = clock(vec![received()], "2025-03-10T23:59");
    assert_eq!((before.start, before.is_deemed), (None, false));
    let after = clock(vec![received()], "2025-03-11");
    assert_eq!((after.start, after.is_deemed), (Some(at("2025-03-03T10:00")), true));
    // A later acceptance changes nothing of that; one in time does.
    let late = clock(vec![received(), accepted("2025-03-11T08:00", 5)], "2025-03-12");
    assert_eq!((late.start, late.is_deemed), (Some(at("2025-03-03T10:00")), true));
    let in_time = clock(vec![received(), accepted("2025-03-10T16:00", 5)], "2025-03-12");
    assert_eq!((in_time.start, in_time.is_deemed), (Some(at("2025-03-10T16:00")), false));
}

#[test]
fn the_time_from_an_end_to_its_reopening_is_suspended() {
    let events = vec![
        accepted("2025-03-03T10:00", 10),
        event("2025-03-05T10:00", "finished", json!({ "result_code": "denied", "deliver_by_post": false })),
        event("2025-03-10T10:00", "reopened", json!({})),
    ];
    let view = clock(events.clone(), "2025-03-11T10:00");
    assert_eq!((view.suspended, view.elapsed, view.stop), (3, Some(3), None));
    let case = folded(events, at("2025-03-11T10:00"));
    assert_eq!((case.state, case.is_open(), case.finished_at), (Some(State::Reviewing), true, None));
}

#[test]
fn a_decision_dated_by_day_stops_the_clock_at_the_end_of_that_day() {
    let mut decided = event("2025-03-05T00:00", "decided", json!({ "decision": "granted" }));
    decided.precision = super::event::Precision::Day;
    let events = vec![accepted("2025-03-03T10:00", 1), decided];
    let case = folded(events.clone(), at("2025-03-05T12:00"));
    assert_eq!(case.next_internal(&world(), at("2025-03-05T12:00")), Some(at("2025-03-06") - 1));
    assert_eq!(clock(events.clone(), "2025-03-05T23:59").stop, None);
    assert_eq!(clock(events, "2025-03-06").stop, Some(at("2025-03-06") - 1));
}

#[test]
fn after_an_end_only_delivery_rating_and_archive_change_the_state() {
    let events = vec![
        event("2025-03-03T10:00", "submitted", json!({})),
        event("2025-03-04T10:00", "withdrawn", json!({ "reason": "x" })),
        event("2025-03-05T10:00", "received", json!({})),
        event("2025-03-06T10:00", "rated", json!({ "rating_no": "R1", "satisfaction": 2 })),
    ];
    assert_eq!(folded(events[..3].to_vec(), at("2025-03-09")).state, Some(State::Withdrawn));
    assert_eq!(folded(events, at("2025-03-09")).state, Some(State::Evaluated));
}

#[test]
fn the_highest_revision_counts_whichever_came_first_and_a_void_counts_not_at_all() {
    let mut first = accepted("2025-03-03T10:00", 5);
    let mut second = accepted("2025-03-03T10:00", 8);
    second.revision = 1;
    for order in [vec![first.clone(), second.clone()], vec![second.clone(), first.clone()]] {
        assert_eq!(folded(order, at("2025-03-04")).promised_days, Some(8));
    }
    first.revision = 2;
    first.is_void = true;
    assert_eq!(folded(vec![second, first], at("2025-03-04")).promised_days, None);
}

#[test]
fn days_left_fall_through_zero_and_know_when_they_will() {
    let events = vec![accepted("2025-03-03T10:00", 5)];
    let view = clock(events.clone(), "2025-03-06T10:00");
    assert_eq!((view.elapsed, view.remaining), (Some(3), Some(2)));
    let case = folded(events.clone(), at("2025-03-06T10:00"));
    for (left, when) in [(1, "2025-03-07"), (0, "2025-03-10"), (-1, "2025-03-11")] {
        assert_eq!(view.remaining_reaches(&case, &world(), at("2025-03-06T10:00"), left), Some(at(when)), "{left}");
        assert_eq!(clock(events.clone(), when).remaining, Some(left));
    }
}

#[test]
fn a_holiday_notice_counts_from_when_it_is_known() {
    let events = vec![accepted("2020-01-17T10:00", 6)];
    assert_eq!(due_day(&clock(events.clone(), "2020-01-25")), "2020-01-31");
    assert_eq!(due_day(&clock(events, "2020-01-28")), "2020-02-03");
}
