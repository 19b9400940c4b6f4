//! E-licence identifier 电子证照标识 (GB/T 36904): `1.2.156.3005.2`, licence type (21), issuer's credit code (18), serial (up
//! to 32), version (3 digits), check character, joined by dots.
//!
//! Implementations in use differ in the letter values, so a wrong check character is a reason to warn, never to reject.

use super::{Reason, Validity};

/// The arc under which all identifiers stand.
pub const ROOT: &str = "1.2.156.3005.2.";

/// The parts of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Licence<'a> {
    /// Licence type code: the credit code of the defining body (18) and 3 more.
    pub licence_type: &'a str,
    /// Credit code of the issuer.
    pub issuer: &'a str,
    /// Serial number.
    pub serial: &'a str,
    /// Version, 3 digits.
    pub version: &'a str,
    /// Check character.
    pub check: u8,
}

/// The normal form: trimmed, half width, capitals.
pub fn normalise(text: &str) -> String {
    super::normalise(text)
}

/// Splits a normalised identifier.
///
/// # Errors
/// [`Reason::Length`] if it has not the root and five parts of the right lengths, [`Reason::Character`] for a character that is
/// neither digit nor capital letter.
pub fn parse(text: &str) -> Result<Licence<'_>, Reason> {
    let rest = text.strip_prefix(ROOT).ok_or(Reason::Length)?;
    let parts: Vec<&str> = rest.split('.').collect();
    let [licence_type, issuer, serial, version, check] = parts[..] else {
        return Err(Reason::Length);
    };
    if !rest.bytes().all(|byte| byte == b'.' || super::alphanumeric_value(byte).is_some()) {
        return Err(Reason::Character);
    }
    let &[check] = check.as_bytes() else {
        return Err(Reason::Length);
    };
    if licence_type.len() != 21 || issuer.len() != 18 || !(1..=32).contains(&serial.len()) || version.len() != 3 {
        return Err(Reason::Length);
    }
    if !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Character);
    }
    Ok(Licence { licence_type, issuer, serial, version, check })
}

/// Checks a normalised identifier: parts, then check character.
pub fn check(text: &str) -> Validity {
    if text.is_empty() { Validity::NotApplicable } else { Validity::from_result(checked(text)) }
}

fn checked(text: &str) -> Result<(), Reason> {
    let licence = parse(text)?;
    let body = [licence.licence_type, licence.issuer, licence.serial, licence.version].concat();
    if check_character(body.as_bytes()) == Some(licence.check) { Ok(()) } else { Err(Reason::CheckCharacter) }
}

/// The check character by MOD 37,36 (ISO/IEC 7064, GB/T 17710); `None` for a character that is neither digit nor capital.
pub fn check_character(characters: &[u8]) -> Option<u8> {
    let mut product = 36;
    for character in characters {
        let sum = (product + super::alphanumeric_value(*character)?) % 36;
        product = if sum == 0 { 36 } else { sum } * 2 % 37;
    }
    Some(match ((37 - product) % 36) as u8 {
        digit @ 0..=9 => b'0' + digit,
        letter => b'A' + letter - 10,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LICENCE_TYPE: &str = "1110000000001234X5001";
    const ISSUER: &str = "91350100M000100Y43";

    fn identifier(serial: &str, version: &str) -> String {
        let body = [LICENCE_TYPE, ISSUER, serial, version].concat();
        let check = char::from(check_character(body.as_bytes()).expect("digits and capitals"));
        format!("{ROOT}{LICENCE_TYPE}.{ISSUER}.{serial}.{version}.{check}")
    }

    #[test]
    fn the_test_vector_of_the_standard_holds() {
        assert_eq!(check_character(b"A12425GABC1234002"), Some(b'M'));
        assert_eq!(check_character(b"a"), None);
    }

    #[test]
    fn an_identifier_is_split_and_checked() {
        let good = identifier("520603202500001", "001");
        assert_eq!(check(&good), Validity::Valid);
        let parts = parse(&good).expect("well formed");
        assert_eq!((parts.licence_type, parts.issuer, parts.serial, parts.version), (LICENCE_TYPE, ISSUER, "520603202500001", "001"));

        let (length, character) = (Validity::Invalid(Reason::Length), Validity::Invalid(Reason::Character));
        let table = [
            (good.replace("202500001", "202500002"), Validity::Invalid(Reason::CheckCharacter)),
            (good.replace("1.2.156", "1.2.157"), length),
            (good.replace(".001.", ".01."), length),
            (good.replace(".001.", ".0A1."), character),
            (good.replace("520603", "520_03"), character),
            (format!("{good}9"), length),
            (format!("{good}.9"), length),
            (identifier(&"1".repeat(32), "001"), Validity::Valid),
            (identifier(&"1".repeat(33), "001"), length),
            ("520603202500001".to_owned(), length),
            (String::new(), Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(&text), expected, "{text}");
        }
        assert_eq!(check(&normalise(&format!(" {}", good.to_lowercase()))), Validity::Valid);
    }

    #[test]
    fn any_single_wrong_character_is_caught() {
        let good = identifier("A12425GABC1234", "002");
        let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for at in (ROOT.len()..good.len()).filter(|at| good.as_bytes()[*at] != b'.') {
            for other in alphabet.iter().filter(|other| **other != good.as_bytes()[at]) {
                let mut wrong = good.clone().into_bytes();
                wrong[at] = *other;
                let wrong = String::from_utf8(wrong).expect("ASCII");
                assert!(matches!(check(&wrong), Validity::Invalid(_)), "{wrong}");
            }
        }
    }
}
