//! Instants and local days, the two notions of time everything else is built on.
//!
//! An *instant* is microseconds since 1970-01-01T00:00:00Z ([`Micros`]). A *day* is a civil day of a centre's
//! zone, counted from 1970-01-01 ([`Day`]). [`Zone`] turns one into the other.

use jiff::civil;
use jiff::tz::TimeZone;

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

/// One second in [`Micros`].
pub const SECOND: Micros = 1_000_000;
/// One minute in [`Micros`].
pub const MINUTE: Micros = 60 * SECOND;
/// One hour in [`Micros`].
pub const HOUR: Micros = 60 * MINUTE;
/// Twenty-four hours in [`Micros`]; a local day may be shorter or longer where clocks change.
pub const DAY: Micros = 24 * HOUR;

/// The days of the years 0 to 9999, which ISO 8601 writes with four digits: 0000-01-01 and 9999-12-31.
const FIRST_DAY: i64 = -719_528;
const LAST_DAY: i64 = 2_932_896;

/// A civil day, counted from 1970-01-01 (day 0, a Thursday).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date; `None` where there is no such date.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        civil::Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// The day of a jiff date.
    pub fn from_date(date: civil::Date) -> Day {
        let epoch = civil::Date::constant(1970, 1, 1);
        Day((date.duration_since(epoch).as_secs() / 86_400) as i32)
    }

    /// The civil date, clamped to the years jiff knows (-9999 to 9999).
    pub fn date(self) -> civil::Date {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(self.0).clamp(-4_000_000, LAST_DAY)))
    }

    /// 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> u8 {
        ((i64::from(self.0) + 3).rem_euclid(7)) as u8
    }

    /// Whether its year has four digits: whether [`Day::parse`] reads what is written of it.
    pub fn is_plain(self) -> bool {
        (FIRST_DAY..=LAST_DAY).contains(&i64::from(self.0))
    }

    /// The civil year.
    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// `days` later (or earlier, when negative), saturating.
    pub fn plus(self, days: i64) -> Day {
        let sum = i64::from(self.0).saturating_add(days);
        Day(sum.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Reads `YYYY-MM-DD`; `None` for anything else and for dates that do not exist.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        Day::from_ymd(text[0..4].parse().ok()?, text[5..7].parse().ok()?, text[8..10].parse().ok()?)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// The time zone of a centre, with its offset kept where it never changes (China, and `wall`).
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
    fixed_offset: Option<Micros>,
    name: String,
}

impl Zone {
    /// A zone by its IANA name, or `wall` for times taken as written, with no zone rules.
    pub fn named(name: &str) -> Option<Zone> {
        if name == "wall" {
            return Some(Zone { zone: TimeZone::UTC, fixed_offset: Some(0), name: name.to_owned() });
        }
        let zone = TimeZone::get(name).ok()?;
        // China has kept +08:00 since 1991-09-15; the years before hold no electronic case.
        let fixed_offset = match name {
            "Asia/Shanghai" => Some(8 * HOUR),
            "UTC" => Some(0),
            _ => None,
        };
        Some(Zone { zone, fixed_offset, name: name.to_owned() })
    }

    /// The zone of the People's Republic of China.
    pub fn china() -> Zone {
        Zone { zone: TimeZone::fixed(jiff::tz::offset(8)), fixed_offset: Some(8 * HOUR), name: "Asia/Shanghai".to_owned() }
    }

    /// The name it was made with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Microseconds to add to an instant to get its local wall clock.
    pub fn offset_at(&self, at: Micros) -> Micros {
        match self.fixed_offset {
            Some(offset) => offset,
            None => match jiff::Timestamp::from_microsecond(at) {
                Ok(timestamp) => Micros::from(self.zone.to_offset(timestamp).seconds()) * SECOND,
                Err(_) => 0,
            },
        }
    }

    /// The local day of an instant.
    pub fn day_of(&self, at: Micros) -> Day {
        let local = at.saturating_add(self.offset_at(at));
        Day(local.div_euclid(DAY).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// The first instant of a local day (00:00, or the first instant that exists where clocks jump over it).
    pub fn midnight(&self, day: Day) -> Micros {
        let wall = Micros::from(day.0).saturating_mul(DAY);
        if let Some(offset) = self.fixed_offset {
            return wall.saturating_sub(offset);
        }
        match self.zone.to_ambiguous_zoned(day.date().at(0, 0, 0, 0)).compatible() {
            Ok(zoned) => zoned.timestamp().as_microsecond(),
            Err(_) => wall,
        }
    }

    /// Minute of the local day, 0 to 1439.
    pub fn minute_of_day(&self, at: Micros) -> i64 {
        (at.saturating_add(self.offset_at(at))).rem_euclid(DAY) / MINUTE
    }

    /// Microsecond of the local day.
    pub fn micros_of_day(&self, at: Micros) -> Micros {
        (at.saturating_add(self.offset_at(at))).rem_euclid(DAY)
    }

    /// The instant of a local wall-clock time (microseconds since the local epoch).
    pub fn instant_of_wall(&self, wall: Micros) -> Micros {
        if let Some(offset) = self.fixed_offset {
            return wall.saturating_sub(offset);
        }
        let day = Day(wall.div_euclid(DAY) as i32);
        let within = jiff::SignedDuration::from_micros(wall.rem_euclid(DAY));
        match day.date().at(0, 0, 0, 0).checked_add(within).and_then(|local| self.zone.to_ambiguous_zoned(local).compatible()) {
            Ok(zoned) => zoned.timestamp().as_microsecond(),
            Err(_) => wall,
        }
    }

    /// RFC 3339 with the zone's offset, fractions only where there are any: `2025-01-24T14:05:00+08:00`.
    pub fn format(&self, at: Micros) -> String {
        let offset = self.offset_at(at);
        let ahead = offset.abs() / MINUTE;
        let mut text = wall_text(at.saturating_add(offset));
        text.push(if offset < 0 { '-' } else { '+' });
        push_digits(&mut text, ahead / 60, 2);
        text.push(':');
        push_digits(&mut text, ahead % 60, 2);
        text
    }
}

/// A wall clock as RFC 3339 writes it, without an offset. Every event carries instants, so this is done by hand and not by the formatter.
fn wall_text(wall: Micros) -> String {
    let mut text = String::with_capacity(32);
    let day = Day(wall.div_euclid(DAY).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
    let within = wall.rem_euclid(DAY);
    if day.is_plain() {
        let date = day.date();
        push_digits(&mut text, i64::from(date.year()), 4);
        text.push('-');
        push_digits(&mut text, i64::from(date.month()), 2);
        text.push('-');
        push_digits(&mut text, i64::from(date.day()), 2);
    } else {
        text.push_str(&day.to_string());
    }
    for (mark, value) in [('T', within / HOUR), (':', within / MINUTE % 60), (':', within / SECOND % 60)] {
        text.push(mark);
        push_digits(&mut text, value, 2);
    }
    if within % SECOND != 0 {
        text.push('.');
        push_digits(&mut text, within % SECOND, 6);
    }
    text
}

/// The last digits of a number that is not negative.
fn push_digits(text: &mut String, value: i64, digits: u32) {
    for place in (0..digits).rev() {
        text.push(char::from(b'0' + (value / 10_i64.pow(place) % 10) as u8));
    }
}

/// Reads RFC 3339 with an offset; gives the instant and the offset in minutes as written.
pub fn parse_rfc3339(text: &str) -> Option<(Micros, i16)> {
    let bytes = text.as_bytes();
    // `YYYY-MM-DDTHH:MM:SS` and at least `Z` behind it.
    if bytes.len() < 20 || bytes.len() > 40 || !text.is_ascii() || !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    let day = Day::parse(&text[..10])?;
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
    };
    if bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut at = 19;
    let mut micros = 0;
    if bytes[at] == b'.' {
        let start = at + 1;
        at = start;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let digits = &text[start..at];
        if digits.is_empty() || digits.len() > 9 {
            return None;
        }
        let padded = format!("{digits:0<6}");
        micros = padded[..6].parse().ok()?;
    }
    let offset_minutes: i64 = match text.get(at..)? {
        "Z" | "z" => 0,
        zone if zone.len() == 6 && zone.as_bytes()[3] == b':' => {
            let (hours, minutes) = (number(at + 1..at + 3)?, number(at + 4..at + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            match zone.as_bytes()[0] {
                b'+' => hours * 60 + minutes,
                b'-' => -(hours * 60 + minutes),
                _ => return None,
            }
        }
        _ => return None,
    };
    let wall = i64::from(day.0) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + micros;
    Some((wall - offset_minutes * MINUTE, offset_minutes as i16))
}

/// RFC 3339 in UTC, with `Z`.
pub fn format_utc(at: Micros) -> String {
    let mut text = wall_text(at);
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_survive_a_round_trip_through_text() {
        let zone = Zone::china();
        for text in ["2025-01-24T14:05:00+08:00", "1999-12-31T23:59:59.999999+08:00", "2024-02-29T00:00:00+08:00"] {
            let (at, offset) = parse_rfc3339(text).expect(text);
            assert_eq!(offset, 480);
            assert_eq!(zone.format(at), text);
        }
    }

    #[test]
    fn an_instant_is_read_back_just_if_its_year_has_four_digits() {
        let at = |day: i64| day * DAY + 12 * HOUR + 7;
        let cases = [
            (at(FIRST_DAY), "0000-01-01T12:00:00.000007Z", true),
            (at(FIRST_DAY - 1), "-000001-12-31T12:00:00.000007Z", false),
            (at(LAST_DAY), "9999-12-31T12:00:00.000007Z", true),
            // Days past the last are written as the last.
            (at(LAST_DAY + 1), "9999-12-31T12:00:00.000007Z", false),
            (-1, "1969-12-31T23:59:59.999999Z", true),
            (0, "1970-01-01T00:00:00Z", true),
        ];
        for (at, text, is_plain) in cases {
            assert_eq!(format_utc(at), text);
            assert_eq!(parse_rfc3339(text).map(|(read, _)| read) == Some(at), is_plain, "{text}");
            assert_eq!(Day(at.div_euclid(DAY) as i32).is_plain(), is_plain, "{text}");
        }
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for text in [
            "2024-02-30T10:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T10:00:00",
            "2024-01-01T10:60:00Z",
            "2024-01-01",
            "2024-01-01T10:00:00+8",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn a_local_day_begins_at_local_midnight() {
        let zone = Zone::china();
        let (at, _) = parse_rfc3339("2025-01-24T00:00:00+08:00").expect("valid");
        let day = zone.day_of(at);
        assert_eq!(day.to_string(), "2025-01-24");
        assert_eq!(zone.midnight(day), at);
        assert_eq!(zone.day_of(at - 1).to_string(), "2025-01-23");
        assert_eq!(day.weekday(), 4);
    }

    #[test]
    fn zones_with_clock_changes_have_short_and_long_days() {
        let zone = Zone::named("America/New_York").expect("bundled");
        let spring = Day::parse("2015-03-08").expect("valid");
        assert_eq!(zone.midnight(spring.plus(1)) - zone.midnight(spring), 23 * HOUR);
        let autumn = Day::parse("2015-11-01").expect("valid");
        assert_eq!(zone.midnight(autumn.plus(1)) - zone.midnight(autumn), 25 * HOUR);
    }
}
