//! What the typed attributes of a log may look like. A value that is none of its type is a fault, never zero and never cut short.

use std::borrow::Cow;

/// Type of an attribute, told by its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `string`, `id`; `date` too, which the mapping reads by its formats.
    Text,
    /// `int`
    Int,
    /// `float`
    Float,
    /// `boolean`
    Boolean,
    /// `list` and `container`, which have children instead of a value.
    List,
}

/// Furthest that an exponent may move the point.
const MOST: i32 = 40;

impl Kind {
    /// The type that an element's name tells.
    pub fn of(element: &str) -> Option<Kind> {
        Some(match element {
            "string" | "date" | "id" => Kind::Text,
            "int" => Kind::Int,
            "float" => Kind::Float,
            "boolean" => Kind::Boolean,
            "list" | "container" => Kind::List,
            _ => return None,
        })
    }

    /// The value as a cell: numbers in plain digits, truth as `true` and `false`.
    ///
    /// # Errors
    /// What the text is instead, and how to write it.
    pub fn cell<'a>(self, text: &'a str) -> Result<Cow<'a, str>, (&'static str, &'static str)> {
        let trimmed = text.trim();
        match self {
            Kind::Text | Kind::List => Ok(Cow::Borrowed(text)),
            Kind::Int => match trimmed.parse::<i64>() {
                Ok(number) => Ok(Cow::Owned(number.to_string())),
                Err(_) => Err(("no whole number of 64 bits, which an int must be", "write it like 14, or as a string")),
            },
            Kind::Float => {
                plain(trimmed).ok_or(("no number, which a float must be", "write it like 12.50, with a point; leave an unknown value out"))
            }
            Kind::Boolean => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "1" => Ok(Cow::Borrowed("true")),
                "false" | "0" => Ok(Cow::Borrowed("false")),
                _ => Err(("neither true nor false, which a boolean must be", "write true or false")),
            },
        }
    }
}

/// A decimal number without exponent, its digits as they came: `1.25E2` is `125`.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|places| places.abs() <= MOST)?),
        None => (text, 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && places.is_empty() || !all_digits(whole) || !all_digits(places) {
        return None;
    }
    if exponent == 0 && text.len() == mantissa.len() && !mantissa.starts_with('+') && !whole.is_empty() {
        return Some(Cow::Borrowed(text));
    }
    let digits = format!("{whole}{places}");
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (whole, places) = if point <= 0 {
        ("0".to_owned(), format!("{}{digits}", "0".repeat(usize::try_from(-point).ok()?)))
    } else {
        let point = usize::try_from(point).ok()?;
        let padded = format!("{digits:0<point$}");
        (padded[..point].to_owned(), padded[point..].to_owned())
    };
    let whole = whole.trim_start_matches('0');
    let (whole, places) = (if whole.is_empty() { "0" } else { whole }, places.trim_end_matches('0'));
    Some(Cow::Owned(if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_type_or_refused() {
        let table = [
            (Kind::Float, "12.50", Some("12.50")),
            (Kind::Float, "-0.0", Some("-0.0")),
            (Kind::Float, "1.0454970E5", Some("104549.7")),
            (Kind::Float, "12e-4", Some("0.0012")),
            (Kind::Float, "+7.5", Some("7.5")),
            (Kind::Float, ".5", Some("0.5")),
            (Kind::Float, "12,50", None),
            (Kind::Float, "1.2.3", None),
            (Kind::Float, "NaN", None),
            (Kind::Float, "1e999999999", None),
            (Kind::Float, "", None),
            (Kind::Int, "14", Some("14")),
            (Kind::Int, "+14", Some("14")),
            (Kind::Int, "14.5", None),
            (Kind::Int, "9223372036854775808", None),
            (Kind::Boolean, "TRUE", Some("true")),
            (Kind::Boolean, "0", Some("false")),
            (Kind::Boolean, "perhaps", None),
            (Kind::Text, " 12,50 ", Some(" 12,50 ")),
        ];
        for (kind, text, expected) in table {
            assert_eq!(kind.cell(text).ok().as_deref(), expected, "{text}");
        }
    }
}
