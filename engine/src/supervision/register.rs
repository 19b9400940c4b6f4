//! The register of alerts: every alert ever raised, as its steps left it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::error::ArrowError;
use rustc_hash::FxBuildHasher;

use crate::case::event::Event;
use crate::case::payload::Payload;
use crate::facts::others::{AlertRecord, Table, alert_table};
use crate::rules::Catalogue;
use crate::sym::Sym;

/// All alerts, found by number, by case, or among those of groups.
#[derive(Clone, Default)]
pub struct Register {
    records: Vec<Arc<AlertRecord>>,
    by_no: HashMap<Arc<str>, usize, FxBuildHasher>,
    by_case: HashMap<(Sym, Arc<str>), Vec<usize>, FxBuildHasher>,
    of_groups: Vec<usize>,
    /// Codes of the rules whose alerts only named supervisors may see: steps do not carry it.
    confidential: HashSet<Sym, FxBuildHasher>,
}

impl Register {
    /// An empty register for alerts of these rules.
    pub fn of(catalogue: &Catalogue) -> Register {
        let confidential = catalogue.rules.iter().filter(|rule| rule.confidential).map(|rule| Sym::new(&rule.code));
        Register { confidential: confidential.collect(), ..Register::default() }
    }

    /// Takes in a step.
    pub fn apply(&mut self, event: &Event) {
        let Payload::AlertStep(step) = &event.payload else { return };
        let Some(number) = step.alert_no.as_deref() else { return };
        if let Some(index) = self.by_no.get(number) {
            let record = Arc::make_mut(&mut self.records[*index]);
            record.apply(event);
            record.is_confidential = self.confidential.contains(&record.rule);
            return;
        }
        let Some(mut record) = AlertRecord::raised(event) else { return };
        record.is_confidential = self.confidential.contains(&record.rule);
        let index = self.records.len();
        self.by_no.insert(number.into(), index);
        match &record.case_no {
            Some(case_no) => self.by_case.entry((record.centre, Arc::from(&**case_no))).or_default().push(index),
            None => self.of_groups.push(index),
        }
        self.records.push(Arc::new(record));
    }

    /// An alert by its number.
    pub fn get(&self, number: &str) -> Option<&Arc<AlertRecord>> {
        self.by_no.get(number).map(|index| &self.records[*index])
    }

    /// All alerts, in the order in which they were raised.
    pub fn all(&self) -> &[Arc<AlertRecord>] {
        &self.records
    }

    /// The cases that have alerts.
    pub fn cases(&self) -> impl Iterator<Item = (Sym, Arc<str>)> {
        self.by_case.keys().cloned()
    }

    /// The alerts of a case.
    pub fn of_case(&self, centre: Sym, case_no: &Arc<str>) -> impl Iterator<Item = &AlertRecord> {
        let found = self.by_case.get(&(centre, case_no.clone()));
        found.into_iter().flatten().map(|index| &*self.records[*index])
    }

    /// The alerts of groups.
    pub fn of_groups(&self) -> impl Iterator<Item = &AlertRecord> {
        self.of_groups.iter().map(|index| &*self.records[*index])
    }

    /// The cases whose alerts wait for their source to have reported so far.
    pub fn pending_cases(&self) -> impl Iterator<Item = (Sym, Box<str>)> {
        let pending = self.records.iter().filter(|record| record.is_pending && record.ended_at.is_none());
        pending.filter_map(|record| Some((record.centre, record.case_no.clone()?)))
    }

    /// As the relation `alert`.
    pub fn table(&self) -> Result<Table, ArrowError> {
        alert_table(self.records.iter().map(|record| &**record))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::testing::{event, now};

    #[test]
    fn an_alert_is_confidential_while_its_rule_is() {
        let mut register = Register { confidential: [Sym::new("I01")].into_iter().collect(), ..Register::default() };
        let step = |number: &str, name: &str, rule: &str| {
            let payload = json!({ "alert_no": number, "step": name, "rule": rule, "since": "2025-01-02T03:04:05Z" });
            event(&format!("{number}/{name}"), "alert_step", Some("C1"), now(), payload)
        };
        let said = |register: &Register, number: &str| register.get(number).map(|record| record.is_confidential);
        register.apply(&step("JC1", "raised", "I01"));
        register.apply(&step("JC2", "raised", "T01"));
        assert_eq!((said(&register, "JC1"), said(&register, "JC2")), (Some(true), Some(false)));
        register.apply(&step("JC2", "escalated", "I01"));
        assert_eq!(said(&register, "JC2"), Some(true));
    }
}
