//! Upward reports, conflicts, outages, supervision orders, score entries and appeals.

use super::objects::Folded;
use super::service::due;
use super::{At, records};
use crate::case::event::Event;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::schema::{Key, Relation, Type};
use crate::sym::Sym;
use crate::time::{Day, Micros, Zone};

/// A reported record as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct ReportRecord {
    centre: Option<Sym>,
    case_no: Option<Box<str>>,
    row_guid: Box<str>,
    version: Option<i64>,
    stream: Option<Sym>,
    sent_at: Option<Micros>,
    acknowledged_at: Option<Micros>,
    rejected_at: Option<Micros>,
    repaired_at: Option<Micros>,
    reason_code: Option<Sym>,
}

impl Folded for ReportRecord {
    const RELATION: &'static Relation = &REPORT_RECORD;
    const KINDS: &'static [EventType] = &[EventType::ReportStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::ReportStep(step) = &event.payload else { return None };
        Some(format!("{}/{}", step.row_guid.as_deref()?, step.version.unwrap_or_default()))
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::ReportStep(step) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.row_guid = step.row_guid.clone().unwrap_or_default();
        self.version = step.version.or(self.version);
        self.stream = step.stream.or(self.stream);
        self.reason_code = step.reason_code.or(self.reason_code);
        let at = Some(event.occurred_at);
        match step.step.map(Sym::text) {
            Some("sent") => self.sent_at = self.sent_at.or(at),
            Some("acknowledged") => self.acknowledged_at = self.acknowledged_at.or(at),
            Some("rejected") => self.rejected_at = at,
            Some("repaired") => self.repaired_at = at,
            _ => {}
        }
    }
}

records! {
    /// 上报: one row a reported record and version.
    pub REPORT_RECORD for ReportRecord = "report_record" "上报" "A record sent upward." key ["row_guid", "version"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        row_guid "记录唯一标识" Type::Text, Events "Identity of the record." => |row| &row.row_guid;
        version "版本" Type::Int, Events "Version sent." => |row| row.version;
        case_no "办件编号" Type::Text, Events "Case." => |row| &row.case_no;
        stream "数据集" Type::Code, Events "Data set." => |row| row.stream;
        sent_at "发送时间" Type::Ts, Events "First sent." => |row| At(row.sent_at);
        acknowledged_at "回执时间" Type::Ts, Events "First acknowledged." => |row| At(row.acknowledged_at);
        rejected_at "退回时间" Type::Ts, Events "Last rejected." => |row| At(row.rejected_at);
        repaired_at "修复时间" Type::Ts, Events "Last repaired." => |row| At(row.repaired_at);
        reason_code "退回原因" Type::Code, Events "Reason of the rejection." => |row| row.reason_code;
    }
}

/// A declared conflict of interest.
#[derive(Clone, Debug, Default)]
pub struct ConflictRecord {
    centre: Option<Sym>,
    person: Option<Sym>,
    party: Option<Key>,
    valid_from: Option<Day>,
    valid_to: Option<Day>,
    reason: Option<Box<str>>,
    declared_at: Option<Micros>,
}

impl Folded for ConflictRecord {
    const RELATION: &'static Relation = &CONFLICT;
    const KINDS: &'static [EventType] = &[EventType::ConflictDeclared];

    fn number(event: &Event) -> Option<String> {
        matches!(event.payload, Payload::ConflictDeclared(_)).then(|| format!("{}/{}", event.source, event.id))
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::ConflictDeclared(declared) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.person = declared.person_id;
        self.party = declared.party_id_no.as_ref().map(|party| party.key);
        self.valid_from = declared.valid_from.map(|date| date.0);
        self.valid_to = declared.valid_to.map(|date| date.0);
        self.reason.clone_from(&declared.reason);
        self.declared_at = Some(event.occurred_at);
    }
}

