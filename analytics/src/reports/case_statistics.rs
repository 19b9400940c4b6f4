//! 办件统计: what came in, what was done of it and in time, what is left. Columns after the reports of 福建 service centres; formulas of the
//! domain reference 9.1.
//!
//! What came in (A) and what waited when the period began make up what was finished (B), what waits when it ends (C), and what left otherwise
//! (D and the rest): each case stands once on each side. Where the domain reference names no place for a case that had ended and was reopened,
//! it stands in a column of its own on the left; what was voided stands in one on the right.

use super::kind::{Column, Group, Identity, Kind, Measure};
use super::params::{Basis, By};
use crate::Words;

const fn w(zh: &'static str, en: &'static str) -> Words {
    Words::new(zh, en)
}

const fn count(block: u8, group: &'static str, code: &'static str, title: Words, condition: &'static str, meaning: Words) -> Column {
    Column { code, title, group: Some(group), under: None, block, measure: Measure::Count(condition), meaning }
}

const fn under(column: Column, under: Words) -> Column {
    Column { under: Some(under), ..column }
}

const fn alone(column: Column) -> Column {
    Column { group: None, ..column }
}

const FINISHED_PROMISED: &str = "end_kind = 'finished' AND kind = 'promised'";
const BY_SOURCE: Words = w("按来源", "By origin");
const BY_TYPE: Words = w("按类型", "By type");
const IMMEDIATE: Words = w("即办件", "Immediate");
const PROMISED: Words = w("承诺件", "Promised");
const DAYS: Words = w("承诺件用时（工作日）", "Working days taken (promised)");

