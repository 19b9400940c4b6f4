//! Rules: `GET /rules`, `GET /rules/{code}`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::why::Parameter;
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
}

/// One heading of a rule's documentation with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocSection {
    /// Heading, such as 查什么.
    pub heading: String,
    /// Text.
    pub text: String,
}

/// A timeline case of a rule and how it went when the rules were loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCase {
    /// The case in plain words.
    pub name: String,
    /// Whether exactly the expected alerts came.
    pub passed: bool,
}
