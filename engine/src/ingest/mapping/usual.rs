//! Times as offices usually write them, read where a mapping names no formats.
//!
//! `2025-01-24`, `2025/1/24`, `2025.1.24`, `2025年1月24日`, `20250124`, each alone or with a time: `14:05`, `14:05:00.250`, `14时5分`,
//! `下午2点05分`, `2:05 PM`; `20250124140500` in one. A day before the month, or behind it (`24/01/2025`, `01/24/2025`), is read where only
//! one of the two exists: `03/04/2025` is not, nor is a year of two digits. Digits and punctuation may be full width.

use jiff::civil::{Date, date};

use crate::time::{Micros, SECOND};

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A day and the time within it, in microseconds.
    At(Date, Micros),
    /// A day.
    On(Date),
    /// Either of two days: the first number may be the day or the month.
    Either(Date, Date),
}

/// Reads a text; `None` where it is written otherwise, or there is no such day or time.
pub fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (head, rest) = text.split_at(digits);
    let (day, rest) = match digits {
        4 => year_first(head, rest)?,
        8 => (compact(head)?, rest),
        12 | 14 if rest.is_empty() => {
            let (hours, minutes, seconds) = (number(&head[8..10])?, number(&head[10..12])?, number(head.get(12..14).unwrap_or("0"))?);
            return Some(Written::At(compact(&head[..8])?, within(hours, minutes, seconds, 0)?));
        }
        1 | 2 => return year_last(head, rest),
        _ => return None,
    };
    with_clock(day, rest)
}

fn with_clock(day: Date, rest: &str) -> Option<Written> {
    let rest = match rest.trim_start().strip_prefix("星期").or_else(|| rest.trim_start().strip_prefix('周')) {
        Some(named) => named.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天'])?,
        None => rest,
    };
    if rest.trim().is_empty() {
        return Some(Written::On(day));
    }
    let clock = rest.strip_prefix('T').unwrap_or(rest).trim();
    Some(Written::At(day, clock_of(clock)?))
}

/// `2025-1-24` and its like: the same sign twice, or 年 and 月.
fn year_first<'a>(year: &str, rest: &'a str) -> Option<(Date, &'a str)> {
    let rest = if rest.trim_start().starts_with('年') { rest.trim_start() } else { rest };
    let mark = rest.chars().next()?;
    let between = match mark {
        '-' | '/' | '.' => mark,
        '年' => '月',
        _ => return None,
    };
    let (month, rest) = short_number(rest[mark.len_utf8()..].trim_start())?;
    let (day, rest) = short_number(rest.trim_start().strip_prefix(between)?.trim_start())?;
    let rest = if mark == '年' { rest.trim_start().strip_prefix(['日', '号']).unwrap_or(rest) } else { rest };
    // `2025.1.24.` and `2025-1-24-3` are something else.
    if rest.starts_with(['-', '/', '.']) {
        return None;
    }
    Some((civil(number(year)?, month, day)?, rest))
}

/// `24/01/2025` or `01/24/2025`.
fn year_last(first: &str, rest: &str) -> Option<Written> {
    let mark = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (second, rest) = short_number(&rest[1..])?;
    let rest = rest.strip_prefix(mark)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 4 {
        return None;
    }
    let (year, rest) = rest.split_at(4);
    let (year, first) = (number(year)?, number(first)?);
    let either = [civil(year, second, first), civil(year, first, second)];
    let day = match either {
        [Some(day_first), Some(month_first)] if day_first != month_first => {
            // What follows must be a time all the same.
            with_clock(day_first, rest)?;
            return Some(Written::Either(day_first, month_first));
        }
        [Some(day), _] | [None, Some(day)] => day,
        [None, None] => return None,
    };
    with_clock(day, rest)
}

fn compact(digits: &str) -> Option<Date> {
    civil(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..8])?)
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|day| *day >= date(1900, 1, 1))
}

#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Noon,
    Evening,
}

const HALVES: [(&str, Half); 12] = [
    ("上午", Half::Morning),
    ("早上", Half::Morning),
    ("凌晨", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Evening),
    ("傍晚", Half::Evening),
    ("晚上", Half::Evening),
    ("AM", Half::Morning),
    ("PM", Half::Evening),
    ("am", Half::Morning),
    ("pm", Half::Evening),
    ("晚", Half::Evening),
];

