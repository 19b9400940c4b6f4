//! What may be asked: one statement, and only to read.

use datafusion::common::utils::datafusion_strsim::levenshtein;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::Statement as Sql;

use super::QueryError;

/// A statement that may be answered.
pub(super) enum Asked {
    /// Rows of a query, or its plan.
    Rows { statement: Box<Statement>, is_explain: bool },
    /// The columns of a relation.
    Describe(String),
    /// The relations.
    Relations,
}

/// Reads one statement and lets in only those that read.
pub(super) fn read(sql: &str) -> Result<Asked, QueryError> {
    let mut statements = DFParser::parse_sql(sql).map_err(|error| QueryError::Syntax { message: first_line(&error.strip_backtrace()) })?;
    let Some(statement) = statements.pop_front() else {
        return Err(QueryError::Syntax { message: "there is no statement".to_owned() });
    };
    if !statements.is_empty() {
        return Err(QueryError::Syntax { message: "there is more than one statement".to_owned() });
    }
    match &statement {
        Statement::Statement(inner) => match &**inner {
            Sql::Query(_) => Ok(Asked::Rows { statement: Box::new(statement), is_explain: false }),
            Sql::Explain { statement: explained, .. } if matches!(&**explained, Sql::Query(_)) => {
                Ok(Asked::Rows { statement: Box::new(statement), is_explain: true })
            }
            Sql::ExplainTable { table_name, .. } => Ok(Asked::Describe(unquoted(&table_name.to_string()))),
            Sql::ShowTables { .. } => Ok(Asked::Relations),
            Sql::ShowColumns { show_options, .. } => match show_options.show_in.as_ref().and_then(|shown| shown.parent_name.as_ref()) {
                Some(name) => Ok(Asked::Describe(unquoted(&name.to_string()))),
                None => Err(refused(&statement)),
            },
            _ => Err(refused(&statement)),
        },
        Statement::Explain(explain) => match &*explain.statement {
            Statement::Statement(inner) if matches!(&**inner, Sql::Query(_)) => {
                Ok(Asked::Rows { statement: Box::new(statement), is_explain: true })
            }
            _ => Err(refused(&statement)),
        },
        _ => Err(refused(&statement)),
    }
}

/// Refuses a plan that would write, define or set something: a query may hide such a statement in a part of it.
pub(super) fn check(plan: &LogicalPlan) -> Result<(), QueryError> {
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    options.verify_plan(plan).map_err(|error| QueryError::NotReadOnly { what: first_line(&error.strip_backtrace()) })
}

/// The first words of a statement.
fn refused(statement: &Statement) -> QueryError {
    let text = statement.to_string();
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    QueryError::NotReadOnly { what: words.join(" ") }
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.to_owned(),
        None => name.to_lowercase(),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

/// `; did you mean x?` for the nearest of some names, if one is near.
pub(super) fn hint_of_name<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let lower = name.to_lowercase();
    let bound = (lower.chars().count() / 3).max(2);
    let nearest = names.map(|known| (levenshtein(&lower, known), known)).min();
    match nearest {
        Some((distance, known)) if distance <= bound => format!("; did you mean {known}?"),
        _ => String::new(),
    }
}
