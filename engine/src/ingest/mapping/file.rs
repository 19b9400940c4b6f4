//! The file of a mapping, read and checked: what TOML sees, and names of types, fields, tables, zones and formats.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::times::Times;
use super::value::{ENVELOPE, Target, ValueKeys, ValueSpec};
use super::{EventSpec, KindSpec, Mapping, Shape, When, json_of};
use crate::case::form::nearest;
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::ingest::encoding::Encoding;
use crate::ingest::error::ConfigError;
use crate::time::{Zone, parse_rfc3339};

type Values = BTreeMap<Spanned<String>, Spanned<ValueSpec>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    shape: Shape,
    #[serde(default = "comma")]
    delimiter: char,
    encoding: Option<Encoding>,
    sheet: Option<String>,
    header_row: Option<Spanned<u64>>,
    header_rows: Option<Spanned<u8>>,
    zone: Option<Spanned<String>>,
    #[serde(default)]
    formats: Vec<Spanned<String>>,
    #[serde(default)]
    missing: Vec<String>,
    source: Option<Spanned<SourceEntry>>,
    case_no: Option<Spanned<ValueSpec>>,
    id: Option<Spanned<ValueSpec>>,
    #[serde(default)]
    left_out: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default)]
    tables: BTreeMap<String, BTreeMap<String, toml::Value>>,
    #[serde(default)]
    attributes: Values,
    #[serde(default)]
    basics: Values,
    events: Spanned<Vec<EventEntry>>,
    #[serde(default)]
    days_in_order: bool,
    #[serde(default)]
    about: toml::Table,
}

fn comma() -> char {
    ','
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventEntry {
    #[serde(rename = "type")]
    kind: Spanned<KindEntry>,
    at: Spanned<ValueSpec>,
    when: Option<Spanned<WhenEntry>>,
    once: Option<Spanned<bool>>,
    undated: Option<Spanned<String>>,
    #[serde(default)]
    envelope: Values,
    #[serde(default)]
    payload: Values,
    #[serde(default)]
    attributes: Values,
}

/// A source: its code, or a value of the row. A bare text is the code itself, for a mapping is mostly of one source.
#[derive(Deserialize)]
#[serde(untagged, expecting = "write the code of the source, or { column = \"…\" }")]
enum SourceEntry {
    Code(String),
    Value(Box<ValueKeys>),
}

impl From<SourceEntry> for ValueSpec {
    fn from(entry: SourceEntry) -> ValueSpec {
        ValueSpec(match entry {
            SourceEntry::Code(code) => ValueKeys { constant: Some(toml::Value::String(code)), ..ValueKeys::default() },
            SourceEntry::Value(keys) => *keys,
        })
    }
}

enum KindEntry {
    Name(String),
    Looked(KindKeys),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindKeys {
    column: String,
    table: String,
}

impl<'de> Deserialize<'de> for KindEntry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<KindEntry, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = KindEntry;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of an event type, or { column = \"…\", table = \"…\" }")
            }
            fn visit_str<E>(self, name: &str) -> Result<KindEntry, E> {
                Ok(KindEntry::Name(name.to_owned()))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<KindEntry, A::Error> {
                KindKeys::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(KindEntry::Looked)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// One condition, or several that must all hold.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write { column = \"…\", is = [\"…\"] }, with is_not = [\"…\"] or filled = true instead of is, or a list of such"
)]
enum WhenEntry {
    One(When),
    All(Vec<When>),
}

impl Mapping {
    /// Reads a mapping. `name` is the file's stem, `file` how messages call the file.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Mapping, ConfigError> {
        let raw: MappingFile = toml::from_str(text).map_err(|error| ConfigError::of_toml(file, text, &error))?;
        let check = Check { file, text, tables: &raw.tables };
        for format in &raw.formats {
            check.format(format.get_ref(), format.span())?;
        }
        if let Some(line) = raw.header_row.as_ref().filter(|line| *line.get_ref() == 0) {
            return Err(check.wrong(line.span(), "lines are counted from 1"));
        }
        if let Some(rows) = raw.header_rows.as_ref().filter(|rows| !(1..=2).contains(rows.get_ref())) {
            return Err(check.wrong(rows.span(), "a header has one row or two"));
        }
        let zone = match raw.zone {
            None => None,
            Some(zone) => Some(check.zone(zone.get_ref(), zone.span())?),
        };
        if raw.events.get_ref().is_empty() {
            return Err(check.wrong(raw.events.span(), "a mapping needs at least one [[events]]"));
        }
        for value in [&raw.case_no, &raw.id].into_iter().flatten() {
            check.value(value.get_ref(), value.span())?;
        }
        let source = match raw.source {
            None => None,
            Some(source) => {
                let span = source.span();
                let source = ValueSpec::from(source.into_inner());
                check.value(&source, span)?;
                Some(source)
            }
        };
        let mut events = Vec::new();
        for entry in raw.events.into_inner() {
            events.push(check.event(entry, raw.shape)?);
        }
        if let Some((name, _)) = raw.attributes.first_key_value().filter(|_| events.iter().all(|event| event.once)) {
            let message = "the mapping's attributes go with an event of the row, and all events are made once; give them with one of these";
            return Err(check.wrong(name.span(), message));
        }
        let attributes = check.values(raw.attributes)?;
        if let Some(name) = raw.basics.keys().next().filter(|_| raw.shape == Shape::Event) {
            return Err(check.wrong(name.span(), "[basics] are of a table with a row a case; here they stand in the payload of an event"));
        }
        check.fields(&[EventType::Received], &raw.basics)?;
        let basics = check.values(raw.basics)?;
        let formats = raw.formats.into_iter().map(Spanned::into_inner).collect();
        let tables = raw
            .tables
            .iter()
            .map(|(name, table)| (name.clone(), table.iter().map(|(cell, value)| (cell.clone(), json_of(value))).collect()))
            .collect();
        Ok(Mapping {
            name: name.to_owned(),
            shape: raw.shape,
            delimiter: raw.delimiter,
            encoding: raw.encoding,
            sheet: raw.sheet,
            header_row: raw.header_row.map(Spanned::into_inner),
            header_rows: raw.header_rows.map(Spanned::into_inner),
            zone,
            formats,
            missing: raw.missing,
            source,
            case_no: raw.case_no.map(Spanned::into_inner),
            id: raw.id.map(Spanned::into_inner),
            left_out: raw.left_out,
            optional: raw.optional,
            tables,
            attributes,
            basics,
            events,
            days_in_order: raw.days_in_order,
            about: raw.about,
        })
    }
}

