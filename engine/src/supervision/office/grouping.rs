//! Judging groups: their SQL over the facts, the rules on its rows, and the steps those owe; and with them the things with a number of their own.
//!
//! The SQL of a group looks at all cases and takes longer the more there are, while the alert of a single case must not wait for it. So it
//! runs on a snapshot of its own, and others may judge cases meanwhile: what it finds is written as judged at the snapshot's position.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::{OfficeError, PassReport};
use super::follower::Follower;
use super::settle::{settle, step_name};
use crate::facts;
use crate::facts::store::Snapshot;
use crate::ledger::Position;
use crate::rules::{Catalogue, Rule};
use crate::supervision::ask;
use crate::supervision::family::findings;
use crate::supervision::groups::{self, Group};
use crate::supervision::interval::{Finding, RuleFault};
use crate::supervision::judge::Benches;
use crate::sym::Sym;
use crate::time::Micros;

/// What the rules on groups are judged on.
pub(super) struct GroupWork {
    facts: Arc<Snapshot>,
    benches: Arc<Benches>,
    rules: HashMap<Sym, Vec<Arc<Rule>>>,
    /// What was found of things, which are walked as the follower has them.
    of_things: (Vec<Finding>, Vec<RuleFault>),
    position: Position,
    now: Micros,
}

/// What they found.
pub(super) struct GroupsFound {
    findings: Vec<Finding>,
    faults: Vec<RuleFault>,
    position: Position,
}

impl GroupWork {
    /// Judges every group on a thread of its own: on the threads that answer requests and judge cases these would wait for it.
    pub(super) async fn judge_apart(self, groups: Vec<Group>) -> Result<GroupsFound, OfficeError> {
        let judging = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(OfficeError::Thread)?;
            runtime.block_on(self.judge(&groups))
        };
        tokio::task::spawn_blocking(judging).await?
    }

    /// Judges every group.
    pub(super) async fn judge(&self, groups: &[Group]) -> Result<GroupsFound, OfficeError> {
        let (findings_of_things, faults) = self.of_things.clone();
        let mut found = GroupsFound { findings: findings_of_things, faults, position: self.position };
        let worlds = self.benches.iter().map(|(centre, bench)| (*centre, bench.world.clone())).collect();
        let session = ask::session(self.facts.clone(), &self.benches, None)?;
        for group in groups {
            let answer = session.run(group.sql).await.map_err(|source| OfficeError::Subject { subject: group.relation.name, source })?;
            let (intervals, failed) = groups::judge(group, &answer.batches, &self.rules, &worlds, self.now);
            found.faults.extend(failed);
            for (centre, intervals) in intervals {
                found.findings.extend(findings(centre, None, intervals));
            }
        }
        Ok(found)
    }
}

impl Follower {
    /// What the rules on groups are to be judged on: the facts as everything judged so far left them, tickets, consultations and alerts among
    /// them.
    pub(super) fn group_work(&mut self, catalogue: &Catalogue, now: Micros) -> Result<GroupWork, OfficeError> {
        let facts = self.snapshot(self.judged_to, now, None)?;
        let everything = std::mem::take(&mut self.things_wait);
        let of_things = self.judge_things(catalogue, everything, now);
        self.groups_wait = false;
        let of_groups = |rule: &&Arc<Rule>| facts::subject(rule.subject.name).is_none();
        let rules = self.profiles.iter().map(|(centre, profile)| {
            let rules = catalogue.rules.iter().filter(of_groups).filter(|rule| rule.is_for(&profile.rules));
            (*centre, rules.cloned().collect())
        });
        let rules = rules.collect();
        Ok(GroupWork { facts, benches: self.benches.clone(), rules, of_things, position: self.judged_to, now })
    }

    /// Writes the steps that bring the alerts of groups in line with what was found.
    pub(super) async fn write_groups(&mut self, found: GroupsFound, now: Micros, report: &mut PassReport) -> Result<(), OfficeError> {
        self.has_faults |= !found.faults.is_empty();
        report.faults.extend(found.faults);
        let todo = settle(self.alerts.of_groups(), found.findings);
        for (_, step) in &todo {
            *report.steps.entry(step_name(step)).or_default() += 1;
        }
        self.write(todo, now, found.position).await
    }
}
