//! The SQL of a health check, and its answers as JSON rows.

use mingjing_engine::facts::query::{Format, Session};
use mingjing_engine::time::Day;
use serde_json::{Map, Value};

use crate::serve::problem::ApiError;

/// Which cases are looked at.
pub struct Scope {
    /// Centre.
    pub centre: String,
    /// First local day of the first event.
    pub from: Option<Day>,
    /// Last local day of the first event.
    pub to: Option<Day>,
}

/// A text as SQL writes it.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Scope {
    /// The condition of the scope.
    pub fn condition(&self) -> String {
        let mut condition = format!("centre = {}", literal(&self.centre));
        if let Some(from) = self.from {
            condition.push_str(&format!(" AND local_day(first_event_at, centre) >= DATE '{from}'"));
        }
        if let Some(to) = self.to {
            condition.push_str(&format!(" AND local_day(first_event_at, centre) <= DATE '{to}'"));
        }
        condition
    }

    /// How many cases meet a condition.
    pub fn count(&self, condition: &str) -> String {
        format!("SELECT count(*) AS n FROM \"case\" WHERE {} AND ({condition})", self.condition())
    }

    /// The query of the list of cases, with further parts.
    pub fn list(&self, parts: &[(&str, &str)]) -> String {
        let mut pairs = vec![format!("centre={}", encoded(&self.centre))];
        let days = [("from", self.from), ("to", self.to)];
        for (name, day) in days.iter().filter_map(|(name, day)| Some((name, (*day)?))) {
            if !parts.iter().any(|(part, _)| part == name) {
                pairs.push(format!("{name}={day}"));
            }
        }
        pairs.extend(parts.iter().map(|(name, value)| format!("{name}={}", encoded(value))));
        pairs.join("&")
    }
}

/// Percent-encoded, all but letters, digits and `-_.~`.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The rows of a statement.
pub async fn rows(session: &Session, sql: &str) -> Result<Vec<Map<String, Value>>, ApiError> {
    let failed = |error| ApiError::internal("asking the facts", error);
    let answer = session.run(sql).await.map_err(failed)?;
    let mut text = Vec::new();
    answer.write(Format::Json, &mut text).map_err(failed)?;
    let written: Written = serde_json::from_slice(&text).map_err(|error| ApiError::internal("reading the answer of the facts", error))?;
    Ok(written.rows)
}

/// An answer as it is written.
#[derive(serde::Deserialize)]
struct Written {
    rows: Vec<Map<String, Value>>,
}

/// A whole number of a row; 0 where it is missing.
pub fn number(row: &Map<String, Value>, name: &str) -> u64 {
    row.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// A text of a row; empty where it is missing.
pub fn text(row: &Map<String, Value>, name: &str) -> String {
    row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_of_the_same_cases_as_the_figure() {
        let scope = Scope { centre: "清河's".to_owned(), from: Day::parse("2025-01-01"), to: None };
        assert_eq!(scope.condition(), "centre = '清河''s' AND local_day(first_event_at, centre) >= DATE '2025-01-01'");
        assert_eq!(scope.list(&[("finding", "overdue")]), "centre=%E6%B8%85%E6%B2%B3%27s&from=2025-01-01&finding=overdue");
        assert_eq!(scope.list(&[("from", "2025-02-01")]), "centre=%E6%B8%85%E6%B2%B3%27s&from=2025-02-01");
    }
}
