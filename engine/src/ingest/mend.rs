//! Mending a quarantined record field by field: what it holds is shown with personal values hidden, and what a person writes over one field is put
//! into the record as it is kept, so that nobody has to see or type again what is hidden.
//!
//! The fields of a table's row are its columns, those of an event the JSON pointers of its members. A record that cannot be split into fields
//! is mended as a text.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fault::Fault;
use super::lines::Lines;
use super::mapping::Mapping;
use super::masked::{hidden, stars};
use super::profile::Profile;
use super::records::{Content, Records, event_of};
use super::replay::StoredRecord;
use super::table::Rows;

/// A field as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownField {
    /// Column, or JSON pointer.
    pub name: String,
    /// Its value; of a personal one only stars.
    pub value: String,
    /// Whether it is hidden.
    pub is_personal: bool,
}

/// The columns and cells of a kept row.
fn row(record: &StoredRecord, header: &str, delimiter: char) -> Option<(Vec<String>, Vec<String>)> {
    let text = format!("{header}\n{}\n", record.raw);
    let (rows, _, columns) = Rows::new(Lines::new(text.as_bytes(), false), delimiter).ok()?;
    match Records::Table(rows).next_record()?.content {
        Ok(Content::Row(cells)) => Some((columns, cells)),
        _ => None,
    }
}

impl StoredRecord {
    /// Its fields; none where it cannot be split.
    pub fn fields(&self, profile: &Profile, mapping: Option<&Mapping>) -> Vec<ShownField> {
        match (&self.header, mapping) {
            (Some(header), Some(mapping)) => {
                let Some((columns, cells)) = row(self, header, mapping.delimiter) else { return Vec::new() };
                // A mapping that no longer fits tells of no column whether it is personal: then all are hidden.
                let personal = mapping.bind(&columns, profile).ok().map(|bound| bound.personal_columns().to_vec());
                let is_hidden = |place: &usize| personal.as_ref().is_none_or(|personal| personal.contains(place));
                let field = |(place, (name, cell)): (usize, (String, String))| {
                    let is_personal = is_hidden(&place);
                    ShownField { name, value: if is_personal { stars(&cell) } else { cell }, is_personal }
                };
                columns.into_iter().zip(cells).enumerate().map(field).collect()
            }
            (Some(_), None) => Vec::new(),
            (None, _) => {
                let Ok(event) = event_of(&self.raw) else { return Vec::new() };
                let (original, shown) = (Value::Object(event.clone()), hidden(event));
                let mut fields = Vec::new();
                leaves(&shown, String::new(), &mut |pointer, value| {
                    let is_personal = original.pointer(pointer) != Some(value);
                    fields.push(ShownField { name: pointer.to_owned(), value: plain(value), is_personal });
                });
                fields
            }
        }
    }

    /// Its text with some fields written over. An empty value empties the cell, or takes the member away.
    ///
    /// # Errors
    /// If the record cannot be split, or has no such field.
    pub fn with_fields(&self, mapping: Option<&Mapping>, changes: &BTreeMap<String, String>) -> Result<String, Fault> {
        let unsplit = || Fault::new("unsplit", "the record cannot be split into fields", "mend its text as a whole, or its file");
        match (&self.header, mapping) {
            (Some(header), Some(mapping)) => {
                let (columns, mut cells) = row(self, header, mapping.delimiter).ok_or_else(unsplit)?;
                for (name, value) in changes {
                    let place = columns.iter().position(|column| column == name).ok_or_else(|| unknown(name))?;
                    cells[place].clone_from(value);
                }
                let quoted: Vec<String> = cells.iter().map(|cell| quote(cell, mapping.delimiter)).collect();
                Ok(quoted.join(&mapping.delimiter.to_string()))
            }
            (Some(_), None) => Err(unsplit()),
            (None, _) => {
                let mut event = Value::Object(event_of(&self.raw).map_err(|_| unsplit())?);
                for (pointer, value) in changes {
                    write(&mut event, pointer, value).ok_or_else(|| unknown(pointer))?;
                }
                Ok(event.to_string())
            }
        }
    }
}

