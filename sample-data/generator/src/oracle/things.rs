//! Rules on things with a number of their own: consultations, complaints, tickets, reports, deliveries of sources, licences of the library.

use std::collections::BTreeMap;

use super::crowd::{Crowd, month_of};
use super::read::Event;
use super::{OwedGroup, level_of};
use crate::calendar::{DAY, Day, HOUR, SECOND, day_of, due, midnight, parse_date, parse_instant};
use crate::identity::normalise;

/// One step of a thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    at: i64,
    step: String,
    /// A due instant or an instant up to which something is complete.
    until: Option<i64>,
    status: Option<i64>,
    has_case: bool,
    window: Option<String>,
    item: Option<String>,
    person: Option<String>,
}

/// The steps of all things, by kind and number.
#[derive(Debug, Default)]
pub struct Things {
    steps: BTreeMap<(&'static str, String), Vec<Step>>,
}

impl Things {
    /// Takes an event if it is one of a thing.
    pub fn read(&mut self, event: &Event<'_>) {
        let text = |name: &str| event.text(name).map(str::to_owned);
        let found = match event.kind {
            "consultation_step" => Some(("consultation", text("consultation_no"))),
            "complaint_step" => Some(("complaint", text("complaint_no"))),
            "ticket_step" => Some(("ticket", text("ticket_no"))),
            "report_step" => Some(("report_record", text("row_guid"))),
            "watermark_moved" => Some(("delivery", text("source"))),
            "licence_issued" if event.case_no.is_none() => Some(("licence_without_case", text("licence_no"))),
            _ => None,
        };
        let Some((kind, Some(number))) = found else { return };
        // A due date means its 23:59:59.
        let instant = |text: &str| parse_instant(text).or_else(|| parse_date(text).map(|day| midnight(day + 1) - SECOND));
        let until = event.text("due_at").or(event.text("complete_to")).and_then(instant);
        let step = Step {
            at: event.at,
            step: text("step").unwrap_or_default(),
            until: until.or(event.instant("issued_at").filter(|_| kind == "licence_without_case")),
            status: event.int("ticket_status"),
            has_case: event.case_no.is_some(),
            window: event.window.map(str::to_owned),
            item: text("item_impl_code"),
            person: event.text("person").map(normalise),
        };
        self.steps.entry((kind, number)).or_default().push(step);
    }

    fn of(&self, kind: &'static str) -> impl Iterator<Item = (&str, &[Step])> {
        self.steps.iter().filter(move |((of, _), _)| *of == kind).map(|((_, number), steps)| (number.as_str(), steps.as_slice()))
    }

    /// Tickets that ended as a question: window, month, and whether the holder applied for the item within five days.
    pub fn asked(&self, crowd: &Crowd) -> Vec<(String, Day, bool)> {
        let mut applied: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
        for (applicant, item, at) in crowd.applications() {
            applied.entry((applicant, item)).or_default().push(at);
        }
        let mut asked = Vec::new();
        for (_, steps) in self.of("ticket") {
            let last = |of: fn(&Step) -> Option<&String>| steps.iter().rev().find_map(of);
            let status = steps.iter().rev().find_map(|step| step.status);
            let ended = first(steps, &["ended"]);
            let (Some(4), Some(ended), Some(window)) = (status, ended, last(|step| step.window.as_ref())) else { continue };
            let key = last(|step| step.person.as_ref()).zip(last(|step| step.item.as_ref()));
            let follows = key.and_then(|(person, item)| applied.get(&(person.as_str(), item.as_str())));
            let is_followed = follows.is_some_and(|instants| instants.iter().any(|at| ended < *at && *at <= ended + 5 * DAY));
            asked.push((window.clone(), month_of(ended), is_followed));
        }
        asked
    }

    /// The alerts of things as of `now`.
    pub fn owed(&self, crowd: &Crowd, now: i64) -> Vec<OwedGroup> {
        let mut found = Vec::new();
        let mut add = |subject: &'static str, key: &str, rule: &'static str, since: i64, ended_at: Option<i64>| {
            let ended_at = ended_at.filter(|at| *at <= now);
            if since <= now && ended_at.is_none_or(|at| since < at) {
                found.push(OwedGroup { subject, subject_key: key.to_owned(), rule, level: level_of(rule), since, ended_at });
            }
        };
        for (number, steps) in self.of("consultation") {
            if let Some(asked) = first(steps, &["asked"]) {
                add("consultation", number, "T15", midnight(due(day_of(asked), 4)), first(steps, &["answered"]));
            }
        }
        for (number, steps) in self.of("complaint") {
            let ended_at = first(steps, &["replied", "closed", "rejected", "merged", "transferred"]);
            let given = steps.iter().rev().find_map(|step| step.until).map(|until| until + 1);
            let since = given.or_else(|| first(steps, &["registered"]).map(|at| midnight(due(day_of(at), 11))));
            if let Some(since) = since {
                add("complaint", number, "T16", since, ended_at);
            }
        }
        for (number, steps) in self.of("ticket") {
            let is_served = steps.iter().rev().find_map(|step| step.status).is_some_and(|status| matches!(status, 1 | 5));
            if let (Some(ended), true, false) = (first(steps, &["ended"]), is_served, steps.iter().any(|step| step.has_case)) {
                add("ticket", number, "X04b", ended + 24 * HOUR, None);
            }
        }
        for (number, steps) in self.of("report_record") {
            if let Some(rejected) = first(steps, &["rejected"]) {
                add("report_record", number, "Q05", midnight(due(day_of(rejected), 2)), first(steps, &["repaired"]));
            }
        }
        for (number, steps) in self.of("delivery") {
            for (place, step) in steps.iter().enumerate() {
                let Some(complete) = step.until else { continue };
                let next = steps.get(place + 1).map(|step| step.at);
                let card = midnight(due(day_of(complete), 5));
                let is_card = card <= now && next.is_none_or(|next| card < next);
                let since = midnight(due(day_of(complete), 2)).max(step.at);
                add("delivery", number, if is_card { "Q04b" } else { "Q04a" }, since, next);
            }
        }
        for (number, steps) in self.of("licence_without_case") {
            let issued = steps.iter().rev().find_map(|step| step.until).or(steps.first().map(|step| step.at));
            if let Some(issued) = issued {
                add("licence_without_case", number, "X04a", issued + DAY, crowd.licence_begun(number));
            }
        }
        found
    }
}

/// When the first of these steps was taken.
fn first(steps: &[Step], names: &[&str]) -> Option<i64> {
    steps.iter().filter(|step| names.contains(&step.step.as_str())).map(|step| step.at).min()
}
