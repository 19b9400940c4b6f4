//! The state of a case (办件) after some of its events: what happened, nothing that time alone changes.

use std::sync::Arc;

use super::values::{AttributeValue, Due, Personal};
use crate::catalogue::{Item, LimitUnit};
use crate::schema::Key;
use crate::sym::Sym;
use crate::time::Micros;

/// States of a case (domain 1.1). Drafts are not in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "names of domain 1.1")]
pub enum State {
    Submitted,
    PreReturned,
    Received,
    SupplementPending,
    NotRequired,
    NotAccepted,
    Accepted,
    Reviewing,
    Deciding,
    SupplementAfter,
    Special,
    Suspended,
    Granted,
    Denied,
    Finished,
    Licensing,
    Delivered,
    Evaluated,
    Archived,
    Withdrawn,
    Returned,
    Voided,
}

impl State {
    /// All states with code, Chinese and English word.
    pub const ALL: &'static [(State, &'static str, &'static str, &'static str)] = &[
        (State::Submitted, "submitted", "已申报", "Submitted"),
        (State::PreReturned, "pre_returned", "预审退回", "Returned at pre-review"),
        (State::Received, "received", "已收件", "Received"),
        (State::SupplementPending, "supplement_pending", "待补正", "Supplement pending"),
        (State::NotRequired, "not_required", "不受理", "Not required"),
        (State::NotAccepted, "not_accepted", "不予受理", "Not accepted"),
        (State::Accepted, "accepted", "已受理", "Accepted"),
        (State::Reviewing, "reviewing", "审核中", "Under review"),
        (State::Deciding, "deciding", "审批中", "Being decided"),
        (State::SupplementAfter, "supplement_after", "受理后补正", "Supplement after acceptance"),
        (State::Special, "special", "特别程序中", "In a special procedure"),
        (State::Suspended, "suspended", "挂起", "Suspended"),
        (State::Granted, "granted", "准予", "Granted"),
        (State::Denied, "denied", "不准予", "Denied"),
        (State::Finished, "finished", "已办结", "Finished"),
        (State::Licensing, "licensing", "制证中", "Licence being made"),
        (State::Delivered, "delivered", "已送达", "Delivered"),
        (State::Evaluated, "evaluated", "已评价", "Rated"),
        (State::Archived, "archived", "已归档", "Archived"),
        (State::Withdrawn, "withdrawn", "已撤件", "Withdrawn"),
        (State::Returned, "returned", "已退件", "Returned"),
        (State::Voided, "voided", "已作废", "Voided"),
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        State::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, code, ..)| code)
    }
}

/// A link (环节) that began.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, link")]
pub struct Link {
    pub seq: i64,
    pub code: Option<Sym>,
    pub name: Option<Sym>,
    pub kind: Option<Sym>,
    pub limit_wd: Option<i64>,
    pub due: Option<Due>,
    pub start: Micros,
    pub end: Option<Micros>,
    pub starter: Option<Sym>,
    pub ender: Option<Sym>,
    pub action: Option<Sym>,
    pub opinion: Option<Box<str>>,
    pub by_system: bool,
    pub service_produced: bool,
    /// Whether `link_started` was seen, which then gives the start.
    pub has_start: bool,
}

impl Link {
    /// Who acted: who ended it, else who began it.
    pub fn user(&self) -> Option<Sym> {
        self.ender.or(self.starter)
    }
}

/// A special procedure (特别程序).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, special")]
pub struct Special {
    pub no: Box<str>,
    pub kind: Sym,
    pub start: Micros,
    pub end: Option<Micros>,
    pub reason: Option<Box<str>>,
    pub limit_days: Option<i64>,
    pub limit_unit: LimitUnit,
    pub notice_at: Option<Micros>,
    pub approver: Option<Sym>,
    pub result: Option<Box<str>>,
    /// The case's remaining days at the moment of the start; filled at the end of that moment.
    pub remaining_at_start: Option<i64>,
}

/// A wait for somebody else (等待).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, waiting")]
pub struct Waiting {
    pub no: Box<str>,
    pub cause: Option<Sym>,
    pub from_at: Micros,
    pub to_at: Option<Micros>,
    pub evidence: Option<Box<str>>,
}

/// A supplement notice (补正).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, supplement")]
pub struct Supplement {
    pub no: Box<str>,
    pub requested_at: Micros,
    pub after_acceptance: bool,
    pub gap_count: i64,
    pub reply_due_at: Option<Due>,
    pub answered_at: Option<Micros>,
    pub is_complete: Option<bool>,
    /// Receipt known when the notice went out.
    pub received_at: Option<Micros>,
}

