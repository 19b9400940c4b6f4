//! Asks a session for a report, or for the cases of one of its cells: the same SQL, so that a figure is the length of its list.

use std::collections::{BTreeMap, BTreeSet};

use mingjing_engine::facts::query::{Format, QueryError, Session};
use mingjing_engine::time::{Micros, Zone};
use serde_json::{Map, Value};

use super::cell::{Cell, CellKey};
use super::check::{Check, checks};
use super::figure::Figure;
use super::kind::{Kind, Measure};
use super::params::{Basis, By, ParamError, Params};
use super::rows::{Department, Found, Names, ReportRow, arrange};
use super::sql;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// What is asked makes no sense.
    #[error(transparent)]
    Params(#[from] ParamError),
    /// The facts did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The answer is not of the shape that was asked for.
    #[error("the answer of the facts cannot be read: {what}")]
    Answer {
        /// What is wrong with it.
        what: String,
    },
}

/// What stands over a report beside what was asked.
#[derive(Clone, Debug)]
pub struct Head {
    /// The centre's name.
    pub centre: String,
    /// Zone in which days and instants are told.
    pub zone: Zone,
    /// As of when: the time printed on it.
    pub now: Micros,
    /// The day by whose end everything in it was recorded, where that was asked for.
    pub known: Option<String>,
}

/// A report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which.
    pub kind: &'static Kind,
    /// What was asked.
    pub params: Params,
    /// What stands over it.
    pub head: Head,
    /// Rows, that of all last.
    pub rows: Vec<ReportRow>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// Names for what narrows it, by parameter.
    pub labels: BTreeMap<&'static str, String>,
}

type Object = Map<String, Value>;

/// The rows of a statement.
async fn rows(session: &Session, sql: &str) -> Result<Vec<Object>, ReportError> {
    let answer = session.run(sql).await?;
    let mut text = Vec::new();
    answer.write(Format::Json, &mut text)?;
    let unreadable = |what: String| ReportError::Answer { what };
    let mut written: Object = serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    match written.remove("rows") {
        Some(Value::Array(rows)) => {
            let object = |row| if let Value::Object(row) = row { Ok(row) } else { Err(unreadable("a row is no object".to_owned())) };
            rows.into_iter().map(object).collect()
        }
        _ => Err(unreadable("it has no rows".to_owned())),
    }
}

