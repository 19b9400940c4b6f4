//! Signs of cases made up: X01, X03, X05, X06.

use serde_json::json;

use super::Kind;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, at, day_of, instant_text, midnight};
use crate::district::Trait;
use crate::draft::Draft;
use crate::identity::{Applicant, citizen_check, citizen_id, spoiled};
use crate::maker::{Around, Maker};

/// X01: a promised case finished within five minutes.
pub fn x01<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let is_automatic = kind == Kind::Twin && variant % 3 == 1;
    let item = if is_automatic {
        maker.item(|item| item.case_type == 2 && item.has(Trait::Automatic))
    } else {
        maker.promised_item(5, 20, |item| !item.gives_licence())
    };
    let day = maker.start(Around::Anything, 0);
    let accepted = maker.in_hours(day);
    let took = match kind {
        Kind::Hit => maker.random.between(60, 299) * SECOND,
        Kind::Twin if is_automatic => 90 * SECOND,
        Kind::Twin => 5 * MINUTE,
    };
    let mut draft = maker.draft(item, day);
    if is_automatic {
        draft.staff.decider = "SYS01".to_owned();
    }
    let decided = accepted + took - 20 * SECOND;
    draft.received(accepted - 4 * MINUTE);
    draft.materials(accepted - 3 * MINUTE);
    draft.accepted(accepted);
    draft.link("SL", accepted, accepted + 10 * SECOND);
    draft.link("SC", accepted + 12 * SECOND, accepted + 20 * SECOND);
    draft.link("JD", accepted + 20 * SECOND, decided);
    draft.decided(decided, "granted");
    draft.finished(accepted + took, "granted");
    draft.delivered(accepted + took + 2 * MINUTE);
    for event in draft.events.iter_mut().filter(|event| event.actor.as_deref() == Some("SYS01")) {
        event.is_system = true;
    }
    if kind == Kind::Twin && variant % 3 == 2 {
        draft.corrected("accepted", DAY, |event| event.at += 2 * MINUTE);
    }
    vec![draft]
}

/// X03a: a licence older than the application.
pub fn x03a<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|item| item.gives_licence());
    let applied_day = day_of(draft.applied_at);
    let minute = midnight(applied_day);
    let issued = match kind {
        Kind::Hit if variant.is_multiple_of(2) => minute - SECOND,
        Kind::Hit => at(applied_day - maker.random.between(1, 20), 10, 0),
        Kind::Twin if variant.is_multiple_of(2) => minute,
        Kind::Twin => draft.applied_at - MINUTE,
    };
    draft.change("licence_issued", |event| {
        event.payload.insert("issued_at".to_owned(), json!(instant_text(issued)));
    });
    vec![draft]
}

/// X03b: the whole case entered more than a day after its acceptance.
pub fn x03b<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let accepted = draft.events.iter().find(|event| event.kind == "accepted").map_or(0, |event| event.at);
    let entered = match kind {
        Kind::Hit => accepted + 24 * HOUR + if variant.is_multiple_of(2) { SECOND } else { maker.random.between(2, 200) * HOUR },
        Kind::Twin if variant.is_multiple_of(2) => accepted + 24 * HOUR,
        Kind::Twin => accepted + 30 * HOUR,
    };
    for event in &mut draft.events {
        if event.at < entered {
            event.entered_at = Some(entered);
            event.by_hand = true;
        }
    }
    if kind == Kind::Twin && variant % 2 == 1 {
        // One event of them was entered on the day.
        draft.change("received", |event| {
            event.entered_at = None;
            event.by_hand = false;
        });
    }
    vec![draft]
}

