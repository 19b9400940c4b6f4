//! Before acceptance, exits, ratings and what happens beside a case: T07, T12, T15, T16, E01, E03a, Q02, Q05, X09, X10.

use serde_json::json;

use super::Kind;
use super::parts::set;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, date_text, day_of, due, midnight};
use crate::draft::Draft;
use crate::maker::{Around, Course, Maker};

fn time_of(draft: &Draft<'_>, kind: &str) -> i64 {
    draft.events.iter().find(|event| event.kind == kind).map_or(0, |event| event.at)
}

/// From a receipt on, a clean case.
fn go_on<'d>(maker: &mut Maker<'d>, draft: &mut Draft<'d>, received: i64) {
    draft.received(received);
    draft.materials(received + MINUTE);
    let accepted = received + 30 * MINUTE;
    let decided = maker.quick_decision(draft.item, day_of(received));
    let course = Course { received, accepted, decided: decided.max(accepted + HOUR) };
    maker.process(draft, course, &[]);
    maker.conclude(draft, course.decided);
}

/// T07: no pre-review on the working day after the application; twins have it in that day's last minute.
pub fn t07<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let day = maker.start(Around::Anything, 2);
    let item = maker.promised_item(8, 20, |_| true);
    let mut draft = maker.draft(item, day);
    draft.channel = 2;
    let submitted = maker.in_hours(day);
    draft.submitted(submitted);
    let received = if kind == Kind::Hit { maker.in_hours(due(day, 2)) } else { maker.last_minute(due(day, 2) - 1) };
    go_on(maker, &mut draft, received);
    vec![draft]
}

/// T12: the licence made on the fourth working day after the decision; twins in the last minute before.
pub fn t12<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(crate::district::Item::gives_licence);
    let first = due(day_of(time_of(&draft, "decided")), 4);
    draft.drop_link("ZZ");
    let issued = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    draft.change("licence_issued", |event| event.at = issued);
    draft.change("finished", |event| event.at = issued + 30 * SECOND);
    draft.change("delivered", |event| event.at = issued + DAY);
    vec![draft]
}

/// T15: a question answered on the fourth working day; twins in the last minute of the third.
pub fn t15<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let asked = time_of(&draft, "received") - 20 * DAY;
    let first = due(day_of(asked), 4);
    let answered = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    let number = format!("ZX{}", draft.case_no);
    let actor = draft.staff.acceptor.clone();
    draft.add("consultation_step", asked, None, json!({"consultation_no": number, "step": "asked", "topic": "办理条件"}));
    draft.add("consultation_step", answered, Some(&actor), json!({"consultation_no": number, "step": "answered"}));
    vec![draft]
}

/// T16: a complaint answered after its date; twins on its last second.
pub fn t16<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let registered = time_of(&draft, "decided") + HOUR;
    let has_date = variant.is_multiple_of(2);
    let last = if has_date { due(day_of(registered), 5) } else { due(day_of(registered), 11) - 1 };
    let replied = if kind == Kind::Hit { maker.in_hours(due(last, 1)) } else { midnight(last + 1) - SECOND };
    let number = format!("TS{}", draft.case_no);
    let dept = draft.district.departments[draft.item.dept].code.clone();
    let due_at = has_date.then(|| date_text(last));
    let first = json!({"complaint_no": number, "step": "registered", "complaint_kind": "service", "against_dept": dept, "due_at": due_at});
    draft.add("complaint_step", registered, None, first);
    draft.add("complaint_step", replied, None, json!({"complaint_no": number, "step": "replied", "finding": "partly"}));
    vec![draft]
}

/// Q05: a rejected report repaired on the second working day; twins in the last minute of the first.
pub fn q05<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let sent = time_of(&draft, "accepted") + 2 * HOUR;
    let first = due(day_of(sent), 2);
    let repaired = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    let step = |step: &str, reason: Option<&str>| json!({"row_guid": format!("SB{}", draft.case_no), "stream": "acceptance", "version": 1, "step": step, "reason_code": reason});
    let steps = [(sent, step("sent", None)), (sent + MINUTE, step("rejected", Some("E12"))), (repaired, step("repaired", None))];
    for (at, payload) in steps {
        draft.add("report_step", at, None, payload);
    }
    vec![draft]
}

/// E01: nobody called the rater on the working day after a bad rating; twins call in that day's last minute.
pub fn e01<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let rated = time_of(&draft, "delivered") + 20 * MINUTE;
    draft.rated(rated, 5);
    let first = due(day_of(rated), 2);
    let contacted = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    draft.rating_step(contacted, "contacted", None);
    draft.rating_step(contacted + HOUR, "closed", None);
    vec![draft]
}

/// E03a: rated from a telephone of the staff, or before the service.
pub fn e03a<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let rated = time_of(&draft, "delivered") + 20 * MINUTE;
    draft.rated(rated, 1);
    match (kind, variant % 2) {
        (Kind::Hit, 0) => {
            let phone = maker.district.people[draft.item.dept * 6].phone.clone();
            set(&mut draft, "rated", "phone", json!(phone));
        }
        (Kind::Hit, _) => draft.change("service_done", |event| event.at = rated + MINUTE),
        (Kind::Twin, _) => draft.change("service_done", |event| event.at = rated),
    }
    vec![draft]
}

/// X09: returned on the day on which the promise runs out; twins three days before.
pub fn x09<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 12, |_| true);
    let day = maker.start(Around::Anything, 0);
    let mut draft = maker.draft(item, day);
    let course = maker.course(day, 0);
    draft.received(course.received);
    draft.materials(course.received + MINUTE);
    draft.accepted(course.accepted);
    draft.link("SL", course.accepted, course.accepted + 3 * MINUTE);
    let returned = maker.in_hours(due(day, item.promised - if kind == Kind::Hit { 0 } else { 3 }));
    let actor = draft.staff.acceptor.clone();
    draft.add("returned", returned, Some(&actor), json!({"reason": "申请内容与实际情况不符，退回。"}));
    vec![draft]
}

/// X10: returned at pre-review three times; twins twice.
pub fn x10<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let day = maker.start(Around::Anything, 0);
    let item = maker.promised_item(6, 20, |_| true);
    let mut draft = maker.draft(item, day);
    draft.channel = 2;
    let first = maker.during(day, (9, 0), (9, 30));
    let actor = draft.staff.acceptor.clone();
    draft.submitted(first);
    for round in 0..(if kind == Kind::Hit { 3 } else { 2 }) {
        let at = first + round * 20 * MINUTE;
        draft.add("pre_returned", at + 10 * MINUTE, Some(&actor), json!({"reason": "照片不清晰，请重新上传。"}));
        draft.add("submitted", at + 20 * MINUTE, None, json!({}));
    }
    go_on(maker, &mut draft, first + 2 * HOUR);
    vec![draft]
}

/// Q02: a code that is in no list; twins use another one of the list.
pub fn q02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let (field, value) = match (kind, variant % 3) {
        (Kind::Hit, 0) => ("channel", json!(7)),
        (Kind::Hit, 1) => ("item_version", json!(9)),
        (Kind::Hit, _) => ("region_code", json!("520699")),
        (Kind::Twin, _) => ("channel", json!(9)),
    };
    set(&mut draft, "received", field, value);
    vec![draft]
}
