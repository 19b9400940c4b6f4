//! Region codes 行政区划代码: GB/T 2260 (6 digits: province, prefecture, county), with township (9) and village (12).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Reason, Validity};

/// Prefectures with their counties; provinces as prefecture `00`. Format and source: `engine/data/regions/SOURCE.md`.
const CODES: &str = include_str!("../../data/regions/codes.txt");

static KNOWN: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let mut known = BTreeSet::new();
    for line in CODES.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let Some(prefecture) = fields.next().and_then(|field| field.parse::<u32>().ok()) else {
            continue;
        };
        known.insert(prefecture * 100);
        known.extend(fields.filter_map(|county| county.parse::<u32>().ok()).map(|county| prefecture * 100 + county));
    }
    known
});

/// How far down a code names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省: 2 digits and zeros.
    Province,
    /// 市: 4 digits and zeros.
    Prefecture,
    /// 县: 6 digits and zeros.
    County,
    /// 乡、街道: 9 digits and zeros.
    Township,
    /// 村、社区: all 12 digits.
    Village,
}

impl Level {
    /// Digits that a code of this level needs.
    fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::Prefecture => 4,
            Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
        }
    }
}

/// A region, as 12 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u64);

impl Region {
    /// Reads a normalised code of 6, 9 or 12 digits.
    ///
    /// # Errors
    /// [`Reason::Length`] or [`Reason::Character`]. Whether the region exists is not asked.
    pub fn parse(text: &str) -> Result<Region, Reason> {
        if !matches!(text.len(), 6 | 9 | 12) {
            return Err(Reason::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Reason::Character);
        }
        format!("{text:0<12}").parse().map(Region).map_err(|_| Reason::Character)
    }

    /// Its level, by the zeros it ends in.
    pub fn level(self) -> Level {
        let levels = [Level::Province, Level::Prefecture, Level::County, Level::Township];
        levels.into_iter().find(|level| self.0.is_multiple_of(10u64.pow(12 - level.digits() as u32))).unwrap_or(Level::Village)
    }

    /// The region above it; `None` for a province.
    pub fn parent(self) -> Option<Region> {
        let level = match self.level() {
            Level::Province => return None,
            Level::Prefecture => Level::Province,
            Level::County => Level::Prefecture,
            Level::Township => Level::County,
            Level::Village => Level::Township,
        };
        Some(self.truncated(level))
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(self, other: Region) -> bool {
        other.truncated(self.level()) == self
    }

    /// All 12 digits, as the provincial interface wants them.
    pub fn padded(self) -> String {
        format!("{:012}", self.0)
    }

    /// The shortest of the three forms that names it: 6, 9 or 12 digits.
    pub fn short(self) -> String {
        let digits = self.level().digits().max(6);
        self.padded()[..digits].to_owned()
    }

    /// Whether its county (or the prefecture or province that it is) is in the list of mid-2023. The list holds no dates of
    /// validity and nothing below the county: `false` may mean a code that has ended.
    pub fn is_known(self) -> bool {
        KNOWN.contains(&((self.0 / 1_000_000) as u32))
    }

    fn truncated(self, level: Level) -> Region {
        let unit = 10u64.pow(12 - level.digits() as u32);
        Region(self.0 / unit * unit)
    }
}

/// The normal form: trimmed, half width. It is not padded: senders' forms differ by stream.
pub fn normalise(text: &str) -> String {
    super::to_half_width(text)
}

/// Checks a normalised code: form, and that its first 6 digits are listed.
pub fn check(text: &str) -> Validity {
    match Region::parse(text) {
        _ if text.is_empty() => Validity::NotApplicable,
        Err(reason) => Validity::Invalid(reason),
        Ok(region) if region.is_known() => Validity::Valid,
        Ok(_) => Validity::Invalid(Reason::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_list_is_whole() {
        // 31 provinces, 342 prefectures and 2,978 counties of the source and three provinces it lacks; 东莞, 中山 and 儋州 are
        // prefectures without counties, whose made-up county has the code of the prefecture.
        assert_eq!(KNOWN.len(), 31 + 342 + 2_978 + 3 - 3);
    }

    #[test]
    fn codes_are_checked_by_form_and_against_the_list() {
        let table = [
            ("520603", Validity::Valid),
            ("520600", Validity::Valid),
            ("520000", Validity::Valid),
            ("140900000000", Validity::Valid),
            ("520603001", Validity::Valid),
            ("810000", Validity::Valid),
            ("520699", Validity::Invalid(Reason::Unknown)),
            ("000000", Validity::Invalid(Reason::Unknown)),
            ("5206", Validity::Invalid(Reason::Length)),
            ("52060A", Validity::Invalid(Reason::Character)),
            ("万山", Validity::Invalid(Reason::Character)),
            ("", Validity::NotApplicable),
        ];
        for (text, expected) in table {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn a_region_knows_its_level_forms_and_parents() {
        let table = [
            ("520000", Level::Province, "520000", None),
            ("520600", Level::Prefecture, "520600", Some("520000000000")),
            ("520603", Level::County, "520603", Some("520600000000")),
            ("520603000000", Level::County, "520603", Some("520600000000")),
            ("520603001", Level::Township, "520603001", Some("520603000000")),
            ("520603001002", Level::Village, "520603001002", Some("520603001000")),
        ];
        for (text, level, short, parent) in table {
            let region = Region::parse(text).expect(text);
            assert_eq!(region.level(), level, "{text}");
            assert_eq!(region.short(), short, "{text}");
            assert_eq!(region.padded().len(), 12);
            assert_eq!(region.parent().map(Region::padded).as_deref(), parent, "{text}");
        }
    }

    #[test]
    fn a_region_contains_itself_and_what_lies_below() {
        let region = |text| Region::parse(text).expect(text);
        let table = [("520000", "520603001", true), ("520603", "520603", true), ("520603", "520600", false), ("520600", "140900", false)];
        for (outer, inner, expected) in table {
            assert_eq!(region(outer).contains(region(inner)), expected, "{outer} {inner}");
        }
    }
}
