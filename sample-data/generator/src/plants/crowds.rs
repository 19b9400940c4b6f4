//! What many cases show together: M08, D01, E03b, E04, E05, I01, I02, I04, X02, X07, X11.

use serde_json::json;

use super::Kind;
use super::parts::set;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, at, civil, date_text, day_of, due, from_civil, instant_text, next_working};
use crate::draft::Draft;
use crate::identity::Applicant;
use crate::maker::{Around, Maker};

fn time_of(draft: &Draft<'_>, kind: &str) -> i64 {
    draft.events.iter().find(|event| event.kind == kind).map_or(0, |event| event.at)
}

/// A clean case of an item that is received on a day.
fn clean_on<'d>(maker: &mut Maker<'d>, item: &'d crate::district::Item, day: i64) -> Draft<'d> {
    let decided = maker.quick_decision(item, day);
    maker.clean(item, day, decided)
}

/// M08: one file of three applicants; twins: the third is the first again.
pub fn m08<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut drafts: Vec<Draft<'d>> = (0..3).map(|_| maker.plain(|_| true)).collect();
    let hash = format!("{:032x}", maker.random.below(u64::MAX));
    if kind == Kind::Twin {
        let number = drafts[0].applicant.id_no.clone();
        let (name, id_type, of_kind) = (drafts[0].applicant.name.clone(), drafts[0].applicant.id_type, drafts[0].applicant.kind);
        for (field, value) in [
            ("applicant_id_no", json!(number)),
            ("applicant_name", json!(name)),
            ("applicant_id_type", json!(id_type)),
            ("applicant_type", json!(of_kind)),
        ] {
            set(&mut drafts[2], "received", field, value);
        }
        set(&mut drafts[2], "licence_issued", "holder_id_no", json!(number));
    }
    for draft in &mut drafts {
        set(draft, "material_taken", "file_hash", json!(hash));
    }
    drafts
}

/// E03b: three ratings from one device within a minute; twins: the third a minute after the first.
pub fn e03b<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut drafts: Vec<Draft<'d>> = (0..3).map(|_| maker.plain(|_| true)).collect();
    let first = drafts.iter().map(|draft| time_of(draft, "delivered")).max().unwrap_or_default() + HOUR;
    let device = format!("PAD-{}", maker.random.below(1_000_000));
    for (place, draft) in drafts.iter_mut().enumerate() {
        let last = if kind == Kind::Hit { 59 } else { 60 };
        draft.rated(first + [0, 25, last][place] * SECOND, 1);
        set(draft, "rated", "device", json!(device));
    }
    drafts
}

/// E04: three bad ratings of an item within a week; twins: the third exactly a week after the first.
pub fn e04<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let mut drafts: Vec<Draft<'d>> = (0..3).map(|_| clean_on(maker, item, day)).collect();
    let first = drafts.iter().map(|draft| time_of(draft, "delivered")).max().unwrap_or_default() + HOUR;
    for (place, draft) in drafts.iter_mut().enumerate() {
        let last = if kind == Kind::Hit { 6 * DAY } else { 7 * DAY };
        let rated = first + [0, 2 * DAY, last][place];
        draft.rated(rated, 5);
        draft.rating_step(rated + MINUTE, "contacted", None);
        draft.rating_step(rated + HOUR, "closed", None);
    }
    drafts
}

/// X07: withdrawn on the last day and applied for again on the next; twins on the fourth day after.
pub fn x07<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 12, |_| true);
    let day = maker.start(Around::Anything, 0);
    let mut first = maker.draft(item, day);
    let course = maker.course(day, 0);
    first.received(course.received);
    first.materials(course.received + MINUTE);
    first.accepted(course.accepted);
    first.link("SL", course.accepted, course.accepted + 3 * MINUTE);
    let withdrawn = maker.in_hours(due(day, item.promised));
    let actor = first.staff.acceptor.clone();
    first.add("withdrawn", withdrawn, Some(&actor), json!({"reason": "申请人主动撤回申请。"}));
    let next = if kind == Kind::Hit { day_of(withdrawn) + 1 } else { day_of(withdrawn) + 4 };
    let mut second = maker.draft(item, next);
    second.applicant = first.applicant.clone();
    super::fake::online(maker, &mut second, at(next, 8, 10));
    vec![first, second]
}

