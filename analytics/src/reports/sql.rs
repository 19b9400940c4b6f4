//! SQL of reports. Nothing of a request is pasted: each parameter becomes a literal of its type, quoted by this module alone.

use std::fmt::Write;

use mingjing_engine::time::Day;

use super::cell::CellKey;
use super::kind::{Column, Kind, Measure};
use super::params::{By, Params};

/// The span that is the whole period.
pub const WHOLE: &str = "total";

/// A value of a parameter.
enum Value<'a> {
    Text(Option<&'a str>),
    Texts(Vec<&'a str>),
    Int(Option<i64>),
    Day(Day),
    Spans(Vec<(String, Day, Day)>),
}

/// A text as SQL writes it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Value<'_> {
    fn literal(&self) -> String {
        let texts = |texts: &[&str]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
        match self {
            Value::Text(Some(text)) => quoted(text),
            Value::Text(None) => "CAST(NULL AS VARCHAR)".to_owned(),
            Value::Texts(list) if list.is_empty() => "CAST(NULL AS VARCHAR)".to_owned(),
            Value::Texts(list) => texts(list),
            Value::Int(Some(number)) => number.to_string(),
            Value::Int(None) => "CAST(NULL AS BIGINT)".to_owned(),
            Value::Day(day) => format!("DATE '{day}'"),
            Value::Spans(spans) => {
                let row = |(name, first, last): &(String, Day, Day)| format!("({}, DATE '{first}', DATE '{}')", quoted(name), last.plus(1));
                spans.iter().map(row).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// What a region's code begins with, its own level and those below: zeros that stand for "all of it" are left out.
fn region_prefix(code: &str) -> String {
    let mut prefix = code.to_owned();
    // Townships and villages have three digits each after the county's six, the levels above two.
    while prefix.len() > 6 && prefix.ends_with("000") {
        prefix.truncate(prefix.len() - 3);
    }
    while prefix.len() <= 6 && prefix.len() > 2 && prefix.ends_with("00") {
        prefix.truncate(prefix.len() - 2);
    }
    prefix
}

/// The report's SQL with its parameters. `regions` are the codes of the region asked for and of those under it.
pub fn base(kind: &Kind, params: &Params, regions: &[String]) -> String {
    let mut spans = vec![(WHOLE.to_owned(), params.from, params.to)];
    if params.by == By::Month {
        spans.extend(params.months());
    }
    let prefix = params.region.as_deref().map(region_prefix);
    let values = [
        ("centre", Value::Text(Some(&params.centre))),
        ("from", Value::Day(params.from)),
        ("to", Value::Day(params.to)),
        ("spans", Value::Spans(spans)),
        ("basis", Value::Text(Some(params.basis.code()))),
        ("region", Value::Text(params.region.as_deref())),
        ("region_prefix", Value::Text(prefix.as_deref())),
        ("regions", Value::Texts(regions.iter().map(String::as_str).collect())),
        ("dept", Value::Text(params.dept.as_deref())),
        ("window", Value::Text(params.window.as_deref())),
        ("item_type", Value::Text(params.item_type.as_deref())),
        ("item", Value::Text(params.item.as_deref())),
        ("handling_item", Value::Text(params.handling_item.as_deref())),
        ("channel", Value::Int(params.channel)),
        ("case_type", Value::Int(params.case_type)),
    ];
    bind(kind.sql, &values)
}

/// Puts values where `:name` stands, in code only: comments, and texts in quotes, stay as they are.
fn bind(sql: &str, values: &[(&str, Value<'_>)]) -> String {
    let mut bound = String::with_capacity(sql.len());
    for line in sql.lines() {
        let mut rest = line.split_once("--").map_or(line, |(code, _)| code).trim_end();
        while let Some(at) = rest.find([':', '\'']) {
            let (before, after) = rest.split_at(at);
            bound.push_str(before);
            if let Some(text) = after.strip_prefix('\'') {
                let end = text.find('\'').map_or(text.len(), |end| end + 1);
                bound.push('\'');
                bound.push_str(&text[..end]);
                rest = &text[end..];
                continue;
            }
            let name: String = after.chars().skip(1).take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => bound.push_str(&value.literal()),
                None => bound.push_str(&after[..=name.len()]),
            }
            rest = &after[1 + name.len()..];
        }
        bound.push_str(rest);
        if !bound.is_empty() && !bound.ends_with('\n') {
            bound.push('\n');
        }
    }
    bound
}

/// The columns of `flow` that make a row: its group's, where rows are in groups, and its own.
fn row_columns(by: By) -> (Option<&'static str>, &'static str) {
    match by {
        By::Department => (Some("parent"), "dept"),
        By::Window => (Some("dept"), "desk"),
        By::Item => (Some("dept"), "item"),
        By::Month => (None, "span"),
    }
}

/// What a column adds to the list of columns asked for.
fn aggregate(column: &Column) -> Option<String> {
    let code = column.code;
    Some(match column.measure {
        Measure::Count(condition) => format!("count(*) FILTER (WHERE {condition}) AS {code}"),
        Measure::Share { .. } => return None,
        Measure::Mean { value, of } => {
            format!("sum({value}) FILTER (WHERE {of}) AS {code}, count({value}) FILTER (WHERE {of}) AS {code}_of")
        }
        // In hundredths, so that a half day stays one.
        Measure::Percentile { value, of, percent } => format!(
            "CAST(round(100 * percentile_cont(0.{percent:02}) WITHIN GROUP (ORDER BY CAST({value} AS DOUBLE)) FILTER (WHERE {of} AND {value} IS NOT NULL)) \
             AS BIGINT) AS {code}"
        ),
    })
}

/// The figures: one row a leaf, one a group, one of all. The group's name is null in the row of all, the leaf's in those of groups.
pub fn figures(kind: &Kind, params: &Params, base: &str) -> String {
    let aggregates: Vec<String> = kind.columns.iter().filter_map(aggregate).collect();
    let aggregates = aggregates.join(",\n  ");
    match row_columns(params.by) {
        (Some(group), leaf) => format!(
            "{base}SELECT {group} AS row_group, {leaf} AS row_leaf, max(item_name) AS item_name,\n  {aggregates}\nFROM flow GROUP BY ROLLUP ({group}, {leaf})"
        ),
        (None, leaf) => {
            format!("{base}SELECT NULL AS row_group, {leaf} AS row_leaf, NULL AS item_name,\n  {aggregates}\nFROM flow GROUP BY {leaf}")
        }
    }
}

/// The cases that a cell counts.
pub fn cases(params: &Params, base: &str, key: &CellKey, condition: &str) -> String {
    let (group, leaf) = row_columns(params.by);
    let mut sql = format!("{base}SELECT case_no FROM flow WHERE ({condition})");
    let span = match &key.leaf {
        Some(span) if params.by == By::Month => span,
        _ => WHOLE,
    };
    let _ = write!(sql, " AND span = {}", quoted(span));
    if let (Some(column), Some(code)) = (group, &key.group) {
        let _ = write!(sql, " AND {column} = {}", quoted(code));
    }
    if let Some(code) = key.leaf.as_deref().filter(|_| params.by != By::Month) {
        let _ = write!(sql, " AND {leaf} = {}", quoted(code));
    }
    sql
}

/// The departments with the topmost one over each, as the report itself places them.
pub fn departments(base: &str) -> String {
    format!("{base}SELECT code, name, parent, is_in_force FROM family ORDER BY code")
}

/// Names of units of a kind as they are on the last day of the period, else as they were last.
pub fn units(params: &Params, kind: &str) -> String {
    let day = Value::Day(params.to).literal();
    format!(
        "SELECT code, name, parent_code FROM (SELECT code, name, parent_code, row_number() OVER (PARTITION BY code ORDER BY \
         (coalesce(valid_from <= {day}, TRUE) AND coalesce(valid_to >= {day}, TRUE)) DESC, valid_from DESC NULLS LAST) AS place FROM organization \
         WHERE centre = {} AND kind = {}) WHERE place = 1 ORDER BY code",
        quoted(&params.centre),
        quoted(kind)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_named_by_what_its_code_begins_with() {
        let table = [
            ("520000", "52"),
            ("520600", "5206"),
            ("520603", "520603"),
            ("520603000000", "520603"),
            ("520603001000", "520603001"),
            ("520603001002", "520603001002"),
            ("52", "52"),
        ];
        for (code, prefix) in table {
            assert_eq!(region_prefix(code), prefix, "{code}");
        }
    }

    #[test]
    fn a_parameter_is_a_literal_and_never_code() {
        let values = [
            ("name", Value::Text(Some("D1' OR ':none"))),
            ("none", Value::Text(None)),
            ("list", Value::Texts(vec!["a", "b'c"])),
            ("number", Value::Int(Some(4))),
        ];
        let sql = "-- :name in a comment\nSELECT :name, ':number', x::INT -- :name\nWHERE y = :none AND z IN (:list) AND :number > 0\n";
        assert_eq!(
            bind(sql, &values),
            "SELECT 'D1'' OR '':none', ':number', x::INT\nWHERE y = CAST(NULL AS VARCHAR) AND z IN ('a', 'b''c') AND 4 > 0\n"
        );
    }

    #[test]
    fn every_parameter_of_the_report_is_given() {
        let asked = [("centre", "c"), ("from", "2025-01-01"), ("to", "2025-02-10"), ("by", "month")];
        let params = super::super::params::tests::params(&asked).expect("good");
        let sql = base(&super::super::CASE_STATISTICS, &params, &[]);
        assert!(!sql.contains(" :") && !sql.contains("(:"), "{sql}");
        assert!(sql.contains("('2025-02', DATE '2025-02-01', DATE '2025-02-11')"), "{sql}");
    }
}
