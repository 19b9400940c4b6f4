//! What the shipped rules owe, worked out from the events alone by the plainest reading of docs/decisions/0002: the events that
//! count are folded up to each instant at which something may change, every rule is asked there, and neighbouring answers become
//! intervals. It shares nothing with the engine, and nothing with the code that plants violations but the calendar and the check
//! digits.
//!
//! - `read`: lines to events, items, opening hours
//! - `facts`: the fold
//! - `judge`: the rules at one instant
//! - `walk`: instants to intervals, the ladder, the silence of T05
//! - `groups`: phone, applicant and item, double entry; `crowd`: windows, quarters, months; `things`: consultations and the like

mod crowd;
mod facts;
mod groups;
mod judge;
mod read;
mod things;
mod walk;

#[cfg(test)]
mod examples;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::calendar::instant_text;
use groups::Member;
use read::{Event, Reference, counted};
pub use walk::Thoroughness;

/// An interval in which a rule holds for one subject of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    pub rule: &'static str,
    pub since: i64,
    pub ended_at: Option<i64>,
}

/// One alert of a case that is owed: a row of `manifest.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// The case.
    pub case_no: String,
    /// Rule code; for the ladder of limits that of the highest rung.
    pub rule: &'static str,
    /// `remind`, `warn`, `yellow` or `red`.
    pub level: &'static str,
    /// Microseconds since 1970 UTC; for the ladder the first rung's.
    pub since: i64,
    /// `None` while it holds.
    pub ended_at: Option<i64>,
}

/// One alert of a group that is owed: a row of `manifest_groups.csv`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwedGroup {
    /// `phone_day`, `applicant_item_day` or `double_entry`.
    pub subject: &'static str,
    /// The parts of the key joined by `/`, personal values in the clear.
    pub subject_key: String,
    /// Rule code.
    pub rule: &'static str,
    /// Level of the rule.
    pub level: &'static str,
    /// Microseconds since 1970 UTC.
    pub since: i64,
    /// `None` while it holds.
    pub ended_at: Option<i64>,
}

/// All alerts owed, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Alerts of cases and of their links, specials, supplements, materials, licences and ratings.
    pub cases: Vec<Owed>,
    /// Alerts of groups.
    pub groups: Vec<OwedGroup>,
}

impl Manifest {
    /// `manifest.csv`: header and rows, LF.
    pub fn cases_csv(&self) -> String {
        let mut text = String::from("case_no,rule,level,since,ended_at\n");
        for row in &self.cases {
            let ended_at = row.ended_at.map(instant_text).unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{},{},{},{},{ended_at}", row.case_no, row.rule, row.level, instant_text(row.since));
        }
        text
    }

    /// `manifest_groups.csv`: header and rows, LF.
    pub fn groups_csv(&self) -> String {
        let mut text = String::from("subject,subject_key,rule,level,since,ended_at\n");
        for row in &self.groups {
            let ended_at = row.ended_at.map(instant_text).unwrap_or_default();
            let _ = writeln!(text, "{},{},{},{},{},{ended_at}", row.subject, row.subject_key, row.rule, row.level, instant_text(row.since));
        }
        text
    }
}

/// The level a rule raises.
pub(crate) fn level_of(rule: &str) -> &'static str {
    match rule {
        "T01" | "T14" | "F14" | "F15" | "Q07" | "A02" | "X12" | "X13" => "remind",
        "T02" | "T07" | "T13" | "F09" | "M04" | "M08" | "D01a" | "D01b" | "D02" | "I01" | "I02" | "I04" | "E03a" | "E03b" | "E05"
        | "X01" | "X06" | "X07" | "X09" | "X10" | "X11" | "Q01" | "Q02" | "Q04a" | "Q06" | "A01" => "warn",
        "T04" | "T10" | "T16" | "F01" | "F03" | "F07" | "F10" | "F13" | "M01" | "C01" | "C02" | "D03" | "I03" | "E02" | "X03a" | "X03b"
        | "X04a" | "X04b" | "X08" => "red",
        _ => "yellow",
    }
}

/// The alerts owed as of `now` (microseconds since 1970 UTC) by the events of a file, in any order: duplicates, revisions and
/// voids are resolved, events after `now` are left out. A line without the form of an event is passed over.
pub fn owed(events: &[Value], now: i64) -> Manifest {
    owed_by(events, now, Thoroughness::Sparing)
}

/// As [`owed`], saying how many instants are looked at; both ways give the same manifest.
pub fn owed_by(events: &[Value], now: i64, thoroughness: Thoroughness) -> Manifest {
    let counted = counted(events.iter());
    let mut oracle = Oracle::new(now, thoroughness);
    let mut cases: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for event in counted {
        if event.at <= now {
            oracle.things.read(&event);
        }
        match event.case_no {
            Some(case_no) => cases.entry(case_no).or_default().push(event),
            None => oracle.reference.read(&event),
        }
    }
    for (case_no, events) in &cases {
        oracle.judge(case_no, events);
    }
    oracle.finish()
}

/// The oracle case by case, for files too large to hold: the reference events first, then each case whole.
pub(crate) struct Oracle {
    now: i64,
    thoroughness: Thoroughness,
    reference: Reference,
    manifest: Manifest,
    members: Vec<Member>,
    crowd: crowd::Crowd,
    things: things::Things,
}

impl Oracle {
    pub fn new(now: i64, thoroughness: Thoroughness) -> Self {
        Self {
            now,
            thoroughness,
            reference: Reference::default(),
            manifest: Manifest::default(),
            members: Vec::new(),
            crowd: crowd::Crowd::default(),
            things: things::Things::default(),
        }
    }

    /// Takes the reference events.
    pub fn read_reference(&mut self, lines: &[Value]) {
        for event in counted(lines.iter()) {
            self.reference.read(&event);
            if event.at <= self.now {
                self.things.read(&event);
            }
        }
    }

    /// Takes all lines of one case.
    pub fn read_case(&mut self, case_no: &str, lines: &[Value]) {
        let events = counted(lines.iter());
        for event in events.iter().filter(|event| event.at <= self.now) {
            self.things.read(event);
        }
        self.judge(case_no, &events);
    }

    fn judge(&mut self, case_no: &str, events: &[Event<'_>]) {
        let (stretches, facts) = walk::walk(events, &self.reference, self.now, self.thoroughness);
        self.manifest.cases.extend(stretches.into_iter().map(|stretch| Owed {
            case_no: case_no.to_owned(),
            rule: stretch.rule,
            level: level_of(stretch.rule),
            since: stretch.since,
            ended_at: stretch.ended_at,
        }));
        self.members.extend(Member::of(&facts));
        self.crowd.add(case_no, &facts, &self.reference, self.now);
    }

    pub fn finish(mut self) -> Manifest {
        self.manifest.cases.sort();
        self.manifest.groups = groups::groups(&self.members, self.now);
        let asked = self.things.asked(&self.crowd);
        self.manifest.groups.extend(self.crowd.owed(&self.reference, &asked, self.now));
        self.manifest.groups.extend(self.things.owed(&self.crowd, self.now));
        self.manifest.groups.sort();
        self.manifest
    }
}
