//! The days of a notice as a person writes them down (`date,kind,name`), and the whole notice that comes of a few changed days.

use std::collections::BTreeMap;

use super::{CalendarBook, CalendarError, Layer, Notice, NoticeDay, NoticeKind};
use crate::time::{Day, Micros};

/// Reads the days of a notice: lines `date,kind,name` under a head line or without one, `#` before a comment.
///
/// The date may be written `2025-01-24`, `2025/1/24` or `2025.1.24`; the kind is `holiday` (放假, 休) or `workday` (上班, 班).
///
/// # Errors
/// [`CalendarError::Line`] with the first line that cannot be read and what should stand there.
pub fn parse_days(text: &str) -> Result<Vec<NoticeDay>, CalendarError> {
    let mut days = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let content = line.trim();
        let is_head = days.is_empty() && (content.starts_with("date,") || content.starts_with("日期,"));
        if content.is_empty() || content.starts_with('#') || is_head {
            continue;
        }
        let expected = "DATE,holiday|workday,NAME, like 2025-05-01,holiday,劳动节";
        days.push(parse_day(content).ok_or(CalendarError::Line { line: index + 1, expected })?);
    }
    Ok(days)
}

fn parse_day(line: &str) -> Option<NoticeDay> {
    let mut cells = line.splitn(3, ',').map(str::trim);
    let day = parse_date(cells.next()?)?;
    let kind = match cells.next()? {
        "放假" | "休" | "休息" => NoticeKind::Holiday,
        "上班" | "班" | "调休" => NoticeKind::Workday,
        code => NoticeKind::from_code(code)?,
    };
    Some(NoticeDay { day, kind, name: cells.next().unwrap_or_default().to_owned() })
}

fn parse_date(text: &str) -> Option<Day> {
    let mut parts = text.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if parts.next().is_some() { None } else { Day::from_ymd(year, month, day) }
}

/// What a notice of a few days makes of its year: the next version of the layer's notice for it, with the days of the latest version where it
/// names none itself, for a version counts wholly. `is_whole` leaves those out.
pub fn amended(
    book: &CalendarBook,
    layer: Layer,
    year: i16,
    days: &[NoticeDay],
    is_whole: bool,
    notice_no: &str,
    known_from: Option<Micros>,
) -> Notice {
    let latest = book.latest(layer, year);
    let kept = latest.filter(|_| !is_whole).map_or(&[][..], |notice| &notice.days);
    let mut named: BTreeMap<Day, NoticeDay> = kept.iter().map(|day| (day.day, day.clone())).collect();
    named.extend(days.iter().map(|day| (day.day, day.clone())));
    Notice {
        calendar: book.name().to_owned(),
        layer,
        year,
        version: latest.map_or(1, |notice| notice.version.saturating_add(1)),
        known_from,
        notice_no: notice_no.to_owned(),
        days: named.into_values().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let text = "\u{feff}date,kind,name\n2019-05-01,holiday,劳动节\n# 调休\n2019/4/28,班,劳动节\r\n\n 2019.5.5 , 上班\n";
        let days = parse_days(text).expect("good");
        let read: Vec<String> = days.iter().map(|day| format!("{} {} {}", day.day, day.kind.code(), day.name)).collect();
        assert_eq!(read, ["2019-05-01 holiday 劳动节", "2019-04-28 workday 劳动节", "2019-05-05 workday "]);
        for (text, line) in [("2019-02-30,holiday,x", 1), ("date,kind\n\n2019-05-01,feast,x", 3), ("2019-05-01", 1), ("2019-05-01-1,休", 1)]
        {
            assert!(matches!(parse_days(text), Err(CalendarError::Line { line: found, .. }) if found == line), "{text}");
        }
    }

    #[test]
    fn a_notice_of_a_few_days_keeps_the_others_of_its_year() {
        let mut book = CalendarBook::china();
        let days = parse_days("2025-10-09,holiday,国庆节\n2025-10-11,holiday,国庆节").expect("good");
        let part = amended(&book, Layer::Nation, 2025, &days, false, "号", Some(0));
        assert_eq!((part.version, part.days.len()), (2, book.latest(Layer::Nation, 2025).expect("shipped").days.len() + 1));
        let whole = amended(&book, Layer::Nation, 2025, &days, true, "号", Some(0));
        assert_eq!(whole.days, days);
        book.add(part).expect("well formed");
        let day = |text: &str| Day::parse(text).expect(text);
        let calendar = book.as_known(0);
        assert!(
            !calendar.is_workday(day("2025-10-09")) && !calendar.is_workday(day("2025-10-01")) && !calendar.is_workday(day("2025-10-11"))
        );
        assert_eq!(amended(&book, Layer::Region, 2025, &days, false, "号", None).version, 1);
    }
}
