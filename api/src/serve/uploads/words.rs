//! Reasons of faults in both languages. The engine tells a fault in English, with its place; who mends a sheet reads Chinese.

use mingjing_engine::ingest::Fault;

use crate::model::Words;

/// A reason: code, what it is called, and how it is mended in a sheet.
struct Reason {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    mend: &'static str,
}

const REASONS: &[Reason] = &[
    Reason {
        code: "bad_time",
        zh: "不是存在的时间",
        en: "No such time",
        mend: "写成 2025-01-24 或 2025-01-24 09:30；日和月颠倒的，在前一步选这一列的顺序",
    },
    Reason {
        code: "wrong_type", zh: "内容不符", en: "Does not fit", mend: "按这一列的含义填写：数字、金额，或 5个工作日、即办这样的时限"
    },
    Reason {
        code: "lost_digits", zh: "位数已丢失", en: "Digits are lost", mend: "把这一列设为文本格式，照证件重新录入，再导入这一行"
    },
    Reason { code: "cell_error", zh: "公式出错", en: "A formula's error", mend: "改正公式，或清空这一格" },
    Reason { code: "missing_field", zh: "缺少必填内容", en: "Something is missing", mend: "把空着的格子填上" },
    Reason { code: "no_event", zh: "没有任何时间", en: "No time at all", mend: "至少填一个时间，或者去掉这一行" },
    Reason {
        code: "conflict",
        zh: "同一编号内容不同",
        en: "Same number, other content",
        mend: "同一编号出现了两次而内容不同：改正编号，或去掉重复的一行",
    },
    Reason {
        code: "unknown_code", zh: "认不出的写法", en: "Unknown word", mend: "改成常用的写法，例如 非常满意、满意、不满意"
    },
    Reason {
        code: "wrong_columns", zh: "格子数与表头不符", en: "Not as many cells as the header", mend: "检查这一行是否多了或少了分隔符"
    },
    Reason { code: "broken_quote", zh: "引号没有成对", en: "Quotes do not pair", mend: "补上或去掉多余的引号" },
    Reason { code: "bad_character", zh: "有不能用的字符", en: "A character that cannot be", mend: "去掉控制字符" },
    Reason { code: "too_long", zh: "内容太长", en: "Too long", mend: "缩短这一格" },
    Reason { code: "not_utf8", zh: "编码不对", en: "Wrong encoding", mend: "另存为 CSV UTF-8 再上传" },
    Reason { code: "not_json", zh: "不是有效的 JSON", en: "No valid JSON", mend: "每行写一个完整的 JSON 对象" },
    Reason { code: "truncated", zh: "文件没有传完整", en: "The file breaks off", mend: "重新导出整个文件再上传" },
    Reason { code: "damaged", zh: "压缩包损坏", en: "Compression is damaged", mend: "重新导出再上传" },
    Reason { code: "unreadable", zh: "读不出来", en: "Cannot be read", mend: "重新导出再上传" },
    Reason { code: "unknown_field", zh: "没有这个字段", en: "No such field", mend: "按说明改正字段名" },
    Reason { code: "unknown_type", zh: "没有这种事件", en: "No such type", mend: "按说明改正事件类型" },
    Reason { code: "other_centre", zh: "是别的中心的数据", en: "Of another centre", mend: "选对中心再导入" },
    Reason { code: "foreign_source", zh: "不是本来源的数据", en: "Of another source", mend: "用该来源自己的令牌发送" },
    Reason { code: "own_type", zh: "只能由系统写入", en: "Written by the engine only", mend: "去掉这一行" },
];

/// What a reason is called.
pub fn of_reason(code: &str) -> Words {
    match REASONS.iter().find(|reason| reason.code == code) {
        Some(reason) => Words { zh: reason.zh.to_owned(), en: reason.en.to_owned() },
        None => Words { zh: code.to_owned(), en: code.to_owned() },
    }
}

/// A fault in words, and how it is mended. What the Chinese has no sentence of its own for is told as the engine tells it.
pub fn of_fault(fault: &Fault, cell: Option<&str>) -> (Words, Words) {
    let reason = REASONS.iter().find(|reason| reason.code == fault.reason);
    let place = fault.field.as_deref().map(|field| format!("“{field}”")).unwrap_or_default();
    let cell = cell.filter(|cell| !cell.is_empty()).map(|cell| format!("“{cell}”")).unwrap_or_default();
    let zh = reason.map_or_else(
        || fault.message.clone(),
        |reason| match (place.is_empty(), cell.is_empty()) {
            (false, false) => format!("{place}一列的{cell}：{}", reason.zh),
            (false, true) => format!("{place}：{}", reason.zh),
            (true, _) => reason.zh.to_owned(),
        },
    );
    let mend = reason.map_or_else(|| fault.how_to_mend.clone(), |reason| reason.mend.to_owned());
    let (message, how_to_mend) = (fault.message.clone(), fault.how_to_mend.clone());
    (Words { zh, en: message }, Words { zh: mend, en: how_to_mend })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_column_and_cell() {
        let fault = Fault::new("bad_time", "\"2024-02-30\" is no time that exists", "write it like 2025-01-24").of("办结时间");
        let (message, mend) = of_fault(&fault, Some("2024-02-30"));
        assert_eq!(message.zh, "“办结时间”一列的“2024-02-30”：不是存在的时间");
        assert!(mend.zh.contains("2025-01-24") && mend.en.contains("2025-01-24"));
        let strange = Fault::new("strange", "odd", "even it");
        assert_eq!(of_fault(&strange, None).0, Words { zh: "odd".to_owned(), en: "odd".to_owned() });
    }
}