/// Checks what TOML alone does not see: names of types, fields, tables, zones and formats.
struct Check<'a> {
    file: &'a str,
    text: &'a str,
    tables: &'a BTreeMap<String, BTreeMap<String, toml::Value>>,
}

type Span = std::ops::Range<usize>;

impl Check<'_> {
    fn wrong(&self, span: Span, message: impl Into<String>) -> ConfigError {
        ConfigError::at(self.file, self.text, span.start, message)
    }

    fn format(&self, format: &str, span: Span) -> Result<(), ConfigError> {
        match Times::refuse(format) {
            None => Ok(()),
            Some(why) => Err(self.wrong(span, format!("{format:?} is no format of a time: {why}; write it like %Y-%m-%d %H:%M:%S"))),
        }
    }

    fn zone(&self, name: &str, span: Span) -> Result<Zone, ConfigError> {
        Zone::named(name)
            .ok_or_else(|| self.wrong(span, format!("no time zone is called {name:?}; write an IANA name, Asia/Shanghai, or \"wall\"")))
    }

    fn value(&self, value: &ValueSpec, span: Span) -> Result<(), ConfigError> {
        let keys = &value.0;
        let origins = [keys.column.is_some(), keys.constant.is_some(), keys.line, !keys.join.is_empty()];
        if origins.into_iter().filter(|given| *given).count() != 1 {
            return Err(self.wrong(span, "a value comes from one of column, join, const and line"));
        }
        if keys.or.is_some() && keys.column.is_none() {
            return Err(self.wrong(span, "`or` names a column to take where `column` is empty; name that one too"));
        }
        for format in &keys.formats {
            self.format(format, span.clone())?;
        }
        if let Some(zone) = &keys.zone {
            self.zone(zone, span.clone())?;
        }
        if let Some(table) = &keys.table {
            self.table(table, span)?;
        }
        Ok(())
    }

    fn table(&self, name: &str, span: Span) -> Result<&BTreeMap<String, toml::Value>, ConfigError> {
        self.tables.get(name).ok_or_else(|| {
            let hint = nearest(name, self.tables.keys().map(String::as_str));
            let hint = if hint.starts_with("did you mean") { hint } else { format!("write it as [tables.{name}]") };
            self.wrong(span, format!("there is no table {name:?}; {hint}"))
        })
    }

    fn values(&self, values: Values) -> Result<BTreeMap<String, ValueSpec>, ConfigError> {
        let mut checked = BTreeMap::new();
        for (name, value) in values {
            self.value(value.get_ref(), value.span())?;
            checked.insert(name.into_inner(), value.into_inner());
        }
        Ok(checked)
    }

    fn kind(&self, name: &str, span: Span) -> Result<EventType, ConfigError> {
        match EventType::named(name) {
            Some(kind) if kind.is_own() => Err(self.wrong(span, format!("{name} is written by the engine only"))),
            Some(kind) => Ok(kind),
            None => {
                let hint = nearest(name, EventType::ALL.iter().map(|kind| kind.name()));
                Err(self.wrong(span, format!("no event type is called {name:?}; {hint}")))
            }
        }
    }

    /// Refuses a field that none of the types has.
    fn fields(&self, kinds: &[EventType], values: &Values) -> Result<(), ConfigError> {
        for name in values.keys() {
            if !kinds.iter().any(|kind| Payload::fields(*kind).iter().any(|field| field.name == name.get_ref())) {
                let known = kinds.iter().flat_map(|kind| Payload::fields(*kind)).map(|field| field.name);
                let hint = nearest(name.get_ref(), known);
                let types: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
                return Err(self.wrong(name.span(), format!("{} has no field {:?}; {hint}", types.join(", "), name.get_ref())));
            }
        }
        Ok(())
    }

    fn event(&self, entry: EventEntry, shape: Shape) -> Result<EventSpec, ConfigError> {
        let span = entry.kind.span();
        let kind = match entry.kind.into_inner() {
            KindEntry::Name(name) => KindSpec::Always(self.kind(&name, span.clone())?),
            KindEntry::Looked(KindKeys { column, table }) => {
                let mut kinds = BTreeMap::new();
                for (cell, value) in self.table(&table, span.clone())? {
                    let name = value
                        .as_str()
                        .ok_or_else(|| self.wrong(span.clone(), format!("the entries of {table} must be names of event types")))?;
                    kinds.insert(cell.clone(), self.kind(name, span.clone())?);
                }
                KindSpec::Looked { column, table, kinds }
            }
        };
        let kinds = kind.kinds();
        self.value(entry.at.get_ref(), entry.at.span())?;
        let at_column = entry.at.get_ref().0.column.is_some();
        if !at_column {
            return Err(self.wrong(entry.at.span(), "the time of an event comes from a column"));
        }
        let once = entry.once.as_ref().is_some_and(|once| *once.get_ref());
        if let Some(key) = entry.once.as_ref().filter(|_| once) {
            let span = key.span();
            if shape == Shape::Case {
                return Err(self.wrong(span, "in a table with a row a case every event is made once; leave the key out"));
            }
            if matches!(kind, KindSpec::Looked { .. }) {
                return Err(self.wrong(span, "an event made once is of one type, whatever the row; name it"));
            }
            let by_line =
                [&entry.envelope, &entry.payload, &entry.attributes].into_iter().flatten().find(|(_, value)| value.get_ref().0.line);
            if let Some((name, _)) = by_line {
                return Err(self.wrong(name.span(), "an event made once is the same in every row, so it cannot hold the row's line"));
            }
        }
        let undated = match entry.undated {
            None => None,
            Some(text) => Some(parse_rfc3339(text.get_ref()).map(|(at, _)| at).ok_or_else(|| {
                let message = format!("{:?} is no instant that exists; write it like 2025-01-24T14:05:00+08:00", text.get_ref());
                self.wrong(text.span(), message)
            })?),
        };
        if shape == Shape::Case && matches!(kind, KindSpec::Looked { .. }) {
            return Err(self.wrong(span, "in a table with a row a case the column of a date tells the type; name it"));
        }
        for name in entry.envelope.keys() {
            if Target::of_envelope(name.get_ref()).is_none() {
                let hint = nearest(name.get_ref(), ENVELOPE.iter().copied());
                return Err(self.wrong(name.span(), format!("a mapping sets no envelope field {:?}; {hint}", name.get_ref())));
            }
        }
        self.fields(&kinds, &entry.payload)?;
        let mut when = Vec::new();
        if let Some(entry) = entry.when {
            let span = entry.span();
            match entry.into_inner() {
                WhenEntry::One(one) => when.push(one),
                WhenEntry::All(all) => when.extend(all),
            }
            let asked =
                |when: &When| usize::from(when.is.is_some()) + usize::from(when.is_not.is_some()) + usize::from(when.filled.is_some());
            if when.iter().any(|when| asked(when) != 1) {
                return Err(self.wrong(span, "a condition looks at its column for one of is, is_not and filled"));
            }
        }
        Ok(EventSpec {
            kind,
            at: entry.at.into_inner(),
            when,
            once,
            undated,
            envelope: self.values(entry.envelope)?,
            payload: self.values(entry.payload)?,
            attributes: self.values(entry.attributes)?,
        })
    }
}
