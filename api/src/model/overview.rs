//! The first screen's figures: `GET /overview`.
//!
//! Each count is the `total` of a list: of `GET /cases` or `GET /alerts` with the same `centre`, `dept`, `from` and `to` and
//! the filter named at the field. In `departments` the row's code is the `dept`; in `days` the row's date is `from` and `to`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Kind, Level, Words};

/// Figures of the scope and period asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// Ledger position of the snapshot that was read.
    pub position: u64,
    /// The server's time.
    pub now: String,
    /// The sums.
    pub totals: Totals,
    /// One entry a level, all four, lowest first.
    pub alerts_by_level: Vec<LevelCount>,
    /// Open alerts by kind; kinds without any are left out.
    pub alerts_by_kind: Vec<KindCount>,
    /// One entry a rule that has any, most open ones first.
    pub alerts_by_rule: Vec<RuleCount>,
    /// One entry a department that has any case or alert, by code.
    pub departments: Vec<DepartmentFigures>,
    /// The last 90 days of the period, earliest first, none left out.
    pub days: Vec<DayFigures>,
}

/// Sums over the scope and period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Cases; no filter.
    pub cases: u64,
    /// `open=true`.
    pub open: u64,
    /// `open=false`.
    pub finished: u64,
    /// `on_time=true`: ended, and stopped within the promised limit.
    pub on_time: u64,
    /// Ten-thousandths of `on_time` in the ended cases whose efficiency is known; null without any.
    #[schema(required)]
    pub on_time_rate: Option<i64>,
    /// `overdue=true`: stopped after the promised limit, or not stopped and past it.
    pub overdue: u64,
    /// `open=true&overdue=true`: not ended, and past the promised limit.
    pub open_overdue: u64,
    /// Alerts, `state=open`.
    pub alerts_open: u64,
    /// Alerts, `state=open&pending=true`.
    pub alerts_pending: u64,
    /// Alerts, `state=open&stock=true`.
    pub alerts_stock: u64,
}

/// Alerts of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// `state=open`.
    pub open: u64,
    /// `state=all`.
    pub total: u64,
}

/// Open alerts of one kind, by level: `state=open&kind=…&level=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// Of level remind.
    pub remind: u64,
    /// Of level warn.
    pub warn: u64,
    /// Of level yellow.
    pub yellow: u64,
    /// Of level red.
    pub red: u64,
}

/// Alerts of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCount {
    /// Code of the rule.
    pub rule: String,
    /// Its title.
    pub title: Words,
    /// Its level.
    pub level: Level,
    /// `rule=…&state=open`.
    pub open: u64,
    /// `rule=…&state=all`.
    pub total: u64,
}

/// Figures of one department: cases by the case's department, alerts by the responsible one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// As in [`Totals`].
    pub cases: u64,
    /// As in [`Totals`].
    pub open: u64,
    /// As in [`Totals`].
    pub finished: u64,
    /// As in [`Totals`].
    pub on_time: u64,
    /// As in [`Totals`].
    pub overdue: u64,
    /// As in [`Totals`].
    #[schema(required)]
    pub on_time_rate: Option<i64>,
    /// `state=open&level=remind`.
    pub remind: u64,
    /// `state=open&level=warn`.
    pub warn: u64,
    /// `state=open&level=yellow`.
    pub yellow: u64,
    /// `state=open&level=red`.
    pub red: u64,
}

/// What happened on one local day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayFigures {
    /// The day.
    pub date: String,
    /// Cases whose first event lies on it.
    pub received: u64,
    /// Cases whose finish lies on it: `finished_from` and `finished_to`.
    pub finished: u64,
    /// Alerts whose `since` lies on it: `state=all`.
    pub alerts: u64,
}

/// Scope and period of `GET /overview`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Centre code; default all.
    #[param(nullable = false)]
    pub centre: Option<String>,
    /// Department code; default all.
    #[param(nullable = false)]
    pub dept: Option<String>,
    /// First local day: of a case's first event, of an alert's `since`.
    #[param(nullable = false)]
    pub from: Option<String>,
    /// Last local day.
    #[param(nullable = false)]
    pub to: Option<String>,
}
