//! Limits as offices write them: `5`, `5个工作日`, `二十日`, `即办`, `2小时`; and the kind of an identity number, told by its form.
//!
//! A limit without a word for its unit is in working days, as 行政许可法 art. 82 has it for all limits of licensing; `自然日` and
//! `日历日` are calendar days. A month is refused: it is no number of days.

use serde::Deserialize;
use serde_json::Value;

use crate::identifiers;
use crate::ingest::fault::Fault;

/// What is taken of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The number of a limit.
    LimitDays,
    /// Its unit: `wd`, `cd` or `hour`.
    LimitUnit,
    /// 1 where the limit says that the case is done at once, else 2.
    CaseType,
    /// The type of an identity number by its form: `111` citizen ID, `001` unified social credit code; nothing for any other.
    IdType,
}

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit {
    number: i64,
    unit: &'static str,
    is_immediate: bool,
}

/// Words that mean: done while the applicant waits.
const AT_ONCE: &[&str] = &["即办", "即时", "当场", "立等", "马上办", "随到随办", "立即"];

impl Part {
    /// The part of a cell's text; `None` where the form tells nothing.
    pub fn of(self, text: &str) -> Result<Option<Value>, Fault> {
        if self == Part::IdType {
            return Ok(id_type(&identifiers::normalise(text)).map(Value::from));
        }
        let limit = limit(text).ok_or_else(|| {
            Fault::new(
                "wrong_type",
                format!("{text:?} is no limit in days or hours"),
                "write it like 5, 5个工作日, 20自然日, 2小时 or 即办",
            )
        })?;
        Ok(Some(match self {
            Part::LimitDays => Value::from(limit.number),
            Part::LimitUnit => Value::from(limit.unit),
            Part::CaseType | Part::IdType => Value::from(if limit.is_immediate { 1 } else { 2 }),
        }))
    }
}

/// Whether a text reads as a limit.
pub fn is_limit(text: &str) -> bool {
    limit(text).is_some()
}

fn limit(text: &str) -> Option<Limit> {
    let text: String = identifiers::normalise(text).chars().filter(|c| !c.is_whitespace()).collect();
    if AT_ONCE.iter().any(|word| text.starts_with(word)) {
        return Some(Limit { number: 0, unit: "wd", is_immediate: true });
    }
    let rest = text.trim_start_matches(['≤', '<', '=']).trim_start_matches("不超过");
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || NUMERALS.contains(c))).unwrap_or(rest.len());
    let (number, word) = rest.split_at(end);
    let unit = match word.strip_prefix('个').unwrap_or(word).trim_end_matches(['内', ')', '）']) {
        "" | "工作日" | "工作天" | "日" | "天" | "D" | "WD" => "wd",
        "自然日" | "日历日" | "自然天" | "CD" => "cd",
        "小时" | "工作小时" | "H" => "hour",
        _ => return None,
    };
    Some(Limit { number: number_of(number)?, unit, is_immediate: false })
}

const NUMERALS: &str = "零〇一二两三四五六七八九十百";

/// A whole number in digits (`5`, `5.0`) or in Chinese numerals below a thousand.
fn number_of(text: &str) -> Option<i64> {
    if let Some(first) = text.chars().next()
        && first.is_ascii_digit()
    {
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        return if places.bytes().all(|byte| byte == b'0') { whole.parse().ok() } else { None };
    }
    let (mut sum, mut digit, mut is_read) = (0, None, false);
    for numeral in text.chars() {
        is_read = true;
        match numeral {
            '十' => sum += digit.take().unwrap_or(1) * 10,
            '百' => sum += digit.take()? * 100,
            '零' | '〇' => {}
            _ => {
                let value = "一二三四五六七八九".chars().position(|known| known == numeral).map(|place| place as i64 + 1);
                digit = Some(if numeral == '两' { 2 } else { value? });
            }
        }
    }
    is_read.then_some(sum + digit.unwrap_or(0))
}

fn id_type(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match bytes.len() {
        15 if digits(bytes) => Some("111"),
        18 if digits(&bytes[..17]) && matches!(&bytes[6..8], b"18" | b"19" | b"20") => Some("111"),
        18 if bytes.iter().all(u8::is_ascii_alphanumeric) => Some("001"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_offices_write_them() {
        let table = [
            ("5", Some((5, "wd", false))),
            ("5.0", Some((5, "wd", false))),
            ("5个工作日", Some((5, "wd", false))),
            (" ２０ 日", Some((20, "wd", false))),
            ("二十日内", Some((20, "wd", false))),
            ("十五个工作日", Some((15, "wd", false))),
            ("一百二十天", Some((120, "wd", false))),
            ("30自然日", Some((30, "cd", false))),
            ("2小时", Some((2, "hour", false))),
            ("即办", Some((0, "wd", true))),
            ("当场办结", Some((0, "wd", true))),
            ("1个月", None),
            ("5.5", None),
            ("尽快", None),
            ("", None),
            ("2025-01-24", None),
        ];
        for (text, expected) in table {
            assert_eq!(limit(text).map(|limit| (limit.number, limit.unit, limit.is_immediate)), expected, "{text}");
        }
    }

    #[test]
    fn an_identity_number_is_told_by_its_form() {
        let table = [
            ("11010519491231002x", Some("111")),
            ("110105491231002", Some("111")),
            ("91350100M000100Y43", Some("001")),
            ("护照 E12345678", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Part::IdType.of(text).expect("no fault"), expected.map(Value::from), "{text}");
        }
    }
}