const COLUMNS: &[Column] = &[
    count(1, "received", "received", w("小计", "Total"), "is_received", w("在本期收件的办件", "Cases that came in within the period")),
    under(
        count(
            1,
            "received",
            "received_immediate",
            w("即办件", "Immediate"),
            "is_received AND kind = 'immediate'",
            w("其中即办件", "Of these, immediate cases"),
        ),
        BY_TYPE,
    ),
    under(
        count(
            1,
            "received",
            "received_promised",
            w("承诺件", "Promised"),
            "is_received AND kind = 'promised'",
            w("其中承诺件", "Of these, promised cases"),
        ),
        BY_TYPE,
    ),
    under(
        count(
            1,
            "received",
            "received_special",
            w("特殊件", "Special"),
            "is_received AND kind = 'special'",
            w("其中办件类型为其他，或来源未报类型的", "Of these, cases of another type, or of none that was told"),
        ),
        BY_TYPE,
    ),
    under(
        count(
            1,
            "received",
            "received_online",
            w("网上", "Online"),
            "is_received AND source = 'online'",
            w("本中心从电脑端或移动端申报的", "The centre's own, applied for by computer or mobile"),
        ),
        BY_SOURCE,
    ),
    under(
        count(
            1,
            "received",
            "received_window",
            w("窗口", "Window"),
            "is_received AND source = 'window'",
            w("本中心窗口申报的", "The centre's own, applied for at a window"),
        ),
        BY_SOURCE,
    ),
    under(
        count(
            1,
            "received",
            "received_other",
            w("其他", "Other"),
            "is_received AND source = 'other'",
            w("本中心以快递或其他形式申报，或来源未报形式的", "The centre's own, by post or otherwise, or by a channel that was not told"),
        ),
        BY_SOURCE,
    ),
    under(
        count(
            1,
            "received",
            "received_province",
            w("省级", "Province"),
            "is_received AND source = 'province'",
            w("省级平台下发的", "Handed down by the province's platform"),
        ),
        BY_SOURCE,
    ),
    under(
        count(
            1,
            "received",
            "received_linked",
            w("联办", "Linked"),
            "is_received AND source = 'linked'",
            w("联审联办转来的", "Came by joint handling"),
        ),
        BY_SOURCE,
    ),
    alone(count(
        1,
        "received",
        "carried",
        w("上期结转", "Carried over"),
        "is_carried",
        w("期初已收件而未终止的", "In hand when the period began"),
    )),
    alone(count(
        1,
        "received",
        "reopened",
        w("重新启动", "Reopened"),
        "is_reopened",
        w("期初已终止、本期重新启动的", "Had ended before the period began and were reopened within it"),
    )),
    alone(count(
        1,
        "finished",
        "finished",
        w("办结（B）", "Finished (B)"),
        "end_kind = 'finished'",
        w("在本期办结的，转报和不予许可在内", "Finished within the period, those forwarded or denied among them"),
    )),
    count(1, "pending", "pending", w("小计", "Total"), "is_pending", w("期末未终止的", "Not ended when the period ends")),
    count(
        1,
        "pending",
        "in_hand",
        w("在办", "In hand"),
        "is_pending AND NOT is_waiting",
        w("期末在部门手上的", "With the department when the period ends"),
    ),
    count(
        1,
        "pending",
        "supplement",
        w("补正", "Supplement"),
        "is_pending AND is_waiting",
        w("期末等申请人补正的", "Waiting for the applicant to supply what is missing"),
    ),
    alone(count(
        1,
        "ends",
        "returned",
        w("退件（D）", "Returned (D)"),
        "end_kind = 'returned'",
        w("退件、退回办结、补正不来办结的", "Returned, or closed because the applicant never supplied what was missing"),
    )),
    alone(count(
        1,
        "ends",
        "not_accepted",
        w("不予受理", "Not accepted"),
        "end_kind = 'not_accepted'",
        w("不受理和不予受理的", "Refused acceptance, or needing none"),
    )),
    alone(count(1, "ends", "withdrawn", w("撤件", "Withdrawn"), "end_kind = 'withdrawn'", w("申请人撤回的", "Withdrawn by the applicant"))),
    alone(count(
        1,
        "ends",
        "voided",
        w("作废", "Voided"),
        "end_kind = 'voided'",
        w("作废和录入错误删除的", "Voided, or deleted as entered in error"),
    )),
    alone(count(2, "finished", "accepted", w("受理", "Accepted"), "is_accepted", w("在本期受理的", "Accepted within the period"))),
    count(2, "finished", "finished_total", w("小计", "Total"), "end_kind = 'finished'", w("在本期办结的", "Finished within the period")),
    under(
        count(
            2,
            "finished",
            "finished_immediate",
            w("合计", "Total"),
            "end_kind = 'finished' AND kind = 'immediate'",
            w("办结的即办件", "Immediate cases finished"),
        ),
        IMMEDIATE,
    ),
    under(
        count(
            2,
            "finished",
            "immediate_in_time",
            w("按时", "In time"),
            "end_kind = 'finished' AND kind = 'immediate' AND efficiency = 4",
            w(
                "收件当日办结的即办件；下班后或休息日收件的，至次一工作日",
                "Immediate cases finished on the day of receipt, or on the next working day if received after hours",
            ),
        ),
        IMMEDIATE,
    ),
    under(
        count(
            2,
            "finished",
            "immediate_overdue",
            w("超期", "Overdue"),
            "end_kind = 'finished' AND kind = 'immediate' AND efficiency = 3",
            w("过了该日才办结的即办件", "Immediate cases finished after that day"),
        ),
        IMMEDIATE,
    ),
    under(
        count(2, "finished", "finished_promised", w("合计", "Total"), FINISHED_PROMISED, w("办结的承诺件", "Promised cases finished")),
        PROMISED,
    ),
    under(
        count(
            2,
            "finished",
            "early",
            w("提前", "Early"),
            "end_kind = 'finished' AND kind = 'promised' AND efficiency = 1",
            w("计时停止时承诺时限还有剩余的", "With days of the promise left when the clock stopped"),
        ),
        PROMISED,
    ),
    under(
        count(
            2,
            "finished",
            "on_time",
            w("按时", "On time"),
            "end_kind = 'finished' AND kind = 'promised' AND efficiency = 2",
            w("在承诺到期当日停止计时的", "Whose clock stopped on the promised due day"),
        ),
        PROMISED,
    ),
    under(
        count(
            2,
            "finished",
            "overdue",
            w("超期", "Overdue"),
            "end_kind = 'finished' AND kind = 'promised' AND efficiency = 3",
            w("超过承诺时限才停止计时的", "Whose clock stopped after the promised limit"),
        ),
        PROMISED,
    ),
    under(
        count(
            2,
            "finished",
            "promised_same_day",
            w("当日", "Same day"),
            "end_kind = 'finished' AND kind = 'promised' AND is_same_day",
            w("其中受理当日即办结的，已计入左边各列", "Of these, finished on the day of acceptance; counted in the columns before as well"),
        ),
        PROMISED,
    ),
    count(
        2,
        "finished",
        "unmeasured",
        w("未计时", "Unmeasured"),
        "end_kind = 'finished' AND kind <> 'special' AND efficiency IS NULL",
        w("没有以日计的时限可比的即办件和承诺件", "Immediate and promised cases without a limit in days to be measured by"),
    ),
    count(
        2,
        "finished",
        "finished_special",
        w("特殊件", "Special"),
        "end_kind = 'finished' AND kind = 'special'",
        w("办结的特殊件", "Special cases finished"),
    ),
    alone(Column {
        code: "early_rate",
        title: w("提前办结率", "Early rate"),
        group: None,
        under: None,
        block: 2,
        measure: Measure::Share { part: "early", whole: "finished_promised" },
        meaning: w("提前办结的承诺件 ÷ 办结的承诺件", "Promised cases finished early of promised cases finished"),
    }),
    alone(Column {
        code: "same_day_rate",
        title: w("当日受理办结率", "Same-day rate"),
        group: None,
        under: None,
        block: 2,
        measure: Measure::Share { part: "same_day", whole: "accepted" },
        meaning: w(
            "本期受理且当日办结的 ÷ 本期受理的",
            "Accepted within the period and finished on the day of acceptance, of all accepted within it",
        ),
    }),
    Column {
        code: "mean_days",
        title: w("平均", "Mean"),
        group: None,
        under: Some(DAYS),
        block: 2,
        measure: Measure::Mean { value: "elapsed_wd", of: FINISHED_PROMISED },
        meaning: w(
            "办结的承诺件已用工作日之和 ÷ 件数；时限以自然日或小时计的不计入",
            "Working days used by promised cases finished, by their number; limits in calendar days or hours are left out",
        ),
    },
    Column {
        code: "median_days",
        title: w("中位", "Median"),
        group: None,
        under: Some(DAYS),
        block: 2,
        measure: Measure::Percentile { value: "elapsed_wd", of: FINISHED_PROMISED, percent: 50 },
        meaning: w("同上各件用时的中位数", "Median of the same"),
    },
    Column {
        code: "p90_days",
        title: w("九成", "90 %"),
        group: None,
        under: Some(DAYS),
        block: 2,
        measure: Measure::Percentile { value: "elapsed_wd", of: FINISHED_PROMISED, percent: 90 },
        meaning: w("同上各件用时的第 90 百分位数", "90th percentile of the same"),
    },
    alone(count(
        0,
        "finished",
        "same_day",
        w("当日受理办结", "Same day"),
        "is_accepted AND is_same_day",
        w("本期受理且当日办结的", "Accepted within the period and finished on the day of acceptance"),
    )),
    alone(count(
        0,
        "ends",
        "undated",
        w("终止时间不明", "Ended, no time"),
        "NOT has_ended AND is_undated",
        w("已终止而来源没有给出时间的", "Ended, and the source gives no time"),
    )),
];

