//! Which rows are whose: the one filter that lists, details, figures and the live stream use.
//!
//! An account is bound by its scope (regions, departments) and by the reach of the role it asks with. A row outside is as if it were not
//! there: lists and figures leave it out, and by its number it is unknown.

use std::collections::BTreeSet;
use std::sync::Arc;

use mingjing_engine::facts::arrow::{Cell, ColumnView};
use mingjing_engine::facts::others::AlertRecord;
use mingjing_engine::facts::relations::CASE;
use mingjing_engine::ledger::access::Account;
use mingjing_engine::rules::Catalogue;
use mingjing_engine::supervision::Published;

use super::rights::Reach;
use crate::serve::alerts::view::rule_of;
use crate::serve::cases::filter::CaseFilter;
use crate::serve::checkup::chosen;
use crate::serve::checkup::sql::literal;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// Centres as wholes, and departments of centres.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Places {
    centres: BTreeSet<String>,
    depts: BTreeSet<(String, String)>,
}

/// What narrows further than a department.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Narrow {
    Windows(Vec<String>),
    Person(String),
    /// The account names no window, or no person, that it could be bound to.
    Nothing,
}

/// Which rows an account may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    places: Option<Places>,
    narrow: Option<Narrow>,
    /// Alerts of confidential rules too.
    sees_confidential: bool,
}

/// How narrow a route can answer; an account that is bound more narrowly is denied there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// Whatever the bounds.
    Any,
    /// Departments and wider.
    Departments,
    /// Whole centres; the handler checks which.
    Centres,
    /// Only those who are bound to nothing.
    Unbound,
}

impl Bounds {
    /// The bounds of an account that asks with a reach.
    pub fn of(account: &Account, reach: Reach, sees_confidential: bool, published: &Published) -> Bounds {
        let scope = &account.scope;
        let needs_dept = reach == Reach::Department;
        let places =
            (needs_dept || !scope.regions.is_empty() || !scope.departments.is_empty()).then(|| places(account, needs_dept, published));
        let narrow = match reach {
            Reach::All | Reach::Department => None,
            Reach::Window if scope.windows.is_empty() => Some(Narrow::Nothing),
            Reach::Window => Some(Narrow::Windows(scope.windows.clone())),
            Reach::Own => Some(account.person.clone().map_or(Narrow::Nothing, Narrow::Person)),
        };
        Bounds { places, narrow, sees_confidential }
    }

    /// Whether a route that answers so narrowly can answer within these bounds.
    pub fn are_served(&self, serves: Serves) -> bool {
        match serves {
            Serves::Any => true,
            Serves::Departments => self.narrow.is_none(),
            Serves::Centres => self.narrow.is_none() && self.places.as_ref().is_none_or(|places| !places.centres.is_empty()),
            Serves::Unbound => self.narrow.is_none() && self.places.is_none(),
        }
    }

    /// Whether a centre as a whole lies within them.
    pub fn has_centre(&self, centre: &str) -> bool {
        self.narrow.is_none() && self.places.as_ref().is_none_or(|places| places.centres.contains(centre))
    }

    /// Whether a department lies within them; what belongs to none does where the centre does.
    pub fn has_place(&self, centre: &str, dept: Option<&str>) -> bool {
        let Some(places) = &self.places else { return true };
        let is_of = |dept: &str| places.depts.iter().any(|(of, code)| of == centre && code == dept);
        places.centres.contains(centre) || dept.is_some_and(is_of)
    }

    /// Whether a person at a post lies within them.
    pub fn has_post(&self, centre: &str, dept: Option<&str>, window: Option<&str>, person: &str) -> bool {
        self.has_place(centre, dept)
            && match &self.narrow {
                None => true,
                Some(Narrow::Windows(windows)) => window.is_some_and(|window| windows.iter().any(|code| code == window)),
                Some(Narrow::Person(own)) => own == person,
                Some(Narrow::Nothing) => false,
            }
    }

    /// Whether alerts of this rule may be seen at all.
    pub fn shows(&self, catalogue: &Catalogue, record: &AlertRecord) -> bool {
        self.sees_confidential || !rule_of(catalogue, record).map_or(record.is_confidential, |rule| rule.confidential)
    }

    /// Whether confidential rules may be seen.
    pub fn sees_confidential(&self) -> bool {
        self.sees_confidential
    }

    /// Whether an alert lies within them: by whom answers for it.
    pub fn has_alert(&self, catalogue: &Catalogue, record: &AlertRecord) -> bool {
        let dept = record.responsible_dept.map(|dept| dept.text());
        let is_in = self.has_place(record.centre.text(), dept);
        let is_own = match &self.narrow {
            None => true,
            Some(Narrow::Windows(windows)) => {
                record.responsible_window.is_some_and(|window| windows.iter().any(|code| code == window.text()))
            }
            Some(Narrow::Person(person)) => record.responsible_person.is_some_and(|code| code.text() == person),
            Some(Narrow::Nothing) => false,
        };
        is_in && is_own && self.shows(catalogue, record)
    }

    /// Binds a filter over cases.
    pub async fn bind(&self, app: &App, published: &Published, filter: &mut CaseFilter) -> Result<(), ApiError> {
        if let Some(set) = self.narrowed(app, published).await? {
            filter.within(set);
        }
        if self.places.is_some() {
            filter.bound(self.clone());
        }
        Ok(())
    }

    /// Refuses a case outside: as unknown, for that it is there is told to nobody it does not concern.
    pub async fn require_case(&self, app: &App, published: &Published, centre: &str, case_no: &str) -> Result<(), ApiError> {
        let is_in = self.places.is_none() || self.has_place(centre, dept_of(published, centre, case_no).as_deref());
        let is_own = match self.narrowed(app, published).await? {
            None => true,
            Some(set) => set.contains(centre, case_no),
        };
        if is_in && is_own {
            return Ok(());
        }
        Err(ApiError::UnknownCase { centre: centre.to_owned(), case_no: case_no.to_owned() })
    }

