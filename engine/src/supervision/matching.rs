//! Judged again, the intervals of a subject are matched to its alert records by overlap, earliest first (architecture, decision 7): matched =
//! moved, a record without an interval = no longer supported, an interval without a record = new.

use super::interval::{Finding, Treatment};
use crate::facts::others::AlertRecord;
use crate::rules::Level;
use crate::time::Micros;

/// What is to be written of an alert.
#[derive(Clone, Debug)]
pub enum Step {
    /// A new alert.
    Raise(Finding),
    /// A record whose interval, level or responsibility changed; the name of the change that matters most.
    Change {
        /// Place of the record among those matched.
        record: usize,
        /// escalated, ended, moved or supported.
        step: &'static str,
        /// Its values now.
        finding: Finding,
    },
    /// A record whose interval is gone: withdrawn (remind, warn, and what is pending) or proposed to be lifted (yellow, red).
    Unsupported {
        /// Place of the record.
        record: usize,
        /// withdrawn or lift_proposed.
        step: &'static str,
    },
}

/// Steps that bring the records of one family on one subject in line with what is found. Withdrawn records stay as they are; a finding that
/// meets one is a new alert.
pub fn steps(records: &[AlertRecord], mut found: Vec<Finding>) -> Vec<Step> {
    found.sort_by_key(|finding| finding.since);
    let mut order: Vec<usize> = (0..records.len()).filter(|index| records[*index].withdrawn_at.is_none()).collect();
    order.sort_by_key(|index| records[*index].since);
    let mut taken = vec![false; found.len()];
    let mut steps = Vec::new();
    for record in order {
        let kept = &records[record];
        let matched = (0..found.len()).find(|index| !taken[*index] && overlaps(kept, &found[*index]));
        match matched {
            Some(index) => {
                taken[index] = true;
                if let Some(step) = change(kept, &found[index]) {
                    steps.push(Step::Change { record, step, finding: found[index].clone() });
                }
            }
            None if kept.supported => {
                // What waited for its source's data was no card yet: nobody has to lift it. A card whose level fell before waits for a person
                // as well.
                let mut levels = [Some(kept.level), kept.held_level].into_iter().flatten();
                let is_card =
                    !kept.is_pending && levels.any(|level| Level::parse(level.text()).is_some_and(|level| level >= Level::Yellow));
                steps.push(Step::Unsupported { record, step: if is_card { "lift_proposed" } else { "withdrawn" } });
            }
            None => {}
        }
    }
    let new = found.into_iter().zip(taken).filter(|(_, taken)| !taken).map(|(finding, _)| Step::Raise(finding));
    steps.extend(new);
    steps
}

fn overlaps(record: &AlertRecord, finding: &Finding) -> bool {
    let end = |ended_at: Option<Micros>| ended_at.unwrap_or(Micros::MAX);
    record.since < end(finding.ended_at) && finding.since < end(record.ended_at)
}

/// The name of the change that matters most; none where nothing changed.
fn change(record: &AlertRecord, finding: &Finding) -> Option<&'static str> {
    if !record.supported {
        return Some("supported");
    }
    let level = Level::parse(record.level.text());
    let same_end = record.ended_at == finding.ended_at;
    let same_start = record.since == finding.since && record.level_since == finding.level_since;
    let same_rule = record.rule.text() == finding.rule.code && record.version == i64::from(finding.rule.version);
    let responsible = &finding.responsible;
    let same_responsible = record.responsible_dept == responsible.dept
        && record.responsible_window == responsible.window
        && record.responsible_person == responsible.person
        && record.responsible_link.as_deref().and_then(|link| link.parse::<i64>().ok()) == responsible.link;
    let treatment = Treatment { is_pending: record.is_pending, is_stock: record.is_stock, is_backfilled: record.is_backfilled };
    if level < Some(finding.level) {
        Some("escalated")
    } else if !same_end && record.ended_at.is_none() {
        Some("ended")
    } else if level == Some(finding.level) && same_end && same_start && same_rule && same_responsible && treatment == finding.treatment {
        None
    } else {
        Some("moved")
    }
}
