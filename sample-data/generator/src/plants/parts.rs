//! Materials, opinions, fees, refusals, discretion and licences: F08, F10 to F15, M03 to M05, M07, C01 to C04, D03, I03, X08.

use serde_json::{Value, json};

use super::Kind;
use crate::calendar::{DAY, HOUR, MINUTE, at, date_text, day_of, due};
use crate::district::{Item, Trait};
use crate::draft::Draft;
use crate::identity::Applicant;
use crate::maker::{Around, Maker};

fn time_of(draft: &Draft<'_>, kind: &str) -> i64 {
    draft.events.iter().find(|event| event.kind == kind).map_or(0, |event| event.at)
}

/// Sets a field of the first event of a type; null takes it away.
pub fn set(draft: &mut Draft<'_>, kind: &str, field: &str, value: Value) {
    draft.change(kind, |event| {
        if value.is_null() {
            event.payload.shift_remove(field);
        } else {
            event.payload.insert(field.to_owned(), value);
        }
    });
}

/// A case that was denied, with reasons and remedies.
fn denied<'d>(maker: &mut Maker<'d>) -> Draft<'d> {
    let item = maker.promised_item(5, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let decided = maker.quick_decision(item, day);
    let mut draft = maker.draft(item, day);
    let course = maker.course(day, decided);
    maker.handle(&mut draft, course, &[]);
    set(&mut draft, "decided", "decision", json!("denied"));
    set(&mut draft, "decided", "reason", json!("申请材料反映的情况不符合许可条件。"));
    draft.finished(decided + 10 * MINUTE, "denied");
    draft.delivered(decided + 30 * HOUR);
    draft
}

/// F08: three special procedures; twins have two.
pub fn f08<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|item| item.specials.is_none());
    let accepted = time_of(&draft, "accepted");
    for no in 1..=(if kind == Kind::Hit { 3 } else { 2 }) {
        let start = accepted + i64::from(no) * 4 * MINUTE;
        draft.special_start(no, "inspection", start, None);
        draft.special_end(no, start + MINUTE);
    }
    vec![draft]
}

/// F10: denied or refused without reasons, document or seal. Twins give ten characters, or a sealed document.
pub fn f10<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = denied(maker);
    let decided = time_of(&draft, "decided");
    let doc_no = format!("JD{}", draft.case_no);
    let actor = draft.staff.decider.clone();
    match (kind, variant % 3) {
        (Kind::Hit, 0) => set(&mut draft, "decided", "reason", json!("不符合条件")),
        (Kind::Hit, 1) => set(&mut draft, "decided", "doc_no", Value::Null),
        (Kind::Twin, 0) => set(&mut draft, "decided", "reason", json!("不符合法定条件第二项")),
        (kind, _) => {
            let payload = json!({"doc_no": doc_no, "doc_kind": "denial", "sealed": kind == Kind::Twin, "remedies_told": true});
            draft.add("document_issued", decided + MINUTE, Some(&actor), payload);
        }
    }
    vec![draft]
}

/// F11: a denial that does not tell of remedies.
pub fn f11<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = denied(maker);
    set(&mut draft, "decided", "remedies_told", json!(kind == Kind::Twin));
    vec![draft]
}

/// F13: a review ended by a clerk of the counter; twins: by a reviewer of another department, whose grants cover all items.
pub fn f13<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let other = maker.district.staff((draft.item.dept + 1) % maker.district.departments.len(), 3).to_owned();
    let user = if kind == Kind::Hit { draft.staff.acceptor.clone() } else { other };
    let ends = |event: &&mut crate::draft::Event| event.kind == "link_ended" && event.payload.get("link_kind") == Some(&json!("review"));
    if let Some(event) = draft.events.iter_mut().find(ends) {
        event.actor = Some(user);
    }
    vec![draft]
}

/// F15: a review without an opinion; twins say only that they agree.
pub fn f15<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let opinion = if kind == Kind::Hit { ["无", "/"][variant as usize % 2] } else { "同意" };
    let ends = |event: &&mut crate::draft::Event| event.kind == "link_ended" && event.payload.get("link_kind") == Some(&json!("review"));
    if let Some(event) = draft.events.iter_mut().find(ends) {
        event.payload.insert("link_opinion".to_owned(), json!(opinion));
    }
    vec![draft]
}

/// M03: a material that the item does not list; twins bring one that it lists and does not demand.
pub fn m03<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let (received, accepted) = (time_of(&draft, "received"), time_of(&draft, "accepted"));
    match (kind, variant % 2) {
        (Kind::Hit, 0) => {
            draft.material(received + 5 * MINUTE, "JSX", "单位介绍信");
        }
        (Kind::Hit, _) => {
            let actor = draft.staff.reviewer.clone();
            let gaps = json!([{"material_name": "村委会证明", "reason": "需要证明"}]);
            draft.add(
                "supplement_requested",
                accepted + 6 * MINUTE,
                Some(&actor),
                json!({"notice_no": format!("BZ{}-1", draft.case_no), "gaps": gaps}),
            );
            draft.supplemented(1, accepted + 9 * MINUTE, true);
        }
        (Kind::Twin, _) => {
            let (code, name) = (draft.item.materials[4].code.clone(), draft.item.materials[4].name);
            draft.material(received + 5 * MINUTE, &code, name);
        }
    }
    vec![draft]
}

fn of_material(draft: &mut Draft<'_>, place: usize, field: &str, value: &str) {
    let code = json!(draft.item.materials[place].code);
    if let Some(event) =
        draft.events.iter_mut().find(|event| event.kind == "material_taken" && event.payload.get("material_code") == Some(&code))
    {
        event.payload.insert(field.to_owned(), json!(value));
    }
}

