//! Notices: in layers, in versions, each known from some instant.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::{Calendar, CalendarError};
use crate::time::{Day, Micros};

/// Whose notice it is. A day follows the innermost layer that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The State Council's notice.
    Nation,
    /// A province's or region's own.
    Region,
    /// A centre's own.
    Centre,
}

impl Layer {
    /// All, from the outermost in.
    pub const ALL: [Layer; 3] = [Layer::Nation, Layer::Region, Layer::Centre];

    /// The code in events: `nation`, `region`, `centre`.
    pub fn code(self) -> &'static str {
        match self {
            Layer::Nation => "nation",
            Layer::Region => "region",
            Layer::Centre => "centre",
        }
    }

    /// The layer of a code; `None` for any other text.
    pub fn from_code(code: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.code() == code)
    }
}

/// What a notice makes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Off.
    Holiday,
    /// Worked.
    Workday,
}

impl NoticeKind {
    /// The code in events and files: `holiday`, `workday`.
    pub fn code(self) -> &'static str {
        match self {
            NoticeKind::Holiday => "holiday",
            NoticeKind::Workday => "workday",
        }
    }

    /// The kind of a code; `None` for any other text.
    pub fn from_code(code: &str) -> Option<NoticeKind> {
        [NoticeKind::Holiday, NoticeKind::Workday].into_iter().find(|kind| kind.code() == code)
    }
}

/// A day that a notice names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeDay {
    /// The civil day.
    pub day: Day,
    /// Off or worked.
    pub kind: NoticeKind,
    /// The holiday it is off or worked for.
    pub name: String,
}

/// A notice on one year's days off and make-up workdays (event `calendar_published`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The calendar it belongs to, such as `cn`.
    pub calendar: String,
    /// Whose notice it is.
    pub layer: Layer,
    /// The year it is for; it may name days of the year before or after.
    pub year: i16,
    /// Of two versions for one layer and year the higher counts, from its `known_from` on, and wholly.
    pub version: u32,
    /// From when it was known; `None` = always.
    pub known_from: Option<Micros>,
    /// Number of the notice, or where it was published.
    pub notice_no: String,
    /// The days it names.
    pub days: Vec<NoticeDay>,
}

/// All notices of one calendar, and the states of knowledge they make.
///
/// Building a state lays out every day of the loaded years; each is built once, when first asked for, and shared.
#[derive(Clone, Debug)]
pub struct CalendarBook {
    name: String,
    notices: Vec<Notice>,
    instants: Vec<Micros>,
    /// One for each stretch between known instants: `states[0]` before the first of them.
    states: Vec<OnceLock<Arc<Calendar>>>,
}

impl CalendarBook {
    /// A book without notices: Monday to Friday are worked, every year is complete.
    pub fn new(name: impl Into<String>) -> CalendarBook {
        CalendarBook { name: name.into(), notices: Vec::new(), instants: Vec::new(), states: vec![OnceLock::new()] }
    }

    /// The calendar's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its notices by layer, year, version.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Adds a notice; one of the same layer, year and version is replaced.
    ///
    /// # Errors
    /// If it belongs to another calendar, or names days twice or far from its year; the book is then unchanged.
    pub fn add(&mut self, notice: Notice) -> Result<(), CalendarError> {
        self.check(&notice)?;
        let key = |notice: &Notice| (notice.layer, notice.year, notice.version);
        match self.notices.binary_search_by_key(&key(&notice), key) {
            Ok(index) => self.notices[index] = notice,
            Err(index) => self.notices.insert(index, notice),
        }
        self.renew();
        Ok(())
    }

    /// The instants from which a notice is known, ascending: the only ones at which [`as_known`](Self::as_known) changes.
    pub fn known_instants(&self) -> &[Micros] {
        &self.instants
    }

    /// The calendar by what was known at an instant (a notice is known from its `known_from`, that instant included).
    pub fn as_known(&self, at: Micros) -> Arc<Calendar> {
        let state = self.instants.partition_point(|instant| *instant <= at);
        Arc::clone(self.states[state].get_or_init(|| Arc::new(self.build(at))))
    }

    /// Leaves out the notices that were not known by an instant.
    pub fn known_by(&mut self, at: Micros) {
        self.notices.retain(|notice| notice.known_from.is_none_or(|from| from <= at));
        self.renew();
    }

    /// The notices in force by what was known at an instant, one for each layer and year, by layer and year.
    pub fn in_force(&self, at: Micros) -> Vec<&Notice> {
        let mut in_force: Vec<&Notice> = Vec::new();
        for notice in self.notices.iter().filter(|notice| notice.known_from.is_none_or(|from| from <= at)) {
            // Notices are sorted, so that a later version follows the one it replaces.
            match in_force.last_mut() {
                Some(last) if (last.layer, last.year) == (notice.layer, notice.year) => *last = notice,
                _ => in_force.push(notice),
            }
        }
        in_force
    }

    /// The latest version of a layer's notice for a year, whenever it is known; that is what a further notice amends.
    pub fn latest(&self, layer: Layer, year: i16) -> Option<&Notice> {
        self.notices.iter().rev().find(|notice| (notice.layer, notice.year) == (layer, year))
    }

