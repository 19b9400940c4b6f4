//! Which cases a list or a figure is about.

use std::sync::Arc;

use mingjing_engine::identifiers::{self, name, phone};
use mingjing_engine::ledger::Vault;
use mingjing_engine::schema::Key;
use mingjing_engine::supervision::Published;

use super::row::{Col, Rows};
use crate::model::case::CaseQuery;
use crate::serve::checkup::chosen::CaseSet;
use crate::serve::extract::{day, text};
use crate::serve::problem::ApiError;
use crate::serve::scope::{Period, known_centre};

/// A filter over cases; its parts are joined by and.
pub struct CaseFilter {
    centre: Option<String>,
    state: Option<String>,
    dept: Option<String>,
    item: Option<String>,
    open: Option<bool>,
    overdue: Option<bool>,
    on_time: Option<bool>,
    first_event: Period,
    finish: Period,
    accepted: Period,
    due: Period,
    words: Option<String>,
    /// Tokens of the words, taken for a whole name, number or telephone number.
    persons: Vec<(Col, Key)>,
    chosen: Vec<Arc<CaseSet>>,
}

impl CaseFilter {
    /// The filter of a query.
    pub fn read(query: &CaseQuery, published: &Published) -> Result<CaseFilter, ApiError> {
        let owned = |value: &Option<String>| text(value).map(str::to_owned);
        Ok(CaseFilter {
            centre: known_centre(published, &query.centre)?.map(str::to_owned),
            state: owned(&query.state),
            dept: owned(&query.dept),
            item: owned(&query.item),
            open: query.open,
            overdue: query.overdue,
            on_time: query.on_time,
            first_event: Period::new(published, day("from", &query.from)?, day("to", &query.to)?),
            finish: Period::new(published, day("finished_from", &query.finished_from)?, day("finished_to", &query.finished_to)?),
            accepted: Period::new(published, day("accepted_from", &query.accepted_from)?, day("accepted_to", &query.accepted_to)?),
            due: Period::new(published, day("due_from", &query.due_from)?, day("due_to", &query.due_to)?),
            words: text(&query.q).map(str::to_lowercase),
            persons: Vec::new(),
            chosen: Vec::new(),
        })
    }

    /// Also finds the cases of a person whose whole name, document number or telephone number the words are. Names are not kept readable, so
    /// a part of one finds nobody.
    pub fn with_persons(self, query: &CaseQuery, vault: &Vault) -> CaseFilter {
        let Some(words) = text(&query.q) else { return self };
        let persons = vec![
            (Col::ApplicantNameKey, vault.token("name", &name::normalise(words))),
            (Col::ApplicantKey, vault.token("id", &identifiers::normalise(words))),
            (Col::MobileKey, vault.token("phone", &phone::normalise(words))),
        ];
        CaseFilter { persons, ..self }
    }

    /// The same, and only cases of this set.
    pub fn within(&mut self, set: Arc<CaseSet>) {
        self.chosen.push(set);
    }

    /// Whether it lets a row through.
    pub fn matches(&self, rows: &Rows<'_>, row: usize) -> bool {
        let is = |wanted: &Option<String>, column: Col| wanted.as_deref().is_none_or(|wanted| rows.text(column, row) == Some(wanted));
        let centre = rows.text(Col::Centre, row).unwrap_or_default();
        is(&self.centre, Col::Centre)
            && is(&self.dept, Col::Dept)
            && is(&self.state, Col::State)
            && is(&self.item, Col::ItemCode)
            && self.open.is_none_or(|open| rows.is_open(row) == open)
            && self.first_event.has(centre, rows.at(Col::FirstEventAt, row))
            && self.finish.has(centre, rows.at(Col::FinishedAt, row))
            && self.accepted.has(centre, rows.at(Col::AcceptedAt, row))
            && (self.due.is_open() || self.due.has(centre, rows.due_at(row)))
            && self.overdue.is_none_or(|overdue| rows.is_overdue(row) == overdue)
            && self.on_time.is_none_or(|on_time| rows.is_on_time(row) == on_time)
            && self.words.as_deref().is_none_or(|words| {
                let has = |column| rows.text(column, row).is_some_and(|text| text.to_lowercase().contains(words));
                let is_of = |(column, key): &(Col, Key)| rows.key(*column, row) == Some(*key);
                has(Col::CaseNo) || has(Col::ItemCode) || has(Col::ItemName) || self.persons.iter().any(is_of)
            })
            && (self.chosen.is_empty() || {
                let key = (centre.to_owned(), rows.text(Col::CaseNo, row).unwrap_or_default().to_owned());
                self.chosen.iter().all(|set| set.contains(&key))
            })
    }
}
