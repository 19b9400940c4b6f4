//! What lists search for, and how: letters whatever their case, full width as half width, without making a text for each row.

use mingjing_engine::identifiers::{self, name, phone};
use mingjing_engine::ledger::Vault;
use mingjing_engine::schema::Key;

use super::row::Col;

/// Words to find in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The ways in which a record may have them; one of them is enough.
    forms: Vec<String>,
}

impl Words {
    /// The words as they were typed, and as a record may have written them: in half width, with full-width brackets, without blanks.
    pub fn new(text: &str) -> Words {
        let half = name::normalise(text);
        let mut forms = vec![text.trim().to_owned(), half.replace('(', "（").replace(')', "）"), without_blanks(&half), half];
        forms.retain(|form| !form.is_empty());
        forms.sort();
        forms.dedup();
        Words { forms }
    }

    /// Whether a text has them.
    pub fn are_in(&self, text: &str) -> bool {
        self.forms.iter().any(|form| has(text.as_bytes(), form.as_bytes()))
    }
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// Whether a text has a part, ASCII letters whatever their case.
fn has(text: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    let Some(last) = text.len().checked_sub(part.len()) else { return false };
    (0..=last).any(|at| text[at].eq_ignore_ascii_case(first) && text[at + 1..at + part.len()].eq_ignore_ascii_case(rest))
}

/// The tokens of a person whose whole name, document number or telephone number the words are, in every spelling of them that is taken for the
/// same. Names are not kept readable, so a part of one finds nobody.
pub fn persons(text: &str, vault: &Vault) -> Vec<(Col, Key)> {
    let mut found = Vec::new();
    let mut add = |column: Col, tag: &str, spellings: [String; 2]| {
        for spelling in spellings.iter().filter(|spelling| !spelling.is_empty()) {
            let token = (column, vault.token(tag, spelling));
            if !found.contains(&token) {
                found.push(token);
            }
        }
    };
    let spelled = |normal: String| [without_blanks(&normal), normal];
    add(Col::ApplicantNameKey, "name", spelled(name::normalise(text)));
    add(Col::ApplicantKey, "id", spelled(identifiers::normalise(text)));
    add(Col::MobileKey, "phone", spelled(phone::normalise(text)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_were_typed() {
        let table = [
            ("食品", "食品经营许可（新办）", true),
            ("(新办)", "食品经营许可（新办）", true),
            ("（新办）", "食品经营许可(新办)", true),
            ("ws2025", "WS20250124", true),
            ("ＷＳ２０２５", "WS20250124", true),
            ("WS 2025 0124", "WS20250124", true),
            ("　0124　", "WS20250124", true),
            ("0125", "WS20250124", false),
            ("WS202501245", "WS20250124", false),
            ("药品", "食品经营许可（新办）", false),
            ("' OR 1=1 --", "WS20250124", false),
        ];
        for (words, text, found) in table {
            assert_eq!(Words::new(words).are_in(text), found, "{words} in {text}");
        }
    }
}
