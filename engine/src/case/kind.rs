//! Event types and their rank among events of one instant (events-and-facts, section 3).

macro_rules! kinds {
    ($($variant:ident = $rank:literal $name:literal $zh:literal $en:literal,)*) => {
        /// The type of an event. The discriminant is its rank: events of one instant fold in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum EventType { $(#[doc = $zh] $variant = $rank,)* }

        impl EventType {
            /// All types in order of rank.
            pub const ALL: &'static [EventType] = &[$(EventType::$variant,)*];

            /// Name in the wire format.
            pub fn name(self) -> &'static str {
                match self { $(EventType::$variant => $name,)* }
            }

            /// The field's Chinese term.
            pub fn zh(self) -> &'static str {
                match self { $(EventType::$variant => $zh,)* }
            }

            /// English term.
            pub fn en(self) -> &'static str {
                match self { $(EventType::$variant => $en,)* }
            }

            /// The type of a name.
            pub fn named(name: &str) -> Option<EventType> {
                match name { $($name => Some(EventType::$variant),)* _ => None }
            }

            /// The type of a rank.
            pub fn ranked(rank: u8) -> Option<EventType> {
                match rank { $($rank => Some(EventType::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    OrganizationSet = 1 "organization_set" "机构设置" "Organization set",
    PersonPosted = 2 "person_posted" "人员上岗" "Person posted",
    ItemPublished = 3 "item_published" "事项发布" "Item published",
    CalendarPublished = 4 "calendar_published" "日历发布" "Calendar published",
    SourceSet = 5 "source_set" "来源登记" "Source registered",
    Submitted = 10 "submitted" "申报" "Submitted",
    PreReturned = 11 "pre_returned" "预审退回" "Returned at pre-review",
    Received = 12 "received" "收件" "Received",
    MaterialTaken = 13 "material_taken" "收取材料" "Material taken",
    SupplementRequested = 14 "supplement_requested" "补齐补正告知" "Supplement requested",
    Supplemented = 15 "supplemented" "补齐" "Supplemented",
    Accepted = 16 "accepted" "受理" "Accepted",
    Refused = 17 "refused" "不予受理" "Refused",
    Assigned = 18 "assigned" "分派" "Assigned",
    LinkStarted = 19 "link_started" "环节开始" "Link started",
    LinkEnded = 20 "link_ended" "环节办结" "Link ended",
    SpecialStarted = 21 "special_started" "特别程序启动" "Special procedure started",
    SpecialEnded = 22 "special_ended" "特别程序结束" "Special procedure ended",
    Extended = 23 "extended" "延期" "Extended",
    Decided = 24 "decided" "决定" "Decided",
    LicenceIssued = 25 "licence_issued" "出证" "Licence issued",
    Finished = 26 "finished" "办结" "Finished",
    Delivered = 27 "delivered" "送达" "Delivered",
    Withdrawn = 28 "withdrawn" "撤件" "Withdrawn",
    Returned = 29 "returned" "退件" "Returned",
    Voided = 30 "voided" "作废" "Voided",
    Reopened = 31 "reopened" "重新启动" "Reopened",
    Archived = 32 "archived" "归档" "Archived",
    DocumentIssued = 33 "document_issued" "出具文书" "Document issued",
    FeeDue = 34 "fee_due" "核费" "Fee due",
    FeePaid = 35 "fee_paid" "缴费" "Fee paid",
    Noted = 36 "noted" "附记" "Noted",
    WaitingStarted = 37 "waiting_started" "等待开始" "Waiting started",
    WaitingEnded = 38 "waiting_ended" "等待结束" "Waiting ended",
    ServiceDone = 40 "service_done" "服务产生" "Service done",
    Rated = 41 "rated" "评价" "Rated",
    RatingStep = 42 "rating_step" "差评处置" "Rating step",
    ConsultationStep = 43 "consultation_step" "咨询" "Consultation step",
    ComplaintStep = 44 "complaint_step" "投诉" "Complaint step",
    TicketStep = 45 "ticket_step" "排队" "Ticket step",
    ReportStep = 46 "report_step" "上报" "Report step",
    ConflictDeclared = 47 "conflict_declared" "回避申报" "Conflict declared",
    OutageDeclared = 48 "outage_declared" "系统故障公告" "Outage declared",
    WatermarkMoved = 49 "watermark_moved" "数据截至" "Watermark moved",
    ImportVoided = 50 "import_voided" "导入作废" "Import voided",
    AlertStep = 60 "alert_step" "监察预警" "Alert step",
    OrderStep = 61 "order_step" "督办" "Supervision order step",
    RuleStep = 62 "rule_step" "规则版本" "Rule version step",
    ScoreEntered = 63 "score_entered" "计分" "Score entered",
    AppealStep = 64 "appeal_step" "申诉" "Appeal step",
}

impl EventType {
    /// The rank: place among events of one instant.
    pub fn rank(self) -> u8 {
        self as u8
    }

    /// Types 10 to 38: they tell what happened to a case and cannot do without its number.
    pub fn is_case_event(self) -> bool {
        (10..=38).contains(&self.rank())
    }

    /// Types that enter the fold of a case: 10 to 42.
    pub fn is_folded(self) -> bool {
        (10..=42).contains(&self.rank())
    }

    /// Types 1 to 5: effective-dated reference data.
    pub fn is_reference(self) -> bool {
        self.rank() <= 5
    }

    /// Types that end a case until it is reopened (section 3, "State").
    pub fn is_end(self) -> bool {
        matches!(self, EventType::Finished | EventType::Withdrawn | EventType::Returned | EventType::Voided | EventType::Refused)
    }

    /// Whether the wire format demands `case_no`: types 10 to 38, but `licence_issued` may come from a licence library.
    pub fn needs_case_no(self) -> bool {
        self.is_case_event() && self != EventType::LicenceIssued
    }

    /// Types that only the engine itself writes.
    pub fn is_own(self) -> bool {
        self.rank() >= 60 || self == EventType::ImportVoided
    }
}

impl serde::Serialize for EventType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
