//! The law: all ways of running give the same answer on every row, and an answer stands until the instant it says.

mod programs;
mod random;
mod rows;

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::closure::Moment;
use super::tree::value::{Nobody, evaluate};
use super::{Catalogue, Grounds, Rule, VectorPack, Way};
use crate::calendar::CalendarBook;
use crate::schema::Row;
use crate::script::Now;
use crate::time::{DAY, HOUR, MINUTE, Micros, Zone, parse_rfc3339};
use programs::Writer;
use random::Random;
pub(super) use rows::relation;
use rows::{ThingAt, World, batch, random_row};

/// So many cases, or as many as `PROPTEST_CASES` asks for.
fn config(cases: u32) -> Config {
    let asked = Config::default().cases;
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked } else { cases };
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_240_927), max_shrink_iters: 0, ..Config::default() }
}

fn rule_of(script: &str) -> Arc<Rule> {
    let metadata = "code = \"Z1\"\ntitle = { zh = \"试\", en = \"try\" }\nsubject = \"thing\"\nkind = \"other\"\nlevel = \"warn\"\n\
                    basis = \"-\"\nowner = \"-\"\nstatus = \"active\"\n[params.LIMIT]\ndefault = 3\n";
    let files = [("z.rhai".to_owned(), script.to_owned()), ("z.toml".to_owned(), metadata.to_owned())];
    let catalogue = Catalogue::load(&files, &relation);
    assert!(catalogue.errors.is_empty(), "{:#?}\n{script}", catalogue.errors);
    catalogue.rules[0].clone()
}

/// A script that the type check takes: two attributes or two nulls may meet, which it refuses.
fn random_rule(random: &mut Random, loops: bool) -> (String, Arc<Rule>) {
    loop {
        let mut writer = Writer::new(random);
        writer.loops = loops;
        let script = writer.script();
        let clashes = script.contains("row.attributes.num == row.attributes.num");
        if !clashes {
            let rule = rule_of(&script);
            return (script, rule);
        }
    }
}

fn world(zone: &str) -> World {
    World { zone: Arc::new(Zone::named(zone).expect("bundled")), calendar: CalendarBook::china().as_known(i64::MAX) }
}

fn now() -> Micros {
    parse_rfc3339("2024-09-27T10:00:00+08:00").expect("valid").0
}