fn text(row: &Object, name: &str) -> Option<String> {
    row.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn whole(row: &Object, name: &str) -> Result<i64, ReportError> {
    match row.get(name) {
        Some(Value::Null) => Ok(0),
        Some(Value::Number(number)) if number.is_i64() => Ok(number.as_i64().unwrap_or(0)),
        other => Err(ReportError::Answer { what: format!("{name} is {other:?}") }),
    }
}

fn count(row: &Object, name: &str) -> Result<u64, ReportError> {
    Ok(whole(row, name)?.unsigned_abs())
}

/// The figures of a row in the order of the columns.
fn figures(kind: &Kind, row: &Object) -> Result<Vec<Figure>, ReportError> {
    kind.columns
        .iter()
        .map(|column| {
            Ok(match column.measure {
                Measure::Count(_) => Figure::Count(count(row, column.code)?),
                Measure::Share { part, whole } => Figure::Share { part: count(row, part)?, whole: count(row, whole)? },
                Measure::Mean { .. } => Figure::Mean { sum: whole(row, column.code)?, count: count(row, &format!("{}_of", column.code))? },
                Measure::Percentile { .. } => Figure::Percentile(match row.get(column.code) {
                    Some(Value::Null) => None,
                    _ => Some(whole(row, column.code)?),
                }),
            })
        })
        .collect()
}

/// Codes of a region and of those under it, by what the organization says of its regions.
async fn regions(session: &Session, params: &Params) -> Result<Vec<String>, ReportError> {
    let Some(region) = &params.region else { return Ok(Vec::new()) };
    let units = rows(session, &sql::units(params, "region")).await?;
    let links: Vec<(String, String)> = units.iter().filter_map(|row| Some((text(row, "code")?, text(row, "parent_code")?))).collect();
    let mut found = BTreeSet::from([region.clone()]);
    loop {
        let more: Vec<&String> =
            links.iter().filter(|(code, parent)| found.contains(parent) && !found.contains(code)).map(|(code, _)| code).collect();
        if more.is_empty() {
            return Ok(found.into_iter().collect());
        }
        found.extend(more.into_iter().cloned());
    }
}

async fn names(session: &Session, params: &Params, base: &str) -> Result<Names, ReportError> {
    let mut names = Names::default();
    for row in rows(session, &sql::departments(base)).await? {
        let (Some(code), Some(parent)) = (text(&row, "code"), text(&row, "parent")) else { continue };
        let name = text(&row, "name").unwrap_or_else(|| code.clone());
        names.departments.insert(code, Department { name, parent, is_in_force: row.get("is_in_force") == Some(&Value::Bool(true)) });
    }
    if params.by == By::Window || params.window.is_some() {
        for row in rows(session, &sql::units(params, "window")).await? {
            names.leaves.extend(text(&row, "code").zip(text(&row, "name")));
        }
    }
    Ok(names)
}

/// Asks for a report.
///
/// # Errors
/// If the facts do not answer.
pub async fn run(session: &Session, kind: &'static Kind, params: &Params, head: Head) -> Result<Report, ReportError> {
    let base = sql::base(kind, params, &regions(session, params).await?);
    let mut names = names(session, params, &base).await?;
    let mut found = Found::new();
    for row in rows(session, &sql::figures(kind, params, &base)).await? {
        let (group, leaf) = (text(&row, "row_group"), text(&row, "row_leaf"));
        if let (By::Item, Some(leaf), Some(name)) = (params.by, &leaf, text(&row, "item_name")) {
            names.leaves.insert(leaf.clone(), name);
        }
        found.insert((group, leaf), figures(kind, &row)?);
    }
    let labels = labels(params, &names);
    let rows = arrange(kind, params, &names, found);
    let checks = checks(kind, params, &rows);
    Ok(Report { kind, params: params.clone(), head, rows, checks, labels })
}

/// Names of the department and the window asked for.
fn labels(params: &Params, names: &Names) -> BTreeMap<&'static str, String> {
    let department = params.dept.as_ref().and_then(|code| names.departments.get(code)).map(|department| department.name.clone());
    let window = params.window.as_ref().and_then(|code| names.leaves.get(code)).cloned();
    let pairs = [("dept", department), ("window", window)];
    pairs.into_iter().filter_map(|(name, label)| Some((name, label?))).collect()
}

/// The numbers of the cases that a cell counts.
///
/// # Errors
/// If the facts do not answer.
pub async fn cases_of(session: &Session, cell: &Cell) -> Result<Vec<String>, ReportError> {
    let Some(Measure::Count(condition)) = cell.kind.column(cell.column).map(|column| column.measure) else {
        return Err(ReportError::Answer { what: format!("{} counts no cases", cell.column) });
    };
    let base = sql::base(cell.kind, &cell.params, &regions(session, &cell.params).await?);
    let found = rows(session, &sql::cases(&cell.params, &base, &cell.key, condition)).await?;
    Ok(found.iter().filter_map(|row| text(row, "case_no")).collect())
}

impl Report {
    /// The name of a row's cells in an address, up to the code of the column.
    pub fn cells_of(&self, key: &CellKey) -> String {
        Cell::prefix(self.kind, &self.params, self.head.known.as_deref(), key)
    }

    /// The time printed on it.
    pub fn time(&self) -> String {
        self.head.zone.format(self.head.now).chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
    }

    /// Whether a count of the row of all is the sum of the rows: by month not where a case may stand in several, or in none of them.
    pub fn adds(&self, code: &str) -> bool {
        match (self.params.by, self.params.basis) {
            (By::Month, Basis::Finished) => false,
            (By::Month, _) => self.kind.adds_over_time.contains(&code),
            _ => true,
        }
    }

    /// The row of all.
    pub fn total(&self) -> Option<&ReportRow> {
        self.rows.last()
    }
}
