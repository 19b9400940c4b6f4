//! Settling: the steps that bring the register of alerts in line with what was found, and their way into the ledger.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::error::OfficeError;
use super::follower::Follower;
use super::judging::Scope;
use crate::facts::others::AlertRecord;
use crate::ledger::{Append, Position};
use crate::supervision::interval::Finding;
use crate::supervision::judge::Judged;
use crate::supervision::matching::{Step, steps};
use crate::supervision::register::Register;
use crate::supervision::write::{Judging, alert_entry};
use crate::sym::Sym;
use crate::time::Micros;

/// Alert steps of one append.
const STEPS_A_TIME: usize = 2_000;

/// A step with the record it changes; none for a new alert.
pub(super) type Todo = (Option<AlertRecord>, Step);

/// Steps for the alerts whose subject belongs to a case that was judged, those that owe nothing any more included.
pub(super) fn steps_of_cases(alerts: &Register, judged: &Judged, scope: Scope) -> Vec<Todo> {
    let mut found: BTreeMap<(Sym, Arc<str>), Vec<Finding>> = BTreeMap::new();
    for finding in &judged.findings {
        if let Some(case_no) = &finding.case_no {
            found.entry((finding.centre, case_no.clone())).or_default().push(finding.clone());
        }
    }
    let judged: BTreeSet<(Sym, Arc<str>)> = match scope {
        Scope::All => found.keys().cloned().chain(alerts.cases()).collect(),
        Scope::Some(cases) => cases.into_iter().map(|(centre, case_no)| (centre, Arc::from(case_no))).collect(),
    };
    let mut todo = Vec::new();
    for (centre, case_no) in judged {
        let owed = found.remove(&(centre, case_no.clone())).unwrap_or_default();
        todo.extend(settle(alerts.of_case(centre, &case_no), owed));
    }
    todo
}

/// Steps that bring records in line with findings, family by family and row by row.
pub(super) fn settle<'a>(records: impl Iterator<Item = &'a AlertRecord>, found: Vec<Finding>) -> Vec<Todo> {
    type Key = (Sym, String, String, Arc<str>);
    let mut groups: BTreeMap<Key, (Vec<AlertRecord>, Vec<Finding>)> = BTreeMap::new();
    for record in records {
        let key = (record.centre, record.family.to_string(), record.subject.to_string(), Arc::from(&*record.subject_key));
        groups.entry(key).or_default().0.push(record.clone());
    }
    for finding in found {
        let key = (finding.centre, finding.rule.family.clone(), finding.rule.subject.name.to_owned(), finding.subject_key.clone());
        groups.entry(key).or_default().1.push(finding);
    }
    let mut todo = Vec::new();
    for (records, found) in groups.into_values() {
        for step in steps(&records, found) {
            let record = match &step {
                Step::Raise(_) => None,
                Step::Change { record, .. } | Step::Unsupported { record, .. } => records.get(*record).cloned(),
            };
            todo.push((record, step));
        }
    }
    todo
}

/// What a step is called in the ledger.
pub(super) fn step_name(step: &Step) -> &'static str {
    match step {
        Step::Raise(_) => "raised",
        Step::Change { step, .. } | Step::Unsupported { step, .. } => step,
    }
}

/// The scope in which a year's alerts are numbered.
fn scope(year: i16) -> String {
    format!("alerts/{year}")
}

impl Follower {
    /// Appends alert steps that were judged as the ledger was at a position; new alerts get their numbers in the same transaction.
    pub(super) async fn write(&self, todo: Vec<Todo>, now: Micros, position: Position) -> Result<(), OfficeError> {
        let years: HashMap<Sym, i16> = self.benches.iter().map(|(centre, bench)| (*centre, bench.world.zone.day_of(now).year())).collect();
        // Numbers are the installation's, not a centre's: whoever quotes one means one alert.
        let judging = Judging { now, position };
        let year = move |finding: &Finding| years.get(&finding.centre).copied().unwrap_or(0);
        for part in todo.chunks(STEPS_A_TIME) {
            // Refused steps would be refused again: find them before anything is numbered.
            for (record, step) in part {
                alert_entry(record.as_ref(), step, "JC00000000000000", judging)?;
            }
            let part: Arc<Vec<Todo>> = Arc::new(part.to_vec());
            let mut scopes: Vec<String> = part
                .iter()
                .filter_map(|(_, step)| match step {
                    Step::Raise(finding) => Some(scope(year(finding))),
                    _ => None,
                })
                .collect();
            scopes.sort();
            scopes.dedup();
            let (part, year) = (part.clone(), year.clone());
            let build = move |numbers: &mut crate::ledger::Numbers| {
                let entries = part.iter().filter_map(|(record, step)| {
                    let number = match step {
                        Step::Raise(finding) => {
                            let year = year(finding);
                            format!("JC{year:04}{:08}", numbers.next(&scope(year)))
                        }
                        _ => String::new(),
                    };
                    alert_entry(record.as_ref(), step, &number, judging).ok()
                });
                Append::new(entries.collect(), now)
            };
            self.ledger.append_numbered(scopes, Box::new(build)).await?;
        }
        Ok(())
    }
}