/// The report.
pub const CASE_STATISTICS: Kind = Kind {
    code: "case-statistics",
    title: w("办件统计", "Case statistics"),
    meaning: w(
        "一段时间内收了多少件、办结多少、按时多少、还剩多少，由上级部门到窗口部门逐级相加。",
        "What came in within a period, what was finished and in time, and what is left, from the upper department to the one at the window.",
    ),
    sql: include_str!("case_statistics.sql"),
    groups: &[
        Group { code: "received", title: w("收件（A）", "Received (A)") },
        Group { code: "finished", title: w("办结（B）", "Finished (B)") },
        Group { code: "pending", title: w("期末在办（C）", "Pending at the end (C)") },
        Group { code: "ends", title: w("其他去向", "Other ends") },
    ],
    columns: COLUMNS,
    blocks: &[w("收件与去向", "What came in and where it went"), w("办结时效", "Finished in time")],
    identities: &[
        Identity {
            code: "balance",
            title: w("收支平衡", "Balance"),
            left: &["received", "carried", "reopened"],
            right: &["finished", "pending", "returned", "not_accepted", "withdrawn", "voided"],
        },
        Identity {
            code: "received_by_type",
            title: w("收件按类型", "Received by type"),
            left: &["received"],
            right: &["received_immediate", "received_promised", "received_special"],
        },
        Identity {
            code: "received_by_source",
            title: w("收件按来源", "Received by origin"),
            left: &["received"],
            right: &["received_online", "received_window", "received_other", "received_province", "received_linked"],
        },
        Identity { code: "pending_parts", title: w("期末在办", "Pending"), left: &["pending"], right: &["in_hand", "supplement"] },
        Identity {
            code: "finished_by_type",
            title: w("办结按类型", "Finished by type"),
            left: &["finished"],
            right: &["finished_immediate", "finished_promised", "finished_special"],
        },
        Identity {
            code: "finished_by_time",
            title: w("办结按时效", "Finished by time"),
            left: &["finished"],
            right: &["immediate_in_time", "immediate_overdue", "early", "on_time", "overdue", "unmeasured", "finished_special"],
        },
    ],
    by: &[By::Department, By::Window, By::Item, By::Month],
    bases: &[Basis::Received, Basis::Accepted, Basis::Finished],
    adds_over_time: &[
        "received",
        "received_immediate",
        "received_promised",
        "received_special",
        "received_online",
        "received_window",
        "received_other",
        "received_province",
        "received_linked",
    ],
    stock: Some(("carried", "pending")),
    unplaced: Some("undated"),
};
