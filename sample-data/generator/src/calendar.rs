//! Local days and working days of the district: Asia/Shanghai (UTC+8, without summer time since 1991) and the nation's
//! holidays and make-up working days of 2022 to 2026 (`holidays.csv`: State Council General Office notices). Days outside
//! those years follow the weekday.

use std::sync::OnceLock;

/// One second in microseconds, the unit of every instant here.
pub const SECOND: i64 = 1_000_000;
/// One minute in microseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in microseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours in microseconds.
pub const DAY: i64 = 24 * HOUR;

const OFFSET: i64 = 8 * HOUR;
const FIRST_YEAR: i64 = 2021;
const LAST_YEAR: i64 = 2029;

/// A local day, counted from 1970-01-01.
pub type Day = i64;

/// The local day of an instant.
pub fn day_of(instant: i64) -> Day {
    (instant + OFFSET).div_euclid(DAY)
}

/// Microseconds since local midnight.
pub fn time_of_day(instant: i64) -> i64 {
    (instant + OFFSET).rem_euclid(DAY)
}

/// The instant of local midnight at which the day begins.
pub fn midnight(day: Day) -> i64 {
    day * DAY - OFFSET
}

/// The instant of a wall-clock time of the day.
pub fn at(day: Day, hour: i64, minute: i64) -> i64 {
    midnight(day) + hour * HOUR + minute * MINUTE
}

/// 1 = Monday to 7 = Sunday.
pub fn weekday(day: Day) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Year, month and day of the month (Howard Hinnant, "chrono-compatible low-level date algorithms").
pub fn civil(day: Day) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// The day of a date; `None` for a date that does not exist.
pub fn from_civil(year: i64, month: i64, day: i64) -> Option<Day> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (month + 9) % 12;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + (153 * mp + 2) / 5 + day - 1;
    let found = era * 146_097 + doe - 719_468;
    (civil(found) == (year, month, day)).then_some(found)
}

/// `YYYY-MM-DD`.
pub fn date_text(day: Day) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    from_civil(number(&bytes[0..4])?, number(&bytes[5..7])?, number(&bytes[8..10])?)
}

/// RFC 3339 with +08:00; a fraction of six digits only where there is one.
pub fn instant_text(instant: i64) -> String {
    let seconds = time_of_day(instant) / SECOND;
    let fraction = time_of_day(instant) % SECOND;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let date = date_text(day_of(instant));
    if fraction == 0 {
        format!("{date}T{hour:02}:{minute:02}:{second:02}+08:00")
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}.{fraction:06}+08:00")
    }
}

/// Reads RFC 3339 with `Z` or a numeric offset; further digits than the sixth of a fraction are cut.
pub fn parse_instant(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let day = parse_date(text.get(0..10)?)?;
    if bytes.len() < 20 || !matches!(bytes[10], b'T' | b't') || bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let (hour, minute, second) = (number(&bytes[11..13])?, number(&bytes[14..16])?, number(&bytes[17..19])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut rest = &bytes[19..];
    let mut fraction = 0;
    if rest[0] == b'.' {
        let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        for place in 0..6 {
            fraction = fraction * 10 + if place < digits { i64::from(rest[1 + place] - b'0') } else { 0 };
        }
        rest = &rest[1 + digits..];
    }
    let offset = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = number(&[*h1, *h2])? * 60 + number(&[*m1, *m2])?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    Some(day * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction - offset * MINUTE)
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
}

struct Table {
    first: Day,
    working: Vec<bool>,
    /// `sums[i]` = working days among the first `i` days of the table.
    sums: Vec<i64>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let first = from_civil(FIRST_YEAR, 1, 1).unwrap_or(0);
        let end = from_civil(LAST_YEAR + 1, 1, 1).unwrap_or(first);
        let mut working: Vec<bool> = (first..end).map(|day| weekday(day) <= 5).collect();
        for line in include_str!("holidays.csv").lines().skip(1) {
            let mut fields = line.split(',');
            let day = fields.next().and_then(parse_date);
            if let (Some(day), Some(kind)) = (day, fields.next()) {
                working[(day - first) as usize] = kind == "workday";
            }
        }
        let mut sums = vec![0];
        for (place, is_working) in working.iter().enumerate() {
            sums.push(sums[place] + i64::from(*is_working));
        }
        Table { first, working, sums }
    })
}