    /// The days that the notices in force name, ascending, each with the notice that decides it.
    pub fn named_days(&self, at: Micros) -> Vec<(&NoticeDay, &Notice)> {
        let mut named: BTreeMap<Day, (&NoticeDay, &Notice)> = BTreeMap::new();
        // By layer, then by year: of two that name a day the inner layer decides, within a layer the notice of the later year.
        for notice in self.in_force(at) {
            for day in &notice.days {
                named.insert(day.day, (day, notice));
            }
        }
        named.into_values().collect()
    }

    fn renew(&mut self) {
        self.instants = self.notices.iter().filter_map(|notice| notice.known_from).collect();
        self.instants.sort_unstable();
        self.instants.dedup();
        self.states = vec![OnceLock::new(); self.instants.len() + 1];
    }

    fn build(&self, at: Micros) -> Calendar {
        let in_force = self.in_force(at);
        Calendar::new(&self.name, version_of(&self.name, &in_force), &in_force)
    }

    /// Whether a notice could be added.
    ///
    /// # Errors
    /// As for [`add`](Self::add).
    pub fn check(&self, notice: &Notice) -> Result<(), CalendarError> {
        let (calendar, year) = (notice.calendar.clone(), notice.year);
        if calendar != self.name {
            return Err(CalendarError::OtherCalendar { expected: self.name.clone(), found: calendar });
        }
        // Also bounds the table that days are laid out in.
        if !(1949..=2200).contains(&year) {
            return Err(CalendarError::YearOutOfRange { calendar, year });
        }
        let mut days: Vec<Day> = notice.days.iter().map(|day| day.day).collect();
        if let Some(day) = days.iter().copied().find(|day| (day.year() - year).abs() > 1) {
            return Err(CalendarError::DayOutOfYear { calendar, year, day });
        }
        days.sort_unstable();
        match days.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(CalendarError::DayTwice { calendar, year, day: pair[0] }),
            None => Ok(()),
        }
    }
}

