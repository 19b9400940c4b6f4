//! The relation `duty` (待办): everything above that has a due instant, as one list (architecture, decision 8). A view over the other
//! relations, so that it never says anything else than they do.

use crate::schema::{Clock, Column, Relation, Type};

const fn column(name: &'static str, zh: &'static str, ty: Type, clock: Clock, doc: &'static str) -> Column {
    Column { name, zh, doc, ty, clock }
}

/// 待办: one row a thing to do by some instant.
pub static DUTY: Relation = Relation {
    name: "duty",
    zh: "待办",
    doc: "A thing to do by some instant, done or not.",
    key: &["kind", "object_no", "step"],
    columns: &[
        column("centre", "中心", Type::Code, Clock::Events, "Centre."),
        column("case_no", "办件编号", Type::Text, Clock::Events, "Case concerned, if any."),
        column("dept_code", "部门", Type::Code, Clock::Events, "Department that has to do it."),
        column("window_id", "窗口", Type::Code, Clock::Events, "Window that has to do it."),
        column("kind", "待办类型", Type::Text, Clock::Events, "case, supplement, material, complaint or order."),
        column(
            "object_no",
            "对象编号",
            Type::Text,
            Clock::Events,
            "Number of the case, notice, material, complaint or order; within a case behind its number and /.",
        ),
        column("step", "步骤", Type::Text, Clock::Events, "decide, answer, hand_in, reply."),
        column("person_id", "经办人", Type::Code, Clock::Events, "Who has to do it, where known."),
        column("started_at", "开始时间", Type::Ts, Clock::Events, "From when it is to be done."),
        column("due_at", "期限", Type::Ts, Clock::Instant, "By when."),
        column("done_at", "完成时间", Type::Ts, Clock::Events, "When it was done; null until then."),
    ],
};

/// What `duty` is made of, in the order of its columns.
pub const DUTY_SQL: &str = r#"
SELECT centre, case_no, dept_code, window_id, 'case' AS kind, case_no AS object_no, 'decide' AS step, handler_id AS person_id,
       clock_start_at AS started_at, promised_due_at AS due_at, clock_stop_at AS done_at
FROM "case" WHERE promised_due_at IS NOT NULL AND clock_start_at IS NOT NULL
UNION ALL
SELECT centre, case_no, dept_code, window_id, 'supplement', case_no || '/' || notice_no, 'answer', NULL, requested_at, reply_due_at, answered_at
FROM supplement WHERE reply_due_at IS NOT NULL
UNION ALL
SELECT m.centre, m.case_no, m.dept_code, m.window_id, 'material', m.case_no || '/' || m.material_code, 'hand_in', NULL, c.accepted_at,
       m.tolerated_due_at, m.taken_at
FROM material m JOIN "case" c ON c.centre = m.centre AND c.case_no = m.case_no WHERE m.tolerated_due_at IS NOT NULL
UNION ALL
SELECT centre, case_no, dept_code, window_id, 'complaint', complaint_no, 'reply', NULL, registered_at, due_at, replied_at
FROM complaint WHERE due_at IS NOT NULL
UNION ALL
SELECT centre, case_no, dept_code, NULL, 'order', order_no, 'reply', target, issued_at, due_at, replied_at
FROM supervision_order WHERE due_at IS NOT NULL
"#;
