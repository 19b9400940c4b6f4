//! The relation `case` (办件): one wide row a case (events-and-facts, section 5).

use super::attached::{Decisions, Documents, Fees, Licences, Ratings, Services, Supplements, Waitings};
use super::closures::Closures;
use super::links::Links;
use super::materials::{Materials, missing};
use super::specials::Specials;
use super::{At, Moment, relation};
use crate::case::clock::{efficiency, immediate_over_at, promised_of, statutory_of, unit_of};
use crate::case::values::AttributeValue;
use crate::catalogue::Item;
use crate::schema::{Row, Rows, Slot, Type};
use crate::sym::Sym;
use crate::time::Micros;

/// A case at a moment, with its lists.
pub struct CaseRow<'m> {
    moment: &'m Moment<'m>,
    links: Links<'m>,
    specials: Specials<'m>,
    waitings: Waitings<'m>,
    supplements: Supplements<'m>,
    materials: Materials<'m>,
    fees: Fees<'m>,
    decisions: Decisions<'m>,
    documents: Documents<'m>,
    licences: Licences<'m>,
    services: Services<'m>,
    ratings: Ratings<'m>,
    closures: Closures<'m>,
}

impl<'m> CaseRow<'m> {
    /// The row of a case as of a moment.
    pub fn new(moment: &'m Moment<'m>) -> CaseRow<'m> {
        CaseRow {
            moment,
            links: Links(moment),
            specials: Specials(moment),
            waitings: Waitings(moment),
            supplements: Supplements(moment),
            materials: Materials(moment),
            fees: Fees(moment),
            decisions: Decisions(moment),
            documents: Documents(moment),
            licences: Licences(moment),
            services: Services(moment),
            ratings: Ratings(moment),
            closures: Closures(moment),
        }
    }

    /// The rows of a relation that belong to the case.
    pub fn rows(&self, relation: &str) -> Option<&dyn Rows> {
        Some(match relation {
            "link" => &self.links,
            "special" => &self.specials,
            "waiting" => &self.waitings,
            "supplement" => &self.supplements,
            "material" => &self.materials,
            "fee" => &self.fees,
            "decision" => &self.decisions,
            "document" => &self.documents,
            "licence" => &self.licences,
            "service" => &self.services,
            "rating" => &self.ratings,
            "closure" => &self.closures,
            _ => return None,
        })
    }

    fn item(&self) -> Option<&Item> {
        self.moment.case.item.as_deref()
    }

    /// Whether the moment lies at or after the stop of the clock.
    fn is_stopped(&self) -> bool {
        self.moment.clock().stop.is_some() || self.moment.case.stop.is_some_and(|stop| stop.at <= self.moment.at)
    }

    fn links_missing(&self) -> Option<i64> {
        let item = self.item().filter(|_| self.is_stopped())?;
        let has = |code: Sym| self.moment.case.links.iter().any(|link| link.code == Some(code));
        Some(item.links.iter().filter(|link| link.mandatory && !has(link.code)).count() as i64)
    }

    fn is_off_path(&self) -> Option<bool> {
        let item = self.item().filter(|_| self.is_stopped())?;
        let links = &self.moment.case.links;
        let ended_by =
            |code: Sym, start: Micros| links.iter().any(|link| link.code == Some(code) && link.end.is_some_and(|end| end <= start));
        Some(links.iter().any(|link| {
            let after = link.code.and_then(|code| item.link(code)).map_or(&[][..], |known| &known.after);
            !after.is_empty() && !after.iter().any(|code| ended_by(*code, link.start))
        }))
    }

    fn inversion_seconds(&self) -> i64 {
        let case = self.moment.case;
        let applied = case.applied_at();
        let pairs = [(applied, case.accepted_at), (case.accepted_at, case.finished_at), (applied, case.finished_at)];
        let milestones = pairs.into_iter().filter_map(|(first, second)| Some(first?.saturating_sub(second?)));
        let links = case.links.iter().filter_map(|link| Some(link.start.saturating_sub(link.end?)));
        let specials = case.specials.iter().filter_map(|special| Some(special.start.saturating_sub(special.end?)));
        milestones.chain(links).chain(specials).max().unwrap_or(0).max(0) / crate::time::SECOND
    }

    /// Codes that are in no list: item or version not in the library, region not in the list, closed lists of the basics.
    fn codes_wrong(&self) -> i64 {
        let case = self.moment.case;
        let library = &self.moment.world.items;
        let item_wrong = !library.is_empty() && case.item_impl_code.is_some() && case.item.is_none();
        let version_wrong = match (case.item_impl_code, case.item_version) {
            (Some(code), Some(version)) if !library.is_empty() && !item_wrong => {
                library.version(code, version).is_none() || self.item().is_some_and(|item| item.version != version)
            }
            _ => false,
        };
        let outside = |value: Option<i64>, codes: &[i64]| value.is_some_and(|value| !codes.contains(&value));
        let wrong = [
            item_wrong,
            version_wrong,
            self.is_region_wrong(),
            outside(case.case_type, &[1, 2, 9]),
            outside(case.channel, &[1, 2, 3, 4, 9]),
            outside(case.applicant_type, &[1, 2, 3, 4, 5, 6]),
        ];
        wrong.iter().filter(|wrong| **wrong).count() as i64
    }

    /// Whether regions are registered and the case's is none of those of its day.
    fn is_region_wrong(&self) -> bool {
        let case = self.moment.case;
        let (Some(code), Some(at)) = (case.region_code, case.applied_at().or(case.first_event_at)) else { return false };
        let world = self.moment.world;
        world.organization.has_regions() && world.organization.unit("region", code, world.zone.day_of(at)).is_none()
    }

    fn fee_sum(&self, of: fn(&crate::case::state::Fee) -> Option<i64>) -> Option<i64> {
        let fees = &self.moment.case.fees;
        (!fees.is_empty()).then(|| fees.iter().filter_map(of).fold(0_i64, i64::saturating_add))
    }

    fn licence_issued_at(&self) -> Option<Micros> {
        let case = self.moment.case;
        match case.licences.first() {
            Some(licence) => Some(licence.occurred_at),
            None => case.finished_licence_no.as_ref().and(case.finished_at),
        }
    }
}

