//! What a rule's `.toml` file says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::script::{ScriptError, Source, Span, Value, suggestion};

/// How grave an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 提醒
    Remind,
    /// 预警
    Warn,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
}

impl Level {
    /// All levels, the gravest last.
    pub const ALL: [Level; 4] = [Level::Remind, Level::Warn, Level::Yellow, Level::Red];

    /// As it stands in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Level::Remind => "remind",
            Level::Warn => "warn",
            Level::Yellow => "yellow",
            Level::Red => "red",
        }
    }

    /// Reads [`Level::code`].
    pub fn parse(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// 时效
    Time,
    /// 流程
    Flow,
    /// 内容
    Content,
    /// 收费
    Fee,
    /// 裁量
    Discretion,
    /// 廉政; its alerts are confidential.
    Integrity,
    /// 其他
    Other,
    /// 量化
    Quant,
    /// 督办
    Supervise,
    /// 评价
    Evaluation,
    /// 虚假
    Fake,
    /// 数据质量
    Quality,
}

impl RuleKind {
    /// As it stands in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            RuleKind::Time => "time",
            RuleKind::Flow => "flow",
            RuleKind::Content => "content",
            RuleKind::Fee => "fee",
            RuleKind::Discretion => "discretion",
            RuleKind::Integrity => "integrity",
            RuleKind::Other => "other",
            RuleKind::Quant => "quant",
            RuleKind::Supervise => "supervise",
            RuleKind::Evaluation => "evaluation",
            RuleKind::Fake => "fake",
            RuleKind::Quality => "quality",
        }
    }
}

/// Where a rule stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Its cases pass.
    Tested,
    /// Handed in.
    Submitted,
    /// Approved by a second person.
    Approved,
    /// Runs and raises no card.
    Shadow,
    /// Raises alerts.
    Active,
    /// Stopped itself or was stopped.
    Halted,
    /// Taken out.
    Retired,
}

impl Status {
    /// As it stands in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Tested => "tested",
            Status::Submitted => "submitted",
            Status::Approved => "approved",
            Status::Shadow => "shadow",
            Status::Active => "active",
            Status::Halted => "halted",
            Status::Retired => "retired",
        }
    }
}

/// A word in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// Integer.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text.
    Text(String),
}

impl ParamValue {
    /// As a script sees it.
    pub fn value(&self) -> Value<'static> {
        match self {
            ParamValue::Int(value) => Value::Int(*value),
            ParamValue::Bool(value) => Value::Bool(*value),
            ParamValue::Text(text) => Value::Text(text.clone().into()),
        }
    }
}

impl std::fmt::Display for ParamValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ParamValue::Int(value) => write!(f, "{value}"),
            ParamValue::Bool(value) => write!(f, "{value}"),
            ParamValue::Text(text) => f.write_str(text),
        }
    }
}

/// A parameter of a rule, tuned in a form and not in the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParamSpec {
    /// Label in Chinese.
    #[serde(default)]
    pub zh: String,
    /// Label in English.
    #[serde(default)]
    pub en: String,
    /// The value unless it is tuned.
    pub default: ParamValue,
    /// What it counts.
    #[serde(default)]
    pub unit: String,
    /// Least value of an integer.
    pub min: Option<i64>,
    /// Greatest value of an integer.
    pub max: Option<i64>,
}

impl ParamSpec {
    /// Whether a value may be put in; else why not.
    pub fn refusal(&self, value: &ParamValue) -> Option<String> {
        match (&self.default, value) {
            (ParamValue::Int(_), ParamValue::Int(number)) => {
                let (min, max) = (self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX));
                (!(min..=max).contains(number)).then(|| format!("{number} is not between {min} and {max}"))
            }
            (ParamValue::Bool(_), ParamValue::Bool(_)) | (ParamValue::Text(_), ParamValue::Text(_)) => None,
            _ => Some(format!("{value} is of another type than the default {}", self.default)),
        }
    }
}

/// An alert that a case expects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Its level.
    pub level: Level,
    /// Local time from which it holds.
    pub since: String,
    /// Local time at which it ended; none while it holds.
    pub ended_at: Option<String>,
    /// The rung of a ladder, where it is another rule of the family.
    pub rule: Option<String>,
    /// The subject's key, where the case has several.
    pub subject_key: Option<String>,
}

/// A test of a rule: events on a timeline, a moment, and the alerts expected; an empty list requires silence.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineCase {
    /// In plain words.
    pub name: String,
    /// The one row that is looked at, where the case has several.
    pub subject_key: Option<String>,
    /// Parameters that are not at their default.
    #[serde(default)]
    pub params: BTreeMap<String, ParamValue>,
    /// Reference data: items, departments, calendars.
    #[serde(default)]
    pub reference: Vec<toml::Table>,
    /// What happens.
    #[serde(default)]
    pub events: Vec<toml::Table>,
    /// Local time at which is looked.
    pub evaluate_at: String,
    /// The alerts then.
    pub expect: Vec<Expectation>,
}

