//! Planted violations (hits) and their twins, which miss by a minute, a holiday or make-up day, an overlapping pause or one late or
//! corrected event. Each scenario is an ordinary case changed in the one place that matters.

mod content;
mod fake;
mod flow;
mod limit;
mod quality;
mod time;

use crate::draft::Draft;
use crate::maker::Maker;
use crate::random::Random;

/// Whether the rule is to hold for the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rule holds at some time.
    Hit,
    /// The rule never holds.
    Twin,
}

/// What is planted in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// Rule code.
    pub rule: &'static str,
    /// Hit or twin.
    pub kind: Kind,
    /// Which variant of the scenario.
    pub variant: u64,
}

type Scenario = for<'d> fn(&mut Maker<'d>, Kind, u64) -> Vec<Draft<'d>>;

/// Each rule with its scenario and the number of cases one plant takes.
const SCENARIOS: [(&str, Scenario, u64); 34] = [
    ("T01", limit::t01, 1),
    ("T02", limit::t02, 1),
    ("T03", limit::t03, 1),
    ("T04", limit::t04, 1),
    ("T05", limit::t05, 1),
    ("T06", time::t06, 1),
    ("T08", time::t08, 1),
    ("T09", time::t09, 1),
    ("T10", time::t10, 1),
    ("T11", time::t11, 1),
    ("T13", time::t13, 1),
    ("F01", flow::f01, 1),
    ("F02", flow::f02, 1),
    ("F03", flow::f03, 1),
    ("F04", flow::f04, 1),
    ("F05", flow::f05, 1),
    ("F06", flow::f06, 1),
    ("F07", flow::f07, 1),
    ("F09", flow::f09, 1),
    ("F12", flow::f12, 1),
    ("M01", content::m01, 1),
    ("M02", content::m02, 1),
    ("M06", content::m06, 1),
    ("E02", content::e02, 1),
    ("X01", fake::x01, 1),
    ("X03a", fake::x03a, 1),
    ("X03b", fake::x03b, 1),
    ("X05a", fake::x05a, 1),
    ("X05b", fake::x05b, 5),
    ("X06", fake::x06, 5),
    ("Q01", quality::q01, 1),
    ("Q03a", quality::q03a, 1),
    ("Q03b", quality::q03b, 2),
    ("Q06", quality::q06, 1),
];

/// Cases below which nothing is planted: one of each would leave hardly an ordinary case.
const FEWEST: u64 = 150;

/// All plants of a file of `cases` cases in a random order, and the number of cases they take: 32 hits and 32 twins of each rule from
/// 5,000 cases on, one in two thousand where that is more, in proportion below.
pub fn plan(cases: u64, random: &mut Random) -> (Vec<Plant>, u64) {
    let each = if cases < FEWEST { 0 } else { (cases.min(5_000) * 32 / 5_000).max(1).max(cases / 2_000) };
    let mut plants = Vec::new();
    for (rule, _, _) in SCENARIOS {
        for variant in 0..each {
            plants.push(Plant { rule, kind: Kind::Hit, variant });
            plants.push(Plant { rule, kind: Kind::Twin, variant });
        }
    }
    random.shuffle(&mut plants);
    let taken = SCENARIOS.iter().map(|(_, _, size)| size * each * 2).sum();
    (plants, taken)
}

/// Makes the cases of a plant.
pub fn make<'d>(maker: &mut Maker<'d>, plant: Plant) -> Vec<Draft<'d>> {
    SCENARIOS
        .iter()
        .find(|(rule, _, _)| *rule == plant.rule)
        .map_or_else(Vec::new, |(_, scenario, _)| scenario(maker, plant.kind, plant.variant))
}
