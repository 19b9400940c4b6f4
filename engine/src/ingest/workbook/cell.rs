//! A cell as text: what a person sees in it, without what a column's width or a format hides.
//!
//! Dates become `2025-01-24` or `2025-01-24 14:05:00`, whatever their format shows. A whole number of more than 15 digits is written as a
//! spreadsheet shows it, `1.1010519491231E+17`: the program has not kept the other digits, so none are made up, and the mapping
//! refuses the text where a number of an identity or a case is expected.

use calamine::{DataRef, Style};

use crate::time::Day;

/// Digits of a number that a spreadsheet program keeps.
pub const DIGITS: u32 = 15;
/// Days from 1970-01-01 to the day before day 1 of the two date systems; that of 1900 counts a 29 February that there was not.
const EPOCH_1900: i64 = -25_568;
const EPOCH_1904: i64 = -24_107;
/// The day of the 1900 system that does not exist, and the first one that lies behind the last year of four digits.
const NO_DAY: i64 = 60;
const TOO_LATE: f64 = 2_958_466.0;
const DAY_MILLIS: i64 = 86_400_000;

/// What of a cell's format matters to its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// A date's format shows hours, so that midnight is meant as a time.
    pub has_clock: bool,
    /// Digits that a format of nothing but zeros fills up to: `00123`.
    pub zeros: usize,
}

impl Look {
    /// Of a style.
    pub fn of(style: &Style) -> Look {
        style.number_format.as_ref().map_or_else(Look::default, |format| Look::of_code(&format.format_code))
    }

    fn of_code(code: &str) -> Look {
        let is_zeros = code.len() >= 2 && code.bytes().all(|byte| byte == b'0');
        let mut quoted = false;
        let mut has_clock = false;
        for char in code.chars() {
            match char {
                '"' => quoted = !quoted,
                'h' | 'H' if !quoted => has_clock = true,
                _ => {}
            }
        }
        Look { has_clock, zeros: if is_zeros { code.len().min(30) } else { 0 } }
    }
}

/// The text of a cell; empty where it has none.
pub fn text_of(value: &DataRef<'_>, look: Look, is_1904: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::Int(number) => padded(number.to_string(), look.zeros),
        DataRef::Float(number) => number_text(*number, look),
        DataRef::DateTime(date) if date.is_duration() => duration_text(date.as_f64()),
        DataRef::DateTime(date) => date_text(date.as_f64(), look, is_1904),
        DataRef::Error(error) => error.to_string(),
    }
}

fn number_text(number: f64, look: Look) -> String {
    let most = 10_f64.powi(DIGITS as i32);
    if number.fract() == 0.0 {
        return if number.abs() < most { padded(format!("{number:.0}"), look.zeros) } else { scientific(number) };
    }
    let text = number.to_string();
    if text.bytes().filter(u8::is_ascii_digit).count() <= DIGITS as usize {
        return text;
    }
    // 0.1 + 0.2 is shown as 0.3.
    format!("{number:.14e}").parse::<f64>().map_or(text, |rounded| rounded.to_string())
}

/// As a spreadsheet shows a number that is too long for its digits.
fn scientific(number: f64) -> String {
    let text = format!("{number:.14E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    format!("{}E+{exponent}", digits.trim_end_matches('0').trim_end_matches('.'))
}

fn padded(text: String, zeros: usize) -> String {
    if text.starts_with('-') { text } else { format!("{text:0>zeros$}") }
}

fn date_text(serial: f64, look: Look, is_1904: bool) -> String {
    // What is no date is given as the number it is; reading it as a time refuses it.
    if !(0.0..TOO_LATE).contains(&serial) {
        return serial.to_string();
    }
    let millis = (serial * DAY_MILLIS as f64).round() as i64;
    let (days, within) = (millis.div_euclid(DAY_MILLIS), millis.rem_euclid(DAY_MILLIS));
    let day = if is_1904 {
        Day(i32::try_from(EPOCH_1904 + days).unwrap_or(0)).to_string()
    } else if days == 0 {
        // A time without a day.
        return clock_text(within);
    } else if days == NO_DAY {
        "1900-02-29".to_owned()
    } else {
        Day(i32::try_from(EPOCH_1900 + days - i64::from(days > NO_DAY)).unwrap_or(0)).to_string()
    };
    if within == 0 && !look.has_clock { day } else { format!("{day} {}", clock_text(within)) }
}

fn clock_text(millis: i64) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{hours:02}:{minutes:02}:{seconds:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}.{rest:03}") }
}

fn duration_text(days: f64) -> String {
    let millis = (days * DAY_MILLIS as f64).round() as i64;
    if millis < 0 { format!("-{}", clock_text(-millis)) } else { clock_text(millis) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_systems_are_read_from_their_serials() {
        let day = Look::default();
        let clock = Look::of_code("yyyy/m/d h:mm");
        let table = [
            (45_681.0, day, false, "2025-01-24"),
            (45_681.0, clock, false, "2025-01-24 00:00:00"),
            (45_681.586_805_555_6, day, false, "2025-01-24 14:05:00"),
            (45_681.999_999_999, day, false, "2025-01-25"),
            (45_681.5 + 0.25 / 86_400.0, clock, false, "2025-01-24 12:00:00.250"),
            (44_219.0, day, true, "2025-01-24"),
            (0.0, day, true, "1904-01-01"),
            (1.0, day, false, "1900-01-01"),
            (59.0, day, false, "1900-02-28"),
            (60.0, day, false, "1900-02-29"),
            (61.0, day, false, "1900-03-01"),
            (0.5, day, false, "12:00:00"),
            (-1.0, day, false, "-1"),
            (3_000_000.0, day, false, "3000000"),
        ];
        for (serial, look, is_1904, expected) in table {
            assert_eq!(date_text(serial, look, is_1904), expected, "{serial} {is_1904}");
        }
        assert_eq!(duration_text(1.5625), "37:30:00");
    }

    #[test]
    fn numbers_are_what_a_person_sees_and_lost_digits_are_not_made_up() {
        let table = [
            (14.0, "General", "14"),
            (0.1 + 0.2, "General", "0.3"),
            (12.35, "0.0", "12.35"),
            (-3.0, "General", "-3"),
            (123.0, "00000", "00123"),
            (110_105_199_001_011.0, "0", "110105199001011"),
            (110_105_199_001_011_231.0, "0", "1.10105199001011E+17"),
            (1e15, "0", "1E+15"),
            (0.5, "0%", "0.5"),
        ];
        for (number, code, expected) in table {
            assert_eq!(number_text(number, Look::of_code(code)), expected, "{number} as {code}");
        }
    }

    #[test]
    fn formats_that_show_hours_are_told_from_those_that_quote_the_letter() {
        for (code, expected) in [("yyyy-mm-dd hh:mm", true), ("yyyy\"h\"", false), ("m/d/yy h:mm", true), ("yyyy\"年\"m\"月\"", false)] {
            assert_eq!(Look::of_code(code).has_clock, expected, "{code}");
        }
    }
}
