//! Judging things with a number of their own beside the cases and the groups.

use std::sync::Arc;

use super::Office;
use super::error::OfficeError;
use super::follower::{Follower, PAGE, read};
use crate::case::event::Event;
use crate::facts::others;
use crate::rules::{Catalogue, Rule};
use crate::supervision::interval::{Finding, RuleFault};
use crate::supervision::judge::Known;
use crate::supervision::things::RulesByCentre;
use crate::time::Micros;

impl Follower {
    /// What the rules on things find as of `now`. Only what changed or fell due is walked; where `everything` is to be judged anew, all of it.
    pub(super) fn judge_things(&mut self, catalogue: &Catalogue, everything: bool, now: Micros) -> (Vec<Finding>, Vec<RuleFault>) {
        if everything {
            self.others.touch_all();
        }
        let of_things = |rule: &&Arc<Rule>| others::subject(rule.subject.name).is_some();
        let rules: RulesByCentre = self
            .profiles
            .iter()
            .map(|(centre, profile)| {
                let rules = catalogue.rules.iter().filter(of_things).filter(|rule| rule.is_for(&profile.rules));
                (*centre, rules.cloned().collect())
            })
            .collect();
        self.things.judge(&mut self.others, &self.benches, &rules, now)
    }
}

impl Office {
    /// The events of the things of a relation that are known now, of imports that were not voided, as the ledger has them.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub async fn thing_events(&self, relation: &str) -> Result<Vec<Event>, OfficeError> {
        let ledger = self.ledger();
        let known = Known::default();
        let mut rows = Vec::new();
        if relation == others::DELIVERY.name {
            rows = ledger.reference_events().await?;
        } else {
            let is_own = relation == others::SUPERVISION_ORDER.name;
            let mut after = 0;
            loop {
                let page = if is_own { ledger.own_events(after, PAGE).await? } else { ledger.service_events(after, PAGE).await? };
                let Some(last) = page.last() else { break };
                after = last.position;
                rows.extend(page);
            }
        }
        let events = rows.iter().filter(|row| known.has(row)).map(read);
        Ok(events.collect::<Result<_, _>>()?)
    }
}
