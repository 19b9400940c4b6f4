//! The canonical form: written member by member, checked on the way.

use std::fmt::{Display, Write as _};

use serde_json::{Map, Value};

use super::members::{instant_value, member, nearest, problem, text_value};
use super::{AttributeType, FormError, FormProfile, MAX_CODE, MAX_LIST, Masker};
use crate::case::payload::{Field, FieldType, PersonalKind};
use crate::schema::Key;
use crate::time::{Day, format_utc};

/// Where a value stands; a text only where an error needs one.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root(&'a str),
    Member(&'a Path<'a>, &'a str),
    Entry(&'a Path<'a>, usize),
}

impl Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Path::Root(name) => f.write_str(name),
            Path::Member(of, name) => write!(f, "{of}.{name}"),
            Path::Entry(of, index) => write!(f, "{of}[{index}]"),
        }
    }
}

/// Writes canonical JSON and gathers the personal values on the way.
pub(super) struct Writer<'a> {
    pub(super) text: String,
    pub(super) personal: Vec<(Key, String)>,
    masker: &'a dyn Masker,
}

impl<'a> Writer<'a> {
    pub(super) fn new(masker: &'a dyn Masker) -> Writer<'a> {
        Writer { text: String::with_capacity(1024), personal: Vec::new(), masker }
    }

    pub(super) fn member(&mut self, name: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    fn quoted(&mut self, value: &str) {
        // Few texts hold what JSON escapes.
        if value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
            self.text.push('"');
            self.text.push_str(value);
            self.text.push('"');
        } else {
            self.text.push_str(&Value::from(value).to_string());
        }
    }

    pub(super) fn string(&mut self, name: &str, value: &str) {
        self.member(name);
        self.quoted(value);
    }

    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.member(name);
        self.text.push_str(value);
    }

    /// Writes an object whose members are fields of a list, in the list's order.
    pub(super) fn object(&mut self, path: Path<'_>, fields: &'static [Field], object: &Map<String, Value>) -> Result<(), FormError> {
        // One walk over the members finds each its field, which is cheaper than asking for every field by name.
        let mut found: Vec<Option<&Value>> = vec![None; fields.len()];
        let mut next = 0;
        for (name, value) in object {
            // Most senders keep to the list's order.
            let Some(place) = (next..fields.len()).chain(0..next).find(|place| fields[*place].name == name) else {
                let hint = nearest(name, fields.iter().map(|field| field.name));
                return Err(problem("unknown_field", Path::Member(&path, name), "no such field", hint));
            };
            let is_empty = match value {
                Value::Null => true,
                Value::String(text) => text.trim().is_empty(),
                _ => false,
            };
            found[place] = (!is_empty).then_some(value);
            next = place + 1;
        }
        self.text.push('{');
        for (field, value) in fields.iter().zip(found) {
            let full = Path::Member(&path, field.name);
            match value {
                None if field.mandatory => {
                    return Err(problem("missing_field", full, "is missing or empty", format!("add \"{}\"", field.name)));
                }
                None => {}
                Some(value) => {
                    self.member(field.name);
                    self.value(full, field, value, object)?;
                }
            }
        }
        self.text.push('}');
        Ok(())
    }

