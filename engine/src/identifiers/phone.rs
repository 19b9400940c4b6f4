//! Telephone numbers, normalised to digits.

use super::{Reason, Validity};

/// The normal form: digits only, without the country code of China before a mobile number.
pub fn normalise(text: &str) -> String {
    let digits: String = super::to_half_width(text).chars().filter(char::is_ascii_digit).collect();
    for prefix in ["0086", "86"] {
        if let Some(rest) = digits.strip_prefix(prefix).filter(|rest| is_mobile(rest)) {
            return rest.to_owned();
        }
    }
    digits
}

/// Checks a normalised number as a mobile number of China: 11 digits, the first 1, the second 3 to 9.
pub fn check(text: &str) -> Validity {
    if text.is_empty() {
        return Validity::NotApplicable;
    }
    if text.len() != 11 {
        return Validity::Invalid(Reason::Length);
    }
    if is_mobile(text) { Validity::Valid } else { Validity::Invalid(Reason::Character) }
}

/// `138****1234`; other lengths keep at most their last two digits.
pub fn mask(text: &str) -> String {
    if text.chars().count() == 11 { super::mask_middle(text, 3, 4) } else { super::mask_middle(text, 0, 2) }
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && matches!(bytes[1], b'3'..=b'9') && bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_have_one_normal_form() {
        for text in ["13800001234", " 138-0000-1234", "+86 138 0000 1234", "0086-13800001234", "１３８００００１２３４", "8613800001234"]
        {
            assert_eq!(normalise(text), "13800001234", "{text}");
        }
        // A landline keeps what looks like a country code.
        for (text, digits) in [("0856-5231234", "08565231234"), ("86-10-12345678", "861012345678"), ("无", "")] {
            assert_eq!(normalise(text), digits, "{text}");
        }
    }

    #[test]
    fn mobile_numbers_are_told_from_others() {
        let table = [
            ("13800001234", Validity::Valid),
            ("19900001234", Validity::Valid),
            ("12800001234", Validity::Invalid(Reason::Character)),
            ("08565231234", Validity::Invalid(Reason::Character)),
            ("1380000123", Validity::Invalid(Reason::Length)),
            ("", Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn masks_keep_what_recognises_a_number_and_not_more() {
        for (text, expected) in [("13800001234", "138****1234"), ("5231234", "*****34"), ("12", "**"), ("", "")] {
            assert_eq!(mask(text), expected, "{text}");
        }
    }
}
