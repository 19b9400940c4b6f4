//! The law on a few hundred programs.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::check::{NOW, agree, has_grounds, random_rule, rule_of, stands, world};
use super::programs::Writer;
use super::random::Random;
use super::rows::random_row;
use super::shrink::shrink;
use crate::rules::Way;
use crate::time::{DAY, HOUR};

/// So many cases, or as many as `PROPTEST_CASES` asks for.
fn config(cases: u32) -> Config {
    let asked = Config::default().cases;
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked } else { cases };
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_240_927), max_shrink_iters: 0, ..Config::default() }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn closures_columns_and_the_interpreter_agree_on_every_row(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world("Asia/Shanghai");
        let at = NOW + random.between(-30, 30) * HOUR;
        let (scripts, rules): (Vec<_>, Vec<_>) = (0..3).map(|index| random_rule(&mut random, index == 0, &mut 0)).unzip();
        let rows: Vec<_> = (0..40).map(|_| random_row(&mut random, at, false)).collect();
        let agreed = agree(&rules, &rows, at, &world);
        let shown = agreed.as_ref().err().map(|found| (&scripts[found.program], &rows[found.row]));
        prop_assert!(agreed.is_ok(), "{:?}\n{:?}", agreed, shown);
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn grounds_are_found_where_a_rule_holds_and_judged_again_without_the_row(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world("Asia/Shanghai");
        let at = NOW + random.between(-30, 30) * HOUR;
        for index in 0..3 {
            let (script, rule) = random_rule(&mut random, index == 0, &mut 0);
            let rows: Vec<_> = (0..40).map(|_| random_row(&mut random, at, false)).collect();
            let grounded = has_grounds(&rule, &rows, at, &world);
            prop_assert!(grounded.is_ok(), "{:?}\n{}", grounded, script);
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn an_answer_stands_until_the_instant_it_says(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let world = world(random.pick(&["Asia/Shanghai", "America/New_York"]));
        let (script, rule) = random_rule(&mut random, seed % 5 == 0, &mut 0);
        let rows: Vec<_> = (0..3).map(|_| random_row(&mut random, NOW + 5 * DAY, true)).collect();
        let standing = stands(&rule, &rows, &world);
        prop_assert!(standing.is_ok(), "{:?}\n{:?}\n{}", standing, rows, script);
    }
}

#[test]
fn generated_programs_are_taken_and_run_in_every_way() {
    let mut random = Random::new(7);
    let mut refused = 0;
    let ways: Vec<Way> = (0..200).map(|_| random_rule(&mut random, true, &mut refused).1.way.clone()).collect();
    let count = |code: &str| ways.iter().filter(|way| way.code() == code).count();
    assert!(count("vectorised") > 70 && count("mixed") > 20 && count("interpreted") > 3, "{ways:#?}");
    let mut random = Random::new(8);
    let scripts: Vec<String> = (0..200).map(|_| Writer::new(&mut random).script()).collect();
    let reasons: Vec<(String, &String)> = scripts.iter().filter_map(|script| rule_of(script).err().map(|error| (error, script))).collect();
    assert!(reasons.len() < 5, "{reasons:#?}");
}

#[test]
fn every_function_and_question_is_written_into_programs() {
    let mut random = Random::new(9);
    let texts: String = (0..600).map(|_| Writer::new(&mut random).script()).collect();
    let names = crate::script::functions().map(|function| function.name).chain(crate::script::LIST_METHODS.map(|method| method.0));
    let missing: Vec<&str> = names.filter(|name| !texts.contains(&format!("{name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_difference_is_made_small() {
    let script = "fn twice(x) { x + x }\nfn when(row) {\n    let n = row.b * 2;\n    row.flag || (twice(row.a) > 3 && !(n == 7)) }\n";
    let small = shrink(script, &|text| rule_of(text).is_ok() && text.contains("row.a"));
    assert!(rule_of(&small).is_ok() && small.contains("row.a") && small.len() < 40, "{small}");
}
