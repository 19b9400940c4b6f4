//! Months of items, deciders and windows, and days of departments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Crowd, Row, later_month, month_of, owed};
use crate::calendar::{Day, MINUTE, date_text, day_of, is_working, midnight};
use crate::oracle::OwedGroup;
use crate::oracle::read::Reference;

/// Decided and denied.
type Decisions = (i64, i64);

/// Minutes usual for the items of some cases, summed, and how many cases.
type Usual = (i64, i64);

impl Crowd {
    /// Alerts of months and days.
    pub(super) fn months(&self, reference: &Reference, asked: &[(String, Day, bool)]) -> Vec<OwedGroup> {
        let mut found = Vec::new();
        let months = self.all_months();
        self.items(reference, &months, &mut found);
        self.deciders(&mut found);
        self.acceptors(&mut found);
        self.invitations(&mut found);
        questions(asked, &mut found);
        self.days(&mut found);
        found
    }

    /// The months in which anything happened, from the first receipt on.
    fn all_months(&self) -> Vec<Day> {
        let received: BTreeSet<Day> = self.rows.iter().filter_map(|row| row.received).map(month_of).collect();
        let Some(first) = received.first().copied() else { return Vec::new() };
        let last = self.rows.iter().filter_map(|row| row.last_event).map(month_of).filter(|month| *month >= first);
        received.iter().copied().chain(last).collect::<BTreeSet<Day>>().into_iter().collect()
    }

