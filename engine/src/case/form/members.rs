//! Members of an object, read with the kind that each must have, and what to say where one has another.

use std::borrow::Cow;
use std::fmt::Display;

use serde_json::{Map, Value};

use super::FormError;
use crate::time::{Micros, parse_rfc3339};

/// A fault of form; its place is written out only here, for most events have none.
pub(super) fn problem(reason: &'static str, field: impl Display, message: impl Into<String>, how_to_mend: impl Into<String>) -> FormError {
    FormError { reason, field: field.to_string(), message: message.into(), how_to_mend: how_to_mend.into() }
}

/// A member that is there and not null.
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

pub(super) fn object<'a>(event: &'a Map<String, Value>, name: &str) -> Result<Option<&'a Map<String, Value>>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(Value::Object(map)) => Ok(Some(map)),
        Some(_) => Err(problem("wrong_type", name, "not an object", format!("write \"{name}\": {{ … }}"))),
    }
}

pub(super) fn boolean(event: &Map<String, Value>, name: &str) -> Result<Option<bool>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(problem("wrong_type", name, "neither true nor false", "write true or false, without quotes")),
    }
}

pub(super) fn text_value(value: &Value, field: impl Display, most: usize) -> Result<Cow<'_, str>, FormError> {
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.trim()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Cow::Owned(number.to_string()),
        _ => return Err(problem("wrong_type", field, "not text", "write it in quotes")),
    };
    if text.contains('\0') {
        return Err(problem("bad_character", field, "holds a null character", "remove it"));
    }
    // A text has no more characters than bytes.
    let length = if text.len() <= most { 0 } else { text.chars().count() };
    if length > most {
        return Err(problem(
            "too_long",
            field,
            format!("{length} characters, at most {most} are allowed"),
            "shorten it, or send it as a document",
        ));
    }
    Ok(text)
}

pub(super) fn optional_text(event: &Map<String, Value>, name: &str, most: usize) -> Result<Option<String>, FormError> {
    match member(event, name) {
        None => Ok(None),
        Some(value) => text_value(value, name, most).map(|text| if text.is_empty() { None } else { Some(text.into_owned()) }),
    }
}

pub(super) fn required_text(event: &Map<String, Value>, name: &str, most: usize) -> Result<String, FormError> {
    optional_text(event, name, most)?.ok_or_else(|| problem("missing_field", name, "is missing or empty", format!("add \"{name}\"")))
}

pub(super) fn text_or(event: &Map<String, Value>, name: &str, most: usize, default: Option<&str>) -> Result<String, FormError> {
    match (optional_text(event, name, most)?, default) {
        (Some(text), _) => Ok(text),
        (None, Some(default)) => Ok(default.to_owned()),
        (None, None) => {
            Err(problem("missing_field", name, "is missing or empty", format!("add \"{name}\", or name a profile that sets it")))
        }
    }
}

pub(super) fn instant_value(value: &Value, field: impl Display) -> Result<(Micros, i16), FormError> {
    value.as_str().and_then(|text| parse_rfc3339(text.trim())).ok_or_else(|| {
        problem("bad_time", field, format!("{value} is no instant that exists"), "write it like 2025-01-24T14:05:00+08:00, with the offset")
    })
}

pub(super) fn required_instant(event: &Map<String, Value>, name: &str) -> Result<(Micros, i16), FormError> {
    let value = member(event, name).ok_or_else(|| problem("missing_field", name, "is missing", format!("add \"{name}\"")))?;
    instant_value(value, name)
}

/// "did you mean …", by edit distance, for a name that does not exist.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let best = names.map(|known| (distance(name, known), known)).min();
    match best {
        Some((edits, known)) if edits <= name.chars().count().div_ceil(2) => format!("did you mean {known}?"),
        _ => "remove it, or see the list of fields in docs/EVENTS.md".to_owned(),
    }
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
