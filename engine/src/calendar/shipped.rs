//! The calendars embedded in the binary and the reader of their format (`engine/data/calendar/SOURCE.md`).

use super::{CalendarBook, CalendarError, Layer, Notice, NoticeDay, NoticeKind};
use crate::time::{Day, parse_rfc3339};

const NATION: &str = include_str!("../../data/calendar/cn.csv");
const GUANGXI: &str = include_str!("../../data/calendar/cn-guangxi.csv");

impl CalendarBook {
    /// The national calendar of China, `cn`, 2007 to 2026.
    pub fn china() -> CalendarBook {
        shipped("cn", &[(Layer::Nation, NATION)])
    }

    /// `cn-guangxi`: the nation with the region layer of 广西 for 2017, as an example of layers.
    pub fn guangxi() -> CalendarBook {
        shipped("cn-guangxi", &[(Layer::Nation, NATION), (Layer::Region, GUANGXI)])
    }

    /// The shipped calendar of a name a profile may use: `cn`, `cn-guangxi`, or `weekdays` (no notices at all).
    pub fn shipped(name: &str) -> Option<CalendarBook> {
        match name {
            "cn" => Some(CalendarBook::china()),
            "cn-guangxi" => Some(CalendarBook::guangxi()),
            "weekdays" => Some(CalendarBook::new(name)),
            _ => None,
        }
    }
}

fn shipped(name: &str, layers: &[(Layer, &str)]) -> CalendarBook {
    let mut book = CalendarBook::new(name);
    for (layer, text) in layers {
        let added = parse_notices(text, name, *layer).and_then(|notices| notices.into_iter().try_for_each(|notice| book.add(notice)));
        if let Err(error) = added {
            // The data is part of the program and read by its tests.
            unreachable!("embedded calendar {name}: {error}");
        }
    }
    book
}

/// Reads a calendar file as notices of one calendar and layer.
///
/// # Errors
/// [`CalendarError::Line`] with the first line that cannot be read and what should stand there.
pub fn parse_notices(text: &str, calendar: &str, layer: Layer) -> Result<Vec<Notice>, CalendarError> {
    let mut notices: Vec<Notice> = Vec::new();
    for (index, content) in text.lines().enumerate() {
        let line = index + 1;
        if content.trim().is_empty() || content.starts_with('#') {
            continue;
        }
        if let Some(rest) = content.strip_prefix("notice,") {
            let head = parse_head(rest).ok_or(CalendarError::Line { line, expected: "notice,YEAR,VERSION,KNOWN_FROM,NOTICE" })?;
            notices.push(Notice { calendar: calendar.to_owned(), layer, ..head });
            continue;
        }
        let day = parse_day(content).ok_or(CalendarError::Line { line, expected: "DATE,holiday|workday,NAME" })?;
        let notice = notices.last_mut().ok_or(CalendarError::Line { line, expected: "a notice line before the first day" })?;
        notice.days.push(day);
    }
    Ok(notices)
}

/// A notice without its days; calendar and layer are the caller's to fill in.
fn parse_head(text: &str) -> Option<Notice> {
    let mut fields = text.splitn(4, ',');
    let year = fields.next()?.parse().ok()?;
    let version = fields.next()?.parse().ok()?;
    let known_from = match fields.next()? {
        "" => None,
        instant => Some(parse_rfc3339(instant)?.0),
    };
    let notice_no = fields.next()?.to_owned();
    Some(Notice { calendar: String::new(), layer: Layer::Nation, year, version, known_from, notice_no, days: Vec::new() })
}

fn parse_day(text: &str) -> Option<NoticeDay> {
    let mut fields = text.splitn(3, ',');
    let day = Day::parse(fields.next()?)?;
    let kind = NoticeKind::from_code(fields.next()?)?;
    let name = fields.next()?.to_owned();
    Some(NoticeDay { day, kind, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_calendar_reads_and_has_all_its_years() {
        let years: Vec<i16> = (2007..=2026).collect();
        for name in ["cn", "cn-guangxi"] {
            let book = CalendarBook::shipped(name).expect(name);
            assert_eq!(book.name(), name);
            assert_eq!(book.as_known(i64::MAX).years(), years);
            assert_eq!(book.as_known(i64::MIN).years(), years);
        }
        assert!(CalendarBook::shipped("weekdays").is_some());
        assert!(CalendarBook::shipped("mars").is_none());
    }

    #[test]
    fn a_bad_line_is_named_with_what_should_stand_there() {
        let table = [
            ("2025-01-01,holiday,元旦", 1, "a notice line before the first day"),
            ("# c\n\nnotice,2025,1,,\n2025-02-30,holiday,x", 4, "DATE,holiday|workday,NAME"),
            ("notice,2025,1,,\n2025-02-03,feast,x", 2, "DATE,holiday|workday,NAME"),
            ("notice,2025,1,yesterday,", 1, "notice,YEAR,VERSION,KNOWN_FROM,NOTICE"),
            ("notice,2025", 1, "notice,YEAR,VERSION,KNOWN_FROM,NOTICE"),
        ];
        for (text, line, expected) in table {
            assert_eq!(parse_notices(text, "cn", Layer::Nation), Err(CalendarError::Line { line, expected }), "{text}");
        }
    }
}