    fn items(&self, reference: &Reference, months: &[Day], found: &mut Vec<OwedGroup>) {
        let codes: BTreeSet<&str> =
            reference.items().map(|(code, _)| code).chain(self.rows.iter().filter_map(|row| row.item.as_deref())).collect();
        let mut by_item: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            if let Some(item) = row.item.as_deref() {
                by_item.entry(item).or_default().push(row);
            }
        }
        for code in codes {
            let rows = by_item.get(code).map_or(&[][..], Vec::as_slice);
            let mut decisions: BTreeMap<Day, Decisions> = BTreeMap::new();
            let mut ends: BTreeMap<Day, (i64, i64, Vec<i64>)> = BTreeMap::new();
            let received: BTreeSet<Day> = rows.iter().filter_map(|row| row.received).map(month_of).collect();
            for row in rows {
                if let (Some(at), Some(is_denied)) = (row.decided, row.is_denied) {
                    let of_month = decisions.entry(month_of(at)).or_default();
                    *of_month = (of_month.0 + 1, of_month.1 + i64::from(is_denied));
                }
                if let (Some(at), true) = (row.finished, row.case_type != Some(1)) {
                    let of_month = ends.entry(month_of(at)).or_default();
                    of_month.0 += 1;
                    of_month.1 += i64::from(row.stop.zip(row.over).is_some_and(|(stop, over)| stop >= over));
                    of_month.2.extend(row.used_share);
                }
            }
            let share = |month: &Day| {
                let mut shares = ends.get(month)?.2.clone();
                shares.sort_unstable();
                shares.get((shares.len().max(1) - 1) / 2).copied()
            };
            let mut last_received = 0;
            for (place, month) in months.iter().enumerate() {
                let key = || format!("{code}/{}", date_text(*month));
                let since = midnight(later_month(*month, 1));
                let mut add = |rule| found.push(owed("item_month", key(), rule, since, None));
                let before: Vec<Decisions> =
                    months[place.saturating_sub(12)..place].iter().map(|month| decisions.get(month).copied().unwrap_or_default()).collect();
                if is_off(decisions.get(month).copied().unwrap_or_default(), &before) {
                    add("D01a");
                }
                let of = |month: Option<&Day>| month.and_then(|month| ends.get(month)).map_or((0, 0), |(all, late, _)| (*all, *late));
                let (finished, overdue) = of(Some(month));
                let (finished_before, overdue_before) = of(place.checked_sub(1).and_then(|before| months.get(before)));
                let is_double = overdue * finished_before >= 2 * overdue_before * finished;
                if finished >= 5 && finished_before > 0 && overdue > 0 && overdue * 100 >= finished * 5 && is_double {
                    add("A01");
                }
                if received.contains(month) {
                    last_received = place + 1;
                }
                let without = (place + 1 - last_received) as i64;
                if without > 0 && without % 12 == 0 && is_in_force(reference, code, *month) {
                    add("A02");
                }
                let shares: Vec<i64> = months[(place + 1).saturating_sub(6)..=place].iter().filter_map(share).collect();
                if shares.len() == 6 && shares.iter().all(|share| *share < 3_000) {
                    add("X13");
                }
            }
        }
    }

    fn deciders(&self, found: &mut Vec<OwedGroup>) {
        let mut deciders: BTreeMap<&str, BTreeMap<Day, Decisions>> = BTreeMap::new();
        for row in &self.rows {
            if let (Some(approver), Some(at), Some(is_denied)) = (row.approver.as_deref(), row.decided, row.is_denied) {
                let of_month = deciders.entry(approver).or_default().entry(month_of(at)).or_default();
                *of_month = (of_month.0 + 1, of_month.1 + i64::from(is_denied));
            }
        }
        // A month in which he accepted cases that finished is one of his months, with or without a decision.
        for row in self.rows.iter().filter(|row| is_counted(row)) {
            if let (Some(acceptor), Some(at)) = (row.acceptor.as_deref(), row.finished) {
                deciders.entry(acceptor).or_default().entry(month_of(at)).or_default();
            }
        }
        for (decider, months) in deciders {
            let rows: Vec<(Day, Decisions)> = months.into_iter().collect();
            for (place, (month, decisions)) in rows.iter().enumerate() {
                let before: Vec<Decisions> = rows[place.saturating_sub(12)..place].iter().map(|(_, decisions)| *decisions).collect();
                if is_off(*decisions, &before) {
                    found.push(owed(
                        "handler_month",
                        format!("{decider}/{}", date_text(*month)),
                        "D01b",
                        midnight(later_month(*month, 1)),
                        None,
                    ));
                }
            }
        }
    }

    fn acceptors(&self, found: &mut Vec<OwedGroup>) {
        let minutes = |row: &Row| row.finished.zip(row.accepted).map_or(0, |(finished, accepted)| (finished - accepted) / MINUTE);
        let month = |row: &Row| row.finished.map(month_of).unwrap_or_default();
        let rows: Vec<&Row> = self.rows.iter().filter(|row| is_counted(row)).collect();
        let mut items: BTreeMap<(&str, Day), Usual> = BTreeMap::new();
        for row in &rows {
            let usual = items.entry((row.item.as_deref().unwrap_or_default(), month(row))).or_default();
            *usual = (usual.0 + minutes(row), usual.1 + 1);
        }
        let mut windows: BTreeMap<(&str, Day), Usual> = BTreeMap::new();
        let mut handlers: BTreeMap<(&str, Day), BTreeMap<&str, Usual>> = BTreeMap::new();
        for row in &rows {
            let (item, window) = (row.item.as_deref().unwrap_or_default(), row.window.as_deref().unwrap_or_default());
            let usual = items.get(&(item, month(row))).map_or(0, |(sum, count)| sum / count);
            let of_window = windows.entry((window, month(row))).or_default();
            *of_window = (of_window.0 + usual, of_window.1 + 1);
            let of_handler =
                handlers.entry((row.acceptor.as_deref().unwrap_or_default(), month(row))).or_default().entry(window).or_default();
            *of_handler = (of_handler.0 + usual, of_handler.1 + 1);
        }
        for ((handler, month), by_window) in handlers {
            let own = by_window.values().fold((0, 0), |sum, (usual, count)| (sum.0 + usual, sum.1 + count));
            let all = by_window
                .keys()
                .filter_map(|window| windows.get(&(*window, month)))
                .fold((0, 0), |sum, (usual, count)| (sum.0 + usual, sum.1 + count));
            if own.1 >= 10 && all.1 > own.1 && (own.0 / own.1) * 100 <= (all.0 / all.1) * 70 {
                found.push(owed("handler_month", format!("{handler}/{}", date_text(month)), "X12", midnight(later_month(month, 1)), None));
            }
        }
    }

    fn invitations(&self, found: &mut Vec<OwedGroup>) {
        let mut windows: BTreeMap<(&str, Day), [i64; 4]> = BTreeMap::new();
        for row in &self.rows {
            let (Some(window), Some(stop), Some(over)) = (row.window.as_deref(), row.stop, row.over) else { continue };
            for (at, is_invited) in &row.services {
                let counts = windows.entry((window, month_of(*at))).or_default();
                let side = if stop < over { 0 } else { 2 };
                counts[side] += 1;
                counts[side + 1] += i64::from(*is_invited);
            }
        }
        for ((window, month), [early, invited_early, late, invited_late]) in windows {
            if early >= 5 && late >= 5 && invited_early * 100 * late - invited_late * 100 * early >= 30 * early * late {
                found.push(owed("window_month", format!("{window}/{}", date_text(month)), "E05", midnight(later_month(month, 1)), None));
            }
        }
    }

    fn days(&self, found: &mut Vec<OwedGroup>) {
        let mut depts: BTreeMap<&str, BTreeMap<Day, i64>> = BTreeMap::new();
        for row in &self.rows {
            if let (Some(dept), Some(at)) = (row.dept.as_deref(), row.received) {
                *depts.entry(dept).or_default().entry(day_of(at)).or_default() += 1;
            }
        }
        let days: Vec<Day> =
            depts.values().flat_map(BTreeMap::keys).copied().filter(|day| is_working(*day)).collect::<BTreeSet<_>>().into_iter().collect();
        for (dept, received) in depts {
            let Some(first) = received.keys().next() else { continue };
            let of_dept: Vec<(Day, i64)> =
                days.iter().filter(|day| *day >= first).map(|day| (*day, received.get(day).copied().unwrap_or(0))).collect();
            for window in of_dept.windows(21) {
                let mut before: Vec<i64> = window[..20].iter().map(|(_, count)| *count).collect();
                before.sort_unstable();
                let (day, count) = window[20];
                if before[9] >= 2 && (count > 3 * before[9] || count * 100 < before[9] * 30) {
                    found.push(owed("department_day", format!("{dept}/{}", date_text(day)), "Q07", midnight(day + 1), None));
                }
            }
        }
    }
}

