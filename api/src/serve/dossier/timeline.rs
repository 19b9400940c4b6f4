//! The line of events of a case.

use std::collections::HashSet;

use mingjing_engine::case::event::Event;
use mingjing_engine::case::fold::effective;
use mingjing_engine::case::payload::{Field, FieldType, Payload};
use mingjing_engine::ledger::Row;
use mingjing_engine::supervision::treatment::is_backfilled;
use mingjing_engine::time::{Zone, parse_rfc3339};
use serde_json::{Map, Value};

use super::Dossier;
use crate::model::Words;
use crate::model::why::{DetailField, TimelineEvent};
use crate::serve::problem::ApiError;
use crate::serve::state::position;

impl Dossier {
    /// All its events in fold order, those that do not count included; what the engine itself writes (alert steps) is left out.
    pub fn timeline(&self) -> Result<Vec<TimelineEvent>, ApiError> {
        let mut events: Vec<(&Row, Event)> = Vec::with_capacity(self.rows.len());
        for row in self.rows.iter().filter(|row| !row.kind.is_own()) {
            let event = Event::read(&row.body).map_err(|error| ApiError::internal("reading an event", error))?;
            events.push((row, event));
        }
        events.sort_by(|(_, a), (_, b)| a.fold_order().cmp(&b.fold_order()).then_with(|| a.revision.cmp(&b.revision)));
        let mut counted: Vec<Event> = events.iter().filter(|(row, _)| !row.is_voided()).map(|(_, event)| event.clone()).collect();
        effective(&mut counted);
        let counted: HashSet<(&str, &str, u32)> = counted.iter().map(|event| (event.source.text(), &*event.id, event.revision)).collect();
        events
            .iter()
            .map(|(row, event)| {
                let is_counted = !row.is_voided() && counted.contains(&(event.source.text(), &*event.id, event.revision));
                self.line(row, event, is_counted)
            })
            .collect()
    }

    fn line(&self, row: &Row, event: &Event, is_counted: bool) -> Result<TimelineEvent, ApiError> {
        let zone = self.zone();
        let body: Value = serde_json::from_str(&row.body).map_err(|error| ApiError::internal("reading an event", error))?;
        let payload = body.get("payload").and_then(Value::as_object);
        Ok(TimelineEvent {
            position: Some(position(row.position)),
            occurred_at: zone.format(event.occurred_at),
            recorded_at: Some(zone.format(row.recorded_at)),
            type_name: event.kind.name().to_owned(),
            label: Words { zh: event.kind.zh().to_owned(), en: event.kind.en().to_owned() },
            actor: event.actor_id.map(|code| code.text().to_owned()),
            dept: event.dept_code.map(|code| code.text().to_owned()),
            is_backfilled: is_backfilled(event, row, self.world.organization.source(event.source)),
            is_counted,
            detail: payload.map_or_else(Vec::new, |payload| details(Payload::fields(event.kind), payload, zone)),
        })
    }
}

/// The payload's fields in the order of the contract.
fn details(fields: &[Field], payload: &Map<String, Value>, zone: &Zone) -> Vec<DetailField> {
    let line = |field: &Field| {
        let value = payload.get(field.name).filter(|value| !value.is_null())?;
        Some(DetailField { field: field.name.to_owned(), value: text(field.ty, value, zone) })
    };
    fields.iter().filter_map(line).collect()
}

fn text(ty: FieldType, value: &Value, zone: &Zone) -> String {
    match (ty, value) {
        (FieldType::Personal(_), value) => value.get("mask").and_then(Value::as_str).unwrap_or("*").to_owned(),
        (FieldType::Instant | FieldType::Due, Value::String(text)) => {
            parse_rfc3339(text).map_or_else(|| text.clone(), |(at, _)| zone.format(at))
        }
        (FieldType::Object(fields), Value::Object(inner)) => {
            let parts: Vec<String> =
                details(fields, inner, zone).into_iter().map(|part| format!("{} {}", part.field, part.value)).collect();
            parts.join(", ")
        }
        (_, Value::Array(items)) => items.len().to_string(),
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingjing_engine::case::kind::EventType;

    #[test]
    fn details_stand_in_the_contracts_order_and_hide_persons() {
        let payload = serde_json::json!({
            "applied_at": "2025-01-24T06:05:00Z", "applicant_id_no": {"key": "00", "mask": "110105********002X", "valid": true},
            "item_name": "食品经营许可", "urgent": true, "case_type": 2,
        });
        let fields = Payload::fields(EventType::Submitted);
        let shown = details(fields, payload.as_object().expect("an object"), &Zone::china());
        let shown: Vec<(&str, &str)> = shown.iter().map(|line| (line.field.as_str(), line.value.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("item_name", "食品经营许可"),
                ("case_type", "2"),
                ("applicant_id_no", "110105********002X"),
                ("applied_at", "2025-01-24T14:05:00+08:00"),
                ("urgent", "true"),
            ]
        );
    }

    #[test]
    fn lists_are_told_by_their_length() {
        let payload = serde_json::json!({ "promised_days": 5, "tolerated": [{"material_code": "M1", "due_at": "2025-02-01"}] });
        let shown = details(Payload::fields(EventType::Accepted), payload.as_object().expect("an object"), &Zone::china());
        assert_eq!(shown.last().map(|line| line.value.as_str()), Some("1"));
    }
}
