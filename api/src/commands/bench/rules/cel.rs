//! The same predicates in CEL, by the crate `cel`: programs compiled once, a row's fields put into one context that is used again.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use cel::objects::Map;
use cel::{Context, Env, Program, Value};
use mingjing_engine::schema::{Relation, Row, Slot};

use super::Moments;
use super::cases::Case;

/// The version that the workspace's manifest asks for.
pub const VERSION: &str = "0.15";

/// A rule in CEL.
pub struct CelRule {
    program: Program,
    /// Name and slot of the fields that it reads.
    fields: Vec<(&'static str, usize)>,
    /// Fields of the entries of a list among them.
    entry_fields: Vec<(&'static str, usize)>,
}

impl CelRule {
    /// Compiles a rule.
    pub fn new(case: &Case, relation: &'static Relation, entries: &'static Relation, env: &Env) -> anyhow::Result<CelRule> {
        let program = env.compile(case.cel).map_err(|error| anyhow!("{}: {error}", case.code))?;
        let read = |relation: &'static Relation| {
            let columns = relation.columns.iter().enumerate();
            columns.filter(|(_, column)| holds_word(case.cel, column.name)).map(|(slot, column)| (column.name, slot)).collect()
        };
        Ok(CelRule { program, fields: read(relation), entry_fields: read(entries) })
    }

    /// Whether it holds; a row on which it fails is none on which it holds.
    pub fn holds(&self, row: &dyn Row, context: &mut Context<'_, '_>) -> bool {
        for (name, slot) in &self.fields {
            context.add_variable_from_value(*name, self.value(row.get(*slot)));
        }
        matches!(self.program.execute(context), Ok(Value::Bool(true)))
    }

    fn value(&self, slot: Slot<'_>) -> Value {
        match slot {
            Slot::Null => Value::Null,
            Slot::Int(value) | Slot::Ts(value) => Value::Int(value),
            Slot::Bool(value) => Value::Bool(value),
            Slot::Date(day) => Value::Int(i64::from(day.0)),
            Slot::Text(text) => Value::String(Arc::new(text.to_owned())),
            Slot::Key(key) => Value::String(Arc::new(key.to_string())),
            Slot::Rows(rows) => {
                let mut entries = Vec::with_capacity(rows.len());
                for index in 0..rows.len() {
                    rows.visit(index, &mut |entry| {
                        let fields = self.entry_fields.iter().map(|(name, slot)| (*name, self.value(entry.get(*slot))));
                        entries.push(Value::Map(Map::from(fields.collect::<HashMap<&str, Value>>())));
                    });
                }
                Value::List(Arc::new(entries))
            }
        }
    }
}

/// A context that knows the moments.
pub fn context<'p, 'v>(env: Env, moments: &Moments) -> anyhow::Result<Context<'p, 'v>> {
    let mut context = Context::with_env(Arc::new(env));
    for (name, at) in [("NOW", moments.now), ("SIX_WD", moments.six_wd), ("ELEVEN_WD", moments.eleven_wd)] {
        context.add_variable(name, at).ok().context("a variable of CEL")?;
    }
    Ok(context)
}

fn holds_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|found| found == word)
}
