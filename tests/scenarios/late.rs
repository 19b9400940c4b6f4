//! A source that is three days late at the end of every month. What it has not told yet is pending, not held against anybody; once it has told, facts
//! and alerts are those of a source that is never late, and only how the alerts are treated tells the two apart.

use serde_json::{Value, json};

use crate::harness::random::Random;
use crate::harness::{Installation, alerts, files, must};

/// Months of 2025, each with the number of its last day.
const MONTHS: [(u32, u32); 3] = [(3, 31), (4, 30), (5, 31)];
/// Cases of a month, all received in its last days.
const CASES: u32 = 24;
/// Days before the end of a month on which cases begin.
const SPAN: u32 = 8;
/// Days by which the source is late at the end of a month.
const DELAY: u32 = 3;
/// Yellow and higher alerts of the ladder of time limits, which rest on nothing having been told.
const CARDS: &str = "FROM alert WHERE family = 'limit' AND level IN ('yellow', 'red')";

/// A day of the year as `2025-MM-DD`; days beyond a month's last one run on into the next.
fn day(month: u32, day: u32) -> String {
    let last = MONTHS.iter().find(|(number, _)| *number == month).map_or(30, |(_, last)| *last);
    if day > last { format!("2025-{:02}-{:02}", month + 1, day - last) } else { format!("2025-{month:02}-{day:02}") }
}

fn event(case_no: &str, kind: &str, at: &str, payload: Value) -> Value {
    json!({ "id": format!("{case_no}/{kind}"), "source": "hall", "type": kind, "case_no": case_no, "occurred_at": format!("{at}+08:00"),
            "dept_code": "D1", "actor_id": "P1", "payload": payload })
}

/// The events of a month's cases: received and accepted on one of its last days, promised within one to three working days, finished up to seven days
/// later; of every eighth nothing is heard any more.
fn cases_of(month: u32, last: u32, random: &mut Random) -> Vec<Value> {
    let mut events = Vec::new();
    for number in 0..CASES {
        let case_no = format!("H-{month}-{number}");
        let begun = last - SPAN + 1 + number % 6;
        let opened = day(month, begun);
        events.push(event(&case_no, "received", &format!("{opened}T09:00:00"), json!({ "item_name": "permit", "case_type": 2 })));
        events.push(event(&case_no, "accepted", &format!("{opened}T10:00:00"), json!({ "promised_days": 1 + number % 3 })));
        if number % 8 != 7 {
            let closed = day(month, begun + 1 + random.below(7) as u32);
            events.push(event(&case_no, "finished", &format!("{closed}T15:00:00"), json!({ "result_code": "granted" })));
        }
    }
    events
}

/// Word that the source is complete up to the beginning of a day.
fn watermark(day: &str) -> Value {
    let at = format!("{day}T00:00:00+08:00");
    json!({ "id": format!("complete/{day}"), "source": "hall", "type": "watermark_moved", "occurred_at": at, "payload": { "source": "hall", "complete_to": at } })
}

fn registration() -> Value {
    json!({ "id": "hall", "source": "hall", "type": "source_set", "occurred_at": "2025-01-01T00:00:00+08:00",
            "payload": { "source": "hall", "usual_lag_hours": 24, "starts_at": "2025-01-01T00:00:00+08:00" } })
}

/// Imports events at a time.
fn deliver(office: &Installation, events: &[Value], now: &str) {
    let file = files::write_events(office.folder(), &format!("{}.jsonl", &now[..10]), events);
    let counts = office.run(&["import", &file.display().to_string(), "--now", now, "--json"]).status(0).json();
    assert_eq!(counts["accepted"], events.len(), "{counts}");
}

fn judge(office: &Installation, now: &str) {
    office.run(&["run", "--now", now, "--json"]).status(0);
}

fn number(office: &Installation, sql: &str, now: &str) -> i64 {
    let answer = office.run(&["query", sql, "--now", now, "--format", "csv"]).status(0);
    must(sql, answer.stdout.lines().nth(1).unwrap_or_default().parse())
}

/// What was seen of the late source on the first of a month, and after it had told the rest.
#[derive(Debug, Default)]
struct Seen {
    pending_cards: i64,
    withdrawn: i64,
    lasting: i64,
}

