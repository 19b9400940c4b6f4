//! Materials, results and ratings: M01, M02, M06, E02.

use serde_json::{Value, json};

use super::Kind;
use crate::calendar::{DAY, SECOND, date_text, day_of, due, instant_text, midnight};
use crate::draft::Draft;
use crate::maker::{Around, Maker};

fn around(variant: u64, kind: Kind) -> Around {
    match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    }
}

/// Where in the item's list the material stands that may come later.
const TOLERABLE: usize = 2;
/// Where the one stands that only situation S2 demands.
const AGENT: usize = 3;

fn time_of(draft: &Draft<'_>, kind: &str) -> i64 {
    draft.events.iter().find(|event| event.kind == kind).map_or(0, |event| event.at)
}

fn drop_material(draft: &mut Draft<'_>, place: usize) {
    let code = draft.item.materials[place].code.as_str();
    draft.events.retain(|event| event.kind != "material_taken" || event.payload.get("material_code").and_then(Value::as_str) != Some(code));
}

fn tolerate(draft: &mut Draft<'_>, place: usize, due_at: String) {
    let code = draft.item.materials[place].code.clone();
    draft.change("accepted", |event| {
        event.payload.insert("tolerated".to_owned(), json!([{"material_code": code, "due_at": due_at}]));
    });
}

/// M01: accepted without a required material.
pub fn m01<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let accepted = time_of(&draft, "accepted");
    let (first, last) = (&draft.item.materials[0], &draft.item.materials[AGENT]);
    match (kind, variant % 4) {
        (Kind::Hit, 1) => {
            // Brought an hour after acceptance: it stood until then.
            let (code, name) = (first.code.clone(), first.name);
            drop_material(&mut draft, 0);
            draft.material(accepted + 3600 * SECOND, &code, name);
        }
        (Kind::Hit, 2) => draft.change("received", |event| {
            event.payload.insert("situation_code".to_owned(), json!("S2"));
        }),
        (Kind::Hit, _) => drop_material(&mut draft, 1),
        (Kind::Twin, 0) => {
            drop_material(&mut draft, TOLERABLE);
            let due_day = due(day_of(accepted), 10);
            tolerate(&mut draft, TOLERABLE, date_text(due_day));
            let taken = maker.in_hours(due(day_of(accepted), 6));
            let material = &draft.item.materials[TOLERABLE];
            draft.material(taken, &material.code, material.name);
        }
        (Kind::Twin, 1) => {
            // Recorded under its name only.
            for event in draft.events.iter_mut().filter(|event| event.kind == "material_taken") {
                event.payload.shift_remove("material_code");
            }
        }
        (Kind::Twin, 2) => {
            draft.change("received", |event| {
                event.payload.insert("situation_code".to_owned(), json!("S2"));
            });
            let (code, name) = (last.code.clone(), last.name);
            draft.material(accepted, &code, name);
        }
        (Kind::Twin, _) => {
            for event in draft.events.iter_mut().filter(|event| event.kind == "material_taken") {
                event.entered_at = Some(event.at + 9 * DAY);
                event.by_hand = true;
            }
        }
    }
    vec![draft]
}

/// M02: a tolerated material that does not come.
pub fn m02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let mut draft = maker.plain(|_| true);
    let accepted = time_of(&draft, "accepted");
    drop_material(&mut draft, TOLERABLE);
    let due_day = due(day_of(accepted), maker.random.between(5, 12));
    let end_of_day = midnight(due_day + 1) - SECOND;
    let is_instant = variant % 3 == 1;
    let due_at = if is_instant { maker.in_hours(due_day) } else { end_of_day };
    tolerate(&mut draft, TOLERABLE, if is_instant { instant_text(due_at) } else { date_text(due_day) });
    let taken = match (kind, variant % 3) {
        (Kind::Hit, 2) => None,
        (Kind::Hit, _) => Some(maker.later(due_at, 2)),
        // On the very second, or in the last minute.
        (Kind::Twin, 0 | 1) => Some(due_at),
        (Kind::Twin, _) => Some(maker.last_minute(due_day)),
    };
    let material = &draft.item.materials[TOLERABLE];
    if let Some(taken) = taken {
        let event = draft.material(taken, &material.code, material.name);
        if kind == Kind::Twin && variant % 3 == 2 {
            event.entered_at = Some(taken + 4 * DAY);
            event.by_hand = true;
        }
    }
    vec![draft]
}

/// M06: granted, and no licence number within a working day.
pub fn m06<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item = maker.promised_item(6, 20, |item| item.gives_licence() != (kind == Kind::Twin && variant == 3));
    let decision_day = maker.start(around(variant, kind), 2);
    let day = decision_day - 1;
    let day = if crate::calendar::is_working(day) { day } else { decision_day };
    let decided = maker.during(decision_day, (14, 0), (16, 30));
    let mut draft = maker.clean(item, day, decided);
    let first = due(decision_day, 2);
    draft.drop_link("ZZ");
    let issued = match (kind, variant) {
        (Kind::Hit, 2) | (Kind::Twin, 2 | 3) => None,
        (Kind::Hit, _) => Some(maker.in_hours(first)),
        (Kind::Twin, _) => Some(maker.last_minute(first - 1)),
    };
    match (issued, kind) {
        (Some(issued), _) => {
            draft.change("licence_issued", |event| {
                event.at = issued;
                event.payload.insert("issued_at".to_owned(), json!(instant_text(issued)));
            });
            draft.change("finished", |event| event.at = issued + 30 * SECOND);
            let delivered = maker.later(issued, 1);
            draft.change("delivered", |event| event.at = delivered);
        }
        (None, Kind::Hit) => {
            draft.drop_all("licence_issued");
            draft.change("finished", |event| {
                event.payload.insert("result_code".to_owned(), json!("granted"));
                event.payload.shift_remove("licence_no");
            });
        }
        // The finish carries the number.
        (None, Kind::Twin) => draft.drop_all("licence_issued"),
    }
    vec![draft]
}

/// E02: a bad rating not closed within five working days.
pub fn e02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 4;
    let item = maker.promised_item(5, 20, |_| true);
    let rating_day = maker.start(around(variant, kind), 6);
    let day = {
        let mut day = rating_day - 12;
        while !crate::calendar::is_working(day) {
            day += 1;
        }
        day
    };
    let decided = maker.in_hours(due(day, 2));
    let mut draft = maker.clean(item, day, decided);
    let delivered = time_of(&draft, "delivered");
    let rated = maker.in_hours(rating_day).max(delivered + 600 * SECOND);
    let satisfaction = if kind == Kind::Twin && variant == 3 { 3 } else { maker.random.between(4, 5) };
    draft.rated(rated, satisfaction);
    let first = due(day_of(rated), 6);
    let contacted = maker.later(rated, 1);
    draft.rating_step(contacted, "contacted", None);
    match (kind, variant) {
        (Kind::Hit, 2) => {
            let verified = maker.in_hours(due(rating_day, 3));
            draft.rating_step(verified, "verified", Some("true"));
        }
        (Kind::Hit, _) => {
            let closed = maker.in_hours(first);
            draft.rating_step(closed, "closed", None);
        }
        (Kind::Twin, 2) => {
            let verified = maker.last_minute(first - 1);
            draft.rating_step(verified, "verified", Some("mistaken"));
        }
        (Kind::Twin, 3) => {}
        (Kind::Twin, _) => {
            let closed = maker.last_minute(first - 1);
            draft.rating_step(closed, "closed", None);
        }
    }
    vec![draft]
}
