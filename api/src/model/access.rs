//! Accounts, sessions, rights and the log of access: `/session`, `/me`, `/access`, `/accounts`, `/logs`, `/proposals`, `/people`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Words;
use super::calendar::MoveForecast;

/// Name and password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Name of the account.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// A code with words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedCode {
    /// Code.
    pub code: String,
    /// What people call it.
    pub title: Words,
}

/// A right that one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldRight {
    /// Code of the right.
    pub right: String,
    /// How far it reaches: `own`, `window`, `department` or `all`.
    pub reach: String,
}

/// What an account is bound to; an empty list binds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountScope {
    /// Codes of centres, or of regions of departments.
    pub regions: Vec<String>,
    /// Codes of departments.
    pub departments: Vec<String>,
    /// Codes of windows.
    pub windows: Vec<String>,
}

/// Who one is, and what one may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Name of the account.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// Its roles.
    pub roles: Vec<NamedCode>,
    /// Its rights; what is not here is denied.
    pub rights: Vec<HeldRight>,
    /// What it is bound to.
    pub scope: AccountScope,
    /// Code of the person in the reference data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Nothing but the password may be changed before it is.
    pub must_change_password: bool,
    /// Minutes after which a session that is not used ends.
    pub idle_minutes: u64,
}

/// The old password and a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password as it is.
    pub old: String,
    /// The new one: at least 12 characters, or at least 8 with three classes of them.
    pub new: String,
}

/// A role, and what the table gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessRole {
    /// Code.
    pub code: String,
    /// What people call it.
    pub title: Words,
    /// One of the three administrators, of whom nobody is two.
    pub is_administrator: bool,
    /// Whether a person can have it.
    pub is_for_persons: bool,
    /// Its rights.
    pub rights: Vec<HeldRight>,
}

/// The table of rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessTable {
    /// The roles with their rights.
    pub roles: Vec<AccessRole>,
    /// The rights by name.
    pub rights: Vec<NamedCode>,
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// It may.
    Active,
    /// An administrator locked it.
    Locked,
    /// Locked for a while after wrong passwords.
    LockedOut,
}

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountFor {
    /// A person.
    Person,
    /// A source system.
    Source,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountItem {
    /// Name.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// What it stands for.
    pub kind: AccountFor,
    /// Codes of its roles.
    pub roles: Vec<String>,
    /// What it is bound to.
    pub scope: AccountScope,
    /// Code of the person in the reference data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// Until when it is locked, where it is for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<String>,
    /// Its password was given by an administrator and not changed since.
    pub must_change_password: bool,
    /// When it was last used, of one that is logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
    /// When it was changed last.
    pub changed_at: String,
    /// By whom.
    pub changed_by: String,
}

/// A new account. It has no role until a security administrator gives it one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Unique: 3 to 32 small letters, digits, `.`, `-` and `_`, a letter first.
    pub name: String,
    /// What the person is called, up to 60 characters.
    pub display_name: String,
    /// Code of the person in the reference data.
    #[serde(default)]
    pub person: Option<String>,
}

/// What may be changed of an account besides roles and password; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountChange {
    /// What the person is called.
    pub display_name: Option<String>,
    /// Code of the person; an empty one takes it away.
    pub person: Option<String>,
}

/// An account with the password that is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountMade {
    /// The account.
    pub account: AccountItem,
    /// To be given to the person, and changed at the first login. It is shown nowhere else and never again.
    pub one_time_password: String,
}

/// Roles and what they are bound to; both are set as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesGiven {
    /// Codes of roles.
    pub roles: Vec<String>,
    /// What the account is bound to.
    #[serde(default)]
    pub scope: AccountScope,
}

/// A token for a source system, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenMade {
    /// Name of the account it belongs to.
    pub account: String,
    /// To be sent as `Authorization: Bearer TOKEN` with `POST /events`.
    pub token: String,
}

/// Which of the two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// Logins, logouts, and what was refused at the door.
    Login,
    /// What was done.
    Operation,
}

/// Which entries of the logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogListQuery {
    /// Which log; both without it.
    pub log: Option<LogKind>,
    /// Only of this account.
    pub account: Option<String>,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The cursor of the page before.
    pub cursor: Option<String>,
    /// Entries a page, 1 to 200.
    pub limit: Option<u32>,
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogItem {
    /// Place in the log.
    pub position: u64,
    /// Which log.
    pub log: LogKind,
    /// When.
    pub at: String,
    /// Who.
    pub account: String,
    /// From where.
    pub address: String,
    /// What was done: `login`, `logout`, or method and route.
    pub action: String,
    /// To what.
    pub target: String,
    /// What became of it.
    pub outcome: String,
    /// More, in words.
    pub detail: String,
}

/// A page of the logs, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogPage {
    /// The entries.
    pub items: Vec<LogItem>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What a walk along the log's chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogCheck {
    /// Entries found sound.
    pub entries: u64,
    /// Hash of the last of them; to be kept elsewhere.
    pub hash: String,
    /// What is wrong, where something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// Nobody has decided.
    Open,
    /// Another person confirmed it, and it was done.
    Confirmed,
    /// It was turned down.
    Rejected,
}

/// What one person proposed and another confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalItem {
    /// Number.
    pub number: i64,
    /// What it is about: `calendar_notice`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub status: ProposalStatus,
    /// The request as it was sent.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    /// Account that proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: String,
    /// Account that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A proposal that was confirmed, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalDone {
    /// The proposal.
    pub proposal: ProposalItem,
    /// Events written.
    pub events: u64,
    /// What it moves, as of now.
    pub forecast: MoveForecast,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalReason {
    /// 1 to 500 characters.
    pub reason: String,
}

/// Who was where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// The day; today without it.
    pub on: Option<String>,
    /// Centre.
    pub centre: Option<String>,
    /// Department.
    pub dept: Option<String>,
    /// Window.
    pub window: Option<String>,
    /// A part of the person's code, name or post.
    pub q: Option<String>,
}

/// Where people and units are imported to, and what the file is called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleImportQuery {
    /// The centre.
    pub centre: String,
    /// Name of the file; its ending tells what it is: `.xlsx` or `.csv`.
    pub name: String,
}

/// A person at a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonAtPost {
    /// Centre.
    pub centre: String,
    /// Code of the person.
    pub person: String,
    /// Name: in clear for those who have the right, else masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept: Option<String>,
    /// Its name on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept_name: Option<String>,
    /// Window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// Its name on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_name: Option<String>,
    /// First day at the post.
    pub valid_from: String,
    /// Last day, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Name of the account that is tied to the person, for those who may list accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A region, department or window as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitOnDay {
    /// Centre.
    pub centre: String,
    /// `region`, `dept` or `window`.
    pub kind: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Superior unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Unified social credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// Who was where on a day, and the units there were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleOnDay {
    /// The day.
    pub on: String,
    /// People, by centre and code.
    pub people: Vec<PersonAtPost>,
    /// Regions, departments and windows, by centre, kind and code.
    pub units: Vec<UnitOnDay>,
}

/// What an import of people and units did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleImported {
    /// Rows read.
    pub read: u64,
    /// Rows that are new.
    pub accepted: u64,
    /// Rows that were in already.
    pub duplicates: u64,
    /// Rows that were refused, with the reason.
    pub refused: Vec<RefusedRow>,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedRow {
    /// Line of the file, its header being 1.
    pub line: u64,
    /// Column.
    pub field: String,
    /// What is wrong, and how to mend it.
    pub message: String,
}
