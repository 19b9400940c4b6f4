//! Comparisons of something linear in one clock value with something that stands still.
//!
//! `elapsed_wd * 100 >= (promised_days + extension_days) * PERCENT` is `c·v + s >= 0` with the clock value v, the only part
//! that time changes, and with c and s fixed between events. It flips where v crosses a threshold, and the inverse of the
//! clock gives the instant. Numbers so great that the comparison could fail by overflow at a later value of v are not solved;
//! then every change of v counts.

use super::clocks::ClockValue;
use super::lanes::{self, Lane};
use super::moment::Moment;
use super::{Failure, Test};
use crate::rules::tree::{ArithOp, CompareOp, Frame, Kind, Node};
use crate::schema::Clock;
use crate::script::{Passing, Span, Ty};

/// Greatest magnitude for which thresholds are computed; far from the bounds of 64 bits, so that later values fit too.
const SAFE: i128 = 1 << 60;
/// Greatest factor of the clock value for which they are.
const SAFE_FACTOR: i128 = 1 << 36;

/// Something linear in a clock value.
enum Linear {
    Clock,
    Fixed(Lane<i64>),
    Sum(Box<Linear>, Box<Linear>, i128),
    Scaled(Box<Linear>, Lane<i64>),
    Negated(Box<Linear>),
}

/// Factor of the clock value, the rest, and a bound for every intermediate result.
struct Form {
    factor: i128,
    rest: i128,
    bound: i128,
    /// Whether a part that stands still is null, and with it the whole; parts beside it may fail at a later value all the same.
    is_null: bool,
}

impl Linear {
    /// Reads a node; the one clock value in it is put into `clock`.
    fn read(node: &Node, clock: &mut Option<ClockValue>) -> Option<Linear> {
        if !node.is_timed() {
            return Some(Linear::Fixed(lanes::compile(node)));
        }
        match &node.kind {
            Kind::Arith { op, left, right } => match op {
                ArithOp::Mul if !right.is_timed() => Some(Linear::Scaled(Box::new(Linear::read(left, clock)?), lanes::compile(right))),
                ArithOp::Mul if !left.is_timed() => Some(Linear::Scaled(Box::new(Linear::read(right, clock)?), lanes::compile(left))),
                ArithOp::Mul => None,
                ArithOp::Add | ArithOp::Sub => {
                    let sign = if *op == ArithOp::Sub { -1 } else { 1 };
                    Some(Linear::Sum(Box::new(Linear::read(left, clock)?), Box::new(Linear::read(right, clock)?), sign))
                }
            },
            Kind::Neg(of) => Some(Linear::Negated(Box::new(Linear::read(of, clock)?))),
            _ if clock.is_none() => {
                *clock = Some(ClockValue::of(node)?);
                Some(Linear::Clock)
            }
            // A second clock value.
            _ => None,
        }
    }

    fn form(&self, value: i64, frame: &Frame<'_>, moment: &mut Moment<'_>) -> Result<Form, Failure> {
        Ok(match self {
            Linear::Clock => Form { factor: 1, rest: 0, bound: i128::from(value).abs(), is_null: false },
            Linear::Fixed(lane) => {
                let fixed = lane(frame, moment)?;
                let rest = i128::from(fixed.unwrap_or(0));
                Form { factor: 0, rest, bound: rest.abs(), is_null: fixed.is_none() }
            }
            Linear::Sum(left, right, sign) => {
                let (left, right) = (left.form(value, frame, moment)?, right.form(value, frame, moment)?);
                Form {
                    factor: left.factor + sign * right.factor,
                    rest: left.rest + sign * right.rest,
                    bound: left.bound + right.bound,
                    is_null: left.is_null || right.is_null,
                }
            }
            Linear::Scaled(of, by) => {
                let (of, by) = (of.form(value, frame, moment)?, by(frame, moment)?);
                let Some(by) = by.map(i128::from).filter(|_| !of.is_null) else { return Ok(Form { is_null: true, ..of }) };
                match (of.factor.checked_mul(by), of.rest.checked_mul(by), of.bound.checked_mul(by.abs().max(1))) {
                    (Some(factor), Some(rest), Some(bound)) => Form { factor, rest, bound, is_null: false },
                    _ => Form { factor: 0, rest: 0, bound: i128::MAX / 8, is_null: false },
                }
            }
            Linear::Negated(of) => {
                let of = of.form(value, frame, moment)?;
                Form { factor: -of.factor, rest: -of.rest, ..of }
            }
        })
    }
}

/// A comparison of integers of which one side is linear in a clock value; `None` where it is not of that shape.
pub(super) fn compile(op: CompareOp, left: &Node, right: &Node) -> Option<Test> {
    if left.ty != Ty::Int || right.ty != Ty::Int {
        return None;
    }
    let (op, timed, fixed) = match (left.is_timed(), right.is_timed()) {
        (true, false) => (op, left, right),
        (false, true) => (op.swapped(), right, left),
        _ => return None,
    };
    let mut clock = None;
    let linear = Linear::read(timed, &mut clock)?;
    let clock = clock?;
    // Evaluated with the fixed side first only where that cannot change which side fails first.
    let quiet = QuietSide::new(timed);
    let fixed_lane = lanes::compile::<i64>(fixed);
    let fixed_first = std::ptr::eq(fixed, left);
    Some(Box::new(move |frame, moment| {
        let (value, other) = if fixed_first {
            let other = fixed_lane(frame, moment)?;
            (quiet.eval(frame, moment)?, other)
        } else {
            (quiet.eval(frame, moment)?, fixed_lane(frame, moment)?)
        };
        let state = clock.state(frame, moment)?;
        let Some(now) = state.value else {
            clock.lower_to_next(&state, frame, moment);
            return Ok(null_safe(op, value, other));
        };
        let form = linear.form(now, frame, moment)?;
        let bound = form.bound + i128::from(other.unwrap_or(0)).abs();
        if bound > SAFE || form.factor.abs() > SAFE_FACTOR {
            clock.lower_to_next(&state, frame, moment);
        } else if let Some(other) = other.filter(|_| form.factor != 0 && !form.is_null) {
            for threshold in thresholds(op, form.factor, form.rest - i128::from(other)).into_iter().flatten() {
                // At `threshold` and above the answer differs from that below it.
                match (clock.rises(), threshold > i128::from(now)) {
                    (true, true) => clock.lower(&state, clamp(threshold), frame, moment),
                    (false, false) => clock.lower(&state, clamp(threshold - 1), frame, moment),
                    _ => {}
                }
            }
        }
        Ok(null_safe(op, value, other))
    }))
}