impl Row for CaseRow<'_> {
    fn get(&self, slot: usize) -> Slot<'_> {
        self.read(slot)
    }

    fn reach(&self, slot: usize, value: i64) -> Option<Micros> {
        self.reaches(slot, value)
    }

    fn attribute(&self, name: &str) -> Slot<'_> {
        match self.moment.case.attributes.iter().find(|(known, _)| known.text() == name) {
            Some((_, AttributeValue::Text(text))) => Slot::Text(text),
            Some((_, AttributeValue::Int(value))) => Slot::Int(*value),
            Some((_, AttributeValue::Bool(value))) => Slot::Bool(*value),
            None => Slot::Null,
        }
    }
}

/// Midnight tomorrow while a suspension lasts: the count of suspended days may then grow.
fn suspended_reaches(row: &CaseRow<'_>) -> Option<Micros> {
    row.moment.clock().is_paused.then(|| row.moment.next_midnight())
}

relation! {
    /// 办件: one row a case.
    pub CASE for CaseRow = "case" "办件" "One application and what became of it." key ["case_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Number of the case." => |row| &*row.moment.case.case_no;
        region_code "行政区划" Type::Code, Events "Region, of the basics." => |row| row.moment.case.region_code;
        item_impl_code "实施编码" Type::Code, Events "Item, of the basics." => |row| row.moment.case.item_impl_code;
        item_base_code "基本编码" Type::Code, Events "Base code, of the basics." => |row| row.moment.case.item_base_code;
        item_handle_code "业务办理项编码" Type::Code, Events "Handling item, of the basics." => |row| row.moment.case.item_handle_code;
        item_name "事项名称" Type::Code, Events "Name of the item, of the basics, else of its version in force." => |row| {
            let name = row.moment.case.item_name.map(Sym::text);
            name.or_else(|| row.item().and_then(|item| item.name.as_deref()))
        };
        item_version "事项版本" Type::Code, Events "Version, of the basics." => |row| row.moment.case.item_version;
        situation_code "情形" Type::Code, Events "Situation, of the basics." => |row| row.moment.case.situation_code;
        origin "来源" Type::Code, Events "own, online, province or linked." => |row| row.moment.case.origin;
        package_no "套餐号" Type::Code, Events "Package." => |row| row.moment.case.package_no;
        intermediary_code "中介机构" Type::Code, Events "Intermediary." => |row| row.moment.case.intermediary_code;
        case_type "办件类型" Type::Int, Events "1 immediate (即办件), 2 promised (承诺件), 9 other." => |row| row.moment.case.case_type;
        channel "办理形式" Type::Int, Events "1 window, 2 PC, 3 mobile, 4 post, 9 other." => |row| row.moment.case.channel;
        applicant_type "服务对象" Type::Int, Events "1 natural person, 2 enterprise, 3 institution, 4 social organization, 5 organ, 6 other." => |row| row.moment.case.applicant_type;
        urgent "加急" Type::Bool, Events "Marked urgent." => |row| row.moment.case.urgent;
        applicant_key "申请人" Type::Key, Events "Token of the applicant's number." => |row| row.moment.case.applicant.as_ref().map(|applicant| applicant.key);
        agent_key "代理人" Type::Key, Events "Token of the agent's number." => |row| row.moment.case.agent;
        contact_mobile_key "联系手机" Type::Key, Events "Token of the contact's phone." => |row| row.moment.case.contact_mobile.as_ref().map(|phone| phone.key);
        applicant_mask "申请人(脱敏)" Type::Text, Events "Masked name of the applicant." => |row| row.moment.case.applicant_name.as_ref().map(|name| &*name.mask);
        applicant_name_key "申请人姓名" Type::Key, Events "Token of the applicant's name." => |row| row.moment.case.applicant_name.as_ref().map(|name| name.key);
        applicant_id_valid "证件号码有效" Type::Bool, Events "Check digit of the citizen ID or credit code; null when absent or of another kind." => |row|
            row.moment.case.applicant.as_ref().and_then(|applicant| applicant.valid);
        dept_code "部门" Type::Code, Events "Department: of the acceptance, else the receipt, else the first event that has one, else the item's." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window, by the same order." => |row| row.moment.case.window_id();
        received_dept "收件部门" Type::Code, Events "Department before the acceptance: of the receipt, else of the first event that has one, else the item's." => |row| row.moment.case.received_dept();
        received_window "收件窗口" Type::Code, Events "Window before the acceptance, by the same order." => |row| row.moment.case.received_window();
        acceptor_id "受理人" Type::Code, Events "Who accepted." => |row| row.moment.case.acceptor_id;
        approver_id "审批人" Type::Code, Events "Who decided, else who ended the last link of kind decide." => |row| row.moment.case.approver_id();
        is_auto "系统决定" Type::Bool, Events "The item allows automatic approval and the system decided (智能秒批)." => |row| row.moment.case.is_auto();
        handler_id "经办人" Type::Code, Events "Who holds it: of the newest open link, else last assigned, else last actor." => |row| row.moment.case.handler_id();
        item_type "事项类型" Type::Code, Events "Type of the item (GB/T 39046 A.1)." => |row| row.item().and_then(|item| item.item_type);
        item_result_type "结果类型" Type::Code, Events "10 licence, 20 approval, 30 other, 99 none." => |row| row.item().and_then(|item| item.result_type);
        item_is_joint "联合办理" Type::Bool, Events "Handled by several bodies." => |row| row.item().and_then(|item| item.is_joint);
        item_separate_posts "岗位分离" Type::Bool, Events "Whether acceptor and approver must differ." => |row| row.item().and_then(|item| item.separate_posts);
        state "状态" Type::Code, Events "State (domain 1.1)." => |row| row.moment.case.state.map(|state| state.code());
        is_open "在办" Type::Bool, Events "No end since it was last reopened." => |row| row.moment.case.is_open();
        clock_on "计时中" Type::Bool, Events "The clock started, has not stopped and is not suspended." => |row| row.moment.clock().on;
        first_event_at "首事件时间" Type::Ts, Events "First event of types 10 to 38." => |row| At(row.moment.case.first_event_at);
        state_since "进入状态时间" Type::Ts, Events "Last change of state." => |row| At(row.moment.case.state_since);
        last_event_at "末事件时间" Type::Ts, Events "Last event of types 10 to 38." => |row| At(row.moment.case.last_event_at);
        applied_at "申请时间" Type::Ts, Events "The basics' word, else submission, else receipt." => |row| At(row.moment.case.applied_at());
        received_at "收件时间" Type::Ts, Events "First receipt." => |row| At(row.moment.case.received_at);
        accepted_at "受理时间" Type::Ts, Events "Acceptance." => |row| At(row.moment.case.accepted_at);
        decision_at "决定时间" Type::Ts, Events "Decision." => |row| At(row.moment.case.decision_at);
        finished_at "办结时间" Type::Ts, Events "Finish." => |row| At(row.moment.case.finished_at);
        ended_at "终止时间" Type::Ts, Events "The end it stands at: finish, refusal, withdrawal, return or voiding; null while open, and where the source has no time." => |row| At(row.moment.case.ended_at);
        end_state "终止方式" Type::Code, Events "The state that the end brought: finished, not_required, not_accepted, withdrawn, returned or voided." => |row| row.moment.case.end_state.map(|state| state.code());
        delivered_at "送达时间" Type::Ts, Events "Delivery." => |row| At(row.moment.case.delivered_at);
        rated_at "评价时间" Type::Ts, Events "First rating." => |row| At(row.moment.case.rated_at);
        created_at "录入时间" Type::Ts, Events "Earliest time of entry of its events." => |row| At(row.moment.case.created_at);
        created_by "录入人" Type::Code, Events "Who keyed in the event that was keyed in first; the one who acted where nobody is named." => |row| row.moment.case.created_by;
        clock_start_at "计时开始" Type::Ts, Events "Acceptance, or receipt when nobody answered within five working days." => |row| At(row.moment.clock().start);
        is_deemed_accepted "视为受理" Type::Bool, Events "Started by silence (行政许可法 32)." => |row| row.moment.clock().is_deemed;
        clock_stop_at "计时停止" Type::Ts, Events "Earliest of decision and end." => |row| At(row.moment.case.stop.map(|stop| stop.at).filter(|at| *at <= row.moment.at));
        promised_days "承诺时限" Type::Int, Events "Promised limit, of the acceptance, else of the item." => |row| promised_of(row.moment.case).map(|(days, _)| days);
        statutory_days "法定时限" Type::Int, Events "Statutory limit." => |row| statutory_of(row.moment.case).map(|(days, _)| days);
        limit_unit "时限单位" Type::Code, Events "wd working days, cd calendar days, hour." => |row|
            promised_of(row.moment.case).or(statutory_of(row.moment.case)).map(|_| unit_of(row.moment.case).name());
        extension_days "延期天数" Type::Int, Events "Days of all extensions." => |row| row.moment.case.extension_days;
        extension_count "延期次数" Type::Int, Events "Number of extensions." => |row| row.moment.case.extension_count;
        promised_due_at "承诺办结时间" Type::Ts, Instant "Promised due instant." => |row| At(row.moment.clock().promised.map(|limit| limit.due_at).or_else(|| {
            // A given due instant is known before the clock starts.
            let given = row.moment.world.settings.due_given.then_some(row.moment.case.given_due).flatten();
            given.map(|due| due.instant(&row.moment.world.zone))
        })),
            @ |row, _value| suspended_reaches(row);
        statutory_due_at "法定办结时间" Type::Ts, Instant "Statutory due instant." => |row| At(row.moment.clock().statutory.map(|limit| limit.due_at)),
            @ |row, _value| suspended_reaches(row);
        promised_over_at "承诺超期时刻" Type::Ts, Instant "From then on over the promise." => |row| At(row.moment.clock().promised.map(|limit| limit.over_at)),
            @ |row, _value| suspended_reaches(row);
        statutory_over_at "法定超期时刻" Type::Ts, Instant "From then on over the statute." => |row| At(row.moment.clock().statutory.map(|limit| limit.over_at)),
            @ |row, _value| suspended_reaches(row);
        immediate_over_at "即办超期时刻" Type::Ts, Instant "Immediate cases: midnight after the day of receipt, or after the next working day." => |row|
            At(immediate_over_at(row.moment.case, row.moment.world, row.moment.at));
        is_due_provisional "期限暂定" Type::Bool, Events "The promised due day lies in a year not announced." => |row| row.moment.clock().promised.map(|limit| limit.is_provisional);
        suspended_wd "已暂停" Type::Int, Rising "Days suspended, in days of the limit." => |row| row.moment.clock().start.map(|_| row.moment.clock().suspended),
            @ |row, _value| suspended_reaches(row);
        elapsed_wd "已用时" Type::Int, Rising "Days used, in days of the limit; frozen while suspended and at the stop." => |row| row.moment.clock().elapsed,
            @ |row, days| row.moment.clock().elapsed_reaches(row.moment.case, row.moment.world, row.moment.at, days);
        remaining_wd "剩余" Type::Int, Falling "Days left: 0 on the due day, negative after." => |row| row.moment.clock().remaining,
            @ |row, days| row.moment.clock().remaining_reaches(row.moment.case, row.moment.world, row.moment.at, days);
        elapsed_minutes "已用工作分钟" Type::Int, Rising "Working minutes used, by opening hours." => |row| row.moment.clock().elapsed_minutes(row.moment.world, row.moment.at),
            @ |row, _minutes| row.moment.clock().on.then(|| row.moment.at + crate::time::MINUTE);
        efficiency "办理效率" Type::Int, Events "At the stop: 1 early, 2 on time, 3 overdue, 4 immediate." => |row| efficiency(row.moment.case, row.moment.world, row.moment.clock(), row.moment.at);
        decision "决定" Type::Code, Events "granted or denied." => |row| row.moment.case.decision;
        refusal "不受理类型" Type::Code, Events "not_required or not_accepted." => |row| row.moment.case.refusal;
        result_code "办结结果" Type::Code, Events "Result of the finish (domain 1.3)." => |row| row.moment.case.result_code;
        result_reason "结果理由" Type::Text, Events "Reason of refusal, denial or exit." => |row| row.moment.case.result_reason.as_deref();
        licence_no "证照编号" Type::Text, Events "Licence issued, else named by the finish." => |row|
            row.moment.case.licences.first().map(|licence| &*licence.no).or(row.moment.case.finished_licence_no.as_deref());
        licence_issued_at "出证时间" Type::Ts, Events "When the licence was issued, else the finish that names one." => |row| At(row.licence_issued_at());
        satisfaction "满意度" Type::Int, Events "Last rating that is not defaulted." => |row| row.moment.case.satisfaction;
        basics_count "基本信息次数" Type::Int, Events "Events that carried basics." => |row| row.moment.case.basics_count;
        applicant_count "申请人数" Type::Int, Events "Different applicants among them." => |row| row.moment.case.applicants.len() as i64;
        pre_return_count "预审退回次数" Type::Int, Events "Returns at pre-review." => |row| row.moment.case.pre_return_count;
        supplement_count "补正次数" Type::Int, Events "Supplement notices." => |row| row.moment.case.supplements.len() as i64;
        special_count "特别程序次数" Type::Int, Events "Special procedures begun." => |row| row.moment.case.specials.len() as i64;
        reopened_count "重启次数" Type::Int, Events "Reopenings." => |row| row.moment.case.reopened_count;
        links_missing "缺少环节" Type::Int, Events "From the stop on: mandatory links of the item without a record; null without an item." => |row| row.links_missing();
        is_off_path "环节倒置" Type::Bool, Events "From the stop on: a link started before any link it must follow had ended." => |row| row.is_off_path();
        last_link_at "末环节时间" Type::Ts, Events "Latest start or end of a link." => |row| At(row.moment.case.last_link_at);
        inversion_seconds "时间倒置秒数" Type::Int, Events "Greatest violation of the order of times; 0 if none." => |row| row.inversion_seconds();
        materials_missing "缺少材料" Type::Int, Events "From acceptance on: required materials neither taken nor tolerated." => |row| missing(row.moment.case);
        fee_standard_fen "收费标准(分)" Type::Fen, Events "Sum of the standards." => |row| row.fee_sum(|fee| fee.standard_fen);
        fee_amount_fen "收费金额(分)" Type::Fen, Events "Sum of the amounts set." => |row| row.fee_sum(|fee| fee.amount_fen);
        mandatory_missing "必填缺失" Type::Int, Events "Empty mandatory fields in the sets due so far (domain 1.4)." => |row|
            row.moment.case.missing_in_basics().saturating_add(row.moment.case.missing_after_basics);
        codes_wrong "编码错误" Type::Int, Events "Codes that are in no list." => |row| row.codes_wrong();
        links "环节" Type::List("link"), Events "Its links." => |row| Slot::Rows(&row.links);
        specials "特别程序" Type::List("special"), Events "Its special procedures." => |row| Slot::Rows(&row.specials);
        supplements "补正" Type::List("supplement"), Events "Its supplement notices." => |row| Slot::Rows(&row.supplements);
        materials "材料" Type::List("material"), Events "Its materials." => |row| Slot::Rows(&row.materials);
        fees "收费" Type::List("fee"), Events "Its fees." => |row| Slot::Rows(&row.fees);
        documents "文书" Type::List("document"), Events "Its documents." => |row| Slot::Rows(&row.documents);
        ratings "评价" Type::List("rating"), Events "Its ratings." => |row| Slot::Rows(&row.ratings);
        attributes "扩展属性" Type::Attributes, Events "Attributes of the profile, last value in fold order." => |_row| Slot::Null;
    }
}
