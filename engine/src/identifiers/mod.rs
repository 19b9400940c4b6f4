//! Identifiers of persons, bodies, places, items, cases and licences: normal form, check, mask; pure, no I/O.
//!
//! | file | subject |
//! |---|---|
//! | `citizen_id` | citizen ID number, GB 11643 |
//! | `credit_code` | unified social credit code, GB 32100, with the organisation code inside it, GB 11714 |
//! | `region` | region codes of 6, 9 and 12 digits, and the list of those that exist |
//! | `item_code` | base, implementing and handling-item codes, taken as opaque |
//! | `case_number` | case numbers, by form only |
//! | `phone` | mobile and other telephone numbers |
//! | `name` | names of persons and bodies |
//! | `licence` | e-licence identifiers, GB/T 36904 |
//!
//! Each has `normalise`, and as it applies `check` and `mask`. Keys, checks and masks are made from the *normalised* value
//! (events-and-facts, section 1), so callers normalise first; `check` and `mask` do not do it again. A check says whether a
//! value can be right and never refuses it: what is wrong is let in, and a rule says so.
//!
//! To add an identifier: a file here with these functions and a table of cases beside them, and a line above.

pub mod case_number;
pub mod citizen_id;
pub mod credit_code;
pub mod item_code;
pub mod licence;
pub mod name;
pub mod phone;
pub mod region;

use crate::time::Day;

/// Whether an identifier can be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Validity {
    /// Its form and check characters are right.
    Valid,
    /// It cannot be right, and this is the first reason.
    Invalid(Reason),
    /// There is nothing to check: the value is empty, or of a kind without a check.
    NotApplicable,
}

impl Validity {
    /// True, false, or null where there is nothing to check: the value of a fact such as `applicant_id_valid`.
    pub fn as_fact(self) -> Option<bool> {
        match self {
            Validity::Valid => Some(true),
            Validity::Invalid(_) => Some(false),
            Validity::NotApplicable => None,
        }
    }

    fn from_result(result: Result<(), Reason>) -> Validity {
        result.map_or_else(Validity::Invalid, |()| Validity::Valid)
    }
}

/// Why an identifier cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Its length is none that the identifier has.
    Length,
    /// It holds a character that has no place there.
    Character,
    /// The date in it does not exist.
    Date,
    /// The date in it lies in the future.
    FutureDate,
    /// Its check character is not the one that follows from the rest.
    CheckCharacter,
    /// The check character of the organisation code inside it is wrong.
    InnerCheckCharacter,
    /// It is not in the list of those that exist.
    Unknown,
}

impl Reason {
    /// A stable code for facts, messages and translations.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Length => "length",
            Reason::Character => "character",
            Reason::Date => "date",
            Reason::FutureDate => "future_date",
            Reason::CheckCharacter => "check_character",
            Reason::InnerCheckCharacter => "inner_check_character",
            Reason::Unknown => "unknown",
        }
    }
}

/// The normal form of an identity number of any kind: trimmed, full width made half width, letters in capitals (`x` to `X`).
pub fn normalise(text: &str) -> String {
    to_half_width(text).to_ascii_uppercase()
}

/// Checks a normalised identity number by its type code (GA/T 2000.156 as the provinces send it): `111` citizen ID, `001`
/// unified social credit code; any other type has no check.
pub fn check_by_type(id_type: &str, id_no: &str, today: Day) -> Validity {
    match id_type {
        "111" => citizen_id::check(id_no, today),
        "001" => credit_code::check(id_no),
        _ => Validity::NotApplicable,
    }
}

/// Masks a normalised identity number of any kind: `110105********002X` of 18 characters, 6 and 3 of the 15 of an obsolete
/// citizen ID, of others at most the first and the last.
pub fn mask(text: &str) -> String {
    match text.chars().count() {
        18 => mask_middle(text, 6, 4),
        15 => mask_middle(text, 6, 3),
        _ => mask_middle(text, 1, 1),
    }
}

/// Trims white space of any script and turns full-width forms (U+FF01 to U+FF5E, U+3000) into their ASCII equals.
fn to_half_width(text: &str) -> String {
    // A byte order mark or zero-width space from a spreadsheet is no part of a value either.
    let is_blank = |char: char| char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}');
    text.trim_matches(is_blank)
        .chars()
        .map(|char| match char {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
            _ => char,
        })
        .collect()
}

/// Keeps `head` and `tail` characters and stars each of those between; of a text so short that more than twice as many
/// would stay as be hidden, keeps nothing.
fn mask_middle(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let shown = head + tail;
    let is_long = count > shown && (count - shown) * 2 > shown;
    text.chars().enumerate().map(|(index, char)| if is_long && (index < head || index >= count - tail) { char } else { '*' }).collect()
}

/// Value of an ASCII digit or capital letter: 0 to 9, A = 10 to Z = 35.
fn alphanumeric_value(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_trims_narrows_and_capitalises_once_and_for_all() {
        let table = [
            (" 11010519491231002x ", "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
            ("\u{3000}\u{feff}e1234\t", "E1234"),
            ("贵Ａ　１２３", "贵A 123"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(normalise(text), expected, "{text}");
            assert_eq!(normalise(expected), expected);
        }
    }

    #[test]
    fn the_type_code_chooses_the_check() {
        let today = Day::parse("2025-06-30").expect("valid");
        let table = [
            ("111", "11010519491231002X", Some(true)),
            ("111", "91350100M000100Y43", Some(false)),
            ("001", "91350100M000100Y43", Some(true)),
            ("001", "11010519491231002X", Some(false)),
            ("414", "E12345678", None),
            ("111", "", None),
        ];
        for (id_type, id_no, expected) in table {
            assert_eq!(check_by_type(id_type, id_no, today).as_fact(), expected, "{id_type} {id_no}");
        }
    }
}