/// Whether the day is worked.
pub fn is_working(day: Day) -> bool {
    let table = table();
    usize::try_from(day - table.first).ok().and_then(|place| table.working.get(place).copied()).unwrap_or(weekday(day) <= 5)
}

/// Working days d with `a < d <= b`; 0 if `b <= a`.
pub fn count_wd(a: Day, b: Day) -> i64 {
    if b <= a {
        return 0;
    }
    let table = table();
    match (table.sums.get((a + 1 - table.first).max(-1) as usize), table.sums.get((b + 1 - table.first).max(-1) as usize)) {
        (Some(low), Some(high)) => high - low,
        _ => (a + 1..=b).filter(|day| is_working(*day)).count() as i64,
    }
}

/// The `n`-th working day after `a`; `a` itself for 0.
pub fn due(a: Day, n: i64) -> Day {
    let mut day = a;
    for _ in 0..n {
        day += 1;
        while !is_working(day) {
            day += 1;
        }
    }
    day
}

/// The first working day on or after `day`.
pub fn next_working(day: Day) -> Day {
    if is_working(day) { day } else { due(day, 1) }
}

/// What `due` would be on a calendar that knows weekdays only: the planting code uses it to find dates where a holiday or a
/// make-up day decides.
pub fn due_by_weekday(a: Day, n: i64) -> Day {
    let mut day = a;
    for _ in 0..n {
        day += 1;
        while weekday(day) > 5 {
            day += 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        parse_date(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn worked_dates_of_the_domain_reference() {
        for (from, n, expected) in [
            ("2025-01-24", 5, "2025-02-07"),
            ("2025-01-24", 9, "2025-02-12"),
            ("2025-09-29", 5, "2025-10-13"),
            ("2025-09-15", 20, "2025-10-17"),
            ("2025-09-15", 30, "2025-10-31"),
        ] {
            assert_eq!(date_text(due(day(from), n)), expected, "{from} + {n}");
            assert_eq!(count_wd(day(from), day(expected)), n);
        }
    }

    #[test]
    fn working_days_of_each_year_agree_with_the_domain_reference() {
        for (year, expected) in [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
            let first = from_civil(year, 1, 1).unwrap_or_default();
            let last = from_civil(year, 12, 31).unwrap_or_default();
            assert_eq!(count_wd(first - 1, last), expected, "{year}");
        }
    }

    #[test]
    fn counting_by_sums_equals_counting_one_by_one() {
        for a in day("2023-06-01")..day("2023-10-15") {
            for length in -3..40 {
                let expected = (a + 1..=a + length).filter(|d| is_working(*d)).count() as i64;
                assert_eq!(count_wd(a, a + length), expected);
            }
        }
        assert_eq!(count_wd(day("2019-12-30"), day("2020-01-03")), 4, "outside the table by weekday");
    }

    #[test]
    fn instants_are_read_as_they_are_written() {
        for text in ["2024-09-27T10:00:00+08:00", "2024-02-29T23:59:59.000001+08:00", "2025-01-01T00:00:00+08:00"] {
            assert_eq!(parse_instant(text).map(instant_text).as_deref(), Some(text));
        }
        assert_eq!(parse_instant("2024-09-27T02:00:00Z"), parse_instant("2024-09-27T10:00:00.0+08:00"));
        for bad in
            ["2024-02-30T10:00:00Z", "2024-02-28T24:00:00Z", "2024-02-28 10:00:00", "2024-02-28T10:00:00", "", "2024-02-28T10:00:00.Z"]
        {
            assert_eq!(parse_instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn weekdays_begin_with_monday() {
        assert_eq!(weekday(day("2024-09-30")), 1);
        assert_eq!(weekday(day("2024-09-29")), 7);
        assert!(is_working(day("2024-09-29")), "make-up day");
        assert!(!is_working(day("2024-09-17")), "mid-autumn");
    }
}
