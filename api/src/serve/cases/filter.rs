//! Which cases a list or a figure is about.

use std::sync::Arc;

use mingjing_engine::ledger::Vault;
use mingjing_engine::schema::Key;
use mingjing_engine::supervision::Published;

use super::row::{Col, Rows};
use super::words::{Words, persons};
use crate::model::case::CaseQuery;
use crate::serve::access::bounds::Bounds;
use crate::serve::checkup::chosen::CaseSet;
use crate::serve::extract::{day, text};
use crate::serve::problem::ApiError;
use crate::serve::scope::{Period, known_centre};

/// A filter over cases; its parts are joined by and.
#[derive(Debug)]
pub struct CaseFilter {
    centre: Option<String>,
    state: Option<String>,
    /// Codes of departments, one of which it must be.
    depts: Option<Vec<String>>,
    /// The whole code of an item, or words of its name.
    item: Option<(String, Words)>,
    channel: Option<i64>,
    case_type: Option<i64>,
    open: Option<bool>,
    overdue: Option<bool>,
    on_time: Option<bool>,
    first_event: Period,
    finish: Period,
    accepted: Period,
    due: Period,
    words: Option<Searched>,
    chosen: Vec<Arc<CaseSet>>,
    /// Where only some places may be seen.
    bounds: Option<Bounds>,
}

/// What words may mean besides a part of a number or name.
#[derive(Debug)]
struct Searched {
    words: Words,
    /// Departments that have them in their name.
    depts: Vec<String>,
    /// Tokens of the words, taken for a whole name, number or telephone number.
    persons: Vec<(Col, Key)>,
}

/// The codes of the departments that words name: the one whose code they are, else all that have them in their name.
fn departments(published: &Published, text: &str) -> Vec<String> {
    let units = || published.benches.values().flat_map(|bench| bench.world.organization.units("dept"));
    if units().any(|unit| unit.code.text() == text) {
        return vec![text.to_owned()];
    }
    let words = Words::new(text);
    let mut codes: Vec<String> = units().filter(|unit| words.are_in(&unit.name)).map(|unit| unit.code.text().to_owned()).collect();
    // Where a ledger names departments and has no codes, the name is the code.
    codes.push(text.to_owned());
    codes.sort();
    codes.dedup();
    codes
}

impl CaseFilter {
    /// The filter of a query.
    pub fn read(query: &CaseQuery, published: &Published) -> Result<CaseFilter, ApiError> {
        Ok(CaseFilter {
            centre: known_centre(published, &query.centre)?.map(str::to_owned),
            state: text(&query.state).map(str::to_owned),
            depts: text(&query.dept).map(|dept| departments(published, dept)),
            item: text(&query.item).map(|item| (item.to_owned(), Words::new(item))),
            channel: query.channel,
            case_type: query.case_type,
            open: query.open,
            overdue: query.overdue,
            on_time: query.on_time,
            first_event: Period::new(published, day("from", &query.from)?, day("to", &query.to)?),
            finish: Period::new(published, day("finished_from", &query.finished_from)?, day("finished_to", &query.finished_to)?),
            accepted: Period::new(published, day("accepted_from", &query.accepted_from)?, day("accepted_to", &query.accepted_to)?),
            due: Period::new(published, day("due_from", &query.due_from)?, day("due_to", &query.due_to)?),
            words: text(&query.q).map(|q| Searched { words: Words::new(q), depts: departments(published, q), persons: Vec::new() }),
            chosen: Vec::new(),
            bounds: None,
        })
    }

    /// Also finds the cases of a person whose whole name, document number or telephone number the words are.
    pub fn with_persons(mut self, query: &CaseQuery, vault: &Vault) -> CaseFilter {
        if let (Some(searched), Some(q)) = (&mut self.words, text(&query.q)) {
            searched.persons = persons(q, vault);
        }
        self
    }

    /// The same, and only cases of this set.
    pub fn within(&mut self, set: Arc<CaseSet>) {
        self.chosen.push(set);
    }

    /// What tells it from other filters; `None` for one that no words can tell: it is of chosen cases.
    pub fn key(&self) -> Option<String> {
        self.chosen.is_empty().then(|| format!("{self:?}"))
    }

    /// Whether what it lets through changes as time goes on.
    pub fn asks_whether_overdue(&self) -> bool {
        self.overdue.is_some()
    }

    /// The same, and only cases within these bounds.
    pub fn bound(&mut self, bounds: Bounds) {
        self.bounds = Some(bounds);
    }

    /// Whether it lets a row through.
    pub fn matches(&self, rows: &Rows<'_>, row: usize) -> bool {
        let is = |wanted: &Option<String>, column: Col| wanted.as_deref().is_none_or(|wanted| rows.text(column, row) == Some(wanted));
        let counts = |wanted: Option<i64>, column: Col| wanted.is_none_or(|wanted| rows.int(column, row) == Some(wanted));
        let is_of = |depts: &[String]| rows.text(Col::Dept, row).is_some_and(|dept| depts.iter().any(|code| code == dept));
        let has = |words: &Words, column: Col| rows.text(column, row).is_some_and(|text| words.are_in(text));
        let centre = rows.text(Col::Centre, row).unwrap_or_default();
        is(&self.centre, Col::Centre)
            && self.bounds.as_ref().is_none_or(|bounds| bounds.has_place(centre, rows.text(Col::Dept, row)))
            && self.depts.as_deref().is_none_or(is_of)
            && is(&self.state, Col::State)
            && counts(self.channel, Col::Channel)
            && counts(self.case_type, Col::CaseType)
            && self.item.as_ref().is_none_or(|(code, name)| rows.text(Col::ItemCode, row) == Some(code) || has(name, Col::ItemName))
            && self.open.is_none_or(|open| rows.is_open(row) == open)
            && self.first_event.has(centre, rows.at(Col::FirstEventAt, row))
            && self.finish.has(centre, rows.at(Col::FinishedAt, row))
            && self.accepted.has(centre, rows.at(Col::AcceptedAt, row))
            && (self.due.is_open() || self.due.has(centre, rows.due_at(row)))
            && self.overdue.is_none_or(|overdue| rows.is_overdue(row) == overdue)
            && self.on_time.is_none_or(|on_time| rows.is_on_time(row) == on_time)
            && self.words.as_ref().is_none_or(|searched| {
                let words = &searched.words;
                let is_person = |(column, key): &(Col, Key)| rows.key(*column, row) == Some(*key);
                has(words, Col::CaseNo)
                    || has(words, Col::ItemCode)
                    || has(words, Col::ItemName)
                    || is_of(&searched.depts)
                    || searched.persons.iter().any(is_person)
            })
            && self.chosen.iter().all(|set| set.contains(centre, rows.text(Col::CaseNo, row).unwrap_or_default()))
    }
}