/// M04: proof of identity on paper although it can be shared; twins take it from the licence library.
pub fn m04<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let mode = if kind == Kind::Hit { ["1", "2"][variant as usize % 2] } else { ["3", "4"][variant as usize % 2] };
    of_material(&mut draft, 1, "take_mode", mode);
    vec![draft]
}

/// M05: a level-C licence whose original nobody checked.
pub fn m05<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    of_material(&mut draft, 0, "trust_level", "C");
    if kind == Kind::Twin {
        let clerk = draft.staff.acceptor.clone();
        of_material(&mut draft, 0, "original_checked_by", &clerk);
    }
    vec![draft]
}

/// M07: a licence of somebody else; twins write the applicant's own number another way.
pub fn m07<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(Item::gives_licence);
    let other = Applicant::person(&mut maker.random).id_no;
    let holder = match (kind, draft.applicant.id_type) {
        (Kind::Hit, _) => other,
        (Kind::Twin, "111") => draft.applicant.id_no.to_lowercase(),
        (Kind::Twin, _) => draft.applicant.id_no.clone(),
    };
    set(&mut draft, "licence_issued", "holder_id_no", json!(holder));
    vec![draft]
}

fn fee(draft: &mut Draft<'_>, amount: i64, relief: Option<&str>) {
    let accepted = time_of(draft, "accepted");
    let actor = draft.staff.acceptor.clone();
    let payload = json!({"fee_no": format!("JF{}", draft.case_no), "fee_item": "登记费", "standard_fen": 8000, "amount_fen": amount, "relief_basis": relief});
    draft.add("fee_due", accepted + MINUTE, Some(&actor), payload);
}

/// C01: a fee although the item charges none; twins set it to nothing.
pub fn c01<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|item| !item.has(Trait::Fee));
    let accepted = time_of(&draft, "accepted");
    let actor = draft.staff.acceptor.clone();
    let amount = if kind == Kind::Hit { 5000 } else { 0 };
    draft.add("fee_due", accepted + MINUTE, Some(&actor), json!({"fee_no": format!("JF{}", draft.case_no), "amount_fen": amount}));
    vec![draft]
}

fn charging<'d>(maker: &mut Maker<'d>) -> Draft<'d> {
    let item = maker.item(|item| item.has(Trait::Fee) && item.case_type == 2);
    let day = maker.start(Around::Anything, 0);
    let decided = maker.quick_decision(item, day);
    maker.clean(item, day, decided)
}

/// C02: more than the standard; twins the standard itself.
pub fn c02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = charging(maker);
    fee(&mut draft, if kind == Kind::Hit { 8001 + 500 * variant as i64 } else { 8000 }, None);
    vec![draft]
}

/// C03: less than the standard without a basis; twins name one.
pub fn c03<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = charging(maker);
    fee(&mut draft, 4000, (kind == Kind::Twin).then_some("财税〔2023〕1号 第二条"));
    vec![draft]
}

/// C04: paid without a bill, or with one over another sum.
pub fn c04<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = charging(maker);
    fee(&mut draft, 8000, None);
    let accepted = time_of(&draft, "accepted");
    let (bill, fen) = match (kind, variant % 2) {
        (Kind::Hit, 0) => (None, None),
        (Kind::Hit, _) => (Some(format!("PJ{}", draft.case_no)), Some(7000)),
        _ => (Some(format!("PJ{}", draft.case_no)), Some(8000)),
    };
    let payload = json!({"fee_no": format!("JF{}", draft.case_no), "amount_fen": 8000, "bill_no": bill, "bill_fen": fen});
    let actor = draft.staff.acceptor.clone();
    draft.add("fee_paid", accepted + 3 * MINUTE, Some(&actor), payload);
    vec![draft]
}

/// D03: a licence for longer than the bench-mark allows; twins stand on its end.
pub fn d03<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let years = if kind == Kind::Hit { 9 } else { 5 };
    set(&mut draft, "decided", "discretion", json!({"measure": "licence_years", "value": years}));
    vec![draft]
}

/// I03: a reviewer who declared a conflict with the applicant; twins: it ran out the day before.
pub fn i03<'d>(maker: &mut Maker<'d>, kind: Kind, _variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let day = day_of(time_of(&draft, "received"));
    let until = (kind == Kind::Twin).then(|| date_text(day - 1));
    let payload = json!({
        "person_id": draft.staff.reviewer, "party_id_no": draft.applicant.id_no, "valid_from": date_text(day - 30), "valid_to": until,
        "reason": "与申请人系亲属关系",
    });
    let actor = draft.staff.reviewer.clone();
    draft.add("conflict_declared", at(day - 3, 9, 0), Some(&actor), payload);
    vec![draft]
}

/// X08: work after the finish, or a licence made two working days after it; twins make it on the first.
pub fn x08<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(Item::gives_licence);
    let finished = time_of(&draft, "finished");
    match (kind, variant % 2) {
        (Kind::Hit, 0) => {
            draft.link("SC", finished + 2 * MINUTE, finished + 9 * MINUTE);
        }
        (kind, _) => {
            let issued = maker.in_hours(due(day_of(finished), if kind == Kind::Hit { 2 } else { 1 }));
            draft.change("licence_issued", |event| event.at = issued);
            draft.change("delivered", |event| event.at = issued + DAY);
        }
    }
    vec![draft]
}
