//! Rows of subjects that belong to no case: groups (分组主体), made anew by the subject's SQL over the published facts, and things with a
//! number of their own, as their relation has them.

use mingjing_engine::case::state::Case;
use mingjing_engine::facts::others::{self, Others};
use mingjing_engine::facts::query::Format;
use mingjing_engine::facts::relations::{CASE, Moment};
use mingjing_engine::rules::{self, Rule};
use mingjing_engine::schema::{Key, Relation, Row, Slot, Type};
use mingjing_engine::supervision::walk::key_of;
use mingjing_engine::supervision::{Published, ask};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::{Day, Micros, Zone, format_utc, parse_rfc3339};
use serde_json::{Map, Value};

use super::Reason;
use super::judged::{Judged, judge};
use crate::serve::desk::Desk;
use crate::serve::dossier::Dossier;
use crate::serve::problem::ApiError;
use crate::serve::state::zone_of;

/// One row of a group subject.
pub struct GroupRow {
    relation: &'static Relation,
    values: Map<String, Value>,
    /// First instant of the stretch in which it stands; none for a thing, which has no stretches.
    since: Option<Micros>,
}

impl Row for GroupRow {
    fn get(&self, slot: usize) -> Slot<'_> {
        let Some(column) = self.relation.columns.get(slot) else { return Slot::Null };
        let Some(value) = self.values.get(column.name) else { return Slot::Null };
        let text = value.as_str();
        let slot = match column.ty {
            Type::Int | Type::Fen => value.as_i64().map(Slot::Int),
            Type::Bool => value.as_bool().map(Slot::Bool),
            Type::Ts => text.and_then(parse_rfc3339).map(|(at, _)| Slot::Ts(at)),
            Type::Date => text.and_then(Day::parse).map(Slot::Date),
            Type::Text | Type::Code => text.map(Slot::Text),
            Type::Key => text.and_then(|text| u128::from_str_radix(text, 16).ok()).map(|key| Slot::Key(Key(key))),
            Type::List(_) | Type::Attributes => None,
        };
        slot.unwrap_or(Slot::Null)
    }

    fn reach(&self, _slot: usize, _value: i64) -> Option<Micros> {
        None
    }
}

impl GroupRow {
    fn key(&self) -> String {
        key_of(self.relation, self).to_string()
    }

