//! The functions offered to scripts: one table with one implementation each.
//!
//! The table feeds the type check, all ways of running, the registration with Rhai and the generated reference. An
//! implementation never sees null: a function with a null argument is null, or false where it gives a boolean.
//! Integers, instants (microseconds) and dates (day counts) are all handed over as 64-bit numbers.
//!
//! To add a function: write it in the file of its subject, add one entry to that file's list with both sentences of
//! documentation, and its row to the test below.

mod numbers;
mod text;
mod time;

use super::fault::Fault;
use super::value::{Now, Ty, Value};
use crate::time::Micros;
use std::borrow::Cow;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// One type.
    Of(Ty),
    /// Integer, instant or date, the same in all parameters of this kind.
    Ordered,
    /// Anything.
    Any,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// One type.
    Of(Ty),
    /// The type of its [`Param::Ordered`] arguments.
    Ordered,
}

/// An implementation, by the shape of its arguments and result.
#[derive(Clone, Copy)]
pub enum Body {
    /// Number to number.
    Number1(fn(&Now<'_>, i64) -> Result<i64, Fault>),
    /// Two numbers to a number.
    Number2(fn(&Now<'_>, i64, i64) -> Result<i64, Fault>),
    /// Number to truth.
    Test1(fn(&Now<'_>, i64) -> Result<bool, Fault>),
    /// Three numbers to truth.
    Test3(fn(&Now<'_>, i64, i64, i64) -> Result<bool, Fault>),
    /// Text to a number, date or instant; `None` where the text stands for none.
    TextNumber(fn(&Now<'_>, &str) -> Option<i64>),
    /// Text to truth; sees null.
    TextTest1(fn(Option<&str>) -> bool),
    /// Two texts to truth.
    TextTest(fn(&str, &str) -> bool),
    /// Text to a part of it.
    TextPart(fn(&str) -> &str),
    /// Text to another that is not longer.
    TextMade(fn(&str) -> String),
    /// Text and two numbers to a part of it.
    TextCut(fn(&str, i64, i64) -> &str),
    /// Whether its argument is null: the one function that sees nulls.
    IsNull,
}

/// How a function's result depends on the moment.
#[derive(Clone, Copy)]
pub enum Passing {
    /// Not at all.
    Still,
    /// Turns from false to true at one instant, which the argument names.
    Crosses(fn(i64) -> Micros),
    /// Grows with time, and this is the first instant at which it is at least a value, `None` if never; an instant at or
    /// before now means that it is already.
    Rises(fn(&Now<'_>, i64, i64) -> Option<Micros>),
}

/// A function offered to scripts.
pub struct Function {
    /// Name in scripts.
    pub name: &'static str,
    /// As the reference shows it: `wd_between(a: ts, b: ts) -> int`.
    pub signature: &'static str,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// What it does, in English.
    pub en: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
    /// Its result.
    pub gives: Gives,
    /// Whether it can fail on arguments that are not null.
    pub fallible: bool,
    /// How it depends on the moment.
    pub passing: Passing,
    /// The implementation.
    pub body: Body,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name
    }
}

/// Names of the list methods; they take a straight closure and are no functions of the table.
pub const LIST_METHODS: [(&str, &str, &str, &str); 6] = [
    (
        "some",
        "list.some(|x| condition) -> bool",
        "列表中至少有一行满足条件；空列表为假",
        "Whether the condition holds for at least one row; false for an empty list.",
    ),
    (
        "all",
        "list.all(|x| condition) -> bool",
        "列表中每一行都满足条件；空列表为真",
        "Whether the condition holds for every row; true for an empty list.",
    ),
    (
        "count",
        "list.count(|x| condition) -> int",
        "满足条件的行数；不写条件则为行数",
        "How many rows the condition holds for; without a condition how many rows there are.",
    ),
    (
        "first",
        "list.first(|x| condition).column",
        "满足条件的第一行的某一列；没有则为空",
        "A column of the first row the condition holds for; null if there is none.",
    ),
    (
        "last",
        "list.last(|x| condition).column",
        "满足条件的最后一行的某一列；没有则为空",
        "A column of the last row the condition holds for; null if there is none.",
    ),
    (
        "happened_before",
        "list.happened_before(|x| condition, |y| condition) -> bool",
        "列表中有一行满足前一条件，且排在某一满足后一条件的行之前；任何一种行没有都为假",
        "Whether a row that meets the first condition stands before one that meets the second, in the order of the list; false where either is missing.",
    ),
];

/// All functions.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    time::FUNCTIONS.iter().chain(numbers::FUNCTIONS).chain(text::FUNCTIONS)
}

/// A function by name.
pub fn function(name: &str) -> Option<&'static Function> {
    functions().find(|function| function.name == name)
}

impl Function {
    /// What `after_seconds` and its like add to an instant for so many units, in microseconds; `None` for other functions and
    /// where the span itself does not fit.
    pub fn span_after(&self, count: i64) -> Option<Micros> {
        time::unit_after(self.name).and_then(|unit| count.checked_mul(unit))
    }

    /// Whether its value changes more often than days do. Nothing follows each change of such a value: it may stand only where the instant at
    /// which a comparison turns can be computed.
    pub fn is_fine(&self) -> bool {
        time::FINE.contains(&self.name)
    }

    /// Whether it is asked about null instead of being null, or false, itself.
    pub fn sees_null(&self) -> bool {
        matches!(self.body, Body::IsNull | Body::TextTest1(_))
    }

    /// Runs it on any values. Arguments of a wrong type count as null; the type check keeps them out.
    ///
    /// # Errors
    /// A [`Fault`] where the arguments have no result.
    pub fn call<'v>(&self, now: &Now<'_>, args: &[Value<'v>]) -> Result<Value<'v>, Fault> {
        let ty = match self.gives {
            Gives::Of(ty) => ty,
            Gives::Ordered => args.iter().map(type_of).find(|ty| *ty != Ty::Null).unwrap_or(Ty::Int),
        };
        let number = |index: usize| args.get(index).and_then(Value::number);
        let text = |index: usize| match args.get(index) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        Ok(match self.body {
            Body::Number1(body) => Value::from_number(ty, number(0).map(|a| body(now, a)).transpose()?),
            Body::Number2(body) => Value::from_number(ty, number(0).zip(number(1)).map(|(a, b)| body(now, a, b)).transpose()?),
            Body::Test1(body) => Value::Bool(number(0).map_or(Ok(false), |a| body(now, a))?),
            Body::Test3(body) => Value::Bool(match (number(0), number(1), number(2)) {
                (Some(a), Some(b), Some(c)) => body(now, a, b, c)?,
                _ => false,
            }),
            Body::TextNumber(body) => Value::from_number(ty, text(0).and_then(|text| body(now, text))),
            Body::TextTest1(body) => Value::Bool(body(text(0).map(AsRef::as_ref))),
            Body::TextMade(body) => text(0).map_or(Value::Null, |text| Value::Text(Cow::Owned(body(text)))),
            Body::TextCut(body) => match (args.first(), number(1), number(2)) {
                (Some(Value::Text(Cow::Borrowed(text))), Some(from), Some(count)) => Value::Text(Cow::Borrowed(body(text, from, count))),
                (Some(Value::Text(Cow::Owned(text))), Some(from), Some(count)) => {
                    Value::Text(Cow::Owned(body(text, from, count).to_owned()))
                }
                _ => Value::Null,
            },
            Body::TextTest(body) => Value::Bool(text(0).zip(text(1)).is_some_and(|(a, b)| body(a, b))),
            Body::TextPart(body) => match args.first() {
                Some(Value::Text(Cow::Borrowed(text))) => Value::Text(Cow::Borrowed(body(text))),
                Some(Value::Text(Cow::Owned(text))) => Value::Text(Cow::Owned(body(text).to_owned())),
                _ => Value::Null,
            },
            Body::IsNull => Value::Bool(args.first().is_none_or(Value::is_null)),
        })
    }
}

fn type_of(value: &Value<'_>) -> Ty {
    match value {
        Value::Null => Ty::Null,
        Value::Bool(_) => Ty::Bool,
        Value::Int(_) => Ty::Int,
        Value::Ts(_) => Ty::Ts,
        Value::Date(_) => Ty::Date,
        Value::Text(_) => Ty::Text,
        Value::Key(_) => Ty::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::CalendarBook;
    use crate::time::{Day, Zone, parse_rfc3339};
    use std::collections::HashSet;
    use std::sync::Arc;

    fn ts(text: &str) -> Value<'static> {
        Value::Ts(parse_rfc3339(&format!("{text}:00+08:00")).expect(text).0)
    }

    fn text(text: &str) -> Value<'_> {
        Value::Text(text.into())
    }

    fn date(text: &str) -> Value<'static> {
        Value::Date(Day::parse(text).expect(text))
    }

    #[test]
    fn every_function_gives_what_its_documentation_says() {
        let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
        // Friday before the national holiday of 2024; 1 to 7 October are holidays, 29 September and 12 October are worked.
        let now = Now { at: parse_rfc3339("2024-09-27T10:00:00+08:00").expect("valid").0, zone: &zone, calendar: &calendar };
        let (n, t) = (Value::Int, |value| Ok(Value::Bool(value)));
        let cases: Vec<(&str, Vec<Value<'_>>, Result<Value<'_>, Fault>)> = vec![
            ("passed", vec![ts("2024-09-27T10:00")], t(true)),
            ("passed", vec![ts("2024-09-27T10:01")], t(false)),
            ("passed", vec![Value::Null], t(false)),
            ("past", vec![ts("2024-09-27T10:00")], t(false)),
            ("past", vec![ts("2024-09-27T09:59")], t(true)),
            ("wd_since", vec![ts("2024-09-20T23:00")], Ok(n(5))),
            ("wd_since", vec![ts("2024-10-20T23:00")], Ok(n(0))),
            ("wd_since", vec![Value::Null], Ok(Value::Null)),
            ("days_since", vec![ts("2024-09-20T23:00")], Ok(n(7))),
            ("days_since", vec![ts("2024-10-20T23:00")], Ok(n(0))),
            ("wd_between", vec![ts("2024-09-27T10:00"), ts("2024-10-11T09:00")], Ok(n(6))),
            ("days_between", vec![ts("2024-09-27T10:00"), ts("2024-09-25T09:00")], Ok(n(-2))),
            ("seconds_between", vec![Value::Ts(0), Value::Ts(1_999_999)], Ok(n(1))),
            ("seconds_between", vec![Value::Ts(0), Value::Ts(-1_999_999)], Ok(n(-1))),
            ("seconds_between", vec![Value::Ts(i64::MIN), Value::Ts(1)], Err(Fault::Overflow)),
            ("minutes_between", vec![ts("2024-09-27T10:00"), ts("2024-09-27T11:01")], Ok(n(61))),
            ("after_seconds", vec![Value::Ts(5), n(2)], Ok(Value::Ts(2_000_005))),
            ("after_minutes", vec![ts("2024-09-27T10:00"), n(-1)], Ok(ts("2024-09-27T09:59"))),
            ("after_hours", vec![ts("2024-09-27T10:00"), n(24)], Ok(ts("2024-09-28T10:00"))),
            ("after_days", vec![ts("2024-09-27T10:00"), n(2)], Ok(ts("2024-09-29T10:00"))),
            ("after_days", vec![ts("2024-09-27T10:00"), n(i64::MAX)], Err(Fault::Overflow)),
            ("day", vec![ts("2024-09-27T00:00")], Ok(date("2024-09-27"))),
            ("minute_of_day", vec![ts("2024-09-27T10:01")], Ok(n(601))),
            ("div", vec![n(-7), n(2)], Ok(n(-3))),
            ("div", vec![n(7), n(0)], Err(Fault::DivisionByZero)),
            ("div", vec![Value::Null, n(0)], Ok(Value::Null)),
            ("div", vec![n(i64::MIN), n(-1)], Err(Fault::Overflow)),
            ("rem", vec![n(-7), n(2)], Ok(n(-1))),
            ("ratio_ge", vec![n(9), n(10), n(90)], t(true)),
            ("ratio_ge", vec![n(8), n(10), n(90)], t(false)),
            ("ratio_ge", vec![n(8), n(0), n(90)], t(false)),
            ("ratio_ge", vec![n(i64::MAX), n(1), n(1)], Err(Fault::Overflow)),
            ("min", vec![n(3), n(-3)], Ok(n(-3))),
            ("max", vec![ts("2024-09-27T00:00"), ts("2024-09-28T00:00")], Ok(ts("2024-09-28T00:00"))),
            ("max", vec![n(3), Value::Null], Ok(Value::Null)),
            ("abs", vec![n(-3)], Ok(n(3))),
            ("abs", vec![n(i64::MIN)], Err(Fault::Overflow)),
            ("len", vec![Value::Text("超时x".into())], Ok(n(3))),
            ("contains", vec![Value::Text("abc".into()), Value::Text("bc".into())], t(true)),
            ("contains", vec![Value::Null, Value::Text("bc".into())], t(false)),
            ("starts_with", vec![Value::Text("abc".into()), Value::Text("ab".into())], t(true)),
            ("ends_with", vec![Value::Text("abc".into()), Value::Text("ab".into())], t(false)),
            ("trim", vec![Value::Text(" a ".into())], Ok(Value::Text("a".into()))),
            ("is_blank", vec![text(" \u{3000}")], t(true)),
            ("is_blank", vec![Value::Null], t(true)),
            ("is_blank", vec![text(" a")], t(false)),
            ("is_digits", vec![text("0451")], t(true)),
            ("is_digits", vec![text("")], t(false)),
            ("is_digits", vec![text("４５")], t(false)),
            ("is_digits", vec![Value::Null], t(false)),
            ("like", vec![text("行政许可(一)"), text("行政*（?)")], t(false)),
            ("like", vec![text("行政许可(一)"), text("行政*(?)")], t(true)),
            ("like", vec![text("abcabd"), text("*ab?")], t(true)),
            ("like", vec![text(""), text("*")], t(true)),
            ("like", vec![text("a"), text("")], t(false)),
            ("like", vec![text("a"), Value::Null], t(false)),
            ("lower", vec![text("Ab甲É")], Ok(text("ab甲É"))),
            ("upper", vec![text("Ab甲é")], Ok(text("AB甲é"))),
            ("cut", vec![text("超时办件"), n(3), n(2)], Ok(text("办件"))),
            ("cut", vec![text("超时办件"), n(0), n(2)], Ok(text("超"))),
            ("cut", vec![text("超时办件"), n(9), n(2)], Ok(text(""))),
            ("cut", vec![text("超时"), n(i64::MIN), n(i64::MAX)], Ok(text(""))),
            ("cut", vec![text("超时"), n(2), n(i64::MAX)], Ok(text("时"))),
            ("cut", vec![text("超时"), n(1), Value::Null], Ok(Value::Null)),
            ("to_int", vec![text(" -42 ")], Ok(n(-42))),
            ("to_int", vec![text("4.2")], Ok(Value::Null)),
            ("date", vec![text("2024-10-01")], Ok(date("2024-10-01"))),
            ("date", vec![text("2024-02-30")], Ok(Value::Null)),
            ("instant", vec![text("2024-10-01 09:30")], Ok(ts("2024-10-01T09:30"))),
            ("instant", vec![text("2024-10-01T09:30:00+09:00")], Ok(ts("2024-10-01T08:30"))),
            ("instant", vec![text("2024-10-01")], Ok(ts("2024-10-01T00:00"))),
            ("instant", vec![text("2024-10-01 24:30")], Ok(Value::Null)),
            ("year", vec![date("2024-10-01")], Ok(n(2024))),
            ("month", vec![date("2024-10-01")], Ok(n(10))),
            ("day_of_month", vec![date("2024-10-31")], Ok(n(31))),
            ("weekday", vec![date("2024-09-29")], Ok(n(7))),
            ("is_workday", vec![date("2024-09-29")], t(true)),
            ("is_workday", vec![date("2024-10-01")], t(false)),
            ("is_workday", vec![Value::Null], t(false)),
            ("add_days", vec![date("2024-09-29"), n(-29)], Ok(date("2024-08-31"))),
            ("add_days", vec![date("2024-09-29"), n(i64::MAX)], Err(Fault::Overflow)),
            ("add_wd", vec![date("2024-09-27"), n(3)], Ok(date("2024-10-08"))),
            ("add_wd", vec![date("2024-09-28"), n(0)], Ok(date("2024-09-28"))),
            ("days_apart", vec![date("2024-09-27"), date("2024-10-01")], Ok(n(4))),
            ("wd_apart", vec![date("2024-09-27"), date("2024-10-08")], Ok(n(3))),
            ("midnight", vec![date("2024-09-27")], Ok(ts("2024-09-27T00:00"))),
            ("over_wd", vec![ts("2024-09-27T10:00"), n(3)], Ok(ts("2024-10-09T00:00"))),
            ("over_days", vec![ts("2024-09-27T10:00"), n(3)], Ok(ts("2024-10-01T00:00"))),
            ("over_days", vec![ts("2024-09-27T10:00"), n(-3)], Ok(ts("2024-09-28T00:00"))),
            ("minutes_since", vec![ts("2024-09-27T09:58")], Ok(n(2))),
            ("minutes_since", vec![Value::Ts(i64::MIN)], Ok(n(((i128::from(now.at) - i128::from(i64::MIN)) / 60_000_000) as i64))),
            ("hours_since", vec![ts("2024-09-27T07:59")], Ok(n(2))),
            ("hours_since", vec![ts("2024-09-28T07:59")], Ok(n(0))),
            ("is_null", vec![Value::Null], t(true)),
            ("is_null", vec![n(0)], t(false)),
        ];
        for (name, args, expected) in &cases {
            let function = function(name).expect(name);
            assert_eq!(function.params.len(), args.len(), "{name}");
            assert_eq!(&function.call(&now, args), expected, "{name}{args:?}");
        }
        let tried: HashSet<&str> = cases.iter().map(|case| case.0).collect();
        let missing: Vec<&str> = functions().map(|function| function.name).filter(|name| !tried.contains(name)).collect();
        assert!(missing.is_empty(), "no case for {missing:?}");
    }

    #[test]
    fn names_are_unique_and_signatures_begin_with_them() {
        let mut seen = HashSet::new();
        for function in functions() {
            assert!(seen.insert(function.name), "{} twice", function.name);
            assert!(function.signature.starts_with(&format!("{}(", function.name)), "{}", function.signature);
        }
    }

    #[test]
    fn rising_functions_reach_a_value_at_the_instant_their_inverse_names() {
        let (zone, calendar) = (Arc::new(Zone::china()), CalendarBook::china().as_known(i64::MAX));
        let start = parse_rfc3339("2024-09-27T10:00:00+08:00").expect("valid").0;
        for name in ["wd_since", "days_since", "minutes_since", "hours_since"] {
            let function = function(name).expect(name);
            let (Passing::Rises(reach), Body::Number1(body)) = (function.passing, function.body) else { panic!("{name}") };
            for value in 1..40 {
                let now = Now { at: start, zone: &zone, calendar: &calendar };
                let at = reach(&now, start, value).expect("reached");
                assert_eq!(body(&Now { at: at - 1, ..now }, start), Ok(value - 1), "{name} {value}");
                assert_eq!(body(&Now { at, ..now }, start), Ok(value), "{name} {value}");
            }
        }
    }
}
