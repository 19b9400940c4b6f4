//! The relation `link` (环节).

use super::{At, Moment, relation, rows};
use crate::case::state::Link;
use crate::schema::Type;
use crate::sym::Sym;
use crate::time::MINUTE;

/// Working days a link may take where neither event nor item says (domain 4.3, T05).
const DEFAULT_LIMIT_WD: i64 = 2;

/// A link of a case at a moment.
pub(super) struct LinkRow<'m> {
    moment: &'m Moment<'m>,
    link: &'m Link,
}

impl LinkRow<'_> {
    fn item_link(&self) -> Option<&crate::catalogue::ItemLink> {
        self.moment.case.item.as_ref()?.link(self.link.code?)
    }

    fn kind(&self) -> Option<Sym> {
        self.link.kind.or_else(|| self.item_link().and_then(|link| link.kind))
    }
}

rows!(
    /// The links of a case.
    Links, LinkRow, |moment| moment.case.links.len(), |moment, index| moment.case.links.get(index).map(|link| LinkRow { moment, link })
);

relation! {
    /// 环节: one row a link that began.
    pub LINK for LinkRow = "link" "环节" "A link (step) of a case that began." key ["case_no", "link_seq"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        link_seq "序号" Type::Int, Events "Number within the case." => |row| row.link.seq;
        link_code "环节编码" Type::Code, Events "Code within the item." => |row| row.link.code;
        link_name "环节名称" Type::Code, Events "Name." => |row| row.link.name;
        link_kind "环节类型" Type::Code, Events "accept, review, decide, licence, deliver or other; the event's, else the item's." => |row| row.kind();
        link_state "办理状态" Type::Int, Events "1 open (待办), 2 done (已办)." => |row| if row.link.end.is_some() { 2 } else { 1 };
        link_start "开始时间" Type::Ts, Events "When it began." => |row| At(Some(row.link.start));
        link_end "结束时间" Type::Ts, Events "When it ended; null while open." => |row| At(row.link.end);
        link_user "办理人" Type::Code, Events "Who ended it, else who began it." => |row| row.link.user();
        link_action "业务动作" Type::Code, Events "通过, 退回 or other, as sent." => |row| row.link.action;
        link_opinion "处理意见" Type::Text, Events "Opinion, as sent." => |row| row.link.opinion.as_deref();
        limit_wd "环节时限" Type::Int, Events "Limit in working days: the event's, else the item's, else 2." => |row|
            row.link.limit_wd.or_else(|| row.item_link().and_then(|link| link.limit_wd)).unwrap_or(DEFAULT_LIMIT_WD);
        link_due_at "环节期限" Type::Ts, Events "Due instant given by the source." => |row| At(row.link.due.map(|due| due.instant(&row.moment.world.zone)));
        used_wd "已用工作日" Type::Int, Rising "Working days from the day of the start to today, or to the end." => |row|
            row.moment.count_wd(row.link.start, row.link.end.unwrap_or(row.moment.at)),
            @ |row, days| row.link.end.is_none().then(|| row.moment.wd_reaches(row.link.start, days));
        is_mandatory "必经" Type::Bool, Events "Whether the item demands it; null without an item." => |row| row.item_link().map(|link| link.mandatory);
        is_authorised "已授权" Type::Bool, Events "Whether a grant of its user covers item and kind on the day it ended; null while open or unknown." => |row| {
            let day = row.link.end.map(|end| row.moment.world.zone.day_of(end));
            match (row.link.user(), day) {
                (Some(user), Some(day)) => row.moment.world.organization.is_authorised(user, row.moment.case.item_impl_code, row.kind(), day),
                _ => None,
            }
        };
        ended_on_workday "工作日办结" Type::Bool, Events "Whether it ended on a working day; null while open." => |row|
            row.link.end.map(|end| row.moment.world.calendar_at(row.moment.at).is_workday(row.moment.world.zone.day_of(end)));
        ended_minute "办结时刻" Type::Int, Events "Minute of the local day at which it ended." => |row|
            row.link.end.map(|end| row.moment.world.zone.micros_of_day(end) / MINUTE);
        is_auto "系统办理" Type::Bool, Events "Whether the system ended it." => |row| row.link.by_system;
        is_conflicted "应回避" Type::Bool, Events "Whether its user declared a conflict with applicant or agent in force on the day it ended; null while open." => |row| {
            let day = row.link.end.map(|end| row.moment.world.zone.day_of(end));
            match (row.link.user(), day) {
                (Some(user), Some(day)) => {
                    let parties = [row.moment.case.applicant.as_ref().map(|applicant| applicant.key), row.moment.case.agent];
                    Some(parties.into_iter().flatten().any(|party| row.moment.world.organization.has_conflict(user, party, day)))
                }
                _ => None,
            }
        };
        service_produced "产生服务" Type::Bool, Events "Whether it produced a service to be rated." => |row| row.link.service_produced;
    }
}
