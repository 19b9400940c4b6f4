//! The ordinary case: what most of the district's days are made of. Nothing is planted here, but some cases are slow, refused,
//! suspended, withdrawn or left lying, as everywhere.

use serde_json::json;

use crate::calendar::{Day, HOUR, MINUTE, SECOND, at, day_of, due, is_working, next_working, time_of_day};
use crate::draft::Draft;
use crate::maker::{Course, Maker};

/// A case that begins on the maker's day.
pub fn ordinary<'d>(maker: &mut Maker<'d>) -> Draft<'d> {
    let day = maker.day;
    let mut draft = if is_working(day) && maker.random.chance(420) { immediate(maker, day) } else { promised(maker, day) };
    extras(maker, &mut draft);
    draft
}

fn immediate<'d>(maker: &mut Maker<'d>, day: Day) -> Draft<'d> {
    let item = maker.item(|item| item.case_type == 1);
    let mut draft = maker.draft(item, day);
    draft.is_compact = true;
    if draft.item.has(crate::district::Trait::Automatic) && maker.random.chance(600) {
        draft.staff.decider = "SYS01".to_owned();
    }
    let received = maker.in_hours(day);
    let decided = if maker.random.chance(4) { at(due(day, 1), 10, 0) } else { received + maker.random.between(8, 40) * MINUTE };
    maker.sitting(&mut draft, received, decided);
    for event in draft.events.iter_mut().filter(|event| event.actor.as_deref() == Some("SYS01")) {
        event.is_system = true;
    }
    draft
}

fn promised<'d>(maker: &mut Maker<'d>, day: Day) -> Draft<'d> {
    let item = maker.item(|item| item.case_type == 2);
    let mut draft = maker.draft(item, day);
    draft.is_compact = true;
    draft.situation = if maker.random.chance(120) { "S2" } else { "S1" };
    let received = if !is_working(day) || maker.random.chance(280) { apply_online(maker, &mut draft, day) } else { maker.in_hours(day) };
    draft.received(received);
    draft.materials(received + MINUTE);
    let Some(accepted) = until_acceptance(maker, &mut draft, received) else { return draft };
    if maker.random.chance(40) {
        leave(maker, &mut draft, accepted);
        return draft;
    }
    let decided = decide(maker, &mut draft, accepted);
    if maker.random.chance(25) {
        draft.change("decided", |event| {
            event.payload.insert("decision".to_owned(), json!("denied"));
            event.payload.insert("reason".to_owned(), json!("申请材料反映的情况不符合许可条件。"));
        });
        draft.finished(decided + 10 * MINUTE, "denied");
        draft.delivered(decided + 30 * HOUR);
        return draft;
    }
    maker.conclude(&mut draft, decided);
    if maker.random.chance(650) {
        draft.drop_link("ZZ");
    }
    slips(maker, &mut draft, decided);
    draft
}

/// Applied for online at any hour; returns the instant of receipt, some with milliseconds as platforms write them.
fn apply_online(maker: &mut Maker<'_>, draft: &mut Draft<'_>, day: Day) -> i64 {
    draft.channel = maker.random.between(2, 3);
    let mut submitted = maker.during(day, (6, 30), (22, 30));
    if maker.random.chance(300) {
        submitted += maker.random.between(1, 999) * 1000;
    }
    draft.submitted(submitted);
    if maker.random.chance(40) {
        let actor = draft.staff.acceptor.clone();
        draft.add("pre_returned", submitted + 20 * MINUTE, Some(&actor), json!({"reason": "请补充清晰的证件照片后重新提交。"}));
    }
    if is_working(day) && time_of_day(submitted) < 15 * HOUR && time_of_day(submitted) > 9 * HOUR {
        submitted - submitted % SECOND + maker.random.between(25, 90) * MINUTE
    } else {
        let next = if time_of_day(submitted) < 9 * HOUR { next_working(day) } else { due(day, 1) };
        maker.during(next, (9, 0), (11, 0))
    }
}

