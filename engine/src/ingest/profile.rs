//! A centre's profile: zone, calendar, how its deadlines are made, which attributes its events may carry.
//!
//! A profile is a TOML file (`rules/profiles/`); its stem is its name. The format is told in docs/IMPORT.md.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use toml::Spanned;

use super::error::ConfigError;
use crate::case::form::{AttributeType, FormProfile};
use crate::time::{Day, Micros, Zone, parse_rfc3339};

/// Where a case's due instants come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DueFrom {
    /// From promised days and the calendar.
    Computed,
    /// From the source's `promised_due_at`.
    Given,
}

/// A title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Opening hours of a weekday, minutes of the local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// 1 = Monday … 7 = Sunday.
    pub weekday: u8,
    /// First minute.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
}

/// A day on which the centre's calendar differs from its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraDay {
    /// The day.
    pub day: Day,
    /// Working day, or else a holiday.
    pub is_workday: bool,
    /// Its name.
    pub name: String,
}

/// What a profile declares about a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDeclaration {
    /// Source.
    pub code: String,
    /// Raised when the declaration changes.
    pub revision: u32,
    /// How late its events usually come.
    pub usual_lag_hours: Option<i64>,
    /// Start of supervision.
    pub starts_at: Option<Micros>,
    /// The source is complete up to here.
    pub complete_to: Option<Micros>,
}

