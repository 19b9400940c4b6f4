//! One event after the other into the facts.

use serde_json::Value;

use super::super::read::Event;
use super::{Facts, Licence, Link, Rating, Special, Supplement};
use crate::calendar::{DAY, SECOND, midnight, parse_date, parse_instant};
use crate::identity::normalise;

/// The fields of the application basics (events-and-facts.md section 3).
const BASICS: &[&str] = &[
    "item_impl_code",
    "item_base_code",
    "item_handle_code",
    "item_name",
    "item_version",
    "situation_code",
    "case_type",
    "applicant_name",
    "applicant_type",
    "applicant_id_type",
    "applicant_id_no",
    "contact_name",
    "contact_id_type",
    "contact_id_no",
    "contact_mobile",
    "legal_rep",
    "postcode",
    "address",
    "intermediary_code",
    "channel",
    "origin",
    "applied_at",
    "invest_project_no",
    "region_code",
    "urgent",
    "package_no",
    "promised_due_at",
];

impl<'a> Facts<'a> {
    fn set_state(&mut self, state: &'static str, at: i64) {
        if self.state != state {
            self.state = state;
            self.state_since = Some(at);
        }
    }

    /// A state that an end keeps from changing.
    fn move_to(&mut self, state: &'static str, at: i64) {
        if self.is_open() {
            self.set_state(state, at);
        }
    }

    fn note_answer(&mut self, at: i64) {
        self.first_answer.get_or_insert(at);
    }

    fn note_stop(&mut self, event: &Event<'a>) {
        let instant = if event.is_day { event.at + DAY - 1 } else { event.at };
        self.stop = Some(self.stop.map_or(instant, |stop| stop.min(instant)));
    }

    fn end(&mut self, event: &Event<'a>, state: &'static str) {
        self.note_answer(event.at);
        if self.is_open() {
            self.note_stop(event);
            self.set_state(state, event.at);
            self.ended_at = Some(event.at);
        }
    }

    fn read_basics(&mut self, event: &Event<'a>) {
        let mut has_any = false;
        for name in BASICS {
            if let Some(value) = event.field(name) {
                self.basics.insert(name, value);
                has_any = true;
            }
        }
        if has_any {
            self.basics_count += 1;
            if let Some(id) = event.text("applicant_id_no") {
                self.applicants.insert(normalise(id));
            }
        }
    }