/// X02: ten cases keyed in within ten minutes, days after they were finished; twins: nine.
pub fn x02<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 8, |_| true);
    let day = maker.start(Around::Anything, 0);
    let entered = at(due(day, 20), 18, 0);
    let clerk = maker.district.staff(item.dept, 0).to_owned();
    (0..10)
        .map(|place| {
            let mut draft = clean_on(maker, item, day);
            let is_late = place < 9 || kind == Kind::Hit;
            for event in &mut draft.events {
                if is_late {
                    event.entered_at = Some(entered + place * 50 * SECOND);
                    event.by_hand = true;
                }
            }
            // What was keyed in first is the receipt: by one clerk.
            draft.change("received", |event| event.actor = Some(clerk.clone()));
            draft
        })
        .collect()
}

fn quarter_start(day: i64) -> i64 {
    let (year, month, _) = civil(day);
    from_civil(year, (month - 1) / 3 * 3 + 1, 1).unwrap_or(day)
}

/// I01: ten cases of one applicant with one handler in a quarter; twins: the tenth is another applicant's.
pub fn i01<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 20, |_| true);
    let first = quarter_start(maker.start(Around::Anything, 0));
    let applicant = Applicant::person(&mut maker.random);
    let clerk = maker.district.staff(item.dept, 0).to_owned();
    (0..10)
        .map(|place| {
            let day = next_working(first + 3 + place * 4);
            let mut draft = maker.draft(item, day);
            if kind == Kind::Hit || place < 9 {
                draft.applicant = applicant.clone();
            }
            draft.staff.acceptor.clone_from(&clerk);
            let decided = maker.quick_decision(item, day);
            let course = maker.course(day, decided);
            maker.handle(&mut draft, course, &[]);
            maker.conclude(&mut draft, decided);
            draft
        })
        .collect()
}

/// I02: all of an item's cases of a quarter with one intermediary; twins: named by too few.
pub fn i02<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 20, |_| true);
    let first = quarter_start(maker.start(Around::Anything, 0));
    (0..40)
        .map(|place| {
            let mut draft = clean_on(maker, item, next_working(first + 2 + place * 2));
            if kind == Kind::Hit || place % 4 == 0 {
                set(&mut draft, "received", "intermediary_code", json!("ZJ007"));
            }
            draft
        })
        .collect()
}

/// I04: finished while twenty cases that came before are open; twins: marked urgent.
pub fn i04<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(15, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let decided_day = due(day, 9);
    let mut drafts: Vec<Draft<'d>> = (0..22)
        .map(|_| {
            let decided = maker.in_hours(decided_day);
            maker.clean(item, day, decided)
        })
        .collect();
    let next = due(day, 1);
    let decided = maker.in_hours(due(next, 2));
    let mut fast = maker.clean(item, next, decided);
    if kind == Kind::Twin {
        set(&mut fast, "received", "urgent", json!(true));
    }
    drafts.push(fast);
    drafts
}

/// E05: asked for a rating after every case in time and after none of the late ones; twins: after all.
pub fn e05<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 6, |_| true);
    let (year, month, _) = civil(maker.start(Around::Anything, 0));
    let day = next_working(from_civil(year, month, 2).unwrap_or_default());
    let clerk = maker.district.staff(item.dept, 0).to_owned();
    let window = crate::district::window_of(item.dept, 0);
    (0..16)
        .map(|place| {
            let is_late = place >= 8;
            let decided = maker.in_hours(due(day, if is_late { item.promised + 2 } else { 2 }));
            let mut draft = maker.draft(item, day);
            draft.staff.acceptor.clone_from(&clerk);
            draft.window = window;
            let course = maker.course(day, decided);
            maker.handle(&mut draft, course, &[]);
            maker.conclude(&mut draft, decided);
            let finished = time_of(&draft, "finished");
            let service = json!({"service_no": format!("{}-F9", draft.case_no), "service_name": item.name, "rating_mode": "site", "invited": !is_late || kind == Kind::Twin});
            draft.add("service_done", finished + MINUTE, Some(&clerk), service);
            draft
        })
        .collect()
}

