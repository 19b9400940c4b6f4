//! Why an alert holds, or why a rule is silent about a case: `GET /alerts/{alert_no}/explain`, `GET /why-not`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::alert::Alert;
use super::{Level, LimitUnit, Words};

/// The answer to "why" and to "why not".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// Whether the rule holds at `at`.
    pub holds: bool,
    /// The instant judged: the alert's `level_since`, or now for why-not.
    pub at: String,
    /// The answer in one sentence.
    pub sentence: Words,
    /// The alert explained; absent for why-not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Alert>,
    /// What the rule read, in the order in which it read it.
    pub values: Vec<ReadValue>,
    /// The rule with the truth of its parts.
    pub rule: JudgedRule,
    /// The case's events in fold order, those that do not count included.
    pub timeline: Vec<TimelineEvent>,
    /// The case's days up to the moment judged, first to last, at most the last 120.
    pub days: Vec<CalendarDay>,
    /// The case's clock; absent where none has started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockBar>,
    /// Who answers for it.
    pub responsible: Responsible,
    /// Version of the calendar used.
    pub calendar_version: String,
    /// Version of the engine that judged.
    pub engine_version: String,
    /// Hash of the rule's script, parameters and version.
    pub rule_hash: String,
    /// Hash of the proof kept with the alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_hash: Option<String>,
}

/// One column that the rule read and what stood in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadValue {
    /// Name of the column, as in the rule's text.
    pub column: String,
    /// Its Chinese term.
    pub zh: String,
    /// Its English term: a few words, no sentence.
    pub en: String,
    /// Type of the column: `text code key int bool ts date fen list attributes`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The value as text (codes as codes, instants as RFC 3339, money in hundredths); null where it is missing.
    #[schema(required)]
    pub value: Option<String>,
    /// Whether time alone can change it.
    pub clock: bool,
}

/// The rule's text and what its parts were worth on the row judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JudgedRule {
    /// Code of the rule.
    pub code: String,
    /// Version that judged.
    pub version: u32,
    /// Title.
    pub title: Words,
    /// Level given on this row.
    pub level: Level,
    /// The document and clause it enforces.
    pub basis: String,
    /// The script's text.
    pub source: String,
    /// Parts of the text with their truth; they may lie within one another, outer ones first.
    pub marks: Vec<Mark>,
    /// Parameters in force.
    pub parameters: Vec<Parameter>,
}

/// What a part of a condition was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// Evaluated to true.
    True,
    /// Evaluated to false.
    False,
    /// Not evaluated, or undecided.
    Unknown,
}

/// A part of the script's text, [start, end) in characters, and its truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    /// First character.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
    /// What it was worth.
    pub truth: Truth,
    /// Whether it is the first condition that failed; at most one mark has it, none when the rule holds.
    pub first_false: bool,
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Parameter {
    /// Name as in the script.
    pub name: String,
    /// What it is called.
    pub title: Words,
    /// Value in force, as text.
    pub value: String,
    /// Default, as text.
    pub default: String,
    /// Unit as the rule's author wrote it; empty where it has none.
    pub unit: String,
}

/// What became of an event after it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStanding {
    /// It counts.
    Counted,
    /// A later revision replaced it.
    Replaced,
    /// A later revision took it back.
    TakenBack,
    /// It is the revision that takes an event back.
    TakesBack,
    /// The import that brought it was made void.
    ImportVoided,
}

/// An event of a case, as a line of its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEvent {
    /// Ledger position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// When it happened.
    pub occurred_at: String,
    /// When it was learned of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<String>,
    /// When it was keyed in at the source, where that is another instant than that at which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<String>,
    /// Event type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The type's name.
    pub label: Words,
    /// Who did it, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// For which department, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept: Option<String>,
    /// Sending system, code.
    pub source: String,
    /// The import that brought it; absent for what came by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<i64>,
    /// Name of that import's file. Only one case's own answer has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its line in that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Revision: 0 as first sent.
    pub revision: u32,
    /// Typed in by hand afterwards.
    pub is_by_hand: bool,
    /// Minutes by which it was told after it happened, where that is later than its source usually reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_minutes: Option<i64>,
    /// Typed in by hand, or later than its source's usual lag.
    pub is_backfilled: bool,
    /// False where a later revision replaced or voided it.
    pub is_counted: bool,
    /// What became of it.
    pub standing: EventStanding,
    /// The payload's fields in the order of the event contract, masked; lists as their length.
    pub detail: Vec<DetailField>,
}

/// One field of an event's payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DetailField {
    /// Name in the event contract.
    pub field: String,
    /// Value as text.
    pub value: String,
}

/// Whether a day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// An ordinary working day.
    Work,
    /// An ordinary rest day.
    Rest,
    /// A day off by notice.
    Holiday,
    /// 调休: a rest day worked by notice.
    Makeup,
}

/// A day of the centre's calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarDay {
    /// The day.
    pub date: String,
    /// Whether it counts.
    pub kind: DayKind,
    /// Name of the holiday, where a notice names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What the bar of a case's limit shows. Counts are in `unit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockBar {
    /// Start of the clock.
    pub started_at: String,
    /// Stop of the clock; absent while it has not stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<String>,
    /// Promised limit, extensions included.
    pub promised_days: i64,
    /// Statutory limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory_days: Option<i64>,
    /// Counted so far.
    pub elapsed: i64,
    /// Not counted, because suspended.
    pub suspended: i64,
    /// Left of the promise: 0 on the due day, negative after it.
    pub remaining: i64,
    /// Unit of the counts.
    pub unit: LimitUnit,
    /// Last instant in time by the promise.
    pub promised_due_at: String,
    /// Last instant in time by the statute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory_due_at: Option<String>,
    /// The suspensions, merged, earliest first.
    pub suspensions: Vec<Suspension>,
}

/// A stretch of time that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Suspension {
    /// Its start.
    pub from: String,
    /// Its end; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Who answers for an alert, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Responsible {
    /// Department code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept: Option<String>,
    /// Department name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept_name: Option<String>,
    /// Window code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// Person code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Link name or code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// An external wait covers the instant, so that no person answers.
    pub moved_by_waiting: bool,
}

/// Which rule and which case `GET /why-not` is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhyNotQuery {
    /// Centre code.
    pub centre: String,
    /// Rule code.
    pub rule: String,
    /// Case number.
    pub case_no: String,
}