/// What happened to one material (材料).
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, material")]
pub struct Material {
    pub code: Option<Sym>,
    pub name: Option<Sym>,
    pub taken_at: Option<Micros>,
    pub take_mode: Option<Sym>,
    pub take_qty: Option<i64>,
    pub is_demanded: bool,
    pub is_tolerated: bool,
    pub tolerated_due: Option<Due>,
    pub trust_level: Option<Sym>,
    pub is_original_checked: bool,
    pub file_hash: Option<Sym>,
}

/// A fee (收费).
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, fee")]
pub struct Fee {
    pub no: Box<str>,
    pub fee_item: Option<Sym>,
    pub standard_fen: Option<i64>,
    pub amount_fen: Option<i64>,
    pub relief_basis: Option<Box<str>>,
    pub paid_fen: Option<i64>,
    pub paid_at: Option<Micros>,
    pub bill_no: Option<Box<str>>,
    pub bill_fen: Option<i64>,
}

/// A document (文书).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, document")]
pub struct Document {
    pub no: Box<str>,
    pub kind: Sym,
    pub issued_at: Micros,
    pub is_sealed: Option<bool>,
    pub reason: Option<Box<str>>,
    pub remedies_told: Option<bool>,
}

/// A licence (证照).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, licence")]
pub struct Licence {
    pub no: Box<str>,
    pub licence_type: Option<Sym>,
    pub holder: Option<Personal>,
    /// Instant, and whether only the day is known.
    pub issued: Due,
    pub occurred_at: Micros,
    pub valid_from: Option<crate::time::Day>,
    pub valid_to: Option<crate::time::Day>,
}

/// A service (服务) that should be rated.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, service")]
pub struct Service {
    pub no: Box<str>,
    pub name: Option<Sym>,
    pub rating_mode: Option<Sym>,
    pub staff: Option<Sym>,
    pub done_at: Micros,
    pub is_invited: Option<bool>,
}

/// A rating (评价) and what was done about it.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 6, rating")]
pub struct Rating {
    pub no: Box<str>,
    pub service_no: Option<Box<str>>,
    pub rated_at: Option<Micros>,
    pub satisfaction: Option<i64>,
    pub channel: Option<Sym>,
    pub round: Option<i64>,
    pub is_defaulted: bool,
    pub is_real_name: Option<bool>,
    pub rater: Option<Key>,
    pub phone: Option<Key>,
    pub device: Option<Key>,
    pub verdict: Option<Sym>,
    pub contacted_at: Option<Micros>,
    pub replied_at: Option<Micros>,
    pub closed_at: Option<Micros>,
    pub called_back_at: Option<Micros>,
    pub is_call_back_satisfied: Option<bool>,
}

/// An end that was reopened: a suspension, and what stood at the end, which the case itself may come to have anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The end.
    pub from: Micros,
    /// The reopening.
    pub to: Micros,
    /// The end's instant where the source has one.
    pub ended_at: Option<Micros>,
    /// The end's state.
    pub end_state: Option<State>,
    /// Acceptance known then.
    pub accepted_at: Option<Micros>,
    /// Decision known then.
    pub decision_at: Option<Micros>,
    /// Finish known then.
    pub finished_at: Option<Micros>,
    /// Result of the finish.
    pub result_code: Option<Sym>,
    /// 办理效率 at the stop of the clock.
    pub efficiency: Option<i64>,
    /// Days used at the stop of the clock.
    pub elapsed: Option<i64>,
}

/// When the clock stopped, and to which precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The instant from which the stop holds: the event's, or the last microsecond of its day.
    pub at: Micros,
}

