//! A year of a calendar: its notices, and the days they name.

use mingjing_engine::calendar::{CalendarBook, NoticeKind};
use mingjing_engine::time::{Day, Micros, Zone};

use super::view::layer_of;
use crate::model::calendar::{CalendarNotice, CalendarYear, NamedDay, NoticeDayKind};

fn kind_of(kind: NoticeKind) -> NoticeDayKind {
    match kind {
        NoticeKind::Holiday => NoticeDayKind::Holiday,
        NoticeKind::Workday => NoticeDayKind::Workday,
    }
}

/// A year of a centre's calendar by what is known at an instant.
pub fn calendar_year(centre: &str, book: &CalendarBook, year: i16, now: Micros, zone: &Zone) -> CalendarYear {
    let calendar = book.as_known(now);
    let in_force = book.in_force(now);
    let notices = book.notices().iter().filter(|notice| notice.year == year).map(|notice| CalendarNotice {
        layer: layer_of(notice.layer),
        year: notice.year,
        version: notice.version,
        known_from: notice.known_from.map(|at| zone.format(at)),
        number: notice.notice_no.clone(),
        days: notice.days.len() as u64,
        in_force: in_force.contains(&notice),
    });
    let days = book.named_days(now).into_iter().filter(|(day, _)| day.day.year() == year).map(|(day, notice)| NamedDay {
        date: day.day.to_string(),
        kind: kind_of(day.kind),
        name: day.name.clone(),
        layer: layer_of(notice.layer),
        notice_year: notice.year,
        version: notice.version,
        number: notice.notice_no.clone(),
    });
    let bounds = Day::from_ymd(year, 1, 1).zip(Day::from_ymd(year, 12, 31));
    let workdays = bounds.map_or(0, |(first, last)| calendar.count_wd(first.plus(-1), last));
    CalendarYear {
        centre: centre.to_owned(),
        calendar: book.name().to_owned(),
        year,
        version: calendar.version().to_owned(),
        is_provisional: bounds.is_some_and(|(_, last)| calendar.is_provisional(last)),
        workdays: workdays.unsigned_abs(),
        notices: notices.collect(),
        days: days.collect(),
    }
}
