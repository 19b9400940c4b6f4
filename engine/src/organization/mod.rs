//! Departments, windows, posts and opening hours as they were on a day, and the sources that report to a centre.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::schema::Key;
use crate::sym::Sym;
use crate::time::{Day, Micros};

/// Closing time where no opening hours are known: 17:00, in minutes of the day.
pub const DEFAULT_CLOSING: i64 = 17 * 60;

/// A department, window or region over a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// region, dept or window.
    pub kind: Sym,
    /// Code.
    pub code: Sym,
    /// Name.
    pub name: Box<str>,
    /// Superior unit.
    pub parent: Option<Sym>,
    /// Unified social credit code.
    pub uscc: Option<Sym>,
    /// Region.
    pub region: Option<Sym>,
    /// Opening spans: weekday (1 = Monday), from and to in minutes of the day.
    pub opening: Vec<(i64, i64, i64)>,
    /// Items handled there.
    pub items: Vec<Sym>,
    /// First day.
    pub valid_from: Option<Day>,
    /// Last day.
    pub valid_to: Option<Day>,
    /// The unit that took over.
    pub successor: Option<Sym>,
}

impl Unit {
    fn is_valid(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A right to act on links of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grant {
    /// Item, or `*`.
    pub item: Sym,
    /// Kind of link, or any.
    pub link_kind: Option<Sym>,
}

/// A person at a post over a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Person.
    pub person: Sym,
    /// Mask of the name, for screens.
    pub name_mask: Option<Box<str>>,
    /// Token of the name, by which those who have the right are shown it in clear.
    pub name: Option<Key>,
    /// Token of the phone, against which ratings are compared.
    pub phone: Option<Key>,
    /// Post.
    pub post: Option<Sym>,
    /// Department.
    pub dept: Option<Sym>,
    /// Window.
    pub window: Option<Sym>,
    /// Rights.
    pub grants: Vec<Grant>,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

impl Post {
    /// Whether the person is at it on a day.
    pub fn is_valid(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A declared conflict of interest.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The member of staff.
    pub person: Sym,
    /// Token of the party's number.
    pub party: Key,
    /// First day.
    pub valid_from: Option<Day>,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// What is known of a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Hours by which it usually reports late; past them an event is a backfill.
    pub usual_lag_hours: Option<i64>,
    /// From when it is supervised (纳入监察日期); alerts that began before are stock.
    pub starts_at: Option<Micros>,
    /// It is complete up to then (数据截至).
    pub complete_to: Option<Micros>,
    /// When the ledger first learned from the source itself how far it is complete: since then it delivers, and can be late.
    pub delivers_since: Option<Micros>,
}

/// The organization of a centre.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    units: HashMap<Sym, Vec<Unit>, FxBuildHasher>,
    posts: HashMap<Sym, Vec<Post>, FxBuildHasher>,
    conflicts: Vec<Conflict>,
    sources: HashMap<Sym, Source, FxBuildHasher>,
    has_regions: bool,
}

impl Organization {
    /// Adds a span of a unit; one with the same code, kind and first day is replaced.
    pub fn add_unit(&mut self, unit: Unit) {
        self.has_regions |= unit.kind.text() == "region";
        let spans = self.units.entry(unit.code).or_default();
        spans.retain(|other| (other.kind, other.valid_from) != (unit.kind, unit.valid_from));
        spans.push(unit);
        spans.sort_by_key(|span| span.valid_from);
    }

    /// Adds a person's post; one of the same person and first day is replaced.
    pub fn add_post(&mut self, post: Post) {
        let spans = self.posts.entry(post.person).or_default();
        spans.retain(|other| (other.valid_from, other.post, other.window) != (post.valid_from, post.post, post.window));
        spans.push(post);
        spans.sort_by_key(|span| span.valid_from);
    }

    /// Adds a declared conflict.
    pub fn add_conflict(&mut self, conflict: Conflict) {
        self.conflicts.push(conflict);
    }

    /// The record of a source, to be filled.
    pub fn source_mut(&mut self, source: Sym) -> &mut Source {
        self.sources.entry(source).or_default()
    }

    /// The record of a source.
    pub fn source(&self, source: Sym) -> Option<&Source> {
        self.sources.get(&source)
    }

    /// All sources.
    pub fn sources(&self) -> impl Iterator<Item = (Sym, &Source)> {
        self.sources.iter().map(|(source, record)| (*source, record))
    }

    /// A unit of a kind as of a day.
    pub fn unit(&self, kind: &str, code: Sym, day: Day) -> Option<&Unit> {
        self.units.get(&code)?.iter().rev().find(|unit| unit.kind.text() == kind && unit.is_valid(day))
    }

    /// The latest name of a unit, whatever its kind.
    pub fn name(&self, code: Sym) -> Option<&str> {
        self.units.get(&code)?.last().map(|unit| &*unit.name)
    }

    /// Whether any region is registered: without a list none is wrong.
    pub fn has_regions(&self) -> bool {
        self.has_regions
    }

    /// All spans of units of a kind.
    pub fn units(&self, kind: &'static str) -> impl Iterator<Item = &Unit> {
        self.units.values().flatten().filter(move |unit| unit.kind.text() == kind)
    }

    /// All posts.
    pub fn posts(&self) -> impl Iterator<Item = &Post> {
        self.posts.values().flatten()
    }

    /// Who is where on a day: the posts that people are at, by person and first day.
    pub fn posts_on(&self, day: Day) -> Vec<&Post> {
        let mut found: Vec<&Post> = self.posts().filter(|post| post.is_valid(day)).collect();
        found.sort_by(|one, other| (one.person.text(), one.valid_from).cmp(&(other.person.text(), other.valid_from)));
        found
    }

    /// Where a person is on a day.
    pub fn where_was(&self, person: Sym, day: Day) -> impl Iterator<Item = &Post> {
        self.posts.get(&person).into_iter().flatten().filter(move |post| post.is_valid(day))
    }

    /// The units that there are on a day, of each the span that holds then, by kind and code.
    pub fn units_on(&self, day: Day) -> Vec<&Unit> {
        let all = self.units.values().flatten().filter(|unit| unit.is_valid(day));
        let mut found: Vec<&Unit> = all.collect();
        // Of spans that overlap the one that began last holds, as for [`Organization::unit`].
        found.sort_by(|one, other| {
            (one.kind.text(), one.code.text(), other.valid_from).cmp(&(other.kind.text(), other.code.text(), one.valid_from))
        });
        found.dedup_by(|later, first| (later.kind, later.code) == (first.kind, first.code));
        found
    }

    /// Whether a grant in force on a day covers item and kind of link; `None` where nothing is known of the person.
    pub fn is_authorised(&self, person: Sym, item: Option<Sym>, link_kind: Option<Sym>, day: Day) -> Option<bool> {
        let posts = self.posts.get(&person)?;
        let covers = |grant: &Grant| {
            (grant.item.text() == "*" || Some(grant.item) == item) && (grant.link_kind.is_none() || grant.link_kind == link_kind)
        };
        Some(posts.iter().any(|post| post.is_valid(day) && post.grants.iter().any(covers)))
    }

    /// Whether a person declared a conflict with a party, in force on a day.
    pub fn has_conflict(&self, person: Sym, party: Key, day: Day) -> bool {
        self.conflicts.iter().any(|conflict| {
            conflict.person == person
                && conflict.party == party
                && conflict.valid_from.is_none_or(|first| first <= day)
                && conflict.valid_to.is_none_or(|last| day <= last)
        })
    }

    /// Whether a phone belongs to somebody of the staff.
    pub fn is_staff_phone(&self, phone: Key) -> bool {
        self.posts().any(|post| post.phone == Some(phone))
    }

    /// Closing time on a day, minutes: of the window, else of the department, else [`DEFAULT_CLOSING`].
    pub fn closing(&self, window: Option<Sym>, dept: Option<Sym>, day: Day) -> i64 {
        let weekday = i64::from(day.weekday()) + 1;
        let last = |kind: &str, code: Option<Sym>| -> Option<i64> {
            let unit = self.unit(kind, code?, day)?;
            unit.opening.iter().filter(|(on, ..)| *on == weekday).map(|(.., to)| *to).max()
        };
        last("window", window).or_else(|| last("dept", dept)).unwrap_or(DEFAULT_CLOSING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(kind: &str, code: &str, opening: Vec<(i64, i64, i64)>) -> Unit {
        Unit {
            kind: kind.into(),
            code: code.into(),
            name: code.into(),
            parent: None,
            uscc: None,
            region: None,
            opening,
            items: vec![],
            valid_from: None,
            valid_to: None,
            successor: None,
        }
    }

    #[test]
    fn who_was_where_is_answered_for_each_day() {
        let day = |text: &str| Day::parse(text).expect("date");
        let post = |person: &str, window: &str, from: &str, to: Option<&str>| Post {
            person: person.into(),
            name_mask: None,
            name: None,
            phone: None,
            post: Some("窗口受理".into()),
            dept: Some("D1".into()),
            window: Some(window.into()),
            grants: vec![],
            valid_from: day(from),
            valid_to: to.map(day),
        };
        let mut organization = Organization::default();
        organization.add_post(post("P2", "W1", "2025-01-01", None));
        organization.add_post(post("P1", "W1", "2025-01-01", Some("2025-03-31")));
        organization.add_post(post("P1", "W2", "2025-04-01", None));
        let on = |text: &str| -> Vec<(&str, &str)> {
            organization
                .posts_on(day(text))
                .into_iter()
                .map(|post| (post.person.text(), post.window.map_or("", |window| window.text())))
                .collect()
        };
        assert_eq!(on("2024-12-31"), []);
        assert_eq!(on("2025-03-31"), [("P1", "W1"), ("P2", "W1")]);
        assert_eq!(on("2025-04-01"), [("P1", "W2"), ("P2", "W1")]);
        assert_eq!(organization.where_was("P1".into(), day("2025-04-01")).count(), 1);
        assert_eq!(organization.where_was("P9".into(), day("2025-04-01")).count(), 0);
    }

    #[test]
    fn a_unit_that_was_renamed_has_the_name_of_the_day() {
        let day = |text: &str| Day::parse(text).expect("date");
        let mut organization = Organization::default();
        for (name, from) in [("old", "2024-01-01"), ("new", "2025-01-01")] {
            organization.add_unit(Unit { name: name.into(), valid_from: Some(day(from)), ..unit("dept", "D1", vec![]) });
        }
        organization.add_unit(unit("window", "W1", vec![]));
        let names = |text: &str| -> Vec<String> { organization.units_on(day(text)).iter().map(|unit| unit.name.to_string()).collect() };
        assert_eq!(names("2024-06-01"), ["old", "W1"]);
        assert_eq!(names("2025-06-01"), ["new", "W1"]);
        assert_eq!(names("2023-06-01"), ["W1"]);
    }

    #[test]
    fn the_window_closes_before_the_department_does() {
        let mut organization = Organization::default();
        organization.add_unit(unit("dept", "D1", vec![(1, 540, 1080)]));
        organization.add_unit(unit("window", "W1", vec![(1, 540, 720), (1, 780, 990)]));
        let monday = Day::parse("2025-01-06").expect("date");
        assert_eq!(organization.closing(Some("W1".into()), Some("D1".into()), monday), 990);
        assert_eq!(organization.closing(None, Some("D1".into()), monday), 1080);
        assert_eq!(organization.closing(None, None, monday), DEFAULT_CLOSING);
        assert_eq!(organization.closing(Some("W1".into()), None, monday.plus(1)), DEFAULT_CLOSING);
    }
}
