//! Values in a script, and what functions may know besides them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::schema::Key;
use crate::time::{Day, MINUTE, Micros, SECOND, Zone};

/// The moment at which a script is evaluated, with the centre's zone and calendar as known then.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    /// The instant.
    pub at: Micros,
    /// The centre's zone.
    pub zone: &'a Arc<Zone>,
    /// The centre's calendar.
    pub calendar: &'a Arc<Calendar>,
}

impl Now<'_> {
    /// The local day of an instant.
    pub fn day(&self, at: Micros) -> Day {
        self.zone.day_of(at)
    }
}

/// The type of an expression. Money is `Int`, codes are `Text`; there are no floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    /// The literal `()` and nothing else.
    Null,
    /// True, false or null.
    Bool,
    /// 64-bit integer.
    Int,
    /// Instant.
    Ts,
    /// Civil day.
    Date,
    /// Text.
    Text,
    /// Token of a personal value.
    Key,
    /// A profile's attribute, whose type is what it is compared with.
    Open,
}

impl std::fmt::Display for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Ty::Null => "null",
            Ty::Bool => "a boolean",
            Ty::Int => "an integer",
            Ty::Ts => "an instant",
            Ty::Date => "a date",
            Ty::Text => "text",
            Ty::Key => "a key",
            Ty::Open => "an attribute",
        })
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Missing.
    Null,
    /// True or false.
    Bool(bool),
    /// Integer, money.
    Int(i64),
    /// Instant.
    Ts(Micros),
    /// Civil day.
    Date(Day),
    /// Text or code.
    Text(Cow<'a, str>),
    /// Token of a personal value.
    Key(Key),
}

impl Value<'_> {
    /// Whether it is missing.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// A condition's truth: null counts as false, and so does what is no boolean.
    pub fn truth(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The number that stands for an integer, instant (microseconds), day (count) or boolean (0, 1).
    pub fn number(&self) -> Option<i64> {
        match self {
            Value::Int(value) | Value::Ts(value) => Some(*value),
            Value::Date(day) => Some(i64::from(day.0)),
            Value::Bool(value) => Some(i64::from(*value)),
            Value::Null | Value::Text(_) | Value::Key(_) => None,
        }
    }

    /// The value of a type that a number stands for.
    pub fn from_number(ty: Ty, number: Option<i64>) -> Value<'static> {
        match (number, ty) {
            (None, _) => Value::Null,
            (Some(number), Ty::Ts) => Value::Ts(number),
            (Some(number), Ty::Date) => Value::Date(day_from(number)),
            (Some(number), Ty::Bool) => Value::Bool(number != 0),
            (Some(number), _) => Value::Int(number),
        }
    }

    /// The same value with its text owned.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Int(value) => Value::Int(value),
            Value::Ts(value) => Value::Ts(value),
            Value::Date(value) => Value::Date(value),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Key(value) => Value::Key(value),
        }
    }

    /// As it stands in an interpolated text: an instant as local `2024-10-11 09:00`, null as a dash.
    pub fn show(&self, zone: &Zone) -> String {
        match self {
            Value::Null => "—".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Ts(at) => show_instant(*at, zone),
            Value::Date(day) => day.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Key(key) => key.to_string(),
        }
    }
}

fn show_instant(at: Micros, zone: &Zone) -> String {
    let minutes = zone.minute_of_day(at);
    let seconds = zone.micros_of_day(at) % MINUTE / SECOND;
    let seconds = if seconds == 0 { String::new() } else { format!(":{seconds:02}") };
    format!("{} {:02}:{:02}{seconds}", zone.day_of(at), minutes / 60, minutes % 60)
}

/// The day that a count stands for, held inside the range of days.
pub fn day_from(number: i64) -> Day {
    Day(number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_write_them() {
        let zone = Zone::china();
        let (at, _) = crate::time::parse_rfc3339("2024-10-11T09:05:00+08:00").expect("valid");
        let cases = [
            (Value::Null, "—"),
            (Value::Int(-3), "-3"),
            (Value::Ts(at), "2024-10-11 09:05"),
            (Value::Ts(at + SECOND), "2024-10-11 09:05:01"),
            (Value::Date(Day(0)), "1970-01-01"),
            (Value::Text("甲".into()), "甲"),
        ];
        for (value, expected) in cases {
            assert_eq!(value.show(&zone), expected);
        }
    }
}
