//! Functions of text, and the test for null.

use super::{Body, Function, Gives, Param, Passing};
use crate::script::value::Ty;

const TEXT: Param = Param::Of(Ty::Text);

/// The list of this file.
pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "len",
        signature: "len(text) -> int",
        zh: "字符数",
        en: "The number of characters.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextNumber(|text| text.chars().count() as i64),
    },
    Function {
        name: "contains",
        signature: "contains(text, part) -> bool",
        zh: "文本中含有 part",
        en: "Whether part stands in the text.",
        params: &[TEXT, TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest(|text, part| text.contains(part)),
    },
    Function {
        name: "starts_with",
        signature: "starts_with(text, part) -> bool",
        zh: "文本以 part 开头",
        en: "Whether the text begins with part.",
        params: &[TEXT, TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest(|text, part| text.starts_with(part)),
    },
    Function {
        name: "ends_with",
        signature: "ends_with(text, part) -> bool",
        zh: "文本以 part 结尾",
        en: "Whether the text ends with part.",
        params: &[TEXT, TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest(|text, part| text.ends_with(part)),
    },
    Function {
        name: "trim",
        signature: "trim(text) -> text",
        zh: "去掉首尾空白",
        en: "The text without white space at its ends.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Text),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextPart(str::trim),
    },
    Function {
        name: "is_null",
        signature: "is_null(x) -> bool",
        zh: "值为空",
        en: "Whether the value is null.",
        params: &[Param::Any],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::IsNull,
    },
];
