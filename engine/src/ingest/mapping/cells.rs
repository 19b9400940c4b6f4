//! What spreadsheets do to a cell on its way into a table, whether it comes as a workbook or was saved as CSV.

/// Errors of formulas, as they are shown.
const ERRORS: [&str; 9] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#GETTING_DATA"];
/// Exponents from which a number in scientific notation stands for one whose digits were cut: numbers of 12 digits are shown so.
const LEAST_EXPONENT: u32 = 11;

/// Why the text of a cell is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// A formula's error.
    Error,
    /// A number shown as `1.10105E+17`.
    LostDigits,
}

/// What stands in a cell instead of its value, if so.
pub fn unusable(text: &str) -> Option<Unusable> {
    if text.starts_with('#') {
        return ERRORS.contains(&text).then_some(Unusable::Error);
    }
    let (digits, exponent) = text.split_once("E+")?;
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = whole.len() == 1 && is_digits(whole) && is_digits(places) && !exponent.is_empty() && is_digits(exponent);
    (is_number && exponent.parse().is_ok_and(|exponent: u32| exponent >= LEAST_EXPONENT)).then_some(Unusable::LostDigits)
}

/// The text without blanks around it, and without the apostrophe or the formula (`="00123"`) that keeps a spreadsheet from taking a code
/// for a number.
pub fn bare(text: &str) -> &str {
    let text = text.trim_matches(|char: char| char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}'));
    if let Some(code) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return if code.contains('"') { text } else { code };
    }
    match text.strip_prefix(['\'', '’', '‘', '`']) {
        Some(code) if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => code,
        _ => text,
    }
}

/// The hundredth part of a percentage, exactly: `12.5%` is `0.125`. `None` where the text is none.
pub fn hundredth(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_suffix('%').map(|text| text.strip_prefix('-').map_or(("", text), |digits| ("-", digits)))?;
    let (whole, places) = digits.trim_end().split_once('.').unwrap_or((digits.trim_end(), ""));
    if whole.is_empty() || !whole.bytes().chain(places.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = format!("{whole:0>3}");
    let (kept, moved) = whole.split_at(whole.len() - 2);
    let kept = kept.trim_start_matches('0');
    Some(format!("{sign}{}.{moved}{places}", if kept.is_empty() { "0" } else { kept }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_code_a_text_is_no_part_of_it() {
        let table = [
            ("'110105199001011231", "110105199001011231"),
            ("’11010519900101123X", "11010519900101123X"),
            ("=\"00123\"", "00123"),
            ("\u{feff} A1\u{3000}", "A1"),
            ("'t Hof van Holland", "'t Hof van Holland"),
            ("'", "'"),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
        ];
        for (text, expected) in table {
            assert_eq!(bare(text), expected);
        }
    }

    #[test]
    fn errors_and_lost_digits_are_told_from_values() {
        let table = [
            ("#N/A", Some(Unusable::Error)),
            ("#DIV/0!", Some(Unusable::Error)),
            ("#1", None),
            ("1.10105E+17", Some(Unusable::LostDigits)),
            ("1E+15", Some(Unusable::LostDigits)),
            ("1.1E+05", None),
            ("2E+", None),
            ("A1E+17", None),
            ("12E+17", None),
            ("110105199001011231", None),
        ];
        for (text, expected) in table {
            assert_eq!(unusable(text), expected, "{text}");
        }
    }

    #[test]
    fn percentages_are_taken_for_their_hundredth_part() {
        let table = [
            ("12.5%", Some("0.125")),
            ("100%", Some("1.00")),
            ("5%", Some("0.05")),
            ("-250%", Some("-2.50")),
            ("%", None),
            ("5", None),
            ("a%", None),
        ];
        for (text, expected) in table {
            assert_eq!(hundredth(text).as_deref(), expected, "{text}");
        }
    }
}
