//! The line of events of a case.

use std::collections::HashMap;

use mingjing_engine::case::event::Event;
use mingjing_engine::case::payload::{Field, FieldType, Payload};
use mingjing_engine::ledger::Row;
use mingjing_engine::supervision::treatment::lateness;
use mingjing_engine::time::{MINUTE, Zone, parse_rfc3339};
use serde_json::{Map, Value};

use super::Dossier;
use crate::model::Words;
use crate::model::why::{DetailField, EventStanding, TimelineEvent};
use crate::serve::desk::Desk;
use crate::serve::problem::ApiError;
use crate::serve::state::position;

/// The highest revision of each event that is in force: by source and id, with whether it takes the event back.
type Newest<'a> = HashMap<(&'a str, &'a str), (u32, bool)>;

fn newest<'a>(events: &'a [(&Row, Event)]) -> Newest<'a> {
    let mut newest = Newest::new();
    for (_, event) in events.iter().filter(|(row, _)| !row.is_voided()) {
        let kept = newest.entry((event.source.text(), &event.id)).or_insert((event.revision, event.is_void));
        if event.revision > kept.0 {
            *kept = (event.revision, event.is_void);
        }
    }
    newest
}

/// What became of an event, given the highest revision of it.
fn standing(row: &Row, event: &Event, newest: &Newest<'_>) -> EventStanding {
    match newest.get(&(event.source.text(), &*event.id)) {
        _ if row.is_voided() => EventStanding::ImportVoided,
        Some((revision, true)) if event.revision < *revision => EventStanding::TakenBack,
        Some((revision, false)) if event.revision < *revision => EventStanding::Replaced,
        _ if event.is_void => EventStanding::TakesBack,
        _ => EventStanding::Counted,
    }
}

impl Dossier {
    /// All its events in fold order, those that do not count included; what the engine itself writes (alert steps) is left out.
    pub fn timeline(&self) -> Result<Vec<TimelineEvent>, ApiError> {
        let mut events: Vec<(&Row, Event)> = Vec::with_capacity(self.rows.len());
        for row in self.rows.iter().filter(|row| !row.kind.is_own()) {
            let event = Event::read(&row.body).map_err(|error| ApiError::internal("reading an event", error))?;
            events.push((row, event));
        }
        events.sort_by(|(_, a), (_, b)| a.fold_order().cmp(&b.fold_order()).then_with(|| a.revision.cmp(&b.revision)));
        let newest = newest(&events);
        events.iter().map(|(row, event)| self.line(row, event, standing(row, event, &newest))).collect()
    }

    /// Puts to each event the name of the file that it came with.
    pub async fn name_files(desk: &Desk<'_>, events: &mut [TimelineEvent]) -> Result<(), ApiError> {
        let mut names: HashMap<i64, Option<String>> = HashMap::new();
        for event in events {
            let Some(batch) = event.batch else { continue };
            event.file = match names.get(&batch) {
                Some(name) => name.clone(),
                None => {
                    let name = desk.ledger().import(batch).await?.map(|import| import.began.file_name);
                    names.insert(batch, name.clone());
                    name
                }
            };
        }
        Ok(())
    }

    fn line(&self, row: &Row, event: &Event, standing: EventStanding) -> Result<TimelineEvent, ApiError> {
        let zone = self.zone();
        let body: Value = serde_json::from_str(&row.body).map_err(|error| ApiError::internal("reading an event", error))?;
        let payload = body.get("payload").and_then(Value::as_object);
        let late = lateness(event, row, self.world.organization.source(event.source));
        Ok(TimelineEvent {
            position: Some(position(row.position)),
            occurred_at: zone.format(event.occurred_at),
            recorded_at: Some(zone.format(row.recorded_at)),
            entered_at: (event.entered_at != event.occurred_at).then(|| zone.format(event.entered_at)),
            type_name: event.kind.name().to_owned(),
            label: Words { zh: event.kind.zh().to_owned(), en: event.kind.en().to_owned() },
            actor: event.actor_id.map(|code| code.text().to_owned()),
            dept: event.dept_code.map(|code| code.text().to_owned()),
            source: event.source.text().to_owned(),
            batch: row.batch,
            file: None,
            line: row.line,
            revision: event.revision,
            is_by_hand: event.by_hand,
            late_minutes: late.map(|late| late / MINUTE),
            is_backfilled: event.by_hand || late.is_some(),
            is_counted: standing == EventStanding::Counted,
            standing,
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

    #[test]
    fn a_revision_is_told_by_what_became_of_it() {
        use EventStanding::{Counted, ImportVoided, Replaced, TakenBack, TakesBack};
        let row = |id: &str, revision: u32, is_void: bool, voided_by: Option<i64>| {
            let body = serde_json::json!({
                "id": id, "source": "s", "revision": revision, "is_void": is_void, "type": "archived", "centre": "c", "case_no": "1",
                "occurred_at": "2025-01-24T06:05:00Z", "payload": {},
            });
            let body = body.to_string();
            let event = Event::read(&body).expect("an event");
            let row = Row {
                position: 1,
                centre: event.centre,
                source: event.source,
                id: event.id.clone(),
                revision,
                kind: event.kind,
                case_no: event.case_no.clone(),
                occurred_at: event.occurred_at,
                recorded_at: event.occurred_at,
                batch: None,
                voided_by,
                line: None,
                body: body.into(),
            };
            (row, event)
        };
        let made = [
            row("a", 0, false, None),
            row("a", 1, false, None),
            row("b", 0, false, None),
            row("b", 2, true, None),
            row("c", 0, false, None),
            // The import of this revision was made void: what it replaced counts again.
            row("c", 1, false, Some(9)),
        ];
        let events: Vec<(&Row, Event)> = made.iter().map(|(row, event)| (row, event.clone())).collect();
        let newest = newest(&events);
        let told: Vec<EventStanding> = events.iter().map(|(row, event)| standing(row, event, &newest)).collect();
        assert_eq!(told, [Replaced, Counted, TakenBack, TakesBack, Counted, ImportVoided]);
    }
}
