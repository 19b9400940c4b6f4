//! Which events a rule waits for: without them it is silent, and says so. Worked out from what it reads, so that no list of rules has to be
//! kept beside the rules.

use crate::case::kind::EventType::{self, *};
use crate::facts::relations;

use super::rule::Rule;

/// The events of which the rows of a relation come; none for relations that every case has.
fn of_relation(name: &str) -> &'static [EventType] {
    match name {
        "link" => &[LinkEnded],
        "special" => &[SpecialStarted],
        "waiting" => &[WaitingStarted],
        "supplement" => &[SupplementRequested],
        "material" => &[MaterialTaken],
        "fee" => &[FeeDue],
        "decision" => &[Decided],
        "document" => &[DocumentIssued],
        "licence" | "library_licence" => &[LicenceIssued],
        "service" => &[ServiceDone],
        "rating" => &[Rated],
        "consultation" => &[ConsultationStep],
        "complaint" => &[ComplaintStep],
        "ticket" => &[TicketStep],
        "report_record" => &[ReportStep],
        "supervision_order" => &[OrderStep],
        "delivery" => &[WatermarkMoved],
        "alert" => &[AlertStep],
        "item" => &[ItemPublished],
        _ => &[],
    }
}

/// The events without which a column of a walked relation is empty, or a count stands at nothing, beyond those of its rows.
fn of_column(name: &str) -> &'static [EventType] {
    match name {
        "is_authorised" | "is_staff_phone" => &[PersonPosted],
        "is_conflicted" => &[ConflictDeclared],
        "links_missing" | "is_off_path" | "materials_missing" | "in_item_list" | "is_shareable" | "is_required" | "item_is_fee"
        | "standard_fen" | "excess" | "item_result_type" | "codes_wrong" => &[ItemPublished],
        "contacted_at" | "verdict" => &[RatingStep],
        "is_before_service" | "done_at" => &[ServiceDone],
        "decided_at" | "decision" | "decision_at" => &[Decided],
        "finished_at" | "result_code" => &[Finished],
        "licence_no" | "licence_issued_at" => &[LicenceIssued],
        "extension_days" | "extension_count" => &[Extended],
        "special_count" | "specials" => &[SpecialStarted],
        "supplement_count" | "supplements" => &[SupplementRequested],
        "pre_return_count" => &[PreReturned],
        "last_link_at" | "links" => &[LinkEnded],
        "paid_fen" | "bill_no" => &[FeePaid],
        "accepted_at" | "tolerated_due_at" => &[Accepted],
        _ => &[],
    }
}

impl Rule {
    /// The types of events without which the rule cannot hold for any row, in the order of their numbers. `from` are the relations that a
    /// subject made by SQL is made from; none for those that are walked.
    pub fn awaits(&self, from: &[&str]) -> Vec<EventType> {
        let mut awaited: Vec<EventType> = of_relation(self.subject.name).to_vec();
        for relation in from {
            awaited.extend(of_relation(relation));
        }
        // Only where the rule is silent without them: a column may stand in one of several conditions that are enough.
        if relations::walked(self.subject.name).is_some() {
            let columns = self.slots().iter().filter_map(|slot| self.subject.columns.get(*slot));
            let read: Vec<EventType> = columns.flat_map(|column| of_column(column.name)).copied().collect();
            let is_silent = |kind: &EventType| !self.silenced_by(&|name| of_column(name).contains(kind)).is_empty();
            awaited.extend(read.into_iter().filter(is_silent));
        }
        awaited.sort_by_key(|kind| kind.rank());
        awaited.dedup();
        awaited
    }
}