/// A centre's profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Name: the file's stem.
    pub name: String,
    /// Centre of events that name none; events of another centre are refused.
    pub centre: String,
    /// The centre's name.
    pub title: Title,
    /// Time zone, or `wall`.
    pub zone: Zone,
    /// Base calendar: `cn`, or `weekdays` (Monday to Friday).
    pub calendar: String,
    /// Days on which the centre differs from it.
    pub days: Vec<ExtraDay>,
    /// Opening hours; empty = the default ones.
    pub opening: Vec<OpeningHours>,
    /// Whether a case that nobody answers counts as accepted after five working days.
    pub deemed_acceptance: bool,
    /// Where due instants come from.
    pub due: DueFrom,
    /// Source of events that name none.
    pub source: String,
    /// Name by which rules list the profile.
    pub rules: String,
    /// Mapping of its tables, where the import names none.
    pub mapping: Option<String>,
    /// Declared attributes.
    pub attributes: BTreeMap<String, AttributeType>,
    /// Attributes that may be sent and are dropped.
    pub left_out: Vec<String>,
    /// Whether it is for a public data set that shows what goes in: no centre of an installation that has none of its cases.
    pub is_example: bool,
    /// Sources it declares.
    pub sources: Vec<SourceDeclaration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    centre: Spanned<String>,
    title: Title,
    zone: Spanned<String>,
    calendar: Spanned<String>,
    due: DueFrom,
    deemed_acceptance: bool,
    source: String,
    rules: Option<String>,
    mapping: Option<String>,
    #[serde(default)]
    example: bool,
    #[serde(default)]
    left_out: Vec<String>,
    #[serde(default)]
    opening: Vec<OpeningEntry>,
    #[serde(default)]
    days: Vec<DayEntry>,
    #[serde(default)]
    attributes: BTreeMap<String, AttributeType>,
    #[serde(default)]
    sources: Vec<SourceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningEntry {
    weekday: Spanned<u8>,
    from: Spanned<String>,
    to: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayEntry {
    date: Spanned<String>,
    kind: Spanned<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    code: String,
    #[serde(default)]
    revision: u32,
    usual_lag_hours: Option<i64>,
    starts_at: Option<Spanned<String>>,
    complete_to: Option<Spanned<String>>,
}

/// With what ids of events begin that declare a profile's sources.
pub const DECLARED: &str = "profile/";

/// Base calendars a profile may name.
pub const CALENDARS: &[&str] = &["cn", "weekdays"];

impl Profile {
    /// Reads a profile. `name` is the file's stem, `file` how messages call the file.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Profile, ConfigError> {
        let raw: ProfileFile = toml::from_str(text).map_err(|error| ConfigError::of_toml(file, text, &error))?;
        let wrong = |span: std::ops::Range<usize>, message: String| ConfigError::at(file, text, span.start, message);
        if raw.centre.get_ref().trim().is_empty() {
            return Err(wrong(raw.centre.span(), "centre is empty; give the code of the centre".to_owned()));
        }
        let zone = Zone::named(raw.zone.get_ref()).ok_or_else(|| {
            wrong(
                raw.zone.span(),
                format!("no time zone is called {:?}; write an IANA name, Asia/Shanghai, or \"wall\"", raw.zone.get_ref()),
            )
        })?;
        if !CALENDARS.contains(&raw.calendar.get_ref().as_str()) {
            return Err(wrong(
                raw.calendar.span(),
                format!("no calendar is called {:?}; write one of {}", raw.calendar.get_ref(), CALENDARS.join(", ")),
            ));
        }
        let instant = |text: Option<Spanned<String>>| match text {
            None => Ok(None),
            Some(text) => match parse_rfc3339(text.get_ref()) {
                Some((at, _)) => Ok(Some(at)),
                None => Err(wrong(
                    text.span(),
                    format!("{:?} is no instant that exists; write it like 2025-01-24T14:05:00+08:00", text.get_ref()),
                )),
            },
        };
        let minute = |text: &Spanned<String>| {
            minute_of(text.get_ref())
                .ok_or_else(|| wrong(text.span(), format!("{:?} is no time of day; write it like 09:00", text.get_ref())))
        };
        let mut opening = Vec::new();
        for entry in &raw.opening {
            let weekday = *entry.weekday.get_ref();
            if !(1..=7).contains(&weekday) {
                return Err(wrong(entry.weekday.span(), format!("{weekday} is no weekday; 1 is Monday, 7 is Sunday")));
            }
            let hours = OpeningHours { weekday, from: minute(&entry.from)?, to: minute(&entry.to)? };
            if hours.from >= hours.to {
                return Err(wrong(entry.to.span(), "closes before it opens".to_owned()));
            }
            opening.push(hours);
        }
        let mut days = Vec::new();
        for entry in raw.days {
            let day = Day::parse(entry.date.get_ref()).ok_or_else(|| {
                wrong(entry.date.span(), format!("{:?} is no date that exists; write it like 2025-01-24", entry.date.get_ref()))
            })?;
            let is_workday = match entry.kind.get_ref().as_str() {
                "workday" => true,
                "holiday" => false,
                other => return Err(wrong(entry.kind.span(), format!("{other:?} is no kind of day; write holiday or workday"))),
            };
            days.push(ExtraDay { day, is_workday, name: entry.name.unwrap_or_default() });
        }
        let mut sources = Vec::new();
        for entry in raw.sources {
            sources.push(SourceDeclaration {
                code: entry.code,
                revision: entry.revision,
                usual_lag_hours: entry.usual_lag_hours,
                starts_at: instant(entry.starts_at)?,
                complete_to: instant(entry.complete_to)?,
            });
        }
        Ok(Profile {
            name: name.to_owned(),
            centre: raw.centre.into_inner(),
            title: raw.title,
            zone,
            calendar: raw.calendar.into_inner(),
            days,
            opening,
            deemed_acceptance: raw.deemed_acceptance,
            due: raw.due,
            source: raw.source,
            rules: raw.rules.unwrap_or_else(|| name.to_owned()),
            mapping: raw.mapping,
            attributes: raw.attributes,
            left_out: raw.left_out,
            is_example: raw.example,
            sources,
        })
    }

    /// The events that declare the profile's sources (`source_set`, `watermark_moved`), in the wire format.
    pub fn declarations(&self) -> Vec<Map<String, Value>> {
        let mut events = Vec::new();
        for source in &self.sources {
            let begin = source.starts_at.unwrap_or(0);
            let mut declare = |kind: &str, at: Micros, payload: Value| {
                let event = json!({
                    "id": format!("{DECLARED}{}/{kind}/{}", self.name, source.code), "source": self.source, "revision": source.revision,
                    "type": kind, "centre": self.centre, "occurred_at": self.zone.format(at), "actor_kind": "system", "payload": payload,
                });
                if let Value::Object(event) = event {
                    events.push(event);
                }
            };
            let mut payload = json!({ "source": source.code });
            if let Some(hours) = source.usual_lag_hours {
                payload["usual_lag_hours"] = json!(hours);
            }
            if let Some(at) = source.starts_at {
                payload["starts_at"] = json!(self.zone.format(at));
            }
            declare("source_set", begin, payload);
            if let Some(at) = source.complete_to {
                declare("watermark_moved", at, json!({ "source": source.code, "complete_to": self.zone.format(at) }));
            }
        }
        events
    }
}

