//! What hangs on a case, read from the rows of its relations at a moment.

use mingjing_engine::facts::relations::{DOCUMENT, FEE, LICENCE, LINK, MATERIAL, Moment, RATING, SERVICE, SPECIAL, SUPPLEMENT, WAITING};
use mingjing_engine::schema::{Relation, Row, Slot};
use mingjing_engine::time::{Micros, Zone};

use super::values;
use crate::model::dossier::{
    CaseDocument, CaseFee, CaseLicence, CaseLink, CaseMaterial, CaseParts, CaseRating, CaseService, CaseSpecial, CaseSupplement,
    CaseWaiting,
};

/// A row of a relation, its values asked by the names of their columns.
struct Fields<'a> {
    relation: &'static Relation,
    row: &'a dyn Row,
    zone: &'a Zone,
}

impl<'a> Fields<'a> {
    fn slot(&self, column: &str) -> Slot<'a> {
        let slot = self.relation.slot(column);
        debug_assert!(slot.is_some(), "{} has no column {column}", self.relation.name);
        slot.map_or(Slot::Null, |slot| self.row.get(slot))
    }

    fn text(&self, column: &str) -> Option<String> {
        values::text(self.slot(column), self.zone)
    }

    /// A text that every row has.
    fn always(&self, column: &str) -> String {
        self.text(column).unwrap_or_default()
    }

    fn int(&self, column: &str) -> Option<i64> {
        match self.slot(column) {
            Slot::Int(value) => Some(value),
            _ => None,
        }
    }

    fn maybe(&self, column: &str) -> Option<bool> {
        match self.slot(column) {
            Slot::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is(&self, column: &str) -> bool {
        self.maybe(column) == Some(true)
    }

    fn ts(&self, column: &str) -> Option<Micros> {
        match self.slot(column) {
            Slot::Ts(at) => Some(at),
            _ => None,
        }
    }
}

/// Everything that hangs on a case at a moment.
pub fn parts(moment: &Moment<'_>) -> CaseParts {
    CaseParts {
        materials: rows(moment, &MATERIAL, material),
        links: rows(moment, &LINK, link),
        specials: rows(moment, &SPECIAL, special),
        supplements: rows(moment, &SUPPLEMENT, supplement),
        waitings: rows(moment, &WAITING, |fields| waiting(fields, moment)),
        fees: rows(moment, &FEE, fee),
        documents: rows(moment, &DOCUMENT, document),
        licences: rows(moment, &LICENCE, licence),
        services: rows(moment, &SERVICE, service),
        ratings: rows(moment, &RATING, rating),
    }
}

fn rows<T>(moment: &Moment<'_>, relation: &'static Relation, read: impl Fn(&Fields<'_>) -> T) -> Vec<T> {
    let zone = &moment.world().zone;
    let mut found = Vec::new();
    moment.visit(relation, &mut |row| found.push(read(&Fields { relation, row, zone })));
    found
}

fn material(row: &Fields<'_>) -> CaseMaterial {
    CaseMaterial {
        code: row.text("material_code"),
        name: row.text("material_name"),
        in_item_list: row.is("in_item_list"),
        is_required: row.is("is_required"),
        taken: row.is("taken"),
        taken_at: row.text("taken_at"),
        take_mode: row.text("take_mode"),
        take_qty: row.int("take_qty"),
        is_demanded: row.is("is_demanded"),
        is_tolerated: row.is("is_tolerated"),
        tolerated_due_at: row.text("tolerated_due_at"),
        is_shareable: row.maybe("is_shareable"),
        is_original_checked: row.is("is_original_checked"),
        trust_level: row.text("trust_level"),
    }
}

fn link(row: &Fields<'_>) -> CaseLink {
    CaseLink {
        seq: row.int("link_seq").unwrap_or(0),
        name: row.text("link_name").or_else(|| row.text("link_code")),
        kind: row.text("link_kind"),
        start: row.always("link_start"),
        end: row.text("link_end"),
        user: row.text("link_user"),
        action: row.text("link_action"),
        opinion: row.text("link_opinion"),
        limit_wd: row.int("limit_wd").unwrap_or(0),
        used_wd: row.int("used_wd").unwrap_or(0),
        due_at: row.text("link_due_at"),
        is_mandatory: row.maybe("is_mandatory"),
        is_authorised: row.maybe("is_authorised"),
        is_conflicted: row.maybe("is_conflicted"),
        is_auto: row.is("is_auto"),
    }
}

fn special(row: &Fields<'_>) -> CaseSpecial {
    CaseSpecial {
        no: row.always("special_no"),
        kind: row.always("special_kind"),
        start: row.always("special_start"),
        end: row.text("special_end"),
        reason: row.text("special_reason"),
        result: row.text("special_result"),
        limit_days: row.int("limit_days"),
        used_days: row.int("used_days").unwrap_or(0),
        is_suspending: row.is("is_suspending"),
        is_allowed: row.is("is_allowed"),
        notice_at: row.text("notice_at"),
        approver: row.text("approver_id"),
    }
}

fn supplement(row: &Fields<'_>) -> CaseSupplement {
    CaseSupplement {
        notice_no: row.always("notice_no"),
        round: row.int("round").unwrap_or(0),
        requested_at: row.always("requested_at"),
        after_acceptance: row.is("after_acceptance"),
        gap_count: row.int("gap_count").unwrap_or(0),
        reply_due_at: row.text("reply_due_at"),
        answered_at: row.text("answered_at"),
        is_complete: row.maybe("is_complete"),
        open_days: row.int("open_days").unwrap_or(0),
    }
}

fn waiting(row: &Fields<'_>, moment: &Moment<'_>) -> CaseWaiting {
    let world = moment.world();
    let day = |at: Micros| world.zone.day_of(at);
    let used = row.ts("from_at").map(|from| {
        let to = row.ts("to_at").unwrap_or_else(|| moment.at());
        world.calendar_at(moment.at()).count_wd(day(from), day(to))
    });
    CaseWaiting {
        no: row.always("waiting_no"),
        cause: row.text("cause"),
        from: row.always("from_at"),
        to: row.text("to_at"),
        used_wd: used.unwrap_or(0),
        evidence: row.text("evidence"),
    }
}

fn fee(row: &Fields<'_>) -> CaseFee {
    CaseFee {
        no: row.always("fee_no"),
        item: row.text("fee_item"),
        standard_fen: row.int("standard_fen"),
        amount_fen: row.int("amount_fen"),
        paid_fen: row.int("paid_fen"),
        paid_at: row.text("paid_at"),
        bill_no: row.text("bill_no"),
        bill_fen: row.int("bill_fen"),
        relief_basis: row.text("relief_basis"),
    }
}

fn document(row: &Fields<'_>) -> CaseDocument {
    CaseDocument {
        no: row.always("doc_no"),
        kind: row.always("doc_kind"),
        issued_at: row.always("issued_at"),
        is_sealed: row.maybe("is_sealed"),
        remedies_told: row.maybe("remedies_told"),
        reason: row.text("reason"),
    }
}

fn licence(row: &Fields<'_>) -> CaseLicence {
    CaseLicence {
        no: row.always("licence_no"),
        licence_type: row.text("licence_type"),
        issued_at: row.always("issued_at"),
        valid_from: row.text("valid_from"),
        valid_to: row.text("valid_to"),
        is_holder_applicant: row.maybe("is_holder_applicant"),
    }
}

fn service(row: &Fields<'_>) -> CaseService {
    CaseService {
        no: row.always("service_no"),
        name: row.text("service_name"),
        rating_mode: row.text("rating_mode"),
        staff: row.text("staff_id"),
        done_at: row.always("done_at"),
        is_invited: row.maybe("is_invited"),
        is_rated: row.is("is_rated"),
    }
}

fn rating(row: &Fields<'_>) -> CaseRating {
    CaseRating {
        no: row.always("rating_no"),
        service_no: row.text("service_no"),
        rated_at: row.text("rated_at"),
        satisfaction: row.int("satisfaction"),
        channel: row.text("rating_channel"),
        is_defaulted: row.is("is_defaulted"),
        is_staff_phone: row.maybe("is_staff_phone"),
        verdict: row.text("verdict"),
        contacted_at: row.text("contacted_at"),
        replied_at: row.text("replied_at"),
        called_back_at: row.text("called_back_at"),
        is_call_back_satisfied: row.maybe("is_call_back_satisfied"),
        closed_at: row.text("closed_at"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that this file names in its text, relation by relation.
    #[test]
    fn every_column_that_is_asked_for_is_there() {
        let source = include_str!("parts.rs");
        let relations: [(&str, &'static Relation); 10] = [
            ("material", &MATERIAL),
            ("link", &LINK),
            ("special", &SPECIAL),
            ("supplement", &SUPPLEMENT),
            ("waiting", &WAITING),
            ("fee", &FEE),
            ("document", &DOCUMENT),
            ("licence", &LICENCE),
            ("service", &SERVICE),
            ("rating", &RATING),
        ];
        for (name, relation) in relations {
            let from = source.find(&format!("fn {name}(row")).expect("its function");
            let body = source[from..].split("\n}\n").next().unwrap_or_default();
            let columns: Vec<&str> = body.split("row.").skip(1).filter_map(|part| part.split('"').nth(1)).collect();
            assert!(columns.len() >= 5, "{name}: {columns:?}");
            for column in columns {
                assert!(relation.slot(column).is_some(), "{name} has no column {column}");
            }
        }
    }
}
