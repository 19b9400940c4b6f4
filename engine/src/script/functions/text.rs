//! Functions of text, and the test for null.

use super::{Body, Function, Gives, Param, Passing};
use crate::script::value::Ty;

const TEXT: Param = Param::Of(Ty::Text);
const INT: Param = Param::Of(Ty::Int);

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
        body: Body::TextNumber(|_, text| Some(text.chars().count() as i64)),
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
        name: "is_blank",
        signature: "is_blank(text) -> bool",
        zh: "文本为空，或只有空白",
        en: "Whether the text is null, empty or white space only.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest1(|text| text.is_none_or(|text| text.trim().is_empty())),
    },
    Function {
        name: "is_digits",
        signature: "is_digits(text) -> bool",
        zh: "文本全由数字 0 至 9 组成，至少一位",
        en: "Whether the text is made of the digits 0 to 9 alone, one at least; false for null.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest1(|text| text.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))),
    },
    Function {
        name: "like",
        signature: "like(text, pattern) -> bool",
        zh: "整个文本符合样式：* 代表任意多个字符，? 代表一个字符；样式最长 200 个字符",
        en: "Whether the whole text is of a pattern in which * stands for any characters and ? for one; patterns of more than 200 characters fit nothing.",
        params: &[TEXT, TEXT],
        gives: Gives::Of(Ty::Bool),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextTest(is_like),
    },
    Function {
        name: "lower",
        signature: "lower(text) -> text",
        zh: "拉丁字母 A 至 Z 改为小写，其余不变",
        en: "The text with its letters A to Z made small; others stay as they are.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Text),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextMade(str::to_ascii_lowercase),
    },
    Function {
        name: "upper",
        signature: "upper(text) -> text",
        zh: "拉丁字母 a 至 z 改为大写，其余不变",
        en: "The text with its letters a to z made capital; others stay as they are.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Text),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextMade(str::to_ascii_uppercase),
    },
    Function {
        name: "cut",
        signature: "cut(text, from: int, count: int) -> text",
        zh: "从第 from 个字符（第一个为 1）起的 count 个字符；不够则到末尾为止",
        en: "The characters from the one numbered from (the first is 1), so many as count says or as there are.",
        params: &[TEXT, INT, INT],
        gives: Gives::Of(Ty::Text),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextCut(cut),
    },
    Function {
        name: "to_int",
        signature: "to_int(text) -> int",
        zh: "文本所写的整数；不是整数则为空",
        en: "The integer that the text writes; null where it writes none.",
        params: &[TEXT],
        gives: Gives::Of(Ty::Int),
        fallible: false,
        passing: Passing::Still,
        body: Body::TextNumber(|_, text| text.trim().parse().ok()),
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

/// Characters that a pattern of `like` may have: matching takes their number times that of the text's.
const PATTERN: usize = 200;

/// Matches with one way back: to the last `*`.
fn is_like(text: &str, pattern: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().take(PATTERN + 1).collect();
    if pattern.len() > PATTERN {
        return false;
    }
    let mut rest = text.chars();
    let mut at = 0;
    // Where the last `*` stands, and the text behind what it has taken so far.
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let before = rest.clone();
        match (rest.next(), pattern.get(at)) {
            (None, None) => return true,
            (_, Some('*')) => {
                rest = before.clone();
                star = Some((at, before));
                at += 1;
            }
            (Some(found), Some(wanted)) if *wanted == '?' || *wanted == found => at += 1,
            (None, Some(_)) => return false,
            (Some(_), _) => {
                let Some((place, taken)) = &mut star else { return false };
                taken.next();
                rest = taken.clone();
                at = *place + 1;
            }
        }
    }
}

fn cut(text: &str, from: i64, count: i64) -> &str {
    let last = from.saturating_add(count);
    // Numbers of characters begin at 1; what lies before the first is none.
    let skipped = usize::try_from(from.saturating_sub(1).max(0)).unwrap_or(usize::MAX);
    let kept = usize::try_from(last.saturating_sub(from.max(1)).max(0)).unwrap_or(usize::MAX);
    let behind = text.char_indices().nth(skipped).map_or("", |(at, _)| &text[at..]);
    behind.char_indices().nth(kept).map_or(behind, |(at, _)| &behind[..at])
}
