//! The parts of a case that only some rules look at: materials one by one, opinions, fees, documents, services, conflicts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::read::Event;
use crate::calendar::{Day, parse_date};
use crate::identity::{normalise, normalise_phone};

/// A material that was taken or demanded.
#[derive(Debug, Default)]
pub struct Touched<'a> {
    pub code: Option<&'a str>,
    pub name: Option<&'a str>,
    pub taken_at: Option<i64>,
    pub mode: Option<&'a str>,
    pub trust: Option<&'a str>,
    pub is_checked: bool,
    pub hash: Option<&'a str>,
    pub is_demanded: bool,
}

/// A fee.
#[derive(Debug, Default)]
pub struct Fee<'a> {
    pub no: &'a str,
    pub item: Option<&'a str>,
    pub standard: Option<i64>,
    pub amount: Option<i64>,
    pub relief: Option<&'a str>,
    pub paid: Option<i64>,
    pub bill: Option<&'a str>,
    pub bill_fen: Option<i64>,
}

/// A document.
#[derive(Debug)]
pub struct Document<'a> {
    pub no: &'a str,
    pub sealed: Option<bool>,
    pub reason: Option<&'a str>,
    pub remedies: Option<bool>,
}

/// A rating as it was given.
#[derive(Debug, Default)]
pub struct Given<'a> {
    pub no: &'a str,
    pub service: Option<&'a str>,
    pub is_defaulted: bool,
    pub phone: Option<String>,
    pub device: Option<&'a str>,
    pub is_contacted: bool,
}

