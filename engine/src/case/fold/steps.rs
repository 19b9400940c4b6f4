//! Steps of the case itself: application, acceptance, decision, reopening.

use super::super::clock::{ClockView, efficiency};
use super::super::event::Event;
use super::super::kind::EventType;
use super::super::payload;
use super::super::state::{Case, Closure, State};
use super::super::world::World;
use crate::catalogue::LimitUnit;
use crate::schema::Key;
use crate::sym::Sym;
use crate::time::Micros;

impl Case {
    pub(super) fn application(&mut self, event: &Event, basics: &payload::Application, at: Option<Micros>) {
        macro_rules! take {
            ($($field:ident),*) => { $(if basics.$field.is_some() { self.$field = basics.$field; })* };
        }
        take!(
            region_code,
            item_impl_code,
            item_base_code,
            item_handle_code,
            item_version,
            situation_code,
            origin,
            package_no,
            intermediary_code,
            case_type,
            channel,
            applicant_type,
            applicant_id_type,
            urgent
        );
        if let Some(name) = &basics.item_name {
            self.item_name = Some(Sym::new(name));
        }
        if let Some(applicant) = &basics.applicant_id_no {
            push_once(&mut self.applicants, applicant.key);
            self.applicant = Some(applicant.clone());
        }
        if basics.applicant_name.is_some() {
            self.applicant_name.clone_from(&basics.applicant_name);
        }
        if let Some(agent) = &basics.contact_id_no {
            self.agent = Some(agent.key);
        }
        if basics.contact_mobile.is_some() {
            self.contact_mobile.clone_from(&basics.contact_mobile);
        }
        self.has_legal_rep |= basics.legal_rep.is_some();
        if let Some(applied_at) = basics.applied_at {
            self.applied_given = Some(applied_at.0);
        }
        if basics.promised_due_at.is_some() {
            self.given_due = basics.promised_due_at;
        }
        self.basics_count += i64::from(has_basics(basics));
        if event.kind == EventType::Submitted {
            self.submitted_at = self.submitted_at.or(at);
            self.enter(event, State::Submitted);
        } else {
            self.first_received_at = self.first_received_at.or(at);
            self.received_at = self.received_at.or(at);
            self.dept_received = self.dept_received.or(event.dept_code);
            self.window_received = self.window_received.or(event.window_id);
            self.enter(event, State::Received);
        }
    }

    pub(super) fn reason(&mut self, event: &Event, reason: &payload::Reason, world: &World) {
        match event.kind {
            EventType::PreReturned => {
                self.pre_return_count += 1;
                self.enter(event, State::PreReturned);
            }
            EventType::Reopened => self.reopen(event, world),
            kind => {
                let state = match kind {
                    EventType::Withdrawn => State::Withdrawn,
                    EventType::Returned => State::Returned,
                    _ => State::Voided,
                };
                if !self.has_ended {
                    self.result_reason.clone_from(&reason.reason);
                }
                self.end(event, state, world);
            }
        }
    }

    /// After a reopening the instants of decision, finish, delivery and rating are to come again, and the time between counts as suspended;
    /// what was decided stays until it is decided anew. What stood at the end is kept with the closure: a figure about the time before the
    /// reopening must not change by it.
    fn reopen(&mut self, event: &Event, world: &World) {
        if let Some(from) = self.end_at {
            let at = event.occurred_at;
            let view = ClockView::at(self, world, at);
            self.closures.push(Closure {
                from,
                to: at,
                ended_at: self.ended_at,
                end_state: self.end_state,
                accepted_at: self.accepted_at,
                decision_at: self.decision_at,
                finished_at: self.finished_at,
                result_code: self.result_code,
                efficiency: efficiency(self, world, &view, at),
                elapsed: view.elapsed,
            });
        }
        self.end_at = None;
        self.ended_at = None;
        self.end_state = None;
        self.reopened_count += 1;
        self.has_ended = false;
        self.stop = None;
        self.decision_at = None;
        self.finished_at = None;
        self.delivered_at = None;
        self.rated_at = None;
        self.enter(event, State::Reviewing);
    }

    pub(super) fn accepted(&mut self, event: &Event, accepted: &payload::Accepted, at: Option<Micros>) {
        self.answer(event);
        let again =
            self.reopened_count > 0 && self.closures.last().is_some_and(|closure| self.accepted_at.is_some_and(|first| first < closure.to));
        if self.accepted_at.is_none() || again {
            self.accepted_at = at;
        }
        self.acceptor_id = event.actor_id.or(self.acceptor_id);
        self.dept_accepted = event.dept_code.or(self.dept_accepted);
        self.window_accepted = event.window_id.or(self.window_accepted);
        let named = |code: Option<Sym>| code.and_then(|code| LimitUnit::named(code.text()));
        self.promised_days = accepted.promised_days.or(self.promised_days);
        self.promised_unit = named(accepted.promised_unit).or(self.promised_unit);
        self.statutory_days = accepted.statutory_days.or(self.statutory_days);
        self.statutory_unit = named(accepted.statutory_unit).or(self.statutory_unit);
        if accepted.promised_due_at.is_some() {
            self.notice_due = accepted.promised_due_at;
            self.given_due = accepted.promised_due_at;
        }
        self.missing_after_basics += i64::from(accepted.accept_dept_uscc.is_none());
        for tolerated in &accepted.tolerated {
            let material = self.material(tolerated.material_code, None);
            material.is_tolerated = true;
            material.tolerated_due = tolerated.due_at;
        }
        self.enter(event, State::Accepted);
    }

    pub(super) fn decided(&mut self, event: &Event, fields: &payload::Decided, at: Option<Micros>, world: &World) {
        self.stop_clock(event, world);
        if self.decision_at.is_none() {
            self.decision_at = at;
            self.decision = fields.decision;
            self.decision_reason.clone_from(&fields.reason);
            self.decision_doc_no.clone_from(&fields.doc_no);
            self.remedies_told = fields.remedies_told;
            self.result_reason = fields.reason.clone().or(self.result_reason.take());
            self.discretion = fields.discretion.as_ref().and_then(|choice| Some((choice.measure?, choice.value?)));
        }
        self.decider_id = event.actor_id.or(self.decider_id);
        self.decided_by_system = Some(event.by_system);
        let denied = fields.decision.is_some_and(|code| code.text() == "denied");
        self.enter(event, if denied { State::Denied } else { State::Granted });
    }
}

fn push_once(keys: &mut Vec<Key>, key: Key) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

fn has_basics(basics: &payload::Application) -> bool {
    let without_receipt = payload::Application { receipt_no: None, ticket_no: None, ..basics.clone() };
    without_receipt != payload::Application::default()
}
