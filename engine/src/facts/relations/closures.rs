//! The relation `closure` (曾终止): ends that were reopened. Figures about the time before a reopening read them, for the case's own row tells
//! only of what came after.

use super::{At, Moment, relation, rows};
use crate::case::clock::{promised_of, statutory_of, unit_of};
use crate::case::state::Closure;
use crate::schema::Type;

/// An end that was reopened, at a moment.
pub(super) struct ClosureRow<'m> {
    moment: &'m Moment<'m>,
    closure: &'m Closure,
    number: i64,
}

rows!(
    /// The reopened ends of a case.
    Closures, ClosureRow, |moment| moment.case.closures.len(),
    |moment, index| moment.case.closures.get(index).map(|closure| ClosureRow { moment, closure, number: index as i64 + 1 })
);

relation! {
    /// 曾终止: one row an end that was reopened.
    pub CLOSURE for ClosureRow = "closure" "曾终止" "An end of a case that was reopened, with what stood at that end." key ["case_no", "closure_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        closure_no "序号" Type::Int, Events "Number within the case, from 1." => |row| row.number;
        ended_at "终止时间" Type::Ts, Events "The end; null where the source has no time." => |row| At(row.closure.ended_at);
        end_state "终止方式" Type::Code, Events "The state that the end brought." => |row| row.closure.end_state.map(|state| state.code());
        reopened_at "重启时间" Type::Ts, Events "When it was reopened." => |row| At(Some(row.closure.to));
        accepted_at "受理时间" Type::Ts, Events "Acceptance, as known at the end." => |row| At(row.closure.accepted_at);
        decision_at "决定时间" Type::Ts, Events "Decision, as known at the end." => |row| At(row.closure.decision_at);
        finished_at "办结时间" Type::Ts, Events "Finish, as known at the end." => |row| At(row.closure.finished_at);
        result_code "办结结果" Type::Code, Events "Result of that finish." => |row| row.closure.result_code;
        efficiency "办理效率" Type::Int, Events "At the stop of the clock then: 1 early, 2 on time, 3 overdue, 4 immediate." => |row| row.closure.efficiency;
        elapsed_wd "已用时" Type::Int, Events "Days used at that stop, in days of the limit." => |row| row.closure.elapsed;
        limit_unit "时限单位" Type::Code, Events "wd working days, cd calendar days, hour." => |row|
            promised_of(row.moment.case).or(statutory_of(row.moment.case)).map(|_| unit_of(row.moment.case).name());
    }
}