/// Everything of that kind that the events so far have said.
#[derive(Debug, Default)]
pub struct More<'a> {
    pub last_event: Option<i64>,
    pub created_by: Option<&'a str>,
    created_at: Option<i64>,
    pub pre_returns: i64,
    /// Links that ended: whether by the system, and the opinion.
    pub opinions: BTreeMap<i64, (bool, Option<&'a str>)>,
    pub answered: BTreeSet<&'a str>,
    pub end_state: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub doc_no: Option<&'a str>,
    pub remedies: Option<bool>,
    pub discretion: Option<(&'a str, i64)>,
    pub documents: Vec<Document<'a>>,
    pub fees: Vec<Fee<'a>>,
    pub materials: Vec<Touched<'a>>,
    /// Licence number and its holder's number.
    pub holders: Vec<(&'a str, Option<String>)>,
    pub licence_at: Option<i64>,
    pub finish_licence: bool,
    /// Person, party, first and last day.
    pub conflicts: Vec<(&'a str, String, Option<Day>, Option<Day>)>,
    /// Service number, instant, whether the applicant was asked to rate.
    pub services: Vec<(&'a str, i64, Option<bool>)>,
    pub given: Vec<Given<'a>>,
    is_ended: bool,
    has_decision: bool,
}

fn flag(event: &Event<'_>, name: &str) -> Option<bool> {
    event.field(name).and_then(Value::as_bool)
}

impl<'a> More<'a> {
    fn material(&mut self, code: Option<&'a str>, name: Option<&'a str>) -> &mut Touched<'a> {
        let same = |material: &Touched<'_>| if code.is_some() { material.code == code } else { material.name == name };
        let place = self.materials.iter().position(same).unwrap_or_else(|| {
            self.materials.push(Touched { code, name, ..Touched::default() });
            self.materials.len() - 1
        });
        &mut self.materials[place]
    }

    fn fee(&mut self, no: &'a str) -> &mut Fee<'a> {
        let place = self.fees.iter().position(|fee| fee.no == no).unwrap_or_else(|| {
            self.fees.push(Fee { no, ..Fee::default() });
            self.fees.len() - 1
        });
        &mut self.fees[place]
    }

    fn given(&mut self, no: &'a str) -> &mut Given<'a> {
        let place = self.given.iter().position(|given| given.no == no).unwrap_or_else(|| {
            self.given.push(Given { no, ..Given::default() });
            self.given.len() - 1
        });
        &mut self.given[place]
    }

    fn end(&mut self, state: &'a str) {
        if !self.is_ended {
            self.is_ended = true;
            self.end_state = Some(state);
        }
    }

    /// Folds the next event, in fold order.
    pub fn apply(&mut self, event: &Event<'a>) {
        if (10..=42).contains(&event.rank) && self.created_at.is_none_or(|at| event.entered_at < at) {
            self.created_at = Some(event.entered_at);
            self.created_by = event.entered_by.or(event.actor);
        }
        if (10..=38).contains(&event.rank) {
            self.last_event = Some(event.at);
        }
        match event.kind {
            "pre_returned" => self.pre_returns += 1,
            "material_taken" => {
                let material = self.material(event.text("material_code"), event.text("material_name"));
                material.name = event.text("material_name").or(material.name);
                material.taken_at = material.taken_at.or(Some(event.at));
                material.mode = event.text("take_mode").or(material.mode);
                material.trust = event.text("trust_level").or(material.trust);
                material.is_checked |= event.field("original_checked_by").is_some();
                material.hash = event.text("file_hash").or(material.hash);
                material.is_demanded |= event.text("demanded").is_some_and(|how| how != "list");
            }
            "supplement_requested" => {
                for gap in event.list("gaps") {
                    let text = |name: &str| gap.get(name).and_then(Value::as_str);
                    let (code, name) = (text("material_code"), text("material_name"));
                    if code.is_some() || name.is_some() {
                        let material = self.material(code, name);
                        material.name = name.or(material.name);
                        material.is_demanded = true;
                    }
                }
            }
            "supplemented" => self.answered.extend(event.text("notice_no")),
            "link_ended" => {
                if let Some(seq) = event.int("link_seq") {
                    self.opinions.insert(seq, (event.is_system, event.text("link_opinion")));
                }
            }
            "refused" => {
                (self.reason, self.doc_no, self.remedies) = (event.text("reason"), event.text("doc_no"), flag(event, "remedies_told"));
                self.end(if event.text("refusal") == Some("not_required") { "not_required" } else { "not_accepted" });
            }
            "decided" if !self.has_decision => {
                self.has_decision = true;
                (self.reason, self.doc_no, self.remedies) = (event.text("reason"), event.text("doc_no"), flag(event, "remedies_told"));
                self.discretion = event.field("discretion").and_then(|choice| {
                    Some((choice.get("measure").and_then(Value::as_str)?, choice.get("value").and_then(Value::as_i64)?))
                });
            }
            "document_issued" => {
                if let Some(no) = event.text("doc_no") {
                    let (sealed, remedies) = (flag(event, "sealed"), flag(event, "remedies_told"));
                    self.documents.push(Document { no, sealed, reason: event.text("reason"), remedies });
                }
            }
            "licence_issued" => {
                self.licence_at = self.licence_at.or(Some(event.at));
                if let Some(no) = event.text("licence_no") {
                    self.holders.push((no, event.text("holder_id_no").map(normalise)));
                }
            }
            "finished" => {
                self.finish_licence |= event.field("licence_no").is_some();
                self.end("finished");
            }
            "withdrawn" | "returned" | "voided" => self.end(event.kind),
            "reopened" => (self.is_ended, self.end_state, self.has_decision) = (false, None, false),
            "fee_due" => {
                let fee = self.fee(event.text("fee_no").unwrap_or_default());
                (fee.item, fee.standard, fee.amount) = (event.text("fee_item"), event.int("standard_fen"), event.int("amount_fen"));
                fee.relief = event.text("relief_basis");
            }
            "fee_paid" => {
                let fee = self.fee(event.text("fee_no").unwrap_or_default());
                fee.paid = Some(fee.paid.unwrap_or(0) + event.int("amount_fen").unwrap_or(0));
                fee.bill = event.text("bill_no").or(fee.bill);
                fee.bill_fen = event.int("bill_fen").or(fee.bill_fen);
            }
            "conflict_declared" => {
                if let (Some(person), Some(party)) = (event.text("person_id"), event.text("party_id_no")) {
                    let day = |name: &str| event.text(name).and_then(parse_date);
                    self.conflicts.push((person, normalise(party), day("valid_from"), day("valid_to")));
                }
            }
            "service_done" => {
                if let Some(no) = event.text("service_no") {
                    self.services.push((no, event.at, flag(event, "invited")));
                }
            }
            "rated" => {
                let given = self.given(event.text("rating_no").unwrap_or_default());
                given.service = event.text("service_no");
                given.is_defaulted = flag(event, "defaulted") == Some(true);
                given.phone = event.text("phone").map(normalise_phone);
                given.device = event.text("device");
            }
            "rating_step" => {
                let is_contact = event.text("step") == Some("contacted");
                self.given(event.text("rating_no").unwrap_or_default()).is_contacted |= is_contact;
            }
            _ => {}
        }
    }
}
