//! What every scenario draws on: the district, a random source, days and times, and the clean course of a case.

use crate::calendar::{Day, HOUR, MINUTE, SECOND, at, civil, count_wd, day_of, due, due_by_weekday, is_working};
use crate::district::{District, Item, Trait, window_of};
use crate::draft::{Draft, Staff};
use crate::identity::Applicant;
use crate::random::Random;

/// The main instants of a promised case.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    pub received: i64,
    pub accepted: i64,
    pub decided: i64,
}

/// How a start day lies to the holidays, for a period of `n` working days after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Anywhere.
    Anything,
    /// A holiday makes the period longer than weekdays tell.
    Holiday,
    /// A make-up day makes it shorter.
    MakeUpDay,
}

/// A maker of cases.
#[derive(Debug)]
pub struct Maker<'d> {
    pub district: &'d District,
    pub random: Random,
    pub now: i64,
    /// First day on which a case may begin.
    pub first_day: Day,
    /// Last day on which a planted case may begin, early enough for every period in it to run out before now.
    pub last_day: Day,
    /// The day this case should begin on, unless its scenario needs another.
    pub day: Day,
    /// Number of the next case.
    pub serial: u64,
}

impl<'d> Maker<'d> {
    /// A case of an item that begins on `day`.
    pub fn draft(&mut self, item: &'d Item, day: Day) -> Draft<'d> {
        let (year, month, date) = civil(day);
        let case_no = format!("WS{year:04}{month:02}{date:02}{:07}", self.serial);
        self.serial += 1;
        let is_personal = item.case_type == 1 || matches!(item.item_type, "05" | "20") || item.has(Trait::CalendarDays);
        let personal_share = if is_personal { 950 } else { 250 };
        let applicant =
            if self.random.chance(personal_share) { Applicant::person(&mut self.random) } else { Applicant::enterprise(&mut self.random) };
        let clerk = self.random.below(3);
        let staff = Staff {
            acceptor: self.district.staff(item.dept, clerk as usize).to_owned(),
            reviewer: self.district.staff(item.dept, 3 + self.random.below(2) as usize).to_owned(),
            decider: self.district.staff(item.dept, 5).to_owned(),
        };
        let mut draft = Draft::new(case_no, self.district, item, applicant, staff, window_of(item.dept, clerk));
        draft.handle_code = self.random.pick(&item.handle_codes).as_str();
        draft
    }

    /// A random item that fits.
    pub fn item(&mut self, fits: impl Fn(&Item) -> bool) -> &'d Item {
        let fitting: Vec<&'d Item> = self.district.items.iter().filter(|item| fits(item)).collect();
        fitting.get(self.random.below(fitting.len() as u64) as usize).copied().unwrap_or(&self.district.items[0])
    }

