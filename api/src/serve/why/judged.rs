//! A rule judged on one row, with everything that an explanation shows of it.

use mingjing_engine::case::state::Case;
use mingjing_engine::facts::relations::Moment;
use mingjing_engine::rules::{self, Language, Rule};
use mingjing_engine::schema::{Clock, Relation, Row, Slot, Type};
use mingjing_engine::script::Value;
use mingjing_engine::supervision::walk::key_of;
use mingjing_engine::time::{Micros, Zone};

use crate::model::why::{Mark, Parameter, ReadValue, Truth};
use crate::model::{Level, Words};
use crate::serve::alerts::view::level_of;
use crate::serve::dossier::{Dossier, values};
use crate::serve::problem::ApiError;

/// What a rule made of a row.
pub struct Judged {
    /// Whether it holds.
    pub holds: bool,
    /// The level it gives.
    pub level: Option<Level>,
    /// What it says of the row, in both languages; empty where it says nothing.
    pub because: Words,
    /// The columns it read.
    pub values: Vec<ReadValue>,
    /// The truth of its parts.
    pub marks: Vec<Mark>,
    /// For a link: who acted.
    pub link_user: Option<Option<String>>,
    /// For a link: its number.
    pub link_seq: Option<i64>,
}

impl Default for Judged {
    fn default() -> Judged {
        let because = Words { zh: String::new(), en: String::new() };
        Judged { holds: false, level: None, because, values: Vec::new(), marks: Vec::new(), link_user: None, link_seq: None }
    }
}

/// Judges a rule on a row of a case at a moment: the row of a key, or without one the row on which it holds, else the last.
pub fn judge_case(dossier: &Dossier, case: &Case, at: Micros, rule: &Rule, key: Option<&str>) -> Result<Option<Judged>, ApiError> {
    let world = &*dossier.world;
    let moment = Moment::new(case, world, at);
    let mut found: Option<Result<Judged, ApiError>> = None;
    moment.visit(rule.subject, &mut |row| {
        let is_asked = key.is_none_or(|key| &*key_of(rule.subject, row) == key);
        let is_settled = matches!(&found, Some(Ok(judged)) if judged.holds);
        if is_asked && !is_settled {
            let clockwork = rules::Moment::new(at, &world.zone, world.calendar_at(at));
            found = Some(judge(rule, row, &clockwork, dossier.zone()));
        }
    });
    found.transpose()
}

/// What a rule says of the row of a key at a moment.
pub fn because(dossier: &Dossier, case: &Case, at: Micros, rule: &Rule, key: &str) -> Option<Words> {
    let world = &*dossier.world;
    let moment = Moment::new(case, world, at);
    let mut said = None;
    moment.visit(rule.subject, &mut |row| {
        if said.is_none() && &*key_of(rule.subject, row) == key {
            let clockwork = rules::Moment::new(at, &world.zone, world.calendar_at(at));
            said = Some(say(rule, row, &clockwork));
        }
    });
    said
}

/// What a rule says of a row in both languages; English repeats the Chinese where the rule has none of its own. Where it fails on the row it
/// says nothing: the alert stands all the same.
pub fn say(rule: &Rule, row: &dyn Row, moment: &rules::Moment<'_>) -> Words {
    let say = |language| rule.because(row, moment, language).ok().flatten();
    let zh = say(Language::Zh).unwrap_or_default();
    Words { en: say(Language::En).unwrap_or_else(|| zh.clone()), zh }
}

/// Judges a rule on a row.
pub fn judge(rule: &Rule, row: &dyn Row, moment: &rules::Moment<'_>, zone: &Zone) -> Result<Judged, ApiError> {
    let trace = rule.trace(row, moment).map_err(|error| ApiError::internal("tracing a rule", error))?;
    let values = trace.values.iter().map(|read| value(read, rule.subject, row, zone)).collect();
    let mark = |mark: &rules::Mark| Mark {
        start: mark.start as u32,
        end: mark.end as u32,
        truth: if mark.truth { Truth::True } else { Truth::False },
        first_false: trace.first_false == Some(mark.span),
    };
    let is_link = rule.subject.name == "link";
    let column = |name: &str| rule.subject.slot(name).map_or(Slot::Null, |slot| row.get(slot));
    Ok(Judged {
        holds: trace.holds,
        level: rule.level_of(row, moment).ok().map(|level| level_of(level.code())),
        because: say(rule, row, moment),
        values,
        marks: trace.marks.iter().map(mark).collect(),
        link_user: is_link.then(|| values::text(column("link_user"), zone)),
        link_seq: match column("link_seq") {
            Slot::Int(seq) if is_link => Some(seq),
            _ => None,
        },
    })
}

fn value(read: &rules::Read, relation: &Relation, row: &dyn Row, zone: &Zone) -> ReadValue {
    let column = read.column;
    // Lists and attributes have no value of their own in a slot; what was read of them is told as the rule saw it.
    let shown = match relation.slot(column.name).map_or(Slot::Null, |slot| row.get(slot)) {
        Slot::Null if column.ty == Type::Attributes => (!matches!(read.value, Value::Null)).then(|| read.text.clone()),
        slot => values::text(slot, zone),
    };
    ReadValue {
        column: column.name.to_owned(),
        zh: column.zh.to_owned(),
        en: values::english(column.name),
        type_name: values::type_name(column.ty).to_owned(),
        value: shown,
        clock: column.clock != Clock::Events,
    }
}

/// The parameters in force.
pub fn parameters(rule: &Rule) -> Vec<Parameter> {
    let parameter = |(name, spec): (&String, &rules::ParamSpec)| Parameter {
        name: name.clone(),
        title: Words { zh: spec.zh.clone(), en: spec.en.clone() },
        value: rule.values.get(name).unwrap_or(&spec.default).to_string(),
        default: spec.default.to_string(),
        unit: spec.unit.clone(),
    };
    rule.params.iter().map(parameter).collect()
}
