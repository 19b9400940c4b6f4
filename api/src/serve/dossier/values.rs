//! The values of a row as text.

use mingjing_engine::case::values::AttributeValue;
use mingjing_engine::schema::{Column, Slot, Type};
use mingjing_engine::sym::Sym;
use mingjing_engine::time::Zone;

use crate::model::case::ColumnInfo;

/// A value as text: codes as codes, instants in the centre's zone, money in hundredths, lists as the number of their entries; `None` where it
/// is missing.
pub fn text(slot: Slot<'_>, zone: &Zone) -> Option<String> {
    Some(match slot {
        Slot::Null => return None,
        Slot::Int(value) => value.to_string(),
        Slot::Bool(value) => value.to_string(),
        Slot::Ts(at) => zone.format(at),
        Slot::Date(day) => day.to_string(),
        Slot::Text(text) => text.to_owned(),
        Slot::Key(key) => key.to_string(),
        Slot::Rows(rows) => rows.len().to_string(),
    })
}

/// Attributes as text: `name=value` each.
pub fn attributes(values: &[(Sym, AttributeValue)]) -> Option<String> {
    let one = |(name, value): &(Sym, AttributeValue)| match value {
        AttributeValue::Text(text) => format!("{name}={text}"),
        AttributeValue::Int(value) => format!("{name}={value}"),
        AttributeValue::Bool(value) => format!("{name}={value}"),
    };
    let texts: Vec<String> = values.iter().map(one).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// The name of a column's type in the API.
pub fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Code => "code",
        Type::Key => "key",
        Type::Int => "int",
        Type::Bool => "bool",
        Type::Ts => "ts",
        Type::Date => "date",
        Type::Fen => "fen",
        Type::List(_) => "list",
        Type::Attributes => "attributes",
    }
}

/// The English term of a column: its name in words.
pub fn english(name: &str) -> String {
    let words: Vec<&str> = name
        .split('_')
        .map(|word| match word {
            "wd" => "(working days)",
            "fen" => "(cents)",
            "no" => "number",
            "id" => "ID",
            other => other,
        })
        .collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What the API tells of a column.
pub fn info(column: &Column) -> ColumnInfo {
    ColumnInfo {
        name: column.name.to_owned(),
        zh: column.zh.to_owned(),
        en: english(column.name),
        type_name: type_name(column.ty).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_an_english_term() {
        let table = [
            ("promised_over_at", "Promised over at"),
            ("remaining_wd", "Remaining (working days)"),
            ("case_no", "Case number"),
            ("handler_id", "Handler ID"),
            ("", ""),
        ];
        for (name, term) in table {
            assert_eq!(english(name), term);
        }
    }

    #[test]
    fn attributes_are_told_by_name() {
        let values = [(Sym::new("queue"), AttributeValue::Text("PWD".into())), (Sym::new("age"), AttributeValue::Int(3))];
        assert_eq!(attributes(&values).as_deref(), Some("queue=PWD; age=3"));
        assert_eq!(attributes(&[]), None);
    }
}
