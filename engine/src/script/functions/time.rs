//! Functions of instants and days.

use super::{Body, Function, Gives, Param, Passing};
use crate::script::fault::Fault;
use crate::script::value::{Now, Ty};
use crate::time::{DAY, HOUR, MINUTE, Micros, SECOND};

const TS: Param = Param::Of(Ty::Ts);
const INT: Param = Param::Of(Ty::Int);

/// Days past which a count of days is taken as never reached: nine thousand years.
const NEVER: i64 = 3_300_000;

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
