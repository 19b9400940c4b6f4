//! The conditions other than the ladder's, one after the other.

use super::{EIGHT_KINDS, Held, Judge};
use crate::calendar::{DAY, HOUR, MINUTE, SECOND, count_wd, day_of, due, is_working, time_of_day, weekday};
use crate::identity::{citizen_is_valid, credit_is_valid, normalise};

/// Basics that are mandatory; `legal_rep` comes on top for organisations.
const MANDATORY: [&str; 12] = [
    "item_impl_code",
    "item_base_code",
    "item_name",
    "item_version",
    "case_type",
    "applicant_name",
    "applicant_type",
    "applicant_id_type",
    "applicant_id_no",
    "contact_mobile",
    "channel",
    "region_code",
];

impl Judge<'_, '_> {
    pub(super) fn case_rules(&self) -> [(&'static str, bool); 19] {
        let facts = self.facts;
        let result_type = self.item.and_then(|item| item.result_type.as_deref());
        let is_granted = facts.decision == Some("granted");
        let is_promised = facts.basic_int("case_type") == Some(2);
        let took = match (facts.accepted_at, facts.finished_at) {
            (Some(accepted), Some(finished)) => Some(finished - accepted),
            _ => None,
        };
        [
            ("T06", facts.state == "received" && self.wd_since(facts.state_since) > 5),
            ("T08", facts.basic_int("case_type") == Some(1) && facts.is_open() && self.immediate_is_over()),
            ("T10", self.extension_is_over()),
            ("T11", is_granted && facts.delivered_at.is_none() && result_type != Some("99") && self.wd_since(facts.decision_at) > 10),
            ("T13", matches!(facts.state, "special" | "suspended" | "supplement_pending") && self.days_in_state() > 60),
            (
                "F01",
                facts.finished_at.is_some()
                    && matches!(facts.result_code, Some("licence" | "granted" | "denied"))
                    && self.stop.is_some()
                    && self.misses_a_link(),
            ),
            ("F02", self.stop.is_some() && self.is_off_path()),
            ("F03", matches!(facts.result_code, Some("licence" | "granted")) && facts.accepted_at.is_none() && facts.refusal.is_none()),
            ("F04", self.inversion_seconds() > 60),
            ("F06", facts.supplements.len() > 1),
            ("F12", is_promised && !self.is_auto() && self.is_one_post()),
            ("M01", facts.accepted_at.is_some() && self.misses_a_material()),
            (
                "M06",
                is_granted
                    && matches!(result_type, Some("10" | "20"))
                    && facts.licence_no.is_none()
                    && self.wd_since(facts.decision_at) > 1,
            ),
            ("X01", is_promised && !self.is_auto() && took.is_some_and(|took| (0..5 * MINUTE).contains(&took))),
            ("X03b", matches!((facts.created_at, facts.accepted_at), (Some(created), Some(accepted)) if created - accepted > 24 * HOUR)),
            ("X05a", self.id_is_invalid()),
            ("Q01", self.mandatory_missing() > 0),
            ("Q03a", facts.applicants.len() > 1),
            ("Q06", facts.basics_count == 0 && facts.first_event.is_some_and(|first| self.now >= first + DAY)),
        ]
    }

    fn days_in_state(&self) -> i64 {
        self.facts.state_since.map_or(0, |since| (self.today - day_of(since)).max(0))
    }

    fn immediate_is_over(&self) -> bool {
        let Some(begun) = self.facts.received_at.or(self.facts.accepted_at) else { return false };
        let day = day_of(begun);
        let closing = self.closing_time(weekday(day)).unwrap_or(17 * HOUR);
        let in_time = is_working(day) && time_of_day(begun) <= closing;
        self.passed_day(Some(if in_time { day } else { due(day, 1) }))
    }

    /// Window and department of the row: of `accepted`, else `received`, else the first event that has one, else the item's.
    fn closing_time(&self, weekday: i64) -> Option<i64> {
        let facts = self.facts;
        let (accepted, received) = (facts.accepted_place.unwrap_or_default(), facts.received_place.unwrap_or_default());
        let window = accepted.0.or(received.0).or(facts.first_window);
        let dept = accepted.1.or(received.1).or(facts.first_dept).or(self.item.and_then(|item| item.dept.as_deref()));
        window
            .and_then(|code| self.reference.closing(code, weekday))
            .or_else(|| dept.and_then(|code| self.reference.closing(code, weekday)))
    }

    fn extension_is_over(&self) -> bool {
        let max = if self.item.is_some_and(|item| item.is_joint) { 15 } else { 10 };
        self.facts.extension_days > max || self.facts.extension_count > 1
    }

    fn misses_a_link(&self) -> bool {
        let has = |code: &str| self.facts.links.iter().any(|link| link.code == Some(code));
        self.item.is_some_and(|item| item.links.iter().any(|link| link.mandatory && !has(&link.code)))
    }

    fn is_off_path(&self) -> bool {
        let Some(item) = self.item else { return false };
        self.facts.links.iter().any(|link| {
            let Some(node) = item.links.iter().find(|node| Some(node.code.as_str()) == link.code) else { return false };
            let is_before = |other: &str| {
                self.facts.links.iter().any(|before| before.code == Some(other) && before.end.is_some_and(|end| end <= link.start))
            };
            !node.after.is_empty() && !node.after.iter().any(|code| is_before(code))
        })
    }

    fn inversion_seconds(&self) -> i64 {
        let facts = self.facts;
        let applied = facts.applied_at();
        let mut greatest = 0;
        let mut compare = |earlier: Option<i64>, later: Option<i64>| {
            if let (Some(earlier), Some(later)) = (earlier, later) {
                greatest = greatest.max((earlier - later) / SECOND);
            }
        };
        compare(applied, facts.accepted_at);
        compare(facts.accepted_at, facts.finished_at);
        compare(applied, facts.finished_at);
        for link in &facts.links {
            compare(Some(link.start), link.end);
        }
        for special in &facts.specials {
            compare(special.start, special.end);
        }
        greatest
    }

    fn is_one_post(&self) -> bool {
        let approver = self.facts.decider.and_then(|(actor, _)| actor).or(self.facts.decide_link_user);
        let is_separate = self.item.and_then(|item| item.separate_posts) != Some(false);
        is_separate && self.facts.acceptor.is_some() && self.facts.acceptor == approver
    }

    fn misses_a_material(&self) -> bool {
        let Some(item) = self.item else { return false };
        let situation = self.facts.basic_text("situation_code");
        item.materials.iter().any(|material| {
            let applies = material.situations.is_empty() || material.situations.iter().any(|code| Some(code.as_str()) == situation);
            let code = material.code.as_str();
            material.required && applies && !self.is_taken(code) && !self.facts.tolerated.contains_key(code)
        })
    }

    /// Taken under its code, or under the name the item's list gives it.
    fn is_taken(&self, code: &str) -> bool {
        let name =
            self.item.and_then(|item| item.materials.iter().find(|material| material.code == code)).map(|material| material.name.as_str());
        self.facts.taken_codes.contains(code) || name.is_some_and(|name| self.facts.taken_names.contains(name))
    }

    fn id_is_invalid(&self) -> bool {
        let Some(id) = self.facts.basic_text("applicant_id_no") else { return false };
        match self.facts.basic_text("applicant_id_type") {
            Some("111") => !citizen_is_valid(&normalise(id)),
            Some("001") => !credit_is_valid(&normalise(id)),
            _ => false,
        }
    }

    fn mandatory_missing(&self) -> i64 {
        let facts = self.facts;
        let mut missing = facts.empty_fields;
        if facts.basics_count > 0 {
            missing += MANDATORY.iter().filter(|name| !facts.basics.contains_key(**name)).count() as i64;
            let is_organisation = facts.basic_int("applicant_type").is_some_and(|kind| (2..=6).contains(&kind));
            missing += i64::from(is_organisation && !facts.basics.contains_key("legal_rep"));
        }
        missing
    }

    pub(super) fn link_rules(&self, held: &mut Vec<Held>) {
        for link in self.facts.links.iter().filter(|link| link.end.is_none()) {
            let of_item = || self.item?.links.iter().find(|node| Some(node.code.as_str()) == link.code)?.limit;
            let limit = link.limit.or_else(of_item).unwrap_or(2);
            if count_wd(day_of(link.start), self.today) > limit {
                held.push(Held { rule: "T05", key: link.seq.to_string() });
            }
        }
    }

    pub(super) fn special_rules(&self, held: &mut Vec<Held>) {
        for special in &self.facts.specials {
            let Some(start) = special.start else { continue };
            let key = || special.no.to_owned();
            let until = special.end.map_or(self.today, |end| day_of(end.min(self.now)));
            let used = if special.unit == Some("cd") { (until - day_of(start)).max(0) } else { count_wd(day_of(start), until) };
            let list = self.item.and_then(|item| item.specials.as_ref());
            let of_item = list.and_then(|list| list.iter().find(|allowed| Some(allowed.kind.as_str()) == special.kind));
            let by_law = (special.kind == Some("hearing")).then_some(20);
            let limit = special.limit.or(of_item.and_then(|allowed| allowed.limit)).or(by_law);
            if special.end.is_none() && limit.is_some_and(|limit| used > limit) {
                held.push(Held { rule: "T09", key: key() });
            }
            let is_allowed = match (list, special.kind) {
                (Some(_), _) => of_item.is_some(),
                (None, Some(kind)) => EIGHT_KINDS.contains(&kind) || kind == "extension",
                (None, None) => false,
            };
            let noticed = special.notice_at.map_or(self.now, |notice| notice.min(self.now));
            if !is_allowed || !special.has_reason || count_wd(day_of(start), day_of(noticed)) > 1 {
                held.push(Held { rule: "F07", key: key() });
            }
            if special.remaining_at_start.flatten().is_some_and(|days| days <= 1) {
                held.push(Held { rule: "F09", key: key() });
            }
        }
    }

    pub(super) fn other_rules(&self, held: &mut Vec<Held>) {
        let facts = self.facts;
        if let Some(first) = facts.supplements.first()
            && !first.after_acceptance
            && first.received_at.is_some_and(|received| count_wd(day_of(received), day_of(first.at)) > 5)
        {
            held.push(Held { rule: "F05", key: first.no.to_owned() });
        }
        for (code, due_at) in &facts.tolerated {
            if due_at.is_some_and(|due_at| self.now > due_at) && !self.is_taken(code) {
                held.push(Held { rule: "M02", key: (*code).to_owned() });
            }
        }
        for rating in &facts.ratings {
            let is_bad = rating.satisfaction.is_some_and(|satisfaction| satisfaction >= 4);
            let is_cleared = matches!(rating.verdict, Some("mistaken" | "malicious" | "outside_law"));
            if is_bad && !rating.is_closed && !is_cleared && self.wd_since(rating.at) > 5 {
                held.push(Held { rule: "E02", key: rating.no.to_owned() });
            }
        }
        for licence in &facts.licences {
            if facts.applied_at().is_some_and(|applied| day_of(licence.issued_at) < day_of(applied)) {
                held.push(Held { rule: "X03a", key: licence.no.to_owned() });
            }
        }
    }
}