    fn link(&mut self, event: &Event<'a>) -> Option<&mut Link<'a>> {
        let seq = event.int("link_seq")?;
        let place = self.links.iter().position(|link| link.seq == seq).unwrap_or_else(|| {
            self.links.push(Link { seq, ..Link::default() });
            self.links.len() - 1
        });
        let link = self.links.get_mut(place)?;
        link.code = event.text("link_code").or(link.code);
        link.kind = event.text("link_kind").or(link.kind);
        link.limit = event.int("limit_wd").or(link.limit);
        Some(link)
    }

    fn special(&mut self, event: &Event<'a>) -> Option<&mut Special<'a>> {
        let no = event.text("special_no")?;
        let place = self.specials.iter().position(|special| special.no == no).unwrap_or_else(|| {
            self.specials.push(Special { no, ..Special::default() });
            self.specials.len() - 1
        });
        self.specials.get_mut(place)
    }

    fn rating(&mut self, event: &Event<'a>) -> Option<&mut Rating<'a>> {
        let no = event.text("rating_no")?;
        let place = self.ratings.iter().position(|rating| rating.no == no).unwrap_or_else(|| {
            self.ratings.push(Rating { no, ..Rating::default() });
            self.ratings.len() - 1
        });
        self.ratings.get_mut(place)
    }

    /// Folds the next event, in fold order.
    pub fn apply(&mut self, event: &Event<'a>) {
        self.more.apply(event);
        if (10..=38).contains(&event.rank) {
            self.first_event.get_or_insert(event.at);
            self.created_at = Some(self.created_at.map_or(event.entered_at, |at| at.min(event.entered_at)));
            self.last_actor = event.actor.or(self.last_actor);
            self.first_window = self.first_window.or(event.window);
            self.first_dept = self.first_dept.or(event.dept);
        }
        match event.kind {
            "submitted" => {
                self.read_basics(event);
                self.submitted_at.get_or_insert(event.at);
                self.move_to("submitted", event.at);
            }
            "pre_returned" => self.move_to("pre_returned", event.at),
            "received" => {
                self.read_basics(event);
                self.received_at.get_or_insert(event.at);
                self.received_place.get_or_insert((event.window, event.dept));
                self.move_to("received", event.at);
            }
            "material_taken" => {
                self.taken_codes.extend(event.text("material_code"));
                self.taken_names.extend(event.text("material_name"));
                self.empty_fields += i64::from(event.field("take_mode").is_none());
            }
            "supplement_requested" => {
                self.note_answer(event.at);
                let after_acceptance = self.accepted_at.is_some();
                if let Some(no) = event.text("notice_no") {
                    self.supplements.push(Supplement { no, at: event.at, after_acceptance, received_at: self.received_at });
                }
                self.move_to(if after_acceptance { "supplement_after" } else { "supplement_pending" }, event.at);
            }
            "supplemented" if event.field("complete").and_then(Value::as_bool) == Some(true) => {
                self.move_to(if self.accepted_at.is_some() { "reviewing" } else { "received" }, event.at);
            }
            "accepted" => self.accept(event),
            "refused" => {
                self.refusal = event.text("refusal").or(self.refusal);
                self.end(event, if event.text("refusal") == Some("not_required") { "not_required" } else { "not_accepted" });
            }
            "assigned" => self.assigned = event.text("handler_id").or(self.assigned),
            "link_started" => {
                if let Some(link) = self.link(event) {
                    link.start = event.at;
                    link.has_start_event = true;
                    link.starter = event.actor;
                }
                match event.text("link_kind") {
                    Some("decide") => self.move_to("deciding", event.at),
                    Some("review") => self.move_to("reviewing", event.at),
                    _ => {}
                }
            }
            "link_ended" => self.end_link(event),
            "special_started" => {
                if let Some(special) = self.special(event) {
                    special.kind = event.text("special_kind");
                    special.start = Some(event.at);
                    special.has_reason = event.text("special_reason").is_some();
                    special.limit = event.int("limit_days");
                    special.unit = event.text("limit_unit");
                    special.notice_at = event.instant("notice_at");
                }
                self.empty_fields += i64::from(event.field("special_reason").is_none());
                let is_local = matches!(event.text("special_kind"), Some("hold" | "fee_wait"));
                self.move_to(if is_local { "suspended" } else { "special" }, event.at);
            }
            "special_ended" => {
                if let Some(special) = self.special(event) {
                    special.end.get_or_insert(event.at);
                }
                if !self.specials.iter().any(|special| special.start.is_some() && special.end.is_none()) {
                    self.move_to("reviewing", event.at);
                }
            }
            "extended" => {
                self.extension_days += event.int("days").unwrap_or(0);
                self.extension_count += 1;
            }
            "decided" => {
                self.decision = event.text("decision").or(self.decision);
                self.decider = Some((event.actor, event.is_system));
                if self.decision_at.is_none() {
                    self.decision_at = Some(event.at);
                    self.note_stop(event);
                }
                self.move_to(if event.text("decision") == Some("denied") { "denied" } else { "granted" }, event.at);
            }
            "licence_issued" => {
                if let Some(no) = event.text("licence_no") {
                    self.licence_no = Some(no);
                    self.licences.push(Licence { no, issued_at: event.instant("issued_at").unwrap_or(event.at) });
                }
            }
            "finished" => {
                self.result_code = event.text("result_code").or(self.result_code);
                self.licence_no = self.licence_no.or(event.text("licence_no"));
                self.finisher_is_system = Some(event.is_system);
                self.finished_at.get_or_insert(event.at);
                self.empty_fields += i64::from(event.field("deliver_by_post").is_none());
                self.end(event, "finished");
            }
            "withdrawn" => self.end(event, "withdrawn"),
            "returned" => self.end(event, "returned"),
            "voided" => self.end(event, "voided"),
            "delivered" => {
                self.delivered_at.get_or_insert(event.at);
                self.set_state("delivered", event.at);
            }
            "archived" => self.set_state("archived", event.at),
            "reopened" => self.reopen(event),
            "waiting_started" => {
                if let Some(no) = event.text("waiting_no") {
                    self.waitings.entry(no).or_default().0 = Some(event.at);
                }
            }
            "waiting_ended" => {
                if let Some(no) = event.text("waiting_no") {
                    self.waitings.entry(no).or_default().1 = Some(event.at);
                }
            }
            "rated" => {
                if let Some(rating) = self.rating(event) {
                    rating.at = Some(event.at);
                    rating.satisfaction = event.int("satisfaction");
                }
                if !self.is_open() {
                    self.set_state("evaluated", event.at);
                }
            }
            "rating_step" => {
                let (verdict, is_closed) = (event.text("verdict"), event.text("step") == Some("closed"));
                if let Some(rating) = self.rating(event) {
                    rating.verdict = verdict.or(rating.verdict);
                    rating.is_closed |= is_closed;
                }
            }
            _ => {}
        }
    }

    fn accept(&mut self, event: &Event<'a>) {
        self.note_answer(event.at);
        self.accepted_at.get_or_insert(event.at);
        self.acceptor = event.actor;
        self.accepted_place = Some((event.window, event.dept));
        self.promised_days = event.int("promised_days").or(self.promised_days);
        self.statutory_days = event.int("statutory_days").or(self.statutory_days);
        self.unit = event.text("promised_unit").or(event.text("statutory_unit")).or(self.unit);
        for entry in event.list("tolerated") {
            if let Some(code) = entry.get("material_code").and_then(Value::as_str) {
                // A due date means its 23:59:59.
                let due = entry.get("due_at").and_then(Value::as_str);
                let due = due.and_then(|text| parse_instant(text).or_else(|| parse_date(text).map(|day| midnight(day + 1) - SECOND)));
                self.tolerated.insert(code, due);
            }
        }
        self.empty_fields += i64::from(event.field("accept_dept_uscc").is_none());
        self.move_to("accepted", event.at);
    }

    fn end_link(&mut self, event: &Event<'a>) {
        if let Some(link) = self.link(event) {
            if !link.has_start_event {
                link.start = event.instant("link_start").unwrap_or(event.at);
            }
            link.end = Some(event.at);
            link.ender = event.actor;
            let user = event.actor.or(link.starter);
            if link.kind == Some("decide") {
                self.decide_link_user = user;
            }
        }
        for name in ["link_action", "link_opinion"] {
            self.empty_fields += i64::from(event.field(name).is_none());
        }
        self.empty_fields += i64::from(event.actor.is_none());
    }

    fn reopen(&mut self, event: &Event<'a>) {
        if let Some(ended_at) = self.ended_at.take() {
            self.gaps.push((ended_at, event.at));
        }
        self.stop = None;
        self.decision_at = None;
        self.finished_at = None;
        self.delivered_at = None;
        self.set_state("reviewing", event.at);
    }
}