/// X11: of ten who were sent away with an answer three apply for the item within days; twins: one.
pub fn x11<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 20, |_| true);
    let (year, month, _) = civil(maker.start(Around::Anything, 0));
    let day = next_working(from_civil(year, month, 8).unwrap_or_default());
    let mut drafts: Vec<Draft<'d>> = (0..3).map(|_| clean_on(maker, item, day)).collect();
    let window = drafts[0].window;
    let applied = if kind == Kind::Hit { 3 } else { 1 };
    let people: Vec<String> = (0..12)
        .map(|place| match drafts.get(place).filter(|_| place < applied) {
            Some(draft) => draft.applicant.id_no.clone(),
            None => crate::identity::citizen_id(&mut maker.random),
        })
        .collect();
    let ended = time_of(&drafts[0], "received").min(at(day, 8, 59)) - 2 * DAY;
    let first = &mut drafts[0];
    for (place, person) in people.into_iter().enumerate() {
        let payload = json!({
            "ticket_no": format!("Z{}-{place}", first.case_no), "step": "ended", "ticket_status": 4, "item_impl_code": item.impl_code,
            "person": person, "ticket_channel": "hall",
        });
        first.window = window;
        first.add("ticket_step", ended + place as i64 * MINUTE, None, payload);
    }
    drafts
}

/// D01: six months with few denials, then one in which a third is denied; twins: as few as before.
pub fn d01<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(5, 10, |_| true);
    let (year, month, _) = civil(maker.first_day + 60);
    let month_start = |later: i64| {
        let count = year * 12 + month - 1 + later;
        from_civil(count.div_euclid(12), count.rem_euclid(12) + 1, 1).unwrap_or_default()
    };
    let mut drafts = Vec::new();
    for later in 0..7 {
        let count = if later == 6 { 36 } else { 5 };
        for place in 0..count {
            let day = next_working(month_start(later) + 2 + place % 14);
            let decided = maker.in_hours(due(day, 2));
            let mut draft = maker.draft(item, day);
            let course = maker.course(day, decided);
            maker.handle(&mut draft, course, &[]);
            if later == 6 && kind == Kind::Hit && place % 3 == 0 {
                set(&mut draft, "decided", "decision", json!("denied"));
                set(&mut draft, "decided", "reason", json!("申请材料反映的情况不符合许可条件。"));
                draft.finished(decided + 10 * MINUTE, "denied");
                draft.delivered(decided + 30 * HOUR);
            } else {
                maker.conclude(&mut draft, decided);
            }
            drafts.push(draft);
        }
    }
    drafts
}

/// What stands beside the cases: tickets and licences without one, a source that fell silent, an item that nobody applies for.
pub fn loose(first_day: i64, now: i64) -> Vec<(&'static str, i64, serde_json::Value)> {
    let mut lines = Vec::new();
    let last = day_of(now) - 3;
    for place in 0..16 {
        let ended = at(next_working(first_day + 40 + place * 17).min(last), 10, 5);
        // Odd ones are questions and licences collected.
        let status = if place % 2 == 0 { [1, 5][place as usize / 2 % 2] } else { [3, 4][place as usize / 2 % 2] };
        let number = format!("L{place:04}");
        lines.push(("ticket_step", ended - 20 * MINUTE, json!({"ticket_no": number, "step": "taken", "ticket_channel": "hall"})));
        lines.push(("ticket_step", ended, json!({"ticket_no": number, "step": "ended", "ticket_status": status})));
    }
    for place in 0..8 {
        let issued = at(next_working(first_day + 55 + place * 23).min(last), 15, 30);
        let number = format!("ZK{place:06}");
        lines.push((
            "licence_issued",
            issued,
            json!({"licence_no": number, "licence_type": "营业执照", "issued_at": instant_text(issued)}),
        ));
    }
    // Told in the last hours: its day is not over.
    lines.push(("licence_issued", now - 2 * HOUR, json!({"licence_no": "ZK999999", "issued_at": instant_text(now - 2 * HOUR)})));
    let mut complete = at(next_working(day_of(now) - 60), 18, 0);
    for pause in [1, 4, 8] {
        lines.push(("watermark_moved", complete + MINUTE, json!({"source": "licence_library", "complete_to": instant_text(complete)})));
        complete = at(due(day_of(complete), pause), 18, 0);
    }
    lines.push(("watermark_moved", complete + MINUTE, json!({"source": "licence_library", "complete_to": instant_text(complete)})));
    let unused = json!({
        "item_impl_code": "1152060300000000004520199999000", "item_version": 1, "item_base_code": "520199999000", "item_name": "代办件零申请事项",
        "item_type": "20", "case_type": 2, "promised_days": 10, "promised_unit": "wd", "valid_from": date_text(first_day - 400),
    });
    lines.push(("item_published", at(first_day - 29, 9, 0), unused));
    lines
}
