//! Day by day under a simulated clock: every event comes on its day, or up to 30 days late, and after each day the cases are
//! judged as of that evening, groups once a week. It ends in the same supported alerts as one import of the whole.

use std::collections::BTreeMap;

use mingjing_engine::supervision::{Intake, Office};
use mingjing_engine::time::{Day, Micros, Zone, parse_rfc3339};
use serde_json::Value;

use crate::harness::random::Random;
use crate::harness::{Installation, SAMPLE_NOW, Sample, alerts, cases, files, must, seeds};

fn instant(text: &str) -> Micros {
    match parse_rfc3339(text) {
        Some((at, _)) => at,
        None => panic!("{text:?} is no time"),
    }
}

/// Events by the day on which they come. A tenth is late by up to 30 days; what would come after the end comes on its day.
fn by_day(sample: &Sample, random: &mut Random) -> BTreeMap<Day, Vec<Value>> {
    let zone = Zone::china();
    let last = zone.day_of(instant(SAMPLE_NOW));
    let mut days: BTreeMap<Day, Vec<Value>> = BTreeMap::new();
    for event in sample.events() {
        let known = event["entered_at"].as_str().or(event["occurred_at"].as_str()).unwrap_or_default();
        let mut day = zone.day_of(instant(known).max(instant(event["occurred_at"].as_str().unwrap_or_default())));
        if event["case_no"].is_string() && random.one_in(10) {
            day = day.plus(random.below(31) as i64);
        }
        days.entry(day.min(last)).or_default().push(event);
    }
    days
}

#[test]
fn live_day_by_day_ends_like_one_import() {
    for seed in seeds(&[21]) {
        let sample = Sample::generate(cases(1000), seed);
        let whole = Installation::new();
        whole.import_all(&sample.file());
        whole.judge();
        let expected = alerts::lasting(&whole);

        let live = Installation::with_key_of(&whole);
        let days = by_day(&sample, &mut Random::new(seed));
        let runtime = must("starting a runtime", tokio::runtime::Builder::new_multi_thread().enable_all().build());
        runtime.block_on(through(&live, &days));
        alerts::assert_same(&format!("seed {seed}, day by day"), &expected, &alerts::lasting(&live));
    }
}

/// One office that stays open, as a server's does.
async fn through(live: &Installation, days: &BTreeMap<Day, Vec<Value>>) {
    let zone = Zone::china();
    let end = instant(SAMPLE_NOW);
    let office = must("opening", Office::open(live.options()).await);
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else { panic!("no events") };
    let mut day = *first;
    while day <= *last {
        let evening = (zone.midnight(day.plus(1)) - 1).min(end);
        if let Some(events) = days.get(&day) {
            let file = files::write_events(live.folder(), "today.jsonl", events);
            let intake = Intake { files: vec![file], profile: "district".to_owned(), mapping: None, recorded_at: evening };
            let report = must("importing a day", office.import(intake, |_| {}).await);
            assert_eq!(report.quarantined, 0);
        }
        // Groups are judged by SQL over everything, which is for the server to do when it has time; here it has on one day of the week.
        let pass = match day.0.rem_euclid(7) {
            0 => must("judging a day", office.catch_up(evening).await),
            _ => must("judging the cases of a day", office.advance(evening).await),
        };
        assert!(pass.faults.is_empty(), "{:?}", pass.faults);
        day = day.plus(1);
    }
    must("judging the end", office.catch_up(end).await);
    must("closing", office.close().await);
}