/// The name, `@` and the first 12 hexadecimal digits of a SHA-256 over the notices in a fixed spelling.
fn version_of(name: &str, notices: &[&Notice]) -> String {
    let mut hash = Sha256::new();
    for notice in notices {
        hash.update(format!("{} {} {}\n", notice.layer.code(), notice.year, notice.version));
        let mut days: Vec<&NoticeDay> = notice.days.iter().collect();
        days.sort_by_key(|day| day.day);
        for day in days {
            hash.update(format!("{} {} {}\n", day.day, day.kind.code(), day.name));
        }
    }
    let digits: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}@{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_rfc3339;

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    fn at(text: &str) -> Micros {
        parse_rfc3339(text).expect(text).0
    }

    fn notice(version: u32, known_from: Option<&str>, days: &[(&str, NoticeKind)]) -> Notice {
        Notice {
            calendar: "test".to_owned(),
            layer: Layer::Centre,
            year: 2025,
            version,
            known_from: known_from.map(at),
            notice_no: String::new(),
            days: days.iter().map(|(text, kind)| NoticeDay { day: day(text), kind: *kind, name: "假".to_owned() }).collect(),
        }
    }

    #[test]
    fn the_notice_of_2020_moves_a_due_day_from_when_it_was_known() {
        let book = CalendarBook::china();
        assert_eq!(book.known_instants(), [at("2020-01-26T00:00:00+08:00")]);
        for (known, due) in [
            ("2020-01-25T12:00:00+08:00", "2020-01-31"),
            ("2020-01-25T23:59:59.999999+08:00", "2020-01-31"),
            ("2020-01-26T00:00:00+08:00", "2020-02-03"),
            ("2020-01-28T12:00:00+08:00", "2020-02-03"),
        ] {
            assert_eq!(book.as_known(at(known)).due(day("2020-01-17"), 6), day(due), "{known}");
        }
    }

    #[test]
    fn the_innermost_layer_decides_a_day() {
        let nation = CalendarBook::china().as_known(i64::MAX);
        let region = CalendarBook::guangxi().as_known(i64::MAX);
        let start = day("2017-03-29");
        assert_eq!(nation.due(start, 3), day("2017-04-01"));
        assert_eq!(region.due(start, 3), day("2017-04-07"));
        assert_eq!(nation.kind(day("2017-04-01")), crate::calendar::DayKind::MakeUp("清明节"));
        assert_eq!(region.kind(day("2017-04-01")), crate::calendar::DayKind::Holiday("三月三"));
        assert_eq!(region.kind(day("2017-04-08")), crate::calendar::DayKind::MakeUp("三月三"));
        assert_eq!(region.count_wd(day("2017-04-30"), day("2017-12-31")), nation.count_wd(day("2017-04-30"), day("2017-12-31")));
    }

    #[test]
    fn what_was_not_known_by_a_day_is_left_out() {
        let mut book = CalendarBook::china();
        book.known_by(at("2020-01-25T23:59:59+08:00"));
        assert!(book.known_instants().is_empty());
        assert_eq!(book.as_known(i64::MAX).due(day("2020-01-17"), 6), day("2020-01-31"));
    }

    #[test]
    fn each_named_day_tells_its_notice() {
        let mut book = CalendarBook::china();
        let of = |book: &CalendarBook, at: Micros, text: &str| {
            let found = book.named_days(at).into_iter().find(|(named, _)| named.day == day(text));
            found.map(|(named, notice)| (named.kind, notice.layer, notice.version))
        };
        let (before, after) = (at("2020-01-25T00:00:00+08:00"), at("2020-01-26T00:00:00+08:00"));
        assert_eq!(of(&book, before, "2020-02-01"), Some((NoticeKind::Workday, Layer::Nation, 1)));
        assert_eq!(of(&book, after, "2020-02-01"), Some((NoticeKind::Holiday, Layer::Nation, 2)));
        let mut own = notice(1, None, &[("2025-10-08", NoticeKind::Workday)]);
        own.calendar = "cn".to_owned();
        book.add(own).expect("well formed");
        assert_eq!(of(&book, after, "2025-10-08"), Some((NoticeKind::Workday, Layer::Centre, 1)));
        assert_eq!(of(&book, after, "2025-10-09"), None);
        assert_eq!(book.latest(Layer::Nation, 2020).map(|notice| notice.version), Some(2));
        assert_eq!(book.latest(Layer::Region, 2020), None);
    }

    #[test]
    fn a_centre_overrides_the_nation_back_to_worked() {
        let mut book = CalendarBook::china();
        let mut own = notice(1, None, &[("2025-10-08", NoticeKind::Workday), ("2025-10-11", NoticeKind::Holiday)]);
        own.calendar = "cn".to_owned();
        book.add(own).expect("well formed");
        let calendar = book.as_known(0);
        assert_eq!(calendar.kind(day("2025-10-08")), crate::calendar::DayKind::MakeUp("假"));
        assert_eq!(calendar.kind(day("2025-10-11")), crate::calendar::DayKind::Holiday("假"));
        assert_eq!(calendar.due(day("2025-09-30"), 1), day("2025-10-08"));
    }

    #[test]
    fn a_later_version_replaces_the_whole_earlier_one_whichever_was_added_first() {
        let first = notice(1, None, &[("2025-03-03", NoticeKind::Holiday), ("2025-03-04", NoticeKind::Holiday)]);
        let second = notice(2, Some("2025-03-04T00:00:00+08:00"), &[("2025-03-05", NoticeKind::Holiday)]);
        for notices in [[first.clone(), second.clone()], [second, first]] {
            let mut book = CalendarBook::new("test");
            for notice in notices {
                book.add(notice).expect("well formed");
            }
            let (before, after) = (book.as_known(at("2025-03-03T23:59:59+08:00")), book.as_known(at("2025-03-04T00:00:00+08:00")));
            assert_eq!(before.due(day("2025-02-28"), 1), day("2025-03-05"));
            assert_eq!(after.due(day("2025-02-28"), 3), day("2025-03-06"));
            assert!(after.is_workday(day("2025-03-03")));
            assert_ne!(before.version(), after.version());
        }
    }

    #[test]
    fn a_state_is_built_once_and_its_version_is_that_of_its_notices() {
        let book = CalendarBook::china();
        let (first, again) = (book.as_known(0), book.as_known(1));
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(first.version(), CalendarBook::china().as_known(0).version());
        assert_ne!(first.version(), book.as_known(i64::MAX).version());
        assert!(first.version().starts_with("cn@") && first.version().len() == 15);
    }

    #[test]
    fn notices_that_cannot_be_are_refused_and_change_nothing() {
        let mut book = CalendarBook::new("test");
        let holiday = NoticeKind::Holiday;
        let far = notice(1, None, &[("2031-01-01", holiday)]);
        let twice = notice(1, None, &[("2025-01-01", holiday), ("2025-01-01", NoticeKind::Workday)]);
        let other = Notice { calendar: "cn".to_owned(), ..notice(1, None, &[]) };
        let never = Notice { year: 9999, ..notice(1, None, &[]) };
        assert!(matches!(book.add(far), Err(CalendarError::DayOutOfYear { .. })));
        assert!(matches!(book.add(twice), Err(CalendarError::DayTwice { .. })));
        assert!(matches!(book.add(other), Err(CalendarError::OtherCalendar { .. })));
        assert!(matches!(book.add(never), Err(CalendarError::YearOutOfRange { .. })));
        assert!(book.notices().is_empty());
    }

    #[test]
    fn a_gap_between_loaded_years_is_missing_even_in_the_future() {
        let mut book = CalendarBook::new("test");
        for year in [2024, 2026] {
            book.add(Notice { year, ..notice(1, None, &[]) }).expect("well formed");
        }
        let calendar = book.as_known(0);
        let missing = CalendarError::MissingYear { calendar: "test".to_owned(), year: 2025 };
        assert_eq!(calendar.check_years(day("2024-01-01"), day("2026-05-01"), day("2024-06-01")), Err(missing));
        assert_eq!(calendar.check_years(day("2024-01-01"), day("2024-12-31"), day("2024-06-01")), Ok(()));
    }
}
