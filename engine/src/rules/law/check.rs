//! What must be true of programs and rows.

use std::sync::Arc;

use super::programs::{LIBRARY, Writer};
use super::random::Random;
use super::rows::{ThingAt, ThingRow, World, batch, relation};
use crate::calendar::CalendarBook;
use crate::rules::closure::Moment;
use crate::rules::tree::value::{Nobody, evaluate};
use crate::rules::{Catalogue, Grounds, Language, Rule, RunError, VectorPack};
use crate::script::Now;
use crate::time::{DAY, MINUTE, Micros, Zone};

/// Friday 27 September 2024, 10:00 in China: holidays and make-up workdays lie close by.
pub const NOW: Micros = 1_727_402_400_000_000;

/// Two ways did not say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which of the programs.
    pub program: usize,
    /// Which of the rows.
    pub row: usize,
    /// What was compared with the interpreter, or what did not stand.
    pub way: &'static str,
    /// What was said.
    pub detail: String,
}

/// A world in a zone.
pub fn world(zone: &str) -> World {
    World { zone: Arc::new(Zone::named(zone).unwrap_or_else(Zone::china)), calendar: CalendarBook::china().as_known(i64::MAX) }
}

/// The program as a rule.
///
/// # Errors
/// What the catalogue has against it.
pub fn rule_of(script: &str) -> Result<Arc<Rule>, String> {
    let metadata = "code = \"Z1\"\ntitle = { zh = \"试\", en = \"try\" }\nsubject = \"thing\"\nkind = \"other\"\nlevel = \"warn\"\n\
                    basis = \"-\"\nowner = \"-\"\nstatus = \"active\"\n[params.LIMIT]\ndefault = 3\n[params.ON]\ndefault = true\n";
    let files =
        [("z.rhai", script), ("z.toml", metadata), ("lib/some.rhai", LIBRARY)].map(|(path, text)| (path.to_owned(), text.to_owned()));
    let catalogue = Catalogue::load(&files, &relation);
    if let Some(error) = catalogue.errors.first() {
        return Err(error.to_string());
    }
    catalogue.rules.first().cloned().ok_or_else(|| "there is no rule".to_owned())
}

/// A random program that the type check takes and of whose attributes it knows the types; and how many it did not take.
pub fn random_rule(random: &mut Random, loops: bool, refused: &mut u64) -> (String, Arc<Rule>) {
    loop {
        let mut writer = Writer::new(random);
        writer.loops = loops;
        let script = writer.script();
        match rule_of(&script) {
            // An attribute of which the tree does not tell the type is read by its form from the facts, and by its declaration elsewhere.
            Ok(rule) if rule.tree.is_some() || !script.contains("attributes.") => return (script, rule),
            Ok(_) => {}
            Err(_) => *refused += 1,
        }
    }
}

/// An answer: true, false, or none.
fn answer<T>(result: &Result<bool, T>) -> Option<bool> {
    result.as_ref().ok().copied()
}

/// All ways of running programs give the interpreter's answer on all rows.
pub fn agree(rules: &[Arc<Rule>], rows: &[ThingRow], at: Micros, world: &World) -> Result<(), Difference> {
    let wrong = |program: usize, row: usize, way: &'static str, detail: String| Difference { program, row, way, detail };
    let broken = |error: arrow::error::ArrowError| wrong(0, 0, "columns", error.to_string());
    let batch = batch(rows, at, world).map_err(broken)?;
    let scan = Now { at, zone: &world.zone, calendar: &world.calendar };
    let together = VectorPack::new(rules, &batch.schema(), &scan).evaluate(&batch).map_err(broken)?;
    for (program, rule) in rules.iter().enumerate() {
        let alone = VectorPack::new(std::slice::from_ref(rule), &batch.schema(), &scan).evaluate(&batch).map_err(broken)?;
        for (index, row) in rows.iter().enumerate() {
            let row = ThingAt { row, at, world };
            let moment = || Moment::new(at, &world.zone, &world.calendar);
            let interpreted = rule.holds_interpreted(&row, &mut moment());
            let expected = answer(&interpreted);
            let check = |way: &'static str, found: Option<bool>| {
                if found == expected { Ok(()) } else { Err(wrong(program, index, way, format!("{found:?}, interpreted {interpreted:?}"))) }
            };
            if let (Some(condition), Some(tree)) = (&rule.condition, &rule.tree) {
                check("closures", answer(&condition.holds(&row, &mut moment())))?;
                check("tree", evaluate(tree, &row, &scan, &mut Nobody).ok().map(|value| value.truth()))?;
            }
            check("rule", answer(&rule.holds(&row, &mut moment())))?;
            for (way, outcome) in [("columns alone", alone.first()), ("columns together", together.get(program))] {
                let outcome = outcome.filter(|outcome| !outcome.errors.iter().any(|(failed, _)| *failed == index));
                check(way, outcome.map(|outcome| outcome.hits.value(index)))?;
            }
            let said = rule.because(&row, &moment(), Language::Zh).ok().flatten();
            let interpreted: Result<String, RunError> =
                rule.interpreted("because", &row, &mut moment()).map(|value| value.show(&world.zone));
            if said != interpreted.as_ref().ok().cloned() {
                return Err(wrong(program, index, "because", format!("{said:?}, interpreted {interpreted:?}")));
            }
        }
    }
    Ok(())
}

