//! Parts of a case, each with a number of its own: materials, supplements, links, special procedures, fees, waits, ratings.

use super::super::event::Event;
use super::super::kind::EventType;
use super::super::payload;
use super::super::state::{Case, Fee, Link, Material, Rating, Special, State, Supplement, Waiting};
use crate::catalogue::LimitUnit;
use crate::sym::Sym;
use crate::time::Micros;

impl Case {
    pub(super) fn material(&mut self, code: Option<Sym>, name: Option<Sym>) -> &mut Material {
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

    pub(super) fn material_taken(&mut self, event: &Event, taken: &payload::MaterialTaken) {
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

    pub(super) fn supplement_requested(&mut self, event: &Event, request: &payload::SupplementRequested) {
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

    pub(super) fn supplemented(&mut self, event: &Event, answer: &payload::Supplemented) {
        let no = answer.notice_no.as_deref().unwrap_or_default();
        if let Some(supplement) = self.supplements.iter_mut().rev().find(|supplement| &*supplement.no == no) {
            supplement.answered_at = Some(event.occurred_at);
            supplement.is_complete = answer.complete;
        }
        if answer.complete == Some(true) {
            self.enter(event, if self.accepted_at.is_some() { State::Reviewing } else { State::Received });
        }
    }

    pub(super) fn link(&mut self, event: &Event, fields: &payload::Link) {
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
                    due: None,
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
        link.due = fields.link_due_at.or(link.due);
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

    pub(super) fn special_started(&mut self, event: &Event, fields: &payload::SpecialStarted) {
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

    pub(super) fn special_ended(&mut self, event: &Event, fields: &payload::SpecialEnded) {
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

    pub(super) fn fee(&mut self, no: &str) -> &mut Fee {
        let index = self.fees.iter().position(|fee| &*fee.no == no).unwrap_or_else(|| {
            self.fees.push(Fee { no: no.into(), ..Fee::default() });
            self.fees.len() - 1
        });
        &mut self.fees[index]
    }

    pub(super) fn waiting(&mut self, event: &Event, fields: &payload::Waiting) {
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

    pub(super) fn rated(&mut self, event: &Event, fields: &payload::Rated, at: Option<Micros>) {
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

    pub(super) fn rating_step(&mut self, event: &Event, fields: &payload::RatingStep) {
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

fn unit(code: Option<Sym>) -> LimitUnit {
    code.and_then(|code| LimitUnit::named(code.text())).unwrap_or_default()
}
