//! A generated district as the door lets it in, a slice of cases at a time, so that no more than a slice is held.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use mingjing_engine::case::event::Event;
use mingjing_engine::case::fold::{counted, effective};
use mingjing_engine::case::form::Formed;
use mingjing_engine::facts::relations;
use mingjing_engine::ingest::door::Door;
use mingjing_engine::ingest::{Profile, library};
use mingjing_engine::rules::Catalogue;
use mingjing_engine::schema::Key;
use mingjing_engine::supervision::judge::{Bench, CaseFile};
use mingjing_engine::supervision::reference::world;
use mingjing_engine::supervision::shipped;
use mingjing_engine::supervision::walk::Ruleset;
use mingjing_engine::sym::Sym;
use mingjing_generator::{GenerateError, Options};
use serde_json::Value;

use crate::commands::bench::machine;

/// Cases of a slice.
const SLICE: usize = 10_000;

/// A case before its lines are read.
type Raw = (String, Vec<Value>);

/// What the generator's callbacks fail with.
pub struct Failed(pub anyhow::Error);

impl From<GenerateError> for Failed {
    fn from(error: GenerateError) -> Failed {
        Failed(error.into())
    }
}

/// Gives all cases in slices; gives back what they are judged by.
pub fn each_slice(options: &Options, mut judge: impl FnMut(&Bench, &[CaseFile]) -> anyhow::Result<()>) -> anyhow::Result<Bench> {
    let profile = library::profile("district")?;
    let bench = std::cell::RefCell::new(None);
    let mut slice: Vec<Raw> = Vec::with_capacity(SLICE);
    let mut full = |slice: &mut Vec<Raw>| -> anyhow::Result<()> {
        let bench = bench.borrow();
        let bench = bench.as_ref().context("cases came before the reference events")?;
        judge(bench, &read(std::mem::take(slice), &profile)?)
    };
    mingjing_generator::each_case(
        options,
        |reference| {
            *bench.borrow_mut() = Some(bench_of(&profile, &reference).map_err(Failed)?);
            Ok(())
        },
        |case_no, lines| {
            slice.push((case_no.to_owned(), lines));
            if slice.len() == SLICE { full(&mut slice).map_err(Failed) } else { Ok(()) }
        },
    )
    .map_err(|failed| failed.0)?;
    full(&mut slice)?;
    bench.into_inner().context("there were no reference events")
}

/// World and rules of the district.
pub fn bench_of(profile: &Profile, reference: &[Value]) -> anyhow::Result<Bench> {
    let declared: Vec<Value> = profile.declarations().into_iter().map(Value::Object).collect();
    let mut events = declared.iter().chain(reference).map(|line| event(profile, line)).collect::<anyhow::Result<Vec<_>>>()?;
    effective(&mut events);
    let catalogue = Catalogue::load(&shipped::embedded(), &relations::walked);
    let rules = catalogue.rules.iter().filter(|rule| rule.is_for(&profile.rules)).cloned();
    Ok(Bench { world: Arc::new(world(profile, &events)?), rules: Arc::new(Ruleset::new(rules)) })
}

/// An event through the door, and as it comes back from the ledger.
fn event(profile: &Profile, line: &Value) -> anyhow::Result<Event> {
    Ok(Event::read(&formed(profile, line)?.body)?)
}

/// An event through the door.
pub fn formed(profile: &Profile, line: &Value) -> anyhow::Result<Formed> {
    // The tokens of generated people need no secret.
    let token = |tag: &str, value: &str| {
        let fold =
            |seed: u64| tag.bytes().chain(value.bytes()).fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Key((u128::from(fold(0xcbf2_9ce4_8422_2325)) << 64) | u128::from(fold(0x9e37_79b9_7f4a_7c15)))
    };
    let line = line.as_object().context("a generated event is no object")?;
    Door { profile, bound: None, token: &token }.check(line).map_err(|fault| anyhow!("a generated event: {fault}"))
}

/// Reads the lines of a slice on all cores.
fn read(slice: Vec<Raw>, profile: &Profile) -> anyhow::Result<Vec<CaseFile>> {
    let share = slice.len().div_ceil(machine::cores()).max(1);
    let parts: Vec<anyhow::Result<Vec<CaseFile>>> = std::thread::scope(|scope| {
        let handles: Vec<_> =
            slice.chunks(share).map(|part| scope.spawn(move || part.iter().map(|raw| file(raw, profile)).collect())).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut files = Vec::with_capacity(slice.len());
    for part in parts {
        files.extend(part?);
    }
    Ok(files)
}

fn file((case_no, lines): &Raw, profile: &Profile) -> anyhow::Result<CaseFile> {
    let mut events = lines.iter().map(|line| event(profile, line)).collect::<anyhow::Result<Vec<Event>>>()?;
    counted(&mut events);
    let source = events.first().map(|event| event.source);
    Ok(CaseFile {
        centre: Sym::new(&profile.centre),
        case_no: case_no.as_str().into(),
        events,
        backfilled: Vec::new(),
        source,
        positions: Default::default(),
    })
}
