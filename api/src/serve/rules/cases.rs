//! A rule's timeline cases as people read them.

use mingjing_engine::case::kind::EventType;
use mingjing_engine::case::payload::{Field, FieldType, Payload, PersonalKind};
use mingjing_engine::identifiers::{self, name, phone};
use mingjing_engine::rules::TimelineCase;
use mingjing_engine::supervision::cases::TestReport;
use toml::Value;

use crate::model::Words;
use crate::model::rule::{RuleCase, RuleEvent, RuleExpectation};
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
    let line = |(name, field, value): (&str, Option<&Field>, &Value)| DetailField { field: name.to_owned(), value: text(field, value) };
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

/// A value as text. The people of a case are made up; their numbers are masked all the same, for a reader cannot know that.
fn text(field: Option<&Field>, value: &Value) -> String {
    match (field.map(|field| field.ty), value) {
        (Some(FieldType::Personal(kind)), Value::String(text)) => masked(kind, text),
        (_, Value::String(text)) => text.clone(),
        (Some(FieldType::Objects(fields)), Value::Array(items)) => joined(items, "; ", |item| text_of_table(fields, item)),
        (_, Value::Array(items)) => joined(items, ", ", |item| text(None, item)),
        (Some(FieldType::Object(fields)), table @ Value::Table(_)) => text_of_table(fields, table),
        (_, table @ Value::Table(_)) => text_of_table(&[], table),
        (_, value) => value.to_string(),
    }
}

fn joined(items: &[Value], between: &str, one: impl Fn(&Value) -> String) -> String {
    items.iter().map(one).collect::<Vec<_>>().join(between)
}

fn text_of_table(fields: &[Field], value: &Value) -> String {
    let Value::Table(table) = value else { return text(None, value) };
    let one = |(name, value): (&String, &Value)| {
        let field = fields.iter().find(|field| field.name == name);
        format!("{name} {}", text(field, value))
    };
    table.iter().map(one).collect::<Vec<_>>().join(", ")
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
    fn lists_and_tables_are_told_in_full() {
        let table: toml::Table = toml::from_str(
            "type = \"item_published\"\nitem_handle_codes = [\"H1\", \"H2\"]\nlinks = [{ link_code = \"L1\", limit_wd = 3 }, { link_code = \"L2\" }]",
        )
        .expect("toml");
        let event = event(&table);
        let value = |name: &str| event.detail.iter().find(|line| line.field == name).map(|line| line.value.clone());
        assert_eq!(value("item_handle_codes").as_deref(), Some("H1, H2"));
        assert!(value("links").is_some_and(|links| links.contains("link_code L1") && links.contains("limit_wd 3") && links.contains("; ")));
        assert_eq!(event.at, None);
    }
}