/// Grounds are found where a rule holds, and judged again without the row they say the same.
pub fn has_grounds(rule: &Arc<Rule>, rows: &[ThingRow], at: Micros, world: &World) -> Result<(), Difference> {
    for (index, row) in rows.iter().enumerate() {
        let wrong = |detail: String| Err(Difference { program: 0, row: index, way: "grounds", detail });
        let row = ThingAt { row, at, world };
        let moment = Moment::new(at, &world.zone, &world.calendar);
        let holds = answer(&rule.holds(&row, &mut moment.clone())) == Some(true);
        let grounds = rule.grounds(&row, &moment);
        if grounds.is_some() != holds {
            return wrong(format!("it holds: {holds}, there are grounds: {}", grounds.is_some()));
        }
        let Some(grounds) = grounds else { continue };
        let read: Result<Grounds, String> =
            serde_json::to_string(&grounds).and_then(|text| serde_json::from_str(&text)).map_err(|error| error.to_string());
        match read {
            Ok(read) if read == grounds => match rule.judge_again(&read, &moment) {
                Ok(again) if again == grounds => {}
                again => return wrong(format!("{grounds:?} are judged again as {again:?}")),
            },
            read => return wrong(format!("{grounds:?} are read as {read:?}")),
        }
    }
    Ok(())
}

/// Days over which answers are followed.
const FOLLOWED: i64 = 16;

/// An answer stands until the instant that it says, and no longer than it is true.
pub fn stands(rule: &Arc<Rule>, rows: &[ThingRow], world: &World) -> Result<(), Difference> {
    let (from, to) = (NOW, NOW + FOLLOWED * DAY);
    for (index, row) in rows.iter().enumerate() {
        let wrong = |detail: String| Err(Difference { program: 0, row: index, way: "standing", detail });
        let holds = |at: Micros| {
            let mut moment = Moment::new(at, &world.zone, &world.calendar);
            let answer = answer(&rule.holds(&ThingAt { row, at, world }, &mut moment));
            (answer, moment.valid_until)
        };
        let mut steps = Vec::new();
        let mut at = from;
        while at < to {
            let (answer, until) = holds(at);
            steps.push((at, answer));
            if until <= at {
                return wrong(format!("the answer at {} stands for no time", world.zone.format(at)));
            }
            at = until;
        }
        let minutes = (from..to).step_by(7 * MINUTE as usize);
        let edges = steps.iter().skip(1).map(|(at, _)| at - 1);
        let midnights = (0..FOLLOWED).flat_map(|day| {
            let midnight = world.zone.midnight(world.zone.day_of(from).plus(day + 1));
            [midnight - 1, midnight]
        });
        for at in minutes.chain(edges).chain(midnights).filter(|at| (from..to).contains(at)) {
            let found = holds(at).0;
            let (since, expected) = steps[steps.partition_point(|(start, _)| *start <= at) - 1];
            if found != expected {
                return wrong(format!("{found:?} at {}, {expected:?} since {}", world.zone.format(at), world.zone.format(since)));
            }
        }
    }
    Ok(())
}
