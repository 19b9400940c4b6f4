//! Alerts: `GET /alerts`, `GET /alerts/{alert_no}` and the `alert` events of `GET /stream`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Kind, Level, Words};

/// What has become of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertStatus {
    /// Holds now.
    Open,
    /// Held, and no longer does.
    Ended,
    /// The facts as now known never bore it; nothing has been decided yet.
    Unsupported,
    /// Taken back by itself (remind, warn) when the facts no longer bore it.
    Withdrawn,
    /// A card that the facts no longer bear; a person decides.
    LiftProposed,
    /// 摘牌: a person took it off.
    Lifted,
}

/// An alert as lists, the why and the live stream show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// 监察编号, given when it was first raised.
    pub alert_no: String,
    /// Centre of the facts.
    pub centre: String,
    /// The case concerned; absent for group subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// Relation that the rule judges, such as `case`, `link`, `phone_day`.
    pub subject: String,
    /// Key of the judged row within its centre; personal parts are tokens.
    pub subject_key: String,
    /// Code of the rule, of the highest rung for a ladder.
    pub rule: String,
    /// Title of that rule.
    pub rule_title: Words,
    /// Version of that rule.
    pub version: u32,
    /// Kind of anomaly.
    pub kind: Kind,
    /// Family: the rule's code, or the ladder's name (`limit`).
    pub family: String,
    /// Computed level, the highest reached.
    pub level: Level,
    /// Level as people left it, where they changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_level: Option<Level>,
    /// Instant at which the lowest rung began to hold.
    pub since: String,
    /// Instant at which `level` was reached.
    pub level_since: String,
    /// First instant at which it no longer held; absent while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// Instant at which the record was made.
    pub raised_at: String,
    /// What has become of it.
    pub status: AlertStatus,
    /// Whether the facts as now known bear it.
    pub supported: bool,
    /// 待核实: rests on an absence after its source's watermark.
    pub is_pending: bool,
    /// 存量: began before its source's start of supervision.
    pub is_stock: bool,
    /// 补录: a late or hand-typed event changed it.
    pub is_backfilled: bool,
    /// For named supervisors only.
    pub is_confidential: bool,
    /// Department that answers for it, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_dept: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_dept_name: Option<String>,
    /// Window that answers for it, code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_window: Option<String>,
    /// Person who answers for it, code; absent while an external wait moved the responsibility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_person: Option<String>,
    /// Link in which the limit passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible_link: Option<String>,
    /// Name of the item applied for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_name: Option<String>,
    /// The rule's own one-line reason; English repeats the Chinese where the rule has none of its own.
    pub because: Words,
}

/// One page of alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertPage {
    /// The alerts of this page.
    pub items: Vec<Alert>,
    /// Pass as `cursor` to get the next page; null on the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Alerts that the filter lets through, on all pages.
    pub total: u64,
    /// Ledger position of the snapshot that was read.
    pub position: u64,
}

/// Which alerts are wanted, by what has become of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Status `open`.
    #[default]
    Open,
    /// Status `ended`.
    Ended,
    /// No longer stands: status `unsupported`, `withdrawn` or `lifted`.
    Withdrawn,
    /// Status `lift_proposed`.
    LiftProposed,
    /// Every record.
    All,
}

/// Order of a list of alerts; ties by `alert_no`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertSort {
    /// Latest `level_since` first.
    #[default]
    Newest,
    /// Earliest `since` first.
    Oldest,
    /// Highest level first, then latest `level_since`.
    Level,
}

/// Filter, order and page of `GET /alerts`. Filters are joined by and.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AlertQuery {
    /// Centre code.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// One level, or several with commas between (`yellow,red`).
    #[param(nullable = false)]
    pub level: Option<String>,
    /// Kind of anomaly.
    #[param(nullable = false)]
    pub kind: Option<Kind>,
    /// Rule code.
    #[param(nullable = false)]
    pub rule: Option<String>,
    /// Code of the responsible department.
    #[param(nullable = false)]
    pub dept: Option<String>,
    /// What has become of it; default `open`.
    #[param(nullable = false)]
    pub state: Option<AlertState>,
    /// Only pending ones, or only others.
    #[param(nullable = false)]
    pub pending: Option<bool>,
    /// Only stock, or only what is not stock.
    #[param(nullable = false)]
    pub stock: Option<bool>,
    /// Case number, whole.
    #[param(nullable = false)]
    pub case_no: Option<String>,
    /// Words to find in alert number, case number, subject key, item name or reason.
    #[param(nullable = false)]
    pub q: Option<String>,
    /// First local day of `since`.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day of `since`.
    #[param(nullable = false)]
    pub to: Option<String>,
    /// Order; default `newest`.
    #[param(nullable = false)]
    pub sort: Option<AlertSort>,
    /// `next_cursor` of the page before.
    #[param(nullable = false)]
    pub cursor: Option<String>,
    /// Alerts a page, 1 to 200; default 50.
    #[param(nullable = false)]
    pub limit: Option<u32>,
}
