//! What the console needs before its first screen, and the `facts` events of the stream: `GET /meta`, `GET /stream`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Kind, Level, Words};

/// Names and the state of the clock and the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Meta {
    /// The server's time.
    pub now: String,
    /// Whether that is the real time.
    pub clock: ClockState,
    /// The centres served.
    pub centres: Vec<Centre>,
    /// Last ledger position.
    pub position: u64,
    /// When the last fact happened; absent on an empty ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fact_at: Option<String>,
    /// The departments, by code.
    pub departments: Vec<Department>,
    /// The rules, by code.
    pub rules: Vec<RuleName>,
    /// Versions of what answers.
    pub versions: Versions,
}

/// The server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockState {
    /// Started at a given time instead of the real one.
    pub simulated: bool,
    /// That time, where simulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
}

/// A centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Centre {
    /// Code.
    pub code: String,
    /// Name, from the title of its profile.
    pub name: Words,
    /// IANA name of its time zone, or `wall` for times taken as written.
    pub zone: String,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Its centre.
    pub centre: String,
    /// Code within the centre.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A rule's name and what lists group it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleName {
    /// Code.
    pub code: String,
    /// Title.
    pub title: Words,
    /// Level.
    pub level: Level,
    /// Kind of anomaly.
    pub kind: Kind,
    /// Family.
    pub family: String,
    /// Relation that it judges.
    pub subject: String,
    /// Codes of the centres that run it.
    pub centres: Vec<String>,
}

/// Versions of what answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Versions {
    /// Of the program.
    pub program: String,
    /// Of the engine's way of judging.
    pub engine: String,
    /// Of the calendar loaded.
    pub calendar: String,
    /// Hash of the rule set.
    pub rules: String,
}

/// Data of the stream's `facts` events: the ledger has grown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactsNotice {
    /// Last ledger position.
    pub position: u64,
    /// When the last fact happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fact_at: Option<String>,
    /// The server's time.
    pub now: String,
}