/// Delivers the months day by day, half past midnight of the day after. `delay`: what happens on the last days of a month is not told before that many
/// days of the next have passed.
fn run_through(office: &Installation, months: &[(u32, Vec<Value>)], delay: u32) -> Seen {
    let mut seen = Seen::default();
    deliver(office, &[registration(), watermark("2025-03-01")], "2025-03-01T00:30:00+08:00");
    for ((month, events), (_, last)) in months.iter().zip(MONTHS) {
        let mut held: Vec<Value> = Vec::new();
        // A week beyond the month lets every case of it come to its end.
        for begun in last - SPAN + 1..=last + 8 {
            let today = day(*month, begun);
            let after = day(*month, begun + 1);
            let now = format!("{after}T00:30:00+08:00");
            held.extend(events.iter().filter(|event| event["occurred_at"].as_str().is_some_and(|at| at.starts_with(&today))).cloned());
            let is_silent = delay > 0 && (last + 1 - delay..last + delay).contains(&begun);
            if !is_silent {
                held.push(watermark(&after));
                deliver(office, &held, &now);
                held.clear();
            }
            // Around the end of the month somebody looks every morning.
            if begun + DELAY >= last && begun <= last + DELAY || begun == last + 8 {
                judge(office, &now);
            }
            if begun == last {
                let pending = format!("SELECT count(*) {CARDS} AND is_pending AND supported AND ended_at IS NULL");
                seen.pending_cards += number(office, &pending, &now);
                // Whatever is pending began after the last word of the source, and whatever began before it is not.
                let word = format!("{}T00:00:00+08:00", if delay > 0 { day(*month, last + 1 - delay) } else { after });
                let wrong = format!(
                    "SELECT count(*) FROM alert WHERE family = 'limit' AND supported AND ended_at IS NULL \
                     AND is_pending <> (level_since > CAST('{word}' AS TIMESTAMP WITH TIME ZONE))"
                );
                assert_eq!(number(office, &wrong, &now), 0, "{now}");
            }
            if begun == last + 8 {
                assert_eq!(
                    number(office, "SELECT count(*) FROM alert WHERE is_pending AND supported AND ended_at IS NULL", &now),
                    0,
                    "{now}"
                );
                assert_eq!(number(office, "SELECT count(*) FROM alert WHERE status = 'lift_proposed'", &now), 0, "{now}");
            }
        }
    }
    let end = crate::harness::SAMPLE_NOW;
    seen.withdrawn = number(office, "SELECT count(*) FROM alert WHERE status = 'withdrawn'", end);
    seen.lasting = number(office, &format!("SELECT count(*) {CARDS} AND supported"), end);
    seen
}

/// The facts of all cases, with everything that counts for a rule.
fn facts(office: &Installation) -> Vec<String> {
    office.query(
        "SELECT case_no, state, is_open, received_at, accepted_at, finished_at, clock_start_at, clock_stop_at, promised_due_at, elapsed_wd, remaining_wd, \
         efficiency, state_since, last_event_at, created_at FROM \"case\" ORDER BY case_no",
    )
}

#[test]
fn a_source_three_days_late_every_month_ends_with_the_facts_and_alerts_of_a_punctual_one() {
    let mut random = Random::new(31);
    let months: Vec<(u32, Vec<Value>)> = MONTHS.iter().map(|(month, last)| (*month, cases_of(*month, *last, &mut random))).collect();
    let punctual = Installation::new();
    let in_time = run_through(&punctual, &months, 0);
    let late = Installation::with_key_of(&punctual);
    let seen = run_through(&late, &months, DELAY);

    // A source that is never late has nothing pending; the late one has, every month, and some of it comes to nothing.
    assert_eq!((in_time.pending_cards, in_time.withdrawn), (0, 0), "{in_time:?}");
    assert!(seen.pending_cards >= 3 && seen.withdrawn > 0 && seen.lasting > 0, "{seen:?}");

    punctual.judge();
    late.judge();
    let (expected, found) = (facts(&punctual), facts(&late));
    assert_eq!(expected.len(), MONTHS.len() * CASES as usize);
    assert_eq!(expected, found);
    alerts::assert_same("three days late", &alerts::lasting(&punctual), &alerts::lasting(&late));
    assert_eq!(seen.lasting, in_time.lasting);

    // What came later than the source's usual lag is a backfill, and tells the two apart.
    let backfilled = "SELECT count(*) FROM alert WHERE supported AND is_backfilled";
    assert_eq!(punctual.number(backfilled), 0);
    assert!(late.number(backfilled) > 0);
}
