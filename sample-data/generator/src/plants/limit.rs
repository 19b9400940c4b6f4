//! Limits of a case and of its links: T01 to T05.

use super::Kind;
use crate::calendar::{DAY, Day, HOUR, MINUTE, at, count_wd, day_of, due, is_working, next_working};
use crate::district::{Item, Trait};
use crate::draft::Draft;
use crate::maker::{Around, Course, Maker};

/// Two overlapping procedures that together take two working days, on the first to third working day after `day`. Added up instead
/// of merged they would take three.
fn overlapping_pause(day: Day) -> [(&'static str, i64, i64); 2] {
    [("appraisal", at(due(day, 1), 14, 30), at(due(day, 3), 10, 0)), ("expert_review", at(due(day, 2), 9, 30), at(due(day, 3), 9, 40))]
}

fn has_no_list(item: &Item) -> bool {
    item.specials.is_none()
}

/// A case decided at `decided`; `days` are spent in a pause where `is_paused`.
fn case<'d>(maker: &mut Maker<'d>, item: &'d Item, day: Day, decided: i64, is_paused: bool) -> Draft<'d> {
    let mut draft = maker.draft(item, day);
    if maker.random.chance(700) {
        draft.link_limit = Some(60);
    }
    let course = maker.course(day, decided);
    if is_paused {
        maker.handle(&mut draft, course, &overlapping_pause(day));
    } else {
        maker.handle(&mut draft, course, &[]);
    }
    maker.conclude(&mut draft, decided);
    draft
}

/// T01: remaining days reach 1 while the clock runs.
pub fn t01<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(6, 9, has_no_list);
    let pause = i64::from(variant % 3 == 2) * 2;
    let around =
        [Around::Anything, if kind == Kind::Hit { Around::MakeUpDay } else { Around::Holiday }, Around::Anything][variant as usize % 3];
    let day = maker.start(around, item.promised - 1);
    let first = due(day, item.promised - 1 + pause);
    let decided = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    vec![case(maker, item, day, decided, pause > 0)]
}

/// T02: nine tenths of the promise used.
pub fn t02<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let item = maker.promised_item(10, 20, |item| variant % 4 != 2 || has_no_list(item));
    let threshold = (item.promised * 9 + 9) / 10;
    let pause = i64::from(variant % 4 == 2 && has_no_list(item)) * 2;
    let around = if variant % 4 != 1 {
        Around::Anything
    } else if kind == Kind::Hit {
        Around::MakeUpDay
    } else {
        Around::Holiday
    };
    let day = maker.start(around, threshold);
    let first = due(day, threshold + pause);
    if kind == Kind::Twin && variant % 4 == 3 {
        // Extended a minute before the last tenth began, decided later.
        let decided = maker.in_hours(due(day, threshold + 1));
        let mut draft = case(maker, item, day, decided, false);
        let extended = maker.last_minute(first - 1);
        draft.extended(extended, 8);
        return vec![draft];
    }
    let decided = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    vec![case(maker, item, day, decided, pause > 0)]
}

/// T03: over the promise, not over the statute.
pub fn t03<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 8;
    if variant == 6 {
        return vec![calendar_days(maker, kind)];
    }
    if variant == 7 {
        return vec![revised(maker, kind)];
    }
    let item = maker.promised_item(5, 15, |item| item.statutory >= item.promised + 5 && (variant != 2 || has_no_list(item)));
    if kind == Kind::Hit && variant == 3 {
        return vec![still_open(maker, item)];
    }
    let around = match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    };
    let day = maker.start(around, item.promised);
    if variant == 5 {
        return vec![reopened(maker, item, day, kind)];
    }
    let allowed = item.promised + i64::from(variant == 2) * 2;
    let late = if variant == 0 { maker.random.between(1, 3) } else { 1 };
    let decided = if kind == Kind::Hit { maker.in_hours(due(day, allowed + late)) } else { maker.last_minute(due(day, allowed)) };
    let mut draft = case(maker, item, day, decided, variant == 2);
    match (kind, variant) {
        // Known only to the day, which stops the clock at the day's end.
        (Kind::Hit, 4) => draft.change("decided", |event| {
            event.at = at(day_of(decided), 0, 0);
            event.is_day = true;
        }),
        (Kind::Twin, 3) => draft.corrected("decided", 2 * DAY, |event| event.at += 30 * HOUR),
        (Kind::Twin, 4) => draft.change("decided", |event| {
            event.entered_at = Some(event.at + 5 * DAY);
            event.by_hand = true;
        }),
        _ => {}
    }
    vec![draft]
}

