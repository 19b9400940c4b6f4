//! Functions of instants and days.

use super::{Body, Function, Gives, Param, Passing};
use crate::script::fault::Fault;
use crate::script::value::{Now, Ty, day_from};
use crate::time::{DAY, Day, HOUR, MINUTE, Micros, SECOND, parse_rfc3339};

const TS: Param = Param::Of(Ty::Ts);
const INT: Param = Param::Of(Ty::Int);
const DATE: Param = Param::Of(Ty::Date);
const TEXT: Param = Param::Of(Ty::Text);

/// Days past which a count of days is taken as never reached: nine thousand years.
const NEVER: i64 = 3_300_000;

/// Functions whose value changes with hours or minutes.
pub(super) const FINE: [&str; 2] = ["minutes_since", "hours_since"];

/// The list of this file.
pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "passed",
        signature: "passed(t: ts) -> bool",
        zh: "此刻已到 t（含 t 本身）；t 为空则为假",
        en: "Whether t has come: now >= t; false for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Crosses(|t| t),
        body: Body::Test1(|now, t| Ok(now.at >= t)),
    },
    Function {
        name: "past",
        signature: "past(t: ts) -> bool",
        zh: "此刻已过 t（不含 t 本身）；t 为空则为假",
        en: "Whether t is over: now > t, true from one microsecond after t; false for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Crosses(|t| t.saturating_add(1)),
        body: Body::Test1(|now, t| Ok(now.at > t)),
    },
    Function {
        name: "wd_since",
        signature: "wd_since(t: ts) -> int",
        zh: "t 当日（不计）至今日（计）的工作日数；t 在将来为 0",
        en: "Working days after the day of t up to and with today; 0 for a t to come, null for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Rises(wd_since_reaches),
        body: Body::Number1(|now, t| Ok(now.calendar.count_wd(now.day(t), now.day(now.at)))),
    },
    Function {
        name: "days_since",
        signature: "days_since(t: ts) -> int",
        zh: "t 当日至今日的自然日数；t 在将来为 0",
        en: "Calendar days from the day of t to today; 0 for a t to come, null for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Rises(days_since_reaches),
        body: Body::Number1(|now, t| Ok((i64::from(now.day(now.at).0) - i64::from(now.day(t).0)).max(0))),
    },
    Function {
        name: "wd_between",
        signature: "wd_between(a: ts, b: ts) -> int",
        zh: "a 当日（不计）至 b 当日（计）的工作日数；b 不晚于 a 则为 0",
        en: "Working days after the day of a up to and with the day of b; 0 where b is not later.",
        params: &[TS, TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, a, b| Ok(now.calendar.count_wd(now.day(a), now.day(b)))),
    },
    Function {
        name: "days_between",
        signature: "days_between(a: ts, b: ts) -> int",
        zh: "a 当日至 b 当日的自然日数，b 在前则为负",
        en: "Calendar days from the day of a to the day of b, negative where b is earlier.",
        params: &[TS, TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, a, b| Ok(i64::from(now.day(b).0) - i64::from(now.day(a).0))),
    },
    Function {
        name: "seconds_between",
        signature: "seconds_between(a: ts, b: ts) -> int",
        zh: "b 减 a 的整秒数，向零取整",
        en: "Whole seconds of b - a, truncated towards zero.",
        params: &[TS, TS],
        gives: Gives::Of(Ty::Int),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| between(a, b, SECOND)),
    },
    Function {
        name: "minutes_between",
        signature: "minutes_between(a: ts, b: ts) -> int",
        zh: "b 减 a 的整分钟数，向零取整",
        en: "Whole minutes of b - a, truncated towards zero.",
        params: &[TS, TS],
        gives: Gives::Of(Ty::Int),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| between(a, b, MINUTE)),
    },
    Function {
        name: "after_seconds",
        signature: "after_seconds(t: ts, n: int) -> ts",
        zh: "t 之后 n 秒",
        en: "The instant n seconds after t.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, t, n| after(t, n, SECOND)),
    },
    Function {
        name: "after_minutes",
        signature: "after_minutes(t: ts, n: int) -> ts",
        zh: "t 之后 n 分钟",
        en: "The instant n minutes after t.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, t, n| after(t, n, MINUTE)),
    },
    Function {
        name: "after_hours",
        signature: "after_hours(t: ts, n: int) -> ts",
        zh: "t 之后 n 小时",
        en: "The instant n hours after t.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, t, n| after(t, n, HOUR)),
    },
    Function {
        name: "after_days",
        signature: "after_days(t: ts, n: int) -> ts",
        zh: "t 之后 n 个 24 小时",
        en: "The instant n times 24 hours after t.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, t, n| after(t, n, DAY)),
    },
    Function {
        name: "day",
        signature: "day(t: ts) -> date",
        zh: "t 在本中心时区的日期",
        en: "The local day of t in the centre's zone.",
        params: &[TS],
        gives: Gives::Of(Ty::Date),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|now, t| Ok(i64::from(now.day(t).0))),
    },
    Function {
        name: "minute_of_day",
        signature: "minute_of_day(t: ts) -> int",
        zh: "t 在当日的分钟数，0 至 1439",
        en: "Minute of the local day of t, 0 to 1439.",
        params: &[TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|now, t| Ok(now.zone.minute_of_day(t))),
    },
    Function {
        name: "minutes_since",
        signature: "minutes_since(t: ts) -> int",
        zh: "t 至此刻的整分钟数；t 在将来为 0",
        en: "Whole minutes from t to now; 0 for a t to come, null for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Rises(|now, t, value| reached(now, t, value, MINUTE)),
        body: Body::Number1(|now, t| Ok(since(now, t, MINUTE))),
    },
    Function {
        name: "hours_since",
        signature: "hours_since(t: ts) -> int",
        zh: "t 至此刻的整小时数；t 在将来为 0",
        en: "Whole hours from t to now; 0 for a t to come, null for null.",
        params: &[TS],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Rises(|now, t, value| reached(now, t, value, HOUR)),
        body: Body::Number1(|now, t| Ok(since(now, t, HOUR))),
    },
    Function {
        name: "over_wd",
        signature: "over_wd(t: ts, n: int) -> ts",
        zh: "自 t 起 n 个工作日的期限届满之时：第 n 个工作日次日零点",
        en: "The instant at which a limit of n working days from t is over: the midnight after the n-th working day.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, t, n| Ok(now.zone.midnight(now.calendar.due(now.day(t), n).plus(1)))),
    },
    Function {
        name: "over_days",
        signature: "over_days(t: ts, n: int) -> ts",
        zh: "自 t 起 n 个自然日的期限届满之时：第 n 日次日零点",
        en: "The instant at which a limit of n calendar days from t is over: the midnight after the n-th day.",
        params: &[TS, INT],
        gives: Gives::Of(Ty::Ts),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, t, n| Ok(now.zone.midnight(now.day(t).plus(n.max(0).saturating_add(1))))),
    },
    Function {
        name: "instant",
        signature: "instant(text) -> ts",
        zh: "文本所写的时刻：本中心当地时间 2024-10-01 09:30，或带时差的 RFC 3339；不是时刻则为空",
        en: "The instant that the text writes: local time of the centre as 2024-10-01 09:30, or RFC 3339 with its offset; null where it writes none.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Ts),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextNumber(instant),
    },
    Function {
        name: "date",
        signature: "date(text) -> date",
        zh: "文本所写的日期，如 2024-10-01；不是日期则为空",
        en: "The day that the text writes, as 2024-10-01; null where it writes none.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Date),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextNumber(|_, text| Day::parse(text).map(|day| i64::from(day.0))),
    },
    Function {
        name: "midnight",
        signature: "midnight(d: date) -> ts",
        zh: "该日在本中心的零点",
        en: "The instant at which the day begins in the centre's zone.",
        params: &[DATE],
        gives: Gives::Of(Ty::Ts),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|now, d| Ok(now.zone.midnight(day_from(d)))),
    },
    Function {
        name: "year",
        signature: "year(d: date) -> int",
        zh: "年份",
        en: "The year.",
        params: &[DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|_, d| Ok(i64::from(day_from(d).year()))),
    },
    Function {
        name: "month",
        signature: "month(d: date) -> int",
        zh: "月份，1 至 12",
        en: "The month, 1 to 12.",
        params: &[DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|_, d| Ok(i64::from(day_from(d).date().month()))),
    },
    Function {
        name: "day_of_month",
        signature: "day_of_month(d: date) -> int",
        zh: "当月第几日，1 至 31",
        en: "The day of the month, 1 to 31.",
        params: &[DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|_, d| Ok(i64::from(day_from(d).date().day()))),
    },
    Function {
        name: "weekday",
        signature: "weekday(d: date) -> int",
        zh: "星期几，1 为星期一，7 为星期日",
        en: "The day of the week, 1 for Monday to 7 for Sunday.",
        params: &[DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number1(|_, d| Ok(i64::from(day_from(d).weekday()) + 1)),
    },
    Function {
        name: "is_workday",
        signature: "is_workday(d: date) -> bool",
        zh: "该日在本中心日历上是工作日",
        en: "Whether the day is worked by the centre's calendar.",
        params: &[DATE],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::Test1(|now, d| Ok(now.calendar.is_workday(day_from(d)))),
    },
    Function {
        name: "add_days",
        signature: "add_days(d: date, n: int) -> date",
        zh: "其后第 n 个自然日；n 为负则在前",
        en: "The day n calendar days later, or earlier for a negative n.",
        params: &[DATE, INT],
        gives: Gives::Of(Ty::Date),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, d, n| d.checked_add(n).filter(|day| i32::try_from(*day).is_ok()).ok_or(Fault::Overflow)),
    },
    Function {
        name: "add_wd",
        signature: "add_wd(d: date, n: int) -> date",
        zh: "其后第 n 个工作日；n 为 0 或负则为当日",
        en: "The n-th working day after d; d itself for 0 and below.",
        params: &[DATE, INT],
        gives: Gives::Of(Ty::Date),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, d, n| Ok(i64::from(now.calendar.due(day_from(d), n).0))),
    },
    Function {
        name: "days_apart",
        signature: "days_apart(a: date, b: date) -> int",
        zh: "a 至 b 的自然日数，b 在前则为负",
        en: "Calendar days from a to b, negative where b is earlier.",
        params: &[DATE, DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| Ok(b - a)),
    },
    Function {
        name: "wd_apart",
        signature: "wd_apart(a: date, b: date) -> int",
        zh: "a（不计）至 b（计）的工作日数；b 不晚于 a 则为 0",
        en: "Working days after a up to and with b; 0 where b is not later.",
        params: &[DATE, DATE],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|now, a, b| Ok(now.calendar.count_wd(day_from(a), day_from(b)))),
    },
];