/// Supplements and refusals; `None` when the case ends before acceptance.
fn until_acceptance(maker: &mut Maker<'_>, draft: &mut Draft<'_>, received: i64) -> Option<i64> {
    let day = day_of(received);
    if maker.random.chance(15) {
        let refused = received + maker.random.between(30, 90) * MINUTE;
        let actor = draft.staff.acceptor.clone();
        let refusal = if maker.random.chance(300) { "not_required" } else { "not_accepted" };
        let payload = json!({"refusal": refusal, "reason": "申请事项依法不属于本机关职权范围。", "doc_no": format!("BY{}", draft.case_no), "remedies_told": true});
        draft.add("refused", refused, Some(&actor), payload);
        return None;
    }
    if maker.random.chance(70) {
        let wait = maker.random.between(0, 4);
        let asked = if wait == 0 { received + 30 * MINUTE } else { maker.later(received, wait) };
        draft.supplement(1, asked);
        if maker.random.chance(80) {
            let given_up = next_working(day_of(asked) + maker.random.between(31, 38));
            let given_up = maker.in_hours(given_up);
            draft.finished(given_up, "supplement_abandoned");
            return None;
        }
        let patience = maker.random.between(1, 12);
        let answered = maker.later(asked, patience);
        draft.supplemented(1, answered, true);
        return Some(answered + maker.random.between(5, 60) * MINUTE);
    }
    let wait = if maker.random.chance(850) { 0 } else { maker.random.between(1, 3) };
    Some(if wait == 0 {
        received + maker.random.between(6, 50) * MINUTE
    } else {
        at(due(day, wait), 9, 0) + maker.random.between(0, 7200) * SECOND
    })
}

/// Withdrawn, returned or just left lying after acceptance.
fn leave(maker: &mut Maker<'_>, draft: &mut Draft<'_>, accepted: i64) {
    draft.accepted(accepted);
    draft.link("SL", accepted, accepted + 3 * MINUTE);
    let seq = draft.link_start("SC", accepted + 20 * MINUTE);
    if maker.random.chance(60) {
        return;
    }
    let ended = maker.later(accepted, 1);
    let event = draft.link_end(seq, "SC", ended);
    event.payload.insert("link_action".to_owned(), json!("其他"));
    let (kind, reason) = if maker.random.chance(600) {
        ("withdrawn", "申请人主动撤回申请。")
    } else {
        ("returned", "申请内容与实际情况不符，退回。")
    };
    let actor = draft.staff.acceptor.clone();
    draft.add(kind, ended + 5 * MINUTE, Some(&actor), json!({"reason": reason}));
}

/// Review and decision: most well within the promise, some at its end, a few after it.
fn decide(maker: &mut Maker<'_>, draft: &mut Draft<'_>, accepted: i64) -> i64 {
    let item = draft.item;
    let day = day_of(accepted);
    let promised = maker.district.promised(item, day_of(draft.applied_at));
    let mut days = match maker.random.below(1000) {
        0..12 => promised + maker.random.between(1, 4),
        12..45 => promised - maker.random.between(0, 1),
        _ => {
            let most = (promised - 3).max(1);
            // The lesser of two: short times are the rule.
            maker.random.between(1, most).min(maker.random.between(1, most))
        }
    };
    if item.unit == "cd" {
        days = (days * 5 / 7).max(1);
    }
    let mut specials = Vec::new();
    if promised >= 6 && maker.random.chance(80) {
        let (kind, longest) = match &item.specials {
            Some(list) => {
                list.iter().find(|special| special.2).map_or(("expert_review", 5), |special| (special.0, special.1.unwrap_or(15)))
            }
            None => (*maker.random.pick(&["expert_review", "testing", "inspection"]), 12),
        };
        let length = maker.random.between(2, longest.min(9));
        let start = at(due(day, 1), 9, 30) + maker.random.between(0, 6000) * SECOND;
        let end = maker.later(start, length);
        specials.push((kind, start, end));
        days = days.max(2) + length;
    }
    let decision_day = due(day, days);
    let mut decided = maker.in_hours(decision_day);
    if let Some((_, _, end)) = specials.first() {
        decided = decided.max(end + 3 * HOUR);
    }
    let course = Course { received: accepted, accepted, decided };
    maker.process(draft, course, &specials);
    if maker.random.chance(15) {
        let extended = maker.later(accepted, 1);
        let longer = maker.random.between(3, 10);
        draft.extended(extended.min(decided - MINUTE), longer);
    }
    if maker.random.chance(20) {
        draft.waiting(accepted + 2 * HOUR, Some(decided - HOUR), if maker.random.chance(500) { "upper_system" } else { "applicant" });
    }
    if maker.random.chance(110) {
        let (from, to) = (draft.staff.acceptor.clone(), draft.staff.reviewer.clone());
        draft.add("assigned", accepted + 5 * MINUTE, Some(&from), json!({"handler_id": to, "from_id": from}));
    }
    decided
}

