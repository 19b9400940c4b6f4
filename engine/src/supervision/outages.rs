//! Which of the declared outages stop clocks, and which of those were declared late (decisions/0005).

use std::collections::{BTreeMap, HashMap};

use super::treatment::lag;
use crate::case::event::Event;
use crate::case::outage::Outage;
use crate::case::payload::{OutageDeclared, Payload};
use crate::organization::Organization;
use crate::sym::Sym;
use crate::time::Micros;

/// When events were recorded, by source, id and revision.
pub type Recorded = HashMap<(Sym, Box<str>, u32), Micros>;

/// Names that approve, of which two are asked for (domain 3.3).
const APPROVERS: usize = 2;

/// The declarations of one outage, laid over one another in fold order.
#[derive(Default)]
struct Declared {
    values: OutageDeclared,
    is_late: bool,
}

/// The outages that stop clocks: announced under a number and approved by two people. `events` are the counted reference events in fold
/// order.
pub fn outages(events: &[Event], recorded: &Recorded, organization: &Organization) -> Vec<Outage> {
    let mut declared: BTreeMap<&str, Declared> = BTreeMap::new();
    for event in events {
        let Payload::OutageDeclared(outage) = &event.payload else { continue };
        let Some(no) = outage.outage_no.as_deref() else { continue };
        let kept = declared.entry(no).or_default();
        let values = &mut kept.values;
        values.outage_no.clone_from(&outage.outage_no);
        values.platform = outage.platform.or(values.platform);
        values.from = outage.from.or(values.from);
        values.to = outage.to.or(values.to);
        values.announcement_no = outage.announcement_no.clone().or(values.announcement_no.take());
        // Two people may approve one after the other.
        values.approver_ids.extend(&outage.approver_ids);
        kept.is_late |= is_late(event, outage, recorded, organization);
    }
    declared.into_values().filter_map(|declared| stops(&declared.values, declared.is_late)).collect()
}

/// The outage, if what is declared of it is enough to stop clocks.
fn stops(values: &OutageDeclared, is_late: bool) -> Option<Outage> {
    let mut approvers = values.approver_ids.clone();
    approvers.sort_unstable_by_key(|code| code.text());
    approvers.dedup();
    let is_announced = values.announcement_no.as_deref().is_some_and(|number| !number.trim().is_empty());
    let (from, to) = (values.from?.0, values.to.map(|at| at.0));
    let is_evidenced = is_announced && approvers.len() >= APPROVERS && to.is_none_or(|to| from < to);
    is_evidenced.then_some(Outage { no: values.outage_no.clone()?, platform: values.platform?, from, to, is_late })
}

/// Whether it was told later after the outage began than its source usually reports.
fn is_late(event: &Event, outage: &OutageDeclared, recorded: &Recorded, organization: &Organization) -> bool {
    let Some(from) = outage.from else { return false };
    let recorded_at = recorded.get(&(event.source, event.id.clone(), event.revision)).copied().unwrap_or(Micros::MIN);
    let told_at = event.occurred_at.max(event.entered_at).max(recorded_at);
    event.by_hand || told_at.saturating_sub(from.0) > lag(organization.source(event.source))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::facts::testing::event;
    use crate::time::{HOUR, parse_rfc3339};

    fn at(text: &str) -> Micros {
        parse_rfc3339(text).expect(text).0
    }

    fn declared(id: &str, told: &str, more: Value) -> Event {
        let mut payload = json!({ "outage_no": "GZ-1", "platform": "district", "from": "2025-06-02T09:00:00+08:00" });
        if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
            payload.extend(more);
        }
        event(id, "outage_declared", None, at(told), payload)
    }

    #[test]
    fn an_outage_stops_clocks_once_it_is_announced_and_two_people_approved() {
        let organization = Organization::default();
        let found = |events: &[Event]| outages(events, &Recorded::new(), &organization);
        let told = "2025-06-02T12:00:00+08:00";
        let first = declared("1", told, json!({}));
        let enough = json!({ "announcement_no": "公告1", "approver_ids": ["A", "B"] });
        assert!(found(std::slice::from_ref(&first)).is_empty());
        for missing in [json!({ "announcement_no": "公告1", "approver_ids": ["A", "A"] }), json!({ "approver_ids": ["A", "B"] })] {
            assert!(found(&[declared("1", told, missing.clone())]).is_empty(), "{missing}");
        }
        let backwards = json!({ "announcement_no": "公告1", "approver_ids": ["A", "B"], "to": "2025-06-02T08:00:00+08:00" });
        assert!(found(&[declared("1", told, backwards)]).is_empty());
        let both = found(&[first, declared("2", "2025-06-02T15:00:00+08:00", enough)]);
        assert_eq!(both.len(), 1);
        assert!(both[0].to.is_none() && !both[0].is_late);
    }

    #[test]
    fn an_outage_told_of_after_the_usual_lag_is_late() {
        let organization = Organization::default();
        let enough = || json!({ "announcement_no": "公告1", "approver_ids": ["A", "B"] });
        let late = |event: &Event, recorded: &Recorded| outages(std::slice::from_ref(event), recorded, &organization)[0].is_late;
        let prompt = declared("1", "2025-06-03T09:00:00+08:00", enough());
        assert!(!late(&prompt, &Recorded::new()));
        assert!(late(&declared("1", "2025-06-03T09:00:01+08:00", enough()), &Recorded::new()));
        let recorded = |after: Micros| Recorded::from([((prompt.source, prompt.id.clone(), 0), at("2025-06-02T09:00:00+08:00") + after)]);
        assert!(!late(&prompt, &recorded(24 * HOUR)));
        assert!(late(&prompt, &recorded(25 * HOUR)));
    }
}
