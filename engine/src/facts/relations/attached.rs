//! Smaller relations that hang on a case: waiting, supplement, fee, decision, document, licence, service, rating.

use super::{At, Moment, relation, rows};
use crate::case::state::{Document, Fee, Licence, Rating, Service, Supplement, Waiting};
use crate::schema::Type;
use crate::time::Micros;

/// A wait at a moment.
pub(super) struct WaitingRow<'m> {
    moment: &'m Moment<'m>,
    waiting: &'m Waiting,
}

rows!(
    /// The waits of a case.
    Waitings, WaitingRow, |moment| moment.case.waitings.len(),
    |moment, index| moment.case.waitings.get(index).map(|waiting| WaitingRow { moment, waiting })
);

relation! {
    /// 等待: one row a wait for somebody else.
    pub WAITING for WaitingRow = "waiting" "等待" "A wait for somebody else; it moves the responsibility, never the clock." key ["case_no", "waiting_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        waiting_no "等待编号" Type::Text, Events "Number within the case." => |row| &*row.waiting.no;
        cause "原因" Type::Code, Events "upper_system, department, applicant or payment." => |row| row.waiting.cause;
        from_at "开始时间" Type::Ts, Events "When it began." => |row| At(Some(row.waiting.from_at));
        to_at "结束时间" Type::Ts, Events "When it ended; null while it lasts." => |row| At(row.waiting.to_at);
        evidence "佐证" Type::Text, Events "Evidence." => |row| row.waiting.evidence.as_deref();
    }
}

/// A supplement notice at a moment.
pub(super) struct SupplementRow<'m> {
    moment: &'m Moment<'m>,
    supplement: &'m Supplement,
    round: i64,
}

rows!(
    /// The supplement notices of a case.
    Supplements, SupplementRow, |moment| moment.case.supplements.len(),
    |moment, index| moment.case.supplements.get(index).map(|supplement| SupplementRow { moment, supplement, round: index as i64 + 1 })
);

relation! {
    /// 补正: one row a supplement notice.
    pub SUPPLEMENT for SupplementRow = "supplement" "补正" "A supplement notice." key ["case_no", "notice_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        notice_no "告知书编号" Type::Text, Events "Number of the notice." => |row| &*row.supplement.no;
        requested_at "告知时间" Type::Ts, Events "When it was given." => |row| At(Some(row.supplement.requested_at));
        after_acceptance "受理后" Type::Bool, Events "Whether the case was already accepted." => |row| row.supplement.after_acceptance;
        round "第几次" Type::Int, Events "1 for the first notice." => |row| row.round;
        wd_after_receipt "收件后工作日" Type::Int, Events "Working days from the day of receipt to the notice; null without a receipt before it." => |row|
            row.supplement.received_at.map(|received_at| row.moment.count_wd(received_at, row.supplement.requested_at));
        gap_count "缺项数" Type::Int, Events "Gaps it names." => |row| row.supplement.gap_count;
        reply_due_at "补正期限" Type::Ts, Instant "When the applicant is to answer." => |row| At(row.supplement.reply_due_at.map(|due| due.instant(&row.moment.world.zone)));
        answered_at "补齐时间" Type::Ts, Events "When the applicant answered; null until then." => |row| At(row.supplement.answered_at);
        is_complete "补齐完整" Type::Bool, Events "Whether the answer was complete." => |row| row.supplement.is_complete;
        is_waiting "待答" Type::Bool, Events "Neither answered, nor has the case ended." => |row| row.supplement.answered_at.is_none() && row.moment.case.is_open();
        open_days "未答天数" Type::Int, Rising "Calendar days from the notice to the answer, or to today." => |row|
            row.moment.days_between(row.supplement.requested_at, row.supplement.answered_at.unwrap_or(row.moment.at)),
            @ |row, days| row.supplement.answered_at.is_none().then(|| row.moment.world.zone.midnight(row.moment.world.zone.day_of(row.supplement.requested_at).plus(days)));
    }
}

/// A fee at a moment.
pub(super) struct FeeRow<'m> {
    moment: &'m Moment<'m>,
    fee: &'m Fee,
}

rows!(
    /// The fees of a case.
    Fees, FeeRow, |moment| moment.case.fees.len(), |moment, index| moment.case.fees.get(index).map(|fee| FeeRow { moment, fee })
);

