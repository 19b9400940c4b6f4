//! Case number 办件编号: by form only, for no national structure exists (GB/T 39046: an..50).

use super::{Reason, Validity};

/// Greatest length, in characters.
pub const MAX_LENGTH: usize = 50;

/// The normal form: trimmed, half width; letters stay as they are.
pub fn normalise(text: &str) -> String {
    super::to_half_width(text)
}

/// Checks a normalised number: 1 to 50 characters, none of them white space or a control character.
pub fn check(text: &str) -> Validity {
    if text.is_empty() {
        return Validity::NotApplicable;
    }
    if text.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return Validity::Invalid(Reason::Character);
    }
    if text.chars().count() > MAX_LENGTH { Validity::Invalid(Reason::Length) } else { Validity::Valid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_in_use_passes_and_blanks_or_length_do_not() {
        let (longest, longer) = ("号".repeat(50), "号".repeat(51));
        let table = [
            ("FJPT210830772022", Validity::Valid),
            ("11520603009650000X4000105001000202506300001", Validity::Valid),
            ("101002136563", Validity::Valid),
            ("case-10/2015", Validity::Valid),
            (longest.as_str(), Validity::Valid),
            (longer.as_str(), Validity::Invalid(Reason::Length)),
            ("A 1", Validity::Invalid(Reason::Character)),
            ("A\u{0}1", Validity::Invalid(Reason::Character)),
            ("", Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(text), expected, "{text}");
        }
        assert_eq!(normalise("　ＦＪ０1 "), "FJ01");
    }
}
