//! Citizen ID number 身份证号, GB 11643-1999: 6 digits region, 8 birth date, 3 sequence (odd = male), 1 check character.

use super::{Reason, Validity};
use crate::time::Day;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

/// The normal form: trimmed, half width, `X` in capitals.
pub fn normalise(text: &str) -> String {
    super::normalise(text)
}

/// Checks a normalised number of 18 characters; the birth date must not lie after `today` (a day of the centre's zone).
/// The region is not checked: codes change, and a number keeps the one it was given under.
pub fn check(text: &str, today: Day) -> Validity {
    if text.is_empty() { Validity::NotApplicable } else { Validity::from_result(checked(text, today)) }
}

fn checked(text: &str, today: Day) -> Result<(), Reason> {
    let bytes: &[u8; 18] = text.as_bytes().try_into().map_err(|_| Reason::Length)?;
    let is_check = |byte: u8| byte.is_ascii_digit() || byte == b'X';
    if !bytes[..17].iter().all(u8::is_ascii_digit) || !is_check(bytes[17]) {
        return Err(Reason::Character);
    }
    let birth = Day::parse(&format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14])).ok_or(Reason::Date)?;
    if birth > today {
        return Err(Reason::FutureDate);
    }
    if check_character(&bytes[..17]) == Some(bytes[17]) { Ok(()) } else { Err(Reason::CheckCharacter) }
}

/// The check character of the first 17 digits; `None` for other lengths or characters.
pub fn check_character(digits: &[u8]) -> Option<u8> {
    if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Some(CHECK_CHARACTERS[(sum % 11) as usize])
}

/// The number of 18 characters that an obsolete one of 15 digits became: 19 before the year, and the check character.
pub fn from_15(text: &str) -> Option<String> {
    if text.len() != 15 || !text.is_ascii() {
        return None;
    }
    let digits = format!("{}19{}", &text[..6], &text[6..]);
    let check = check_character(digits.as_bytes())?;
    Some(format!("{digits}{}", char::from(check)))
}

/// `110105********002X`; see [`mask`](super::mask).
pub fn mask(text: &str) -> String {
    super::mask(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> Day {
        Day::parse("2025-06-30").expect("valid")
    }

    #[test]
    fn the_worked_example_is_valid_and_everything_near_it_is_not() {
        let table = [
            ("11010519491231002X", Validity::Valid),
            ("110105194912310021", Validity::Invalid(Reason::CheckCharacter)),
            ("11010519491231002x", Validity::Invalid(Reason::Character)),
            ("1101051949123100XX", Validity::Invalid(Reason::Character)),
            ("11010519490230002X", Validity::Invalid(Reason::Date)),
            ("11010519491331002X", Validity::Invalid(Reason::Date)),
            ("11010520991231002X", Validity::Invalid(Reason::FutureDate)),
            ("1101054912310021", Validity::Invalid(Reason::Length)),
            ("110105491231002", Validity::Invalid(Reason::Length)),
            ("张三张三张三", Validity::Invalid(Reason::Character)),
            ("", Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(text, today()), expected, "{text}");
        }
        assert_eq!(check(&normalise(" １１０１０５１９４９１２３１００２ｘ"), today()), Validity::Valid);
    }

    #[test]
    fn a_birth_date_is_in_the_future_only_after_the_given_day() {
        let digits = "52060320250630001";
        let number = format!("{digits}{}", char::from(check_character(digits.as_bytes()).expect("digits")));
        assert_eq!(check(&number, today()), Validity::Valid);
        assert_eq!(check(&number, today().plus(-1)), Validity::Invalid(Reason::FutureDate));
    }

    #[test]
    fn an_obsolete_number_becomes_the_one_of_today() {
        assert_eq!(from_15("110105491231002").as_deref(), Some("11010519491231002X"));
        for text in ["11010549123100", "11010549123100X", "1101054912310021", "一二三四五"] {
            assert_eq!(from_15(text), None, "{text}");
        }
    }

    #[test]
    fn masks_hide_the_birth_date_and_of_odd_values_more() {
        let table = [
            ("11010519491231002X", "110105********002X"),
            ("110105491231002", "110105******002"),
            ("1101051949", "1********9"),
            ("E1", "**"),
            ("E12", "***"),
            ("E123", "E**3"),
            ("", ""),
            ("张三", "**"),
        ];
        for (text, expected) in table {
            assert_eq!(mask(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, rng_seed: proptest::test_runner::RngSeed::Fixed(11_643), ..ProptestConfig::default() })]

        #[test]
        fn any_single_wrong_character_is_caught(
            region in 110_000u32..820_000, birth in -20_000i32..20_000, sequence in 0u32..1_000, at in 0usize..18, other in 1u8..11
        ) {
            let digits = format!("{region}{}{sequence:03}", Day(birth).to_string().replace('-', ""));
            let check_at_end = check_character(digits.as_bytes()).expect("17 digits");
            let number = format!("{digits}{}", char::from(check_at_end));
            prop_assert_eq!(check(&number, today()), Validity::Valid);

            // Another character of those that may stand there: 10 digits, at the end also X.
            let choices: &[u8] = if at == 17 { b"0123456789X" } else { b"0123456789" };
            let mut wrong = number.into_bytes();
            let now = choices.iter().position(|choice| *choice == wrong[at]).expect("a choice");
            let step = 1 + usize::from(other) % (choices.len() - 1);
            wrong[at] = choices[(now + step) % choices.len()];
            let wrong = String::from_utf8(wrong).expect("ASCII");
            prop_assert!(matches!(check(&wrong, today()), Validity::Invalid(_)), "{}", wrong);
        }

        #[test]
        fn a_mask_has_the_length_of_its_value_and_no_panic_on_any_text(text in ".{0,24}") {
            prop_assert_eq!(mask(&text).chars().count(), text.chars().count());
            check(&text, today());
            from_15(&text);
        }
    }
}
