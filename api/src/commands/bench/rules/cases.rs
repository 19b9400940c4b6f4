//! The rules that are measured: shaped like shipped ones, each written three times with one meaning.
//!
//! They stand here and not in the catalogue, so that tuning a shipped rule does not change what is measured.

/// A rule in our script and in CEL; its predicate in DataFusion's expressions is in `hand`, under the same code.
pub struct Case {
    pub code: &'static str,
    /// What it is an example of.
    pub shape: &'static str,
    pub script: &'static str,
    /// Null-correct: an unguarded comparison with null is an error in CEL. Instants are integers; `NOW` and the borders of day
    /// counts are variables, as CEL knows no working days.
    pub cel: &'static str,
}

/// The rules, by code.
pub const CASES: [Case; 11] = [
    Case {
        code: "B01",
        shape: "numeric limit",
        script: "row.mandatory_missing > 0",
        cel: "mandatory_missing != null && mandatory_missing > 0",
    },
    Case {
        code: "B02",
        shape: "days left, several conditions",
        script: "row.clock_on && row.case_type != 1 && row.remaining_wd >= 0 && row.remaining_wd <= 1",
        cel: "clock_on == true && case_type != 1 && remaining_wd != null && remaining_wd >= 0 && remaining_wd <= 1",
    },
    Case {
        code: "B03",
        shape: "arithmetic that overflows on some rows",
        script: "row.is_open && row.clock_stop_at == () && row.promised_days >= 3 \
                 && row.elapsed_wd * 100 >= (row.promised_days + row.extension_days) * 90",
        cel: "is_open == true && clock_stop_at == null && promised_days != null && promised_days >= 3 && elapsed_wd != null \
              && extension_days != null && elapsed_wd * 100 >= (promised_days + extension_days) * 90",
    },
    Case {
        code: "B04",
        shape: "null, instant passed",
        script: "row.clock_stop_at == () && passed(row.promised_over_at)",
        cel: "clock_stop_at == null && promised_over_at != null && promised_over_at <= NOW",
    },
    Case {
        code: "B05",
        shape: "text, working days since",
        script: "row.state == \"received\" && wd_since(row.state_since) > 5",
        cel: "state == 'received' && state_since != null && state_since < SIX_WD",
    },
    Case {
        code: "B06",
        shape: "text equal and not, null, days since",
        script: "row.decision == \"granted\" && row.delivered_at == () && row.item_result_type != \"99\" \
                 && wd_since(row.decision_at) > 10",
        cel: "decision == 'granted' && delivered_at == null && item_result_type != '99' && decision_at != null \
              && decision_at < ELEVEN_WD",
    },
    Case {
        code: "B07",
        shape: "text in a set, nulls",
        script: "row.result_code in [\"licence\", \"granted\"] && row.accepted_at == () && row.refusal == ()",
        cel: "result_code in ['licence', 'granted'] && accepted_at == null && refusal == null",
    },
    Case {
        code: "B08",
        shape: "two code columns equal",
        script: "row.case_type == 2 && row.acceptor_id != () && row.acceptor_id == row.approver_id && !row.is_auto \
                 && row.item_separate_posts != false",
        cel: "case_type == 2 && acceptor_id != null && acceptor_id == approver_id && is_auto != true \
              && item_separate_posts != false",
    },
    Case {
        code: "B09",
        shape: "choice of a limit",
        script: "let limit = if row.item_is_joint == true { 15 } else { 10 };\n\
                 row.extension_count > 1 || row.extension_days > limit",
        cel: "(extension_count != null && extension_count > 1) \
              || (extension_days != null && extension_days > (item_is_joint == true ? 15 : 10))",
    },
    Case {
        code: "B10",
        shape: "two instants close together",
        script: "row.case_type == 2 && !row.is_auto && row.finished_at >= row.accepted_at \
                 && row.finished_at < after_minutes(row.accepted_at, 5)",
        cel: "case_type == 2 && is_auto != true && finished_at != null && accepted_at != null && finished_at >= accepted_at \
              && finished_at < accepted_at + 300000000",
    },
    Case {
        code: "B11",
        shape: "list predicate",
        script: "row.materials.some(|m| m.is_required && m.taken_at == () && !m.is_tolerated)",
        cel: "materials.exists(m, m.is_required == true && m.taken_at == null && m.is_tolerated != true)",
    },
];