/// A limit in calendar days whose last day is a rest day and moves to the next working day.
fn calendar_days<'d>(maker: &mut Maker<'d>, kind: Kind) -> Draft<'d> {
    let item = maker.item(|item| item.case_type == 2 && item.unit == "cd");
    let mut day = maker.start(Around::Anything, 0);
    while !is_working(day) || is_working(day + item.promised) {
        day -= 1;
    }
    let last = next_working(day + item.promised);
    let decided = if kind == Kind::Hit { maker.in_hours(due(last, 1)) } else { maker.last_minute(last) };
    case(maker, item, day, decided, false)
}

/// An acceptance that names no limits: those of the version in force on the day of application count. The second version promises
/// less; the day after its promise is late (hit), under the first it is not (twin).
fn revised<'d>(maker: &mut Maker<'d>, kind: Kind) -> Draft<'d> {
    let item = maker.item(|item| item.revised.is_some());
    let promised = item.revised.unwrap_or(item.promised);
    let (from, to) =
        if kind == Kind::Hit { (maker.district.revised_from, maker.last_day) } else { (maker.first_day, maker.district.revised_from - 1) };
    let mut day = maker.random.between(from, to);
    while !is_working(day) {
        day = if day >= to { from } else { day + 1 };
    }
    let decided = maker.in_hours(due(day, promised + 1));
    let mut draft = case(maker, item, day, decided, false);
    draft.change("accepted", |event| {
        for field in ["promised_days", "promised_unit", "statutory_days", "statutory_unit"] {
            event.payload.shift_remove(field);
        }
    });
    draft
}

/// Accepted so that now lies between promise and statute, and not decided.
fn still_open<'d>(maker: &mut Maker<'d>, item: &'d Item) -> Draft<'d> {
    let today = day_of(maker.now);
    // A day short of the statute: on a rest day its last day would be over already.
    let age = maker.random.between(item.promised + 1, item.statutory - 1);
    let mut day = today;
    while !is_working(day) || count_wd(day, today) < age {
        day -= 1;
    }
    let mut draft = maker.draft(item, day);
    let course = maker.course(day, 0);
    draft.received(course.received);
    draft.materials(course.received + MINUTE);
    draft.accepted(course.accepted);
    draft.link("SL", course.accepted, course.accepted + 3 * MINUTE);
    draft.link_limit = Some(60);
    draft.link_start("SC", course.accepted + 10 * MINUTE);
    draft
}

/// Finished early, reopened two working days later, decided again at the end of the promise or a day after it.
fn reopened<'d>(maker: &mut Maker<'d>, item: &'d Item, day: Day, kind: Kind) -> Draft<'d> {
    let first = maker.during(due(day, 2), (10, 0), (11, 0));
    let mut draft = maker.draft(item, day);
    draft.link_limit = Some(60);
    let course = maker.course(day, first);
    maker.handle(&mut draft, course, &[]);
    draft.finished(first + 20 * MINUTE, "granted");
    let reopened = maker.during(due(day, 4), (14, 0), (15, 0));
    let actor = draft.staff.decider.clone();
    draft.add("reopened", reopened, Some(&actor), serde_json::json!({"reason": "复核发现需重新审查。"}));
    let last = due(day, item.promised + 2);
    let decided = if kind == Kind::Hit { maker.in_hours(due(last, 1)) } else { maker.last_minute(last) };
    draft.link("FH", reopened + 10 * MINUTE, decided);
    draft.decided(decided, "granted");
    maker.conclude(&mut draft, decided);
    draft
}

