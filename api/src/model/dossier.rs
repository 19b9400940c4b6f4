//! What hangs on one case: its materials, links, procedures, notices, waits, fees, documents, licences, services and ratings.
//!
//! The meanings are those of the columns of the same relation (docs/FACTS.md). Money is in hundredths. Personal values are masked or left out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A material that the item lists, or that was taken or demanded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseMaterial {
    /// Code within the item, else the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the item lists it.
    pub in_item_list: bool,
    /// Whether the item requires it in the case's situation.
    pub is_required: bool,
    /// Whether it is in hand.
    pub taken: bool,
    /// When it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<String>,
    /// 1 paper, 2 upload, 3 licence library, 4 data sharing, 9 other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_mode: Option<String>,
    /// Copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_qty: Option<i64>,
    /// Whether a notice or a member of staff demanded it.
    pub is_demanded: bool,
    /// Whether acceptance allowed it to come later (容缺).
    pub is_tolerated: bool,
    /// When a tolerated one is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerated_due_at: Option<String>,
    /// Whether it can be had by data sharing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_shareable: Option<bool>,
    /// Whether somebody checked the original.
    pub is_original_checked: bool,
    /// Trust level, A to D.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_level: Option<String>,
}

/// A link (环节) that began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseLink {
    /// Number within the case.
    pub seq: i64,
    /// Name, else its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// accept, review, decide, licence, deliver or other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// When it began.
    pub start: String,
    /// When it ended; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Who ended it, else who began it; code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// 通过, 退回 or other, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Opinion, as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
    /// Limit in working days: the event's, else the item's, else 2.
    pub limit_wd: i64,
    /// Working days from the day of the start to the end, or to the moment asked about.
    pub used_wd: i64,
    /// Due instant given by the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// Whether the item demands it; absent without an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_mandatory: Option<bool>,
    /// Whether its user had a grant for it; absent while open or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_authorised: Option<bool>,
    /// Whether its user had declared a conflict of interest; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_conflicted: Option<bool>,
    /// Whether the system ended it.
    pub is_auto: bool,
}

/// A special procedure (特别程序) that began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSpecial {
    /// Number within the case.
    pub no: String,
    /// Kind of the domain reference, or hold, fee_wait.
    pub kind: String,
    /// When it began.
    pub start: String,
    /// When it ended; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Reason or basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Limit, in days of the unit in which `used_days` counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_days: Option<i64>,
    /// Days used up to the end, or to the moment asked about.
    pub used_days: i64,
    /// Whether it stops the clock.
    pub is_suspending: bool,
    /// Whether the item allows the kind.
    pub is_allowed: bool,
    /// When the applicant was told in writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_at: Option<String>,
    /// Who approved it, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
}

/// A supplement notice (补正).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSupplement {
    /// Number of the notice.
    pub notice_no: String,
    /// 1 for the first notice.
    pub round: i64,
    /// When it was given.
    pub requested_at: String,
    /// Whether the case was already accepted.
    pub after_acceptance: bool,
    /// Gaps it names.
    pub gap_count: i64,
    /// When the applicant is to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_due_at: Option<String>,
    /// When the applicant answered; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// Whether the answer was complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_complete: Option<bool>,
    /// Calendar days from the notice to the answer, or to the moment asked about.
    pub open_days: i64,
}

/// A wait for somebody else (等待); it moves the responsibility, never the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseWaiting {
    /// Number within the case.
    pub no: String,
    /// upper_system, department, applicant or payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// When it began.
    pub from: String,
    /// When it ended; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Working days from its first day to its end, or to the moment asked about.
    pub used_wd: i64,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// A fee set or paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseFee {
    /// Number within the case.
    pub no: String,
    /// Fee item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_fen: Option<i64>,
    /// Amount set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// Amount paid so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_fen: Option<i64>,
    /// Last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
    /// Bill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_no: Option<String>,
    /// Amount of the bill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_fen: Option<i64>,
    /// Basis of a relief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relief_basis: Option<String>,
}

/// A document (文书) issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseDocument {
    /// Number.
    pub no: String,
    /// Kind of the domain reference.
    pub kind: String,
    /// When.
    pub issued_at: String,
    /// Whether sealed; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_sealed: Option<bool>,
    /// Whether it tells of remedies; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedies_told: Option<bool>,
    /// Reason in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A licence (证照) issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseLicence {
    /// Number.
    pub no: String,
    /// Type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_type: Option<String>,
    /// Date of issue as sent, else the event's time.
    pub issued_at: String,
    /// First day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Whether holder and applicant have one number; absent when either is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_holder_applicant: Option<bool>,
}

/// A service (服务) that should be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseService {
    /// Number.
    pub no: String,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// site (一次一评) or online (一事一评).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating_mode: Option<String>,
    /// Who served, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// When.
    pub done_at: String,
    /// Whether the applicant was asked to rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_invited: Option<bool>,
    /// Whether a rating that is not assumed names it.
    pub is_rated: bool,
}

/// A rating (评价) and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseRating {
    /// Number.
    pub no: String,
    /// Service rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_no: Option<String>,
    /// When it was rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated_at: Option<String>,
    /// 1 very satisfied to 5 very dissatisfied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<i64>,
    /// Channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Assumed, not given.
    pub is_defaulted: bool,
    /// Whether the phone belongs to staff; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_staff_phone: Option<bool>,
    /// true, mistaken, malicious or outside_law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// First contact with the rater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<String>,
    /// Reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_at: Option<String>,
    /// Call-back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_back_at: Option<String>,
    /// Whether the rater was satisfied at the call-back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_call_back_satisfied: Option<bool>,
    /// Closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<String>,
}

/// All that hangs on a case, each list in the order of the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseParts {
    /// Materials: the item's list first, then the others.
    pub materials: Vec<CaseMaterial>,
    /// Links.
    pub links: Vec<CaseLink>,
    /// Special procedures.
    pub specials: Vec<CaseSpecial>,
    /// Supplement notices.
    pub supplements: Vec<CaseSupplement>,
    /// Waits for somebody else.
    pub waitings: Vec<CaseWaiting>,
    /// Fees.
    pub fees: Vec<CaseFee>,
    /// Documents.
    pub documents: Vec<CaseDocument>,
    /// Licences.
    pub licences: Vec<CaseLicence>,
    /// Services.
    pub services: Vec<CaseService>,
    /// Ratings.
    pub ratings: Vec<CaseRating>,
}
