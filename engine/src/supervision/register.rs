//! The register of alerts: every alert ever raised, as its steps left it.
//!
//! Readers hold one while the follower goes on writing the next. So it is kept in persistent maps, whose copies share what did not change: a
//! step costs the same beside ten alerts and beside a million.

use std::collections::HashSet;
use std::sync::Arc;

use imbl::shared_ptr::DefaultSharedPtr;
use imbl::{GenericHashMap, Vector};
use rustc_hash::FxBuildHasher;

use crate::case::event::Event;
use crate::case::payload::Payload;
use crate::facts::others::AlertRecord;
use crate::rules::Catalogue;
use crate::sym::Sym;

type Places<K, V> = GenericHashMap<K, V, FxBuildHasher, DefaultSharedPtr>;

/// All alerts, found by number, by case, or among those of groups.
#[derive(Clone, Default)]
pub struct Register {
    records: Vector<Arc<AlertRecord>>,
    by_no: Places<Arc<str>, usize>,
    by_case: Places<(Sym, Arc<str>), Arc<[usize]>>,
    of_groups: Vector<usize>,
    /// Codes of the rules whose alerts only named supervisors may see: steps do not carry it.
    confidential: Arc<HashSet<Sym, FxBuildHasher>>,
}

impl Register {
    /// An empty register for alerts of these rules.
    pub fn of(catalogue: &Catalogue) -> Register {
        let confidential = catalogue.rules.iter().filter(|rule| rule.confidential).map(|rule| Sym::new(&rule.code));
        Register { confidential: Arc::new(confidential.collect()), ..Register::default() }
    }

    /// Takes in a step. Gives the place, among all, of the alert that it made or changed; `None` for what is no step of an alert.
    pub fn apply(&mut self, event: &Event) -> Option<usize> {
        let Payload::AlertStep(step) = &event.payload else { return None };
        let number = step.alert_no.as_deref()?;
        if let Some(place) = self.by_no.get(number).copied() {
            let record = Arc::make_mut(self.records.get_mut(place)?);
            record.apply(event);
            record.is_confidential = self.confidential.contains(&record.rule);
            return Some(place);
        }
        let mut record = AlertRecord::raised(event)?;
        record.is_confidential = self.confidential.contains(&record.rule);
        let place = self.records.len();
        self.by_no.insert(number.into(), place);
        match &record.case_no {
            Some(case_no) => {
                let key = (record.centre, Arc::from(&**case_no));
                let places = self.by_case.get(&key).map_or(&[][..], |places| places).iter().copied().chain([place]).collect();
                self.by_case.insert(key, places);
            }
            None => self.of_groups.push_back(place),
        }
        self.records.push_back(Arc::new(record));
        Some(place)
    }

    /// An alert by its number.
    pub fn get(&self, number: &str) -> Option<&Arc<AlertRecord>> {
        self.by_no.get(number).map(|place| &self.records[*place])
    }

    /// All alerts, in the order in which they were raised.
    pub fn all(&self) -> &Vector<Arc<AlertRecord>> {
        &self.records
    }

    /// The cases that have alerts.
    pub fn cases(&self) -> impl Iterator<Item = (Sym, Arc<str>)> {
        self.by_case.keys().cloned()
    }

    /// The alerts of a case.
    pub fn of_case(&self, centre: Sym, case_no: &Arc<str>) -> impl Iterator<Item = &AlertRecord> {
        let found = self.by_case.get(&(centre, case_no.clone()));
        found.into_iter().flat_map(|places| places.iter()).map(|place| &*self.records[*place])
    }

    /// The alerts of groups.
    pub fn of_groups(&self) -> impl Iterator<Item = &AlertRecord> {
        self.of_groups.iter().map(|place| &*self.records[*place])
    }

    /// The cases whose alerts wait for their source to have reported so far.
    pub fn pending_cases(&self) -> impl Iterator<Item = (Sym, Box<str>)> {
        let pending = self.records.iter().filter(|record| record.is_pending && record.ended_at.is_none());
        pending.filter_map(|record| Some((record.centre, record.case_no.clone()?)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::testing::{event, now};

    #[test]
    fn an_alert_is_confidential_while_its_rule_is() {
        let mut register = Register { confidential: Arc::new([Sym::new("I01")].into_iter().collect()), ..Register::default() };
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
