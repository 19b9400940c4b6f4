//! Rules: `GET /rules`, `GET /rules/{code}`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checkup::MissingColumn;
use super::why::{DetailField, Parameter};
use super::{Kind, Level, Words};

/// Where a rule stands on its way into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    /// Being written.
    Draft,
    /// Its cases pass.
    Tested,
    /// Waits for a second person.
    Submitted,
    /// A second person agreed.
    Approved,
    /// Runs and raises no card.
    Shadow,
    /// In force.
    Active,
    /// Stopped itself.
    Halted,
    /// Out of force for good.
    Retired,
}

/// How a rule is run over many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Over whole columns.
    Vectorised,
    /// Over whole columns, then interpreted on what is left.
    Mixed,
    /// By the interpreter, row by row.
    Interpreted,
}

/// A rule as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleItem {
    /// Code, for ever.
    pub code: String,
    /// Title.
    pub title: Words,
    /// Kind of anomaly.
    pub kind: Kind,
    /// Level.
    pub level: Level,
    /// Family.
    pub family: String,
    /// Relation that it judges.
    pub subject: String,
    /// Where it stands.
    pub status: RuleStatus,
    /// Version.
    pub version: u32,
    /// How it is run.
    pub way: Way,
    /// Alerts of which it is the rule, in every state.
    pub hits: u64,
    /// Of these, the open ones.
    pub open: u64,
    /// What judging with it takes; left out where it was not measured: its rows are made by a query, or no centre that runs it has cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<RuleCost>,
    /// Codes of the centres with cases that run it.
    pub centres: Vec<String>,
}

/// What judging with a rule takes, measured on this machine: a sample of each centre's cases is folded, and at each of their events the rule is
/// asked about every row that it judges. Values that several rules read, such as a case's clock, are worked out before and not charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCost {
    /// Mean time of one evaluation, in nanoseconds.
    pub nanoseconds: u64,
    /// Its part of the time of all rules over the sample, in ten-thousandths.
    pub share: i64,
    /// Evaluations that were timed.
    pub evaluations: u64,
}

/// A rule with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub rule: RuleItem,
    /// The script's text.
    pub source: String,
    /// The headings of the script's own documentation, in order.
    pub doc: Vec<DocSection>,
    /// The document and clause it enforces.
    pub basis: String,
    /// Who keeps it.
    pub owner: String,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its timeline cases.
    pub cases: Vec<RuleCase>,
    /// Line of the script that makes it `mixed` or `interpreted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_line: Option<u32>,
    /// What stands there, as the checker of rules says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_why: Option<String>,
    /// What it may read: the columns of its subject, then of each list that its condition looks into.
    pub facts: Vec<RuleFacts>,
    /// The functions that its script calls and does not define itself, by name.
    pub functions: Vec<RuleFunction>,
    /// Its alerts by the local month of `since`, earliest first, none left out between the first and the last; at most the last 24.
    pub months: Vec<RuleMonth>,
    /// The centres that have cases, and whether it can speak there.
    pub places: Vec<RulePlace>,
}

/// A relation that a rule may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleFacts {
    /// Name.
    pub relation: String,
    /// Chinese term.
    pub zh: String,
    /// What one row is, in English.
    pub doc: String,
    /// Its columns, in their order.
    pub columns: Vec<RuleColumn>,
}

/// A column that a rule may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleColumn {
    /// Name in scripts.
    pub name: String,
    /// Its term.
    pub title: Words,
    /// Type: `text code key int bool ts date fen list attributes`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What it counts: `working days`, `calendar days`, `days`, `minutes`, `seconds`, `cents`; left out where it counts nothing of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it means, in English.
    pub meaning: String,
    /// Whether time alone can change it.
    pub clock: bool,
    /// Whether the rule's condition reads it.
    pub read: bool,
}

/// A function that a rule calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleFunction {
    /// As it is called, with its parameters.
    pub signature: String,
    /// What it does; of a function of the rules' library only in Chinese.
    pub meaning: Words,
    /// File of the rules' library that it stands in; left out for functions that all rules are offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Alerts of a rule that began in a month: `GET /alerts` with `rule`, `state=all`, `from` and `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleMonth {
    /// The month, `2025-01`.
    pub month: String,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// How many.
    pub alerts: u64,
}

/// How a rule stands in a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceState {
    /// It judges, and what it needs is filled in.
    Speaking,
    /// It judges and cannot hold for any row: columns that it needs are empty in every case.
    Silent,
    /// The centre's profile does not choose it.
    NotChosen,
    /// It is not in force.
    NotInForce,
}

/// A rule in a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulePlace {
    /// Code of the centre.
    pub centre: String,
    /// Its name.
    pub name: Words,
    /// How the rule stands there.
    pub state: PlaceState,
    /// The columns it lacks, where it is silent.
    pub missing: Vec<MissingColumn>,
}

/// One heading of a rule's documentation with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocSection {
    /// Heading, such as 查什么.
    pub heading: String,
    /// Text.
    pub text: String,
}

/// A timeline case of a rule, and how it went with the rules in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCase {
    /// The case in plain words.
    pub name: String,
    /// Whether exactly the expected alerts came.
    pub passed: bool,
    /// What was expected and what came, where it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Parameters that are not at their default.
    pub parameters: Vec<DetailField>,
    /// What is given: items, departments, calendars.
    pub reference: Vec<RuleEvent>,
    /// What happens.
    pub events: Vec<RuleEvent>,
    /// Local time at which is looked, as the case writes it.
    pub evaluate_at: String,
    /// The alerts that must stand then; none where the rule must be silent.
    pub expect: Vec<RuleExpectation>,
}

/// An event of a timeline case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleEvent {
    /// Local time, as the case writes it; left out for what was always so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Event type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The type's name.
    pub label: Words,
    /// Its other fields, those of the event contract first and in their order; personal values are masked.
    pub detail: Vec<RuleField>,
}

/// A field of an event of a timeline case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleField {
    /// Name in the event contract.
    pub field: String,
    /// Value as text; empty where the field is a list of objects.
    pub value: String,
    /// The objects of a list, each by its own fields.
    pub items: Vec<Vec<DetailField>>,
}

/// An alert that a timeline case expects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleExpectation {
    /// Its level.
    pub level: Level,
    /// Local time from which it holds.
    pub since: String,
    /// Local time at which it ended; left out while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// The rung of a ladder, where it is another rule of the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The row that it is about, where the case has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_key: Option<String>,
}