/// T04: over the statute.
pub fn t04<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 5;
    let item = maker.promised_item(3, 12, |item| item.statutory <= 20 && (variant != 2 || (has_no_list(item) && item.promised > 3)));
    let around = match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    };
    let day = maker.start(around, item.statutory);
    let allowed = item.statutory + i64::from(variant == 2) * 2;
    let decided = if kind == Kind::Hit { maker.in_hours(due(day, allowed + 1)) } else { maker.last_minute(due(day, allowed)) };
    let mut draft = case(maker, item, day, decided, variant == 2);
    match (kind, variant) {
        // Never decided: it stands until now.
        (Kind::Hit, 3) => {
            for kind in ["decided", "licence_issued", "finished", "delivered"] {
                draft.drop_all(kind);
            }
            draft.drop_link("ZZ");
            draft.drop_link("JD");
        }
        (Kind::Twin, 3) => draft.corrected("decided", 3 * DAY, |event| event.at += 40 * HOUR),
        _ => {}
    }
    vec![draft]
}

/// T05: a link over its limit.
pub fn t05<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Vec<Draft<'d>> {
    let variant = variant % 5;
    if variant >= 3 {
        return vec![silence(maker, kind, variant)];
    }
    let item = maker.promised_item(8, 20, |_| true);
    let own_limit = item.links.iter().find(|node| node.code == "SC").map_or(2, |node| node.limit);
    let limit = if variant == 2 { own_limit } else { 2 };
    let around = match (variant, kind) {
        (1, Kind::Hit) => Around::MakeUpDay,
        (1, Kind::Twin) => Around::Holiday,
        _ => Around::Anything,
    };
    let day = maker.start(around, limit + 1);
    let first = due(day, limit + 1);
    let reviewed = if kind == Kind::Hit { maker.in_hours(first) } else { maker.last_minute(first - 1) };
    let decided = reviewed + 40 * MINUTE;
    let mut draft = maker.draft(item, day);
    let course = maker.course(day, decided);
    begin(&mut draft, course);
    draft.link_limit = (variant != 2).then_some(limit);
    draft.link("SC", course.accepted + 10 * MINUTE, reviewed);
    draft.link("JD", reviewed, decided);
    draft.decided(decided, "granted");
    maker.conclude(&mut draft, decided);
    vec![draft]
}

fn begin(draft: &mut Draft<'_>, course: Course) {
    draft.received(course.received);
    draft.materials(course.received + MINUTE);
    draft.accepted(course.accepted);
    draft.link("SL", course.accepted, course.accepted + 3 * MINUTE);
}

/// Cases in which the limit of the case runs out as well. Hits: the review, over its limit first, is silenced from then on (3), or
/// stands because somebody else answers for the case, or nobody did when the link ran over (4). Twin: the decision, begun on the due
/// day, is over its limit only while the same person stands under yellow.
fn silence<'d>(maker: &mut Maker<'d>, kind: Kind, variant: u64) -> Draft<'d> {
    let item = maker.promised_item(6, 9, |item| item.statutory >= 15 && !item.has(Trait::Joint));
    let day = maker.start(Around::Anything, item.promised);
    let decided = maker.in_hours(due(day, item.promised + 5));
    let mut draft = maker.draft(item, day);
    let course = maker.course(day, decided);
    begin(&mut draft, course);
    let review = course.accepted + 10 * MINUTE;
    if kind == Kind::Hit {
        draft.link_limit = Some(2);
        let seq = draft.link_start("SC", review);
        if variant == 3 {
            let middle = decided - 30 * MINUTE;
            draft.link_end(seq, "SC", middle);
            draft.link("JD", middle, decided);
        } else if maker.random.chance(500) {
            draft.waiting(review + HOUR, Some(at(due(day, 4), 11, 0)), "upper_system");
            draft.link_end(seq, "SC", decided - 30 * MINUTE);
            draft.link("JD", decided - 30 * MINUTE, decided);
        } else {
            // The decision runs beside the review, so its person answers for the case.
            let second = draft.link_start("JD", at(due(day, item.promised), 15, 0));
            draft.link_end(seq, "SC", decided - 30 * MINUTE);
            draft.link_end(second, "JD", decided);
        }
    } else {
        let middle = at(due(day, item.promised), 15, 0);
        draft.link("SC", review, at(due(day, 2), 15, 0));
        draft.link("FH", at(due(day, 2), 15, 0), at(due(day, 3), 15, 0));
        draft.link_limit = Some(2);
        draft.link("JD", middle, decided);
    }
    draft.decided(decided, "granted");
    maker.conclude(&mut draft, decided);
    draft
}