/// What now and then goes wrong after the decision, and cases reopened.
fn slips(maker: &mut Maker<'_>, draft: &mut Draft<'_>, decided: i64) {
    match maker.random.below(1000) {
        0..4 => draft.drop_all("delivered"),
        4..8 => {
            let late = maker.random.between(11, 16);
            let delivered = maker.later(decided, late);
            draft.change("delivered", |event| event.at = delivered);
        }
        8..10 if draft.item.gives_licence() => {
            let again = maker.later(decided, 3);
            let actor = draft.staff.decider.clone();
            draft.drop_all("delivered");
            draft.add("reopened", again, Some(&actor), json!({"reason": "证照信息有误，重新办理。"}));
            draft.link("SC", again + 10 * MINUTE, again + 60 * MINUTE);
            draft.decided(again + 70 * MINUTE, "granted");
            draft.finished(again + 90 * MINUTE, "licence");
            draft.delivered(again + 30 * HOUR);
        }
        _ => {}
    }
}

/// Tickets, fees, ratings, documents, archiving.
fn extras(maker: &mut Maker<'_>, draft: &mut Draft<'_>) {
    let first = draft.events.first().map_or(0, |event| event.at);
    let time_of = |draft: &Draft<'_>, kind: &str| draft.events.iter().rev().find(|event| event.kind == kind).map(|event| event.at);
    if draft.channel == 1 && maker.random.chance(120) {
        let ticket_no = format!("A{}", draft.case_no);
        let actor = draft.staff.acceptor.clone();
        let step =
            |step: &str| json!({"ticket_no": ticket_no, "step": step, "business_code": draft.item.base_code, "ticket_channel": "hall"});
        let (taken, called) = (step("taken"), step("called"));
        draft.add("ticket_step", first - 25 * MINUTE, None, taken);
        draft.add("ticket_step", first - 2 * MINUTE, Some(&actor), called);
    }
    if draft.item.has(crate::district::Trait::Fee)
        && let Some(accepted) = time_of(draft, "accepted")
    {
        let fee_no = format!("JF{}", draft.case_no);
        let actor = draft.staff.acceptor.clone();
        draft.add(
            "fee_due",
            accepted + MINUTE,
            Some(&actor),
            json!({"fee_no": fee_no, "fee_item": "工本费", "standard_fen": 1000, "amount_fen": 1000}),
        );
        let payer = draft.applicant.name.clone();
        let paid =
            json!({"fee_no": fee_no, "amount_fen": 1000, "bill_no": format!("PJ{}", draft.case_no), "bill_fen": 1000, "payer_name": payer});
        draft.add("fee_paid", accepted + 3 * MINUTE, Some(&actor), paid);
    }
    if let Some(accepted) = time_of(draft, "accepted")
        && maker.random.chance(60)
    {
        let actor = draft.staff.acceptor.clone();
        let payload =
            json!({"doc_no": format!("TZS{}", draft.case_no), "doc_kind": "acceptance_notice", "sealed": true, "remedies_told": true});
        draft.add("document_issued", accepted + 2 * MINUTE, Some(&actor), payload);
    }
    let Some(delivered) = time_of(draft, "delivered") else { return };
    if maker.random.chance(200) {
        rate(maker, draft, delivered);
    }
    if maker.random.chance(60) {
        let archived = maker.later(delivered, 8);
        draft.add("archived", archived, None, json!({}));
    }
}

fn rate(maker: &mut Maker<'_>, draft: &mut Draft<'_>, delivered: i64) {
    let rated = delivered + maker.random.between(6, 600) * MINUTE;
    let satisfaction = match maker.random.below(1000) {
        0..720 => 1,
        720..930 => 2,
        930..972 => 3,
        972..990 => 4,
        _ => 5,
    };
    draft.rated(rated, satisfaction);
    if satisfaction < 4 {
        return;
    }
    let contacted = maker.later(rated, 1);
    draft.rating_step(contacted, "contacted", None);
    if maker.random.chance(150) {
        draft.rating_step(contacted + HOUR, "verified", Some(if maker.random.chance(500) { "mistaken" } else { "true" }));
    }
    let wait = if maker.random.chance(900) { maker.random.between(2, 5) } else { maker.random.between(6, 12) };
    let closed = maker.later(rated, wait);
    draft.rating_step(closed, "closed", None);
}