    /// A promised item in working days, of one version, with promised days in a range and no post rules of its own.
    pub fn promised_item(&mut self, low: i64, high: i64, fits: impl Fn(&Item) -> bool) -> &'d Item {
        self.item(|item| {
            item.case_type == 2
                && item.unit == "wd"
                && item.revised.is_none()
                && (low..=high).contains(&item.promised)
                && !item.has(Trait::OnePost)
                && !item.has(Trait::Automatic)
                && fits(item)
        })
    }

    /// A random instant of a day between two wall-clock times, on the second.
    pub fn during(&mut self, day: Day, from: (i64, i64), to: (i64, i64)) -> i64 {
        let (from, to) = (at(day, from.0, from.1), at(day, to.0, to.1));
        from + self.random.between(0, (to - from) / SECOND - 1) * SECOND
    }

    /// A random instant of the working hours of a day.
    pub fn in_hours(&mut self, day: Day) -> i64 {
        if self.random.chance(450) { self.during(day, (14, 0), (16, 45)) } else { self.during(day, (9, 0), (11, 50)) }
    }

    /// 23:59:00 to 23:59:59 of a day.
    pub fn last_minute(&mut self, day: Day) -> i64 {
        self.during(day, (23, 59), (24, 0))
    }

    /// The working day on which this case begins, on or after the maker's day.
    pub fn working_day(&self) -> Day {
        crate::calendar::next_working(self.day)
    }

    /// A working day for a planted case after which a period of `n` working days lies as asked to the holidays.
    pub fn start(&mut self, around: Around, n: i64) -> Day {
        let fits = |day: Day| {
            let difference = due(day, n) - due_by_weekday(day, n);
            match around {
                Around::Anything => true,
                Around::Holiday => difference > 0,
                Around::MakeUpDay => difference < 0,
            }
        };
        let first = self.working_day().min(self.last_day);
        let length = (self.last_day - self.first_day).max(1);
        let turn = if around == Around::Anything { 0 } else { self.random.between(0, length) };
        // From a random day on, round the whole period once.
        for step in 0..=length {
            let day = self.first_day + (first - self.first_day + turn + step).rem_euclid(length);
            if is_working(day) && fits(day) {
                return day;
            }
        }
        first
    }

    /// Receipt and acceptance in the morning of a day and a decision at an instant.
    pub fn course(&mut self, day: Day, decided: i64) -> Course {
        let received = self.during(day, (9, 0), (10, 30));
        let accepted = received + self.random.between(10 * 60, 60 * 60) * SECOND;
        Course { received, accepted, decided }
    }

    /// The clean course of a promised case up to and with the decision; `specials` are procedures in between: kind, start, end.
    pub fn handle(&mut self, draft: &mut Draft<'_>, course: Course, specials: &[(&str, i64, i64)]) {
        draft.received(course.received);
        draft.materials(course.received + MINUTE);
        self.process(draft, course, specials);
    }

    /// As `handle`, from the acceptance on.
    pub fn process(&mut self, draft: &mut Draft<'_>, course: Course, specials: &[(&str, i64, i64)]) {
        draft.accepted(course.accepted);
        let mut from = course.accepted + 2 * MINUTE;
        draft.link("SL", course.accepted, from);
        from += self.random.between(60, 900) * SECOND;
        for (place, (kind, start, end)) in specials.iter().enumerate() {
            if from < *start {
                draft.link("SC", from, start - MINUTE.min((start - from) / 2));
            }
            let no = place as u32 + 1;
            draft.special_start(no, kind, *start, None);
            draft.special_end(no, *end);
            from = from.max(end + self.random.between(60, 900) * SECOND);
        }
        let middle = self.middle(draft.item.promised, from, course.decided);
        draft.link("SC", from.min(middle), middle);
        draft.link("JD", middle.min(course.decided), course.decided);
        draft.decided(course.decided, "granted");
    }

    /// When review hands over to decision, so that both stay within the limits of their links where that can be.
    fn middle(&mut self, promised: i64, from: i64, decided: i64) -> i64 {
        let days = count_wd(day_of(from), day_of(decided));
        let day = due(day_of(from), (days * 6 / 10).max(days - promised / 3).min((promised * 6 + 9) / 10));
        let middle = self.in_hours(day);
        if middle > from + 10 * MINUTE && middle < decided - 10 * MINUTE { middle } else { from + (decided - from) / 2 }
    }

    /// What follows a decision that grants: licence, finish, delivery.
    pub fn conclude(&mut self, draft: &mut Draft<'_>, decided: i64) {
        let mut after = decided;
        if draft.item.gives_licence() {
            let issued = decided + self.random.between(12, 60) * MINUTE;
            draft.link("ZZ", decided + 5 * MINUTE, issued);
            draft.licence(issued);
            after = issued;
        }
        let finished = after + self.random.between(4, 15) * MINUTE;
        draft.finished(finished, if draft.item.gives_licence() { "licence" } else { "granted" });
        let day = due(day_of(finished), self.random.between(1, 3));
        let delivered = self.in_hours(day);
        draft.delivered(delivered);
    }

    /// A whole clean case of an item, accepted on `day` and decided at `decided`.
    pub fn clean(&mut self, item: &'d Item, day: Day, decided: i64) -> Draft<'d> {
        let mut draft = self.draft(item, day);
        let course = self.course(day, decided);
        self.handle(&mut draft, course, &[]);
        self.conclude(&mut draft, decided);
        draft
    }

    /// A whole clean case with some item and a quick decision: the ground for violations that have nothing to do with time.
    pub fn plain(&mut self, fits: impl Fn(&Item) -> bool) -> Draft<'d> {
        let item = self.promised_item(5, 20, fits);
        let day = self.start(Around::Anything, 0);
        let decided = self.quick_decision(item, day);
        self.clean(item, day, decided)
    }

    /// A decision well within the promise.
    pub fn quick_decision(&mut self, item: &Item, day: Day) -> i64 {
        let days = self.random.between(1, (item.promised - 3).clamp(1, 6));
        let decision_day = due(day, days);
        self.in_hours(decision_day)
    }

    /// An immediate case: everything in one sitting that begins at `received`.
    pub fn sitting(&mut self, draft: &mut Draft<'_>, received: i64, decided: i64) {
        draft.received(received);
        draft.materials(received + 30 * SECOND);
        let accepted = received + 2 * MINUTE;
        draft.accepted(accepted);
        draft.link("JB", accepted, decided);
        draft.decided(decided, "granted");
        if draft.item.gives_licence() {
            draft.licence(decided + MINUTE);
        }
        draft.finished(decided + 2 * MINUTE, if draft.item.gives_licence() { "licence" } else { "granted" });
        draft.delivered(decided + 3 * MINUTE);
    }

    /// Some time after an instant, in working hours, `days` working days later.
    pub fn later(&mut self, instant: i64, days: i64) -> i64 {
        let day = due(day_of(instant), days.max(1));
        self.in_hours(day)
    }

    /// The last instant that can be written in a file as of now.
    pub fn is_past(&self, instant: i64) -> bool {
        instant <= self.now
    }

    /// An hour that is safely inside a closed day, for entries made later by hand.
    pub fn entered_later(&mut self, instant: i64) -> i64 {
        instant + self.random.between(2, 30 * 24) * HOUR + self.random.between(0, 59) * MINUTE
    }
}