/// A case after some of its events.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "columns of events-and-facts, section 5, under the same names")]
pub struct Case {
    pub centre: Sym,
    pub case_no: Box<str>,
    pub region_code: Option<Sym>,
    pub item_impl_code: Option<Sym>,
    pub item_base_code: Option<Sym>,
    pub item_handle_code: Option<Sym>,
    pub item_name: Option<Sym>,
    pub item_version: Option<Sym>,
    pub situation_code: Option<Sym>,
    pub origin: Option<Sym>,
    pub package_no: Option<Sym>,
    pub intermediary_code: Option<Sym>,
    pub case_type: Option<i64>,
    pub channel: Option<i64>,
    pub applicant_type: Option<i64>,
    pub applicant_id_type: Option<Sym>,
    pub urgent: Option<bool>,
    pub applicant: Option<Personal>,
    pub applicant_name: Option<Personal>,
    pub agent: Option<Key>,
    pub contact_mobile: Option<Personal>,
    pub has_legal_rep: bool,
    /// Receipts name the same field again; the ones so far.
    pub applicants: Vec<Key>,
    pub basics_count: i64,
    /// `applied_at` as the basics give it.
    pub applied_given: Option<Micros>,
    pub submitted_at: Option<Micros>,
    pub first_received_at: Option<Micros>,
    pub given_due: Option<Due>,
    pub notice_due: Option<Due>,
    pub dept_accepted: Option<Sym>,
    pub dept_received: Option<Sym>,
    pub dept_first: Option<Sym>,
    pub window_accepted: Option<Sym>,
    pub window_received: Option<Sym>,
    pub window_first: Option<Sym>,
    /// Source of the first event: the system in which the case is handled.
    pub source_first: Option<Sym>,
    pub acceptor_id: Option<Sym>,
    pub decider_id: Option<Sym>,
    pub assigned_id: Option<Sym>,
    pub last_actor_id: Option<Sym>,
    pub decided_by_system: Option<bool>,
    pub finished_by_system: Option<bool>,
    pub state: Option<State>,
    pub has_ended: bool,
    pub end_at: Option<Micros>,
    /// The end's instant where the source has one.
    pub ended_at: Option<Micros>,
    /// The state that the end brought.
    pub end_state: Option<State>,
    pub stop: Option<Stop>,
    pub first_event_at: Option<Micros>,
    pub state_since: Option<Micros>,
    pub last_event_at: Option<Micros>,
    pub received_at: Option<Micros>,
    pub accepted_at: Option<Micros>,
    /// The earliest answer to a receipt: acceptance, refusal, notice or end.
    pub first_answer_at: Option<Micros>,
    pub decision_at: Option<Micros>,
    pub finished_at: Option<Micros>,
    pub delivered_at: Option<Micros>,
    pub rated_at: Option<Micros>,
    pub created_at: Option<Micros>,
    /// Who keyed in the event that was keyed in first.
    pub created_by: Option<Sym>,
    pub promised_days: Option<i64>,
    pub promised_unit: Option<LimitUnit>,
    pub statutory_days: Option<i64>,
    pub statutory_unit: Option<LimitUnit>,
    pub extension_days: i64,
    pub extension_count: i64,
    pub decision: Option<Sym>,
    pub decision_reason: Option<Box<str>>,
    pub decision_doc_no: Option<Box<str>>,
    pub remedies_told: Option<bool>,
    pub discretion: Option<(Sym, i64)>,
    pub refusal: Option<Sym>,
    pub result_code: Option<Sym>,
    pub result_reason: Option<Box<str>>,
    pub finished_licence_no: Option<Box<str>>,
    pub satisfaction: Option<i64>,
    pub pre_return_count: i64,
    pub reopened_count: i64,
    pub last_link_at: Option<Micros>,
    /// Mandatory fields found empty in the sets after the basics.
    pub missing_after_basics: i64,
    pub closures: Vec<Closure>,
    pub links: Vec<Link>,
    pub specials: Vec<Special>,
    /// Ends of special procedures whose start has not come yet: number, instant, result.
    pub early_ends: Vec<(Box<str>, Micros, Option<Box<str>>)>,
    pub waitings: Vec<Waiting>,
    pub supplements: Vec<Supplement>,
    pub materials: Vec<Material>,
    pub fees: Vec<Fee>,
    pub documents: Vec<Document>,
    pub licences: Vec<Licence>,
    pub services: Vec<Service>,
    pub ratings: Vec<Rating>,
    pub attributes: Vec<(Sym, AttributeValue)>,
    /// Version of the item in force at `applied_at`.
    pub item: Option<Arc<Item>>,
}