    /// Refuses a centre outside.
    pub fn require_centre(&self, centre: &str) -> Result<(), ApiError> {
        if self.has_centre(centre) { Ok(()) } else { Err(ApiError::BeyondReach) }
    }

    /// The cases within what is narrower than a department.
    async fn narrowed(&self, app: &App, published: &Published) -> Result<Option<Arc<chosen::CaseSet>>, ApiError> {
        let cases = |condition: String| format!("SELECT centre, case_no FROM \"case\" WHERE {condition}");
        let queries = match &self.narrow {
            None => return Ok(None),
            Some(Narrow::Nothing) => return Ok(Some(Arc::default())),
            Some(Narrow::Windows(windows)) => {
                let list: Vec<String> = windows.iter().map(|window| literal(window)).collect();
                vec![cases(format!("window_id IN ({})", list.join(", ")))]
            }
            Some(Narrow::Person(person)) => {
                let person = literal(person);
                vec![
                    cases(format!("acceptor_id = {person} OR approver_id = {person}")),
                    format!("SELECT DISTINCT centre, case_no FROM link WHERE link_user = {person}"),
                ]
            }
        };
        chosen::of_queries(app, published, &queries).await.map(Some)
    }
}

/// The department of a case as it stands.
fn dept_of(published: &Published, centre: &str, case_no: &str) -> Option<String> {
    let slot = CASE.slot("dept_code")?;
    let piece = published.facts.pieces_of(Some(centre), case_no).into_iter().next()?;
    let batch = piece.batch(&CASE, Some(&[slot])).ok()?;
    match ColumnView::new(CASE.columns[slot].ty, batch.column(0).as_ref())?.get(0) {
        Cell::Text(dept) => Some(dept.to_owned()),
        _ => None,
    }
}

/// What a scope names: a region is a centre, or the departments of a region; a department is one of any centre within the regions.
fn places(account: &Account, needs_dept: bool, published: &Published) -> Places {
    let scope = &account.scope;
    let mut of_regions = Places::default();
    for (code, bench) in published.benches.iter() {
        let centre = code.text();
        if scope.regions.is_empty() || scope.regions.iter().any(|region| region == centre) {
            of_regions.centres.insert(centre.to_owned());
            continue;
        }
        let is_there = |unit: &&mingjing_engine::organization::Unit| {
            unit.region.is_some_and(|region| scope.regions.iter().any(|code| code == region.text()))
        };
        let depts = bench.world.organization.units("dept").filter(is_there);
        of_regions.depts.extend(depts.map(|unit| (centre.to_owned(), unit.code.text().to_owned())));
    }
    if scope.departments.is_empty() {
        // Whoever is bound to departments and names none sees nothing.
        return if needs_dept { Places::default() } else { of_regions };
    }
    let wanted = |dept: &str| scope.departments.iter().any(|code| code == dept);
    let mut depts: BTreeSet<(String, String)> = of_regions.depts.into_iter().filter(|(_, dept)| wanted(dept)).collect();
    for centre in &of_regions.centres {
        depts.extend(scope.departments.iter().map(|dept| (centre.clone(), dept.clone())));
    }
    Places { centres: BTreeSet::new(), depts }
}

#[cfg(test)]
mod tests {
    use super::super::rights::Role;
    use super::super::samples;
    use super::*;

    fn bounds(places: Option<Places>, narrow: Option<Narrow>) -> Bounds {
        Bounds { places, narrow, sees_confidential: false }
    }

    fn places(centres: &[&str], depts: &[(&str, &str)]) -> Option<Places> {
        Some(Places {
            centres: centres.iter().map(|code| (*code).to_owned()).collect(),
            depts: depts.iter().map(|(centre, dept)| ((*centre).to_owned(), (*dept).to_owned())).collect(),
        })
    }

    #[test]
    fn a_place_is_within_by_its_centre_or_its_department() {
        let bound = bounds(places(&["north"], &[("south", "D1")]), None);
        let table = [
            ("north", Some("D9"), true),
            ("north", None, true),
            ("south", Some("D1"), true),
            ("south", Some("D2"), false),
            ("south", None, false),
            ("west", Some("D1"), false),
        ];
        for (centre, dept, expected) in table {
            assert_eq!(bound.has_place(centre, dept), expected, "{centre} {dept:?}");
        }
        assert!(bounds(None, None).has_place("west", None));
    }

    #[test]
    fn routes_serve_bounds_no_narrower_than_they_can() {
        let of = [
            (bounds(None, None), [true, true, true, true]),
            (bounds(places(&["north"], &[]), None), [true, true, true, false]),
            (bounds(places(&[], &[("north", "D1")]), None), [true, true, false, false]),
            (bounds(None, Some(Narrow::Person("P1".to_owned()))), [true, false, false, false]),
        ];
        for (bound, expected) in of {
            let served = [Serves::Any, Serves::Departments, Serves::Centres, Serves::Unbound].map(|serves| bound.are_served(serves));
            assert_eq!(served, expected, "{bound:?}");
        }
    }

    #[test]
    fn an_account_without_window_or_person_is_bound_to_nothing_at_all() {
        let account = samples::account("x", &[Role::WindowClerk]);
        assert_eq!(account.person, None);
        let bound = bounds(None, Some(Narrow::Nothing));
        assert!(!bound.has_post("north", Some("D1"), Some("W1"), "P1"));
        assert!(bounds(None, Some(Narrow::Person("P1".to_owned()))).has_post("north", None, None, "P1"));
    }
}