fn unknown(name: &str) -> Fault {
    Fault::new("unknown_field", format!("the record has no field {name:?}"), "name one of its fields").of(name)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn quote(cell: &str, delimiter: char) -> String {
    let needs = cell.contains([delimiter, '"', '\n', '\r']);
    if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn leaves(value: &Value, pointer: String, see: &mut dyn FnMut(&str, &Value)) {
    let step = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| leaves(member, step(name), see)),
        Value::Array(items) => items.iter().enumerate().for_each(|(place, item)| leaves(item, step(&place.to_string()), see)),
        leaf => see(&pointer, leaf),
    }
}

/// Writes a member; the type is that of what was there, as far as the text allows. `None` where its parent is not there.
fn write(event: &mut Value, pointer: &str, text: &str) -> Option<()> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    let of = |old: Option<&Value>| match old {
        Some(Value::Number(_)) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Some(Value::Bool(_)) => text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
        _ => Value::from(text),
    };
    match event.pointer_mut(parent)? {
        Value::Object(members) => write_member(members, &name, text, of),
        Value::Array(items) => {
            let item = items.get_mut(name.parse::<usize>().ok()?)?;
            *item = of(Some(item));
            Some(())
        }
        _ => None,
    }
}

fn write_member(members: &mut Map<String, Value>, name: &str, text: &str, of: impl Fn(Option<&Value>) -> Value) -> Option<()> {
    if text.is_empty() {
        members.shift_remove(name);
    } else {
        let value = of(members.get(name));
        members.insert(name.to_owned(), value);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::library;

    fn stored(header: Option<&str>, raw: &str) -> StoredRecord {
        StoredRecord {
            file: "f".to_owned(),
            line: 2,
            byte: 0,
            profile: "district".to_owned(),
            mapping: None,
            header: header.map(str::to_owned),
            raw: raw.to_owned(),
        }
    }

    fn changes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    const MAPPING: &str =
        "shape = \"case\"\ncase_no = \"no\"\n[[events]]\ntype = \"submitted\"\nat = \"at\"\npayload = { applicant_name = \"name\" }\n";

    #[test]
    fn a_row_is_mended_by_column_and_what_is_hidden_stays() {
        let profile = library::profile("district").expect("shipped");
        let mapping = Mapping::read("m", "m.toml", MAPPING).expect("valid");
        let record = stored(Some("no,at,name"), "A1,2025-02-30,\"张三, 李四\"");
        let fields = record.fields(&profile, Some(&mapping));
        let shown: Vec<(&str, &str, bool)> = fields.iter().map(|field| (&*field.name, &*field.value, field.is_personal)).collect();
        assert_eq!(shown, [("no", "A1", false), ("at", "2025-02-30", false), ("name", "******", true)]);
        let mended = record.with_fields(Some(&mapping), &changes(&[("at", "2025-02-28")])).expect("mended");
        assert_eq!(mended, "A1,2025-02-28,\"张三, 李四\"");
        assert_eq!(record.with_fields(Some(&mapping), &changes(&[("when", "x")])).expect_err("none").reason, "unknown_field");
        let wide = stored(Some("no,at,name"), "A1,2025-02-30");
        assert!(wide.fields(&profile, Some(&mapping)).is_empty());
        assert_eq!(wide.with_fields(Some(&mapping), &changes(&[])).expect_err("unsplit").reason, "unsplit");
    }

    #[test]
    fn an_event_is_mended_by_pointer() {
        let profile = library::profile("district").expect("shipped");
        let record = stored(None, r#"{"id":"E1","occurred_at":"2024-02-30","payload":{"applicant_name":"张三","channel":1,"zz":"x"}}"#);
        let hidden: Vec<String> =
            record.fields(&profile, None).into_iter().filter(|field| field.is_personal).map(|field| field.name).collect();
        assert_eq!(hidden, ["/payload/applicant_name", "/payload/zz"]);
        let change = changes(&[("/occurred_at", "2024-02-29"), ("/payload/channel", "2"), ("/payload/zz", ""), ("/case_no", "A1")]);
        let mended = record.with_fields(None, &change).expect("mended");
        assert_eq!(mended, r#"{"id":"E1","occurred_at":"2024-02-29","payload":{"applicant_name":"张三","channel":2},"case_no":"A1"}"#);
        assert!(record.with_fields(None, &changes(&[("/nowhere/x", "1")])).is_err());
    }
}
