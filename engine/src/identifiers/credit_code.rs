//! Unified social credit code 统一社会信用代码, GB 32100-2015: 1 registering department, 1 category, 6 region, 9 organisation
//! code (GB 11714: 8 characters and their check character), 1 check character.

use super::{Reason, Validity};

/// The 31 characters; I, O, S, V and Z are not used.
const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^i mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The normal form: trimmed, half width, capitals.
pub fn normalise(text: &str) -> String {
    super::normalise(text)
}

/// Checks a normalised code: length, characters, check character, then the organisation code inside.
pub fn check(text: &str) -> Validity {
    if text.is_empty() { Validity::NotApplicable } else { Validity::from_result(checked(text)) }
}

fn checked(text: &str) -> Result<(), Reason> {
    let bytes: &[u8; 18] = text.as_bytes().try_into().map_err(|_| Reason::Length)?;
    // The region is digits in every code issued.
    if !bytes.iter().all(|byte| SYMBOLS.contains(byte)) || !bytes[2..8].iter().all(u8::is_ascii_digit) {
        return Err(Reason::Character);
    }
    if check_character(&bytes[..17]) != Some(bytes[17]) {
        return Err(Reason::CheckCharacter);
    }
    if organization_check_character(&bytes[8..16]) == Some(bytes[16]) { Ok(()) } else { Err(Reason::InnerCheckCharacter) }
}

/// The check character of the first 17; `None` for other lengths or characters.
pub fn check_character(characters: &[u8]) -> Option<u8> {
    if characters.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in characters.iter().zip(WEIGHTS) {
        sum += SYMBOLS.iter().position(|symbol| symbol == character)? as u32 * weight;
    }
    Some(SYMBOLS[((31 - sum % 31) % 31) as usize])
}

/// The check character of an organisation code's 8 (GB 11714); `None` for other lengths or characters.
pub fn organization_check_character(characters: &[u8]) -> Option<u8> {
    if characters.len() != 8 {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in characters.iter().zip(INNER_WEIGHTS) {
        sum += super::alphanumeric_value(*character)? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    })
}

/// `913501********0Y43`; see [`mask`](super::mask).
pub fn mask(text: &str) -> String {
    super::mask(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example_is_valid_and_everything_near_it_is_not() {
        let table = [
            ("91350100M000100Y43", Validity::Valid),
            ("91350100M000100Y44", Validity::Invalid(Reason::CheckCharacter)),
            ("91350100M000100Y4", Validity::Invalid(Reason::Length)),
            ("91350100m000100y43", Validity::Invalid(Reason::Character)),
            ("91350100I000100Y43", Validity::Invalid(Reason::Character)),
            ("9135A100M000100Y43", Validity::Invalid(Reason::Character)),
            ("企业企业企业", Validity::Invalid(Reason::Character)),
            ("", Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(text), expected, "{text}");
        }
        assert_eq!(check(&normalise("９１３５０１００m000100y43 ")), Validity::Valid);
        assert_eq!(organization_check_character(b"M000100Y"), Some(b'4'));
    }

    #[test]
    fn a_right_outer_and_a_wrong_inner_check_character_is_told_apart() {
        let wrong_inside = b"91350100M000100Y5";
        let code = format!("91350100M000100Y5{}", char::from(check_character(wrong_inside).expect("17 symbols")));
        assert_eq!(check(&code), Validity::Invalid(Reason::InnerCheckCharacter));
    }

    #[test]
    fn masks_keep_the_ends() {
        for (text, expected) in [("91350100M000100Y43", "913501********0Y43"), ("9135010", "9*****0"), ("", "")] {
            assert_eq!(mask(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, rng_seed: proptest::test_runner::RngSeed::Fixed(32_100), ..ProptestConfig::default() })]

        #[test]
        fn any_single_wrong_character_is_caught(
            region in 110_000u32..820_000, body in proptest::collection::vec(0usize..31, 8), at in 0usize..18, step in 1usize..31
        ) {
            let organization: Vec<u8> = body.iter().map(|index| SYMBOLS[*index]).collect();
            let mut code = format!("91{region}").into_bytes();
            code.extend(&organization);
            code.push(organization_check_character(&organization).expect("8 characters"));
            code.push(check_character(&code).expect("17 characters"));
            let valid = String::from_utf8(code.clone()).expect("ASCII");
            prop_assert_eq!(check(&valid), Validity::Valid);

            let now = SYMBOLS.iter().position(|symbol| *symbol == code[at]).expect("a symbol");
            code[at] = SYMBOLS[(now + step) % 31];
            let wrong = String::from_utf8(code).expect("ASCII");
            prop_assert!(matches!(check(&wrong), Validity::Invalid(_)), "{}", wrong);
        }
    }
}
