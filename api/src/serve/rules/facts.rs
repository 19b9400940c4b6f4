//! The columns that a rule may read, those that it does marked, and the functions that it calls.

use mingjing_engine::rules::{Called, ReadOf, Rule};
use mingjing_engine::schema::{Clock, Column, Relation, Type};

use crate::model::Words;
use crate::model::rule::{RuleColumn, RuleFacts, RuleFunction};
use crate::serve::dossier::values::{english, type_name};

/// The columns of a rule's subject, then of each list that its condition looks into.
pub fn facts(rule: &Rule) -> Vec<RuleFacts> {
    let reads = rule.reads();
    let of_subject = reads.iter().find(|read| read.relation.name == rule.subject.name);
    let lists = reads.iter().filter(|read| read.relation.name != rule.subject.name);
    let mut facts = vec![of_relation(rule.subject, of_subject)];
    facts.extend(lists.map(|read| of_relation(read.relation, Some(read))));
    facts
}

fn of_relation(relation: &Relation, read: Option<&ReadOf>) -> RuleFacts {
    let column = |(slot, column): (usize, &Column)| RuleColumn {
        name: column.name.to_owned(),
        title: Words { zh: column.zh.to_owned(), en: english(column.name) },
        type_name: type_name(column.ty).to_owned(),
        unit: unit(column).map(str::to_owned),
        meaning: column.doc.to_owned(),
        clock: column.clock != Clock::Events,
        read: read.is_some_and(|read| read.slots.contains(&slot)),
    };
    RuleFacts {
        relation: relation.name.to_owned(),
        zh: relation.zh.to_owned(),
        doc: relation.doc.to_owned(),
        columns: relation.columns.iter().enumerate().map(column).collect(),
    }
}

/// What a column counts, as its name says it: the contract of facts puts units into names.
fn unit(column: &Column) -> Option<&'static str> {
    if column.ty == Type::Fen {
        return Some("cents");
    }
    let endings = [("_wd", "working days"), ("_cd", "calendar days"), ("_days", "days"), ("_minutes", "minutes"), ("_seconds", "seconds")];
    let of_name = endings.iter().find(|(ending, _)| column.ty == Type::Int && column.name.ends_with(ending));
    of_name.map(|(_, unit)| *unit)
}

/// The functions that a rule's script calls, by name.
pub fn functions(rule: &Rule) -> Vec<RuleFunction> {
    rule.calls().iter().map(function).collect()
}

fn function(called: &Called) -> RuleFunction {
    let words = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
    match called {
        Called::Offered(function) => {
            RuleFunction { signature: function.signature.to_owned(), meaning: words(function.zh, function.en), file: None }
        }
        Called::List((_, signature, zh, en)) => RuleFunction { signature: (*signature).to_owned(), meaning: words(zh, en), file: None },
        Called::Shared { name, params, file, doc } => {
            RuleFunction { signature: format!("{name}({})", params.join(", ")), meaning: words(doc, ""), file: Some(file.clone()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use mingjing_engine::facts::relations::CASE;

    use super::*;

    #[test]
    fn units_follow_from_names_and_types() {
        let column = |name: &str| CASE.columns.iter().find(|column| column.name == name).expect(name);
        let table = [
            ("remaining_wd", Some("working days")),
            ("elapsed_minutes", Some("minutes")),
            ("promised_days", Some("days")),
            ("inversion_seconds", Some("seconds")),
            ("fee_amount_fen", Some("cents")),
            ("supplement_count", None),
            ("case_no", None),
        ];
        for (name, expected) in table {
            assert_eq!(unit(column(name)), expected, "{name}");
        }
    }
}
