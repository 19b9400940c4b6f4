//! Times as other systems write them.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::fmt::strtime;

use super::usual::{self, Written};
use crate::time::{Day, Micros, SECOND, Zone, parse_rfc3339};

/// What a cell with a time says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// An instant.
    At(Micros),
    /// A day without a time.
    On(Day),
}

/// Ways to read a time: formats in the order they are tried, and the zone of times that carry no offset.
#[derive(Clone, Debug)]
pub struct Times {
    formats: Vec<Format>,
    zone: Zone,
    /// Whether `2025-01-24` and `2025-01-24 14:05:00` are read besides: so the date cells of a workbook are written.
    has_date_cells: bool,
}

#[derive(Clone, Debug)]
enum Format {
    Rfc3339,
    /// As offices usually write them.
    Usual,
    /// Directives of strftime; whether any of them tells the hour.
    Pattern(String, bool),
}

/// A time to try a format on when the mapping is read.
const TRIAL: jiff::civil::DateTime = jiff::civil::date(2001, 2, 3).at(16, 5, 6, 0);

impl Times {
    /// Reads with these formats (`rfc3339`, or directives such as `%m/%d/%Y %I:%M:%S %p`); none = the usual ones.
    pub fn new(formats: &[String], zone: Zone) -> Times {
        let formats = if formats.is_empty() {
            vec![Format::Rfc3339, Format::Usual]
        } else {
            formats.iter().map(|format| Format::new(format)).collect()
        };
        Times { formats, zone, has_date_cells: false }
    }

    /// Reads the date cells of a workbook besides, whatever the formats are: those tell how texts are written.
    pub fn take_date_cells(&mut self) {
        self.has_date_cells = true;
    }

    /// Why a format cannot be used, if so.
    pub fn refuse(format: &str) -> Option<String> {
        if format == "rfc3339" {
            return None;
        }
        let zoned = TRIAL.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        let written = match strtime::format(format, &zoned) {
            Ok(written) => written,
            Err(error) => return Some(error.to_string()),
        };
        match strtime::parse(format, &written).and_then(|parsed| parsed.to_date()) {
            Ok(date) if date == TRIAL.date() => None,
            _ => Some("it does not tell year, month and day".to_owned()),
        }
    }

    /// The moment of a text; `None` where no format fits or there is no such time.
    ///
    /// A local time that a change of clocks skips is read with the offset before the change, one that comes twice as the first.
    pub fn read(&self, text: &str) -> Option<Moment> {
        let text = &*half_width(text);
        let found = self.formats.iter().find_map(|format| match format {
            Format::Rfc3339 => parse_rfc3339(text).map(|(at, _)| Moment::At(at)),
            Format::Usual => self.usual(text),
            Format::Pattern(pattern, has_time) => {
                let parsed = strtime::parse(pattern, text).ok()?;
                if !has_time {
                    return parsed.to_date().ok().map(|date| Moment::On(Day::from_date(date)));
                }
                if parsed.offset().is_some() {
                    return parsed.to_timestamp().ok().map(|at| Moment::At(at.as_microsecond()));
                }
                let local = parsed.to_datetime().ok()?;
                let within = local.time().duration_since(jiff::civil::Time::midnight());
                Some(self.at(local.date(), i64::try_from(within.as_micros()).ok()?))
            }
        });
        found.or_else(|| if self.has_date_cells && is_date_cell(text) { self.usual(text) } else { None })
    }

    fn usual(&self, text: &str) -> Option<Moment> {
        match usual::read(text)? {
            Written::On(date) => Some(Moment::On(Day::from_date(date))),
            Written::At(date, within) => Some(self.at(date, within)),
            Written::Either(..) => None,
        }
    }

    fn at(&self, date: Date, within: Micros) -> Moment {
        let day = i64::from(Day::from_date(date).0);
        Moment::At(self.zone.instant_of_wall(day * 86_400 * SECOND + within))
    }

    /// The two days that a text may mean which was not read, if that is why.
    pub fn either(&self, text: &str) -> Option<(Day, Day)> {
        match usual::read(&half_width(text))? {
            Written::Either(one, other) => Some((Day::from_date(one), Day::from_date(other))),
            _ => None,
        }
    }

    /// The zone of times without an offset.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The formats, to be shown to a person.
    pub fn shown(&self) -> String {
        let shown: Vec<&str> = self
            .formats
            .iter()
            .map(|format| match format {
                Format::Rfc3339 => "2025-01-24T14:05:00+08:00",
                Format::Usual => "2025-01-24 14:05 or 2025-01-24",
                Format::Pattern(pattern, _) => pattern,
            })
            .collect();
        shown.join(" or ")
    }
}