/// Whether a case counts for what its acceptor and its window usually have to do.
fn is_counted(row: &Row) -> bool {
    row.acceptor.is_some()
        && row.window.is_some()
        && row.item.is_some()
        && row.finished.zip(row.accepted).is_some_and(|(end, begin)| end >= begin)
}

/// Whether a month's rate of denials is off those of the months before, of which those without a decision do not count.
fn is_off((decided, denied): Decisions, before: &[Decisions]) -> bool {
    let rates: Vec<i64> = before.iter().filter(|(decided, _)| *decided > 0).map(|(decided, denied)| denied * 10_000 / decided).collect();
    if decided < 30 || rates.len() < 6 {
        return false;
    }
    let count = rates.len() as i64;
    let mean = rates.iter().sum::<i64>() / count;
    let variance = (rates.iter().map(|rate| rate * rate).sum::<i64>() / count - mean * mean).max(0);
    let apart = (denied * 10_000 / decided - mean).abs();
    apart > 2 * variance.isqrt() && apart >= 500
}

fn is_in_force(reference: &Reference, code: &str, month: Day) -> bool {
    let next = later_month(month, 1);
    let versions = reference.items().find(|(known, _)| *known == code).map_or(&[][..], |(_, versions)| versions);
    versions.iter().any(|version| version.valid_from < next && version.valid_to.is_none_or(|to| to >= next - 1))
}

fn questions(asked: &[(String, Day, bool)], found: &mut Vec<OwedGroup>) {
    let mut windows: BTreeMap<(&str, Day), (i64, i64)> = BTreeMap::new();
    for (window, month, applied) in asked {
        let counts = windows.entry((window, *month)).or_default();
        *counts = (counts.0 + 1, counts.1 + i64::from(*applied));
    }
    for ((window, month), (tickets, applied)) in windows {
        if tickets >= 10 && applied * 100 >= tickets * 20 {
            found.push(owed("window_month", format!("{window}/{}", date_text(month)), "X11", midnight(later_month(month, 1)), None));
        }
    }
}
