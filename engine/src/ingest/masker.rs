//! Masks personal values at the door: normalised form, token, mask and validity of each kind.

use crate::case::form::{Masked, Masker};
use crate::case::payload::PersonalKind;
use crate::identifiers::{self, name, phone};
use crate::schema::Key;
use crate::time::Day;

/// Makes the token of a normalised value; the tag keeps equal texts of different kinds apart. The vault's.
pub type Token<'a> = dyn Fn(&str, &str) -> Key + Sync + 'a;

/// The masker of one event.
pub struct PersonalMasker<'a> {
    /// Makes tokens.
    pub token: &'a Token<'a>,
    /// The local day of the event. A birth date after it is wrong; the day of the import must not matter, or the same event sent
    /// again later could get another content.
    pub today: Day,
}

impl Masker for PersonalMasker<'_> {
    fn mask(&self, kind: PersonalKind, beside: Option<&str>, value: &str) -> Masked {
        let (tag, normalised, mask, valid) = match kind {
            PersonalKind::Name => {
                let normalised = name::normalise(value);
                let mask = name::mask(&normalised);
                ("name", normalised, mask, None)
            }
            PersonalKind::IdNumber(_) => {
                let normalised = identifiers::normalise(value);
                let mask = identifiers::mask(&normalised);
                // One tag for all documents: a holder's number is compared with an applicant's, whatever type either names.
                let id_type = beside.map(identifiers::normalise);
                let valid = id_type.and_then(|id_type| identifiers::check_by_type(&id_type, &normalised, self.today).as_fact());
                ("id", normalised, mask, valid)
            }
            PersonalKind::Phone => {
                let normalised = phone::normalise(value);
                let mask = phone::mask(&normalised);
                ("phone", normalised, mask, None)
            }
            PersonalKind::Address => {
                let normalised = name::normalise(value);
                ("address", normalised.clone(), head(&normalised, 6), None)
            }
            PersonalKind::Other => {
                let normalised = identifiers::normalise(value);
                let mask = identifiers::mask(&normalised);
                ("other", normalised, mask, None)
            }
        };
        Masked { key: (self.token)(tag, &normalised), mask, valid, normalised }
    }
}

/// The first characters (of an address: about the district), the rest hidden. Never more than a third is shown.
fn head(text: &str, shown: usize) -> String {
    let count = text.chars().count();
    let shown = shown.min(count / 3);
    text.chars().enumerate().map(|(index, char)| if index < shown { char } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(tag: &str, text: &str) -> Key {
        let mut hash: u128 = 0;
        for byte in tag.bytes().chain([0]).chain(text.bytes()) {
            hash = hash.wrapping_mul(1_099_511_628_211).wrapping_add(u128::from(byte));
        }
        Key(hash)
    }

    fn masked(kind: PersonalKind, beside: Option<&str>, value: &str) -> Masked {
        let today = Day::parse("2025-06-30").expect("valid");
        PersonalMasker { token: &key, today }.mask(kind, beside, value)
    }

    #[test]
    fn kinds_are_normalised_masked_and_checked() {
        let id = PersonalKind::IdNumber(Some("applicant_id_type"));
        let table = [
            (id, Some("111"), "１１０１０５１９４９１２３１００２ｘ", "110105********002X", Some(true)),
            (id, Some("111"), "110105194912310021", "110105********0021", Some(false)),
            (id, Some("001"), "91350100M000100Y43", "913501********0Y43", Some(true)),
            (id, Some("414"), "E12345678", "E*******8", None),
            (id, None, "11010519491231002X", "110105********002X", None),
            (PersonalKind::Phone, None, "138-0013 1234", "138****1234", None),
            (PersonalKind::Name, None, "张三", "张*", None),
            (PersonalKind::Address, None, "万山区人民路十八号三单元五零二室", "万山区人民***********", None),
        ];
        for (kind, beside, value, mask, valid) in table {
            let masked = masked(kind, beside, value);
            assert_eq!((masked.mask.as_str(), masked.valid), (mask, valid), "{value}");
        }
    }

    #[test]
    fn spellings_of_one_value_share_a_token_and_kinds_do_not() {
        let id = PersonalKind::IdNumber(Some("applicant_id_type"));
        let holder = PersonalKind::IdNumber(None);
        assert_eq!(masked(id, Some("111"), " 11010519491231002x").key, masked(holder, None, "11010519491231002X").key);
        assert_ne!(masked(PersonalKind::Name, None, "张三").key, masked(PersonalKind::Address, None, "张三").key);
    }
}