/// A rule's `.toml` file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// For ever.
    pub code: String,
    /// What the irregularity is called.
    pub title: Words,
    /// The relation.
    pub subject: String,
    /// What the rule is about.
    pub kind: RuleKind,
    /// Alerts of one family are one record; default the code.
    pub family: Option<String>,
    /// Level unless the script says otherwise.
    pub level: Level,
    /// Document and clause that it enforces.
    pub basis: String,
    /// Who answers for the rule.
    pub owner: String,
    /// Where it stands in its life.
    pub status: Status,
    /// A family while whose yellow and red alerts it makes no record.
    pub silent_while: Option<String>,
    /// Names of the profiles in which it is active; default all.
    #[serde(default = "everywhere")]
    pub profiles: Vec<String>,
    /// Whether its alerts are for named supervisors only; kind integrity always is.
    #[serde(default)]
    pub confidential: bool,
    /// Whether it rests on something not having happened.
    #[serde(default)]
    pub absence: bool,
    /// Parameters.
    #[serde(default)]
    pub params: BTreeMap<String, ParamSpec>,
    /// Tests.
    #[serde(default)]
    pub cases: Vec<TimelineCase>,
}

fn everywhere() -> Vec<String> {
    vec!["*".to_owned()]
}

impl Metadata {
    /// Reads a file.
    ///
    /// # Errors
    /// What the reader says, with its place and the nearest right name of an unknown key; then what is wrong with the values.
    pub fn read(file: &str, text: &str) -> Result<Metadata, Vec<ScriptError>> {
        let source = Source::new(file, text);
        let metadata: Metadata = toml::from_str(text).map_err(|error| {
            let span = error.span().map(|range| Span::new(range.start, range.end)).unwrap_or_default();
            vec![ScriptError::at(&source, span, explained(error.message()))]
        })?;
        let wrong: Vec<ScriptError> =
            metadata.faults().into_iter().map(|(key, message)| ScriptError::at(&source, place_of(text, &key), message)).collect();
        if wrong.is_empty() { Ok(metadata) } else { Err(wrong) }
    }

    fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let code_is_right = self.code.chars().next().is_some_and(|first| first.is_ascii_uppercase())
            && self.code.len() <= 12
            && self.code.chars().all(|c| c.is_ascii_alphanumeric());
        if !code_is_right {
            faults.push(("code".to_owned(), format!("`{}` is no code: a capital letter, then letters and digits, 12 at most", self.code)));
        }
        for (key, text) in [("title", &self.title.zh), ("title", &self.title.en), ("basis", &self.basis), ("owner", &self.owner)] {
            if text.trim().is_empty() {
                faults.push((key.to_owned(), format!("`{key}` is empty")));
            }
        }
        for (name, spec) in &self.params {
            let capital = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                && name.starts_with(|c: char| c.is_ascii_uppercase());
            if !capital {
                faults.push((format!("params.{name}"), format!("the parameter `{name}` is not in capitals")));
            }
            if let Some(refusal) = spec.refusal(&spec.default) {
                faults.push((format!("params.{name}"), format!("the default of `{name}`: {refusal}")));
            }
        }
        for case in &self.cases {
            for (name, value) in &case.params {
                match self.params.get(name) {
                    None => {
                        let hint = suggestion(name, self.params.keys().map(String::as_str));
                        faults.push((case.name.clone(), format!("case “{}”: there is no parameter `{name}`{hint}", case.name)));
                    }
                    Some(spec) => {
                        if let Some(refusal) = spec.refusal(value) {
                            faults.push((case.name.clone(), format!("case “{}”: `{name}`: {refusal}", case.name)));
                        }
                    }
                }
            }
        }
        faults
    }
}

/// The reader's message, with the nearest right name where it lists the names it expects.
fn explained(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown field") || message.starts_with("unknown variant"), names.next()) {
        (true, Some(wrong)) => format!("{}{}", message.lines().next().unwrap_or(message), suggestion(wrong, names)),
        _ => message.to_owned(),
    }
}

/// Where a key, table or name stands in a file, for faults found after reading.
fn place_of(text: &str, key: &str) -> Span {
    let at = text
        .match_indices(key)
        .map(|(at, _)| at)
        .find(|at| {
            let line = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
            let before = text[line..*at].trim();
            before.is_empty() || before == "[" || before.starts_with("name")
        })
        .unwrap_or(0);
    Span::new(at, at + key.len())
}
