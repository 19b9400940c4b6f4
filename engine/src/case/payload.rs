//! What each type of event carries (events-and-facts, section 3): one definition gives the typed struct that the fold reads and
//! the list of fields that the door checks.

use serde::Deserialize;

use super::kind::EventType;
use super::values::{Date, Due, Instant, Personal};
use crate::sym::Sym;

/// Type of a payload field on the wire.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// Free text of at most so many characters.
    Text(usize),
    /// A code, at most 128 characters.
    Code,
    /// One of a closed list of codes.
    OneOf(&'static [&'static str]),
    /// 64-bit integer.
    Int,
    /// True or false.
    Bool,
    /// RFC 3339 instant with offset.
    Instant,
    /// `YYYY-MM-DD`.
    Date,
    /// An instant or a date.
    Due,
    /// Hundredths, integer.
    Fen,
    /// A personal value of a kind; sealed at the door.
    Personal(PersonalKind),
    /// List of codes.
    Codes,
    /// List of objects.
    Objects(&'static [Field]),
    /// One object.
    Object(&'static [Field]),
}

/// Which normalisation, check and mask a personal value gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalKind {
    /// A person's or an organisation's name.
    Name,
    /// A document number; which document, the field of this name beside it says (`applicant_id_type`), if any.
    IdNumber(Option<&'static str>),
    /// A phone number.
    Phone,
    /// A postal address.
    Address,
    /// Anything else that points at a person, a device for instance.
    Other,
}

/// One field of a payload.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: &'static str,
    /// Type on the wire.
    pub ty: FieldType,
    /// Whether the form demands it.
    pub mandatory: bool,
}

/// Most characters of a document that an event carries.
pub const MOST_DOCUMENT: usize = 60_000;

macro_rules! field_type {
    (text) => {
        FieldType::Text(1000)
    };
    (line) => {
        FieldType::Text(200)
    };
    (document) => {
        FieldType::Text(MOST_DOCUMENT)
    };
    (code) => {
        FieldType::Code
    };
    (int) => {
        FieldType::Int
    };
    (flag) => {
        FieldType::Bool
    };
    (instant) => {
        FieldType::Instant
    };
    (date) => {
        FieldType::Date
    };
    (due) => {
        FieldType::Due
    };
    (fen) => {
        FieldType::Fen
    };
    (codes) => {
        FieldType::Codes
    };
    ((one $list:expr)) => {
        FieldType::OneOf($list)
    };
    ((person $kind:expr)) => {
        FieldType::Personal($kind)
    };
    ((objects $item:ident)) => {
        FieldType::Objects($item::FIELDS)
    };
    ((object $item:ident)) => {
        FieldType::Object($item::FIELDS)
    };
}

macro_rules! rust_type {
    (text) => { Option<Box<str>> };
    (line) => { Option<Box<str>> };
    (document) => { Option<Box<str>> };
    (code) => { Option<Sym> };
    (int) => { Option<i64> };
    (flag) => { Option<bool> };
    (instant) => { Option<Instant> };
    (date) => { Option<Date> };
    (due) => { Option<Due> };
    (fen) => { Option<i64> };
    (codes) => { Vec<Sym> };
    ((one $list:expr)) => { Option<Sym> };
    ((person $kind:expr)) => { Option<Personal> };
    ((objects $item:ident)) => { Vec<$item> };
    ((object $item:ident)) => { Option<$item> };
}

macro_rules! mandatory {
    () => {
        false
    };
    (M) => {
        true
    };
}

macro_rules! fields {
    ($(#[doc = $doc:literal] $name:ident { $($field:ident: $ty:tt $($m:ident)?,)* })*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Debug, Default, PartialEq, Deserialize)]
            #[serde(default)]
            #[allow(missing_docs, reason = "field names are those of events-and-facts, section 3")]
            pub struct $name { $(pub $field: rust_type!($ty),)* }

            impl $name {
                /// The fields on the wire.
                pub const FIELDS: &'static [Field] =
                    &[$(Field { name: stringify!($field), ty: field_type!($ty), mandatory: mandatory!($($m)?) },)*];
            }
        )*
    };
}

