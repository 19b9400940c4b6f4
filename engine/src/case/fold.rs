//! The fold: events of one case, in fold order, become its state.
//!
//! Long because every event type has its effect here, and a reader looks for an effect by its type.

use super::event::{Event, Precision};
use super::kind::EventType;
use super::payload::{self, Payload};
use super::state::*;
use super::values::Due;
use super::world::World;
use crate::catalogue::LimitUnit;
use crate::schema::Key;
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

fn unit(code: Option<Sym>) -> LimitUnit {
    code.and_then(|code| LimitUnit::named(code.text())).unwrap_or_default()
}

fn push_once(keys: &mut Vec<Key>, key: Key) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

impl Case {
    /// Folds one event in. Events must come in fold order; [`Case::end_moment`] follows the last event of an instant.
    pub fn apply(&mut self, event: &Event, world: &World) {
        let at = instant(event);
        self.created_at = Some(self.created_at.map_or(event.entered_at, |first| first.min(event.entered_at)));
        if event.kind.is_case_event() {
            self.first_event_at.get_or_insert(event.occurred_at);
            self.last_event_at = Some(event.occurred_at);
            if event.actor_id.is_some() {
                self.last_actor_id = event.actor_id;
            }
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
    /// notice of the calendar.
    pub fn next_internal(&self, world: &World, at: Micros) -> Option<Micros> {
        let deemed = super::clock::deemed_at(self, world, at);
        let stop = self.stop.map(|stop| stop.at);
        let clock_runs = self.received_at.is_some() || self.accepted_at.is_some();
        let notice = world.next_notice(at).filter(|_| clock_runs && self.stop.is_none_or(|stop| stop.at > at));
        [deemed, stop, notice].into_iter().flatten().filter(|instant| *instant > at).min()
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
        }
    }

    fn answer(&mut self, event: &Event) {
        self.first_answer_at = self.first_answer_at.or(instant(event));
    }

    fn application(&mut self, event: &Event, basics: &payload::Application, at: Option<Micros>) {
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

    fn reason(&mut self, event: &Event, reason: &payload::Reason, world: &World) {
        match event.kind {
            EventType::PreReturned => {
                self.pre_return_count += 1;
                self.enter(event, State::PreReturned);
            }
            EventType::Reopened => self.reopen(event),
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
    /// what was decided stays until it is decided anew.
    fn reopen(&mut self, event: &Event) {
        if let Some(from) = self.end_at.take() {
            self.closures.push(Closure { from, to: event.occurred_at });
        }
        self.reopened_count += 1;
        self.has_ended = false;
        self.stop = None;
        self.decision_at = None;
        self.finished_at = None;
        self.delivered_at = None;
        self.rated_at = None;
        self.enter(event, State::Reviewing);
    }

    fn material(&mut self, code: Option<Sym>, name: Option<Sym>) -> &mut Material {
        let found = self.materials.iter().position(|material| match code {
            Some(_) => material.code == code,
            None => material.name == name,
        });
        let index = found.unwrap_or_else(|| {
            self.materials.push(Material { code, name, ..Material::default() });
            self.materials.len() - 1
        });
        &mut self.materials[index]
    }

    fn material_taken(&mut self, event: &Event, taken: &payload::MaterialTaken) {
        self.missing_after_basics += i64::from(taken.take_mode.is_none());
        let name = taken.material_name.as_deref().map(Sym::new);
        let material = self.material(taken.material_code, name);
        material.name = name.or(material.name);
        material.taken_at = material.taken_at.or(Some(event.occurred_at));
        material.take_mode = taken.take_mode.or(material.take_mode);
        material.take_qty = taken.take_qty.or(material.take_qty);
        material.trust_level = taken.trust_level.or(material.trust_level);
        material.is_original_checked |= taken.original_checked_by.is_some();
        material.file_hash = taken.file_hash.or(material.file_hash);
        material.is_demanded |= taken.demanded.is_some_and(|how| how.text() != "list");
    }

    fn supplement_requested(&mut self, event: &Event, request: &payload::SupplementRequested) {
        self.answer(event);
        let after_acceptance = self.accepted_at.is_some();
        self.supplements.push(Supplement {
            no: request.notice_no.clone().unwrap_or_default(),
            requested_at: event.occurred_at,
            after_acceptance,
            gap_count: request.gaps.len() as i64,
            reply_due_at: request.reply_due_at,
            answered_at: None,
            is_complete: None,
            received_at: self.received_at,
        });
        for gap in &request.gaps {
            let name = gap.material_name.as_deref().map(Sym::new);
            if gap.material_code.is_some() || name.is_some() {
                let material = self.material(gap.material_code, name);
                material.name = name.or(material.name);
                material.is_demanded = true;
            }
        }
        self.enter(event, if after_acceptance { State::SupplementAfter } else { State::SupplementPending });
    }

    fn supplemented(&mut self, event: &Event, answer: &payload::Supplemented) {
        let no = answer.notice_no.as_deref().unwrap_or_default();
        if let Some(supplement) = self.supplements.iter_mut().rev().find(|supplement| &*supplement.no == no) {
            supplement.answered_at = Some(event.occurred_at);
            supplement.is_complete = answer.complete;
        }
        if answer.complete == Some(true) {
            self.enter(event, if self.accepted_at.is_some() { State::Reviewing } else { State::Received });
        }
    }

    fn accepted(&mut self, event: &Event, accepted: &payload::Accepted, at: Option<Micros>) {
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

    fn link(&mut self, event: &Event, fields: &payload::Link) {
        let ended = event.kind == EventType::LinkEnded;
        let seq = fields.link_seq.unwrap_or(0);
        self.last_link_at = Some(event.occurred_at);
        let index = match self.links.iter().position(|link| link.seq == seq) {
            Some(index) => index,
            None => {
                self.links.push(Link {
                    seq,
                    code: None,
                    name: None,
                    kind: None,
                    limit_wd: None,
                    start: fields.link_start.map_or(event.occurred_at, |start| start.0),
                    end: None,
                    starter: None,
                    ender: None,
                    action: None,
                    opinion: None,
                    by_system: false,
                    service_produced: false,
                    has_start: false,
                });
                self.links.len() - 1
            }
        };
        let link = &mut self.links[index];
        link.code = fields.link_code.or(link.code);
        link.name = fields.link_name.as_deref().map(Sym::new).or(link.name);
        link.kind = fields.link_kind.or(link.kind);
        link.limit_wd = fields.limit_wd.or(link.limit_wd);
        link.service_produced |= fields.service_produced.unwrap_or(false);
        if ended {
            link.end = Some(event.occurred_at);
            link.ender = event.actor_id;
            link.by_system = event.by_system;
            link.action = fields.link_action;
            link.opinion.clone_from(&fields.link_opinion);
            let empty = [link.action.is_none(), link.opinion.is_none(), event.actor_id.is_none()];
            self.missing_after_basics += empty.iter().filter(|missing| **missing).count() as i64;
        } else {
            link.start = event.occurred_at;
            link.has_start = true;
            link.starter = event.actor_id;
            match link.kind.map(Sym::text) {
                Some("decide") => self.enter(event, State::Deciding),
                Some("review") => self.enter(event, State::Reviewing),
                _ => {}
            }
        }
    }

    fn special_started(&mut self, event: &Event, fields: &payload::SpecialStarted) {
        self.missing_after_basics += i64::from(fields.special_reason.is_none());
        let kind = fields.special_kind.unwrap_or_else(|| Sym::new(""));
        let from_item = self.item.as_ref().and_then(|item| item.special(kind)).and_then(|special| special.limit_days);
        // 行政许可法 48: a hearing is held within twenty working days.
        let by_law = (kind.text() == "hearing").then_some(20);
        let no = fields.special_no.clone().unwrap_or_default();
        let early = self.early_ends.iter().position(|(ended, ..)| *ended == no).map(|index| self.early_ends.remove(index));
        let (end, result) = early.map_or((None, None), |(_, end, result)| (Some(end), result));
        self.specials.push(Special {
            no,
            kind,
            start: event.occurred_at,
            end,
            reason: fields.special_reason.clone(),
            limit_days: fields.limit_days.or(from_item).or(by_law),
            limit_unit: unit(fields.limit_unit),
            notice_at: fields.notice_at.map(|at| at.0),
            approver: fields.approver_id,
            result,
            remaining_at_start: None,
        });
        let is_hold = matches!(kind.text(), "hold" | "fee_wait");
        self.enter(event, if is_hold { State::Suspended } else { State::Special });
    }

    fn special_ended(&mut self, event: &Event, fields: &payload::SpecialEnded) {
        let no = fields.special_no.as_deref().unwrap_or_default();
        if let Some(special) = self.specials.iter_mut().rev().find(|special| &*special.no == no && special.end.is_none()) {
            special.end = Some(event.occurred_at);
            special.result.clone_from(&fields.special_result);
        } else {
            self.early_ends.push((no.into(), event.occurred_at, fields.special_result.clone()));
        }
        if self.specials.iter().all(|special| special.end.is_some()) {
            self.enter(event, State::Reviewing);
        }
    }

    fn decided(&mut self, event: &Event, fields: &payload::Decided, at: Option<Micros>, world: &World) {
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

    fn fee(&mut self, no: &str) -> &mut Fee {
        let index = self.fees.iter().position(|fee| &*fee.no == no).unwrap_or_else(|| {
            self.fees.push(Fee { no: no.into(), ..Fee::default() });
            self.fees.len() - 1
        });
        &mut self.fees[index]
    }

    fn waiting(&mut self, event: &Event, fields: &payload::Waiting) {
        let no = fields.waiting_no.as_deref().unwrap_or_default();
        if event.kind == EventType::WaitingStarted {
            self.waitings.push(Waiting {
                no: no.into(),
                cause: fields.cause,
                from_at: event.occurred_at,
                to_at: None,
                evidence: fields.evidence.clone(),
            });
        } else if let Some(waiting) = self.waitings.iter_mut().rev().find(|waiting| &*waiting.no == no && waiting.to_at.is_none()) {
            waiting.to_at = Some(event.occurred_at);
        }
    }

    fn rating(&mut self, no: &str) -> &mut Rating {
        let index = self.ratings.iter().position(|rating| &*rating.no == no).unwrap_or_else(|| {
            self.ratings.push(Rating {
                no: no.into(),
                service_no: None,
                rated_at: None,
                satisfaction: None,
                channel: None,
                round: None,
                is_defaulted: false,
                is_real_name: None,
                rater: None,
                phone: None,
                device: None,
                verdict: None,
                contacted_at: None,
                replied_at: None,
                closed_at: None,
                called_back_at: None,
                is_call_back_satisfied: None,
            });
            self.ratings.len() - 1
        });
        &mut self.ratings[index]
    }

    fn rated(&mut self, event: &Event, fields: &payload::Rated, at: Option<Micros>) {
        let is_defaulted = fields.defaulted.unwrap_or(false);
        let rating = self.rating(fields.rating_no.as_deref().unwrap_or_default());
        rating.service_no.clone_from(&fields.service_no);
        rating.rated_at = at;
        rating.satisfaction = fields.satisfaction;
        rating.channel = fields.rating_channel;
        rating.round = fields.round;
        rating.is_defaulted = is_defaulted;
        rating.is_real_name = fields.real_name;
        rating.rater = fields.rater_id_no.as_ref().map(|value| value.key);
        rating.phone = fields.phone.as_ref().map(|value| value.key);
        rating.device = fields.device.as_ref().map(|value| value.key);
        if !is_defaulted {
            self.satisfaction = fields.satisfaction;
        }
        self.rated_at = self.rated_at.or(at);
        self.enter(event, State::Evaluated);
    }

    fn rating_step(&mut self, event: &Event, fields: &payload::RatingStep) {
        let at = Some(event.occurred_at);
        let rating = self.rating(fields.rating_no.as_deref().unwrap_or_default());
        rating.verdict = fields.verdict.or(rating.verdict);
        match fields.step.map(Sym::text) {
            Some("contacted") => rating.contacted_at = rating.contacted_at.or(at),
            Some("replied") => rating.replied_at = rating.replied_at.or(at),
            Some("closed") => rating.closed_at = rating.closed_at.or(at),
            Some("called_back") => {
                rating.called_back_at = rating.called_back_at.or(at);
                rating.is_call_back_satisfied = fields.satisfied.or(rating.is_call_back_satisfied);
            }
            _ => {}
        }
    }
}

fn has_basics(basics: &payload::Application) -> bool {
    let without_receipt = payload::Application { receipt_no: None, ticket_no: None, ..basics.clone() };
    without_receipt != payload::Application::default()
}
