//! What a health check looks for: conditions on a case, in SQL. The list of cases filters by the same texts, so that a figure is always the
//! length of its list.

use crate::model::Words;

/// Something that is looked for.
pub struct Finding {
    /// Code.
    pub code: &'static str,
    title: (&'static str, &'static str),
    meaning: (&'static str, &'static str),
    /// Condition on a row of `case`.
    pub condition: &'static str,
    /// Condition of the rows in which it could be found.
    pub among: &'static str,
    /// Columns of which one at least must be filled in some case; an empty list needs nothing.
    pub needs: &'static [&'static str],
}

impl Finding {
    /// What it is called.
    pub fn title(&self) -> Words {
        Words { zh: self.title.0.to_owned(), en: self.title.1.to_owned() }
    }

    /// What it means.
    pub fn meaning(&self) -> Words {
        Words { zh: self.meaning.0.to_owned(), en: self.meaning.1.to_owned() }
    }
}

/// From this instant a case is over its promise: an immediate case from its own, any other from the one after its due instant; a due instant that
/// the source gives is known before a clock starts.
macro_rules! over_at {
    () => {
        "CASE WHEN case_type = 1 THEN immediate_over_at ELSE coalesce(promised_over_at, promised_due_at + INTERVAL '1 microsecond') END"
    };
}

/// Finished cases are all of this; no finding, but lists of departments, items and months are made of it.
pub const FINISHED: &str = "finished_at IS NOT NULL";

/// What is looked for, in the order in which it is told.
pub const FINDINGS: &[Finding] = &[
    Finding {
        code: "overdue",
        title: ("超期办结", "Finished late"),
        meaning: ("办结（或作出决定）晚于承诺时限。", "Finished, or decided, after the promised limit."),
        condition: concat!("finished_at IS NOT NULL AND clock_stop_at >= ", over_at!()),
        among: FINISHED,
        needs: &["promised_due_at", "immediate_over_at"],
    },
    Finding {
        code: "open_overdue",
        title: ("未办结已超期", "Open and late"),
        meaning: ("还没有办结，已经过了承诺时限。", "Not finished, and past the promised limit."),
        condition: concat!("is_open AND clock_stop_at IS NULL AND now() >= ", over_at!()),
        among: "is_open",
        needs: &["promised_due_at", "immediate_over_at"],
    },
    Finding {
        code: "due_soon",
        title: ("临期", "Due soon"),
        meaning: ("距承诺期限只剩一天以内（按时限的单位计）。", "One day or less is left of the promise, in the limit's unit."),
        condition: "is_open AND clock_on AND coalesce(case_type, 2) <> 1 AND remaining_wd BETWEEN 0 AND 1",
        among: "is_open",
        needs: &["promised_due_at"],
    },
    Finding {
        code: "time_inverted",
        title: ("时间倒置", "Times inverted"),
        meaning: (
            "申请、受理、办结的先后颠倒，相差超过一分钟，多半是补录或手工改过。",
            "Application, acceptance and finish are out of order by more than a minute: entered later or changed by hand.",
        ),
        condition: "inversion_seconds > 60",
        among: "TRUE",
        needs: &[],
    },
    Finding {
        code: "finished_unaccepted",
        title: ("未受理先办结", "Finished without acceptance"),
        meaning: (
            "有了结果，却没有受理记录，或者受理在办结之后。退件、作废等不算。",
            "There is a result and no acceptance before it. Returned and void cases do not count.",
        ),
        condition: "finished_at IS NOT NULL AND (accepted_at IS NULL OR accepted_at > finished_at) AND refusal IS NULL \
                    AND result_code IN ('licence', 'granted', 'denied', 'other')",
        among: FINISHED,
        needs: &["accepted_at"],
    },
    Finding {
        code: "no_promise",
        title: ("无承诺时限", "No promised limit"),
        meaning: (
            "已经受理或办结，却查不到承诺时限，无法判断是否超期。",
            "Accepted or finished, and no promised limit is known: whether it is late cannot be told.",
        ),
        condition: "(accepted_at IS NOT NULL OR finished_at IS NOT NULL) AND promised_days IS NULL AND promised_due_at IS NULL \
                    AND coalesce(case_type, 2) <> 1",
        among: "accepted_at IS NOT NULL OR finished_at IS NOT NULL",
        needs: &[],
    },
    Finding {
        code: "id_invalid",
        title: ("证件号码有误", "ID number wrong"),
        meaning: ("身份证号或统一社会信用代码的校验位不对。", "The check digit of the citizen ID or credit code is wrong."),
        condition: "applicant_id_valid = FALSE",
        among: "applicant_id_valid IS NOT NULL",
        needs: &["applicant_id_valid"],
    },
];

/// The condition of a finding, or of all finished cases.
pub fn condition(code: &str) -> Option<&'static str> {
    if code == "finished" {
        return Some(FINISHED);
    }
    FINDINGS.iter().find(|finding| finding.code == code).map(|finding| finding.condition)
}

/// Codes that [`condition`] knows.
pub fn codes() -> impl Iterator<Item = &'static str> {
    FINDINGS.iter().map(|finding| finding.code).chain(["finished"])
}

/// The condition under which a case is late, for departments, items and months.
pub fn late() -> &'static str {
    FINDINGS[0].condition
}