records! {
    /// 回避申报: one row a declaration.
    pub CONFLICT for ConflictRecord = "conflict" "回避申报" "A declared conflict of interest." key ["person_id", "party_key", "valid_from"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        person_id "人员" Type::Code, Events "Member of staff." => |row| row.person;
        party_key "相对人" Type::Key, Events "Token of the party's number." => |row| row.party;
        valid_from "起始日" Type::Date, Events "First day." => |row| row.valid_from;
        valid_to "截止日" Type::Date, Events "Last day; null = open." => |row| row.valid_to;
        reason "理由" Type::Text, Events "Reason." => |row| &row.reason;
        declared_at "申报时间" Type::Ts, Events "When it was declared." => |row| At(row.declared_at);
    }
}

/// A declared outage.
#[derive(Clone, Debug, Default)]
pub struct OutageRecord {
    centre: Option<Sym>,
    outage_no: Box<str>,
    platform: Option<Sym>,
    from: Option<Micros>,
    to: Option<Micros>,
    announcement_no: Option<Box<str>>,
    approvers: Vec<Sym>,
}

impl Folded for OutageRecord {
    const RELATION: &'static Relation = &OUTAGE;
    const KINDS: &'static [EventType] = &[EventType::OutageDeclared];

    fn number(event: &Event) -> Option<String> {
        let Payload::OutageDeclared(outage) = &event.payload else { return None };
        outage.outage_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::OutageDeclared(outage) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.outage_no = outage.outage_no.clone().unwrap_or_default();
        self.platform = outage.platform.or(self.platform);
        self.from = outage.from.map(|at| at.0).or(self.from);
        self.to = outage.to.map(|at| at.0).or(self.to);
        self.announcement_no = outage.announcement_no.clone().or(self.announcement_no.take());
        // Two people may approve one after the other.
        for approver in &outage.approver_ids {
            if !self.approvers.contains(approver) {
                self.approvers.push(*approver);
            }
        }
    }
}

records! {
    /// 系统故障公告: one row an outage.
    pub OUTAGE for OutageRecord = "outage" "系统故障公告" "A declared outage of a platform." key ["outage_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        outage_no "故障编号" Type::Text, Events "Number." => |row| &row.outage_no;
        platform "平台" Type::Code, Events "Platform." => |row| row.platform;
        valid_from "开始时间" Type::Ts, Events "When it began." => |row| At(row.from);
        valid_to "结束时间" Type::Ts, Events "When it ended; null while it lasts." => |row| At(row.to);
        announcement_no "公告编号" Type::Text, Events "Announcement." => |row| &row.announcement_no;
        approver_a "批准人一" Type::Code, Events "First who approved." => |row| row.approvers.first().copied();
        approver_b "批准人二" Type::Code, Events "Second who approved." => |row| row.approvers.get(1).copied();
    }
}

/// A supervision order as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct Order {
    centre: Option<Sym>,
    order_no: Box<str>,
    case_no: Option<Box<str>>,
    dept_code: Option<Sym>,
    alert_no: Option<Box<str>>,
    complaint_no: Option<Box<str>>,
    target: Option<Sym>,
    issued_at: Option<Micros>,
    signed_at: Option<Micros>,
    due_at: Option<Micros>,
    replied_at: Option<Micros>,
    sent_back_count: i64,
    closed_at: Option<Micros>,
}

impl Folded for Order {
    const RELATION: &'static Relation = &SUPERVISION_ORDER;
    const KINDS: &'static [EventType] = &[EventType::OrderStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::OrderStep(step) = &event.payload else { return None };
        step.order_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, zone: &Zone) {
        let Payload::OrderStep(step) = &event.payload else { return };
        let at = Some(event.occurred_at);
        self.centre = Some(event.centre);
        self.order_no = step.order_no.clone().unwrap_or_default();
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.dept_code = event.dept_code.or(self.dept_code);
        self.alert_no = step.alert_no.clone().or(self.alert_no.take());
        self.complaint_no = step.complaint_no.clone().or(self.complaint_no.take());
        self.target = step.target.or(self.target);
        self.due_at = due(step.due_at, zone).or(self.due_at);
        match step.step.map(Sym::text) {
            Some("issued") => self.issued_at = self.issued_at.or(at),
            Some("signed") => self.signed_at = self.signed_at.or(at),
            Some("replied") => self.replied_at = at,
            Some("sent_back") => {
                self.sent_back_count += 1;
                // What was sent back has to be answered anew.
                self.replied_at = None;
            }
            Some("closed") => self.closed_at = self.closed_at.or(at),
            _ => {}
        }
    }
}