use PersonalKind::{Address, IdNumber, Name, Other, Phone};

const UNITS: &[&str] = &["wd", "cd", "hour"];
const LINK_KINDS: &[&str] = &["accept", "review", "decide", "licence", "deliver", "other"];

fields! {
    /// Opening hours of one weekday, `HH:MM`; weekday 1 is Monday.
    Opening { weekday: int M, from: line M, to: line M, }
    /// Type 1: an organization, department or window as of a day.
    OrganizationSet {
        kind: (one &["region", "dept", "window"]) M, code: code M, name: line M, parent_code: code, uscc: code, region_code: code,
        opening: (objects Opening), items: codes, valid_from: date, valid_to: date, successor_code: code,
    }
    /// A right to act on links of an item.
    Grant { item_impl_code: code M, link_kind: code, level: int, }
    /// Type 2: a person at a post.
    PersonPosted {
        person_id: code M, name: (person Name), phone: (person Phone), post: code, dept_code: code, window_id: code,
        grants: (objects Grant), valid_from: date M, valid_to: date,
    }
    /// Standard of a fee.
    FeeItem { fee_item: code M, standard_fen: fen, }
    /// A link of an item's process.
    ItemLink {
        link_code: code M, link_name: line, link_kind: (one LINK_KINDS), mandatory: flag, limit_wd: int, after: codes,
    }
    /// A material an item asks for.
    ItemMaterial {
        material_code: code M, material_name: line, required: flag, situations: codes, tolerable: flag, shareable: flag,
    }
    /// A special procedure an item allows.
    ItemSpecial { special_kind: code M, limit_days: int, suspends: flag, }
    /// The usual range of a discretionary measure.
    Benchmark { situation_code: code, measure: code M, min: int, max: int, }
    /// Type 3: a version of a service item.
    ItemPublished {
        item_impl_code: code M, item_version: code M, item_base_code: code, item_handle_codes: codes, item_name: line,
        item_type: code, dept_code: code, case_type: int, promised_days: int, promised_unit: (one UNITS), statutory_days: int,
        statutory_unit: (one UNITS), is_joint: flag, auto_approval: flag, is_fee: flag, fee_items: (objects FeeItem),
        result_type: code, online: flag, links: (objects ItemLink), materials: (objects ItemMaterial),
        specials: (objects ItemSpecial), benchmarks: (objects Benchmark), separate_posts: flag, valid_from: date M, valid_to: date,
    }
    /// A day a notice names.
    CalendarDay { date: date M, kind: (one &["holiday", "workday"]) M, name: line, }
    /// Type 4: a notice of the official calendar.
    CalendarPublished {
        calendar: code M, layer: (one &["nation", "region", "centre"]) M, year: int M, version: int M, known_from: instant,
        notice_no: line, days: (objects CalendarDay), approver_ids: codes,
    }
    /// Type 5: a source and from when it is supervised.
    SourceSet { source: code M, usual_lag_hours: int, starts_at: instant, }
    /// Types 10 and 12: basics of an application; receipt and ticket for a walk-in.
    Application {
        receipt_no: line, ticket_no: line,
        item_impl_code: code, item_base_code: code, item_handle_code: code, item_name: line, item_version: code,
        situation_code: code, case_type: int, applicant_name: (person Name), applicant_type: int, applicant_id_type: code,
        applicant_id_no: (person IdNumber(Some("applicant_id_type"))), contact_name: (person Name), contact_id_type: code,
        contact_id_no: (person IdNumber(Some("contact_id_type"))), contact_mobile: (person Phone), legal_rep: (person Name),
        postcode: code, address: (person Address), intermediary_code: code, channel: int,
        origin: (one &["own", "online", "province", "linked"]), applied_at: instant, invest_project_no: code, region_code: code,
        urgent: flag, package_no: code, promised_due_at: due,
    }
    /// Types 11, 28, 29, 30, 31: only a reason.
    Reason { reason: text, }
    /// Type 13: a material in hand.
    MaterialTaken {
        material_code: code, material_name: line, take_mode: code, take_qty: int, demanded: (one &["list", "notice", "other"]),
        trust_level: code, original_checked_by: code, licence_no: line, file_hash: code,
    }
    /// A gap named in a supplement notice.
    Gap { material_code: code, material_name: line, reason: text, basis: text, }
    /// Type 14: the one-time notice.
    SupplementRequested { notice_no: line M, gaps: (objects Gap), reply_due_at: due, }
    /// Type 15: the answer to a notice.
    Supplemented { notice_no: line M, complete: flag, }
    /// A material accepted later.
    Tolerated { material_code: code M, due_at: due, }
    /// Type 16: acceptance.
    Accepted {
        accept_doc_no: line, accept_dept_uscc: code, promised_days: int, promised_unit: (one UNITS), statutory_days: int,
        statutory_unit: (one UNITS), promised_due_at: due, tolerated: (objects Tolerated), pledge: flag,
    }
    /// Type 17: refusal to accept.
    Refused {
        refusal: (one &["not_required", "not_accepted"]) M, reason: text, doc_no: line, remedies_told: flag, competent_body: line,
    }
    /// Type 18: hand-over to a person.
    Assigned { handler_id: code M, from_id: code, }
    /// Types 19 and 20: a link begins or ends.
    Link {
        link_seq: int M, link_code: code, link_name: line M, link_kind: (one LINK_KINDS), limit_wd: int, link_due_at: due, link_start: instant,
        link_action: code, link_opinion: text, service_produced: flag,
    }
    /// Type 21: a special procedure begins.
    SpecialStarted {
        special_no: line M, special_kind: code M, special_reason: text, special_applicant: line, limit_days: int,
        limit_unit: (one UNITS), approver_id: code, notice_no: line, notice_at: instant,
    }
    /// Type 22: a special procedure ends.
    SpecialEnded { special_no: line M, special_result: text, special_opinion: text, }
    /// Type 23: an extension.
    Extended { days: int M, approver_id: code, reason: text, notice_no: line, }
    /// A measure chosen within discretion.
    Discretion { measure: code, value: int, }
    /// Type 24: the decision.
    Decided {
        decision: (one &["granted", "denied"]) M, reason: text, doc_no: line, remedies_told: flag, discretion: (object Discretion),
    }
    /// Type 25: a licence.
    LicenceIssued {
        licence_no: line M, licence_type: code, licence_name: line, holder_name: (person Name), holder_id_no: (person IdNumber(None)),
        issued_at: due, valid_from: date, valid_to: date, licence_issuer: line,
    }
    /// Type 26: the end of a case with its result.
    Finished {
        result_code: (one &["licence", "granted", "denied", "returned", "voided", "deleted", "forwarded", "supplement_abandoned", "other"]) M,
        result_desc: text, exit_reason: text, licence_no: line, deliver_by_post: flag,
    }
    /// Type 27: delivery.
    Delivered { method: code, receiver: (person Name), proof_no: line, }
    /// Types 32 and 36: nothing but the envelope.
    Empty { }
    /// Type 33: a document.
    DocumentIssued { doc_no: line M, doc_kind: code M, sealed: flag, reason: text, remedies_told: flag, }
    /// Type 34: a fee is set.
    FeeDue { fee_no: line M, fee_item: code, standard_fen: fen, amount_fen: fen M, relief_basis: text, }
    /// Type 35: a fee is paid.
    FeePaid { fee_no: line M, amount_fen: fen M, bill_no: line, bill_fen: fen, collector: code, payer_name: (person Name), }
    /// Types 37 and 38: waiting for somebody else.
    Waiting { waiting_no: line M, cause: (one &["upper_system", "department", "applicant", "payment"]) M, evidence: text, }
    /// Type 40: a service that should be rated.
    ServiceDone {
        service_no: line M, service_name: line, rating_mode: (one &["site", "online"]), staff_id: code, invited: flag,
    }
    /// Type 41: a rating; satisfaction 1 (best) to 5.
    Rated {
        rating_no: line M, service_no: line, satisfaction: int M, rating_channel: code, round: int, defaulted: flag,
        real_name: flag, rater_id_no: (person IdNumber(None)), phone: (person Phone), device: (person Other), options: codes, text: text,
    }
    /// Type 42: what is done about a bad rating.
    RatingStep {
        rating_no: line M,
        step: (one &["dispatched", "contacted", "verified", "rectified", "explained", "replied", "called_back", "disputed", "closed"]) M,
        verdict: (one &["true", "mistaken", "malicious", "outside_law"]), satisfied: flag,
    }
    /// Type 43: a consultation.
    ConsultationStep {
        consultation_no: line M, step: (one &["asked", "answered", "extended", "made_knowledge"]) M, topic: line,
        item_impl_code: code, consultation_channel: code, person: (person Other), text: text,
    }
    /// Type 44: a complaint.
    ComplaintStep {
        complaint_no: line M,
        step: (one &["registered", "accepted", "rejected", "merged", "transferred", "investigated", "reviewed", "instructed", "decided",
            "replied", "called_back", "extended", "closed"]) M,
        complaint_kind: code, complaint_source: code, against_dept: code, against_window: code, against_person: code,
        anonymous: flag, complainant: (person Other), due_at: due, finding: (one &["valid", "partly", "invalid", "unclear"]),
        satisfied: flag, text: text,
    }
    /// Type 45: a queue ticket.
    TicketStep {
        ticket_no: line M, step: (one &["taken", "called", "started", "ended", "passed", "removed"]) M, ticket_status: int,
        business_code: code, item_impl_code: code, ticket_channel: code, appointment: flag, person: (person IdNumber(None)),
    }
    /// Type 46: upward reporting of one record.
    ReportStep {
        row_guid: line M, stream: code M, version: int, batch: line, step: (one &["sent", "acknowledged", "rejected", "repaired"]) M,
        reason_code: code,
    }
    /// Type 47: a declared conflict of interest.
    ConflictDeclared { person_id: code M, party_id_no: (person IdNumber(None)) M, valid_from: date, valid_to: date, reason: text, }
    /// Type 48: a declared outage.
    OutageDeclared {
        outage_no: line M, platform: code M, from: instant M, to: instant, announcement_no: line, approver_ids: codes,
    }
    /// Type 49: a source is complete up to an instant.
    WatermarkMoved { source: code M, complete_to: instant M, }
    /// Type 50: a whole import no longer counts.
    ImportVoided { batch: line M, reason: text M, }
    /// Type 60: a step in the life of an alert.
    AlertStep {
        alert_no: line M, step: code M, family: code, rule: code, version: int, subject: code, subject_key: line, occurrence: int,
        level: code, since: instant, ended_at: instant, proof_hash: line, proof: document, decider_ids: codes, instructed_by: code, reason: text,
        level_since: instant, responsible_dept: code, responsible_window: code, responsible_person: code, responsible_link: line,
        is_pending: flag, is_stock: flag, is_backfilled: flag,
    }
    /// Type 61: a step of a supervision order.
    OrderStep {
        order_no: line M, step: (one &["issued", "signed", "replied", "extended", "sent_back", "verified", "closed", "reminded", "bulletin"]) M,
        alert_no: line, complaint_no: line, target: code, due_at: due, text: text,
    }
    /// Type 62: a step in the life of a rule version.
    RuleStep {
        rule: code M, version: int M,
        step: (one &["drafted", "tested", "submitted", "approved", "shadowed", "activated", "halted", "withdrawn", "retired"]) M,
        content_hash: line, forecast: text,
    }
    /// Type 63: a score entry; points in hundredths.
    ScoreEntered {
        entry_no: line M, period: code, subject_kind: (one &["dept", "window", "person"]), subject_code: code, indicator: code,
        version: int, points: int, cause_no: line, reverses_entry_no: line,
    }
    /// What a granted appeal changes.
    AppealEffect {
        kind: (one &["reattributed", "excluded", "time_credited"]), to_dept: code, to_window: code, to_person: code, days: int,
    }
    /// Type 64: a step of an appeal.
    AppealStep {
        appeal_no: line M, step: (one &["submitted", "checked", "proposed", "decided", "reviewed", "closed"]) M, entry_nos: codes,
        alert_no: line, decision: (one &["granted", "partly", "rejected"]), effect: (object AppealEffect), points: int, reason: text,
    }
}

