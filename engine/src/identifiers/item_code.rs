//! Item codes 事项编码: base 基本编码, implementing 实施编码, handling item 业务办理项编码.
//!
//! Provinces build them differently, so they are opaque: only length and characters are checked, no meaning is read out of
//! them. Whether a code exists is the item library's to say.

use super::{Reason, Validity};

/// Length of the national implementing code.
pub const IMPLEMENTING_LENGTH: usize = 31;
/// Length of the national handling-item code: the implementing code and two characters.
pub const HANDLING_LENGTH: usize = 33;

/// The normal form: trimmed, half width; letters stay as they are.
pub fn normalise(text: &str) -> String {
    super::to_half_width(text)
}

/// Checks a normalised base code: 10 characters (GB/T 39046) or 12 (national).
pub fn check_base(text: &str) -> Validity {
    check(text, |length| matches!(length, 10 | 12))
}

/// Checks a normalised implementing code: up to 24 characters (GB/T 39046) or 31 (national).
pub fn check_implementing(text: &str) -> Validity {
    check(text, |length| length <= 24 || length == IMPLEMENTING_LENGTH)
}

/// Checks a normalised handling-item code: up to 50 characters.
pub fn check_handling(text: &str) -> Validity {
    check(text, |length| length <= 50)
}

/// The implementing code that a national code of 31 characters is, or that one of 33 begins with; `None` for other lengths.
pub fn implementing_of(text: &str) -> Option<&str> {
    let is_national = matches!(text.len(), IMPLEMENTING_LENGTH | HANDLING_LENGTH);
    if is_national { text.get(..IMPLEMENTING_LENGTH) } else { None }
}

/// Whether a handling-item code belongs to an implementing code; `None` where the lengths do not tell.
pub fn belongs(handling: &str, implementing: &str) -> Option<bool> {
    match (handling.len(), implementing.len()) {
        (HANDLING_LENGTH, IMPLEMENTING_LENGTH) => Some(handling.starts_with(implementing)),
        _ => None,
    }
}

fn check(text: &str, is_length: impl Fn(usize) -> bool) -> Validity {
    if text.is_empty() {
        return Validity::NotApplicable;
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        return Validity::Invalid(Reason::Character);
    }
    if is_length(text.len()) { Validity::Valid } else { Validity::Invalid(Reason::Length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPLEMENTING: &str = "11520603009650000X4000105001000";

    #[test]
    fn lengths_and_characters_are_checked_and_nothing_else() {
        assert_eq!(IMPLEMENTING.len(), IMPLEMENTING_LENGTH);
        let handling = format!("{IMPLEMENTING}01");
        let (length, character) = (Validity::Invalid(Reason::Length), Validity::Invalid(Reason::Character));
        let table = [
            (check_base("XK0010100Y"), Validity::Valid),
            (check_base("000105001000"), Validity::Valid),
            (check_base("00010500100"), length),
            (check_base("XK 010100Y"), character),
            (check_base(""), Validity::NotApplicable),
            (check_implementing(IMPLEMENTING), Validity::Valid),
            (check_implementing("510000-123-456"), Validity::Valid),
            (check_implementing(&handling), length),
            (check_implementing("许可"), character),
            (check_handling(&handling), Validity::Valid),
            (check_handling(&"1".repeat(51)), length),
        ];
        for (index, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found, expected, "row {index}");
        }
    }

    #[test]
    fn a_handling_code_begins_with_its_implementing_code() {
        let handling = format!("{IMPLEMENTING}01");
        assert_eq!(implementing_of(&handling), Some(IMPLEMENTING));
        assert_eq!(implementing_of(IMPLEMENTING), Some(IMPLEMENTING));
        assert_eq!(implementing_of("510000-123"), None);
        assert_eq!(belongs(&handling, IMPLEMENTING), Some(true));
        assert_eq!(belongs(&handling.replace('5', "6"), IMPLEMENTING), Some(false));
        assert_eq!(belongs("510000-123-01", "510000-123"), None);
    }

    #[test]
    fn text_that_is_not_ascii_is_cut_nowhere() {
        assert_eq!(implementing_of(&format!("{}许1", "1".repeat(29))), None);
        assert_eq!(implementing_of(&"许".repeat(11)), None);
    }
}
