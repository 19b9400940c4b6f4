//! Functions of numbers.

use super::{Body, Function, Gives, Param, Passing};
use crate::script::fault::Fault;
use crate::script::value::Ty;

const INT: Param = Param::Of(Ty::Int);

/// The list of this file.
pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "div",
        signature: "div(a: int, b: int) -> int",
        zh: "整数除法，向零取整；除以零为错误",
        en: "Integer division, truncated towards zero; division by zero fails.",
        params: &[INT, INT],
        gives: Gives::Of(Ty::Int),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| if b == 0 { Err(Fault::DivisionByZero) } else { a.checked_div(b).ok_or(Fault::Overflow) }),
    },
    Function {
        name: "rem",
        signature: "rem(a: int, b: int) -> int",
        zh: "整数除法的余数，符号随 a；除以零为错误",
        en: "Remainder of integer division, with the sign of a; division by zero fails.",
        params: &[INT, INT],
        gives: Gives::Of(Ty::Int),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| if b == 0 { Err(Fault::DivisionByZero) } else { a.checked_rem(b).ok_or(Fault::Overflow) }),
    },
    Function {
        name: "ratio_ge",
        signature: "ratio_ge(a: int, b: int, percent: int) -> bool",
        zh: "a 占 b 的比例不低于 percent%（a×100 ≥ b×percent）；b 不大于零则为假",
        en: "Whether a is at least percent % of b (a * 100 >= b * percent); false where b is zero or less.",
        params: &[INT, INT, INT],
        gives: Gives::Of(Ty::Bool),
        fallible: true,
        passing: Passing::Still,
        body: Body::Test3(|_, a, b, percent| {
            if b <= 0 {
                return Ok(false);
            }
            let (left, right) = a.checked_mul(100).zip(b.checked_mul(percent)).ok_or(Fault::Overflow)?;
            Ok(left >= right)
        }),
    },
    Function {
        name: "min",
        signature: "min(a, b)",
        zh: "两个整数、时刻或日期中较小（较早）的一个；有空则为空",
        en: "The smaller of two integers, instants or dates; null if either is.",
        params: &[Param::Ordered, Param::Ordered],
        gives: Gives::Ordered,
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| Ok(a.min(b))),
    },
    Function {
        name: "max",
        signature: "max(a, b)",
        zh: "两个整数、时刻或日期中较大（较晚）的一个；有空则为空",
        en: "The greater of two integers, instants or dates; null if either is.",
        params: &[Param::Ordered, Param::Ordered],
        gives: Gives::Ordered,
        fallible: false,
        passing: Passing::Still,
        body: Body::Number2(|_, a, b| Ok(a.max(b))),
    },
    Function {
        name: "abs",
        signature: "abs(a: int) -> int",
        zh: "绝对值",
        en: "The absolute value.",
        params: &[INT],
        gives: Gives::Of(Ty::Int),
        fallible: true,
        passing: Passing::Still,
        body: Body::Number1(|_, a| a.checked_abs().ok_or(Fault::Overflow)),
    },
];
