//! One value of an event, made from a cell, a constant or the line number.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde_json::Value;

use super::cells::{self, Unusable};
use super::limit::Part;
use super::times::{Moment, Times, half_width};
use crate::case::form::{AttributeType, nearest};
use crate::case::payload::FieldType;
use crate::ingest::fault::Fault;

/// How a mapping file says where a value comes from: a column's name, or a table with the keys of [`ValueKeys`].
#[derive(Clone, Debug, Default)]
pub struct ValueSpec(pub ValueKeys);

/// The keys of a value that is more than a column's name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValueKeys {
    /// Column the cell is taken from.
    pub column: Option<String>,
    /// Columns whose cells, with `-` between, are the value; none of them may be missing.
    pub join: Vec<String>,
    /// A constant instead of a cell.
    #[serde(rename = "const")]
    pub constant: Option<toml::Value>,
    /// The row's line number instead of a cell.
    pub line: bool,
    /// Code table the cell is looked up in.
    pub table: Option<String>,
    /// What to do with a cell that is not in the table.
    pub otherwise: Otherwise,
    /// The value where the cell is missing, or is not in its code table.
    pub default: Option<toml::Value>,
    /// What of the cell is taken: part of a limit such as `5个工作日`, or the kind of an identity number.
    pub part: Option<Part>,
    /// Formats of a time, instead of the mapping's.
    pub formats: Vec<String>,
    /// Zone of a time, instead of the mapping's.
    pub zone: Option<String>,
    /// What separates the entries of a list of codes; `;` without it.
    pub split: Option<String>,
    /// Unit of an amount of money.
    pub unit: Unit,
}

impl ValueKeys {
    /// The columns it reads.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.column.iter().chain(&self.join).map(String::as_str)
    }
}

/// What to do with a cell that its code table does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The event goes to quarantine.
    #[default]
    Refuse,
    /// The cell is taken as it is.
    Keep,
    /// The value is left out.
    LeaveOut,
}

/// Unit of an amount of money in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hundredths, a whole number.
    #[default]
    Fen,
    /// Whole units with at most two places.
    Yuan,
}

impl<'de> Deserialize<'de> for ValueSpec {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<ValueSpec, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = ValueSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of a column, or a table such as { column = \"…\", table = \"…\" }")
            }
            fn visit_str<E>(self, column: &str) -> Result<ValueSpec, E> {
                Ok(ValueSpec(ValueKeys { column: Some(column.to_owned()), ..ValueKeys::default() }))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<ValueSpec, A::Error> {
                ValueKeys::deserialize(MapAccessDeserializer::new(map)).map(ValueSpec)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// What a value has to become.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// Text or code.
    Text,
    /// Number with places; a percentage is taken for its hundredth part.
    Decimal,
    /// Whole number.
    Int,
    /// Hundredths.
    Fen,
    /// True or false.
    Bool,
    /// Instant.
    Instant,
    /// Day.
    Date,
    /// Instant or day.
    Due,
    /// List of codes.
    Codes,
    /// A structure: the cell holds JSON.
    Json,
}

impl Target {
    /// The target of a payload field.
    pub fn of_field(ty: FieldType) -> Target {
        match ty {
            FieldType::Text(_) | FieldType::Code | FieldType::OneOf(_) | FieldType::Personal(_) => Target::Text,
            FieldType::Int => Target::Int,
            FieldType::Fen => Target::Fen,
            FieldType::Bool => Target::Bool,
            FieldType::Instant => Target::Instant,
            FieldType::Date => Target::Date,
            FieldType::Due => Target::Due,
            FieldType::Codes => Target::Codes,
            FieldType::Objects(_) | FieldType::Object(_) => Target::Json,
        }
    }

    /// The target of an attribute.
    pub fn of_attribute(ty: AttributeType) -> Target {
        match ty {
            AttributeType::Text | AttributeType::Code => Target::Text,
            AttributeType::Decimal => Target::Decimal,
            AttributeType::Int => Target::Int,
            AttributeType::Fen => Target::Fen,
            AttributeType::Bool => Target::Bool,
            AttributeType::Ts => Target::Instant,
            AttributeType::Date => Target::Date,
        }
    }

    /// The target of an envelope field a mapping may set; `None` for a name that is none of these.
    pub fn of_envelope(name: &str) -> Option<Target> {
        Some(match name {
            "entered_by" | "actor_id" | "actor_kind" | "dept_code" | "window_id" | "precision" => Target::Text,
            "revision" | "seq" => Target::Int,
            "is_void" | "by_hand" => Target::Bool,
            "entered_at" => Target::Instant,
            _ => return None,
        })
    }
}

/// Names of the envelope fields a mapping may set.
pub const ENVELOPE: &[&str] =
    &["entered_at", "entered_by", "by_hand", "actor_id", "actor_kind", "dept_code", "window_id", "precision", "revision", "is_void", "seq"];

/// Where a bound value comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// The cell of this place.
    Cell(usize),
    /// The cells of these places, joined.
    Cells(Vec<usize>),
    /// A constant.
    Constant(Value),
    /// The line number.
    Line,
}