impl Case {
    /// A case before its first event.
    pub fn new(centre: Sym, case_no: &str) -> Case {
        Case {
            centre,
            case_no: case_no.into(),
            region_code: None,
            item_impl_code: None,
            item_base_code: None,
            item_handle_code: None,
            item_name: None,
            item_version: None,
            situation_code: None,
            origin: None,
            package_no: None,
            intermediary_code: None,
            case_type: None,
            channel: None,
            applicant_type: None,
            applicant_id_type: None,
            urgent: None,
            applicant: None,
            applicant_name: None,
            agent: None,
            contact_mobile: None,
            has_legal_rep: false,
            applicants: Vec::new(),
            basics_count: 0,
            applied_given: None,
            submitted_at: None,
            first_received_at: None,
            given_due: None,
            notice_due: None,
            dept_accepted: None,
            dept_received: None,
            dept_first: None,
            window_accepted: None,
            window_received: None,
            window_first: None,
            source_first: None,
            acceptor_id: None,
            decider_id: None,
            assigned_id: None,
            last_actor_id: None,
            decided_by_system: None,
            finished_by_system: None,
            state: None,
            has_ended: false,
            end_at: None,
            ended_at: None,
            end_state: None,
            stop: None,
            first_event_at: None,
            state_since: None,
            last_event_at: None,
            received_at: None,
            accepted_at: None,
            first_answer_at: None,
            decision_at: None,
            finished_at: None,
            delivered_at: None,
            rated_at: None,
            created_at: None,
            created_by: None,
            promised_days: None,
            promised_unit: None,
            statutory_days: None,
            statutory_unit: None,
            extension_days: 0,
            extension_count: 0,
            decision: None,
            decision_reason: None,
            decision_doc_no: None,
            remedies_told: None,
            discretion: None,
            refusal: None,
            result_code: None,
            result_reason: None,
            finished_licence_no: None,
            satisfaction: None,
            pre_return_count: 0,
            reopened_count: 0,
            last_link_at: None,
            missing_after_basics: 0,
            closures: Vec::new(),
            links: Vec::new(),
            specials: Vec::new(),
            early_ends: Vec::new(),
            waitings: Vec::new(),
            supplements: Vec::new(),
            materials: Vec::new(),
            fees: Vec::new(),
            documents: Vec::new(),
            licences: Vec::new(),
            services: Vec::new(),
            ratings: Vec::new(),
            attributes: Vec::new(),
            item: None,
        }
    }

    /// When it was applied for: the basics' word, else the submission, else the receipt.
    pub fn applied_at(&self) -> Option<Micros> {
        self.applied_given.or(self.submitted_at).or(self.first_received_at)
    }

    /// Department: of the acceptance, else the receipt, else the first event that has one, else the item's.
    pub fn dept_code(&self) -> Option<Sym> {
        self.dept_accepted.or(self.dept_received).or(self.dept_first).or_else(|| self.item.as_ref().and_then(|item| item.dept_code))
    }

    /// Window, by the same order.
    pub fn window_id(&self) -> Option<Sym> {
        self.window_accepted.or(self.window_received).or(self.window_first)
    }

    /// Department before anybody accepted: of the receipt, else of the first event that has one, else the item's.
    pub fn received_dept(&self) -> Option<Sym> {
        self.dept_received.or(self.dept_first).or_else(|| self.item.as_ref().and_then(|item| item.dept_code))
    }

    /// Window before anybody accepted, by the same order.
    pub fn received_window(&self) -> Option<Sym> {
        self.window_received.or(self.window_first)
    }

    /// The link that is open and began last.
    pub fn newest_open_link(&self) -> Option<&Link> {
        self.links.iter().filter(|link| link.end.is_none()).max_by_key(|link| (link.start, link.seq))
    }

    /// Who holds the case: the actor of the newest open link, else who it was last assigned to, else the last actor.
    pub fn handler_id(&self) -> Option<Sym> {
        self.newest_open_link().and_then(Link::user).or(self.assigned_id).or(self.last_actor_id)
    }

    /// Who decided: the actor of the decision, else of the last ended link of kind decide.
    pub fn approver_id(&self) -> Option<Sym> {
        self.decider_id.or_else(|| {
            let decides = |link: &&Link| link.end.is_some() && link.kind.is_some_and(|kind| kind.text() == "decide");
            self.links.iter().filter(decides).max_by_key(|link| (link.end, link.seq)).and_then(Link::user)
        })
    }

    /// Whether the decision was the system's own (智能秒批).
    pub fn is_auto(&self) -> bool {
        self.item.as_ref().is_some_and(|item| item.auto_approval) && self.decided_by_system.or(self.finished_by_system).unwrap_or(false)
    }

    /// No end since it was last reopened.
    pub fn is_open(&self) -> bool {
        !self.has_ended
    }

    /// Empty mandatory fields of the basics (domain 1.4, set a), once there are basics.
    pub fn missing_in_basics(&self) -> i64 {
        if self.basics_count == 0 {
            return 0;
        }
        let empty = [
            self.item_impl_code.is_none(),
            self.item_base_code.is_none(),
            self.item_name.is_none(),
            self.item_version.is_none(),
            self.case_type.is_none(),
            self.applicant_name.is_none(),
            self.applicant_type.is_none(),
            self.applicant_id_type.is_none(),
            self.applicant.is_none(),
            self.contact_mobile.is_none(),
            self.channel.is_none(),
            self.region_code.is_none(),
            matches!(self.applicant_type, Some(2..=6)) && !self.has_legal_rep,
        ];
        empty.iter().filter(|missing| **missing).count() as i64
    }
}
