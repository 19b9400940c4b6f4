//! Consultations, complaints and queue tickets.

use super::objects::Folded;
use super::{At, records};
use crate::case::event::Event;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::case::values::Due;
use crate::schema::{Key, Relation, Type};
use crate::sym::Sym;
use crate::time::{Micros, Zone};

/// A consultation as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct Consultation {
    centre: Option<Sym>,
    consultation_no: Box<str>,
    case_no: Option<Box<str>>,
    dept_code: Option<Sym>,
    window_id: Option<Sym>,
    item_impl_code: Option<Sym>,
    topic: Option<Box<str>>,
    channel: Option<Sym>,
    asked_at: Option<Micros>,
    answered_at: Option<Micros>,
}

impl Folded for Consultation {
    const RELATION: &'static Relation = &CONSULTATION;
    const KINDS: &'static [EventType] = &[EventType::ConsultationStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::ConsultationStep(step) = &event.payload else { return None };
        step.consultation_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::ConsultationStep(step) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.consultation_no = step.consultation_no.clone().unwrap_or_default();
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.dept_code = event.dept_code.or(self.dept_code);
        self.window_id = event.window_id.or(self.window_id);
        self.item_impl_code = step.item_impl_code.or(self.item_impl_code);
        self.topic = step.topic.clone().or(self.topic.take());
        self.channel = step.consultation_channel.or(self.channel);
        match step.step.map(Sym::text) {
            Some("asked") => self.asked_at = self.asked_at.or(Some(event.occurred_at)),
            Some("answered") => self.answered_at = self.answered_at.or(Some(event.occurred_at)),
            _ => {}
        }
    }
}

records! {
    /// 咨询: one row a consultation.
    pub CONSULTATION for Consultation = "consultation" "咨询" "A question asked and its answer." key ["consultation_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        consultation_no "咨询编号" Type::Text, Events "Number." => |row| &row.consultation_no;
        case_no "办件编号" Type::Text, Events "Case concerned, if any." => |row| &row.case_no;
        dept_code "部门" Type::Code, Events "Department asked." => |row| row.dept_code;
        window_id "窗口" Type::Code, Events "Window asked." => |row| row.window_id;
        item_impl_code "实施编码" Type::Code, Events "Item concerned." => |row| row.item_impl_code;
        topic "主题" Type::Text, Events "Topic." => |row| &row.topic;
        consultation_channel "咨询渠道" Type::Code, Events "Channel." => |row| row.channel;
        asked_at "咨询时间" Type::Ts, Events "When it was first asked." => |row| At(row.asked_at);
        answered_at "答复时间" Type::Ts, Events "When it was first answered." => |row| At(row.answered_at);
    }
}

/// A complaint as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct Complaint {
    centre: Option<Sym>,
    complaint_no: Box<str>,
    case_no: Option<Box<str>>,
    kind: Option<Sym>,
    source: Option<Sym>,
    state: Option<&'static str>,
    against_dept: Option<Sym>,
    against_window: Option<Sym>,
    against_person: Option<Sym>,
    is_anonymous: Option<bool>,
    registered_at: Option<Micros>,
    due_at: Option<Micros>,
    extension_count: i64,
    decided_at: Option<Micros>,
    finding: Option<Sym>,
    replied_at: Option<Micros>,
    closed_at: Option<Micros>,
    is_call_back_satisfied: Option<bool>,
}

impl Folded for Complaint {
    const RELATION: &'static Relation = &COMPLAINT;
    const KINDS: &'static [EventType] = &[EventType::ComplaintStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::ComplaintStep(step) = &event.payload else { return None };
        step.complaint_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, zone: &Zone) {
        let Payload::ComplaintStep(step) = &event.payload else { return };
        let at = Some(event.occurred_at);
        self.centre = Some(event.centre);
        self.complaint_no = step.complaint_no.clone().unwrap_or_default();
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.kind = step.complaint_kind.or(self.kind);
        self.source = step.complaint_source.or(self.source);
        self.against_dept = step.against_dept.or(self.against_dept);
        self.against_window = step.against_window.or(self.against_window);
        self.against_person = step.against_person.or(self.against_person);
        self.is_anonymous = step.anonymous.or(self.is_anonymous);
        self.due_at = step.due_at.map(|due| due.instant(zone)).or(self.due_at);
        self.finding = step.finding.or(self.finding);
        match step.step.map(Sym::text) {
            Some("registered") => self.registered_at = self.registered_at.or(at),
            Some("extended") => self.extension_count += 1,
            Some("decided") => self.decided_at = self.decided_at.or(at),
            Some("replied") => self.replied_at = self.replied_at.or(at),
            Some("closed") => self.closed_at = self.closed_at.or(at),
            Some("called_back") => self.is_call_back_satisfied = step.satisfied.or(self.is_call_back_satisfied),
            _ => {}
        }
        // States of domain 7; an extension and a call-back leave the state as it is.
        self.state = match step.step.map(Sym::text) {
            Some("investigated") => Some("investigating"),
            Some("extended" | "called_back") | None => self.state,
            Some(state) => Some(state),
        };
    }
}