    fn centre(&self) -> &str {
        self.values.get("centre").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it stands at an instant.
    fn stands(&self, at: Micros) -> bool {
        self.since.is_none_or(|since| since <= at)
    }

    /// Judges a rule on it, as of the instant from which it stands, for a thing as of `at`.
    pub fn judge(&self, published: &Published, centre: Sym, rule: &Rule, at: Micros) -> Result<Judged, ApiError> {
        let Some(bench) = published.benches.get(&centre) else { return Ok(Judged::default()) };
        let world = &bench.world;
        let at = self.since.unwrap_or(at);
        let moment = rules::Moment::new(at, &world.zone, world.calendar_at(at));
        judge(rule, self, &moment, &zone_of(published, centre))
    }
}

/// The row of a thing at an instant; `others` have its events.
fn row_of_thing(others: &mut Others, relation: &'static Relation, centre: Sym, key: &str, at: Micros, zone: &Zone) -> Option<GroupRow> {
    let mut found = None;
    others.show(relation.name, centre, key, &mut |thing| {
        let count = thing.events.iter().take_while(|event| event.occurred_at <= at).count();
        if count > 0 {
            let row = thing.row_after(count, zone);
            let values = relation.columns.iter().enumerate().map(|(slot, column)| (column.name.to_owned(), json_of(row.get(slot))));
            found = Some(GroupRow { relation, values: values.collect(), since: None });
        }
    });
    found
}

/// A value as answers of queries write it.
fn json_of(slot: Slot<'_>) -> Value {
    match slot {
        Slot::Int(value) => value.into(),
        Slot::Bool(value) => value.into(),
        Slot::Text(text) => text.into(),
        Slot::Ts(at) => format_utc(at).into(),
        Slot::Date(day) => day.to_string().into(),
        Slot::Key(key) => key.to_string().into(),
        Slot::Null | Slot::Rows(_) => Value::Null,
    }
}

/// The things of a rule's subject with their events; `None` where it is about no things.
async fn things(desk: &Desk<'_>, rule: &Rule) -> Result<Option<Others>, ApiError> {
    if others::subject(rule.subject.name).is_none() {
        return Ok(None);
    }
    let events =
        desk.office.thing_events(rule.subject.name).await.map_err(|error| ApiError::internal("reading the events of things", error))?;
    let mut others = Others::default();
    for bench in desk.published.benches.values() {
        others.set_zone(bench.world.centre, Zone::clone(&bench.world.zone));
    }
    events.iter().for_each(|event| others.apply(event));
    Ok(Some(others))
}

/// All rows of a rule's subject.
async fn rows(desk: &Desk<'_>, rule: &Rule) -> Result<Vec<GroupRow>, ApiError> {
    let Some(group) = desk.office.groups().iter().find(|group| group.relation.name == rule.subject.name) else { return Ok(Vec::new()) };
    let doing = "making the rows of a group subject";
    let session =
        ask::session(desk.published.facts.clone(), &desk.published.benches, None).map_err(|error| ApiError::internal(doing, error))?;
    let answer = session.run(group.sql).await.map_err(|error| ApiError::internal(doing, error))?;
    let mut text = Vec::new();
    answer.write(Format::Json, &mut text).map_err(|error| ApiError::internal(doing, error))?;
    let mut answer: Value = serde_json::from_slice(&text).map_err(|error| ApiError::internal(doing, error))?;
    let Some(Value::Array(rows)) = answer.get_mut("rows").map(Value::take) else { return Ok(Vec::new()) };
    let row = |row: Value| {
        let Value::Object(values) = row else { return None };
        let since = values.get("since").and_then(Value::as_str).and_then(parse_rfc3339).map(|(at, _)| at);
        Some(GroupRow { relation: group.relation, values, since: Some(since?) })
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// The row of a key that stands at an instant.
pub async fn row_of(desk: &Desk<'_>, rule: &Rule, centre: Sym, key: &str, at: Micros) -> Result<Option<GroupRow>, ApiError> {
    if let Some(mut others) = things(desk, rule).await? {
        return Ok(row_of_thing(&mut others, rule.subject, centre, key, at, &zone_of(desk.published, centre)));
    }
    let rows = rows(desk, rule).await?;
    let of_key = rows.into_iter().filter(|row| row.centre() == centre.text() && row.stands(at) && row.key() == key);
    Ok(of_key.max_by_key(|row| row.since))
}

/// The latest row of a group subject that a case belongs to, by the columns that the subject's key shares with the case.
pub async fn row_of_case(desk: &Desk<'_>, rule: &Rule, dossier: &Dossier, case: &Case, at: Micros) -> Result<Option<GroupRow>, ApiError> {
    let mut shared: Vec<(&str, String)> = Vec::new();
    let moment = Moment::new(case, &dossier.world, at);
    moment.visit(&CASE, &mut |row| {
        for name in rule.subject.key {
            let value = CASE.slot(name).and_then(|slot| crate::serve::dossier::values::text(row.get(slot), dossier.zone()));
            shared.extend(value.map(|value| (*name, value)));
        }
    });
    if shared.is_empty() {
        return Ok(None);
    }
    let rows = rows(desk, rule).await?;
    let text = |row: &GroupRow, name: &str| {
        rule.subject.slot(name).and_then(|slot| crate::serve::dossier::values::text(row.get(slot), dossier.zone()))
    };
    let is_of_case = |row: &GroupRow| {
        row.centre() == dossier.file.centre.text()
            && row.stands(at)
            && shared.iter().all(|(name, value)| text(row, name).as_deref() == Some(value))
    };
    Ok(rows.into_iter().filter(is_of_case).max_by_key(|row| row.since))
}

/// What a rule says of each row of its subject that an alert is about.
pub async fn reasons(desk: &Desk<'_>, rule: &Rule) -> Result<Vec<Reason>, ApiError> {
    let mut things = things(desk, rule).await?;
    let rows = rows(desk, rule).await?;
    let mut reasons = Vec::new();
    for record in desk.published.alerts.of_groups().filter(|record| record.rule.text() == rule.code) {
        let Some(bench) = desk.published.benches.get(&record.centre) else { continue };
        let of_key = rows.iter().filter(|row| row.centre() == record.centre.text() && row.stands(record.level_since));
        let zone = &bench.world.zone;
        let thing = things
            .as_mut()
            .and_then(|others| row_of_thing(others, rule.subject, record.centre, &record.subject_key, record.level_since, zone));
        let row = of_key.filter(|row| row.key() == *record.subject_key).max_by_key(|row| row.since).or(thing.as_ref());
        let said = row.map(|row| {
            let world = &bench.world;
            let at = row.since.unwrap_or(record.level_since);
            let moment = rules::Moment::new(at, &world.zone, world.calendar_at(at));
            super::judged::say(rule, row, &moment)
        });
        reasons.push(Reason::new(record, said));
    }
    Ok(reasons)
}
