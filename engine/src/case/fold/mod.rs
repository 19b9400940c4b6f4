//! The fold: events of one case, in fold order, become its state.
//!
//! `steps` holds what happens to the case itself, `parts` what happens to the things in it that have numbers of their own.

mod parts;
mod steps;

use super::event::{Event, Precision};
use super::kind::EventType;
use super::outage::Outage;
use super::payload::Payload;
use super::state::*;
use super::values::Due;
use super::world::World;
use crate::sym::Sym;
use crate::time::Micros;

/// Keeps of events those that count: the highest revision of each id, unless it is a void; sorted in fold order.
pub fn effective(events: &mut Vec<Event>) {
    let identity = |event: &Event| (event.centre.text(), event.source.text());
    events.sort_by(|a, b| identity(a).cmp(&identity(b)).then_with(|| a.id.cmp(&b.id)).then_with(|| b.revision.cmp(&a.revision)));
    events.dedup_by(|next, kept| next.centre == kept.centre && next.source == kept.source && next.id == kept.id);
    events.retain(|event| !event.is_void);
    events.sort_by(|a, b| a.fold_order().cmp(&b.fold_order()));
}

/// Of a case's events those that count and enter its fold (types 10 to 42), in fold order.
pub fn counted(events: &mut Vec<Event>) {
    events.retain(|event| event.kind.is_folded());
    effective(events);
}

/// The instant a milestone gets from an event: none where the source has no time.
fn instant(event: &Event) -> Option<Micros> {
    (event.precision != Precision::Unknown).then_some(event.occurred_at)
}

impl Case {
    /// Folds one event in. Events must come in fold order; [`Case::end_moment`] follows the last event of an instant.
    pub fn apply(&mut self, event: &Event, world: &World) {
        let at = instant(event);
        if self.created_at.is_none_or(|first| event.entered_at < first) {
            self.created_at = Some(event.entered_at);
            self.created_by = event.entered_by.or(event.actor_id);
        }
        if event.kind.is_case_event() {
            self.first_event_at.get_or_insert(event.occurred_at);
            self.last_event_at = Some(event.occurred_at);
            if event.actor_id.is_some() {
                self.last_actor_id = event.actor_id;
            }
        }
        if self.source_first.is_none() {
            self.source_first = Some(event.source);
        }
        if self.dept_first.is_none() {
            self.dept_first = event.dept_code;
        }
        if self.window_first.is_none() {
            self.window_first = event.window_id;
        }
        for (name, value) in &event.attributes.0 {
            match self.attributes.iter_mut().find(|(known, _)| known == name) {
                Some((_, kept)) => *kept = value.clone(),
                None => self.attributes.push((*name, value.clone())),
            }
        }
        match &event.payload {
            Payload::Application(basics) => self.application(event, basics, at),
            Payload::Reason(reason) => self.reason(event, reason, world),
            Payload::MaterialTaken(taken) => self.material_taken(event, taken),
            Payload::SupplementRequested(request) => self.supplement_requested(event, request),
            Payload::Supplemented(answer) => self.supplemented(event, answer),
            Payload::Accepted(accepted) => self.accepted(event, accepted, at),
            Payload::Refused(refused) => {
                self.refusal = refused.refusal;
                self.decision_reason.clone_from(&refused.reason);
                self.decision_doc_no.clone_from(&refused.doc_no);
                self.remedies_told = refused.remedies_told;
                self.result_reason.clone_from(&refused.reason);
                let not_required = refused.refusal.is_some_and(|code| code.text() == "not_required");
                self.end(event, if not_required { State::NotRequired } else { State::NotAccepted }, world);
            }
            Payload::Assigned(assigned) => self.assigned_id = assigned.handler_id,
            Payload::Link(link) => self.link(event, link),
            Payload::SpecialStarted(special) => self.special_started(event, special),
            Payload::SpecialEnded(ended) => self.special_ended(event, ended),
            Payload::Extended(extended) => {
                self.extension_days = self.extension_days.saturating_add(extended.days.unwrap_or(0));
                self.extension_count += 1;
            }
            Payload::Decided(decided) => self.decided(event, decided, at, world),
            Payload::LicenceIssued(licence) => self.licences.push(Licence {
                no: licence.licence_no.clone().unwrap_or_default(),
                licence_type: licence.licence_type,
                holder: licence.holder_id_no.clone(),
                issued: licence.issued_at.unwrap_or(Due::At(event.occurred_at)),
                occurred_at: event.occurred_at,
                valid_from: licence.valid_from.map(|date| date.0),
                valid_to: licence.valid_to.map(|date| date.0),
            }),
            Payload::Finished(finished) => {
                if self.finished_at.is_none() {
                    self.finished_at = at;
                    self.result_code = finished.result_code;
                    self.result_reason = finished.exit_reason.clone().or_else(|| finished.result_desc.clone());
                    self.finished_licence_no.clone_from(&finished.licence_no);
                    self.finished_by_system = Some(event.by_system);
                }
                self.missing_after_basics += i64::from(finished.deliver_by_post.is_none());
                self.end(event, State::Finished, world);
            }
            Payload::Delivered(_) => {
                self.delivered_at = self.delivered_at.or(at);
                self.enter(event, State::Delivered);
            }
            Payload::Empty(_) if event.kind == EventType::Archived => self.enter(event, State::Archived),
            Payload::DocumentIssued(document) => self.documents.push(Document {
                no: document.doc_no.clone().unwrap_or_default(),
                kind: document.doc_kind.unwrap_or_else(|| Sym::new("")),
                issued_at: event.occurred_at,
                is_sealed: document.sealed,
                reason: document.reason.clone(),
                remedies_told: document.remedies_told,
            }),
            Payload::FeeDue(due) => {
                let fee = self.fee(due.fee_no.as_deref().unwrap_or_default());
                fee.fee_item = due.fee_item;
                fee.standard_fen = due.standard_fen;
                fee.amount_fen = due.amount_fen;
                fee.relief_basis.clone_from(&due.relief_basis);
            }
            Payload::FeePaid(paid) => {
                let fee = self.fee(paid.fee_no.as_deref().unwrap_or_default());
                fee.paid_fen = Some(fee.paid_fen.unwrap_or(0).saturating_add(paid.amount_fen.unwrap_or(0)));
                fee.paid_at = at;
                fee.bill_no = paid.bill_no.clone().or(fee.bill_no.take());
                fee.bill_fen = paid.bill_fen.or(fee.bill_fen);
            }
            Payload::Waiting(waiting) => self.waiting(event, waiting),
            Payload::ServiceDone(service) => self.services.push(Service {
                no: service.service_no.clone().unwrap_or_default(),
                name: service.service_name.as_deref().map(Sym::new),
                rating_mode: service.rating_mode,
                staff: service.staff_id,
                done_at: event.occurred_at,
                is_invited: service.invited,
            }),
            Payload::Rated(rated) => self.rated(event, rated, at),
            Payload::RatingStep(step) => self.rating_step(event, step),
            _ => {}
        }
        self.find_item(world);
    }

