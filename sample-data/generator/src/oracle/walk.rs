//! One case through time: from the instants at which something may change to the intervals in which each rule holds.

use super::Stretch;
use super::facts::Facts;
use super::judge::{Held, Judge, special_instants};
use super::read::{Event, Reference};
use crate::calendar::{DAY, day_of, midnight};

/// How many instants between events are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// Midnights only while time alone can change something.
    Sparing,
    /// Every midnight up to now.
    Complete,
}

/// An interval of one rule, not yet cut.
struct Open {
    held: Held,
    since: i64,
    person: Option<String>,
}

/// A stretch of the ladder.
struct Ladder {
    since: i64,
    highest: &'static str,
    /// When yellow or red first held, and who answered for it then.
    yellow: Option<(i64, Option<String>)>,
}

/// A finished or still open stretch of one rule with what is needed to cut it.
struct Done {
    stretch: Stretch,
    person: Option<String>,
    yellow_at: Option<i64>,
}

/// Walks a case's counted events, in fold order, up to `now`. Returns its alerts and the facts as they now stand.
pub fn walk<'a>(events: &[Event<'a>], reference: &Reference, now: i64, thoroughness: Thoroughness) -> (Vec<Stretch>, Facts<'a>) {
    let events: Vec<&Event<'a>> = events.iter().filter(|event| event.at <= now).collect();
    let mut course = Course { facts: Facts::default(), reference, open: Vec::new(), ladder: None, done: Vec::new() };
    let mut place = 0;
    while place < events.len() {
        let instant = events[place].at;
        while place < events.len() && events[place].at == instant {
            course.facts.apply(events[place]);
            place += 1;
        }
        course.note_remaining(instant);
        course.look(instant);
        let next = events.get(place).map_or(now + 1, |event| event.at);
        course.look_between(instant, next, thoroughness);
    }
    course.finish()
}

struct Course<'f, 'a> {
    facts: Facts<'a>,
    reference: &'f Reference,
    open: Vec<Open>,
    ladder: Option<Ladder>,
    done: Vec<Done>,
}

