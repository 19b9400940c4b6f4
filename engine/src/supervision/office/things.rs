//! Judging things with a number of their own beside the cases and the groups.

use std::sync::Arc;

use super::follower::Follower;
use crate::facts::others;
use crate::rules::{Catalogue, Rule};
use crate::supervision::interval::{Finding, RuleFault};
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
