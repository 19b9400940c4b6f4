//! A rule's timeline cases as people read them.

use mingjing_engine::case::kind::EventType;
use mingjing_engine::case::payload::{Field, FieldType, Payload, PersonalKind};
use mingjing_engine::identifiers::{self, name, phone};
use mingjing_engine::rules::TimelineCase;
use mingjing_engine::supervision::cases::TestReport;
use toml::Value;

use crate::model::Words;
use crate::model::rule::{RuleCase, RuleEvent, RuleExpectation, RuleField};
use crate::model::why::DetailField;
use crate::serve::alerts::view::level_of;

/// A case, and how it went.
pub fn case(case: &TimelineCase, tested: &TestReport) -> RuleCase {
    let failed = tested.failed.iter().find(|failed| failed.case == case.name);
    RuleCase {
        name: case.name.clone(),
        passed: failed.is_none(),
        message: failed.map(|failed| failed.message.clone()),
        parameters: case.params.iter().map(|(name, value)| DetailField { field: name.clone(), value: value.to_string() }).collect(),
        reference: case.reference.iter().map(event).collect(),
        events: case.events.iter().map(event).collect(),
        evaluate_at: case.evaluate_at.clone(),
        expect: case
            .expect
            .iter()
            .map(|alert| RuleExpectation {
                level: level_of(alert.level.code()),
                since: alert.since.clone(),
                ended_at: alert.ended_at.clone(),
                rule: alert.rule.clone(),
                subject_key: alert.subject_key.clone(),
            })
            .collect(),
    }
}

/// An event: one flat table of its time, type, envelope and payload.
fn event(table: &toml::Table) -> RuleEvent {
    let type_name = table.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = EventType::named(&type_name);
    let fields = kind.map_or(&[][..], Payload::fields);
    let of_contract = fields.iter().filter_map(|field| Some((field.name, Some(field), table.get(field.name)?)));
    let others = table
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "at" | "type") && !fields.iter().any(|field| field.name == name.as_str()))
        .map(|(name, value)| (name.as_str(), None, value));
    let line = |(name, field, value): (&str, Option<&Field>, &Value)| RuleField {
        field: name.to_owned(),
        value: if objects(value).is_some() { String::new() } else { text(field, value) },
        items: objects(value).unwrap_or_default().into_iter().map(|item| members(field, item)).collect(),
    };
    RuleEvent {
        at: table.get("at").map(|at| text(None, at)),
        label: kind.map_or_else(
            || Words { zh: type_name.clone(), en: type_name.clone() },
            |kind| Words { zh: kind.zh().to_owned(), en: kind.en().to_owned() },
        ),
        detail: of_contract.chain(others).map(line).collect(),
        type_name,
    }
}

/// The objects of a list of objects, or the one object that a field is.
fn objects(value: &Value) -> Option<Vec<&toml::Table>> {
    match value {
        Value::Table(table) => Some(vec![table]),
        Value::Array(items) if !items.is_empty() => items.iter().map(Value::as_table).collect(),
        _ => None,
    }
}

/// The fields of an object.
fn members(field: Option<&Field>, table: &toml::Table) -> Vec<DetailField> {
    let fields = match field.map(|field| field.ty) {
        Some(FieldType::Objects(fields) | FieldType::Object(fields)) => fields,
        _ => &[],
    };
    let line = |(name, value): (&String, &Value)| {
        let field = fields.iter().find(|field| field.name == name);
        DetailField { field: name.clone(), value: text(field, value) }
    };
    table.iter().map(line).collect()
}

/// A value as text. The people of a case are made up; their numbers are masked all the same, for a reader cannot know that.
fn text(field: Option<&Field>, value: &Value) -> String {
    match (field.map(|field| field.ty), value) {
        (Some(FieldType::Personal(kind)), Value::String(text)) => masked(kind, text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => items.iter().map(|item| text(None, item)).collect::<Vec<_>>().join(", "),
        (_, value) => value.to_string(),
    }
}

fn masked(kind: PersonalKind, text: &str) -> String {
    match kind {
        PersonalKind::Name => name::mask(&name::normalise(text)),
        PersonalKind::Phone => phone::mask(&phone::normalise(text)),
        PersonalKind::IdNumber(_) | PersonalKind::Address | PersonalKind::Other => identifiers::mask(&identifiers::normalise(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_case_stands_in_the_contracts_order_and_hides_its_people() {
        let table: toml::Table = toml::from_str(
            "at = \"2025-03-03T10:00\"\ntype = \"received\"\ndept_code = \"D01\"\napplicant_id_no = \"110105194912310022\"\n\
             item_name = \"食品经营许可\"\ncase_type = 2",
        )
        .expect("toml");
        let event = event(&table);
        assert_eq!((event.at.as_deref(), event.label.zh.as_str()), (Some("2025-03-03T10:00"), "收件"));
        let told: Vec<(&str, &str)> = event.detail.iter().map(|line| (line.field.as_str(), line.value.as_str())).collect();
        assert_eq!(
            told,
            [("item_name", "食品经营许可"), ("case_type", "2"), ("applicant_id_no", "110105********0022"), ("dept_code", "D01")]
        );
    }

    #[test]
    fn lists_are_told_in_full() {
        let table: toml::Table = toml::from_str(
            "type = \"item_published\"\nitem_handle_codes = [\"H1\", \"H2\"]\nlinks = [{ link_code = \"L1\", limit_wd = 3 }, { link_code = \"L2\" }]",
        )
        .expect("toml");
        let event = event(&table);
        let of = |name: &str| event.detail.iter().find(|line| line.field == name).expect(name);
        assert_eq!((of("item_handle_codes").value.as_str(), of("item_handle_codes").items.len()), ("H1, H2", 0));
        let told: Vec<Vec<(&str, &str)>> =
            of("links").items.iter().map(|item| item.iter().map(|line| (line.field.as_str(), line.value.as_str())).collect()).collect();
        assert_eq!(told, [vec![("limit_wd", "3"), ("link_code", "L1")], vec![("link_code", "L2")]]);
        assert_eq!((event.at, of("links").value.as_str()), (None, ""));
    }
}
