//! Planted violations (hits) and their twins, which miss by a minute, a holiday or make-up day, an overlapping pause or one late or
//! corrected event. Each scenario is an ordinary case changed in the one place that matters, or a crowd of them.

mod content;
pub mod crowds;
mod fake;
mod flow;
mod limit;
mod parts;
mod quality;
mod steps;
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

/// How often a rule is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Often {
    /// 32 times from 5,000 cases on, in proportion below.
    Always,
    /// A quarter of that.
    Seldom,
    /// Once, in files that have room for it.
    Once,
}

/// Each rule with its scenario, the number of cases one plant takes, and how often it is planted.
const SCENARIOS: [(&str, Scenario, u64, Often); 71] = [
    ("T01", limit::t01, 1, Often::Always),
    ("T02", limit::t02, 1, Often::Always),
    ("T03", limit::t03, 1, Often::Always),
    ("T04", limit::t04, 1, Often::Always),
    ("T05", limit::t05, 1, Often::Always),
    ("T06", time::t06, 1, Often::Always),
    ("T08", time::t08, 1, Often::Always),
    ("T09", time::t09, 1, Often::Always),
    ("T10", time::t10, 1, Often::Always),
    ("T11", time::t11, 1, Often::Always),
    ("T13", time::t13, 1, Often::Always),
    ("F01", flow::f01, 1, Often::Always),
    ("F02", flow::f02, 1, Often::Always),
    ("F03", flow::f03, 1, Often::Always),
    ("F04", flow::f04, 1, Often::Always),
    ("F05", flow::f05, 1, Often::Always),
    ("F06", flow::f06, 1, Often::Always),
    ("F07", flow::f07, 1, Often::Always),
    ("F09", flow::f09, 1, Often::Always),
    ("F12", flow::f12, 1, Often::Always),
    ("M01", content::m01, 1, Often::Always),
    ("M02", content::m02, 1, Often::Always),
    ("M06", content::m06, 1, Often::Always),
    ("E02", content::e02, 1, Often::Always),
    ("X01", fake::x01, 1, Often::Always),
    ("X03a", fake::x03a, 1, Often::Always),
    ("X03b", fake::x03b, 1, Often::Always),
    ("X05a", fake::x05a, 1, Often::Always),
    ("X05b", fake::x05b, 5, Often::Always),
    ("X06", fake::x06, 5, Often::Always),
    ("Q01", quality::q01, 1, Often::Always),
    ("Q03a", quality::q03a, 1, Often::Always),
    ("Q03b", quality::q03b, 2, Often::Always),
    ("Q06", quality::q06, 1, Often::Always),
    ("F08", parts::f08, 1, Often::Seldom),
    ("F10", parts::f10, 1, Often::Seldom),
    ("F11", parts::f11, 1, Often::Seldom),
    ("F13", parts::f13, 1, Often::Seldom),
    ("F15", parts::f15, 1, Often::Seldom),
    ("M03", parts::m03, 1, Often::Seldom),
    ("M04", parts::m04, 1, Often::Seldom),
    ("M05", parts::m05, 1, Often::Seldom),
    ("M07", parts::m07, 1, Often::Seldom),
    ("C01", parts::c01, 1, Often::Seldom),
    ("C02", parts::c02, 1, Often::Seldom),
    ("C03", parts::c03, 1, Often::Seldom),
    ("C04", parts::c04, 1, Often::Seldom),
    ("D03", parts::d03, 1, Often::Seldom),
    ("I03", parts::i03, 1, Often::Seldom),
    ("X08", parts::x08, 1, Often::Seldom),
    ("T07", steps::t07, 1, Often::Seldom),
    ("T12", steps::t12, 1, Often::Seldom),
    ("T15", steps::t15, 1, Often::Seldom),
    ("T16", steps::t16, 1, Often::Seldom),
    ("Q05", steps::q05, 1, Often::Seldom),
    ("E01", steps::e01, 1, Often::Seldom),
    ("E03a", steps::e03a, 1, Often::Seldom),
    ("X09", steps::x09, 1, Often::Seldom),
    ("X10", steps::x10, 1, Often::Seldom),
    ("Q02", steps::q02, 1, Often::Seldom),
    ("M08", crowds::m08, 3, Often::Seldom),
    ("E03b", crowds::e03b, 3, Often::Seldom),
    ("E04", crowds::e04, 3, Often::Seldom),
    ("X07", crowds::x07, 2, Often::Seldom),
    ("X02", crowds::x02, 10, Often::Once),
    ("I01", crowds::i01, 10, Often::Once),
    ("I02", crowds::i02, 40, Often::Once),
    ("I04", crowds::i04, 23, Often::Once),
    ("E05", crowds::e05, 16, Often::Once),
    ("X11", crowds::x11, 3, Often::Once),
    ("D01a", crowds::d01, 66, Often::Once),
];

/// Cases below which nothing is planted: one of each would leave hardly an ordinary case.
const FEWEST: u64 = 200;

/// Cases from which on there is room for windows, quarters and months full of cases.
const ROOM: u64 = 5_000;

/// All plants of a file of `cases` cases in a random order, and the number of cases they take: 32 hits and 32 twins of each rule from
/// 5,000 cases on, one in two thousand where that is more, in proportion below.
pub fn plan(cases: u64, random: &mut Random) -> (Vec<Plant>, u64) {
    let each = if cases < FEWEST { 0 } else { (cases.min(5_000) * 32 / 5_000).max(1).max(cases / 2_000) };
    let times = |often: Often| match often {
        Often::Always => each,
        Often::Seldom if each == 0 => 0,
        Often::Seldom => (each / 4).max(1),
        Often::Once => u64::from(cases >= ROOM),
    };
    let mut plants = Vec::new();
    for (rule, _, _, often) in SCENARIOS {
        for variant in 0..times(often) {
            plants.push(Plant { rule, kind: Kind::Hit, variant });
            plants.push(Plant { rule, kind: Kind::Twin, variant });
        }
    }
    random.shuffle(&mut plants);
    let taken = SCENARIOS.iter().map(|(_, _, size, often)| size * times(*often) * 2).sum();
    (plants, taken)
}

/// Makes the cases of a plant.
pub fn make<'d>(maker: &mut Maker<'d>, plant: Plant) -> Vec<Draft<'d>> {
    SCENARIOS
        .iter()
        .find(|(rule, ..)| *rule == plant.rule)
        .map_or_else(Vec::new, |(_, scenario, ..)| scenario(maker, plant.kind, plant.variant))
}