records! {
    /// 督办单: one row an order.
    pub SUPERVISION_ORDER for Order = "supervision_order" "督办单" "An order to put something right." key ["order_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        order_no "督办编号" Type::Text, Events "Number." => |row| &row.order_no;
        case_no "办件编号" Type::Text, Events "Case concerned, if any." => |row| &row.case_no;
        dept_code "部门" Type::Code, Events "Department it is addressed to, where the event says." => |row| row.dept_code;
        alert_no "预警编号" Type::Text, Events "Alert it comes of." => |row| &row.alert_no;
        complaint_no "投诉编号" Type::Text, Events "Complaint it comes of." => |row| &row.complaint_no;
        target "督办对象" Type::Code, Events "Who is to answer." => |row| row.target;
        issued_at "签发时间" Type::Ts, Events "When it was issued." => |row| At(row.issued_at);
        signed_at "签收时间" Type::Ts, Events "When it was signed for." => |row| At(row.signed_at);
        due_at "回复期限" Type::Ts, Instant "When the answer is due; a date means its 23:59:59." => |row| At(row.due_at);
        replied_at "回复时间" Type::Ts, Events "Answer that was not sent back." => |row| At(row.replied_at);
        sent_back_count "退回次数" Type::Int, Events "How often an answer was sent back." => |row| row.sent_back_count;
        closed_at "办结时间" Type::Ts, Events "When it was closed." => |row| At(row.closed_at);
    }
}

/// A score entry.
#[derive(Clone, Debug, Default)]
pub struct ScoreEntry {
    centre: Option<Sym>,
    case_no: Option<Box<str>>,
    entry_no: Box<str>,
    period: Option<Sym>,
    subject_kind: Option<Sym>,
    subject_code: Option<Sym>,
    indicator: Option<Sym>,
    version: Option<i64>,
    points: Option<i64>,
    cause_no: Option<Box<str>>,
    reverses: Option<Box<str>>,
    entered_at: Option<Micros>,
}

impl Folded for ScoreEntry {
    const RELATION: &'static Relation = &SCORE_ENTRY;
    const KINDS: &'static [EventType] = &[EventType::ScoreEntered];

    fn number(event: &Event) -> Option<String> {
        let Payload::ScoreEntered(entry) = &event.payload else { return None };
        entry.entry_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::ScoreEntered(entry) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.case_no.clone_from(&event.case_no);
        self.entry_no = entry.entry_no.clone().unwrap_or_default();
        self.period = entry.period;
        self.subject_kind = entry.subject_kind;
        self.subject_code = entry.subject_code;
        self.indicator = entry.indicator;
        self.version = entry.version;
        self.points = entry.points;
        self.cause_no.clone_from(&entry.cause_no);
        self.reverses.clone_from(&entry.reverses_entry_no);
        self.entered_at = Some(event.occurred_at);
    }
}

records! {
    /// 计分: one row an entry.
    pub SCORE_ENTRY for ScoreEntry = "score_entry" "计分" "Points given or taken, with their cause." key ["entry_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        entry_no "计分编号" Type::Text, Events "Number." => |row| &row.entry_no;
        case_no "办件编号" Type::Text, Events "Case concerned, if any." => |row| &row.case_no;
        period "考核周期" Type::Code, Events "Period." => |row| row.period;
        subject_kind "对象类型" Type::Code, Events "dept, window or person." => |row| row.subject_kind;
        subject_code "对象" Type::Code, Events "Who." => |row| row.subject_code;
        indicator "指标" Type::Code, Events "Indicator." => |row| row.indicator;
        version "指标版本" Type::Int, Events "Its version." => |row| row.version;
        points "分值(百分之一)" Type::Int, Events "Points in hundredths; negative = taken." => |row| row.points;
        cause_no "原因编号" Type::Text, Events "Alert, complaint or rating it comes of." => |row| &row.cause_no;
        reverses_entry_no "冲销编号" Type::Text, Events "Entry it reverses." => |row| &row.reverses;
        entered_at "计分时间" Type::Ts, Events "When it was entered." => |row| At(row.entered_at);
    }
}