records! {
    /// 投诉: one row a complaint.
    pub COMPLAINT for Complaint = "complaint" "投诉" "A complaint and what became of it." key ["complaint_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        complaint_no "投诉编号" Type::Text, Events "Number." => |row| &row.complaint_no;
        case_no "办件编号" Type::Text, Events "Case concerned, if any." => |row| &row.case_no;
        dept_code "部门" Type::Code, Events "Department it is against." => |row| row.against_dept;
        window_id "窗口" Type::Code, Events "Window it is against." => |row| row.against_window;
        complaint_kind "投诉类型" Type::Code, Events "Kind." => |row| row.kind;
        complaint_source "投诉来源" Type::Code, Events "Where it came in." => |row| row.source;
        state "状态" Type::Code, Events "State (domain 7)." => |row| row.state;
        against_dept "被投诉部门" Type::Code, Events "Department it is against." => |row| row.against_dept;
        against_window "被投诉窗口" Type::Code, Events "Window it is against." => |row| row.against_window;
        against_person "被投诉人" Type::Code, Events "Person it is against." => |row| row.against_person;
        is_anonymous "匿名" Type::Bool, Events "Whether it is anonymous." => |row| row.is_anonymous;
        registered_at "登记时间" Type::Ts, Events "When it was registered." => |row| At(row.registered_at);
        due_at "期限" Type::Ts, Instant "When it is due; a date means its 23:59:59." => |row| At(row.due_at);
        extension_count "延期次数" Type::Int, Events "Extensions." => |row| row.extension_count;
        decided_at "认定时间" Type::Ts, Events "When it was decided." => |row| At(row.decided_at);
        finding "认定结果" Type::Code, Events "valid, partly, invalid, unclear." => |row| row.finding;
        replied_at "答复时间" Type::Ts, Events "When it was answered." => |row| At(row.replied_at);
        closed_at "办结时间" Type::Ts, Events "When it was closed." => |row| At(row.closed_at);
        is_call_back_satisfied "回访满意" Type::Bool, Events "Whether the complainant was satisfied at the call-back." => |row| row.is_call_back_satisfied;
    }
}

/// A ticket as its steps left it.
#[derive(Clone, Debug, Default)]
pub struct Ticket {
    centre: Option<Sym>,
    ticket_no: Box<str>,
    case_no: Option<Box<str>>,
    dept_code: Option<Sym>,
    window_id: Option<Sym>,
    item_impl_code: Option<Sym>,
    business_code: Option<Sym>,
    channel: Option<Sym>,
    status: Option<i64>,
    person: Option<Key>,
    taken_at: Option<Micros>,
    called_at: Option<Micros>,
    started_at: Option<Micros>,
    ended_at: Option<Micros>,
}

impl Folded for Ticket {
    const RELATION: &'static Relation = &TICKET;
    const KINDS: &'static [EventType] = &[EventType::TicketStep];

    fn number(event: &Event) -> Option<String> {
        let Payload::TicketStep(step) = &event.payload else { return None };
        step.ticket_no.as_deref().map(str::to_owned)
    }

    fn apply(&mut self, event: &Event, _zone: &Zone) {
        let Payload::TicketStep(step) = &event.payload else { return };
        self.centre = Some(event.centre);
        self.ticket_no = step.ticket_no.clone().unwrap_or_default();
        self.case_no = event.case_no.clone().or(self.case_no.take());
        self.dept_code = event.dept_code.or(self.dept_code);
        self.window_id = event.window_id.or(self.window_id);
        self.item_impl_code = step.item_impl_code.or(self.item_impl_code);
        self.business_code = step.business_code.or(self.business_code);
        self.channel = step.ticket_channel.or(self.channel);
        self.status = step.ticket_status.or(self.status);
        self.person = step.person.as_ref().map(|person| person.key).or(self.person);
        let at = Some(event.occurred_at);
        match step.step.map(Sym::text) {
            Some("taken") => self.taken_at = self.taken_at.or(at),
            // A ticket may be called again; the last call is the one that was answered.
            Some("called") => self.called_at = at,
            Some("started") => self.started_at = self.started_at.or(at),
            Some("ended") => self.ended_at = self.ended_at.or(at),
            _ => {}
        }
    }
}

records! {
    /// 排队: one row a ticket.
    pub TICKET for Ticket = "ticket" "排队" "A queue ticket." key ["ticket_no"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        ticket_no "排队号" Type::Text, Events "Number." => |row| &row.ticket_no;
        case_no "办件编号" Type::Text, Events "Case that came of it." => |row| &row.case_no;
        dept_code "部门" Type::Code, Events "Department." => |row| row.dept_code;
        window_id "窗口" Type::Code, Events "Window that called it." => |row| row.window_id;
        item_impl_code "实施编码" Type::Code, Events "Item it was taken for." => |row| row.item_impl_code;
        business_code "业务编码" Type::Code, Events "Queue business." => |row| row.business_code;
        ticket_channel "取号渠道" Type::Code, Events "Where it was taken." => |row| row.channel;
        ticket_status "排队状态" Type::Int, Events "Status (domain 8.2), as sent." => |row| row.status;
        person_key "取号人" Type::Key, Events "Token of the person." => |row| row.person;
        taken_at "取号时间" Type::Ts, Events "When it was taken." => |row| At(row.taken_at);
        called_at "叫号时间" Type::Ts, Events "When it was last called." => |row| At(row.called_at);
        started_at "开始时间" Type::Ts, Events "When service began." => |row| At(row.started_at);
        ended_at "结束时间" Type::Ts, Events "When service ended." => |row| At(row.ended_at);
        has_case "有办件" Type::Bool, Events "Whether a case came of it." => |row| row.case_no.is_some();
    }
}

/// A due moment in a zone.
pub(super) fn due(due: Option<Due>, zone: &Zone) -> Option<Micros> {
    due.map(|due| due.instant(zone))
}
