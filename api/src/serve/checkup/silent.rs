//! Rules that cannot speak on a centre's data, and what would make them.

use std::collections::BTreeSet;
use std::sync::Arc;

use mingjing_engine::facts::query::Session;
use mingjing_engine::facts::relations::{CASE, WALKED};
use mingjing_engine::facts::{self, others};
use mingjing_engine::rules::{Rule, Status};
use mingjing_engine::schema::{Relation, Type};
use mingjing_engine::supervision::groups::Group;

use super::sql::{Scope, literal, number, rows};
use crate::model::Words;
use crate::model::checkup::{CheckupColumn, MissingColumn, SilentRule};
use crate::serve::dossier::values::english;
use crate::serve::problem::ApiError;

/// Columns that count something from 0: zero in every case is as good as empty.
const COUNTERS: &[&str] = &[
    "extension_days",
    "extension_count",
    "pre_return_count",
    "supplement_count",
    "special_count",
    "reopened_count",
    "materials_missing",
    "links_missing",
];

/// Columns whose filling is told, in the order of a case.
const SHOWN: &[&str] = &[
    "item_name",
    "applicant_mask",
    "applicant_id_valid",
    "contact_mobile_key",
    "dept_code",
    "window_id",
    "applied_at",
    "received_at",
    "accepted_at",
    "promised_days",
    "promised_due_at",
    "statutory_days",
    "decision_at",
    "finished_at",
    "result_code",
    "licence_no",
    "delivered_at",
    "satisfaction",
];

/// What is filled and what is not.
pub struct Filling {
    /// The statement that told it.
    pub sql: String,
    cases: u64,
    filled: Vec<(&'static str, u64)>,
    /// Relations without a row of the centre.
    without_rows: BTreeSet<&'static str>,
}

impl Filling {
    /// Looks at a centre's cases.
    pub async fn read(session: &Session, scope: &Scope) -> Result<Filling, ApiError> {
        let columns: Vec<&'static str> =
            CASE.columns.iter().filter(|column| !matches!(column.ty, Type::List(_) | Type::Attributes)).map(|column| column.name).collect();
        let count = |name: &&str| match COUNTERS.contains(name) {
            true => format!("count(nullif({name}, 0)) AS {name}"),
            false => format!("count({name}) AS {name}"),
        };
        let counts: Vec<String> = columns.iter().map(count).collect();
        let sql = format!("SELECT count(*) AS cases, {} FROM \"case\" WHERE {}", counts.join(", "), scope.condition());
        let row = rows(session, &sql).await?.pop().unwrap_or_default();
        let mut without_rows = BTreeSet::new();
        let library: &'static Relation = &others::LIBRARY_LICENCE;
        let beside = others::SUBJECTS.iter().copied().chain([library]);
        for relation in WALKED.iter().copied().filter(|relation| relation.name != CASE.name).chain(beside) {
            let sql = format!("SELECT count(*) AS n FROM \"{}\" WHERE centre = {}", relation.name, literal(&scope.centre));
            if rows(session, &sql).await?.first().is_none_or(|row| number(row, "n") == 0) {
                without_rows.insert(relation.name);
            }
        }
        let filled = columns.into_iter().map(|name| (name, number(&row, name))).collect();
        Ok(Filling { sql, cases: number(&row, "cases"), filled, without_rows })
    }

    /// Whether a column is empty in every case.
    pub fn is_empty(&self, column: &str) -> bool {
        let list = CASE.columns.iter().find(|known| known.name == column).and_then(|known| match known.ty {
            Type::List(of) => Some(of),
            _ => None,
        });
        match list {
            Some(relation) => self.without_rows.contains(relation),
            None => self.filled.iter().any(|(name, filled)| *name == column && *filled == 0),
        }
    }

    /// How well the main columns are filled.
    pub fn columns(&self) -> Vec<CheckupColumn> {
        let of = |name: &&str| {
            let filled = self.filled.iter().find(|(known, _)| known == name)?.1;
            Some(CheckupColumn { column: (*name).to_owned(), title: title(name), filled, of: self.cases })
        };
        SHOWN.iter().filter_map(of).collect()
    }

    /// What a rule lacks; nothing where it can speak.
    pub fn lacks(&self, rule: &Rule, groups: &[Group]) -> Vec<MissingColumn> {
        let column = |name: &str| MissingColumn { column: name.to_owned(), title: title(name) };
        if rule.subject.name == CASE.name {
            return rule.silenced_by(&|name| self.is_empty(name)).into_iter().map(column).collect();
        }
        if let Some(group) = groups.iter().find(|group| group.relation.name == rule.subject.name) {
            // One of several may be enough; where all are without rows there is nothing to look at.
            let beside: Vec<&'static str> = group.from.iter().copied().filter(|relation| *relation != CASE.name).collect();
            let are_absent = beside.iter().all(|relation| self.without_rows.contains(relation));
            let absent = beside.first().filter(|_| are_absent).and_then(|name| facts::relation(name));
            return match absent {
                Some(relation) => vec![records_of(relation)],
                None => self.group_lacks(group).into_iter().map(column).collect(),
            };
        }
        if self.without_rows.contains(rule.subject.name) {
            return vec![records_of(rule.subject)];
        }
        Vec::new()
    }

    /// Columns of `case` that a group is made of, and of which every case is without.
    fn group_lacks(&self, group: &Group) -> Vec<&'static str> {
        let code: String = group.sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
        let words: BTreeSet<&str> = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
        let is_key = |name: &str| group.relation.key.contains(&name);
        CASE.columns
            .iter()
            .map(|column| column.name)
            .filter(|name| words.contains(name) && self.is_empty(name) && (is_key(name) || code.contains(&format!("{name} IS NOT NULL"))))
            .collect()
    }
}

/// Where a whole relation has no rows.
fn records_of(relation: &Relation) -> MissingColumn {
    let title = Words { zh: format!("{}记录", relation.zh), en: format!("records of {}", english(relation.name).to_lowercase()) };
    MissingColumn { column: relation.name.to_owned(), title }
}

/// What a column is called.
pub fn title(column: &str) -> Words {
    let zh = CASE.columns.iter().find(|known| known.name == column).map_or(column, |known| known.zh);
    Words { zh: zh.to_owned(), en: english(column) }
}

/// The active rules of a profile that cannot speak, and how many can.
pub fn silent_rules(rules: &[Arc<Rule>], profile: &str, filling: &Filling, groups: &[Group]) -> (Vec<SilentRule>, u64) {
    let (mut silent, mut speaking) = (Vec::new(), 0);
    for rule in rules.iter().filter(|rule| rule.status == Status::Active && rule.is_for(profile)) {
        let missing = filling.lacks(rule, groups);
        if missing.is_empty() {
            speaking += 1;
            continue;
        }
        let join = |word: fn(&MissingColumn) -> &str, between: &str| missing.iter().map(word).collect::<Vec<_>>().join(between);
        let unlocks = Words {
            zh: format!("补上{}，就能查“{}”", join(|one| &one.title.zh, "、"), rule.title.zh),
            en: format!("With {} it can look for \"{}\".", join(|one| &one.title.en, ", "), rule.title.en),
        };
        let title = Words { zh: rule.title.zh.clone(), en: rule.title.en.clone() };
        silent.push(SilentRule { code: rule.code.clone(), title, missing, unlocks });
    }
    silent.sort_by(|a, b| a.code.cmp(&b.code));
    (silent, speaking)
}
