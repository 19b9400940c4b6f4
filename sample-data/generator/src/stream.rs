//! The whole district in the order of its days, one unit at a time: an ordinary case, or the cases of one plant.

use serde_json::Value;

use crate::calendar::{Day, day_of, from_civil};
use crate::district::{DAYS_BEFORE_SUPERVISION, District, reference_events, supervision_start};
use crate::error::GenerateError;
use crate::maker::Maker;
use crate::noise;
use crate::ordinary::ordinary;
use crate::plants::{Plant, make, plan};
use crate::random::Random;
use crate::season::arrivals;
use crate::{Options, calendar};

/// Days before now from which on nothing is planted, so that every planted period has run out by now.
const QUIET_DAYS: i64 = 115;

/// One case of a unit.
#[derive(Debug)]
pub struct CaseLines {
    pub case_no: String,
    pub lines: Vec<Value>,
}

/// An ordinary case, or all cases of one plant.
#[derive(Debug)]
pub struct Unit {
    /// What was meant; the tests hold it against the oracle.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests, which compare intent and oracle"))]
    pub plant: Option<Plant>,
    pub cases: Vec<CaseLines>,
}

/// Calls `reference` with the reference events and `unit` with every unit. The events of the file's last line are not among them.
pub fn stream<E: From<GenerateError>>(
    options: &Options,
    reference: impl FnOnce(Vec<Value>) -> Result<(), E>,
    mut unit: impl FnMut(Unit) -> Result<(), E>,
) -> Result<(), E> {
    let starts_at = supervision_start(options.now);
    let first_day = day_of(starts_at) - DAYS_BEFORE_SUPERVISION;
    check_range(first_day, day_of(options.now), options.now)?;
    let district = District::new(options.seed, day_of(starts_at) + 366);
    reference(reference_events(&district, first_day, starts_at, options.now))?;
    let mut random = Random::new(options.seed, 0);
    let (plants, taken) = plan(options.cases, &mut random);
    let units = options.cases - taken + plants.len() as u64;
    let last_day = day_of(options.now) - QUIET_DAYS;
    let arrivals = arrivals(first_day, day_of(options.now) - 1, units);
    let eligible: u64 = arrivals.iter().filter(|(day, _)| *day < last_day).map(|(_, count)| count).sum();
    let mut maker = Maker { district: &district, random, now: options.now, first_day, last_day, day: first_day, serial: 1 };
    let mut place = 0_u64;
    for (day, count) in arrivals {
        for _ in 0..count {
            maker.day = day;
            maker.random = Random::new(options.seed, place + 1);
            let plant = plant_at(place, eligible, &plants);
            place += 1;
            unit(make_unit(&mut maker, plant))?;
        }
    }
    Ok(())
}

/// Spreads the plants evenly over the first `eligible` units.
fn plant_at(place: u64, eligible: u64, plants: &[Plant]) -> Option<Plant> {
    if place >= eligible {
        return None;
    }
    let number = |place: u64| u128::from(place) * plants.len() as u128 / u128::from(eligible);
    (number(place + 1) > number(place)).then(|| plants.get(number(place) as usize).copied()).flatten()
}

fn make_unit<'d>(maker: &mut Maker<'d>, plant: Option<Plant>) -> Unit {
    let drafts = match plant {
        Some(plant) => make(maker, plant),
        None => {
            let mut draft = ordinary(maker);
            noise::disturb(maker, &mut draft);
            vec![draft]
        }
    };
    let cases = drafts.into_iter().map(|draft| CaseLines { lines: noise::lines(maker, &draft), case_no: draft.case_no }).collect();
    Unit { plant, cases }
}

fn check_range(first: Day, last: Day, now: i64) -> Result<(), GenerateError> {
    let known = from_civil(2022, 1, 1).zip(from_civil(2026, 12, 31));
    match known {
        Some((from, to)) if from <= first && last <= to => Ok(()),
        _ => Err(GenerateError::Now { now: calendar::instant_text(now) }),
    }
}