    fn value(&mut self, path: Path<'_>, field: &Field, value: &Value, beside: &Map<String, Value>) -> Result<(), FormError> {
        match field.ty {
            FieldType::Text(most) => {
                let text = text_value(value, path, most)?;
                self.quoted(&text);
            }
            FieldType::Code => {
                let text = text_value(value, path, MAX_CODE)?;
                self.quoted(&text);
            }
            FieldType::OneOf(codes) => {
                let text = text_value(value, path, MAX_CODE)?;
                if !codes.contains(&text.as_ref()) {
                    let hint = format!("write one of {}", codes.join(", "));
                    return Err(problem("unknown_code", path, format!("{text:?} is not in the list"), hint));
                }
                self.quoted(&text);
            }
            FieldType::Int | FieldType::Fen => {
                let number = value.as_i64().ok_or_else(|| {
                    let hint = if matches!(field.ty, FieldType::Fen) {
                        "write hundredths (分) as a whole number"
                    } else {
                        "write a whole number, without quotes"
                    };
                    problem("wrong_type", path, format!("{value} is not a whole number of 64 bits"), hint)
                })?;
                self.text.push_str(&number.to_string());
            }
            FieldType::Bool => {
                let flag = value.as_bool().ok_or_else(|| {
                    problem("wrong_type", path, format!("{value} is neither true nor false"), "write true or false, without quotes")
                })?;
                self.text.push_str(if flag { "true" } else { "false" });
            }
            FieldType::Instant => {
                let (at, _) = instant_value(value, path)?;
                self.quoted(&format_utc(at));
            }
            FieldType::Date => self.date(path, value)?,
            FieldType::Due => match value.as_str().map(str::trim).filter(|text| text.len() == 10) {
                Some(_) => self.date(path, value)?,
                None => {
                    let (at, _) = instant_value(value, path)?;
                    self.quoted(&format_utc(at));
                }
            },
            FieldType::Personal(kind) => {
                let text = text_value(value, path, 200)?;
                let beside = match kind {
                    PersonalKind::IdNumber(Some(name)) => member(beside, name).and_then(Value::as_str),
                    _ => None,
                };
                let masked = self.masker.mask(kind, beside, &text);
                // Writing to a string cannot fail.
                let _ = write!(self.text, "{{\"key\":\"{}\",\"mask\":", masked.key);
                self.quoted(&masked.mask);
                if let Some(valid) = masked.valid {
                    self.text.push_str(if valid { ",\"valid\":true" } else { ",\"valid\":false" });
                }
                self.text.push('}');
                self.personal.push((masked.key, masked.normalised));
            }
            FieldType::Codes => {
                let codes = list(path, value)?;
                self.text.push('[');
                for (index, code) in codes.iter().enumerate() {
                    self.separate(index);
                    let text = text_value(code, Path::Entry(&path, index), MAX_CODE)?;
                    self.quoted(&text);
                }
                self.text.push(']');
            }
            FieldType::Objects(fields) => {
                let objects = list(path, value)?;
                self.text.push('[');
                for (index, item) in objects.iter().enumerate() {
                    self.separate(index);
                    let full = Path::Entry(&path, index);
                    let Value::Object(item) = item else {
                        return Err(problem("wrong_type", full, "not an object", "write { … }"));
                    };
                    self.object(full, fields, item)?;
                }
                self.text.push(']');
            }
            FieldType::Object(fields) => {
                let Value::Object(item) = value else {
                    return Err(problem("wrong_type", path, "not an object", "write { … }"));
                };
                self.object(path, fields, item)?;
            }
        }
        Ok(())
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn date(&mut self, path: Path<'_>, value: &Value) -> Result<(), FormError> {
        let day = value
            .as_str()
            .and_then(|text| Day::parse(text.trim()))
            .ok_or_else(|| problem("bad_time", path, format!("{value} is no date that exists"), "write it like 2025-01-24"))?;
        self.quoted(&day.to_string());
        Ok(())
    }

    pub(super) fn attributes(&mut self, attributes: &Map<String, Value>, profile: &dyn FormProfile) -> Result<(), FormError> {
        let mut names: Vec<&String> = attributes.keys().collect();
        names.sort();
        let mut open = false;
        for name in names {
            let path = Path::Member(&Path::Root("attributes"), name);
            let Some(value) = member(attributes, name) else { continue };
            let Some(ty) = profile.attribute(name) else {
                if profile.is_left_out(name) {
                    continue;
                }
                return Err(problem(
                    "unknown_field",
                    path,
                    "the profile does not declare this attribute",
                    "declare its type in the profile, or list it there as left out",
                ));
            };
            if !open {
                self.member("attributes");
                self.text.push('{');
                open = true;
            }
            if !self.text.ends_with('{') {
                self.text.push(',');
            }
            self.quoted(name);
            self.text.push(':');
            let as_type = |ty| Field { name: "", ty, mandatory: false };
            match ty {
                AttributeType::Text => self.value(path, &as_type(FieldType::Text(4000)), value, attributes)?,
                AttributeType::Code => self.value(path, &as_type(FieldType::Code), value, attributes)?,
                AttributeType::Int => self.value(path, &as_type(FieldType::Int), value, attributes)?,
                AttributeType::Fen => self.value(path, &as_type(FieldType::Fen), value, attributes)?,
                AttributeType::Bool => self.value(path, &as_type(FieldType::Bool), value, attributes)?,
                AttributeType::Ts => self.value(path, &as_type(FieldType::Instant), value, attributes)?,
                AttributeType::Date => self.value(path, &as_type(FieldType::Date), value, attributes)?,
                AttributeType::Decimal => {
                    let text = decimal(path, value)?;
                    self.quoted(&text);
                }
            }
        }
        if open {
            self.text.push('}');
        }
        Ok(())
    }
}

fn list<'a>(path: Path<'_>, value: &'a Value) -> Result<&'a Vec<Value>, FormError> {
    match value {
        Value::Array(items) if items.len() <= MAX_LIST => Ok(items),
        Value::Array(items) => {
            Err(problem("too_long", path, format!("{} entries, at most {MAX_LIST} are allowed", items.len()), "split the event"))
        }
        _ => Err(problem("wrong_type", path, "not a list", "write [ … ]")),
    }
}

/// A decimal with at most six places, as text without superfluous zeros.
fn decimal(path: Path<'_>, value: &Value) -> Result<String, FormError> {
    let wrong =
        || problem("wrong_type", path, format!("{value} is no decimal number with at most six places"), "write it like \"42.3574\"");
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(wrong()),
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !all_digits(whole) || !all_digits(places) || places.len() > 6 {
        return Err(wrong());
    }
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Ok(trimmed.to_owned())
}