/// The unit of a function that gives the instant so many units after another.
pub(super) fn unit_after(name: &str) -> Option<Micros> {
    match name {
        "after_seconds" => Some(SECOND),
        "after_minutes" => Some(MINUTE),
        "after_hours" => Some(HOUR),
        "after_days" => Some(DAY),
        _ => None,
    }
}

fn between(a: Micros, b: Micros, unit: Micros) -> Result<i64, Fault> {
    Ok(b.checked_sub(a).ok_or(Fault::Overflow)? / unit)
}

fn after(t: Micros, n: i64, unit: Micros) -> Result<Micros, Fault> {
    n.checked_mul(unit).and_then(|span| t.checked_add(span)).ok_or(Fault::Overflow)
}

fn wd_since_reaches(now: &Now<'_>, t: i64, value: i64) -> Option<Micros> {
    match value {
        ..=0 => Some(now.at),
        1..NEVER => Some(now.zone.midnight(now.calendar.due(now.day(t), value))),
        _ => None,
    }
}

fn days_since_reaches(now: &Now<'_>, t: i64, value: i64) -> Option<Micros> {
    match value {
        ..=0 => Some(now.at),
        _ => Some(now.zone.midnight(now.day(t).plus(value))),
    }
}

/// Whole units from an instant to now. The span of two instants may not fit 64 bits, a count of its units does.
fn since(now: &Now<'_>, t: Micros, unit: Micros) -> i64 {
    ((i128::from(now.at) - i128::from(t)) / i128::from(unit)).max(0) as i64
}

fn reached(now: &Now<'_>, t: Micros, value: i64, unit: Micros) -> Option<Micros> {
    match value {
        ..=0 => Some(now.at),
        _ => Micros::try_from(i128::from(t) + i128::from(value) * i128::from(unit)).ok(),
    }
}

fn instant(now: &Now<'_>, text: &str) -> Option<Micros> {
    if let Some((at, _)) = parse_rfc3339(text) {
        return Some(at);
    }
    let (day, time) = text.split_at_checked(10)?;
    let day = Day::parse(day)?;
    if time.is_empty() {
        return Some(now.zone.midnight(day));
    }
    let time = time.strip_prefix([' ', 'T'])?;
    let mut parts = time
        .split(':')
        .map(|part| if part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse::<i64>().ok() } else { None });
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    if parts.next().is_some() || hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    Some(now.zone.instant_of_wall(Micros::from(day.0) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND))
}
