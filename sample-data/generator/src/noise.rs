//! What happens to records on their way into a file: entered late and by hand, recorded wrongly and corrected, recorded and voided,
//! sent twice. None of it changes what is true in the end, and so none of it changes what is owed.

use serde_json::{Value, json};

use crate::calendar::{DAY, HOUR};
use crate::draft::Draft;
use crate::maker::Maker;

/// Ordinary cases only: late entries, corrections, voids, each for a small share of the events.
pub fn disturb<'d>(maker: &mut Maker<'d>, draft: &mut Draft<'d>) {
    for event in &mut draft.events {
        if maker.random.chance(20) {
            let entered = maker.entered_later(event.at);
            if maker.is_past(entered) {
                event.entered_at = Some(entered);
                event.by_hand = maker.random.chance(700);
            }
        }
    }
    if maker.random.chance(70) {
        correct(maker, draft);
    }
    if maker.random.chance(40) {
        void(maker, draft);
    }
}

fn correct(maker: &mut Maker<'_>, draft: &mut Draft<'_>) {
    if draft.events.is_empty() {
        return;
    }
    let kind = maker.random.pick(&draft.events).kind;
    let shift = maker.random.between(-48, 72) * HOUR;
    let after = maker.random.between(1, 20) * DAY;
    let times = if maker.random.chance(100) { 2 } else { 1 };
    let is_past = draft
        .events
        .iter()
        .find(|event| event.kind == kind)
        .is_some_and(|event| maker.is_past(event.at.max(event.at + shift) + times * after));
    if !is_past {
        return;
    }
    for _ in 0..times {
        draft.corrected(kind, after, |wrong| match kind {
            "accepted" => {
                wrong.payload.insert("promised_days".to_owned(), json!(2));
            }
            "received" | "submitted" => {
                if let Some(mobile) =
                    wrong.payload.get("contact_mobile").and_then(Value::as_str).map(|mobile| format!("{}0", &mobile[..10]))
                {
                    wrong.payload.insert("contact_mobile".to_owned(), json!(mobile));
                }
                wrong.at += HOUR;
            }
            _ => wrong.at += shift,
        });
    }
}

fn void(maker: &mut Maker<'_>, draft: &mut Draft<'_>) {
    let Some(accepted) = draft.events.iter().find(|event| event.kind == "accepted").map(|event| event.at) else { return };
    let after = maker.random.between(1, 72) * HOUR;
    let at = accepted + maker.random.between(1, 30) * HOUR;
    if !maker.is_past(at + after) {
        return;
    }
    match maker.random.below(3) {
        0 => draft.extended(at, 12),
        1 => draft.finished(at, "voided"),
        _ => draft.supplement(9, at),
    };
    draft.void_last(after);
}

/// The lines of a case as they stand in a file of `now`: what counts, what was replaced, and now and then a line twice.
pub fn lines<'d>(maker: &mut Maker<'d>, draft: &Draft<'d>) -> Vec<Value> {
    let mut lines = Vec::with_capacity(draft.events.len() + 2);
    for event in draft.events.iter().chain(&draft.superseded) {
        if !maker.is_past(event.at) || event.entered_at.is_some_and(|entered| !maker.is_past(entered)) {
            continue;
        }
        let line = draft.line(event);
        if maker.random.chance(7) {
            lines.push(line.clone());
        }
        lines.push(line);
    }
    lines
}