impl Format {
    fn new(format: &str) -> Format {
        if format == "rfc3339" {
            return Format::Rfc3339;
        }
        let has_time = ["%H", "%I", "%k", "%l", "%T", "%R", "%-H", "%-I"].iter().any(|directive| format.contains(directive));
        Format::Pattern(format.to_owned(), has_time)
    }
}

/// Whether a text is written as a workbook's date cells are: `2025-01-24`, alone or with a time.
fn is_date_cell(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && matches!(bytes.get(10), None | Some(b' '))
}

/// The text with full-width digits and punctuation made half width.
pub fn half_width(text: &str) -> Cow<'_, str> {
    let is_full = |char: char| matches!(char, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if text.is_ascii() || !text.contains(is_full) {
        return Cow::Borrowed(text);
    }
    let narrow = |char: char| match char {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        _ => char,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::format_utc;

    fn read(formats: &[&str], zone: &str, text: &str) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        Times::new(&formats, Zone::named(zone).expect("a zone")).read(text).map(|moment| match moment {
            Moment::At(at) => format_utc(at),
            Moment::On(day) => day.to_string(),
        })
    }

    #[test]
    fn formats_are_tried_in_order_in_their_zone() {
        let boston = &["%m/%d/%Y %I:%M:%S %p"][..];
        let table = [
            (boston, "wall", "01/16/2015 08:30:00 AM", Some("2015-01-16T08:30:00Z")),
            (boston, "wall", "01/01/2015 12:20:09 AM", Some("2015-01-01T00:20:09Z")),
            (boston, "wall", "03/08/2015 02:30:00 AM", Some("2015-03-08T02:30:00Z")),
            (boston, "America/New_York", "03/08/2015 02:30:00 AM", Some("2015-03-08T07:30:00Z")),
            (boston, "America/New_York", "07/01/2015 12:00:00 PM", Some("2015-07-01T16:00:00Z")),
            (boston, "wall", "02/30/2024 08:30:00 AM", None),
            (boston, "wall", "2015-01-16", None),
            (&[], "Asia/Shanghai", "2024-09-27T10:00:00+08:00", Some("2024-09-27T02:00:00Z")),
            (&[], "Asia/Shanghai", "2024-09-27 10:00:00", Some("2024-09-27T02:00:00Z")),
            (&[], "Asia/Shanghai", "2024-09-27 10:00:00.250", Some("2024-09-27T02:00:00.250000Z")),
            (&[], "Asia/Shanghai", "2024-09-27 10:00", Some("2024-09-27T02:00:00Z")),
            (&[], "Asia/Shanghai", "2024-09-27", Some("2024-09-27")),
            (&[], "Asia/Shanghai", "2024-02-30", None),
            (&[], "Asia/Shanghai", "2024.9.27 10:00", Some("2024-09-27T02:00:00Z")),
            (&[], "Asia/Shanghai", "２０２４年９月２７日１０：００", Some("2024-09-27T02:00:00Z")),
            (&[], "Asia/Shanghai", "03/04/2024", None),
            (&["%d/%m/%Y"], "Asia/Shanghai", "03/04/2024", Some("2024-04-03")),
            (&["%Y年%m月%d日", "%Y%m%d%H%M%S"], "Asia/Shanghai", "2024年09月27日", Some("2024-09-27")),
            (&["%Y年%m月%d日", "%Y%m%d%H%M%S"], "Asia/Shanghai", "20240927100000", Some("2024-09-27T02:00:00Z")),
            (&["%Y-%m-%d %H:%M:%S%z"], "Asia/Shanghai", "2011-10-11 13:45:40+0200", Some("2011-10-11T11:45:40Z")),
        ];
        for (formats, zone, text, expected) in table {
            assert_eq!(read(formats, zone, text).as_deref(), expected, "{text} in {zone}");
        }
    }

    #[test]
    fn date_cells_are_read_besides_the_formats_of_texts() {
        let mut times = Times::new(&["%d/%m/%Y".to_owned()], Zone::china());
        assert_eq!(times.read("2025-01-24"), None);
        times.take_date_cells();
        assert_eq!(times.read("2025-01-24"), Day::parse("2025-01-24").map(Moment::On));
        assert!(matches!(times.read("2025-01-24 14:05:00"), Some(Moment::At(_))));
        assert_eq!(times.read("2025.01.24"), None);
        assert_eq!(times.read("03/04/2025"), Day::parse("2025-04-03").map(Moment::On));
    }

    #[test]
    fn formats_that_tell_no_day_are_refused() {
        assert_eq!(Times::refuse("%m/%d/%Y %I:%M:%S %p"), None);
        assert_eq!(Times::refuse("rfc3339"), None);
        for format in ["%H:%M", "%Q!", "%m/%d", "plain"] {
            assert!(Times::refuse(format).is_some(), "{format}");
        }
    }
}
