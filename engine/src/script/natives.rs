//! What Rhai gets from us when it runs a script itself: the offered functions, list methods and null-safe operators.
//!
//! Null is `()`. Rhai's own comparisons with `()` already are as ruled (false, `==` null-safe); its arithmetic and `!` are
//! not, and `&&`, `||` and `if` refuse `()`: [`super::program`] wraps their operands in [`TRUTH`].

use std::any::TypeId;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, ImmutableString, NativeCallContext};

use super::functions::{Body, Function, Passing, functions};
use super::value::{Now, Value};
use crate::calendar::Calendar;
use crate::schema::Key;
use crate::time::{Day, Micros, Zone};

/// Name of the function that turns a null boolean into false.
pub(super) const TRUTH: &str = "truth";

/// Names of the functions that make a range without and with its last number: a range with a null bound is empty, in Rhai it would be open.
pub(super) const RANGES: [&str; 2] = ["range_before", "range_to"];

/// An instant inside Rhai.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct Instant(pub Micros);

/// What natives know of the evaluation they run in; handed to Rhai as its tag.
#[derive(Clone)]
pub(super) struct Circumstances {
    pub at: Micros,
    pub zone: Arc<Zone>,
    pub calendar: Arc<Calendar>,
    /// The earliest later instant at which something that was read changes with time alone.
    pub valid_until: Arc<AtomicI64>,
}

impl Circumstances {
    fn now(&self) -> Now<'_> {
        Now { at: self.at, zone: &self.zone, calendar: &self.calendar }
    }

    /// Notes an instant of change if it lies ahead.
    fn lower(&self, at: Micros) {
        if at > self.at {
            self.valid_until.fetch_min(at, Ordering::Relaxed);
        }
    }
}

type Native<T> = Result<T, Box<EvalAltResult>>;

fn circumstances(context: &NativeCallContext<'_>) -> Native<Circumstances> {
    let tag = context.tag().and_then(|tag| tag.read_lock::<Circumstances>().map(|found| found.clone()));
    tag.ok_or_else(|| "a script runs outside an evaluation".into())
}

/// Our value as Rhai's.
pub(super) fn to_dynamic(value: &Value<'_>) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Ts(at) => Dynamic::from(Instant(*at)),
        Value::Date(day) => Dynamic::from(*day),
        Value::Text(text) => text.as_ref().into(),
        Value::Key(key) => Dynamic::from(*key),
    }
}

/// Rhai's value as ours; `None` for lists, maps and the like.
pub(super) fn from_dynamic(value: &Dynamic) -> Option<Value<'static>> {
    if value.is_unit() {
        return Some(Value::Null);
    }
    if let Ok(value) = value.as_bool() {
        return Some(Value::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Some(Value::Int(value));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Some(Value::Text(text.to_string().into()));
    }
    let instant = value.read_lock::<Instant>().map(|at| Value::Ts(at.0));
    instant
        .or_else(|| value.read_lock::<Day>().map(|day| Value::Date(*day)))
        .or_else(|| value.read_lock::<Key>().map(|key| Value::Key(*key)))
}

/// Registers everything.
pub(super) fn register(engine: &mut Engine) {
    for function in functions() {
        let types = vec![TypeId::of::<Dynamic>(); function.params.len()];
        if function.name == "contains" {
            // `value in list` is a call of the same name.
            engine.register_raw_fn(function.name, types, |context, args| match membership(args) {
                Some(found) => Ok(found.into()),
                None => run(function, &context, args),
            });
        } else {
            engine.register_raw_fn(function.name, types, |context, args| run(function, &context, args));
        }
    }
    operators(engine);
    lists(engine);
}

fn run(function: &'static Function, context: &NativeCallContext<'_>, args: &mut [&mut Dynamic]) -> Native<Dynamic> {
    let circumstances = circumstances(context)?;
    let now = circumstances.now();
    let mut values = Vec::with_capacity(args.len());
    for arg in args.iter() {
        match from_dynamic(arg) {
            Some(value) => values.push(value),
            // A row is never null; nothing else takes one.
            None if matches!(function.body, Body::IsNull) => return Ok(false.into()),
            None => return Err(format!("{} does not take a {}", function.name, arg.type_name()).into()),
        }
    }
    let value = function.call(&now, &values).map_err(|fault| Box::<EvalAltResult>::from(format!("{}: {fault}", function.name)))?;
    match (function.passing, values.first().and_then(Value::number)) {
        (Passing::Crosses(crossing), Some(arg)) => circumstances.lower(crossing(arg)),
        (Passing::Rises(reach), Some(arg)) => {
            let next = value.number().map(|value| value.saturating_add(1));
            if let Some(at) = next.and_then(|next| reach(&now, arg, next)) {
                circumstances.lower(at);
            }
        }
        _ => {}
    }
    Ok(to_dynamic(&value))
}

fn range(args: &[&mut Dynamic]) -> Native<Option<(i64, i64)>> {
    let [from, to] = args else { return Err("a range has two bounds".into()) };
    if from.is_unit() || to.is_unit() {
        return Ok(None);
    }
    let bound =
        |value: &Dynamic| value.as_int().map_err(|found| Box::<EvalAltResult>::from(format!("a range counts integers, not {found}")));
    Ok(Some((bound(from)?, bound(to)?)))
}