relation! {
    /// 收费: one row a fee set or paid.
    pub FEE for FeeRow = "fee" "收费" "A fee set or paid; money in hundredths." key ["case_no", "fee_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        fee_no "收费编号" Type::Text, Events "Number within the case." => |row| &*row.fee.no;
        item_is_fee "事项收费" Type::Bool, Events "Whether the item may charge." => |row| row.moment.case.item.as_ref().and_then(|item| item.is_fee);
        fee_item "收费项目" Type::Code, Events "Fee item." => |row| row.fee.fee_item;
        standard_fen "标准(分)" Type::Fen, Events "Standard, the event's, else the item's." => |row| row.fee.standard_fen.or_else(|| {
            let item = row.moment.case.item.as_ref()?;
            item.fee_items.iter().find(|(code, _)| Some(*code) == row.fee.fee_item).and_then(|(_, standard)| *standard)
        });
        amount_fen "应收(分)" Type::Fen, Events "Amount set." => |row| row.fee.amount_fen;
        relief_basis "减免依据" Type::Text, Events "Basis of a relief." => |row| row.fee.relief_basis.as_deref();
        paid_fen "实收(分)" Type::Fen, Events "Amount paid so far." => |row| row.fee.paid_fen;
        paid_at "缴费时间" Type::Ts, Events "Last payment." => |row| At(row.fee.paid_at);
        bill_no "票据号" Type::Text, Events "Bill." => |row| row.fee.bill_no.as_deref();
        bill_fen "票据金额(分)" Type::Fen, Events "Amount of the bill." => |row| row.fee.bill_fen;
        bill_items_fen "票据所含(分)" Type::Fen, Events "Sum paid for the fees of the same bill." => |row| row.fee.bill_no.as_ref().map(|bill| {
            row.moment.case.fees.iter().filter(|fee| fee.bill_no.as_ref() == Some(bill)).filter_map(|fee| fee.paid_fen).fold(0_i64, i64::saturating_add)
        });
    }
}

/// The decision of a case at a moment.
pub(super) struct DecisionRow<'m> {
    moment: &'m Moment<'m>,
}

impl DecisionRow<'_> {
    /// The document the decision names, else the newest denial or grant.
    fn document(&self) -> Option<&Document> {
        let no = self.moment.case.decision_doc_no.as_deref()?;
        self.moment.case.documents.iter().find(|document| &*document.no == no)
    }

    /// Distance of the chosen measure from the item's usual range.
    fn excess(&self) -> Option<i64> {
        let (measure, value) = self.moment.case.discretion?;
        let situation = self.moment.case.situation_code;
        let item = self.moment.case.item.as_ref()?;
        let range = item
            .benchmarks
            .iter()
            .filter(|range| range.measure == measure && (range.situation.is_none() || range.situation == situation))
            .max_by_key(|range| range.situation.is_some())?;
        let below = range.min.map_or(0, |min| min.saturating_sub(value).max(0));
        let above = range.max.map_or(0, |max| value.saturating_sub(max).max(0));
        Some(below.max(above))
    }
}

rows!(
    /// The decision of a case, if there is one.
    Decisions, DecisionRow,
    |moment| usize::from(moment.case.decision.is_some() || moment.case.refusal.is_some()),
    |moment, index| (index == 0).then_some(DecisionRow { moment })
);

relation! {
    /// 决定: one row a case that was decided or refused.
    pub DECISION for DecisionRow = "decision" "决定" "A decision or refusal." key ["case_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        decision "决定" Type::Code, Events "granted or denied." => |row| row.moment.case.decision;
        refusal "不受理类型" Type::Code, Events "not_required or not_accepted." => |row| row.moment.case.refusal;
        decided_at "决定时间" Type::Ts, Events "When." => |row| At(row.moment.case.decision_at.or(row.moment.case.end_at));
        reason "理由" Type::Text, Events "Reason given: the decision's, else its document's." => |row|
            row.moment.case.decision_reason.as_deref().or_else(|| row.document().and_then(|document| document.reason.as_deref()));
        doc_no "文书编号" Type::Text, Events "Document." => |row| row.moment.case.decision_doc_no.as_deref();
        is_sealed "已盖章" Type::Bool, Events "Whether the document is sealed; null when unknown." => |row| row.document().and_then(|document| document.is_sealed);
        remedies_told "已告知救济" Type::Bool, Events "Whether remedies were told; null when unknown." => |row|
            row.moment.case.remedies_told.or_else(|| row.document().and_then(|document| document.remedies_told));
        measure "裁量事项" Type::Code, Events "Measure chosen within discretion." => |row| row.moment.case.discretion.map(|(measure, _)| measure);
        value "裁量取值" Type::Int, Events "Its value." => |row| row.moment.case.discretion.map(|(_, value)| value);
        excess "超出幅度" Type::Int, Events "Distance from the item's range: 0 inside, null unknown." => |row| row.excess();
    }
}

