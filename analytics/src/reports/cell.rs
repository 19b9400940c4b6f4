//! A cell's name in an address: `report?what was asked&group=…&leaf=…&column=…`, percent-encoded where needed.

use super::kind::Kind;
use super::params::{ParamError, Params};

/// Which row a cell stands in. None of both is the row of all; a code may be empty, for cases that have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellKey {
    /// Group's code.
    pub group: Option<String>,
    /// Own code.
    pub leaf: Option<String>,
}

/// A cell of a report.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The report.
    pub kind: &'static Kind,
    /// What is asked of it.
    pub params: Params,
    /// The day as known on which it is asked.
    pub known: Option<String>,
    /// The row.
    pub key: CellKey,
    /// Code of the column, a count.
    pub column: &'static str,
}

fn wrong(message: String) -> ParamError {
    ParamError { field: "cell".to_owned(), message }
}

impl Cell {
    /// The name of a row's cells, up to the code of the column that is to follow.
    pub fn prefix(kind: &Kind, params: &Params, known: Option<&str>, key: &CellKey) -> String {
        let mut pairs = params.pairs();
        pairs.extend(known.map(|day| ("known", day.to_owned())));
        pairs.extend(key.group.clone().map(|code| ("group", code)));
        pairs.extend(key.leaf.clone().map(|code| ("leaf", code)));
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{}?{}&column=", kind.code, pairs.join("&"))
    }

    /// Reads a cell's name.
    ///
    /// # Errors
    /// If it names no report, no count of it, or what is asked makes no sense.
    pub fn read(name: &str) -> Result<Cell, ParamError> {
        let (code, asked) =
            name.split_once('?').ok_or_else(|| wrong("a cell is named like case-statistics?centre=…&column=received".to_owned()))?;
        let kind = super::find(code).ok_or_else(|| wrong(format!("there is no report {code:?}")))?;
        let mut key = CellKey::default();
        let mut column = None;
        let mut known = None;
        let mut pairs = Vec::new();
        for pair in asked.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value).ok_or_else(|| wrong(format!("{name} is not percent-encoded UTF-8")))?;
            match name {
                "group" => key.group = Some(value),
                "leaf" => key.leaf = Some(value),
                "column" => column = Some(value),
                "known" => known = Some(value),
                _ => pairs.push((name, value)),
            }
        }
        let params = Params::read(kind, pairs.iter().map(|(name, value)| (*name, value.as_str())))?;
        let named = column.as_deref().unwrap_or_default();
        let column =
            kind.column(named).filter(|column| column.is_count()).ok_or_else(|| wrong(format!("{named:?} is no count of {code}")))?.code;
        Ok(Cell { kind, params, known, key, column })
    }
}

/// Percent-encoded, all but letters, digits and `-_.~`.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::CASE_STATISTICS;
    use crate::reports::params::tests::params;

    #[test]
    fn a_cell_is_found_again_by_its_name() {
        let asked = params(&[("centre", "清河's"), ("from", "2025-01-01"), ("to", "2025-03-31"), ("dept", "D&1")]).expect("good");
        let key = CellKey { group: Some("G/1".to_owned()), leaf: Some(String::new()) };
        let name = format!("{}received", Cell::prefix(&CASE_STATISTICS, &asked, Some("2025-04-01"), &key));
        let cell = Cell::read(&name).expect("a cell");
        assert_eq!((cell.kind.code, cell.params, cell.key, cell.column), ("case-statistics", asked, key, "received"));
        assert_eq!(cell.known.as_deref(), Some("2025-04-01"));
    }

    #[test]
    fn a_name_that_names_no_cell_is_refused() {
        let good = "case-statistics?centre=c&from=2025-01-01&to=2025-01-02";
        for name in [
            "",
            "nothing?x=1",
            good,
            &format!("{good}&column=early_rate"),
            &format!("{good}&column=x"),
            &format!("{good}&leaf=%ff&column=received"),
        ] {
            assert!(Cell::read(name).is_err(), "{name}");
        }
        assert!(Cell::read(&format!("{good}&column=undated")).is_ok());
    }
}