/// X05a: a number that fails its check.
pub fn x05a<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let applicant = match (kind, variant % 4) {
        (Kind::Hit, 1) => {
            Applicant { id_no: spoiled(&Applicant::enterprise(&mut maker.random).id_no), ..Applicant::enterprise(&mut maker.random) }
        }
        (Kind::Hit, 2) => {
            // Every place is right but the date.
            let first17 = format!("5206031990023{}{:03}", maker.random.between(0, 1), maker.random.below(1000));
            let check = citizen_check(&first17).unwrap_or('0');
            Applicant { id_no: format!("{first17}{check}"), ..Applicant::person(&mut maker.random) }
        }
        (Kind::Hit, _) => Applicant { id_no: spoiled(&citizen_id(&mut maker.random)), ..Applicant::person(&mut maker.random) },
        (Kind::Twin, 0) => {
            let mut person = Applicant::person(&mut maker.random);
            while !person.id_no.ends_with('X') {
                person.id_no = citizen_id(&mut maker.random);
            }
            person.id_no = person.id_no.to_lowercase();
            person
        }
        (Kind::Twin, 1) => {
            Applicant { id_type: "414", id_no: format!("E{:08}", maker.random.below(100_000_000)), ..Applicant::person(&mut maker.random) }
        }
        (Kind::Twin, 2) => {
            // Full-width digits, as some keyboards write them.
            let person = Applicant::person(&mut maker.random);
            let wide = person.id_no.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect();
            Applicant { id_no: wide, ..person }
        }
        (Kind::Twin, _) => Applicant::person(&mut maker.random),
    };
    draft.applicant = applicant;
    let basics = draft.basics();
    draft.change("received", |event| {
        if let serde_json::Value::Object(fields) = basics {
            event.payload.shift_remove("legal_rep");
            event.payload.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
    });
    if kind == Kind::Twin && variant % 4 == 3 {
        draft.corrected("received", DAY, |event| {
            let wrong = event.payload.get("applicant_id_no").and_then(serde_json::Value::as_str).map(spoiled);
            event.payload.insert("applicant_id_no".to_owned(), json!(wrong));
        });
    }
    vec![draft]
}

/// X05b: one telephone number of five applicants on a day. Twins: four applicants, one of them twice; or the fifth after midnight.
pub fn x05b<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let day = maker.start(Around::Anything, 0);
    let mobile = crate::identity::mobile(&mut maker.random);
    let mut drafts: Vec<Draft<'d>> = Vec::new();
    for place in 0..5 {
        let item = maker.promised_item(6, 20, |_| true);
        let mut draft = maker.draft(item, day);
        draft.applicant.mobile.clone_from(&mobile);
        if let (Kind::Twin, 0, 4, Some(first)) = (kind, variant % 2, place, drafts.first()) {
            draft.applicant = first.applicant.clone();
        }
        // The fifth applies online, in the last or the first minute.
        let submitted = match (place, kind) {
            (4, Kind::Twin) if variant % 2 == 1 => midnight(day + 1),
            (4, _) => maker.last_minute(day),
            _ => at(day, 8, 0) + place * 47 * MINUTE,
        };
        online(maker, &mut draft, submitted);
        drafts.push(draft);
    }
    drafts
}

/// X06: five applications of one applicant for one item on a day. Twins: the fifth after midnight, or for another item.
pub fn x06<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let day = maker.start(Around::Anything, 0);
    let item = maker.promised_item(6, 9, |_| true);
    let other = maker.promised_item(10, 20, |_| true);
    let applicant = Applicant::person(&mut maker.random);
    let mut drafts = Vec::new();
    for place in 0..5 {
        let is_last = place == 4;
        let is_other = is_last && kind == Kind::Twin && variant % 2 == 1;
        let mut draft = maker.draft(if is_other { other } else { item }, day);
        draft.applicant = applicant.clone();
        let submitted = match (is_last, kind) {
            (true, Kind::Twin) if variant.is_multiple_of(2) => midnight(day + 1),
            (true, _) => maker.last_minute(day),
            _ => at(day, 8, 30) + place * 61 * SECOND,
        };
        online(maker, &mut draft, submitted);
        drafts.push(draft);
    }
    drafts
}

/// A clean case applied for online.
pub fn online<'d>(maker: &mut Maker<'d>, draft: &mut Draft<'d>, submitted: i64) {
    draft.channel = 2;
    draft.submitted(submitted);
    let day = crate::calendar::due(day_of(submitted), 1);
    let decided = maker.quick_decision(draft.item, day);
    let course = maker.course(day, decided);
    maker.handle(draft, course, &[]);
    maker.conclude(draft, decided);
}