fn null_safe(op: CompareOp, left: Option<i64>, right: Option<i64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => op.holds(left.cmp(&right)),
        (None, None) => op == CompareOp::Eq,
        _ => op == CompareOp::Ne,
    }
}

fn clamp(value: i128) -> i64 {
    value.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// Values v at which the truth of `factor·v + rest op 0` differs from that at v - 1.
fn thresholds(op: CompareOp, factor: i128, rest: i128) -> [Option<i128>; 2] {
    let (op, factor, rest) = if factor < 0 { (op.swapped(), -factor, -rest) } else { (op, factor, rest) };
    let floor = (-rest).div_euclid(factor);
    let exact = (-rest).rem_euclid(factor) == 0;
    match op {
        CompareOp::Ge | CompareOp::Lt => [Some(if exact { floor } else { floor + 1 }), None],
        CompareOp::Gt | CompareOp::Le => [Some(floor + 1), None],
        CompareOp::Eq | CompareOp::Ne if exact => [Some(floor), Some(floor + 1)],
        CompareOp::Eq | CompareOp::Ne => [None, None],
    }
}

/// The timed side's value, without noting every change of the clock value in it.
enum QuietSide {
    Clock(ClockValue),
    Fixed(Lane<i64>),
    Arith(ArithOp, Box<QuietSide>, Box<QuietSide>, Span),
    Neg(Box<QuietSide>, Span),
}

impl QuietSide {
    fn new(node: &Node) -> QuietSide {
        match &node.kind {
            Kind::Arith { op, left, right } => {
                QuietSide::Arith(*op, Box::new(QuietSide::new(left)), Box::new(QuietSide::new(right)), node.span)
            }
            Kind::Neg(of) => QuietSide::Neg(Box::new(QuietSide::new(of)), node.span),
            _ => match ClockValue::of(node) {
                Some(clock) => QuietSide::Clock(clock),
                None => QuietSide::Fixed(lanes::compile(node)),
            },
        }
    }

    fn eval(&self, frame: &Frame<'_>, moment: &mut Moment<'_>) -> Result<Option<i64>, Failure> {
        match self {
            QuietSide::Clock(clock) => Ok(clock.state(frame, moment)?.value),
            QuietSide::Fixed(lane) => lane(frame, moment),
            QuietSide::Arith(op, left, right, span) => {
                let (left, right) = (left.eval(frame, moment)?, right.eval(frame, moment)?);
                let result = left.zip(right).map(|(left, right)| crate::rules::tree::value::arith(*op, left, right));
                result.transpose().map_err(|fault| Failure { fault, span: *span })
            }
            QuietSide::Neg(of, span) => {
                let negated = of.eval(frame, moment)?.map(|value| value.checked_neg().ok_or(crate::script::Fault::Overflow));
                negated.transpose().map_err(|fault| Failure { fault, span: *span })
            }
        }
    }
}

/// The first use of a clock value, of those that `counts` counts, that is neither in a comparison solved here nor straight in `passed` or `past`.
pub(super) fn first_stepped(node: &Node, counts: &dyn Fn(&Node) -> bool) -> Option<Span> {
    let solved = match &node.kind {
        Kind::Compare { op, left, right } => compile(*op, left, right).is_some(),
        // A range is two comparisons.
        Kind::Within { value, first, .. } => {
            compile(CompareOp::Ge, value, &Node { kind: Kind::Int(*first), ty: Ty::Int, span: value.span }).is_some()
        }
        Kind::Call { function, args } if matches!(function.passing, Passing::Crosses(_)) => {
            return args.iter().find_map(|arg| if matches!(arg.kind, Kind::Column(_)) { None } else { first_stepped(arg, counts) });
        }
        Kind::Column(column) => return (matches!(column.clock(), Clock::Rising | Clock::Falling) && counts(node)).then_some(node.span),
        _ => false,
    };
    if solved {
        return None;
    }
    if let Kind::Call { function, .. } = &node.kind
        && matches!(function.passing, Passing::Rises(_))
        && counts(node)
    {
        return Some(node.span);
    }
    let mut found = None;
    node.children(&mut |child| {
        if found.is_none() {
            found = first_stepped(child, counts);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn truth_changes_at_thresholds_and_nowhere_else(factor in -5_i128..=5, rest in -40_i128..=40, which in 0..6_usize) {
            prop_assume!(factor != 0);
            let op = [CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge][which];
            let truth = |v: i128| op.holds((factor * v + rest).cmp(&0));
            let found = thresholds(op, factor, rest);
            for v in -50..50_i128 {
                let changes = truth(v) != truth(v - 1);
                prop_assert_eq!(changes, found.contains(&Some(v)), "{:?} {} {} at {}", op, factor, rest, v);
            }
        }
    }
}