macro_rules! payloads {
    ($($variant:ident($ty:ident) = $($kind:ident)|+,)*) => {
        /// The payload of an event, by its type.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "each variant is the struct of its name")]
        #[allow(clippy::large_enum_variant, reason = "an application is the event every case has; a box would cost each of them an allocation")]
        pub enum Payload { $($variant($ty),)* }

        impl Payload {
            /// The fields of a type's payload.
            pub fn fields(kind: EventType) -> &'static [Field] {
                match kind { $($(EventType::$kind)|+ => $ty::FIELDS,)* }
            }

            /// Reads the payload of a type as the ledger keeps it.
            pub fn deserialize_as<'de, D: serde::Deserializer<'de>>(kind: EventType, deserializer: D) -> Result<Payload, D::Error> {
                match kind { $($(EventType::$kind)|+ => $ty::deserialize(deserializer).map(Payload::$variant),)* }
            }
        }
    };
}

payloads! {
    OrganizationSet(OrganizationSet) = OrganizationSet,
    PersonPosted(PersonPosted) = PersonPosted,
    ItemPublished(ItemPublished) = ItemPublished,
    CalendarPublished(CalendarPublished) = CalendarPublished,
    SourceSet(SourceSet) = SourceSet,
    Application(Application) = Submitted | Received,
    Reason(Reason) = PreReturned | Withdrawn | Returned | Voided | Reopened,
    MaterialTaken(MaterialTaken) = MaterialTaken,
    SupplementRequested(SupplementRequested) = SupplementRequested,
    Supplemented(Supplemented) = Supplemented,
    Accepted(Accepted) = Accepted,
    Refused(Refused) = Refused,
    Assigned(Assigned) = Assigned,
    Link(Link) = LinkStarted | LinkEnded,
    SpecialStarted(SpecialStarted) = SpecialStarted,
    SpecialEnded(SpecialEnded) = SpecialEnded,
    Extended(Extended) = Extended,
    Decided(Decided) = Decided,
    LicenceIssued(LicenceIssued) = LicenceIssued,
    Finished(Finished) = Finished,
    Delivered(Delivered) = Delivered,
    Empty(Empty) = Archived | Noted,
    DocumentIssued(DocumentIssued) = DocumentIssued,
    FeeDue(FeeDue) = FeeDue,
    FeePaid(FeePaid) = FeePaid,
    Waiting(Waiting) = WaitingStarted | WaitingEnded,
    ServiceDone(ServiceDone) = ServiceDone,
    Rated(Rated) = Rated,
    RatingStep(RatingStep) = RatingStep,
    ConsultationStep(ConsultationStep) = ConsultationStep,
    ComplaintStep(ComplaintStep) = ComplaintStep,
    TicketStep(TicketStep) = TicketStep,
    ReportStep(ReportStep) = ReportStep,
    ConflictDeclared(ConflictDeclared) = ConflictDeclared,
    OutageDeclared(OutageDeclared) = OutageDeclared,
    WatermarkMoved(WatermarkMoved) = WatermarkMoved,
    ImportVoided(ImportVoided) = ImportVoided,
    AlertStep(AlertStep) = AlertStep,
    OrderStep(OrderStep) = OrderStep,
    RuleStep(RuleStep) = RuleStep,
    ScoreEntered(ScoreEntered) = ScoreEntered,
    AppealStep(AppealStep) = AppealStep,
}
