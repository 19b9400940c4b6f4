//! The register of alerts: every alert ever raised, as its steps left it.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::error::ArrowError;
use rustc_hash::FxBuildHasher;

use crate::case::event::Event;
use crate::case::payload::Payload;
use crate::facts::others::{AlertRecord, Table, alert_table};
use crate::sym::Sym;

/// All alerts, found by number, by case, or among those of groups.
#[derive(Clone, Default)]
pub struct Register {
    records: Vec<Arc<AlertRecord>>,
    by_no: HashMap<Arc<str>, usize, FxBuildHasher>,
    by_case: HashMap<(Sym, Arc<str>), Vec<usize>, FxBuildHasher>,
    of_groups: Vec<usize>,
}

impl Register {
    /// Takes in a step.
    pub fn apply(&mut self, event: &Event) {
        let Payload::AlertStep(step) = &event.payload else { return };
        let Some(number) = step.alert_no.as_deref() else { return };
        if let Some(index) = self.by_no.get(number) {
            Arc::make_mut(&mut self.records[*index]).apply(event);
            return;
        }
        let Some(record) = AlertRecord::raised(event) else { return };
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

    /// As the relation `alert`.
    pub fn table(&self) -> Result<Table, ArrowError> {
        alert_table(self.records.iter().map(|record| &**record))
    }
}
