//! What stands over a report on paper and in files: title, period and basis, filters, time.

use crate::Language;
use crate::reports::Report;

/// The lines over a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadLines {
    /// Centre and report.
    pub title: String,
    /// Period and basis.
    pub period: String,
    /// What narrows it.
    pub filters: String,
    /// As of when, and as known on which day.
    pub time: String,
}

fn channel(code: i64, language: Language) -> String {
    let words = match code {
        1 => ["窗口", "window"],
        2 => ["电脑端", "computer"],
        3 => ["移动端", "mobile"],
        4 => ["快递", "post"],
        _ => ["其他", "other"],
    };
    words[usize::from(language == Language::En)].to_owned()
}

fn case_type(code: i64, language: Language) -> String {
    let words = match code {
        1 => ["即办件", "immediate"],
        2 => ["承诺件", "promised"],
        _ => ["特殊件", "special"],
    };
    words[usize::from(language == Language::En)].to_owned()
}

/// The lines over a report in a language.
pub fn head_lines(report: &Report, language: Language) -> HeadLines {
    let params = &report.params;
    let zh = language == Language::Zh;
    let named = |name: &str, code: &Option<String>| {
        code.as_ref().map(|code| match report.labels.get(name) {
            Some(label) => format!("{label}（{code}）"),
            None => code.clone(),
        })
    };
    let parts = [
        ("区划", "region", params.region.clone()),
        ("部门", "department", named("dept", &params.dept)),
        ("窗口", "window", named("window", &params.window)),
        ("事项类型", "item type", params.item_type.clone()),
        ("事项", "item", params.item.clone()),
        ("业务办理项", "handling item", params.handling_item.clone()),
        ("办理形式", "channel", params.channel.map(|code| channel(code, language))),
        ("办件类型", "case type", params.case_type.map(|code| case_type(code, language))),
    ];
    let chosen: Vec<String> = parts
        .into_iter()
        .filter_map(|(name_zh, name_en, value)| Some(format!("{} {}", if zh { name_zh } else { name_en }, value?)))
        .collect();
    let basis = params.basis.title().of(language);
    let time = report.time();
    let known = report.head.known.as_deref();
    match language {
        Language::Zh => HeadLines {
            title: format!("{}{}", report.head.centre, report.kind.title.zh),
            period: format!("统计期：{} 至 {}（{basis}）", params.from, params.to),
            filters: format!("筛选：{}", if chosen.is_empty() { "无".to_owned() } else { chosen.join("；") }),
            time: format!("生成时间：{time}{}", known.map(|day| format!("（按 {day} 已知）")).unwrap_or_default()),
        },
        Language::En => HeadLines {
            title: format!("{}: {}", report.kind.title.en, report.head.centre),
            period: format!("Period: {} to {} ({basis})", params.from, params.to),
            filters: format!("Filters: {}", if chosen.is_empty() { "none".to_owned() } else { chosen.join("; ") }),
            time: format!("Made at: {time}{}", known.map(|day| format!(" (as known on {day})")).unwrap_or_default()),
        },
    }
}