impl FormProfile for Profile {
    fn centre(&self) -> Option<&str> {
        Some(&self.centre)
    }

    fn source(&self) -> Option<&str> {
        Some(&self.source)
    }

    fn attribute(&self, name: &str) -> Option<AttributeType> {
        self.attributes.get(name).copied()
    }

    fn is_left_out(&self, name: &str) -> bool {
        self.left_out.iter().any(|left_out| left_out == name)
    }
}

fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    if text.len() == 5 && (hours < 24 && minutes < 60 || (hours, minutes) == (24, 0)) { Some(hours * 60 + minutes) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISTRICT: &str = r#"
centre = "wanshan"
title = { zh = "万山区政务服务中心", en = "Wanshan" }
zone = "Asia/Shanghai"
calendar = "cn"
due = "computed"
deemed_acceptance = true
source = "district"
left_out = ["remark"]
[attributes]
colour = "code"
[[opening]]
weekday = 1
from = "09:00"
to = "12:00"
[[sources]]
code = "district"
starts_at = "2024-01-01T00:00:00+08:00"
"#;

    #[test]
    fn a_profile_reads_and_answers_the_door() {
        let profile = Profile::read("district", "district.toml", DISTRICT).expect("valid");
        assert_eq!((profile.rules.as_str(), profile.due), ("district", DueFrom::Computed));
        assert_eq!(profile.attribute("colour"), Some(AttributeType::Code));
        assert_eq!(profile.attribute("remark"), None);
        assert!(profile.is_left_out("remark"));
        assert_eq!(profile.opening, [OpeningHours { weekday: 1, from: 540, to: 720 }]);
        let declared = profile.declarations();
        assert_eq!(declared.len(), 1);
        assert_eq!(declared[0]["occurred_at"], "2024-01-01T00:00:00+08:00");
    }

    #[test]
    fn faults_are_named_with_line_and_column() {
        let table = [
            ("calendar = \"cn\"", "calendar = \"mars\"", "p.toml:5:12: no calendar is called \"mars\"; write one of cn, weekdays"),
            ("calendar =", "calender =", "p.toml:5:1: unknown key calender; did you mean calendar?"),
            ("zone = \"Asia/Shanghai\"", "zone = \"China/Peking\"", "p.toml:4:8: no time zone is called"),
            ("due = \"computed\"", "due = \"guessed\"", "p.toml:6:7: "),
            ("colour = \"code\"", "colour = \"colour\"", "p.toml:11:10: "),
            ("2024-01-01T", "2024-02-30T", "p.toml:18:13: \"2024-02-30T00:00:00+08:00\" is no instant that exists"),
            ("\"12:00\"", "\"08:00\"", "p.toml:15:6: closes before it opens"),
            ("centre = \"wanshan\"\n", "", "p.toml:1:1: missing field `centre`"),
        ];
        for (right, wrong, expected) in table {
            let error = Profile::read("p", "p.toml", &DISTRICT.replace(right, wrong)).expect_err(wrong).to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
