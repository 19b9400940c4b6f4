//! The rows that our side judged, as JSON Lines for the peer: the columns that the rules read, the moment, and the working days that the peer
//! cannot count.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use mingjing_engine::case::state::Case;
use mingjing_engine::facts::relations::{CASE, CaseRow, Moment};
use mingjing_engine::rules::Rule;
use mingjing_engine::schema::{Row, Slot};
use serde_json::{Map, Value};

use super::stream::{EventStream, Item};

/// Writes a row for each event.
pub fn write(stream: &EventStream, rules: &[Arc<Rule>], file: &mut impl Write) -> anyhow::Result<()> {
    let world = &*stream.bench.world;
    let mut slots: Vec<usize> = rules.iter().flat_map(|rule| rule.slots().to_vec()).collect();
    slots.sort_unstable();
    slots.dedup();
    let since = CASE.slot("state_since");
    let mut cases: HashMap<&str, Case> = HashMap::new();
    for Item { event, is_last, .. } in &stream.items {
        let Some(case_no) = event.case_no.as_deref() else { continue };
        let case = cases.entry(case_no).or_insert_with(|| stream.blank(case_no));
        case.apply(event, world);
        if *is_last {
            case.end_moment(world, event.occurred_at);
        }
        let at = event.occurred_at;
        let moment = Moment::new(case, world, at);
        let row = CaseRow::new(&moment);
        let mut members = Map::with_capacity(slots.len() + 2);
        for slot in &slots {
            members.insert(CASE.columns[*slot].name.to_owned(), value(row.get(*slot)));
        }
        members.insert("now".to_owned(), at.into());
        let day = |at| world.zone.day_of(at);
        let in_state = match since.map(|slot| row.get(slot)) {
            Some(Slot::Ts(since)) => Value::from(world.calendar_at(at).count_wd(day(since), day(at))),
            _ => Value::Null,
        };
        members.insert("wd_in_state".to_owned(), in_state);
        serde_json::to_writer(&mut *file, &Value::Object(members))?;
        file.write_all(b"\n")?;
    }
    Ok(())
}

fn value(slot: Slot<'_>) -> Value {
    match slot {
        Slot::Null | Slot::Rows(_) => Value::Null,
        Slot::Int(value) | Slot::Ts(value) => value.into(),
        Slot::Bool(value) => value.into(),
        Slot::Date(day) => day.to_string().into(),
        Slot::Text(text) => text.into(),
        Slot::Key(key) => key.to_string().into(),
    }
}
