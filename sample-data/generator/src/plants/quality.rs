//! The quality of the data: Q01, Q03, Q06.

use serde_json::{Value, json};

use super::Kind;
use super::fake::online;
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, at};
use crate::draft::Draft;
use crate::identity::Applicant;
use crate::maker::{Around, Maker};

/// Q01: a mandatory field is empty.
pub fn q01<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    if kind == Kind::Hit {
        let drop = |draft: &mut Draft<'_>, kind: &str, field: &str| {
            draft.change(kind, |event| {
                event.payload.shift_remove(field);
            });
        };
        match variant % 11 {
            0 => drop(&mut draft, "received", "contact_mobile"),
            1 => drop(&mut draft, "received", "item_version"),
            2 => drop(&mut draft, "received", "region_code"),
            3 => drop(&mut draft, "received", "applicant_name"),
            4 => drop(&mut draft, "material_taken", "take_mode"),
            5 => drop(&mut draft, "accepted", "accept_dept_uscc"),
            6 => drop(&mut draft, "link_ended", "link_opinion"),
            7 => drop(&mut draft, "link_ended", "link_action"),
            8 => drop(&mut draft, "finished", "deliver_by_post"),
            9 => draft.change("link_ended", |event| event.actor = None),
            _ => {
                replace_applicant(maker, &mut draft, |maker| Applicant { legal_rep: None, ..Applicant::enterprise(&mut maker.random) });
            }
        }
        return vec![draft];
    }
    match variant % 3 {
        // A natural person has no legal representative.
        0 => replace_applicant(maker, &mut draft, |maker| Applicant::person(&mut maker.random)),
        1 => draft.corrected("received", DAY, |event| {
            event.payload.shift_remove("contact_mobile");
        }),
        // Said at the application, left out at the receipt.
        _ => {
            let submitted = draft.applied_at - HOUR;
            let basics = draft.basics();
            draft.add("submitted", submitted, None, basics);
            draft.change("received", |event| {
                event.payload.shift_remove("contact_mobile");
                event.payload.shift_remove("region_code");
            });
        }
    }
    vec![draft]
}

fn replace_applicant<'d>(maker: &mut Maker<'d>, draft: &mut Draft<'d>, make: impl FnOnce(&mut Maker<'d>) -> Applicant) {
    draft.applicant = make(maker);
    let basics = draft.basics();
    draft.change("received", |event| {
        event.payload.shift_remove("legal_rep");
        if let Value::Object(fields) = basics {
            event.payload.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
    });
}

/// Q03a: one case number, two applicants.
pub fn q03a<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let mut draft = maker.draft(item, day);
    draft.applicant = Applicant::person(&mut maker.random);
    if kind == Kind::Twin && variant.is_multiple_of(2) {
        while !draft.applicant.id_no.ends_with('X') {
            draft.applicant = Applicant::person(&mut maker.random);
        }
    }
    let submitted = at(day, 7, 30) + maker.random.between(0, 3000) * SECOND;
    online(maker, &mut draft, submitted);
    let basics = match (kind, variant % 2) {
        (Kind::Hit, _) | (Kind::Twin, 1) => {
            let mut other = draft.clone();
            other.applicant = Applicant::person(&mut maker.random);
            other.basics()
        }
        // The same number in another spelling.
        _ => {
            let mut basics = draft.basics();
            basics["applicant_id_no"] = json!(format!(" {}", draft.applicant.id_no.to_lowercase()));
            basics
        }
    };
    let own = draft.basics();
    let put = |event: &mut crate::draft::Event, basics: Value| {
        if let Value::Object(fields) = basics {
            event.payload.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        }
    };
    if kind == Kind::Twin && variant % 2 == 1 {
        draft.change("received", |event| put(event, own));
        draft.corrected("received", DAY, |event| put(event, basics));
    } else {
        draft.change("received", |event| put(event, basics));
    }
    vec![draft]
}

/// Q03b: the same applicant and item twice within a minute.
pub fn q03b<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 20, |_| true);
    let other = maker.item(|other| other.case_type == 2 && other.impl_code != item.impl_code && other.promised >= 5);
    let day = maker.start(Around::Anything, 0);
    let applicant = Applicant::person(&mut maker.random);
    let first = at(day, 7, 10) + maker.random.between(0, 3000) * SECOND;
    let gap = match (kind, variant % 2) {
        (Kind::Hit, 0) => 59 * SECOND,
        (Kind::Hit, _) => maker.random.between(0, 40) * SECOND,
        (Kind::Twin, 0) => MINUTE,
        (Kind::Twin, _) => 5 * SECOND,
    };
    let is_other = kind == Kind::Twin && variant % 2 == 1;
    [(item, first), (if is_other { other } else { item }, first + gap)]
        .into_iter()
        .map(|(item, submitted)| {
            let mut draft = maker.draft(item, day);
            draft.applicant = applicant.clone();
            online(maker, &mut draft, submitted);
            draft
        })
        .collect()
}

/// Q06: a row of handling without the basics of any application for more than a day.
pub fn q06<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 20, |_| true);
    let day = maker.start(Around::Anything, 0);
    let start = maker.in_hours(day);
    let mut draft = maker.draft(item, day);
    if variant.is_multiple_of(2) {
        draft.link("SC", start, start + 2 * HOUR);
    } else {
        let actor = draft.staff.reviewer.clone();
        let to = draft.staff.decider.clone();
        draft.add("assigned", start, Some(&actor), json!({"handler_id": to, "from_id": actor}));
    }
    let basics_at = match (kind, variant % 3) {
        (Kind::Hit, 2) => None,
        (Kind::Hit, 0) => Some(start + DAY + SECOND),
        (Kind::Hit, _) => Some(start + 3 * DAY),
        (Kind::Twin, 0) => Some(start + DAY - MINUTE),
        (Kind::Twin, _) => Some(start + DAY),
    };
    if let Some(received) = basics_at {
        draft.received(received);
        draft.materials(received + MINUTE);
        draft.accepted(received + 10 * MINUTE);
        let finished = maker.later(received, 1);
        draft.link("SL", received + 10 * MINUTE, received + 14 * MINUTE);
        draft.link("JD", finished - HOUR, finished);
        draft.decided(finished, "denied");
        draft.finished(finished + MINUTE, "denied");
    } else {
        draft.finished(start + 5 * HOUR, "other");
    }
    vec![draft]
}