/// An answer: true, false, or none.
fn answer<T>(result: &Result<bool, T>) -> Option<bool> {
    result.as_ref().ok().copied()
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn closures_columns_and_the_interpreter_agree_on_every_row(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world("Asia/Shanghai");
        let at = now() + random.between(-30, 30) * HOUR;
        let rules: Vec<(String, Arc<Rule>)> = (0..3).map(|index| random_rule(&mut random, index == 0)).collect();
        let rows: Vec<_> = (0..40).map(|_| random_row(&mut random, at, false)).collect();
        let batch = batch(&rows, at, &world);
        let scan = Now { at, zone: &world.zone, calendar: &world.calendar };
        let pack: Vec<Arc<Rule>> = rules.iter().map(|(_, rule)| rule.clone()).collect();
        let outcomes = VectorPack::new(&pack, &batch.schema(), &scan).evaluate(&batch).expect("a batch of the schema");
        for ((script, rule), outcome) in rules.iter().zip(&outcomes) {
            for (index, row) in rows.iter().enumerate() {
                let row = ThingAt { row, at, world: &world };
                let mut moment = Moment::new(at, &world.zone, &world.calendar);
                let interpreted = rule.holds_interpreted(&row, &mut moment);
                if let Some(condition) = &rule.condition && rule.tree.is_some() {
                    let closed = condition.holds(&row, &mut Moment::new(at, &world.zone, &world.calendar));
                    prop_assert_eq!(answer(&closed), answer(&interpreted), "closures, row {}: {:?}\n{}\n{:?} {:?}", index, row.row, script, closed, interpreted);
                }
                if let Some(tree) = &rule.tree {
                    let traced = evaluate(tree, &row, &scan, &mut Nobody).map(|value| value.truth());
                    prop_assert_eq!(answer(&traced), answer(&interpreted), "trace, row {}: {:?}\n{}", index, row.row, script);
                }
                let held = rule.holds(&row, &mut Moment::new(at, &world.zone, &world.calendar));
                prop_assert_eq!(answer(&held), answer(&interpreted), "rule, row {}: {:?}\n{}", index, row.row, script);
                let failed = outcome.errors.iter().any(|(failed, _)| *failed == index);
                let column = if failed { None } else { Some(outcome.hits.value(index)) };
                prop_assert_eq!(column, answer(&interpreted), "columns, row {}: {:?}\n{}\n{:?}", index, row.row, script, interpreted);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn grounds_are_found_where_a_rule_holds_and_judged_again_without_the_row(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world("Asia/Shanghai");
        let at = now() + random.between(-30, 30) * HOUR;
        for index in 0..3 {
            let (script, rule) = random_rule(&mut random, index == 0);
            for _ in 0..40 {
                let row = random_row(&mut random, at, false);
                let row = ThingAt { row: &row, at, world: &world };
                let moment = Moment::new(at, &world.zone, &world.calendar);
                let holds = answer(&rule.holds(&row, &mut moment.clone())) == Some(true);
                let grounds = rule.grounds(&row, &moment);
                prop_assert_eq!(grounds.is_some(), holds, "{}", script);
                let Some(grounds) = grounds else { continue };
                let text = serde_json::to_string(&grounds).expect("JSON");
                let read: Grounds = serde_json::from_str(&text).expect("the same form");
                prop_assert_eq!(&read, &grounds, "{}", script);
                let again = rule.judge_again(&read, &moment);
                prop_assert_eq!(again.as_ref(), Ok(&grounds), "{}", script);
            }
        }
    }
}

/// The stretches in which an answer stands, by stepping from one instant of change to the next.
fn stepped(rule: &Rule, row: &rows::ThingRow, world: &World, from: Micros, to: Micros) -> Vec<(Micros, Option<bool>)> {
    let mut steps = Vec::new();
    let mut at = from;
    while at < to {
        let view = ThingAt { row, at, world };
        let mut moment = Moment::new(at, &world.zone, &world.calendar);
        let holds = rule.holds(&view as &dyn Row, &mut moment);
        steps.push((at, answer(&holds)));
        assert!(moment.valid_until > at, "an answer must stand for a while");
        at = moment.valid_until;
    }
    steps
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn an_answer_stands_until_the_instant_it_says(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world(random.pick(&["Asia/Shanghai", "America/New_York"]));
        let (from, to) = (now(), now() + 16 * DAY);
        let (script, rule) = random_rule(&mut random, seed % 5 == 0);
        for _ in 0..3 {
            let row = random_row(&mut random, from + 5 * DAY, true);
            let steps = stepped(&rule, &row, &world, from, to);
            let at_step = |at: Micros| steps[steps.partition_point(|(start, _)| *start <= at) - 1].1;
            let minutes = (from..to).step_by(7 * MINUTE as usize);
            let edges = steps.iter().skip(1).map(|(at, _)| at - 1);
            let midnights = (0..16).flat_map(|day| {
                let midnight = world.zone.midnight(world.zone.day_of(from).plus(day + 1));
                [midnight - 1, midnight]
            });
            for at in minutes.chain(edges).chain(midnights).filter(|at| (from..to).contains(at)) {
                let view = ThingAt { row: &row, at, world: &world };
                let found = answer(&rule.holds(&view, &mut Moment::new(at, &world.zone, &world.calendar)));
                prop_assert_eq!(found, at_step(at), "at {} of {:?}\n{:?}\n{}", world.zone.format(at), steps.len(), row, script);
            }
        }
    }
}

#[test]
fn generated_programs_run_in_every_way() {
    let mut random = Random::new(7);
    let ways: Vec<Way> = (0..200).map(|_| random_rule(&mut random, true).1.way.clone()).collect();
    let count = |code: &str| ways.iter().filter(|way| way.code() == code).count();
    assert!(count("vectorised") > 70 && count("mixed") > 20 && count("interpreted") > 3, "{ways:#?}");
}