/// A document at a moment.
pub(super) struct DocumentRow<'m> {
    moment: &'m Moment<'m>,
    document: &'m Document,
}

rows!(
    /// The documents of a case.
    Documents, DocumentRow, |moment| moment.case.documents.len(),
    |moment, index| moment.case.documents.get(index).map(|document| DocumentRow { moment, document })
);

relation! {
    /// 文书: one row a document issued.
    pub DOCUMENT for DocumentRow = "document" "文书" "A document issued." key ["case_no", "doc_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        doc_no "文书编号" Type::Text, Events "Number." => |row| &*row.document.no;
        doc_kind "文书类型" Type::Code, Events "Kind (domain 8.6)." => |row| row.document.kind;
        issued_at "出具时间" Type::Ts, Events "When." => |row| At(Some(row.document.issued_at));
        is_sealed "已盖章" Type::Bool, Events "Whether sealed; null when unknown." => |row| row.document.is_sealed;
        reason "理由" Type::Text, Events "Reason in it." => |row| row.document.reason.as_deref();
        remedies_told "已告知救济" Type::Bool, Events "Whether it tells of remedies; null when unknown." => |row| row.document.remedies_told;
    }
}

/// A licence of a case at a moment.
pub(super) struct LicenceRow<'m> {
    moment: &'m Moment<'m>,
    licence: &'m Licence,
}

impl LicenceRow<'_> {
    /// A licence dated by day counts from its local midnight.
    fn issued_at(&self) -> Micros {
        self.licence.issued.start(&self.moment.world.zone)
    }
}

rows!(
    /// The licences of a case.
    Licences, LicenceRow, |moment| moment.case.licences.len(),
    |moment, index| moment.case.licences.get(index).map(|licence| LicenceRow { moment, licence })
);

relation! {
    /// 证照: one row a licence issued.
    pub LICENCE for LicenceRow = "licence" "证照" "A licence issued." key ["licence_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        licence_no "证照编号" Type::Text, Events "Number." => |row| &*row.licence.no;
        licence_type "证照类型" Type::Code, Events "Type." => |row| row.licence.licence_type;
        holder_key "持证人" Type::Key, Events "Token of the holder's number." => |row| row.licence.holder.as_ref().map(|holder| holder.key);
        issued_at "出证时间" Type::Ts, Events "Date of issue as sent, else the event's time; a date counts from its midnight." => |row| At(Some(row.issued_at()));
        valid_from "有效期起" Type::Date, Events "First day." => |row| row.licence.valid_from;
        valid_to "有效期止" Type::Date, Events "Last day." => |row| row.licence.valid_to;
        applied_at "申请时间" Type::Ts, Events "When its case was applied for." => |row| At(row.moment.case.applied_at());
        has_case "有办件" Type::Bool, Events "Whether it belongs to a case." => |_row| true;
        is_holder_applicant "持证人即申请人" Type::Bool, Events "Whether holder and applicant have one number; null when either is missing." => |row|
            match (&row.licence.holder, &row.moment.case.applicant) {
                (Some(holder), Some(applicant)) => Some(holder.key == applicant.key),
                _ => None,
            };
    }
}

/// A service at a moment.
pub(super) struct ServiceRow<'m> {
    moment: &'m Moment<'m>,
    service: &'m Service,
}

rows!(
    /// The services of a case.
    Services, ServiceRow, |moment| moment.case.services.len(),
    |moment, index| moment.case.services.get(index).map(|service| ServiceRow { moment, service })
);

