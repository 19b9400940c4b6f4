//! The relation `special` (特别程序).

use super::{At, Moment, relation, rows};
use crate::case::clock::{is_allowed, suspends};
use crate::case::state::Special;
use crate::catalogue::LimitUnit;
use crate::schema::Type;

/// A special procedure of a case at a moment.
pub(super) struct SpecialRow<'m> {
    moment: &'m Moment<'m>,
    special: &'m Special,
}

rows!(
    /// The special procedures of a case.
    Specials, SpecialRow, |moment| moment.case.specials.len(),
    |moment, index| moment.case.specials.get(index).map(|special| SpecialRow { moment, special })
);

relation! {
    /// 特别程序: one row a special procedure that began.
    pub SPECIAL for SpecialRow = "special" "特别程序" "A special procedure of a case that began." key ["case_no", "special_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        special_no "特别程序编号" Type::Text, Events "Number within the case." => |row| &*row.special.no;
        special_kind "特别程序种类" Type::Code, Events "Kind (domain 1.3), or hold, fee_wait." => |row| row.special.kind;
        special_type "种类代码" Type::Int, Events "1 extension, 2 everything else (GB/T 39046 A.7)." => |row| if row.special.kind.text() == "extension" { 1 } else { 2 };
        special_start "启动时间" Type::Ts, Events "When it began." => |row| At(Some(row.special.start));
        special_end "结束时间" Type::Ts, Events "When it ended; null while open." => |row| At(row.special.end);
        special_reason "启动理由或依据" Type::Text, Events "Reason or basis." => |row| row.special.reason.as_deref();
        limit_days "时限" Type::Int, Events "Limit in days of its unit: the event's, else the item's, else 20 for a hearing." => |row| row.special.limit_days;
        used_days "已用天数" Type::Int, Rising "Days used, working days or calendar days as its limit is counted." => |row| {
            let to = row.special.end.unwrap_or(row.moment.at);
            match row.special.limit_unit {
                LimitUnit::CalendarDays => row.moment.days_between(row.special.start, to),
                _ => row.moment.count_wd(row.special.start, to),
            }
        }, @ |row, days| row.special.end.is_none().then(|| match row.special.limit_unit {
            LimitUnit::CalendarDays => row.moment.world.zone.midnight(row.moment.world.zone.day_of(row.special.start).plus(days)),
            _ => row.moment.wd_reaches(row.special.start, days),
        });
        is_allowed "事项允许" Type::Bool, Events "Whether the item lists the kind; without a list, whether the law names it." => |row| is_allowed(row.moment.case, row.special.kind);
        is_suspending "暂停计时" Type::Bool, Events "Whether it suspends the clock." => |row| suspends(row.moment.case, row.special.kind);
        notice_at "告知时间" Type::Ts, Events "When the applicant was told in writing; null until then." => |row| At(row.special.notice_at.filter(|at| *at <= row.moment.at));
        wd_to_notice "告知用时" Type::Int, Rising "Working days from the start to the notice, or to today while there is none." => |row|
            row.moment.count_wd(row.special.start, row.special.notice_at.map_or(row.moment.at, |notice| notice.min(row.moment.at))),
            @ |row, days| row.special.notice_at.is_none_or(|notice| notice > row.moment.at).then(|| row.moment.wd_reaches(row.special.start, days));
        approver_id "批准人" Type::Code, Events "Who approved it." => |row| row.special.approver;
        remaining_wd_at_start "启动时剩余" Type::Int, Events "The case's remaining days at the moment it began; null when its clock did not run." => |row| row.special.remaining_at_start;
        special_result "结果" Type::Text, Events "Result." => |row| row.special.result.as_deref();
    }
}
