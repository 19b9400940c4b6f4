//! From intervals to alerts: the rungs of a ladder become one alert a stretch, and rules that are silent while a ladder stands are cut
//! (architecture, decision 7).

use std::sync::Arc;

use super::interval::{Finding, Interval, Treatment};
use crate::rules::Level;
use crate::sym::Sym;
use crate::time::Micros;

/// The alerts owed for the intervals of one case (or one group).
pub fn findings(centre: Sym, case_no: Option<Arc<str>>, mut intervals: Vec<Interval>) -> Vec<Finding> {
    intervals.sort_by(|a, b| {
        let key = |interval: &Interval| (interval.since, interval.level, interval.rule.code.clone());
        (&a.rule.family, &a.subject_key).cmp(&(&b.rule.family, &b.subject_key)).then_with(|| key(a).cmp(&key(b)))
    });
    let mut stretches: Vec<Stretch> = Vec::new();
    for interval in intervals {
        match stretches.last_mut().filter(|stretch| stretch.takes(&interval)) {
            Some(stretch) => stretch.add(interval),
            None => stretches.push(Stretch::new(interval)),
        }
    }
    let (loud, silenced): (Vec<Stretch>, Vec<Stretch>) =
        stretches.into_iter().partition(|stretch| stretch.intervals[0].rule.silent_while.is_none());
    let mut found: Vec<Finding> = Vec::new();
    for stretch in &loud {
        found.push(stretch.finding(centre, &case_no));
    }
    for stretch in silenced {
        let finding = stretch.finding(centre, &case_no);
        found.extend(cut(finding, &loud));
    }
    found
}

/// Touching and overlapping intervals of one family on one row.
struct Stretch {
    intervals: Vec<Interval>,
    /// First instant after it; `Micros::MAX` while it lasts.
    end: Micros,
}

impl Stretch {
    fn new(interval: Interval) -> Stretch {
        Stretch { end: interval.ended_at.unwrap_or(Micros::MAX), intervals: vec![interval] }
    }

    fn takes(&self, interval: &Interval) -> bool {
        let first = &self.intervals[0];
        first.rule.family == interval.rule.family && first.subject_key == interval.subject_key && interval.since <= self.end
    }

    fn add(&mut self, interval: Interval) {
        self.end = self.end.max(interval.ended_at.unwrap_or(Micros::MAX));
        self.intervals.push(interval);
    }

    /// The interval of the highest rung that held first.
    fn highest(&self) -> &Interval {
        let level = self.intervals.iter().map(|interval| interval.level).max();
        let at_level = self.intervals.iter().filter(|interval| Some(interval.level) == level);
        at_level.min_by_key(|interval| interval.level_since).unwrap_or(&self.intervals[0])
    }

    /// The interval in which yellow or red first held: there the limit passed.
    fn first_card(&self) -> Option<&Interval> {
        self.intervals.iter().filter(|interval| interval.level >= Level::Yellow).min_by_key(|interval| interval.level_since)
    }

    fn finding(&self, centre: Sym, case_no: &Option<Arc<str>>) -> Finding {
        let first = &self.intervals[0];
        let highest = self.highest();
        Finding {
            centre,
            case_no: case_no.clone(),
            rule: highest.rule.clone(),
            subject_key: first.subject_key.clone(),
            level: highest.level,
            since: first.since,
            level_since: highest.level_since,
            ended_at: (self.end < Micros::MAX).then_some(self.end),
            responsible: self.first_card().unwrap_or(first).responsible.clone(),
            treatment: Treatment::default(),
            ground: highest.ground.clone(),
            events: Arc::default(),
        }
    }
}

/// What is left of an alert outside the cards of the family it is silent under, held against the same person.
fn cut(finding: Finding, loud: &[Stretch]) -> Vec<Finding> {
    let mut spans: Vec<(Micros, Micros)> = Vec::new();
    for stretch in loud {
        let family = &stretch.intervals[0].rule.family;
        if finding.rule.silent_while.as_ref() != Some(family) {
            continue;
        }
        let Some(card) = stretch.first_card() else { continue };
        let same_person = card.responsible.person.is_some() && card.responsible.person == finding.responsible.person;
        if same_person {
            spans.push((card.level_since, stretch.end));
        }
    }
    spans.sort_unstable();
    let mut pieces = Vec::new();
    let mut since = finding.since;
    let end = finding.ended_at.unwrap_or(Micros::MAX);
    for (from, to) in spans {
        if from >= end {
            break;
        }
        if since < from {
            pieces.push((since, from));
        }
        since = since.max(to);
    }
    if since < end {
        pieces.push((since, end));
    }
    let piece = |(since, end): (Micros, Micros)| Finding {
        since,
        level_since: finding.level_since.max(since),
        ended_at: (end < Micros::MAX).then_some(end),
        ..finding.clone()
    };
    pieces.into_iter().map(piece).collect()
}