    /// Closes a moment: what is taken as of the end of an instant.
    pub fn end_moment(&mut self, world: &World, at: Micros) {
        if self.specials.iter().any(|special| special.start == at) {
            let clock = super::clock::ClockView::at(self, world, at);
            let remaining = clock.remaining.filter(|_| clock.start.is_some() && clock.stop.is_none());
            for special in self.specials.iter_mut().filter(|special| special.start == at) {
                special.remaining_at_start = remaining;
            }
        }
    }

    /// The first instant after `at` at which the state counts anew without an event: deemed acceptance, the end of a stop's day, a
    /// notice of the calendar, the beginning or end of an outage.
    pub fn next_internal(&self, world: &World, at: Micros) -> Option<Micros> {
        let deemed = super::clock::deemed_at(self, world, at);
        let stop = self.stop.map(|stop| stop.at);
        // A notice moves more than the clock of the limit: days since a decision are counted by it as well.
        let notice = world.next_notice(at);
        let clock_runs = self.stop.is_none_or(|stop| stop.at > at);
        let edge = world.outages_of(self).filter(|_| clock_runs).flat_map(Outage::edges).filter(|edge| *edge > at).min();
        [deemed, stop, notice, edge].into_iter().flatten().filter(|instant| *instant > at).min()
    }

    fn find_item(&mut self, world: &World) {
        let day = self.applied_at().or(self.first_event_at).map(|at| world.zone.day_of(at));
        let found = match (self.item_impl_code, day) {
            (Some(code), Some(day)) => world.items.in_force(code, day),
            _ => None,
        };
        let same = match (&self.item, found) {
            (Some(kept), Some(found)) => std::sync::Arc::ptr_eq(kept, found),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.item = found.cloned();
        }
    }

    /// Moves to a state, unless the case has ended and the state is none that follows an end.
    fn enter(&mut self, event: &Event, state: State) {
        let follows_end = matches!(state, State::Delivered | State::Evaluated | State::Archived);
        if self.has_ended && !follows_end {
            return;
        }
        if state == State::Evaluated && !self.has_ended {
            return;
        }
        if self.state != Some(state) {
            self.state = Some(state);
            self.state_since = Some(event.occurred_at);
        }
    }

    fn stop_clock(&mut self, event: &Event, world: &World) {
        let at = match event.precision {
            Precision::Instant => event.occurred_at,
            Precision::Day => world.zone.midnight(world.zone.day_of(event.occurred_at).plus(1)) - 1,
            Precision::Unknown => return,
        };
        if self.stop.is_none_or(|stop| at < stop.at) {
            self.stop = Some(Stop { at });
        }
    }

    fn end(&mut self, event: &Event, state: State, world: &World) {
        self.answer(event);
        self.stop_clock(event, world);
        self.enter(event, state);
        if !self.has_ended {
            self.has_ended = true;
            self.end_at = Some(event.occurred_at);
            self.ended_at = instant(event);
            self.end_state = Some(state);
        }
    }

    fn answer(&mut self, event: &Event) {
        self.first_answer_at = self.first_answer_at.or(instant(event));
    }
}