/// Whether a list or range holds a value; `None` where the first argument is neither.
fn membership(args: &mut [&mut Dynamic]) -> Option<bool> {
    let [list, value] = args else { return None };
    if let Some(items) = list.read_lock::<Array>() {
        let value = from_dynamic(value)?;
        return Some(!value.is_null() && items.iter().any(|item| from_dynamic(item).is_some_and(|item| item == value)));
    }
    let value = value.as_int();
    if let Some(range) = list.read_lock::<Range<i64>>() {
        return Some(value.is_ok_and(|value| range.contains(&value)));
    }
    let range = list.read_lock::<RangeInclusive<i64>>()?;
    Some(value.is_ok_and(|value| range.contains(&value)))
}

fn operators(engine: &mut Engine) {
    for symbol in ["+", "-", "*"] {
        engine.register_fn(symbol, |(): (), (): ()| ());
        engine.register_fn(symbol, |(): (), _: i64| ());
        engine.register_fn(symbol, |_: i64, (): ()| ());
    }
    engine.register_fn("-", |(): ()| ());
    engine.register_fn("-", |value: i64| -> Native<i64> { value.checked_neg().ok_or_else(|| "negation overflow".into()) });
    engine.register_fn("!", |value: bool| !value);
    engine.register_fn("!", |(): ()| true);
    engine.register_fn("==", |a: Instant, b: Instant| a == b);
    engine.register_fn("!=", |a: Instant, b: Instant| a != b);
    engine.register_fn("<", |a: Instant, b: Instant| a < b);
    engine.register_fn("<=", |a: Instant, b: Instant| a <= b);
    engine.register_fn(">", |a: Instant, b: Instant| a > b);
    engine.register_fn(">=", |a: Instant, b: Instant| a >= b);
    engine.register_fn("==", |a: Day, b: Day| a == b);
    engine.register_fn("!=", |a: Day, b: Day| a != b);
    engine.register_fn("<", |a: Day, b: Day| a < b);
    engine.register_fn("<=", |a: Day, b: Day| a <= b);
    engine.register_fn(">", |a: Day, b: Day| a > b);
    engine.register_fn(">=", |a: Day, b: Day| a >= b);
    engine.register_fn("==", |a: Key, b: Key| a == b);
    engine.register_fn("!=", |a: Key, b: Key| a != b);
    engine.register_raw_fn(TRUTH, [TypeId::of::<Dynamic>()], |_, args| truth(args[0]).map(Dynamic::from));
    let bounds = [TypeId::of::<Dynamic>(), TypeId::of::<Dynamic>()];
    engine.register_raw_fn(RANGES[0], bounds, |_, args| Ok(Dynamic::from(range(args)?.map_or(0..0, |(from, to)| from..to))));
    engine.register_raw_fn(RANGES[1], bounds, |_, args| {
        Ok(range(args)?.map_or_else(|| Dynamic::from(0..0_i64), |(from, to)| Dynamic::from(from..=to)))
    });
    engine.register_raw_fn("to_string", [TypeId::of::<Dynamic>()], |context, args| {
        let zone = circumstances(&context)?.zone;
        let value = from_dynamic(args[0]).ok_or_else(|| Box::<EvalAltResult>::from("a list or a row cannot stand in a text"))?;
        Ok(ImmutableString::from(value.show(&zone)))
    });
    // A property of null, such as `row.links.first(|l| …).link_user` where there is none, is null.
    engine.register_indexer_get(|_: &mut (), _: ImmutableString| ());
    engine.register_iterator::<Array>();
    engine.register_iterator::<Range<i64>>();
    engine.register_iterator::<RangeInclusive<i64>>();
}

fn truth(value: &Dynamic) -> Native<bool> {
    if value.is_unit() {
        return Ok(false);
    }
    value.as_bool().map_err(|found| format!("a condition is {found}, not a boolean").into())
}

fn lists(engine: &mut Engine) {
    engine.register_fn("some", |context: NativeCallContext<'_>, list: Array, test: FnPtr| -> Native<bool> {
        for item in list {
            if holds(&context, &test, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    });
    engine.register_fn("all", |context: NativeCallContext<'_>, list: Array, test: FnPtr| -> Native<bool> {
        for item in list {
            if !holds(&context, &test, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    });
    engine.register_fn("count", |context: NativeCallContext<'_>, list: Array, test: FnPtr| -> Native<i64> {
        let mut count = 0;
        for item in list {
            count += i64::from(holds(&context, &test, item)?);
        }
        Ok(count)
    });
    engine.register_fn("count", |list: Array| list.len() as i64);
    engine.register_fn("first", |context: NativeCallContext<'_>, list: Array, test: FnPtr| find(&context, list.into_iter(), &test));
    engine.register_fn("first", |list: Array| list.into_iter().next().unwrap_or_default());
    engine.register_fn("last", |context: NativeCallContext<'_>, list: Array, test: FnPtr| find(&context, list.into_iter().rev(), &test));
    engine.register_fn("last", |list: Array| list.into_iter().next_back().unwrap_or_default());
    engine.register_fn("happened_before", |context: NativeCallContext<'_>, list: Array, first: FnPtr, then: FnPtr| -> Native<bool> {
        let mut rest = list.into_iter();
        while let Some(item) = rest.next() {
            if holds(&context, &first, item)? {
                for later in rest.rev() {
                    if holds(&context, &then, later)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
        }
        Ok(false)
    });
}

fn holds(context: &NativeCallContext<'_>, test: &FnPtr, item: Dynamic) -> Native<bool> {
    truth(&test.call_within_context::<Dynamic>(context, (item,))?)
}

fn find(context: &NativeCallContext<'_>, list: impl Iterator<Item = Dynamic>, test: &FnPtr) -> Native<Dynamic> {
    for item in list {
        if holds(context, test, item.clone())? {
            return Ok(item);
        }
    }
    Ok(Dynamic::UNIT)
}
