//! Words that offices write for results, satisfaction, channels and the like, as the codes of the events (domain.md 1.3).

use toml::{Table, Value};

/// Words of a result and its code. `办结` alone says that a case is over and not how: it stays with the rest.
const RESULTS: &[(&str, &[&str])] = &[
    ("licence", &["出证", "发证", "制证", "已出证", "已发证"]),
    (
        "granted",
        &["准予", "准予许可", "予以许可", "许可", "同意", "通过", "审批通过", "批准", "准许", "核准", "予以登记", "granted", "approved"],
    ),
    (
        "denied",
        &[
            "不准予",
            "不予许可",
            "不予批准",
            "不同意",
            "不通过",
            "审批不通过",
            "否决",
            "驳回",
            "不予登记",
            "不予办理",
            "denied",
            "rejected",
            "refused",
        ],
    ),
    ("returned", &["退件", "退回", "退办", "已退件", "returned"]),
    ("voided", &["作废", "已作废", "voided"]),
    ("forwarded", &["转报", "转办", "上报", "forwarded"]),
    ("supplement_abandoned", &["逾期未补正", "补正逾期", "补正放弃"]),
];

/// Words that mean that a decision was against the applicant.
const DENIED: &str = "denied";

const SATISFACTION: &[(i64, &[&str])] = &[
    (5, &["非常满意", "很满意", "五星", "5", "5分", "very satisfied"]),
    (4, &["满意", "四星", "4", "4分", "satisfied", "好"]),
    (3, &["基本满意", "比较满意", "一般", "三星", "3", "3分", "中"]),
    (2, &["不满意", "二星", "2", "2分", "dissatisfied", "差"]),
    (1, &["非常不满意", "很不满意", "一星", "1", "1分", "very dissatisfied"]),
];

const CASE_TYPES: &[(i64, &[&str])] =
    &[(1, &["即办件", "即办", "即时办结", "1"]), (2, &["承诺件", "承诺办件", "承诺", "2"]), (9, &["其他", "9"])];

const CHANNELS: &[(i64, &[&str])] = &[
    (1, &["窗口", "现场", "窗口申请", "窗口受理", "窗口办理", "大厅", "线下", "1"]),
    (2, &["网上", "网上申请", "网上申报", "网办", "电脑", "PC", "PC端", "一网通办", "线上", "网厅", "2"]),
    (3, &["手机", "移动端", "掌上办", "微信", "小程序", "APP", "手机端", "3"]),
    (4, &["邮寄", "邮政", "快递", "4"]),
];

const APPLICANT_TYPES: &[(i64, &[&str])] = &[
    (1, &["自然人", "个人", "群众", "1"]),
    (2, &["企业", "企业法人", "法人", "公司", "个体工商户", "2"]),
    (3, &["事业单位", "事业法人", "3"]),
    (4, &["社会组织", "社会团体", "社团", "4"]),
    (5, &["机关", "行政机关", "党政机关", "5"]),
    (6, &["其他", "6"]),
];

fn numbers(rows: &[(i64, &[&str])]) -> Table {
    rows.iter().flat_map(|(code, words)| words.iter().map(|word| ((*word).to_owned(), Value::Integer(*code)))).collect()
}

/// Results: word = code.
pub fn results() -> Table {
    RESULTS.iter().flat_map(|(code, words)| words.iter().map(|word| ((*word).to_owned(), Value::from(*code)))).collect()
}

/// Decisions: words that deny = `denied`; every other one granted.
pub fn decisions() -> Table {
    let denied = RESULTS.iter().filter(|(code, _)| *code == DENIED).flat_map(|(_, words)| *words);
    denied.map(|word| ((*word).to_owned(), Value::from(DENIED))).collect()
}

/// Satisfaction: word = 1 to 5.
pub fn satisfaction() -> Table {
    numbers(SATISFACTION)
}

/// Types of cases.
pub fn case_types() -> Table {
    numbers(CASE_TYPES)
}

/// Channels.
pub fn channels() -> Table {
    numbers(CHANNELS)
}

/// Types of applicants.
pub fn applicant_types() -> Table {
    numbers(APPLICANT_TYPES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_one_code_each() {
        let count = |rows: &[(i64, &[&str])]| rows.iter().map(|(_, words)| words.len()).sum::<usize>();
        assert_eq!(satisfaction().len(), count(SATISFACTION));
        assert_eq!(channels().len(), count(CHANNELS));
        assert_eq!(applicant_types().len(), count(APPLICANT_TYPES));
        assert_eq!(case_types().len(), count(CASE_TYPES));
        assert_eq!(results().len(), RESULTS.iter().map(|(_, words)| words.len()).sum::<usize>());
        assert_eq!(decisions()["不予许可"].as_str(), Some("denied"));
    }
}