/// A value bound to the columns of a file.
#[derive(Clone, Debug)]
pub struct BoundValue {
    /// Where it comes from.
    pub origin: Origin,
    /// The column's name, or the name of the field where there is no column; for messages.
    pub label: String,
    /// What it has to become.
    pub target: Target,
    /// The code table's name and entries.
    pub table: Option<(String, BTreeMap<String, Value>)>,
    /// What to do with a cell that is not in the table.
    pub otherwise: Otherwise,
    /// The value where there is none, or none that the table has.
    pub default: Option<Value>,
    /// What of the cell is taken.
    pub part: Option<Part>,
    /// How to read a time.
    pub times: Times,
    /// What separates list entries.
    pub split: String,
    /// Unit of money.
    pub unit: Unit,
}

/// A row as the values see it.
#[derive(Clone, Copy)]
pub struct RowView<'a> {
    /// Its cells.
    pub cells: &'a [String],
    /// Texts that mean a missing value.
    pub missing: &'a [String],
    /// Line it begins in.
    pub line: u64,
}

impl RowView<'_> {
    /// The text of a cell without blanks around it and without what only keeps a spreadsheet from taking it for a number; `None` where
    /// it is missing.
    pub fn cell(&self, place: usize) -> Option<&str> {
        let text = cells::bare(self.cells.get(place)?);
        if text.is_empty() || self.missing.iter().any(|missing| missing == text) { None } else { Some(text) }
    }
}

impl BoundValue {
    /// The value of a row; `None` where it is missing.
    pub fn read(&self, row: RowView<'_>) -> Result<Option<Value>, Fault> {
        let text = match &self.origin {
            Origin::Constant(value) => return Ok(Some(value.clone())),
            Origin::Line => return Ok(Some(Value::from(row.line))),
            Origin::Cells(places) => {
                let cells: Option<Vec<&str>> = places.iter().map(|place| row.cell(*place)).collect();
                return Ok(cells.map(|cells| Value::from(cells.join("-"))));
            }
            Origin::Cell(place) => match row.cell(*place) {
                None => return Ok(self.default.clone()),
                Some(text) => text,
            },
        };
        self.usable(text)?;
        if let Some((name, table)) = &self.table {
            match (table.get(text).or_else(|| table.get(&*half_width(text))), self.otherwise) {
                (Some(value), _) => return Ok(Some(value.clone())),
                (None, _) if self.default.is_some() => return Ok(self.default.clone()),
                (None, Otherwise::LeaveOut) => return Ok(None),
                (None, Otherwise::Keep) => {}
                (None, Otherwise::Refuse) => {
                    let hint = nearest(text, table.keys().map(String::as_str));
                    let hint = if hint.starts_with("did you mean") { format!("{hint} Or add it") } else { "add it".to_owned() };
                    let message = format!("{text:?} is not in the table {name}");
                    return Err(Fault::new("unknown_code", message, format!("{hint} to [tables.{name}] of the mapping")).of(&self.label));
                }
            }
        }
        match self.part {
            Some(part) => part.of(text).map_err(|fault| fault.of(&self.label)),
            None => self.convert(text).map(Some),
        }
    }

    /// The moment of a row's cell, for an event's time.
    pub fn moment(&self, row: RowView<'_>) -> Result<Option<Moment>, Fault> {
        let Origin::Cell(place) = self.origin else { return Ok(None) };
        row.cell(place).map(|text| self.time(text)).transpose()
    }

    /// Refuses what stands in a cell instead of its value.
    fn usable(&self, text: &str) -> Result<(), Fault> {
        let is_number = matches!(self.target, Target::Int | Target::Fen | Target::Decimal);
        match cells::unusable(text) {
            Some(Unusable::Error) => {
                let message = format!("the cell holds the error {text} of a formula");
                Err(Fault::new("cell_error", message, "mend the formula, empty the cell, or list the error under `missing`")
                    .of(&self.label))
            }
            Some(Unusable::LostDigits) if !is_number => {
                // The text itself may be most of a person's number, and is not told.
                let message =
                    "a number that has lost digits (1.23E+17): the spreadsheet has taken it for a quantity and kept 15 of its digits";
                let how = "set the column's format to text, enter the number again from its document, and import the row again";
                Err(Fault::new("lost_digits", message, how).of(&self.label))
            }
            _ => Ok(()),
        }
    }

