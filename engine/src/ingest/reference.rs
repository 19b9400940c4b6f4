//! docs/EVENTS.md: the wire format of events, written from the list of fields that the door checks.

use std::fmt::Write;

use crate::case::kind::EventType;
use crate::case::payload::{Field, FieldType, Payload, PersonalKind};

const HEAD: &str = "<!-- Written by engine/src/ingest/reference.rs from the list of fields in engine/src/case/payload.rs; `make docs` writes it anew. -->
# Events on the wire

One JSON object an event; in a file one event a line (JSON Lines, UTF-8, `.jsonl` or `.jsonl.gz`). A name that does not stand here is refused
with the nearest right one. A missing value is an absent member; null and the empty text mean the same. Nothing here is checked for
legality: an approval before its acceptance is well-formed, and a rule will say what is wrong with it.

## Envelope
| member | type | meaning |
|---|---|---|
| `id` **M** | text, at most 128 | the sender's own id of the event |
| `source` **M** | code | sending system; the profile's where it is left out |
| `revision` | int, 0 | a higher revision replaces the lower ones, whichever comes first; the same id and revision with the same content is a duplicate, with other content it is quarantined |
| `is_void` | bool, false | with a higher revision: the event no longer counts |
| `type` **M** | code | one of the types below |
| `centre` **M** | code | the profile's where it is left out |
| `case_no` | text, at most 50 | case number; **M** for types 10 to 38 but `licence_issued` |
| `occurred_at` **M** | instant | when it happened |
| `precision` | `instant`, `day`, `unknown` | how exactly the source knows; default `instant` |
| `entered_at`, `entered_by` | instant, code | when and by whom it was keyed in; default `occurred_at`, `actor_id` |
| `by_hand` | bool, false | typed in afterwards by hand |
| `seq` | int | place in the source's own order, among events of one instant and type |
| `actor_id`, `actor_kind` | code; `person`, `system` | who did it; default `person` |
| `dept_code`, `window_id` | code | for which department, at which window |
| `payload` | object | the fields of its type |
| `attributes` | object | what the centre's profile declares |

## Types of fields
`text` free text; `code` text of at most 128 characters from a list; `int` a whole number of 64 bits; `bool` true or false; `instant` RFC 3339 with
offset, `2025-01-24T14:05:00+08:00`; `date` `2025-01-24`; `due` an instant, or a date that means its 23:59:59; `fen` money in hundredths, a whole
number; `personal` text that is kept sealed, with a mask in its place. **M** = must be there.

## Types of events
The number is the rank: events of one instant count in this order. The engine alone writes types 50 and 60 to 64.
";

/// The text of docs/EVENTS.md.
pub fn events_markdown() -> String {
    let mut text = HEAD.to_owned();
    for kind in EventType::ALL {
        let needs = if kind.needs_case_no() { ", needs `case_no`" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n### {} `{}` {}\n{}{needs}.", kind.rank(), kind.name(), kind.zh(), kind.en());
        let fields = Payload::fields(*kind);
        if fields.is_empty() {
            let _ = writeln!(text, "\nNo payload.");
            continue;
        }
        let _ = writeln!(text, "\n| field | type |\n|---|---|");
        for field in fields {
            let _ = writeln!(text, "| {} | {} |", name(field), type_of(field.ty));
        }
    }
    text
}

fn name(field: &Field) -> String {
    if field.mandatory { format!("`{}` **M**", field.name) } else { format!("`{}`", field.name) }
}

fn type_of(ty: FieldType) -> String {
    match ty {
        FieldType::Text(most) => format!("text, at most {most}"),
        FieldType::Code => "code".to_owned(),
        FieldType::OneOf(codes) => codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", "),
        FieldType::Int => "int".to_owned(),
        FieldType::Bool => "bool".to_owned(),
        FieldType::Instant => "instant".to_owned(),
        FieldType::Date => "date".to_owned(),
        FieldType::Due => "due".to_owned(),
        FieldType::Fen => "fen".to_owned(),
        FieldType::Personal(kind) => format!("personal: {}", personal(kind)),
        FieldType::Codes => "list of codes".to_owned(),
        FieldType::Objects(fields) => format!("list of {{ {} }}", inner(fields)),
        FieldType::Object(fields) => format!("{{ {} }}", inner(fields)),
    }
}

fn inner(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("{}: {}", name(field), type_of(field.ty))).collect::<Vec<_>>().join("; ")
}

fn personal(kind: PersonalKind) -> String {
    match kind {
        PersonalKind::Name => "name".to_owned(),
        PersonalKind::IdNumber(None) => "document number".to_owned(),
        PersonalKind::IdNumber(Some(beside)) => format!("document number, of the kind that `{beside}` names"),
        PersonalKind::Phone => "phone number".to_owned(),
        PersonalKind::Address => "address".to_owned(),
        PersonalKind::Other => "identification".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_and_every_field_stands_in_the_reference() {
        let text = events_markdown();
        for kind in EventType::ALL {
            assert!(text.contains(&format!("`{}`", kind.name())), "{}", kind.name());
            for field in Payload::fields(*kind) {
                assert!(text.contains(&format!("| `{}`", field.name)), "{}", field.name);
            }
        }
    }
}