impl<'a> Course<'_, 'a> {
    /// The remaining days of specials that start at this instant, all its events being folded.
    fn note_remaining(&mut self, instant: i64) {
        if !self.facts.specials.iter().any(|special| special.start == Some(instant) && special.remaining_at_start.is_none()) {
            return;
        }
        let remaining = Judge::new(&self.facts, self.reference, instant).remaining_while_running();
        for special in &mut self.facts.specials {
            if special.start == Some(instant) && special.remaining_at_start.is_none() {
                special.remaining_at_start = Some(remaining);
            }
        }
    }

    /// Looks at the instants after `from` and before `to` at which no event lies.
    fn look_between(&mut self, from: i64, to: i64, thoroughness: Thoroughness) {
        let mut instants: Vec<i64> = special_instants(&self.facts).into_iter().filter(|instant| from < *instant && *instant < to).collect();
        instants.sort_unstable();
        let mut specials = instants.into_iter().peekable();
        let mut night = midnight(day_of(from) + 1);
        loop {
            let special = specials.peek().copied();
            let sleeps = thoroughness == Thoroughness::Sparing
                && special.is_none()
                && !Judge::new(&self.facts, self.reference, night - 1).can_change_with_time();
            if night >= to && special.is_none() || sleeps {
                return;
            }
            match special {
                Some(special) if special <= night => {
                    specials.next();
                    self.look(special);
                    if special == night {
                        night += DAY;
                    }
                }
                _ if night < to => {
                    self.look(night);
                    night += DAY;
                }
                _ => return,
            }
        }
    }

    fn look(&mut self, instant: i64) {
        let judge = Judge::new(&self.facts, self.reference, instant);
        let (held, ladder) = (judge.held(), judge.ladder());
        self.look_at_ladder(instant, ladder.last().copied());
        let mut place = 0;
        while place < self.open.len() {
            if held.contains(&self.open[place].held) {
                place += 1;
            } else {
                let open = self.open.remove(place);
                self.close(open, Some(instant));
            }
        }
        for held in held {
            if !self.open.iter().any(|open| open.held == held) {
                let person = self.link_person(&held, instant);
                self.open.push(Open { held, since: instant, person });
            }
        }
    }

    fn look_at_ladder(&mut self, instant: i64, highest: Option<&'static str>) {
        let Some(highest) = highest else {
            if let Some(ladder) = self.ladder.take() {
                self.close_ladder(ladder, Some(instant));
            }
            return;
        };
        let person = || if self.facts.is_waiting(instant) { None } else { self.facts.handler().map(str::to_owned) };
        let yellow = (highest >= "T03").then(|| (instant, person()));
        let ladder = self.ladder.get_or_insert(Ladder { since: instant, highest, yellow: None });
        ladder.highest = ladder.highest.max(highest);
        if ladder.yellow.is_none() {
            ladder.yellow = yellow;
        }
    }

    /// Who answers for a link that is over its limit: the actor of the open link, nobody while a waiting covers the instant.
    fn link_person(&self, held: &Held, instant: i64) -> Option<String> {
        if held.rule != "T05" || self.facts.is_waiting(instant) {
            return None;
        }
        self.facts.links.iter().find(|link| link.seq.to_string() == held.key).and_then(|link| link.starter).map(str::to_owned)
    }

    fn close(&mut self, open: Open, ended_at: Option<i64>) {
        let stretch = Stretch { rule: open.held.rule, since: open.since, ended_at };
        self.done.push(Done { stretch, person: open.person, yellow_at: None });
    }

    fn close_ladder(&mut self, ladder: Ladder, ended_at: Option<i64>) {
        let stretch = Stretch { rule: ladder.highest, since: ladder.since, ended_at };
        let (yellow_at, person) = ladder.yellow.map_or((None, None), |(at, person)| (Some(at), person));
        self.done.push(Done { stretch, person, yellow_at });
    }

    fn finish(mut self) -> (Vec<Stretch>, Facts<'a>) {
        for open in std::mem::take(&mut self.open) {
            self.close(open, None);
        }
        if let Some(ladder) = self.ladder.take() {
            self.close_ladder(ladder, None);
        }
        // Parts of the ladder at yellow or red, with the person who answers for them.
        let cuts: Vec<(i64, Option<i64>, &str)> =
            self.done.iter().filter_map(|done| Some((done.yellow_at?, done.stretch.ended_at, done.person.as_deref()?))).collect();
        let mut stretches = Vec::new();
        for done in &self.done {
            if done.stretch.rule != "T05" {
                stretches.push(done.stretch);
                continue;
            }
            let mut pieces = vec![done.stretch];
            for (from, to, person) in &cuts {
                if done.person.as_deref() == Some(*person) {
                    pieces = pieces.into_iter().flat_map(|piece| cut(piece, *from, *to)).collect();
                }
            }
            stretches.extend(pieces);
        }
        stretches.sort_unstable();
        (stretches, self.facts)
    }
}

/// What is left of a stretch outside `[from, to)`.
fn cut(stretch: Stretch, from: i64, to: Option<i64>) -> Vec<Stretch> {
    let mut pieces = Vec::new();
    if stretch.since < from {
        let ended_at = Some(stretch.ended_at.map_or(from, |ended_at| ended_at.min(from)));
        pieces.push(Stretch { ended_at, ..stretch });
    }
    if let Some(to) = to
        && stretch.ended_at.is_none_or(|ended_at| to < ended_at)
    {
        pieces.push(Stretch { since: stretch.since.max(to), ..stretch });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_leaves_what_lies_outside() {
        let stretch = |since, ended_at| Stretch { rule: "T05", since, ended_at };
        for (whole, from, to, expected) in [
            (stretch(10, Some(20)), 12, Some(15), vec![stretch(10, Some(12)), stretch(15, Some(20))]),
            (stretch(10, None), 12, None, vec![stretch(10, Some(12))]),
            (stretch(10, Some(20)), 5, Some(25), vec![]),
            (stretch(10, Some(20)), 25, None, vec![stretch(10, Some(20))]),
            (stretch(10, None), 5, Some(12), vec![stretch(12, None)]),
            (stretch(10, Some(20)), 2, Some(5), vec![stretch(10, Some(20))]),
        ] {
            assert_eq!(cut(whole, from, to), expected);
        }
    }
}