/// A time of a day: `14:05[:00[.25]]`, `14时5分[3秒]`, `3点`, `3点半`, with a half of the day before or behind it.
fn clock_of(text: &str) -> Option<Micros> {
    let before = HALVES.iter().find_map(|(word, half)| Some((*half, text.strip_prefix(word)?)));
    let behind = HALVES.iter().find_map(|(word, half)| Some((*half, text.strip_suffix(word)?)));
    let (half, text) = match (before, behind) {
        (Some((half, text)), None) | (None, Some((half, text))) => (Some(half), text.trim()),
        (None, None) => (None, text),
        (Some(_), Some(_)) => return None,
    };
    let (hours, rest) = short_number(text)?;
    let mark = rest.chars().next()?;
    let rest = &rest[mark.len_utf8()..];
    let (minutes, seconds, micros) = match mark {
        ':' => {
            let (minutes, rest) = (number(rest.get(..2)?)?, &rest[2..]);
            match rest.strip_prefix(':') {
                None if rest.is_empty() => (minutes, 0, 0),
                None => return None,
                Some(rest) => {
                    let (seconds, rest) = (number(rest.get(..2)?)?, &rest[2..]);
                    (minutes, seconds, fraction(rest)?)
                }
            }
        }
        '时' | '点' => match rest.trim() {
            "" | "整" => (0, 0, 0),
            "半" => (30, 0, 0),
            rest => {
                let (minutes, rest) = short_number(rest)?;
                let rest = rest.strip_prefix('分').unwrap_or(rest).trim_start();
                if rest.is_empty() {
                    (minutes, 0, 0)
                } else {
                    let (seconds, rest) = short_number(rest)?;
                    (minutes, seconds, if rest == "秒" { 0 } else { return None })
                }
            }
        },
        _ => return None,
    };
    let hours = match half {
        None => hours,
        Some(Half::Morning) if hours <= 12 => hours % 12,
        Some(Half::Morning) => return None,
        Some(Half::Noon) if (1..=2).contains(&hours) => hours + 12,
        Some(Half::Noon) => hours,
        Some(Half::Evening) if hours < 12 => hours + 12,
        Some(Half::Evening) => hours,
    };
    within(hours, minutes, seconds, micros)
}

/// `.25` of a second, or nothing.
fn fraction(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let digits = text.strip_prefix('.')?;
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{digits:0<6}")[..6].parse().ok()
}

fn within(hours: i64, minutes: i64, seconds: i64, micros: i64) -> Option<Micros> {
    let fits = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..60).contains(&seconds);
    fits.then_some(((hours * 60 + minutes) * 60 + seconds) * SECOND + micros)
}

/// A number of one or two digits, and what stands behind it.
fn short_number(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) { Some((number(&text[..digits])?, &text[digits..])) } else { None }
}

fn number(digits: &str) -> Option<i64> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        read(text).map(|written| match written {
            Written::On(day) => day.to_string(),
            Written::At(day, micros) => {
                let seconds = micros / SECOND;
                format!("{day} {:02}:{:02}:{:02}.{:06}", seconds / 3600, seconds / 60 % 60, seconds % 60, micros % SECOND)
            }
            Written::Either(one, other) => format!("{one} or {other}"),
        })
    }

    #[test]
    fn days_are_read_however_they_are_written() {
        for text in
            ["2025-01-24", "2025-1-24", "2025/1/24", "2025.1.24", "2025年1月24日", "2025年01月24号", "20250124", "2025 年 1 月 24 日"]
        {
            assert_eq!(told(text).as_deref(), Some("2025-01-24"), "{text}");
        }
        assert_eq!(told("2025年1月24日星期五").as_deref(), Some("2025-01-24"));
    }

    #[test]
    fn times_of_day_are_read_however_they_are_written() {
        let table = [
            ("2025-01-24T14:05:00", "14:05:00.000000"),
            ("2025-01-24 14:05:00.250", "14:05:00.250000"),
            ("2025/1/24 9:05", "09:05:00.000000"),
            ("2025.1.24 14:05", "14:05:00.000000"),
            ("20250124 14:05", "14:05:00.000000"),
            ("20250124140503", "14:05:03.000000"),
            ("202501241405", "14:05:00.000000"),
            ("2025年1月24日14时5分", "14:05:00.000000"),
            ("2025年1月24日 14时5分3秒", "14:05:03.000000"),
            ("2025年1月24日下午3点05分", "15:05:00.000000"),
            ("2025年1月24日 下午3点半", "15:30:00.000000"),
            ("2025年1月24日 下午15:05", "15:05:00.000000"),
            ("2025-1-24 上午12:05", "00:05:00.000000"),
            ("2025-1-24 中午12:05", "12:05:00.000000"),
            ("2025/1/24 2:05:00 PM", "14:05:00.000000"),
            ("2025年1月24日 星期五 14:05", "14:05:00.000000"),
        ];
        for (text, expected) in table {
            assert_eq!(told(text), Some(format!("2025-01-24 {expected}")), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_days_is_neither() {
        assert_eq!(told("03/04/2025").as_deref(), Some("2025-04-03 or 2025-03-04"));
        assert_eq!(told("03/04/2025 10:00").as_deref(), Some("2025-04-03 or 2025-03-04"));
        for (text, expected) in [("24/01/2025", "2025-01-24"), ("01/24/2025", "2025-01-24"), ("5.5.2025", "2025-05-05")] {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_exist_or_is_written_otherwise_is_not_read() {
        for text in [
            "",
            "2024-02-30",
            "2025-13-01",
            "30/02/2024",
            "25.1.24",
            "2025-1/24",
            "2025-01-24x",
            "2025-01-24 25:00",
            "2025-01-24 24:00",
            "2025-01-24 10:60",
            "2025-01-24 9:5",
            "2025-01-2410:00",
            "20251301",
            "12345678",
            "2025",
            "202501",
            "45681",
            "2025-01-24 上午13:00",
            "2025.1.24.",
            "2025-01-24-3",
            "14:05:00",
            "0024-01-24",
            "2025年1月",
            "2025-01-24 上午10:00 PM",
            "2025-01-24 星期八",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