relation! {
    /// 服务: one row a service that should be rated.
    pub SERVICE for ServiceRow = "service" "服务" "A service that should be rated." key ["service_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        service_no "服务编号" Type::Text, Events "Number." => |row| &*row.service.no;
        service_name "服务名称" Type::Code, Events "Name." => |row| row.service.name;
        rating_mode "评价方式" Type::Code, Events "site (一次一评) or online (一事一评)." => |row| row.service.rating_mode;
        staff_id "服务人员" Type::Code, Events "Who served." => |row| row.service.staff;
        done_at "服务时间" Type::Ts, Events "When." => |row| At(Some(row.service.done_at));
        is_invited "已邀评" Type::Bool, Events "Whether the applicant was asked to rate." => |row| row.service.is_invited;
        is_rated "已评价" Type::Bool, Events "Whether a rating that is not defaulted names it." => |row|
            row.moment.case.ratings.iter().any(|rating| !rating.is_defaulted && rating.service_no.as_deref() == Some(&*row.service.no));
    }
}

/// A rating at a moment.
pub(super) struct RatingRow<'m> {
    moment: &'m Moment<'m>,
    rating: &'m Rating,
}

impl RatingRow<'_> {
    fn done_at(&self) -> Option<Micros> {
        let no = self.rating.service_no.as_deref()?;
        self.moment.case.services.iter().find(|service| &*service.no == no).map(|service| service.done_at)
    }
}

rows!(
    /// The ratings of a case.
    Ratings, RatingRow, |moment| moment.case.ratings.len(),
    |moment, index| moment.case.ratings.get(index).map(|rating| RatingRow { moment, rating })
);

relation! {
    /// 评价: one row a rating.
    pub RATING for RatingRow = "rating" "评价" "A rating and what was done about it." key ["rating_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        rating_no "评价编号" Type::Text, Events "Number." => |row| &*row.rating.no;
        service_no "服务编号" Type::Text, Events "Service rated." => |row| row.rating.service_no.as_deref();
        done_at "服务时间" Type::Ts, Events "When the service was given." => |row| At(row.done_at());
        rated_at "评价时间" Type::Ts, Events "When it was rated." => |row| At(row.rating.rated_at);
        satisfaction "满意度" Type::Int, Events "1 very satisfied to 5 very dissatisfied (GB/T 39046 A.8)." => |row| row.rating.satisfaction;
        is_bad "差评" Type::Bool, Events "4 or 5." => |row| row.rating.satisfaction.map(|grade| grade >= 4);
        rating_channel "评价渠道" Type::Code, Events "Channel." => |row| row.rating.channel;
        round "评价次数" Type::Int, Events "Round." => |row| row.rating.round;
        is_defaulted "默认评价" Type::Bool, Events "Assumed, not given." => |row| row.rating.is_defaulted;
        is_real_name "实名" Type::Bool, Events "By the applicant under his name." => |row| row.rating.is_real_name;
        rater_key "评价人" Type::Key, Events "Token of the rater's number." => |row| row.rating.rater;
        phone_key "评价手机" Type::Key, Events "Token of the phone." => |row| row.rating.phone;
        device_key "评价设备" Type::Key, Events "Token of the device." => |row| row.rating.device;
        is_staff_phone "工作人员手机" Type::Bool, Events "Whether the phone belongs to staff; null without one." => |row|
            row.rating.phone.map(|phone| row.moment.world.organization.is_staff_phone(phone));
        is_before_service "早于服务" Type::Bool, Events "Rated before the service was given; null when either time is missing." => |row|
            match (row.rating.rated_at, row.done_at()) {
                (Some(rated_at), Some(done_at)) => Some(rated_at < done_at),
                _ => None,
            };
        verdict "核实结论" Type::Code, Events "true, mistaken, malicious or outside_law." => |row| row.rating.verdict;
        contacted_at "首次联系" Type::Ts, Events "First contact with the rater." => |row| At(row.rating.contacted_at);
        replied_at "答复时间" Type::Ts, Events "Reply." => |row| At(row.rating.replied_at);
        closed_at "办结时间" Type::Ts, Events "Closed." => |row| At(row.rating.closed_at);
        called_back_at "回访时间" Type::Ts, Events "Call-back." => |row| At(row.rating.called_back_at);
        is_call_back_satisfied "回访满意" Type::Bool, Events "Whether the rater was satisfied at the call-back." => |row| row.rating.is_call_back_satisfied;
    }
}