/// An appeal as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct Appeal {
    centre: Option<Sym>,
    case_no: Option<Box<str>>,
    appeal_no: Box<str>,
    entry_nos: Option<Box<str>>,
    alert_no: Option<Box<str>>,
    state: Option<Sym>,
    decision: Option<Sym>,
    effect: Option<Sym>,
    points: Option<i64>,
    reason: Option<Box<str>>,
    submitted_at: Option<Micros>,
    checked_at: Option<Micros>,
    proposed_at: Option<Micros>,
    decided_at: Option<Micros>,
    reviewed_at: Option<Micros>,
    closed_at: Option<Micros>,
}

impl Folded for Appeal {
    const RELATION: &'static Relation = &APPEAL;
    const KINDS: &'static [EventType] = &[EventType::AppealStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::AppealStep(step) = &event.payload else { return None };
        step.appeal_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::AppealStep(step) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.appeal_no = step.appeal_no.clone().unwrap_or_default();
        if !step.entry_nos.is_empty() {
            let numbers: Vec<&str> = step.entry_nos.iter().map(|number| number.text()).collect();
            self.entry_nos = Some(numbers.join(" ").into());
        }
        self.alert_no = step.alert_no.clone().or(self.alert_no.take());
        self.state = step.step.or(self.state);
        self.decision = step.decision.or(self.decision);
        self.effect = step.effect.as_ref().and_then(|effect| effect.kind).or(self.effect);
        self.points = step.points.or(self.points);
        let at = Some(event.occurred_at);
        match step.step.map(Sym::text) {
            Some("submitted") => {
                self.submitted_at = self.submitted_at.or(at);
                self.reason = step.reason.clone().or(self.reason.take());
            }
            Some("checked") => self.checked_at = at,
            Some("proposed") => self.proposed_at = at,
            Some("decided") => self.decided_at = at,
            Some("reviewed") => self.reviewed_at = at,
            Some("closed") => self.closed_at = at,
            _ => {}
        }
    }
}

records! {
    /// 申诉: one row an appeal.
    pub APPEAL for Appeal = "appeal" "申诉" "An appeal against score entries or an alert." key ["appeal_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        appeal_no "申诉编号" Type::Text, Events "Number." => |row| &row.appeal_no;
        case_no "办件编号" Type::Text, Events "Case concerned, if any." => |row| &row.case_no;
        entry_nos "计分编号" Type::Text, Events "Entries appealed against, separated by blanks." => |row| &row.entry_nos;
        alert_no "预警编号" Type::Text, Events "Alert appealed against." => |row| &row.alert_no;
        state "状态" Type::Code, Events "Last step." => |row| row.state;
        decision "决定" Type::Code, Events "granted, partly, rejected." => |row| row.decision;
        effect "效果" Type::Code, Events "reattributed, excluded, time_credited." => |row| row.effect;
        points "分值(百分之一)" Type::Int, Events "Points given back, in hundredths." => |row| row.points;
        reason "理由" Type::Text, Events "Reason given with the appeal." => |row| &row.reason;
        submitted_at "提出时间" Type::Ts, Events "When it was submitted." => |row| At(row.submitted_at);
        checked_at "初核时间" Type::Ts, Events "When it was checked." => |row| At(row.checked_at);
        proposed_at "拟办时间" Type::Ts, Events "When a decision was proposed." => |row| At(row.proposed_at);
        decided_at "决定时间" Type::Ts, Events "When it was decided." => |row| At(row.decided_at);
        reviewed_at "复核时间" Type::Ts, Events "When it was reviewed." => |row| At(row.reviewed_at);
        closed_at "办结时间" Type::Ts, Events "When it was closed." => |row| At(row.closed_at);
    }
}