    fn time(&self, text: &str) -> Result<Moment, Fault> {
        self.usable(text)?;
        self.times.read(text).ok_or_else(|| {
            if let Some((one, other)) = self.times.either(text) {
                let how = "write the year first, or say in the mapping how it is written: formats = [\"%d/%m/%Y\"]";
                return Fault::new("bad_time", format!("{text:?} may be {one} or {other}"), how).of(&self.label);
            }
            let message = format!("{text:?} is no time that exists");
            Fault::new("bad_time", message, format!("write it like {}", self.times.shown())).of(&self.label)
        })
    }

    fn convert(&self, text: &str) -> Result<Value, Fault> {
        let wrong = |what: &str, how: &str| Fault::new("wrong_type", format!("{text:?} is {what}"), how).of(&self.label);
        let narrow = half_width(text);
        let text = if matches!(self.target, Target::Text | Target::Codes | Target::Json) { text } else { &*narrow };
        Ok(match self.target {
            Target::Text => Value::from(text),
            Target::Decimal => Value::from(cells::hundredth(text).unwrap_or_else(|| text.to_owned())),
            Target::Int => Value::from(whole_number(text).ok_or_else(|| wrong("no whole number of 64 bits", "write it like 14 or 14.0"))?),
            Target::Fen => match self.unit {
                Unit::Fen => Value::from(whole_number(text).ok_or_else(|| wrong("no whole number of hundredths", "write 1250 for 12.50"))?),
                Unit::Yuan => {
                    Value::from(hundredths(text).ok_or_else(|| wrong("no amount with at most two places", "write it like 12.50"))?)
                }
            },
            Target::Bool => {
                Value::from(truth(text).ok_or_else(|| wrong("neither true nor false", "write true or false, 1 or 0, yes or no, 是 or 否"))?)
            }
            Target::Instant => Value::from(match self.time(text)? {
                Moment::At(at) => self.times.zone().format(at),
                Moment::On(day) => self.times.zone().format(self.times.zone().midnight(day)),
            }),
            Target::Date => Value::from(match self.time(text)? {
                Moment::At(at) => self.times.zone().day_of(at).to_string(),
                Moment::On(day) => day.to_string(),
            }),
            Target::Due => Value::from(match self.time(text)? {
                Moment::At(at) => self.times.zone().format(at),
                Moment::On(day) => day.to_string(),
            }),
            Target::Codes => text.split(self.split.as_str()).map(str::trim).filter(|code| !code.is_empty()).map(Value::from).collect(),
            Target::Json => {
                serde_json::from_str(text).map_err(|error| wrong("no valid JSON", &format!("the field is a structure: {error}")))?
            }
        })
    }
}

/// A whole number, also with places that are all zero and with the unit that limits are told in: `14.0` and `14个工作日` are 14.
fn whole_number(text: &str) -> Option<i64> {
    let text = text.strip_suffix("工作日").map_or(text, |text| text.strip_suffix('个').unwrap_or(text)).trim_end();
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    if places.bytes().all(|byte| byte == b'0') { whole.parse().ok() } else { None }
}

/// An amount with at most two places that are not zero, in hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let places = places.trim_end_matches('0');
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || places.len() > 2 || !all_digits(whole) || !all_digits(places) {
        return None;
    }
    let places: i64 = format!("{places:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(places)?.checked_mul(sign)
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "1.0" | "yes" | "y" | "是" => Some(true),
        "false" | "0" | "0.0" | "no" | "n" | "否" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        let table = [
            ("14", Some(14)),
            ("14.0", Some(14)),
            ("-3.00", Some(-3)),
            ("14个工作日", Some(14)),
            ("14 工作日", Some(14)),
            ("14天", None),
            ("14.5", None),
            ("1e3", None),
            ("", None),
            ("9223372036854775808", None),
        ];
        for (text, expected) in table {
            assert_eq!(whole_number(text), expected, "{text}");
        }
        let table = [
            ("12.5", Some(1250)),
            ("12", Some(1200)),
            ("-0.05", Some(-5)),
            ("12.500", Some(1250)),
            ("12.345", None),
            (".5", None),
            ("1,200", None),
        ];
        for (text, expected) in table {
            assert_eq!(hundredths(text), expected, "{text}");
        }
    }

    #[test]
    fn truth_is_read_in_both_languages() {
        for (text, expected) in [("是", Some(true)), ("No", Some(false)), ("1", Some(true)), ("perhaps", None)] {
            assert_eq!(truth(text), expected, "{text}");
        }
    }
}
